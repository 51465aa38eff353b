"""``myosense triggers``: what follows stimuli, and action against rest."""

from pathlib import Path

import click

from myosense.commands.folders import check_new, load
from myosense.commands.numbers import FINITE
from myosense.terminal import busy, to_json

PATH = click.Path(path_type=Path)


@click.command("triggers")
@click.argument("results", type=PATH)
@click.argument("markers", type=PATH, required=False)
@click.option("-o", "--output", type=PATH, help="Folder for the tables.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--clock-error",
    type=FINITE,
    help="Seconds that the clocks of markers and sensor may differ by.",
)
@click.option("--date-order", help="dmy or mdy, where 03/04/2025 could be both.")
def triggers_command(  # noqa: PLR0913 - one argument an option
    *,
    results: Path,
    markers: Path | None,
    output: Path | None,
    as_json: bool,
    clock_error: float | None,
    date_order: str | None,
) -> None:
    """Say how often jerks follow stimuli, and action against rest.

    RESULTS is a result folder. MARKERS is a CSV with the columns time (or time_s, seconds
    since the recording's start) and stimulus, or an events.tsv of BIDS; without it only
    action and rest are compared.
    """
    from myosense.holding import hold_markers  # noqa: PLC0415
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.report.triggered import render  # noqa: PLC0415

    analysis = load(results)
    if output is not None:
        check_new(output)
    file = None if markers is None else existing_file(markers)
    with busy("looking around the stimuli"):
        held = hold_markers(analysis, file, clock_error, date_order)
    if output is not None:
        held.save(output, [results] if file is None else [results, file])
    click.echo(to_json(held.said) if as_json else render(held.said), nl=False)

"""``myosense triggers``: what follows stimuli, and action against rest."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from myosense.errors import ArgumentError, ResultError
from myosense.terminal import busy, to_json

if TYPE_CHECKING:
    import pandas as pd

    from myosense.analysis import Analysis

PATH = click.Path(path_type=Path)


@click.command("triggers")
@click.argument("results", type=PATH)
@click.argument("markers", type=PATH, required=False)
@click.option("-o", "--output", type=PATH, help="Folder for the tables.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option(
    "--clock-error",
    type=float,
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
    from myosense.analysis import Analysis  # noqa: PLC0415
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.report.triggered import render  # noqa: PLC0415
    from myosense.results import findings  # noqa: PLC0415
    from myosense.results.folders import check_free  # noqa: PLC0415

    try:
        analysis = Analysis.load(results)
        if output is not None:
            check_free(output, overwrite=False)
    except ResultError as error:
        raise ArgumentError(str(error)) from error
    file = None if markers is None else existing_file(markers)
    with busy("looking around the stimuli"):
        tables, window_s = _found(analysis, file, clock_error, date_order)
    said = {
        "window_s": window_s,
        "clock_error_s": clock_error,
        **{
            name: findings.json_rows(tables[name])
            for name in ("triggers", "stimuli", "action")
        },
    }
    if output is not None:
        sources = [results] if file is None else [results, file]
        findings.save(output, "triggers", tables, said, sources)
    click.echo(to_json(said) if as_json else render(said), nl=False)


def _found(
    analysis: "Analysis",
    markers: Path | None,
    clock_error_s: float | None,
    date_order: str | None,
) -> tuple[dict[str, "pd.DataFrame"], Any]:
    """Make the tables; without markers those of the stimuli are empty."""
    from myosense import schema, triggers  # noqa: PLC0415

    held = (analysis.events, analysis.coverages, analysis.recordings)
    parameters = analysis.settings.triggers
    read = (
        schema.empty(triggers.MARKERS)
        if markers is None
        else triggers.read_markers(markers, analysis.recordings, date_order)
    )
    found = triggers.respond(read, *held, parameters, clock_error_s)
    action = triggers.action_against_rest(*held)
    window_s = list(triggers.window(parameters, clock_error_s))
    return {**found._asdict(), "action": action}, window_s

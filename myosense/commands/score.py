"""``myosense score``: found events against true ones."""

from pathlib import Path

import click

from myosense.commands.folders import load
from myosense.commands.numbers import FINITE
from myosense.terminal import figure_lines, figures, to_json

FILE = click.Path(dir_okay=False, path_type=Path)
PATH = click.Path(path_type=Path)


@click.command("score")
@click.argument("found", type=PATH)
@click.argument("true", type=FILE)
@click.option("--tolerance", type=FINITE, default=0.2, show_default=True, help="Seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def score_command(*, found: Path, true: Path, tolerance: float, as_json: bool) -> None:
    """Compare FOUND events with TRUE ones, one to one.

    FOUND is a table of events or a whole result folder; only with the folder are the hours
    known that false alarms are divided by.
    """
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.scoring import read_events, score  # noqa: PLC0415

    truth = read_events(existing_file(true))
    if found.is_dir():
        analysis = load(found)
        coverage = analysis.coverage
        result = score(analysis.events, truth, coverage=coverage, tolerance_s=tolerance)
    else:
        events = read_events(existing_file(found))
        result = score(events, truth, tolerance_s=tolerance)
    said = figures(result.table())
    click.echo(to_json(said) if as_json else figure_lines(said), nl=False)

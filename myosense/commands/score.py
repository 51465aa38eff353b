"""``myosense score``: found events against true ones."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from myosense.commands.folders import load
from myosense.commands.numbers import FINITE
from myosense.errors import ArgumentError
from myosense.terminal import figure_lines, figures, to_json

if TYPE_CHECKING:
    import pandas as pd

FILE = click.Path(dir_okay=False, path_type=Path)
PATH = click.Path(path_type=Path)
LEGEND = "in brackets: 95 % intervals, as of independent events\n"


@click.command("score")
@click.argument("found", type=PATH)
@click.argument("true", type=FILE)
@click.option("--tolerance", type=FINITE, default=0.2, show_default=True, help="Seconds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def score_command(*, found: Path, true: Path, tolerance: float, as_json: bool) -> None:
    """Compare FOUND events with TRUE ones, one to one.

    FOUND is a table of events or a whole result folder; only with the folder are the hours
    known that false alarms are divided by. TRUE is a table (TSV or CSV) with the column
    peak_s or peak_time, or onset and duration, in seconds since the recording's start. Of
    several recordings only those count that its column recording_id names.
    """
    from myosense.eventtables import read_events  # noqa: PLC0415
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.scoring import score  # noqa: PLC0415

    truth = read_events(existing_file(true))
    coverages = None
    if found.is_dir():
        analysis = load(found)
        events, coverages = analysis.events, analysis.coverages
        known = list(coverages)
    else:
        events = read_events(existing_file(found))
        known = _recordings(events)
    if len(known) > 1:
        kept = _with_truth(known, _recordings(truth), true.name)
        events = events[events["recording_id"].isin(kept)]
        coverages = coverages and {key: coverages[key] for key in kept}
    result = score(events, truth, coverage=coverages, tolerance_s=tolerance)
    said = figures(result.table())
    click.echo(to_json(said) if as_json else figure_lines(said) + LEGEND, nl=False)


def _recordings(table: "pd.DataFrame") -> list[str]:
    """Name the recordings of a table of events; none where it does not say."""
    if "recording_id" not in table:
        return []
    return [str(key) for key in table["recording_id"].dropna().unique()]


def _with_truth(known: Sequence[str], named: Sequence[str], file: str) -> list[str]:
    """Keep the recordings that a truth names: of others no jerk is known to be false.

    Raises
    ------
    ArgumentError
        If it names none of them, so that nobody knows of which it is.
    """
    kept = [key for key in known if key in named]
    if not kept:
        raise ArgumentError(
            f"{file} names none of the recordings {', '.join(known)}; expected a column "
            "recording_id that says of which each event is"
        )
    if left := [key for key in known if key not in named]:
        warnings.warn(
            f"{file} has no truth of {', '.join(left)}: left out, with the hours",
            stacklevel=2,
        )
    return kept

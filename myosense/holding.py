"""A finished result held against a log: the tables, the words and the pictures of it.

The commands print and save what is found here, a batch saves it for each person.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from myosense import schema, triggers
from myosense.analysis import Analysis
from myosense.diaries.comparing import compare
from myosense.diaries.reading import Diary, read_diary
from myosense.logs import decide_order
from myosense.medication import Response, read_doses, respond
from myosense.recording import Facts
from myosense.results import findings
from myosense.summary import json_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Pictures = dict[str, "Figure"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Held:
    """What a command found in a result, as `save` takes it."""

    command: str  #: which of `findings.TABLES` the tables are
    tables: dict[str, pd.DataFrame]
    said: dict[str, Any]  #: JSON values
    draw: Callable[[], Pictures] = dict  #: Only a folder needs them, and they take time.

    def save(self, folder: Path, sources: Iterable[Path]) -> None:
        """Write a folder, whole or not at all.

        Raises
        ------
        ResultError
            If the folder is occupied or cannot be written.
        """
        findings.save(
            folder, self.command, self.tables, self.said, sources, pictures=self.draw()
        )


def time_zone_of(facts: Mapping[str, Facts]) -> str | None:
    """Name the wearer's zone: that of the first recording that knows one."""
    return next((fact.time_zone for fact in facts.values() if fact.time_zone), None)


def hold_diary(analysis: Analysis, diary: Diary) -> Held:
    """Compare a diary with a result.

    Raises
    ------
    ArgumentError
        If their clocks cannot be held against each other.
    """
    held = analysis.events, analysis.coverages, analysis.recordings
    found = compare(diary.entries, *held, analysis.settings.diary)
    said = {
        "notices": [*analysis.left_out, *found.notices],
        "intervals": json_rows(found.intervals),
        "agreement": json_rows(found.agreement),
        "umrs_like": json_rows(analysis.tables["umrs_like"]),
    }
    tables = {"comparison": found.intervals, "agreement": found.agreement}
    return Held(command="diary", tables=tables, said=said)


def hold_doses(response: Response, left_out: Sequence[str] = ()) -> Held:
    """Bring a response to words, the comparisons of a change beside it, and a picture.

    The recordings that the results are without are named in the notices.
    """
    tables = {
        "doses": response.log.table,
        "changes": response.changes,
        "comparisons": response.comparisons,
        "course": response.course,
    }

    def draw() -> Pictures:
        from myosense.report.dosing import draw_response  # noqa: PLC0415

        return {"response": draw_response(response)}

    said = response_words(response, left_out)
    return Held(command="response", tables=tables, said=said, draw=draw)


def response_words(response: Response, left_out: Sequence[str] = ()) -> dict[str, Any]:
    """Bring the tables to JSON values, the comparisons of a change beside it."""
    comparisons = json_rows(response.comparisons)
    return {
        "doses": response.log.file,
        "notices": [*left_out, *response.log.notices],
        "changes": [
            {
                **change,
                "comparisons": [
                    row for row in comparisons if row["change"] == change["change"]
                ],
            }
            for change in json_rows(response.changes)
        ],
    }


def hold_markers(
    analysis: Analysis,
    markers: Path | None,
    clock_error_s: float | None = None,
    date_order: str | None = None,
) -> Held:
    """Look around stimuli, at each sensor and at the whole body.

    Without markers the tables of the stimuli are empty.

    Raises
    ------
    ReadError
        If the markers cannot be read.
    """
    held = analysis.with_body()
    parameters = analysis.settings.triggers
    read = (
        schema.empty(triggers.MARKERS)
        if markers is None
        else triggers.read_markers(markers, held[-1], date_order)
    )
    found = triggers.respond(read, *held, parameters, clock_error_s)
    tables = {**found._asdict(), "action": triggers.action_against_rest(*held)}
    said = {
        "notices": analysis.left_out,
        "window_s": list(triggers.window(parameters, clock_error_s)),
        "clock_error_s": clock_error_s,
        **{name: json_rows(tables[name]) for name in ("triggers", "stimuli", "action")},
    }

    def draw() -> Pictures:
        from myosense.report.stimulated import draw_responses  # noqa: PLC0415

        return {} if found.histogram.empty else {"triggers": draw_responses(found)}

    return Held(command="triggers", tables=tables, said=said, draw=draw)


@dataclass(frozen=True, kw_only=True)
class LogOptions:
    """What is said of the logs of a person; ``None`` means "find out"."""

    date_order: str | None = None
    washouts_h: Mapping[str, float] = field(default_factory=dict)  #: by drug

    def __post_init__(self) -> None:
        """Check the order of dates."""
        if self.date_order is not None:
            decide_order((), (), self.date_order)


def hold_file(
    command: str, analysis: Analysis, file: Path, options: LogOptions | None = None
) -> Held:
    """Hold a result against a file, everything else as the commands have it by default.

    Parameters
    ----------
    command
        diary, response or triggers.
    analysis
        The result.
    file
        The diary, the dose log or the markers.
    options
        What is said of it.

    Raises
    ------
    MyosenseError
        If the file cannot be read, or does not go with the result.
    """
    options = options or LogOptions()
    if command == "triggers":
        return hold_markers(analysis, file, date_order=options.date_order)
    zone = time_zone_of(analysis.recordings)
    if command == "diary":
        diary = read_diary(file, time_zone=zone, date_order=options.date_order)
        return hold_diary(analysis, diary)
    log = read_doses(file, zone, options.date_order)
    settings, alarms = analysis.settings, analysis.settings.rates.false_alarms
    held = analysis.with_body()
    return hold_doses(
        respond(
            *held, log, settings.medication,
            washouts_h=options.washouts_h, alarms=alarms,
        ),
        analysis.left_out,
    )  # fmt: skip

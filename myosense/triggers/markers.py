"""Stimulus markers: what was done to the wearer, and when on each recording's own clock.

Read from a CSV that says ``time`` (of day, with its date) or ``time_s`` (since the
recording's start) and ``stimulus``, or from the events.tsv of BIDS (``onset``,
``trial_type``).
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from pandas.api.typing import NaTType

from myosense import clock, logs, schema
from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.logs import Row
from myosense.recording import Facts
from myosense.schema import Column
from myosense.sites import ALL

COLUMNS = (
    Column("line", "", "line of the file", dtype="int64"),
    Column("stimulus", "", "what was done, in small letters", dtype="str"),
    Column("recording_id", "", "recording on whose clock it is told", dtype="str"),
    Column("at_s", "s", "time since that recording's start"),
)
#: Columns in other spellings, each set in the order in which they are looked for.
TIME = ("time", "timestamp", "date_time", "datetime", "zeit", "zeitpunkt")
ELAPSED = ("time_s", "onset", "onset_s", "seconds")
STIMULUS = ("stimulus", "trial_type", "reiz", "marker")
RECORDING = "recording_id"
BLANK = ("", "n/a")  #: The second is how BIDS writes it.
_SECONDS = re.compile(r"[+-]?\d+(?:[.,]\d*)?(?:e[+-]?\d+)?", re.IGNORECASE)
LONGEST_S = 1e8  #: Three years: whoever writes more counts since 1970.


def read_markers(
    path: str | Path, facts: Mapping[str, Facts], date_order: str | None = None
) -> pd.DataFrame:
    """Read markers and place them on the clock of each recording.

    Parameters
    ----------
    path
        CSV or XLSX with ``time`` or ``time_s`` and ``stimulus``, or events.tsv of BIDS.
        Where both times stand, ``time`` counts for recordings that have a clock. Seconds
        count from the start of the recording that a column ``recording_id`` names, or of
        the only one. They are never those of the whole body, whose start no file tells.
    facts
        By recording_id; the whole body among them, if its jerks are asked for.
    date_order
        ``dmy`` or ``mdy``; decided over the column where left out.

    Returns
    -------
    DataFrame
        `COLUMNS`: a row a marker and recording, also where the marker lies outside it.

    Raises
    ------
    ReadError
        If the file is no such table; the message names the line.
    """
    rows = logs.read_rows(path, "table of markers")
    names = list(rows[0].cells)
    stimulus = _column(rows[0], STIMULUS, "what was done: a column 'stimulus'")
    time = next((name for name in TIME if name in names), None)
    elapsed = next((name for name in ELAPSED if name in names), None)
    kinds = [_kind(row, stimulus) for row in rows]
    sensors = [key for key, fact in facts.items() if fact.site != ALL]
    placed = []
    for key, fact in facts.items():
        if time is not None and (fact.start is not None or elapsed is None):
            at_s = _by_clock(rows, time, fact, date_order)
            here = list(range(len(rows)))
        elif elapsed is not None:
            here = _rows_of(rows, key, sensors)
            at_s = np.array([_seconds(rows[i], elapsed) for i in here])
        else:
            _column(rows[0], (*TIME, *ELAPSED), "when: a column 'time' or 'time_s'")
        placed += [
            {"line": rows[i].line, "stimulus": kinds[i], "recording_id": key, "at_s": s}
            for i, s in zip(here, at_s.tolist(), strict=True)
        ]
    _check_once(rows[0].file, placed)
    return schema.table(placed, COLUMNS)


def _column(row: Row, known: Sequence[str], expected: str) -> str:
    """Find the first column that goes by one of the names."""
    found = [name for name in known if name in row.cells]
    if not found:
        raise ReadError(
            f"{row.file}: line 1 names the columns {', '.join(row.cells)}; "
            f"expected one that says {expected}"
        )
    return found[0]


def _kind(row: Row, column: str) -> str:
    kind = row.cells[column].casefold()
    if kind in BLANK:
        raise row.error(column, "what was done, such as noise, light or touch")
    return kind


def _by_clock(
    rows: Sequence[Row], column: str, fact: Facts, date_order: str | None
) -> Seconds:
    """Tell times of day as seconds since a recording's start."""
    start = clock.local_start(fact)
    if start is None and fact.start is not None:
        start = pd.Timestamp(fact.start)  # UTC: only stamps with an offset can be placed
        zone = None
    else:
        zone = None if start is None else start.tzinfo
    found_s = []
    for row, moment in zip(rows, logs.times(rows, column, zone, date_order), strict=True):
        if isinstance(moment, NaTType):
            raise row.error(column, "a date and a time such as 2025-10-25 19:00:00.250")
        if start is None:
            reason = f"the recording {fact.recording_id!r} has no clock; expected "
            raise row.refusal(f"gives a time of day, but {reason}a column 'time_s'")
        if (moment.tzinfo is None) != (start.tzinfo is None):
            expected = "without an offset" if start.tzinfo is None else "with an offset"
            raise row.error(
                column,
                f"a time {expected}, as the zone of {fact.recording_id!r} is unknown "
                "(analyze --time-zone names it)",
            )
        found_s.append(clock.seconds_between(start, moment))
    return np.array(found_s)


def _rows_of(rows: Sequence[Row], key: str, sensors: Sequence[str]) -> list[int]:
    """List the rows whose seconds are those of a recording."""
    if RECORDING not in rows[0].cells:
        if len(sensors) == 1:
            return list(range(len(rows)))
        raise ReadError(
            f"{rows[0].file}: line 1 has no column {RECORDING!r}; expected it to say from "
            f"whose start the seconds count: {', '.join(sensors)}"
        )
    for row in rows:
        if row.cells[RECORDING] not in sensors:
            raise row.error(RECORDING, f"one of {', '.join(sensors)}")
    return [i for i, row in enumerate(rows) if row.cells[RECORDING] == key]


def _seconds(row: Row, column: str) -> float:
    text = row.cells[column]
    if not _SECONDS.fullmatch(text):
        raise row.error(column, "seconds since the recording's start, such as 12.5")
    seconds = float(text.replace(",", "."))
    if abs(seconds) > LONGEST_S:
        raise row.error(
            column, "seconds since the recording's start, not milliseconds or since 1970"
        )
    return seconds


def _check_once(file: str, placed: Sequence[Mapping[str, object]]) -> None:
    """Refuse a marker that stands there twice."""
    seen: dict[tuple[object, ...], object] = {}
    for row in placed:
        key = (row["recording_id"], row["stimulus"], row["at_s"])
        if key in seen:
            raise ReadError(
                f"{file}: line {row['line']} says the same as line {seen[key]}: "
                f"{row['stimulus']} at the same time; expected each marker once"
            )
        seen[key] = row["line"]

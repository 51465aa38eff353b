"""A sleep log kept by hand: when the wearer slept, on each recording's own clock."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd
from pandas.api.typing import NaTType

from myosense import clock, logs, schema
from myosense.errors import ReadError
from myosense.logs import Row
from myosense.recording import Facts
from myosense.schema import Column

COLUMNS = (
    Column("line", "", "line of the file", dtype="int64"),
    Column("recording_id", "", "recording on whose clock it is told", dtype="str"),
    Column("start_s", "s", "time since that recording's start"),
    Column("stop_s", "s", "time since that recording's start"),
    Column("state", "", "sleep, nap or awake", dtype="str"),
)
STATES = ("sleep", "nap", "awake")
SYNONYMS = {"": "sleep", "asleep": "sleep", "schlaf": "sleep", "mittagsschlaf": "nap"} | {
    "wake": "awake",
    "wach": "awake",
}
START, STOP, STATE, DATE = "start", "stop", "state", "date"
OTHER_NAMES = {"beginn": START, "ende": STOP, "end": STOP, "zustand": STATE, "datum": DATE}
LONGEST_H = 24.0  #: Nobody sleeps longer: a slip of the date.
EXAMPLE = "a date and a time such as 2025-10-25 22:40"


def read_sleep_log(
    path: Path, facts: Mapping[str, Facts], date_order: str | None = None
) -> pd.DataFrame:
    """Read when the wearer slept.

    Parameters
    ----------
    path
        CSV or XLSX with ``start`` and ``stop`` (dates with times; or times, with a column
        ``date`` for the start), and perhaps ``state``: sleep, nap or awake.
    facts
        By recording_id.
    date_order
        ``dmy`` or ``mdy``; decided over the column where left out.

    Returns
    -------
    DataFrame
        `COLUMNS`: a row an entry and recording that has a clock.

    Raises
    ------
    ReadError
        If the file is no such table, an entry ends before it starts or lasts more than a
        day, or two overlap; the message names the line.
    """
    rows = [_renamed(row) for row in logs.read_rows(path, "sleep log")]
    for name in (START, STOP):
        if name not in rows[0].cells:
            raise ReadError(
                f"{rows[0].file}: line 1 has no column {name!r}; expected 'start' and "
                "'stop' of each sleep"
            )
    states = [_state(row) for row in rows]
    found: list[dict[str, object]] = []
    for key, fact in facts.items():
        start = clock.local_start(fact)
        if start is None:
            continue
        spans = _spans(rows, start, date_order)
        found += [
            {"line": row.line, "recording_id": key, "start_s": a, "stop_s": b, "state": s}
            for row, (a, b), s in zip(rows, spans, states, strict=True)
        ]
    return schema.table(found, COLUMNS)


def _renamed(row: Row) -> Row:
    cells = {OTHER_NAMES.get(name, name): cell for name, cell in row.cells.items()}
    return Row(file=row.file, line=row.line, cells=cells, epoch=row.epoch)


def _state(row: Row) -> str:
    word = row.cells.get(STATE, "").casefold()
    state = SYNONYMS.get(word, word)
    if state not in STATES:
        raise row.error(STATE, f"one of {', '.join(STATES)}")
    return state


def _spans(
    rows: Sequence[Row], begun: pd.Timestamp, date_order: str | None
) -> list[tuple[float, float]]:
    """Tell each entry as seconds since a recording's start."""
    dated = DATE if DATE in rows[0].cells else None
    order = logs.decide_order(rows, (START, STOP), date_order) if not dated else date_order
    zone = begun.tzinfo
    starts = logs.times(rows, START, zone, order, date_column=dated)
    stops = logs.times(rows, STOP, zone, order, after=starts)
    spans = []
    for row, start, stop in zip(rows, starts, stops, strict=True):
        a, b = _since(begun, row, START, start), _since(begun, row, STOP, stop)
        if b <= a:
            raise row.error(STOP, f"a time after the start ({start:%Y-%m-%d %H:%M})")
        if b - a > 3600 * LONGEST_H:
            hours = f"{(b - a) / 3600:.0f} h"
            raise row.error(STOP, f"at most {LONGEST_H:g} h after the start, not {hours}")
        spans.append((a, b))
    _check_apart(rows, spans)
    return spans


def _since(
    begun: pd.Timestamp, row: Row, column: str, moment: pd.Timestamp | NaTType
) -> float:
    if isinstance(moment, NaTType):
        raise row.error(column, EXAMPLE)
    if (moment.tzinfo is None) != (begun.tzinfo is None):
        raise row.error(column, "a time without an offset: the zone is not known")
    return clock.seconds_between(begun, moment)


def _check_apart(rows: Sequence[Row], spans: Sequence[tuple[float, float]]) -> None:
    order = sorted(range(len(rows)), key=lambda i: spans[i])
    for i, j in pairwise(order):
        if spans[j][0] < spans[i][1]:
            later, earlier = (
                max(rows[i].line, rows[j].line),
                min(rows[i].line, rows[j].line),
            )
            raise ReadError(
                f"{rows[0].file}: line {later} overlaps line {earlier}; "
                "expected one entry at a time"
            )

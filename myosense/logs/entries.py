"""Entries from a start to a stop, told on each recording's own clock."""

from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path

import pandas as pd
from pandas.api.typing import NaTType

from myosense import clock
from myosense.errors import ReadError
from myosense.logs.rows import Row, read_rows
from myosense.logs.times import decide_order, times

START, STOP, STATE, DATE = "start", "stop", "state", "date"
OTHER_NAMES = {
    **dict.fromkeys(("from", "beginn", "von"), START),
    **dict.fromkeys(("end", "to", "ende", "bis"), STOP),
    "zustand": STATE,
    "datum": DATE,
}
EXAMPLE = "a date and a time such as 2025-10-25 22:40"

Span = tuple[float, float]  #: start and stop in seconds since a recording's start


def read_entries(
    path: Path, kind: str, expected: str, other_names: Mapping[str, str] = OTHER_NAMES
) -> list[Row]:
    """Read a table with a start and a stop in each row.

    Parameters
    ----------
    path
        As `read_rows` takes it.
    kind
        What such a table is called, for the errors.
    expected
        What its columns ``start`` and ``stop`` hold, for the errors.
    other_names
        Of columns, each with the name that it is given.

    Raises
    ------
    ReadError
        If the file is no such table, lacks a start or a stop, or has a column twice.
    """
    rows = [_renamed(row, other_names) for row in read_rows(path, kind)]
    for name in (START, STOP):
        check_column(rows, name, expected)
    return rows


def check_column(rows: Sequence[Row], name: str, expected: str) -> None:
    """Refuse a table without a column.

    Raises
    ------
    ReadError
        If there is no such column; the message says what was expected.
    """
    if name not in rows[0].cells:
        raise ReadError(
            f"{rows[0].file}: line 1 has no column {name!r}; expected {expected}"
        )


def spans_of(
    rows: Sequence[Row],
    begun: pd.Timestamp,
    *,
    date_order: str | None = None,
    longest_h: float = float("inf"),
) -> list[Span]:
    """Tell each entry as seconds since a recording's start.

    Parameters
    ----------
    rows
        As from `read_entries`.
    begun
        When the recording starts on the wearer's clock.
    date_order
        ``dmy`` or ``mdy``; decided over both columns where left out.
    longest_h
        No entry lasts longer: a slip of the date.

    Raises
    ------
    ReadError
        If a cell is no moment of that clock, or an entry ends before it starts or lasts
        too long; the message names the line.
    """
    dated = DATE if DATE in rows[0].cells else None
    order = decide_order(rows, (START, STOP), date_order) if not dated else date_order
    zone = begun.tzinfo
    starts = times(rows, START, zone, order, date_column=dated)
    stops = times(rows, STOP, zone, order, after=starts)
    spans = []
    for row, start, stop in zip(rows, starts, stops, strict=True):
        a, b = _since(begun, row, START, start), _since(begun, row, STOP, stop)
        if b <= a:
            raise row.error(STOP, f"a time after the start ({start:%Y-%m-%d %H:%M})")
        if b - a > 3600 * longest_h:
            hours = f"{(b - a) / 3600:.0f} h"
            raise row.error(STOP, f"at most {longest_h:g} h after the start, not {hours}")
        spans.append((a, b))
    return spans


def check_apart(rows: Sequence[Row], spans: Sequence[Span]) -> None:
    """Refuse entries that overlap; they may touch.

    Raises
    ------
    ReadError
        If two do; the message names both lines.
    """
    order = sorted(range(len(rows)), key=lambda i: spans[i])
    for i, j in pairwise(order):
        if spans[j][0] < spans[i][1]:
            earlier, later = sorted((rows[i].line, rows[j].line))
            raise ReadError(
                f"{rows[0].file}: line {later} overlaps line {earlier}; "
                "expected one entry at a time"
            )


def _renamed(row: Row, other_names: Mapping[str, str]) -> Row:
    names: dict[str, str] = {}
    for name in row.cells:
        meant = other_names.get(name, name)
        if meant in names.values():
            raise ReadError(
                f"{row.file}: line 1 has the column {meant!r} twice (as {name!r} too); "
                "expected it once"
            )
        names[name] = meant
    return row.renamed(names)


def _since(
    begun: pd.Timestamp, row: Row, column: str, moment: pd.Timestamp | NaTType
) -> float:
    if isinstance(moment, NaTType):
        raise row.error(column, EXAMPLE)
    if (moment.tzinfo is None) != (begun.tzinfo is None):
        raise row.error(column, "a time without an offset: the zone is not known")
    return clock.seconds_between(begun, moment)

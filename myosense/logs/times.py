"""Columns of dates and times, on the wearer's clock.

The order of day and month is decided over whole columns, never cell by cell. A time that
the wearer's clock skips in spring, or shows twice in autumn, is refused by its line: the
offset written behind it (``02:30+02:00``) says which was meant. Only the limit of an hour
of the clock needs none where the repeated time begins: the hour before it ends when that is
first shown, and the hour from it on is all the time for which the clock shows it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta, timezone, tzinfo
from typing import TypeAlias

import pandas as pd
from pandas.api.typing import NaTType

from myosense.errors import ArgumentError
from myosense.logs.rows import Row
from myosense.logs.stamptext import FIRST_YEAR, LAST_YEAR, Written, understand
from myosense.zones import comes_twice, find_zone, is_real

Stamp: TypeAlias = "pd.Timestamp | NaTType"

ORDERS = ("dmy", "mdy")
DAY = timedelta(days=1)
ORDER_ASKED = (
    "the year first, such as 2025-11-10, or --date-order dmy or mdy where there is that "
    "option: day and month can be either"
)
EXAMPLE = "a date and a time such as 2025-10-25 19:00 or 25.10.2025 19:00"


def decide_order(
    rows: Sequence[Row], columns: Iterable[str], date_order: str | None = None
) -> str:
    """Decide whether 03/04/2025 is in April (``dmy``) or in March (``mdy``).

    A part above 12 is a day. Dates with points are never in the American order.

    Parameters
    ----------
    rows
        All rows of the table.
    columns
        Columns of one hand, decided together.
    date_order
        What the user said; wins.

    Raises
    ------
    ArgumentError
        If the user said another word.
    ReadError
        If both orders are possible, or both are needed.
    """
    if date_order is not None:
        if date_order not in ORDERS:
            raise ArgumentError(
                f"date order {date_order!r} is not known; expected dmy (day first) or mdy"
            )
        return date_order
    first_of: dict[str, tuple[Row, str]] = {}
    undecided: tuple[Row, str] | None = None
    for column in columns:
        for row in rows:
            written = understand(row.cells.get(column, ""))
            if written is None or written.parts is None or not written.is_open:
                continue
            first, second, _ = written.parts
            if first > 12 or second > 12:
                first_of.setdefault("dmy" if first > 12 else "mdy", (row, column))
            elif first != second and undecided is None:
                undecided = row, column
    if len(first_of) == 2:
        row, column = max(first_of.values(), key=lambda place: place[0].line)
        raise row.error(column, "day and month in the same order in all rows")
    if undecided is not None and not first_of:
        row, column = undecided
        raise row.error(column, ORDER_ASKED)
    return next(iter(first_of), "dmy")


def times(  # noqa: PLR0913 - each says where a part of the moment stands
    rows: Sequence[Row],
    column: str,
    zone: tzinfo | str | None,
    date_order: str | None = None,
    *,
    date_column: str | None = None,
    after: Sequence[Stamp] | None = None,
    are_limits: Sequence[bool] | None = None,
) -> list[Stamp]:
    """Read a column of moments.

    Parameters
    ----------
    rows
        All rows of the table, because the order of day and month is decided over them.
    column
        Its name.
    zone
        The wearer's. Stamps with an offset are brought to it, others are its wall clock.
        Without it stamps with an offset keep it and others stay naive.
    date_order
        ``dmy`` or ``mdy``; decided over the column where left out.
    date_column
        Where the date stands of cells that hold only a time of day.
    after
        For such cells without a date: the first moment after this one at that time.
    are_limits
        Of each row, whether it is the limit of an interval that is told by the clock.
        Where the time that comes twice begins, such a limit is the first of both.

    Returns
    -------
    list of Timestamp
        One a row, to the nanosecond; NaT where the cell is blank.

    Raises
    ------
    ReadError
        If a cell is no such moment, the wearer's clock never or twice showed it, or some
        stamps have an offset and others not, and no zone is known.
    """
    in_zone = find_zone(zone) if isinstance(zone, str) else zone
    columns = [column] if date_column is None else [column, date_column]
    order = decide_order(rows, columns, date_order)
    found: list[Stamp] = []
    for i, row in enumerate(rows):
        written = _written(row, column)
        if written is None:
            found.append(pd.NaT)
            continue
        if written.parts is None and date_column is not None and row.cells[date_column]:
            written = _dated(written, row, date_column)
        if written.parts is None:
            moment = _next(row, column, written, after[i] if after else pd.NaT)
        else:
            moment = _moment(row, column, written, order)
        if written.offset is not None:
            found.append(_in_zone(moment, written.offset, in_zone))
        elif in_zone is None:
            found.append(_stamp(moment))
        else:
            is_limit = are_limits is not None and are_limits[i]
            found.append(_shown(row, column, moment, in_zone, is_limit=is_limit))
    if in_zone is None:
        _check_alike(rows, column, found)
    return found


def _written(row: Row, column: str) -> Written | None:
    """Understand a cell; ``None`` where it is blank."""
    text = row.cells.get(column, "")
    if not text:
        return None
    written = understand(text)
    if written is None and row.epoch is not None:
        written = _serial(row.epoch, text)
    if written is None:
        raise row.error(column, EXAMPLE)
    if written.clock is None:
        raise row.error(column, "a time of day beside the date, such as 19:00")
    return written


def _serial(epoch: datetime, text: str) -> Written | None:
    """Understand a workbook's date that is shown as a mere number of days."""
    try:
        days = float(text)
    except ValueError:
        return None
    if not 0 <= days < 100_000:
        return None
    whole, part = divmod(round(days * 86_400_000), 86_400_000)
    clock = timedelta(milliseconds=part)
    if whole == 0:
        return Written(parts=None, is_open=False, clock=clock, offset=None)
    day = epoch + timedelta(days=whole)
    parts = (day.day, day.month, day.year)
    return Written(parts=parts, is_open=False, clock=clock or None, offset=None)


def _dated(written: Written, row: Row, date_column: str) -> Written:
    """Take the date of a time of day from its own column."""
    cell = row.cells[date_column]
    dated = understand(cell)
    if dated is None and row.epoch is not None:
        dated = _serial(row.epoch, cell)
    if dated is None or dated.parts is None or dated.clock:
        raise row.error(date_column, "a date such as 2025-10-25 or 25.10.2025")
    return Written(
        parts=dated.parts,
        is_open=dated.is_open,
        clock=written.clock,
        offset=written.offset,
    )


def _moment(row: Row, column: str, written: Written, order: str) -> datetime:
    try:
        day = written.date(order if written.is_open else "dmy")
    except ValueError as error:
        years = f"{FIRST_YEAR} to {LAST_YEAR}"
        raise row.error(column, f"a day of the calendar, {years}") from error
    midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001 - a wall clock
    return midnight + (written.clock or timedelta(0))


def _next(row: Row, column: str, written: Written, after: Stamp) -> datetime:
    """Find the first moment at a time of day that is later than another moment."""
    if isinstance(after, NaTType):
        raise row.error(column, EXAMPLE)
    if written.offset is not None and after.tzinfo is not None:
        after = after.tz_convert(timezone(written.offset))
    wall = after.tz_localize(None).to_pydatetime(warn=False)
    midnight = wall.replace(hour=0, minute=0, second=0, microsecond=0)
    moment = midnight + (written.clock or timedelta(0))
    return moment if moment > wall else moment + DAY


def _in_zone(wall: datetime, offset: timedelta, zone: tzinfo | None) -> pd.Timestamp:
    aware = wall.replace(tzinfo=timezone(offset))
    return _stamp(aware if zone is None else aware.astimezone(zone))


def _shown(
    row: Row, column: str, wall: datetime, zone: tzinfo, *, is_limit: bool
) -> pd.Timestamp:
    """Find the moment at which the clock of the zone shows a time."""
    first, second = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if not is_real(first):
        raise row.error(column, f"a time that exists in {zone}: the clock skips this one")
    begins = comes_twice(first) and not comes_twice(first - timedelta.resolution)
    if not comes_twice(first) or (is_limit and begins):
        return _stamp(first)
    examples = " or ".join(
        moment.isoformat(timespec="minutes")[11:] for moment in (first, second)
    )
    raise row.error(column, f"{examples}: {wall:%H:%M} comes twice in {zone} on this day")


def _stamp(moment: datetime) -> pd.Timestamp:
    return pd.Timestamp(moment).as_unit("ns")


def _check_alike(rows: Sequence[Row], column: str, found: Sequence[Stamp]) -> None:
    known = [
        (row, moment)
        for row, moment in zip(rows, found, strict=True)
        if not isinstance(moment, NaTType)
    ]
    for row, moment in known:
        if (moment.tzinfo is None) != (known[0][1].tzinfo is None):
            raise row.error(
                column,
                "an offset from UTC in all rows or in none, as the time zone is not known",
            )

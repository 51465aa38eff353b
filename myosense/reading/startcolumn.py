"""A column that says in every row when the recording began, beside a clock from there."""

from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa

from myosense.errors import ReadError
from myosense.reading.naming import words_of
from myosense.reading.stamps import EPOCH_FIRST_S, EPOCH_LAST_S
from myosense.reading.stampshapes import match_stamp
from myosense.reading.table import Stamps
from myosense.reading.textstamps import prepare
from myosense.reading.timecolumn import always_rises, find_time, numbers_in
from myosense.reading.times import number_stamps
from myosense.reading.timeunits import NS_OF_UNIT
from myosense.reading.wallclock import naive
from myosense.zones import find_zone

WORDS = frozenset(("start", "started", "starting", "begin", "began", "beginning"))


def apart_from_start(
    names: tuple[str, ...],
    rows: Sequence[Sequence[str]],
    time: tuple[int, ...],
    decimal: str,
    date_order: str | None,
) -> tuple[tuple[int, ...], datetime | None]:
    """Find the clock beside a time that never changes, which is when it began.

    Parameters
    ----------
    names, rows, decimal
        Of the table; its first rows, as text.
    time
        The columns taken for the time.
    date_order
        ``dmy`` or ``mdy``, if it is known.

    Returns
    -------
    time : tuple of int
        As it was, unless its name says a start, or another clock, which may lack a name,
        runs beside it for longer than what it counts in.
    start : datetime or None
        Where that clock has no date of its own.

    Raises
    ------
    ReadError
        If the order of day and month cannot be decided.

    >>> rows = [("2025-03-04 12:00:00", str(row / 100)) for row in range(200)]
    >>> apart_from_start(("start time", "seconds"), rows, (0,), ".", None)
    ((1,), datetime.datetime(2025, 3, 4, 12, 0))
    """
    said = {" ".join(row[at].strip() for at in time) for row in rows} - {""}
    if len(said) != 1 or len(time) > 2:
        return time, None
    (cell,) = said
    others = [[c if at not in time else "" for at, c in enumerate(row)] for row in rows]
    clock = find_time(names, others, decimal) or tuple(
        at
        for at, name in enumerate(names)
        if not name and always_rises(others, at, decimal)
    )
    if len(clock) != 1:
        return time, None
    values = numbers_in(rows, clock[0], decimal)
    try:
        counted = number_stamps(values, names[clock[0]])
    except ReadError:
        return time, None
    is_named = any(WORDS & {*words_of(names[at])[0]} for at in time)
    if not is_named and np.nanmax(counted.time_s) - counted.time_s[0] <= _finest_s(cell):
        return time, None
    start = _start_of(cell, date_order) if counted.kind == "elapsed" else None
    return clock, start


def _finest_s(cell: str) -> float:
    """Say what a stamp counts in: minutes, seconds, or parts of them."""
    stamp = match_stamp(cell)
    if stamp is None:
        return 1.0
    fields = stamp.groupdict()
    if any(fields.get(field) for field in ("fraction", "millis", "digits")):
        return 0.1
    return 1.0 if fields["second"] else 60.0


def _start_of(cell: str, date_order: str | None) -> datetime | None:
    """Read a date and hour, or a number since 1970; ``None`` if it is neither."""
    if match_stamp(cell) is None:
        return _from_epoch(cell)
    column = pa.chunked_array([[cell]])
    parsed = prepare(cell, lambda: [column], date_order, lambda _: "the start")
    parsed.append(column)
    return _moment(parsed.stamps())


def _from_epoch(cell: str) -> datetime | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    found = (number * unit_ns / 1e9 for unit_ns in NS_OF_UNIT.values())
    epoch_s = next((each for each in found if EPOCH_FIRST_S <= each <= EPOCH_LAST_S), None)
    return None if epoch_s is None else datetime.fromtimestamp(epoch_s, tz=UTC)


def _moment(stamps: Stamps) -> datetime:
    moment = naive(stamps.origin_ns)
    if stamps.kind == "wall":
        return moment
    instant = moment.replace(tzinfo=UTC)
    return instant.astimezone(find_zone(stamps.time_zone)) if stamps.time_zone else instant

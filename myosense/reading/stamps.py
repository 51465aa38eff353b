"""Which clock the time column holds: dates, epochs or elapsed time, and in which unit.

Epochs are known by their size and by the rate that they imply; elapsed time by the unit in
the name, or by the one unit that implies a possible rate.
"""

from collections.abc import Callable

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.naming import words_of
from myosense.reading.stamptext import BLANK_NS, SECOND_NS, TextColumn, parse_stamps
from myosense.reading.table import Kind, Stamps

MIN_RATE_HZ = 5.0  #: Slower tables are epochs of counts, not samples.
MAX_RATE_HZ = 5000.0  #: No body-worn accelerometer samples faster.
N_FOR_RATE = 1_000_000  #: More stamps tell no more about the unit.
NS_OF_UNIT = {"s": 1e9, "ms": 1e6, "us": 1e3, "ns": 1.0}
#: An epoch lies between 2000 and 2100, in any unit; a clock that was never set does not.
EPOCH_FIRST_S, EPOCH_LAST_S = 946_684_800.0, 4_102_444_800.0


def implied_rate_hz(time_s: Seconds) -> float:
    """Estimate the rows per second from stamps that repeat, have gaps, are rounded."""
    steps = np.diff(time_s[:N_FOR_RATE])
    moved = steps[steps > 0]
    if len(moved) == 0:
        return 0.0
    typical = float(np.median(moved))
    inside = moved[moved <= 3 * typical]
    repeats = len(steps[steps >= 0]) / len(moved)
    return float(repeats * len(inside) / np.sum(inside))


def is_possible_rate(rate_hz: float) -> bool:
    """Say whether a body-worn sensor may write so many rows per second."""
    return MIN_RATE_HZ * 0.999 <= rate_hz <= MAX_RATE_HZ * 1.001


def stamps_from_numbers(values: Seconds, name: str) -> Stamps:
    """Understand a numeric time column.

    Parameters
    ----------
    values : shape (n_rows,)
        The cells; NaN where blank.
    name
        Name of the column; a unit in it counts.

    Raises
    ------
    ReadError
        If the stamps do not rise, no unit implies a possible rate, or the column only
        numbers the rows.
    """
    known = values[np.isfinite(values)]
    if len(known) < 2 or np.all(known == known[0]):
        raise ReadError(
            f"all {len(known)} time stamps are equal; expected stamps that advance"
            if len(known)
            else "the time column is blank; expected stamps that advance"
        )
    if np.all(np.diff(known) <= 0):
        raise ReadError("the time stamps fall from row to row; expected stamps that rise")
    named = words_of(name)[1]
    named = named if named in NS_OF_UNIT else None
    unnamed_words = set(words_of(name)[0]) & {"elapsed", "uptime"}
    for unit, scale in NS_OF_UNIT.items():
        first_s = known[0] * scale / SECOND_NS
        rate_hz = implied_rate_hz((known - known[0]) * scale / SECOND_NS)
        is_epoch = EPOCH_FIRST_S <= first_s <= EPOCH_LAST_S and not unnamed_words
        if is_epoch and named in (None, unit) and is_possible_rate(rate_hz):
            return _numeric_stamps(values, known[0], scale, "utc", f"epoch {unit} in UTC")
    if named is None and np.all(np.diff(known) == 1):
        raise ReadError(
            f"the column {name!r} only numbers the rows; --rate gives the samples a second"
        )
    return _elapsed(values, known, named, name)


def _elapsed(values: Seconds, known: Seconds, named: str | None, name: str) -> Stamps:
    rates_hz = {
        unit: implied_rate_hz((known - known[0]) * scale / SECOND_NS)
        for unit, scale in NS_OF_UNIT.items()
        if named in (None, unit)
    }
    for unit, rate_hz in rates_hz.items():
        if is_possible_rate(rate_hz):
            why = "named in the column" if named else "the one unit with a possible rate"
            scale = NS_OF_UNIT[unit]
            meaning = f"elapsed {unit} ({why})"
            return _numeric_stamps(values, 0.0, scale, "elapsed", meaning)
    unit = min(rates_hz, key=lambda unit: abs(np.log(max(rates_hz[unit], 1e-12) / 50)))
    raise ReadError(
        f"the time column {name!r} gives {rates_hz[unit]:.3g} rows per second when read in "
        f"{unit}; expected {MIN_RATE_HZ:g} to {MAX_RATE_HZ:g} (tables of counts per epoch "
        "hold no motion)"
    )


def _numeric_stamps(
    values: Seconds, first: float, scale: float, kind: Kind, meaning: str
) -> Stamps:
    time_s = (values - first) * (scale / SECOND_NS)
    origin_ns = round(float(first) * scale) if kind == "utc" else 0
    return Stamps(time_s=time_s, kind=kind, origin_ns=origin_ns, meaning=meaning)


def offset_name(offset_s: int) -> str:
    """Name a fixed offset from UTC.

    >>> offset_name(-12600)
    'UTC-03:30'
    """
    minutes = abs(offset_s) // 60
    return f"UTC{'-' if offset_s < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def stamps_from_text(
    column: TextColumn, date_order: str | None, locate: Callable[[int], str]
) -> Stamps:
    """Understand a column of dates with times of day.

    Raises
    ------
    ReadError
        If a cell is no stamp, some stamps carry an offset from UTC and others do not, or
        the stamps imply no possible rate.
    """
    parsed = parse_stamps(column, date_order, locate)
    is_known = parsed.wall_ns != BLANK_NS
    if not np.any(is_known):
        raise ReadError("the time column is blank; expected stamps that advance")
    has_offset = parsed.has_offset[is_known]
    if np.any(has_offset) and not np.all(has_offset):
        row = int(np.flatnonzero(is_known)[np.flatnonzero(has_offset != has_offset[0])[0]])
        raise ReadError(
            f"{locate(row)} differs from the rows before in having an offset from UTC; "
            "expected all time stamps with one or all without"
        )
    is_instant = bool(has_offset[0])
    ns = parsed.wall_ns - (
        parsed.offset_s.astype(np.int64) * SECOND_NS if is_instant else 0
    )
    offsets = _in_order(parsed.offset_s[is_known]) if is_instant else ()
    return stamps_from_ns(
        np.where(is_known, ns, BLANK_NS),
        kind="utc" if is_instant else "wall",
        time_zone=parsed.zone or (None if parsed.is_utc or not offsets else offsets[0]),
        offsets=() if parsed.is_utc else offsets,
    )


def _in_order(offset_s: np.ndarray[tuple[int], np.dtype[np.int32]]) -> tuple[str, ...]:
    """Name the offsets in the order in which they come."""
    is_new = np.append(True, offset_s[1:] != offset_s[:-1])
    return tuple(dict.fromkeys(offset_name(int(value)) for value in offset_s[is_new]))


def stamps_from_ns(
    ns: np.ndarray[tuple[int], np.dtype[np.int64]],
    *,
    kind: Kind,
    time_zone: str | None = None,
    offsets: tuple[str, ...] = (),
) -> Stamps:
    """Make stamps of nanoseconds since 1970 (`BLANK_NS` where blank).

    Raises
    ------
    ReadError
        If the stamps imply no possible rate.
    """
    is_known = ns != BLANK_NS
    origin_ns = int(ns[np.argmax(is_known)])
    time_s = np.where(is_known, (ns - origin_ns) / SECOND_NS, np.nan)
    known = time_s[is_known]
    rate_hz = implied_rate_hz(known)
    if len(known) > 1 and np.all(known == known[0]):
        raise ReadError(f"all {len(known)} time stamps are equal; expected them to advance")
    if len(known) > 1 and not is_possible_rate(rate_hz):
        raise ReadError(
            f"the time stamps give {rate_hz:.3g} rows per second; expected {MIN_RATE_HZ:g} "
            f"to {MAX_RATE_HZ:g} (tables of counts per epoch hold no motion)"
        )
    meaning = "instants (date, time and offset)" if kind == "utc" else "a wall clock"
    return Stamps(
        time_s=time_s,
        kind=kind,
        origin_ns=origin_ns,
        time_zone=time_zone,
        offsets=offsets,
        meaning=meaning,
    )

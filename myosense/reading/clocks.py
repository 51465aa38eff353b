"""How the time columns of a preset are understood: one named rule a clock.

A rule gets the cells (numbers as arrays of float, text as Arrow columns) and what the file
declares, and gives the stamps; ``None`` stands for "even, at the rate declared".
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow.compute as pc

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.counters import unwrap
from myosense.reading.datedigits import stamps_from_digits
from myosense.reading.dateorder import days_since_1970
from myosense.reading.gps import stamps_from_weeks
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.origins import DAY_NS, ORIGINS
from myosense.reading.rest import find_largest
from myosense.reading.stamps import (
    FARTHEST,
    MAX_RATE_HZ,
    MIN_RATE_HZ,
    implied_rate_hz,
    is_possible_rate,
    known_head,
    scaled,
    stamps_from_ns,
)
from myosense.reading.stamptext import BLANK_NS
from myosense.reading.table import Declared, Kind, Stamps
from myosense.reading.textstamps import stamps_from_text
from myosense.reading.timecolumn import N_PARTS


def _numbers(columns: Sequence[Any], meaning: str) -> Seconds:
    """Take the first column as numbers.

    Raises
    ------
    ReadError
        If there is none, or it is text.
    """
    if not columns:
        raise ReadError(f"has no time column; expected {meaning}")
    values = np.asarray(columns[0])
    if values.dtype.kind not in "fiu":
        first = next((cell for cell in values.tolist() if cell), "")
        found = repr(first) if first else "nothing"
        raise ReadError(f"has {found} in its time column; expected {meaning}")
    largest = find_largest(values)
    if abs(largest) > FARTHEST:
        raise ReadError(f"has the time stamp {largest:g}; expected {meaning}")
    return values


def _counted(
    columns: Sequence[Any],
    _declared: Declared,
    *,
    unit_ns: float,
    origin_ns: int = 0,
    kind: Kind,
    meaning: str,
) -> Stamps:
    """Make stamps of a column that counts units from an origin.

    Raises
    ------
    ReadError
        If the column is text, blank, or implies no possible rate.
    """
    values = _numbers(columns, meaning)
    known = known_head(values)
    rate_hz = implied_rate_hz((known - known[0]) * unit_ns / SECOND_NS) if len(known) else 0
    if len(known) > 1 and np.all(known == known[0]):
        raise ReadError(
            f"all time stamps are {known[0]:g}, as a spreadsheet rounds long numbers, and "
            "give no rows per second; --columns time=... names another column of time"
        )
    if not is_possible_rate(rate_hz):
        raise ReadError(
            f"the time stamps, read as {meaning}, give {rate_hz:.3g} rows per second; "
            f"expected {MIN_RATE_HZ:g} to {MAX_RATE_HZ:g}"
        )
    first = 0.0 if kind == "elapsed" else float(known[0])
    return Stamps(
        time_s=scaled(values, first, unit_ns),
        kind=kind,
        origin_ns=origin_ns + round(first * unit_ns),
        meaning=meaning,
    )


def _counter(
    columns: Sequence[Any], declared: Declared, *, unit_ns: float, n_bits: int, meaning: str
) -> Stamps:
    """Make stamps of a counter that starts anew when its bits are full."""
    counted = unwrap(_numbers(columns, meaning), 2.0**n_bits)
    return _counted([counted], declared, unit_ns=unit_ns, kind="elapsed", meaning=meaning)


def _sample_time_fine(columns: Sequence[Any], declared: Declared) -> Stamps:
    """Make stamps of the clock of an Xsens: 100 us a tick, or 1 us in the app of the DOT.

    No Xsens is so fast that its microseconds could be ticks.
    """
    known = known_head(unwrap(_numbers(columns, "SampleTimeFine"), 2.0**32))
    are_ticks = len(known) and is_possible_rate(implied_rate_hz((known - known[0]) * 1e-4))
    unit_ns, unit = (1e5, "ticks of 100 us") if are_ticks else (1e3, "us")
    meaning = f"elapsed {unit}, a counter of 32 bits"
    return _counter(columns, declared, unit_ns=unit_ns, n_bits=32, meaning=meaning)


def _packets(columns: Sequence[Any], declared: Declared, *, n_bits: int) -> Stamps | None:
    """Make stamps of numbered packets: those that were lost leave a hole."""
    if not declared.sample_rate_hz or not columns:
        return None
    return _counter(
        columns,
        declared,
        unit_ns=SECOND_NS / declared.sample_rate_hz,
        n_bits=n_bits,
        meaning=f"packets counted at the {declared.sample_rate_hz:g} Hz declared",
    )


def _anchored(columns: Sequence[Any], declared: Declared, *, unit_ns: float) -> Stamps:
    """Space the rows by the sensor's own clock, from the hour of the first text stamp.

    Raises
    ------
    ReadError
        If one of the two is missing or not what it should be.
    """
    meaning = "the sensor's clock"
    own = _counted(columns[1:], declared, unit_ns=unit_ns, kind="elapsed", meaning=meaning)
    text = columns[0]
    if isinstance(text, np.ndarray):
        raise ReadError("has numbers where dates are expected beside the sensor's clock")
    is_known = np.isfinite(own.time_s) & (pc.utf8_length(text.fill_null("")).to_numpy() > 0)
    if not np.any(is_known):
        raise ReadError("has no row with both a date and a time of the sensor's clock")
    first = int(np.argmax(is_known))
    hour = stamps_from_text(text.slice(first, 1), None, lambda _: f"row {first + 1}")
    return replace(
        hour,
        time_s=own.time_s - own.time_s[first],
        meaning=f"{meaning}, set by {hour.meaning}",
    )


def _parts(columns: Sequence[Any], _declared: Declared) -> Stamps:
    """Make stamps of a date whose parts stand in columns of their own.

    Raises
    ------
    ReadError
        If a part is no number of the calendar or the clock.
    """
    if len(columns) < N_PARTS:
        raise ReadError("has no columns of year, month, day, hour, minute and second")
    year, month, day, *clock = (_numbers([column], "a date in parts") for column in columns)
    ns = np.full(len(year), BLANK_NS, dtype=np.int64)
    is_known = np.all(np.isfinite([year, month, day, *clock]), axis=0)
    dates = [part[is_known].astype(np.int64) for part in (year, month, day)]
    days = days_since_1970(*dates)
    of_day = sum(
        part[is_known] * scale for part, scale in zip(clock, PART_NS, strict=False)
    )
    if np.any(days < 0) or np.any((of_day < 0) | (of_day >= DAY_NS)):
        raise ReadError(
            "has a row whose year, month, day, hour, minute and second are no time"
        )
    ns[is_known] = days * int(DAY_NS) + np.rint(of_day).astype(np.int64)
    found = stamps_from_ns(ns, kind="wall")
    return replace(found, meaning=f"{found.meaning}, in {len(columns)} columns")


def _weeks(columns: Sequence[Any], _declared: Declared) -> Stamps:
    """Make stamps of the week of GPS and the time in it.

    Raises
    ------
    ReadError
        If they are text, or no such time.
    """
    if len(columns) < 2:
        raise ReadError("has no columns of a week of GPS and the time in it")
    weeks, of_week = (_numbers([column], "a week of GPS") for column in columns[:2])
    return stamps_from_weeks(weeks, of_week)


def _digits(columns: Sequence[Any], _declared: Declared) -> Stamps:
    """Make stamps of a date and a time of day that are the digits of numbers.

    Raises
    ------
    ReadError
        If they are text, or no such time.
    """
    if len(columns) < 2:
        raise ReadError("has no columns of a date and a time of day as digits")
    days, times = (_numbers([column], "a date as digits") for column in columns[:2])
    return stamps_from_digits(days, times)


def _no_stamps(_columns: Sequence[Any], _declared: Declared) -> None:
    return None


PART_NS = (3600 * SECOND_NS, 60 * SECOND_NS, SECOND_NS, SECOND_NS // 1000)
POLAR_NS = 946_684_800 * SECOND_NS  #: 2000-01-01.

CLOCKS: Mapping[str, Callable[[Sequence[Any], Declared], Stamps | None]] = {
    "start and rate of the header": _no_stamps,
    "epoch s": partial(_counted, unit_ns=1e9, kind="utc", meaning="epoch s in UTC"),
    "epoch ms": partial(_counted, unit_ns=1e6, kind="utc", meaning="epoch ms in UTC"),
    "epoch us": partial(_counted, unit_ns=1e3, kind="utc", meaning="epoch us in UTC"),
    "epoch ns": partial(_counted, unit_ns=1.0, kind="utc", meaning="epoch ns in UTC"),
    "ns since 2000": partial(
        _counted,
        unit_ns=1.0,
        origin_ns=POLAR_NS,
        kind="utc",
        meaning="ns since 2000-01-01 in UTC",
    ),
    "local epoch s": partial(
        _counted, unit_ns=1e9, kind="wall", meaning="a wall clock counted in s since 1970"
    ),
    **{
        name: partial(
            _counted,
            unit_ns=float(origin.unit_ns),
            origin_ns=-origin.before_s * SECOND_NS,
            kind=origin.kind,
            meaning=origin.meaning,
        )
        for name, origin in ORIGINS.items()
    },
    "elapsed s": partial(_counted, unit_ns=1e9, kind="elapsed", meaning="elapsed s"),
    "elapsed ms": partial(_counted, unit_ns=1e6, kind="elapsed", meaning="elapsed ms"),
    "elapsed us": partial(_counted, unit_ns=1e3, kind="elapsed", meaning="elapsed us"),
    "elapsed ns": partial(_counted, unit_ns=1.0, kind="elapsed", meaning="elapsed ns"),
    "elapsed days": partial(
        _counted, unit_ns=float(DAY_NS), kind="elapsed", meaning="elapsed days"
    ),
    "SampleTimeFine": _sample_time_fine,
    "packets of 16 bits": partial(_packets, n_bits=16),
    "date parts": _parts,
    "date digits": _digits,
    "GPS weeks": _weeks,
    "text, spaced by s": partial(_anchored, unit_ns=1e9),
    "text, spaced by ns": partial(_anchored, unit_ns=1.0),
}

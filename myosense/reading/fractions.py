"""Parts of a second in a column of their own, beside a time in whole seconds.

Loggers write a clock's seconds and its milliseconds apart, and C its ``tv_sec`` and
``tv_usec``. What the values are parts of is seen where the second changes. Or they count
on, as ``millis()`` beside the stamps of a clock module.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from myosense.intervals import Mask, Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.naming import words_of
from myosense.reading.stamps import N_FOR_RATE
from myosense.reading.table import Stamps
from myosense.reading.timecolumn import numbers_in

#: A second may be parted into: itself, hundredths, milliseconds, ticks of a clock crystal,
#: microseconds, ticks of Windows, nanoseconds.
FULL = (1, 100, 1000, 1024, 10_000, 32_768, 65_536, 10**6, 10**7, 10**9)
NEAR_STEPS = 1.5  #: The last part of most seconds is as near to a full one.
COUNTED = (1000, 10**6, 10**9)  #: Milliseconds and finer, since the device was started.
KEPT_UP_S = 1.5  #: A counter that is further off in the end is no clock to go by.
LEAST_S = 10.0  #: A shorter recording does not show what it counts.
MOST = 0.9  #: Of the steps to the next second; others hide a gap.
WORDS = frozenset(
    ("ms", "us", "ns", "fraction", "frac", "subsecond", "subseconds", "ticks")
)
WORDS |= {"milliseconds", "microseconds", "nanoseconds", "millis", "micros", "nanos"}


def find_fraction(
    names: Sequence[str],
    rows: Sequence[Sequence[str]],
    time: Sequence[int],
    others: Sequence[int],
    decimal: str = ".",
) -> int | None:
    """Find the column that may hold the parts of each second.

    Within the rows of one time it rises, and it falls where most times change. Where no
    row shows such a change, or it counts on, its name has to say it; where it has no name,
    it never repeats a value either.

    Parameters
    ----------
    names, rows, decimal
        Of the table; some rows, as text.
    time
        The columns of the time.
    others
        The columns that may hold them.

    >>> rows = [("7", "400"), ("7", "900"), ("8", "400"), ("8", "900"), ("9", "400")]
    >>> find_fraction(("s", "part"), rows, (0,), (1,))
    1
    """
    if not time:
        return None
    for column in others:
        steps, is_same = _steps(rows, time, column, decimal)
        words, unit = words_of(names[column])
        falls, within = steps[~is_same] < 0, steps[is_same]
        # A column without a name may be an axis, whose values repeat at rest.
        is_rising = within >= 0 if names[column] else within > 0
        is_named = bool(WORDS & {*words, unit}) and not np.any(falls)
        if (
            (is_named or np.sum(falls) > len(falls) / 2)
            and np.any(is_same)
            and np.all(is_rising)
            and np.any(steps > 0)
        ):
            return column
    return None


def _steps(
    rows: Sequence[Sequence[str]], time: Sequence[int], column: int, decimal: str
) -> tuple[Seconds, Mask]:
    """List the steps from each known part to the next, and which are within one time."""
    stamps = [tuple(row[at] for at in time) for row in rows]
    found = numbers_in(rows, column, decimal)
    known = np.flatnonzero(np.isfinite(found) & [all(stamp) for stamp in stamps])
    is_same = [stamps[at] == stamps[to] for at, to in pairwise(known)]
    return np.diff(found[known]), np.array(is_same, dtype=bool)


def with_fraction(stamps: Stamps, parts: Seconds) -> Stamps:
    """Add the parts of a second to stamps in whole seconds.

    Parameters
    ----------
    stamps
        Of the rows.
    parts : shape (n_rows,)
        NaN where blank.

    Returns
    -------
    Stamps
        As they were, where they are no whole seconds or the values no parts of them, nor a
        counter that keeps up with them.
    """
    full = _find_full(stamps, parts)
    if full is None:
        return _counted_on(stamps, parts)
    time_s = pile_up(
        stamps.time_s[rows] + parts[rows] / full for rows in pieces(stamps.time_s, parts)
    )
    meaning = f"{stamps.meaning}, and parts of 1/{full} s in a column of their own"
    return replace(stamps, time_s=time_s, meaning=meaning)


def _find_full(stamps: Stamps, parts: Seconds) -> int | None:
    """Find how many parts make a second; ``None`` where they are none."""
    time_s, parts = stamps.time_s[:N_FOR_RATE], parts[:N_FOR_RATE]
    is_known = np.isfinite(time_s) & np.isfinite(parts)
    time_s, parts = time_s[is_known], parts[is_known]
    if stamps.origin_ns % SECOND_NS or np.any(time_s % 1) or np.any(parts < 0):
        return None
    seconds, steps = np.diff(time_s), np.diff(parts)
    within, over = steps[seconds == 0], steps[seconds == 1]
    if not len(within) or not len(over) or np.any(within < 0) or np.mean(over < 0) < MOST:
        return None
    full = next((each for each in FULL if np.max(parts) < each), np.inf)
    lasts = parts[:-1][seconds == 1]
    is_near = full - np.median(lasts) <= NEAR_STEPS * np.median(within)
    return int(full) if is_near else None


def _counted_on(stamps: Stamps, counter: Seconds) -> Stamps:
    """Space whole seconds by a counter that runs beside them and never falls.

    A second begins no later than its first row: the largest delay is that of all.
    """
    time_s = stamps.time_s
    known = np.flatnonzero(np.isfinite(time_s) & np.isfinite(counter))
    if len(known) == 0:
        return stamps
    first, last = known[[0, -1]]
    span_s, span = time_s[last] - time_s[first], counter[last] - counter[first]
    full = next((each for each in COUNTED if abs(span / each - span_s) <= KEPT_UP_S), None)
    is_rising = not any(
        np.any(np.diff(counter[rows]) < 0) for rows in pieces(counter, lap=1)
    )
    if full is None or span_s < LEAST_S or not is_rising or np.any(time_s[:N_FOR_RATE] % 1):
        return stamps
    delay_s = np.nanmax(time_s[:N_FOR_RATE] - counter[:N_FOR_RATE] / full)
    spaced_s = pile_up(counter[rows] / full + delay_s for rows in pieces(counter))
    meaning = f"{stamps.meaning}, spaced by a counter of 1/{full} s beside it"
    return replace(stamps, time_s=spaced_s, meaning=meaning)

"""Counters that start anew when their bits are full."""

import numpy as np

from myosense.intervals import Seconds
from myosense.reading.rest import find_largest

NEARLY_FULL = 0.999  #: Of 32 bits: the last 4.3 s where it counts microseconds.
#: Of counters of fewer bits, 65,536 ms or 512 s at 32,768 Hz: they are full ever again.
SMALL = (2.0**16, 2.0**24)
USUAL = 3.0  #: Times the usual step, at most, from the last value to the first anew …
MOST = 0.5  #: … in more places than not: in some, rows may be lost.


def unwrap(counter: Seconds, size: float) -> Seconds:
    """Count on where a counter of so many values starts anew; small steps back stay."""
    is_known = np.isfinite(counter)
    known = counter[is_known]
    steps = np.diff(known, prepend=known[:1])
    turns = np.cumsum((steps < -size / 2) * 1.0 - (steps > size / 2) * 1.0)
    counted = counter.copy()
    counted[is_known] += size * turns
    return counted


def counted_on(values: Seconds) -> tuple[Seconds, float]:
    """Count on where a column may be a full counter of 32 bits, as ``micros()`` is.

    Epochs are larger or, in seconds, smaller than the half of it. A clock that falls to
    its start before the counter is full was set anew, and its hole is not known. So is a
    counter of fewer bits, unless what it falls by is their size and a usual step.

    Returns
    -------
    counted : shape (n_rows,)
    size : float
        Values after which it started anew; 0 where it did not.

    >>> counted_on(np.array([65500.0, 65520.0, 4.0, 24.0]))
    (array([65500., 65520., 65540., 65560.]), 65536.0)
    """
    largest = find_largest(values)
    if NEARLY_FULL * 2.0**32 < largest < 2.0**32:
        return unwrap(values, 2.0**32), 2.0**32
    size = next((size for size in SMALL if size / 2 < largest < size), 0.0)
    if not size or not _starts_anew(values[np.isfinite(values)], size):
        return values, 0.0
    return unwrap(values, size), size


def _starts_anew(known: Seconds, size: float) -> bool:
    """Say whether a counter falls by its size but for a usual step, wherever it does."""
    steps = np.diff(known)
    falls, rises = steps[steps < -size / 2], steps[steps > 0]
    if not len(falls) or not len(rises) or np.any(known % 1) or np.min(known) < 0:
        return False
    return bool(np.mean(falls + size <= USUAL * np.median(rises)) > MOST)

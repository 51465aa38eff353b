"""Counters that start anew when their bits are full."""

import numpy as np

from myosense.intervals import Seconds
from myosense.reading.rest import find_largest

NEARLY_FULL = 0.999  #: Of 32 bits: the last 4.3 s where it counts microseconds.


def unwrap(counter: Seconds, size: float) -> Seconds:
    """Count on where a counter of so many values starts anew; small steps back stay."""
    is_known = np.isfinite(counter)
    known = counter[is_known]
    steps = np.diff(known, prepend=known[:1])
    turns = np.cumsum((steps < -size / 2) * 1.0 - (steps > size / 2) * 1.0)
    counted = counter.copy()
    counted[is_known] += size * turns
    return counted


def counted_on(values: Seconds) -> Seconds:
    """Count on where a column may be a full counter of 32 bits, as ``micros()`` is.

    Epochs are larger or, in seconds, smaller than the half of it. A clock that falls to
    its start before the counter is full was set anew, and its hole is not known.
    """
    is_full = NEARLY_FULL * 2.0**32 < find_largest(values) < 2.0**32
    return unwrap(values, 2.0**32) if is_full else values

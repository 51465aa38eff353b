"""Half-open intervals: where a mask becomes a list of stretches, and back.

An interval is ``[start, stop)``, as a Python slice is. A set of intervals is an array of
shape ``(n, 2)``, in order of time and without overlap; whole numbers where it counts
samples, floats where it holds seconds. Seconds become samples here and nowhere else.
"""

import numpy as np
import numpy.typing as npt

Mask = npt.NDArray[np.bool_]
Samples = npt.NDArray[np.int64]
Seconds = npt.NDArray[np.float64]


def to_samples(duration_s: float, rate_hz: float) -> int:
    """Convert a duration to the nearest whole number of samples.

    >>> to_samples(0.25, 100.0)
    25
    """
    return round(duration_s * rate_hz)


def from_mask(mask: Mask) -> Samples:
    """Find the runs of ``True``.

    >>> from_mask(np.array([True, False, False, True, True]))
    array([[0, 1],
           [3, 5]])
    """
    edges = np.diff(np.concatenate(([False], mask, [False])).astype(np.int8))
    return np.column_stack((np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)))


def empty_seconds() -> Seconds:
    """Return a set without intervals."""
    return np.empty((0, 2), dtype=np.float64)


def union(intervals: Seconds) -> Seconds:
    """Sort intervals and join those that touch or overlap.

    >>> union(np.array([[5.0, 6.0], [0.0, 2.0], [1.0, 3.0]]))
    array([[0., 3.],
           [5., 6.]])
    """
    kept = intervals[intervals[:, 1] > intervals[:, 0]]
    if len(kept) == 0:
        return empty_seconds()
    kept = kept[np.argsort(kept[:, 0])]
    reach = np.maximum.accumulate(kept[:, 1])
    is_new = np.append(True, kept[1:, 0] > reach[:-1])
    stops = reach[np.append(np.flatnonzero(is_new)[1:] - 1, len(kept) - 1)]
    return np.column_stack((kept[is_new, 0], stops))


def members(first: Samples, stop: Samples) -> tuple[Samples, Samples]:
    """List the whole numbers in each of some ranges ``[first, stop)``, which may overlap.

    Returns
    -------
    which, number : shape (n,)
        The range that each is of, and the number itself. A range that stops before its
        first holds none.

    >>> members(np.array([7, 0, 3]), np.array([9, 0, 4]))
    (array([0, 0, 2]), array([7, 8, 3]))
    """
    n_each = np.maximum(stop - first, 0)
    which = np.repeat(np.arange(len(first)), n_each)
    n_before = np.cumsum(n_each) - n_each
    return which, np.arange(len(which)) + np.repeat(first - n_before, n_each)


def intersect(first: Seconds, second: Seconds) -> Seconds:
    """Keep what lies in both sets.

    >>> intersect(np.array([[0.0, 4.0]]), np.array([[1.0, 2.0], [3.0, 9.0]]))
    array([[1., 2.],
           [3., 4.]])
    """
    low = np.searchsorted(second[:, 1], first[:, 0], side="right")
    high = np.searchsorted(second[:, 0], first[:, 1], side="left")
    i, j = members(low, high)
    starts = np.maximum(first[i, 0], second[j, 0])
    stops = np.minimum(first[i, 1], second[j, 1])
    return np.column_stack((starts, stops))


def subtract(first: Seconds, second: Seconds) -> Seconds:
    """Keep what lies in the first set and not in the second.

    >>> subtract(np.array([[0.0, 4.0]]), np.array([[1.0, 2.0]]))
    array([[0., 1.],
           [2., 4.]])
    """
    second = union(second)
    edges = np.concatenate(([-np.inf], second.ravel(), [np.inf])).reshape(-1, 2)
    return intersect(first, edges)


def contains(intervals: Seconds, times: npt.ArrayLike) -> Mask:
    """Say of each time whether it lies in any interval.

    >>> contains(np.array([[0.0, 1.0]]), [0.0, 0.5, 1.0])
    array([ True,  True, False])
    """
    at = np.asarray(times, dtype=np.float64)
    if len(intervals) == 0:
        return np.zeros(at.shape, dtype=bool)
    i = np.searchsorted(intervals[:, 0], at, side="right") - 1
    is_in: Mask = (i >= 0) & (at < intervals[np.maximum(i, 0), 1])
    return is_in


def total(intervals: Seconds) -> float:
    """Add up the lengths.

    >>> total(np.array([[0.0, 1.0], [2.0, 4.0]]))
    3.0
    """
    return float(np.sum(intervals[:, 1] - intervals[:, 0]))


def at_least(intervals: Seconds, length_s: float) -> Seconds:
    """Keep those that last so long.

    >>> at_least(np.array([[0.0, 1.0], [2.0, 4.0], [5.0, 6.0]]), 2.0)
    array([[2., 4.]])
    """
    return intervals[intervals[:, 1] - intervals[:, 0] >= length_s]


def seconds_before(intervals: Seconds, times: npt.ArrayLike) -> Seconds:
    """Count the seconds of the intervals that lie before each time.

    >>> seconds_before(np.array([[1.0, 2.0], [4.0, 8.0]]), [0.0, 1.5, 3.0, 9.0])
    array([0. , 0.5, 1. , 5. ])
    """
    at = np.asarray(times, dtype=np.float64)
    if len(intervals) == 0:
        return np.zeros(at.shape)
    length = intervals[:, 1] - intervals[:, 0]
    passed = np.cumsum(np.column_stack((np.zeros(len(intervals)), length)))
    return np.interp(at, intervals.ravel(), passed)

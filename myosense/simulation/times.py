"""When jerks happen: at random, in clusters, in trains, and more often at some hours."""

from collections.abc import Callable

import numpy as np

from myosense import intervals
from myosense.errors import ArgumentError
from myosense.intervals import Mask, Seconds

MIN_SPACING_S = 0.4  #: Two jerks 0.4 s apart are two; closer ones are one event.
_WARM_UP = 30  #: Mean intervals before time 0, so that the start is like the rest.


def clustered_times(
    rng: np.random.Generator,
    rate_per_h: float,
    stop_s: float,
    shape: float = 1.0,
    min_spacing_s: float = MIN_SPACING_S,
) -> Seconds:
    """Draw times in ``[0, stop_s)``: evenly random, or in clusters.

    Parameters
    ----------
    rng
        Source of randomness.
    rate_per_h
        Mean number of events per hour.
    stop_s
        Where to stop.
    shape
        Shape of the gamma distribution of the intervals: 1 is evenly random (Poisson),
        below 1 is clustered, above 1 is regular.
    min_spacing_s
        Shortest interval.

    Returns
    -------
    shape (n_events,)
        Rising times.

    Raises
    ------
    ArgumentError
        If the rate leaves no room for the shortest interval, or a value is not positive.

    Notes
    -----
    Each interval is ``min_spacing_s`` plus a gamma variable, so that the mean rate is kept.
    Counts in long windows then have a Fano factor near ``1 / shape``. Gamma intervals fit
    tics best among the published choices; exponential and Pareto are rejected there.
    """
    if rate_per_h == 0:
        return np.empty(0)
    if not shape > 0 or not min_spacing_s >= 0:
        raise ArgumentError(
            f"shape is {shape:g} and min_spacing_s {min_spacing_s:g}; expected above 0, "
            "and at least 0"
        )
    mean_s = 3600 / rate_per_h - min_spacing_s if rate_per_h > 0 else 0.0
    if not 0 < mean_s < np.inf:
        raise ArgumentError(
            f"rate_per_h is {rate_per_h:g}; expected at least 0 and less than one every "
            f"{min_spacing_s:g} s"
        )
    time_s = -_WARM_UP * (mean_s + min_spacing_s) * max(1.0, 1 / shape)
    pieces = [np.empty(0)]
    while time_s < stop_s:
        steps_s = min_spacing_s + rng.gamma(shape, mean_s / shape, size=256)
        pieces.append(time_s + np.cumsum(steps_s))
        time_s = float(pieces[-1][-1])
    times_s = np.concatenate(pieces)
    return times_s[(times_s >= 0) & (times_s < stop_s)]


def train_times(start_s: float, rate_hz: float, duration_s: float) -> Seconds:
    """Return the times of a rhythmic train: the first at its start, then every period.

    >>> train_times(10.0, 2.0, 1.5)
    array([10. , 10.5, 11. ])
    """
    return start_s + np.arange(np.ceil(duration_s * rate_hz - 1e-9)) / rate_hz


def spread_over(times_s: Seconds, allowed: Seconds) -> Seconds:
    """Lay times of an unbroken clock over intervals, leaving out what lies between.

    Parameters
    ----------
    times_s : shape (n_events,)
        Times in ``[0, total length of the intervals)``.
    allowed : shape (n_intervals, 2)
        Half-open intervals in seconds.

    >>> spread_over(np.array([0.5, 2.5]), np.array([[10.0, 12.0], [20.0, 22.0]]))
    array([10.5, 20.5])
    """
    lengths_s = allowed[:, 1] - allowed[:, 0]
    before_s = np.cumsum(lengths_s) - lengths_s
    i = np.searchsorted(before_s, times_s, side="right") - 1
    spread_s: Seconds = allowed[i, 0] + times_s - before_s[i]
    return spread_s


def shaped_times(
    rng: np.random.Generator,
    allowed: Seconds,
    rate_per_h: float,
    shape: float,
    relative_rate: Callable[[Seconds], Seconds],
) -> Seconds:
    """Draw clustered times inside intervals, more of them where the relative rate is high.

    The mean rate over the intervals is ``rate_per_h``. A steady clock is stretched by the
    relative rate, minute by minute; events that come closer than `MIN_SPACING_S` by that
    are left out.
    """
    length_s = intervals.total(allowed)
    if length_s <= 0:
        return np.empty(0)
    steady_s = np.linspace(0, length_s, max(2, round(length_s / 60) + 1))
    middle_s = spread_over((steady_s[1:] + steady_s[:-1]) / 2, allowed)
    weight = relative_rate(middle_s)
    stretched = np.concatenate(([0.0], np.cumsum(weight)))
    stretched *= length_s / stretched[-1]
    drawn_s = clustered_times(rng, rate_per_h, length_s, shape)
    return far_apart(spread_over(np.interp(drawn_s, stretched, steady_s), allowed))


def far_apart(times_s: Seconds, min_spacing_s: float = MIN_SPACING_S) -> Seconds:
    """Leave out each time that is closer to the one kept before it than allowed.

    >>> far_apart(np.array([0.0, 0.3, 0.5, 0.9]))
    array([0. , 0.5, 0.9])
    """
    return times_s[is_apart(times_s, min_spacing_s)]


def is_apart(times_s: Seconds, min_spacing_s: float) -> Mask:
    """Mark the times that keep their distance from the last one marked.

    >>> is_apart(np.array([0.0, 1.0, 1.6, 3.2]), 1.5).tolist()
    [True, False, True, True]
    """
    is_kept = np.zeros(len(times_s), dtype=bool)
    last_s = -np.inf
    for i, time_s in enumerate(times_s):
        if time_s - last_s >= min_spacing_s - 1e-9:
            is_kept[i], last_s = True, time_s
    return is_kept

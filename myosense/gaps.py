"""The time from jerk to jerk: how even it is, and what a dead time leaves of it."""

import numpy as np
import numpy.typing as npt
from scipy.special import lambertw

from myosense.intervals import Seconds

Numbers = npt.NDArray[np.int64]


def gaps(peaks_s: Seconds, piece: Numbers) -> tuple[Seconds, npt.NDArray[np.bool_]]:
    """Take the time from each jerk to the next one of the same piece.

    Returns
    -------
    gaps_s : shape (n_gaps,)
    follows : shape (n_gaps - 1,)
        Whether a gap starts where the one before it ends.
    """
    is_gap = piece[1:] == piece[:-1]
    return np.diff(peaks_s)[is_gap], np.diff(np.flatnonzero(is_gap)) == 1


def evenness(gaps_s: Seconds, follows: npt.NDArray[np.bool_]) -> tuple[float, float]:
    """Compute CV over all intervals, and CV2 over neighboring ones; NaN where none are.

    Notes
    -----
    CV2 is the mean of 2 |b - a| / (b + a) over intervals a and b that follow one another
    (Holt et al., 1996, J. Neurophysiol. 75:1806). A rate that drifts leaves it as it is.
    """
    if len(gaps_s) == 0:
        return np.nan, np.nan
    cv = float(np.std(gaps_s) / np.mean(gaps_s))
    first, second = gaps_s[:-1][follows], gaps_s[1:][follows]
    if len(first) == 0:
        return cv, np.nan
    return cv, float(np.mean(2 * np.abs(second - first) / (second + first)))


def burstiness(gaps_s: Seconds) -> float:
    """Compute how bursty intervals are: -1 if all are equal, 0 at random, at most 1.

    Notes
    -----
    (sigma - mu) / (sigma + mu) of Goh and Barabasi (2008, EPL 81:48002), corrected for
    the number n of intervals after Kim and Jo (2016, Phys. Rev. E 94:032311):
    with r = sigma / mu, (sqrt(n + 1) r - sqrt(n - 1)) / ((sqrt(n + 1) - 2) r +
    sqrt(n - 1)).

    >>> burstiness(np.full(10, 3.0))
    -1.0
    """
    n = len(gaps_s)
    if n < 2:
        return np.nan
    r = float(np.std(gaps_s) / np.mean(gaps_s))
    more, less = np.sqrt(n + 1), np.sqrt(n - 1)
    return float((more * r - less) / ((more - 2) * r + less))


def memory(gaps_s: Seconds, follows: npt.NDArray[np.bool_]) -> float:
    """Correlate each interval with the one that follows it; NaN with fewer than 3 pairs."""
    first, second = gaps_s[:-1][follows], gaps_s[1:][follows]
    if len(first) < 3 or np.ptp(first) == 0 or np.ptp(second) == 0:
        return np.nan
    return float(np.corrcoef(first, second)[0, 1])


def kept_share(rate_per_h: float, dead_time_s: float) -> float:
    """Tell which share of independent jerks is counted, if close ones count as one.

    A jerk counts if none came within the dead time before it: exp(-rate x dead time).

    >>> print(f"{kept_share(360, 0.3):.2f} {kept_share(1440, 0.3):.2f}")
    0.97 0.89
    """
    return float(np.exp(-rate_per_h / 3600 * dead_time_s))


def kept_share_of_seen(seen_per_h: float, dead_time_s: float) -> float:
    """Tell the same from the rate that was counted; NaN if no rate could leave so many."""
    load = seen_per_h / 3600 * dead_time_s
    if load > np.exp(-1):
        return np.nan
    return float(np.exp(lambertw(-load).real))

"""Who moves first: by how much one sensor follows another, and how sure that is."""

import numpy as np
from scipy.stats import binom, norm

from myosense.estimates import CONFIDENCE
from myosense.intervals import Samples, Seconds


def nearest_lags(first_s: Seconds, second_s: Seconds, within_s: float) -> Seconds:
    """Pair rising times that are each other's nearest and no further apart.

    Returns
    -------
    shape (n_pairs,)
        Second minus first.

    >>> nearest_lags(np.array([1.0, 5.0]), np.array([1.05, 1.2, 9.0]), 0.1).round(3)
    array([0.05])
    """
    if len(first_s) == 0 or len(second_s) == 0:
        return np.empty(0)
    to_second, to_first = nearest(first_s, second_s), nearest(second_s, first_s)
    is_mutual = to_first[to_second] == np.arange(len(first_s))
    lags_s: Seconds = (second_s[to_second] - first_s)[is_mutual]
    return lags_s[np.abs(lags_s) <= within_s]


def nearest(of_s: Seconds, among_s: Seconds) -> Samples:
    """Give the position of the time nearest to each, the earlier of two as near.

    Parameters
    ----------
    of_s : shape (n,)
        Times in any order.
    among_s : shape (m,)
        Rising times; at least one.

    >>> nearest(np.array([1.0, 5.0, 2.0]), np.array([1.0, 3.0, 4.0])).tolist()
    [0, 2, 0]
    """
    after = np.clip(np.searchsorted(among_s, of_s), 1, max(len(among_s) - 1, 1))
    after = np.minimum(after, len(among_s) - 1)
    before = np.maximum(after - 1, 0)
    is_before = of_s - among_s[before] <= among_s[after] - of_s
    found: Samples = np.where(is_before, before, after)
    return found


def median_limits(lags_s: Seconds, clock_error_s: float) -> tuple[float, float]:
    """Give the interval of the median lag, the error of the clocks included.

    Parameters
    ----------
    lags_s : shape (n,)
        At least five.
    clock_error_s
        Standard error of the comparison of the clocks, which all lags share.

    Notes
    -----
    Order statistics that the median lies between, by the binomial distribution, whatever
    that of the lags (Conover, 1999, Practical Nonparametric Statistics), and the limits of
    a normal error of the clocks, joined as square and add.

    >>> print("{:.2f} to {:.2f}".format(*median_limits(np.arange(10.0), 0.0)))
    1.00 to 8.00
    """
    n, tail = len(lags_s), (1 - CONFIDENCE) / 2
    n_outside = max(int(binom.ppf(tail, n, 0.5)) - 1, 0)
    in_order, median_s = np.sort(lags_s), float(np.median(lags_s))
    reach_s = float(norm.isf(tail)) * clock_error_s
    low_s = np.hypot(median_s - in_order[n_outside], reach_s)
    high_s = np.hypot(in_order[n - 1 - n_outside] - median_s, reach_s)
    return median_s - float(low_s), median_s + float(high_s)

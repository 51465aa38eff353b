"""Figures with their intervals, all at 95 % unless said otherwise.

Every interval here assumes independent events; where they come in clusters it is too
narrow.
"""

from typing import Self

import numpy as np
import numpy.typing as npt
from scipy.stats import binomtest, chi2

Floats = npt.NDArray[np.float64]

CONFIDENCE = 0.95


class Estimate(float):
    """A figure that knows its 95 % interval; NaN where it cannot be known."""

    low: float
    high: float

    def __new__(cls, value: float, low: float = np.nan, high: float = np.nan) -> Self:
        """Make a float with an interval."""
        made = super().__new__(cls, value)
        made.low, made.high = float(low), float(high)
        return made


def exact_poisson(
    n: npt.ArrayLike, confidence: float = CONFIDENCE
) -> tuple[Floats, Floats]:
    """Give the expected counts between which a Poisson process may well show ``n``.

    Parameters
    ----------
    n
        Counts, any shape.
    confidence
        Chance that the interval holds the expected count, at least.

    Returns
    -------
    low, high : same shape as ``n``
        Divide by the hours to get a rate.

    Notes
    -----
    The central exact interval (Garwood, 1936, Biometrika 28:437) through the quantiles of
    chi-square. It holds for independent events; where they come in clusters it is far too
    narrow.

    >>> low, high = exact_poisson(5)
    >>> print(f"{low:.3f} to {high:.3f}")
    1.623 to 11.668
    """
    counts = np.asarray(n, dtype=np.float64)
    tail = (1 - confidence) / 2
    # At a count of 0 the lower quantile has no degrees of freedom; its limit is 0.
    low = np.where(counts > 0, chi2.ppf(tail, 2 * np.maximum(counts, 1)) / 2, 0.0)
    high = np.asarray(chi2.isf(tail, 2 * counts + 2) / 2)
    return low, high


def gamma(
    total: npt.ArrayLike, squares: npt.ArrayLike, largest: npt.ArrayLike, confidence: float
) -> tuple[Floats, Floats]:
    """Give the expected totals between which independent events of several sizes may lie.

    Parameters
    ----------
    total, squares, largest
        Sum of the sizes, sum of their squares, and the largest one; any shape.
    confidence
        Chance that the interval holds the expected total.

    Returns
    -------
    low, high : same shape as ``total``

    Notes
    -----
    The gamma interval of a weighted sum of Poisson counts (Fay & Feuer, 1997, Stat. Med.
    16:791), the sizes for weights. Where all events are of size 1 it is `exact_poisson`.

    >>> low, high = gamma(20, 400, 20, 0.95)  # one event of 20: as 20 times one
    >>> print(f"{low:.2f} to {high:.2f}; {20 * exact_poisson(1)[1]:.2f}")
    0.51 to 111.43; 111.43
    """
    y, v = (np.asarray(each, dtype=np.float64) for each in (total, squares))
    one_more = np.maximum(np.asarray(largest, dtype=np.float64), 1)
    tail = (1 - confidence) / 2
    y_low, v_low = np.maximum(y, 1), np.maximum(v, 1)
    scaled = v_low / (2 * y_low) * chi2.ppf(tail, 2 * y_low**2 / v_low)
    y_high, v_high = y + one_more, v + one_more**2
    high = v_high / (2 * y_high) * chi2.isf(tail, 2 * y_high**2 / v_high)
    return np.where(y > 0, scaled, 0.0), np.asarray(high)


def proportion(n: int, n_of: int) -> Estimate:
    """Divide a part by its whole.

    The interval is that of Wilson (1927, J. Am. Stat. Assoc. 22:209).
    """
    if n_of == 0:
        return Estimate(np.nan)
    interval = binomtest(n, n_of).proportion_ci(CONFIDENCE, method="wilson")
    return Estimate(n / n_of, interval.low, interval.high)


def f1(n_hits: int, n_false: int, n_misses: int) -> Estimate:
    """Compute F1 = 2J / (1 + J), J being the hits over all that was found or missed.

    J is a proportion, and the limits of its Wilson interval are carried over.
    """
    if n_hits + n_misses == 0:
        return Estimate(np.nan)
    overlap = proportion(n_hits, n_hits + n_false + n_misses)
    low, high = (2 * j / (1 + j) for j in (overlap.low, overlap.high))
    return Estimate(2 * n_hits / (2 * n_hits + n_false + n_misses), low, high)


def count_error(n_false: int, n_misses: int) -> Estimate:
    """Subtract misses from false alarms.

    The interval joins the exact ones of both counts by the square-and-add rule (Zou &
    Donner, 2008, Stat. Med. 27:1693).
    """
    (low_false, low_missed), (high_false, high_missed) = exact_poisson(
        [n_false, n_misses], CONFIDENCE
    )
    error = n_false - n_misses
    low = error - np.hypot(n_false - low_false, high_missed - n_misses)
    high = error + np.hypot(high_false - n_false, n_misses - low_missed)
    return Estimate(error, low, high)


def rate_per_h(n: int, duration_s: float) -> Estimate:
    """Divide a count by its hours, with the exact Poisson interval."""
    if not duration_s > 0:
        return Estimate(np.nan)
    low, high = exact_poisson(n, CONFIDENCE)
    hours = duration_s / 3600
    return Estimate(n / hours, float(low) / hours, float(high) / hours)

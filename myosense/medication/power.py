"""The smallest change that a comparison could have shown."""

import math
from collections.abc import Callable

from scipy.optimize import brentq
from scipy.stats import t

from myosense.medication.ratio import CONFIDENCE, Spread, Standardized

#: Ratios beyond this are not looked for.
FURTHEST = 1e4
N_STEPS = 400


def detectable(found: Standardized, spread: Spread, power: float) -> tuple[float, float]:
    """Find the ratios nearest to 1 that would have been told from 1 with some chance.

    Parameters
    ----------
    found
        Rate before and hours of both sides.
    spread
        How much counts vary.
    power
        The chance.

    Returns
    -------
    fall, rise
        Below and above 1; NaN where no such change could have been told.

    Notes
    -----
    The interval of the logarithm of the ratio is taken as normal, and jerks as coming from
    a rate that itself varies by a factor that the change leaves alone: half as many jerks
    vary half as much beyond independence.
    """
    before_per_h = found.rates_per_h[0]
    if not before_per_h > 0:
        return math.nan, math.nan
    hours_before, hours_after = found.hours
    beyond = spread.factor - 1
    tails = float(
        t.isf((1 - CONFIDENCE) / 2, spread.degrees) + t.isf(1 - power, spread.degrees)
    )

    def lacking(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        variance = (1 + beyond) / (before_per_h * hours_before)
        variance += (1 + beyond * ratio) / (ratio * before_per_h * hours_after)
        return abs(log_ratio) - tails * math.sqrt(variance)

    return _nearest(lacking, -1), _nearest(lacking, 1)


def _nearest(lacking: Callable[[float], float], sign: int) -> float:
    """Find the first ratio from 1 on, up or down, at which nothing is lacking."""
    edge = 0.0
    for i in range(1, N_STEPS + 1):
        at = sign * math.log(FURTHEST) * i / N_STEPS
        if lacking(at) >= 0:
            return math.exp(float(brentq(lacking, edge, at)))
        edge = at
    return math.nan

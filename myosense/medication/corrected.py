"""The ratio less the false alarms that the detector is known to raise.

False alarms come before and after alike, so that they draw every ratio towards 1.
"""

import math

import numpy as np
from scipy.stats import norm

from myosense import false_alarms
from myosense.coverage import STATES
from myosense.false_alarms import FalseAlarmParameters
from myosense.medication import ratio as ratios
from myosense.medication.ratio import CONFIDENCE, Sides, Spread, Standardized

Limits = tuple[float, float, float]
UNKNOWN = (math.nan, math.nan, math.nan)


def corrected(
    matched: Sides, found: Standardized, spread: Spread, parameters: FalseAlarmParameters
) -> Limits:
    """Subtract the false alarms of the compared mix of states from both rates.

    Parameters
    ----------
    matched
        Matched cells, whose stratum is clock hour x 4 + state.
    found, spread
        Their rates, and how much counts vary.
    parameters
        What is known of the false alarms; `is_on`.

    Returns
    -------
    ratio, low, high
        NaN where a rate is no higher than the false alarms.

    Notes
    -----
    The errors of both rates and of the false alarms, which both share, carried through the
    logarithm of the ratio to first order.
    """
    strata, weight_h = ratios.mix(matched)
    state_s = np.zeros((1, len(STATES)))
    np.add.at(state_s[0], strata % len(STATES), 3600 * weight_h)
    at, low, high = (
        float(x[0]) for x in false_alarms.expected(state_s, CONFIDENCE, parameters)
    )
    rates = np.array(found.rates_per_h)
    left = rates - at
    if min(left) <= 0:
        return UNKNOWN
    z = float(norm.isf((1 - CONFIDENCE) / 2))
    squares, weighted = np.array(found.squared), np.array(found.weighted)
    variance = float(np.sum((rates / left) ** 2 * spread.widened * squares / weighted**2))
    shared = (1 / left[0] - 1 / left[1]) * max(high - at, at - low) / z
    half = z * math.sqrt(variance + shared**2)
    ratio = float(left[1] / left[0])
    return ratio, ratio * math.exp(-half), ratio * math.exp(half)

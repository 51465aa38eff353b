"""Whether the rate was already rising or falling before a change."""

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from myosense.dispersion import LEAST_DAYS, effective_number
from myosense.medication.ratio import CONFIDENCE

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

MIN_DAYS = 2  #: The same clock hour must be there on two days at least.
MIN_DAYS_CLUSTERED = 3
DAYS_ALIKE = "how days differ is not in the interval of the trend, they are too few"
N_STEPS = 50
MAX_LOG_PER_DAY = 5.0


@dataclass(frozen=True, kw_only=True)
class Trend:
    """How many times as high the rate was from one day to the next."""

    per_day: float
    low: float
    high: float
    reason: str  #: why it is not known, or what its interval lacks; else empty


def trend(
    n: Counts, hours: Floats, at_day: Floats, stratum: Counts, hour_id: Counts
) -> Trend:
    """Fit one slope to the logarithm of the rate, every stratum with a level of its own.

    Parameters
    ----------
    n, hours, at_day, stratum, hour_id : shape (n_cells,)
        Jerks, analyzable hours, days before the change (below 0), clock hour and state,
        and hour of each cell.

    Notes
    -----
    Poisson regression given the strata's totals (Armstrong et al., 2014, BMC Med. Res.
    Methodol. 14:122), with errors by 24 h before the change where three of them were
    judged, at least in part, else by hours. Each cluster's part in the slope is enlarged by
    its leverage (Bell & McCaffrey, 2002, Surv. Methodol. 28:169).
    """
    if len(at_day) == 0:
        return _unknown("")
    names_of_days, days = np.unique(np.floor(at_day), return_inverse=True)
    if len(names_of_days) < MIN_DAYS:
        return _unknown("a trend needs two days before the change")
    names, at = np.unique(stratum, return_inverse=True)
    per_stratum = np.bincount(at, n, len(names)).astype(np.float64)
    slope = 0.0
    for _ in range(N_STEPS):
        expected, centered = _expected(slope, hours, at_day, at, per_stratum)
        information = float(np.sum(expected * centered**2))
        if information <= 1e-9:
            return _unknown("too few jerks at the same hours of different days")
        step = float(np.sum(n * centered)) / information
        slope += float(np.clip(step, -1.0, 1.0))
        if abs(slope) > MAX_LOG_PER_DAY:
            return _unknown("jerks at one end of the time before only")
        if abs(step) < 1e-9:
            break
    by_day = len(names_of_days) >= MIN_DAYS_CLUSTERED
    _, cluster = np.unique(days if by_day else hour_id, return_inverse=True)
    error, degrees = _error(n, expected, centered, cluster)
    half = error * float(t.isf((1 - CONFIDENCE) / 2, degrees))
    low, high = math.exp(slope - half), math.exp(slope + half)
    # Of two days and an hour, the hour hardly tells how days differ.
    n_days = effective_number(np.bincount(days, hours).astype(np.float64))
    reason = "" if n_days >= LEAST_DAYS else DAYS_ALIKE
    return Trend(per_day=math.exp(slope), low=low, high=high, reason=reason)


def _expected(
    slope: float, hours: Floats, at_day: Floats, at: Counts, per_stratum: Floats
) -> tuple[Floats, Floats]:
    """Part the jerks of each stratum over its cells; center time in each stratum."""
    weight = hours * np.exp(slope * (at_day - at_day.mean()))
    summed = np.bincount(at, weight, len(per_stratum))
    share = weight / summed[at]
    middle = np.bincount(at, share * at_day, len(per_stratum))
    return share * per_stratum[at], at_day - middle[at]


def _error(
    n: Counts, expected: Floats, centered: Floats, cluster: Counts
) -> tuple[float, float]:
    """Compute the standard error of the slope, and its degrees of freedom."""
    information = float(np.sum(expected * centered**2))
    scores = np.bincount(cluster, (n - expected) * centered)
    leverage = np.bincount(cluster, expected * centered**2) / information
    enlarged = scores / np.maximum(1 - leverage, 0.1)
    # No surer than independent jerks would make it.
    variance = max(float(np.sum(enlarged**2)) / information**2, 1 / information)
    return math.sqrt(variance), max(len(scores) - 2, 1)


def _unknown(reason: str) -> Trend:
    return Trend(per_day=math.nan, low=math.nan, high=math.nan, reason=reason)

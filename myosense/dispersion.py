"""How sure a rate is, where jerks come in clusters as well.

Counts in pieces of time say how much more they vary than independent jerks would. As long
as they show no more than that, the exact Poisson interval holds; else it is far too narrow,
and one of three others takes its place, by a rule and with its name. What each of them
holds in simulations stands in docs/intervals.md.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import btdtria
from scipy.stats import chi2, f, norm, t

from myosense.errors import SettingsError
from myosense.estimates import exact_poisson
from myosense.likelihood import EXCESS, NegativeBinomial

Floats = npt.NDArray[np.float64]

POISSON = "exact Poisson, assumes independent jerks"
CLUSTERED = "negative binomial, profile likelihood of the pieces"
BY_DAY = "quasi-Poisson, errors by day"
FIXED_FANO = "negative binomial with the Fano factor of all pieces"
METHODS = np.array([POISSON, CLUSTERED, BY_DAY, FIXED_FANO])

#: Two days have a variance, and no t distribution to use; unequal ones count for less.
LEAST_DAYS = 2.5
#: With jerks in fewer pieces the likelihood hardly bounds the rate from above.
MIN_PIECES_WITH_JERKS = 5


@dataclass(frozen=True, kw_only=True)
class DispersionParameters:
    """Settings of `rate_interval`."""

    #: Chance that independent jerks are taken for clustered ones. At a tenth, a day of
    #: hourly counts with a Fano factor of 2 passes for independent too often, and the
    #: interval holds only 93 % (simulated).
    level: float = 0.2
    #: From so many days on, the days themselves say how far rates differ: four, one of
    #: which may be short. Where days differ by 20 % the interval then holds the rate in
    #: 94 of 100 simulations instead of in 86; where they are alike it is, with four days,
    #: 1.4 times as wide as need be (t distribution).
    min_days: float = 3.5
    #: From three days on, the same where days differ more than the hours within them
    #: explain; chance that alike days seem to, as for ``level``. At 0.05, three days that
    #: differ by 20 % pass for alike in three of five recordings, and the interval holds the
    #: rate in 83 of 100 simulations, not 90; by hours alone, a week at 2 an hour with days
    #: that differ by 40 % in 86, not 95.
    days_level: float = 0.2

    def __post_init__(self) -> None:
        """Check that each number is one that can be computed with."""
        if not 0 < self.level < 0.5:
            raise SettingsError(f"level is {self.level:g}; expected above 0 and below 0.5")
        if not 0 < self.days_level < 0.5:
            raise SettingsError(
                f"days_level is {self.days_level:g}; expected above 0 and below 0.5"
            )
        if not self.min_days >= LEAST_DAYS:
            raise SettingsError(
                f"min_days is {self.min_days:g}; expected at least {LEAST_DAYS:g}"
            )


class Interval(NamedTuple):
    """Limits of a rate per hour, and how they were found."""

    low: Floats
    high: Floats
    method: npt.NDArray[np.str_]


def fano(counts: npt.ArrayLike, hours: npt.ArrayLike) -> Floats:
    """Compute the variance of counts over what independent jerks would give.

    Parameters
    ----------
    counts : shape (..., n_pieces)
        Jerks in each piece of time.
    hours : shape (n_pieces,)
        Length of each.

    Returns
    -------
    shape (...)
        1 for independent jerks, above 1 where they come in clusters; NaN without jerks.

    Notes
    -----
    Pearson's chi-square over its degrees of freedom; in pieces of one length that is the
    variance over the mean (Fano, 1947, Phys. Rev. 72:26).
    """
    n, length_h = np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    expected = n.sum(-1, keepdims=True) * length_h / length_h.sum()
    with np.errstate(invalid="ignore"):
        chi_square = np.sum((n - expected) ** 2 / expected, axis=-1)
    return np.asarray(chi_square / (n.shape[-1] - 1))


def rate_interval(
    counts: npt.ArrayLike,
    hours: npt.ArrayLike,
    days: npt.ArrayLike,
    confidence: float,
    parameters: DispersionParameters,
) -> Interval:
    """Give an interval for the rate of counts in pieces of time, chosen by a rule.

    Parameters
    ----------
    counts : shape (..., n_pieces)
        Jerks in each piece; at least two pieces.
    hours : shape (n_pieces,)
        Length of each, above 0.
    days : shape (n_pieces,)
        Number of the day that each belongs to.
    confidence
        Chance that the interval should hold the rate.
    parameters
        Settings of the rule.

    Returns
    -------
    Interval
        Each of shape (...). At least three days that differ more than the hours within
        them explain: errors by day. Else, where the likelihood ratio shows no clusters,
        the exact Poisson one; with enough days, errors by day; the negative binomial one,
        at a fixed Fano factor where too few pieces hold jerks.
    """
    n, length_h = np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    total, n_pieces = n.sum(-1), n.shape[-1]
    likelihood = NegativeBinomial(n, length_h)
    is_clustered = likelihood.evidence() > chi2.isf(2 * parameters.level, 1)
    limits = [
        tuple(limit / length_h.sum() for limit in exact_poisson(total, confidence)),
        likelihood.limits(confidence),
        (total, total),  # errors by day, where there are days
        fixed_fano(total, length_h.sum(), fano(n, length_h), confidence, n_pieces - 1),
    ]
    chosen = np.where((n > 0).sum(-1) >= MIN_PIECES_WITH_JERKS, 1, 3)
    n_days = effective_number(length_h @ _belongs(days))
    if n_days >= parameters.min_days:
        chosen = np.full_like(chosen, 2)
    chosen = np.where(is_clustered, chosen, 0)
    if n_days >= LEAST_DAYS:
        limits[2] = by_day(n, length_h, days, confidence)
        chosen = np.where(_days_differ(n, length_h, days, parameters.days_level), 2, chosen)
    low, high = (np.choose(chosen, [pair[i] for pair in limits]) for i in (0, 1))
    return Interval(low, high, METHODS[chosen])


def _days_differ(
    n: Floats, hours: Floats, days: npt.ArrayLike, level: float
) -> npt.NDArray[np.bool_]:
    """Say whether days differ more than the pieces within them: the variance ratio.

    Where no day has two pieces, nothing tells days from pieces, and it is not said.
    """
    belongs = _belongs(days)
    if len(belongs.T) == len(hours):
        return np.zeros(n.shape[:-1], dtype=np.bool_)
    per_day_h = hours @ belongs
    rate = n.sum(-1, keepdims=True) / hours.sum()
    between = np.sum((n @ belongs - rate * per_day_h) ** 2 / per_day_h, axis=-1)
    of_day = (n @ belongs / per_day_h) @ belongs.T
    within = np.sum((n - of_day * hours) ** 2 / hours, axis=-1)
    degrees = (len(per_day_h) - 1, len(hours) - len(per_day_h))
    # Pieces that are more even than independent jerks do not make days differ more.
    expected = np.maximum(within / degrees[1], rate[..., 0])
    return np.asarray(between / degrees[0] > f.isf(level, *degrees) * expected)


def _belongs(days: npt.ArrayLike) -> Floats:
    """Say of each piece which day it belongs to, shape (n_pieces, n_days)."""
    names, day = np.unique(days, return_inverse=True)
    return np.asarray(day[:, None] == np.arange(len(names)), dtype=np.float64)


def effective_number(weights: Floats) -> float:
    """Count clusters of unequal size as equal ones (Kish, 1965, Survey Sampling)."""
    return float(weights.sum() ** 2 / np.sum(weights**2))


def by_day(
    counts: npt.ArrayLike, hours: npt.ArrayLike, days: npt.ArrayLike, confidence: float
) -> tuple[Floats, Floats]:
    """Give the interval of a log-linear rate with errors clustered by day.

    Parameters
    ----------
    counts, hours, days, confidence
        As for `rate_interval`.

    Returns
    -------
    low, high : shape (...)
        NaN without jerks. Two days at least are needed.

    Notes
    -----
    The sandwich of a Poisson regression without covariates in closed form (Liang & Zeger,
    1986, Biometrika 73:13), with the quantile of t for the effective number of days, less
    one. Nothing is assumed of hours within a day.
    """
    n, length_h = np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    total = n.sum(-1, keepdims=True)
    rate = total / length_h.sum()
    belongs = _belongs(days)
    n_days = effective_number(length_h @ belongs)
    beyond = (n - rate * length_h) @ belongs
    with np.errstate(invalid="ignore"):
        variance = np.sum((beyond / total) ** 2, axis=-1) * n_days / (n_days - 1)
    half = t.isf((1 - confidence) / 2, n_days - 1) * np.sqrt(variance)
    return rate[..., 0] * np.exp(-half), rate[..., 0] * np.exp(half)


def fixed_fano(
    n: npt.ArrayLike,
    hours: npt.ArrayLike,
    fano_factor: npt.ArrayLike,
    confidence: float,
    degrees: float,
) -> tuple[Floats, Floats]:
    """Give the exact interval of a rate whose counts have a known Fano factor.

    Parameters
    ----------
    n, hours, fano_factor
        Jerks, their hours and the factor, of shapes that fit each other. The factor is
        above 1.
    confidence
        Chance that the interval should hold the rate.
    degrees
        Degrees of freedom that the factor was estimated with: the tails are widened as t
        widens those of a normal distribution.

    Returns
    -------
    low, high : per hour

    Notes
    -----
    Of a negative binomial count of the mean m and the Fano factor F, which has the shape
    m / (F - 1), those m for which as few, or as many, jerks are just too rare. It goes over
    into Garwood's interval as F goes to 1.
    """
    count = np.asarray(n, dtype=np.float64)
    excess = np.maximum(np.asarray(fano_factor, dtype=np.float64) - 1, EXCESS[0])
    tail = norm.sf(t.isf((1 - confidence) / 2, degrees))
    scale = excess / np.asarray(hours, dtype=np.float64)
    some = np.maximum(count, 1.0)
    low = np.where(count > 0, btdtria(1 - tail, some, 1 / (1 + excess)), 0.0) * scale
    return low, np.asarray(btdtria(tail, count + 1, 1 / (1 + excess)) * scale)

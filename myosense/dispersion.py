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
from scipy.special import btdtria, gammaln
from scipy.stats import chi2, norm, t

from myosense.errors import SettingsError
from myosense.estimates import exact_poisson

Floats = npt.NDArray[np.float64]
Counts = npt.NDArray[np.int64]

POISSON = "exact Poisson, assumes independent jerks"
CLUSTERED = "negative binomial, profile likelihood of the pieces"
BY_DAY = "quasi-Poisson, errors by day"
FIXED_FANO = "negative binomial with the Fano factor of all pieces"
METHODS = np.array([POISSON, CLUSTERED, BY_DAY, FIXED_FANO])

#: Fano factors less 1 for which the likelihood is computed; a parabola joins them.
EXCESS = np.geomspace(1e-3, 1e4, 80)
#: With jerks in fewer pieces the likelihood hardly bounds the rate from above.
MIN_PIECES_WITH_JERKS = 5
#: Limits of the rate are sought within this factor of it, as a logarithm.
MAX_LOG_RATIO = 8.0
N_HALVINGS = 40


@dataclass(frozen=True, kw_only=True)
class DispersionParameters:
    """Settings of `rate_interval`."""

    #: Chance that independent jerks are taken for clustered ones. At a tenth, a day of
    #: hourly counts with a Fano factor of 2 passes for independent too often, and the
    #: interval holds only 93 % (simulated).
    level: float = 0.2
    #: From so many days on, the days themselves say how far rates differ. With fewer, their
    #: variance is known so badly that intervals are half as wide again (t distribution).
    min_days: float = 6.0

    def __post_init__(self) -> None:
        """Check that each number is one that can be computed with."""
        if not 0 < self.level < 0.5:
            raise SettingsError(f"level is {self.level:g}; expected above 0 and below 0.5")
        if not self.min_days >= 2:
            raise SettingsError(f"min_days is {self.min_days:g}; expected at least 2")


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
        Each of shape (...): the exact Poisson one where the likelihood ratio shows no
        clusters; else, with enough days, the one with errors by day; else the negative
        binomial one, with a fixed Fano factor where too few pieces hold jerks.
    """
    n, length_h = np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    total, n_pieces = n.sum(-1), n.shape[-1]
    likelihood = _Likelihood(n, length_h)
    is_clustered = likelihood.evidence() > chi2.isf(2 * parameters.level, 1)
    _, day = np.unique(days, return_inverse=True)
    per_day_h = np.bincount(day, weights=length_h).astype(np.float64)
    chosen = np.where((n > 0).sum(-1) >= MIN_PIECES_WITH_JERKS, 1, 3)
    limits = [
        tuple(limit / length_h.sum() for limit in exact_poisson(total, confidence)),
        likelihood.limits(confidence),
        (np.zeros_like(total), np.zeros_like(total)),
        fixed_fano(total, length_h.sum(), fano(n, length_h), confidence, n_pieces - 1),
    ]
    if effective_number(per_day_h) >= parameters.min_days:
        chosen = np.full_like(chosen, 2)
        limits[2] = by_day(n, length_h, days, confidence)
    chosen = np.where(is_clustered, chosen, 0)
    low, high = (np.choose(chosen, [pair[i] for pair in limits]) for i in (0, 1))
    return Interval(low, high, METHODS[chosen])


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

    Notes
    -----
    The sandwich of a Poisson regression without covariates in closed form (Liang & Zeger,
    1986, Biometrika 73:13), with the quantile of t for the effective number of days, less
    one. Nothing is assumed of hours within a day.
    """
    n, length_h = np.asarray(counts, dtype=np.float64), np.asarray(hours, dtype=np.float64)
    total = n.sum(-1, keepdims=True)
    rate = total / length_h.sum()
    names, day = np.unique(days, return_inverse=True)
    belongs = (day[:, None] == np.arange(len(names))).astype(np.float64)
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


class _Likelihood:
    """Negative binomial likelihood of a rate, highest over the Fano factor.

    A piece's count has the mean rate x hours and the shape kappa x hours, so that it does
    not matter how time is cut: every piece, and all of them together, have one Fano factor,
    1 + rate / kappa. The most likely rate is that of all pieces together.
    """

    def __init__(self, counts: Floats, hours: Floats) -> None:
        self.n = counts.sum(-1)
        self.n_pieces = counts.shape[-1]
        self.hours = hours.sum()
        # Without a jerk nothing depends on the rate that stands for it.
        self.rate = np.maximum(self.n, 0.5) / self.hours
        self.kappa = self.rate[..., None] / EXCESS
        shape = hours[:, None] * self.kappa[..., None, :]
        weight = gammaln(counts[..., None] + shape) - gammaln(shape)
        self.weight = weight.sum(-2)
        self.poisson = counts @ np.log(hours) + self.n * np.log(self.rate) - self.n

    def at(self, rate: Floats) -> Floats:
        """Return the log likelihood of a rate, shape (...)."""
        odds = rate[..., None] / self.kappa
        # The weight and these two terms; ln(odds / (1 + odds)) is stable so.
        log_likelihood = self.weight - self.kappa * self.hours * np.log1p(odds)
        log_likelihood -= self.n[..., None] * np.log1p(1 / odds)
        return _highest(log_likelihood)

    def evidence(self) -> Floats:
        """Return twice the log likelihood ratio against independent jerks."""
        ratio = 2 * (self.at(self.rate) - self.poisson)
        return np.where(self.n > 0, ratio, 0.0)

    def limits(self, confidence: float) -> tuple[Floats, Floats]:
        """Return where the likelihood has fallen too far below its highest."""
        degrees = self.n_pieces - 1
        # Tends to chi-square, and allows for a Fano factor that is itself estimated.
        fall = degrees * np.log1p(t.isf((1 - confidence) / 2, degrees) ** 2 / degrees)
        least = self.at(self.rate) - fall / 2
        return self._limit(-1, least), self._limit(1, least)

    def _limit(self, sign: int, least: Floats) -> Floats:
        inside, outside = np.zeros_like(least), np.full_like(least, MAX_LOG_RATIO)
        for _ in range(N_HALVINGS):
            middle = (inside + outside) / 2
            is_in = self.at(self.rate * np.exp(sign * middle)) >= least
            inside = np.where(is_in, middle, inside)
            outside = np.where(is_in, outside, middle)
        return np.asarray(self.rate * np.exp(sign * inside))


def _highest(values: Floats) -> Floats:
    """Find the highest point of a smooth curve on an even grid, along the last axis."""
    at = np.clip(values.argmax(-1), 1, values.shape[-1] - 2)[..., None]
    before, here, after = (
        np.take_along_axis(values, at + step, -1)[..., 0] for step in (-1, 0, 1)
    )
    bend = before - 2 * here + after
    is_peak = bend < 0
    step = np.where(is_peak, (before - after) / np.where(is_peak, 2 * bend, 1.0), 0.0)
    return np.asarray(here - (before - after) * np.clip(step, -1, 1) / 4)

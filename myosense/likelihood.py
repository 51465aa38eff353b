"""How likely a rate is where jerks come in clusters: the negative binomial likelihood."""

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln
from scipy.stats import t

Floats = npt.NDArray[np.float64]

#: Fano factors less 1 for which the likelihood is computed; a parabola joins them.
EXCESS = np.geomspace(1e-3, 1e4, 80)
#: Limits of the rate are sought within this factor of it, as a logarithm.
MAX_LOG_RATIO = 8.0
N_HALVINGS = 40


class NegativeBinomial:
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

"""Motion that tests plant into files they write, one by one, as devices lay them out."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float64]
GRAVITY_G = np.array([0.36, -0.48, 0.8])


def planted_g(n_samples: int = 600, seed: int = 0) -> Vectors:
    """Plant rest at 1 g and a swing in the middle, in thousandths of g."""
    rng = np.random.default_rng(seed)
    samples = rng.normal(0, 0.004, (n_samples, 3)) + np.array([0.1, -0.2, 0.97])
    middle = slice(n_samples // 2, n_samples // 2 + 20)
    samples[middle, 0] += 0.8 * np.sin(np.linspace(0, np.pi, 20))
    rounded: Vectors = np.round(samples, 3)
    return rounded


def planted_dps(n_samples: int, seed: int = 1) -> Vectors:
    """Plant turns of some deg/s, in tenths."""
    turned = np.random.default_rng(seed).normal(0, 20, (n_samples, 3))
    rounded: Vectors = np.round(turned, 1)
    return rounded


def free_g(n_samples: int) -> Vectors:
    """Draw motion without gravity: noise, and a swing from the 300th sample on."""
    noise = np.random.default_rng(5).normal(0, 0.003, (n_samples, 3))
    noise[300:350] += 0.8 * np.sin(np.arange(50) / 5)[:, None] * [0.5, 1.0, -0.7]
    return noise


def csv(header: str, columns: Iterable[npt.ArrayLike], separator: str = ",") -> str:
    """Write columns as text below a header."""
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    return "\n".join([header, *(separator.join(map(str, row)) for row in rows)]) + "\n"

"""A brief motion, whatever made it: what all generators of jerks deliver."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from myosense.peaks import vertex
from myosense.simulation.limbs import Range

Vector = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Swing:
    """A brief motion on an even grid that is fine beside any sensor's.

    The sensor is accelerated and turns by ``angle_rad`` about ``axis``; both in its frame.
    """

    start_s: float
    rate_hz: float
    acceleration_g: Vector  #: shape (n, 3), gravity excluded
    angle_rad: Vector  #: shape (n,)
    axis: Vector  #: shape (3,)
    flags: str = ""  #: Flags in the truth: ``long``, ``negative``, ``train``.


def unit_vector(rng: np.random.Generator) -> Vector:
    """Draw a direction, all alike."""
    drawn = rng.standard_normal(3)
    return drawn / np.linalg.norm(drawn)


def frame(rng: np.random.Generator) -> tuple[Vector, Vector, Vector]:
    """Draw three directions at right angles: along, across and the hinge."""
    axis = unit_vector(rng)
    other = np.cross(axis, unit_vector(rng))
    other /= np.linalg.norm(other)
    return axis, other, np.cross(other, axis)


def log_uniform(rng: np.random.Generator, limits: Range) -> float:
    """Draw a value evenly in its logarithm."""
    low, high = limits
    return float(low * (high / low) ** rng.random())


def peak_time_s(norm_g: Vector, rate_hz: float) -> float:
    """Time of the largest value, by a parabola through it and its neighbors.

    >>> peak_time_s(np.array([0.0, 3.0, 4.0, 3.0]), 1.0)
    2.0
    """
    i = int(np.argmax(norm_g))
    if not 0 < i < len(norm_g) - 1:
        return i / rate_hz
    return float((i + vertex(*norm_g[i - 1 : i + 2])) / rate_hz)

"""Maxima: the largest of a window, and where one lies between samples."""

from typing import TypeVar

import numpy as np
import numpy.typing as npt

Values = TypeVar("Values", npt.NDArray[np.float32], npt.NDArray[np.float64])
Signal = npt.NDArray[np.float64]


def vertex(left: Signal, top: Signal, right: Signal) -> Signal:
    """Place a maximum between the samples: the vertex of a parabola through three.

    Parameters
    ----------
    left, top, right : shape (n,)
        Neighboring samples.

    Returns
    -------
    shape (n,)
        Samples from the middle one, -0.5 to 0.5; 0 where the three are not bent downward.
    """
    bend = left - 2 * top + right
    shift = np.where(bend < 0, (left - right) / (2 * np.minimum(bend, -1e-12)), 0.0)
    at: Signal = np.clip(shift, -0.5, 0.5)
    return at


def vertex_at(signal: Signal, rows: npt.NDArray[np.int64]) -> Signal:
    """Return the `vertex` of a signal at rows, shape (n,); ends count as their neighbor."""
    inner = np.clip(rows, 1, len(signal) - 2)
    return vertex(signal[inner - 1], signal[inner], signal[inner + 1])


def running_max(values: Values, size: int) -> Values:
    """Return the largest value around each, shape (n,).

    Parameters
    ----------
    values : shape (n,)
    size : int
        Values in a window, at least 1. It reaches as far before as after, or one value
        further before; beyond the ends there is nothing.

    Notes
    -----
    Windows are doubled until two of them, overlapping, make one of the size: a few passes
    over the array, whatever the size.

    >>> running_max(np.array([3.0, 1.0, 0.0, 2.0]), 2)
    array([3., 3., 1., 2.])
    """
    before = size // 2
    largest = np.pad(values, (before, size - 1 - before), mode="edge")
    width = 1
    while width < size:
        step = min(width, size - width)
        largest = np.maximum(largest[:-step], largest[step:])
        width += step
    return largest

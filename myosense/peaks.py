"""Where a maximum lies between samples: the vertex of a parabola through three."""

import numpy as np
import numpy.typing as npt

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

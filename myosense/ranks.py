"""Medians and other quantiles of many short runs of rows at once."""

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def of_rank(values: Signal, firsts: Rows, ranks: Rows) -> Signal:
    """Return the value of a rank in each run of rows.

    Parameters
    ----------
    values : shape (n,)
    firsts : shape (n_runs,)
        First row of each run, from 0 on; a run ends where the next begins.
    ranks : shape (n_runs,)
        0 for the smallest value of the run.

    >>> of_rank(np.array([3.0, 1.0, 2.0, 9.0, 8.0]), np.array([0, 3]), np.array([1, 0]))
    array([2., 8.])
    """
    n_each = np.diff(np.append(firsts, len(values)))
    is_there = np.arange(n_each.max()) < n_each[:, None]
    table = np.full(is_there.shape, np.inf)
    table[is_there] = values
    table.sort(axis=1)
    ranked: Signal = table[np.arange(len(table)), ranks]
    return ranked

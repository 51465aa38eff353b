"""Many short runs of rows at once: where they begin, their medians and other quantiles."""

import numpy as np
import numpy.typing as npt

Signal = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]


def firsts_of_runs(n: int, first_row: int, length: float) -> Rows:
    """Return the rows where runs of one length begin, the first row included.

    Parameters
    ----------
    n
        Rows, at least 1.
    first_row
        Rows before the first one: row ``r`` is in run ``int((first_row + r) / length)``.
    length
        Rows of a run; may be a fraction.

    Returns
    -------
    shape (n_runs,)

    >>> firsts_of_runs(10, 1, 2.5).tolist()
    [0, 2, 4, 7, 9]
    """
    first, last = int(first_row / length), int((first_row + n - 1) / length)
    begun = np.arange(first + 1, last + 1)
    rows = np.ceil(begun * length).astype(np.int64)
    # A product may be rounded across a whole row; the quotient decides.
    rows -= (rows - 1) / length >= begun
    rows += rows / length < begun
    rows = np.append(first_row, rows)
    return rows[np.diff(rows, prepend=-1) > 0] - first_row


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

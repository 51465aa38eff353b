"""Time stamps that stand in the first row of each packet alone: the other rows have its."""

import numpy as np
import numpy.typing as npt

from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up

Rows = npt.NDArray[np.intp]

ALIKE = 0.9  #: Of the packets have as many rows as most.


def filled(values: Seconds) -> Seconds:
    """Give all rows of a packet its stamp; as they are, where blanks follow no such rule.

    Parameters
    ----------
    values : shape (n_rows,)
        NaN where blank; only the first row of a packet is not.

    >>> filled(np.array([7, np.nan, np.nan, 8, np.nan, np.nan, 9, np.nan]))
    array([7., 7., 7., 8., 8., 8., 9., 9.])
    >>> filled(np.array([7.0, 8.0, np.nan]))
    array([ 7.,  8., nan])
    """
    if np.all(np.isfinite(values[:2])):  # No packet has one row.
        return values
    firsts = np.concatenate(
        [rows.start + np.flatnonzero(np.isfinite(values[rows])) for rows in pieces(values)]
    )
    n_rows = np.diff(firsts)
    if len(n_rows) < 2 or np.median(n_rows) < 2:
        return values
    if np.mean(n_rows == np.median(n_rows)) < ALIKE or np.max(n_rows) > np.median(n_rows):
        return values
    stamped = values[firsts]
    return pile_up(
        _of_packets(np.arange(rows.start, rows.stop), firsts, stamped)
        for rows in pieces(values)
    )


def _of_packets(rows: Rows, firsts: Rows, stamped: Seconds) -> Seconds:
    at = np.searchsorted(firsts, rows, side="right") - 1
    return np.where(at >= 0, stamped[np.maximum(at, 0)], np.nan)

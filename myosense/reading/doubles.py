"""Rows that stand twice: sent again by a radio link, or written twice by a logger.

Stamp and values are those of an earlier row. Of devices that give several samples one stamp
some are equal too, while the sensor lies still: their stamps repeat all the time.
"""

import numpy as np

from myosense.intervals import Seconds
from myosense.pieces import pieces
from myosense.reading.naming import count_of
from myosense.reading.rows import Rows
from myosense.reading.table import Values

OFTEN = 0.05  #: Of the rows: stamps that repeat more often are those of batches.
MOST = 0.9  #: Of the rows that repeat a stamp, or go back, are doubles; else none is.


def without_doubles(
    time_s: Seconds, acceleration: Values
) -> tuple[Rows | None, tuple[str, ...]]:
    """Find the rows that do not stand twice.

    Parameters
    ----------
    time_s : shape (n_rows,)
        Stamps in the order of the file, all finite.
    acceleration : shape (n_rows, 3)

    Returns
    -------
    rows : Rows or None
        ``None`` where all do.
    notices : tuple of str
    """
    behind, has_falls = _find_behind(time_s)
    if len(behind) == 0 or (not has_falls and len(behind) > OFTEN * len(time_s)):
        return None, ()
    stamps = np.unique(time_s[behind])
    near = np.concatenate(
        [
            rows.start + np.flatnonzero(np.isin(time_s[rows], stamps))
            for rows in pieces(time_s)
        ]
    )
    cells = np.column_stack((time_s[near], acceleration[near]))
    order = np.lexsort(cells.T)  # Stable: of equal rows, the first comes first.
    is_equal = np.all(cells[order[1:]] == cells[order[:-1]], axis=1)
    doubles = near[order[1:][is_equal]]
    if len(doubles) < MOST * len(behind):
        return None, ()
    said = (
        f"{count_of(len(doubles), 'row')} with the stamp and the values of an earlier one"
    )
    return np.delete(np.arange(len(time_s)), doubles), (f"{said}: left out",)


def _find_behind(time_s: Seconds) -> tuple[Rows, bool]:
    """Find the rows that are no later than one before; say whether any is earlier."""
    found, has_falls, latest_s = [], False, -np.inf
    for rows in pieces(time_s):
        so_far = np.maximum.accumulate(np.append(latest_s, time_s[rows]))
        has_falls |= bool(np.any(time_s[rows] < so_far[:-1]))
        found.append(rows.start + np.flatnonzero(time_s[rows] <= so_far[:-1]))
        latest_s = so_far[-1]
    return np.concatenate(found), has_falls

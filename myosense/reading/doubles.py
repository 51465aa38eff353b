"""Rows that stand twice: sent again by a radio link, or written again by a logger.

Stamp and values are those of an earlier row, and the stamps go back to it. Where they only
stand still, a sample may be held, or equal to the one before. Where a wall clock is set
back in autumn, the rows of the two hours may be equal, of a sensor that lies still.
"""

import numpy as np

from myosense.intervals import Seconds
from myosense.pieces import pieces
from myosense.reading.naming import count_of
from myosense.reading.rows import Rows, take
from myosense.reading.table import Stamps, Values
from myosense.reading.wallclock import SET_BACK_S

MOST = 0.9  #: Of the rows that go back or stand still are doubles; else none is left out.


def without_doubles(
    stamps: Stamps, rows: Rows | None, acceleration: Values
) -> tuple[Rows | None, tuple[str, ...]]:
    """Find the rows that do not stand twice.

    Parameters
    ----------
    stamps
        Of all rows.
    rows
        Those that hold a sample, in the order of time; all for ``None``.
    acceleration : shape (n_all_rows, 3)

    Returns
    -------
    rows : Rows or None
        Of those that hold a sample; ``None`` for all rows.
    notices : tuple of str
    """
    time_s = take(stamps.time_s, rows)
    behind, deepest_s = _find_behind(time_s)
    is_set_back = stamps.kind == "wall" and deepest_s > SET_BACK_S
    if deepest_s == 0 or is_set_back:
        return rows, ()
    repeated = np.unique(time_s[behind])
    near = np.concatenate(
        [
            some.start + np.flatnonzero(np.isin(time_s[some], repeated))
            for some in pieces(time_s)
        ]
    )
    samples = acceleration[near if rows is None else rows[near]]
    cells = np.column_stack((time_s[near], samples))
    order = np.lexsort(cells.T)  # Stable: of equal rows, the first comes first.
    is_equal = np.all(cells[order[1:]] == cells[order[:-1]], axis=1)
    doubles = near[order[1:][is_equal]]
    if len(doubles) < MOST * len(behind):
        return rows, ()
    said = (
        f"{count_of(len(doubles), 'row')} with the stamp and the values of an earlier one"
    )
    once = np.delete(np.arange(len(time_s)), doubles)
    return once if rows is None else rows[once], (f"{said}: left out",)


def _find_behind(time_s: Seconds) -> tuple[Rows, float]:
    """Find the rows that are no later than one before, and how much earlier they are."""
    found, deepest_s, latest_s = [], 0.0, -np.inf
    for rows in pieces(time_s):
        so_far = np.maximum.accumulate(np.append(latest_s, time_s[rows]))
        deepest_s = max(deepest_s, float(np.max(so_far[1:] - time_s[rows])))
        found.append(rows.start + np.flatnonzero(time_s[rows] <= so_far[:-1]))
        latest_s = so_far[-1]
    return np.concatenate(found), deepest_s

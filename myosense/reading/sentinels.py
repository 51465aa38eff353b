"""Numbers that stand for a missing sample, as -999 on all axes."""

import re
from dataclasses import replace

import numpy as np

from myosense.intervals import Mask
from myosense.pieces import pieces, pile_up
from myosense.reading.naming import count_of
from myosense.reading.rest import find_largest
from myosense.reading.table import Table, Values

NINES = re.compile(r"99+(?:\.9+)?")
LIMITS = (2.0**31 - 1, 2.0**31)
N_LOOKED_AT = 1000  #: Rows from all over, of which the others show what is usual.
BEYOND = 40.0  #: Times the usual largest axis: at rest, 0.6 to 1 g, and few worn reach 24.


def without_sentinels(table: Table) -> Table:
    """Blank the rows whose three axes are one number that stands for what is missing.

    It is written in nines, or is the last of 32 bits, and the farthest from 0 by far.
    """
    acceleration = table.acceleration
    mark = find_largest(acceleration)
    if not NINES.fullmatch(f"{abs(mark):.10g}") and abs(mark) not in LIMITS:
        return table
    some = acceleration[:: max(len(acceleration) // N_LOOKED_AT, 1)]
    some = some[np.all(np.isfinite(some), axis=1) & ~_are(some, mark)]
    usual = float(np.median(np.max(np.abs(some), axis=1))) if len(some) else 0.0
    if not 0 < BEYOND * usual < abs(mark):
        return table
    n_marked = sum(
        int(np.sum(_are(acceleration[rows], mark))) for rows in pieces(acceleration)
    )
    if n_marked == 0:
        return table
    blanked = pile_up(
        np.where(_are(acceleration[rows], mark)[:, None], np.nan, acceleration[rows])
        for rows in pieces(acceleration)
    )
    notice = (
        f"{count_of(n_marked, 'row')} of {mark:g} on all axes: a mark of what is missing"
    )
    return replace(table, acceleration=blanked, notices=(*table.notices, notice))


def _are(values: Values, mark: float) -> Mask:
    is_mark: Mask = np.all(values == mark, axis=1)
    return is_mark

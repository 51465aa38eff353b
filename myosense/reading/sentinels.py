"""Numbers that no sensor measures: they stand for a missing sample, as -999 on all axes."""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Mask
from myosense.pieces import pieces, pile_up
from myosense.reading.naming import count_of
from myosense.reading.rest import find_largest
from myosense.reading.stacking import LARGEST, too_large
from myosense.reading.table import Table, Values

NINES = re.compile(r"99+(?:\.9+)?")
LIMITS = (2.0**31 - 1, 2.0**31)
N_LOOKED_AT = 1000  #: Rows from all over, of which the others show what is usual.
BEYOND = 40.0  #: Times the usual largest axis: at rest, 0.6 to 1 g, and few worn reach 24.


def without_sentinels(table: Table) -> Table:
    """Blank the rows whose three axes are one number that stands for what is missing.

    It is written in nines, or is the last of 32 bits, and the farthest from 0 by far. The
    gyroscope may have its own.

    Raises
    ------
    ReadError
        If a value is beyond any converter.
    """
    acceleration, notices = _blanked(table.acceleration, "all axes", table.locate)
    turning = table.angular_velocity
    if turning is not None:
        turning, more = _blanked(turning, "all axes of the gyroscope", table.locate)
        notices += more
    return replace(
        table,
        acceleration=acceleration,
        angular_velocity=turning,
        notices=(*table.notices, *notices),
    )


def _blanked(
    values: Values, where: str, locate: Callable[[int], str]
) -> tuple[Values, tuple[str, ...]]:
    mark = find_largest(values)
    if abs(mark) > LARGEST:
        row = int(np.flatnonzero(np.any(values == mark, axis=1))[0])
        raise ReadError(too_large(locate(row), mark))
    digits = 7 if values.dtype == np.float32 else 10  # Of -999.9, no more are known.
    if not NINES.fullmatch(f"{abs(mark):.{digits}g}") and abs(mark) not in LIMITS:
        return values, ()
    some = values[:: max(len(values) // N_LOOKED_AT, 1)]
    some = some[np.all(np.isfinite(some), axis=1) & ~_are(some, mark)]
    usual = float(np.median(np.max(np.abs(some), axis=1))) if len(some) else 0.0
    if not 0 < BEYOND * usual < abs(mark):
        return values, ()
    n_marked = sum(int(np.sum(_are(values[rows], mark))) for rows in pieces(values))
    if n_marked == 0:
        return values, ()
    blanked = pile_up(
        np.where(_are(values[rows], mark)[:, None], np.nan, values[rows])
        for rows in pieces(values)
    )
    marked = f"{count_of(n_marked, 'row')} of {mark:g} on {where}"
    return blanked, (f"{marked}: a mark of what is missing",)


def _are(values: Values, mark: float) -> Mask:
    is_mark: Mask = np.all(values == mark, axis=1)
    return is_mark

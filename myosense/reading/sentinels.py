"""Numbers that no sensor measures: they stand for a missing sample, as -999 on all axes.

A sensor that did not answer on its bus gives 0, 0, 0 or, as all bits are set, -1, -1, -1.
"""

import re
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt

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
NOTHING = 2e-3  #: Of gravity: -1 count of 12 bits in 2 g and finer.
HELD = 0.5  #: Of gravity, in nearly all rows of an acceleration that holds it.
MAX_RUN = 20  #: Rows: longer ones were padded, or the sensor slept.
RARELY = 0.1  #: Of the rows, at most, are without …
FILLED_UP = 0.9  #: … or so much of 0, 0, 0 stands between them, where no sample was new.
BEYOND = 40.0  #: Times the usual largest axis: at rest, 0.6 to 1 g, and few worn reach 24.
FAR_BEYOND = 400.0  #: Where one axis alone holds it; the others of the row are not known.
NEVER = np.inf  #: A turn may end in nines by itself: one axis alone never tells there.
FAILED = "0 or -1 on all axes amid gravity: the sensor did not answer"
FILLED = "0, 0, 0 between samples that hold gravity: left out, as of another sensor"


def without_sentinels(table: Table) -> Table:
    """Blank the rows whose three axes are one number that stands for what is missing.

    It is written in nines, or is the last of 32 bits, and the farthest from 0 by far; by
    very far, where it stands on one axis alone. The gyroscope may have its own.

    Raises
    ------
    ReadError
        If a value is beyond any converter.
    """
    acceleration, notices = _blanked(
        table.acceleration, "all axes", table.locate, FAR_BEYOND
    )
    acceleration, failures = _without_failures(acceleration)
    notices += failures
    turning = table.angular_velocity
    if turning is not None:
        turning, more = _blanked(turning, "all axes of the gyroscope", table.locate, NEVER)
        notices += more
    return replace(
        table,
        acceleration=acceleration,
        angular_velocity=turning,
        notices=(*table.notices, *notices),
    )


def _blanked(
    values: Values, where: str, locate: Callable[[int], str], beyond_alone: float
) -> tuple[Values, tuple[str, ...]]:
    mark = find_largest(values)
    if abs(mark) > LARGEST:
        row = int(np.flatnonzero(np.any(values == mark, axis=1))[0])
        raise ReadError(too_large(locate(row), mark))
    digits = 7 if values.dtype == np.float32 else 10  # Of -999.9, no more are known.
    if not NINES.fullmatch(f"{abs(mark):.{digits}g}") and abs(mark) not in LIMITS:
        return values, ()
    some = _from_all_over(values)
    some = some[np.all(np.isfinite(some), axis=1) & ~_are(some, mark)]
    usual = float(np.median(np.max(np.abs(some), axis=1))) if len(some) else 0.0
    if not 0 < BEYOND * usual < abs(mark):
        return values, ()
    marks = _any_is if abs(mark) > beyond_alone * usual else _are
    n_marked = sum(int(np.sum(marks(values[rows], mark))) for rows in pieces(values))
    if n_marked == 0:
        return values, ()
    n_whole = sum(int(np.sum(_are(values[rows], mark))) for rows in pieces(values))
    where = where if n_whole == n_marked else "an axis"
    blanked = pile_up(
        np.where(marks(values[rows], mark)[:, None], np.nan, values[rows])
        for rows in pieces(values)
    )
    marked = f"{count_of(n_marked, 'row')} of {mark:g} on {where}"
    return blanked, (f"{marked}: a mark of what is missing",)


def _without_failures(values: Values) -> tuple[Values, tuple[str, ...]]:
    """Blank rows of 0 or of -1 count where gravity shows right before and after.

    In free fall a sensor shows its noise, and its way there; without gravity, 0 is rest.
    Where they are many, a log has a row for each sample of another sensor, and fills with
    0, 0, 0 what this one did not measure.
    """
    some = _from_all_over(values)
    lengths = np.linalg.norm(some[np.all(np.isfinite(some), axis=1)], axis=1)
    measured = lengths[lengths > 0]
    usual = float(np.median(measured)) if len(measured) else 0.0
    if not usual or np.quantile(measured, RARELY) < HELD * usual:
        return values, ()
    failed = _find_failures(values, usual)
    if len(failed) > RARELY * len(values):
        zeros = np.flatnonzero(~np.any(values, axis=1))
        is_between = np.isin(zeros, failed)
        if len(zeros) == 0 or np.mean(is_between) < FILLED_UP:
            return values, ()
        return _without(values, zeros, FILLED)
    return _without(values, failed, FAILED) if len(failed) else (values, ())


def _without(
    values: Values, failed: npt.NDArray[np.int64], why: str
) -> tuple[Values, tuple[str, ...]]:
    is_failed = np.zeros(len(values), dtype=bool)
    is_failed[failed] = True
    blanked = pile_up(
        np.where(is_failed[rows, None], np.nan, values[rows]) for rows in pieces(values)
    )
    return blanked, (f"{count_of(len(failed), 'row')} of {why}",)


def _find_failures(values: Values, usual: float) -> npt.NDArray[np.int64]:
    """Find short runs of next to nothing between rows of `HELD` of gravity and more."""
    near = np.concatenate(
        [rows.start + _near_nothing(values[rows], usual) for rows in pieces(values)]
    )
    is_first = np.append(True, np.diff(near) > 1)[: len(near)]
    before = near[is_first] - 1
    after = near[np.append(is_first[1:], True)[: len(near)]] + 1
    is_within = (before >= 0) & (after < len(values)) & (after - before <= MAX_RUN)
    for beside in (before, after):
        lengths = np.linalg.norm(values[np.clip(beside, 0, len(values) - 1)], axis=1)
        is_within &= lengths >= HELD * usual
    failed: npt.NDArray[np.int64] = near[is_within[np.cumsum(is_first) - 1]]
    return failed


def _near_nothing(values: Values, usual: float) -> npt.NDArray[np.int64]:
    x, y, z = values.T
    return np.flatnonzero((x == y) & (y == z) & (np.abs(x) <= NOTHING * usual))


def _from_all_over(values: Values) -> Values:
    """Take some rows, a piece at a time: each would bring its surroundings into memory.

    They are as many apart as goes into no period of up to `MAX_RUN` rows.
    """
    every = max(len(values) // N_LOOKED_AT, 1)
    while any(every % period == 0 for period in range(2, MAX_RUN + 1)):
        every += 1
    return np.concatenate([values[rows][::every].copy() for rows in pieces(values)])


def _are(values: Values, mark: float) -> Mask:
    is_mark: Mask = np.all(values == mark, axis=1)
    return is_mark


def _any_is(values: Values, mark: float) -> Mask:
    is_mark: Mask = np.any(values == mark, axis=1)
    return is_mark

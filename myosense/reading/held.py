"""Rows that repeat the last value of a slower sensor, and those that hold a new one."""

import numpy as np

from myosense.intervals import Mask
from myosense.pieces import pieces
from myosense.reading.table import Values

HELD_SHARE = 0.4  #: Share of repeated rows in moving seconds above which values are held.
HELD_REGULAR = 0.8  #: Share of the runs that must be within one row of the typical length.
MAX_HELD_RUN = 500  #: A longer run says nothing about the rate of a moving sensor.


def repeat_above(values: Values) -> Mask:
    """Mark the rows but the first that equal the row before."""
    are_equal: Mask = np.logical_and.reduce([axis[1:] == axis[:-1] for axis in values.T])
    return are_equal


def _may_be_held(values: Values) -> bool:
    """Say whether `HELD_SHARE` of the rows repeat; no further than until it is clear."""
    n_left = round((1 - HELD_SHARE) * len(values), 6)
    for rows in pieces(values, lap=1):
        is_repeat = repeat_above(values[rows])
        n_left -= len(is_repeat) - int(np.count_nonzero(is_repeat))
        if n_left < 1:  # The first row is no repeat either.
            return False
    return True


def find_new_values(
    acceleration: Values, rate_hz: float, *, is_merged: bool = False
) -> tuple[Mask | None, int]:
    """Mark the rows that hold a new value where a slower sensor's values are held.

    Some loggers write a row for every sensor's sample and repeat the accelerometer's last
    value. The repeats must be regular, and hold while the wearer moves: a coarse sensor at
    rest repeats too, at random and not in motion. Where the format is known to merge
    sensors (``is_merged``) all repeats are left out, but those of a sensor that lay still.

    Returns
    -------
    is_new : shape (n_rows,) or None
        ``None`` where values are not held.
    n_held : int
        Rows that each value is held for; 1 where values are not held.
    """
    n_rows = len(acceleration)
    x = acceleration[:, :1]
    # What repeats on one axis only is soon counted, and mostly too little already.
    if not is_merged and not all(_may_be_held(some) for some in (x, acceleration)):
        return None, 1
    is_repeat = np.append(False, repeat_above(acceleration))
    if is_merged:  # exactly 0, 0, 0 fills up the rows of another sensor too
        is_repeat[1:] |= ~np.any(acceleration[1:], axis=1)
    firsts = np.flatnonzero(~is_repeat)
    lengths = np.diff(np.append(firsts, n_rows))
    if is_merged:
        is_brief = np.repeat(lengths < MAX_HELD_RUN, lengths)
        return ~(is_repeat & is_brief), max(round(float(np.median(lengths))), 1)
    if len(lengths) < 10:
        return None, 1
    moving = lengths[_is_moving(acceleration, rate_hz)[firsts] & (lengths < MAX_HELD_RUN)]
    if len(moving) < 10:
        return None, 1
    n_held = round(float(np.median(moving)))
    is_regular = np.mean(np.abs(moving - n_held) <= 1) >= HELD_REGULAR
    if n_held < 2 or 1 - len(moving) / np.sum(moving) < HELD_SHARE or not is_regular:
        return None, 1
    offset = np.arange(n_rows) - np.repeat(firsts, lengths)
    left = np.repeat(lengths, lengths) - offset
    is_new = (offset % n_held == 0) & ((offset == 0) | (2 * left > n_held))
    return is_new, n_held


def _is_moving(acceleration: Values, rate_hz: float) -> Mask:
    """Mark the seconds that move more than most."""
    size = max(round(rate_hz), 2)
    n_windows = len(acceleration) // size
    if n_windows < 2:
        return np.ones(len(acceleration), dtype=bool)
    windows = acceleration[: n_windows * size].reshape(n_windows, size, 3)
    spread = np.sum(np.var(windows, axis=1), axis=1)
    moves = spread >= max(float(np.quantile(spread, 0.75)), 1e-12)
    is_moving = np.zeros(len(acceleration), dtype=bool)
    is_moving[: n_windows * size] = np.repeat(moves, size)
    return is_moving

"""Which rows hold a sample: blanks, padding, wrong order and held values.

Nothing is filled here: a row that holds no sample is left out, and becomes a gap.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from myosense import intervals
from myosense.errors import ReadError
from myosense.intervals import Mask, Seconds
from myosense.reading.table import Values

ZERO_S = 1.0  #: Exact zeros on all axes for longer than this were not measured.
PADDING_ROWS = 3  #: At the two ends of a file, this many are enough.
SORTABLE_S = 1.0  #: Stamps out of order by less than this may be sorted …
SORTABLE_SHARE = 0.01  #: … if fewer rows than this are.
HELD_SHARE = 0.4  #: Share of repeated rows in moving seconds above which values are held.
HELD_REGULAR = 0.8  #: Share of the runs that must be within one row of the typical length.
MAX_HELD_RUN = (
    500  #: A run longer than this says nothing about the rate of a moving sensor.
)

Rows = npt.NDArray[np.int64]


def take(values: npt.NDArray[Any], rows: Rows) -> npt.NDArray[Any]:
    """Take rows; all of them in their order without a copy."""
    is_all = len(rows) == len(values) and bool(np.all(rows[1:] > rows[:-1]))
    return values if is_all else values[rows]


def find_recorded(
    acceleration: Values, time_s: Seconds, held_s: float | None = None
) -> tuple[Mask, tuple[str, ...]]:
    """Mark the rows that hold a sample, and say what was left out.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit; NaN where blank.
    time_s : shape (n_rows,)
        Stamps as in the file; NaN where blank.
    held_s
        Where the software that wrote the file repeats the last sample while the sensor
        sleeps: equal rows for this long are such; `None` where it does not.

    Raises
    ------
    ReadError
        If no row is left, or all are zero.
    """
    # Axis by axis: numpy is slow along an axis of three.
    is_filled = np.logical_and.reduce([np.isfinite(axis) for axis in acceleration.T])
    if not np.any(is_filled):
        raise ReadError(
            f"all {len(acceleration)} rows lack a value for x, y or z; expected numbers"
        )
    is_stamped = np.isfinite(time_s)
    is_zero = np.logical_and.reduce([axis == 0 for axis in acceleration.T])
    if np.all(is_zero[is_filled]):
        raise ReadError(
            f"all {len(acceleration)} rows are exactly 0, 0, 0; expected a measured motion"
        )
    is_padding = _padding(is_zero, np.where(is_stamped, time_s, 0.0))
    is_held = _held(acceleration, np.where(is_stamped, time_s, 0.0), held_s)
    is_held &= ~is_padding
    counts = {
        "lack a value": np.count_nonzero(~is_filled),
        "lack a time stamp": np.count_nonzero(is_filled & ~is_stamped),
        "are exactly 0, 0, 0 for long": np.count_nonzero(is_padding),
        f"repeat one value for {held_s or 0:g} s and more (idle sleep)": (
            np.count_nonzero(is_held)
        ),
    }
    notices = tuple(
        f"{count:,} rows {what}: not recorded" for what, count in counts.items() if count
    )
    return is_filled & is_stamped & ~is_padding & ~is_held, notices


def _padding(is_zero: Mask, time_s: Seconds) -> Mask:
    """Mark long runs of zeros, and short ones at the two ends."""
    is_padding = np.zeros(len(is_zero), dtype=bool)
    for first, stop in intervals.from_mask(is_zero):
        is_end = first == 0 or stop == len(is_zero)
        is_long = time_s[stop - 1] - time_s[first] > ZERO_S
        if is_long or (is_end and stop - first >= PADDING_ROWS):
            is_padding[first:stop] = True
    return is_padding


def _held(acceleration: Values, time_s: Seconds, held_s: float | None) -> Mask:
    """Mark the rows of long runs of one value, but for the first of each."""
    is_held = np.zeros(len(acceleration), dtype=bool)
    if held_s is None or len(acceleration) < 2:
        return is_held
    is_repeat = _repeats(acceleration)
    for first, stop in intervals.from_mask(is_repeat):
        is_held[first + 1 : stop + 1] = time_s[stop] - time_s[first] >= held_s
    return is_held


def _repeats(acceleration: Values) -> Mask:
    """Mark the rows but the first that equal the row before."""
    x, y, z = acceleration.T
    return np.asarray((x[1:] == x[:-1]) & (y[1:] == y[:-1]) & (z[1:] == z[:-1]))


def find_order(
    time_s: Seconds, locate: Callable[[int], str]
) -> tuple[Rows | None, tuple[str, ...]]:
    """Find the order in which the stamps never fall; ``None`` where they do not.

    Raises
    ------
    ReadError
        If the stamps go back by a second or more, or in many rows.
    """
    fallen = np.flatnonzero(np.diff(time_s) < 0) + 1
    if len(fallen) == 0:
        return None, ()
    behind_s = np.maximum.accumulate(time_s) - time_s
    n_behind = np.count_nonzero(behind_s)
    if np.max(behind_s) >= SORTABLE_S or n_behind >= SORTABLE_SHARE * len(time_s):
        row = int(fallen[0])
        back_s = float(time_s[row - 1] - time_s[row])
        hint = ""
        if 1800 <= back_s <= 3700:
            hint = " (if the clock was set back in autumn, --time-zone resolves it)"
        raise ReadError(
            f"{locate(row)} goes back in time by {back_s:.3g} s; "
            f"expected stamps that rise{hint}"
        )
    notice = (
        f"{n_behind:,} rows were out of order by {np.max(behind_s):.3g} s or less: sorted"
    )
    return np.argsort(time_s, kind="stable"), (notice,)


def find_new_values(
    acceleration: Values, rate_hz: float, *, is_merged: bool = False
) -> tuple[Mask, int]:
    """Mark the rows that hold a new value where a slower sensor's values are held.

    Some loggers write a row for every sensor's sample and repeat the accelerometer's last
    value. The repeats must be regular, and hold while the wearer moves: a coarse sensor at
    rest repeats too, at random and not in motion. Where the format is known to merge
    sensors (``is_merged``) all repeats are left out, but those of a sensor that lay still.

    Returns
    -------
    is_new : shape (n_rows,)
        All true where values are not held.
    n_held : int
        Rows that each value is held for; 1 where values are not held.
    """
    n_rows = len(acceleration)
    is_repeat = np.zeros(n_rows, dtype=bool)
    is_repeat[1:] = _repeats(acceleration)
    everywhere = np.ones(n_rows, dtype=bool)
    if not is_merged and np.mean(is_repeat) < HELD_SHARE:
        return everywhere, 1
    firsts = np.flatnonzero(~is_repeat)
    lengths = np.diff(np.append(firsts, n_rows))
    if is_merged:
        is_brief = np.repeat(lengths < MAX_HELD_RUN, lengths)
        return ~(is_repeat & is_brief), max(round(float(np.median(lengths))), 1)
    if len(lengths) < 10:
        return everywhere, 1
    moving = lengths[_is_moving(acceleration, rate_hz)[firsts] & (lengths < MAX_HELD_RUN)]
    if len(moving) < 10:
        return everywhere, 1
    n_held = round(float(np.median(moving)))
    is_regular = np.mean(np.abs(moving - n_held) <= 1) >= HELD_REGULAR
    if n_held < 2 or 1 - len(moving) / np.sum(moving) < HELD_SHARE or not is_regular:
        return everywhere, 1
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

"""Which rows hold a sample: blanks, padding, wrong order and idle sleep.

Nothing is filled here: a row that holds no sample is left out, and becomes a gap.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from myosense import intervals
from myosense.errors import ReadError
from myosense.intervals import Mask, Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.held import repeat_above
from myosense.reading.naming import count_of
from myosense.reading.table import Values

ZERO_S = 1.0  #: Exact zeros on all axes for longer than this were not measured.
PADDING_ROWS = 3  #: At the two ends of a file, this many are enough.
SORTABLE_S = 1.0  #: Stamps out of order by less than this may be sorted …
SORTABLE_SHARE = 0.01  #: … if fewer rows than this are.
SESSION_S = 10.0  #: What goes back to the start after longer may begin again.
HALF_DAY_S = 43_200.0

Rows = npt.NDArray[np.int64]
Spans = npt.NDArray[np.int64]  #: Runs of rows [first, stop), shape (n, 2).


def take(values: npt.NDArray[Any], rows: Rows | None) -> npt.NDArray[Any]:
    """Take rows; all of them, without a copy, for ``None``."""
    if rows is None:
        return values
    return pile_up(values[rows[some]] for some in pieces(rows, values))


def find_recorded(
    acceleration: Values, time_s: Seconds, held_s: float | None = None
) -> tuple[Rows | None, tuple[str, ...]]:
    """Find the rows that hold a sample, and say what was left out.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit; NaN where blank.
    time_s : shape (n_rows,)
        Stamps as in the file; NaN where blank.
    held_s
        Where the software that wrote the file repeats the last sample while the sensor
        sleeps: equal rows for this long are such; `None` where it does not.

    Returns
    -------
    rows : Rows or None
        ``None`` where all do.
    notices : tuple of str

    Raises
    ------
    ReadError
        If no row is left, or all are zero.
    """
    counts = _count(acceleration, time_s)
    if counts.n_filled == 0:
        raise ReadError(
            f"all {len(acceleration)} rows lack a value for x, y or z; expected numbers"
        )
    if counts.n_filled == counts.n_zero_filled:
        raise ReadError(
            f"all {len(acceleration)} rows are exactly 0, 0, 0; expected a measured motion"
        )
    padding = _padding(counts.zeros, time_s)
    held = _held(acceleration, time_s, held_s)
    n_held = np.sum(held[:, 1] - held[:, 0]) - _n_shared(held, padding)
    left_out = {
        "without a value": len(acceleration) - counts.n_filled,
        "without a time stamp": counts.n_filled - counts.n_whole,
        "of exactly 0, 0, 0 for long": np.sum(padding[:, 1] - padding[:, 0]),
        f"that repeat one value for {held_s or 0:g} s and more (idle sleep)": n_held,
    }
    notices = tuple(
        f"{count_of(int(count), 'row')} {what}: not recorded"
        for what, count in left_out.items()
        if count
    )
    if not notices:
        return None, ()
    return pile_up(
        rows.start
        + np.flatnonzero(
            _is_whole(acceleration[rows], time_s[rows])
            & ~_marked(padding, rows)
            & ~_marked(held, rows)
        )
        for rows in pieces(acceleration, time_s)
    ), notices


@dataclass(frozen=True)
class _Counted:
    """What the rows of a table hold."""

    n_filled: int
    n_zero_filled: int
    n_whole: int  #: With all values and a stamp.
    zeros: Spans  #: Runs of rows that are exactly 0, 0, 0.


def _count(acceleration: Values, time_s: Seconds) -> _Counted:
    n_filled = n_zero = n_whole = 0
    zeros = []
    for rows in pieces(acceleration, time_s):
        is_filled = _is_filled(acceleration[rows])
        is_zero = _is_zero(acceleration[rows])
        n_filled += int(np.count_nonzero(is_filled))
        n_zero += int(np.count_nonzero(is_zero & is_filled))
        n_whole += int(np.count_nonzero(is_filled & _is_filled(time_s[rows, None])))
        zeros.append(rows.start + intervals.from_mask(is_zero))
    return _Counted(n_filled, n_zero, n_whole, _joined(zeros))


def _is_filled(values: Values) -> Mask:
    """Mark the rows all of whose values are known, shape (n_rows, n_columns)."""
    with np.errstate(invalid="ignore", over="ignore"):
        if np.isfinite(np.sum(values)):
            return np.ones(len(values), dtype=bool)
    # Column by column: numpy is slow along an axis of three.
    is_filled: Mask = np.logical_and.reduce([np.isfinite(axis) for axis in values.T])
    return is_filled


def _is_zero(acceleration: Values) -> Mask:
    """Mark the rows that are exactly 0, 0, 0, among the few whose x is."""
    x, y, z = acceleration.T
    is_zero: Mask = x == 0
    some = np.flatnonzero(is_zero)
    is_zero[some] = (y[some] == 0) & (z[some] == 0)
    return is_zero


def _is_whole(acceleration: Values, time_s: Seconds) -> Mask:
    return _is_filled(acceleration) & np.isfinite(time_s)


def _joined(found: list[Spans]) -> Spans:
    """Join the runs of pieces where one goes on in the next."""
    runs = np.concatenate(found)
    goes_on = runs[1:, 0] == runs[:-1, 1]
    firsts = runs[np.append(True, ~goes_on)[: len(runs)], 0]
    stops = runs[np.append(~goes_on, True)[: len(runs)], 1]
    return np.column_stack((firsts, stops))


def _marked(spans: Spans, rows: slice) -> Mask:
    """Mark which of some rows lie in spans."""
    low = np.searchsorted(spans[:, 1], rows.start, side="right")
    high = np.searchsorted(spans[:, 0], rows.stop)
    is_in = np.zeros(rows.stop - rows.start, dtype=bool)
    for first, stop in np.maximum(spans[low:high] - rows.start, 0).tolist():
        is_in[first:stop] = True
    return is_in


def _n_shared(spans: Spans, others: Spans) -> int:
    shared = intervals.intersect(spans.astype(np.float64), others.astype(np.float64))
    return int(intervals.total(shared))


def _span_s(time_s: Seconds, first: Rows, last: Rows) -> Seconds:
    """Say how long runs of rows take; a stamp that is blank stands for the start."""
    return np.nan_to_num(time_s[last]) - np.nan_to_num(time_s[first])


def _padding(zeros: Spans, time_s: Seconds) -> Spans:
    """Choose long runs of zeros, and short ones at the two ends."""
    first, stop = zeros.T
    is_long = _span_s(time_s, first, stop - 1) > ZERO_S
    is_end = (first == 0) | (stop == len(time_s))
    padding: Spans = zeros[is_long | (is_end & (stop - first >= PADDING_ROWS))]
    return padding


def _held(acceleration: Values, time_s: Seconds, held_s: float | None) -> Spans:
    """Find the rows of long runs of one value, but for the first of each."""
    if held_s is None or len(acceleration) < 2:
        return np.empty((0, 2), dtype=np.int64)
    repeats = _joined(
        [
            rows.start + 1 + intervals.from_mask(repeat_above(acceleration[rows]))
            for rows in pieces(acceleration, lap=1)
        ]
    )
    first, stop = repeats.T
    return repeats[_span_s(time_s, first - 1, stop - 1) >= held_s]


def find_order(
    time_s: Seconds, locate: Callable[[int], str]
) -> tuple[Rows | None, tuple[str, ...]]:
    """Find the order in which the stamps never fall; ``None`` where they do not.

    Raises
    ------
    ReadError
        If the stamps go back by a second or more, or in many rows.
    """
    if not any(_falls(time_s[rows]) for rows in pieces(time_s, lap=1)):
        return None, ()
    fallen = np.flatnonzero(np.diff(time_s) < 0) + 1
    behind_s = np.maximum.accumulate(time_s) - time_s
    n_behind = np.count_nonzero(behind_s)
    if np.max(behind_s) >= SORTABLE_S or n_behind >= SORTABLE_SHARE * len(time_s):
        row = int(fallen[0])
        back_s = float(time_s[row - 1] - time_s[row])
        hint = ""
        if 1800 <= back_s <= 3700:
            hint = " (if the clock was set back in autumn, --time-zone resolves it)"
        elif HALF_DAY_S - 3600 <= back_s <= HALF_DAY_S:
            hint = " (a clock of 12 hours needs AM and PM; expected one of 24)"
        elif back_s > SESSION_S and abs(time_s[row] - time_s[0]) < SORTABLE_S:
            hint = " (if a second recording begins there, cut the file in two)"
        raise ReadError(
            f"{locate(row)} goes back in time by {round(back_s, 3):g} s; "
            f"expected stamps that rise{hint}"
        )
    rows = count_of(int(n_behind), "row")
    notice = f"{rows} out of order by {np.max(behind_s):.3g} s or less: sorted"
    return np.argsort(time_s, kind="stable"), (notice,)


def _falls(time_s: Seconds) -> bool:
    return bool(np.any(time_s[1:] < time_s[:-1]))

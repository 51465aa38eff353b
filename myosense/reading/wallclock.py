"""From a wall clock with a zone to true elapsed time.

In autumn an hour comes twice: its two passes are told apart by their order. In spring one
never was, and is refused.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.rest import find_largest
from myosense.reading.table import Stamps

FARTHEST_S = 6e10  #: From 1970, 1900 years: what is beyond is no date.
QUARTER_S = 900.0  #: Clocks are set back and forward on quarters of an hour.
SET_BACK_S = 1200.0  #: A fall of the wall clock above this is a clock set back.
NEAR_S = 60.0  #: Rows closer than this belong together.
TAKEN_FIRST = (
    "stamps in the hour that comes twice are taken as the first pass (--start with an "
    "offset, as 2025-10-26T02:30+01:00, says which)"
)
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class TrueTime:
    """Elapsed time, and what of it was decided."""

    time_s: Seconds  #: shape (n_rows,), on the scale of the stamps
    offset_s: float  #: Of the first row from UTC.
    early_s: float  #: The same, taken as a first pass.
    notices: tuple[str, ...]


@dataclass(frozen=True)
class _Offsets:
    """Offsets from UTC of runs of rows, at the first and at the second pass of an hour.

    They differ in the hour that comes twice (the first is larger) and in the hour that
    never was (the first is smaller).
    """

    firsts: Rows  #: shape (n_runs,)
    early_s: Seconds
    late_s: Seconds


def check_dates(stamps: Stamps) -> None:
    """Refuse stamps that are so far from 1970 that they are no dates.

    Raises
    ------
    ReadError
        If one is: the count of a damaged file, or of another unit.
    """
    if stamps.kind == "elapsed":
        return
    farthest_s = find_largest(stamps.time_s)
    if abs(farthest_s) + abs(stamps.origin_ns) / 1e9 > FARTHEST_S:
        raise ReadError(
            f"has a time stamp {farthest_s:.3g} s from the others, which is no date; "
            "expected dates and hours"
        )


def naive(ns: int) -> datetime:
    """Say the date and hour of nanoseconds since 1970."""
    return datetime(1970, 1, 1) + timedelta(microseconds=round(ns / 1000))  # noqa: DTZ001


def since(time_s: Seconds, start_s: float) -> Seconds:
    """Count from a start; without a copy where it is 0."""
    if start_s == 0:
        return time_s
    return pile_up(time_s[rows] - start_s for rows in pieces(time_s))


def true_time(
    stamps: Stamps, zone: tzinfo, name: str, locate: Callable[[int], str]
) -> TrueTime:
    """Bring stamps on a wall clock to true elapsed time.

    Parameters
    ----------
    stamps
        None blank.
    zone, name
        The zone of the clock.
    locate
        Names the place of a row in the file.

    Raises
    ------
    ReadError
        If a stamp lies in an hour that the zone skips.
    """
    offsets = _find_offsets(stamps, zone)
    skipped = np.flatnonzero(offsets.early_s < offsets.late_s)
    if len(skipped):
        row = int(offsets.firsts[skipped[0]])
        at = naive(stamps.origin_ns + round(float(stamps.time_s[row]) * 1e9))
        raise ReadError(
            f"{locate(row)} has the time {at}, which does not exist in {name}: the clock "
            "goes forward over it; --time-zone UTC+hh:mm names the offset it was kept in"
        )
    n_rows = len(stamps.time_s)
    late: list[tuple[int, int]] = []
    notices: list[str] = []
    for first, stop in _twice(offsets, n_rows):
        begin, notice = _second_pass(stamps, first, stop)
        if notice == "not set back":
            index = np.searchsorted(offsets.firsts, first)
            offsets = _counted_on(offsets, int(index), stop)
            notices.append("the clock was not set back in autumn; its time is counted on")
            break
        late.append((begin, stop))
        if notice:
            notices.append(notice)
    offset_s = float(_offset_s(offsets, late, slice(0, 1))[0])
    time_s = stamps.time_s
    if late or np.any(offsets.early_s != offset_s):
        time_s = pile_up(
            stamps.time_s[rows] - (_offset_s(offsets, late, rows) - offset_s)
            for rows in pieces(stamps.time_s)
        )
    return TrueTime(
        time_s=time_s,
        offset_s=offset_s,
        early_s=float(offsets.early_s[0]),
        notices=tuple(notices),
    )


def _wall_s(stamps: Stamps, rows: slice) -> Seconds:
    return stamps.origin_ns / 1e9 + stamps.time_s[rows]


def _find_offsets(stamps: Stamps, zone: tzinfo) -> _Offsets:
    """Ask the zone once a run of rows in one quarter of an hour."""
    firsts, quarters = [], []
    for rows in pieces(stamps.time_s, lap=1):
        quarter = np.floor(_wall_s(stamps, rows) / QUARTER_S)
        is_new = np.append(rows.start == 0, quarter[1:] != quarter[:-1])
        firsts.append(rows.start + np.flatnonzero(is_new))
        quarters.append(quarter[is_new])
    walls = [naive(int(q * QUARTER_S * 1e9)) for q in np.concatenate(quarters)]
    both = []
    for fold in (0, 1):
        offsets = [wall.replace(tzinfo=zone, fold=fold).utcoffset() for wall in walls]
        seconds = [0.0 if offset is None else offset.total_seconds() for offset in offsets]
        both.append(np.array(seconds))
    return _Offsets(np.concatenate(firsts), *both)


def _twice(offsets: _Offsets, n_rows: int) -> list[tuple[int, int]]:
    """Find the rows in hours that come twice, as runs ``[first, stop)``."""
    is_twice = offsets.early_s > offsets.late_s
    edges = np.flatnonzero(np.diff(np.concatenate(([0], is_twice, [0]))))
    rows = np.append(offsets.firsts, n_rows)[edges]
    return [(int(first), int(stop)) for first, stop in rows.reshape(-1, 2)]


def _second_pass(stamps: Stamps, first: int, stop: int) -> tuple[int, str]:
    """Find where, in the rows of an hour that comes twice, the second pass begins."""
    for rows in pieces(stamps.time_s[first:stop], lap=1):
        some = slice(first + rows.start, first + rows.stop)
        fall = np.flatnonzero(np.diff(_wall_s(stamps, some)) < -SET_BACK_S)
        if len(fall):
            return some.start + int(fall[0]) + 1, ""
    follows = first > 0 and 0 <= _step_s(stamps, first) < NEAR_S
    leads = stop < len(stamps.time_s) and 0 <= _step_s(stamps, stop) < NEAR_S
    if follows and leads:
        return stop, "not set back"
    if leads:
        return first, ""
    return stop, "" if follows else TAKEN_FIRST


def _step_s(stamps: Stamps, row: int) -> float:
    before_s, at_s = _wall_s(stamps, slice(row - 1, row + 1))
    return float(at_s - before_s)


def _counted_on(offsets: _Offsets, index: int, stop: int) -> _Offsets:
    """Keep the offset of a run for all rows from ``stop`` on."""
    is_before = offsets.firsts < stop
    early_s = np.where(is_before, offsets.early_s, offsets.early_s[index])
    return _Offsets(offsets.firsts, early_s, offsets.late_s)


def _offset_s(offsets: _Offsets, late: list[tuple[int, int]], rows: slice) -> Seconds:
    """Give the offset of some rows; those of a second pass have the late one."""
    low = int(np.searchsorted(offsets.firsts, rows.start, side="right")) - 1
    high = int(np.searchsorted(offsets.firsts, rows.stop))
    edges = np.concatenate(([rows.start], offsets.firsts[low + 1 : high], [rows.stop]))
    n_each = np.diff(edges)
    offset_s: Seconds = np.repeat(offsets.early_s[low:high], n_each)
    late_s = np.repeat(offsets.late_s[low:high], n_each)
    for first, stop in late:
        part = slice(max(first - rows.start, 0), max(stop - rows.start, 0))
        offset_s[part] = late_s[part]
    return offset_s

"""Clocks of 12 hours without AM or PM: after 12:59 comes 01:00, and time goes on.

A program that writes ``hh`` where it means ``HH`` leaves such stamps, with dates or
without. That the time goes on is seen by the step, which is one sample beside the half day.
"""

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from myosense.intervals import Mask, Seconds
from myosense.pieces import pieces, pile_up
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.stamps import known_head
from myosense.reading.table import Stamps

Rows = npt.NDArray[np.intp]

HOUR_S, HALF_S, DAY_S = 3600.0, 43_200.0, 86_400.0
N_STEPS, LEAST_S = 2.5, 0.05  #: A longer step is a gap.
SAID = "the clock has 12 hours and no AM or PM: after 12:59 comes 01:00, and time goes on"
UNKNOWN = "whether it begins before noon is not known (--start says)"


def counted_over_noon(stamps: Stamps) -> Stamps:
    """Count on where a clock of 12 hours starts anew.

    Parameters
    ----------
    stamps
        Of a wall clock, or of times of day on one date.

    Returns
    -------
    Stamps
        As they were, where the clock has 24 hours or passes neither 12:59 nor midnight. The
        dates say which half of the day it begins in, where they can; else it is taken as
        written, and a notice says so.
    """
    rows, added_s = _find_turns(stamps)
    if stamps.kind != "wall" or not len(rows) or not _has_12_hours(stamps):
        return stamps
    firsts = np.append(0, rows)
    added_s = np.append(0.0, np.cumsum(added_s))
    begins_s = _find_half(_clock_s(stamps, firsts), _clock_s(stamps, rows - 1), added_s)
    shift_s = begins_s[0] if len(begins_s) else 0.0
    time_s = pile_up(
        stamps.time_s[some]
        + added_s[np.searchsorted(firsts, _rows(some), side="right") - 1]
        for some in pieces(stamps.time_s)
    )
    notice = SAID if len(begins_s) == 1 else f"{SAID}; {UNKNOWN}"
    return replace(
        stamps,
        time_s=time_s,
        origin_ns=stamps.origin_ns + round(shift_s * SECOND_NS),
        notices=(*stamps.notices, notice),
    )


def _find_turns(stamps: Stamps) -> tuple[Rows, Seconds]:
    """Find the rows at which the clock starts anew, and what is to be added from there."""
    head = np.diff(known_head(stamps.time_s))
    moved = head[head > 0]
    longest_s = max(N_STEPS * float(np.median(moved)), LEAST_S) if len(moved) else LEAST_S
    rows, added_s = [np.empty(0, np.intp)], [np.empty(0)]
    for some in pieces(stamps.time_s, lap=1):
        steps = np.diff(stamps.time_s[some])
        at = np.flatnonzero(np.abs(steps) >= HALF_S - longest_s)
        before = _clock_s(stamps, some.start + at) // HOUR_S % 24
        after = _clock_s(stamps, some.start + at + 1) // HOUR_S % 24
        for hours, step_s in (((12, 1), -HALF_S), ((11, 12), DAY_S)):
            over_s = steps[at] - step_s
            is_turn = (before == hours[0]) & (after == hours[1])
            is_turn &= (over_s > -1e-6) & (over_s <= longest_s)
            rows.append(some.start + at[is_turn] + 1)
            added_s.append(np.full(np.count_nonzero(is_turn), -step_s))
    found = np.concatenate(rows)
    order = np.argsort(found)
    return found[order], np.concatenate(added_s)[order]


def _clock_s(stamps: Stamps, rows: Rows | slice) -> Seconds:
    """Say what the clock shows, in seconds since 1970."""
    return stamps.origin_ns / SECOND_NS + stamps.time_s[rows]


def _rows(some: slice) -> Rows:
    return np.arange(some.start, some.stop)


def _has_12_hours(stamps: Stamps) -> bool:
    def is_hour(some: slice) -> Mask:
        clock_s = _clock_s(stamps, some)
        hours = clock_s // HOUR_S % 24
        return ((hours >= 1) & (hours <= 12)) | ~np.isfinite(clock_s)

    return all(bool(np.all(is_hour(some))) for some in pieces(stamps.time_s))


def _find_half(firsts_s: Seconds, lasts_s: Seconds, added_s: Seconds) -> list[float]:
    """List what may be added to all rows, so that no date is another than the one written.

    Parameters
    ----------
    firsts_s, lasts_s
        What the clock shows at the first row of each run between turns, and at the last of
        each but the last.
    added_s
        To each run.
    """
    shown_s = np.concatenate((firsts_s, lasts_s))
    added_s = np.concatenate((added_s, added_s[:-1]))
    return [
        half_s
        for half_s in (0.0, HALF_S, -HALF_S)
        if np.all((shown_s + added_s + half_s) // DAY_S == shown_s // DAY_S)
    ]

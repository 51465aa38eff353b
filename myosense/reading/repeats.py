"""Stamps that repeat, spread over the time for which each stands."""

import bisect
import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up
from myosense.timing import GAP_S, GAP_SAMPLES

COARSE_ROWS = 10  #: Stamps that stand for this many rows are of blocks or whole seconds.
TICK_SHARE, REGULAR_SHARE = 0.1, 0.9  #: Nearly all steps near the usual one: a clock's.
MIN_BLOCKS = 5  #: So many of them show a line.
LATE_PACKETS = 3.0  #: A packet may come so many usual waits late …
LOST_PACKETS = 10.0  #: … and after a wait this long, some were lost.

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class _Line:
    """Rows ``[first, stop)`` whose times lie on a line through the row ``middle``."""

    first: int
    stop: int
    center_s: float
    period_s: float
    middle: float


def rises(stamps_s: Seconds) -> bool:
    """Say whether every stamp is later than the one before."""
    return all(
        bool(np.all(stamps_s[rows][1:] > stamps_s[rows][:-1]))
        for rows in pieces(stamps_s, lap=1)
    )


def spread_repeats(
    stamps_s: Seconds, *, are_packets: bool = False
) -> tuple[Seconds, float]:
    """Spread equal stamps evenly up to the next one; return the share that was equal.

    Devices that deliver in batches or stamp whole seconds repeat a stamp; the samples
    were still taken one after the other. The last run has no next stamp and takes the
    spacing of the runs before it. Where a stamp stands for many samples, or is that of a
    packet's arrival, a straight line through the stamps spaces them: the first run may be
    the rest of a second, and packets are late by turns.
    """
    n_equal = sum(
        np.count_nonzero(stamps_s[rows][1:] == stamps_s[rows][:-1])
        for rows in pieces(stamps_s, lap=1)
    )
    share = 1.0 - (len(stamps_s) - n_equal) / len(stamps_s)
    if n_equal == 0 or len(stamps_s) - n_equal < 3:
        return stamps_s, share
    first = _firsts(stamps_s)
    n_each = np.diff(np.append(first, len(stamps_s)))
    steps = np.diff(stamps_s[first])
    typical = float(np.median(steps / n_each[:-1]))
    is_coarse = are_packets or bool(np.median(n_each) >= COARSE_ROWS)
    # A run before a gap keeps its own pace: it is not stretched over the hole.
    paces_s = n_each[:-1] * typical
    longest_s = _longest_step_s(steps, paces_s, is_coarse=is_coarse)
    if are_packets:
        longest_s = np.full(len(steps), LOST_PACKETS * np.median(steps))
    wide = steps > longest_s
    steps = np.append(np.where(wide, paces_s, steps), typical * n_each[-1])
    paces_s = steps / n_each
    lines: list[_Line] = []
    if is_coarse:
        edges = np.concatenate(([0], np.flatnonzero(wide) + 1, [len(first)]))
        stops = np.append(first, len(stamps_s))
        n_late = LATE_PACKETS if are_packets else 1.0
        lines = [
            line
            for block, stop in itertools.pairwise(edges)
            if (line := _find_line(stamps_s, first[block:stop], int(stops[stop]), n_late))
        ]
    spread = pile_up(
        _spread(stamps_s, rows, first, paces_s, lines) for rows in pieces(stamps_s)
    )
    return spread, share


def _firsts(stamps_s: Seconds) -> Rows:
    """Find the rows whose stamp differs from the one before."""
    found = (
        rows.start + 1 + np.flatnonzero(np.diff(stamps_s[rows]) != 0)
        for rows in pieces(stamps_s, lap=1)
    )
    return np.concatenate(([0], *found))


def _spread(
    stamps_s: Seconds, rows: slice, first: Rows, paces_s: Seconds, lines: list[_Line]
) -> Seconds:
    """Spread some rows: runs that begin at ``first``, lines over them in order."""
    low = int(np.searchsorted(first, rows.start, side="right")) - 1
    high = int(np.searchsorted(first, rows.stop))
    edges = np.concatenate(([rows.start], first[low + 1 : high], [rows.stop]))
    n_each = np.diff(edges)
    index = np.arange(rows.start, rows.stop)
    offset = index - np.repeat(first[low:high], n_each)
    spread: Seconds = stamps_s[rows] + offset * np.repeat(paces_s[low:high], n_each)
    begin = bisect.bisect_right(lines, rows.start, key=lambda line: line.stop)
    for line in itertools.islice(lines, begin, None):
        if line.first >= rows.stop:
            break
        part = slice(max(line.first - rows.start, 0), line.stop - rows.start)
        spread[part] = line.center_s + line.period_s * (index[part] - line.middle)
    return spread


def _longest_step_s(steps: Seconds, paces_s: Seconds, *, is_coarse: bool) -> Seconds:
    """Say for each run of equal stamps how late the next one may be without a gap.

    A run that stands for whole seconds may be a part of one. Where nearly all seconds are
    there, one that is not is a gap.
    """
    if not is_coarse:
        return np.maximum(GAP_S, GAP_SAMPLES * paces_s)
    tick_s = float(np.median(steps))
    if np.mean(np.abs(steps / tick_s - 1) <= TICK_SHARE) >= REGULAR_SHARE:
        return np.full(len(steps), 1.5 * tick_s)
    return GAP_SAMPLES * np.maximum(paces_s, np.median(paces_s))


def _find_line(stamps_s: Seconds, blocks: Rows, stop: int, n_late: float) -> _Line | None:
    """Find the line through the stamps of gap-free blocks; ``None`` where none fits.

    The first block is left out of the fit: it may be a part of one. A line fits where it
    passes every stamp within the typical distance of two, or some of them.
    """
    if len(blocks) < MIN_BLOCKS:
        return None
    ticks_s = stamps_s[blocks[1:]]
    middle = np.mean(blocks[1:])
    index = blocks[1:] - middle
    center_s = float(np.mean(ticks_s))
    period_s = float(index @ (ticks_s - center_s) / (index @ index))
    tick_s = float(np.median(np.diff(ticks_s)))
    if np.max(np.abs(ticks_s - center_s - period_s * index)) > n_late * tick_s:
        return None
    return _Line(int(blocks[0]), stop, center_s, period_s, float(middle))

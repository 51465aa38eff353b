"""Stamps of rows that came late: a program was held up, then took in at once what waited.

Where a log stamps each row as it arrives, a pause of the program leaves a hole and rows
close behind it, nearer than the sensor can measure. If they make good for the hole, no
sample is missing: they were measured evenly, from the row before the hole to the first
that is on time again. A hole that nothing makes good for stays as it is.
"""

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np

from myosense.intervals import Seconds
from myosense.pieces import pieces, pile_up
from myosense.timing import GAP_SAMPLES, Stretch, estimate_rate_hz, stretches_from_stamps

ON_TIME = 1.0  #: A row so many periods late at most, and what is close behind, is on time.
CLOSE = 0.35  #: Rows nearer than this share of a period came at once,
LEAST_CLOSE = 0.3  #: as so large a share of those does that make good for a hole.
#: Rows in which a hole is made good for, over those that were due in it: at half the
#: sensor's period or less they came, on the mean.
MOST_ROWS = 1.5

Span = tuple[int, int]  #: The row before a hole, and the first that is on time again.


@dataclass(frozen=True, kw_only=True)
class Clocked:
    """Stamps with rows that came late on time, and the clock of what lies between gaps."""

    stamps_s: Seconds
    stretches: tuple[Stretch, ...]
    rate_hz: float  #: As the stamps stand, holes left out.
    n_late: int  #: Holes that are none.


def clocked(stamps_s: Seconds) -> Clocked:
    """Cut stamps at the gaps and fit each stretch's clock, late rows on time.

    Parameters
    ----------
    stamps_s : shape (n,)
        Stamps that never fall, in seconds; the first is the start of the recording.

    Raises
    ------
    ReadError
        As `myosense.timing.stretches_from_stamps`.
    """
    stretches, rate_hz = stretches_from_stamps(stamps_s)
    n_late = 0
    if len(stretches) > 1 or not stretches[0].is_uniform:
        stamps_s, n_late = on_time(stamps_s)
        if n_late:
            stretches, _ = stretches_from_stamps(stamps_s)
    return Clocked(stamps_s=stamps_s, stretches=stretches, rate_hz=rate_hz, n_late=n_late)


def on_time(stamps_s: Seconds) -> tuple[Seconds, int]:
    """Spread rows that came late over the time in which they were measured.

    Parameters
    ----------
    stamps_s : shape (n,)
        Stamps that never fall, in seconds.

    Returns
    -------
    stamps_s : shape (n,)
        The same array where no row came late.
    n_holes : int
        Holes that are none.
    """
    spans = list(_spans(stamps_s, 1 / estimate_rate_hz(stamps_s)))
    if not spans:
        return stamps_s, 0
    return pile_up(_spread(stamps_s, rows, spans) for rows in pieces(stamps_s)), len(spans)


def _spans(stamps_s: Seconds, period_s: float) -> Iterator[Span]:
    """Find the holes that the rows behind them make good for, in order."""
    stop = 0
    for rows in pieces(stamps_s, lap=1):
        steps_s = np.diff(stamps_s[rows])
        for hole in rows.start + np.flatnonzero(steps_s > GAP_SAMPLES * period_s):
            if hole < stop:
                continue
            n_due = (stamps_s[hole + 1] - stamps_s[hole]) / period_s
            n_behind = int(MOST_ROWS * n_due) + 2
            behind_s = stamps_s[hole + 1 : hole + 2 + n_behind] - stamps_s[hole]
            late_s = behind_s - period_s * np.arange(1, len(behind_s) + 1)
            is_on_time = late_s <= ON_TIME * period_s
            n_late = int(np.argmax(is_on_time))
            is_close = np.diff(behind_s) < CLOSE * period_s
            if is_on_time[n_late] and np.mean(is_close[:n_late]) >= LEAST_CLOSE:
                n_more = int(np.argmin(np.append(is_close[n_late:], False)))
                stop = int(hole) + 1 + n_late + n_more
                yield int(hole), stop


def _spread(stamps_s: Seconds, rows: slice, spans: list[Span]) -> Seconds:
    """Lay the rows of spans that are among some rows evenly."""
    spread = np.array(stamps_s[rows])
    begin = bisect.bisect_right(spans, rows.start, key=lambda span: span[1])
    for hole, stop in islice(spans, begin, None):
        if hole >= rows.stop:
            break
        own = np.arange(max(hole, rows.start), min(stop + 1, rows.stop))
        share = (own - hole) / (stop - hole)
        first_s, last_s = stamps_s[hole], stamps_s[stop]
        spread[own - rows.start] = first_s + share * (last_s - first_s)
    return spread

"""What a clock should not do unsaid: change its rate, leap an hour, jump by weeks."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise

import numpy as np

from myosense.intervals import Seconds
from myosense.pieces import PIECE_ROWS, pieces
from myosense.timing import Stretch

BLOCK_S = 10.0  #: The rate is looked at over so long.
OTHER_RATE = 0.2  #: A block differs by more than this from the rate of the whole …
OTHER_SHARE = 0.01  #: … and such blocks are more than this of the time: it changes.
HOUR_S, NEAR_S = 3600.0, 0.5  #: A leap of an hour, to within half a second.
JUMP_S = 30 * 86400.0  #: Batteries of recorders last for less.


def describe_unsteadiness(
    stamps_s: Seconds, stretches: Sequence[Stretch], rate_hz: float
) -> tuple[str, ...]:
    """Say where the rate changes within a recording, and where its clock was set.

    Parameters
    ----------
    stamps_s : shape (n_samples,)
        Stamps of the samples, rising.
    stretches
        Between the gaps.
    rate_hz
        Of the recording as a whole.
    """
    size = max(round(BLOCK_S * rate_hz), 2)
    blocks = [
        _lengths_s(stamps_s[s.first : s.stop], size)
        for s in stretches
        if s.n_samples > size
    ]
    return (
        *_changes(np.concatenate([np.empty(0), *blocks]), size, rate_hz),
        *_jumps(stretches),
    )


def describe_spring(stretches: Sequence[Stretch], start: datetime) -> tuple[str, ...]:
    """Say where a wall clock leaps an hour to a full one, as when it is set forward.

    Parameters
    ----------
    stretches
        Between the gaps.
    start
        Of the recording, on that clock.
    """
    for before, after in pairwise(stretches):
        at = start + timedelta(seconds=after.start_s)
        late = at - at.replace(minute=0, second=0, microsecond=0)
        is_hour = abs(after.start_s - before.stop_s - HOUR_S) <= NEAR_S
        if is_hour and late <= timedelta(seconds=NEAR_S):
            notice = (
                f"the clock leaps an hour to {at:%Y-%m-%d %H:%M}, as one that is set "
                "forward in spring: that hour may be none (--time-zone tells)"
            )
            return (notice,)
    return ()


def _lengths_s(stamps_s: Seconds, size: int) -> Seconds:
    """Say how long each block of so many samples takes."""
    some = pieces(stamps_s, size=max(PIECE_ROWS // size, 1) * size)
    # Copies: a view of each page would hold the whole column in memory.
    return np.diff(np.concatenate([stamps_s[rows][::size].copy() for rows in some]))


def _changes(blocks_s: Seconds, size: int, rate_hz: float) -> tuple[str, ...]:
    rates_hz = size / blocks_s
    is_other = np.abs(rates_hz / rate_hz - 1) > OTHER_RATE
    if np.sum(blocks_s[is_other]) <= OTHER_SHARE * np.sum(blocks_s):
        return ()
    ends = f"{np.min(rates_hz):.3g} and {np.max(rates_hz):.3g} Hz"
    notice = (
        f"the rate changes between {ends}; {rate_hz:.3g} Hz, that of the whole, is taken "
        "for all of it (a file for each rate is judged by its own)"
    )
    return (notice,)


def _jumps(stretches: Sequence[Stretch]) -> tuple[str, ...]:
    jumps = [
        (after.start_s - before.stop_s, before.stop_s)
        for before, after in pairwise(stretches)
    ]
    jump_s, at_s = max(jumps, default=(0.0, 0.0))
    if jump_s <= JUMP_S:
        return ()
    notice = (
        f"the stamps jump ahead by {jump_s / 86400:,.0f} days, {at_s:,.0f} s after the "
        "first (if the clock was set there, cut the rows before it off)"
    )
    return (notice,)

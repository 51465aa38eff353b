"""The clock of files that come in blocks, each with one time stamp.

A device samples by its sensor's clock and stamps blocks by another. A stamp is late by up
to a sample or two; the line through many is not. Between breaks the samples are laid on a
line that follows the stamps as slowly as temperature moves a clock: time within a block
never jumps with its stamp.
"""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.ndimage import median_filter

from myosense.intervals import Seconds
from myosense.pieces import PIECE_ROWS, pieces, pile_up
from myosense.reading.table import Stamps
from myosense.timing import GAP_S, GAP_SAMPLES

Notices = tuple[str, ...]
Counts = npt.NDArray[np.int64]
NOMINAL_SHARE = 0.05  #: A sensor runs within this share of its nominal rate.
FOLLOW_S = 120.0  #: A clock is followed over two minutes: temperature moves it no faster.
MIN_BLOCKS_FOR_OWN_RATE = 20  #: Shorter runs take the rate of the file.
GLITCH_BLOCKS = 9  #: Stamps that leave the line for fewer than half of these are wrong.
FIRST_SET_S = 1_230_768_000.0  #: 2009: none of these devices is older.
BLOCKS_AT_ONCE = 256  #: Some 25,000 samples, which stay in the processor's cache.
BACK_S = 1.0  #: A clock that goes back by less is jitter; by more it was set back.


@dataclass(frozen=True, kw_only=True)
class Blocks:
    """Blocks of samples in the order of the file."""

    position: Counts  #: shape (n_blocks,), of the first sample, lost blocks counted in
    n_samples: Counts  #: shape (n_blocks,)
    anchor: Counts  #: shape (n_blocks,), samples from the first to where the stamp holds
    stamp_s: Seconds  #: shape (n_blocks,), wall clock since 1970; NaN where unknown
    nominal_hz: float


@dataclass(frozen=True, kw_only=True)
class BlockClock:
    """When each block starts, and the time from sample to sample in it."""

    start_s: Seconds  #: shape (n_blocks,)
    period_s: Seconds  #: shape (n_blocks,)
    n_wrong: int  #: Stamps that were unknown, or left the line of those around them.


def stamps_of(blocks: Blocks, time_zone: str | None = None) -> tuple[Stamps, Notices]:
    """Time every sample by lines through the stamps of its blocks.

    Parameters
    ----------
    blocks
        At least one.
    time_zone
        As the file says.

    Returns
    -------
    stamps : Stamps
        Without a date where the device's clock was never set.
    notices : tuple of str
    """
    is_known = np.isfinite(blocks.stamp_s)
    rate_hz = blocks.nominal_hz
    if not np.any(is_known):
        meaning = f"no block has a time that can be read; {rate_hz:g} Hz as declared"
        time_s = even_times(int(np.sum(blocks.n_samples)), rate_hz)
        return Stamps(time_s=time_s, kind="elapsed", meaning=meaning), (meaning,)
    origin_s = float(blocks.stamp_s[is_known][0])
    clock = lay_clock(replace(blocks, stamp_s=blocks.stamp_s - origin_s))
    # Counted from the first sample, as a recording is: the times are written only once.
    first_s = float(clock.start_s[0])
    clock = replace(clock, start_s=clock.start_s - first_s)
    notices = []
    if clock.n_wrong:
        notices.append(
            f"{clock.n_wrong:,} of {len(is_known):,} blocks have a time that those around "
            "them deny, or none: timed by their neighbors"
        )
    is_set = origin_s >= FIRST_SET_S
    if not is_set:
        year = np.datetime64(int(origin_s), "s").astype("datetime64[Y]")
        notices.append(
            f"the device's clock was not set (it says {year}): no date and no hours "
            "(--start gives them)"
        )
    stamps = Stamps(
        time_s=spread(clock, blocks.n_samples),
        kind="wall" if is_set else "elapsed",
        origin_ns=round(origin_s * 1e9) + round(first_s * 1e9) if is_set else 0,
        time_zone=time_zone,
        meaning="lines through the times of the blocks",
    )
    return stamps, tuple(notices)


def lay_clock(blocks: Blocks) -> BlockClock:
    """Lay the samples of all blocks on lines through their stamps.

    Parameters
    ----------
    blocks
        At least one with a stamp.

    Notes
    -----
    A stamp that is ahead of its place by more than a gap (`myosense.timing`) begins a new
    line, and so does one that falls back by `BACK_S`. Runs shorter than
    `MIN_BLOCKS_FOR_OWN_RATE` take the rate of the whole file.
    """
    at = (blocks.position + blocks.anchor).astype(np.float64)
    known = np.flatnonzero(np.isfinite(blocks.stamp_s))
    period_s = _find_period_s(at[known], blocks.stamp_s[known], blocks.nominal_hz)
    lead_s = blocks.stamp_s[known] - at[known] * period_s
    tolerance_s = max(GAP_S, GAP_SAMPLES * period_s)
    is_right = np.abs(lead_s - _typical(lead_s)) <= tolerance_s
    used, lead_s = known[is_right], lead_s[is_right]
    step_s = np.diff(lead_s)
    # A rate that is off by a little adds up over lost blocks; that is no gap.
    allowed_s = tolerance_s + 0.01 * period_s * np.diff(at[used])
    allowed_s[np.diff(used) == 1] = tolerance_s
    breaks = np.flatnonzero((step_s > allowed_s) | (step_s < -BACK_S)) + 1
    edges = [0, *breaks.tolist(), len(used)]
    start_s = np.empty(len(at))
    stop_s = np.empty(len(at))
    for first, stop in pairwise(edges):
        run = used[first:stop]
        mine = slice(
            0 if first == 0 else int(run[0]), len(at) if stop == len(used) else used[stop]
        )
        places = blocks.position[mine].astype(np.float64)
        ends = places + blocks.n_samples[mine]
        lead = at[run], lead_s[first:stop]
        start_s[mine] = places * period_s + _follow(*lead, places, period_s)
        stop_s[mine] = ends * period_s + _follow(*lead, ends, period_s)
    return BlockClock(
        start_s=start_s,
        period_s=(stop_s - start_s) / np.maximum(blocks.n_samples, 1),
        n_wrong=len(at) - len(used),
    )


def spread(clock: BlockClock, n_samples: Counts) -> Seconds:
    """Give each sample its time, shape (sum of ``n_samples``,)."""
    return pile_up(
        _spread(clock.start_s[some], clock.period_s[some], n_samples[some])
        for some in pieces(n_samples, size=BLOCKS_AT_ONCE)
    )


def even_times(n_samples: int, rate_hz: float) -> Seconds:
    """Give the times of evenly spaced samples, shape (n_samples,)."""
    firsts = range(0, max(n_samples, 1), PIECE_ROWS)
    return pile_up(
        np.arange(first, min(first + PIECE_ROWS, n_samples)) / rate_hz for first in firsts
    )


def _spread(start_s: Seconds, period_s: Seconds, n_samples: Counts) -> Seconds:
    if len(n_samples) and np.all(n_samples == n_samples[0]):
        steps = np.arange(int(n_samples[0]))
        even = period_s[:, None] * steps
        even += start_s[:, None]
        return even.ravel()
    firsts = np.cumsum(n_samples) - n_samples
    steps = np.arange(int(np.sum(n_samples))) - np.repeat(firsts, n_samples)
    times = np.repeat(period_s, n_samples) * steps
    return np.asarray(times + np.repeat(start_s, n_samples), dtype=np.float64)


def block_of(row: int, n_samples: Counts) -> int:
    """Find the block that holds a row."""
    return int(np.searchsorted(np.cumsum(n_samples), row, side="right"))


def _find_period_s(at: Seconds, stamp_s: Seconds, nominal_hz: float) -> float:
    """Find the time from sample to sample: of the steps near the nominal one, all told."""
    moved = np.diff(at)
    is_forward = moved > 0
    steps, moved = np.diff(stamp_s)[is_forward], moved[is_forward]
    is_near = np.abs(steps * nominal_hz / moved - 1) <= NOMINAL_SHARE
    if not np.any(is_near):
        return 1 / nominal_hz
    return float(np.sum(steps[is_near]) / np.sum(moved[is_near]))


def _typical(lead_s: Seconds) -> Seconds:
    """Give what the stamps around each agree on."""
    if len(lead_s) < 3:
        return lead_s
    size = min(GLITCH_BLOCKS, (len(lead_s) - 1) // 2 * 2 + 1)
    return np.asarray(median_filter(lead_s, size, mode="nearest"), dtype=np.float64)


def _follow(at: Seconds, lead_s: Seconds, places: Seconds, period_s: float) -> Seconds:
    """Give the lead of one run's stamps over the even clock at any place of the run.

    A straight line through few stamps; through many a line from mean to mean of two
    minutes each.
    """
    if len(at) < MIN_BLOCKS_FOR_OWN_RATE:
        return np.full(len(places), np.mean(lead_s))
    n_bins = int((at[-1] - at[0]) * period_s / FOLLOW_S)
    if n_bins < 2:
        slope, offset = np.polyfit(at - at[0], lead_s, 1)
        return np.asarray(offset + slope * (places - at[0]))
    firsts = np.linspace(0, len(at), n_bins, endpoint=False).astype(np.int64)
    n_each = np.diff(np.append(firsts, len(at)))
    knots = np.add.reduceat(at, firsts) / n_each
    knots_s = np.add.reduceat(lead_s, firsts) / n_each
    slopes = np.diff(knots_s) / np.diff(knots)
    inside = np.interp(places, knots, knots_s)
    before = np.minimum(places - knots[0], 0) * slopes[0]
    after = np.maximum(places - knots[-1], 0) * slopes[-1]
    return np.asarray(inside + before + after)

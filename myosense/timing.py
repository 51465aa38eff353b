"""From the stamps of a file to stretches with a clock.

A stretch is a run of samples without a gap. Its clock is a straight line through the
stamps: one rate, one offset. Where every stamp lies within half a sample of that line the
samples are taken to be evenly spaced ("snapped"); where not, the stamps are kept and the
motion is brought onto an even grid inside the filtering only.
"""

import itertools
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds

GAP_S = 0.05  #: A hole above this, and above `GAP_SAMPLES`, is a gap.
GAP_SAMPLES = 2.5
PERIOD_SHARE = 0.15  #: Steps within this share of whole periods are those of a clock …
SINGLE_SHARE = 0.7  #: … that lost some samples, if so many steps are one period.
COARSE_ROWS = 10  #: Stamps that stand for this many rows are of blocks or whole seconds.
TICK_SHARE, REGULAR_SHARE = 0.1, 0.9  #: Nearly all steps near the usual one: a clock's.
MIN_BLOCKS = 5  #: So many of them show a line.
MIN_SAMPLES_FOR_OWN_RATE = 200  #: Shorter stretches take the rate of the recording.


@dataclass(frozen=True, kw_only=True)
class Stretch:
    """A run of samples ``[first, stop)`` without a gap, and its clock."""

    first: int
    stop: int
    start_s: float  #: Time of the first sample since the start of the recording.
    rate_hz: float
    is_uniform: bool  #: Whether the samples are evenly spaced.
    span_s: float  #: First to last stamp and one period.

    @property
    def n_samples(self) -> int:
        """Number of samples."""
        return self.stop - self.first

    @property
    def n_grid(self) -> int:
        """Number of points of the even grid that spans the stretch."""
        return self.n_samples if self.is_uniform else round(self.duration_s * self.rate_hz)

    @property
    def duration_s(self) -> float:
        """Recorded time: each sample stands for one period."""
        return self.n_samples / self.rate_hz if self.is_uniform else self.span_s

    @property
    def stop_s(self) -> float:
        """End of the last sample's period."""
        return self.start_s + self.duration_s


def spread_repeats(stamps_s: Seconds) -> tuple[Seconds, float]:
    """Spread equal stamps evenly up to the next one; return the share that was equal.

    Devices that deliver in batches or stamp whole seconds repeat a stamp; the samples
    were still taken one after the other. The last run has no next stamp and takes the
    spacing of the runs before it. Where a stamp stands for many samples, a straight line
    through the stamps spaces them: the first run may be the rest of a second.
    """
    is_new = np.append(True, np.diff(stamps_s) != 0)
    share = 1.0 - np.count_nonzero(is_new) / len(stamps_s)
    if share == 0 or np.count_nonzero(is_new) < 3:
        return stamps_s, float(share)
    first = np.flatnonzero(is_new)
    n_each = np.diff(np.append(first, len(stamps_s)))
    steps = np.diff(stamps_s[first])
    typical = float(np.median(steps / n_each[:-1]))
    is_coarse = bool(np.median(n_each) >= COARSE_ROWS)
    # A run before a gap keeps its own pace: it is not stretched over the hole.
    wide = steps > _longest_step_s(steps, n_each[:-1] * typical, is_coarse=is_coarse)
    steps = np.append(np.where(wide, typical * n_each[:-1], steps), typical * n_each[-1])
    offset = np.arange(len(stamps_s)) - np.repeat(first, n_each)
    spread = stamps_s + offset * np.repeat(steps / n_each, n_each)
    if is_coarse:
        edges = np.concatenate(([0], np.flatnonzero(wide) + 1, [len(first)]))
        for block, stop in itertools.pairwise(edges):
            _lay_line(spread, first[block:stop], stamps_s, int(np.sum(n_each[:stop])))
    return spread, float(share)


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


def _lay_line(
    spread: Seconds, blocks: npt.NDArray[np.intp], stamps_s: Seconds, stop: int
) -> None:
    """Space the rows of gap-free blocks by a line through their stamps, where it fits.

    The first block is left out of the fit: it may be a part of one. A line fits where it
    passes every stamp within the typical distance of two.
    """
    if len(blocks) < MIN_BLOCKS:
        return
    ticks_s = stamps_s[blocks[1:]]
    index = blocks[1:] - np.mean(blocks[1:])
    center_s = float(np.mean(ticks_s))
    period_s = float(index @ (ticks_s - center_s) / (index @ index))
    tick_s = float(np.median(np.diff(ticks_s)))
    if np.max(np.abs(ticks_s - center_s - period_s * index)) <= tick_s:
        rows = np.arange(blocks[0], stop)
        spread[rows] = center_s + period_s * (rows - np.mean(blocks[1:]))


def estimate_rate_hz(stamps_s: Seconds) -> float:
    """Estimate the rate from the stamps, gaps left out.

    The mean of the steps that are no gap, so that stamps rounded to milliseconds (80 Hz
    as steps of 12 and 13 ms) give 80 Hz and not 83. Where the steps are whole periods, lost
    samples leave steps of two and three: few of them do not make the sensor slower.
    """
    steps = np.diff(stamps_s)
    typical = float(np.median(steps[steps > 0]))
    inside = steps[steps <= max(GAP_S, GAP_SAMPLES * typical)]
    n_periods = np.rint(inside / typical)
    is_whole = np.abs(inside / typical - n_periods) <= PERIOD_SHARE
    if np.all(is_whole & (n_periods >= 1)) and np.mean(n_periods == 1) >= SINGLE_SHARE:
        return float(np.sum(n_periods) / np.sum(inside))
    return float(len(inside) / np.sum(inside))


def stretches_from_stamps(stamps_s: Seconds) -> tuple[tuple[Stretch, ...], float]:
    """Cut stamps at the gaps and fit each stretch's clock.

    Parameters
    ----------
    stamps_s : shape (n_samples,)
        Stamps that never fall, in seconds; the first is the start of the recording.

    Returns
    -------
    stretches : tuple of Stretch
    sample_rate_hz : float
        Rate of the recording: samples per second inside the stretches.

    Raises
    ------
    ReadError
        If there are fewer than two stamps, or they do not advance.
    """
    if len(stamps_s) < 2 or stamps_s[-1] <= stamps_s[0]:
        raise ReadError(
            f"found {len(stamps_s)} time stamps that do not advance; "
            "expected at least two, rising"
        )
    rate_hz = estimate_rate_hz(stamps_s)
    is_gap = np.diff(stamps_s) > max(GAP_S, GAP_SAMPLES / rate_hz)
    firsts = np.concatenate(([0], np.flatnonzero(is_gap) + 1))
    stops = np.append(firsts[1:], len(stamps_s))
    origin_s = stamps_s[0]
    stretches = tuple(
        _fit(stamps_s[first:stop] - origin_s, int(first), rate_hz)
        for first, stop in zip(firsts, stops, strict=True)
    )
    return stretches, rate_hz


def _fit(stamps_s: Seconds, first: int, recording_rate_hz: float) -> Stretch:
    """Lay a straight line through the stamps of one stretch."""
    n = len(stamps_s)
    index = np.arange(n) - (n - 1) / 2
    center_s = float(np.mean(stamps_s))
    period_s = 1 / recording_rate_hz
    if n >= MIN_SAMPLES_FOR_OWN_RATE:
        period_s = float(index @ (stamps_s - center_s) / (index @ index))
    line_s = center_s + period_s * index
    is_uniform = bool(np.max(np.abs(stamps_s - line_s)) <= period_s / 2)
    return Stretch(
        first=first,
        stop=first + n,
        start_s=max(float(line_s[0] if is_uniform else stamps_s[0]), 0.0),
        rate_hz=1 / period_s,
        is_uniform=is_uniform,
        span_s=float(stamps_s[-1] - stamps_s[0]) + period_s,
    )


def uniform_stretch(n_samples: int, rate_hz: float) -> Stretch:
    """Describe samples that are evenly spaced by declaration."""
    return Stretch(
        first=0,
        stop=n_samples,
        start_s=0.0,
        rate_hz=rate_hz,
        is_uniform=True,
        span_s=n_samples / rate_hz,
    )

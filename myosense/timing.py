"""From the stamps of a file to stretches with a clock.

A stretch is a run of samples without a gap. Its clock is a straight line through the
stamps: one rate, one offset. Where every stamp lies within half a sample of that line the
samples are taken to be evenly spaced ("snapped"); where not, the stamps are kept and the
motion is brought onto an even grid inside the filtering only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import pieces

GAP_S = 0.05  #: A hole above this, and above `GAP_SAMPLES`, is a gap.
GAP_SAMPLES = 2.5
PERIOD_SHARE = 0.15  #: Steps within this share of whole periods are those of a clock …
SINGLE_SHARE = 0.7  #: … that lost some samples, if so many steps are one period.
MIN_SAMPLES_FOR_OWN_RATE = 200  #: Shorter stretches take the rate of the recording.
N_FOR_TYPICAL = 1 << 18  #: So many steps, from all over a recording, show the usual one.


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


def estimate_rate_hz(stamps_s: Seconds) -> float:
    """Estimate the rate from the stamps, gaps left out.

    The mean of the steps that are no gap, so that stamps rounded to milliseconds (80 Hz
    as steps of 12 and 13 ms) give 80 Hz and not 83. Where the steps are whole periods, lost
    samples leave steps of two and three: few of them do not make the sensor slower.
    """
    return _rate_and_longest_step(stamps_s)[0]


def _rate_and_longest_step(stamps_s: Seconds) -> tuple[float, float]:
    """Estimate the rate in Hz; find the longest step in seconds on the way."""
    typical = _typical_step_s(stamps_s)
    n_inside = n_single = 0
    n_periods = inside_s = longest_s = 0.0
    is_whole = True
    low_s, high_s = (1 - PERIOD_SHARE / 2) * typical, (1 + PERIOD_SHARE / 2) * typical
    for rows in pieces(stamps_s, lap=1):
        steps = np.diff(stamps_s[rows])
        if len(steps) == 0:
            continue
        shortest_s, own_longest_s = float(np.min(steps)), float(np.max(steps))
        longest_s = max(longest_s, own_longest_s)
        # Clearly one period, as nearly all are: the same sums in one pass.
        if low_s <= shortest_s and own_longest_s <= high_s:
            n_inside += len(steps)
            n_single += len(steps)
            n_periods += float(len(steps))
            inside_s += float(np.sum(steps))
            continue
        inside = steps[steps <= max(GAP_S, GAP_SAMPLES * typical)]
        periods = np.rint(inside / typical)
        is_near = np.abs(inside / typical - periods) <= PERIOD_SHARE
        is_whole &= bool(np.all(is_near & (periods >= 1)))
        n_inside += len(inside)
        n_single += int(np.count_nonzero(periods == 1))
        n_periods += float(np.sum(periods))
        inside_s += float(np.sum(inside))
    if is_whole and n_single >= SINGLE_SHARE * n_inside:
        return n_periods / inside_s, longest_s
    return n_inside / inside_s, longest_s


def _typical_step_s(stamps_s: Seconds) -> float:
    """Take the median step forward; of a long recording, of the head of each piece."""
    n_pieces = sum(1 for _ in pieces(stamps_s))
    n_each = max(N_FOR_TYPICAL // n_pieces, 1)
    heads = [np.diff(stamps_s[rows][: n_each + 1]) for rows in pieces(stamps_s, lap=1)]
    steps = np.concatenate(heads)
    return float(np.median(steps[steps > 0]))


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
    rate_hz, longest_s = _rate_and_longest_step(stamps_s)
    gap_s = max(GAP_S, GAP_SAMPLES / rate_hz)
    firsts = np.array([0])
    if longest_s > gap_s:
        gaps = (
            rows.start + np.flatnonzero(np.diff(stamps_s[rows]) > gap_s)
            for rows in pieces(stamps_s, lap=1)
        )
        firsts = np.concatenate(([0], np.concatenate(list(gaps)) + 1))
    stops = np.append(firsts[1:], len(stamps_s))
    stretches = tuple(
        _fit(stamps_s[first:stop], float(stamps_s[0]), int(first), rate_hz)
        for first, stop in zip(firsts, stops, strict=True)
    )
    return stretches, rate_hz


def _fit(
    stamps_s: Seconds, origin_s: float, first: int, recording_rate_hz: float
) -> Stretch:
    """Lay a straight line through the stamps of one stretch."""
    n = len(stamps_s)
    sums_s = (np.sum(stamps_s[rows] - origin_s) for rows in pieces(stamps_s))
    center_s = sum(map(float, sums_s)) / n
    period_s = 1 / recording_rate_hz
    if n >= MIN_SAMPLES_FOR_OWN_RATE:
        # Sums, not dot products: those differ with the number of threads of the library.
        moments = [
            (float(np.sum(index * (since_s - center_s))), float(np.sum(index * index)))
            for index, since_s in _since(stamps_s, origin_s)
        ]
        period_s = sum(with_s for with_s, _ in moments) / sum(own for _, own in moments)
        if period_s <= 0:
            raise ReadError(
                f"has {n:,} samples whose time stamps stand still; expected them to advance"
            )
    farthest_s = max(
        float(np.max(np.abs(since_s - (center_s + period_s * index))))
        for index, since_s in _since(stamps_s, origin_s)
    )
    is_uniform = farthest_s <= period_s / 2
    start_s = center_s - period_s * ((n - 1) / 2) if is_uniform else stamps_s[0] - origin_s
    return Stretch(
        first=first,
        stop=first + n,
        start_s=max(float(start_s), 0.0),
        rate_hz=1 / period_s,
        is_uniform=is_uniform,
        span_s=float(stamps_s[-1] - origin_s - (stamps_s[0] - origin_s)) + period_s,
    )


def _since(stamps_s: Seconds, origin_s: float) -> Iterator[tuple[Seconds, Seconds]]:
    """Hand out the stamps since the origin, and the rows counted from the middle one."""
    middle = (len(stamps_s) - 1) / 2
    for rows in pieces(stamps_s):
        index = np.arange(rows.start - middle, rows.stop - middle)
        yield index, stamps_s[rows] - origin_s if origin_s else stamps_s[rows]


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

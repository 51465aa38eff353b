"""The stretches of a recording on an even grid, and peaks with a score found in them."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks

from myosense import Recording
from myosense.intervals import Mask, Seconds, to_samples

Signal = npt.NDArray[np.float64]
REFRACTORY_S = 0.25  #: Lobes closer than this are one event.
MIN_SAMPLES = 3  #: Fewer hold no peak.


@dataclass(frozen=True, kw_only=True, eq=False)
class Found:
    """Peaks in order of time, and how much each is like a jerk."""

    peak_s: Seconds  #: shape (n,)
    score: Signal  #: shape (n,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Trace:
    """One gap-free stretch, evenly spaced."""

    acceleration_g: Signal  #: shape (n, 3), gravity included
    start_s: float
    rate_hz: float

    @property
    def stop_s(self) -> float:
        """End of the last sample's period."""
        return self.start_s + len(self.acceleration_g) / self.rate_hz

    def time_s(self, rows: npt.NDArray[np.int64]) -> Seconds:
        """Tell the time of rows, in seconds since the recording's start."""
        return self.start_s + rows / self.rate_hz

    def holds(self, times_s: Seconds) -> Mask:
        """Say of each time whether it lies in the stretch."""
        is_in: Mask = (times_s >= self.start_s) & (times_s < self.stop_s)
        return is_in


def traces_of(recording: Recording) -> list[Trace]:
    """Give each stretch that can hold a peak, as one piece."""
    blocks = recording.blocks(recording.duration_s + 1.0, 0.0)
    return [
        Trace(
            acceleration_g=block.acceleration_g.astype(np.float64),
            start_s=block.start_s,
            rate_hz=block.rate_hz,
        )
        for block in blocks
        if len(block.acceleration_g) >= MIN_SAMPLES
    ]


def peaks_of(
    traces: list[Trace], scores: list[Signal], apart_s: float = REFRACTORY_S
) -> Found:
    """Find the peaks of a score above 0, the higher one first.

    Parameters
    ----------
    traces, scores
        Stretches in order of time, and a score for each of their samples.
    apart_s
        Two peaks are never closer.
    """
    times_s, heights = [np.empty(0)], [np.empty(0)]
    for trace, score in zip(traces, scores, strict=True):
        apart = max(to_samples(apart_s, trace.rate_hz), 1)
        rows, found = find_peaks(score, height=0.0, distance=apart)
        times_s.append(trace.time_s(rows))
        heights.append(found["peak_heights"])
    return Found(peak_s=np.concatenate(times_s), score=np.concatenate(heights))

"""The motion around each candidate, and the settings of what is measured in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from myosense.detection import Rows
from myosense.filtering import Motion, Signal
from myosense.intervals import Mask, to_samples

Window = npt.NDArray[np.float32]

REACH_S = 6.0  #: No window reaches further from a peak.


@dataclass(frozen=True, kw_only=True)
class MeasureParameters:
    """Settings of the measures."""

    lobe_s: float = 0.5  #: The main lobe ends within this of its peak.
    edge_share: float = 0.1  #: Share of the peak at which an event starts and stops.
    #: From the peak on: the braking lobe is over (trunk, 95th percentile).
    event_s: float = 0.35
    before_s: tuple[float, float] = (1.2, 0.2)  #: Window before the peak: from, to.
    after_s: tuple[float, float] = (0.4, 1.6)  #: Window after it.
    posture_before_s: tuple[float, float] = (1.0, 0.3)
    posture_after_s: tuple[float, float] = (0.7, 1.5)
    rhythm_s: float = 3.0  #: Seconds on each side in which a rhythm is looked for.
    rhythm_lag_s: tuple[float, float] = (0.15, 1.3)  #: Shortest and longest beat.
    tremor_s: float = 1.5  #: Seconds on each side in which a fast beat is looked for.
    tremor_lag_s: tuple[float, float] = (0.08, 0.45)  #: 12 to 2.2 Hz: tremor, fast trains.
    context_s: tuple[float, float] = (5.0, 0.8)  #: Surroundings on both sides: from, to.


@dataclass(frozen=True)
class Padded:
    """Signals of a block, its ends repeated as far as a window reaches."""

    motion: Motion

    @cached_property
    def norm_g(self) -> Window:
        """Norm of the motion."""
        return self._padded(self.motion.norm_g)

    @cached_property
    def band_g(self) -> Window:
        """Acceleration in the band, three columns."""
        return self._padded(self.motion.band_g)

    @cached_property
    def raw_g(self) -> Window:
        """Acceleration as recorded, three columns."""
        return self._padded(self.motion.raw_g)

    @cached_property
    def raw_sum_g(self) -> Signal:
        """Acceleration added up to before each row."""
        total: Signal = np.cumsum(self.raw_g, axis=0, dtype=np.float64)
        return np.concatenate((np.zeros((1, 3)), total))

    @property
    def reach(self) -> int:
        """Rows before the first of the block."""
        return to_samples(REACH_S, self.motion.rate_hz)

    def _padded(self, signal: Signal | Window) -> Window:
        first, last = (np.repeat(signal[[end]], self.reach, axis=0) for end in (0, -1))
        return np.concatenate((first, signal, last), dtype=np.float32)


@dataclass(frozen=True)
class Around:
    """The motion around each candidate; windows beyond the block repeat its last sample."""

    padded: Padded
    peaks: Rows  #: shape (n,): row of each candidate's main lobe

    def some(self, which: Mask) -> "Around":
        """Take some candidates."""
        return Around(self.padded, self.peaks[which])

    @property
    def motion(self) -> Motion:
        """The block in the jerk band."""
        return self.padded.motion

    @cached_property
    def peak_g(self) -> Signal:
        """Norm of the motion at the peak, shape (n,)."""
        return self.motion.norm_g[self.peaks]

    @cached_property
    def direction(self) -> Window:
        """Unit vector of the motion at the peak, shape (n, 3)."""
        unit: Window = (self.motion.band_g[self.peaks] / self.peak_g[:, None]).astype("f4")
        return unit

    def _span(self, low_s: float, high_s: float) -> tuple[int, int]:
        """Rows from the peak to the first of a window, and how many it has."""
        low, high = (to_samples(at_s, self.motion.rate_hz) for at_s in (low_s, high_s))
        return low, high - low + 1

    def rows(self, low_s: float, high_s: float) -> Rows:
        """Rows of the block from ``low_s`` to ``high_s`` around each peak."""
        low, width = self._span(low_s, high_s)
        rows = self.peaks[:, None] + np.arange(low, low + width)
        inside: Rows = np.clip(rows, 0, len(self.motion.norm_g) - 1)
        return inside

    def norm_g(self, low_s: float, high_s: float, every_s: float = 0.0) -> Window:
        """Norm of the motion, shape (n, n_window): all samples, or one ``every_s``."""
        low, width = self._span(low_s, high_s)
        step = max(to_samples(every_s, self.motion.rate_hz), 1)
        starts = self.peaks + (low + self.padded.reach)
        return sliding_window_view(self.padded.norm_g, width)[starts, ::step]

    def raw_g(self, low_s: float, high_s: float) -> Window:
        """Acceleration as recorded, shape (n, n_window, 3)."""
        low, width = self._span(low_s, high_s)
        return self._three(self.padded.raw_g, self.peaks + low, width)

    def mean_g(self, low_s: float, high_s: float) -> Signal:
        """Mean acceleration as recorded, shape (n, 3)."""
        low, width = self._span(low_s, high_s)
        starts = self.peaks + (low + self.padded.reach)
        total = self.padded.raw_sum_g
        # To take whole rows is several times as fast as to index them.
        added = total.take(starts + width, axis=0) - total.take(starts, axis=0)
        mean: Signal = added / width
        return mean

    def band_g(self, low_s: float, high_s: float) -> Window:
        """Motion in the band, shape (n, n_window, 3)."""
        low, width = self._span(low_s, high_s)
        return self.band_from(self.peaks + low, width)

    def band_from(self, starts: Rows, width: int) -> Window:
        """Motion in the band from any rows on, shape (n_starts, width, 3)."""
        return self._three(self.padded.band_g, starts, width)

    def along_g(self, low_s: float, high_s: float) -> Window:
        """Motion along the direction of the peak, shape (n, n_window)."""
        along_g: Window = (self.band_g(low_s, high_s) @ self.direction[:, :, None])[..., 0]
        return along_g

    def _three(self, signal: Window, starts: Rows, width: int) -> Window:
        # The three axes of a window lie side by side in memory: it is copied as one piece.
        pieces = sliding_window_view(signal.ravel(), 3 * width)
        return pieces[3 * (starts + self.padded.reach)].reshape(len(starts), width, 3)

"""The motion around each candidate, and the settings of what is measured in it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from myosense.detection import Rows
from myosense.filtering import Motion, Signal
from myosense.intervals import to_samples


@dataclass(frozen=True, kw_only=True)
class MeasureParameters:
    """Settings of the measures."""

    lobe_s: float = 0.5  #: The main lobe ends within this of its peak.
    edge_share: float = 0.1  #: Share of the peak at which an event starts and stops.
    event_s: float = (
        0.35  #: From the peak on: the braking lobe is over (trunk, 95th percentile).
    )
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
class Around:
    """The motion around each candidate; windows beyond the block repeat its last sample."""

    motion: Motion
    peaks: Rows  #: shape (n,): row of each candidate's main lobe

    @cached_property
    def peak_g(self) -> Signal:
        """Norm of the motion at the peak, shape (n,)."""
        return self.motion.norm_g[self.peaks]

    @cached_property
    def direction(self) -> Signal:
        """Unit vector of the motion at the peak, shape (n, 3)."""
        return self.motion.band_g[self.peaks] / self.peak_g[:, None]

    def rows(self, low_s: float, high_s: float, every_s: float = 0.0) -> Rows:
        """Rows from ``low_s`` to ``high_s`` around each peak, shape (n, n_window).

        All of them, or one ``every_s``.
        """
        rate_hz = self.motion.rate_hz
        step = max(to_samples(every_s, rate_hz), 1)
        offsets = np.arange(
            to_samples(low_s, rate_hz), to_samples(high_s, rate_hz) + 1, step
        )
        rows: Rows = np.clip(self.peaks[:, None] + offsets, 0, len(self.motion.norm_g) - 1)
        return rows

    def norm_g(self, low_s: float, high_s: float, every_s: float = 0.0) -> Signal:
        """Norm of the motion, shape (n, n_window)."""
        return self.motion.norm_g[self.rows(low_s, high_s, every_s)]

    def raw_g(self, low_s: float, high_s: float) -> Signal:
        """Acceleration as recorded, shape (n, n_window, 3)."""
        return self.motion.raw_g[self.rows(low_s, high_s)].astype(np.float64)

    def along_g(self, low_s: float, high_s: float) -> Signal:
        """Motion along the direction of the peak, shape (n, n_window)."""
        near_g = self.motion.band_g[self.rows(low_s, high_s)]
        along_g: Signal = np.einsum("nwk,nk->nw", near_g, self.direction)
        return along_g

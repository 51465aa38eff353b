"""Find candidates: brief lobes of motion that stand above the local noise.

Every lobe of the motion's norm above the threshold is considered. A lobe belongs to an
event of another lobe if that one is larger and less than 0.25 s away, or if it came before
and this lobe is no more than its ring-down can be. What is left is one candidate an event.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.signal import find_peaks, peak_widths

from myosense.errors import SettingsError
from myosense.filtering import Motion, Signal, kept_share
from myosense.intervals import Mask, to_samples
from myosense.peaks import running_max

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class DetectionParameters:
    """Settings of the search for candidates."""

    min_peak_g: float = 0.03  #: Smallest peak; the smallest jerks simulated are this large.
    #: Smallest peak in noise floors: few lobes of pure noise reach it.
    min_snr: float = 4.0
    #: Smallest peak in steps of the sensor's values: at rest a coarse sensor flips by one.
    min_steps: float = 2.5
    #: Smallest rise of a lobe above its surroundings, of its peak.
    min_prominence: float = 0.1
    #: Lobes closer than this are one event (two jerks are 0.4 s apart).
    merge_s: float = 0.25
    min_share: float = 0.4  #: Least share of a main lobe in the largest one around it.
    #: Longest ring-down to 10 %: 95th percentile of an arm, in sleep.
    ring_down_s: float = 1.1
    #: Largest after-swing at `merge_s`, of the lobe before it.
    ring_down_start: float = 0.85
    ring_down_end: float = 0.15  #: Largest after-swing at `ring_down_s`.

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.min_peak_g <= 0:
            raise SettingsError(
                f"detection.min_peak_g must be above 0, but it is {self.min_peak_g:g}"
            )
        if not 0 < self.merge_s < self.ring_down_s:
            raise SettingsError(
                "detection.merge_s must be above 0 and below ring_down_s "
                f"({self.ring_down_s:g}), but it is {self.merge_s:g}"
            )


def find_lobes(motion: Motion, parameters: DetectionParameters) -> tuple[Rows, Signal]:
    """Find all lobes that stand above the threshold.

    Returns
    -------
    rows : shape (n_lobes,)
        Rows of their maxima.
    peaks_g : shape (n_lobes,)
        Their height before the band took its share: of a jerk's two lobes the sharper one
        loses more, and it must not lose its rank with it.
    """
    lobes = _tall(motion, parameters)
    reach = _reach(motion, parameters)
    width_s = (
        peak_widths(motion.norm_g, lobes, rel_height=0.5, wlen=reach)[0] / motion.rate_hz
    )
    share = kept_share(width_s, motion.upper_hz, motion.order)
    return lobes, motion.norm_g[lobes] / share


def _tall(motion: Motion, parameters: DetectionParameters) -> Rows:
    """Find the maxima of all lobes that stand above the threshold."""
    least_g = max(parameters.min_peak_g, parameters.min_steps * motion.step_g)
    threshold_g = np.maximum(least_g, parameters.min_snr * motion.floor_g)
    rows, found = find_peaks(
        motion.norm_g,
        height=threshold_g,
        prominence=0.0,
        wlen=_reach(motion, parameters),
    )
    tall = found["prominences"] >= parameters.min_prominence * found["peak_heights"]
    lobes: Rows = rows[tall]
    return lobes


def _reach(motion: Motion, parameters: DetectionParameters) -> int:
    """Count the samples of a lobe and its surroundings."""
    return max(to_samples(2 * parameters.merge_s, motion.rate_hz), 3)


def ring_down_limit(after_s: Signal, parameters: DetectionParameters) -> Signal:
    """Return the largest after-swing, as a share of the lobe that it follows.

    Falling exponentially from `ring_down_start` at `merge_s` to
    `ring_down_end` at `ring_down_s`; 0 later.
    """
    p = parameters
    decay = np.log(p.ring_down_start / p.ring_down_end) / (p.ring_down_s - p.merge_s)
    limit = p.ring_down_start * np.exp(-decay * (after_s - p.merge_s))
    return np.where(after_s > p.ring_down_s, 0.0, limit)


def possible_mains(motion: Motion, parameters: DetectionParameters) -> Rows:
    """Find the lobes that may be the main lobe of an event, shape (n,).

    A main lobe has at least `min_share` of the largest motion within `merge_s`.
    """
    lobes = _tall(motion, parameters)
    reach = 2 * to_samples(parameters.merge_s, motion.rate_hz) + 1
    largest_g = running_max(motion.norm_g, reach)
    return lobes[motion.norm_g[lobes] >= parameters.min_share * largest_g[lobes]]


def tallest_of_each(lobes: Rows, peaks_g: Signal, apart: float) -> Mask:
    """Mark the lobes that stay if, from the tallest on, each clears its neighborhood.

    Parameters
    ----------
    lobes : shape (n,)
    peaks_g : shape (n,)
    apart
        Lobes fewer than this many rows apart are one event.
    """
    heights = np.zeros(lobes[-1] + 2 if len(lobes) else 0)
    heights[lobes] = peaks_g
    kept, _ = find_peaks(heights, distance=max(apart, 1))
    is_kept = np.zeros(len(heights), dtype=bool)
    is_kept[kept] = True
    return is_kept[lobes]


def is_ring_down(
    lobes: Rows, peaks_g: Signal, rate_hz: float, parameters: DetectionParameters
) -> Mask:
    """Mark the lobes that are no larger than the ring-down of one before them can be.

    Each lobe is held against its neighbors, the nearest first, as far as the longest
    ring-down reaches. A lobe that is itself ring-down still carries it on, so that a long
    one is followed to its end.
    """
    is_after = np.zeros(len(lobes), dtype=bool)
    # In rows, as merging is, so that no lobe falls between the two.
    nearest = parameters.merge_s * rate_hz
    for step in range(1, len(lobes)):
        apart = lobes[step:] - lobes[:-step]
        if np.min(apart) / rate_hz > parameters.ring_down_s:
            break
        limit = ring_down_limit(apart / rate_hz, parameters)
        is_after[step:] |= (peaks_g[step:] <= limit * peaks_g[:-step]) & (apart >= nearest)
    return is_after


def detect(motion: Motion, parameters: DetectionParameters) -> Rows:
    """Find the row of the main lobe of every candidate in a block, margins included."""
    lobes, peaks_g = find_lobes(motion, parameters)
    is_main = tallest_of_each(lobes, peaks_g, parameters.merge_s * motion.rate_hz)
    is_main &= ~is_ring_down(lobes, peaks_g, motion.rate_hz, parameters)
    return lobes[is_main]

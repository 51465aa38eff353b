"""Jerks made of what people really did: brief motions, cut out, warped and blended.

Nobody in these recordings was said to have jerks. What is taken is any motion as brief as a
jerk with quiet around it, whatever it was; two of them, turned anyhow, are blended and
stretched to a jerk's width. Nothing of muscle, joint or drawn lobe is in it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.interpolate import CubicSpline
from scipy.ndimage import maximum_filter1d
from scipy.signal import butter, sosfiltfilt
from scipy.spatial.transform import Rotation

from benchmarks.recordings import FIT, Source, sources
from myosense import Recording, read
from myosense.simulation import Generator, Swing
from myosense.simulation.swings import Vector, log_uniform, peak_time_s
from myosense.simulation.truth import measure_swing
from myosense.sites import region_of

DATASETS = ("assist_falls", "casale_chest", "gaitmap", "geotec", "mobgap", "umafall")
HIGH_PASS_HZ = 1.0  #: Takes gravity and slow turns out.
LEAST_G = 0.15
#: What lies nearer to the peak may belong to it, as a motion starts at once and rings on;
OWN_BEFORE_S = 0.2
OWN_AFTER_S = 0.5
QUIET_S = 1.0  #: beyond it and up to here it must be quiet,
QUIET = 0.4  #: below this share of the peak. No lobe above 0.2 s can pass that.
FEWEST_SAMPLES = 1.5  #: A narrower main lobe is a fault of the sensor or undersampled.
RATE_HZ = 1000.0
HALF_S = 0.6  #: The grid reaches this far to each side of the peak.
#: In widths of the main lobe: what is kept before and after the peak, and over how many
#: more it is brought to zero. What is loud beyond (`QUIET`) is not as brief as a jerk.
KEPT_BEFORE, KEPT_AFTER, TAPER = 2.0, 4.0, 1.0
LIMB_WIDTH_S = (0.025, 0.180)
TRUNK_WIDTH_S = (0.048, 0.230)
MOST_WARP = 2.0  #: No motion is stretched or pressed by more, where there is any choice.
MOST_BLENDED = 0.5  #: Share of the second motion.


@dataclass(frozen=True, kw_only=True, eq=False)
class Snippet:
    """A brief motion: 1 at its largest, which is in the middle."""

    motion: Vector  #: shape (1201, 3), on a grid of `RATE_HZ`
    width_s: float  #: Full width at half maximum of its main lobe.


def recorded_swings(
    shared: Path,
    datasets: tuple[str, ...] = DATASETS,
    is_taken: Callable[[Source], bool] = lambda _: True,
) -> Generator:
    """Gather the brief motions of recordings; return the generator that draws from them.

    Parameters
    ----------
    shared
        Folder that holds data/INDEX.csv.
    datasets, is_taken
        Recordings of these that are marked "fit and measure" are used, no others.

    Raises
    ------
    ValueError
        If there is no brief motion in them.
    """
    snippets = [
        snippet
        for source in sources(shared)
        if source.use == FIT and source.dataset in datasets and is_taken(source)
        for snippet in snippets_of(read(shared / "data" / source.file, site=source.site))
    ]
    if not snippets:
        raise ValueError(f"no brief motion in {', '.join(datasets)} below {shared}")
    widths_s = np.array([snippet.width_s for snippet in snippets])

    def recorded_swing(
        rng: np.random.Generator, site: str, amplitude_g: float, peak_s: float
    ) -> Swing:
        limits = TRUNK_WIDTH_S if region_of(site) == "trunk" else LIMB_WIDTH_S
        width_s = log_uniform(rng, limits)
        first, second = _choose(rng, widths_s, width_s)
        motion = blend(rng, snippets[first], snippets[second])
        return warped(motion, width_s, amplitude_g, peak_s)

    return recorded_swing


def snippets_of(recording: Recording) -> list[Snippet]:
    """Cut the brief isolated motions out of a recording."""
    rate_hz, found = recording.sample_rate_hz, []
    for stretch in recording.stretches:
        if stretch.duration_s < 2 * (QUIET_S + HALF_S):
            continue
        rows = slice(stretch.first, stretch.stop)
        times_s = recording.time_s[rows]
        even_s = np.arange(times_s[0], times_s[-1], 1 / rate_hz)
        samples = CubicSpline(times_s, recording.acceleration_g[rows])(even_s)
        sos = butter(2, HIGH_PASS_HZ, "highpass", fs=rate_hz, output="sos")
        moving_g = sosfiltfilt(sos, samples, axis=0)
        for row in lonely_peaks(np.linalg.norm(moving_g, axis=1), rate_hz):
            snippet = _cut(moving_g, rate_hz, int(row))
            if snippet is not None:
                found.append(snippet)
    return found


def lonely_peaks(norm_g: Vector, rate_hz: float) -> npt.NDArray[np.intp]:
    """Find the rows of peaks with quiet around them, clear of the ends."""
    n_quiet = round(QUIET_S * rate_hz)
    n_before, n_after = round(OWN_BEFORE_S * rate_hz), round(OWN_AFTER_S * rate_hz)
    largest = maximum_filter1d(norm_g, 2 * n_quiet + 1)
    before = np.roll(_largest_up_to(norm_g, n_quiet - n_before), n_before + 1)
    after = np.roll(_largest_up_to(norm_g, n_quiet - n_after), -n_quiet)
    is_lonely = (norm_g == largest) & (norm_g > LEAST_G)
    is_lonely &= np.maximum(before, after) < QUIET * norm_g
    rows = np.flatnonzero(is_lonely)
    return rows[(rows >= n_quiet) & (rows < len(norm_g) - n_quiet)]


def _largest_up_to(norm_g: Vector, n_rows: int) -> Vector:
    """Return the largest of each row and those before it, so many in all."""
    largest: Vector = maximum_filter1d(norm_g, n_rows, origin=(n_rows - 1) // 2)
    return largest


def _cut(moving_g: Vector, rate_hz: float, row: int) -> Snippet | None:
    """Bring the motion around a peak to the fine grid, tapered, its largest being 1.

    ``None`` where the lobe is narrower than the sensor can tell, or more than a few lobes
    belong to the motion.
    """
    reach = int(HALF_S * rate_hz) + 5
    rows = slice(max(row - reach, 0), row + reach + 1)
    spline = CubicSpline(np.arange(len(moving_g))[rows] / rate_hz, moving_g[rows])
    near_s = row / rate_hz + np.arange(-1.5, 1.5, 0.02) / rate_hz
    peak_s = near_s[np.argmax(np.linalg.norm(spline(near_s), axis=1))]
    from_s = np.linspace(-HALF_S, HALF_S, round(2 * HALF_S * RATE_HZ) + 1)
    motion = spline(peak_s + from_s)
    norm = np.linalg.norm(motion, axis=1)
    width_s = _width_s(motion / np.max(norm))
    inside = np.minimum(from_s / width_s + KEPT_BEFORE, KEPT_AFTER - from_s / width_s)
    is_loud = np.max(norm[inside < 0], initial=0.0) >= QUIET * np.max(norm)
    if width_s < FEWEST_SAMPLES / rate_hz or is_loud:
        return None
    edge = np.clip(1 + inside / TAPER, 0, 1)
    motion *= (0.5 - 0.5 * np.cos(np.pi * edge))[:, None] / np.max(norm)
    return Snippet(motion=motion, width_s=width_s)


def _width_s(motion: Vector) -> float:
    """Measure the main lobe as events are measured."""
    still = np.zeros(len(motion))
    swing = Swing(
        start_s=0.0, rate_hz=RATE_HZ, acceleration_g=motion, angle_rad=still, axis=still[:3]
    )
    return measure_swing(swing)["width_s"]


def _choose(rng: np.random.Generator, widths_s: Vector, wanted_s: float) -> tuple[int, int]:
    """Draw two motions that need little stretching; the nearest one if all need much."""
    stretch = np.abs(np.log(widths_s / wanted_s))
    near = np.flatnonzero(stretch <= max(np.log(MOST_WARP), np.min(stretch)))
    first, second = rng.choice(near, size=2)
    return int(first), int(second)


def blend(rng: np.random.Generator, first: Snippet, second: Snippet) -> Vector:
    """Add a share of a second motion, as wide as the first and peak on peak; turn both."""
    share = rng.uniform(0.0, MOST_BLENDED)
    rows = np.arange(len(first.motion)) - len(first.motion) // 2
    from_rows = rows * second.width_s / first.width_s
    other = np.column_stack(
        [np.interp(from_rows, rows, axis, left=0.0, right=0.0) for axis in second.motion.T]
    )
    turns = Rotation.random(2, rng)
    motion: Vector = (1 - share) * turns[0].apply(first.motion)
    return motion + share * turns[1].apply(other)


def warped(motion: Vector, width_s: float, amplitude_g: float, peak_s: float) -> Swing:
    """Stretch a motion to the width of its main lobe, and scale it to its amplitude."""
    factor = width_s / _width_s(motion)
    rows = np.arange(len(motion))
    stretched = np.arange(0, len(motion) - 1, 1 / factor)
    motion = np.column_stack([np.interp(stretched, rows, axis) for axis in motion.T])
    norm = np.linalg.norm(motion, axis=1)
    return Swing(
        start_s=peak_s - peak_time_s(norm, RATE_HZ),
        rate_hz=RATE_HZ,
        acceleration_g=motion * (amplitude_g / np.max(norm)),
        angle_rad=np.zeros(len(motion)),
        axis=np.array([0.0, 0.0, 1.0]),
    )

"""What the network sees of a lobe: its own two seconds, and twelve seconds around it.

Both are free of the sensor's orientation: the near view is laid along the principal axes of
the lobe's own motion, the far view holds lengths and angles only. Both are taken on a fixed
clock around the interpolated peak, so that the sampling rate drops out, and are relative to
the peak; its size is given beside them.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import maximum_filter1d, uniform_filter1d

from myosense.detection import Rows
from myosense.filtering import SHARP_MIN_RATE_HZ, Motion, Signal
from myosense.intervals import to_samples
from myosense.peaks import vertex_at

View = npt.NDArray[np.float32]

NEAR_HZ = 50.0  #: Clock of the near view; the band ends at 20 Hz.
NEAR_S = (-0.8, 1.2)  #: Most of a ring-down (170 to 1,100 ms) comes after the peak.
FAR_HZ = 10.0  #: Clock of the far view: shows beats of up to 5 Hz.
FAR_S = 6.0  #: Seconds on each side: ten steps, a pause between two jerks.
FRAME_S = 0.12  #: Standard deviation of the weight with which a lobe finds its axes.
PHASES = 256  #: Places between two samples that are told apart.
TAPS = 3  #: Samples on each side that an interpolated value is made of (Lanczos).
SLOW_S = 0.5  #: Seconds over which gravity's direction is averaged.
BEFORE_S = (-1.5, -0.4)  #: When gravity is taken to be as it was before the lobe.
N_NEAR = round((NEAR_S[1] - NEAR_S[0]) * NEAR_HZ)
N_FAR = round(2 * FAR_S * FAR_HZ)
NEAR_CHANNELS = 4
FAR_CHANNELS = 4
N_FACTS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Views:
    """What is seen of each of n lobes."""

    near: View  #: shape (n, 4, 100): three axes and the norm, over the peak
    far: View  #: shape (n, 4, 120): largest, mean and sharp motion (logarithms), turn
    facts: View  #: shape (n, 4): size, height above the floor, sharpness, its absence

    def rows(self, which: Rows | slice) -> "Views":
        """Take some lobes."""
        return Views(near=self.near[which], far=self.far[which], facts=self.facts[which])


@dataclass(frozen=True, kw_only=True, eq=False)
class _Surroundings:
    """Signals of a block from which the far view is sampled; rows are the block's."""

    largest_g: Signal  #: shape (n,): largest norm within 0.1 s
    mean_g: Signal  #: shape (n,): its mean there
    sharp_g: Signal  #: shape (n,): RMS of what lies above the band there
    slow_g: Signal  #: shape (n, 3): acceleration averaged over half a second


def _surroundings(motion: Motion) -> _Surroundings:
    """Work out what is sampled around every lobe of a block."""
    size = max(to_samples(1 / FAR_HZ, motion.rate_hz), 1)
    raw_g = motion.raw_g.astype(np.float64)
    slow_size = max(to_samples(SLOW_S, motion.rate_hz), 1)
    slow_g = uniform_filter1d(raw_g, slow_size, axis=0, mode="nearest")
    sharp_g = np.zeros(len(raw_g))
    if motion.rate_hz >= SHARP_MIN_RATE_HZ:
        # What a smoothing over 25 ms takes away lies above 20 Hz, the more the higher.
        smooth = max(to_samples(0.025, motion.rate_hz), 2) | 1
        rest_g = raw_g - uniform_filter1d(raw_g, smooth, axis=0, mode="nearest")
        power = np.einsum("ij,ij->i", rest_g, rest_g)
        sharp_g = np.sqrt(np.maximum(uniform_filter1d(power, size, mode="nearest"), 0.0))
    return _Surroundings(
        largest_g=maximum_filter1d(motion.norm_g, size, mode="nearest"),
        mean_g=uniform_filter1d(motion.norm_g, size, mode="nearest"),
        sharp_g=sharp_g,
        slow_g=slow_g,
    )


def views(motion: Motion, lobes: Rows) -> Views:
    """See lobes as the network does.

    Parameters
    ----------
    motion
        The block in the jerk band.
    lobes : shape (n,)
        Rows of the lobes' maxima.
    """
    around = _surroundings(motion)
    peak_g = np.maximum(motion.norm_g[lobes], 1e-9)
    at = lobes + vertex_at(motion.norm_g, lobes)
    sharp_g = around.sharp_g[lobes]
    is_blunt = motion.rate_hz < SHARP_MIN_RATE_HZ
    facts = (
        np.log(peak_g),
        np.log(peak_g / np.maximum(motion.floor_g[lobes], 1e-4)) - 3.0,
        np.zeros(len(lobes)) if is_blunt else np.log(sharp_g / peak_g + 0.01) + 2.0,
        np.full(len(lobes), float(is_blunt)),
    )
    return Views(
        near=_near(motion, at, peak_g),
        far=_far(motion, around, at, peak_g),
        facts=np.stack(facts, axis=1).astype(np.float32),
    )


def _near(motion: Motion, at: Signal, peak_g: Signal) -> View:
    """Motion along the lobe's own axes, and its norm; zero beyond the block."""
    offsets_s = NEAR_S[0] + np.arange(N_NEAR) / NEAR_HZ
    band_g = motion.band_g.astype(np.float32)
    near_g = _interpolated(band_g, at[:, None] + offsets_s * motion.rate_hz)
    near_g /= peak_g[:, None, None].astype(np.float32)
    weight = np.exp(-0.5 * (offsets_s / FRAME_S) ** 2).astype(np.float32)
    spread = np.einsum("nwi,w,nwj->nij", near_g, weight, near_g, optimize=True)
    axes = np.linalg.eigh(spread)[1][:, :, ::-1]  # the longest first
    along = near_g @ axes
    # An axis has no direction of its own: the peak, then the largest swing, point up.
    largest = np.abs(along).argmax(axis=1)
    largest[:, 0] = np.argmin(np.abs(offsets_s))
    sign = np.sign(np.take_along_axis(along, largest[:, None, :], axis=1))
    along *= np.where(sign == 0, np.float32(1), sign)
    norm = np.linalg.norm(near_g, axis=2, keepdims=True)
    channels: View = np.concatenate((along, norm), axis=2).transpose(0, 2, 1)
    return channels


@lru_cache(maxsize=1)
def _kernels() -> View:
    """Weights of the samples around a value, by where it lies between two of them.

    Shape (PHASES + 1, 2 * TAPS). Lanczos' kernel of three samples on each side (Duchon
    1979), brought to add up to 1.
    """
    steps = np.arange(1 - TAPS, TAPS + 1)
    distance = np.arange(PHASES + 1)[:, None] / PHASES - steps
    kernels = np.sinc(distance) * np.sinc(distance / TAPS)
    weights: View = (kernels / kernels.sum(axis=1, keepdims=True)).astype(np.float32)
    return weights


def _interpolated(signal: View, at: Signal) -> View:
    """Values of a signal between its samples; zero outside.

    Parameters
    ----------
    signal : shape (n_samples, 3)
    at : shape (n, n_window)
        Fractional rows.

    Returns
    -------
    shape (n, n_window, 3)
    """
    base = np.floor(at).astype(np.int64)
    kernels = _kernels()[np.round((at - base) * PHASES).astype(np.int64)]
    values = np.zeros((*at.shape, signal.shape[1]), dtype=np.float32)
    for i, step in enumerate(range(1 - TAPS, TAPS + 1)):
        rows = np.clip(base + step, 0, len(signal) - 1)
        values += kernels[..., i, None] * signal[rows]
    values[(at < 0) | (at > len(signal) - 1)] = 0.0
    return values


def _far(motion: Motion, around: _Surroundings, at: Signal, peak_g: Signal) -> View:
    """Loudness and turn of what surrounds the lobe; as quiet as can be beyond the block."""
    offsets_s = -FAR_S + (np.arange(N_FAR) + 0.5) / FAR_HZ
    rows = np.round(at[:, None] + offsets_s * motion.rate_hz).astype(np.int64)
    is_out = (rows < 0) | (rows >= len(motion.norm_g))
    rows = np.clip(rows, 0, len(motion.norm_g) - 1)
    loud = []
    for signal in (around.largest_g, around.mean_g, around.sharp_g):
        share = np.where(is_out, 0.0, signal[rows] / peak_g[:, None])
        loud.append(np.log((share + 0.01).astype(np.float32)) + np.float32(2))
    slow_g = around.slow_g.astype(np.float32)[rows]
    is_before = (offsets_s >= BEFORE_S[0]) & (offsets_s < BEFORE_S[1])
    before_g = slow_g[:, is_before].mean(axis=1, keepdims=True)
    turn_g = np.linalg.norm(slow_g - before_g, axis=2)
    turn = np.where(is_out, np.float32(0), np.minimum(2 * turn_g, np.float32(3)))
    return np.stack((*loud, turn), axis=1)

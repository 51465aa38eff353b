"""What the network sees of a lobe: its own two seconds, and twelve seconds around it.

Both are free of the sensor's orientation: the near view is laid along the principal axes of
the lobe's own motion and along gravity, the far view holds lengths and angles only. Both
are taken on a fixed clock around the interpolated peak, so that the sampling rate drops
out, and are relative to the peak; its size is given beside them.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view
from scipy.ndimage import uniform_filter1d

from myosense.detection import Rows
from myosense.filtering import SHARP_MIN_RATE_HZ, Motion, Signal
from myosense.intervals import Mask, to_samples
from myosense.peaks import running_max, vertex_at

View = npt.NDArray[np.float32]

NEAR_HZ = 50.0  #: Clock of the near view; the band ends at 20 Hz.
NEAR_S = (-0.8, 1.2)  #: Most of a ring-down (170 to 1,100 ms) comes after the peak.
FAR_HZ = 10.0  #: Clock of the far view: shows beats of up to 5 Hz.
FAR_S = 6.0  #: Seconds on each side: ten steps, a pause between two jerks.
FRAME_S = 0.12  #: Standard deviation of the weight with which a lobe finds its axes.
PHASES = 64  #: Places between two samples that are told apart.
TAPS = 3  #: Samples on each side that an interpolated value is made of (Lanczos).
SLOW_S = 0.5  #: Seconds over which gravity's direction is averaged.
BEFORE_S = (-1.5, -0.4)  #: When gravity is taken to be as it was before the lobe.
N_NEAR = round((NEAR_S[1] - NEAR_S[0]) * NEAR_HZ)
N_FAR = round(2 * FAR_S * FAR_HZ)
LEAST_GRAVITY_G = 0.5  #: Less shows no direction: a device that leaves gravity out.
NEAR_CHANNELS = 5
FAR_CHANNELS = 4
N_FACTS = 4


@dataclass(frozen=True, kw_only=True, eq=False)
class Views:
    """What is seen of each of n lobes."""

    near: View  #: shape (n, 5, 100): three axes, norm and vertical, over the peak
    far: View  #: shape (n, 4, 120): largest, mean and sharp motion (logarithms), turn
    facts: View  #: shape (n, 4): size, height above the floor, sharpness, its absence

    def rows(self, which: Rows | Mask | slice) -> "Views":
        """Take some lobes."""
        return Views(near=self.near[which], far=self.far[which], facts=self.facts[which])


@dataclass(frozen=True)
class Scene:
    """Signals of a block that lobes are looked at in; rows are the block's.

    Each is worked out when it is first needed: hours of rest have few lobes.
    """

    motion: Motion

    @cached_property
    def norm_g(self) -> View:
        """Norm of the motion, shape (n,)."""
        return self.motion.norm_g.astype(np.float32)

    @cached_property
    def band_g(self) -> View:
        """Acceleration in the band, shape (n, 3)."""
        return self.motion.band_g.astype(np.float32)

    @cached_property
    def largest_g(self) -> View:
        """Largest norm within 0.1 s, shape (n,)."""
        return running_max(self.norm_g, self._bin)

    @cached_property
    def mean_g(self) -> View:
        """Mean norm within 0.1 s, shape (n,)."""
        return np.maximum(uniform_filter1d(self.norm_g, self._bin, mode="nearest"), 0.0)

    @cached_property
    def sharp_g(self) -> View:
        """RMS of what lies above the band within 0.1 s, shape (n,)."""
        raw_g, rate_hz = self.motion.raw_g.T, self.motion.rate_hz
        if self.is_blunt:
            return np.zeros_like(self.norm_g)
        # What a smoothing over 25 ms takes away lies above 20 Hz, the more the higher.
        smooth = max(to_samples(0.025, rate_hz), 2) | 1
        rest_g = raw_g - uniform_filter1d(raw_g, smooth, mode="nearest")
        power = np.einsum("ij,ij->j", rest_g, rest_g)
        mean = uniform_filter1d(power, self._bin, mode="nearest")
        return np.sqrt(np.maximum(mean, 0.0))

    @cached_property
    def slow_g(self) -> View:
        """Acceleration averaged over half a second, shape (3, n)."""
        size = max(to_samples(SLOW_S, self.motion.rate_hz), 1)
        return uniform_filter1d(self.motion.raw_g.T, size, mode="nearest")

    def gravity_g(self, at: Signal) -> View:
        """Acceleration of rest before lobes, by their fractional rows; shape (3, n)."""
        offsets = np.linspace(*BEFORE_S, 3) * self.motion.rate_hz
        rows = np.round(at[:, None] + offsets).astype(np.int64)
        inside = np.clip(rows, 0, self.slow_g.shape[1] - 1)
        mean_g: View = self.slow_g.take(inside, axis=1).mean(axis=2)
        return mean_g

    def turn(self, rows: Rows, rest_g: View) -> View:
        """Turn of gravity since rest: twice what it has moved by, at most 3.

        Parameters
        ----------
        rows : shape (n, n_times)
            Rows of the block.
        rest_g : shape (3, n)
            Acceleration of rest.
        """
        square = np.zeros(rows.shape, dtype=np.float32)
        for axis_g, axis_rest_g in zip(self.slow_g, rest_g, strict=True):
            square += (axis_g.take(rows) - axis_rest_g[:, None]) ** 2
        turn: View = np.minimum(2 * np.sqrt(square), np.float32(3))
        return turn

    @property
    def is_blunt(self) -> bool:
        """Whether the rate is too low to tell what is sharp."""
        return self.motion.rate_hz < SHARP_MIN_RATE_HZ

    @property
    def _bin(self) -> int:
        return max(to_samples(1 / FAR_HZ, self.motion.rate_hz), 1)

    def peak_g(self, lobes: Rows) -> Signal:
        """Height of lobes, above nothing, shape (n,)."""
        return np.maximum(self.motion.norm_g[lobes], 1e-9)

    def facts(self, lobes: Rows) -> View:
        """Size, height above the floor, sharpness and its absence, shape (n, 4)."""
        peak_g, floor_g = self.peak_g(lobes), self.motion.floor_g[lobes]
        sharp = np.log(self.sharp_g[lobes] / peak_g + 0.01) + 2.0
        facts = (
            np.log(peak_g),
            np.log(peak_g / np.maximum(floor_g, 1e-4)) - 3.0,
            np.zeros(len(lobes)) if self.is_blunt else sharp,
            np.full(len(lobes), float(self.is_blunt)),
        )
        return np.stack(facts, axis=1).astype(np.float32)


def views_in(scene: Scene, lobes: Rows) -> Views:
    """See lobes as the networks do.

    Parameters
    ----------
    scene
        The block that they are in.
    lobes : shape (n,)
        Rows of the lobes' maxima.
    """
    motion, peak_g = scene.motion, scene.peak_g(lobes)
    at = lobes + vertex_at(motion.norm_g, lobes)
    gravity_g = scene.gravity_g(at)
    return Views(
        near=_near(motion, at, peak_g, gravity_g),
        far=_far(scene, at, peak_g, gravity_g),
        facts=scene.facts(lobes),
    )


def _near(motion: Motion, at: Signal, peak_g: Signal, gravity_g: View) -> View:
    """Motion along its own axes, its norm, and along gravity; zero beyond the block."""
    offsets_s = NEAR_S[0] + np.arange(N_NEAR) / NEAR_HZ
    near_g = _interpolated(motion.band_g, at, motion.rate_hz)
    near_g /= peak_g[:, None, None].astype(np.float32)
    weight = np.exp(-0.5 * (offsets_s / FRAME_S) ** 2).astype(np.float32)
    spread = (near_g * weight) @ near_g.transpose(0, 2, 1)
    axes = np.linalg.eigh(spread)[1][:, :, ::-1]  # the longest first
    along = axes.transpose(0, 2, 1) @ near_g
    # An axis has no direction of its own: the peak, then the largest swing, point up.
    largest = np.abs(along).argmax(axis=2)
    largest[:, 0] = np.argmin(np.abs(offsets_s))
    sign = np.sign(np.take_along_axis(along, largest[:, :, None], axis=2))
    along *= np.where(sign == 0, np.float32(1), sign)
    channels = np.empty((len(at), NEAR_CHANNELS, N_NEAR), dtype=np.float32)
    channels[:, :3] = along
    channels[:, 3] = np.sqrt(np.einsum("niw,niw->nw", near_g, near_g))
    size_g = np.linalg.norm(gravity_g, axis=0)
    up = gravity_g / np.maximum(size_g, np.float32(LEAST_GRAVITY_G))
    channels[:, 4] = np.einsum("niw,in->nw", near_g, up)
    return channels


@lru_cache(maxsize=8)
def _kernels(rate_hz: float) -> tuple[int, View]:
    """Weights that make the near view of samples, by where the peak lies between two.

    Lanczos' kernel of three samples on each side (Duchon 1979), brought to add up to 1.

    Returns
    -------
    first : int
        The first sample that is needed, from the one before the peak.
    weights : shape (PHASES + 1, n_samples, N_NEAR)
    """
    offsets = (NEAR_S[0] + np.arange(N_NEAR) / NEAR_HZ) * rate_hz
    first = int(np.floor(offsets[0])) - TAPS
    samples = np.arange(first, int(np.ceil(offsets[-1])) + TAPS + 2)
    phases = np.arange(PHASES + 1) / PHASES
    distance = phases[:, None, None] + offsets - samples[:, None]
    is_near = np.abs(distance) < TAPS
    kernels = np.where(is_near, np.sinc(distance) * np.sinc(distance / TAPS), 0.0)
    return first, (kernels / kernels.sum(axis=1, keepdims=True)).astype(np.float32)


def _interpolated(signal: Signal, at: Signal, rate_hz: float) -> View:
    """Values of a signal on the clock of the near view; zero outside.

    Parameters
    ----------
    signal : shape (n_samples, 3)
    at : shape (n,)
        Fractional rows of the peaks.
    rate_hz
        Rate of the samples.

    Returns
    -------
    shape (n, 3, N_NEAR)
    """
    first, weights = _kernels(rate_hz)
    n_samples = weights.shape[1]
    base = np.floor(at).astype(np.int64)
    phase = np.round((at - base) * PHASES).astype(np.int64)
    # Those that lie alike between two samples are made in one product.
    order = np.argsort(phase, kind="stable")
    around = np.zeros((3, len(signal) + 2 * n_samples), dtype=np.float32)
    around[:, n_samples:-n_samples] = signal.T
    pieces = sliding_window_view(around, n_samples, axis=1).transpose(1, 0, 2)
    windows = pieces[base[order] + (first + n_samples)]
    made = np.empty((len(at), 3, N_NEAR), dtype=np.float32)
    edges = np.searchsorted(phase[order], np.arange(PHASES + 2))
    for which, (start, stop) in enumerate(pairwise(edges.tolist())):
        alike = windows[start:stop].reshape(-1, n_samples)
        made[start:stop] = (alike @ weights[which]).reshape(-1, 3, N_NEAR)
    values = np.empty_like(made)
    values[order] = made
    return values


def _far(scene: Scene, at: Signal, peak_g: Signal, gravity_g: View) -> View:
    """Loudness and turn of what surrounds the lobe; as quiet as can be beyond the block."""
    motion = scene.motion
    offsets_s = -FAR_S + (np.arange(N_FAR) + 0.5) / FAR_HZ
    offsets = np.round(offsets_s * motion.rate_hz).astype(np.int64)
    rows = np.round(at).astype(np.int64)[:, None] + offsets
    is_out = (rows < 0) | (rows >= len(motion.norm_g))
    rows = np.clip(rows, 0, len(motion.norm_g) - 1)
    channels = np.empty((len(at), FAR_CHANNELS, N_FAR), dtype=np.float32)
    per_peak = (1 / peak_g[:, None]).astype(np.float32)
    for i, signal in enumerate((scene.largest_g, scene.mean_g, scene.sharp_g)):
        share = signal[rows] * per_peak
        share[is_out] = 0.0
        channels[:, i] = np.log(share + np.float32(0.01)) + np.float32(2)
    turn = scene.turn(rows, gravity_g)
    turn[is_out] = 0.0
    channels[:, 3] = turn
    return channels

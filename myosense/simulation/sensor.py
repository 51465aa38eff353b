"""From motion to samples: anti-alias filter, gravity, noise, steps, end of range."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.signal import fftconvolve, firwin
from scipy.spatial.transform import Rotation

from myosense.errors import SettingsError
from myosense.intervals import Seconds
from myosense.recording import Recording, Samples3
from myosense.simulation.swings import Swing, Vector

GravityOf = Callable[[Seconds], Vector]
_HALF_WIDTH = 8  #: Reach of the anti-alias filter to each side, in samples of the sensor.
_CUTOFF = 0.42  #: Its -6 dB point over the sampling rate; -50 dB from 0.52 on.
_GYROSCOPE_NOISE_DPS = 0.1
_GYROSCOPE_STEP_DPS = 1 / 16.4  #: 2000 deg/s in 16 bit.


@dataclass(frozen=True, kw_only=True)
class SensorParameters:
    """What the sensor adds and takes away."""

    sample_rate_hz: float = 100.0
    range_g: float = 8.0  #: Held to plus and minus this.
    noise_g: float = 0.003  #: SD of white noise on each axis: a common wrist sensor's.
    resolution_g: float = 1 / 256  #: Step of the values: AX3 at 8 g; newer ones 1/4096.
    offset_g: float = 0.005  #: SD of the axes' zero offsets.

    def __post_init__(self) -> None:
        """Check the limits."""
        for name in ("sample_rate_hz", "range_g"):
            if not 0 < getattr(self, name) < np.inf:
                raise SettingsError(
                    f"{name} is {getattr(self, name):g}; expected more than 0"
                )
        for name in ("noise_g", "resolution_g", "offset_g"):
            if not getattr(self, name) >= 0:
                raise SettingsError(
                    f"{name} is {getattr(self, name):g}; expected at least 0"
                )


def turn(vectors: Vector, axis: Vector, angle_rad: npt.ArrayLike) -> Vector:
    """Turn vectors about an axis by the right-hand rule.

    >>> turn(np.array([[1.0, 0.0, 0.0]]), np.array([0.0, 0.0, 1.0]), np.pi / 2).round(9)
    array([[0., 1., 0.]])
    """
    angle = np.asarray(angle_rad, dtype=np.float64)[..., None]
    turned: Vector = Rotation.from_rotvec(angle * axis).apply(vectors)
    return turned


def band_limited(signal: Vector, rate_hz: float, sample_rate_hz: float) -> Vector:
    """Low-pass a fine signal as a sensor does before it samples, without delay.

    Parameters
    ----------
    signal : shape (n, n_channels)
        Starts and ends at rest.
    rate_hz
        Rate of the fine signal.
    sample_rate_hz
        Rate at which it will be sampled.

    Returns
    -------
    shape (n + 2 * reach, n_channels)
        Starts ``reach`` points earlier, as the filter spreads to both sides.
    """
    taps = _anti_alias(rate_hz, sample_rate_hz)
    limited: Vector = fftconvolve(signal, taps[:, None], axes=0)
    return limited


@lru_cache(maxsize=16)
def _anti_alias(rate_hz: float, sample_rate_hz: float) -> Vector:
    """Return the taps of the anti-alias filter; every jerk of a recording needs them."""
    n_taps = 2 * filter_reach(rate_hz, sample_rate_hz) + 1
    cutoff_hz = _CUTOFF * sample_rate_hz
    taps: Vector = firwin(n_taps, cutoff_hz, window=("kaiser", 5.0), fs=rate_hz)
    taps.setflags(write=False)
    return taps


def filter_reach(rate_hz: float, sample_rate_hz: float) -> int:
    """Return how many fine points the anti-alias filter reaches to each side."""
    return int(np.ceil(_HALF_WIDTH * rate_hz / sample_rate_hz))


def add_swing(  # noqa: PLR0913  the samples, their clock, what moves and what it turns in
    samples_g: Samples3,
    times_s: Seconds,
    sample_rate_hz: float,
    swing: Swing,
    gravity_of: GravityOf,
    *,
    angular_velocity_dps: Samples3 | None = None,
) -> None:
    """Add a brief motion to samples, in place: its acceleration and gravity's turn.

    Parameters
    ----------
    samples_g : shape (n_samples, 3)
        Changed.
    times_s : shape (n_samples,)
        Rising times of the samples.
    sample_rate_hz
        Rate of the sensor; sets the anti-alias filter.
    swing
        The motion.
    gravity_of
        Gives the direction of gravity (upwards, in the sensor's frame) at times.
    angular_velocity_dps : shape (n_samples, 3)
        Changed too, if given.

    Notes
    -----
    A sensor that turns by an angle about an axis sees gravity turn back by it.
    """
    fine = np.column_stack((swing.acceleration_g, swing.angle_rad))
    fine = band_limited(fine, swing.rate_hz, sample_rate_hz)
    reach = filter_reach(swing.rate_hz, sample_rate_hz)
    fine_s = swing.start_s + (np.arange(len(fine)) - reach) / swing.rate_hz
    low, high = np.searchsorted(times_s, fine_s[[0, -1]])
    at_s = times_s[low:high]
    if len(at_s) == 0:
        return
    motion = np.column_stack([np.interp(at_s, fine_s, column) for column in fine.T])
    gravity = gravity_of(at_s)
    tilt = turn(gravity, swing.axis, -motion[:, 3]) - gravity
    samples_g[low:high] += (motion[:, :3] + tilt).astype(np.float32)
    if angular_velocity_dps is not None:
        speed = np.gradient(np.rad2deg(fine[:, 3]), 1 / swing.rate_hz)
        turned = np.interp(at_s, fine_s, speed)[:, None] * swing.axis
        angular_velocity_dps[low:high] += turned.astype(np.float32)


def quantized(samples: npt.NDArray[np.float32], step: float) -> Samples3:
    """Round to whole steps; a step of 0 leaves everything as it is."""
    if step == 0:
        return samples
    return (np.round(samples.astype(np.float64) / step) * step).astype(np.float32)


def sensed(
    rng: np.random.Generator, ideal: Recording, sensor: SensorParameters
) -> Recording:
    """Add offsets and noise, round to steps and hold to the range."""
    offset_rng, acceleration_rng, spin_rng = rng.spawn(3)
    offset = offset_rng.standard_normal(3) * sensor.offset_g
    shape = ideal.acceleration_g.shape
    noise = acceleration_rng.standard_normal(shape, dtype=np.float32)
    samples = ideal.acceleration_g + noise * np.float32(sensor.noise_g)
    samples = quantized(samples + offset.astype(np.float32), sensor.resolution_g)
    spin = ideal.angular_velocity_dps
    if spin is not None:
        noise = spin_rng.standard_normal(shape, dtype=np.float32)
        spin = quantized(
            spin + noise * np.float32(_GYROSCOPE_NOISE_DPS), _GYROSCOPE_STEP_DPS
        )
    return replace(
        ideal,
        acceleration_g=np.clip(samples, -sensor.range_g, sensor.range_g),
        angular_velocity_dps=spin,
        format="simulated",
    )

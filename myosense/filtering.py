"""Gravity out, the jerk band in: what a jerk adds to the motion, and how loud the rest is.

The band is 0.5 to 20 Hz, zero-phase. It keeps the peak of a jerk, where 5 to 25 Hz loses
half of it, and takes out gravity and slow turning. The noise floor is a low quantile of the
motion around each second, so that jerks themselves, however many, do not raise it.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
from scipy.ndimage import percentile_filter
from scipy.signal import butter, sosfiltfilt

from myosense.errors import SettingsError
from myosense.intervals import Mask, Samples, to_samples
from myosense.ranks import firsts_of_runs, of_rank
from myosense.recording import Block

Signal = npt.NDArray[np.float64]

SHARP_MIN_RATE_HZ = 80.0  #: Below this rate there is too little band above the jerk's.
SHARPEST_LOBE_S = 0.025  #: Shorter than any jerk's main lobe (27 ms, hand, 5th percentile).
#: The quietest fifth of the seconds is the floor: between jerks every few seconds, few are.
QUIET_PERCENTILE = 20
#: 10 % quantile of the norm of three unit normals (Maxwell, 0.7643), times what that fifth
#: lies below the median second (0.92, counted on white noise at 50 to 200 Hz).
FLOOR_PER_SD = 0.7643 * 0.92


@dataclass(frozen=True, kw_only=True)
class FilterParameters:
    """Settings of the analysis band and the noise floor."""

    low_hz: float = 0.5  #: Lower edge; takes out gravity and turning, keeps the peak.
    high_hz: float = 20.0  #: Upper edge; a limb's jerk has 95 % of its power below 12 Hz.
    high_share: float = 0.4  #: The upper edge is at most this share of the rate.
    order: int = 2  #: Butterworth order of each pass; two passes make it zero-phase.
    floor_s: float = 8.0  #: Seconds over which the noise floor is taken, on each side.
    rail_share: float = 0.98  #: A sample at this share of the range is at the rail.

    def __post_init__(self) -> None:
        """Check the limits."""
        if not 0 < self.low_hz < self.high_hz:
            raise SettingsError(
                f"filter.low_hz must be above 0 and below high_hz ({self.high_hz:g}), "
                f"but it is {self.low_hz:g}"
            )
        if not 0 < self.rail_share <= 1:
            raise SettingsError(
                "filter.rail_share must be above 0 and at most 1, "
                f"but it is {self.rail_share:g}"
            )
        if not 0 < self.high_share < 0.5:
            raise SettingsError(
                "filter.high_share must be above 0 and below 0.5, "
                f"but it is {self.high_share:g}"
            )

    def upper_hz(self, rate_hz: float) -> float:
        """Upper edge of the band at a sampling rate."""
        return min(self.high_hz, self.high_share * rate_hz)


@dataclass(frozen=True, kw_only=True)
class Motion:
    """A block in the jerk band; rows are those of the block."""

    band_g: Signal  #: shape (n, 3): acceleration in the band
    norm_g: Signal  #: shape (n,): its Euclidean norm
    floor_g: Signal  #: shape (n,): noise standard deviation of one axis around each second
    raw_g: npt.NDArray[np.float32]  #: shape (n, 3): as recorded, gravity included
    step_g: float  #: step of the sensor's values; 0 where none is seen
    is_at_rail: Mask  #: shape (n,): some axis is at the end of the range
    angular_velocity_dps: npt.NDArray[np.float32] | None
    upper_hz: float  #: upper edge of the band
    order: int  #: Butterworth order of each pass
    first_row: int
    start_s: float
    rate_hz: float
    core_start_s: float
    core_stop_s: float

    def is_in_core(self, rows: Samples, beside_s: float = 0.0) -> Mask:
        """Say of rows of the block whether they belong to it, and not to a neighbor.

        Decided on whole rows, so that a row at a seam is in exactly one block whatever the
        rounding of its time. With ``beside_s``, so many seconds beside it belong to it too.
        """
        start, stop = (
            to_samples(at_s - self.start_s, self.rate_hz)
            for at_s in (self.core_start_s - beside_s, self.core_stop_s + beside_s)
        )
        is_in: Mask = (rows >= start) & (rows < stop)
        return is_in


@lru_cache(maxsize=64)
def _sections(low_hz: float, high_hz: float, order: int, rate_hz: float) -> Signal:
    sections: Signal = butter(
        order, [low_hz, high_hz], "bandpass", fs=rate_hz, output="sos"
    )
    return sections


def bandpass(signal: Signal, rate_hz: float, parameters: FilterParameters) -> Signal:
    """Keep the jerk band of a signal, without shifting it in time.

    Parameters
    ----------
    signal : shape (n, ...)
        Evenly spaced samples; time is the first axis.
    rate_hz
        Sampling rate.
    parameters
        Settings of the band.

    Returns
    -------
    shape (n, ...)
        The same unit as the signal; zeros where it is too short to be filtered.
    """
    sections = _sections(
        parameters.low_hz, parameters.upper_hz(rate_hz), parameters.order, rate_hz
    )
    n_pad = min(to_samples(1.0, rate_hz), len(signal) - 1)
    if n_pad < 1:
        return np.zeros(signal.shape)
    filtered: Signal = sosfiltfilt(sections, signal, axis=0, padlen=n_pad)
    return filtered


@lru_cache(maxsize=64)
def _loss_table(upper_hz: float, order: int) -> tuple[Signal, Signal]:
    """Widths that Gaussian lobes have behind the band, and the share of the peak kept."""
    frequency_hz = np.linspace(0.0, 100.0, 2001)
    time_s = np.linspace(0.0, 0.25, 1001)
    kept_power = 1.0 / (1.0 + (frequency_hz / upper_hz) ** (2 * order))
    waves = np.cos(2 * np.pi * np.outer(time_s, frequency_hz))
    widths_s, shares = [], []
    for width_s in np.geomspace(SHARPEST_LOBE_S, 0.3, 40):
        deviation_s = width_s / (2 * np.sqrt(2 * np.log(2)))
        spectrum = np.exp(-2 * (np.pi * deviation_s * frequency_hz) ** 2)
        shape = waves @ (spectrum * kept_power)
        widths_s.append(
            2
            * np.interp(
                -0.5, -shape[: np.argmin(shape)] / shape[0], time_s[: np.argmin(shape)]
            )
        )
        shares.append(shape[0] / np.sum(spectrum))
    return np.array(widths_s), np.array(shares)


def kept_share(width_s: Signal, upper_hz: float, order: int) -> Signal:
    """Return the share of a lobe's peak that the band keeps, from its width behind it.

    Parameters
    ----------
    width_s : shape (n,)
        Full width at half maximum, measured in the band.
    upper_hz
        Upper edge of the band.
    order : int
        Butterworth order of each of the two passes.

    Notes
    -----
    Worked out for Gaussian lobes of 25 to 300 ms: the zero-phase band multiplies their
    spectrum by ``1 / (1 + (f / upper_hz) ** (2 * order))``.
    """
    widths_s, shares = _loss_table(upper_hz, order)
    share: Signal = np.interp(width_s, widths_s, shares)
    return share


def noise_floor(norm_g: Signal, rate_hz: float, first_row: int, floor_s: float) -> Signal:
    """Estimate the noise of one axis around each second from the quiet part of the motion.

    Each whole second of the stretch's own clock gives the 10 % quantile of its norm; the
    20th percentile of these over ``floor_s`` on each side, brought to the standard
    deviation of a normal noise with three equal axes, is the floor.

    Parameters
    ----------
    norm_g : shape (n,)
    rate_hz
    first_row : int
        Samples of the first row past a whole second of the stretch.
    floor_s
        Seconds on each side.

    Returns
    -------
    shape (n,)
    """
    firsts = firsts_of_runs(len(norm_g), first_row, rate_hz)
    n_each = np.diff(np.append(firsts, len(norm_g)))
    quantile_g = of_rank(norm_g, firsts, n_each // 10)
    size = 2 * round(floor_s) + 1
    quiet_g = percentile_filter(quantile_g, QUIET_PERCENTILE, size=size, mode="reflect")
    floor_g: Signal = np.repeat(quiet_g / FLOOR_PER_SD, n_each)
    return floor_g


def _at_rail(block: Block, parameters: FilterParameters) -> Mask:
    if block.range_g is None:
        return np.zeros(len(block.acceleration_g), dtype=bool)
    x, y, z = np.abs(block.acceleration_g.T) >= parameters.rail_share * block.range_g
    is_at_rail: Mask = x | y | z
    return is_at_rail


def filter_block(block: Block, parameters: FilterParameters) -> Motion:
    """Bring a block into the jerk band and estimate its noise floor."""
    band_g = bandpass(block.acceleration_g.astype(np.float64), block.rate_hz, parameters)
    norm_g = np.sqrt(np.einsum("ij,ij->i", band_g, band_g))
    return Motion(
        # Filtered axis by axis, but looked at a few rows at a time.
        band_g=np.ascontiguousarray(band_g),
        norm_g=norm_g,
        floor_g=noise_floor(norm_g, block.rate_hz, block.first_row, parameters.floor_s),
        raw_g=block.acceleration_g,
        step_g=block.step_g,
        is_at_rail=_at_rail(block, parameters),
        angular_velocity_dps=block.angular_velocity_dps,
        upper_hz=parameters.upper_hz(block.rate_hz),
        order=parameters.order,
        first_row=block.first_row,
        start_s=block.start_s,
        rate_hz=block.rate_hz,
        core_start_s=block.core_start_s,
        core_stop_s=block.core_stop_s,
    )

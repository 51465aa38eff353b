"""Motions drawn as Gaussian lobes, without a filter between drawing and test."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from myosense.filtering import Motion

Signal = npt.NDArray[np.float64]
NO_LOSS_HZ = 1e6  #: Upper edge of a band that takes nothing from a lobe.


def gaussian(time_s: Signal, at_s: float, width_s: float) -> Signal:
    """Draw a lobe of height 1 and full width at half maximum ``width_s``."""
    shape: Signal = np.exp(-4 * np.log(2) * ((time_s - at_s) / width_s) ** 2)
    return shape


def moving(  # noqa: PLR0913  all that a motion can show
    band_g: Signal,
    *,
    rate_hz: float = 100.0,
    raw_g: Signal | None = None,
    floor_g: float = 0.001,
    turning_dps: Signal | None = None,
    railed: Sequence[int] = (),
) -> Motion:
    """Make a motion of what is in the band, shape (n,) along x or (n, 3)."""
    n = len(band_g)
    band_g = np.column_stack((band_g, np.zeros((n, 2)))) if band_g.ndim == 1 else band_g
    raw_g = band_g + np.array([0.0, 0.0, 1.0]) if raw_g is None else raw_g
    is_at_rail = np.zeros(n, dtype=bool)
    is_at_rail[list(railed)] = True
    return Motion(
        band_g=band_g,
        norm_g=np.linalg.norm(band_g, axis=1),
        floor_g=np.full(n, floor_g),
        raw_g=raw_g.astype(np.float32),
        step_g=0.0,
        is_at_rail=is_at_rail,
        angular_velocity_dps=None
        if turning_dps is None
        else turning_dps.astype(np.float32),
        upper_hz=NO_LOSS_HZ,
        order=2,
        first_row=0,
        start_s=0.0,
        rate_hz=rate_hz,
        core_start_s=0.0,
        core_stop_s=n / rate_hz,
    )


def lobes_at(  # noqa: PLR0913  all that a lobe can be
    times_s: Sequence[float],
    heights_g: Sequence[float],
    *,
    rate_hz: float = 100.0,
    width_s: float = 0.06,
    seconds: float = 10.0,
    floor_g: float = 0.001,
) -> Motion:
    """Draw lobes of one width at these times."""
    time_s = np.arange(0, seconds, 1 / rate_hz)
    shape = np.zeros(len(time_s))
    for at_s, height_g in zip(times_s, heights_g, strict=True):
        shape += height_g * gaussian(time_s, at_s, width_s)
    return moving(shape, rate_hz=rate_hz, floor_g=floor_g)

"""How quiet it is around a candidate, how sharp it is, and whether the posture changed."""

import numpy as np
from scipy.fft import rfft, rfftfreq

from myosense.filtering import SHARP_MIN_RATE_HZ, Signal
from myosense.measuring.around import Around, MeasureParameters, Window

SHARP_HZ = 25.0  #: A jerk's motion lies below, a knock's above.
#: Beside the quiet of a second, which settings hold: right beside the lobe, where a move
#: gathers speed and a limb swings out, and the seconds beyond, where work goes on.
SHORT_BEFORE_S, SHORT_AFTER_S = (-0.5, -0.15), (0.25, 0.6)
LONG_BEFORE_S, LONG_AFTER_S = (-5.0, -1.2), (1.6, 5.0)
EVERY_S = 0.025  #: A motion below 20 Hz is known from a sample so often.


def measure_rest(around: Around, parameters: MeasureParameters) -> dict[str, Signal]:
    """Measure whether the limb rested before, and stays where it is.

    Returns
    -------
    dict
        ``quiet_before`` (median motion over the peak), ``posture_change_deg`` and
        ``context_turn_deg`` (deg), each of shape (n,).
    """
    p = parameters
    before_g = around.norm_g(-p.before_s[0], -p.before_s[1])
    return {
        "quiet_before": _median(before_g) / around.peak_g,
        "posture_change_deg": _posture_change(around, p),
        "context_turn_deg": _turning(around, p.context_s),
    }


def measure_surroundings(
    around: Around, parameters: MeasureParameters
) -> dict[str, Signal]:
    """Measure the seconds around the event.

    Returns
    -------
    dict
        ``quiet_after``, the same and ``quiet_before`` with ``_short`` and ``_long`` (median
        motion over the peak), ``sharpness`` (0 to 1, missing below 80 Hz) and ``context_g``
        (g), each of shape (n,).
    """
    p, peak_g = parameters, around.peak_g
    windows_g = {
        "quiet_after": around.norm_g(*p.after_s),
        "quiet_before_short": around.norm_g(*SHORT_BEFORE_S),
        "quiet_after_short": around.norm_g(*SHORT_AFTER_S),
        "quiet_before_long": around.norm_g(*LONG_BEFORE_S, EVERY_S),
        "quiet_after_long": around.norm_g(*LONG_AFTER_S, EVERY_S),
    }
    far_s, near_s = p.context_s
    sides_s = ((-far_s, -near_s), (near_s, far_s))
    context_g = np.concatenate(
        [around.norm_g(*side_s, EVERY_S) for side_s in sides_s], axis=1
    )
    return {
        **{name: _median(g) / peak_g for name, g in windows_g.items()},
        "sharpness": _sharpness(around),
        "context_g": _median(context_g),
    }


def _median(windows: Window) -> Signal:
    """Median of each row, shape (n,): as numpy's, which looks for missing values too."""
    middle = windows.shape[1] // 2
    # To look for two ranks at once takes several times as long.
    parted = np.partition(windows, middle, axis=1)
    upper = parted[:, middle]
    lower = upper if windows.shape[1] % 2 else parted[:, :middle].max(axis=1)
    medians: Signal = ((lower + upper) / 2).astype(np.float64)
    return medians


def _posture_change(around: Around, parameters: MeasureParameters) -> Signal:
    """Angle between gravity before and after, in degrees."""
    p = parameters
    before = around.mean_g(-p.posture_before_s[0], -p.posture_before_s[1])
    after = around.mean_g(*p.posture_after_s)
    cosine = np.sum(before * after, axis=1) / np.maximum(
        np.linalg.norm(before, axis=1) * np.linalg.norm(after, axis=1), 1e-12
    )
    change: Signal = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    return change


def _turning(around: Around, context_s: tuple[float, float]) -> Signal:
    """Spread of gravity's direction over the seconds before and after, in degrees.

    Root mean square angle of the means over single seconds to their common mean.
    """
    far, near = context_s
    starts_s = np.concatenate(
        [np.arange(-far, -near - 0.9, 1.0), np.arange(near, far - 0.9, 1.0)]
    )
    down = np.stack([around.mean_g(at, at + 1.0) for at in starts_s], axis=1)
    down /= np.maximum(np.linalg.norm(down, axis=2, keepdims=True), 1e-12)
    spread = 1.0 - np.linalg.norm(down.mean(axis=1), axis=1) ** 2
    turning: Signal = np.degrees(np.sqrt(np.clip(spread, 0.0, 1.0)))
    return turning


def _sharpness(around: Around) -> Signal:
    """Share of the recorded power above 25 Hz within 0.15 s of the peak."""
    if around.motion.rate_hz < SHARP_MIN_RATE_HZ:
        return np.full(len(around.peaks), np.nan)
    near_g = around.raw_g(-0.15, 0.15)
    near_g = near_g - near_g.mean(axis=1, keepdims=True)
    n = near_g.shape[1]
    spectrum = rfft(near_g * np.hanning(n).astype(np.float32)[:, None], axis=1)
    power = np.sum(spectrum.real**2 + spectrum.imag**2, axis=2)
    high = np.sum(power[:, rfftfreq(n, 1 / around.motion.rate_hz) >= SHARP_HZ], axis=1)
    sharpness: Signal = high / np.maximum(np.sum(power, axis=1), 1e-12)
    return sharpness

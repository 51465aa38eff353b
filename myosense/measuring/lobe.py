"""The main lobe, along the direction of its peak: when, how wide, how high, how steep."""

import numpy as np

from myosense.filtering import Signal, kept_share
from myosense.measuring.around import Around, MeasureParameters, Window
from myosense.peaks import vertex_at
from myosense.recording import STANDARD_GRAVITY_M_PER_S2

LEAST_FLOOR_G = 1e-4  #: A noise floor of nothing at all would make any peak infinite.


def measure_lobe(around: Around, parameters: MeasureParameters) -> dict[str, Signal]:
    """Measure the main lobe.

    Returns
    -------
    dict
        ``onset_s``, ``peak_s``, ``stop_s``, ``duration_s``, ``width_s`` (s), ``peak_g``
        (g, corrected for what the band takes), ``snr`` (floors), ``peak_jerk_g_per_s``
        (g/s) and ``impulse_m_per_s`` (m/s), each of shape (n,).
    """
    motion, rate_hz, peak_g = around.motion, around.motion.rate_hz, around.peak_g
    along_g = around.along_g(-parameters.lobe_s, parameters.lobe_s)
    center = along_g.shape[1] // 2
    before, after = along_g[:, center::-1], along_g[:, center:]

    def spans(level_g: Signal) -> tuple[Signal, Signal]:
        return (
            _first_below(before, level_g, rate_hz),
            _first_below(after, level_g, rate_hz),
        )

    half_s = spans(peak_g / 2)
    edge_s = spans(parameters.edge_share * peak_g)
    width_s = half_s[0] + half_s[1]
    at = around.peaks + vertex_at(motion.norm_g, around.peaks)
    peak_s = motion.start_s + at / rate_hz
    true_g = peak_g / kept_share(width_s, motion.upper_hz, motion.order)
    return {
        "onset_s": peak_s - edge_s[0],
        "peak_s": peak_s,
        "stop_s": peak_s + edge_s[1],
        "duration_s": edge_s[0] + edge_s[1],
        "width_s": width_s,
        "peak_g": true_g,
        "snr": true_g / np.maximum(motion.floor_g[around.peaks], LEAST_FLOOR_G),
        "peak_jerk_g_per_s": _steepest(along_g, half_s, rate_hz),
        "impulse_m_per_s": _area(along_g, spans(np.zeros(len(peak_g))), rate_hz),
    }


def _first_below(lobe: Window, level: Signal, rate_hz: float) -> Signal:
    """Time from the first column to where each row first falls below its level."""
    is_below = lobe < level[:, None]
    is_below[:, -1] = True
    at = np.maximum(np.argmax(is_below, axis=1), 1)
    each = np.arange(len(lobe))
    above, below = lobe[each, at - 1], lobe[each, at]
    drop = np.maximum(above - below, 1e-12)
    crossing: Signal = at - 1 + np.clip((above - level) / drop, 0.0, 1.0)
    return crossing / rate_hz


def _steepest(along_g: Window, half_s: tuple[Signal, Signal], rate_hz: float) -> Signal:
    """Largest rate of change within one width of the peak, in g/s."""
    slope = np.abs(np.diff(along_g, axis=1)) * rate_hz
    at_s = (np.arange(slope.shape[1]) + 0.5 - along_g.shape[1] // 2) / rate_hz
    inside = (at_s >= -2 * half_s[0][:, None]) & (at_s <= 2 * half_s[1][:, None])
    steepest: Signal = np.where(inside, slope, 0.0).max(axis=1)
    return steepest


def _area(along_g: Window, spans_s: tuple[Signal, Signal], rate_hz: float) -> Signal:
    """Acceleration added up over the main lobe, in m/s."""
    at_s = (np.arange(along_g.shape[1]) - along_g.shape[1] // 2) / rate_hz
    inside = (at_s >= -spans_s[0][:, None]) & (at_s <= spans_s[1][:, None])
    area: Signal = np.sum(np.where(inside, along_g, 0.0), axis=1) / rate_hz
    return area * STANDARD_GRAVITY_M_PER_S2

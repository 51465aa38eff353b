"""Measure candidates: one row each, in physical units and in relation to its surroundings.

Everything is taken from the motion's norm, from angles, or along the direction of the peak
itself, so that turning the sensor changes nothing. All candidates of a block are measured
at once: a window around each makes an array of shape ``(n_candidates, n_window)``.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.stats import kurtosis

from myosense import events
from myosense.detection import Rows
from myosense.filtering import Motion, Signal, kept_share
from myosense.intervals import Mask, to_samples
from myosense.recording import STANDARD_GRAVITY_M_PER_S2

CLIP_REACH_S = 0.1  #: A sample at the rail this near to the peak makes it a lower bound.
BEAT_SHARE = 0.9  #: A lag with this share of the highest top is as good a beat.
SHARP_HZ = 25.0  #: A jerk's motion lies below, a knock's above.
SHARP_MIN_RATE_HZ = 80.0  #: Below this rate there is too little band above 25 Hz.


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
class _Around:
    """The motion around each candidate."""

    motion: Motion
    peaks: Rows

    def rows(self, low_s: float, high_s: float) -> Rows:
        """Rows from ``low_s`` to ``high_s`` around each peak, shape (n, n_window)."""
        rate_hz = self.motion.rate_hz
        offsets = np.arange(to_samples(low_s, rate_hz), to_samples(high_s, rate_hz) + 1)
        rows: Rows = np.clip(self.peaks[:, None] + offsets, 0, len(self.motion.norm_g) - 1)
        return rows

    def norm_g(self, low_s: float, high_s: float) -> Signal:
        """Norm of the motion, shape (n, n_window)."""
        return self.motion.norm_g[self.rows(low_s, high_s)]

    def raw_g(self, low_s: float, high_s: float) -> Signal:
        """Acceleration as recorded, shape (n, n_window, 3)."""
        return self.motion.raw_g[self.rows(low_s, high_s)].astype(np.float64)


def measure(motion: Motion, peaks: Rows, parameters: MeasureParameters) -> pd.DataFrame:
    """Measure every candidate of a block.

    Parameters
    ----------
    motion
        The block in the jerk band.
    peaks : shape (n,)
        Row of each candidate's main lobe.
    parameters
        Settings of the measures.

    Returns
    -------
    pandas.DataFrame
        An events table; place, time and label are still missing.
    """
    if len(peaks) == 0:
        return events.empty()
    around = _Around(motion, peaks)
    found = _shape(around, parameters) | _surroundings(around, parameters)
    found |= _rhythm(around, parameters)
    table = events.make({**found, "flags": ""}, len(peaks))
    near_rail = motion.is_at_rail[around.rows(-CLIP_REACH_S, CLIP_REACH_S)]
    is_clipped: Mask = np.any(near_rail, axis=1)
    return events.add_flag(table, "clipped", is_clipped)


def _first_below(lobe: Signal, level: Signal, rate_hz: float) -> Signal:
    """Time from the first column to where each row first falls below its level."""
    is_below = lobe < level[:, None]
    is_below[:, -1] = True
    at = np.maximum(np.argmax(is_below, axis=1), 1)
    each = np.arange(len(lobe))
    above, below = lobe[each, at - 1], lobe[each, at]
    drop = np.maximum(above - below, 1e-12)
    crossing: Signal = at - 1 + np.clip((above - level) / drop, 0.0, 1.0)
    return crossing / rate_hz


def _shape(around: _Around, parameters: MeasureParameters) -> dict[str, object]:
    """Measure the main lobe along its peak's direction, and the event that it opens."""
    motion, rate_hz = around.motion, around.motion.rate_hz
    peak_g = motion.norm_g[around.peaks]
    direction = motion.band_g[around.peaks] / peak_g[:, None]
    reach_s = parameters.lobe_s
    near_g = motion.band_g[around.rows(-reach_s, reach_s)]
    along_g = np.einsum("nwk,nk->nw", near_g, direction)
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
    peak_s = (
        motion.start_s + (around.peaks + _vertex(motion.norm_g, around.peaks)) / rate_hz
    )
    true_g = peak_g / kept_share(width_s, motion.upper_hz, motion.order)
    found: dict[str, object] = {
        "peak_s": peak_s,
        "onset_s": peak_s - edge_s[0],
        "stop_s": peak_s + edge_s[1],
        "duration_s": edge_s[0] + edge_s[1],
        "width_s": width_s,
        "peak_g": true_g,
        "snr": true_g / np.maximum(motion.floor_g[around.peaks], 1e-4),
        "peak_jerk_g_per_s": _steepest(along_g, center, half_s, rate_hz),
        "impulse_m_per_s": _area(along_g, center, spans(np.zeros(len(peak_g))), rate_hz),
        "n_lobes": _count_lobes(around.norm_g(-0.25, 1.1), peak_g),
        "unreturned": _unreturned(along_g),
    }
    event_g = motion.band_g[around.rows(-parameters.event_s / 2, parameters.event_s)]
    on_line = np.einsum("nwk,nk->nw", event_g, direction)
    found["straightness"] = np.sum(on_line**2, axis=1) / np.sum(event_g**2, axis=(1, 2))
    if motion.angular_velocity_dps is not None:
        turning = motion.angular_velocity_dps[around.rows(-0.25, parameters.event_s)]
        found["peak_dps"] = np.linalg.norm(turning, axis=2).max(axis=1).astype(np.float64)
    return found


def _vertex(norm_g: Signal, peaks: Rows) -> Signal:
    """Place the maximum between the samples: the vertex of a parabola through three."""
    inner = np.clip(peaks, 1, len(norm_g) - 2)
    left, top, right = norm_g[inner - 1], norm_g[inner], norm_g[inner + 1]
    bend = left - 2 * top + right
    shift = np.where(bend < 0, (left - right) / (2 * np.minimum(bend, -1e-12)), 0.0)
    vertex: Signal = np.clip(shift, -0.5, 0.5)
    return vertex


def _steepest(
    along_g: Signal, center: int, half_s: tuple[Signal, Signal], rate_hz: float
) -> Signal:
    """Largest rate of change within one width of the peak, in g/s."""
    slope = np.abs(np.diff(along_g, axis=1)) * rate_hz
    at_s = (np.arange(slope.shape[1]) + 0.5 - center) / rate_hz
    inside = (at_s >= -2 * half_s[0][:, None]) & (at_s <= 2 * half_s[1][:, None])
    steepest: Signal = np.where(inside, slope, 0.0).max(axis=1)
    return steepest


def _area(
    along_g: Signal, center: int, spans_s: tuple[Signal, Signal], rate_hz: float
) -> Signal:
    """Acceleration added up over the main lobe, in m/s."""
    at_s = (np.arange(along_g.shape[1]) - center) / rate_hz
    inside = (at_s >= -spans_s[0][:, None]) & (at_s <= spans_s[1][:, None])
    area: Signal = np.sum(np.where(inside, along_g, 0.0), axis=1) / rate_hz
    return area * STANDARD_GRAVITY_M_PER_S2


def _count_lobes(norm_g: Signal, peak_g: Signal) -> Rows:
    """Lobes above a quarter of the peak."""
    inner = norm_g[:, 1:-1]
    is_top = (inner > norm_g[:, :-2]) & (inner >= norm_g[:, 2:])
    n_lobes: Rows = np.count_nonzero(is_top & (inner > peak_g[:, None] / 4), axis=1)
    return n_lobes


def _unreturned(along_g: Signal) -> Signal:
    """Share of the speed gained that is not lost again within half a second, 0 to 1."""
    gained = np.sum(np.abs(along_g), axis=1)
    share: Signal = np.abs(np.sum(along_g, axis=1)) / np.maximum(gained, 1e-12)
    return share


def _surroundings(around: _Around, parameters: MeasureParameters) -> dict[str, object]:
    """Measure how quiet it is around the event, and whether the posture changed."""
    p = parameters
    peak_g = around.motion.norm_g[around.peaks]
    before_g = around.norm_g(-p.before_s[0], -p.before_s[1])
    after_g = around.norm_g(*p.after_s)
    down_before = around.raw_g(-p.posture_before_s[0], -p.posture_before_s[1]).mean(axis=1)
    down_after = around.raw_g(*p.posture_after_s).mean(axis=1)
    cosine = np.sum(down_before * down_after, axis=1) / np.maximum(
        np.linalg.norm(down_before, axis=1) * np.linalg.norm(down_after, axis=1), 1e-12
    )
    context_g = np.concatenate(
        [
            around.norm_g(-p.context_s[0], -p.context_s[1]),
            around.norm_g(*p.context_s[::-1]),
        ],
        axis=1,
    )
    sharpness = np.full(len(peak_g), np.nan)
    if around.motion.rate_hz >= SHARP_MIN_RATE_HZ:
        sharpness = _sharpness(around)
    return {
        "quiet_before": np.median(before_g, axis=1) / peak_g,
        "quiet_after": np.median(after_g, axis=1) / peak_g,
        "posture_change_deg": np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0))),
        "sharpness": sharpness,
        "context_g": np.median(context_g, axis=1),
        "context_turn_deg": _turning(around, p.context_s),
    }


def _turning(around: _Around, context_s: tuple[float, float]) -> Signal:
    """Spread of gravity's direction over the seconds before and after, in degrees.

    Root mean square angle of the means over single seconds to their common mean.
    """
    far, near = context_s
    starts_s = np.concatenate(
        [np.arange(-far, -near - 0.9, 1.0), np.arange(near, far - 0.9, 1.0)]
    )
    down = np.stack([around.raw_g(at, at + 1.0).mean(axis=1) for at in starts_s], axis=1)
    down /= np.maximum(np.linalg.norm(down, axis=2, keepdims=True), 1e-12)
    spread = 1.0 - np.linalg.norm(down.mean(axis=1), axis=1) ** 2
    turning: Signal = np.degrees(np.sqrt(np.clip(spread, 0.0, 1.0)))
    return turning


def _sharpness(around: _Around) -> Signal:
    """Share of the recorded power above 25 Hz within 0.15 s of the peak."""
    near_g = around.raw_g(-0.15, 0.15)
    near_g = (near_g - near_g.mean(axis=1, keepdims=True)) * np.hanning(near_g.shape[1])[
        :, None
    ]
    power = np.sum(np.abs(np.fft.rfft(near_g, axis=1)) ** 2, axis=2)
    frequency_hz = np.fft.rfftfreq(near_g.shape[1], 1 / around.motion.rate_hz)
    high = np.sum(power[:, frequency_hz >= SHARP_HZ], axis=1)
    sharpness: Signal = high / np.maximum(np.sum(power, axis=1), 1e-12)
    return sharpness


def _rhythm(around: _Around, parameters: MeasureParameters) -> dict[str, object]:
    """Measure how regularly the motion repeats: slow beats of its norm, fast of itself.

    Steps and slow trains repeat in the norm. Tremor and fast trains are looked for in the
    motion along the direction of the peak, whose period is not halved by taking a norm; its
    kurtosis is 1.5 for a sine and grows with the pauses between brief lobes.
    """
    p, rate_hz = parameters, around.motion.rate_hz
    slow, slow_hz = _beat(around.norm_g(-p.rhythm_s, p.rhythm_s), p.rhythm_lag_s, rate_hz)
    direction = around.motion.band_g[around.peaks]
    near_g = around.motion.band_g[around.rows(-p.tremor_s, p.tremor_s)]
    along_g = np.einsum("nwk,nk->nw", near_g, direction)
    fast, fast_hz = _beat(along_g, p.tremor_lag_s, rate_hz)
    return {
        "rhythm": slow,
        "rhythm_hz": slow_hz,
        "tremor": fast,
        "tremor_hz": fast_hz,
        "peakedness": kurtosis(along_g, axis=1, fisher=False),
    }


def _beat(
    signal: Signal, lags_s: tuple[float, float], rate_hz: float
) -> tuple[Signal, Signal]:
    """Largest autocorrelation at the lag of a beat, 0 to 1, and the beat's rate, Hz."""
    centered = signal - signal.mean(axis=1, keepdims=True)
    n = centered.shape[1]
    power = np.abs(np.fft.rfft(centered, 2 * n, axis=1)) ** 2
    # A lag leaves fewer products: their mean, not their sum, is compared.
    correlation = np.fft.irfft(power, 2 * n, axis=1)[:, :n] * n / (n - np.arange(n))
    low, high = (to_samples(lag_s, rate_hz) for lag_s in lags_s)
    beats = correlation[:, low : high + 1] / np.maximum(correlation[:, :1], 1e-12)
    best = beats.max(axis=1, keepdims=True)
    # Two beats apart is as much alike as one: the first of the highest tops is the beat.
    is_top = (beats[:, 1:-1] >= beats[:, :-2]) & (beats[:, 1:-1] >= beats[:, 2:])
    is_beat = beats == best
    is_beat[:, 1:-1] |= is_top & (beats[:, 1:-1] >= BEAT_SHARE * best)
    rate = rate_hz / (low + np.argmax(is_beat, axis=1))
    return np.clip(best[:, 0], 0.0, 1.0), rate

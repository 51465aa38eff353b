"""Whether one sample alone makes a candidate: a fault of the sensor or of its transport.

Nothing that moves stands in one sample: the filter in front of a sensor spreads the
shortest blow over the samples beside it, and a muscle's jerk fills several. A sample that
leaves the line of those around it, while those beside it stay, was not moved there. The
same holds for two samples in a row where two are shorter than any jerk. What is cut at the
end of the range is no such fault: its neighbors are part of it.
"""

from functools import lru_cache

import numpy as np

from myosense.filtering import SHARPEST_LOBE_S, Signal
from myosense.intervals import to_samples
from myosense.measuring.around import Around

LENGTHS = (1, 2)  #: Samples in a row that may be wrong, if that is shorter than any jerk.
REACH_S = 0.015  #: The fault is no further from the peak.
N_BESIDE = 2  #: Samples on each side that what moves would show in as well.
N_LINE = 3  #: Samples on each side, beyond these, that the line is laid through.
LEAST_PEAK_G = 1e-9


def measure_spike(around: Around) -> dict[str, Signal]:
    """Measure what a fault of one sample, or of two in a row, makes of the peak.

    Returns
    -------
    dict
        ``spike``: 0 (all of the peak is motion) to 1 (all of it is one fault), shape (n,);
        missing below 40 Hz, where one sample is as long as a jerk.

    Notes
    -----
    A sample departs from the line through the three samples before and the three after,
    two samples away. The largest departure beside it, in its own direction, is motion that
    it shares; the rest is its own. What the band makes of the rest, over the peak, is the
    measure.
    """
    rate_hz = around.motion.rate_hz
    shares = [
        _share_of_peak(around, length)
        for length in LENGTHS
        if length / rate_hz <= SHARPEST_LOBE_S
    ]
    if not shares:
        return {"spike": np.full(len(around.peaks), np.nan)}
    return {"spike": np.clip(np.max(shares, axis=0), 0.0, 1.0)}


def _share_of_peak(around: Around, length: int) -> Signal:
    """Share of each peak that the likeliest fault of one length makes, shape (n,)."""
    motion = around.motion
    reach = max(to_samples(REACH_S, motion.rate_hz), 1)
    margin = N_BESIDE + N_LINE
    rows = around.peaks[:, None] + np.arange(-reach - margin, reach + margin + length)
    near_g = motion.raw_g[np.clip(rows, 0, len(motion.raw_g) - 1)].astype(np.float64)
    around_g = np.lib.stride_tricks.sliding_window_view(near_g, 2 * margin + length, axis=1)
    leave_g = around_g @ _departure(length)
    own_g, beside_g = leave_g[..., 0], leave_g[..., 1:]
    size_g = np.maximum(np.linalg.norm(own_g, axis=2), LEAST_PEAK_G)
    shared_g = np.abs(np.einsum("nsk,nskj->nsj", own_g, beside_g)).max(axis=2) / size_g
    alone_g = np.max(size_g - shared_g, axis=1)
    kept = _kept_of_fault(length, motion.rate_hz, motion.upper_hz, motion.order)
    share: Signal = kept * alone_g / np.maximum(around.peak_g, LEAST_PEAK_G)
    return share


@lru_cache(maxsize=2)
def _departure(length: int) -> Signal:
    """Weights that make samples around a fault into departures from the line beyond.

    Returns
    -------
    shape (2 * (N_BESIDE + N_LINE) + length, 1 + 2 * N_BESIDE)
        First the mean of the fault, then each of the samples beside it.
    """
    margin = N_BESIDE + N_LINE
    n = 2 * margin + length
    at = np.arange(n) - (n - 1) / 2
    clock = np.column_stack((np.ones(n), at))
    is_line = np.abs(at) > length / 2 + N_BESIDE
    line = np.zeros((n, n))
    line[:, is_line] = clock @ np.linalg.pinv(clock[is_line])
    departures = np.eye(n) - line
    fault = departures[margin : margin + length].mean(axis=0)
    before = departures[N_LINE:margin]
    after = departures[margin + length : n - N_LINE]
    weights: Signal = np.vstack((fault, before, after)).T
    return weights


@lru_cache(maxsize=64)
def _kept_of_fault(length: int, rate_hz: float, upper_hz: float, order: int) -> float:
    """Peak that the band makes of samples of height 1 in a row.

    The middle of the impulse response: the mean of the spectrum up to half the rate.
    """
    frequency_hz = np.linspace(0.0, rate_hz / 2, 1001)
    kept_power = 1.0 / (1.0 + (frequency_hz / upper_hz) ** (2 * order))
    lags_s = np.arange(length) / rate_hz
    response = np.cos(2 * np.pi * np.outer(lags_s, frequency_hz)) @ kept_power
    return float(response.sum() / len(frequency_hz))

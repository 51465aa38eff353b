"""Clocks compared by knocks on all sensors at once, to a few milliseconds.

Held together and knocked on the table, sensors feel each knock in the same instant; a
jerk of the body needs its time from one to the next. Knocks before and after show how the
clocks drift too.
"""

from collections.abc import Sequence

import numpy as np
from scipy.interpolate import CubicSpline
from scipy.signal import butter, fftconvolve, find_peaks, sosfiltfilt

from myosense.alignment import ALIGNED, BY_KNOCKS, Alignment
from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.lags import SD_PER_MAD
from myosense.leading import nearest
from myosense.recording import Recording

Span = tuple[float, float]

FINE_HZ = 1000.0  #: Motion is interpolated to this rate: a knock lasts some milliseconds.
#: From here on a knock stands out of a hand that moves …
SHARP_HZ = 4.0
#: … up to this share of the rate: above it weak filters of devices let in what is too fast.
HIGH_SHARE = 0.2
APART_S = 0.15  #: Knocks nearer than this ring into each other.
LEAST_SHARE = 0.3  #: Of the strongest knock: what is weaker is an echo.
LEAST_G = 0.1  #: Weaker is no knock.
ENERGY_S = 0.04  #: Energy this near to a peak is the knock's.
MIN_KNOCKS = 3
NEAR_S = 0.02  #: A knock of the one and of the other are one within this.
MATCHED_SHARE = 0.6  #: So many of the first's knocks the second must show.
#: Of a period of each device: how well a train of knocks is timed. Simulated trains of five
#: are off by 0.9 ms at 100 samples a second and by 2.4 ms at 50 (root mean square).
PERIOD_SHARE = 0.1
#: Where nothing shows the drift it may be so large, as a standard error.
CRYSTAL_PPM = 30.0


def align_by_knocks(
    recordings: tuple[Recording, Recording],
    spans: Sequence[Span],
    by_motion: Alignment,
    max_offset_s: float,
) -> Alignment:
    """Compare the clocks of two recordings by knocks that both felt.

    Parameters
    ----------
    recordings
        The first and the second.
    spans
        Seconds since the first's start between which there were at least three knocks.
    by_motion
        What the motion shows: its drift is taken where there is but one span.
    max_offset_s
        The second's knocks are looked for so far around.

    Raises
    ------
    ArgumentError
        If a recording shows no knocks there; the message names it.
    """
    first, second = recordings
    found = [
        _compared(first, second, span, by_motion.apart_s, max_offset_s) for span in spans
    ]
    at_s, lag_s, error_s = (np.array(values) for values in zip(*found, strict=True))
    period_s = np.hypot(1 / first.sample_rate_hz, 1 / second.sample_rate_hz)
    error_s = np.hypot(error_s, PERIOD_SHARE * period_s)
    middle_s = float(np.mean(at_s))
    since_s = at_s - middle_s
    if len(found) > 1:
        square = float(np.sum(since_s**2))
        drift = float(np.sum(since_s * lag_s)) / square
        drift_error = float(np.sqrt(np.sum((since_s * error_s) ** 2))) / square
    elif by_motion.is_aligned:
        drift, drift_error = 1e-6 * by_motion.drift_ppm, 1e-6 * by_motion.drift_error_ppm
    else:
        drift, drift_error = np.nan, 1e-6 * CRYSTAL_PPM
    offset_error_s = float(np.sqrt(np.sum(error_s**2))) / len(found)
    ends_s = np.array([0.0, second.duration_s]) - middle_s
    return Alignment(
        is_aligned=True,
        verdict=ALIGNED,
        method=BY_KNOCKS,
        apart_s=by_motion.apart_s,
        middle_s=middle_s,
        offset_s=float(np.mean(lag_s)),
        drift_ppm=1e6 * drift,
        offset_error_s=offset_error_s,
        drift_error_ppm=1e6 * drift_error,
        clock_error_s=float(np.max(np.hypot(offset_error_s, drift_error * ends_s))),
    )


def _compared(
    first: Recording, second: Recording, span: Span, apart_s: float, max_offset_s: float
) -> tuple[float, float, float]:
    """Compare one span of knocks: when on the second's clock, lag and its error."""
    start_s, stop_s = span
    from_s, one = sharp_motion(first, start_s, stop_s)
    early_s = start_s - apart_s - max_offset_s
    late_s = stop_s - apart_s + max_offset_s
    other_from_s, other = sharp_motion(second, early_s, late_s)
    knocks_s = from_s + _peaks_s(one)
    if len(knocks_s) < MIN_KNOCKS:
        raise ArgumentError(
            f"{first.recording_id!r} shows {len(knocks_s)} knocks from {start_s:g} to "
            f"{stop_s:g} s; expected at least {MIN_KNOCKS}"
        )
    there_s = other_from_s + _peaks_s(other)
    if len(other) >= len(one) and len(there_s) > 0:
        # The train of knocks as it stands, at every place: the best one.
        match = fftconvolve(other, one[::-1], mode="valid")
        rough_s = other_from_s + float(np.argmax(match)) / FINE_HZ - from_s
        own_s = there_s[nearest(knocks_s + rough_s, there_s)]
        is_near = np.abs(own_s - knocks_s - rough_s) <= NEAR_S
        n_near = int(np.count_nonzero(is_near))
        if n_near >= max(MIN_KNOCKS, MATCHED_SHARE * len(knocks_s)):
            lags_s = (knocks_s - own_s)[is_near] - apart_s
            lag_s = float(np.median(lags_s))
            spread_s = SD_PER_MAD * float(np.median(np.abs(lags_s - lag_s)))
            return float(np.mean(own_s[is_near])), lag_s, spread_s / np.sqrt(n_near)
    raise ArgumentError(
        f"{second.recording_id!r} does not show the knocks of {first.recording_id!r} "
        f"({start_s:g} to {stop_s:g} s) within {max_offset_s:g} s of them"
    )


def sharp_motion(
    recording: Recording, start_s: float, stop_s: float
) -> tuple[float, Seconds]:
    """Give the size of the sharp motion between two times, on a fine grid.

    Returns
    -------
    start_s : float
        Time of the first value.
    size_g : shape (n,)
        Of the longest time without a gap; empty if that is less than a second.
    """
    held_s = (
        (max(start_s, stretch.start_s), min(stop_s, stretch.stop_s))
        for stretch in recording.stretches
    )
    low_s, high_s = max(held_s, key=lambda span_s: span_s[1] - span_s[0])
    if high_s - low_s < 1.0:
        return start_s, np.empty(0)
    return low_s, _sharp(recording, low_s, high_s)


def _sharp(recording: Recording, low_s: float, high_s: float) -> Seconds:
    """Keep the sharp part of the motion and interpolate it between the samples."""
    parts = [
        (block.start_s + np.arange(len(block.acceleration_g)) / block.rate_hz, block)
        for block in recording.blocks(60.0, 0.0)
        if block.core_stop_s > low_s and block.core_start_s < high_s
    ]
    times_s = np.concatenate([times for times, _ in parts])
    samples_g = np.concatenate([block.acceleration_g for _, block in parts])
    rate_hz = parts[0][1].rate_hz
    band_hz = (SHARP_HZ, HIGH_SHARE * rate_hz)
    sections = butter(2, band_hz, "bandpass", fs=rate_hz, output="sos")
    sharp_g = sosfiltfilt(sections, samples_g.astype(np.float64), axis=0)
    fine_s = np.arange(low_s, high_s, 1 / FINE_HZ)
    fine_s = fine_s[(fine_s >= times_s[0]) & (fine_s <= times_s[-1])]
    size_g: Seconds = np.linalg.norm(CubicSpline(times_s, sharp_g)(fine_s), axis=1)
    return size_g


def _peaks_s(size_g: Seconds) -> Seconds:
    """Find the knocks, in seconds since the first value.

    A knock stands where its energy has its center: the peak moves with the place of the
    samples under it.
    """
    if len(size_g) == 0:
        return np.empty(0)
    least_g = max(LEAST_SHARE * float(np.max(size_g)), LEAST_G)
    rows, _ = find_peaks(size_g, height=least_g, distance=int(APART_S * FINE_HZ))
    reach = int(ENERGY_S * FINE_HZ)
    rows = rows[(rows >= reach) & (rows < len(size_g) - reach)]
    around = np.arange(-reach, reach + 1)
    energy = size_g[rows[:, np.newaxis] + around] ** 2
    centers: Seconds = (rows + energy @ around / np.sum(energy, axis=1)) / FINE_HZ
    return centers

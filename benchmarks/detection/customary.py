"""Four customary ways to find brief events: height, rate of change, power, energy.

Each takes a recording and gives peaks with a score: the higher, the more like a jerk, so
that a curve can be drawn along its threshold. Where a threshold is customary, it is said
which score that is.
"""

from collections.abc import Callable

import numpy as np
from scipy.ndimage import uniform_filter1d

from benchmarks.detection.traces import Found, Signal, Trace, peaks_of, traces_of
from myosense import Recording
from myosense.filtering import FilterParameters, bandpass
from myosense.intervals import to_samples

SHORT_S = 0.2  #: A jerk's main lobe with its neighbors: the average that must stand out.
LONG_S = 10.0  #: Tens of short windows, as STA/LTA wants of its background.
LEAST_LONG_S = 2.0  #: Less background than this is none.
TINY = 1e-12  #: Keeps a silent recording from dividing by zero.


def vector_magnitude(recording: Recording) -> Found:
    """Find peaks of the vector magnitude; the score is the height above 1 g.

    Notes
    -----
    What a user writes today: ``scipy.signal.find_peaks`` on the norm of the acceleration.
    """
    return score_each(
        recording, lambda trace: np.linalg.norm(trace.acceleration_g, axis=1) - 1.0
    )


def jerk_sd(recording: Recording) -> Found:
    """Find peaks of the rate of change; the score is in SD above the recording's mean.

    Notes
    -----
    The customary threshold of mean + 5 SD is a score of 5.
    """
    traces = traces_of(recording)
    changes = [rate_of_change(trace) for trace in traces]
    every = np.concatenate(changes or [np.zeros(1)])
    mean, sd = np.mean(every), max(float(np.std(every)), TINY)
    return peaks_of(traces, [(change - mean) / sd for change in changes])


def sta_lta(recording: Recording) -> Found:
    """Find peaks of the short-term over the long-term average of the band's power.

    Notes
    -----
    Allen (1978, Bull. Seismol. Soc. Am. 68:1521). The short window is centered and the long
    one ends where it starts, so that the peak is that of the event. A stretch that has less
    than the long window behind it takes what there is.
    """
    return score_each(recording, _short_over_long)


def _short_over_long(trace: Trace) -> Signal:
    power = np.sum(band_of(trace) ** 2, axis=1)
    n_short = max(to_samples(SHORT_S, trace.rate_hz), 1)
    total = np.append(0.0, np.cumsum(power))
    stop = np.maximum(np.arange(len(power)) - n_short // 2, 0)
    first = np.maximum(stop - to_samples(LONG_S, trace.rate_hz), 0)
    long = (total[stop] - total[first]) / np.maximum(stop - first, 1)
    is_known = stop - first >= to_samples(LEAST_LONG_S, trace.rate_hz)
    ratio = uniform_filter1d(power, n_short) / np.maximum(long, TINY)
    return np.where(is_known, ratio, 0.0)


def teager_kaiser(recording: Recording) -> Found:
    """Find peaks of the Teager-Kaiser energy; the score is in SD above the baseline's mean.

    Notes
    -----
    ``x(n)^2 - x(n - 1) x(n + 1)`` (Kaiser, 1990, Proc. ICASSP 381) of the band's axes,
    added up. In surface EMG it finds bursts by mean and SD of a baseline (Solnik et al.,
    2010, Eur. J. Appl. Physiol. 110:489). Nobody marks one here: it is the half of the
    seconds with the least energy.
    """
    traces = traces_of(recording)
    energies = [teager_energy(band_of(trace)) for trace in traces]
    rests = [
        _quieter_half(energy, trace.rate_hz)
        for energy, trace in zip(energies, traces, strict=True)
    ]
    rest = np.concatenate(rests or [np.zeros(1)])
    mean, sd = np.mean(rest), max(float(np.std(rest)), TINY)
    return peaks_of(traces, [(energy - mean) / sd for energy in energies])


def score_each(recording: Recording, score_of: Callable[[Trace], Signal]) -> Found:
    """Score every stretch by itself and find the peaks."""
    traces = traces_of(recording)
    return peaks_of(traces, [score_of(trace) for trace in traces])


def band_of(trace: Trace) -> Signal:
    """Keep 0.5 to 20 Hz, shape (n, 3): what a rival without a band of its own is given."""
    return bandpass(trace.acceleration_g, trace.rate_hz, FilterParameters())


def rate_of_change(trace: Trace) -> Signal:
    """Return the size of the jerk in g/s, shape (n,)."""
    change = np.gradient(trace.acceleration_g, axis=0) * trace.rate_hz
    size: Signal = np.linalg.norm(change, axis=1)
    return size


def teager_energy(band_g: Signal) -> Signal:
    """Add up the Teager-Kaiser energy of the axes; 0 at both ends.

    >>> teager_energy(np.array([[0.0], [1.0], [0.0]]))
    array([0., 1., 0.])
    """
    inner = band_g[1:-1] ** 2 - band_g[:-2] * band_g[2:]
    energy: Signal = np.pad(np.sum(inner, axis=1), 1)
    return energy


def _quieter_half(energy: Signal, rate_hz: float) -> Signal:
    """Return the whole seconds whose energy is at most the median second's."""
    n = max(to_samples(1.0, rate_hz), 1)
    seconds = energy[: len(energy) // n * n].reshape(-1, n)
    if len(seconds) == 0:
        return energy
    sums = np.sum(seconds, axis=1)
    rest: Signal = seconds[sums <= np.median(sums)].ravel()
    return rest

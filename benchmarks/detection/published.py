"""Three published ways to find myoclonic jerks and movements, written from their papers.

As the customary ones, each gives peaks with a score. What could not be read is said.
"""

import numpy as np
import numpy.typing as npt
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, find_peaks, oaconvolve, sosfiltfilt

from benchmarks.detection.customary import TINY, band_of, rate_of_change, score_each
from benchmarks.detection.traces import Found, Signal, Trace, peaks_of, traces_of
from myosense import Recording
from myosense.intervals import to_samples

#: Widths of the main lobe that are looked for, from hand to trunk.
WAVELET_WIDTHS_S = np.geomspace(0.03, 0.23, 8)
LOBE_WIDTH = 1.1991  #: Of ``(2 x - x^2) exp(-x)``, at half its height.
LOBE_LENGTH = 14.0  #: Past it nothing is left of that shape.
NIJSEN_WINDOW_S = 1.0
SICBALDI_BAND_HZ = (0.1, 5.0)
SICBALDI_ORDER = 8
SICBALDI_EXTREMA = 9  #: The envelope keeps one extremum of so many.
SICBALDI_PERCENTILE = 10
SICBALDI_MERGE_S = 5.0
SICBALDI_LEAST_S = 2.0  #: A shorter stretch has no envelope.


def matched_wavelet(recording: Recording) -> Found:
    """Find peaks of the best match with a biphasic lobe, in g times the root of a second.

    Notes
    -----
    After the model-based matched wavelet of Nijsen et al. (2010, IEEE Trans. Inf. Technol.
    Biomed. 14:1197), who fed it to a linear classifier. Their model (Nijsen et al., 2007,
    Proc. IEEE EMBC, Lyon) moves a rigid lower arm by a muscle's response to stimuli; its
    formulas could not be read. Here the limb's speed is ``x^2 exp(-x)``, the shape of such
    a response, and the wavelet its slope: a lobe and a longer opposite one that add up to
    zero. The score is the norm over the axes of the coefficients, the largest of eight
    widths.
    """
    return score_each(recording, _best_match)


def _best_match(trace: Trace) -> Signal:
    samples = trace.acceleration_g - np.median(trace.acceleration_g, axis=0)
    best = np.zeros(len(samples))
    for width_s in WAVELET_WIDTHS_S:
        shape, top = wavelet(float(width_s), trace.rate_hz)
        fit = oaconvolve(samples, shape[::-1, None], "full", axes=0)
        first = len(shape) - 1 - top
        size = np.linalg.norm(fit[first : first + len(samples)], axis=1)
        best[: len(size)] = np.maximum(best[: len(size)], size)
    return best


def wavelet(width_s: float, rate_hz: float) -> tuple[Signal, int]:
    """Draw the biphasic lobe: its values and the row of its peak.

    Parameters
    ----------
    width_s
        Full width at half maximum of the main lobe.
    rate_hz
        Sampling rate.

    Returns
    -------
    values : shape (n,)
        Add up to 0, and have the same energy at every width: of all motions of one energy
        that of the wavelet's shape scores highest.
    row : int
    """
    x = np.arange(0.0, LOBE_LENGTH, LOBE_WIDTH / (width_s * rate_hz))
    drawn = (2 * x - x**2) * np.exp(-x)
    drawn -= np.mean(drawn)
    return drawn / np.sqrt(rate_hz * np.sum(drawn**2)), int(np.argmax(drawn))


def variance_and_jerk(recording: Recording) -> Found:
    """Find windows of much variance and jerk; the peak is where the motion is largest.

    Notes
    -----
    Variance and jerk of the acceleration in a window, parted by a line in their plane
    (Nijsen et al., 2007, IEEE Trans. Biomed. Eng. 54:2073; periods of nocturnal movement).
    The line and the window's length could not be read: both count alike, as logarithms over
    their median in the recording, in windows of 1 s.
    """
    traces = traces_of(recording)
    features = [_log_features(trace) for trace in traces]
    middle = np.median(np.concatenate(features or [np.zeros((1, 2))]), axis=0)
    scores = [np.sum(feature - middle, axis=1) for feature in features]
    found = peaks_of(traces, scores, NIJSEN_WINDOW_S)
    times_s = [
        _largest_within(trace, found.peak_s[trace.holds(found.peak_s)]) for trace in traces
    ]
    return Found(peak_s=np.concatenate([np.empty(0), *times_s]), score=found.score)


def _log_features(trace: Trace) -> Signal:
    """Return log variance and log mean square jerk of the window around each sample."""
    n = max(to_samples(NIJSEN_WINDOW_S, trace.rate_hz), 2)
    samples = trace.acceleration_g - np.median(trace.acceleration_g, axis=0)
    mean = uniform_filter1d(samples, n, axis=0)
    variance = np.sum(uniform_filter1d(samples**2, n, axis=0) - mean**2, axis=1)
    jerk = uniform_filter1d(rate_of_change(trace) ** 2, n)
    features: Signal = np.log(np.maximum(np.column_stack((variance, jerk)), TINY))
    return features


def _largest_within(trace: Trace, middle_s: Signal) -> Signal:
    """Tell when the band's norm is largest in the window around each time."""
    norm_g = np.linalg.norm(band_of(trace), axis=1)
    n = max(to_samples(NIJSEN_WINDOW_S, trace.rate_hz), 2)
    rows = np.round((middle_s - trace.start_s) * trace.rate_hz).astype(np.int64)
    around: npt.NDArray[np.int64] = rows[:, None] + np.arange(n) - n // 2
    around = np.clip(around, 0, len(norm_g) - 1)
    return trace.time_s(around[np.arange(len(rows)), np.argmax(norm_g[around], axis=1)])


def envelope(recording: Recording) -> Found:
    """Find where the slow envelope is high; the score is in its 10th percentiles.

    Notes
    -----
    Sicbaldi et al. (2025, Sci. Rep., doi 10.1038/s41598-025-29723-7), after their code:
    norm, Butterworth 0.1 to 5 Hz of order 8 forward and backward, upper less lower envelope
    through one extremum of nine, a threshold of 5 (trunk), 6 (ankle) or 7 (wrist) times the
    10th percentile, gaps under 5 s merged. What is merged depends on the threshold; here
    the highest point within 5 s stands for all, so that a movement of over 5 s can be
    several. Movements in sleep were its purpose, not jerks.
    """
    traces = traces_of(recording)
    heights = [_envelope(trace) for trace in traces]
    every = np.concatenate(heights or [np.zeros(1)])
    level = max(float(np.percentile(every, SICBALDI_PERCENTILE)), TINY)
    return peaks_of(traces, [height / level for height in heights], SICBALDI_MERGE_S)


def _envelope(trace: Trace) -> Signal:
    """Return the upper less the lower envelope of the slow norm, at every sample."""
    n = len(trace.acceleration_g)
    if n < to_samples(SICBALDI_LEAST_S, trace.rate_hz):
        return np.zeros(n)
    sections = butter(
        SICBALDI_ORDER, SICBALDI_BAND_HZ, "bandpass", fs=trace.rate_hz, output="sos"
    )
    norm_g = np.linalg.norm(trace.acceleration_g, axis=1)
    slow = sosfiltfilt(sections, norm_g - np.mean(norm_g), padlen=n // 2)
    return through_tops(slow) + through_tops(-slow)


def through_tops(signal: Signal) -> Signal:
    """Draw a line through the highest of every nine maxima, at every sample."""
    tops, _ = find_peaks(signal)
    if len(tops) == 0:
        return np.zeros(len(signal))
    group = np.arange(len(tops)) // SICBALDI_EXTREMA
    by_height = np.lexsort((-signal[tops], group))
    highest = by_height[np.unique(group[by_height], return_index=True)[1]]
    kept = tops[highest]
    return np.interp(np.arange(len(signal)), kept, signal[kept])

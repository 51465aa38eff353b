"""How regularly the motion around a candidate repeats: slow beats and fast ones."""

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft

from myosense.filtering import Signal
from myosense.intervals import to_samples
from myosense.measuring.around import Around, MeasureParameters, Window

LEAST_POWER = np.float32(1e-30)  #: In g^4: less would be a division by nothing.
BEAT_SHARE = 0.9  #: A lag with this share of the highest top is as good a beat.


def measure_rhythm(around: Around, parameters: MeasureParameters) -> dict[str, Signal]:
    """Measure how regularly the motion repeats: slow beats of its norm, fast of itself.

    Steps and slow trains repeat in the norm. Tremor and fast trains are looked for in the
    motion along the direction of the peak, whose period is not halved by taking a norm; its
    kurtosis is 1.5 for a sine and grows with the pauses between brief lobes.

    Returns
    -------
    dict
        ``rhythm``, ``tremor`` (0 to 1), ``rhythm_hz``, ``tremor_hz`` (Hz) and
        ``peakedness``, each of shape (n,).
    """
    p, rate_hz = parameters, around.motion.rate_hz
    slow, slow_hz = _beat(around.norm_g(-p.rhythm_s, p.rhythm_s), p.rhythm_lag_s, rate_hz)
    along_g = around.along_g(-p.tremor_s, p.tremor_s)
    fast, fast_hz = _beat(along_g, p.tremor_lag_s, rate_hz)
    return {
        "rhythm": slow,
        "rhythm_hz": slow_hz,
        "tremor": fast,
        "tremor_hz": fast_hz,
        "peakedness": _kurtosis(along_g),
    }


def _kurtosis(signal: Window) -> Signal:
    """Mean fourth power over the squared mean square, shape (n,); 3 for normal noise."""
    square = (signal - signal.mean(axis=1, keepdims=True)) ** 2
    fourth = np.einsum("ij,ij->i", square, square) / np.float32(square.shape[1])
    kurtosis: Signal = fourth / np.maximum(square.mean(axis=1) ** 2, LEAST_POWER)
    return kurtosis


def _beat(
    signal: Window, lags_s: tuple[float, float], rate_hz: float
) -> tuple[Signal, Signal]:
    """Largest autocorrelation at the lag of a beat, 0 to 1, and the beat's rate, Hz."""
    centered = signal - signal.mean(axis=1, keepdims=True)
    n = centered.shape[1]
    low, high = (to_samples(lag_s, rate_hz) for lag_s in lags_s)
    # Zeros as far as the longest lag: no end meets a beginning within it.
    n_padded = next_fast_len(n + high, real=True)
    spectrum = rfft(centered, n_padded, axis=1)
    power = spectrum.real**2 + spectrum.imag**2
    # A lag leaves fewer products: their mean, not their sum, is compared.
    correlation = irfft(power, n_padded, axis=1)[:, : high + 1]
    fewer = (np.float32(n) / (n - np.arange(low, high + 1))).astype(np.float32)
    beats = correlation[:, low:] * fewer / np.maximum(correlation[:, :1], 1e-12)
    best = beats.max(axis=1, keepdims=True)
    # Two beats apart is as much alike as one: the first of the highest tops is the beat.
    is_top = (beats[:, 1:-1] >= beats[:, :-2]) & (beats[:, 1:-1] >= beats[:, 2:])
    is_beat = beats == best
    is_beat[:, 1:-1] |= is_top & (beats[:, 1:-1] >= BEAT_SHARE * best)
    rate = rate_hz / (low + np.argmax(is_beat, axis=1))
    return np.clip(best[:, 0], 0.0, 1.0), rate

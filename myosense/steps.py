"""How much motion repeats at the pace of steps: what walking shows and tremor does not."""

from collections.abc import Sequence

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import irfft, next_fast_len, rfft

from myosense.filtering import Signal
from myosense.intervals import Mask, to_samples
from myosense.states import Few, StateParameters

FASTEST_HZ = 12.0  #: Tremor goes to and fro up to so often (Bhatia 2018); steps do not.
AS_ALIKE = 0.9  #: A faster beat with this share of the likeness at a step is the beat.


def step_rhythm(
    norm_g: Signal,
    band_g: Signal,
    rate_hz: float,
    first_row: int,
    parameters: StateParameters,
) -> Signal:
    """Say how much the motion around each sample repeats at the pace of steps.

    The largest autocorrelation of the norm at lags of one step, in windows of 4 s that
    start with every second of the stretch. Only where there may be steps: most of a day is
    too quiet, or pauses too much. A tremor repeats after any number of its cycles, so also
    after a step's time: where the motion itself has a faster beat, there are none.

    Parameters
    ----------
    norm_g : shape (n,)
    band_g : shape (n, 3)
        The motion that the norm is of.
    rate_hz
    first_row : int
        Row of the stretch that the first sample is.
    parameters
        Settings of the state.

    Returns
    -------
    shape (n,)
        0 to 1; 0 where the motion pauses between its beats, beats faster than steps or
        nowhere is as strong as walking, or where there are fewer samples than a window
        holds.
    """
    size, hop = to_samples(parameters.window_s, rate_hz), to_samples(1.0, rate_hz)
    skip = -first_row % hop
    if len(norm_g) < size + skip:
        return np.zeros(len(norm_g))
    windows = _windows(norm_g[skip:], size, hop)
    loud = np.flatnonzero(windows.max(axis=1) >= parameters.walking_g)
    loud_g = windows[loud]
    rms = np.sqrt(np.mean(loud_g**2, axis=1))
    n_below = np.count_nonzero(loud_g < parameters.walking_fill * rms[:, None], axis=1)
    may_walk = n_below <= size // 4
    best = np.zeros(len(windows))
    low, high = _step_lags(rate_hz, parameters)
    repeats = _autocorrelation([loud_g[may_walk]], high)[:, low:]
    best[loud[may_walk]] = repeats.max(axis=1)
    alike = np.flatnonzero(best >= parameters.walking_rhythm)
    axes = [_windows(axis_g[skip:], size, hop)[alike] for axis_g in band_g.T]
    best[alike[_is_faster(axes, rate_hz, parameters)]] = 0.0
    since_center = np.arange(len(norm_g)) - skip - size // 2 + hop // 2
    nearest = np.clip(since_center // hop, 0, len(best) - 1)
    rhythm: Signal = np.clip(best, 0.0, 1.0)[nearest]
    return rhythm


def _windows(signal: Signal, size: int, hop: int) -> Few:
    """Look at a signal in overlapping windows, shape (n_windows, size)."""
    return sliding_window_view(signal.astype(np.float32), size)[::hop]


def _step_lags(rate_hz: float, parameters: StateParameters) -> tuple[int, int]:
    """Lags from one of the fastest steps to past one of the slowest strides."""
    low = to_samples(1 / parameters.step_high_hz, rate_hz)
    return low, to_samples(1 / parameters.step_low_hz, rate_hz) + 1


def _autocorrelation(axes: Sequence[Few], n_lags: int) -> Signal:
    """Say how alike each window is to itself a lag later, all axes together.

    Parameters
    ----------
    axes : each of shape (n_windows, size)
    n_lags
        How many lags, from none on; no more than a window has samples are given.

    Returns
    -------
    shape (n_windows, n_lags)
        1 at lag 0.
    """
    size = axes[0].shape[1]
    n_lags = min(n_lags, size)
    # Zeros as far as the longest lag: no end meets a beginning within it.
    n = next_fast_len(size + n_lags, real=True)
    spectra = (rfft(axis - axis.mean(axis=1, keepdims=True), n, 1) for axis in axes)
    power = sum(spectrum.real**2 + spectrum.imag**2 for spectrum in spectra)
    # A lag leaves fewer products: their mean, not their sum, is compared.
    correlation = irfft(power, n, axis=1)[:, :n_lags]
    correlation *= np.float32(size) / (size - np.arange(n_lags, dtype=np.float32))
    alike: Signal = correlation.astype(np.float64)
    return alike / np.maximum(alike[:, :1], 1e-12)


def _is_faster(axes: Sequence[Few], rate_hz: float, parameters: StateParameters) -> Mask:
    """Say which windows repeat faster than steps, and as well as at a step's pace.

    The motion itself is asked, with its signs: the norm of a step that goes up and down
    repeats twice in its time.
    """
    first = to_samples(1 / FASTEST_HZ, rate_hz)
    low, high = _step_lags(rate_hz, parameters)
    alike = _autocorrelation(axes, high)
    here, before, after = (alike[:, first + by : low + by] for by in (0, -1, 1))
    is_top = (here >= before) & (here >= after)
    fast = np.max(here, axis=1, where=is_top, initial=0.0)
    slow = alike[:, low:].max(axis=1)
    is_faster: Mask = fast >= np.maximum(parameters.walking_rhythm, AS_ALIKE * slow)
    return is_faster

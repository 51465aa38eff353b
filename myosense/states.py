"""The wearer's state: long still, rest, active or walking.

Taken from the quiet part of the motion beside the counted jerks, and from spells of it
that a jerk alone does not make, so that no jerk puts its own seconds into action. Sleep is
never inferred.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
from scipy.fft import irfft, next_fast_len, rfft
from scipy.ndimage import (
    binary_dilation,
    binary_erosion,
    binary_opening,
    binary_propagation,
    median_filter,
)

from myosense.errors import SettingsError
from myosense.filtering import Signal
from myosense.intervals import Mask, from_mask, to_samples

Few = npt.NDArray[np.float32]
Names = npt.NDArray[np.str_]

FASTEST_HZ = 12.0  #: Tremor goes to and fro up to so often (Bhatia 2018); steps do not.
AS_ALIKE = 0.9  #: A faster beat with this share of the likeness at a step is the beat.


@dataclass(frozen=True, kw_only=True)
class StateParameters:
    """Settings of the wearer's state."""

    smooth_s: float = 5.0  #: Seconds over which the quiet motion is taken.
    rest_g: float = 0.02  #: Quiet motion below this is rest: above most devices' noise.
    #: Shortest spell of motion that is not rest. A jerk and its ring-down make themselves a
    #: spell of up to 6 s (simulated, at the chest), and all that it holds is that jerk: a
    #: still wearer with 60 jerks an hour seemed to have 1000 an hour in action.
    spell_s: float = 7.0
    walking_g: float = 0.06  #: Walking is above this.
    walking_rhythm: float = 0.5  #: How alike consecutive steps are at least.
    #: Least quarter quantile of walking over its RMS. A train of brief jerks, however
    #: regular, pauses between them (1 Hz: 0.1 to 0.2); steps hardly do (0.3 to 0.7).
    walking_fill: float = 0.3
    walking_s: float = 3.0  #: Shortest walk, and longest pause within one.
    walking_edge_s: float = 2.0  #: First and last steps, before and after the rhythm.
    step_low_hz: float = 0.7  #: Slowest strides, seen at the foot, to the fastest steps:
    step_high_hz: float = 3.2  #: walking has 1.4 to 2.3 steps a second, running up to 3.
    window_s: float = 4.0  #: Window in which steps are looked for.
    long_still_min: float = 10.0  #: Rest without a turn for this long is long still.
    still_turn_deg: float = 5.0  #: A turn is a change of posture above this.

    def __post_init__(self) -> None:
        """Check the limits."""
        if not 0 < self.rest_g <= self.walking_g:
            raise SettingsError(
                "states.rest_g must be above 0 and at most walking_g "
                f"({self.walking_g:g}), but it is {self.rest_g:g}"
            )


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


def mark_walking(
    quiet_g: Signal | Few, rhythm: Signal | Few, tick_s: float, parameters: StateParameters
) -> Mask:
    """Mark the ticks of one gap-free stretch where steps are seen, jerks included.

    Parameters
    ----------
    quiet_g, rhythm, tick_s, parameters
        As `label_states` has them.

    Returns
    -------
    shape (n,)
    """
    smooth_g = median_filter(quiet_g, size=_window(parameters.smooth_s / 2, tick_s))
    return _walking(smooth_g, rhythm, tick_s, parameters)


def label_states(  # noqa: PLR0913 - three tracks, where jerks are, and settings
    quiet_g: Signal | Few,
    rhythm: Signal | Few,
    mean_g: Signal | Few,
    tick_s: float,
    parameters: StateParameters,
    *,
    is_jerk: Mask,
) -> Names:
    """Name the state of every tick of one gap-free stretch.

    What moves beside a counted jerk is not seen while it lasts, so that the state is judged
    from the ticks around: motion and steps are smoothed over what is seen, and go on across
    what is not only if both sides show them.

    Parameters
    ----------
    quiet_g : shape (n,)
        Median motion of each tick.
    rhythm : shape (n,)
        How much the motion repeats as steps do.
    mean_g : shape (n, 3)
        Mean acceleration of each tick, gravity included.
    tick_s
        Length of a tick.
    parameters
        Settings of the state.
    is_jerk : shape (n,)
        Where counted jerks are: main lobes, or the whole of a train.
    """
    p = parameters
    is_hidden = _with_ring_down(is_jerk, quiet_g, p.rest_g)
    smooth_g = _smooth(quiet_g, is_hidden, _window(p.smooth_s / 2, tick_s))
    # A jerk takes the rhythm from every window that it is in.
    window = np.ones(_window(p.window_s / 2, tick_s), dtype=bool)
    rhythm = _across(rhythm, binary_dilation(is_hidden, window))
    is_walking = _walking(smooth_g, rhythm, tick_s, p)
    is_moving = is_walking | (smooth_g >= p.rest_g)
    spell = np.ones(min(to_samples(p.spell_s, 1 / tick_s), len(is_moving)), dtype=bool)
    is_rest = ~binary_opening(is_moving, spell)
    still = _long_still(is_rest, mean_g, tick_s, p)
    names = ["walking", "long_still", "rest"]
    return np.select([is_walking, still, is_rest], names, "active")


def _window(reach_s: float, tick_s: float) -> int:
    """Ticks of a window that reaches so far to both sides of one."""
    return 2 * to_samples(reach_s, 1 / tick_s) + 1


def _walking(
    smooth_g: Signal | Few, rhythm: Signal | Few, tick_s: float, parameters: StateParameters
) -> Mask:
    p = parameters
    span = np.ones(to_samples(p.walking_s, 1 / tick_s), dtype=bool)
    steps = (smooth_g >= p.walking_g) & (rhythm >= p.walking_rhythm)
    edges = np.ones(_window(p.walking_edge_s, tick_s), dtype=bool)
    # A pause is closed, but the end of the stretch is none: beyond it nothing is known.
    closed = binary_erosion(binary_dilation(steps, span), span, border_value=1)
    is_walking: Mask = binary_dilation(binary_opening(closed, span), edges)
    return is_walking


def _with_ring_down(is_jerk: Mask, quiet_g: Signal | Few, rest_g: float) -> Mask:
    """Add to jerks the motion that rises to them and falls from them, down to rest."""
    change_g = np.diff(quiet_g)
    is_moving = quiet_g >= rest_g
    falls = is_jerk | (is_moving & np.append(False, change_g < 0))
    rises = is_jerk | (is_moving & np.append(change_g > 0, False))
    later, earlier = np.array([[False, True, True], [True, True, False]])
    hidden: Mask = binary_propagation(is_jerk, later, mask=falls)
    hidden |= binary_propagation(is_jerk, earlier, mask=rises)
    return hidden


def _smooth(quiet_g: Signal | Few, is_hidden: Mask, size: int) -> Signal | Few:
    """Take the running median of what is seen."""
    smooth_g = median_filter(quiet_g, size=size)
    if np.all(is_hidden):
        return smooth_g
    near = np.flatnonzero(binary_dilation(is_hidden, np.ones(size, dtype=bool)))
    seen_g = np.pad(np.where(is_hidden, np.nan, quiet_g), size // 2, constant_values=np.nan)
    # What is missing is sorted last.
    ranked_g = np.sort(sliding_window_view(seen_g, size)[near], axis=1)
    n_seen = np.count_nonzero(~np.isnan(ranked_g), axis=1)
    middle = np.column_stack(((n_seen - 1) // 2, n_seen // 2))
    smooth_g[near] = np.take_along_axis(ranked_g, middle, axis=1).mean(axis=1)
    return _across(smooth_g, np.isnan(smooth_g))


def _across(values: Signal | Few, is_hidden: Mask) -> Signal | Few:
    """Give what is hidden the lower of the values seen last before and first after it.

    Where nothing is seen at all, the values stay.
    """
    if np.all(is_hidden) or not np.any(is_hidden):
        return values
    seen = pd.Series(np.where(is_hidden, np.nan, values))
    lower: Signal = np.fmin(seen.ffill().to_numpy(), seen.bfill().to_numpy())
    return lower


def _long_still(
    is_rest: Mask, mean_g: Signal | Few, tick_s: float, parameters: StateParameters
) -> Mask:
    """Mark rest that lasts long enough without a turn between one minute and the next."""
    minute = to_samples(60.0, 1 / tick_s)
    least = 60 * parameters.long_still_min / tick_s
    mask = np.zeros(len(is_rest), dtype=bool)
    for start, stop in from_mask(is_rest):
        if stop - start >= least:
            first = max(start - minute, 0)
            turn_deg = _turn(mean_g[first : stop + 2 * minute], minute)
            still = turn_deg[start - first :][: stop - start] < parameters.still_turn_deg
            for begin, end in start + from_mask(still):
                mask[begin:end] = end - begin >= least
    return mask


def _turn(mean_g: Signal | Few, minute: int) -> Signal | Few:
    """Say how far gravity turns from each tick to the tick a minute later, in degrees."""
    # Axis by axis: scipy's filter is quick along one dimension only.
    down = np.stack(
        [median_filter(axis, size=minute // 6 + 1) for axis in mean_g.T], axis=1
    )
    down = down / np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-12)
    later = np.minimum(np.arange(len(down)) + minute, len(down) - 1)
    cosine = np.clip(np.sum(down * down[later], axis=1), -1.0, 1.0)
    turn_deg: Signal = np.degrees(np.arccos(cosine))
    return turn_deg

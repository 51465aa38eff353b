"""The wearer's state: long still, rest, active or walking.

Taken from the quiet part of the motion beside the counted jerks, and from spells of it
that a jerk alone does not make, so that no jerk puts its own seconds into action. Sleep is
never inferred.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from numpy.lib.stride_tricks import sliding_window_view
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

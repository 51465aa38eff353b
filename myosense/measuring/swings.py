"""What follows the main lobe: the braking, the after-swings, and whether they are one line.

A muscle pushes a limb and the joint's spring, or the antagonist, brakes it: a lobe of the
other sign that gives back the speed gained. Then the limb swings out. A push that is not
braked within half a second has moved the limb elsewhere, as a reach does.
"""

import numpy as np

from myosense.detection import Rows
from myosense.filtering import Signal
from myosense.measuring.around import Around, MeasureParameters, Window
from myosense.peaks import vertex

LOBES_S = (0.25, 1.1)  #: Lobes are counted from before the peak to the longest ring-down.
RING_DOWN_S = 1.1  #: Longest ring-down to 10 %: 95th percentile of an arm, in sleep.
SWING_SHARE = 0.1  #: Smallest after-swing, of the peak: where a ring-down is over,
SWING_SNR = 3.0  #: and in noise floors: beyond them is noise.
LEAST_POWER = np.float32(1e-30)  #: In g^2: less would be a division by nothing.


def measure_swings(around: Around, parameters: MeasureParameters) -> dict[str, Signal]:
    """Measure the event that the main lobe opens.

    Returns
    -------
    dict
        ``n_lobes`` (above a quarter of the peak), ``unreturned`` (0 to 1),
        ``braking_share`` (of the peak), ``braking_lag_s`` (s, below 0 before the main lobe,
        missing without a braking lobe), ``n_after_swings`` and ``damping`` (of critical,
        missing with fewer than two after-swings), each of shape (n,).
    """
    peak_g = around.peak_g
    share, lag_s = _braking(around, parameters.event_s)
    audible_g = np.maximum(
        SWING_SHARE * peak_g, SWING_SNR * around.motion.floor_g[around.peaks]
    )
    n_swings, damping = _ring_down(around.along_g(0.0, RING_DOWN_S), audible_g)
    norm_g = around.norm_g(-LOBES_S[0], LOBES_S[1])
    return {
        "n_lobes": _count_lobes(norm_g, peak_g).astype(np.float64),
        "unreturned": _unreturned(around.along_g(-parameters.lobe_s, parameters.lobe_s)),
        "braking_share": share,
        "braking_lag_s": lag_s,
        "n_after_swings": n_swings,
        "damping": damping,
    }


def measure_straightness(
    around: Around, parameters: MeasureParameters
) -> dict[str, Signal]:
    """Measure how much of the event lies along the direction of its peak.

    Returns
    -------
    dict
        ``straightness`` (share of the power, 0 to 1), of shape (n,).
    """
    event_g = around.band_g(-parameters.event_s / 2, parameters.event_s)
    power = np.einsum("nwk,nwk->n", event_g, event_g)
    on_line = around.along_g(-parameters.event_s / 2, parameters.event_s)
    return {"straightness": np.sum(on_line**2, axis=1) / np.maximum(power, LEAST_POWER)}


def _count_lobes(norm_g: Window, peak_g: Signal) -> Rows:
    """Lobes above a quarter of the peak."""
    inner = norm_g[:, 1:-1]
    is_top = (inner > norm_g[:, :-2]) & (inner >= norm_g[:, 2:])
    n_lobes: Rows = np.count_nonzero(is_top & (inner > peak_g[:, None] / 4), axis=1)
    return n_lobes


def _unreturned(along_g: Window) -> Signal:
    """Share of the speed gained that is not lost again within half a second, 0 to 1."""
    gained = np.sum(np.abs(along_g), axis=1)
    share: Signal = np.abs(np.sum(along_g, axis=1)) / np.maximum(gained, 1e-12)
    return share


def _braking(around: Around, event_s: float) -> tuple[Signal, Signal]:
    """Height of the largest opposite lobe over the main one, and its time after it."""
    opposite_g = -around.along_g(-event_s, event_s)
    at = np.argmax(opposite_g, axis=1)
    inner = np.clip(at, 1, opposite_g.shape[1] - 2)
    each = np.arange(len(at))
    share = np.maximum(opposite_g[each, at], 0.0) / around.peak_g
    between = vertex(*(opposite_g[each, inner + step] for step in (-1, 0, 1)))
    lag_s = (at + between - opposite_g.shape[1] // 2) / around.motion.rate_hz
    return share, np.where(share > 0, lag_s, np.nan)


def _ring_down(after_g: Window, least_g: Signal) -> tuple[Signal, Signal]:
    """Count the after-swings, and take the damping from how they die away.

    An after-swing is what lies between two changes of sign; they are counted from the main
    lobe on, up to the first that is too small.

    Parameters
    ----------
    after_g : shape (n, n_window)
        Motion along the direction of the peak, from the peak on.
    least_g : shape (n,)
        Smallest after-swing.

    Notes
    -----
    Logarithmic decrement (Rao, Mechanical Vibrations, 2011): swings of a joint that nothing
    drives fall by ``exp(-d)`` each, and ``d / sqrt(pi^2 + d^2)`` is its share of critical
    damping. The main lobe is left out, because the muscle still drives it.
    """
    n, n_window = after_g.shape
    is_up = after_g > 0
    is_new = np.column_stack((np.ones(n, dtype=bool), is_up[:, 1:] != is_up[:, :-1]))
    starts = np.flatnonzero(is_new)
    height_g = np.maximum.reduceat(np.abs(after_g).ravel(), starts)
    owner = starts // n_window
    main = np.searchsorted(owner, np.arange(n))
    stop = np.append(main[1:], len(starts))
    is_over = height_g < least_g[owner]
    # What still rises where the window ends has no height yet.
    is_over[stop - 1] |= np.abs(after_g[:, -1]) >= height_g[stop - 1]
    is_over[main] = False
    until = np.where(is_over, np.arange(len(starts)), stop[owner])
    n_swings = np.minimum.reduceat(until, main) - main - 1
    is_dying = n_swings >= 2
    first, last = (np.where(is_dying, main + number, 0) for number in (1, n_swings))
    fall = np.log(height_g[first] / height_g[last]) / np.maximum(n_swings - 1, 1)
    fall = np.maximum(fall, 0.0)
    damping = np.where(is_dying, fall / np.hypot(np.pi, fall), np.nan)
    return n_swings.astype(np.float64), damping

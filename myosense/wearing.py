"""Whether the sensor was worn: said only on evidence that a body cannot give.

Breathing, the pulse and small turns move a sensor on the stillest sleeper; a table shows
none of them. A minute with any of them was worn.
"""

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import binary_opening
from scipy.signal import detrend, periodogram

from myosense import intervals
from myosense.errors import SettingsError
from myosense.intervals import Mask, Seconds, to_samples
from myosense.recording import Recording
from myosense.states import Few
from myosense.ticks import TICK_S, Ticks

MINUTE_TICKS = to_samples(60.0, 1 / TICK_S)
LEAST_MINUTES = 2  #: A shorter stretch cannot show breathing, which takes two on end.
CONSTANT_SHARE = 0.9  #: A minute with more of its ticks holding one value shows nothing.


@dataclass(frozen=True, kw_only=True)
class WearParameters:
    """Settings of the signs of a body."""

    not_worn_min: float = 20.0  #: Least time without any sign of a body to be not worn.
    body_ratio: float = 8.0  #: Breathing or pulse stands this far above the noise spectrum.
    body_low_hz: float = 0.12  #: Below it a sensor's own drift looks like breathing.
    body_turn_deg: float = 1.0  #: A body turns by this between minutes; a table does not.
    breathing_g: float = 0.0015  #: A sensor that cannot show this much is blind.
    #: What a blind one needs: no body keeps its posture for so long.
    blind_min: float = 180.0

    def __post_init__(self) -> None:
        """Check the limits."""
        if not 1 <= self.not_worn_min <= self.blind_min:
            raise SettingsError(
                "wear.not_worn_min must be at least 1 and at most blind_min "
                f"({self.blind_min:g}), but it is {self.not_worn_min:g}"
            )
        if self.body_ratio <= 1:
            raise SettingsError(
                f"wear.body_ratio must be above 1, but it is {self.body_ratio:g}"
            )


def find_not_worn(
    recording: Recording, ticks: Ticks, parameters: WearParameters
) -> tuple[Seconds, Seconds]:
    """Find long times without any sign of a body, and those that are uncertain.

    A minute shows a body if breathing or pulse stand above the noise spectrum, or if the
    posture differs from a minute beside it. A minute is blind, and shows nothing either
    way, if its ticks hold one value each or if the noise would hide breathing; blind time
    is uncertain, and not worn only after so long that any body would have turned.

    Returns
    -------
    not_worn : shape (n, 2)
        Where the sensor was not worn, in seconds.
    uncertain : shape (m, 2)
        Other times that may not have been worn: too blind to tell, or cut by gaps into
        stretches too short to tell.
    """
    p = parameters
    lost = [intervals.empty_seconds()]
    minutes, bodies = [intervals.empty_seconds()], [np.zeros(0, dtype=bool)]
    for s in recording.stretches:
        part = ticks.rows_of(s)
        n_minutes = (part.stop - part.start) // MINUTE_TICKS
        if n_minutes < LEAST_MINUTES:
            continue
        rows = slice(part.start, part.start + n_minutes * MINUTE_TICKS)
        # What is left over at the end of the stretch belongs to the last minute.
        starts_s, has_body, is_blind = _by_minute(ticks, rows, p)
        edges_s = np.append(starts_s, s.stop_s)
        for start, stop in intervals.from_mask(~has_body):
            n_blind = int(np.count_nonzero(is_blind[start:stop]))
            needed = p.blind_min if n_blind > (stop - start) / 2 else p.not_worn_min
            if stop - start >= needed:
                lost.append(edges_s[[[start, stop]]])
        minutes.append(np.column_stack((edges_s[:-1], edges_s[1:])))
        bodies.append(has_body)
    not_worn = intervals.union(np.concatenate(lost))
    return not_worn, _uncertain(
        np.concatenate(minutes), np.concatenate(bodies), not_worn, p.not_worn_min
    )


def _uncertain(
    minutes_s: Seconds, has_body: Mask, not_worn: Seconds, least_min: float
) -> Seconds:
    """Find long runs of other minutes without a body, gaps between them left out."""
    spans = [intervals.empty_seconds()]
    is_lost = intervals.contains(not_worn, minutes_s[:, 0])
    for start, stop in intervals.from_mask(~has_body):
        left = minutes_s[start:stop][~is_lost[start:stop]]
        if len(left) >= least_min:
            spans.append(left)
    return intervals.union(np.concatenate(spans))


def _by_minute(
    ticks: Ticks, rows: slice, parameters: WearParameters
) -> tuple[Seconds, Mask, Mask]:
    """Say of each whole minute when it starts, if it shows a body, and if it is blind."""
    starts_s, body, blind = [], [], []
    for core, around in ticks.pieces(rows, margin=MINUTE_TICKS):
        minutes_g = ticks.mean_g[around].reshape(-1, MINUTE_TICKS, 3)
        still = ticks.is_constant[around].reshape(-1, MINUTE_TICKS)
        is_constant = still.mean(axis=1) > CONSTANT_SHARE
        has_body, is_blind = signs_of_body(minutes_g, is_constant, parameters)
        first = (core.start - around.start) // MINUTE_TICKS
        own = slice(first, first + (core.stop - core.start) // MINUTE_TICKS)
        starts_s.append(ticks.start_s[core][::MINUTE_TICKS].copy())
        body.append(has_body[own])
        blind.append(is_blind[own])
    return np.concatenate(starts_s), np.concatenate(body), np.concatenate(blind)


def signs_of_body(
    minutes_g: Few, is_constant: Mask, parameters: WearParameters
) -> tuple[Mask, Mask]:
    """Say of each minute whether it shows a body, and whether it could have.

    Parameters
    ----------
    minutes_g : shape (n_minutes, n_ticks, 3)
        Mean acceleration of each tick.
    is_constant : shape (n_minutes,)
        Whether nearly every tick holds one value.
    parameters
        Settings of the signs of a body.

    Returns
    -------
    has_body : shape (n_minutes,)
        Breathing or pulse in two minutes on end, or a turn on either side.
    is_blind : shape (n_minutes,)
        Breathing would not have shown.

    Notes
    -----
    A sine of amplitude ``a`` stands in the periodogram of a minute behind a Hann window at
    ``a ** 2 * 60 s / 3``; the smallest visible one is where that meets the limit.
    """
    frequency_hz, power = periodogram(
        detrend(minutes_g, axis=1), fs=1 / TICK_S, window="hann", detrend=False, axis=1
    )
    band = power[:, frequency_hz >= parameters.body_low_hz].sum(axis=2)
    limit = parameters.body_ratio * np.median(band, axis=1)
    is_blind: Mask = is_constant | (np.sqrt(3 * limit / 60.0) > parameters.breathing_g)
    is_alive = ~is_constant & (band.max(axis=1) > limit)
    down = np.median(minutes_g, axis=1)
    down /= np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-12)
    cosine = np.clip(np.sum(down[1:] * down[:-1], axis=1), -1.0, 1.0)
    turns = np.degrees(np.arccos(cosine)) > parameters.body_turn_deg
    is_turned = np.append(turns, False) | np.append(False, turns)
    has_body: Mask = binary_opening(is_alive, np.ones(2, dtype=bool)) | is_turned
    return has_body, is_blind

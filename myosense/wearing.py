"""Whether the sensor was worn: said only on evidence that a body cannot give.

Breathing, the pulse and small turns move a sensor on the stillest sleeper; a table shows
none of them for hours. A minute with any of them was worn.
"""

from dataclasses import dataclass

import numpy as np
from scipy.signal import detrend, periodogram

from myosense import intervals
from myosense.errors import SettingsError
from myosense.filtering import Signal
from myosense.intervals import Mask, Seconds, to_samples
from myosense.recording import Recording
from myosense.ticks import TICK_S, Ticks

MINUTE_TICKS = to_samples(60.0, 1 / TICK_S)
CONSTANT_SHARE = 0.9  #: A minute with more of its ticks holding one value shows nothing.
NO_POWER = 1e-14  #: g^2/Hz; stands for the noise of a sensor that shows none.


@dataclass(frozen=True, kw_only=True)
class WearParameters:
    """Settings of the signs of a body."""

    not_worn_min: float = 30.0  #: Least time without any sign of a body to be not worn.
    body_ratio: float = 8.0  #: Breathing or pulse stands this far above the noise spectrum.
    body_low_hz: float = 0.12  #: Below it a sensor's own drift looks like breathing.
    body_turn_deg: float = 1.0  #: A body turns by this between minutes; a table does not.
    constant_min: float = 60.0  #: Not worn where one value is held for this long.

    def __post_init__(self) -> None:
        """Check the limits."""
        if not 1 <= self.not_worn_min <= self.constant_min:
            raise SettingsError(
                "wear.not_worn_min must be at least 1 and at most constant_min "
                f"({self.constant_min:g}), but it is {self.not_worn_min:g}"
            )
        if self.body_ratio <= 1:
            raise SettingsError(
                f"wear.body_ratio must be above 1, but it is {self.body_ratio:g}"
            )


def find_not_worn(
    recording: Recording, ticks: Ticks, parameters: WearParameters
) -> tuple[Seconds, bool]:
    """Find long times without any sign of a body; say whether any time is uncertain.

    A minute shows a body if breathing or pulse stand above the noise spectrum, or if the
    posture differs from a minute beside it. A minute whose ticks hold one value each shows
    nothing either way: it is uncertain, and not worn only after a longer time.

    Returns
    -------
    spans : shape (n, 2)
        Where the sensor was not worn, in seconds.
    is_uncertain : bool
        Whether some other time is too blind to tell.
    """
    p = parameters
    lost = [intervals.empty_seconds()]
    is_uncertain = False
    for s in recording.stretches:
        part = ticks.rows_of(s)
        n_minutes = (part.stop - part.start) // MINUTE_TICKS
        if n_minutes < p.not_worn_min:
            continue
        rows = slice(part.start, part.start + n_minutes * MINUTE_TICKS)
        # What is left over at the end of the stretch belongs to the last minute.
        edges_s = np.append(ticks.start_s[rows][::MINUTE_TICKS], s.stop_s)
        minutes_g = ticks.mean_g[rows].reshape(n_minutes, MINUTE_TICKS, 3)
        still = ticks.is_constant[rows].reshape(n_minutes, MINUTE_TICKS)
        is_blind = still.mean(axis=1) > CONSTANT_SHARE
        for start, stop in intervals.from_mask(~shows_body(minutes_g, p)):
            n_blind = int(np.count_nonzero(is_blind[start:stop]))
            needed = p.constant_min if n_blind > (stop - start) / 2 else p.not_worn_min
            if stop - start >= needed:
                lost.append(edges_s[[[start, stop]]])
            elif stop - start >= p.not_worn_min:
                is_uncertain = True
    return intervals.union(np.concatenate(lost)), is_uncertain


def shows_body(minutes_g: Signal, parameters: WearParameters) -> Mask:
    """Say of each minute whether breathing, pulse or a turn show a body.

    Parameters
    ----------
    minutes_g : shape (n_minutes, n_ticks, 3)
        Mean acceleration of each tick.
    parameters
        Settings of the signs of a body.

    Returns
    -------
    shape (n_minutes,)
    """
    frequency_hz, power = periodogram(
        detrend(minutes_g, axis=1), fs=1 / TICK_S, window="hann", detrend=False, axis=1
    )
    band = power[:, frequency_hz >= parameters.body_low_hz].sum(axis=2)
    noise = np.maximum(np.median(band, axis=1), NO_POWER)
    is_alive = band.max(axis=1) > parameters.body_ratio * noise
    down = np.median(minutes_g, axis=1)
    down /= np.maximum(np.linalg.norm(down, axis=1, keepdims=True), 1e-12)
    cosine = np.clip(np.sum(down[1:] * down[:-1], axis=1), -1.0, 1.0)
    turns = np.degrees(np.arccos(cosine)) > parameters.body_turn_deg
    has_body: Mask = is_alive | np.append(turns, False) | np.append(False, turns)
    return has_body

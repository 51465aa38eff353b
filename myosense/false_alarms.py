"""Rates less the false alarms that the detector is known to raise.

Someone who has measured how often it counts what is no jerk, in a person, a state and with
a sensor such as these, can say so in the settings. The correction is off by default, and
its uncertainty is carried through. What the detector misses is not corrected.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from myosense.coverage import STATES
from myosense.errors import SettingsError
from myosense.estimates import exact_poisson

Floats = npt.NDArray[np.float64]
Limited = tuple[Floats, Floats, Floats]  #: a rate per hour, its lower and upper limit


@dataclass(frozen=True, kw_only=True)
class FalseAlarmParameters:
    """Settings of `correct`: false alarms counted in so many hours without a jerk."""

    n: int = 0  #: In any state.
    hours: float = 0.0  #: 0: no correction.
    #: By state: long_still, rest, active, walking. Where its hours are 0, the figures for
    #: any state hold.
    n_by_state: tuple[int, int, int, int] = (0, 0, 0, 0)
    hours_by_state: tuple[float, float, float, float] = (0.0, 0.0, 0.0, 0.0)

    def __post_init__(self) -> None:
        """Check that alarms have hours, and every state a figure if one has."""
        named = zip(STATES, self.n_by_state, self.hours_by_state, strict=True)
        for name, n, hours in (("any state", self.n, self.hours), *named):
            if n < 0 or hours < 0 or (n > 0 and hours == 0):
                raise SettingsError(
                    f"false_alarms of {name} are {n} in {hours:g} h; expected a count of "
                    "at least 0 and the hours that it was counted in"
                )
        if self.hours == 0 and 0 < np.count_nonzero(self.hours_by_state) < len(STATES):
            raise SettingsError(
                "false_alarms.hours_by_state leaves out a state; expected hours for each "
                "or, in false_alarms.hours, for any"
            )

    @property
    def is_on(self) -> bool:
        """Whether anything is known of false alarms."""
        return self.hours > 0 or any(self.hours_by_state)


def correct(
    rate: Limited, state_s: Floats, confidence: float, parameters: FalseAlarmParameters
) -> Limited:
    """Subtract the false alarms expected in the states of each bin.

    Parameters
    ----------
    rate
        Rates per hour with their limits, shape (n_bins,) each.
    state_s : shape (n_bins, n_states)
        Analyzable seconds of each bin in each state, in the order of `STATES`.
    confidence
        Of the interval of the false alarms, as that of the rates.
    parameters
        What is known of the false alarms; `is_on`.

    Returns
    -------
    rate, low, high : shape (n_bins,)
        None is below 0; NaN where nothing could be judged.

    Notes
    -----
    The limits of sums and differences by the square-and-add rule (Zou & Donner, 2008,
    Stat. Med. 27:1693), which needs no symmetric intervals.
    """
    alarms, alarms_low, alarms_high = expected(state_s, confidence, parameters)
    at, low, high = rate
    difference = at - alarms
    limits = (
        difference,
        difference - np.hypot(at - low, alarms_high - alarms),
        difference + np.hypot(high - at, alarms - alarms_low),
    )
    corrected, corrected_low, corrected_high = (np.maximum(x, 0.0) for x in limits)
    return corrected, corrected_low, corrected_high


def expected(
    state_s: Floats, confidence: float, parameters: FalseAlarmParameters
) -> Limited:
    """Average the false alarms of the states by the time in each.

    Returns
    -------
    rate, low, high : shape (n_bins,)
        Per hour; parameters as for `correct`.
    """
    own_h = np.array(parameters.hours_by_state)
    n = np.where(own_h > 0, parameters.n_by_state, parameters.n)
    hours = np.where(own_h > 0, own_h, parameters.hours)
    # States without hours of their own share one figure, and with it its error.
    source = np.where(own_h > 0, np.arange(len(STATES)), len(STATES))
    low, high = exact_poisson(n, confidence)
    with np.errstate(invalid="ignore"):
        share = state_s / state_s.sum(axis=1, keepdims=True)
    weight = np.zeros((len(state_s), len(STATES) + 1))
    for i, of in enumerate(source):
        weight[:, of] += share[:, i]
    figures = np.zeros((3, len(STATES) + 1))
    figures[:, source] = np.array([n, low, high]) / hours
    at = weight @ figures[0]
    below = np.sqrt(weight**2 @ (figures[0] - figures[1]) ** 2)
    above = np.sqrt(weight**2 @ (figures[2] - figures[0]) ** 2)
    return at, at - below, at + above

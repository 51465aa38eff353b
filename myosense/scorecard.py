"""The scorecard: what each measure of a candidate says of its being a jerk.

Each measure moves the log-odds between a limit that speaks against a jerk and one that
speaks for it, by a weight that says how much it tells. No measure has a veto, so a jerk
among other jerks is still one. The sum gives a score between 0 and 1 that is not
calibrated; beside the networks each measure counts by a worth of its own.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense.errors import SettingsError
from myosense.filtering import Signal

#: Narrowest and widest main lobe by site, in seconds: 5th percentile of cortical to 95th of
#: non-cortical jerks of a muscle-driven joint, rounded outward. A wrist also sees the
#: shoulder. An unknown site takes the widest.
WIDTH_LIMITS_S = {
    **dict.fromkeys(("hand", "finger", "foot", "toe"), (0.015, 0.12)),
    **dict.fromkeys(("wrist", "forearm", "upper_arm"), (0.02, 0.19)),
    **dict.fromkeys(("thigh", "shank", "ankle", "face", "head", "neck"), (0.02, 0.16)),
    **dict.fromkeys(("chest", "abdomen", "lower_back", "hip"), (0.03, 0.24)),
    "unknown": (0.015, 0.24),
}
WIDTH_MARGIN = 1.25  #: A width so far beyond its site's limits fits no more.


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """What one measure says: nothing at `against` and beyond, `weight` at `in_favor`.

    In between it grows with the measure, or with its logarithm.
    """

    against: float
    in_favor: float
    weight: float  #: log-odds
    is_log: bool = False

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.against == self.in_favor or self.weight < 0:
            raise SettingsError(
                "evidence must have two limits and a weight of at least 0, "
                f"but it is {self}"
            )
        if self.is_log and min(self.against, self.in_favor) <= 0:
            raise SettingsError(
                f"limits on a logarithm must be above 0, but they are {self}"
            )

    def share(self, values: npt.ArrayLike) -> Signal:
        """Return where the values lie between the limits, 0 to 1; 1 where missing.

        What could not be measured does not speak against a jerk.
        """
        measured = np.asarray(values, dtype=np.float64)
        low, high = self.against, self.in_favor
        if self.is_log:
            measured = np.log(np.maximum(measured, 1e-9))
            low, high = np.log(low), np.log(high)
        share = np.clip((measured - low) / (high - low), 0.0, 1.0)
        return np.where(np.isnan(share), 1.0, share)


@dataclass(frozen=True, kw_only=True)
class ScoreParameters:
    """The scorecard.

    Limits were read off the measures of jerks planted in recordings marked for fitting and
    of everything else found there. Weights started from a logistic fit to the same
    (`benchmarks/scorecard.py` prints both side by side) and were moved by hand, toward
    fewer false alarms and away from judging a jerk by its company.
    """

    peak_g: Evidence = Evidence(against=0.05, in_favor=0.4, weight=3.75, is_log=True)
    #: 1 inside the site's limits.
    width: Evidence = Evidence(against=0.0, in_favor=1.0, weight=2.75)
    straightness: Evidence = Evidence(against=0.5, in_favor=0.95, weight=5.5)
    quiet_before: Evidence = Evidence(against=0.3, in_favor=0.02, weight=2.0, is_log=True)
    posture_change_deg: Evidence = Evidence(
        against=8.0, in_favor=1.5, weight=1.75, is_log=True
    )
    context_turn_deg: Evidence = Evidence(
        against=15.0, in_favor=2.0, weight=3.25, is_log=True
    )
    sharpness: Evidence = Evidence(against=0.5, in_favor=0.1, weight=4.0)
    jerk_match: Evidence = Evidence(against=0.5, in_favor=0.95, weight=6.0)
    tremor: Evidence = Evidence(against=0.8, in_favor=0.4, weight=2.5)
    walking: Evidence = Evidence(against=1.0, in_favor=0.0, weight=3.0)  #: 1 while walking
    bias: float = -30.0  #: log-odds before any evidence

    @property
    def evidence(self) -> dict[str, Evidence]:
        """The pieces of evidence by name, in their order."""
        named = ((piece.name, getattr(self, piece.name)) for piece in fields(self))
        return {name: piece for name, piece in named if isinstance(piece, Evidence)}


def log_odds(table: pd.DataFrame, parameters: ScoreParameters) -> pd.DataFrame:
    """Return what each measure of each candidate adds to the log-odds.

    One row a candidate, one column a piece of evidence and ``bias``; the sum of a row is
    its log-odds.
    """
    pieces = {
        name: evidence.weight * evidence.share(_values(table, name))
        for name, evidence in parameters.evidence.items()
    }
    return pd.DataFrame({**pieces, "bias": parameters.bias}, index=table.index)


def most_log_odds(
    measured: Mapping[str, Signal], site: str, parameters: ScoreParameters
) -> dict[str, Signal]:
    """Return the most that each measure can add to the log-odds, by what is known so far.

    What was not measured does not speak against a jerk. Each is of shape (n,), or (1,)
    where nothing is known.
    """
    known = {**measured, "width": _fit(measured["width_s"], np.array(WIDTH_LIMITS_S[site]))}
    return {
        name: evidence.weight * evidence.share(np.atleast_1d(known.get(name, np.nan)))
        for name, evidence in parameters.evidence.items()
    }


def _values(table: pd.DataFrame, name: str) -> npt.ArrayLike:
    """Return what a piece of evidence judges: a measure, or what is derived from some."""
    if name == "width":
        return _width_fit(table)
    return table[name]


def _width_fit(table: pd.DataFrame) -> Signal:
    """Say how well the width fits the site: 1 inside its limits, 0 a quarter beyond."""
    of_row, sites = pd.factorize(table["site"])
    limits_s = np.array([WIDTH_LIMITS_S[site] for site in sites]).reshape(-1, 2)[of_row]
    return _fit(table["width_s"].to_numpy(), limits_s.T)


def _fit(width_s: Signal, limits_s: Signal) -> Signal:
    narrowest_s, widest_s = limits_s
    beyond = np.maximum(np.log(narrowest_s / width_s), np.log(width_s / widest_s))
    fit: Signal = np.clip(1.0 - beyond / np.log(WIDTH_MARGIN), 0.0, 1.0)
    return fit

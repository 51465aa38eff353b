"""Say what each candidate is taken for; by the rules, also how likely it is a jerk.

By the rules: a scorecard. Each measure moves the log-odds between a limit that speaks
against a jerk and one that speaks for it, by a weight that says how much it tells. No
measure has a veto, so a jerk among other jerks is still one. The sum gives a score between
0 and 1 that is not calibrated. Otherwise the network has given the probability before.

Jerks that follow each other in a rhythm are counted together as a train.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import events
from myosense.errors import SettingsError
from myosense.filtering import Signal
from myosense.intervals import Mask

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


METHODS = ("network", "rules")  #: Who says how likely a candidate is a jerk.
TRAIN_MEASURES = (
    "rhythm_hz",
    "peakedness",
    "peak_g",
    "straightness",
    "unreturned",
    "context_turn_deg",
)


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
    width: Evidence = Evidence(
        against=0.0, in_favor=1.0, weight=2.75
    )  #: inside the site's limits
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


@dataclass(frozen=True, kw_only=True)
class ClassificationParameters:
    """Settings of the labels."""

    method: str = "network"  #: ``network`` or ``rules``.
    score: ScoreParameters = field(default_factory=ScoreParameters)  #: The rules.
    min_probability: float = 0.15  #: Smallest probability to be counted.
    #: At least so much of the peak from a faulty sample: an artifact, however probable.
    artifact_spike: float = 0.9  #: Jerks stay below 0.8, faults at rest are above 0.95.
    contact_sharpness: float = 0.4  #: Not counted and sharper than this: a contact.
    tremor_rhythm: float = 0.6  #: Not counted, at least this regular and
    tremor_peakedness: float = 2.5  #: with less pause than this (a sine has 1.5): tremor.
    saturated_n: int = 10  #: This many jerks within `saturated_s`: more than can be told
    saturated_s: float = 30.0  #: apart for certain; flagged ``saturated``.
    train_gap_s: float = 0.75  #: Lobes of a train are no further apart.
    train_min_lobes: int = 4
    #: By the networks: least probability of a lobe of a train; its rhythm vouches for it.
    train_min_probability: float = 0.02
    train_rhythm: float = 0.5  #: Least regularity of a train.
    #: By the rules, further: the least pause between its lobes; a sine has 1.5.
    train_peakedness: float = 2.2
    train_min_peak_g: float = 0.2
    train_straightness: float = 0.85  #: One muscle: each lobe goes to and fro on one line
    train_unreturned: float = 0.05  #: and gives back the speed that it took;
    train_turn_deg: float = 4.0  #: the limb stays where it is.
    train_steps_hz: float = 2.6  #: Up to this rate, a rhythm while walking is steps.

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.method not in METHODS:
            raise SettingsError(
                f"classification.method is {self.method!r}; "
                f"expected one of {', '.join(METHODS)}"
            )
        if not 0 < self.min_probability < 1:
            raise SettingsError(
                "classification.min_probability must be above 0 and below 1, "
                f"but it is {self.min_probability:g}"
            )


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

    What was not measured does not speak against a jerk, nor does the state. Each is of
    shape (n,), or (1,) where nothing is known.
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
    if name == "walking":
        return (table["state"] == "walking").astype(np.float64)
    return table[name]


def _width_fit(table: pd.DataFrame) -> Signal:
    """Say how well the width fits the site: 1 inside its limits, 0 a quarter beyond."""
    of_row, sites = pd.factorize(table["site"])
    limits_s = np.array([WIDTH_LIMITS_S[site] for site in sites]).reshape(-1, 2)[of_row]
    return _fit(table["width_s"].to_numpy(), limits_s.T)


def _fit(width_s: Signal, limits_s: Signal) -> Signal:
    narrowest_s, widest_s = limits_s
    beyond = np.maximum(np.log(narrowest_s / width_s), np.log(width_s / widest_s))
    fit: Signal = np.clip(1.0 - beyond / np.log(1.25), 0.0, 1.0)
    return fit


def classify(table: pd.DataFrame, parameters: ClassificationParameters) -> pd.DataFrame:
    """Give every candidate a label; candidates of a train become one.

    Parameters
    ----------
    table
        Measured candidates of one recording with their site, state and probability: all,
        or those between two gaps above ``train_gap_s``.
    parameters
        Settings of the labels.

    Returns
    -------
    pandas.DataFrame
        Sorted by time.
    """
    if len(table) == 0:
        return table
    labeled = table.assign(label=_labels(table, parameters), n_jerks=1)
    return events.check(_join_trains(labeled, parameters))


def flag_saturated(
    table: pd.DataFrame, parameters: ClassificationParameters
) -> pd.DataFrame:
    """Flag jerks among so many that some cannot be told apart.

    Parameters
    ----------
    table
        All counted events of one recording, sorted by time, with others or without.
    parameters
        Settings of the labels.
    """
    return events.add_flag(table, "saturated", _is_saturated(table, parameters))


def _is_saturated(table: pd.DataFrame, parameters: ClassificationParameters) -> Mask:
    is_jerk = table["label"].isin(events.COUNTED_LABELS).to_numpy()
    times_s, half_s = table["peak_s"].to_numpy(), parameters.saturated_s / 2
    jerks_before = np.append(0, np.cumsum(np.where(is_jerk, table["n_jerks"], 0)))
    first = np.searchsorted(times_s, times_s - half_s)
    stop = np.searchsorted(times_s, times_s + half_s, side="right")
    near: Mask = jerks_before[stop] - jerks_before[first] >= parameters.saturated_n
    return is_jerk & near


def _labels(table: pd.DataFrame, parameters: ClassificationParameters) -> list[str]:
    p = parameters
    is_tremor = (table["tremor"] >= p.tremor_rhythm) & (
        table["peakedness"] < p.tremor_peakedness
    )
    conditions = [
        table["spike"] >= p.artifact_spike,
        table["probability"] >= p.min_probability,
        table["state"] == "walking",
        table["sharpness"] >= p.contact_sharpness,
        is_tremor,
    ]
    names = ["artifact", "jerk", "gait", "contact", "tremor"]
    chosen: list[str] = np.select(conditions, names, "movement").tolist()
    return chosen


def _part_of_train(table: pd.DataFrame, parameters: ClassificationParameters) -> pd.Series:
    """Mark what may be a lobe of a train.

    By the networks that needs less certainty than to be counted alone. The rules judge a
    run as a whole: brief lobes in a rhythm that a resting limb shows, whether or not each
    would be counted alone.
    """
    p = parameters
    if p.method == "network":
        is_likely = table["probability"] >= min(p.train_min_probability, p.min_probability)
        return is_likely & (table["label"] != "artifact")
    run = _runs(table["peak_s"], p.train_gap_s)
    middle = table.groupby(run)[list(TRAIN_MEASURES)].median()
    is_walking = (table["state"] == "walking").groupby(run).any()
    is_brief = (
        (table.groupby(run).size() >= p.train_min_lobes)
        & (middle["peakedness"] >= p.train_peakedness)
        & (middle["peak_g"] >= p.train_min_peak_g)
        & (middle["straightness"] >= p.train_straightness)
        & (middle["unreturned"] <= p.train_unreturned)
        & (middle["context_turn_deg"] <= p.train_turn_deg)
        & ((middle["rhythm_hz"] > p.train_steps_hz) | ~is_walking)
    )
    return run.map(is_brief) & (table["label"] != "artifact")


def _runs(peak_s: "pd.Series[float]", gap_s: float) -> "pd.Series[int]":
    """Give events the number of their run; in a run none are further apart than a gap."""
    return (peak_s.diff() > gap_s).astype(np.int64).cumsum()


def _join_trains(table: pd.DataFrame, parameters: ClassificationParameters) -> pd.DataFrame:
    """Make one row of each run of lobes in a rhythm."""
    p = parameters
    parts = table[_part_of_train(table, p)]
    run = _runs(parts["peak_s"], p.train_gap_s)
    is_train = (parts.groupby(run).size() >= p.train_min_lobes) & (
        parts.groupby(run)["rhythm"].median() >= p.train_rhythm
    )
    lobes = parts[run.map(is_train).astype(bool)]
    trains = [_train_row(rows) for _, rows in lobes.groupby(run[lobes.index])]
    joined = pd.concat([table.drop(index=lobes.index), *trains])
    return joined.sort_values("peak_s", ignore_index=True)


def _train_row(rows: pd.DataFrame) -> pd.DataFrame:
    """Stand for a whole train by its strongest lobe; count its cycles."""
    row = rows.loc[[rows["peak_g"].idxmax()]].copy()
    start_s, stop_s = rows["onset_s"].min(), rows["stop_s"].max()
    span_s = rows["peak_s"].max() - rows["peak_s"].min()
    rate_hz = float(rows["rhythm_hz"].median())
    row["onset_s"], row["stop_s"], row["duration_s"] = start_s, stop_s, stop_s - start_s
    row["rhythm_hz"] = rate_hz
    row["n_jerks"] = max(round(span_s * rate_hz) + 1, len(rows))
    row["label"] = "train"
    return row

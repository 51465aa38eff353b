"""Say what each candidate is taken for, by its probability and its measures.

Jerks that follow each other in a rhythm are counted together as a train.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from myosense import events
from myosense.errors import SettingsError
from myosense.intervals import Mask
from myosense.scorecard import ScoreParameters

METHODS = ("network", "rules")  #: Who says how likely a candidate is a jerk.
TRAIN_MEASURES = (
    "rhythm_hz",
    "peakedness",
    "peak_g",
    "straightness",
    "unreturned",
    "context_turn_deg",
)
SAME_RATE = 0.1  #: Rates that differ by no larger share are one.
ALONE_S = 0.5  #: No lobe is merged with another that is so far from it, nor hidden between.
HIDDEN_HZ = 4.0  #: Of faster trains some lobes are: those within 0.25 s are one event.


@dataclass(frozen=True, kw_only=True)
class ClassificationParameters:
    """Settings of the labels."""

    method: str = "network"  #: ``network`` or ``rules``.
    score: ScoreParameters = field(default_factory=ScoreParameters)  #: The rules.
    min_probability: float = 0.2  #: Smallest probability to be counted.
    #: At least so much of the peak from a faulty sample: an artifact, however probable.
    artifact_spike: float = 0.9  #: Jerks stay below 0.8, faults at rest are above 0.95.
    contact_sharpness: float = 0.4  #: Not counted and sharper than this: a contact.
    tremor_rhythm: float = 0.6  #: Not counted, at least this regular and
    tremor_peakedness: float = 2.5  #: with less pause than this (a sine has 1.5): tremor.
    saturated_n: int = 10  #: This many jerks within `saturated_s`: more than can be told
    saturated_s: float = 30.0  #: apart for certain; flagged ``saturated``.
    train_gap_s: float = 0.75  #: Lobes of a train are no further apart.
    train_min_lobes: int = 4
    #: By the networks: least probability of a lobe of a train; its rhythm vouches for it,
    #: and one lobe at least that would be counted by itself.
    train_min_probability: float = 0.03
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


@dataclass(frozen=True, kw_only=True)
class Limit:
    """What a label asks of one column of a candidate: at least a value, or less."""

    name: str
    value: float
    is_least: bool = True

    def is_met(self, table: pd.DataFrame) -> pd.Series:
        """Say of each candidate whether it is met; what is missing meets none."""
        column = table[self.name]
        return column >= self.value if self.is_least else column < self.value


def limits_of_labels(parameters: ClassificationParameters) -> dict[str, tuple[Limit, ...]]:
    """Return what each label asks for, the first that a candidate meets being its own.

    A candidate that meets none is a movement; a train is told by its lobes together.
    """
    p = parameters
    return {
        "artifact": (Limit(name="spike", value=p.artifact_spike),),
        "jerk": (Limit(name="probability", value=p.min_probability),),
        "gait": (Limit(name="walking", value=1.0),),
        "contact": (Limit(name="sharpness", value=p.contact_sharpness),),
        "tremor": (
            Limit(name="tremor", value=p.tremor_rhythm),
            Limit(name="peakedness", value=p.tremor_peakedness, is_least=False),
        ),
    }


def classify(table: pd.DataFrame, parameters: ClassificationParameters) -> pd.DataFrame:
    """Give every candidate a label; candidates of a train become one.

    Parameters
    ----------
    table
        Measured candidates of one recording with their site and probability: all, or those
        between two gaps above ``train_gap_s``.
    parameters
        Settings of the labels.

    Returns
    -------
    pandas.DataFrame
        Sorted by time.
    """
    if len(table) == 0:
        return table
    labeled = table.assign(label=_labels(table, parameters))
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
    limits = limits_of_labels(parameters)
    conditions = [
        np.all([limit.is_met(table) for limit in every], axis=0)
        for every in limits.values()
    ]
    chosen: list[str] = np.select(conditions, list(limits), "movement").tolist()
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
    is_walking = (table["walking"] == 1).groupby(run).any()
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
    by_run = parts.groupby(run)
    is_train = (by_run.size() >= p.train_min_lobes) & (
        by_run["rhythm"].median() >= p.train_rhythm
    )
    if p.method == "network":
        is_train &= by_run["probability"].max() >= p.min_probability
    lobes = parts[run.map(is_train).astype(bool)]
    trains = [_train_row(rows) for _, rows in lobes.groupby(run[lobes.index])]
    joined = pd.concat([table.drop(index=lobes.index), *trains])
    return joined.sort_values("peak_s", ignore_index=True)


def _train_rate_hz(rows: pd.DataFrame) -> float:
    """Tell the rate of a train from the rhythm around its lobes.

    The norm beats twice where a joint swings once to and fro; along the direction of the
    lobes it beats once. A slow train, whose lobes stand alone, has their rate: its joints
    swing on between them.
    """
    rhythm_hz, swing_hz = rows[["rhythm_hz", "tremor_hz"]].median()
    if abs(rhythm_hz - 2 * swing_hz) <= SAME_RATE * rhythm_hz:
        rhythm_hz = swing_hz
    apart_s = np.median(np.diff(np.sort(rows["peak_s"])))
    is_slow = apart_s >= ALONE_S and rhythm_hz <= HIDDEN_HZ
    return float(1 / apart_s if is_slow else rhythm_hz)


def _train_row(rows: pd.DataFrame) -> pd.DataFrame:
    """Stand for a whole train by its strongest lobe; count its cycles."""
    row = rows.loc[[rows["peak_g"].idxmax()]].copy()
    start_s, stop_s = rows["onset_s"].min(), rows["stop_s"].max()
    span_s = rows["peak_s"].max() - rows["peak_s"].min()
    rate_hz = _train_rate_hz(rows)
    row["onset_s"], row["stop_s"], row["duration_s"] = start_s, stop_s, stop_s - start_s
    row["rhythm_hz"] = rate_hz
    row["n_jerks"] = max(round(span_s * rate_hz) + 1, len(rows))
    row["label"] = "train"
    return row

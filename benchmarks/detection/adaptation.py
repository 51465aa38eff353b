"""Whether limits that adapt to the wearer find more at the same false alarms an hour.

Who has ten times the false alarms of others should need ten times the evidence: log-odds
are lowered by the logarithm of how many more the wearer has than people have on average.
How many that is, is estimated from the wearer's own recording, jerks and all, or from
minutes that the wearer marked as free of jerks. A few events say little, so each estimate
is drawn toward everybody's.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.detection.curves import part_of, pool_of, recall, recalls, thresholds
from benchmarks.detection.detectors import OURS
from benchmarks.detection.groups import OUTSIDE_WALKING
from benchmarks.detection.people import estimate
from benchmarks.detection.trials import Trial
from benchmarks.page import Section, Table
from myosense.estimates import Estimate

Numbers = npt.NDArray[np.float64]
PER_H = 1.0  #: False alarms an hour at which recall is compared.
LEAST_G = 0.2  #: The gain is given for jerks from here on.
#: Log-odds of what might be a jerk and might not: 0.7 % to an even chance. What is above is
#: left out of a recording's own background, which jerks would otherwise fill.
DOUBTFUL = (-5.0, 0.0)
SHARE = 0.95  #: Quantile of the own scores that stands for them.
EVERYBODY_N = 20.0  #: So many candidates of one's own weigh as much as everybody's.
MARKED_S = 300.0  #: Marked as free of jerks, from the start of the longest recording;
LEAST_S = 2 * MARKED_S  #: of shorter ones nothing is marked.
CROWD_PER_H = 360.0  #: Jerks an hour that must not raise a limit.
TWIN = ["file", "generator", "seed"]


@dataclass(frozen=True, kw_only=True, eq=False)
class Adapted:
    """A trial with scores as they are, and with those that an adaptation makes of them."""

    plain: Trial  #: Its rows are those of the other, in the same order.
    fitted: Trial
    raised: Numbers  #: Log-odds by which `CROWD_PER_H` raise the limit of each recording.


def log_excess(n: Numbers, hours: Numbers) -> Numbers:
    """Say how many more events people have than everybody has, as a logarithm.

    Parameters
    ----------
    n : shape (n_people,)
        Events of each.
    hours : shape (n_people,)
        In which they were counted.

    Returns
    -------
    shape (n_people,)
        Zero where people do not differ by more than chance.

    Notes
    -----
    Counts are Poisson with a rate of each person's own, which is gamma distributed over
    people; its mean and variance are estimated by moments, and each rate by its posterior
    mean (Clayton & Kaldor, 1987, Biometrics 43:671).
    """
    if len(n) == 0:
        return n
    mean_per_h = float(np.sum(n) / np.sum(hours))
    beyond_chance = np.sum((n - mean_per_h * hours) ** 2) - np.sum(n)
    if beyond_chance <= 0:
        return np.zeros(len(n))
    variance = float(beyond_chance / np.sum(hours**2))
    prior_n, prior_h = mean_per_h**2 / variance, mean_per_h / variance
    excess: Numbers = np.log((prior_n + n) / (prior_h + hours) / mean_per_h)
    return excess


def by_rate(trial: Trial) -> Adapted:
    """Lower scores by the excess of doubtful events in each recording."""
    return _by_background(trial, _rate_shift)


def by_quantile(trial: Trial) -> Adapted:
    """Lower scores by how far the highest of each recording are above everybody's."""
    return _by_background(trial, _quantile_shift)


Series: TypeAlias = "pd.Series[float]"
Background = Callable[[pd.DataFrame, Series], Series]


def _rate_shift(seen: pd.DataFrame, hours: Series) -> Series:
    is_doubtful = seen["score"].between(*DOUBTFUL)
    return _excess_of(seen[is_doubtful]["file"], hours)


def _excess_of(names: "pd.Series[str]", hours: Series) -> Series:
    """Give the excess of each person or file from the names of its events."""
    n = names.value_counts().reindex(hours.index, fill_value=0)
    excess = log_excess(np.array(n, dtype=np.float64), np.array(hours, dtype=np.float64))
    return pd.Series(excess, index=hours.index)


def _quantile_shift(seen: pd.DataFrame, hours: Series) -> Series:
    own = seen.groupby("file")["score"]
    n = own.size().reindex(hours.index, fill_value=0)
    high = own.quantile(SHARE).reindex(hours.index)
    # The middle recording stands for everybody: one that is full of jerks does not move it.
    apart = high - float(high.median())
    shift: pd.Series[float] = (apart * n / (n + EVERYBODY_N)).fillna(0.0)
    return shift


def _by_background(trial: Trial, shift_of: Background) -> Adapted:
    """Shift false alarms by the background without jerks, and jerks by one full of them.

    Candidates of a twin are those of the recording as it is and its jerks; others, whom it
    is held against, have none.
    """
    hours = trial.hours.groupby("file")["analyzable_s"].sum() / 3600
    hours = hours[hours > 0]
    ours = trial.alarms[trial.alarms["detector"] == OURS][["file", "score"]]
    seen = trial.jerks[
        np.isfinite(trial.jerks[OURS]) & trial.jerks["file"].isin(hours.index)
    ]
    seen = seen[TWIN].assign(score=seen[OURS])

    def shift_with(jerks: pd.DataFrame) -> float:
        together = pd.concat((ours, jerks[["file", "score"]]))
        return float(shift_of(together, hours)[jerks["file"].iloc[0]])

    alone = shift_of(ours, hours)
    twins = {key: shift_with(own) for key, own in seen.groupby(TWIN)}
    crowds = {
        file: shift_with(_crowd(own, float(hours[file]))) - float(alone[file])
        for file, own in seen.groupby("file")
    }
    own_twin = zip(*(trial.jerks[name] for name in TWIN), strict=True)
    of_jerks = pd.Series([twins.get(key, 0.0) for key in own_twin], trial.jerks.index)
    of_alarms = trial.alarms["file"].map(alone).fillna(0.0)
    return Adapted(
        plain=trial,
        fitted=_shifted(trial, of_alarms, of_jerks),
        raised=np.array(list(crowds.values())),
    )


def _crowd(jerks: pd.DataFrame, hours: float) -> pd.DataFrame:
    """Take planted jerks of a recording, as many as a crowd of them has in its time."""
    n = min(max(round(CROWD_PER_H * hours), 1), len(jerks))
    return jerks.iloc[np.linspace(0, len(jerks) - 1, n).round().astype(np.int64)]


def by_marked(trial: Trial) -> Adapted:
    """Lower scores by the excess in minutes marked as jerk-free; judge what comes after.

    Marked are the first minutes of the longest recording of each person, where it is long
    enough. They are taken out of everything that is compared, evenly out of the hours of
    its activities.
    """
    recorded_s = trial.hours.groupby(["person", "file"])["recorded_s"].sum()
    marked_s = recorded_s[recorded_s >= LEAST_S].sort_values(ascending=False)
    chosen = marked_s.reset_index().drop_duplicates("person").set_index("file")
    is_marked = [
        table["file"].isin(chosen.index) & (table["peak_s"] < MARKED_S)
        for table in (trial.alarms, trial.jerks)
    ]
    seen = trial.alarms[is_marked[0] & (trial.alarms["detector"] == OURS)]
    doubtful = seen[seen["score"] >= DOUBTFUL[0]]["person"]
    excess = _excess_of(doubtful, pd.Series(MARKED_S / 3600, index=chosen["person"]))
    left = 1 - MARKED_S / trial.hours["file"].map(chosen["recorded_s"])
    rest = Trial(
        hours=trial.hours.assign(
            analyzable_s=trial.hours["analyzable_s"] * left.fillna(1.0)
        ),
        alarms=trial.alarms[~is_marked[0]],
        jerks=trial.jerks[~is_marked[1]],
    )
    shifts = [
        table["person"].map(excess).fillna(0.0) for table in (rest.alarms, rest.jerks)
    ]
    # What was marked held no jerks, so that none can raise a limit.
    return Adapted(plain=rest, fitted=_shifted(rest, *shifts), raised=np.zeros(len(excess)))


def _shifted(trial: Trial, alarms: "pd.Series[float]", jerks: "pd.Series[float]") -> Trial:
    """Lower our scores."""
    is_ours = trial.alarms["detector"] == OURS
    scores = trial.alarms["score"] - alarms.where(is_ours, 0.0)
    return replace(
        trial,
        alarms=trial.alarms.assign(score=scores),
        jerks=trial.jerks.assign(**{OURS: trial.jerks[OURS] - jerks}),
    )


def gain(adapted: Adapted) -> Estimate:
    """Give the recall that an adaptation adds at `PER_H`, of jerks from `LEAST_G` on."""
    found = []
    for trial in (adapted.fitted, adapted.plain):
        pool = pool_of(trial, OURS)
        jerks = trial.jerks[trial.jerks["is_covered"]]
        is_large = (jerks["peak_g"] >= LEAST_G).to_numpy(dtype=bool)
        found.append(recall(pool, thresholds(pool, PER_H), is_large))
    # Both draw the same people and events, so that their difference has an interval.
    return estimate(found[0] - found[1])


def section(trial: Trial) -> Section:
    """Compare recall at one false alarm an hour with and without adaptation."""
    part = part_of(trial, "group", OUTSIDE_WALKING)
    marked = by_marked(part)
    rows = [
        {"adaptation": "none"} | recalls(part, OURS, PER_H),
        _row("own background, doubtful events an hour", by_rate(part)),
        _row("own background, 95 % quantile of scores", by_quantile(part)),
        {"adaptation": "none, without the marked minutes"}
        | recalls(marked.plain, OURS, PER_H),
        _row("five minutes marked as free of jerks", marked),
    ]
    return Section(
        title="Adaptation to the wearer",
        about=(
            f"Recall at {PER_H:g} false alarm an hour outside walking, with one limit for "
            "all and with limits that follow the wearer. *Gain*: the difference over all "
            f"jerks of {LEAST_G:g} g and more, paired over the same people. *Raised*: how "
            f"far {CROWD_PER_H:g} jerks an hour raise the limit of a recording, in "
            "log-odds, median and largest; where the minutes are marked, nothing does. "
            "Healthy people jerk too, so what was marked here was not looked at for jerks."
        ),
        tables=[
            Table(
                heading="With and without adaptation",
                rows=pd.DataFrame(rows, dtype=object).fillna(""),
            )
        ],
    )


def _row(name: str, adapted: Adapted) -> dict[str, object]:
    raised = adapted.raised if len(adapted.raised) else np.array([np.nan])
    return {
        "adaptation": name,
        **recalls(adapted.fitted, OURS, PER_H),
        "gain": gain(adapted),
        "raised, median": float(np.median(raised)),
        "raised, largest": float(np.max(raised)),
    }

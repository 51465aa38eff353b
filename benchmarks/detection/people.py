"""Who wore what, and intervals that hold for other people."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense.estimates import CONFIDENCE, Estimate

Weights = npt.NDArray[np.float64]
N_RESAMPLES = 400
SEED = 29
#: Subjects of the index that are one wearer, recorded at once by several sensors: whatever
#: they do, their motion agrees (correlation up to 0.98 over 20 s) at one and the same lag.
#: Found by holding all recordings of the data set against each other; no other pair does.
ONE_WEARER = dict.fromkeys(
    ("casale_chest C06", "casale_chest C08", "casale_chest C10"), "casale_chest C02"
)


def people(shared: Path) -> dict[str, str]:
    """Name the wearer of each file of the index; two data sets share nobody.

    Those in `ONE_WEARER` get one name: parts of the people and intervals over people are
    only fair if nobody is two.
    """
    index = pd.read_csv(
        shared / "data" / "INDEX.csv", usecols=["file", "dataset", "subject"], dtype="str"
    )
    names = (index["dataset"] + " " + index["subject"]).replace(ONE_WEARER)
    return dict(zip(index["file"], names, strict=True))


@dataclass(frozen=True, kw_only=True, eq=False)
class Wearers:
    """The people of some recordings, by name, and what can be judged of each."""

    names: npt.NDArray[np.str_]  #: shape (n_people,), sorted
    data_sets: npt.NDArray[np.str_]
    hours: Weights

    def at(self, names: "pd.Series[str]") -> npt.NDArray[np.int64]:
        """Return the position of each name."""
        return np.searchsorted(self.names, names.to_numpy(dtype=np.str_))


def wearers_of(hours: pd.DataFrame) -> Wearers:
    """List the people of a table of `benchmarks.detection.trials.Trial.hours`."""
    own_s = hours.groupby(["person", "data set"], sort=True)["analyzable_s"].sum()
    return Wearers(
        names=np.asarray(own_s.index.get_level_values("person"), dtype=np.str_),
        data_sets=np.asarray(own_s.index.get_level_values("data set"), dtype=np.str_),
        hours=own_s.to_numpy() / 3600,
    )


def resamples(data_sets: npt.NDArray[np.str_], n: int = N_RESAMPLES) -> Weights:
    """Draw people again, with replacement, as many as there are in each data set.

    Parameters
    ----------
    data_sets : shape (n_people,)
        Data set of each person.
    n
        How often.

    Returns
    -------
    shape (1 + n, n_people)
        How often each person was drawn; the first row is everybody once.

    Notes
    -----
    The bootstrap over clusters, stratified by data set: events of one person are not
    independent, and data sets differ more than their people do (Davison & Hinkley, 1997,
    Bootstrap Methods and their Application, 3.8).
    """
    rng = np.random.default_rng(SEED)
    weights = np.ones((1 + n, len(data_sets)))
    for data_set in np.unique(data_sets):
        own = np.flatnonzero(data_sets == data_set)
        weights[1:, own] = rng.multinomial(
            len(own), np.full(len(own), 1 / len(own)), size=n
        )
    return weights


def event_weights(
    draws: Weights, person: npt.NDArray[np.int64], seed: int = SEED
) -> Weights:
    """Draw events again inside the people who were drawn.

    Parameters
    ----------
    draws : shape (1 + n, n_people)
        From `resamples`.
    person : shape (n_events,)
        Position of each event's person.
    seed
        Other events, other seed.

    Returns
    -------
    shape (1 + n, n_events)
        How often each event counts; once in the first row.

    Notes
    -----
    Each event of a person counts Poisson times, with mean 1. With many people this makes
    intervals a little too wide; with few it keeps them from vanishing.
    """
    again = np.random.default_rng(seed).poisson(1.0, (len(draws), len(person)))
    again[0] = 1
    return draws[:, person] * again


def estimate(values: Weights) -> Estimate:
    """Join the figure of everybody and those of the resamples to a figure and its interval.

    Parameters
    ----------
    values : shape (1 + n,)
        Figures in the order of `resamples`; those that could not be had are NaN.
    """
    drawn = values[1:][np.isfinite(values[1:])]
    if len(drawn) == 0:
        return Estimate(float(values[0]))
    tail = (1 - CONFIDENCE) / 2
    low, high = np.quantile(drawn, [tail, 1 - tail])
    return Estimate(float(values[0]), float(low), float(high))

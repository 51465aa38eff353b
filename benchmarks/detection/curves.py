"""Recall against false alarms per hour, along each detector's threshold.

Intervals are those of a bootstrap over people (`benchmarks.detection.people`): they hold
for other people of these data sets, and in each resample the threshold is chosen anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.detection.detectors import DETECTORS
from benchmarks.detection.people import (
    N_RESAMPLES,
    Weights,
    estimate,
    event_weights,
    resamples,
    wearers_of,
)
from benchmarks.detection.sowing import BIN_NAMES, bin_of
from benchmarks.detection.trials import Trial
from myosense.estimates import Estimate

Scores = npt.NDArray[np.float64]
PER_H = (0.5, 1.0, 5.0)  #: False alarms an hour at which recall is given.
ALARM_SEED = 30
CURVE_PER_H = np.geomspace(0.1, 100, 31)


@dataclass(frozen=True, kw_only=True, eq=False)
class Pool:
    """One detector's false alarms and planted jerks, as they are and drawn again."""

    alarms: Scores  #: shape (n_alarms,)
    alarm_weights: Weights  #: shape (n_draws, n_alarms)
    jerks: Scores  #: shape (n_jerks,): best score of each planted jerk
    jerk_weights: Weights  #: shape (n_draws, n_jerks)
    hours: Weights  #: shape (n_draws,): analyzable hours


def part_of(trial: Trial, column: str, values: Sequence[str]) -> Trial:
    """Keep what belongs to some groups, sites or generators."""
    tables = (
        table[table[column].isin(values)] if column in table else table
        for table in (trial.hours, trial.alarms, trial.jerks)
    )
    hours, alarms, jerks = tables
    return Trial(hours=hours, alarms=alarms, jerks=jerks)


def pool_of(trial: Trial, detector: str, n_draws: int = N_RESAMPLES) -> Pool:
    """Gather one detector's scores, those of jerks in what can be judged."""
    wearers = wearers_of(trial.hours)
    alarms = trial.alarms[trial.alarms["detector"] == detector]
    jerks = trial.jerks[trial.jerks["is_covered"]]
    draws = resamples(wearers.data_sets, n_draws)
    return Pool(
        alarms=alarms["score"].to_numpy(dtype=np.float64),
        alarm_weights=event_weights(draws, wearers.at(alarms["person"]), ALARM_SEED),
        jerks=jerks[detector].to_numpy(dtype=np.float64),
        jerk_weights=event_weights(draws, wearers.at(jerks["person"])),
        hours=draws @ wearers.hours,
    )


def thresholds(pool: Pool, per_h: float) -> Scores:
    """Find the score above which there are at most so many false alarms an hour.

    Returns
    -------
    shape (n_draws,)
        Events count if their score is above it; minus infinity where all may.
    """
    order = np.argsort(-pool.alarms, kind="stable")
    n_above = np.cumsum(pool.alarm_weights[:, order], axis=1)
    n_allowed = per_h * pool.hours
    first_over = np.count_nonzero(n_above <= n_allowed[:, None], axis=1)
    falling = np.append(pool.alarms[order], -np.inf)
    found: Scores = falling[first_over]
    return found


def recall(pool: Pool, threshold: Scores, of: npt.NDArray[np.bool_]) -> Scores:
    """Return the share of planted jerks above a threshold, shape (n_draws,)."""
    weights = pool.jerk_weights[:, of]
    is_found = pool.jerks[of] > threshold[:, None]
    n = np.sum(weights, axis=1)
    found = np.sum(weights * is_found, axis=1)
    share: Scores = np.divide(found, n, out=np.full(len(n), np.nan), where=n > 0)
    return share


def recalls(trial: Trial, detector: str, per_h: float) -> dict[str, Estimate]:
    """Give the recall in each bin of amplitude at so many false alarms an hour."""
    (found,) = _at_rates(trial, detector, [per_h])
    return found


def _by_bin(trial: Trial, pool: Pool, threshold: Scores) -> dict[str, Estimate]:
    jerks = trial.jerks[trial.jerks["is_covered"]]
    bins = bin_of(jerks["peak_g"]).astype("str").to_numpy()
    return {name: estimate(recall(pool, threshold, bins == name)) for name in BIN_NAMES}


def recall_tables(trial: Trial, rates_per_h: Sequence[float]) -> list[pd.DataFrame]:
    """Compare all detectors: a table for each rate of false alarms, a row a detector."""
    found = {name: list(_at_rates(trial, name, rates_per_h)) for name in DETECTORS}
    # As objects: a column of floats would forget the intervals.
    return [
        pd.DataFrame(
            [{"detector": name} | each[i] for name, each in found.items()], dtype=object
        )
        for i in range(len(rates_per_h))
    ]


def _at_rates(
    trial: Trial, detector: str, rates_per_h: Sequence[float]
) -> Iterator[dict[str, Estimate]]:
    """Draw the people once for all rates: that is most of the work."""
    pool = pool_of(trial, detector)
    for per_h in rates_per_h:
        yield _by_bin(trial, pool, thresholds(pool, per_h))


def along(trial: Trial, detector: str) -> Iterator[tuple[str, Scores]]:
    """Give the recall along `CURVE_PER_H` for each bin of amplitude, people as they are."""
    pool = pool_of(trial, detector, 0)
    at = [thresholds(pool, float(per_h)) for per_h in CURVE_PER_H]
    jerks = trial.jerks[trial.jerks["is_covered"]]
    bins = bin_of(jerks["peak_g"]).astype("str").to_numpy()
    for name in BIN_NAMES:
        yield name, np.concatenate([recall(pool, each, bins == name) for each in at])

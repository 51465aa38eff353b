"""Is the probability what it says: for its reference prior, and at other rates of jerks.

Every candidate where nothing was planted is no jerk, and counts once. The candidate of a
planted jerk is one; it counts as often as makes jerks come at the rate that is asked for,
those planted evenly in the logarithm of the amplitude. Both are taken from the same people
and activities.
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import expit

from benchmarks.detection.detectors import OURS
from benchmarks.detection.people import estimate, event_weights, resamples, wearers_of
from benchmarks.detection.trials import Trial
from myosense.estimates import Estimate

Floats = npt.NDArray[np.float64]
REFERENCE_PER_H = 10.0  #: Rate that the probability is stated for.
RATES_PER_H = (1.0, 10.0, 100.0)
N_BINS = 10
BETWEEN = (0.05, 0.95)  #: Probabilities whose calibration error is taken.
_N_STEPS = 50
_RIDGE = 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidates:
    """Candidates with what they are and how much each counts."""

    log_odds: Floats  #: shape (n,): of the probability as printed
    is_jerk: npt.NDArray[np.bool_]  #: shape (n,)
    weight: Floats  #: shape (n,)
    person: npt.NDArray[np.int64]  #: shape (n,): position of the wearer
    data_sets: npt.NDArray[np.str_]  #: shape (n_people,)


@dataclass(frozen=True, kw_only=True)
class Calibration:
    """How well probabilities agree with how often they were right."""

    per_h: float
    slope: Estimate
    intercept: Estimate  #: in log-odds
    error: Estimate  #: expected calibration error
    skill: Estimate  #: Brier skill
    n_between: int  #: Candidates within `BETWEEN`.


def candidates_at(trial: Trial, per_h: float) -> Candidates:
    """Gather candidates as they would be if jerks came at a rate.

    Their log-odds are moved from the reference prior to that rate. Cycles of trains are
    left out: they are counted by their rhythm, not by a probability each.
    """
    wearers = wearers_of(trial.hours)
    alarms = trial.alarms[
        (trial.alarms["detector"] == OURS) & (trial.alarms["label"] != "train")
    ]
    planted = trial.jerks[trial.jerks["is_covered"]]
    seen = planted[np.isfinite(planted[OURS])]
    each = per_h * float(np.sum(wearers.hours)) / max(len(planted), 1)
    log_odds = np.concatenate((alarms["score"], seen[OURS])).astype(np.float64)
    return Candidates(
        log_odds=log_odds + np.log(per_h / REFERENCE_PER_H),
        is_jerk=np.repeat([False, True], [len(alarms), len(seen)]),
        weight=np.repeat([1.0, each], [len(alarms), len(seen)]),
        person=wearers.at(pd.concat((alarms["person"], seen["person"]))),
        data_sets=wearers.data_sets,
    )


def recalibration(known: Candidates) -> tuple[float, float]:
    """Fit ``log-odds of being right = intercept + slope * log-odds said``.

    Returns
    -------
    slope, intercept
        1 and 0 where the probability is right; NaN where there is nothing to fit.

    Notes
    -----
    Cox (1958, Biometrika 45:562), by Newton's method.
    """
    if known.is_jerk.all() or not known.is_jerk.any():
        return np.nan, np.nan
    columns = np.column_stack((np.ones(len(known.log_odds)), known.log_odds))
    found = np.array([0.0, 1.0])
    for _ in range(_N_STEPS):
        said = expit(columns @ found)
        slope = columns.T @ (known.weight * (known.is_jerk - said))
        bend = (columns * (known.weight * said * (1 - said))[:, None]).T @ columns
        step = np.linalg.solve(bend + _RIDGE * np.eye(2), slope)
        found += np.clip(step, -1.0, 1.0)
        if np.max(np.abs(step)) < 1e-9:
            break
    return float(found[1]), float(found[0])


def reliability(known: Candidates) -> Floats:
    """Compare what was said and what was, in bins of equal weight within `BETWEEN`.

    Returns
    -------
    shape (n_bins, 3)
        Mean probability, share of jerks, weight.
    """
    said = expit(known.log_odds)
    is_in = (said >= BETWEEN[0]) & (said <= BETWEEN[1])
    order = np.flatnonzero(is_in)[np.argsort(said[is_in], kind="stable")]
    weight = known.weight[order]
    if len(order) == 0:
        return np.empty((0, 3))
    middle = (np.cumsum(weight) - weight / 2) / np.sum(weight)
    bins = np.minimum((middle * N_BINS).astype(np.int64), N_BINS - 1)
    rows = []
    for each in np.unique(bins):
        own, share = order[bins == each], weight[bins == each]
        mean = np.average(said[own], weights=share)
        rows.append((mean, np.average(known.is_jerk[own], weights=share), np.sum(share)))
    return np.array(rows)


def expected_error(known: Candidates) -> float:
    """Return the mean distance between what was said and what was, over the bins."""
    bins = reliability(known)
    if len(bins) == 0:
        return np.nan
    return float(np.average(np.abs(bins[:, 0] - bins[:, 1]), weights=bins[:, 2]))


def brier_skill(known: Candidates) -> float:
    """Return how much smaller the squared error is than that of always saying the mean."""
    if not np.any(known.is_jerk):
        return np.nan
    mean = np.average(known.is_jerk, weights=known.weight)
    own = np.average((expit(known.log_odds) - known.is_jerk) ** 2, weights=known.weight)
    return float(1 - own / (mean * (1 - mean))) if 0 < mean < 1 else np.nan


def calibrate(trial: Trial, per_h: float, n_draws: int = 200) -> Calibration:
    """Measure the calibration at a rate of jerks, with intervals over people."""
    known = candidates_at(trial, per_h)
    weights = event_weights(resamples(known.data_sets, n_draws), known.person)
    figures = []
    for drawn in weights:
        again = _present(replace(known, weight=known.weight * drawn))
        figures.append((*recalibration(again), expected_error(again), brier_skill(again)))
    slope, intercept, error, skill = (estimate(column) for column in np.array(figures).T)
    said = expit(known.log_odds)
    return Calibration(
        per_h=per_h,
        slope=slope,
        intercept=intercept,
        error=error,
        skill=skill,
        n_between=int(np.count_nonzero((said >= BETWEEN[0]) & (said <= BETWEEN[1]))),
    )


def _present(known: Candidates) -> Candidates:
    """Drop what does not count."""
    kept = known.weight > 0
    return replace(
        known,
        log_odds=known.log_odds[kept],
        is_jerk=known.is_jerk[kept],
        weight=known.weight[kept],
        person=known.person[kept],
    )

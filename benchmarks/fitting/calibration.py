"""What the networks' log-odds are worth on people and lives left out of their fit."""

import sys
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.fitting.backgrounds import Job, any_site, background
from benchmarks.simulated import TOLERANCE_S
from myosense import Recording, Settings, intervals, matching
from myosense.classification import ClassificationParameters
from myosense.filtering import Signal
from myosense.network import Arrays, Detector, from_arrays
from myosense.pipeline import analyze_recording
from myosense.simulation import GENERATORS, clustered_times, plant_swings
from myosense.simulation.planting import plantable
from myosense.simulation.swings import log_uniform
from myosense.simulation.times import spread_over

PER_H = 120.0  #: Jerks planted to learn what a jerk's log-odds are,
SPACING_S = 1.5  #: never closer than this,
AMPLITUDE_G = (0.1, 3.0)  #: of this size.
PRIOR_PER_H = 10.0
JUDGES = ["network_log_odds", "rules_log_odds"]
BINS_G = (0.1, 0.2, 0.5, 1.0, 3.0)
LEAST = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9)  #: Probabilities that may count.
KEEP_ALL = (1.0, 0.0, 10.0)  #: A calibration that leaves out nothing that was measured.

Calibration = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """A background, and the weights of networks that were not fitted to it."""

    job: Job
    networks: tuple[Arrays, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """Log-odds of what is found with nothing planted, and of what was planted."""

    false: pd.DataFrame  #: by each of `JUDGES`
    true: pd.DataFrame  #: the same (not a number where not found), and amplitude_g
    hours: float
    is_real: bool


def find(recording: Recording, detector: Detector) -> pd.DataFrame:
    """Return every candidate with its log-odds by the networks and by the rules."""
    settings = Settings(
        classification=ClassificationParameters(train_min_lobes=sys.maxsize)
    )
    return analyze_recording(recording, settings, detector)[1]


def run_trial(trial: Trial) -> Outcome:
    """Look for jerks in a background before and after some are planted."""
    job = trial.job
    networks = tuple(from_arrays(arrays) for arrays in trial.networks)
    detector = Detector(networks=networks, calibration=KEEP_ALL)
    bare = background(job)
    rng = np.random.default_rng([job.seed, 3])
    allowed = plantable(bare)
    drawn = clustered_times(rng, PER_H, intervals.total(allowed), 1.0, SPACING_S)
    names = list(GENERATORS)
    swings = [
        GENERATORS[names[rng.integers(len(names))]](
            rng, any_site(rng, bare.site), log_uniform(rng, AMPLITUDE_G), float(time_s)
        )
        for time_s in spread_over(drawn, allowed)
    ]
    planted, truth = plant_swings(bare, swings)
    found, true_s = find(planted, detector), truth["peak_s"].to_numpy()
    pairs = matching.match(found["peak_s"].to_numpy(), true_s, TOLERANCE_S)
    true = pd.DataFrame(np.nan, index=range(len(true_s)), columns=JUDGES)
    true.loc[pairs[:, 1]] = found.loc[pairs[:, 0], JUDGES].to_numpy()
    return Outcome(
        false=find(bare, detector)[JUDGES],
        true=true.assign(amplitude_g=truth["peak_g"].to_numpy()),
        hours=bare.recorded_s / 3600,
        is_real=job.source is not None,
    )


def calibrate(outcomes: list[Outcome]) -> Calibration:
    """Fit what log-odds are worth where one jerk an hour is expected.

    Returns
    -------
    of_network, of_rules, offset_h : float
        As `myosense.network.Detector` holds them.

    Notes
    -----
    Logistic regression (Platt 1999): what is found with nothing planted, once for every
    hour there was, against planted jerks weighted to `PRIOR_PER_H` for each of those hours.
    Simulated lives count as people do: most people who were recorded wore their sensor on
    the chest, and what takes a quick hand for a jerk is hardly there.
    """
    false = np.concatenate([one.false[JUDGES].to_numpy() for one in outcomes])
    true = np.concatenate([one.true[JUDGES].dropna().to_numpy() for one in outcomes])
    hours = sum(one.hours for one in outcomes)
    weight = PRIOR_PER_H * hours / sum(len(one.true) for one in outcomes)

    def loss(parameters: Signal) -> float:
        worth, offset = parameters[:2], parameters[2]
        missed = np.logaddexp(0.0, -(true @ worth + offset))
        taken = np.logaddexp(0.0, false @ worth + offset)
        return float(weight * missed.sum() + taken.sum())

    best = minimize(loss, np.array([1.0, 0.0, 0.0]), method="BFGS").x
    return float(best[0]), float(best[1]), float(best[2] - np.log(PRIOR_PER_H))


def operating_points(outcomes: list[Outcome]) -> pd.DataFrame:
    """Tabulate false alarms and recall by the least probability that is counted."""
    detector = Detector(networks=(), calibration=calibrate(outcomes))

    def probability(table: pd.DataFrame) -> Signal:
        odds = detector.at_1_per_h(*(table[judge].to_numpy() for judge in JUDGES))
        chance: Signal = expit(odds + np.log(PRIOR_PER_H))
        return chance

    rows: list[dict[str, object]] = [{"least probability": least} for least in LEAST]
    for kind, name in ((True, "recordings"), (False, "simulated")):
        some = [one for one in outcomes if one.is_real is kind]
        hours = sum(one.hours for one in some)
        true = pd.concat([one.true for one in some], ignore_index=True)
        false = np.concatenate([probability(one.false) for one in some])
        chance = probability(true)
        for row, least in zip(rows, LEAST, strict=True):
            row[f"false/h, {name}"] = np.count_nonzero(false >= least) / hours
            for low, high in pairwise(BINS_G):
                is_in = true["amplitude_g"].between(low, high, inclusive="left")
                found = chance[is_in.to_numpy()] >= least
                row[f"{low:g}-{high:g} g, {name}"] = float(found.mean())
    return pd.DataFrame(rows)

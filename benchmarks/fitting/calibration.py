"""What log-odds and evidence are worth on people and lives left out of the fit."""

import sys
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

from benchmarks.fitting.backgrounds import Job, any_site, background
from benchmarks.fitting.planters import planters
from benchmarks.simulated import TOLERANCE_S
from myosense import Recording, Settings, intervals, matching
from myosense.classification import ClassificationParameters
from myosense.filtering import Signal
from myosense.network import Arrays, Calibration, Detector, from_arrays
from myosense.pipeline import analyze_recording
from myosense.scorecard import ScoreParameters, log_odds
from myosense.simulation import clustered_times, plant_swings
from myosense.simulation.planting import plantable
from myosense.simulation.swings import log_uniform
from myosense.simulation.times import spread_over

PER_H = (20.0, 1000.0)  #: Jerks planted to learn what a jerk's log-odds are, as many as
CLUSTER_SHAPES = (0.5, 1.0)  #: mild and severe patients have, in clusters or not,
AMPLITUDE_G = (0.05, 3.0)  #: of this size.
PRIOR_PER_H = 10.0
NETWORK = "network_log_odds"
PIECES = list(ScoreParameters().evidence)
BINS_G = (0.05, 0.1, 0.2, 0.5, 1.0, 3.0)
LEAST = (0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 0.8, 0.9)  #: Probabilities that may count.
#: Leaves out nothing that was measured.
KEEP_ALL = Calibration(of_network=1.0, of_evidence={}, offset_h=10.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """A background, and the weights of networks that were not fitted to it."""

    job: Job
    networks: tuple[Arrays, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Outcome:
    """What speaks for what is found with nothing planted, and for what was planted."""

    false: pd.DataFrame  #: log-odds by `NETWORK`, and what each of `PIECES` adds
    true: pd.DataFrame  #: the same (not a number where not found), and amplitude_g
    hours: float
    is_real: bool


def find(recording: Recording, detector: Detector) -> pd.DataFrame:
    """Return every candidate with its log-odds by the networks and its measures."""
    settings = Settings(
        classification=ClassificationParameters(train_min_lobes=sys.maxsize)
    )
    return analyze_recording(recording, settings, detector)[1]


def judged(found: pd.DataFrame) -> pd.DataFrame:
    """Return what speaks for each candidate: `NETWORK` and `PIECES`."""
    return found[[NETWORK]].join(log_odds(found, ScoreParameters())[PIECES])


def run_trial(trial: Trial) -> Outcome:
    """Look for jerks in a background before and after some are planted."""
    job = trial.job
    networks = tuple(from_arrays(arrays) for arrays in trial.networks)
    detector = Detector(networks=networks, calibration=KEEP_ALL)
    bare = background(job)
    rng = np.random.default_rng([job.seed, 3])
    allowed = plantable(bare)
    per_h, shape = log_uniform(rng, PER_H), float(rng.choice(CLUSTER_SHAPES))
    drawn = clustered_times(rng, per_h, intervals.total(allowed), shape)
    generators = planters(job.shared, job.subject)
    names = list(generators)
    swings = [
        generators[names[rng.integers(len(names))]](
            rng, any_site(rng, bare.site), log_uniform(rng, AMPLITUDE_G), float(time_s)
        )
        for time_s in spread_over(drawn, allowed)
    ]
    planted, truth = plant_swings(bare, swings)
    found, true_s = find(planted, detector), truth["peak_s"].to_numpy()
    pairs = matching.match(found["peak_s"].to_numpy(), true_s, TOLERANCE_S)
    true = pd.DataFrame(np.nan, index=range(len(true_s)), columns=[NETWORK, *PIECES])
    true.loc[pairs[:, 1]] = judged(found).loc[pairs[:, 0]].to_numpy()
    return Outcome(
        false=judged(find(bare, detector)),
        true=true.assign(amplitude_g=truth["peak_g"].to_numpy()),
        hours=bare.recorded_s / 3600,
        is_real=job.source is not None,
    )


def told(outcome: Outcome, table: pd.DataFrame) -> pd.DataFrame:
    """Leave out what simulated walkers tell: walking adds nothing to their log-odds."""
    return table if outcome.is_real else table[table["walking"] != 0]


def calibrate(outcomes: list[Outcome]) -> Calibration:
    """Fit what log-odds and evidence are worth where one jerk an hour is expected.

    Notes
    -----
    Logistic regression (Platt 1999): what is found with nothing planted, once for every
    hour there was, against planted jerks weighted to `PRIOR_PER_H` for each of those hours.
    No worth is below 0: a measure says more on its own side of the scorecard, or nothing.
    Simulated lives count as people do: most people who were recorded wore their sensor on
    the chest, and what takes a quick hand for a jerk is hardly there. Only while they walk
    they do not count: people were recorded walking with sensors all over the body, and
    their steps are taken for jerks far more seldom than simulated ones.
    """
    columns = [NETWORK, *PIECES]
    false = np.concatenate([told(one, one.false)[columns].to_numpy() for one in outcomes])
    true = np.concatenate(
        [told(one, one.true)[columns].dropna().to_numpy() for one in outcomes]
    )
    hours = sum(one.hours for one in outcomes)
    weight = PRIOR_PER_H * hours / sum(len(one.true) for one in outcomes)

    def loss(parameters: Signal) -> tuple[float, Signal]:
        worth, offset = parameters[:-1], parameters[-1]
        of_true, of_false = true @ worth + offset, false @ worth + offset
        value = weight * np.logaddexp(0.0, -of_true).sum()
        value += np.logaddexp(0.0, of_false).sum()
        missed, taken = -weight * expit(-of_true), expit(of_false)
        slope = np.append(missed @ true + taken @ false, missed.sum() + taken.sum())
        return float(value), slope

    n = len(columns)
    best = minimize(
        loss,
        np.zeros(n + 1),
        jac=True,
        method="L-BFGS-B",
        bounds=[(0.0, None)] * n + [(None, None)],
        options={"maxiter": 10_000, "maxfun": 100_000, "ftol": 1e-13, "gtol": 1e-7},
    )
    of_network, *of_pieces, offset = (float(value) for value in best.x)
    return Calibration(
        of_network=of_network,
        of_evidence=dict(zip(PIECES, of_pieces, strict=True)),
        offset_h=offset - float(np.log(PRIOR_PER_H)),
    )


def operating_points(outcomes: list[Outcome], calibration: Calibration) -> pd.DataFrame:
    """Tabulate false alarms and recall by the least probability that is counted."""

    def probability(table: pd.DataFrame) -> Signal:
        odds = calibration.at_1_per_h(table[NETWORK].to_numpy(), table)
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

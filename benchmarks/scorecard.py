"""The fit behind `myosense.scorecard.ScoreParameters`.

Negatives are all candidates in the recordings marked for fitting, under labels of keeping
still and of daily activity (walking, running, jumping and falls left out), and those of
simulated evenings with look-alikes, at half the weight of the real ones. Positives are
jerks planted in the still labels of the same recordings and dense simulated ones; together
they weigh 0.3 of the negatives. The weights of a logistic regression on the share of each
piece of evidence are held to at least 0, so that no measure speaks the wrong way round.

Run ``python benchmarks/scorecard.py --shared PATH``.
"""

import argparse
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize
from scipy.special import expit

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import workers
from benchmarks.page import markdown
from benchmarks.planted import CONTEXT_S, STILL, draw_times
from benchmarks.real import MARGIN_S
from benchmarks.recordings import (
    FIT,
    Labeled,
    Source,
    add_shared_option,
    likely_range_g,
    load,
    part,
    shrunk,
    sources,
)
from benchmarks.simulated import TOLERANCE_S
from myosense import Recording, Settings, intervals, matching, simulate
from myosense.intervals import Mask
from myosense.pipeline import analyze_recording
from myosense.scorecard import ScoreParameters, log_odds
from myosense.simulation import plant, train_times
from myosense.simulation.planting import plantable

Floats = npt.NDArray[np.float64]

#: Labels of keeping still and of daily activity.
DAILY = {
    "casale_chest": ("standing", "talking_standing", "working_at_computer"),
    "geotec": ("SEATED", "SITTING_DOWN", "STANDING_UP", "TURNING"),
    "umafall": (
        *("Aplausing", "Bending", "HandsUp", "LyingDown_OnABed", "MakingACall"),
        *("OpeningDoor", "Sitting_GettingUpOnAChair"),
    ),
}
SIMULATED_SHARE = 0.5  #: Weight of the simulated negatives, over the real ones'.
POSITIVE_SHARE = 0.3  #: Weight of all positives, over all negatives'.
POSITIVES = ("planted", "dense")
L2 = 1.0
SITES = ("wrist", "ankle", "hand", "head", "chest")
DENSE_PER_H = (60.0, 360.0, 1440.0)
TRAINS_HZ = (1.0, 2.0)
TRAIN_S = 10.0
EVERY_S = 60.0
DENSE_HOURS = 0.5
EVENING_HOURS = 2.0
EVENING_LOOKALIKES_PER_H = {"movement": 30.0, "tremor": 6.0, "contact": 12.0}
THRESHOLDS = (0.3, 0.5, 0.7, 0.8, 0.9)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sample:
    """Candidates of one kind: the shares of their evidence, one row each."""

    kind: str  #: real, evening, planted or dense
    shares: pd.DataFrame
    n_planted: int = 0  #: Jerks planted; those that are no candidate cannot be fitted.
    analyzable_s: float = 0.0


def _with_weights(weight: float) -> ScoreParameters:
    """Give every piece of evidence the same weight, and no bias."""
    shipped = ScoreParameters()
    pieces = {
        name: replace(evidence, weight=weight)
        for name, evidence in shipped.evidence.items()
    }
    return replace(shipped, bias=0.0, **pieces)


def candidates_of(recording: Recording) -> tuple[intervals.Seconds, pd.DataFrame]:
    """Find all candidates of the rules, none joined to a train."""
    shipped = Settings()
    lenient = replace(
        shipped.classification,
        method="rules",
        score=_with_weights(1.0),
        train_min_lobes=10**6,
    )
    coverage, table = analyze_recording(recording, replace(shipped, classification=lenient))
    return coverage.usable, table


def shares_of(table: pd.DataFrame) -> pd.DataFrame:
    """Return where each measure lies between its limits, 0 to 1."""
    return log_odds(table, _with_weights(1.0)).drop(columns="bias")


def real_negatives(labeled: Labeled) -> Sample:
    """Take every candidate under a label of daily activity."""
    usable, table = candidates_of(labeled.recording)
    spans = [
        labeled.spans[label]
        for label in DAILY[labeled.source.dataset]
        if label in labeled.spans
    ]
    daily = intervals.union(np.concatenate([intervals.empty_seconds(), *spans]))
    here = table[intervals.contains(daily, table["peak_s"])]
    return Sample(
        kind="real",
        shares=shares_of(here),
        analyzable_s=intervals.total(intervals.intersect(daily, usable)),
    )


def positives(kind: str, recording: Recording, truth: pd.DataFrame) -> Sample:
    """Take the candidate that belongs to each planted jerk."""
    table = candidates_of(recording)[1]
    pairs = matching.match(matching.peaks(table), matching.peaks(truth), TOLERANCE_S)
    return Sample(
        kind=kind, shares=shares_of(table.iloc[pairs[:, 0]]), n_planted=len(truth)
    )


def planted_positives(labeled: Labeled, label: str, seed: int) -> Sample:
    """Plant jerks in a still label."""
    cut = part(labeled, label, CONTEXT_S)
    recording = replace(cut.recording, range_g=likely_range_g(cut.recording))
    places = intervals.intersect(shrunk(cut.spans[label], MARGIN_S), plantable(recording))
    times_s = draw_times(np.random.default_rng(seed), places)
    return positives("planted", *plant(recording, seed=seed, times_s=times_s))


def real_samples(job: tuple[Path, Source, int]) -> list[Sample]:
    """Take the negatives and plant the positives of one recording."""
    shared, source, seed = job
    labeled = load(shared, source)
    still = [label for label in STILL.get(source.dataset, ()) if label in labeled.spans]
    planted = [planted_positives(labeled, label, seed) for label in still]
    return [real_negatives(labeled), *planted]


def simulated_samples(site: str) -> list[Sample]:
    """Simulate one site: an evening of look-alikes, and dense jerks in still hours."""
    evening = simulate(
        seed=41,
        hours=EVENING_HOURS,
        site=site,
        scenario="evening",
        rate_per_h=0.0,
        lookalikes_per_h=EVENING_LOOKALIKES_PER_H,
    ).recording
    usable, table = candidates_of(evening)
    samples = [
        Sample(
            kind="evening", shares=shares_of(table), analyzable_s=intervals.total(usable)
        )
    ]
    still = simulate(seed=42, hours=DENSE_HOURS, site=site, rate_per_h=0.0).recording
    for rate_per_h in DENSE_PER_H:
        planted = plant(still, seed=43, rate_per_h=rate_per_h, cluster_shape=0.5)
        samples.append(positives("dense", *planted))
    for train_hz in TRAINS_HZ:
        starts_s = np.arange(EVERY_S / 2, still.duration_s - EVERY_S / 2, EVERY_S)
        trains_s = [train_times(start_s, train_hz, TRAIN_S) for start_s in starts_s]
        planted = plant(still, seed=44, times_s=np.concatenate(trains_s))
        samples.append(positives("dense", *planted))
    return samples


def gather(shared: Path) -> list[Sample]:
    """Make all samples."""
    chosen = [s for s in sources(shared) if s.use == FIT and s.dataset in DAILY]
    jobs = [(shared, source, seed) for seed, source in enumerate(chosen)]
    made = workers.run(real_samples, jobs, chunk=8)
    made += workers.run(simulated_samples, SITES)
    return [sample for group in made for sample in group]


def weights_of(kinds: npt.NDArray[np.str_]) -> Floats:
    """Weigh each candidate by its kind, as the module's head says."""
    n_real = int((kinds == "real").sum())
    is_evening, is_positive = kinds == "evening", np.isin(kinds, POSITIVES)
    n_evening, n_positive = int(is_evening.sum()), int(is_positive.sum())
    weight = np.ones(len(kinds))
    weight[is_evening] = SIMULATED_SHARE * n_real / n_evening
    weight[is_positive] = POSITIVE_SHARE * (1 + SIMULATED_SHARE) * n_real / n_positive
    return weight


def fit(shares: Floats, is_jerk: Mask, weight: Floats) -> tuple[Floats, float]:
    """Fit a logistic regression whose weights are at least 0.

    Parameters
    ----------
    shares : shape (n, n_pieces)
    is_jerk, weight : shape (n,)

    Returns
    -------
    weights : shape (n_pieces,)
    bias : float
    """
    design = np.column_stack((shares, np.ones(len(shares))))
    sign = np.where(is_jerk, 1.0, -1.0)

    def loss(beta: Floats) -> tuple[float, Floats]:
        margin = sign * (design @ beta)
        ridge = np.append(beta[:-1], 0.0)
        value = weight @ np.logaddexp(0.0, -margin) + L2 / 2 * ridge @ ridge
        slope = -design.T @ (weight * sign * expit(-margin)) + L2 * ridge
        return float(value), slope

    n = shares.shape[1]
    bounds = [(0.0, None)] * n + [(None, None)]
    beta = minimize(loss, np.zeros(n + 1), jac=True, method="L-BFGS-B", bounds=bounds).x
    return beta[:-1], float(beta[-1])


def weight_table(fitted: Floats, bias: float) -> pd.DataFrame:
    """Set the fitted weights beside the shipped ones."""
    shipped = ScoreParameters()
    rows = [
        (name, float(value), evidence.weight)
        for (name, evidence), value in zip(shipped.evidence.items(), fitted, strict=True)
    ]
    rows.append(("bias", bias, shipped.bias))
    return pd.DataFrame(rows, columns=["evidence", "fitted", "shipped"])


def threshold_table(samples: list[Sample], weights: Floats, bias: float) -> pd.DataFrame:
    """Give false alarms per hour and recall of everything planted, by threshold."""
    rows = []
    for threshold in THRESHOLDS:
        row: dict[str, float] = {"threshold": threshold}
        for kind in ("real", "evening", "planted", "dense"):
            group = [sample for sample in samples if sample.kind == kind]
            scores = [expit(s.shares.to_numpy() @ weights + bias) for s in group]
            n = int(sum(np.count_nonzero(score >= threshold) for score in scores))
            hours = sum(sample.analyzable_s for sample in group) / 3600
            n_planted = sum(sample.n_planted for sample in group)
            row |= {f"{kind}/h": n / hours} if hours else {f"{kind} found": n / n_planted}
        rows.append(row)
    return pd.DataFrame(rows)


def main() -> None:
    """Fit the scorecard and print it beside the shipped one."""
    parser = argparse.ArgumentParser(description="Fit the scorecard.")
    add_shared_option(parser)
    samples = gather(parser.parse_args().shared)
    shares = pd.concat([sample.shares for sample in samples], ignore_index=True)
    kinds = np.concatenate([np.full(len(sample.shares), sample.kind) for sample in samples])
    is_jerk = np.isin(kinds, POSITIVES)
    weights, bias = fit(shares.to_numpy(), is_jerk, weights_of(kinds))
    table = weight_table(weights, bias)
    print(pd.Series(kinds).value_counts().rename("candidates").to_string())
    print(markdown(table))
    shipped = table["shipped"].to_numpy()
    print("\nfitted\n" + markdown(threshold_table(samples, weights, bias)))
    print(
        "\nshipped\n" + markdown(threshold_table(samples, shipped[:-1], float(shipped[-1])))
    )


if __name__ == "__main__":
    main()

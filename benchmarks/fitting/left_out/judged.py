"""What each network, and each scorecard, finds on people who are in no fit."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import workers
from benchmarks.detection.groups import group_of
from benchmarks.detection.sowing import Sower, sown
from benchmarks.detection.traces import Found
from benchmarks.detection.trials import Trial, activity_at, best_within
from benchmarks.detection.wearers import load_ranged
from benchmarks.fitting.calibration import KEEP_ALL, find
from benchmarks.fitting.left_out.variants import REFERENCE, Variant, blanked
from benchmarks.recordings import Labeled, Source
from benchmarks.simulated import TOLERANCE_S
from myosense import MyosenseError, Recording, Settings, intervals
from myosense.classification import ClassificationParameters
from myosense.coverage import Coverage
from myosense.detection import possible_mains
from myosense.filtering import filter_block
from myosense.intervals import Seconds
from myosense.judging import joined
from myosense.network import Arrays, Detector, Network, from_arrays, shipped
from myosense.pipeline import analyze_recording
from myosense.scorecard import ScoreParameters, log_odds
from myosense.windows import Scene, views_in

#: What the scorecard weighs, in groups that are left out together.
MEASURES = {
    "size": ("peak_g",),
    "width of the main lobe": ("width",),
    "straightness": ("straightness",),
    "quiet before": ("quiet_before",),
    "posture": ("posture_change_deg", "context_turn_deg"),
    "sharpness": ("sharpness",),
    "match to the model": ("jerk_match",),
    "rhythm and gait": ("tremor", "walking"),
}
CARD = "scorecard"
CARDS = {CARD: ()} | {f"scorecard without {name}": own for name, own in MEASURES.items()}
ALONE, TOGETHER = "network", "network and scorecard"
N_KEPT = 100  #: Of a detector's false alarms in one activity of a recording the highest.
#: Nothing is too unlikely to be kept; no jerks are joined to a train.
BY_RULES = Settings(
    classification=ClassificationParameters(
        method="rules", score=ScoreParameters(bias=0.0), train_min_lobes=sys.maxsize
    )
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Fitted:
    """A variant and its weights."""

    variant: Variant
    arrays: Arrays


@dataclass(frozen=True, kw_only=True, eq=False)
class JudgeJob:
    """One recording, to be judged as it is and once for each sower."""

    shared: Path
    source: Source
    person: str
    sowers: tuple[Sower, ...]
    fitted: tuple[Fitted, ...]


def run(jobs: list[JudgeJob]) -> Trial:
    """Judge all recordings; those that cannot be read or judged leave no rows."""
    trials = workers.run(run_job, jobs, chunk=4)
    return Trial(
        hours=pd.concat([trial.hours for trial in trials], ignore_index=True),
        alarms=pd.concat([trial.alarms for trial in trials], ignore_index=True),
        jerks=pd.concat([trial.jerks for trial in trials], ignore_index=True),
    )


def run_job(job: JudgeJob) -> Trial:
    """Judge one recording by everything that is compared."""
    try:
        labeled = load_ranged(job.shared, job.source)
        usable, found = judge_all(labeled.recording, job.fitted)
    except MyosenseError as refused:
        print(f"not judged: {job.source.file}: {refused}", file=sys.stderr, flush=True)
        return Trial(hours=pd.DataFrame(), alarms=pd.DataFrame(), jerks=pd.DataFrame())
    jerks = [_twin(job, labeled, sower, usable) for sower in job.sowers]
    hours = pd.DataFrame(
        {
            "activity": list(labeled.spans),
            "analyzable_s": [
                intervals.total(intervals.intersect(spans, usable))
                for spans in labeled.spans.values()
            ],
        }
    )
    return Trial(
        hours=_placed(hours, job),
        alarms=_placed(alarms_of(found, labeled.spans, usable), job),
        jerks=_placed(pd.concat(jerks, ignore_index=True), job),
    )


def _placed(table: pd.DataFrame, job: JudgeJob) -> pd.DataFrame:
    """Say of each row who it is from, and what was done."""
    dataset = job.source.dataset
    groups = [group_of(dataset, activity) for activity in table["activity"]]
    place = {"person": job.person, "data set": dataset, "file": job.source.file}
    return table.assign(group=np.array(groups, dtype=object), **place)


def alarms_of(
    found: dict[str, Found], spans: dict[str, Seconds], usable: Seconds
) -> pd.DataFrame:
    """List the highest that each detector finds in what can be judged."""
    tables = []
    for name, own in found.items():
        activity = activity_at(spans, own.peak_s)
        is_judged = intervals.contains(usable, own.peak_s) & (activity != "")
        columns = {"detector": name, "score": own.score, "activity": activity}
        tables.append(pd.DataFrame(columns)[is_judged])
    falling = pd.concat(tables).sort_values("score", ascending=False, kind="stable")
    rank = falling.groupby(["detector", "activity"]).cumcount()
    highest: pd.DataFrame = falling[rank < N_KEPT]
    return highest


def _twin(job: JudgeJob, labeled: Labeled, sower: Sower, usable: Seconds) -> pd.DataFrame:
    """Plant jerks; give each the best score of every detector near it."""
    planted, truth = sown(job.shared, labeled, sower)
    true_s = truth["peak_s"].to_numpy()
    found = judge_all(planted, job.fitted)[1]
    scores = {name: best_within(own, true_s, TOLERANCE_S) for name, own in found.items()}
    return truth[["peak_s", "peak_g", "activity"]].assign(
        generator=sower.generator,
        is_covered=intervals.contains(usable, true_s),
        **scores,
    )


def judge_all(
    recording: Recording, fitted: tuple[Fitted, ...]
) -> tuple[Seconds, dict[str, Found]]:
    """Return what can be judged, and what every network and scorecard finds."""
    coverage, cards = by_cards(recording)
    networks = {
        one.variant.name: (from_arrays(one.arrays), one.variant.blank) for one in fitted
    }
    reference = networks[REFERENCE.name][0]
    found = by_networks(recording, networks) | together(recording, reference) | cards
    return coverage.usable, found


def by_networks(
    recording: Recording, networks: dict[str, tuple[Network, tuple[str, ...]]]
) -> dict[str, Found]:
    """Let each network alone say of every event how likely it is a jerk.

    As `myosense.pipeline` does, but all networks look at the same lobes, which are seen
    once, and nothing is too unlikely to be kept.

    Parameters
    ----------
    recording
        Where to look.
    networks
        By name, each with those of its views that are zero.
    """
    settings = Settings()
    search = settings.detection
    times_s: dict[str, list[Seconds]] = {name: [np.empty(0)] for name in networks}
    scores: dict[str, list[Seconds]] = {name: [np.empty(0)] for name in networks}
    for block in recording.blocks(settings.blocks.block_s, settings.blocks.margin_s):
        motion = filter_block(block, settings.filter)
        lobes = possible_mains(motion, search)
        if len(lobes) == 0:
            continue
        seen, apart = views_in(Scene(motion), lobes), search.merge_s * motion.rate_hz
        for name, (network, blank) in networks.items():
            rows, odds = joined(lobes, network.log_odds(blanked(seen, blank)), apart)
            is_kept = motion.is_in_core(rows)
            times_s[name].append(motion.start_s + rows[is_kept] / motion.rate_hz)
            scores[name].append(odds[is_kept])
    return {
        name: Found(
            peak_s=np.concatenate(times_s[name]), score=np.concatenate(scores[name])
        )
        for name in networks
    }


def together(recording: Recording, network: Network) -> dict[str, Found]:
    """Score what one network finds by it alone, and by the calibrated sum.

    Of the sum only the worths matter here: the offset moves no rank. They are those of the
    networks that come with the package.
    """
    table = find(recording, Detector(networks=(network,), calibration=KEEP_ALL))
    peak_s = table["peak_s"].to_numpy(dtype=np.float64)
    odds = table["network_log_odds"].to_numpy(dtype=np.float64)
    evidence = log_odds(table, ScoreParameters())
    calibrated = shipped().calibration.at_1_per_h(odds, evidence)
    return {
        ALONE: Found(peak_s=peak_s, score=odds),
        TOGETHER: Found(peak_s=peak_s, score=calibrated),
    }


def by_cards(recording: Recording) -> tuple[Coverage, dict[str, Found]]:
    """Score what the rules find by the whole scorecard, and without each group."""
    coverage, table = analyze_recording(recording, BY_RULES)
    pieces = log_odds(table, BY_RULES.classification.score)
    peak_s = table["peak_s"].to_numpy(dtype=np.float64)
    return coverage, {
        name: Found(
            peak_s=peak_s,
            score=pieces.drop(columns=list(own)).sum(axis=1).to_numpy(np.float64),
        )
        for name, own in CARDS.items()
    }

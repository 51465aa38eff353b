"""Every detector on every real recording, as it is and with jerks planted in it.

What is found in the recording as it is, is a false alarm: nobody had myoclonus. What is
found in its twins, in which jerks were planted, is held against the planted ones. Each twin
is planted by one generator of jerks.

Nobody is judged by a network that was fitted to them: a recording marked for fitting goes
only to the networks that left its wearer out, any other to all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks import workers
from benchmarks.detection.detectors import OURS, RIVALS, log_odds, one_row_a_jerk
from benchmarks.detection.groups import group_of
from benchmarks.detection.sowing import Sower, sown
from benchmarks.detection.traces import Found, Signal
from benchmarks.detection.wearers import load_ranged
from benchmarks.fitting.unseen import unseen
from benchmarks.planted import outcome
from benchmarks.recordings import FIT, Labeled, Source, recorded
from benchmarks.simulated import TOLERANCE_S
from myosense import MyosenseError, Recording, Settings, intervals
from myosense.coverage import Coverage
from myosense.intervals import Seconds
from myosense.network import Detector, shipped
from myosense.pipeline import analyze_recording

LONG_STRETCH_S = 60.0  #: Coverage is judged in stretches above this.
KEPT_PER_H = 1000.0  #: Of a rival's alarms in one activity the highest are kept.
KEY = ["file", "activity"]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One recording to be judged as it is, and once for each sower."""

    shared: Path
    source: Source
    person: str
    sowers: tuple[Sower, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class Trial:
    """What became of one recording, or of many joined; rows agree in file and activity."""

    hours: pd.DataFrame  #: One row an activity: person, group, seconds analyzable, ...
    alarms: pd.DataFrame  #: One row an event of a detector where nothing was planted.
    jerks: pd.DataFrame  #: One row a planted jerk; a column of scores for each detector.


def run(jobs: list[Job]) -> Trial:
    """Judge all recordings; those that cannot be read or judged leave no rows."""
    trials = workers.run(run_job, jobs, chunk=4)
    hours = _joined([trial.hours for trial in trials])
    places = hours[[*KEY, "person", "data set", "site", "use", "group"]]
    alarms = _joined([trial.alarms for trial in trials])
    jerks = _joined([trial.jerks for trial in trials])
    return Trial(
        hours=hours,
        alarms=alarms.merge(places, on=KEY, how="left", validate="many_to_one"),
        jerks=jerks.merge(places, on=KEY, how="left", validate="many_to_one"),
    )


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    kept = [table for table in tables if len(table)]
    return pd.concat(kept, ignore_index=True) if kept else pd.DataFrame()


def fair_detector(job: Job) -> Detector:
    """Choose the networks that never saw the wearer."""
    return unseen(job.person) if job.source.use == FIT else shipped()


def run_job(job: Job) -> Trial:
    """Judge one recording as it is and with jerks planted in it."""
    detector = fair_detector(job)
    try:
        labeled = load_ranged(job.shared, job.source)
        coverage, candidates = analyze_recording(labeled.recording, Settings(), detector)
    except MyosenseError:
        return Trial(hours=pd.DataFrame(), alarms=pd.DataFrame(), jerks=pd.DataFrame())
    twins = [
        _twin(sower, sown(job.shared, labeled, sower), coverage.usable, detector)
        for sower in job.sowers
    ]
    change = float(np.mean([change for change, _ in twins])) if twins else np.nan
    hours = [
        _place(job, labeled, label) | _seconds(labeled, label, coverage)
        for label in labeled.spans
    ]
    file = job.source.file
    return Trial(
        hours=pd.DataFrame(hours).assign(change=change),
        alarms=_alarms(labeled, coverage.usable, candidates).assign(file=file),
        jerks=_joined([jerks for _, jerks in twins]).assign(file=file),
    )


def _place(job: Job, labeled: Labeled, label: str) -> dict[str, object]:
    return {
        "file": job.source.file,
        "activity": label,
        "person": job.person,
        "data set": job.source.dataset,
        "site": labeled.recording.site,
        "use": job.source.use,
        "group": group_of(job.source.dataset, label),
    }


def _seconds(labeled: Labeled, label: str, coverage: Coverage) -> dict[str, object]:
    """Count the seconds of an activity that were recorded, can be judged, are walking."""
    spans = labeled.spans[label]
    long = intervals.intersect(spans, recorded(labeled.recording, LONG_STRETCH_S))
    walking = intervals.union(np.concatenate(list(_walking(coverage))))
    return {
        "recorded_s": intervals.total(spans),
        "analyzable_s": intervals.total(intervals.intersect(spans, coverage.usable)),
        "long_s": intervals.total(long),
        "long_analyzable_s": intervals.total(intervals.intersect(long, coverage.usable)),
        "walking_s": intervals.total(intervals.intersect(spans, walking)),
    }


def _walking(coverage: Coverage) -> Iterator[Seconds]:
    """Give what was called walking, judged or not."""
    for table, name in ((coverage.state, "state"), (coverage.reasons, "reason")):
        rows = table[table[name] == "walking"]
        yield rows[["start_s", "stop_s"]].to_numpy(dtype=np.float64)


def _alarms(labeled: Labeled, usable: Seconds, candidates: pd.DataFrame) -> pd.DataFrame:
    """List what each detector finds where nothing was planted, in what can be judged."""
    own = one_row_a_jerk(candidates)
    tables = [
        pd.DataFrame(
            {
                "detector": OURS,
                "peak_s": own["peak_s"],
                "score": log_odds(own["probability"]),
                "label": own["label"],
            }
        )
    ]
    for name, rival in RIVALS.items():
        found = rival(labeled.recording)
        columns = {"detector": name, "peak_s": found.peak_s, "score": found.score}
        tables.append(pd.DataFrame(columns))
    table = pd.concat(tables, ignore_index=True)
    activity = activity_at(labeled.spans, table["peak_s"].to_numpy())
    is_judged = intervals.contains(usable, table["peak_s"]) & (activity != "")
    judged = table.assign(activity=activity)[is_judged]
    n_kept = {
        name: KEPT_PER_H * intervals.total(intervals.intersect(spans, usable)) / 3600
        for name, spans in labeled.spans.items()
    }
    falling = judged.sort_values("score", ascending=False)
    rank = falling.groupby(["detector", "activity"]).cumcount()
    is_low = rank > falling["activity"].map(n_kept).astype("float64")
    is_kept = ~is_low | (falling["detector"] == OURS)
    kept: pd.DataFrame = falling[is_kept]
    return kept


def activity_at(spans: dict[str, Seconds], times_s: Seconds) -> npt.NDArray[np.str_]:
    """Name the activity at each time; empty where there is none."""
    names = np.array(["", *spans])
    code = np.zeros(len(times_s), dtype=np.int64)
    for i, own in enumerate(spans.values(), start=1):
        code[intervals.contains(own, times_s)] = i
    return names[code]


def _twin(
    sower: Sower,
    twin: tuple[Recording, pd.DataFrame],
    usable: Seconds,
    detector: Detector,
) -> tuple[float, pd.DataFrame]:
    """Look for planted jerks; return the change of the coverage and the jerks."""
    planted, truth = twin
    coverage, candidates = analyze_recording(planted, Settings(), detector)
    own = one_row_a_jerk(candidates)
    counted = own.assign(label=own["label"].replace("train", "jerk"))
    true_s = truth["peak_s"].to_numpy()
    jerks = outcome(truth, counted).assign(
        activity=truth["activity"],
        generator=sower.generator,
        seed=sower.seed,
        is_covered=intervals.contains(usable, true_s),
    )
    found = Found(peak_s=own["peak_s"].to_numpy(), score=log_odds(own["probability"]))
    jerks[OURS] = best_within(found, true_s, TOLERANCE_S)
    for name, rival in RIVALS.items():
        jerks[name] = best_within(rival(planted), true_s, TOLERANCE_S)
    before_s = max(intervals.total(usable), 1.0)
    return intervals.total(coverage.usable) / before_s - 1, jerks


def best_within(found: Found, true_s: Seconds, tolerance_s: float) -> Signal:
    """Return the highest score near each true time; minus infinity where there is none.

    Where true times are more than twice the tolerance apart, a threshold finds exactly
    those whose best score is above it, one to one.
    """
    order = np.argsort(found.peak_s, kind="stable")
    times_s, scores = found.peak_s[order], found.score[order]
    first = np.searchsorted(times_s, true_s - tolerance_s)
    stop = np.searchsorted(times_s, true_s + tolerance_s, side="right")
    best = [
        np.max(scores[low:high], initial=-np.inf)
        for low, high in zip(first, stop, strict=True)
    ]
    return np.array(best, dtype=np.float64)

"""Study B: jerks planted in what real sensors recorded of people who kept still.

Each jerk is drawn from its physics, held to the likely range of the sensor and rounded to
its steps. A place counts as still because its label says so; some labels hold walking too,
so the same figures are given for the places that were measured to be at rest before
anything was planted.
"""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import workers
from benchmarks.real import MARGIN_S, Judged
from benchmarks.recordings import (
    Source,
    likely_range_g,
    load,
    part,
    repeated,
    shrunk,
    tiled,
)
from benchmarks.simulated import TOLERANCE_S
from myosense import Settings, intervals, matching
from myosense.coverage import Coverage
from myosense.events import COUNTED_LABELS
from myosense.intervals import Seconds
from myosense.pipeline import analyze_recording
from myosense.simulation import clustered_times, plant
from myosense.simulation.planting import plantable

BINS_G = (
    0.05,
    0.1,
    0.2,
    0.5,
    1.0,
    3.0,
)  #: Evenly drawn from, even in the logarithm inside.
N_BINS = len(BINS_G) - 1
#: Labels of people who sit or stand.
STILL = {
    "casale_chest": ("standing", "working_at_computer"),
    "geotec": ("SEATED",),
    "measure_only": ("idle_hands",),
    "umafall": ("HandsUp",),
    "voisard_gait": ("quiet",),
}
PER_H = 120.0  #: Jerks planted per hour of a long place: what many do is study C's.
SPACING_S = 1.5  #: They are never closer than this.
SHORT_PLACE_S = 30.0  #: A shorter place takes one jerk.
PAUSE_S = 10.0  #: Between two copies of a recording.
CONTEXT_S = 30.0  #: What is analyzed around the places.
LATE_S = 0.6  #: A jerk found up to this late was timed at another lobe of its own.
FOUND, LATE = "found", "timed at another lobe"  #: What may become of a jerk: counted.
REST = ("rest", "long_still")
NAMED = ("data set", "site", "activity")


@dataclass(frozen=True, kw_only=True)
class Job:
    """How many jerks to plant in one label of one recording."""

    shared: Path
    source: Source
    label: str
    n: int
    seed: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Planted:
    """What became of the jerks planted in one label of one recording."""

    jerks: pd.DataFrame  #: One row a jerk.
    quiet: list[dict[str, object]]  #: What is counted there when nothing is planted.
    count_error: dict[str, object]  #: Found minus planted, beside that.


def jobs_of(shared: Path, judged: list[Judged], n_per_bin: int) -> list[Job]:
    """Share the jerks of each data set, site and label out by the room that there is."""
    chosen = [
        (one.source, row)
        for one in judged
        for row in one.labels
        if row["activity"] in STILL.get(one.source.dataset, ()) and row["room_s"]
    ]
    keys = [tuple(row[key] for key in NAMED) for _, row in chosen]
    room_s = pd.Series([float(str(row["room_s"])) for _, row in chosen], dtype=np.float64)
    share = room_s / room_s.groupby(pd.Index(keys).to_flat_index()).transform("sum")
    n_each = np.ceil(share * n_per_bin * N_BINS).astype(int)
    return [
        Job(shared=shared, source=source, label=str(row["activity"]), n=int(n), seed=i)
        for i, ((source, row), n) in enumerate(zip(chosen, n_each, strict=True))
    ]


def draw_times(rng: np.random.Generator, places: Seconds) -> Seconds:
    """Draw one time in each short place, and times at random in each long one."""
    times = [np.empty(0)]
    for start_s, stop_s in places:
        length_s = stop_s - start_s
        if length_s < SHORT_PLACE_S:
            drawn = rng.uniform(0.0, length_s, size=1)
        else:
            drawn = clustered_times(rng, PER_H, length_s, 1.0, SPACING_S)
        times.append(start_s + drawn)
    return np.concatenate(times)


def draw_amplitudes(
    rng: np.random.Generator, n: int, first: int, bins_g: tuple[float, ...] = BINS_G
) -> Seconds:
    """Take the bins by turns, from ``first`` on; even in the logarithm inside each."""
    bins = (first + rng.permutation(n)) % (len(bins_g) - 1)
    edges = np.log(bins_g)
    drawn: Seconds = np.exp(rng.uniform(edges[bins], edges[bins + 1]))
    return drawn


def nearest(times_s: Seconds, to_s: Seconds) -> Seconds:
    """Distance of each time to the nearest other one; infinite where there is none.

    >>> nearest(np.array([1.0, 5.0]), np.array([1.5, 9.0]))
    array([0.5, 3.5])
    """
    if len(to_s) == 0:
        return np.full(len(times_s), np.inf)
    at = np.searchsorted(to_s, times_s)
    before, after = to_s[np.maximum(at - 1, 0)], to_s[np.minimum(at, len(to_s) - 1)]
    distance: Seconds = np.minimum(np.abs(times_s - before), np.abs(times_s - after))
    return distance


def outcome(truth: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Say of each planted jerk whether it was found, how well it was timed, else why not.

    Parameters
    ----------
    truth
        Planted jerks.
    candidates
        Every candidate of the recording with its label.
    """
    true_s = truth["peak_s"].to_numpy()
    jerks = candidates[candidates["label"] == "jerk"]
    found_s = jerks["peak_s"].to_numpy()
    pairs = matching.match(found_s, true_s, TOLERANCE_S)
    error_s = np.full(len(true_s), np.nan)
    error_s[pairs[:, 1]] = found_s[pairs[:, 0]] - true_s[pairs[:, 1]]
    spare_s = np.sort(np.delete(found_s, pairs[:, 0]))
    known_s = candidates["peak_s"].to_numpy()
    if len(known_s):
        at = np.abs(true_s[:, None] - known_s).argmin(axis=1)
        taken_for = "taken for " + candidates["label"].to_numpy(dtype=object)[at]
    else:
        taken_for = np.full(len(true_s), "", dtype=object)
    reason = np.select(
        [
            np.isfinite(error_s),
            nearest(true_s, spare_s) <= LATE_S,
            nearest(true_s, known_s) <= TOLERANCE_S,
        ],
        [FOUND, LATE, taken_for],
        "no candidate",
    )
    return truth[["peak_s", "peak_g", "width_s", "flags"]].assign(
        error_s=error_s, outcome=reason.astype(str)
    )


def at_rest(places: Seconds, coverage: Coverage) -> Seconds:
    """Keep what was measured to be at rest."""
    rows = coverage.state[coverage.state["state"].isin(REST)]
    rest = intervals.union(rows[["start_s", "stop_s"]].to_numpy(dtype=np.float64))
    return intervals.intersect(places, rest)


def n_copies(places: Seconds, n: int) -> int:
    """Say how many copies of the places take ``n`` jerks."""
    length_s = places[:, 1] - places[:, 0]
    each = np.where(length_s < SHORT_PLACE_S, 1.0, length_s * PER_H / 3600)
    return int(np.ceil(1.1 * n / each.sum()))


def run_job(job: Job) -> Planted:
    """Plant jerks in copies of one label of one recording, and look for them."""
    labeled = part(load(job.shared, job.source), job.label, CONTEXT_S)
    spans = labeled.spans[job.label]
    one = replace(labeled.recording, range_g=likely_range_g(labeled.recording))
    coverage, before = analyze_recording(one, Settings())
    places = intervals.intersect(shrunk(spans, MARGIN_S), plantable(one))
    rest = at_rest(places, coverage)
    named = dict(zip(NAMED, (job.source.dataset, one.site, job.label), strict=True))
    quiet = [
        named | {"where": where} | _false_alarms(before, kept, coverage)
        for where, kept in (("label", places), ("label and at rest", rest))
    ]
    n = n_copies(places, job.n)
    period_s = one.duration_s + PAUSE_S
    rng = np.random.default_rng(job.seed)
    times_s = rng.permutation(draw_times(rng, tiled(places, n, period_s)))[: job.n]
    planted, truth = plant(
        repeated(one, n, period_s),
        seed=job.seed,
        times_s=times_s,
        amplitudes_g=draw_amplitudes(rng, len(times_s), job.seed),
    )
    candidates = analyze_recording(planted, Settings())[1]
    peaks_s = truth["peak_s"]
    jerks = outcome(truth, candidates).assign(
        is_covered=intervals.contains(tiled(coverage.usable, n, period_s), peaks_s),
        is_rest=intervals.contains(tiled(rest, n, period_s), peaks_s),
        **named,
    )
    n_found = _n_counted(candidates, tiled(spans, n, period_s))
    n_extra = n_found - n * _n_counted(before, spans) - len(truth)
    error: dict[str, object] = {"planted": len(truth), "found minus planted": n_extra}
    return Planted(jerks=jerks, quiet=quiet, count_error=named | error)


def _n_counted(candidates: pd.DataFrame, spans: Seconds) -> int:
    """Count jerks and the cycles of trains inside spans."""
    is_here = intervals.contains(spans, candidates["peak_s"])
    is_here &= candidates["label"].isin(COUNTED_LABELS).to_numpy()
    return int(candidates.loc[is_here, "n_jerks"].sum())


def _false_alarms(
    candidates: pd.DataFrame, places: Seconds, coverage: Coverage
) -> dict[str, object]:
    """Count what is found where nothing was planted."""
    here = candidates[intervals.contains(places, candidates["peak_s"])]
    is_train = here["label"] == "train"
    return {
        "recorded_s": intervals.total(places),
        "analyzable_s": intervals.total(intervals.intersect(places, coverage.usable)),
        "jerks": int((here["label"] == "jerk").sum()),
        "trains": int(is_train.sum()),
        "cycles": int(here.loc[is_train, "n_jerks"].sum()),
    }


def plant_all(shared: Path, judged: list[Judged], n_per_bin: int) -> list[Planted]:
    """Plant jerks in every still place."""
    return workers.run(run_job, jobs_of(shared, judged, n_per_bin), chunk=4)

"""What only simulated wearers show: one event a jerk, two near each other, nights.

Every jerk here is known to the sample, whatever the joint it comes from.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from benchmarks import lookalikes, sameness, sensors, severity, workers
from benchmarks.simulated import TOLERANCE_S, Found, look, n_matched
from myosense import matching, simulate
from myosense.estimates import Estimate, proportion, rate_per_h
from myosense.intervals import Seconds
from myosense.simulation import draw_jerk, plant, plant_swings, swing_of

SITES = ("wrist", "ankle", "chest")
RESONANCES_HZ = (2.0, 3.0, 4.0, 6.0, 8.0, 12.0)
DAMPINGS = (0.05, 0.1, 0.2, 0.35, 0.5)
EVERY_S = 20.0  #: A joint of 2 Hz and a damping of 0.05 rings for 7 s down to 1 %.
BEFORE_S, AFTER_S = 0.5, 10.0  #: Around a jerk, whatever is counted belongs to it.
PAIR_S = 0.4
PAIR_EVERY_S = 15.0
PAIR_SPREAD = 0.3  #: Of the logarithm of the second amplitude over the first.
AMPLITUDE_G = (0.2, 2.0)
NIGHT_RATES_PER_H = (0.0, 1.0, 10.0, 60.0)
TREMOR_PER_H = 60.0
#: Jerks per hour, and how much longer than the other studies: few jerks need more hours.
LADDER = {10.0: 8.0, 60.0: 2.0, 360.0: 1.0}


Study = Callable[[Any], dict[str, object] | pd.DataFrame]


@dataclass(frozen=True, kw_only=True)
class RingJob:
    """Single jerks of one joint."""

    site: str
    resonance_hz: float
    damping: float
    n: int


def ring(job: RingJob) -> dict[str, object]:
    """Count the events around single jerks of a joint that springs back as it does."""
    rng = np.random.default_rng(
        [17, round(100 * job.resonance_hz), round(100 * job.damping)]
    )
    hours = (job.n + 1) * EVERY_S / 3600
    still = simulate(seed=5, hours=hours, site=job.site, rate_per_h=0.0).recording
    times_s = EVERY_S * (0.5 + np.arange(job.n)) + rng.uniform(0, 1, job.n)
    jerks = [
        replace(
            draw_jerk(rng, job.site, kind, AMPLITUDE_G),
            resonance_hz=job.resonance_hz,
            damping=job.damping,
        )
        for kind in np.resize(["cortical", "noncortical"], job.n)
    ]
    planted, _ = plant_swings(
        still,
        [swing_of(jerk, at_s) for jerk, at_s in zip(jerks, times_s.tolist(), strict=True)],
    )
    n_events = events_around(look(planted), times_s)
    return {
        "site": job.site,
        "resonance, Hz": job.resonance_hz,
        "damping": job.damping,
        "jerks": job.n,
        "found": int(np.count_nonzero(n_events)),
        "one event": int(np.count_nonzero(n_events == 1)),
    }


def events_around(found: Found, times_s: Seconds) -> np.ndarray:
    """Count the events, trains by their cycles, around each time."""
    peaks_s = matching.peaks(found.events)
    n_before = np.append(0, np.cumsum(found.events["n_jerks"].to_numpy()))
    first = np.searchsorted(peaks_s, times_s - BEFORE_S)
    stop = np.searchsorted(peaks_s, times_s + AFTER_S)
    counts: np.ndarray = n_before[stop] - n_before[first]
    return counts


def pairs(job: tuple[str, float]) -> dict[str, object]:
    """Plant two jerks 0.4 s apart, again and again, and look for both."""
    site, hours = job
    rng = np.random.default_rng(19)
    still = simulate(seed=6, hours=hours, site=site, rate_per_h=0.0).recording
    first_s = np.arange(5.0, still.duration_s - 5.0, PAIR_EVERY_S)
    low, high = np.log(AMPLITUDE_G)
    first_g = np.exp(rng.uniform(low, high, len(first_s)))
    second_g = first_g * np.exp(rng.normal(0.0, PAIR_SPREAD, len(first_s)))
    planted, truth = plant(
        still,
        seed=19,
        times_s=np.concatenate((first_s, first_s + PAIR_S)),
        amplitudes_g=np.concatenate((first_g, second_g)),
    )
    found = look(planted)
    true_s = matching.peaks(truth)
    is_found = np.zeros(len(true_s), dtype=bool)
    is_found[matching.match(found.peaks_s, true_s, TOLERANCE_S)[:, 1]] = True
    both = int(np.count_nonzero(is_found.reshape(-1, 2).all(axis=1)))
    return {
        "site": site,
        "pairs": len(first_s),
        "both": both,
        "share": both / len(first_s),
    }


def night(job: tuple[str, float, float]) -> dict[str, object]:
    """Count a simulated night from end to end; the error is found minus planted."""
    site, rate_per_h, hours = job
    simulation = simulate(
        seed=37, hours=hours, site=site, scenario="night", rate_per_h=rate_per_h
    )
    found, truth = look(simulation.recording), simulation.truth
    error = hourly_error(found.peaks_s, truth["peak_s"].to_numpy(), hours)
    n_true = len(truth)
    return {
        "site": site,
        "planted at, per h": rate_per_h,
        "hours": hours,
        "planted": n_true,
        "counted": found.n_jerks,
        "matched": proportion(n_matched(found, truth), n_true)
        if n_true
        else Estimate(np.nan),
        "mean error per h": float(np.mean(error)),
        "largest error in an hour": float(np.max(np.abs(error), initial=0)),
    }


def hourly_error(found_s: Seconds, true_s: Seconds, hours: float) -> Seconds:
    """Return found minus true in each hour that was begun.

    >>> hourly_error(np.array([10.0, 3700.0]), np.array([20.0]), 2.0)
    array([0, 1])
    """
    edges_s = np.arange(np.ceil(hours) + 1) * 3600
    found, true = (np.histogram(at_s, edges_s)[0] for at_s in (found_s, true_s))
    error: Seconds = found - true
    return error


def tremor(job: tuple[str, float]) -> dict[str, object]:
    """Count what is found while a wearer trembles, per hour of tremor."""
    site, hours = job
    simulation = simulate(
        seed=41,
        hours=hours,
        site=site,
        rate_per_h=0.0,
        lookalikes_per_h={"tremor": TREMOR_PER_H},
    )
    rows = simulation.lookalikes[simulation.lookalikes["label"] == "tremor"]
    found = look(simulation.recording)
    seconds = float(rows["duration_s"].sum())
    return {
        "site": site,
        "hours of tremor": seconds / 3600,
        "events": len(found.events),
        "jerks and cycles": found.n_jerks,
        "events per hour of tremor": rate_per_h(len(found.events), seconds),
    }


def at_rates(job: tuple[str, float]) -> pd.DataFrame:
    """Count the same motion recorded at 50 to 200 Hz."""
    return pd.DataFrame(sameness.at_other_rates(*job))


@dataclass(frozen=True, kw_only=True, eq=False)
class Figures:
    """Tables of the simulated studies, one row a job."""

    rings: pd.DataFrame
    pairs: pd.DataFrame
    nights: pd.DataFrame
    tremors: pd.DataFrame
    ladder: pd.DataFrame  #: Recall at several rates of jerks.
    rates: pd.DataFrame  #: Counts at several sampling rates.
    ranges: pd.DataFrame  #: Counts of hard jerks by the sensor's range.
    lookalikes: pd.DataFrame  #: Knocks and reaches taken for jerks.


def studies(hours: float) -> dict[str, tuple[Study, Sequence[Any]]]:
    """Name what does a job of each study, and its jobs."""
    rings = [
        RingJob(
            site=site,
            resonance_hz=resonance_hz,
            damping=damping,
            n=max(round(hours * 60), 2),
        )
        for site in SITES
        for resonance_hz in RESONANCES_HZ
        for damping in DAMPINGS
    ]
    ladder = [
        severity.Job(site=site, hours=factor * hours, rate_per_h=rate_per_h)
        for site in SITES
        for rate_per_h, factor in LADDER.items()
    ]
    looks = [job for job in lookalikes.jobs(hours) if job.kind in {"contact", "movement"}]
    each = [(site, hours) for site in SITES]
    return {
        "nights": (
            night,
            [(site, rate, 8 * hours) for site in SITES for rate in NIGHT_RATES_PER_H],
        ),
        "rates": (at_rates, each),
        "ladder": (severity.run_job, ladder),
        "rings": (ring, rings),
        "pairs": (pairs, each),
        "tremors": (tremor, each),
        "lookalikes": (lookalikes.run_job, looks),
    }


def do(task: tuple[Study, Any]) -> pd.DataFrame:
    """Do one job of any study; return its rows."""
    study, job = task
    found = study(job)
    return found if isinstance(found, pd.DataFrame) else pd.DataFrame([found])


def run(hours: float) -> Figures:
    """Do all of them; ``hours`` of recording at each site, nights eight times as long."""
    known = studies(hours)
    names = [name for name, (_, jobs) in known.items() for _ in jobs]
    tasks = [(study, job) for study, jobs in known.values() for job in jobs]
    # The long jobs come first, and the workers start once for all.
    done = workers.run(do, tasks)
    tables = {
        name: pd.concat(
            [rows for own, rows in zip(names, done, strict=True) if own == name],
            ignore_index=True,
        )
        for name in known
    }
    return Figures(ranges=sensors.hard_jerks(hours), **tables)

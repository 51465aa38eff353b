"""Study F: what looks like a jerk and is none."""

from dataclasses import dataclass

import pandas as pd

from benchmarks import workers
from benchmarks.page import Section, Table
from benchmarks.simulated import look
from myosense import simulate
from myosense.estimates import rate_per_h

PER_H = 200.0


@dataclass(frozen=True, kw_only=True)
class Job:
    """One kind of look-alike at one rate of sampling."""

    name: str
    hours: float
    kind: str = ""  #: One of `simulate`'s look-alikes; else the scenario speaks for itself.
    scenario: str = "still"
    site: str = "wrist"
    sample_rate_hz: float = 100.0
    per_h: float = 0.0


def jobs(hours: float) -> list[Job]:
    """List the look-alikes: reaches, knocks by rate, tremor, walking by site."""
    knocks = [
        Job(
            name=f"knocks, {rate_hz:g} Hz",
            hours=hours,
            kind="contact",
            sample_rate_hz=rate_hz,
            per_h=PER_H,
        )
        for rate_hz in (50.0, 64.0, 100.0, 200.0)
    ]
    walks = [
        Job(name=f"walking, {site}", hours=hours, scenario="walking", site=site)
        for site in ("wrist", "ankle", "chest")
    ]
    return [
        Job(name="reaches", hours=hours, kind="movement", per_h=PER_H),
        *knocks,
        Job(name="tremor", hours=hours, kind="tremor", per_h=PER_H),
        *walks,
        Job(name="evening", hours=hours, scenario="evening"),
        Job(name="still", hours=hours),
    ]


def run_job(job: Job) -> dict[str, object]:
    """Simulate look-alikes without a single jerk and count."""
    simulation = simulate(
        seed=31,
        hours=job.hours,
        site=job.site,
        sample_rate_hz=job.sample_rate_hz,
        scenario=job.scenario,
        rate_per_h=0.0,
        lookalikes_per_h={job.kind: job.per_h} if job.kind else {},
    )
    found = look(simulation.recording)
    table = simulation.lookalikes
    n_alike = int((table["label"] == job.kind).sum()) if job.kind else 0
    n_trains = int((found.events["label"] == "train").sum())
    n_jerks = len(found.jerks)
    return {
        "look-alike": job.name,
        "shown": n_alike or "",
        "jerks": n_jerks,
        "per 100 shown": 100 * n_jerks / n_alike if n_alike else float("nan"),
        "jerks/h": rate_per_h(n_jerks, found.coverage.analyzable_s),
        "trains": n_trains,
        "cycles": found.n_jerks - n_jerks,
    }


def run(hours: float) -> pd.DataFrame:
    """Do the study; one row a look-alike."""
    rows = pd.DataFrame(workers.run(run_job, jobs(hours)))
    return rows.astype({"jerks/h": object})


def study(rows: pd.DataFrame) -> Section:
    """Write the study."""
    return Section(
        title="F. Look-alikes alone",
        about=(
            "Simulated recordings without a single jerk: reaches of 15 to 30 cm in 200 to "
            "600 ms (0.4 to 4 g), knocks of 4 to 20 ms with ringing, tremor of 4 to 8 Hz, "
            "walking. The shape of a fast reach overlaps with that of a jerk, so some are "
            "bound to be counted; there is no target."
        ),
        tables=[Table(heading="Counted where there was no jerk", rows=rows)],
    )

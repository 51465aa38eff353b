"""Study C: however many jerks there are, they do not hide themselves."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks import workers
from benchmarks.page import Claim, Section, Table
from benchmarks.simulated import look, n_matched
from myosense import Recording, simulate
from myosense.estimates import proportion
from myosense.simulation import draw_jerk, plant, swing_of, train_times
from myosense.simulation.planting import add_swings
from myosense.simulation.truth import truth_table

SITES = ("wrist", "ankle", "chest")
RATES_PER_H = (1.0, 10.0, 60.0, 360.0, 1440.0)
CLUSTER_SHAPE = 0.5  #: Jerks come in clusters, never closer than 0.4 s.
TRAIN_RATES_HZ = (1.0, 3.0, 5.0)
TRAIN_S = 10.0  #: Length of a train; one starts every minute.
EVERY_S = 60.0
SPREAD = 0.15  #: Of the logarithm of the amplitude, where one jerk is repeated.


@dataclass(frozen=True, kw_only=True)
class Job:
    """One recording to be simulated: a rate of jerks, or trains."""

    site: str
    hours: float
    rate_per_h: float = 0.0
    train_hz: float = 0.0
    is_alike: bool = False  #: Every jerk of a train is the same motion, a little varied.

    @property
    def name(self) -> str:
        """What is planted, in words."""
        if self.train_hz:
            kind = "one jerk repeated" if self.is_alike else "each jerk its own"
            return f"trains of {self.train_hz:g} Hz, {kind}"
        return f"{self.rate_per_h:g} per hour"


def run_job(job: Job) -> dict[str, object]:
    """Plant jerks in a still hour and count them; compare with the hour without them."""
    still = simulate(seed=7, hours=job.hours, site=job.site, rate_per_h=0.0).recording
    if job.train_hz:
        planted, truth = plant_trains(still, job.train_hz, is_alike=job.is_alike)
    else:
        planted, truth = plant(
            still, seed=11, rate_per_h=job.rate_per_h, cluster_shape=CLUSTER_SHAPE
        )
    before, after = look(still), look(planted)
    n, n_true = after.n_jerks, len(truth)
    change = after.coverage.analyzable_s / before.coverage.analyzable_s - 1
    return {
        "site": job.site,
        "planted at": job.name,
        "planted": n_true,
        "counted": n,
        "without": before.n_jerks,
        "counted / planted": n / n_true if n_true else np.nan,
        "matched": proportion(n_matched(after, truth), n_true),
        "trains": int((after.events["label"] == "train").sum()),
        "saturated": after.n_saturated / n if n else np.nan,
        "coverage change": change,
    }


def plant_trains(
    still: Recording, rate_hz: float, *, is_alike: bool
) -> tuple[Recording, pd.DataFrame]:
    """Plant a train every minute: one jerk again and again, or each jerk drawn anew."""
    rng = np.random.default_rng(11)
    starts_s = np.arange(EVERY_S / 2, still.duration_s - EVERY_S / 2, EVERY_S)
    trains_s = [train_times(start_s, rate_hz, TRAIN_S) for start_s in starts_s]
    if not is_alike:
        return plant(still, seed=11, times_s=np.concatenate(trains_s))
    jerks = []
    for times_s in trains_s:
        jerk = draw_jerk(rng, still.site)
        sizes_g = jerk.amplitude_g * np.exp(rng.normal(0.0, SPREAD, len(times_s)))
        jerks += [
            (float(time_s), replace(jerk, amplitude_g=float(size_g)))
            for time_s, size_g in zip(times_s, sizes_g, strict=True)
        ]
    added = np.zeros_like(still.acceleration_g)
    down_g = np.median(still.acceleration_g, axis=0).astype(np.float64)
    swings = (swing_of(jerk, time_s) for time_s, jerk in jerks)
    rows = add_swings(
        still, swings, lambda at_s: np.tile(down_g, (len(at_s), 1)), added, None
    )
    planted = replace(still, acceleration_g=still.acceleration_g + added)
    return planted, truth_table(rows.assign(flags=""), planted)


def jobs(hours: float) -> list[Job]:
    """List every site with every rate and every train; few jerks need more hours."""
    rates = [
        Job(site=site, hours=hours * (4 if rate < 60 else 1), rate_per_h=rate)
        for site in SITES
        for rate in RATES_PER_H
    ]
    trains = [
        Job(site=site, hours=hours / 2, train_hz=rate_hz, is_alike=is_alike)
        for site in SITES
        for is_alike in (True, False)
        for rate_hz in TRAIN_RATES_HZ
    ]
    return rates + trains


def run(hours: float) -> pd.DataFrame:
    """Do the study; one row a site and a rate."""
    return pd.DataFrame(workers.run(run_job, jobs(hours)))


def _steadiness(rows: pd.DataFrame, site: str) -> Claim:
    """Hold 60 and 360 an hour against 10 an hour."""
    here = rows[rows["site"] == site].set_index("planted at")
    share = here["counted / planted"]
    base = share["10 per hour"]
    others = share[["60 per hour", "360 per hour"]] / base
    return Claim(
        figure=f"C: {site}: smallest recovery up to 360 an hour over that at 10 an hour",
        measured=float(others.min()),
        n=int(here["planted"].loc["360 per hour"]),
        at_least=0.9,
    )


def _extreme(rows: pd.DataFrame, site: str) -> Claim:
    """At 1,440 an hour: what is counted, or is said to be too dense to be told apart."""
    row = rows[(rows["site"] == site) & (rows["planted at"] == "1440 per hour")].iloc[0]
    return Claim(
        figure=f"C: {site}: larger of recovery and share flagged saturated, 1440 an hour",
        measured=max(float(row["counted / planted"]), float(row["saturated"])),
        n=int(row["planted"]),
        at_least=0.75,
    )


def study(rows: pd.DataFrame) -> Section:
    """Write the study."""
    widest = float(rows["coverage change"].abs().max())
    return Section(
        title="C. Severity does not hide",
        about=(
            "Jerks of 0.1 to 3 g planted in simulated still wearers (100 Hz), in clusters "
            f"(gamma intervals of shape {CLUSTER_SHAPE:g}, never closer than 0.4 s), and "
            f"in rhythmic trains of {TRAIN_S:g} s, one a minute. *Counted* adds the cycles "
            "of trains to the jerks; *without* is what is counted in the same recording "
            "with nothing planted; *saturated* is the share of the counted that is flagged "
            "as too dense to be told apart for certain. Recovery is counted over planted."
        ),
        claims=[
            *(_steadiness(rows, site) for site in SITES),
            *(_extreme(rows, site) for site in SITES),
            Claim(
                figure="C: largest change of the analyzable seconds by planting",
                measured=widest,
                n=len(rows),
                at_most=0.02,
            ),
        ],
        tables=[Table(heading="Counted and planted", rows=rows)],
    )

"""Fit the networks that come with the package: one command, the same bytes every time.

Run ``python -m benchmarks.fitting --shared PATH``; it needs the extra ``fit``. People are
in three parts. Each network is fitted without one of them, and calibrated on it.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks import workers
from benchmarks.fitting import card
from benchmarks.fitting.backgrounds import SIMULATED, Job, fit_sources, part_of
from benchmarks.fitting.calibration import (
    AMPLITUDE_G,
    PRIOR_PER_H,
    Trial,
    calibrate,
    operating_points,
    run_trial,
)
from benchmarks.fitting.examples import Examples, run_bare, run_job
from benchmarks.fitting.folds import (
    FitJob,
    Member,
    fit_member,
    fit_small,
    members,
    save_samples,
)
from benchmarks.recordings import add_shared_option
from myosense.models import WEIGHTS
from myosense.network import CALIBRATION, GLANCE, SCOUT, Arrays, Calibration, stored

PACKAGE = Path(__file__).resolve().parents[2] / "myosense"


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is fitted to."""

    n_passes: int  #: Times that every recording is planted into; the first as it is.
    n_simulated: int
    n_trials: int  #: Simulated lives to calibrate on.
    epochs: int


FULL = Extent(n_passes=8, n_simulated=500, n_trials=40, epochs=6)
QUICK = Extent(n_passes=1, n_simulated=4, n_trials=2, epochs=1)


def gather_jobs(shared: Path, extent: Extent) -> tuple[list[Job], list[Job]]:
    """List the backgrounds to plant into, and those to be seen bare."""
    known = fit_sources(shared)
    planted = [
        Job(
            shared=shared,
            seed=1000 * i + p,
            source=source,
            subject=subject,
            is_varied=p > 0,
        )
        for p in range(extent.n_passes)
        for i, (source, subject) in enumerate(known)
    ]
    planted += [
        Job(shared=shared, seed=1_000_000 + i, subject=f"{SIMULATED} {i}")
        for i in range(extent.n_simulated)
    ]
    bare = [
        Job(shared=shared, seed=i, source=source, subject=subject, is_varied=v)
        for v in (False, True)
        for i, (source, subject) in enumerate(known)
    ]
    return planted, bare


def gather(shared: Path, extent: Extent) -> tuple[list[Examples], pd.DataFrame]:
    """See all lobes; return them, and whose they are."""
    planted, bare = gather_jobs(shared, extent)
    found = workers.run(run_job, planted, chunk=8) + workers.run(run_bare, bare, chunk=8)
    return found, card.seen_by_set(found, planted + bare)


def trial_jobs(
    shared: Path, networks: list[Arrays], chosen: tuple[Member, ...], n_simulated: int
) -> list[Trial]:
    """List all people, and simulated lives of seeds not seen before.

    Each is judged by the networks that were fitted without one of its part.
    """
    jobs = [
        Job(shared=shared, seed=2_000_000 + i, source=source, subject=subject)
        for i, (source, subject) in enumerate(fit_sources(shared))
    ]
    jobs += [
        Job(shared=shared, seed=3_000_000 + i, subject=f"{SIMULATED} for trial {i}")
        for i in range(n_simulated)
    ]
    without = {
        part: tuple(
            network
            for network, member in zip(networks, chosen, strict=True)
            if member.left_out == part
        )
        for part in {member.left_out for member in chosen}
    }
    return [Trial(job=job, networks=without[part_of(job.subject)]) for job in jobs]


def run(shared: Path, extent: Extent) -> tuple[Arrays, card.Facts]:
    """Gather, fit and calibrate; return what is shipped, and what the card says of it."""
    found, seen = gather(shared, extent)
    chosen = members(extent.epochs)
    with tempfile.TemporaryDirectory() as place:
        table = save_samples(found, Path(place))
        found.clear()
        jobs = [FitJob(folder=Path(place), member=member) for member in chosen]
        networks = workers.run(fit_member, jobs)
        scout, glance = fit_small(Path(place), networks, extent.epochs)
    trials = trial_jobs(shared, networks, chosen, extent.n_trials)
    outcomes = workers.run(run_trial, trials, chunk=4)
    calibration = calibrate(outcomes)
    facts = card.Facts(
        seen=seen,
        n_lobes=len(table),
        n_jerks=int(table["is_jerk"].sum()),
        n_weights=sum(values.size for values in networks[0].values()),
        n_networks=len(networks),
        calibration=calibration,
        amplitude_g=AMPLITUDE_G,
        prior_per_h=PRIOR_PER_H,
        hours_left_out=sum(one.hours for one in outcomes if one.is_real),
        hours_simulated=sum(one.hours for one in outcomes if not one.is_real),
        points=operating_points(outcomes, calibration),
    )
    return packed(networks, scout, glance, calibration), facts


def packed(
    networks: list[Arrays], scout: Arrays, glance: Arrays, calibration: Calibration
) -> Arrays:
    """Put networks and their calibration into one set of arrays."""
    members = {str(i): network for i, network in enumerate(networks)}
    members |= {SCOUT: scout, GLANCE: glance, CALIBRATION: stored(calibration)}
    return {
        f"{member}.{name}": values
        for member, network in members.items()
        for name, values in network.items()
    }


def main() -> None:
    """Fit, and write the weights and the card."""
    parser = argparse.ArgumentParser(description="Fit the networks of the package.")
    add_shared_option(parser)
    parser.add_argument("-o", "--output", type=Path, default=PACKAGE / "models")
    parser.add_argument("--quick", action="store_true", help="too little to be of use")
    chosen = parser.parse_args()
    began_s = time.monotonic()
    arrays, facts = run(chosen.shared, QUICK if chosen.quick else FULL)
    chosen.output.mkdir(exist_ok=True)
    np.savez(chosen.output / WEIGHTS, allow_pickle=False, **arrays)
    (chosen.output / "README.md").write_text(card.render(facts), encoding="utf-8")
    print(*(f"{name} {float(x):g}" for name, x in arrays.items() if x.ndim == 0), sep="\n")
    print(facts.points.to_string())
    print(f"fitted in {time.monotonic() - began_s:.0f} s")


if __name__ == "__main__":
    main()

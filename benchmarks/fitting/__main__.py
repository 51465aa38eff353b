"""Fit the networks that come with the package: one command, the same bytes every time.

Run ``python -m benchmarks.fitting --shared PATH``; it needs the extra ``fit``. The networks
are fitted without a third of the people and calibrated on those.
"""

import argparse
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from benchmarks import workers
from benchmarks.fitting import card
from benchmarks.fitting.backgrounds import SIMULATED, Job, fit_sources, is_left_out
from benchmarks.fitting.calibration import (
    AMPLITUDE_G,
    PRIOR_PER_H,
    Calibration,
    Trial,
    calibrate,
    operating_points,
    run_trial,
)
from benchmarks.fitting.examples import run_bare, run_job
from benchmarks.fitting.folds import (
    MEMBERS,
    FitJob,
    Member,
    fit_member,
    save_samples,
)
from benchmarks.fitting.model import Training
from benchmarks.recordings import add_shared_option
from myosense.network import CALIBRATION

PACKAGE = Path(__file__).resolve().parents[2] / "myosense"


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is fitted to."""

    n_passes: int = 4  #: Times that every recording is planted into; the first as it is.
    n_simulated: int = 400
    n_trials: int = 40  #: Simulated lives to calibrate on.
    members: tuple[Member, ...] = MEMBERS


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


def trial_jobs(
    shared: Path, networks: tuple[dict[str, np.ndarray], ...], n_simulated: int
) -> list[Trial]:
    """List those who were left out, and simulated lives of seeds not seen before."""
    jobs = [
        Job(shared=shared, seed=2_000_000 + i, source=source, subject=subject)
        for i, (source, subject) in enumerate(fit_sources(shared))
        if is_left_out(subject)
    ]
    jobs += [Job(shared=shared, seed=3_000_000 + i) for i in range(n_simulated)]
    return [Trial(job=job, networks=networks) for job in jobs]


def run(shared: Path, extent: Extent) -> tuple[dict[str, np.ndarray], card.Facts]:
    """Gather, fit and calibrate; return what is shipped, and what the card says of it."""
    planted, bare = gather_jobs(shared, extent)
    found = workers.run(run_job, planted, chunk=8) + workers.run(run_bare, bare, chunk=8)
    with tempfile.TemporaryDirectory() as place:
        table = save_samples(found, Path(place))
        jobs = [FitJob(folder=Path(place), member=member) for member in extent.members]
        networks = workers.run(fit_member, jobs)
    trials = trial_jobs(shared, tuple(networks), extent.n_trials)
    outcomes = workers.run(run_trial, trials, chunk=4)
    facts = card.Facts(
        hours_of=card.hours_by_set(found, planted + bare),
        n_lobes=len(table),
        n_jerks=int(table["is_jerk"].sum()),
        n_weights=sum(values.size for values in networks[0].values()),
        n_networks=len(networks),
        amplitude_g=AMPLITUDE_G,
        prior_per_h=PRIOR_PER_H,
        hours_left_out=sum(one.hours for one in outcomes if one.is_real),
        hours_simulated=sum(one.hours for one in outcomes if not one.is_real),
        points=operating_points(outcomes),
    )
    return packed(networks, calibrate(outcomes)), facts


def packed(
    networks: list[dict[str, np.ndarray]], calibration: Calibration
) -> dict[str, np.ndarray]:
    """Put networks and their calibration into one set of arrays."""
    arrays = {
        f"{i}.{name}": values
        for i, network in enumerate(networks)
        for name, values in network.items()
    }
    return arrays | {CALIBRATION: np.array(calibration, dtype=np.float32)}


def main() -> None:
    """Fit, and write the weights and the card."""
    parser = argparse.ArgumentParser(description="Fit the network of the package.")
    add_shared_option(parser)
    parser.add_argument("-o", "--output", type=Path, default=PACKAGE / "models")
    parser.add_argument("--quick", action="store_true", help="too little to be of use")
    chosen = parser.parse_args()
    began_s = time.monotonic()
    brief = tuple(replace(one, training=Training(epochs=1)) for one in MEMBERS)
    quick = Extent(n_passes=1, n_simulated=4, n_trials=2, members=brief)
    arrays, facts = run(chosen.shared, quick if chosen.quick else Extent())
    chosen.output.mkdir(exist_ok=True)
    np.savez(chosen.output / "detector.npz", allow_pickle=False, **arrays)
    (chosen.output / "README.md").write_text(card.render(facts), encoding="utf-8")
    print(f"calibration: {arrays[CALIBRATION]}")
    print(facts.points.to_string())
    print(f"fitted in {time.monotonic() - began_s:.0f} s")


if __name__ == "__main__":
    main()

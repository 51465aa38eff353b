"""Lobes to fit to, each twin planted by one generator, and the fit of a variant."""

import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.fitting.backgrounds import SIMULATED, Job, background, part_of
from benchmarks.fitting.examples import Examples, draw_swings, examples, run_bare
from benchmarks.fitting.left_out.variants import PART, VIEWS, Rows, Variant
from benchmarks.fitting.model import Samples, Training, arrays_of, fit
from benchmarks.fitting.planters import PLANTERS, planter
from benchmarks.recordings import Source
from myosense.network import Arrays
from myosense.simulation import plant_swings

SIMULATED_WEIGHT = 0.5  #: What a lobe of a simulated life counts beside a recorded one.
N_ROUNDS = 2  #: Every recording is seen as it is, and once played otherwise.


@dataclass(frozen=True, kw_only=True)
class Twin:
    """A background, and who plants in it."""

    job: Job
    generator: str  #: Empty: nobody.


@dataclass(frozen=True, kw_only=True, eq=False)
class FitJob:
    """Where the samples lie, and which network is fitted to which of them."""

    folder: Path
    variant: Variant
    rows: Rows
    training: Training


def twins_of(shared: Path, known: list[tuple[Source, str]], n_simulated: int) -> list[Twin]:
    """List what is fitted to: people of other parts, planted by each generator and by none.

    Simulated lives take the generators by turns.
    """
    names = ("", *PLANTERS)
    listed = [
        Twin(
            job=Job(
                shared=shared,
                seed=10_000 * i + len(names) * n + k,
                source=source,
                subject=subject,
                is_varied=n > 0,
            ),
            generator=generator,
        )
        for i, (source, subject) in enumerate(known)
        if part_of(subject) != PART
        for n in range(N_ROUNDS)
        for k, generator in enumerate(names)
    ]
    return listed + [
        Twin(
            job=Job(shared=shared, seed=100_000_000 + i, subject=f"{SIMULATED} {i}"),
            generator=PLANTERS[i % len(PLANTERS)],
        )
        for i in range(n_simulated)
    ]


def see(twin: Twin) -> Examples:
    """See all lobes of a twin."""
    job = twin.job
    if not twin.generator:
        return run_bare(job)
    recording = background(job)
    generators = {twin.generator: planter(twin.generator, job.shared, job.subject)}
    swings, names = draw_swings(np.random.default_rng([job.seed, 2]), recording, generators)
    planted, truth = plant_swings(recording, swings)
    return examples(planted, truth, names, job.subject)


def samples_in(folder: Path, blank: tuple[str, ...]) -> Samples:
    """Open what `benchmarks.fitting.folds.save_samples` laid down; some of it as zeros."""
    names = (*VIEWS, "is_jerk", "kind", "weight")
    loaded = {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in names}
    for name in blank:
        stored = loaded[name]
        loaded[name] = np.broadcast_to(np.zeros(1, dtype=stored.dtype), stored.shape)
    is_lived = np.load(folder / "is_lived.npy")
    lived_weight = np.where(is_lived, SIMULATED_WEIGHT, 1.0).astype(np.float32)
    return Samples(**(loaded | {"weight": lived_weight * loaded["weight"]}))


def fit_variant(job: FitJob) -> Arrays:
    """Fit one network."""
    samples = samples_in(job.folder, job.variant.blank)
    arrays = arrays_of(fit(samples, job.rows, job.training))
    n_jerks = int(samples.is_jerk[job.rows].sum())
    fitted_to = f"{len(job.rows)} lobes, {n_jerks} jerks"
    print(f"fitted: {job.variant.name} ({fitted_to})", file=sys.stderr, flush=True)
    return arrays

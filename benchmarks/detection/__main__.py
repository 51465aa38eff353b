"""Measure how well jerks are found, beside seven rivals, and write the page that says so.

Run ``python -m benchmarks.detection --shared PATH``; ``--quick`` takes a few minutes and
measures too little to be written down. Every person is judged by networks that never saw
them. The page is written of all recordings (``--use all``, the default), once per version:
those marked *measure only* are never used to choose anything. ``--use fit`` takes the
recordings marked for fitting, on which choices are made.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import page
from benchmarks.detection import chapters, physics, trials
from benchmarks.detection.about import about
from benchmarks.detection.curves import part_of
from benchmarks.detection.groups import SIMULATED
from benchmarks.detection.people import people
from benchmarks.detection.sowing import GENERATOR_NAMES, Sower
from benchmarks.detection.trials import Job
from benchmarks.detection.wearers import simulated_sources
from benchmarks.recordings import FIT, MEASURE, Source, add_shared_option, sources
from benchmarks.validate import choose

USES = {"fit": (FIT,), "measure": (MEASURE,), "all": (FIT, MEASURE)}
PAGE = Path(__file__).resolve().parents[2] / "docs" / "detection.md"


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is measured."""

    every: int  #: Every so many recordings of a data set and site.
    rounds: int  #: Twins of each recording for each generator.
    hours: float  #: Of each simulated study.


FULL = Extent(every=1, rounds=1, hours=1.0)
QUICK = Extent(every=20, rounds=1, hours=0.1)


def jobs_of(shared: Path, uses: tuple[str, ...], extent: Extent) -> list[Job]:
    """List the recordings of some uses, each with the twins that are planted."""
    who = people(shared)
    known: list[Source] = [one for one in sources(shared) if one.use in uses]
    sowers = sowers_of(extent.rounds)
    return [
        Job(shared=shared, source=source, person=who[source.file], sowers=sowers)
        for source in choose(known, extent.every)
    ]


def simulated_jobs(shared: Path, extent: Extent) -> list[Job]:
    """List the simulated wearers, with one twin for each generator."""
    return [
        Job(shared=shared, source=source, person=person, sowers=sowers_of(1))
        for source, person in simulated_sources(extent.every)
    ]


def sowers_of(rounds: int) -> tuple[Sower, ...]:
    """Let every generator plant so many times."""
    return tuple(
        Sower(generator=name, seed=seed)
        for seed in range(rounds)
        for name in GENERATOR_NAMES
    )


def main() -> None:
    """Measure, draw, and write the page."""
    parser = argparse.ArgumentParser(description="Measure how well jerks are found.")
    add_shared_option(parser)
    parser.add_argument("--quick", action="store_true", help="a few of everything")
    parser.add_argument("--use", choices=USES, default="all", help="which recordings")
    parser.add_argument("-o", "--output", type=Path, default=PAGE, help="page to write")
    chosen = parser.parse_args()
    began_s = time.monotonic()
    extent = QUICK if chosen.quick else FULL
    uses = USES[chosen.use]
    jobs = jobs_of(chosen.shared, uses, extent) + simulated_jobs(chosen.shared, extent)
    # At once: a worker that starts reads all recordings to cut motions out of them.
    every = trials.run(jobs)
    trial, acted = part_of(every, "use", uses), part_of(every, "use", [SIMULATED])
    sections = [
        *chapters.real(trial, chosen.shared, chosen.output, chosen.use),
        *chapters.simulated(acted, physics.run(extent.hours), extent.hours),
    ]
    text = page.render(sections, about(chosen.use), "How well jerks are found")
    chosen.output.write_text(text, encoding="utf-8")
    print(page.in_words(sections))
    print(f"\n{chosen.output} was written in {time.monotonic() - began_s:.0f} s")


if __name__ == "__main__":
    main()

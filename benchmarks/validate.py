"""Measure what the project claims, and write the page that says so.

Run ``python benchmarks/validate.py --shared PATH -o docs/validation.md``; ``--quick`` takes
less than a minute and measures too little to be written down.
"""

import argparse
import sys
import time
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks import (
    lookalikes,
    page,
    planted,
    planted_tables,
    real,
    sameness,
    sensors,
    severity,
)
from benchmarks.page import Section
from benchmarks.recordings import Source, add_shared_option, sources

ABOUT = """\
This page is written by `python benchmarks/validate.py`; no figure in it was entered by
hand. A target stands beside each figure; whether it was met is computed.

There are no public recordings of myoclonus with every jerk marked. What follows is measured
on jerks from a model of muscle and joint, planted in what real sensors recorded of healthy
people and of simulated ones, and on recordings that hold none. It is evidence of phase 0:
it says that the method does what it is built to do, not that it counts the jerks of a
patient. The networks were fitted, and what is counted was chosen, on data sets marked *fit
and measure* and on simulated lives only; figures on those data sets are better than they
would be elsewhere."""


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is measured."""

    every: int  #: Every so many recordings of a data set.
    n_per_bin: int
    hours: float


FULL = Extent(every=1, n_per_bin=520, hours=1.0)
QUICK = Extent(every=60, n_per_bin=4, hours=0.1)


def choose(known: list[Source], every: int) -> list[Source]:
    """Take every so many recordings of each data set and site, the first at least."""
    seen: dict[tuple[str, str], int] = {}
    chosen = []
    for source in known:
        key = (source.dataset, source.site)
        n = seen.get(key, 0)
        seen[key] = n + 1
        if n % every == 0:
            chosen.append(source)
    return chosen


def measure(shared: Path, extent: Extent) -> list[Section]:
    """Do all studies."""
    judged = real.judge_all(shared, choose(sources(shared), extent.every))
    return [
        real.study(judged),
        planted_tables.study(planted.plant_all(shared, judged, extent.n_per_bin)),
        severity.study(severity.run(2 * extent.hours)),
        sameness.study(sameness.run(extent.hours)),
        sensors.study(3 * extent.hours),
        lookalikes.study(lookalikes.run(extent.hours)),
    ]


def main() -> None:
    """Measure, and write the page."""
    parser = argparse.ArgumentParser(description="Measure what the project claims.")
    add_shared_option(parser)
    parser.add_argument("--quick", action="store_true", help="a few of everything")
    parser.add_argument("-o", "--output", type=Path, required=True)
    chosen = parser.parse_args()
    began_s = time.monotonic()
    sections = measure(chosen.shared, QUICK if chosen.quick else FULL)
    chosen.output.write_text(page.render(sections, ABOUT), encoding="utf-8")
    print(page.in_words(sections))
    print(f"\n{chosen.output} was written in {time.monotonic() - began_s:.0f} s")


if __name__ == "__main__":
    main()

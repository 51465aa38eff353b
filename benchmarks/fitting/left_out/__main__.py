"""Fit networks with something left out, and write the page that says what it costs.

Run ``python -m benchmarks.fitting.left_out --shared PATH -o docs/left_out.md``; it needs
the extra ``fit``. ``--quick`` takes a few minutes and measures too little to be written
down.
"""

import argparse
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import page, workers
from benchmarks.detection.sowing import Sower
from benchmarks.detection.trials import Trial
from benchmarks.fitting.backgrounds import fit_sources, part_of
from benchmarks.fitting.folds import save_samples
from benchmarks.fitting.left_out import judged
from benchmarks.fitting.left_out.chapters import ABOUT, chapters
from benchmarks.fitting.left_out.fits import FitJob, fit_variant, see, twins_of
from benchmarks.fitting.left_out.judged import Fitted, JudgeJob
from benchmarks.fitting.left_out.variants import PART, VARIANTS, rows_of
from benchmarks.fitting.model import Training
from benchmarks.fitting.planters import PLANTERS
from benchmarks.recordings import Source, add_shared_option
from benchmarks.validate import choose

PAGE = Path(__file__).resolve().parents[3] / "docs" / "left_out.md"


@dataclass(frozen=True, kw_only=True)
class Extent:
    """How much is fitted to and measured."""

    every: int  #: Every so many recordings of a data set and site.
    n_simulated: int
    epochs: int
    rounds: int  #: Twins of each recording, for each generator, to measure on.


FULL = Extent(every=1, n_simulated=120, epochs=4, rounds=1)
QUICK = Extent(every=60, n_simulated=3, epochs=1, rounds=1)


def run(shared: Path, extent: Extent) -> Trial:
    """Fit all networks, and judge those who are left out by each."""
    known = fit_sources(shared)
    subject_of = dict(known)
    own = choose([s for s, who in known if part_of(who) == PART], extent.every)
    others = choose([s for s, who in known if part_of(who) != PART], extent.every)
    fitted = fit_all(shared, [(s, subject_of[s]) for s in others], extent)
    sowers = tuple(
        Sower(generator=name, seed=seed)
        for seed in range(extent.rounds)
        for name in PLANTERS
    )
    say(f"judging {len(own)} recordings with {len(sowers)} twins each")
    return judged.run(
        [
            JudgeJob(
                shared=shared,
                source=source,
                person=subject_of[source],
                sowers=sowers,
                fitted=fitted,
            )
            for source in own
        ]
    )


def fit_all(
    shared: Path, known: list[tuple[Source, str]], extent: Extent
) -> tuple[Fitted, ...]:
    """See all lobes once, and fit every network to its share of them."""
    twins = twins_of(shared, known, extent.n_simulated)
    say(f"seeing the lobes of {len(twins)} twins")
    found = workers.run(see, twins, chunk=8)
    with tempfile.TemporaryDirectory() as place:
        table = save_samples(found, Path(place))
        found.clear()
        say(f"fitting {len(VARIANTS)} networks to {len(table)} lobes or fewer")
        jobs = [
            FitJob(
                folder=Path(place),
                variant=variant,
                rows=rows_of(table, variant),
                training=Training(epochs=extent.epochs),
            )
            for variant in VARIANTS
        ]
        arrays = workers.run(fit_variant, jobs)
    pairs = zip(VARIANTS, arrays, strict=True)
    return tuple(Fitted(variant=variant, arrays=own) for variant, own in pairs)


def say(what: str) -> None:
    """Tell what is being done, and when it began."""
    print(f"{time.strftime('%H:%M:%S')} {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Fit, measure, and write the page."""
    parser = argparse.ArgumentParser(description="Measure what a part left out costs.")
    add_shared_option(parser)
    parser.add_argument("--quick", action="store_true", help="too little to be of use")
    parser.add_argument("-o", "--output", type=Path, default=PAGE, help="page to write")
    chosen = parser.parse_args()
    began_s = time.monotonic()
    trial = run(chosen.shared, QUICK if chosen.quick else FULL)
    say("writing")
    sections = chapters(trial)
    text = page.render(sections, ABOUT, "What is lost without a part")
    chosen.output.write_text(text, encoding="utf-8")
    print(page.in_words(sections))
    print(f"\n{chosen.output} was written in {time.monotonic() - began_s:.0f} s")


if __name__ == "__main__":
    main()

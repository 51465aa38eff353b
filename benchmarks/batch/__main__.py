"""Break batches, and time what they cost beside the analysis itself.

Run ``python -m benchmarks.batch``: about half an hour on two idle cores, and 2 GB of disk.
It writes docs/batch_measured.md. ``--scale 0.02`` takes fewer recordings, for trying. With
``--keep FOLDER`` each part is kept there, and those that are there already are not measured
again. Linux only.
"""

import argparse
import os
import pickle
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.batch.overhead import overhead
from benchmarks.batch.resuming import resume
from benchmarks.batch.scaling import faster, same
from benchmarks.batch.surviving import survive
from benchmarks.page import Section, render

PAGE = Path(__file__).parent.parent.parent / "docs" / "batch_measured.md"
TITLE = "Batches, measured"
ABOUT = """\
Made by `python -m benchmarks.batch` on {day}, on {n_cpus} cores. [Many people](batch.md)
says what a batch does. Seconds on the clock suffer from other work on the machine, which
stands beside them; seconds of CPU suffer little."""

PARTS: dict[str, Callable[[Path, float], Section]] = {
    "killed": lambda folder, scale: survive(folder, round(1000 * scale)),
    "same": lambda folder, _scale: same(folder),
    "overhead": lambda folder, scale: overhead(folder, round(200 * scale)),
    "resumed": lambda folder, scale: resume(folder, round(10_000 * scale)),
    "faster": lambda folder, scale: faster(folder, hours=max(8 * scale, 0.1)),
}


def main() -> None:
    """Read the command line, measure, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the recordings")
    parser.add_argument("--part", choices=PARTS, help="measure only this one")
    parser.add_argument("--keep", type=Path, help="folder for the parts")
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    said = parser.parse_args()
    parts = PARTS if said.part is None else {said.part: PARTS[said.part]}
    sections = [_section(name, said.scale, said.keep) for name in parts]
    about = ABOUT.format(day=f"{datetime.now(UTC):%Y-%m-%d}", n_cpus=os.cpu_count())
    said.output.write_text(render(sections, about, TITLE), encoding="utf-8")


def _section(name: str, scale: float, keep: Path | None) -> Section:
    """Measure a part, or take the one that was kept."""
    kept = None if keep is None else keep / f"{name}_{scale:g}.pickle"
    if kept is not None and kept.exists():
        found: Section = pickle.loads(kept.read_bytes())  # noqa: S301 - our own
        return found
    with tempfile.TemporaryDirectory(prefix="myosense-batch-") as folder:
        section = PARTS[name](Path(folder) / name, scale)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(pickle.dumps(section))
    return section


if __name__ == "__main__":
    main()

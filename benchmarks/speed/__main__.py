"""Time whole analyses beside others, by stage, and write the page that says so.

Run ``python -m benchmarks.speed --shared PATH``; ``--longest 24`` stops at a day.
Recordings and the environments of others are made in a folder, and kept there.
"""

import argparse
import json
import os
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path

from benchmarks import page
from benchmarks.recordings import add_shared_option
from benchmarks.speed.cases import (
    CASES,
    DAY,
    HOUR,
    MONTH,
    PARQUET,
    WEEK,
    case_of,
    file_of,
    samples_of,
)
from benchmarks.speed.chapters import chapters
from benchmarks.speed.content import pieces_of
from benchmarks.speed.machine import about
from benchmarks.speed.plan import jobs_beside, jobs_on, jobs_threaded, start_up_s
from benchmarks.speed.running import Job, Measured, in_turn
from myosense.recording import Samples3

PAGE = Path(__file__).resolve().parents[2] / "docs" / "performance.md"
FOLDER = Path(tempfile.gettempdir()) / "myosense-speed"
N_ROUNDS = {HOUR: 2, DAY: 1, WEEK: 1, MONTH: 1}  #: By length; more where a run is cheap.


def jobs_of(hours: int, shared: Path, folder: Path) -> dict[str, Job]:
    """List what is run on the recordings of one length; make what is not there."""

    @cache
    def pieces() -> tuple[Samples3, Samples3]:
        return pieces_of(shared)

    environments = folder / "environments"
    jobs: dict[str, Job] = {}
    for case in (case for case in CASES if case.hours == hours):
        path = file_of(case, folder, shared, pieces)
        jobs |= jobs_on(case, path, environments)
        if case != case_of(PARQUET, hours):
            continue
        if hours == HOUR:
            jobs |= jobs_threaded(case, path)
        elif hours in (DAY, WEEK):
            jobs |= jobs_beside(case, path, samples_of(hours, path), environments)
    return jobs


def main() -> None:
    """Make the recordings, time everything, and write the page."""
    parser = argparse.ArgumentParser(description="Time whole analyses beside others.")
    add_shared_option(parser)
    parser.add_argument(
        "--longest", type=int, default=MONTH, help="hours of the longest recording"
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="for recordings and environments"
    )
    parser.add_argument("-o", "--output", type=Path, default=PAGE, help="page to write")
    chosen = parser.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    load = os.getloadavg()[0]
    figures: dict[str, Measured] = {}
    for hours, n_rounds in N_ROUNDS.items():
        if hours <= chosen.longest:
            figures |= in_turn(jobs_of(hours, chosen.shared, chosen.folder), n_rounds)
    kept = {name: asdict(measured) for name, measured in figures.items()}
    (chosen.folder / "figures.json").write_text(json.dumps(kept), encoding="utf-8")
    sections = chapters(figures, start_up_s())
    text = page.render(sections, about(figures, load), "What an analysis costs")
    chosen.output.write_text(text, encoding="utf-8")
    print(page.in_words(sections))


if __name__ == "__main__":
    main()

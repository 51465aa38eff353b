"""Damage real files of every family many times, read them, and count what comes of it.

Run ``python -m benchmarks.fuzz --shared PATH -o docs/damaged_files.md``. All families are
tried by turns, and the page is written after each turn; a run that was ended goes on with
what the page lacks. A fault is written down with its seed: ``--family NAME --first SEED
--mutations 1 --keep FOLDER`` makes its files again.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

from benchmarks.fuzz.counting import (
    Page,
    faults_of,
    joined_faults,
    joined_row,
    n_tried,
    read_page,
    row_of,
    write_page,
)
from benchmarks.fuzz.samples import Sample, families
from benchmarks.fuzz.trying import Trial, damaged, run, save
from benchmarks.recordings import add_shared_option
from myosense import read

N_MUTATIONS = 20_000
N_AT_ONCE = 5_000  #: Of one family, before the next has its turn.


def main() -> None:
    """Damage, read, count, and write the page."""
    parser = argparse.ArgumentParser(description="Read damaged files of every family.")
    add_shared_option(parser)
    parser.add_argument("--mutations", type=int, default=N_MUTATIONS, help="of each family")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--family", help="only those with this in their name")
    parser.add_argument("--keep", type=Path, help="folder for the files of the faults")
    parser.add_argument("-o", "--output", type=Path, help="page to write, or to add to")
    chosen = parser.parse_args()
    page = read_page(chosen.output)
    seeds = range(chosen.first, chosen.first + chosen.mutations)
    found = families(chosen.shared)
    wanted = [each for each in found if (chosen.family or "").lower() in each.lower()]
    for stop in range(N_AT_ONCE, len(seeds) + N_AT_ONCE, N_AT_ONCE):
        for family in wanted:
            n_done = n_tried(page.rows[family]) if family in page.rows else 0
            if n_done >= min(stop, len(seeds)):
                continue
            _add(page, family, found[family], seeds[n_done:stop], chosen.keep)
            page.rows = {each: page.rows[each] for each in found if each in page.rows}
            if chosen.output:
                write_page(chosen.output, page)


def _add(
    page: Page, family: str, samples: Sequence[Sample], seeds: range, keep: Path | None
) -> None:
    """Try some seeds of a family, and add what came of it to the page."""
    outcomes = run(Trial(family=family, samples=samples, seeds=seeds, read=read))
    row, faults = row_of(family, len(samples), outcomes), faults_of(family, outcomes)
    if family in page.rows:
        row = joined_row(page.rows[family], row)
    page.rows[family] = row
    page.faults[family] = joined_faults(page.faults.get(family, []), faults)
    print(" | ".join(row.values()), flush=True)
    for fault in faults:
        print(f"    seed {fault['seed']}, {fault['times']} times: {fault['what']}")
        if keep:
            made = damaged(family, samples, int(fault["seed"]))
            save(made, keep / f"{family.replace('/', '-')} {fault['seed']}")


if __name__ == "__main__":
    main()

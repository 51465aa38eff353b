"""Damage real files of every family many times, read them, and count what comes of it.

Run ``python -m benchmarks.fuzz --shared PATH -o docs/damaged_files.md``. The page is
written after each family; a run that was ended goes on with those that the page lacks. A
fault is written down with its seed: ``--family NAME --first SEED --mutations 1 --keep
FOLDER`` makes its files again.
"""

import argparse
from pathlib import Path

from benchmarks.fuzz.counting import faults_of, read_page, row_of, write_page
from benchmarks.fuzz.samples import families
from benchmarks.fuzz.trying import Trial, damaged, run, save
from benchmarks.recordings import add_shared_option
from myosense import read

N_MUTATIONS = 20_000


def main() -> None:
    """Damage, read, count, and write the page."""
    parser = argparse.ArgumentParser(description="Read damaged files of every family.")
    add_shared_option(parser)
    parser.add_argument("--mutations", type=int, default=N_MUTATIONS, help="of each family")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="a family")
    parser.add_argument("--family", help="only those with this in their name")
    parser.add_argument("--keep", type=Path, help="folder for the files of the faults")
    parser.add_argument("-o", "--output", type=Path, help="page to write, or to add to")
    chosen = parser.parse_args()
    page = read_page(chosen.output)
    seeds = range(chosen.first, chosen.first + chosen.mutations)
    found = families(chosen.shared)
    for family, samples in found.items():
        if chosen.family and chosen.family.lower() not in family.lower():
            continue
        if not chosen.family and family in page.rows:
            continue
        trial = Trial(
            family=family, samples=samples, seeds=seeds, seconds=chosen.seconds, read=read
        )
        outcomes = run(trial)
        row, faults = row_of(family, len(samples), outcomes), faults_of(family, outcomes)
        page.rows[family], page.faults[family] = row, faults
        print(" | ".join(row.values()), flush=True)
        for fault in faults:
            print(f"    seed {fault['seed']}, {fault['times']} times: {fault['what']}")
            if chosen.keep:
                made = damaged(family, samples, int(fault["seed"]))
                save(made, chosen.keep / f"{family.replace('/', '-')} {fault['seed']}")
        if chosen.output:
            page.rows = {each: page.rows[each] for each in found if each in page.rows}
            write_page(chosen.output, page)


if __name__ == "__main__":
    main()

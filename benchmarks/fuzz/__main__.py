"""Damage real files of every family many times, read them, and count what comes of it.

Run ``python -m benchmarks.fuzz --shared PATH``. A fault is written down with its seed:
``--family NAME --first SEED --mutations 1 --keep FOLDER`` makes its files again.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from benchmarks.fuzz.forking import MAX_APART_S
from benchmarks.fuzz.samples import families
from benchmarks.fuzz.trying import (
    FAULT,
    MAX_CPU_S,
    MAX_GROWTH_MB,
    RECORDING,
    REFUSAL,
    Outcome,
    Trial,
    damaged,
    run,
    save,
)
from benchmarks.page import markdown
from benchmarks.recordings import add_shared_option
from myosense import read

N_MUTATIONS = 20_000
ABOUT = f"""# Damaged files

Real samples, cut to a few kB where the format allows, and files written after published
layouts where there is no sample, are cut off, flipped, spliced, repeated, given NULs, other
sizes, other numbers and other ends of line; archives also by their members, Axivity and
ActiGraph also with checksums written anew. Each is read in a process that may die. Allowed
are a recording that does not contradict itself, and one sentence. Anything else is a fault:
another error, a warning, more than {MAX_CPU_S:g} s of the reading process, more than
{MAX_GROWTH_MB:g} MB, the end of the process. HDF5 and MATLAB are read in a process of their
own, which is stopped here after {MAX_APART_S} s, else after 30 s; that, and the end of that
process, are a sentence."""


def row_of(family: str, n_samples: int, outcomes: Sequence[Outcome]) -> dict[str, object]:
    """Sum up a family."""
    kinds = [outcome.kind for outcome in outcomes]
    return {
        "family": family,
        "samples": n_samples,
        "mutations": len(outcomes),
        "recordings": kinds.count(RECORDING),
        "refusals": kinds.count(REFUSAL),
        "faults": kinds.count(FAULT),
        "longest (s)": max((outcome.cpu_s for outcome in outcomes), default=0.0),
        "peak memory (MB)": pd.Series([each.peak_mb for each in outcomes]).max(),
    }


def faults_of(family: str, outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """List the different faults of a family: how often, and one seed of each."""
    rows = pd.DataFrame(
        [
            {"family": family, "seed": each.seed, "sample": each.sample, "what": each.what}
            for each in outcomes
            if each.kind == FAULT
        ],
        columns=["family", "seed", "sample", "what"],
    )
    place = rows["what"].str.split(": ").str[0]
    rows["times"] = rows.groupby(place)["seed"].transform("size")
    return rows[~place.duplicated()]


def main() -> None:
    """Damage, read, count, and write the page."""
    parser = argparse.ArgumentParser(description="Read damaged files of every family.")
    add_shared_option(parser)
    parser.add_argument("--mutations", type=int, default=N_MUTATIONS, help="of each family")
    parser.add_argument("--first", type=int, default=0, help="first seed")
    parser.add_argument("--seconds", type=float, default=float("inf"), help="a family")
    parser.add_argument("--family", help="only those with this in their name")
    parser.add_argument("--keep", type=Path, help="folder for the files of the faults")
    parser.add_argument("-o", "--output", type=Path, help="page to write")
    chosen = parser.parse_args()
    rows, faults = [], []
    seeds = range(chosen.first, chosen.first + chosen.mutations)
    for family, samples in families(chosen.shared).items():
        if chosen.family and chosen.family.lower() not in family.lower():
            continue
        trial = Trial(
            family=family, samples=samples, seeds=seeds, seconds=chosen.seconds, read=read
        )
        outcomes = run(trial)
        rows.append(row_of(family, len(samples), outcomes))
        faults.append(faults_of(family, outcomes))
        print(
            " | ".join(
                f"{value:.4g}" if isinstance(value, float) else str(value)
                for value in rows[-1].values()
            ),
            flush=True,
        )
        for fault in faults[-1].itertuples():
            print(f"    seed {fault.seed}, {fault.times} times: {fault.what}", flush=True)
            if chosen.keep:
                made = damaged(family, samples, int(str(fault.seed)))
                save(made, chosen.keep / f"{family.replace('/', '-')} {fault.seed}")
    text = f"{ABOUT}\n\n{markdown(pd.DataFrame(rows))}\n\n## Faults\n\n"
    found = pd.concat(faults) if faults else pd.DataFrame()
    text += f"{markdown(found)}\n" if len(found) else "None was found.\n"
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Several workers and shards: the same bytes, and how much faster."""

import os
from pathlib import Path

import pandas as pd

from benchmarks.batch.commands import Run, measured
from benchmarks.batch.recordings import write_good
from benchmarks.page import Claim, Section, Table

RULES = ("--preset", "rules")
N_RECORDINGS, HOURS, N_SHARDS = 16, 8.0, 4
LEAST_FASTER = 1.85
ROUNDS = 3
#: Differ with every run: hashes of unchanged files, a lock, times and seconds.
OWN = {".hashes.json", ".lock", "attempts.jsonl", "status.csv"}
FASTER = """\
{n} recordings of {hours:g} h at 100 Hz, default detector: seconds on the clock with one
worker over those with two, the start of the batch and its imports included, the best of
{rounds} runs each, in turn. In the start only one worker's imports are waited for, however
many there are, so shorter or fewer recordings gain less. Other work on the machine during
a run takes from both of its cores, so it stands beside; "CPU of two over one" does not
depend on it: what is above 1 is what sharing costs."""
SAME = """\
{n} recordings of a minute, one person with two sensors and a diary among them: one
worker, 2, 8, and {shards} shards merged. Every file is compared, byte by byte, but those
that tell how a batch was run (`{own}`)."""


def faster(folder: Path, n: int = N_RECORDINGS, hours: float = HOURS) -> Section:
    """Time one worker beside two."""
    source = folder / "study"
    write_good(source, n, hours, 100.0)
    runs: dict[int, list[Run]] = {1: [], 2: []}
    for i in range(ROUNDS):
        for jobs, done in runs.items():
            out = folder / f"{jobs}_{i}"
            done.append(measured(folder, "batch", source, "-o", out, "--jobs", jobs))
    best = {jobs: min(run.wall_s for run in done) for jobs, done in runs.items()}
    cpu_s = {jobs: min(run.cpu_s for run in done) for jobs, done in runs.items()}
    rows = [
        (jobs, run.wall_s, run.cpu_s, run.others_s)
        for jobs, done in runs.items()
        for run in done
    ]
    columns = ["workers", "seconds", "of CPU", "of CPU, others meanwhile"]
    return Section(
        title="Two workers against one",
        about=FASTER.format(n=n, hours=hours, rounds=ROUNDS),
        claims=[
            Claim(
                figure="throughput of two workers over one",
                measured=best[1] / best[2],
                n=n,
                at_least=LEAST_FASTER,
            ),
            Claim(figure="CPU of two over one", measured=cpu_s[2] / cpu_s[1], n=n),
        ],
        tables=[Table(heading="Each run", rows=pd.DataFrame(rows, columns=columns))],
    )


def same(folder: Path, n: int = 24) -> Section:
    """Compare the bytes of all results."""
    source = folder / "study"
    write_good(source, n)
    manifest = _manifest(source, n)
    one = folder / "1"
    codes = [measured(folder, "batch", manifest, "-o", one, "--jobs", 1, *RULES).code]
    others = {"2 workers": folder / "2", "8 workers": folder / "8"}
    for name, out in others.items():
        jobs = name.partition(" ")[0]
        words = ("batch", manifest, "-o", out, "--jobs", jobs, *RULES)
        codes.append(measured(folder, *words).code)
    shards = [folder / f"shard{i}" for i in range(1, N_SHARDS + 1)]
    for i, out in enumerate(shards, start=1):
        words = ("batch", manifest, "-o", out, "--shard", f"{i}/{N_SHARDS}", *RULES)
        codes.append(measured(folder, *words).code)
    others[f"{N_SHARDS} shards, merged"] = folder / "merged"
    codes.append(measured(folder, "merge", *shards, "-o", folder / "merged").code)
    expected = _content(one)
    differing = {
        name: sum(
            expected.get(path) != found.get(path) for path in expected.keys() | found.keys()
        )
        for name, found in ((name, _content(out)) for name, out in others.items())
    }
    claims = [
        Claim(
            figure=f"files that differ: {name}", measured=number, n=len(expected), at_most=0
        )
        for name, number in differing.items()
    ]
    failed = Claim(
        figure="commands that failed", measured=sum(codes), n=len(codes), at_most=0
    )
    return Section(
        title="The same results, however many workers",
        about=SAME.format(n=n, shards=N_SHARDS, own=", ".join(sorted(OWN))),
        claims=[*claims, failed],
    )


def _manifest(source: Path, n: int) -> Path:
    """Give two of the recordings to one person, with a diary."""
    diary = "start,stop,region,count\n2025-06-01T20:00,2025-06-01T21:00,arm,3\n"
    (source / "diary.csv").write_text(diary, encoding="utf-8")
    rows = [
        "good0000.parquet,both,wrist,left,diary.csv",
        "good0001.parquet,both,ankle,left,",
    ]
    rows += [f"good{i:04}.parquet,,wrist,right," for i in range(2, n)]
    path = source / "study.csv"
    text = "\n".join(["file,person,site,side,diary", *rows])
    path.write_text(text + "\n", encoding="utf-8")
    return path


def _content(folder: Path) -> dict[str, bytes]:
    return {
        os.fspath(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in OWN
    }

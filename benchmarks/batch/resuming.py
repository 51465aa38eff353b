"""A batch of many that are finished: how fast it is seen, and what runs again."""

import csv
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd

from benchmarks.batch.commands import Run, measured
from benchmarks.batch.recordings import good
from benchmarks.page import Claim, Section, Table
from myosense import Settings
from myosense.batch.keys import Task
from myosense.batch.manifest import read_manifest
from myosense.batch.places import Folder
from myosense.batch.pool import Ended, run_all
from myosense.batch.running import Options, Totals, run
from myosense.batch.task import Done, work
from myosense.reading import write_parquet

SIZE = 2_000_000
N_CHANGED = 3  #: For each thing that may change.
CHANGES = ("side", "settings", "version", "content")
MOST_S = 15.0
RULES = ("--preset", "rules", "--jobs", "2")
HOURS, RATE_HZ = 0.9, 50.0  #: About as many bytes, for those that run again.
ABOUT = """\
{n} recordings of {mb:g} MB in a manifest, all of them finished. To have so many in
reasonable time, the analysis was done by a stand-in for all but {n_real}: their files
hold a name and zeros, and what was "found" is one result of `myosense.analyze`, linked
into each folder, with its parts of the cohort. Ledger, keys and hashes are real.
The {n_real} others are real recordings. Then the side of {each} was changed in the
manifest, and the content of {each} others; in the ledger, settings and version of {each}
others each were written as if another had made them. The same command ran again each
time."""


def resume(folder: Path, n: int) -> Section:
    """Finish all, and give the command again: as it was, and with changes."""
    folder.mkdir(parents=True)
    out, manifest = folder / "out", folder / "study.csv"
    names = [f"r{i:05}" for i in range(n)]
    real = names[:: n // (N_CHANGED * len(CHANGES))][: N_CHANGED * len(CHANGES)]
    _write_files(folder, names, real)
    _write_manifest(manifest, names, [])
    _finish(manifest, out, set(real))
    words = ("batch", manifest, "-o", out, *RULES)
    again = [measured(folder, *words) for _ in range(3)]
    verified = measured(folder, *words, "--verify")
    changed = {what: real[i :: len(CHANGES)] for i, what in enumerate(CHANGES)}
    _write_manifest(manifest, names, changed["side"])
    _age(out / "attempts.jsonl", changed)
    for i, name in enumerate(changed["content"]):
        write_parquet(good(1000 + i, HOURS, RATE_HZ), folder / f"{name}.parquet")
    n_before = len(_lines(out))
    last = measured(folder, *words)
    ran = [json.loads(line)["person"] for line in _lines(out)[n_before:]]
    best = min(again, key=lambda run: run.cpu_s)
    return Section(
        title="Going on where everything is finished",
        about=ABOUT.format(n=n, mb=SIZE / 1e6, n_real=len(real), each=N_CHANGED),
        claims=_claims(best, last, ran, real, n),
        tables=[
            Table(heading="What it took", rows=_took(best, verified, last)),
            Table(heading="What it said", rows=_said(last)),
        ],
    )


def _claims(best: Run, last: Run, ran: list[str], real: list[str], n: int) -> list[Claim]:
    is_left = f"0 done, {n} finished before, 0 failed" in best.out
    return [
        Claim(
            figure="seconds of CPU until all are found finished",
            measured=best.cpu_s,
            n=n,
            at_most=MOST_S,
        ),
        Claim(figure="runs that left all as they are", measured=is_left, n=1, at_least=1),
        Claim(
            figure="of the changed, ran again",
            measured=len(set(ran) & set(real)),
            n=len(real),
            at_least=len(real),
        ),
        Claim(
            figure="of the others, ran again",
            measured=len(ran) - len(set(ran) & set(real)),
            n=n - len(real),
            at_most=0,
        ),
        Claim(figure="exit code after the changes", measured=last.code, n=1, at_most=0),
    ]


def _took(best: Run, verified: Run, last: Run) -> pd.DataFrame:
    runs = {
        "all finished, the best of three": best,
        "the same with --verify": verified,
        "with the changes": last,
    }
    rows = [(what, run.wall_s, run.cpu_s, run.others_s) for what, run in runs.items()]
    columns = ["run", "seconds", "of CPU", "of CPU, others meanwhile"]
    return pd.DataFrame(rows, columns=columns)


def _said(last: Run) -> pd.DataFrame:
    lines = [line for line in last.err.splitlines() if line.startswith("Ran again")]
    return pd.DataFrame({"on the terminal": lines})


def _write_files(folder: Path, names: Iterable[str], real: list[str]) -> None:
    """Write files of one size; those that are no recordings hold no blocks of zeros."""
    for name in names:
        with (folder / f"{name}.parquet").open("wb") as file:
            file.write(name.encode())
            file.truncate(SIZE)
    for i, name in enumerate(real):
        write_parquet(good(i, HOURS, RATE_HZ), folder / f"{name}.parquet")


def _write_manifest(path: Path, names: Iterable[str], left: Iterable[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["file", "site", "side"])
        for name in names:
            side = "left" if name in left else "right"
            rows.writerow([f"{name}.parquet", "wrist", side])


def _finish(manifest: Path, out: Path, real: set[str]) -> None:
    """Bring all to an end: the real ones by analysis, the others by a stand-in."""

    def hand_out(waiting: Iterator[Task]) -> Iterator[Ended[Task, Done]]:
        others: list[Task] = []
        first: list[Ended[Task, Done]] = []

        def analyzed() -> Iterator[Task]:
            for task in waiting:
                if task.person.name in real:
                    yield task
                else:
                    others.append(task)

        for ended in run_all(work, analyzed(), 2):
            first.append(ended)
            yield ended
        yield from (_stand_in(task, first[0], out) for task in others)

    people = read_manifest(manifest)
    options = Options(settings=Settings.preset("rules"), hand_out=hand_out)
    totals = Totals(n_people=len(people))
    run(people, Folder(out.absolute()), options, lambda _now: None, totals)


def _stand_in(task: Task, like: Ended[Task, Done], out: Path) -> Ended[Task, Done]:
    """Link one result into the folders of another person."""
    like_done = like.result or Done(steps=(), rows=(), causes=(like.cause,))
    one, other = like.task.person.name, task.person.name
    pairs = [(out / one, out / other)]
    pairs += [
        (table / f"person={one}", table / f"person={other}")
        for table in (out / "cohort").iterdir()
    ]
    for source, target in pairs:
        shutil.copytree(source, target, copy_function=os.link)
    rows = tuple({**row, "person": other} for row in like_done.rows)
    return Ended(
        task=task,
        result=Done(steps=like_done.steps, rows=rows, causes=like_done.causes),
        cause="",
        started=datetime.now(UTC),
        seconds=0.0,
        n_tries=1,
    )


def _age(ledger: Path, changed: dict[str, list[str]]) -> None:
    """Write settings and version of some attempts as if another had made them."""
    lines = []
    for line in ledger.read_text("utf-8").splitlines():
        attempt = json.loads(line)
        for what in ("settings", "version"):
            if attempt["person"] in changed[what]:
                attempt["key"][what] = "another"
        lines.append(json.dumps(attempt, ensure_ascii=False) + "\n")
    ledger.write_text("".join(lines), "utf-8")


def _lines(out: Path) -> list[str]:
    return (out / "attempts.jsonl").read_text("utf-8").splitlines()

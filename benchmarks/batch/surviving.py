"""A batch with recordings that break it, killed in the middle and started again."""

import json
import os
import signal
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.batch.commands import Run, holds, session, watched
from benchmarks.batch.recordings import (
    LARGE_HZ,
    write_bad,
    write_good,
    write_large,
    write_text,
)
from benchmarks.page import Claim, Section, Table
from myosense import Settings, analyze, read

KILLED, LARGE = "killed", "large"
KILLED_H, LARGE_H = 1.0, 4.0
LIMIT_MB = 400
N_BAD, N_COMPARED = 12, 20
ABOUT = """\
{n} recordings of a minute at {hz:g} Hz in one folder, detector `rules`, two workers,
`--memory-limit {limit}`: {n_good} good ones; ten that are damaged; one whose worker is
killed with SIGKILL from outside each time that it has it open; and {large_h:g} h in JSON
at {large_hz:g} Hz, which has to be held as a whole: too large for the limit. When half of
them were through, the batch itself was killed with SIGKILL, and the same command given
again. Every good recording counts once if the ledger has one attempt of it that came to
something, its result folder and its parts of the cohort are there, and nothing is
twice in the tables."""


@dataclass
class Outside:
    """Who kills workers, and once the batch."""

    ledger: Path
    n_until: float  #: attempts after which the batch is killed
    killed: set[int] = field(default_factory=set)

    def look(self, batch: int) -> bool:
        """Kill the workers that have the file open; say if the batch is to be killed."""
        for process in session(batch):
            if process not in self.killed and holds(process, f"{KILLED}.csv"):
                os.kill(process, signal.SIGKILL)
                self.killed.add(process)
        return self.ledger.exists() and _n_lines(self.ledger) >= self.n_until


def survive(folder: Path, n: int) -> Section:
    """Make the recordings, break the batch in all ways, and look at what is there."""
    source, out = folder / "study", folder / "out"
    n_good = n - N_BAD
    write_good(source, n_good)
    bad = [*write_bad(source), KILLED, LARGE]
    write_text(source / f"{KILLED}.csv", KILLED_H)
    write_large(source / f"{LARGE}.json", LARGE_H)
    options = ("--jobs", 2, "--memory-limit", LIMIT_MB, "--preset", "rules")
    words = ("batch", source, "-o", out, *options)
    first = Outside(out / "attempts.jsonl", n / 2)
    cut = watched(first.look, *words)
    n_before = _n_lines(out / "attempts.jsonl")
    second = Outside(out / "attempts.jsonl", np.inf)
    last = watched(second.look, *words)
    about = ABOUT.format(
        n=n, hz=50.0, limit=LIMIT_MB, n_good=n_good, large_h=LARGE_H, large_hz=LARGE_HZ
    )
    return Section(
        title="A batch that is killed",
        about=f"{about}\n\n{_told(cut, last, n_before, len(first.killed | second.killed))}",
        claims=_claims(source, out, last, bad, n_good),
        tables=[Table(heading="Of what the others failed", rows=_causes(out, last, bad))],
    )


def _told(cut: Run, last: Run, n_before: int, n_killed: int) -> str:
    return (
        f"The first run was killed after {n_before} attempts; its workers were gone "
        f"{cut.after_s:.1f} s later. The second took {last.wall_s:.0f} s and ended with "
        f"exit code {last.code}. Workers were killed {n_killed} times from outside. "
        f"The last line: `{last.out.splitlines()[-1].partition(': ')[2]}`."
    )


def _claims(
    source: Path, out: Path, last: Run, bad: Sequence[str], n_good: int
) -> list[Claim]:
    once, n_twice = _counted(out, bad)
    failed = _failed(out)
    named = [name for name in bad if f"Error: {name}: " in last.err]
    spread = np.linspace(0, n_good - 1, min(N_COMPARED, n_good), dtype=int)
    compared = [f"good{i:04}" for i in spread]
    same = sum(_is_that_of_the_call(source, out, name) for name in compared)
    left = [*out.glob(".*.part"), *out.glob(".*.former")]
    claims = (
        ("good recordings there exactly once", once, n_good, n_good),
        ("rows that stand twice in the tables", n_twice, 0, n_good),
        (
            "of the others: failed, each with its cause",
            len(failed.keys() & set(bad)),
            12,
            12,
        ),
        ("of the others: named on the terminal", len(named), N_BAD, N_BAD),
        ("good recordings that failed", len(failed.keys() - set(bad)), 0, n_good),
        ("exit code", last.code, 1, 1),
        ("half-written folders left", len(left), 0, 1),
        (
            "results with the very bytes of a single call",
            same,
            len(compared),
            len(compared),
        ),
    )
    return [
        Claim(figure=figure, measured=measured, n=n, at_least=aim, at_most=aim)
        for figure, measured, aim, n in claims
    ]


def _counted(out: Path, bad: Sequence[str]) -> tuple[int, int]:
    """Count the good people who are there exactly once, and the rows that are twice."""
    done = Counter(line["person"] for line in _lines(out) if line["outcome"] == "done")
    tables = {name: pd.read_parquet(out / "cohort" / name) for name in ("events", "rates")}
    summary = pd.read_csv(out / "summary.csv")
    status = pd.read_csv(out / "status.csv")
    of_summary = summary.groupby("person").size()
    n_once = sum(
        n == 1
        and (out / person / "run.json").exists()
        and all(len(list(out.glob(f"cohort/{t}/person={person}/*"))) == 1 for t in tables)
        and of_summary[person] == len(_own_rows(out, person))
        for person, n in done.items()
        if person not in bad
    )
    n_twice = sum(
        int(table.duplicated(keys).sum())
        for table, keys in (
            (tables["events"], ["person_id", "recording_id", "peak_s"]),
            (tables["rates"], _keys(tables["rates"])),
            (summary, ["person", "region", "site", "side"]),
            (status, ["person"]),
        )
    )
    return n_once, n_twice


def _keys(rates: pd.DataFrame) -> list[str]:
    named = ["person_id", "bin", "start", "region", "site", "side", "state"]
    return [name for name in named if name in rates]


def _own_rows(out: Path, person: str) -> pd.DataFrame:
    """Take the rows of a single result that the summary shows."""
    rates = pd.read_csv(out / person / "rates.csv")
    return rates[rates["bin"] == "all"]


def _is_that_of_the_call(source: Path, out: Path, person: str) -> bool:
    single = out.parent / "single" / person
    settings = Settings.preset("rules")
    analyze(read(source / f"{person}.parquet"), settings=settings).save(single)
    return all(
        path.read_bytes() == (out / person / path.name).read_bytes()
        for path in single.iterdir()
    )


def _causes(out: Path, last: Run, bad: Sequence[str]) -> pd.DataFrame:
    failed, said = _failed(out), set(last.err.splitlines())
    rows = [
        (
            line["files"][0],
            line["cause"].partition(": ")[2] if name.startswith("bad") else line["cause"],
            line["n_tries"],
            "yes" if f"Error: {name}: {line['cause']}" in said else "no",
        )
        for name, line in failed.items()
        if name in bad
    ]
    return pd.DataFrame(rows, columns=["file", "cause", "tries", "on the terminal"])


def _failed(out: Path) -> Mapping[str, Any]:
    last = {line["person"]: line for line in _lines(out)}
    return {name: line for name, line in last.items() if line["outcome"] == "failed"}


def _lines(out: Path) -> list[dict[str, Any]]:
    text = (out / "attempts.jsonl").read_text("utf-8")
    found = []
    for line in text.splitlines():
        try:
            found.append(json.loads(line))
        except ValueError:
            continue  # cut off when the batch was killed
    return found


def _n_lines(path: Path) -> int:
    return path.read_bytes().count(b"\n")

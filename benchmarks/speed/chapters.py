"""The page: targets, tables, and the machine they were measured on."""

from collections.abc import Mapping
from importlib.metadata import version

import pandas as pd

from benchmarks.page import Section, Table
from benchmarks.speed.cases import CASES, HOUR, ISO, NUMBERS, PARQUET, Case, case_of, length
from benchmarks.speed.environments import pinned
from benchmarks.speed.plan import ANALYSIS, BARE, PARSERS, PEERS, READING, THREADED, key
from benchmarks.speed.stages import STAGES
from benchmarks.speed.targets import (
    HELP,
    SCIPY,
    Figures,
    analyzed,
    claims_of,
    fastest_parse,
    whole_s,
)


def chapters(figures: Figures, start_s: Mapping[str, float]) -> list[Section]:
    """Write all that was measured."""
    cases = [case for case in CASES if key(ANALYSIS, case) in figures]
    return [
        Section(
            title="The targets",
            about=(
                "Ratios of CPU seconds in one run. None of the two others measures or "
                "counts anything. The targets of a batch are measured by "
                "`python -m benchmarks.batch`."
            ),
            claims=claims_of(figures, start_s),
        ),
        Section(
            title="Whole analyses",
            about=(
                "From the file to the saved tables, with the default detector: read, "
                "found, measured, classified, counted, saved. Plot and report are apart. "
                "CPU is once everything is imported; the start (interpreter and imports) "
                "is beside it. Peak memory is all that the process ever held, imports, "
                "plot and the mapped pages of its temporary files included."
            ),
            tables=(
                Table(heading="By file and length", rows=_analyses(figures, cases)),
                Table(heading="Where the time goes", rows=_stages(figures, cases)),
                Table(heading="How much is looked at", rows=_rows(figures, cases)),
                Table(heading="Threads of linear algebra", rows=_threads(figures)),
            ),
        ),
        Section(
            title="Others on the same samples",
            about=(
                "Each in an environment of its own with the pinned versions of "
                "`benchmarks/speed/requirements`. They get the samples in memory before "
                "the clock starts, except where it says that they read the file: our "
                "figure holds the reading, theirs does not. Their peak memory holds the "
                "samples."
            ),
            tables=(Table(heading="Beside others", rows=_peers(figures)),),
        ),
        Section(
            title="Reading alone",
            about=(
                "Beside pyarrow's bare read of the same Parquet file, and the fastest "
                "bare parse of the same text (dates parsed too)."
            ),
            tables=(
                Table(heading="Reading", rows=_reading(figures, cases)),
                Table(heading="Parsers of text", rows=_parsers(figures, cases)),
            ),
        ),
        Section(
            title="Start-up",
            about="CPU seconds of a new interpreter, least of five.",
            tables=(Table(heading="Start-up", rows=_start_up(start_s)),),
        ),
    ]


def _analyses(figures: Figures, cases: list[Case]) -> pd.DataFrame:
    rows = []
    for case in cases:
        ours = analyzed(figures, case)
        whole = whole_s(ours)
        spent = ours.facts["stages_s"]
        rows.append(
            {
                "file": case.what,
                "axes": case.kind.n_axes,
                "length": length(case.hours),
                "CPU s": whole,
                "CPU s a day": whole * 24 / ours.facts["hours"],
                "plot CPU s": spent["plot"],
                "report CPU s": spent["report"],
                "start CPU s": ours.ready_cpu_s,
                "wall s, all": ours.wall_s,
                "peak MB": ours.peak_mb,
                "best of": ours.n_runs,
            }
        )
    return pd.DataFrame(rows)


def _stages(figures: Figures, cases: list[Case]) -> pd.DataFrame:
    """Share the CPU seconds of the analyses of Parquet files with 3 axes."""
    table: dict[str, list[object]] = {}
    names = list(dict.fromkeys(stage.name for stage in STAGES))
    for case in (c for c in cases if c == case_of(PARQUET, c.hours)):
        ours = analyzed(figures, case)
        spent = dict(ours.facts["stages_s"])
        order = [name for name in names if name in spent]
        order += [name for name in spent if name not in names]
        table["stage"] = list(order)
        table[f"{length(case.hours)}, CPU s"] = [spent[name] for name in order]
        total = sum(spent.values())
        table[f"{length(case.hours)}, %"] = [100 * spent[name] / total for name in order]
    return pd.DataFrame(table)


def _rows(figures: Figures, cases: list[Case]) -> pd.DataFrame:
    rows = []
    for case in cases:
        facts = analyzed(figures, case).facts
        rows.append(
            {
                "file": case.name,
                "lobes an hour": facts["rows"]["lobes"] / facts["hours"],
                "seen by networks": facts["rows"]["views"] / facts["hours"],
                "measured": facts["rows"]["measures"] / facts["hours"],
                "likely enough to be labeled": facts["rows"]["classes"] / facts["hours"],
                "kept in the tables": facts["n_kept"] / facts["hours"],
                "counted": facts["n_events"] / facts["hours"],
            }
        )
    return pd.DataFrame(rows)


def _threads(figures: Figures) -> pd.DataFrame:
    runs = {name: figures[key(name, case_of(PARQUET, HOUR))] for name in THREADED}
    rows = [(length(HOUR), name, whole_s(m), m.wall_s) for name, m in runs.items()]
    return pd.DataFrame(rows, columns=["length", "with", "CPU s", "wall s, all"])


def _peers(figures: Figures) -> pd.DataFrame:
    who = [(peer.name, pinned(peer.environment, peer.package), peer.does) for peer in PEERS]
    who.append((BARE, version("pyarrow"), "reads the file, nothing else"))
    rows = []
    for case in (case for case in CASES if key(PEERS[0].name, case) in figures):
        ours = analyzed(figures, case)
        whole, long = whole_s(ours), length(case.hours)
        first = (long, "myosense", version("myosense"), "all, from the file to the tables")
        rows.append((*first, whole, 1.0, ours.peak_mb))
        for name, which, does in who:
            other = figures[key(name, case)]
            took = (other.cpu_s, whole / other.cpu_s, other.peak_mb)
            rows.append((long, name, which, does, *took))
    columns = ["length", "who", "version", "does", "CPU s", "ours over it", "peak MB"]
    return pd.DataFrame(rows, columns=columns)


def _reading(figures: Figures, cases: list[Case]) -> pd.DataFrame:
    rows = []
    for case in (case for case in cases if key(READING, case) in figures):
        ours, bare, name = figures[key(READING, case)], figures.get(key(BARE, case)), ""
        if bare is not None:
            name = "pyarrow"
        elif case.what in (NUMBERS, ISO):
            name, bare = fastest_parse(figures, case)
        rows.append(
            {
                "file": case.name,
                "CPU s": ours.cpu_s,
                "wall s": ours.wall_s,
                "peak MB": ours.peak_mb,
                "bare": name,
                "its CPU s": bare.cpu_s if bare else float("nan"),
                "ratio": ours.cpu_s / bare.cpu_s if bare else float("nan"),
            }
        )
    return pd.DataFrame(rows)


def _parsers(figures: Figures, cases: list[Case]) -> pd.DataFrame:
    rows = [
        (case.name, name, figures[key(name, case)].cpu_s, figures[key(name, case)].peak_mb)
        for case in cases
        if case.what in (NUMBERS, ISO)
        for name in PARSERS
    ]
    return pd.DataFrame(rows, columns=["file", "parser", "CPU s", "peak MB"])


def _start_up(start_s: Mapping[str, float]) -> pd.DataFrame:
    rows = [(f"`{name}`", start_s[name]) for name in (HELP, SCIPY)]
    return pd.DataFrame(rows, columns=["command", "CPU s"])

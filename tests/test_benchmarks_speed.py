"""The harness that times analyses: its recordings, its children, and its accounts."""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from types import ModuleType

import numpy as np
import pandas as pd
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from benchmarks.page import MET, MISSED, render
from benchmarks.speed import content
from benchmarks.speed.cases import (
    CASES,
    CWA,
    DAY,
    ISO,
    MONTH,
    PARQUET,
    WEEK,
    case_of,
    length,
)
from benchmarks.speed.chapters import chapters
from benchmarks.speed.content import (
    PLANTED_PER_H,
    RATE_HZ,
    Kind,
    days,
    write,
    write_samples,
)
from benchmarks.speed.environments import pinned
from benchmarks.speed.machine import about
from benchmarks.speed.plan import (
    ACTIPY,
    ANALYSIS,
    BARE,
    OBSPY,
    PARSERS,
    PEERS,
    READING,
    THREADED,
    Peer,
    jobs_on,
    key,
)
from benchmarks.speed.running import (
    ROOT,
    Job,
    JobError,
    Measured,
    best,
    in_turn,
    parse,
    run,
)
from benchmarks.speed.stages import REST, STAGES, Stage, Watch, watch
from benchmarks.speed.targets import HELP, SCIPY, claims_of, whole_s
from benchmarks.speed.timed import MARK
from myosense import read
from myosense.recording import Samples3

NOISE_G = np.random.default_rng(0).normal(0, 0.002, (1000, 3)).astype(np.float32)
BUSY: Samples3 = NOISE_G + np.array([0.6, 0.0, 0.8], dtype=np.float32)
STILL: Samples3 = NOISE_G + np.array([0.0, 0.0, 1.0], dtype=np.float32)


@pytest.fixture
def short_days(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a day have two busy hours and a still one."""
    assert content.BUSY_H + content.STILL_H == 24
    monkeypatch.setattr(content, "BUSY_H", 2)
    monkeypatch.setattr(content, "STILL_H", 1)


@pytest.mark.usefixtures("short_days")
def test_a_day_is_busy_and_then_still() -> None:
    ((day, n_jerks),) = days(BUSY, STILL, 3)
    assert len(day) == 3 * 3600 * RATE_HZ
    busy, still = np.split(day, [2 * 3600 * RATE_HZ])
    assert np.median(busy[:, 0]) > 0.4
    assert abs(np.median(still[:, 0])) < 0.01
    assert n_jerks == pytest.approx(3 * PLANTED_PER_H, abs=4 * np.sqrt(3 * PLANTED_PER_H))


@pytest.mark.usefixtures("short_days")
def test_each_day_has_its_own_jerks_and_the_last_is_cut_off() -> None:
    first, second, third = (samples for samples, _ in days(BUSY, STILL, 6.5))
    assert [len(day) for day in (first, second, third)] == [1_080_000, 1_080_000, 180_000]
    assert np.any(first != second)


@pytest.mark.usefixtures("short_days")
def test_days_follow_each_other_without_a_gap(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    write((BUSY, STILL), path, 3.5, Kind(suffix=".parquet"))
    recording = read(path)
    assert len(recording.stretches) == 1
    assert recording.duration_s == pytest.approx(3.5 * 3600)


@pytest.mark.parametrize("suffix", [".parquet", ".csv"])
@pytest.mark.parametrize("is_dated", [True, False])
@pytest.mark.parametrize("n_axes", [3, 6])
def test_a_file_reads_as_what_was_laid_down(
    tmp_path: Path, suffix: str, n_axes: int, *, is_dated: bool
) -> None:
    kind = Kind(suffix=suffix, is_dated=is_dated, n_axes=n_axes)
    path = tmp_path / f"made{suffix}"
    n_jerks = write((BUSY, STILL), path, 0.2, kind)
    ((samples, n_planted),) = days(BUSY, STILL, 0.2)
    recording = read(path)
    assert n_jerks == n_planted > 0
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    assert recording.duration_s == pytest.approx(720)
    np.testing.assert_allclose(recording.acceleration_g, samples, atol=6e-6)
    assert (recording.angular_velocity_dps is not None) == (n_axes == 6)
    assert (recording.start is not None) == is_dated
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_parquet_is_of_single_precision_packed_by_zstd(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    write((BUSY, STILL), path, 0.1, Kind(suffix=".parquet"))
    column = pq.ParquetFile(path).metadata.row_group(0).column(1)
    assert (column.physical_type, column.compression) == ("FLOAT", "ZSTD")


def test_text_is_iso_8601(tmp_path: Path) -> None:
    path = tmp_path / "made.csv"
    write((BUSY, STILL), path, 0.1, Kind(suffix=".csv"))
    assert str(pyarrow.csv.read_csv(path).schema.types[0]).startswith("timestamp")


def test_others_get_the_samples_of_the_file(tmp_path: Path) -> None:
    path, samples = tmp_path / "made.parquet", tmp_path / "samples.npy"
    write((BUSY, STILL), path, 0.1, Kind(suffix=".parquet"))
    write_samples(path, samples)
    np.testing.assert_array_equal(np.load(samples), read(path).acceleration_g)


def measured(cpu_s: float, **changed: object) -> Measured:
    """Make up what a job took."""
    said = {"cpu_s": cpu_s, "wall_s": 2 * cpu_s, "peak_mb": 100.0, "ready_cpu_s": 1.0}
    return Measured(**{**said, "ready_mb": 50.0, "facts": {}, **changed})  # type: ignore[arg-type]


def test_the_last_marked_line_is_read() -> None:
    values = {"cpu_s": 2.0, "wall_s": 1.0, "peak_mb": 9.0, "ready_cpu_s": 0.5}
    line = MARK + json.dumps({**values, "ready_mb": 4.0, "facts": {"n": 7}})
    old = line.replace("2.0", "3.0")
    said = parse(f"a library says hello\n{old}\n{line}\nand goodbye")
    assert (said.cpu_s, said.peak_mb, said.facts, said.n_runs) == (2.0, 9.0, {"n": 7}, 1)


def test_a_job_that_says_nothing_is_an_error() -> None:
    with pytest.raises(JobError, match="no line began"):
        parse("hello")


def test_the_best_has_the_least_seconds_and_the_most_memory() -> None:
    runs = [
        measured(2.0, wall_s=9.0, peak_mb=80.0, facts={"n": 2}),
        measured(3.0, wall_s=4.0, peak_mb=90.0, facts={"n": 3}),
    ]
    least = best(runs)
    assert (least.cpu_s, least.wall_s, least.peak_mb) == (2.0, 4.0, 90.0)
    assert (least.facts, least.n_runs) == ({"n": 2}, 2)


JOBS = """
import subprocess, sys, time

SPIN = "import time\\nwhile time.process_time() < {0}: pass"

def spinning(cpu_s, memory_mb):
    def run():
        held = bytearray(b"x") * (int(memory_mb) << 20)
        until = time.process_time() + float(cpu_s)
        while time.process_time() < until:
            pass
        return {"n": len(held)}
    return run

def slow_to_start(cpu_s):
    spinning(cpu_s, 0)()
    return lambda: {}

def child(cpu_s):
    command = [sys.executable, "-S", "-c", SPIN.format(cpu_s)]
    return lambda: {"code": subprocess.run(command).returncode}

def broken():
    raise ValueError("no such week")
"""


@pytest.fixture
def surroundings(tmp_path: Path) -> dict[str, str]:
    """Write jobs that spend what they are told, where a child finds them."""
    (tmp_path / "made_up.py").write_text(JOBS, encoding="utf-8")
    return {"PYTHONPATH": f"{tmp_path}{os.pathsep}{ROOT}"}


def job(function: str, surroundings: dict[str, str], *arguments: str) -> Job:
    """Name one of the made-up jobs."""
    return Job(
        function=f"made_up:{function}", arguments=arguments, environment=surroundings
    )


def test_seconds_and_memory_of_a_job_are_its_own(surroundings: dict[str, str]) -> None:
    said = run(job("spinning", surroundings, "0.3", "200"))
    assert 0.3 <= said.cpu_s < 1.5  # Filling 200 MB costs more on a busy machine.
    assert said.wall_s >= 0.3
    assert said.peak_mb - said.ready_mb == pytest.approx(200, abs=5)
    assert said.facts == {"n": 200 << 20}


def test_getting_ready_is_apart(surroundings: dict[str, str]) -> None:
    said = run(job("slow_to_start", surroundings, "0.3"))
    assert said.ready_cpu_s >= 0.3
    assert said.cpu_s < 0.2


def test_what_a_child_of_the_job_spends_counts(surroundings: dict[str, str]) -> None:
    said = run(job("child", surroundings, "0.3"))
    assert said.facts == {"code": 0}
    assert said.cpu_s >= 0.3


def test_a_job_that_fails_is_named_with_what_it_said(surroundings: dict[str, str]) -> None:
    with pytest.raises(JobError, match=r"(?s)made_up:broken.*no such week"):
        run(job("broken", surroundings))


def test_jobs_run_in_turn(surroundings: dict[str, str]) -> None:
    both = {name: job("spinning", surroundings, name, "1") for name in ("0.01", "0.1")}
    said = in_turn(both, 2)
    assert [each.n_runs for each in said.values()] == [2, 2]
    assert said["0.01"].cpu_s < said["0.1"].cpu_s


def spin(cpu_s: float) -> list[int]:
    """Spend seconds of CPU; return three rows."""
    until = time.process_time() + cpu_s
    while time.process_time() < until:
        pass
    return [1, 2, 3]


def test_seconds_are_charged_to_the_innermost_stage() -> None:
    watching = Watch()
    inner = watching.watched(
        Stage(name="inner", module="", function="", is_counted=True), spin
    )
    with watching.stage("outer"):
        spin(0.1)
        inner(0.2)
        inner(0.05)
        spin(0.05)
    assert watching.spent_s["outer"] == pytest.approx(0.15, abs=0.03)
    assert watching.spent_s["inner"] == pytest.approx(0.25, abs=0.03)
    assert watching.n_rows == {"inner": 6}


def test_a_stage_that_fails_is_closed() -> None:
    watching = Watch()
    with watching.stage("outer"):
        with pytest.raises(ValueError, match="inside"), watching.stage("inner"):
            raise ValueError("inside")
        spin(0.05)
    assert watching.spent_s["outer"] >= 0.05
    assert watching.spent_s["inner"] < 0.05


def test_a_function_is_watched_wherever_it_was_imported(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    home, user = ModuleType("myosense.home"), ModuleType("myosense.user")
    for module in (home, user):
        monkeypatch.setattr(module, "spin", spin, raising=False)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    watching = watch([Stage(name="spinning", module="home", function="spin")])
    user.spin(0.05)
    home.spin(0.05)
    assert watching.spent_s["spinning"] == pytest.approx(0.1, abs=0.03)
    assert spin(0.0) == [1, 2, 3]
    assert watching.spent_s["spinning"] == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("stage", STAGES, ids=lambda stage: stage.function)
def test_every_stage_is_a_function_of_the_package(stage: Stage) -> None:
    found: object = import_module(f"myosense.{stage.module}")
    for name in stage.function.split("."):
        found = getattr(found, name)
    assert callable(found)


def test_every_stage_of_an_analysis_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"
    write((STILL, STILL), path, 0.2, Kind(suffix=".parquet"))
    said = run(Job(function="benchmarks.speed.ours:analysis", arguments=(str(path),)))
    assert set(said.facts["stages_s"]) == {REST, *(stage.name for stage in STAGES)}
    assert sum(said.facts["stages_s"].values()) == pytest.approx(said.cpu_s, rel=0.1)
    assert said.facts["hours"] == pytest.approx(0.2)
    rows = said.facts["rows"]
    assert rows["lobes"] >= rows["views"] >= rows["measures"] >= rows["classes"] > 0
    assert 0 < said.facts["n_events"] <= said.facts["n_kept"] <= rows["classes"]


def test_plot_and_report_are_no_part_of_the_whole() -> None:
    stages_s = {"reading": 3.0, "plot": 0.5, "report": 0.25}
    assert whole_s(measured(4.0, facts={"stages_s": stages_s})) == 3.25


def figures(longest: int) -> dict[str, Measured]:
    """Make up a run: a day costs us 10 s, actipy 8 s, ObsPy 4 s, other jobs 2 s."""
    made = {}
    for case in (case for case in CASES if case.hours <= longest):
        days_long = case.hours / DAY
        counts = {"lobes": 600, "views": 550, "measures": 500, "classes": 400}
        facts = {
            "stages_s": {
                "reading": 9.5 * days_long,
                REST: 0.5 * days_long,
                "plot": 2.0,
                "report": 0.0,
            },
            "rows": {name: count * case.hours for name, count in counts.items()},
            "hours": case.hours,
            "n_kept": 300 * case.hours,
            "n_events": 30 * case.hours,
        }
        ours = measured(10 * days_long + 2, facts=facts)
        made[key(ANALYSIS, case)] = ours
        made |= {key(name, case): ours for name in THREADED}
        if case.hours <= WEEK:
            made[key(READING, case)] = measured(2 * days_long)
        if case.what == PARQUET:
            made[key(BARE, case)] = measured(2 * days_long)
        for name, cpu_s in zip(PARSERS, (9.0, 5.0, 7.0), strict=True):
            made[key(name, case)] = measured(cpu_s * days_long)
        has_peers = case in (case_of(PARQUET, DAY), case_of(PARQUET, WEEK))
        for peer in PEERS if has_peers else ():
            cpu_s = {ACTIPY: 8.0, OBSPY: 4.0}.get(peer, 2.0)
            made[key(peer.name, case)] = measured(cpu_s * days_long)
    return made


def test_every_target_is_held_against_what_was_measured() -> None:
    claims = claims_of(figures(MONTH), {HELP: 0.1, SCIPY: 1.0})
    assert [round(float(claim.measured), 3) for claim in claims] == [
        *(1.25, 2.5, 500, 100),  # actipy, ObsPy, candidates, memory
        2.0,  # the fastest of the three parses
        *(100, 4.0, 1.0),  # memory, growth of CPU and of memory
        0.1,  # start-up
    ]
    assert [claim.verdict == MET for claim in claims] == [
        *(False, False, True, True),
        False,
        *(True, True, True),
        True,
    ]
    assert all(length(WEEK) in claim.figure for claim in claims[:4])


def test_a_quick_run_claims_no_growth() -> None:
    claims = claims_of(figures(DAY), {HELP: 0.5, SCIPY: 1.0})
    assert len(claims) == 6
    assert all("1 day" in claim.figure for claim in claims[:5])
    assert claims[-1].verdict == MISSED


def table(heading: str, made: dict[str, Measured]) -> pd.DataFrame:
    """Return a table of the page by its heading."""
    sections = chapters(made, {HELP: 0.5, SCIPY: 1.0})
    return next(t.rows for s in sections for t in s.tables if t.heading == heading)


def test_seconds_are_shared_among_the_stages() -> None:
    shares = table("Where the time goes", figures(WEEK)).set_index("stage")
    assert list(shares.index) == ["reading", "plot", "report", REST]
    assert shares.loc["reading", "1 day, CPU s"] == 9.5
    assert shares["7 days, %"].sum() == pytest.approx(100)
    assert shares.loc["plot", "7 days, %"] == pytest.approx(100 * 2 / 72)


def test_others_stand_beside_the_whole_analysis() -> None:
    beside = table("Beside others", figures(WEEK))
    assert list(beside.groupby("length").size()) == [7, 7]
    ratios = beside[beside["length"] == "7 days"].set_index("who")["ours over it"]
    assert ratios[["myosense", ACTIPY.name, BARE]].tolist() == [1.0, 1.25, 5.0]


def test_every_analysis_has_a_row() -> None:
    made = figures(MONTH)
    rows = table("By file and length", made)
    assert len(rows) == len(CASES)
    assert rows["CPU s a day"].tolist() == pytest.approx([10] * len(CASES))
    counts = table("How much is looked at", made).drop(columns="file")
    assert counts.iloc[0].tolist() == [600, 550, 500, 400, 300, 30]


def test_reading_is_beside_the_bare_read_or_the_fastest_parse() -> None:
    rows = table("Reading", figures(DAY)).set_index("file")
    assert rows["ratio"].round(3).to_dict() == pytest.approx(
        {
            case.name: {PARQUET: 1.0, CWA: np.nan}.get(case.what, 0.4)
            for case in CASES
            if case.hours <= DAY
        },
        nan_ok=True,
    )


def test_the_page_says_on_what_it_was_measured() -> None:
    text = render(chapters(figures(DAY), {HELP: 0.5, SCIPY: 1.0}), about(figures(DAY), 1.5))
    assert "Recordings of 1 h, 1 day at 100 Hz" in text
    assert f"{os.cpu_count()} cores" in text
    assert "Load at the start 1.5" in text
    assert "Nothing is compiled" in text


def test_text_is_parsed_by_every_parser_and_parquet_read_bare(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("benchmarks.speed.plan.python_of", lambda *_: Path("python"))
    text, parquet, cwa = (case_of(what, DAY) for what in (ISO, PARQUET, CWA))
    assert len(jobs_on(text, tmp_path / text.file, tmp_path)) == 2 + len(PARSERS)
    assert len(jobs_on(parquet, tmp_path / parquet.file, tmp_path)) == 3
    assert len(jobs_on(cwa, tmp_path / cwa.file, tmp_path)) == 2
    month = case_of(PARQUET, MONTH)
    assert list(jobs_on(month, tmp_path / month.file, tmp_path)) == [key(ANALYSIS, month)]
    assert len({case.file for case in CASES}) == len({case.name for case in CASES})


@pytest.mark.parametrize("peer", PEERS, ids=lambda peer: peer.name)
def test_every_peer_is_pinned(peer: Peer) -> None:
    assert pinned(peer.environment, peer.package)[0].isdigit()

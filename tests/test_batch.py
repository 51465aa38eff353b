"""A batch from the command line: what is finished stays, what broke is named."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from batch_study import NAMES, content, write_study
from batch_workers import TYPED
from click.testing import CliRunner, Result

from myosense import analyze, read, simulate
from myosense.cli import main
from myosense.reading import write_parquet
from myosense.settings import Settings

RULES = ("--preset", "rules")


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == exit_code, result.output
    return result


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold three recordings of half a minute."""
    return write_study(tmp_path_factory.mktemp("study"))


@pytest.fixture(scope="module")
def finished(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold what one worker made of all."""
    folder = tmp_path_factory.mktemp("one") / "out"
    run("batch", source, "-o", folder, "--jobs", 1, *RULES)
    return folder


@pytest.fixture
def copied(finished: Path, source: Path, tmp_path: Path) -> Path:
    """Hold a copy of source and output that may be changed."""
    shutil.copytree(source, tmp_path / "study")
    shutil.copytree(finished, tmp_path / "out")
    return tmp_path


def attempts(folder: Path) -> list[dict[str, object]]:
    """Read the lines of a ledger that are whole."""
    found = []
    with contextlib.suppress(FileNotFoundError):
        for line in (folder / "attempts.jsonl").read_text().splitlines():
            with contextlib.suppress(ValueError):
                found.append(json.loads(line))
    return found


def test_a_result_is_that_of_the_call(finished: Path, source: Path, tmp_path: Path) -> None:
    recording = read(source / "p0.parquet")
    analyze(recording, settings=Settings.preset("rules")).save(tmp_path / "p0")
    assert content(finished / "p0") == content(tmp_path / "p0")


def test_merged_shards_of_two_workers_give_the_same(
    finished: Path, source: Path, tmp_path: Path
) -> None:
    parts = [tmp_path / "s1", tmp_path / "s2"]
    for i, part in enumerate(parts, start=1):
        run("batch", source, "-o", part, "--shard", f"{i}/2", "--jobs", 2, *RULES)
    run("merge", *parts, "-o", tmp_path / "merged")
    assert content(tmp_path / "merged") == content(finished)
    said = run("merge", parts[0], finished, "-o", tmp_path / "x", exit_code=2)
    assert "both hold person 'p0'" in said.stderr
    said = run("merge", finished, finished / ".", "-o", tmp_path / "x", exit_code=2)
    assert said.stderr.endswith("was given twice; expected each batch once\n")


def test_the_tables_hold_everyone(finished: Path) -> None:
    status = pd.read_csv(finished / "status.csv")
    assert list(status["person"]) == list(NAMES)
    assert set(status["outcome"]) == {"done"}
    summary = pd.read_csv(finished / "summary.csv")
    events = pd.read_parquet(finished / "cohort/events")
    own = pd.read_csv(finished / "p2/p2_events.tsv", sep="\t")
    of_p2 = events[events["person"] == "p2"]
    (n_counted,) = summary["n"][summary["person"] == "p2"]
    assert len(of_p2) == len(own) == n_counted
    assert n_counted > 0
    assert of_p2["peak_s"].to_numpy() == pytest.approx(own["peak_time"], abs=1e-6)
    assert str(of_p2["time"].iloc[0])[:10] == "2025-06-01"
    assert len(pd.read_parquet(finished / "cohort/coverage")) > 0
    strata = pd.read_parquet(finished / "cohort/strata", filters=[("person", "==", "p2")])
    of_p2 = pd.read_csv(finished / "p2/strata.csv")
    assert strata["state"].tolist() == of_p2["state"].tolist()
    assert strata["analyzable_h"].to_numpy() == pytest.approx(
        of_p2["analyzable_h"], abs=1e-6
    )


def test_what_is_finished_is_left_alone(copied: Path) -> None:
    before = len(attempts(copied / "out"))
    result = run("batch", copied / "study", "-o", copied / "out", *RULES)
    # The copies have other identities, and the same content.
    assert "0 done, 3 finished before, 0 failed" in result.stdout
    assert len(attempts(copied / "out")) == before


def test_only_verify_sees_what_changed_in_secret(copied: Path) -> None:
    study, out = copied / "study", copied / "out"
    run("batch", study, "-o", out, *RULES)
    file = study / "p1.parquet"
    state = file.stat()
    with file.open("r+b") as content:
        content.seek(state.st_size // 2)
        content.write(bytes(100))
    os.utime(file, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert "3 finished before" in run("batch", study, "-o", out, *RULES).stdout
    result = run("batch", study, "-o", out, "--verify", *RULES, exit_code=1)
    assert "Ran again (content of p1.parquet): p1" in result.stderr
    assert "0 done, 2 finished before, 1 failed" in result.stdout


def test_what_is_to_be_known_of_a_result_stands_in_the_status(tmp_path: Path) -> None:
    out, manifest = tmp_path / "out", tmp_path / "m.csv"
    simulation = simulate(seed=0, hours=1 / 120, rate_per_h=600, sample_rate_hz=50)
    write_parquet(simulation.recording, tmp_path / "p0.parquet")  # without a clock
    (tmp_path / "k.csv").write_text("time_s,stimulus\n10,noise\n")
    for markers in ("", "k.csv"):  # the second keeps the result
        manifest.write_text(f"file,markers\np0.parquet,{markers}\n")
        run("batch", manifest, "-o", out, *RULES)
        (status,) = pd.read_csv(out / "status.csv")["notices"]
        assert status.startswith("no clock time in p0: ")
    assert (out / "triggers/p0/triggers.csv").exists()


def test_what_differs_is_done_again_and_named(copied: Path) -> None:
    study, out = copied / "study", copied / "out"
    (study / "p0.parquet").write_bytes((study / "p1.parquet").read_bytes())
    shutil.rmtree(out / "p1")
    (study / "p2.parquet").write_bytes(b"PAR1 damaged")
    result = run("batch", study, "-o", out, *RULES, exit_code=1)
    assert "Ran again (content of p0.parquet): p0" in result.stderr
    assert "Ran again (its result is gone): p1" in result.stderr
    assert "Error: p2: p2.parquet: " in result.stderr
    said = f"each is in {out}/status.csv, the rates are in {out}/summary.csv\n"
    assert result.stderr.endswith(said)
    assert "2 done, 0 finished before, 1 failed" in result.stdout
    assert not (out / "p2").exists()
    assert "p2" not in set(pd.read_parquet(out / "cohort/events")["person"])
    assert "p2" not in set(pd.read_csv(out / "summary.csv")["person"])
    status = pd.read_csv(out / "status.csv").set_index("person")
    assert status.loc["p2", "outcome"] == "failed"
    assert list(status["n_attempts"]) == [2, 2, 2]


def test_a_changed_side_or_diary_redoes_what_rests_on_it(copied: Path) -> None:
    study, out, manifest = copied / "study", copied / "out", copied / "study/m.csv"
    diary, markers = study / "d.csv", study / "k.csv"
    diary.write_text("start,stop,region,count\n2025-06-01T20:00,2025-06-01T21:00,arm,3\n")
    markers.write_text("time_s,stimulus\n10,noise\n20,noise\n")
    rows = "p0.parquet,,d.csv,k.csv\np1.parquet,,,\n"
    manifest.write_text(f"file,side,diary,markers\n{rows}")
    ids = {path: path.stat().st_ino for path in out.glob("p*/run.json")}
    result = run("batch", manifest, "-o", out, *RULES)
    assert "Ran again (diary, markers): p0" in result.stderr
    assert {path: path.stat().st_ino for path in out.glob("p*/run.json")} == ids
    assert {"comparison.csv", "diary.json"} <= {
        p.name for p in (out / "diary/p0").iterdir()
    }
    assert (out / "triggers/p0/triggers.csv").exists()
    diary.write_text(diary.read_text().replace(",3\n", ",4\n"))
    manifest.write_text(
        f"file,side,diary,markers\n{rows.replace('1.parquet,', '1.parquet,right')}"
    )
    result = run("batch", manifest, "-o", out, *RULES)
    assert "Ran again (diary): p0" in result.stderr
    assert ",4," in (out / "diary/p0/comparison.csv").read_text()
    assert "Ran again (side of p1.parquet): p1" in result.stderr
    assert "2 done, 0 finished before" in result.stdout
    assert (out / "p0/run.json").stat().st_ino == ids[out / "p0/run.json"]
    diary.write_text("start,count\nnot a time,3\n")
    result = run("batch", manifest, "-o", out, *RULES, exit_code=1)
    assert "Error: p0: diary: d.csv: " in result.stderr
    assert (out / "p0/run.json").exists()
    assert not (out / "diary/p0").exists()


def test_other_settings_redo_everyone(copied: Path) -> None:
    toml = copied / "s.toml"
    toml.write_text('[classification]\nmethod = "rules"\nmin_probability = 0.9\n')
    result = run(
        "batch",
        copied / "study",
        "-o",
        copied / "out",
        "--settings",
        toml,
        "--shard",
        "1/3",
    )
    assert "Ran again (settings): p0" in result.stderr


def test_wrong_use_is_told_before_anything_is_written(source: Path, tmp_path: Path) -> None:
    for words in (
        (source, "--shard", "3/2"),
        (source, "--jobs", 0),
        (tmp_path / "nothing",),
        (source, "--preset", "rules", "--settings", "s.toml"),
    ):
        run("batch", *words, "-o", tmp_path / "out", exit_code=2)
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_who_needs_more_than_the_limit_is_named(source: Path, tmp_path: Path) -> None:
    words = ("batch", source, "-o", tmp_path, "--shard", "1/3", *RULES)
    result = run(*words, "--memory-limit", 20, exit_code=1)
    assert "Error: p0: out of memory: held more than 20 MB" in result.stderr
    (line,) = attempts(tmp_path)
    assert (line["outcome"], line["n_tries"], line["peak_mb"]) == ("failed", 2, None)
    assert not (tmp_path / "p0").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are others there")
def test_a_batch_that_is_ended_again_and_again_comes_to_its_end(
    finished: Path, source: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    words = ["batch", source, "-o", out, "--jobs", 1, *RULES]
    said = ended_after(0, signal.SIGINT, words, code=130)
    assert "interrupted with 3 left, which the same command goes on with" in said
    assert is_tidy(out, n_whole=0)
    ended_after(1, signal.SIGKILL, words, code=-signal.SIGKILL)
    with (out / "attempts.jsonl").open("a") as file:
        file.write('{"person": "p1", "cut o')
    said = ended_after(2, signal.SIGTERM, words, code=130)
    assert "1 done, 1 finished before, 0 failed; interrupted with 1 left" in said
    assert is_tidy(out, n_whole=2)
    run(*words)
    assert content(out) == content(finished)
    assert sorted(str(line["person"]) for line in attempts(out)) == list(NAMES)
    assert is_tidy(out, n_whole=3)


def ended_after(n: int, by: signal.Signals, words: list[object], *, code: int) -> str:
    """Run a batch as it is typed, and end it when n people are through."""
    out = Path(str(words[3]))
    with subprocess.Popen(  # noqa: S603
        [sys.executable, "-c", TYPED, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as batch:
        until = time.monotonic() + 120
        while not has_begun(out, n) and time.monotonic() < until:
            time.sleep(0.01)
        os.kill(batch.pid, by)
        said, err = batch.communicate()
        assert batch.returncode == code
        assert not err
        return said


def has_begun(out: Path, n: int) -> bool:
    """Say whether a batch has a person in hand after n others."""
    return len(attempts(out)) >= n and (out / ".lock").exists()


def is_tidy(out: Path, n_whole: int) -> bool:
    """Say whether nothing is half-written, and so many results are whole."""
    parts = [*out.rglob(".*.part"), *out.rglob(".*.former")]
    return not parts and len(list(out.glob("*/run.json"))) == n_whole

"""People of whom some recordings cannot be read: the others count, once, and it is said."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from batch_study import content, write_study
from click.testing import CliRunner, Result

from myosense import Analysis
from myosense.cli import main

RULES = ("--preset", "rules")
DAMAGED = b"PAR1 damaged"
#: Of "both" one recording is damaged in `study`, of "none" both are.
MANIFEST = """\
file,person,site,diary,doses,markers
p0.parquet,both,wrist,d.csv,o.csv,k.csv
p1.parquet,both,ankle,,,
p2.parquet,alone,chest,,,
bad0.parquet,none,wrist,,,
bad1.parquet,none,ankle,,,
"""
LOGS = {
    "d.csv": "start,stop,region,count\n2025-06-01T20:00,2025-06-01T21:00,arm,3\n",
    "o.csv": "time,drug,dose,unit,formulation\n2025-06-01T20:00,morphine,5,mg,IR\n",
    "k.csv": "time,stimulus\n2025-06-01T20:00:10,noise\n",
}
LOST = "p1.parquet is not in this result: "


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == exit_code, result.output
    return result


def write(folder: Path) -> Path:
    """Write a study whose recordings are all good, but those of "none"."""
    folder.mkdir()
    write_study(folder)
    for name, text in {"m.csv": MANIFEST, **LOGS}.items():
        (folder / name).write_text(text)
    for i in range(2):
        (folder / f"bad{i}.parquet").write_bytes(DAMAGED)
    return folder


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result]:
    """Give a study with damaged recordings a batch, whose output is "out" in it."""
    folder = write(tmp_path_factory.mktemp("partly") / "study")
    (folder / "p1.parquet").write_bytes(DAMAGED)
    words = ("batch", folder / "m.csv", "-o", folder / "out", *RULES)
    return folder, run(*words, exit_code=1)


@pytest.fixture(scope="module")
def study(first: tuple[Path, Result]) -> Path:
    """Hold the study and its output."""
    return first[0]


@pytest.fixture
def copied(study: Path, tmp_path: Path) -> Path:
    """Hold a copy that may be changed."""
    return shutil.copytree(study, tmp_path / "study")


def last_attempts(out: Path) -> dict[str, dict[str, Any]]:
    lines = map(json.loads, (out / "attempts.jsonl").read_text().splitlines())
    return {line["person"]: line for line in lines}


def test_the_result_is_that_of_analyze(study: Path, tmp_path: Path) -> None:
    files = [f"{study / 'p0.parquet'}::site=wrist", f"{study / 'p1.parquet'}::site=ankle"]
    run("analyze", *files, "-o", tmp_path / "both", *RULES, exit_code=1)
    assert content(study / "out/both") == content(tmp_path / "both")
    analysis = Analysis.load(study / "out/both")
    assert list(analysis.recordings) == ["p0"]
    (lost,) = analysis.left_out
    assert lost.startswith(LOST)
    assert analysis.summary["notices"][0] == lost


def test_it_is_told_everywhere(first: tuple[Path, Result]) -> None:
    out, result = first[0] / "out", first[1]
    attempts = last_attempts(out)
    assert {name: line["outcome"] for name, line in attempts.items()} == {
        "both": "partly",
        "alone": "done",
        "none": "failed",
    }
    assert attempts["both"]["left_out"] == ["p1.parquet"]
    assert attempts["both"]["steps"] == ["analysis", "diary", "response", "triggers"]
    status = pd.read_csv(out / "status.csv").set_index("person").to_dict("index")
    assert status["both"]["outcome"] == "partly"
    assert status["both"]["cause"].startswith("p1.parquet: is no Parquet file")
    assert status["both"]["notices"].startswith(LOST)
    for command in ("diary", "response", "triggers"):
        said = json.loads((out / command / "both" / f"{command}.json").read_text())
        assert said["notices"][0].startswith(LOST)
    assert "none" not in {path.name for path in out.iterdir()}
    assert result.stdout.endswith("1 done, 0 finished before, 1 partly, 1 failed\n")
    assert "Error: both: p1.parquet: is no Parquet file" in result.stderr
    bad0, bad1 = (f"bad{i}.parquet: is no Parquet file" for i in range(2))
    assert f"Error: none: {bad0}" in result.stderr
    assert f"; {bad1}" in result.stderr


@pytest.mark.parametrize(
    ("command", "log"), [("diary compare", "d"), ("response", "o"), ("triggers", "k")]
)
def test_the_commands_tell_it_too(study: Path, command: str, log: str) -> None:
    result = run(*command.split(), study / "out/both", study / f"{log}.csv")
    assert result.stdout.startswith(LOST)


def test_of_several_results_it_says_which(study: Path) -> None:
    both, alone = study / "out/both", study / "out/alone"
    result = run("response", both, alone, study / "o.csv")
    assert result.stdout.startswith(f"{both}: {LOST}")


def test_they_are_tried_again_and_nothing_stands_twice(copied: Path) -> None:
    out, before = copied / "out", content(copied / "out")
    result = run("batch", copied / "m.csv", "-o", out, *RULES, exit_code=1)
    assert "Ran again (failed before): both, none\n" in result.stderr
    assert result.stdout.endswith("0 done, 1 finished before, 1 partly, 1 failed\n")
    assert content(out) == before


def test_a_mended_recording_comes_in(copied: Path, tmp_path: Path) -> None:
    good, out = write(tmp_path / "good"), copied / "out"
    run("batch", good / "m.csv", "-o", good / "out", *RULES, exit_code=1)
    shutil.copy(good / "p1.parquet", copied)
    result = run("batch", copied / "m.csv", "-o", out, *RULES, exit_code=1)
    assert "Ran again (content of p1.parquet): both\n" in result.stderr
    assert result.stdout.endswith("1 done, 1 finished before, 1 failed\n")
    assert content(out) == content(good / "out")
    assert last_attempts(out)["both"]["left_out"] == []
    result = run("batch", copied / "m.csv", "-o", out, *RULES, exit_code=1)
    assert result.stdout.endswith("0 done, 2 finished before, 1 failed\n")


def test_a_log_that_fails_too_does_not_hide_it(copied: Path) -> None:
    out, log = copied / "out", copied / "d.csv"
    log.write_text("start,count\nnot a time,3\n")
    run("batch", copied / "m.csv", "-o", out, *RULES, exit_code=1)
    cause = last_attempts(out)["both"]["cause"]
    assert cause.startswith("p1.parquet: ")
    assert "; diary: d.csv: " in cause
    log.write_text(LOGS["d.csv"])
    result = run("batch", copied / "m.csv", "-o", out, *RULES, exit_code=1)
    assert "Ran again (diary): both\n" in result.stderr
    attempt = last_attempts(out)["both"]
    assert (attempt["outcome"], attempt["left_out"]) == ("partly", ["p1.parquet"])


def test_merged_shards_keep_it_and_are_gone_on_with(copied: Path, tmp_path: Path) -> None:
    parts = [tmp_path / f"s{i}" for i in range(2)]
    for i, part in enumerate(parts, start=1):
        words = ("batch", copied / "m.csv", "-o", part, "--shard", f"{i}/2", *RULES)
        run(*words, exit_code=1)
    merged = tmp_path / "merged"
    run("merge", *parts, "-o", merged)
    assert content(merged) == content(copied / "out")
    assert last_attempts(merged)["both"]["outcome"] == "partly"
    result = run("batch", copied / "m.csv", "-o", merged, *RULES, exit_code=1)
    assert result.stdout.endswith("0 done, 1 finished before, 1 partly, 1 failed\n")


def test_files_of_one_name_are_told_apart(tmp_path: Path) -> None:
    write_study(tmp_path, 1)
    for side in ("left", "right"):
        (tmp_path / side).mkdir()
        shutil.copy(tmp_path / "p0.parquet", tmp_path / side / "data.parquet")
    (tmp_path / "right/data.parquet").write_bytes(DAMAGED)
    (tmp_path / "m.csv").write_text(
        "file,person,side\nleft/data.parquet,a,left\nright/data.parquet,a,right\n"
    )
    result = run("batch", tmp_path / "m.csv", "-o", tmp_path / "out", *RULES, exit_code=1)
    assert "Error: a: right/data.parquet: is no Parquet file" in result.stderr
    analysis = Analysis.load(tmp_path / "out/a")
    assert list(analysis.recordings) == ["left_data"]
    assert analysis.left_out[0].startswith("right/data.parquet is not in this result: ")


def test_what_cannot_be_of_a_recording_leaves_only_that_one_out(tmp_path: Path) -> None:
    write_study(tmp_path, 2)
    (tmp_path / "slow.csv").write_text(
        "time,x,y,z\n" + "".join(f"{i / 10},0.0{i % 7},0.01,1.0\n" for i in range(600))
    )
    (tmp_path / "m.csv").write_text(
        "file,person,site,columns\np0.parquet,a,wrist,\n"
        'p1.parquet,a,ankle,"x=q,y=y,z=z"\nslow.csv,a,chest,\n'
    )
    run("batch", tmp_path / "m.csv", "-o", tmp_path / "out", *RULES, exit_code=1)
    assert list(Analysis.load(tmp_path / "out/a").recordings) == ["p0"]
    attempt = last_attempts(tmp_path / "out")["a"]
    assert attempt["left_out"] == ["p1.parquet", "slow.csv"]
    assert "p1.parquet: --columns names 'q', which is not a column" in attempt["cause"]
    assert "; slow.csv: 10 samples a second cannot show a jerk" in attempt["cause"]

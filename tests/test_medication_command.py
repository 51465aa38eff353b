"""``myosense response``: what goes in, what comes out, and with which exit code."""

import hashlib
import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from myosense import schema, simulate
from myosense.cli import main
from myosense.pipeline import analyze
from myosense.results.findings import TABLES

LOG = (
    "time,drug,dose,unit,route,formulation,change\n"
    "2025-06-01 09:00,morphine,60,mg,oral,IR,increase\n"
)
START = datetime(2025, 6, 1, 8, 0, tzinfo=ZoneInfo("Europe/Berlin"))


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["response", *(str(word) for word in words)])
    assert result.exit_code == exit_code, result.output
    return result


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold the result of a morning."""
    folder = tmp_path_factory.mktemp("person")
    simulation = simulate(seed=1, hours=0.1, start=START, time_zone="Europe/Berlin")
    analyze(simulation.recording).save(folder / "result")
    (folder / "doses.csv").write_text(LOG, encoding="utf-8")
    return folder


def test_sentences_tables_and_picture_are_written(results: Path, tmp_path: Path) -> None:
    result = run(results / "result", results / "doses.csv", "-o", tmp_path / "out")
    assert (
        "Change 1: morphine increase (60 mg), 01 June 2025, 09:00 (line 2)" in result.output
    )
    names = {path.name for path in (tmp_path / "out").iterdir()}
    assert names == {
        "doses.csv", "changes.csv", "comparisons.csv", "course.csv", "response.json",
        "response.png", "run.json",
    }  # fmt: skip
    for name, declared in TABLES["response"].items():
        written = pd.read_csv(tmp_path / "out" / f"{name}.csv")
        assert list(written) == schema.names(declared.columns)
    record = json.loads((tmp_path / "out" / "run.json").read_text())
    assert record["kind"] == "myosense response 1"
    for name, value in record["outputs"].items():
        content = (tmp_path / "out" / name).read_bytes()
        assert hashlib.sha256(content).hexdigest() == value
    assert str(tmp_path) not in (tmp_path / "out" / "run.json").read_text()


def test_json_says_what_the_sentences_say(results: Path) -> None:
    said = json.loads(run(results / "result", results / "doses.csv", "--json").stdout)
    (change,) = said["changes"]
    assert [row["washout_h"] for row in change["comparisons"]] == [24, 48, 72]
    assert change["comparisons"][0]["ratio"] is None
    assert (
        change["comparisons"][0]["reason"] == "nothing could be judged after the wash-out"
    )


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "doses.csv"], "cannot be read"),
        (["result", "result", "doses.csv"], "was given twice"),
        (["result", "nothing.csv"], "nothing.csv"),
        (["result", "doses.csv", "--washout", "morphine"], "'morphine' is not understood"),
        (["result", "doses.csv", "--washout", "morphine=soon"], "such as morphine=24"),
        (["result", "doses.csv", "--washout", "morphine=0"], "expected above 0"),
        (
            ["result", "doses.csv", "--washout", "morfin=9"],
            "'morfin', which",
        ),
        (["result", "doses.csv", "--date-order", "ymd"], "expected dmy"),
        (["result", "doses.csv", "-o", "."], "is not empty"),
        (["result", "doses.csv", "--washout", "24"], "wash-out '24' is not understood"),
    ],
)
def test_wrong_use_is_said_in_a_sentence(
    words: list[str], sentence: str, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results)
    result = run(*words, exit_code=2)
    assert result.stdout == ""
    (line,) = result.stderr.splitlines()
    assert line.startswith("Error: ")
    assert sentence in line


def test_a_bad_log_leaves_nothing_behind(results: Path, tmp_path: Path) -> None:
    (tmp_path / "bad.csv").write_text(LOG.replace("60", "sixty"), encoding="utf-8")
    result = run(
        results / "result", tmp_path / "bad.csv", "-o", tmp_path / "out", exit_code=1
    )
    assert "bad.csv: line 2 has 'sixty' in the column 'dose'" in result.stderr
    assert not (tmp_path / "out").exists()


def test_an_unknown_form_is_asked_for(results: Path, tmp_path: Path) -> None:
    (tmp_path / "doses.csv").write_text(LOG.replace(",IR,", ",,"), encoding="utf-8")
    result = run(results / "result", tmp_path / "doses.csv", exit_code=2)
    assert "--washout morphine=HOURS" in result.stderr
    result = run(results / "result", tmp_path / "doses.csv", "--washout", "Morphine=36")
    assert "wash-out 36 h: given for morphine" in result.stdout

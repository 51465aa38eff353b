"""``myosense triggers``: a finished result held against markers."""

import hashlib
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from myosense import Analysis, analyze, simulate
from myosense.cli import main
from myosense.results import findings
from myosense.schema import names

CAUSAL = re.compile(r"\b(caus\w*|because|due to|provok\w*|trigger(s|ed) (a|the) jerk)\b")


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["triggers", *map(str, words)])
    assert result.exit_code == exit_code, result.output
    return result


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a result with jerks in it."""
    simulation = simulate(seed=3, hours=0.1, rate_per_h=240, sample_rate_hz=50)
    folder = tmp_path_factory.mktemp("person") / "result"
    analyze(simulation.recording).save(folder)
    return folder


@pytest.fixture(scope="module")
def markers(result: Path) -> Path:
    """Put a noise 100 ms before the onset of every jerk, and a light far from any."""
    onsets_s = Analysis.load(result).events["onset_s"]
    lines = [f"{onset_s - 0.1:.3f},noise" for onset_s in onsets_s]
    lines += ["4000,noise", f"{onsets_s.iloc[0] + 0.5:.3f},light"]
    path = result.parent / "markers.csv"
    path.write_text("\n".join(["time_s,stimulus", *lines]) + "\n", encoding="utf-8")
    return path


def test_it_says_how_many_were_followed_and_what_did_not_count(
    result: Path, markers: Path
) -> None:
    text = run(result, markers, "--clock-error", 0.001).stdout
    n = len(Analysis.load(result).events)
    assert f"noise, left wrist: {n} of {n} followed by a jerk, 100 %" in text
    assert "p 0.001; latency 100 ms (quartiles 100 to 100)" in text
    assert f"not counted: line {n + 2}, noise, left wrist: not recorded" in text
    assert "19 to 171 ms after the stimulus, the clock error of 1 ms included" in text
    assert not CAUSAL.search(text)


def test_without_a_clock_error_it_asks_for_it_and_tells_no_latency(
    result: Path, markers: Path
) -> None:
    text = run(result, markers).stdout
    assert "is not known: the window is not widened" in text
    assert "latency 100" not in text


def test_json_holds_what_the_tables_hold(
    result: Path, markers: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    before = {path.name: path.read_bytes() for path in result.iterdir()}
    words = (result, markers, "--clock-error", 0.001)
    said = json.loads(run(*words, "--json", "-o", out).stdout)
    assert said == json.loads((out / "triggers.json").read_text(encoding="utf-8"))
    for name, declared in findings.TABLES["triggers"].items():
        table = pd.read_csv(out / f"{name}.csv")
        assert list(table.columns) == names(declared.columns)
    assert (out / "triggers.png").read_bytes().startswith(b"\x89PNG")
    assert len(said["stimuli"]) == len(pd.read_csv(out / "stimuli.csv"))
    made = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert made["kind"] == "myosense triggers 1"
    assert (
        made["sources"]["markers.csv"] == hashlib.sha256(markers.read_bytes()).hexdigest()
    )
    assert before == {path.name: path.read_bytes() for path in result.iterdir()}
    run(*words, "-o", tmp_path / "again")
    for path in out.iterdir():
        assert path.read_bytes() == (tmp_path / "again" / path.name).read_bytes()


def test_without_markers_only_action_and_rest_are_compared(result: Path) -> None:
    text = run(result).stdout
    assert text.startswith("left wrist: ")
    assert "no ratio: hours that hold both action and rest" in text
    assert "stimulus put" not in text


def test_without_markers_there_is_no_picture(result: Path, tmp_path: Path) -> None:
    run(result, "-o", tmp_path / "out")
    assert not list((tmp_path / "out").glob("*.png"))


def test_bad_input_is_a_sentence_and_writes_nothing(result: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("time_s,stimulus\n5,noise\nfive,noise\n", encoding="utf-8")
    out = tmp_path / "out"
    said = run(result, bad, "-o", out, exit_code=1).stderr
    assert said.startswith("Error: bad.csv: line 3 has 'five'")
    assert said.count("\n") == 1
    for words in (
        (tmp_path / "none", bad),
        (result, tmp_path / "none.csv"),
        (result, bad, "-o", result),
    ):
        assert run(*words, exit_code=2).stderr.startswith("Error: ")
    run(result, "--clock-error", -1, "-o", out, exit_code=2)
    assert not out.exists()

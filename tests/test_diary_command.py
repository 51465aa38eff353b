"""``myosense diary``: from an empty diary to one held against a result."""

import hashlib
import json
import re
from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from myosense import analyze, simulate
from myosense.cli import main
from myosense.results import findings
from myosense.schema import names

CAUSAL = re.compile(r"\b(caus\w*|because|due to|provok\w*|should|recommend\w*)\b")


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, ["diary", *map(str, words)])
    assert result.exit_code == exit_code, result.output
    return result


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold a result of 1.6 hours, from an hour before midnight on."""
    simulation = simulate(
        seed=3,
        hours=1.6,
        rate_per_h=60,
        sample_rate_hz=50,
        start=datetime(2025, 10, 24, 23, 0),  # noqa: DTZ001 - the zone's wall clock
        time_zone="Europe/Berlin",
    )
    folder = tmp_path_factory.mktemp("person") / "result"
    analyze(simulation.recording).save(folder)
    return folder


@pytest.fixture
def diary(tmp_path: Path) -> Path:
    """Write a diary of three hours, the last of them after the recording."""
    path = tmp_path / "diary.csv"
    path.write_text(
        "von;bis;Körperteil;Seite;Häufigkeit;Schwere\n"
        "24.10.2025 23:00;24:00;Arm;links;selten;schwer\n"
        "25.10.2025 01:00;02:00;Arm;links;keine;\n",
        encoding="cp1252",
    )
    return path


def test_a_template_is_printed_or_written_and_checked(tmp_path: Path) -> None:
    assert run("template").stdout.splitlines()[-1].startswith("start,stop,region,side")
    for name in ("new.csv", "new.xlsx"):
        said = run("template", "-o", tmp_path / name, "--language", "de").stdout
        assert said == f"{tmp_path / name}: an empty diary\n"
        run("template", "-o", tmp_path / name, exit_code=2)
        assert "no rows below" in run("check", tmp_path / name, exit_code=1).stderr


def test_a_check_says_what_a_diary_holds(diary: Path) -> None:
    said = run("check", diary, "--time-zone", "Europe/Berlin").stdout
    assert said == (
        f"{diary}: 2 entries, 2025-10-24 23:00 to 2025-10-25 02:00; left arm 2\n"
    )
    diary.write_text("start,mood\n3/4/2025 10:00,good\n", encoding="utf-8")
    error = run("check", diary, exit_code=1).stderr
    assert error.startswith("Error: diary.csv: line 2 has '3/4/2025 10:00'")
    assert "--date-order dmy or mdy" in error
    said_too = run("check", diary, "--date-order", "mdy")
    assert ": 1 entry, 2025-03-04 10:00 to 2025-03-04 10:00; place not said 1" in (
        said_too.stdout
    )
    assert "the column 'mood' is not read" in said_too.stderr


def test_a_comparison_is_said_in_plain_words(result: Path, diary: Path) -> None:
    text = run("compare", result, diary).stdout
    lines = text.splitlines()
    assert lines[0] == "left arm (sensor: wrist)"
    assert re.match(
        r"  2025-10-24 23:00 to 00:00  diary: rare, severity severe; sensor: \w+ "
        r"\(\d+ in 60 min\), movement \w+$",
        lines[1],
    )
    assert lines[2].endswith("diary: none; sensor: not known (not recorded)")
    assert "  compared: 1 interval; 0 too short, 1 not worn or not recorded," in text
    assert "not known: 1 interval; 5 are needed" in text
    assert "  jerks said by both 1, only by the sensor 0" in text
    assert re.search(r"worn without an entry: 0.6 h with \d+ jerks", text)
    assert re.search(
        r"UMRS-like rest frequency class of 0 to 4, left wrist: [0-4] on average", text
    )
    assert "0.44 to 0.48 (Rissanen 2021)" in text
    assert "no sensor measures" in text
    assert not CAUSAL.search(text)


def test_the_hour_that_comes_twice_is_told_by_its_offsets(
    result: Path, tmp_path: Path
) -> None:
    path = tmp_path / "autumn.csv"
    path.write_text(
        "start,stop,region,side,frequency\n"
        "2025-10-26 02:00+02:00,2025-10-26 02:00+01:00,arm,left,rare\n"
        "2025-10-26 02:00+01:00,2025-10-26 03:00+01:00,arm,left,rare\n"
    )
    said = run("compare", result, path).stdout
    assert "  2025-10-26 02:00+02:00 to 02:00+01:00  diary: rare" in said
    assert "  2025-10-26 02:00 to 03:00  diary: rare" in said
    path.write_text(
        "start,stop,region,side,frequency\n2025-10-26 02:00,03:00,arm,left,rare\n"
    )
    found = run("compare", result, path)
    assert "  2025-10-26 02:00+02:00 to 03:00+01:00  diary: rare" in found.stdout
    assert found.stderr.startswith(f"{path}: line 2: 2025-10-26 02:00 to 03:00 is 2 h")


def test_the_folder_holds_what_is_said_and_the_result_is_left_alone(
    result: Path, diary: Path, tmp_path: Path
) -> None:
    before = {path.name: path.read_bytes() for path in result.iterdir()}
    out = tmp_path / "out"
    said = json.loads(run("compare", result, diary, "-o", out, "--json").stdout)
    assert {path.name: path.read_bytes() for path in result.iterdir()} == before
    assert json.loads((out / "diary.json").read_text(encoding="utf-8")) == said
    made = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert made["kind"] == "myosense diary 1"
    assert made["sources"]["diary.csv"] == hashlib.sha256(diary.read_bytes()).hexdigest()
    for name, declared in findings.TABLES["diary"].items():
        found = pd.read_csv(out / f"{name}.csv")
        assert list(found) == names(declared.columns)
    assert [row["kind"] for row in said["intervals"]] == ["compared", "no entry", "no wear"]
    assert "not empty" in run("compare", result, diary, "-o", out, exit_code=2).stderr


def test_a_bad_diary_leaves_nothing_behind(
    result: Path, diary: Path, tmp_path: Path
) -> None:
    diary.write_text("start,frequency\n2025-10-26 02:30,rare\n", encoding="utf-8")
    out = tmp_path / "out"
    error = run("compare", result, diary, "-o", out, exit_code=1).stderr
    assert re.fullmatch(r"Error: diary.csv: line 2 .* comes twice .*\n", error)
    assert not out.exists()


def test_the_filled_diary_agrees_with_its_own_result(result: Path, tmp_path: Path) -> None:
    filled = tmp_path / "filled.xlsx"
    assert run("fill", result, "-o", filled).stdout == (
        f"{filled}: 2 entries, 2 of them judged\n"
    )
    said = json.loads(run("compare", result, filled, "--json").stdout)
    assert [row["classes_apart"] for row in said["intervals"]] == [0, 0]
    run("fill", result, "-o", filled, exit_code=2)


def test_what_is_no_result_is_wrong_use(diary: Path, tmp_path: Path) -> None:
    assert "expected a result folder" in run("compare", tmp_path, diary, exit_code=2).stderr
    assert "does not exist" in run("check", tmp_path / "x.csv", exit_code=2).stderr


@pytest.mark.parametrize("n_bytes", [100, 20_000_000])
def test_what_is_no_diary_is_refused_in_words_of_diaries(
    tmp_path: Path, n_bytes: int
) -> None:
    path = tmp_path / "x.parquet"
    path.write_bytes(b"PAR1" + bytes(n_bytes))
    said = run("check", path, exit_code=1).stderr
    assert "expected a diary" in said
    assert "x, y" not in said

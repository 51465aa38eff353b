"""The command line: what goes in, what comes out, and with which exit code."""

import json
import re
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result

import myosense
from myosense import Analysis, Settings, analyze, read, score
from myosense.cli import main
from myosense.eventtables import read_events
from myosense.explanation import explain
from myosense.options import ReadingOptions, parse_source
from myosense.report.reasons import render as explained
from myosense.report.text import render
from myosense.simulation.scenarios import SCENARIOS


def run(*words: object, exit_code: int = 0) -> Result:
    result = CliRunner().invoke(main, [str(word) for word in words])
    assert result.exit_code == exit_code, result.output
    return result


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold two sensors of one person, simulated by the command itself."""
    folder = tmp_path_factory.mktemp("person")
    for site in ("wrist", "ankle"):
        run(
            "simulate", "-o", folder / f"{site}.parquet", "--site", site, "--hours", 0.1,
            "--rate", 50, "--rate-per-h", 120, "--seed", 3,
        )  # fmt: skip
    return folder


def test_help_and_version_import_nothing_heavy() -> None:
    code = (
        "import sys\nfrom myosense.cli import main\n"
        "try: main([sys.argv[1]])\nexcept SystemExit: pass\n"
        "print(sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    for option in ("--help", "--version"):
        words = [sys.executable, "-c", code, option]
        done = subprocess.run(words, capture_output=True, text=True, check=True)  # noqa: S603
        assert done.stdout
        for heavy in ("numpy", "scipy", "pandas", "pyarrow", "matplotlib", "rich"):
            assert f"'{heavy}'" not in done.stderr


def test_every_public_name_is_there_when_it_is_asked_for() -> None:
    for name in myosense.__all__:
        assert getattr(myosense, name).__name__ == name
    assert set(myosense.__all__) <= set(dir(myosense))
    with pytest.raises(AttributeError, match="'myosense' has no attribute 'anaylze'"):
        _ = getattr(myosense, "anaylze")  # noqa: B009 - the type checker knows better


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_says_in_a_line_what_it_does(command: str) -> None:
    (line,) = [
        line
        for line in run("--help").stdout.splitlines()
        if line.strip().startswith(command)
    ]
    assert line.rstrip().endswith(".")
    assert not line.endswith("...")
    assert "Usage" in run(command, "--help").stdout


def test_analyze_prints_the_summary_and_saves_what_the_call_gives(
    folder: Path, tmp_path: Path
) -> None:
    result = run("analyze", folder / "wrist.parquet", "-o", tmp_path / "out")
    called = analyze(folder / "wrist.parquet")
    assert result.stdout == render(called.summary)
    assert result.stderr == (
        f"All of it is in {tmp_path / 'out'}; its picture is {tmp_path / 'out/day.png'}\n"
    )
    assert (tmp_path / "out/day.png").exists()
    called.save(tmp_path / "called")
    for path in (tmp_path / "called").iterdir():
        assert path.read_bytes() == (tmp_path / "out" / path.name).read_bytes()


def test_several_files_are_one_person_and_each_may_have_its_own_place(
    folder: Path, tmp_path: Path
) -> None:
    run(
        "analyze", f"{folder / 'wrist.parquet'}::site=left hand",
        f"{folder / 'ankle.parquet'}::side=right,time_zone=Asia/Tokyo",
        "-o", tmp_path / "out", "--start", "2025-06-01T22:00", "--time-zone", "UTC",
    )  # fmt: skip
    facts = Analysis.load(tmp_path / "out").recordings
    assert [(f.site, f.side, f.time_zone) for f in facts.values()] == [
        ("hand", "left", "UTC"),
        ("ankle", "right", "Asia/Tokyo"),
    ]


def test_one_bad_file_of_several_does_not_spoil_the_rest(
    folder: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_text("t,x,y,z\n")
    out = tmp_path / "out"
    result = run("analyze", bad, folder / "wrist.parquet", "-o", out, exit_code=1)
    error, _ = result.stderr.splitlines()
    assert error.startswith("Error: bad.csv: ")
    kept = Analysis.load(out)
    assert list(kept.recordings) == ["wrist"]
    lost = "bad.csv is not in this result: " + error.removeprefix("Error: bad.csv: ")
    assert lost == kept.summary["notices"][0]
    assert "bad.csv is not in this result" in result.stdout
    assert json.loads((out / "run.json").read_text())["warnings"][0] == lost


def test_a_file_too_slow_does_not_spoil_the_rest(folder: Path, tmp_path: Path) -> None:
    run("simulate", "-o", tmp_path / "slow.parquet", "--rate", 20, "--hours", 0.01)
    files = (tmp_path / "slow.parquet", f"{folder / 'ankle.parquet'}")
    result = run("analyze", *files, "-o", tmp_path / "out", exit_code=1)
    assert "20 samples a second" in result.stderr
    kept = Analysis.load(tmp_path / "out")
    assert list(kept.recordings) == ["ankle"]
    assert kept.summary["notices"][0].startswith(
        "slow.parquet is not in this result: 20 samples a second"
    )


def test_nothing_analyzable_is_a_result(tmp_path: Path) -> None:
    run("simulate", "-o", tmp_path / "short.parquet", "--hours", 0.001)
    result = run("analyze", tmp_path / "short.parquet", "-o", tmp_path / "out")
    assert result.stdout.startswith("Nothing could be judged")
    assert Analysis.load(tmp_path / "out").coverages["short"].analyzable_s == 0


def test_overwrite_replaces_a_former_result(folder: Path, tmp_path: Path) -> None:
    words = ("analyze", folder / "wrist.parquet", "-o", tmp_path / "out")
    run(*words)
    run(*words, exit_code=2)
    run(*words, "--overwrite", "--preset", "specific")
    assert Analysis.load(tmp_path / "out").settings == Settings.preset("specific")


def test_interrupted_it_leaves_nothing_and_says_so(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_args: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("myosense.report.picture.draw_day", interrupt)
    words = ("analyze", folder / "wrist.parquet", "-o", tmp_path / "out")
    assert "Interrupted" in run(*words, exit_code=130).stderr
    assert not list(tmp_path.iterdir())


def test_simulate_writes_what_read_and_score_understand(folder: Path) -> None:
    recording = read(folder / "wrist.parquet")
    truth = read_events(folder / "wrist_truth.tsv")
    called = myosense.simulate(
        seed=3, hours=0.1, sample_rate_hz=50, rate_per_h=120, recording_id="wrist"
    )
    np.testing.assert_array_equal(recording.acceleration_g, called.recording.acceleration_g)
    np.testing.assert_allclose(truth["peak_s"], called.truth["peak_s"], atol=1e-6)
    assert set(truth["recording_id"]) == {"wrist"}


def test_simulate_names_its_scenarios(tmp_path: Path) -> None:
    said = " ".join(run("simulate", "--help").stdout.split())
    listed = said.split("What else happens: ")[1].split(".")[0]
    named = re.split(r"[,;] (?:or one activity: )?", listed)
    assert tuple(named) == SCENARIOS
    words = ("simulate", "-o", tmp_path / "a.parquet", "--scenario")
    far, near = (run(*words, name, exit_code=2).stderr for name in ("circus", "evning"))
    assert far.startswith("Error: scenario 'circus' is not known; expected one of still, ")
    assert "'evning' is not known; the nearest known one is 'evening'; expected one" in near


def test_simulate_says_why_a_table_holds_no_jerk(tmp_path: Path) -> None:
    words = ("simulate", "-o", tmp_path / "a.parquet", "--hours", 0.01, "--overwrite")
    assert run(*words).stdout.endswith(" jerks in 0.01 h\n")
    assert run(*words, "--scenario", "table").stdout.endswith(
        ": 0 jerks in 0.01 h (a sensor that lies on a table feels none)\n"
    )


@pytest.mark.parametrize(
    "words",
    [
        ("simulate", "-o", "a.parquet", "--hours", "nan"),
        ("simulate", "-o", "a.parquet", "--rate", "inf"),
        ("simulate", "-o", "a.parquet", "--range", "inf"),
        ("simulate", "-o", "a.parquet", "--rate-per-h", "nan"),
        ("score", "found.tsv", "true.tsv", "--tolerance", "nan"),
        ("inspect", "a.csv", "--rate", "nan"),
        ("analyze", "a.csv", "b.csv", "-o", "out", "--knocks", "nan", "3"),
        ("triggers", "out", "--clock-error", "nan"),
    ],
)
def test_what_is_no_number_is_refused_by_the_name_of_its_option(
    words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = run(*words, exit_code=2).stderr.splitlines()[-1]
    (option,) = (word for word in words if word.startswith("--"))
    assert re.match(f"Error: Invalid value for '{option}': .* is not a valid float", said)
    assert not list(tmp_path.iterdir())


def test_simulate_overwrites_only_when_told(tmp_path: Path) -> None:
    words = ("simulate", "-o", tmp_path / "a.parquet", "--hours", 0.01)
    run(*words)
    first = (tmp_path / "a.parquet").read_bytes()
    run(*words, "--seed", 2, exit_code=2)
    assert (tmp_path / "a.parquet").read_bytes() == first
    run(*words, "--seed", 2, "--overwrite")
    assert (tmp_path / "a.parquet").read_bytes() != first
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["a.parquet", "a_truth.tsv"]


@pytest.mark.parametrize("option", ["--sleep-log", "--wear-log"])
def test_a_log_that_is_not_there_is_told_before_anything_is_read(
    option: str, tmp_path: Path
) -> None:
    (tmp_path / "unreadable.csv").touch()
    log, out = tmp_path / "nights.xlsx", tmp_path / "out"
    result = run(
        "analyze", tmp_path / "unreadable.csv", option, log, "-o", out, exit_code=2
    )
    assert result.stderr == f"Error: {log} does not exist; expected a file\n"


def test_score_of_a_folder_knows_its_hours_and_of_a_table_does_not(
    folder: Path, tmp_path: Path
) -> None:
    out, truth = tmp_path / "out", folder / "wrist_truth.tsv"
    run("analyze", folder / "wrist.parquet", "-o", out)
    analysis = Analysis.load(out)
    called = score(analysis.events, read_events(truth), coverage=analysis.coverage)
    said = json.loads(run("score", out, truth, "--json").stdout)
    for figure in ("sensitivity", "precision", "false_alarms_per_h"):
        assert said[figure]["value"] == pytest.approx(float(getattr(called, figure)))
    bare = run("score", out / "wrist_events.tsv", truth).stdout
    lines = dict(line.split(maxsplit=1) for line in bare.splitlines())
    assert bare.endswith("in brackets: 95 % intervals, as of independent events\n")
    assert lines["n_matched"] == str(called.n_matched)
    assert lines["false_alarms_per_h"] == "not known"
    assert lines["sensitivity"].startswith(f"{float(called.sensitivity):.4g} (")


def test_a_recording_without_truth_makes_no_false_alarms(
    folder: Path, tmp_path: Path
) -> None:
    out, truth = tmp_path / "out", folder / "wrist_truth.tsv"
    run("analyze", folder / "wrist.parquet", folder / "ankle.parquet", "-o", out)
    run("analyze", folder / "wrist.parquet", "-o", tmp_path / "alone")
    two, one = (run("score", found, truth) for found in (out, tmp_path / "alone"))
    assert two.stdout == one.stdout
    assert two.stderr == (
        "Warning: wrist_truth.tsv has no truth of ankle: left out, with the hours\n"
    )
    table = tmp_path / "both.tsv"
    parts = [pd.read_csv(path, sep="\t") for path in out.glob("*_events.tsv")]
    pd.concat(parts).to_csv(table, sep="\t", na_rep="n/a", index=False)
    assert "no truth of ankle" in run("score", table, truth).stderr
    nobodys = tmp_path / "nobodys.tsv"
    nobodys.write_text("peak_time\n1\n")
    for found in (out, table):
        said = run("score", found, nobodys, exit_code=2).stderr
        assert "nobodys.tsv names none of the recordings " in said


def test_a_warning_is_one_plain_line(folder: Path, tmp_path: Path) -> None:
    table = tmp_path / "bare.tsv"
    table.write_text("onset\tduration\n1\t0.2\n")
    result = run("score", table, folder / "wrist_truth.tsv")
    assert result.stderr == (
        "Warning: bare.tsv: 1 of 1 events have no peak_time; taking onset + duration / 2\n"
    )


def test_explain_says_of_any_event_of_a_result_why(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run("analyze", folder / "wrist.parquet", "-o", out)
    analysis = Analysis.load(out)
    for table in (analysis.events, analysis.rejected):
        for name, peak_s in zip(table["body_event_id"], table["peak_s"], strict=True):
            said = run("explain", out, name).stdout
            assert said == explained(explain(analysis, name))
            assert run("explain", out, "--at", f"{peak_s:.6f}").stdout == said


def test_explain_is_understood_of_the_sample_recording(tmp_path: Path) -> None:
    sample = Path(__file__).parent.parent / "sample_data" / "wrist_left_30min.csv.gz"
    run("analyze", sample, "-o", tmp_path / "out", "--preset", "rules")
    lines = run("explain", tmp_path / "out", "--at", 427).stdout.splitlines()
    assert lines[0].endswith(": not counted, taken for another movement")
    start = "left wrist, 427.04 s after the start of wrist_left_30min, "
    assert lines[1] == start + "2025-10-25 22:27:05"
    again = run("explain", tmp_path / "out", "--at", "2025-10-25 22:27:05").stdout
    assert again.splitlines() == lines
    assert lines[5] == "Why it is taken for another movement"
    assert lines[8] == "What speaks against it"
    assert lines[9].split()[:6] == ["turning", "of", "the", "limb", "within", "5"]


def test_explain_refuses_what_it_cannot_explain_in_a_sentence(
    folder: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run("analyze", folder / "wrist.parquet", "-o", out)
    for words, message in (
        ((out, "wrist-0"), "no event 'wrist-0'; did you mean 'wrist-0000"),
        ((out, "--at", 5e4), "no event within 1 s of 50000 s; the nearest is 'wrist-"),
        ((out,), "neither an event nor a time is named; expected EVENT or --at"),
        ((out, "--at", "noon"), "--at 'noon' is no time; expected seconds since the"),
        ((out, "--at", "nan"), "--at 'nan' is no time; expected seconds since the"),
        ((out, "wrist-000001", "--at", 5), "wrist-000001 and --at 5 are two; expected one"),
        ((tmp_path / "no", "a"), "no/run.json cannot be read"),
        ((folder, "a"), "run.json cannot be read"),
    ):
        result = run("explain", *words, exit_code=2)
        assert result.stderr.startswith("Error: ")
        assert message in result.stderr
        assert result.stderr.count("\n") == 1


def test_settings_are_printed_as_analyze_takes_them(folder: Path, tmp_path: Path) -> None:
    toml = tmp_path / "mine.toml"
    toml.write_text(run("settings", "--preset", "specific").stdout)
    assert tomllib.loads(toml.read_text()) == Settings.preset("specific").as_dict()
    words = ("analyze", folder / "wrist.parquet", "-o", tmp_path / "out")
    run(*words, "--settings", toml)
    assert Analysis.load(tmp_path / "out").settings == Settings.preset("specific")


def test_inspect_says_the_same_in_words_and_json(folder: Path) -> None:
    words = ("inspect", folder / "wrist.parquet", "--site", "hand")
    said: dict[str, Any] = json.loads(run(*words, "--json").stdout)
    assert said["file"]["site"] == "hand"
    assert said["rate"]["sample_rate_hz"] == 50
    assert "site hand, side left" in run(*words).stdout


def test_what_is_said_of_one_file_goes_before_what_is_said_of_all(tmp_path: Path) -> None:
    path = tmp_path / "a::site=b.csv"
    path.touch()
    common = ReadingOptions(site="wrist", rate=50)
    assert parse_source(str(path), common).options == common
    said = parse_source(f"{path}::site=ankle, rate=25", common)
    assert said.path == path
    assert said.options == replace(common, site="ankle", rate=25.0)

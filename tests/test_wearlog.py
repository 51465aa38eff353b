"""Wear logs: every spelling to the same spans, every slip by its line, and what they do."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner, Result
from drawing import ZONE, coverage, facts

from myosense import analyze
from myosense.analysis import Analysis
from myosense.cli import main
from myosense.errors import ArgumentError, ReadError
from myosense.reading import write_parquet
from myosense.recording import Facts, Recording, recording_from_arrays
from myosense.report.text import render
from myosense.simulation import plant
from myosense.wearlog import LoggedWear, WearLog, read_wear_log, say_doubt, say_why

EVENING = datetime(2025, 10, 25, 20, tzinfo=ZoneInfo(ZONE))
KNOWN = facts("a", hours=24, start=EVENING, time_zone=ZONE)
NIGHT = "2025-10-25 22:00,2025-10-26 06:00"
NO_SIGNS = "20 minutes or more without breathing, pulse or turn"
WHY = f"not worn: {NO_SIGNS}"
DOUBT = (
    f"wear log: it says worn, but {NO_SIGNS}: 0.5 h in night; judged as worn, so see that "
    "the log is right there"
)


def read(folder: Path, text: str, *known: Facts) -> WearLog:
    path = folder / "wear.csv"
    path.write_text(text, encoding="utf-8")
    return read_wear_log(path, {fact.recording_id: fact for fact in known or (KNOWN,)})


def hours(logged: LoggedWear) -> tuple[list[list[float]], list[list[float]]]:
    """Give what was worn and what not in hours."""
    return (logged.worn / 3600).tolist(), (logged.not_worn / 3600).tolist()


@pytest.mark.parametrize(
    "text",
    [
        f"start,stop,state\n{NIGHT},not worn\n",
        f"start,stop,state\n{NIGHT},Taken off\n",
        f"start,stop,worn\n{NIGHT},no\n",
        "start,stop,state\n2025-10-25T22:00+02:00,2025-10-26T05:00Z,off\n",
        "Beginn;Ende;Zustand\n25.10.2025 22:00;26.10.2025 06:00;nicht getragen\n",
        "Von;Bis;Zustand\n25.10.2025 22:00;26.10.2025 06:00;nicht getragen\n",
        "Datum;Beginn;Ende;Zustand;Ort\n25.10.2025;22 Uhr;6:00;abgelegt;\n",
        f"start,stop,state,site,side\n{NIGHT},not_worn,left watch,\n",
        "Beginn|Ende|Getragen|Stelle|Seite\n25.10.25 22:00|26.10.25 6:00|nein|Uhr|links\n",
    ],
)
def test_every_spelling_gives_the_night_that_lasts_nine_hours(
    tmp_path: Path, text: str
) -> None:
    log = read(tmp_path, text)
    assert hours(log.of["a"]) == ([], [[2.0, 11.0]])  # the clock is turned back at 3
    assert log.notices == ()


@pytest.mark.parametrize("word", ["worn", "ON", "yes", "put on", "getragen", "ja", "an"])
def test_an_entry_may_say_worn_and_last_weeks(tmp_path: Path, word: str) -> None:
    text = f"start,stop,state\n2025-10-20 20:00,2025-11-20 20:00,{word}\n"
    log = read(tmp_path, text)
    assert hours(log.of["a"]) == ([[-120.0, 26 * 24.0 + 1]], [])


@pytest.mark.parametrize("word", ["not worn", "not_worn", "OFF", "no", "Abgelegt", "aus"])
def test_an_entry_may_say_not_worn(tmp_path: Path, word: str) -> None:
    text = f"start,stop,state\n2025-10-25 20:00,2025-10-25 22:00,{word}\n"
    assert hours(read(tmp_path, text).of["a"]) == ([], [[0.0, 2.0]])


def test_an_offset_says_which_of_two_hours_in_autumn_is_meant(tmp_path: Path) -> None:
    text = "start,stop,state\n2025-10-26T02:30+02:00,2025-10-26T02:30+01:00,off\n"
    assert hours(read(tmp_path, text).of["a"]) == ([], [[6.5, 7.5]])


def test_an_entry_is_about_the_sensors_that_it_names(tmp_path: Path) -> None:
    right = facts("b", hours=24, start=EVENING, time_zone=ZONE, place="wrist right")
    ankle = facts("c", hours=24, start=EVENING, time_zone=ZONE, place="ankle right")
    text = (
        "start,stop,state,site,side\n"
        "2025-10-25 20:00,2025-10-25 21:00,off,,\n"
        "2025-10-25 21:00,2025-10-25 22:00,off,wrist,\n"
        "2025-10-25 21:30,2025-10-25 22:30,off,ankle,\n"
        "2025-10-25 22:30,2025-10-25 23:00,off,,right\n"
        "2025-10-25 23:00,2025-10-26 00:00,on,left wrist,left\n"
    )
    log = read(tmp_path, text, KNOWN, right, ankle)
    assert {key: hours(logged) for key, logged in log.of.items()} == {
        "a": ([[3.0, 4.0]], [[0.0, 2.0]]),
        "b": ([], [[0.0, 2.0], [2.5, 3.0]]),
        "c": ([], [[0.0, 1.0], [1.5, 3.0]]),
    }
    assert log.notices == ()


BAD = {
    "empty": ("", "is empty"),
    "no start": (f"begin,stop,state\n{NIGHT},off\n", "line 1 has no column 'start'"),
    "no stop": (f"start,until,state\n{NIGHT},off\n", "line 1 has no column 'stop'"),
    "no state": (
        f"start,stop\n{NIGHT}\n",
        "line 1 has no column 'state'; expected 'start', 'stop' and 'state'",
    ),
    "two states": (
        f"start,stop,state,worn\n{NIGHT},off,no\n",
        r"line 1 has the column 'state' twice \(as 'worn' too\)",
    ),
    "state blank": (
        f"start,stop,state\n{NIGHT},\n",
        "line 2 has nothing in the column 'state'; expected worn or not worn",
    ),
    "state": (
        f"start,stop,state\n{NIGHT},off\n2025-10-26 07:00,2025-10-26 08:00,perhaps\n",
        "line 3 has 'perhaps' .* worn or not worn",
    ),
    "stop blank": ("start,stop,state\n2025-10-25 22:00,,on\n", "line 2 has nothing in"),
    "stop first": (
        "start,stop,state\n2025-10-26 06:30,2025-10-25 22:00,on\n",
        "line 2 .* a time after the start",
    ),
    "no zone twice in autumn": (
        "start,stop,state\n2025-10-25 22:00,2025-10-26 02:30,on\n",
        "line 2 .* twice",
    ),
    "skipped in spring": (
        "start,stop,state\n2025-03-30 02:30,2025-03-30 06:00,on\n",
        "line 2 .* skips this one",
    ),
    "site": (
        f"start,stop,state,site\n{NIGHT},off,wrst\n",
        "line 2 says: site 'wrst' is not known; .* 'wrist'",
    ),
    "side": (
        f"start,stop,state,side\n{NIGHT},off,port\n",
        "line 2 says: side 'port' is not known",
    ),
    "two sides": (
        f"start,stop,state,site,side\n{NIGHT},off,left wrist,right\n",
        "line 2 says: site 'left wrist' is not on the side 'right'",
    ),
    "overlap": (
        f"start,stop,state\n{NIGHT},off\n2025-10-26 05:59,2025-10-26 09:00,on\n",
        "line 3 overlaps line 2",
    ),
    "overlap of one and all": (
        f"start,stop,state,site\n{NIGHT},off,wrist\n{NIGHT},off,\n",
        "line 3 overlaps line 2",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_log_is_refused_in_a_sentence_with_the_line(
    tmp_path: Path, kind: str
) -> None:
    text, said = BAD[kind]
    with pytest.raises(ReadError, match=rf"^wear\.csv: {said}") as raised:
        read(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_a_log_needs_a_recording_with_a_clock(tmp_path: Path) -> None:
    text = f"start,stop,state\n{NIGHT},off\n"
    with pytest.raises(
        ArgumentError, match=r"^wear\.csv: .* no recording has a clock; --s"
    ):
        read(tmp_path, text, facts("b"), facts("c"))
    log = read(tmp_path, text, facts("b"), KNOWN, facts("c"))
    assert set(log.of) == {"a"}
    (notice,) = log.notices
    assert notice.startswith("wear log: no clock in b, c, judged by its own signs of wear")


def test_a_log_that_comes_to_nothing_is_told(tmp_path: Path) -> None:
    other = "start,stop,state\n2024-10-25 22:00,2024-10-26 06:00,off\n"
    (notice,) = read(tmp_path, other).notices
    assert notice.startswith("wear log: none of its times lies in a recording")
    places = f"start,stop,state,site,side\n{NIGHT},off,ankle,\n{NIGHT},off,wrist,left\n"
    (notice,) = read(tmp_path, f"{places}{NIGHT},off,chest,right\n").notices
    assert notice == (
        "wear log: it names what no recording is of: ankle (line 2), right chest (line 4)"
    )


def test_it_is_said_what_the_signs_rest_on_only_where_they_took_something() -> None:
    covered = {"a": coverage((1, 2), lost_h=[(0, 1, "not worn")], hours=2)}
    hour, half = np.array([[0, 3600]]), np.array([[0, 1800]])
    for not_worn, is_said in ((np.empty((0, 2)), True), (half, True), (hour, False)):
        log = WearLog(of={"a": LoggedWear(not_worn=not_worn)})
        assert bool(say_why(covered, log, 20.0)) is is_said
    assert say_why(covered, WearLog(), 20.0)[0].startswith(WHY)
    assert say_why({"a": coverage((0, 2), hours=2)}, WearLog(), 20.0) == []
    many = covered | {"b": covered["a"]}
    assert len(say_why(many, WearLog(), 20.0)) == 1


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Lie still for 90 min from 20:00, with no sign of a body in the middle ones.

    A jerk comes every five minutes.
    """
    at_s = np.arange(0, 5400, 0.02)
    samples_g = np.random.default_rng(5).normal([0, 0, 1], 0.003, (len(at_s), 3))
    is_alive = (at_s < 1800) | (at_s >= 3600)
    samples_g[:, 0] += 0.003 * np.sin(2 * np.pi * 0.25 * at_s) * is_alive
    still = recording_from_arrays(
        samples_g, sample_rate_hz=50, site="wrist", side="left", start=EVENING,
        time_zone=ZONE, range_g=8.0, recording_id="night",
    )  # fmt: skip
    times_s = 150.0 + 300.0 * np.arange(18)
    return plant(still, times_s=times_s, amplitudes_g=np.full(18, 0.8))[0]


def entry(start_min: float, stop_min: float, state: str) -> str:
    """Write a line of a log."""
    times = [
        f"{EVENING + timedelta(minutes=at):%Y-%m-%d %H:%M}" for at in (start_min, stop_min)
    ]
    return f"{','.join(times)},{state}\n"


def judged(recording: Recording, folder: Path, *entries: str) -> Analysis:
    log = folder / "wear.csv"
    log.write_text("start,stop,state\n" + "".join(entries), encoding="utf-8")
    return analyze(recording, wear_log=log)


def rate(analysis: Analysis) -> pd.Series:
    (row,) = (row for _, row in analysis.rates.iterrows() if row["bin"] == "all")
    return row


def test_without_a_log_the_signs_decide_and_it_is_said_why(recording: Recording) -> None:
    analysis = analyze(recording)
    assert len(analysis.events) == 12
    lost_s = analysis.coverages["night"].seconds_by_reason()["not worn"]
    assert lost_s == pytest.approx(1800, abs=120)
    assert f"Notes       {WHY}; --wear-log" in render(analysis.summary)
    assert "wear_log" not in analysis.provenance


def test_worn_by_the_log_the_jerks_count_and_the_coverage_is_full(
    recording: Recording, tmp_path: Path
) -> None:
    analysis = judged(recording, tmp_path, entry(0, 90, "worn"))
    assert len(analysis.events) == 18
    assert analysis.coverages["night"].usable.tolist() == [[1, 5399]]
    assert rate(analysis)["rate_per_h"] == pytest.approx(12, rel=1e-3)
    assert analysis.summary["notices"] == [DOUBT]
    assert analysis.provenance["wear_log"]["file"] == "wear.csv"
    analysis.save(tmp_path / "out")
    loaded = Analysis.load(tmp_path / "out")
    assert loaded.provenance == analysis.provenance
    ((start_s, stop_s),) = loaded.coverages["night"].worn_by_log.tolist()
    assert (start_s, stop_s) == pytest.approx((1800, 3600), abs=60)


def test_not_worn_by_the_log_nothing_counts_and_rates_are_of_the_rest(
    recording: Recording, tmp_path: Path
) -> None:
    analysis = judged(recording, tmp_path, entry(0, 30, "not worn"), entry(30, 60, "worn"))
    assert analysis.events["peak_s"].min() > 1800
    assert not (analysis.rejected["peak_s"] < 1800).any()
    assert len(analysis.events) == 12
    assert analysis.coverages["night"].usable.tolist() == [[1800, 5399]]
    assert rate(analysis)["analyzable_h"] == pytest.approx(3599 / 3600)
    assert analysis.coverages["night"].seconds_by_reason()["not worn"] == 1800
    assert analysis.summary["notices"] == [DOUBT]


def test_doubt_of_a_log_is_said_once_for_all_recordings_that_raise_it() -> None:
    hour_h, half_h = np.array([[0, 3600.0]]), np.array([[0, 900.0], [1800, 2700]])
    night, day, other = coverage((0, 2)), coverage((0, 2)), coverage((0, 2))
    covered = {
        "night": replace(night, worn_by_log=hour_h),
        "day": day,
        "other": replace(other, worn_by_log=half_h),
    }
    (notice,) = say_doubt(covered, 15.0)
    assert "15 minutes or more without" in notice
    assert ": 1.0 h in night, 0.5 h in other; judged as worn" in notice
    assert say_doubt({"day": day}, 15.0) == []


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


def test_the_command_takes_a_log_and_refuses_a_bad_one(
    recording: Recording, tmp_path: Path
) -> None:
    file, log, out = (tmp_path / name for name in ("n.parquet", "wear.csv", "out"))
    write_parquet(recording, file)
    log.write_text("start,stop,state\n" + entry(30, 60, "on"), encoding="utf-8")
    result = run("analyze", file, "--wear-log", log, "-o", out)
    assert result.exit_code == 0, result.output
    assert result.stdout.startswith("18 jerk-like events in 1.5 analyzable hours")
    said = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert said["wear_log"]["file"] == "wear.csv"
    log.write_text("start,stop,state\nlate,early,on\n", encoding="utf-8")
    result = run("analyze", file, "--wear-log", log, "-o", tmp_path / "bad")
    assert (result.exit_code, (tmp_path / "bad").exists()) == (1, False)
    assert result.stderr.startswith("Error: wear.csv: line 2 has 'late'")


def test_a_batch_takes_the_log_and_does_again_whose_log_changed(
    recording: Recording, tmp_path: Path
) -> None:
    log, manifest, out = (tmp_path / name for name in ("wear.csv", "m.csv", "out"))
    write_parquet(recording, tmp_path / "n.parquet")
    manifest.write_text("file,person\nn.parquet,p\n", encoding="utf-8")
    batch = ("batch", manifest, "-o", out, "--jobs", 1, "--preset", "rules")
    assert run(*batch).exit_code == 0
    status = pd.read_csv(out / "status.csv")
    assert f"{WHY}; --wear-log (in a batch: wear_log)" in status["notices"].item()
    log.write_text("start,stop,state\n" + entry(0, 90, "worn"), encoding="utf-8")
    manifest.write_text("file,person,wear_log\nn.parquet,p,wear.csv\n", encoding="utf-8")
    result = run(*batch)
    assert "Ran again (wear_log): p" in result.stderr
    judged_h = pd.read_csv(out / "summary.csv")["analyzable_h"].item()
    assert judged_h == pytest.approx(1.5, abs=0.01)
    doubt = DOUBT.replace("night", "n")
    assert pd.read_csv(out / "status.csv")["notices"].item() == doubt
    log.write_text("start,stop,state\n" + entry(0, 30, "off"), encoding="utf-8")
    result = run(*batch)
    assert "Ran again (wear_log): p" in result.stderr
    judged_h = pd.read_csv(out / "summary.csv")["analyzable_h"].item()
    assert judged_h == pytest.approx(0.5, abs=0.05)

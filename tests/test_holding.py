"""A finished result held against a log: the sensors, and the whole body beside them."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks

from myosense import Analysis, Settings
from myosense.body import whole_body
from myosense.bodyclocks import BodyClock
from myosense.combining import CombineParameters, Person
from myosense.errors import ArgumentError, ReadError
from myosense.false_alarms import FalseAlarmParameters
from myosense.holding import LogOptions, hold_file, hold_markers, time_zone_of
from myosense.joining import name_jerks
from myosense.rates import RateParameters

EVENING = datetime(2025, 6, 1, 20, tzinfo=ZoneInfo(ZONE))
PLACES = {"a": "wrist left", "b": "ankle left"}
#: Three noises: one is answered at both places, one at the ankle alone, one at none.
NOISES_S = (1000.0, 1030.0, 1060.0)
ONSETS_S = {"a": [1000.1], "b": [1000.08, 1030.15]}


@pytest.fixture
def two() -> Analysis:
    """Wear a wrist and an ankle of one clock; half of the evening in action."""
    states = [(0.0, 0.5, "rest"), (0.5, 1.0, "active")]
    known = {
        key: facts(key, start=EVENING, time_zone=ZONE, place=place)
        for key, place in PLACES.items()
    }
    covered = {key: coverage((0, 1), state_h=states) for key in PLACES}
    clocks = {key: BodyClock(reference="a", zero_s=0.0, pace=1.0) for key in PLACES}
    person = Person(facts=known, coverages=covered, alignments={}, clocks=clocks)
    tables = [
        jerks(
            [onset_s + 0.03 for onset_s in onsets_s],
            onset_s=onsets_s,
            recording_id=key,
            place=PLACES[key],
            state="rest",
            body_event_id=[f"{key}-{i}" for i in range(len(onsets_s))],
        )
        for key, onsets_s in ONSETS_S.items()
    ]
    joined = pd.concat(tables, ignore_index=True)
    events = name_jerks(joined, clocks, CombineParameters())
    nothing = pd.DataFrame()
    return Analysis(
        recordings=known, coverages=covered, events=events, rejected=events[:0],
        rates=nothing, diary=nothing, tables={}, summary={}, settings=Settings(),
        provenance={}, body=whole_body(events, person),
    )  # fmt: skip


def written(folder: Path, header: str, lines: list[str]) -> Path:
    path = folder / "markers.csv"
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def test_a_stimulus_that_two_sensors_answer_is_followed_by_one_jerk_of_the_body(
    two: Analysis, tmp_path: Path
) -> None:
    stamps = [pd.Timestamp(EVENING) + pd.Timedelta(seconds=at_s) for at_s in NOISES_S]
    lines = [f"{stamp.isoformat()},noise" for stamp in stamps]
    markers = written(tmp_path, "time,stimulus", lines)
    held = hold_markers(two, markers, clock_error_s=0.001)
    found = held.tables["triggers"].set_index("site")
    assert found.loc[["wrist", "ankle", "all"], "n_followed"].tolist() == [1, 2, 2]
    # The jerk that both saw begins with the ankle, 80 ms after the noise; the other 150 ms.
    assert found.loc["all", "latency_median_s"] == pytest.approx(0.115, abs=1e-6)
    histogram = held.tables["histogram"].groupby("site")["n"].sum()
    assert histogram.to_dict() == {"wrist": 1, "ankle": 2, "all": 2}
    action = held.tables["action"].set_index("site")
    assert action.loc[["wrist", "ankle", "all"], "n_rest"].tolist() == [1, 2, 2]
    assert action.loc["all", "rest_h"] == pytest.approx(0.5)


def test_seconds_of_a_recording_are_not_those_of_the_body(
    two: Analysis, tmp_path: Path
) -> None:
    lines = [f"{at_s},b,noise" for at_s in NOISES_S]
    markers = written(tmp_path, "time_s,recording_id,stimulus", lines)
    found = hold_markers(two, markers).tables["triggers"]
    assert found["site"].tolist() == ["ankle"]
    assert found["n_followed"].tolist() == [2]
    bare = written(tmp_path, "time_s,stimulus", [f"{at_s},noise" for at_s in NOISES_S])
    with pytest.raises(ReadError, match=r"from whose start the seconds count: a, b$"):
        hold_markers(two, bare)


#: Read with the day first, its times are of January.
MONTH_FIRST = LogOptions(date_order="mdy", washouts_h={"morphine": 0.001, "x": 1.0})


def test_doses_are_held_with_what_is_said_of_dates_wash_out_and_false_alarms(
    two: Analysis, tmp_path: Path
) -> None:
    alarms = FalseAlarmParameters(n=1, hours=10.0)
    known = replace(two, settings=Settings(rates=RateParameters(false_alarms=alarms)))
    header = "time,drug,dose,unit,route,formulation,change"
    lines = [
        f"06/{taken},60,mg,oral,IR,increase"
        for taken in ("01/2025 20:17,morphine", "03/2025 08:00,x")
    ]
    held = hold_file("response", known, written(tmp_path, header, lines), MONTH_FIRST)
    first = held.tables["comparisons"].query("change == 1 and is_own").set_index("site")
    assert first["washout_h"].tolist() == [0.001] * 3
    # A jerk in 17 min before, one in the 12.94 min of rest after; an alarm in 10 h.
    rates_per_h = 60 / 17 - 0.1, 60 / 12.94 - 0.1
    expected = rates_per_h[1] / rates_per_h[0]
    assert first.loc["all", "corrected_ratio"] == pytest.approx(expected)
    said = [{row["change"] for row in each["comparisons"]} for each in held.said["changes"]]
    assert said == [{1}, {2}]
    assert list(held.draw()) == ["response"]


def test_a_diary_and_markers_are_held_with_what_is_said_of_dates(
    two: Analysis, tmp_path: Path
) -> None:
    line = "06/01/2025 20:00,06/01/2025 21:00,arm,left,rare"
    diary = written(tmp_path, "start,stop,region,side,frequency", [line])
    known = replace(two, tables={"umrs_like": pd.DataFrame({"n_windows": [180]})})
    held = hold_file("diary", known, diary, MONTH_FIRST)
    assert held.tables["comparison"]["start"].tolist() == [pd.Timestamp(EVENING)]
    assert held.tables["comparison"]["n"].tolist() == [1]
    assert held.said["umrs_like"] == [{"n_windows": 180}]
    markers = written(tmp_path, "time,stimulus", ["06/01/2025 20:16:40,noise"])
    answered = hold_file("triggers", two, markers, MONTH_FIRST)
    assert answered.tables["triggers"]["n_followed"].tolist() == [1, 1, 1]
    assert list(answered.draw()) == ["triggers"]


def test_an_order_of_dates_that_is_none_is_refused() -> None:
    with pytest.raises(ArgumentError, match="'ymd' is not known; expected dmy"):
        LogOptions(date_order="ymd")


def test_without_markers_there_is_nothing_to_draw(two: Analysis) -> None:
    held = hold_markers(two, None)
    assert held.tables["triggers"].empty
    assert held.draw() == {}


def test_the_zone_is_that_of_the_first_recording_that_knows_one() -> None:
    known = {"a": facts("a"), "b": facts("b", time_zone=ZONE), "c": facts(time_zone="UTC")}
    assert time_zone_of(known) == ZONE
    assert time_zone_of({"a": facts("a")}) is None

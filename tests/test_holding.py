"""A finished result held against a log: the sensors, and the whole body beside them."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks

from myosense import Analysis, Settings
from myosense.body import whole_body
from myosense.combining import BodyClock, CombineParameters, Person
from myosense.errors import ReadError
from myosense.holding import hold_markers
from myosense.joining import name_jerks

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

"""The whole body: each jerk once over the time of any sensor, and every sum exact."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, coverage, facts, jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import rates, strata
from myosense.body import NOT_JUDGED, Body, whole_body
from myosense.bodyclocks import BodyClock
from myosense.combining import CombineParameters, Person
from myosense.joining import name_jerks

#: The clocks go back at three in this night.
EVENING = datetime(2025, 10, 25, 20, tzinfo=ZoneInfo(ZONE))
PLACES = {"a": "wrist left", "b": "ankle left", "c": "chest midline"}
DRIFT = 30e-6


def person_of(zero_s: dict[str, float], hours: dict[str, tuple[float, float]]) -> Person:
    """Wear sensors that start minutes apart, the others running 30 ppm slow or fast."""
    paces = {"a": 1.0, "b": 1 + DRIFT, "c": 1 - DRIFT}
    return Person(
        facts={
            key: facts(
                key,
                hours=16,
                start=EVENING + timedelta(seconds=zero_s[key]),
                time_zone=ZONE,
                place=PLACES[key],
            )
            for key in zero_s
        },
        coverages={
            key: coverage(
                span,
                lost_h=[(span[1], 16, "not worn")],
                state_h=[(*span, "rest")],
                hours=16,
            )
            for key, span in hours.items()
        },
        alignments={},
        clocks={
            key: BodyClock(reference="a", zero_s=zero_s[key], pace=paces[key])
            for key in zero_s
        },
    )


def seen_by(person: Person, at_s: dict[str, list[float]]) -> pd.DataFrame:
    """See jerks at times of the body's clock, each sensor on its own."""
    tables = []
    for key, times_s in at_s.items():
        own_s = person.clocks[key].to_own(np.sort(np.array(times_s, dtype=np.float64)))
        tables.append(
            jerks(
                own_s.tolist(),
                recording_id=key,
                place=PLACES[key],
                body_event_id=[f"{key}-{i}" for i in range(len(own_s))],
            )
        )
    events = pd.concat(tables, ignore_index=True)
    return name_jerks(events, person.clocks, CombineParameters())


def counted(events: pd.DataFrame, person: Person) -> tuple[Body, pd.DataFrame]:
    body = whole_body(events, person)
    table = rates.count(body.events, body.coverages, body.facts, rates.RateParameters())
    return body, table


def test_a_jerk_of_two_sensors_counts_once_over_the_hours_of_either() -> None:
    person = person_of({"a": 0.0, "b": 600.0}, {"a": (0, 4), "b": (0, 8)})
    events = seen_by(person, {"a": [1000, 2000], "b": [2000.05, 20_000]})
    body, table = counted(events, person)
    row = table[table["bin"] == "all"].iloc[0]
    assert (row["region"], row["site"], row["side"]) == ("body", "all", "all")
    assert row["n"] == 3
    assert row["analyzable_h"] == pytest.approx(8 * (1 + DRIFT) + 600 / HOUR_S)
    known = body.coverages["body/a"]
    assert known.reasons["reason"].unique().tolist() == [NOT_JUDGED]
    assert row["start"] == pd.Timestamp(EVENING)


def test_the_body_starts_with_its_first_sensor() -> None:
    person = person_of({"a": 0.0, "b": -1234.5}, {"a": (0, 4), "b": (0, 4)})
    body, _ = counted(seen_by(person, {"a": [10], "b": [-1000]}), person)
    assert body.facts["body/a"].start == EVENING - timedelta(seconds=1234.5)
    np.testing.assert_allclose(body.events["peak_s"], [234.5, 1244.5])
    assert body.events["time"].iloc[1] == pd.Timestamp(EVENING) + pd.Timedelta(seconds=10)


def test_the_strongest_word_all_flags_and_the_longest_train_are_kept() -> None:
    person = person_of({"a": 0.0, "b": 0.0}, {"a": (0, 4), "b": (0, 4)})
    events = seen_by(person, {"a": [100], "b": [100.01]}).assign(
        label=["train", "jerk"],
        n_jerks=[7, 1],
        intensity=["mild", "severe"],
        flags=["slow", "clipped|slow"],
        peak_g=[0.2, 1.4],
        onset_s=[99.9, 99.8],
        stop_s=[102.0, 100.2],
    )
    row = whole_body(events, person).events.iloc[0]
    span = row[["onset_s", "stop_s", "duration_s"]].tolist()
    assert span == pytest.approx([99.8, 102.0, 2.2], abs=0.01)  # the clocks differ by 3 ms
    assert (row["label"], row["n_jerks"]) == ("train", 7)
    assert (row["intensity"], row["flags"], row["peak_g"]) == (
        "severe",
        "clipped|slow",
        1.4,
    )


def test_the_most_active_sensor_names_the_state() -> None:
    person = person_of({"a": 0.0, "b": 0.0}, {"a": (0, 4), "b": (0, 4)})
    walking = coverage((0, 4), state_h=[(0, 1, "rest"), (1, 2, "walking"), (2, 4, "rest")])
    still = coverage((0, 4), state_h=[(0, 3, "long_still"), (3, 4, "active")])
    both = Person(
        facts=person.facts,
        coverages={"a": walking, "b": still},
        alignments={},
        clocks={key: BodyClock(reference="a") for key in "ab"},
    )
    known = whole_body(seen_by(both, {"a": [10]}), both).coverages["body/a"]
    hours = {state: s / HOUR_S for state, s in known.seconds_by_state().items()}
    assert hours == {"long_still": 0, "rest": 2, "active": 1, "walking": 1}


def test_sensors_of_different_days_are_one_body_after_the_other() -> None:
    person = person_of({"a": 0.0, "b": 50_000.0}, {"a": (0, 4), "b": (0, 4)})
    apart = Person(
        facts=person.facts,
        coverages=person.coverages,
        alignments={},
        clocks={key: BodyClock(reference=key) for key in "ab"},
    )
    _, table = counted(seen_by(apart, {"a": [10, 20], "b": [30]}), apart)
    row = table[table["bin"] == "all"].iloc[0]
    assert (row["n"], row["analyzable_h"]) == (3, 8)


TIMES = st.lists(st.floats(700, 13.9 * HOUR_S), max_size=20)
HOURS = st.tuples(st.floats(0.2, 6), st.floats(7, 15.8))


@settings(max_examples=15)
@given(
    shared=TIMES,
    own=st.tuples(TIMES, TIMES, TIMES),
    zero_s=st.tuples(st.floats(-600, 600), st.floats(-600, 600)),
    worn_h=st.tuples(HOURS, HOURS, HOURS),
)
def test_nothing_is_counted_twice_and_all_sums_are_exact(
    shared: list[float],
    own: tuple[list[float], ...],
    zero_s: tuple[float, float],
    worn_h: tuple[tuple[float, float], ...],
) -> None:
    zeros = dict(zip("abc", (0.0, *zero_s), strict=True))
    person = person_of(zeros, dict(zip("abc", worn_h, strict=True)))
    at_s = {}
    for key, alone in zip("abc", own, strict=True):
        usable = person.clocks[key].to_body(person.coverages[key].usable)
        times = np.array([*shared, *alone])
        at_s[key] = times[(times > usable[0, 0] + 1) & (times < usable[0, 1] - 1)].tolist()
    events = seen_by(person, at_s)
    body, table = counted(events, person)
    n_jerks = events["body_event_id"].nunique()
    assert len(body.events) == n_jerks
    assert body.events["body_event_id"].is_unique
    by_state = strata.stratify(
        body.events, body.coverages, body.facts, rates.RateParameters()
    )
    by_state = by_state[by_state["bin"] == "all"].assign(bin="state")
    for _, rows in pd.concat([table, by_state]).groupby("bin"):
        assert rows["n"].sum() == n_jerks
        covered_s = HOUR_S * rows["analyzable_h"].sum()
        assert covered_s == pytest.approx(body.coverages["body/a"].analyzable_s, abs=1e-3)
    alone_s = [coverage.analyzable_s for coverage in person.coverages.values()]
    longest_s, together_s = max(alone_s), sum(alone_s)
    assert longest_s * (1 - 2 * DRIFT) <= body.coverages["body/a"].analyzable_s
    assert body.coverages["body/a"].analyzable_s <= together_s * (1 + 2 * DRIFT)

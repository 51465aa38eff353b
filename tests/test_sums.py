"""Sums that must be exact whatever the clock does: travel, half a day missing, a diary."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, coverage, facts, jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import intervals, rates, strata
from myosense.alignment import ALIGNED, BY_MOTION, Alignment
from myosense.bodyclocks import common_clocks
from myosense.combining import CombineParameters, Person
from myosense.coverage import Coverage
from myosense.daytime import profile
from myosense.diaries.places import Place, held, lay_out, place
from myosense.joining import name_jerks
from myosense.rates import RateParameters
from myosense.sensors import side_by_side

ZONES = ("Europe/Berlin", "Asia/Kolkata", "America/New_York", "Pacific/Apia", "UTC")
#: Around the nights in which some of these change their clocks, and at midnights.
MOMENTS = (
    datetime(2025, 3, 29, 23, tzinfo=UTC),  # midnight in Berlin, a day of 23 hours
    datetime(2025, 10, 25, 22, tzinfo=UTC),  # midnight in Berlin, a day of 25 hours
    datetime(2025, 11, 2, 4, tzinfo=UTC),  # midnight in New York, a day of 25 hours
    datetime(2025, 6, 1, 12, 34, 56, tzinfo=UTC),
)
HOURS = 30
SECONDS = st.one_of(
    st.integers(0, HOURS * 3600 - 1).map(lambda second: second / HOUR_S),
    st.integers(0, HOURS - 1).map(float),  # on the edge of two bins
)
TIMES = st.lists(SECONDS, max_size=25)
LOST = st.tuples(SECONDS, SECONDS).map(sorted)
PARAMETERS = RateParameters()


def worn_but(lost_h: list[float]) -> Coverage:
    """Wear a sensor at rest, walking and active, one after the other; but for a time."""
    begin, end = lost_h
    spans = [(a, b) for a, b in ((0.0, begin), (end, float(HOURS))) if b > a]
    usable = HOUR_S * np.array(spans).reshape(-1, 2)
    states = [
        (*(span / HOUR_S), name)
        for name, part in (("rest", (0, 8)), ("walking", (8, 14)), ("active", (14, HOURS)))
        for span in intervals.intersect(usable, HOUR_S * np.array([part], dtype=float))
    ]
    lost = [(begin, end, "not worn")] if end > begin else []
    return coverage(*spans, lost_h=lost, state_h=states, hours=HOURS)


@settings(max_examples=8, deadline=None)
@given(
    first=st.tuples(st.sampled_from(ZONES), st.sampled_from(MOMENTS), TIMES, LOST),
    second=st.tuples(st.sampled_from(ZONES), st.integers(0, 90), TIMES, LOST),
)
def test_travel_across_zones_loses_and_doubles_nothing(
    first: tuple[str, datetime, list[float], list[float]],
    second: tuple[str, int, list[float], list[float]],
) -> None:
    landed = first[1] + timedelta(hours=HOURS, minutes=second[1])
    trips = {"a": (first[0], first[1], *first[2:]), "b": (second[0], landed, *second[2:])}
    covered = {key: worn_but(lost_h) for key, (_, _, _, lost_h) in trips.items()}
    known = {
        key: facts(key, hours=HOURS, start=at.astimezone(ZoneInfo(zone)), time_zone=zone)
        for key, (zone, at, _, _) in trips.items()
    }
    events = pd.concat(
        [
            jerks(sorted(HOUR_S * h for h in at_h), recording_id=key)
            for key, (_, _, at_h, _) in trips.items()
        ],
        ignore_index=True,
    )
    n = sum(
        int(intervals.contains(covered[key].usable, HOUR_S * np.array(at_h)).sum())
        for key, (_, _, at_h, _) in trips.items()
    )
    hours = sum(c.analyzable_s for c in covered.values()) / HOUR_S
    by_bin = rates.count(events, covered, known, PARAMETERS)
    by_state = strata.stratify(events, covered, known, PARAMETERS)
    tables = [
        *(part for _, part in by_bin.groupby("bin")),
        *(part for _, part in by_state.groupby("bin")),
        profile.profile(events, covered, known, PARAMETERS),
    ]
    assert len(tables) == 7
    for table in tables:
        assert table["n"].fillna(0).sum() == n
        assert table["analyzable_h"].sum() == pytest.approx(hours)
        again = (table["rate_per_h"] * table["analyzable_h"]).sum()
        assert again == pytest.approx(n)


def two_wrists(
    at_h: dict[str, list[float]], lost_h: list[float], apart_s: float, start: datetime
) -> tuple[pd.DataFrame, Person]:
    """Wear two wrists; the right one starts later, runs 30 ppm slow and misses a time.

    Times are those of the left one's clock.
    """
    places = {"l": "wrist left", "r": "wrist right"}
    starts = {"l": start, "r": start + timedelta(seconds=apart_s)}
    known = {
        key: facts(key, hours=HOURS, start=starts[key], time_zone="Europe/Berlin", place=at)
        for key, at in places.items()
    }
    alignment = Alignment(
        is_aligned=True, verdict=ALIGNED, method=BY_MOTION, apart_s=apart_s, middle_s=0.0,
        offset_s=0.0, drift_ppm=30.0, clock_error_s=0.015,
    )  # fmt: skip
    pair = ("l", "r")
    person = Person(
        facts=known,
        coverages={"l": worn_but([0, 0]), "r": worn_but(lost_h)},
        alignments={pair: alignment},
        clocks=common_clocks(known, {pair: alignment}),
    )
    tables = []
    for key, hours in at_h.items():
        own_s = person.clocks[key].to_own(HOUR_S * np.sort(np.array(hours, dtype=float)))
        own_s = own_s[(own_s >= 0) & (own_s < HOURS * HOUR_S)]
        own_s = own_s[intervals.contains(person.coverages[key].usable, own_s)]
        names = [f"{key}-{i}" for i in range(len(own_s))]
        tables.append(
            jerks(own_s.tolist(), recording_id=key, place=places[key], body_event_id=names)
        )
    events = pd.concat(tables, ignore_index=True)
    return name_jerks(events, person.clocks, CombineParameters()), person


PLACES = (("arm", "left"), ("arm", "right"), ("arm", "both"), ("body", "both"))
STARTS = tuple(moment.astimezone(ZoneInfo("Europe/Berlin")) for moment in MOMENTS)


@settings(max_examples=8, deadline=None)
@given(
    shared=TIMES, left=TIMES, right=TIMES, lost_h=LOST,
    apart_s=st.floats(60, 900), start=st.sampled_from(STARTS),
)  # fmt: skip
def test_left_and_right_are_counted_in_the_time_of_both_and_shared_jerks_once(  # noqa: PLR0913, PLR0917 - drawn
    shared: list[float],
    left: list[float],
    right: list[float],
    lost_h: list[float],
    apart_s: float,
    start: datetime,
) -> None:
    at_h = {"l": [*shared, *left], "r": [*shared, *right]}
    events, person = two_wrists(at_h, lost_h, apart_s, start)
    row = side_by_side(events, person, CombineParameters()).iloc[0]
    covers = [person.clocks[key].to_body(person.coverages[key].usable) for key in "lr"]
    both_s = intervals.total(intervals.intersect(*covers))
    either_s = intervals.total(intervals.union(np.vstack(covers)))
    assert row["co_worn_h"] == pytest.approx(both_s / HOUR_S)
    lengths_s = sum(intervals.total(cover) for cover in covers)
    assert both_s + either_s == pytest.approx(lengths_s)
    n_each = events["recording_id"].value_counts()
    assert row["n_first"] <= n_each.get("l", 0)
    # All that the right wrist counts lies in the time of the left one, but for its end.
    right_s = person.clocks["r"].to_body(
        events.loc[events["recording_id"] == "r", "peak_s"].to_numpy()
    )
    assert row["n_second"] == np.sum(right_s < HOURS * HOUR_S)
    n_joined = len(events) - events["body_event_id"].nunique()
    assert n_joined <= min(n_each.get("l", 0), n_each.get("r", 0))
    assert row["n_shared"] <= min(row["n_first"], row["n_second"])


@settings(max_examples=8, deadline=None)
@given(
    shared=TIMES, left=TIMES, right=TIMES, lost_h=LOST, start=st.sampled_from(STARTS),
    cuts_h=st.lists(st.floats(0, HOURS), max_size=8),
)  # fmt: skip
def test_what_a_diary_is_held_against_adds_up_over_any_entries(  # noqa: PLR0913, PLR0917 - drawn
    shared: list[float],
    left: list[float],
    right: list[float],
    lost_h: list[float],
    start: datetime,
    cuts_h: list[float],
) -> None:
    at_h = {"l": [*shared, *left], "r": [*shared, *right]}
    events, person = two_wrists(at_h, lost_h, 300.0, start)
    sensors = lay_out(events, person.coverages, person.facts)
    edges_s = np.sort([-1.0, *(HOUR_S * np.array(cuts_h)), HOUR_S * (HOURS + 1)])
    for region, side in (
        ("arm", "left"),
        ("arm", "right"),
        ("arm", "both"),
        ("body", "both"),
    ):
        there = place(sensors, region, side)
        assert isinstance(there, Place)
        whole = held(there, edges_s[0], edges_s[-1])
        parts = [held(there, a, b) for a, b in pairwise(edges_s.tolist())]
        assert sum(part.n for part in parts) == whole.n
        hours = sum(part.analyzable_h for part in parts)
        assert hours == pytest.approx(whole.analyzable_h, abs=1e-9)
        assert whole.analyzable_h == pytest.approx(intervals.total(there.usable) / HOUR_S)
    anywhere = place(sensors, "body", "both")
    assert isinstance(anywhere, Place)
    assert anywhere.n_jerks.sum() == events["body_event_id"].nunique()

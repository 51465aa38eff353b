"""Places of a diary: which sensors speak of them, and when."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks

from myosense.diaries.places import Place, Sensors, held, lay_out, place
from myosense.errors import ArgumentError

EVENING = datetime(2025, 6, 1, 18, 0, tzinfo=ZoneInfo(ZONE))


def sensors(*, is_joined: bool = True) -> Sensors:
    """Draw two wrists and an ankle, two hours each, the right wrist half an hour later.

    Judged: left wrist all, right wrist its first hour (18:30 to 19:30), ankle its second.
    One jerk at 18:45 is seen by both wrists.
    """
    places = {"l": "wrist left", "r": "wrist right", "a": "ankle left"}
    starts = {"l": EVENING, "r": EVENING + timedelta(minutes=30), "a": EVENING}
    usable = {"l": (0, 2), "r": (0, 1), "a": (1, 2)}
    lost = {"r": [(1.0, 2.0, "not worn")], "a": [(0.0, 1.0, "gap")]}
    tables = [
        jerks([600, 2700, 7000], recording_id="l", place=places["l"], n_jerks=[1, 1, 2]),
        jerks([900.01, 1800], recording_id="r", place=places["r"], n_jerks=[3, 1]),
        jerks([3700], recording_id="a", place=places["a"]),
    ]
    table = pd.concat(tables, ignore_index=True)
    names = ["l1", "l2", "l3", "l2" if is_joined else "r1", "r2", "a1"]
    table["body_event_id"] = names
    table["distribution"] = [None, None, None, "generalized", None, None]
    table["intensity"] = ["mild", "mild", "severe", "severe", None, "moderate"]
    return lay_out(
        table,
        {k: coverage(usable[k], lost_h=lost.get(k, []), hours=2) for k in places},
        {
            k: facts(k, hours=2, start=starts[k], time_zone=ZONE, place=where)
            for k, where in places.items()
        },
    )


def found(region: str, side: str, *, is_joined: bool = True) -> Place:
    """Find a place that has sensors."""
    there = place(sensors(is_joined=is_joined), region, side)
    assert isinstance(there, Place)
    return there


@pytest.mark.parametrize(
    ("region", "side", "sites", "usable_h", "n"),
    [
        ("arm", "left", "wrist", (0, 2), [1, 1, 2]),
        ("arm", "right", "wrist", (0.5, 1.5), [3, 1]),
        ("leg", "left", "ankle", (1, 2), [1]),
        ("leg", "unknown", "ankle", (1, 2), [1]),
        # Both sides: while both were judged, the shared jerk once and at its largest.
        ("arm", "both", "wrist", (0.5, 1.5), [3, 1]),
        ("arm", "unknown", "wrist", (0.5, 1.5), [3, 1]),
        # The whole person: while any was judged.
        ("body", "unknown", "ankle, wrist", (0, 2), [1, 3, 1, 1, 2]),
        ("unknown", "unknown", "ankle, wrist", (0, 2), [1, 3, 1, 1, 2]),
    ],
)
def test_a_place_has_its_sensors_jerks_and_time(
    region: str, side: str, sites: str, usable_h: tuple[float, float], n: list[int]
) -> None:
    there = found(region, side)
    assert there.sites == sites
    np.testing.assert_allclose(there.usable / 3600, [usable_h])
    assert there.n_jerks.tolist() == n
    assert np.all(np.diff(there.peaks_s) > 0)


def test_what_is_not_joined_is_counted_for_each_sensor() -> None:
    assert sensors(is_joined=False).is_apart
    assert not sensors().is_apart
    assert found("arm", "both", is_joined=False).n_jerks.tolist() == [1, 3, 1]


@pytest.mark.parametrize(
    ("region", "side", "why"),
    [
        ("head", "unknown", "no sensor there"),
        ("leg", "right", "no sensor there"),
        ("leg", "both", "both sides noted, a sensor on one"),
    ],
)
def test_a_place_without_a_sensor_says_so(region: str, side: str, why: str) -> None:
    assert place(sensors(), region, side) == why


def test_an_interval_holds_jerks_time_size_and_loss() -> None:
    there = found("arm", "right")
    seen = held(there, 0, 2 * 3600)
    assert (seen.n, seen.analyzable_h, seen.intensity) == (4, 1.0, "severe")
    assert held(there, 1800, 2700.01).n == 0  # half-open: the jerk at 2700.01 is the next
    assert held(there, 2700.01, 2700.02).n == 3
    assert held(there, 1800, 2700.01).extent == ""
    assert held(there, 3000, 3700).extent == "single"
    assert held(there, 2700, 2800).extent == "generalized"
    assert held(found("arm", "left"), 6900, 7100).extent == "several"
    assert held(there, 5400, 9000).loss == "not worn"
    assert held(there, 9000, 9900).loss == "not recorded"
    assert held(found("leg", "left"), 0, 3600).loss == "not recorded"


def test_between_two_recordings_nothing_was_recorded() -> None:
    starts = {"a": EVENING, "b": EVENING + timedelta(days=2)}
    laid = lay_out(
        jerks([60]).assign(body_event_id=["a1"]),
        {key: coverage((0, 0.99), lost_h=[(0.99, 1, "edge")]) for key in starts},
        {key: facts(key, start=start, time_zone=ZONE) for key, start in starts.items()},
    )
    there = place(laid, "arm", "left")
    assert isinstance(there, Place)
    assert there.span_s == pytest.approx((0, 49 * 3600))
    assert held(there, 86_400, 90_000).loss == "not recorded"
    assert held(there, 3000, 4200).loss == "not recorded"
    assert "filter" in held(there, 3000, 3600).loss


def test_without_a_clock_there_is_nothing_to_lay_a_diary_against() -> None:
    with pytest.raises(ArgumentError, match="no local clock"):
        lay_out(jerks([]), {"a": coverage((0, 1))}, {"a": facts()})
    naive = facts("b", start=datetime(2025, 6, 1, 18, 0))  # noqa: DTZ001 - no zone known
    zoned = facts("a", start=EVENING, time_zone=ZONE, place="ankle left")
    both = {"a": coverage((0, 1)), "b": coverage((0, 1))}
    with pytest.raises(ArgumentError, match="in a time zone and others in none"):
        lay_out(jerks([]), both, {"a": zoned, "b": naive})


def test_jerks_far_apart_in_an_interval_are_single_ones() -> None:
    table = jerks([600, 1800, 3000, 3005])
    table["series_id"] = [None, None, "a-s001", "a-s001"]
    table["body_event_id"] = ["a1", "a2", "a3", "a4"]
    place_of = facts(hours=1, start=EVENING, time_zone=ZONE)
    there = place(
        lay_out(table, {"a": coverage((0, 1), hours=1)}, {"a": place_of}), "arm", "left"
    )
    assert isinstance(there, Place)
    assert held(there, 0, 2400).extent == "single"
    assert held(there, 0, 3600).extent == "several"
    assert held(there, 2400, 3002).extent == "several"  # the other one comes just after

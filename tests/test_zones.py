"""Zones and wall clocks: offsets as people write them, hours skipped and repeated."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from myosense.errors import ArgumentError
from myosense.zones import (
    comes_twice,
    find_zone,
    in_zone,
    is_real,
    known_time,
    known_zone,
    parse_time,
)

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("name", "hours"),
    [
        ("UTC+02:00", 2),
        ("GMT-0530", -5.5),
        ("+9", 9),
        ("-0:45", -0.75),
        ("UTC+14:00", 14),
        ("UTC", 0),
    ],
)
def test_a_fixed_offset_is_one_however_it_is_written(name: str, hours: float) -> None:
    assert find_zone(name).utcoffset(None) == timedelta(hours=hours)


@pytest.mark.parametrize("name", ["UTC+15:00", "UTC+02:60", "UTC02:00", "+02:00 h", ""])
def test_what_is_no_offset_is_no_zone(name: str) -> None:
    assert known_zone(name) is None


@pytest.mark.parametrize("name", ["Europe/Berln", "berlin", "Germany/BERLIN"])
def test_the_nearest_of_all_zones_is_named(name: str) -> None:
    with pytest.raises(ArgumentError, match=f"'{name}' is not known; .*'Europe/Berlin'$"):
        find_zone(name)


@pytest.mark.parametrize(
    ("clock", "is_shown"),
    [("01:59:59", True), ("02:00", False), ("02:59:59", False), ("03:00", True)],
)
def test_spring_leaves_out_an_hour(clock: str, *, is_shown: bool) -> None:
    at = datetime.fromisoformat(f"2025-03-30T{clock}")
    assert is_real(at.replace(tzinfo=BERLIN)) is is_shown
    assert not comes_twice(at.replace(tzinfo=BERLIN))
    if is_shown:
        assert in_zone(at, BERLIN, "Berlin") == at.replace(tzinfo=BERLIN)
        return
    with pytest.raises(ArgumentError, match="does not exist in Berlin: the hour is skip"):
        in_zone(at, BERLIN, "Berlin")


@pytest.mark.parametrize(
    ("clock", "is_twice"),
    [("01:59:59", False), ("02:00", True), ("02:59:59", True), ("03:00", False)],
)
def test_autumn_repeats_an_hour(clock: str, *, is_twice: bool) -> None:
    at = datetime.fromisoformat(f"2025-10-26T{clock}").replace(tzinfo=BERLIN)
    assert comes_twice(at) == comes_twice(at.replace(fold=1)) == is_twice
    assert is_real(at)


def test_an_instant_is_shown_in_the_zone() -> None:
    shown = in_zone(datetime(2025, 6, 1, 10, tzinfo=UTC), BERLIN, "Berlin")
    assert shown.isoformat() == "2025-06-01T12:00:00+02:00"


def test_time_is_read_with_blanks_around_it_and_refused_by_name() -> None:
    assert known_time(" 2025-03-30 22:15\n") == datetime(2025, 3, 30, 22, 15)  # noqa: DTZ001
    assert parse_time("20250330T2215Z", "start").tzinfo == UTC
    with pytest.raises(ArgumentError, match=r"^start 'noon' is no time; expected ISO text"):
        parse_time("noon", "start")
    with pytest.raises(ArgumentError, match="expected seconds or ISO text"):
        parse_time("noon", "--at", or_else="seconds")

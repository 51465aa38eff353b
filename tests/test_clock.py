"""The wearer's clock: days of 23 and 25 hours, odd zones, and bins that add up."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import clock
from myosense.clock import ClockParameters, bins
from myosense.errors import ArgumentError, SettingsError
from myosense.recording import Facts, recording_from_arrays

PARAMETERS = ClockParameters()
BERLIN = ZoneInfo("Europe/Berlin")
ZONES = ("Europe/Berlin", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "UTC")


def facts(start: datetime | None, time_zone: str | None) -> Facts:
    return recording_from_arrays(
        np.zeros((2, 3)), sample_rate_hz=50, start=start, time_zone=time_zone
    ).facts


def stamp(text: str, zone: str | None = None) -> pd.Timestamp:
    return pd.Timestamp(text, tz=zone)


def drawn(table: pd.DataFrame) -> list[str]:
    """Write each bin as its local start and its length in hours."""
    hours = (table["stop_s"] - table["start_s"]) / 3600
    return [f"{s:%d %H:%M} {h:g}" for s, h in zip(table["start"], hours, strict=True)]


def test_the_repeated_hour_of_autumn_is_two_bins() -> None:
    start = stamp("2025-10-26 01:00", "Europe/Berlin")
    table = bins(start, start + pd.Timedelta(hours=3), "hour", PARAMETERS)
    offsets = [f"{s:%H%z}" for s in table["start"]]
    assert offsets == ["01+0200", "02+0200", "02+0100"]
    assert table["start_s"].tolist() == [0, 3600, 7200]


def test_the_hour_that_spring_leaves_out_is_no_bin() -> None:
    start = stamp("2025-03-30 01:00", "Europe/Berlin")
    table = bins(start, start + pd.Timedelta(hours=2), "hour", PARAMETERS)
    assert drawn(table) == ["30 01:00 1", "30 03:00 1"]


@pytest.mark.parametrize(
    ("date", "zone", "hours"),
    [
        ("2025-10-26", "Europe/Berlin", 25),
        ("2025-03-30", "Europe/Berlin", 23),
        ("2025-06-01", "Europe/Berlin", 24),
        ("2025-04-06", "Australia/Lord_Howe", 24.5),  # turns by half an hour
        ("2025-11-02", "America/Havana", 25),  # repeats the hour after midnight
        ("2025-03-09", "America/Havana", 23),  # has no midnight
        ("2010-11-07", "America/St_Johns", 25),  # turned back a minute past midnight
        ("2025-10-26", None, 24),  # a wall clock without a zone
    ],
)
def test_a_day_is_as_long_as_the_zone_says(
    date: str, zone: str | None, hours: float
) -> None:
    noon = stamp(f"{date} 12:00", zone)
    two_days = pd.Timedelta(days=2)
    table = bins(noon - two_days, noon + two_days, "day", PARAMETERS)
    lengths = {
        f"{s:%Y-%m-%d}": h for s, h in zip(table["start"], _hours(table), strict=True)
    }
    assert lengths[date] == hours
    assert len(lengths) == len(table)


def _hours(table: pd.DataFrame) -> list[float]:
    return ((table["stop_s"] - table["start_s"]) / 3600).tolist()


def test_parts_of_the_day_are_night_morning_afternoon_evening() -> None:
    start = stamp("2025-06-01 00:00")
    table = bins(start, start + pd.Timedelta(days=1), "day_part", PARAMETERS)
    assert drawn(table) == ["01 00:00 6", "01 06:00 6", "01 12:00 6", "01 18:00 6"]
    assert table["name"].tolist() == ["night", "morning", "afternoon", "evening"]


def test_a_night_over_midnight_is_one_part() -> None:
    parameters = ClockParameters(day_part_names=("day", "night"), day_part_starts_h=(7, 22))
    start = stamp("2025-06-01 05:00")
    table = bins(start, start + pd.Timedelta(days=1), "day_part", parameters)
    assert drawn(table) == ["31 22:00 2", "01 07:00 15", "01 22:00 7"]
    assert table["name"].tolist() == ["night", "day", "night"]


@pytest.mark.parametrize(("kind", "n"), [("hour", 30), ("day", 2), ("all", 1)])
def test_bins_other_than_parts_of_the_day_have_no_name(kind: str, n: int) -> None:
    start = stamp("2025-06-01 08:00")
    table = bins(start, start + pd.Timedelta(hours=30), kind, PARAMETERS)
    assert table["name"].tolist() == [""] * n
    if kind == "all":
        assert drawn(table) == ["01 08:00 30"]


def test_a_bin_is_whole_in_stamps_and_cut_to_the_span_in_seconds() -> None:
    table = bins(stamp("2025-06-01 10:20"), stamp("2025-06-01 11:05"), "hour", PARAMETERS)
    assert table["start"].tolist() == [stamp("2025-06-01 10:00"), stamp("2025-06-01 11:00")]
    assert table["stop"].tolist() == [stamp("2025-06-01 11:00"), stamp("2025-06-01 12:00")]
    assert table["start_s"].tolist() == [0, 2400]
    assert table["stop_s"].tolist() == [2400, 2700]


@settings(max_examples=50, deadline=None)
@given(
    st.datetimes(datetime(2015, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    st.floats(0.01, 80),
    st.sampled_from(ZONES),
    st.sampled_from(clock.KINDS),
)
def test_bins_partition_every_span(
    at: datetime, hours: float, zone: str, kind: str
) -> None:
    start = pd.Timestamp(at.replace(tzinfo=UTC)).tz_convert(zone)
    stop = start + pd.Timedelta(round(hours * 3.6e12), unit="ns")
    table = bins(start, stop, kind, PARAMETERS)
    assert table["start_s"].iloc[0] == 0
    assert table["stop_s"].iloc[-1] == pytest.approx(hours * 3600, abs=1e-6)
    assert (table["start_s"].to_numpy()[1:] == table["stop_s"].to_numpy()[:-1]).all()
    assert (table["stop_s"] > table["start_s"]).all()
    assert table["start"].iloc[0] <= start < table["stop"].iloc[0]
    assert table["start"].iloc[-1] < stop <= table["stop"].iloc[-1]


def test_local_times_follow_the_zone_over_the_turn_of_the_clock() -> None:
    start = datetime(2025, 10, 26, 1, 30, tzinfo=BERLIN)
    some_s = [0, 1.001, 3600, 7200, 7200.0005]
    found = clock.local_times(facts(start, "Europe/Berlin"), some_s)
    assert [t.isoformat() for t in found] == [
        "2025-10-26T01:30:00+02:00",
        "2025-10-26T01:30:01.001000+02:00",
        "2025-10-26T02:30:00+02:00",
        "2025-10-26T02:30:00+01:00",
        "2025-10-26T02:30:00.000500+01:00",
    ]
    assert found.dtype == "datetime64[ns, Europe/Berlin]"


@pytest.mark.parametrize(
    ("start", "zone", "local", "utc"),
    [
        pytest.param(
            datetime(2025, 6, 1, 10, tzinfo=UTC), "Europe/Berlin",
            "2025-06-01T12:00:00+02:00", "2025-06-01T10:00:00+00:00", id="epoch and zone",
        ),
        pytest.param(
            datetime(2025, 6, 1, 10, tzinfo=timezone(timedelta(hours=2))), "UTC+02:00",
            "2025-06-01T10:00:00+02:00", "2025-06-01T08:00:00+00:00", id="fixed offset",
        ),
        pytest.param(
            datetime(2025, 6, 1, 10), "Europe/Berlin",  # noqa: DTZ001
            "2025-06-01T10:00:00+02:00", "2025-06-01T08:00:00+00:00", id="wall and zone",
        ),
        pytest.param(
            datetime(2025, 10, 26, 2, 30, fold=1), "Europe/Berlin",  # noqa: DTZ001
            "2025-10-26T02:30:00+01:00", "2025-10-26T01:30:00+00:00", id="the second time",
        ),
        pytest.param(
            datetime(2025, 6, 1, 10), None, "2025-06-01T10:00:00", "NaT", id="wall clock",  # noqa: DTZ001
        ),
        pytest.param(
            datetime(2025, 6, 1, 10, tzinfo=UTC), None,
            "NaT", "2025-06-01T10:00:00+00:00", id="epoch without a zone",
        ),
        pytest.param(None, None, "NaT", "NaT", id="no date"),
    ],
)  # fmt: skip
def test_local_and_utc_time_are_known_or_missing_as_the_clock_allows(
    start: datetime | None, zone: str | None, local: str, utc: str
) -> None:
    known = facts(start, zone)
    assert str(clock.local_times(known, [0.0])[0]).replace(" ", "T") == local
    assert str(clock.utc_times(known, [0.0])[0]).replace(" ", "T") == utc
    assert str(clock.utc_times(known, [0.0]).tz) == "UTC"


def test_an_unknown_zone_is_refused_by_name() -> None:
    known = facts(datetime(2025, 6, 1, tzinfo=UTC), "Europe/Berlin")
    unknown = replace(known, time_zone="Europe/Atlantis")
    with pytest.raises(ArgumentError, match="'Europe/Atlantis' is not known"):
        clock.local_start(unknown)


def test_a_start_in_the_hour_that_spring_leaves_out_is_refused() -> None:
    never = facts(datetime(2025, 3, 30, 2, 30), "Europe/Berlin")  # noqa: DTZ001
    with pytest.raises(ArgumentError, match="02:30:00 does not exist in Europe/Berlin"):
        clock.local_start(never)


def test_an_unknown_kind_of_bin_is_refused() -> None:
    now = stamp("2025-06-01")
    with pytest.raises(ArgumentError, match="'week' is not known; expected one of hour"):
        bins(now, now + pd.Timedelta(days=1), "week", PARAMETERS)


def test_a_part_may_start_at_any_hour_of_the_day() -> None:
    parameters = ClockParameters(day_part_names=("a", "b"), day_part_starts_h=(0, 23))
    start = stamp("2025-06-01")
    table = bins(start, start + pd.Timedelta(days=1), "day_part", parameters)
    assert drawn(table) == ["01 00:00 23", "01 23:00 1"]


@pytest.mark.parametrize(
    ("names", "starts_h", "message"),
    [
        (("a",), (0, 6), "2 hours for 1 day_part_names"),
        ((), (), "0 hours for 0"),
        (("a", "b"), (6, 0), r"\(6, 0\); expected whole hours"),
        (("a", "b"), (0, 24), r"\(0, 24\); expected whole hours"),
    ],
)
def test_parts_of_the_day_that_make_no_sense_are_refused(
    names: tuple[str, ...], starts_h: tuple[int, ...], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        ClockParameters(day_part_names=names, day_part_starts_h=starts_h)


@pytest.mark.parametrize(
    ("start", "zone", "moment", "seconds"),
    [
        ("2025-10-26T01:00", None, "2025-10-26T03:00", 7200),
        ("2025-10-26T01:00", "Europe/Berlin", "2025-10-26T03:00", 10800),
        ("2025-10-26T01:00", "Europe/Berlin", "2025-10-26T02:30+01:00", 9000),
        ("2025-10-26T01:00Z", None, "2025-10-26T02:30+01:00", 1800),
    ],
)
def test_a_moment_is_told_in_seconds_since_the_start(
    start: str, zone: str | None, moment: str, seconds: float
) -> None:
    begun = facts(datetime.fromisoformat(start), zone)
    assert clock.elapsed_s(begun, datetime.fromisoformat(moment)) == seconds


@pytest.mark.parametrize(
    ("start", "zone", "moment", "message"),
    [
        (None, None, "2025-10-26T03:00", "has no clock; expected seconds since its start"),
        (
            "2025-10-26T01:00",
            None,
            "2025-10-26T03:00Z",
            "expected a time without an offset",
        ),
        ("2025-10-26T01:00Z", None, "2025-10-26T03:00", "expected a time with an offset"),
        (
            "2025-10-26T01:00",
            "Europe/Berlin",
            "2025-10-26T02:30",
            r"02:30 comes twice in Europe/Berlin; .*02:30:00\+02:00 or 2025-.*\+01:00",
        ),
        (
            "2025-03-30T01:00",
            "Europe/Berlin",
            "2025-03-30T02:30",
            "2025-03-30 02:30:00 does not exist in Europe/Berlin",
        ),
    ],
)
def test_a_moment_that_a_recordings_clock_cannot_tell_is_refused(
    start: str | None, zone: str | None, moment: str, message: str
) -> None:
    begun = None if start is None else datetime.fromisoformat(start)
    with pytest.raises(ArgumentError, match=message):
        clock.elapsed_s(facts(begun, zone), datetime.fromisoformat(moment))

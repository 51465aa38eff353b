"""Hours of a diary where autumn repeats one: no time lost, none told for another."""

from pathlib import Path

import pandas as pd
import pytest

from myosense.diaries.reading import Diary, read_diary
from myosense.errors import ReadError

BERLIN = "Europe/Berlin"


def diary(folder: Path, *lines: str, zone: str | None = BERLIN) -> Diary:
    path = folder / "diary.csv"
    path.write_text("\n".join(["start,stop,region,count", *lines]), encoding="utf-8")
    return read_diary(path, time_zone=zone)


def spans(found: Diary, zone: str = "UTC") -> list[tuple[str, str]]:
    """Write the limits of each entry in a zone."""
    columns = (found.entries[name].dt.tz_convert(zone) for name in ("start", "stop"))
    return [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in zip(*columns, strict=True)]


@pytest.mark.parametrize("is_dated", [True, False])
def test_an_hour_that_comes_twice_is_of_both_and_its_neighbors_lose_nothing(
    tmp_path: Path, *, is_dated: bool
) -> None:
    date = "2025-10-26 " if is_dated else ""
    found = diary(
        tmp_path,
        f"2025-10-26 00:00,{date}01:00,arm,0",
        f"2025-10-26 01:00,{date}02:00,arm,1",
        f"2025-10-26 02:00,{date}03:00,arm,4",
        f"2025-10-26 02:00,{date}03:00,leg,2",
        f"2025-10-26 03:00,{date}04:00,arm,0",
    )
    hours = [("22:00", "23:00"), ("23:00", "00:00"), *2 * [("00:00", "02:00")]]
    assert spans(found) == [*hours, ("02:00", "03:00")]
    (notice,) = found.notices
    assert notice == (
        "line 4, 5: 2025-10-26 02:00 to 03:00 is 2 h, as 02:00 comes twice; an offset in "
        "both cells (02:00+02:00 or 02:00+01:00) tells which is meant"
    )


def test_a_clock_that_repeats_half_an_hour_is_read_the_same(tmp_path: Path) -> None:
    lines = ["2025-04-06 01:00,01:30,arm,1", "2025-04-06 01:30,02:00,arm,4"]
    found = diary(tmp_path, *lines, zone="Australia/Lord_Howe")
    assert spans(found) == [("14:00", "14:30"), ("14:30", "15:30")]
    whole = diary(tmp_path, "2025-04-06 01:00,02:00,arm,5", zone="Australia/Lord_Howe")
    assert spans(whole) == [("14:00", "15:30")]


@pytest.mark.parametrize(
    ("line", "cell", "offsets"),
    [
        ("2025-10-26 02:30,2025-10-26 03:00,arm,1", "start", "02:30+02:00 or 02:30+01:00"),
        ("2025-10-26 01:00,2025-10-26 02:30,arm,1", "stop", "02:30+02:00 or 02:30+01:00"),
        ("2025-10-26 02:00,2025-10-26 02:30,arm,1", "stop", "02:30+02:00 or 02:30+01:00"),
        ("2025-10-26 02:00,,arm,1", "start", "02:00+02:00 or 02:00+01:00"),
    ],
)
def test_where_a_part_of_the_hour_is_meant_an_offset_is_asked_for(
    tmp_path: Path, line: str, cell: str, offsets: str
) -> None:
    with pytest.raises(ReadError, match=rf"line 2 .* '{cell}'; expected") as raised:
        diary(tmp_path, line)
    assert offsets in str(raised.value)


def test_the_offset_that_is_asked_for_tells_the_two_hours_apart(tmp_path: Path) -> None:
    same = ["2025-10-26 02:00,03:00,arm,1", "2025-10-26 02:00,03:00,arm,4"]
    with pytest.raises(ReadError, match="line 3 repeats line 2") as raised:
        diary(tmp_path, *same)
    message = str(raised.value)
    assert message.endswith("with 02:00+02:00 or 02:00+01:00, as the clock shows both")
    for first, second in (
        ("2025-10-26 02:00+02:00,2025-10-26 03:00+02:00", "2025-10-26 02:00+01:00,03:00"),
        ("2025-10-26 02:00+02:00,02:00+01:00", "2025-10-26 02:00+01:00,03:00+01:00"),
        ("2025-10-26T02:00+02:00,03:00+02:00", "2025-10-26 02:00+0100,2025-10-26 03:00"),
    ):
        plain = "2025-10-26 03:00,04:00,arm,0"
        found = diary(tmp_path, f"{first},arm,1", f"{second},arm,4", plain)
        assert spans(found) == [("00:00", "01:00"), ("01:00", "02:00"), ("02:00", "03:00")]
        assert found.entries["count"].tolist() == [1, 4, 0]
        assert found.notices == ()
    half = diary(tmp_path, "2025-10-26 02:30+01:00,03:00,arm,1")
    assert spans(half) == [("01:30", "02:00")]
    moment = diary(tmp_path, "2025-10-26 02:10+01:00,,arm,1")
    assert moment.entries["start"].tolist() == [pd.Timestamp("2025-10-26 01:10Z")]


def test_an_offset_beside_plain_times_needs_the_time_zone(tmp_path: Path) -> None:
    lines = ["2025-10-25 20:00,21:00,arm,1", "2025-10-26 02:00+02:00,03:00+02:00,arm,1"]
    with pytest.raises(ReadError, match="in none, as the time zone is not known"):
        diary(tmp_path, *lines, zone=None)
    assert spans(diary(tmp_path, *lines)) == [("18:00", "19:00"), ("00:00", "01:00")]

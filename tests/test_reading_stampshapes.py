"""Stamps in the spellings of other programs, and dates in columns of their own."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.stampshapes import is_stamp

START = datetime(2025, 3, 4, 22, 59, 58, 250_000)  # noqa: DTZ001
N = 400
AT = [START + timedelta(seconds=i / 50) for i in range(N)]
RNG = np.random.default_rng(3)
MOTION = np.round(RNG.normal([0.0, 0.6, 0.8], 0.005, (N, 3)), 4)


def written(header: str, stamps: list[str], path: Path, separator: str = ",") -> Path:
    """Write a table of stamps and motion."""
    rows = (
        separator.join((stamp, *map(str, row)))
        for stamp, row in zip(stamps, MOTION, strict=True)
    )
    path.write_text("\n".join((header, *rows)) + "\n")
    return path


def spelled(pattern: str) -> list[str]:
    """Write the stamps; ``{ms}`` stands for milliseconds."""
    return [
        at.strftime(pattern).replace("{ms}", f"{at.microsecond // 1000:03d}") for at in AT
    ]


@pytest.mark.parametrize(
    "pattern",
    [
        "%Y%m%d %H%M%S.%f",
        "%Y%m%d%H%M%S.{ms}",
        "%Y%m%d%H%M%S{ms}",
        "%Y%m%dT%H%M%S.%f",
        "%Y%m%d_%H%M%S_{ms}",
        "%Y-%m-%d_%H-%M-%S-{ms}",
        "%Y-%m-%d-%H:%M:%S.%f",
        '"%b %d, %Y %H:%M:%S.%f"',
        '"%A, %B %d, %Y, %I:%M:%S.%f %p"',
    ],
)
def test_stamps_are_read_in_many_spellings(pattern: str, tmp_path: Path) -> None:
    recording = read(written("time,x,y,z", spelled(pattern), tmp_path / "a.csv"))
    assert recording.start == START
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.time_s, np.arange(N) / 50, atol=1e-6)
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=1e-6)


@pytest.mark.parametrize(
    "pattern", ["%a %b %d %H:%M:%S %Y", "%a %b %d %H:%M:%S GMT+00:00 %Y"]
)
def test_dates_of_java_and_c_end_with_the_year(pattern: str, tmp_path: Path) -> None:
    recording = read(written("time,x,y,z", spelled(pattern), tmp_path / "a.csv"))
    assert recording.start is not None
    apart = recording.start.replace(tzinfo=None) - START
    assert abs(apart.total_seconds()) < 0.03
    assert recording.sample_rate_hz == pytest.approx(50, rel=1e-3)


@pytest.mark.parametrize("zone", ["CST", "EST", "MSK", "(Central European Time)"])
def test_letters_of_several_zones_say_no_offset(zone: str, tmp_path: Path) -> None:
    path = written(
        "time,x,y,z", spelled(f"%Y-%m-%d %H:%M:%S.%f {zone}"), tmp_path / "a.csv"
    )
    recording = read(path)
    assert recording.start == START
    assert any("zone unknown" in notice for notice in recording.notices)
    offset = written("time,x,y,z", spelled(f"%Y-%m-%d %H:%M:%S.%f GMT+0200 {zone}"), path)
    assert str(read(offset).start) == f"{START}+02:00"


def test_letters_that_are_no_zone_make_no_stamp() -> None:
    assert is_stamp("2025-03-04 22:05:06 BST")
    assert not is_stamp("2025-03-04 22:05:06 OK")
    assert not is_stamp("2025-03-04 22:05:06 start")


def test_a_year_of_two_digits_is_of_this_century(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    stamps = spelled("%d/%m/%y %H:%M:%S.%f")
    with pytest.raises(ReadError, match="04/03/25 can be day/month or month/day"):
        read(written("time,x,y,z", stamps, path))
    assert read(path, columns="date_order=dmy").start == START
    stamps = spelled("%d.%m.%y %H:%M:%S.%f")
    assert read(written("time,x,y,z", stamps, path)).start == START


@pytest.mark.parametrize(
    "cell",
    [
        "1764754394388530",
        "20251304220506",
        "2025030422050",
        "20250304",
        "25-03-04 22:05:06",
    ],
)
def test_other_numbers_are_no_stamps(cell: str) -> None:
    assert not is_stamp(cell)


@pytest.mark.parametrize(
    ("header", "n_seconds"),
    [
        ("year,month,day,hour,minute,second", 1e6),
        ("Year,Mon,DD,HH,Min,Sec", 1e6),
        ("Year,Month,Day,Hour,Minute,Second,Millisecond", 1e3),
    ],
)
def test_a_date_may_stand_in_columns_of_its_parts(
    header: str, n_seconds: float, tmp_path: Path
) -> None:
    stamps = []
    for at in AT:
        tail = (
            [str(at.second + at.microsecond / 1e6)]
            if n_seconds == 1e6
            else [str(at.second), str(at.microsecond // 1000)]
        )
        stamps.append(
            ",".join((f"{at.year},{at.month},{at.day},{at.hour},{at.minute}", *tail))
        )
    recording = read(written(f"{header},x,y,z", stamps, tmp_path / "a.csv"))
    assert recording.start == START
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.time_s, np.arange(N) / 50, atol=1e-6)


def test_parts_that_are_no_date_are_refused(tmp_path: Path) -> None:
    stamps = [f"2025,2,30,10,0,{i / 50}" for i in range(N)]
    header = "year,month,day,hour,minute,second,x,y,z"
    with pytest.raises(ReadError, match="are no time"):
        read(written(header, stamps, tmp_path / "a.csv"))


def test_minutes_and_seconds_that_a_spreadsheet_left_go_on_over_the_hour(
    tmp_path: Path,
) -> None:
    stamps = [f"{at.minute:02d}:{at.second:02d}.{at.microsecond // 100_000}" for at in AT]
    recording = read(written("Timestamp,AccX,AccY,AccZ", stamps, tmp_path / "a.csv"))
    assert stamps[0].startswith("59:58")
    assert stamps[-1].startswith("00:06")
    assert recording.start is None
    assert recording.sample_rate_hz == pytest.approx(50, rel=0.005)
    assert recording.time_s[-1] == pytest.approx((N - 1) / 50, abs=0.1)


@pytest.mark.parametrize(
    ("name", "is_utc"),
    [
        ("UTC time", True),
        ("timestamp_utc", True),
        ("Timestamp (UTC)", True),
        ("timeUTC", True),
        ("Timestamp (UTC+2)", False),
        ("time", False),
    ],
)
def test_a_wall_clock_whose_name_says_utc_is_one_of_instants(
    name: str, *, is_utc: bool, tmp_path: Path
) -> None:
    stamps = [at.isoformat(timespec="milliseconds") for at in AT]
    recording = read(written(f"{name},x,y,z", stamps, tmp_path / "a.csv"))
    assert recording.start == (START.replace(tzinfo=UTC) if is_utc else START)

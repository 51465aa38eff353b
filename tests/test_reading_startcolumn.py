"""A start that stands in every row dates the clock beside it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

N, RATE_HZ = 600, 100
TRUE_G = planted_g(N)
START = datetime(2025, 3, 24, 10, 20, 30)  # noqa: DTZ001  a wall clock
CET = timezone(timedelta(hours=1))
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(names: str, start: Callable[[int], str] | str, scale: float = 1.0) -> Path:
        rows = [
            f"{start if isinstance(start, str) else start(row)},{scale * row / RATE_HZ:g},"
            + ",".join(map(str, TRUE_G[row]))
            for row in range(N)
        ]
        path = tmp_path / "study.csv"
        path.write_text("\n".join([f"{names},ax,ay,az", *rows]) + "\n")
        return path

    return write


@pytest.mark.parametrize("clock", ["time", "seconds", "elapsed (s)", "sensor clock", ""])
@pytest.mark.parametrize(
    ("said", "start"),
    [
        ("2025-03-24 10:20:30", START),
        ("24.03.2025 10:20:30", START),
        ("2025-03-24T10:20:30+01:00", START.replace(tzinfo=CET)),
        ("1742811630", START.replace(tzinfo=UTC)),
    ],
)
def test_a_clock_from_zero_begins_at_the_start_beside_it(
    put: Put, clock: str, said: str, start: datetime
) -> None:
    recording = read(put(f"start time,{clock}", said))
    assert recording.start == start
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    np.testing.assert_allclose(recording.time_s, np.arange(N) / RATE_HZ, atol=1e-6)
    assert any("the start is that of 'start time'" in each for each in recording.notices)


def test_ticks_count_from_the_start_too(put: Put) -> None:
    recording = read(put("session start,clock", "2025-03-24 10:20:30", scale=1e6))
    assert recording.start == START
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)


@pytest.mark.parametrize("name", ["recorded", "session", "date"])
def test_whatever_it_is_called_what_stands_while_a_clock_runs_is_a_start(
    put: Put, name: str
) -> None:
    recording = read(put(f"{name},time (s)", "2025-03-24 10:20:30"))
    assert recording.start == START


def test_stamps_of_whole_seconds_stay_the_time(put: Put) -> None:
    def second(row: int) -> str:
        return str(START + timedelta(seconds=row // RATE_HZ))

    recording = read(put("stamp,time (s)", second))
    assert recording.start == START
    assert not any("the start is that" in notice for notice in recording.notices)


def test_a_start_that_may_be_two_days_is_asked_for(put: Put) -> None:
    path = put("start time,seconds", "03/04/2025 10:20:30")
    with pytest.raises(ReadError, match="date_order"):
        read(path)
    said = read(path, columns="date_order=mdy").start
    assert said == datetime(2025, 3, 4, 10, 20, 30)  # noqa: DTZ001


def test_numbers_of_rows_are_no_clock_beside_a_start(put: Put) -> None:
    with pytest.raises(ReadError, match=r"equal|only numbers the rows"):
        read(put("start time,", "2025-03-24 10:20:30", scale=RATE_HZ))


def test_a_start_that_never_was_names_the_file_and_the_way_out(put: Put) -> None:
    path = put("start time,seconds", "2025-03-30 02:30:00")
    with pytest.raises(
        ReadError, match=r"study\.csv: declares its start, .*--time-zone UTC"
    ):
        read(path, time_zone="Europe/Berlin")
    assert read(path, time_zone="UTC+01:00").start == datetime.fromisoformat(
        "2025-03-30T02:30:00+01:00"
    )

"""Time as GPS counts it, against instants that are known of it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

N, RATE_HZ = 600, 100
TRUE_G = planted_g(N)
SECOND = np.arange(N) / RATE_HZ
Put = Callable[[dict[str, Any]], Path]


@pytest.fixture(params=["csv", "parquet"])
def put(tmp_path: Path, request: pytest.FixtureRequest) -> Put:
    def write(columns: dict[str, Any]) -> Path:
        path = tmp_path / f"left_wrist.{request.param}"
        axes = dict(zip(("ax", "ay", "az"), TRUE_G.T, strict=True))
        table = pd.DataFrame(columns | axes)
        table.to_csv(path, index=False) if path.suffix == ".csv" else table.to_parquet(path)
        return path

    return write


def check(recording: Recording, start: datetime) -> None:
    assert recording.start is not None
    assert abs(recording.start - start) < timedelta(milliseconds=5)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)


@pytest.mark.parametrize("name", ["gps_time", "GPS seconds", "GPSTime (s)", "gnss time"])
@pytest.mark.parametrize(
    ("gps_s", "start"),
    [  # A round second, and the first ones that are 18 s ahead of UTC.
        (1_000_000_000, datetime(2011, 9, 14, 1, 46, 25, tzinfo=UTC)),
        (1_167_264_018, datetime(2017, 1, 1, tzinfo=UTC)),
    ],
)
def test_seconds_of_gps_begin_in_1980(
    put: Put, name: str, gps_s: float, start: datetime
) -> None:
    recording = read(put({name: gps_s + SECOND}))
    check(recording, start)
    assert "ahead of UTC" in recording.evidence["rate"]


def test_parts_of_a_second_of_gps_are_known_by_their_size(put: Put) -> None:
    ms = (1_400_000_000_000 + 1000 * SECOND).astype(np.int64)
    check(read(put({"gps_ms": ms})), datetime(2024, 5, 17, 16, 53, 2, tzinfo=UTC))


def test_a_phone_gives_the_time_of_a_fix_since_1970(put: Put) -> None:
    start = datetime(2025, 3, 4, 22, 5, 6, tzinfo=UTC)
    check(read(put({"gps_time": start.timestamp() + SECOND})), start)


def test_no_other_epoch_is_that_of_gps(put: Put) -> None:
    start = datetime(2015, 3, 4, 22, 5, 6, tzinfo=UTC)
    check(read(put({"timestamp": start.timestamp() + SECOND})), start)


@pytest.mark.parametrize("week", [2048, 0])
@pytest.mark.parametrize(
    ("names", "per_s"),
    [
        (("week", "tow"), 1),
        (("gps_week", "gps_sow (s)"), 1),
        (("GPSWeek", "iTOW (ms)"), 1000),
        (("WN", "time_of_week"), 1000),
    ],
)
def test_a_week_and_its_seconds(
    put: Put, names: tuple[str, str], per_s: int, week: int
) -> None:
    """Week 2048 began on 2019-04-07, 18 s before midnight in UTC; ten bits say 0."""
    of_week = np.round((3600 + SECOND) * per_s, 3)
    recording = read(put(dict(zip(names, ([week] * N, of_week), strict=True))))
    check(recording, datetime(2019, 4, 7, 0, 59, 42, tzinfo=UTC))


def test_a_week_ends(put: Put) -> None:
    whole = 604_797 + SECOND
    columns = {"week": 2300 + (whole >= 604_800), "tow": np.round(whole % 604_800, 3)}
    recording = read(put(columns))
    assert len(recording.stretches) == 1
    check(recording, datetime(2024, 2, 10, 23, 59, 39, tzinfo=UTC))


def test_weeks_that_are_none_of_gps_are_refused(put: Put) -> None:
    with pytest.raises(ReadError, match="week of GPS"):
        read(put({"week": [5000] * N, "tow": -1 - SECOND}))

"""The hour of a second clock beside the sensor's own time."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exports import planted_g

from myosense.reading import read

N, RATE_HZ = 600, 100
TRUE_G = planted_g(N)
START = datetime(2025, 3, 4, 12, tzinfo=UTC)
ROW = np.arange(N)
UPTIME_NS = 10**15 + 10_000_000 * ROW
LATE_MS = ROW * 7919 % 13  #: So late samples arrive; at first, at once.
SYSTEM_MS = round(START.timestamp() * 1000) + 10 * ROW + LATE_MS


@pytest.mark.parametrize("kind", ["csv", "parquet"])
@pytest.mark.parametrize(
    ("names", "per_ms"),
    [
        (("system_time", "sensor_timestamp_ns"), 1),
        (("timestamp", "elapsed_time (ns)"), 1000),
    ],
)
def test_the_sensor_spaces_the_rows_and_the_system_says_the_hour(
    tmp_path: Path, names: tuple[str, str], per_ms: int, kind: str
) -> None:
    path = tmp_path / f"left_wrist.{kind}"
    table = pd.DataFrame(TRUE_G, columns=["ax", "ay", "az"])
    table.insert(0, names[0], per_ms * SYSTEM_MS)
    table.insert(1, names[1], UPTIME_NS)
    table.to_csv(path, index=False) if kind == "csv" else table.to_parquet(path)
    recording = read(path)
    np.testing.assert_allclose(recording.time_s, ROW / RATE_HZ, atol=1e-6)
    assert recording.start is not None
    assert abs(recording.start - START) < timedelta(milliseconds=15)
    assert any("the start is that of" in notice for notice in recording.notices)

"""Parquet as others write it, and as it is written and read back."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tables import (
    EPOCH_S,
    EPOCHS,
    MOTION,
    TIME_S,
    N,
    iso,
    rows,
    same_motion,
    table,
)

from myosense.reading import read, write_parquet
from myosense.recording import recording_from_arrays


@pytest.mark.parametrize("unit", ["g", "m/s2"])
def test_parquet_of_single_precision_is_what_it_would_be_in_double(
    tmp_path: Path, unit: str
) -> None:
    single = (
        {"g": 1.0, "m/s2": 9.80665}[unit] * (MOTION + np.array([0, 0.6, 0.8]))
    ).astype(np.float32)
    for kind in (np.float32, np.float64):
        axes = {
            f"{axis} ({unit})": pa.array(single[:, i].astype(kind))
            for i, axis in enumerate("xyz")
        }
        columns = {"time (s)": pa.array(TIME_S), **axes}
        pq.write_table(pa.table(columns), tmp_path / kind.__name__)
    found, expected = (
        (tmp_path / name).rename(tmp_path / f"{name}.parquet")
        for name in ("float32", "float64")
    )
    first, second = read(found), read(expected)
    np.testing.assert_array_equal(first.acceleration_g, second.acceleration_g)
    assert first.acceleration_g.dtype == np.float32
    assert first.evidence == second.evidence


@pytest.mark.parametrize("kind", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_parquet_with_timestamps(tmp_path: Path, kind: str, zone: str | None) -> None:
    ns = (EPOCH_S * 1_000_000_000 + np.round(TIME_S * 1e9)).astype("i8")
    stamps = pa.array(ns, pa.int64()).cast(pa.timestamp("ns", tz=zone))
    columns = dict(zip("xyz", MOTION.T, strict=True))
    path = tmp_path / "neck.parquet"
    times = stamps.cast(pa.timestamp(kind, tz=zone), safe=False)
    pq.write_table(pa.table({"time": times, **columns}), path)
    recording = read(path)
    same_motion(recording, tolerance_g=1e-6)
    expected = {
        None: "2025-03-03 11:06:40",
        "UTC": "2025-03-03 11:06:40+00:00",
        "Europe/Berlin": "2025-03-03 12:06:40+01:00",
    }
    assert str(recording.start) == expected[zone]
    assert recording.time_zone == (None if zone == "UTC" else zone)


@pytest.mark.parametrize("time_zone", [None, "Europe/Berlin", "UTC+02:00"])
def test_what_is_written_as_parquet_is_read_back(
    tmp_path: Path, put: Callable[..., Path], time_zone: str | None
) -> None:
    cells = [[*row, "0.5", "-1", "2"] for row in rows(iso(EPOCHS))]
    del cells[200:260]
    source = put(table(cells, "time,x,y,z,gx,gy,gz"))
    first = read(source, time_zone=time_zone, side="midline", site="chest")
    path = tmp_path / "left_wrist.parquet"
    write_parquet(first, path)
    again = read(path)
    np.testing.assert_array_equal(again.acceleration_g, first.acceleration_g)
    np.testing.assert_array_equal(
        np.asarray(again.angular_velocity_dps), np.asarray(first.angular_velocity_dps)
    )
    np.testing.assert_allclose(again.time_s, first.time_s, atol=1e-9)
    for name in ("start", "time_zone", "site", "side", "range_g", "device", "recording_id"):
        assert getattr(again, name) == getattr(first, name)
    assert again.sample_rate_hz == pytest.approx(first.sample_rate_hz, rel=1e-12)
    assert [(s.first, s.stop) for s in again.stretches] == [(0, 200), (200, 440)]
    moved = read(path, time_zone="Asia/Tokyo")
    if time_zone is not None:
        assert any(time_zone in note and "Tokyo" in note for note in moved.notices)
        assert moved.start == first.start


def test_a_jittery_recording_is_read_back_with_its_stamps(tmp_path: Path) -> None:
    jitter = np.random.default_rng(3).uniform(0, 0.03, N)
    first = recording_from_arrays(MOTION, stamps_s=np.sort(TIME_S + jitter), site="wrist")
    write_parquet(first, tmp_path / "a.parquet")
    again = read(tmp_path / "a.parquet")
    np.testing.assert_array_equal(again.time_s, first.time_s)
    assert again.stretches == first.stretches

"""Rows of several sensors by turns where no column says whose each is."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

N = 600
WRIST_G = planted_g(N)
ANKLE_G = planted_g(N, seed=1)[:, [2, 0, 1]]
TURN_DPS = 50 * np.cumsum(np.random.default_rng(2).normal(0, 0.1, (N, 3)), axis=0)
MAGNET_UT = np.random.default_rng(3).normal(0, 0.3, (N, 3)) + np.array([20.0, -5.0, 43.0])


def put(path: Path, *sensors: np.ndarray, own_stamps: bool = True) -> Path:
    """Write a row of each sensor by turns, 10 ms for each round."""
    rows = np.stack(sensors, axis=1).reshape(-1, 3)
    ms = 10.0 * np.repeat(np.arange(N), len(sensors))
    if own_stamps:
        ms += np.tile(np.arange(len(sensors)), N) * 10 / len(sensors)
    table = np.column_stack((ms, rows))
    np.savetxt(path, table, "%.4f", ",", header="time (ms),x,y,z", comments="")
    return path


@pytest.mark.parametrize("own_stamps", [True, False])
@pytest.mark.parametrize(
    ("sensors", "count"),
    [
        ((WRIST_G, ANKLE_G), 2),
        ((9.81 * WRIST_G, TURN_DPS, MAGNET_UT), 3),
        ((WRIST_G, ANKLE_G, -WRIST_G), 3),
        ((WRIST_G, ANKLE_G, -WRIST_G, -ANKLE_G), 4),
    ],
)
def test_sensors_by_turns_are_refused(
    tmp_path: Path, sensors: tuple[np.ndarray, ...], count: int, *, own_stamps: bool
) -> None:
    with pytest.raises(ReadError, match=rf"rows of {count} sensors by turns.*'sensor'"):
        read(put(tmp_path / "log.csv", *sensors, own_stamps=own_stamps))


def test_the_user_may_take_them_all_as_one(tmp_path: Path) -> None:
    path = put(tmp_path / "log.csv", WRIST_G, ANKLE_G)
    assert read(path, columns="time=1,x=2,y=3,z=4").n_samples == 2 * N


def test_sensors_by_turns_are_refused_in_parquet_too(tmp_path: Path) -> None:
    table = pd.read_csv(put(tmp_path / "log.csv", WRIST_G, ANKLE_G))
    table.to_parquet(tmp_path / "log.parquet")
    with pytest.raises(ReadError, match="rows of 2 sensors by turns"):
        read(tmp_path / "log.parquet")


@pytest.mark.parametrize("swing_hz", [3.0, 12.0, 33.3])
def test_shaking_is_of_one_sensor(tmp_path: Path, swing_hz: float) -> None:
    """A third of the rate is as fast as a tremor ever is at 100 Hz, and faster."""
    swing = np.sin(2 * np.pi * swing_hz * np.arange(N)[:, np.newaxis] / 100 + [0, 1, 2])
    shaken = WRIST_G + 0.5 * swing * (np.arange(N)[:, np.newaxis] > N / 2)
    recording = read(put(tmp_path / "log.csv", shaken))
    np.testing.assert_allclose(recording.acceleration_g, shaken, atol=1e-3)


@pytest.mark.parametrize("every", [2, 3, 10])
@pytest.mark.parametrize("first", [0, 1])
def test_zeros_between_samples_are_none(tmp_path: Path, every: int, first: int) -> None:
    """A log has a row for each sample of a faster sensor, and 0 where this had none."""
    is_new = np.arange(N * every) % every == first
    rows = np.zeros((N * every, 3))
    rows[is_new] = WRIST_G
    table = np.column_stack((np.arange(N * every) * 10 / every, rows))
    path = tmp_path / "log.csv"
    np.savetxt(path, table, "%.4f", ",", header="time (ms),ax,ay,az", comments="")
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, WRIST_G, atol=1e-4)
    assert recording.sample_rate_hz == pytest.approx(100, rel=2e-3)
    said = f"{N * (every - 1):,} rows of 0, 0, 0 between samples"
    assert any(said in notice for notice in recording.notices)


def test_zeros_of_an_acceleration_without_gravity_are_rest(tmp_path: Path) -> None:
    rng = np.random.default_rng(4)
    is_moved = rng.random(N) < 0.3
    is_moved[[0, -1]] = True
    moved = rng.normal(0, 0.5, (N, 3)) * is_moved[:, np.newaxis]
    table = np.column_stack((10.0 * np.arange(N), moved))
    path = tmp_path / "log.csv"
    names = ",".join(f"linear_{axis} (m/s2)" for axis in "xyz")
    np.savetxt(path, table, "%.4f", ",", header=f"time (ms),{names}", comments="")
    assert read(path).n_samples == N


def test_openbci_may_write_zeros_between_samples(tmp_path: Path) -> None:
    is_new = np.arange(10 * N) % 10 == 0
    rows = np.zeros((10 * N, 3))
    rows[is_new] = WRIST_G
    seconds = 1_557_935_953 + np.arange(10 * N) / 250
    table = np.column_stack((np.arange(10 * N) % 256, rows, seconds))
    names = [f"Accel Channel {i}" for i in range(3)]
    head = "%OpenBCI Raw EXG Data\n%Number of channels = 8\n%Sample Rate = 250 Hz\n"
    head += ", ".join(["Sample Index", *names, "Timestamp"])
    path = tmp_path / "OpenBCI-RAW.txt"
    np.savetxt(path, table, "%.6f", ", ", header=head, comments="")
    recording = read(path)
    assert recording.sample_rate_hz == pytest.approx(25, rel=2e-3)
    np.testing.assert_allclose(recording.acceleration_g, WRIST_G, atol=1e-4)

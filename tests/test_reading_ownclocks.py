"""Sensors side by side, each with its own clock: none is timed by another's."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.reading import read
from myosense.recording import Recording

N, RATE_HZ = 600, 100
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
ACC, GYRO = "acc_time,acc_x,acc_y,acc_z", "gyro_time,gyro_x,gyro_y,gyro_z"


@pytest.fixture
def opened(tmp_path: Path) -> Callable[..., Recording]:
    def write(*, is_gyro_first: bool, gyro_hz: float) -> Recording:
        lines = []
        for row in range(N):
            moved = ",".join(map(str, [row / RATE_HZ, *TRUE_G[row]]))
            is_there = row / gyro_hz < N / RATE_HZ
            turned = ",".join(
                map(str, [row / gyro_hz, *TRUE_DPS[row]]) if is_there else 4 * [""]
            )
            lines.append(f"{turned},{moved}" if is_gyro_first else f"{moved},{turned}")
        header = f"{GYRO},{ACC}" if is_gyro_first else f"{ACC},{GYRO}"
        path = tmp_path / "two.csv"
        path.write_text("\n".join([header, *lines]) + "\n")
        return read(path)

    return write


@pytest.mark.parametrize("is_gyro_first", [False, True])
def test_a_slower_gyroscope_lends_the_accelerometer_no_time(
    opened: Callable[..., Recording], *, is_gyro_first: bool
) -> None:
    recording = opened(is_gyro_first=is_gyro_first, gyro_hz=50)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    assert recording.angular_velocity_dps is None
    (said,) = (each for each in recording.notices if "gyro_time" in each)
    assert "left out" in said


@pytest.mark.parametrize("is_gyro_first", [False, True])
def test_a_gyroscope_of_the_same_times_comes_along(
    opened: Callable[..., Recording], *, is_gyro_first: bool
) -> None:
    recording = opened(is_gyro_first=is_gyro_first, gyro_hz=RATE_HZ)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=1e-3)

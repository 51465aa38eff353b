"""Columns of several sensors in one table, and of time that only its unit tells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exports import Vectors, planted_g

from myosense.errors import ReadError
from myosense.reading import read

Put = Callable[..., Path]
N, RATE_HZ = 600, 100
FIRST_G, SECOND_G = planted_g(N), planted_g(N, seed=1)[:, ::-1]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(header: str, rows: list[str]) -> Path:
        path = tmp_path / "recording.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def rows_of(*columns: Vectors, word: str = "") -> list[str]:
    """Write rows of a time and some vectors, a word between."""
    return [
        ",".join([f"{i / RATE_HZ}", *([word] if word else []), *map(str, np.ravel(row))])
        for i, row in enumerate(zip(*columns, strict=True))
    ]


@pytest.mark.parametrize("name", ["sensor", "Sensor ID", "device_name", "location"])
def test_rows_of_sensors_by_turns_are_not_mixed(put: Put, name: str) -> None:
    parts = (rows_of(FIRST_G, word="wrist"), rows_of(SECOND_G, word="ankle"))
    both = [row for pair in zip(*parts, strict=True) for row in pair]
    path = put(f"time,{name},x,y,z", both)
    with pytest.raises(ReadError, match=r"several sensors by turns.*ankle, wrist"):
        read(path)
    assert read(path, columns="time=time,x=x,y=y,z=z").n_samples == 2 * N


def test_a_column_that_names_one_sensor_is_none(put: Put) -> None:
    recording = read(put("time,sensor,x,y,z", rows_of(FIRST_G, word="S1")))
    np.testing.assert_allclose(recording.acceleration_g, FIRST_G, atol=1e-6)


def test_of_sensors_side_by_side_one_is_taken_with_its_place(put: Put) -> None:
    names = [f"{place}_acc_{a}" for place in ("left_wrist", "right_ankle") for a in "xyz"]
    path = put(",".join(["time", *names]), rows_of(FIRST_G, SECOND_G))
    first = read(path)
    np.testing.assert_allclose(first.acceleration_g, FIRST_G, atol=1e-6)
    assert (first.site, first.side) == ("wrist", "left")
    assert any("'right_ankle_acc_x' (--columns" in notice for notice in first.notices)
    second = read(path, columns="sensor=ankle")
    np.testing.assert_allclose(second.acceleration_g, SECOND_G, atol=1e-6)
    assert (second.site, second.side) == ("ankle", "right")


def test_sensors_may_be_numbered(put: Put) -> None:
    names = [f"acc{number}_{axis}" for number in (1, 2) for axis in "xyz"]
    path = put(",".join(["time", *names]), rows_of(FIRST_G, SECOND_G))
    for sensor, motion in (("acc1", FIRST_G), ("acc2", SECOND_G)):
        recording = read(path, columns=f"sensor={sensor}")
        np.testing.assert_allclose(recording.acceleration_g, motion, atol=1e-6)


def test_a_time_may_be_told_by_its_unit(put: Put) -> None:
    recording = read(put("moment (s),x (g),y (g),z (g)", rows_of(FIRST_G)))
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    falling = rows_of(FIRST_G)[::-1]
    with pytest.raises(ReadError, match="no time stamps"):
        read(put("delay (s),x (g),y (g),z (g)", falling))

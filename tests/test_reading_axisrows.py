"""Rows of one axis each are put together to samples, however they are ordered."""

import itertools
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

N, RATE_HZ = 600, 100
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
Row = Callable[[int, int], str]
BY_SAMPLE = list(itertools.product(range(N), range(3)))
BY_AXIS = [(row, axis) for axis, row in itertools.product(range(3), range(N))]


def opened(path: Path, header: str, rows: list[str]) -> Recording:
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return read(path)


def second(row: int) -> str:
    return f"{row / RATE_HZ:.3f}"


@pytest.mark.parametrize("order", [BY_SAMPLE, BY_AXIS], ids=["by turns", "axis by axis"])
@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("time,axis,value", "{t},{axis},{v}"),
        ("signal;time (s);value", "acc_{axis};{t};{v}"),
        ("id\tvalue\tname\ttime", "7\t{v}\tAccelerometer {axis}\t{t}"),
        ("time,sensor,axis,value,unit", "{t},acc,{axis},{v},g"),
        ("#group,false\n,_time,_value,_field,_measurement", ",{t},{v},{axis},imu"),
    ],
)
def test_axes_are_put_together(
    tmp_path: Path, header: str, form: str, order: list[tuple[int, int]]
) -> None:
    rows = [form.format(t=second(i), axis="xyz"[k], v=TRUE_G[i, k]) for i, k in order]
    recording = opened(tmp_path / "long.csv", header, rows)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    np.testing.assert_allclose(recording.time_s, np.arange(N) / RATE_HZ, atol=1e-6)


def test_a_gyroscope_at_half_the_rate_comes_with_it(tmp_path: Path) -> None:
    rows = [
        f"{1_741_083_630_000 + 10 * row},{sensor},{axis},{values[row, at]},{unit}"
        for row in range(N)
        for sensor, values, unit in (("gyro", TRUE_DPS, "deg/s"), ("acc", TRUE_G, "g"))
        for at, axis in enumerate("xyz")
        if sensor == "acc" or row % 2 == 0
    ]
    recording = opened(tmp_path / "long.csv", "timestamp,sensor,axis,value,unit", rows)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.start == datetime(2025, 3, 4, 10, 20, 30, tzinfo=UTC)
    assert recording.angular_velocity_dps is not None
    turned = recording.angular_velocity_dps[: N - 1 : 2]
    np.testing.assert_allclose(turned, TRUE_DPS[::2], atol=1e-3)


def test_blank_values_are_gaps(tmp_path: Path) -> None:
    rows = [
        f"{second(i)},{'xyz'[k]},{'NA' if 200 <= i < 260 else TRUE_G[i, k]}"
        for i, k in BY_SAMPLE
    ]
    recording = opened(tmp_path / "long.csv", "time,axis,value", rows)
    assert [each.n_samples for each in recording.stretches] == [200, 340]


def test_an_axis_that_lacks_a_row_is_refused(tmp_path: Path) -> None:
    rows = [f"{second(i)},{'xyz'[k]},{TRUE_G[i, k]}" for i, k in BY_SAMPLE]
    del rows[301]
    with pytest.raises(ReadError, match=r"'y' at 1\.010 and .*all three at the same times"):
        opened(tmp_path / "long.csv", "time,axis,value", rows)


def test_of_two_places_the_user_chooses(tmp_path: Path) -> None:
    rows = [
        f"{second(i)},{place},{'xyz'[k]},{values[i, k]}"
        for i, k in BY_SAMPLE
        for place, values in (("left wrist", TRUE_G), ("right ankle", TRUE_G[::-1]))
    ]
    path = tmp_path / "long.csv"
    with pytest.raises(ReadError, match=r"2 recordings .*left_wrist.*right_ankle"):
        opened(path, "time,device,axis,value", rows)
    recording = read(path, columns="sensor=ankle")
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[::-1], atol=1e-6)
    assert (recording.site, recording.side) == ("ankle", "right")


def test_a_table_of_samples_with_a_value_beside_them_is_none_of_axes(
    tmp_path: Path,
) -> None:
    rows = [f"{second(i)},x,{i % 7},{x},{y},{z}" for i, (x, y, z) in enumerate(TRUE_G)]
    recording = opened(tmp_path / "table.csv", "time,mark,value,ax,ay,az", rows)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)

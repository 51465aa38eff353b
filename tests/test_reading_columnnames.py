"""Names of columns in several lines, and columns without one."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.columnnames import find_header
from myosense.recording import Recording

N, RATE_HZ = 600, 100
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
SECOND = np.round(np.arange(N) / RATE_HZ, 3)
Put = Callable[..., Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(header: str, *columns: np.ndarray) -> Path:
        rows = np.column_stack(columns).tolist()
        path = tmp_path / "left_wrist.csv"
        lines = [header, *(",".join(map(str, row)) for row in rows)]
        path.write_text("\n".join(lines) + "\n")
        return path

    return write


def check(recording: Recording) -> None:
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=0.1)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)


@pytest.mark.parametrize(
    "header",
    [
        "Time,Gyro,Gyro,Gyro,Accel,Accel,Accel\n,X,Y,Z,X,Y,Z",
        "Time,Gyroscope,,,Accelerometer,,\ns,X,Y,Z,X,Y,Z",
        ",Gyroscope,,,Accelerometer,,\nTime,X,Y,Z,X,Y,Z\ns,deg/s,deg/s,deg/s,g,g,g",
        "recorded by hand,,,,,,\nTime,Gyr,,,Acc,,\n(s),X,Y,Z,X,Y,Z",
        "# Time,gyr,,,acc,,\n# s,x,y,z,x,y,z",
    ],
)
def test_sensors_may_stand_above_their_axes(put: Put, header: str) -> None:
    check(read(put(header, SECOND, TRUE_DPS, TRUE_G)))


@pytest.mark.parametrize("index", ["time", None])
def test_two_levels_of_names_as_pandas_writes_them(
    tmp_path: Path, index: str | None
) -> None:
    names = pd.MultiIndex.from_product((["gyr", "acc"], ["x", "y", "z"]))
    table = pd.DataFrame(np.hstack((TRUE_DPS, TRUE_G)), columns=names)
    table.index = pd.Index(SECOND, name=index)
    table.to_csv(tmp_path / "left_wrist.csv")
    check(read(tmp_path / "left_wrist.csv"))


def test_a_line_above_that_tells_nothing_apart_is_no_sensor() -> None:
    lines = ["Device,Wrist,,,", "time,x,y,z,x"]
    assert find_header(lines, ",", 5) == ("time", "x", "y", "z", "x")
    lines = ["Device,12,Wrist,,", "time,x,y,z,x"]
    assert find_header(lines, ",", 5) == ("time", "x", "y", "z", "x")


def test_the_index_of_pandas_is_the_time_where_it_has_parts(put: Put) -> None:
    check(read(put(",ax,ay,az,gx,gy,gz", SECOND, TRUE_G, TRUE_DPS)))
    path = put(",ax,ay,az", 10 * np.arange(N), TRUE_G)
    with pytest.raises(ReadError, match="no time stamps"):
        read(path)


@pytest.mark.parametrize(
    ("turns", "axes"),
    [
        ("gyro_0,gyro_1,gyro_2", "acc_0,acc_1,acc_2"),
        ("gyr1,gyr2,gyr3", "acc1,acc2,acc3"),
        ("gyro[0],gyro[1],gyro[2]", "acceleration[0],acceleration[1],acceleration[2]"),
        ("gyro.0,gyro.1,gyro.2", "accel.0,accel.1,accel.2"),
    ],
)
def test_axes_may_have_numbers(put: Put, turns: str, axes: str) -> None:
    recording = read(put(f"time,{turns},{axes}", SECOND, TRUE_DPS, TRUE_G))
    check(recording)
    assert any("are taken for x, y and z" in notice for notice in recording.notices)


def test_an_axis_may_stand_in_brackets(put: Put) -> None:
    names = ",".join(f"{sensor}({axis})" for sensor in ("gyro", "acc") for axis in "xyz")
    check(read(put(f"timestamp,{names}", SECOND, TRUE_DPS, TRUE_G)))


def test_many_numbers_are_no_axes(put: Put) -> None:
    with pytest.raises(ReadError, match="no three of them"):
        read(put("time,acc1,acc2,acc3,acc4", SECOND, TRUE_G, TRUE_G[:, :1]))


def test_an_acceleration_beside_a_timestamp_is_no_summary_of_ggir(put: Put) -> None:
    check(
        read(put("timestamp,acc.x,acc.y,acc.z,gyr.x,gyr.y,gyr.z", SECOND, TRUE_G, TRUE_DPS))
    )


@pytest.mark.parametrize(
    "names",
    [
        "t,ax1,ay1,az1,gx1,gy1,gz1,ax2,ay2,az2,gx2,gy2,gz2",
        "t,AccX1,AccY1,AccZ1,GyrX1,GyrY1,GyrZ1,AccX2,AccY2,AccZ2,GyrX2,GyrY2,GyrZ2",
        "t,acc_x8,acc_y8,acc_z8,gyr_x8,gyr_y8,gyr_z8,acc_x10,acc_y10,acc_z10,wx10,wy10,wz10",
    ],
)
def test_a_number_behind_the_axis_is_that_of_the_sensor(put: Put, names: str) -> None:
    path = put(names, SECOND, TRUE_G, TRUE_DPS, TRUE_G[::-1], TRUE_DPS[::-1])
    recording = read(path)
    check(recording)
    assert any("was taken; the file also has" in notice for notice in recording.notices)


@pytest.mark.parametrize("names", ["x0,x1,x2", "acc_x1,acc_x2,acc_x3", "x1,y2,z3"])
def test_axes_of_several_sensors_are_not_those_of_one(put: Put, names: str) -> None:
    with pytest.raises(ReadError, match="no three of them that are x, y and z"):
        read(put(f"t,{names}", SECOND, TRUE_G))


@pytest.mark.parametrize("first", [0.0, 1_741_089_600.0])
@pytest.mark.parametrize("others", [(), (TRUE_DPS,)])
def test_without_names_the_time_may_stand_last(
    put: Put, first: float, others: tuple[np.ndarray, ...]
) -> None:
    header = "\n"
    recording = read(put(header, TRUE_G, *others, first + SECOND))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)
    assert (recording.start is not None) == (first > 0)


def test_a_last_column_that_rises_now_and_then_is_no_time(put: Put) -> None:
    warming = np.round(30 + SECOND / 60, 1)
    with pytest.raises(ReadError, match="4 columns without names"):
        read(put("\n", TRUE_G, warming))


def test_what_stands_before_the_time_without_a_name_says_whose_the_rows_are(
    put: Put,
) -> None:
    person = np.full(N, 33)
    recording = read(put("\n", person, person + 1, 1000 * SECOND, TRUE_G))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)


def test_without_names_the_length_of_the_vector_is_no_axis(put: Put) -> None:
    length_g = np.linalg.norm(TRUE_G, axis=1).round(3)
    recording = read(put("\n", 1000 * SECOND, length_g, TRUE_G))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    behind = read(put("\n", 1000 * SECOND, TRUE_G, length_g))
    np.testing.assert_allclose(behind.acceleration_g, TRUE_G, atol=1e-3)

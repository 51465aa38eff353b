"""What a person is told of a file that was damaged a little, or named otherwise."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

N = 600
TRUE_G = planted_g(N)
EPOCH_NS = 1_663_326_947_268_860_700
Motion = npt.NDArray[np.float64]
Put = Callable[[str, str], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text)
        return path

    return write


def sensor_logger(samples: Motion = TRUE_G) -> str:
    rows = (
        f"{EPOCH_NS + 10_000_000 * row},{row / 100},{z},{y},{x}\n"
        for row, (x, y, z) in enumerate(samples.tolist())
    )
    return "time,seconds_elapsed,z,y,x\n" + "".join(rows)


@pytest.mark.parametrize("name", ["Gyroscope.csv", "left_gyroscope.txt", "Orientation.dat"])
def test_a_gyroscope_of_sensor_logger_is_none_by_another_ending(
    put: Put, name: str
) -> None:
    with pytest.raises(ReadError, match="it holds no acceleration"):
        read(put(name, sensor_logger()), unit="g")


def test_acceleration_of_sensor_logger_is_known_by_another_ending(put: Put) -> None:
    moved = 9.80665 * (TRUE_G - np.median(TRUE_G, axis=0))
    free = put("Accelerometer.txt", sensor_logger(moved))
    assert read(free).evidence["gravity_included"].startswith("no: removed (by its name)")
    whole = read(put("TotalAcceleration.txt", sensor_logger(9.80665 * TRUE_G)))
    np.testing.assert_allclose(whole.acceleration_g, TRUE_G, atol=1e-5)


@pytest.mark.parametrize("header", ["time,seconds_elapsed,z,y,x", "t (ns),i,z,y,x"])
def test_a_number_that_is_damaged_in_the_first_row_is_named(put: Put, header: str) -> None:
    damaged = sensor_logger().replace(f"{EPOCH_NS}", "16633#69", 1)
    damaged = damaged.replace("time,seconds_elapsed,z,y,x", header)
    column = header.partition(",")[0]
    wanted = rf"line 2 has '16633#69' in the column '{column}'; expected a number"
    with pytest.raises(ReadError, match=wanted.replace("(", r"\(").replace(")", r"\)")):
        read(put("AccelerometerUncalibrated.csv", damaged))


def test_times_of_another_kind_than_the_format_has_are_shown(put: Put) -> None:
    rows = sensor_logger().splitlines()
    cut = [rows[0], *(f"a quarter past 11,{row.partition(',')[2]}" for row in rows[1:])]
    with pytest.raises(ReadError, match=r"has 'a quarter past 11' in its time column"):
        read(put("AccelerometerUncalibrated.csv", "\n".join(cut)))


def test_a_blank_clock_is_none_and_a_rate_given_stands_for_it(put: Put) -> None:
    axes = ("\t".join(f"{9.80665 * value:.4f}" for value in row) for row in TRUE_G)
    rows = (f"{number:05d}\t\t{cells}\n" for number, cells in enumerate(axes))
    head = "// Start Time: Unknown\nPacketCounter\tSampleTimeFine\tAcc_X\tAcc_Y\tAcc_Z\n"
    path = put("MT_1.txt", head + "".join(rows))
    with pytest.raises(ReadError, match="has no time stamps; --rate gives"):
        read(path)
    recording = read(path, rate_hz=100.0)
    assert recording.sample_rate_hz == 100.0
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-4)


def test_an_offset_in_the_header_is_the_file_s(put: Put) -> None:
    times = "OutputRate:,100Hz\nStartTime:,2021-08-20_20:21:13_836_GMT+8\n"
    rows = (
        f"{row},{10_000 * row},{','.join(f'{9.80665 * v:.4f}' for v in sample)}\n"
        for row, sample in enumerate(TRUE_G.tolist())
    )
    head = "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z\n"
    path = put("dot.csv", times + head + "".join(rows))
    recording = read(path)
    assert str(recording.start) == "2021-08-20 20:21:13.836000+08:00"
    assert recording.evidence["zone"] == "UTC+08:00: in the file"
    given = read(path, time_zone="Asia/Shanghai")
    assert given.evidence["zone"] == "Asia/Shanghai: given"


@pytest.mark.parametrize("blank", ["     ", "\t\t\t", " \t ", ""])
def test_a_line_of_blanks_is_no_row(put: Put, blank: str) -> None:
    lines = sensor_logger().splitlines()
    lines.insert(80, blank)
    lines.append(blank)
    recording = read(put("AccelerometerUncalibrated.csv", "\n".join(lines)))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)

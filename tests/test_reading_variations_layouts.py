"""Layouts of programs and apps that no other test writes: their names, rows and units."""

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

Motion = npt.NDArray[np.float64]
Put = Callable[..., Path]
N = 600
STANDARD = 9.80665
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
ACC, TURN = STANDARD * TRUE_G, np.radians(TRUE_DPS)
TIME_S = np.arange(N) / 100
EPOCH_MS = 1_741_125_906_000 + 10 * np.arange(N)


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(text: str, name: str = "sensor.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def rows(columns: Iterable[npt.ArrayLike], mark: str = ",", decimal: str = ".") -> str:
    lines = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    text = (
        mark.join(f"{v:.6f}" if isinstance(v, float) else f"{v}" for v in line)
        for line in lines
    )
    return "\n".join(text).replace(".", decimal) + "\n"


def check(recording: Recording, rate_hz: float = 100.0, *, turns: bool = False) -> None:
    """Compare samples, rate and turns with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-4)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert (recording.angular_velocity_dps is not None) == turns
    if recording.angular_velocity_dps is not None:
        inner = slice(1, -1)  # A gyroscope's own clock may begin later.
        turned = recording.angular_velocity_dps[inner]
        np.testing.assert_allclose(turned, TRUE_DPS[inner], atol=0.05)


RUN = [f"Acceleration - {axis} (m/s²) Run #1" for axis in "xyz"]


@pytest.mark.parametrize(("mark", "decimal"), [(",", "."), (";", ",")])
@pytest.mark.parametrize("quote", ["", '"'])
def test_a_run_may_stand_behind_the_unit(
    put: Put, mark: str, decimal: str, quote: str
) -> None:
    """PASCO Capstone names each column's run."""
    names = [f"{quote}{name}{quote}" for name in ["Time (s) Run #1", *RUN]]
    text = mark.join(names) + "\n" + rows([TIME_S, *ACC.T], mark, decimal)
    recording = read(put(text))
    check(recording)
    assert recording.evidence["unit"].startswith("m/s2: named in the file")


def test_of_two_runs_the_first_is_read_and_the_other_chosen(put: Put) -> None:
    """Capstone writes runs side by side, the shorter one with blanks below its end."""
    names = ["Time (s) Run #1", *RUN]
    names += [name.replace("#1", "#2") for name in names]
    second = [
        [f"{value:.4f}" if row < 400 else "" for row, value in enumerate(column)]
        for column in (TIME_S, *ACC[::-1].T)
    ]
    path = put(",".join(names) + "\n" + rows([TIME_S, *ACC.T, *second]))
    recording = read(path)
    check(recording)
    assert any("Run #2" in notice for notice in recording.notices)
    chosen = read(path, columns="sensor=Run #2")
    np.testing.assert_allclose(chosen.acceleration_g, TRUE_G[::-1][:400], atol=1e-4)


def test_a_unit_may_stand_behind_a_comma(put: Put) -> None:
    """Noraxon MR3: what looks like two words is one unit, mG."""
    names = ["time,s", "Activity", *(f"LT Forearm Accel {axis},mG" for axis in "XYZ")]
    text = ";".join(names) + "\n" + rows([TIME_S, ["rest"] * N, *(1000 * TRUE_G).T], ";")
    recording = read(put(text))
    check(recording)
    assert (recording.site, recording.side) == ("forearm", "left")
    assert recording.evidence["unit"].startswith("mg: named in the file")


def test_seconds_may_be_told_in_parts(put: Put) -> None:
    """Hexoskin counts its time in 1/256 s."""
    names = ["time [s/256]", *(f"acceleration_{axis} [g]" for axis in "XYZ")]
    ticks = np.round(256 * TIME_S).astype(int)
    check(read(put(",".join(names) + "\n" + rows([ticks, *TRUE_G.T]))), 100.0)


ABOVE = ["wrist.acq", "10 msec/sample", "4 channels", "EMG100C", "mV"]
ABOVE += [line for axis in "XYZ" for line in (f"{axis} - TSD109F", "g")]
CHANNELS = ["CH1", "CH2", "CH5", "CH40"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("time", "per_s"), [("", 0), ("milliSec", 1e3), ("sec", 1.0), ("min", 1 / 60)]
)
def test_channels_have_their_labels_and_units_above(
    put: Put, time: str, per_s: float, end: str
) -> None:
    """AcqKnowledge: the line of counts below the channels is no row."""
    stamps = [[f"{value:.9g}" for value in TIME_S * per_s]] if time else []
    lines = [
        *ABOVE,
        "\t".join([*([time] if time else []), *CHANNELS, ""]),
        "\t".join([*([""] if time else []), *[f"{N}"] * 4, ""]),
        *rows([*stamps, TIME_S, *TRUE_G.T], "\t").splitlines(),
    ]
    recording = read(put(end.join(lines) + end, "wrist.txt"))
    assert recording.n_samples == N
    check(recording)
    assert recording.evidence["unit"].startswith("g: named in the file")
    dated = ["wrist.acq", "Recording on: 2025-02-21 11:05:38.634", *lines[1:]]
    assert str(read(put(end.join(dated))).start) == "2025-02-21 11:05:38.634000"
    lines[20] = lines[20].replace(".", "x")
    with pytest.raises(ReadError, match="line 21 has "):
        read(put(end.join(lines)))


def test_channels_without_counts_lose_no_row(put: Put) -> None:
    text = "\n".join([*ABOVE, "\t".join(CHANNELS), rows([TIME_S, *TRUE_G.T], "\t")])
    check(read(put(text, "wrist.txt")))


@pytest.mark.parametrize(("sub", "rate_hz"), [(1, 100.0), (10, 1000.0)])
def test_frames_have_the_rate_above(put: Put, sub: int, rate_hz: float) -> None:
    """Vicon Nexus: devices may be faster than the cameras, a frame has several rows."""
    number = np.arange(N)
    head = (
        f"Devices\n{rate_hz:g}\n,,Trident #1 - Accelerometer,,,Trident #1 - Gyro,,\n"
        "Frame,Sub Frame,X,Y,Z,X,Y,Z\n,,mm/s²,mm/s²,mm/s²,deg/s,deg/s,deg/s\n"
    )
    text = head + rows([1 + number // sub, number % sub, *(1000 * ACC).T, *TRUE_DPS.T])
    recording = read(put(text))
    assert recording.format == "Vicon Nexus csv of devices"
    check(recording, rate_hz, turns=True)


TYPES = {
    "numbers": ("1", "4", "2"),
    "strings": tuple(
        f"android.sensor.{w}" for w in ("accelerometer", "gyroscope", "light")
    ),
    "constants": ("TYPE_ACCELEROMETER", "TYPE_GYROSCOPE", "TYPE_MAGNETIC_FIELD"),
    "uncalibrated": (
        "accelerometer_uncalibrated",
        "gyroscope_uncalibrated",
        "magnetometer",
    ),
}


def by_turns(names: Sequence[str], head: str) -> str:
    """Write a row of each sensor for each stamp, the accelerometer first."""
    lines = [head] if head else []
    for ms, *vectors in zip(EPOCH_MS, ACC, TURN, 40 + TRUE_G, strict=True):
        for name, vector in zip(names, vectors, strict=True):
            lines.append(f"{ms},{name},{','.join(f'{value:.6f}' for value in vector)}")
    return "\n".join(lines) + "\n"


NAMED = "x,y,z"


@pytest.mark.parametrize(
    ("kind", "axes"),
    [
        *((kind, NAMED) for kind in TYPES),
        ("numbers", "value_0,value_1,value_2"),
        ("strings", "values[0],values[1],values[2]"),
    ],
)
def test_a_row_says_its_sensor_as_android_does(put: Put, kind: str, axes: str) -> None:
    text = by_turns(TYPES[kind], f"timestamp,sensor_type,{axes}")
    check(read(put(text)), turns=True)


def test_numbers_of_sensors_are_no_types(put: Put) -> None:
    recording = read(put(by_turns(("1", "4", "2"), "timestamp,sensor,x,y,z")))
    check(recording, turns=False)
    assert any(notice.startswith("4.csv lies beside 1.csv") for notice in recording.notices)


@pytest.mark.parametrize("n_sensors", [1, 2, 3])
def test_a_number_may_say_the_sensor_before_its_axes(put: Put, n_sensors: int) -> None:
    """Sensorstream IMU+GPS: 3 is the accelerometer, 4 the gyroscope, 5 the magnetometer."""
    columns: list[npt.ArrayLike] = [500_000.125 + TIME_S]
    for number, vectors in [(3, ACC), (4, TURN), (5, 40 + TRUE_G)][:n_sensors]:
        columns += [np.full(N, number), *vectors.T]
    check(read(put(rows(columns, ", "))))


def test_a_still_axis_of_counts_is_no_mark(put: Put) -> None:
    counts = np.round(64 * TRUE_G).astype(int)
    counts[:250, 0] = 6
    text = rows([[f"{second:.2f}" for second in TIME_S], *counts.T, np.full(N, 21)])
    recording = read(put(text), unit="64LSB/g")
    np.testing.assert_allclose(recording.acceleration_g, counts / 64, atol=1e-6)


@pytest.mark.parametrize("decimal", [".", ","])
@pytest.mark.parametrize(
    "answers", ["", "R device_subscribe acc OK\nR device_subscribe bvp OK\n"]
)
def test_lines_of_a_server_are_told_by_their_first_word(
    put: Put, decimal: str, answers: str
) -> None:
    """Empatica's E4 streaming server: each stream has as many cells as it needs."""
    counts = np.round(64 * TRUE_G).astype(int)
    lines = []
    for number, (x, y, z) in enumerate(counts.tolist()):
        at_s = f"{1_741_125_906 + number / 32:.5f}".replace(".", decimal)
        lines.append(f"E4_Acc {at_s} {x} {y} {z}")
        lines += [f"E4_Bvp {at_s} {x}{decimal}129"] * 2
        lines += [f"E4_Gsr {at_s} 0{decimal}25"] * (number % 8 == 0)
    recording = read(put(answers + "\n".join(lines) + "\n", "e4.txt"))
    np.testing.assert_allclose(recording.acceleration_g, counts / 64, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(32, rel=1e-4)
    assert recording.format == "Empatica E4 streaming server"
    assert str(recording.start) == "2025-03-04 22:05:06+00:00"
    assert not any("is not read" in notice for notice in recording.notices)


def sage(unit: str, turn_unit: str, kinds: Sequence[str]) -> str:
    """Write what Sage's research apps do: a record a sample, its unit in it."""
    said = {
        "accelerometer": (unit, ACC if unit == "m/s^2" else TRUE_G),
        "gyro": (turn_unit, TRUE_DPS if turn_unit == "deg/s" else TURN),
    }
    records = [
        {"timestamp": at_s, "sensorType": kind, "unit": said[kind][0]}
        | dict(zip("xyz", said[kind][1][row].tolist(), strict=True))
        for row, at_s in enumerate(TIME_S.tolist())
        for kind in kinds
    ]
    return json.dumps(records)


@pytest.mark.parametrize(
    ("unit", "turn_unit"), [("g", "rad/s"), ("m/s^2", "deg/s"), ("g", "deg/s")]
)
def test_a_column_may_say_the_unit(put: Put, unit: str, turn_unit: str) -> None:
    recording = read(put(sage(unit, turn_unit, ["accelerometer", "gyro"]), "motion.json"))
    check(recording, turns=True)
    assert "named in the file" in recording.evidence["unit"]
    assert not any("unit is not named" in notice for notice in recording.notices)


def test_a_gyroscope_by_the_unit_of_its_rows_is_no_accelerometer(put: Put) -> None:
    text = "time,x,y,z,unit\n" + rows([TIME_S, *TRUE_G.T, ["rad/s"] * N])
    with pytest.raises(ReadError, match="a gyroscope is not enough"):
        read(put(text))

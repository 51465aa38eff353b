"""MATLAB: arrays, structs and timetables, by scipy's, mat-io's and h5py's writers."""

import struct
import tracemalloc
import warnings
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
import scipy.io

from myosense.errors import ArgumentError, ReadError
from myosense.reading import read
from myosense.reading.formats import matlab
from myosense.reading.formats.matlab import read_here, read_matlab

N = 600
EPOCH_S = 1_741_000_000.0  # 2025-03-03 11:06:40 UTC


def make_motion(n: int = N, seed: int = 0) -> npt.NDArray[np.float64]:
    motion = np.random.default_rng(seed).normal(0, 0.01, (n, 3))
    motion += [0.0, 0.6, 0.8]
    return motion


MOTION = make_motion()
Put = Callable[..., Path]


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the time that a process of its own takes to start."""
    monkeypatch.setattr(matlab, "read_apart", lambda _, path, said: read_here(path, said))


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(variables: dict[str, Any], *, do_compression: bool = False) -> Path:
        path = tmp_path / "a.mat"
        scipy.io.savemat(path, variables, do_compression=do_compression)
        return path

    return write


@pytest.mark.parametrize("do_compression", [False, True])
@pytest.mark.parametrize("kind", ["f8", "f4", "i2"])
def test_plain_arrays_are_found(put: Put, kind: str, *, do_compression: bool) -> None:
    whole = np.round(MOTION * 1000).astype(kind)
    time = np.arange(N) / 50
    path = put({"acc": whole, "time": time, "mag": whole}, do_compression=do_compression)
    recording = read(path)
    np.testing.assert_allclose(
        recording.acceleration_g, np.round(MOTION * 1000) / 1000, atol=1e-6
    )
    assert recording.sample_rate_hz == pytest.approx(50)


def test_rows_may_lie_across_and_the_rate_beside(put: Put) -> None:
    variables = {"accel": MOTION.T, "gyro": MOTION.T, "Fs": 128, "name": "Jane"}
    table = read_matlab(put(variables), None)
    np.testing.assert_array_equal(table.acceleration, MOTION)
    np.testing.assert_array_equal(table.angular_velocity, MOTION)
    assert table.declared.sample_rate_hz == 128


def test_big_endian_is_read(put: Put) -> None:
    path = put({"acc": np.zeros((2, 2))})

    def element(kind: int, data: bytes) -> bytes:
        return struct.pack(">II", kind, len(data)) + data + b"\0" * (-len(data) % 8)

    numbers = element(9, MOTION.astype(">f8").tobytes(order="F"))
    head = element(6, struct.pack(">II", 6, 0)) + element(5, struct.pack(">ii", N, 3))
    matrix = element(14, head + element(1, b"acc") + numbers)
    header = b"MATLAB 5.0 MAT-file".ljust(124) + b"\x01\x00MI"
    path.write_bytes(header + matrix)
    np.testing.assert_array_equal(read_matlab(path, None).acceleration, MOTION)


def mobilised(*lengths: int) -> dict[str, Any]:
    """Lay trials out as Mobilise-D does: the unit at the lower back, others beside it."""
    trials = {}
    for i, n in enumerate(lengths, 1):
        sensor = {
            "Acc": make_motion(n, i),
            "Gyr": make_motion(n, i) * 50,
            "Timestamp": EPOCH_S + np.arange(n)[:, None] / 100,
            "Fs": {"Acc": 100, "Gyr": 100},
        }
        trials[f"Trial{i}"] = {
            "StartDateTime": "2025-03-03T12:06:40.000+01:00",
            "TimeZone": "Europe/Berlin",
            "SU": {"LowerBack": sensor},
            "SU_INDIP": {"LeftFoot": sensor},
        }
    return {"data": {"TimeMeasure1": {"Test5": trials}}}


def test_the_longest_trial_at_the_lower_back_is_taken(put: Put) -> None:
    recording = read(put(mobilised(300, 900, 600)))
    np.testing.assert_allclose(recording.acceleration_g, make_motion(900, 2), rtol=1e-6)
    assert recording.angular_velocity_dps is not None
    assert recording.site == "lower_back"
    assert recording.time_zone == "Europe/Berlin"
    assert recording.start is not None
    assert recording.start.isoformat() == "2025-03-03T12:06:40+01:00"
    assert any("Trial2" in said and "Trial1" in said for said in recording.notices)
    table = read_matlab(put(mobilised(300, 900)), {"sensor": "Trial1/SU_INDIP"})
    assert len(table.acceleration) == 300
    assert table.declared.sample_rate_hz == 100


def test_several_without_a_choice_are_refused(put: Put) -> None:
    path = put({"left": {"acc": MOTION, "fs": 50}, "right": {"acc": MOTION, "fs": 50}})
    with pytest.raises(ReadError, match=r"2 accelerometers \(left/acc, right/acc\)"):
        read_matlab(path, None)
    with pytest.raises(ArgumentError, match="sensor=hip"):
        read_matlab(path, "sensor=hip")
    table = read_matlab(path, "sensor=right")
    assert table.declared.side == "right" or table.declared.site is None


def test_columns_are_named_by_their_paths(put: Put) -> None:
    path = put({"data": np.column_stack((np.arange(N) / 50, MOTION))})
    table = read_matlab(path, "time=data[1],x=data[4],y=data[3],z=data[2]")
    np.testing.assert_array_equal(table.acceleration, MOTION[:, ::-1])
    assert table.stamps is not None
    assert table.stamps.time_s[50] == 1


@pytest.mark.parametrize("version", ["v7", "v7.3"])
def test_a_timetable_keeps_its_clock(tmp_path: Path, version: str) -> None:
    index = pd.date_range(
        "2018-09-06 13:27:32.971", periods=N, freq="20ms", name="Timestamp"
    )
    frame = pd.DataFrame(MOTION * 9.80665, columns=list("XYZ"), index=index)
    path = tmp_path / "phone.mat"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # It sets an option that pandas has given up.
        import matio  # noqa: PLC0415
    matio.save_to_mat(
        str(path), {"Acceleration": frame, "Position": frame}, version=version
    )
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, MOTION, rtol=1e-5)
    assert recording.start is not None
    assert recording.start.isoformat() == "2018-09-06T13:27:32.971000"
    assert recording.time_zone is None
    assert recording.sample_rate_hz == pytest.approx(50)


def test_a_gyroscope_with_a_clock_of_its_own_is_read(tmp_path: Path) -> None:
    start = pd.Timestamp("2018-09-06 13:27:32.971")
    times = {"Acceleration": np.arange(N) / 50, "AngularVelocity": np.arange(2 * N) / 90}
    turning = np.sin(times["AngularVelocity"])[:, None] * [1.0, 0.5, -2.0]
    frames = {
        name: pd.DataFrame(
            values,
            columns=list("XYZ"),
            index=pd.DatetimeIndex(start + pd.to_timedelta(times[name], "s"), name="Time"),
        )
        for name, values in (
            ("Acceleration", 9.80665 * MOTION),
            ("AngularVelocity", turning),
        )
    }
    path = tmp_path / "phone.mat"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import matio  # noqa: PLC0415
    matio.save_to_mat(str(path), frames, version="v7")
    recording = read(path)
    assert recording.n_samples == N
    assert recording.angular_velocity_dps is not None
    expected = np.degrees(np.sin(recording.time_s)[:, None] * [1.0, 0.5, -2.0])
    np.testing.assert_allclose(recording.angular_velocity_dps, expected, atol=0.05)
    assert any("rad/s is taken" in notice for notice in recording.notices)


def test_version_7_3_is_hdf5_after_a_header(tmp_path: Path) -> None:
    path = tmp_path / "a.mat"
    with h5py.File(path, "w", userblock_size=512) as file:
        file["trial/acc"] = MOTION.T  # MATLAB writes column by column.
        file["trial/fs"] = [[50.0]]
        text = file.create_dataset(
            "trial/StartTime",
            data=np.array([[ord(c)] for c in "2025-03-03T11:06:40"], "u2"),
        )
        text.attrs["MATLAB_class"] = np.bytes_("char")
    content = path.read_bytes()
    path.write_bytes(b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + content[128:])
    table = read_here(path, None)
    np.testing.assert_array_equal(table.acceleration, MOTION)
    assert table.declared.sample_rate_hz == 50
    assert table.declared.start is not None
    assert table.declared.start.isoformat() == "2025-03-03T11:06:40"


def element(kind: int, data: bytes) -> bytes:
    return struct.pack("<II", kind, len(data)) + data + b"\0" * (-len(data) % 8)


def matrix(kind: int, shape: tuple[int, int], name: bytes, body: bytes) -> bytes:
    head = element(6, struct.pack("<II", kind, 0)) + element(5, struct.pack("<ii", *shape))
    return element(14, head + element(1, name) + body)


HEADER = b"MATLAB 5.0 MAT-file".ljust(116) + b"\0" * 8 + b"\x00\x01IM"
NUMBER = matrix(6, (1, 1), b"", element(9, struct.pack("<d", 1.0)))


def nested(depth: int) -> bytes:
    """Put a cell into a cell into a cell, and so on."""
    heads, size = [], len(NUMBER)
    for level in range(depth):
        head = matrix(1, (1, 1), b"a" if level == depth - 1 else b"", b"")[8:]
        heads.append(struct.pack("<II", 14, len(head) + size) + head)
        size += len(head) + 8
    return b"".join(reversed(heads)) + NUMBER


def packed(data: bytes) -> bytes:
    small = zlib.compress(data)
    return struct.pack("<II", 15, len(small)) + small


BROKEN = {
    "header only": (HEADER, "found no array of numbers"),
    "deep": (HEADER + packed(nested(100_000)), "nests over 24 deep"),
    "unfolds": (HEADER + packed(bytes(1 << 28)), "unpacks"),
    "cut": (
        HEADER + matrix(6, (N, 3), b"acc", element(9, MOTION.tobytes()))[:-99],
        "cut off",
    ),
    "not packed": (HEADER + struct.pack("<II", 15, 64) + b"x" * 64, "cut off"),
    "shape": (
        HEADER + matrix(6, (1 << 30, 3), b"acc", element(9, MOTION.tobytes())),
        "cut off",
    ),
    "cells": (
        HEADER + matrix(1, (1 << 30, 1 << 30), b"acc", NUMBER),
        "found no array of numbers",
    ),
    "objects": (
        HEADER
        + element(
            14, element(6, struct.pack("<II", 17, 0)) + element(1, b"acc") + nested(200)
        ),
        "nests 65 deep",
    ),
    "7.3": (b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + bytes(600), "damaged"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused_in_little_memory(tmp_path: Path, name: str) -> None:
    content, said = BROKEN[name]
    path = tmp_path / "broken.mat"
    path.write_bytes(content)
    tracemalloc.start()
    with pytest.raises(ReadError, match=said):
        read_here(path, None)
    assert tracemalloc.get_traced_memory()[1] < 200 << 20
    tracemalloc.stop()


def test_the_samples_are_read(shared: Path) -> None:
    phone = read(shared / "formats" / "matlab_mobile" / "ExampleData.mat")
    assert phone.n_samples == 19_418
    assert phone.sample_rate_hz == pytest.approx(52.6, rel=0.005)
    assert phone.start is not None
    assert phone.start.isoformat() == "2018-09-06T13:27:32.971000"
    trial = read(shared / "formats" / "mobilised_mat" / "data.mat")
    assert (trial.n_samples, trial.site) == (13_759, "lower_back")
    assert trial.time_zone == "Europe/Berlin"

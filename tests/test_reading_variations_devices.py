"""What else the files of recorders look like: old firmware, other modes, other sensors."""

import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import edfio
import numpy as np
import pytest
from axivity_files import MONDAY, block, header, packed
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

N = 800
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
Packets = list[dict[str, Any]]


def check(recording: Recording, rate_hz: float, n: int = N) -> None:
    """Compare samples and rate with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[:n], atol=3e-3)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=5e-3)


def test_the_oldest_axivity_has_its_rate_in_place_of_the_offset(tmp_path: Path) -> None:
    counts = [tuple(row) for row in np.round(256 * TRUE_G).astype(int).tolist()]
    blocks = [
        block(
            packed(counts[120 * n : 120 * n + 120]),
            120,
            (MONDAY + timedelta(seconds=1.2 * n)).replace(microsecond=0),
            place=100,
            sequence=n,
            rate=0,
            has_fraction=False,
        )
        for n in range(6)
    ]
    path = tmp_path / "old.cwa"
    path.write_bytes(header() + b"".join(blocks))
    recording = read(path)
    check(recording, 100, 720)
    assert recording.evidence["declared_rate_hz"] == "100"
    assert recording.start is not None
    assert abs(recording.start - MONDAY) < timedelta(seconds=1)


def test_an_ax6_without_its_gyroscope_has_three_axes_of_16_bits(tmp_path: Path) -> None:
    rows = np.round(2048 * TRUE_G).astype("<i2")
    blocks = [
        block(
            rows[80 * n : 80 * n + 80].tobytes(),
            80,
            MONDAY + timedelta(seconds=0.8 * (n + 1)),
            place=80,
            sequence=n,
            packing=0x32,
            light=3 << 13,  # 256 times 2^3 counts are 1 g
        )
        for n in range(10)
    ]
    path = tmp_path / "ax6.cwa"
    path.write_bytes(header(kind=0x64) + b"".join(blocks))
    recording = read(path)
    check(recording, 100)
    assert recording.angular_velocity_dps is None


def packed12(counts: np.ndarray) -> bytes:
    """Write y, x, z of twelve bits, two samples in nine bytes."""
    bits = "".join(f"{value & 0xFFF:012b}" for value in counts[:, [1, 0, 2]].ravel())
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


@pytest.mark.parametrize("kind", ["GT3XPlus", "GT3X", ""])
def test_the_first_gt3x_counts_and_the_next_measures(tmp_path: Path, kind: str) -> None:
    ticks = (datetime(2009, 3, 1, 7, 30) - datetime(1, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001
    info = {"Serial Number": "NEO1C15110103", "Device Type": kind, "Firmware": "1.4.0"}
    info |= {"Sample Rate": "40", "Start Date": f"{10 * ticks}", "Height": "172,72"}
    path = tmp_path / "hip.gt3x"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("info.txt", "".join(f"{k}: {v}\r\n" for k, v in info.items()))
        archive.writestr("activity.bin", packed12(np.round(341 * TRUE_G).astype(int)))
        archive.writestr("lux.bin", b"\0" * 20)
    if kind == "GT3X":
        with pytest.raises(ReadError, match="counts per epoch only"):
            read(path)
        return
    recording = read(path)
    check(recording, 40)
    assert str(recording.start) == "2009-03-01 07:30:00"


def axes(values: np.ndarray) -> list[dict[str, float]]:
    return [dict(zip("xyz", row, strict=True)) for row in values.tolist()]


def packets() -> Packets:
    """Cut samples into packets of eight at 104 Hz, with a magnetometer beside."""
    return [
        {
            "Timestamp": 17_541 + round(first / 0.104),
            "ArrayAcc": axes(9.80665 * TRUE_G[first : first + 8]),
            "ArrayGyro": axes(TRUE_DPS[first : first + 8]),
            "ArrayMagn": axes(TRUE_DPS[first : first + 8]),
        }
        for first in range(0, N, 8)
    ]


BEATS = [{"rrData": [800], "average": 70.0} for _ in range(80)]


@pytest.mark.parametrize(
    "wrap",
    [
        pytest.param(lambda all_: {"Meas": {"HR": BEATS, "IMU9": all_}}, id="beats first"),
        pytest.param(
            lambda all_: {"Config": "y" * 2000, "Meas": all_}, id="settings first"
        ),
        pytest.param(
            lambda all_: [{"Body": one, "Uri": "2448/Meas/IMU9/104"} for one in all_],
            id="messages",
        ),
    ],
)
def test_movesense_packets_are_found_wherever_they_are(
    tmp_path: Path, wrap: Callable[[Packets], object]
) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(wrap(packets()), indent=1))
    recording = read(path)
    check(recording, 104)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, rtol=1e-5)


def test_of_two_streams_of_movesense_one_is_taken_and_said(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps({"a1": {"Acc": packets()}, "b2": {"Acc": packets()}}))
    recording = read(path)
    check(recording, 104)
    assert any("'/b2/Acc'" in notice for notice in recording.notices)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\n\n"])
def test_movesense_packets_may_stand_in_lines(tmp_path: Path, end: str) -> None:
    path = tmp_path / "log.json"
    lines = [json.dumps({"imu": one}) for one in packets()]
    path.write_bytes(end.join(lines).encode())
    check(read(path), 104)
    path.write_bytes(end.join((*lines, lines[-1][:99])).encode())
    n_before = end.count("\n") * len(lines)
    with pytest.raises(ReadError, match=f"line {n_before + 1} is no JSON"):
        read(path)


TABLE = np.hstack((TRUE_G, TRUE_DPS))
VALUES = {
    "file_name": "imu_values.bin",
    "channels": [
        f"{kind}_{axis}" for kind in ("accelerometer", "gyroscope") for axis in "xyz"
    ],
    "units": ["g"] * 3 + ["deg/s"] * 3,
    "bits": 32,
}
TIME = {"file_name": "imu_time.bin", "channels": ["time"], "bits": 64}


@pytest.mark.parametrize(
    "unit", ["ms", "s", "time_relative_ms", "time_absolute_unix_ms", ""]
)
def test_tsdf_tells_the_time_in_many_ways_or_only_the_rate(
    tmp_path: Path, unit: str
) -> None:
    start = "2021-08-19T16:02:17+00:00"
    described: dict[str, Any] = {"start_iso8601": start, "data_type": "float"}
    sensors = [{**TIME, "units": [unit]}] * bool(unit) + [VALUES]
    if unit:
        described["sensors"] = sensors
    else:
        described |= {**VALUES, "freq_sampling_original": 100.0}
    (tmp_path / "imu_meta.json").write_text(json.dumps(described))
    time_s = np.arange(N) / 100
    time_s += datetime.fromisoformat(start).timestamp() * ("unix" in unit)
    stamps = time_s if unit == "s" else 1000 * time_s
    (tmp_path / "imu_time.bin").write_bytes(stamps.astype("<f8").tobytes())
    (tmp_path / "imu_values.bin").write_bytes(TABLE.astype("<f4").tobytes())
    recording = read(tmp_path / "imu_meta.json")
    check(recording, 100)
    assert recording.start == datetime.fromisoformat(start)
    assert recording.angular_velocity_dps is not None


@pytest.mark.parametrize(("unit", "scale"), [("s", 1), ("ms", 1000), ("seconds", 1)])
@pytest.mark.parametrize("has_header", [True, False])
def test_bids_motion_may_repeat_its_names_and_count_in_ms(
    tmp_path: Path, unit: str, scale: int, *, has_header: bool
) -> None:
    names = ["latency", *(f"acc_{axis}" for axis in "xyz")]
    channels = [f"latency\tn/a\tLATENCY\tn/a\t{unit}"]
    channels += [f"acc_{axis}\t{axis}\tACCEL\thand\tg" for axis in "xyz"]
    rows = np.column_stack((scale * np.arange(N) / 50, TRUE_G))
    lines = ["\t".join(names)] * has_header
    lines += ["\t".join(f"{value:.6f}" for value in row) for row in rows]
    base = tmp_path / "sub-1_task-rest_tracksys-imu"
    head = "name\tcomponent\ttype\ttracked_point\tunits"
    Path(f"{base}_channels.tsv").write_text("\n".join((head, *channels)))
    Path(f"{base}_motion.tsv").write_text("\n".join(lines))
    check(read(Path(f"{base}_motion.tsv")), 50)


def edf(path: Path, labels: list[str], unit: str, scale: float) -> Path:
    """Write a heart's signal beside three axes of another rate."""
    limits = (-16 * scale, 16 * scale)
    signals = [edfio.EdfSignal(np.zeros(4 * N), 200, label="ECG")]
    signals += [
        edfio.EdfSignal(
            scale * axis, 50, label=label, physical_dimension=unit, physical_range=limits
        )
        for axis, label in zip(TRUE_G.T, labels, strict=True)
    ]
    edfio.Edf(signals).write(path)
    return path


@pytest.mark.parametrize(
    ("label", "unit", "scale"),
    [
        ("Accelerometer_{}", "mg", 1000),
        ("Acc {}", "g", 1),
        ("acc{}", "m/s^2", 9.80665),
        ("Activity {}", "mG", 1000),
        ("d{}", "g", 1),
        ("{}", "g", 1),
    ],
)
def test_edf_labels_axes_in_many_ways(
    tmp_path: Path, label: str, unit: str, scale: float
) -> None:
    labels = [label.format(axis) for axis in "XYZ"]
    check(read(edf(tmp_path / "a.edf", labels, unit, scale)), 50)


@pytest.mark.parametrize("label", ["Compass {}", "Gravitation {}", "Magnetic field {}"])
def test_gauss_and_gravity_are_no_acceleration(tmp_path: Path, label: str) -> None:
    path = edf(tmp_path / "a.edf", [label.format(axis) for axis in "XYZ"], "G", 1)
    with pytest.raises(ReadError, match="no three of them"):
        read(path)

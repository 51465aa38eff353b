"""TSDF: numbers beside a description whose outer levels hold for the inner ones."""

import copy
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

N = 800
SAMPLES_G, TURNED_DPS = planted_g(N), planted_dps(N)
SCALES = [0.01] * 3 + [0.1] * 3
COUNTS = np.round(np.hstack((SAMPLES_G * 9.80665, TURNED_DPS)) / SCALES)
EXPECTED_G = COUNTS[:, :3] * 0.01 / 9.80665
START = "2024-06-27T16:52:20Z"
HEADER: dict[str, Any] = {
    "subject_id": "Jane Doe",
    "device_id": "Study Watch",
    "endianness": "little",
    "start_iso8601": START,
    "sensors": [
        {
            "file_name": "imu_time.bin",
            "channels": ["time"],
            "units": ["time_delta_ms"],
            "data_type": "float",
            "bits": 32,
        },
        {
            "data_type": "int",
            "bits": 16,
            "parts": [
                {
                    "file_name": "imu_values.bin",
                    "channels": [f"acceleration_{axis}" for axis in "xyz"]
                    + [f"rotation_{axis}" for axis in "xyz"],
                    "units": ["m/s/s"] * 3 + ["deg/s"] * 3,
                    "scale_factors": SCALES,
                }
            ],
        },
    ],
}


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(header: object, time: np.ndarray, values: bytes) -> Path:
        (tmp_path / "imu_meta.json").write_text(json.dumps(header))
        (tmp_path / "imu_time.bin").write_bytes(time.tobytes())
        (tmp_path / "imu_values.bin").write_bytes(values)
        return tmp_path

    return write


DELTAS = np.full(N, 10, "<f4")
DELTAS[0] = 0
VALUES = COUNTS.astype("<i2").tobytes()


def changed(place: str, **changes: object) -> dict[str, Any]:
    """Change what the description says of time, of values, or of all."""
    header = copy.deepcopy(HEADER)
    time, values = header["sensors"]
    {"time": time, "values": values["parts"][0], "all": header, "type": values}[
        place
    ].update(changes)
    return header


@pytest.mark.parametrize("name", ["imu_values.bin", "imu_meta.json", ""])
def test_values_and_time_are_read(put: Callable[..., Path], name: str) -> None:
    recording = read(put(HEADER, DELTAS, VALUES) / name)
    np.testing.assert_allclose(recording.acceleration_g, EXPECTED_G, atol=1e-6)
    turned = recording.angular_velocity_dps
    assert turned is not None
    np.testing.assert_allclose(turned, TURNED_DPS, atol=1e-4)
    assert recording.sample_rate_hz == pytest.approx(100)
    assert str(recording.start) == "2024-06-27 16:52:20+00:00"
    assert recording.device == "Study Watch"
    assert "Doe" not in str(recording.facts)


ELAPSED = np.arange(N) * 10.0


@pytest.mark.parametrize(
    ("unit", "time"),
    [
        ("time_relative_ms", ELAPSED),
        ("time_absolute_unix_ms", ELAPSED + 1_719_507_140_000),
        ("time_absolute_unix_s", ELAPSED / 1e3 + 1_719_507_140),
    ],
)
def test_time_is_understood_by_its_unit(
    put: Callable[..., Path], unit: str, time: np.ndarray
) -> None:
    header = changed("time", units=[unit], data_type="float", bits=64)
    recording = read(put(header, time.astype("<f8"), VALUES))
    assert recording.sample_rate_hz == pytest.approx(100)
    assert str(recording.start) == "2024-06-27 16:52:20+00:00"


def test_the_order_of_bytes_is_inherited(put: Callable[..., Path]) -> None:
    header = changed("all", endianness="big")
    path = put(header, DELTAS.astype(">f4"), COUNTS.astype(">i2").tobytes())
    np.testing.assert_allclose(read(path).acceleration_g, EXPECTED_G, atol=1e-6)


def test_a_gap_stays_one(put: Callable[..., Path]) -> None:
    deltas = DELTAS.copy()
    deltas[400] = 2000
    assert [s.n_samples for s in read(put(HEADER, deltas, VALUES)).stretches] == [400, 400]


@pytest.mark.parametrize(
    ("header", "said"),
    [
        pytest.param(
            changed("values", file_name="../imu_values.bin"), "own folder", id="up"
        ),
        pytest.param(changed("values", file_name="gone.bin"), "beside", id="missing"),
        pytest.param(changed("values", channels=["a"] * 6), "0 files", id="channels"),
        pytest.param(changed("type", data_type="text"), "type", id="type"),
        pytest.param(changed("type", bits=12), "type", id="12 bits"),
        pytest.param(changed("type", bits="many"), "bits", id="no bits"),
        pytest.param(changed("time", units=["time_delta_weeks"]), "weeks", id="weeks"),
        pytest.param(changed("time", file_name="imu_values.bin"), "stamps", id="lengths"),
        pytest.param(
            changed("values", scale_factors=["x"] * 6), "scale_factors", id="no scale"
        ),
    ],
)
def test_a_description_that_cannot_be_used_is_refused(
    put: Callable[..., Path], header: object, said: str
) -> None:
    path = put(header, DELTAS, VALUES) / "imu_meta.json"
    with pytest.raises(ReadError, match=r"^imu_meta\.json: ") as refusal:
        read(path)
    assert said in str(refusal.value)


def test_damage_is_refused(put: Callable[..., Path]) -> None:
    folder = put(HEADER, DELTAS[:0], b"")
    with pytest.raises(ReadError, match="0 rows"):
        read(folder)
    header = folder / "imu_meta.json"
    header.write_text(header.read_text()[:-5])
    with pytest.raises(ReadError, match="damaged"):
        read(header)
    deep = '{"file_name":1,"channels":1,"data_type":1,"a":' + "[" * 100_000
    header.write_text(deep)
    with pytest.raises(ReadError, match="damaged"):
        read(header)


def test_the_real_one(shared: Path) -> None:
    recording = read(shared / "formats" / "tsdf_verily" / "imu_values.bin")
    assert recording.n_samples == 72_947
    assert recording.sample_rate_hz == pytest.approx(99.6, rel=0.005)
    assert str(recording.start) == "2021-06-27 16:52:20+00:00"
    assert recording.evidence["unit"].startswith("m/s2")

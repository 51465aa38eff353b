"""Movesense: packets of samples, each with the time of its first."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

N, PACKET, STEP_MS, BOOT_MS = 1600, 8, 78.125, 17_541
SAMPLES_G, TURNED_DPS = planted_g(N), planted_dps(N)


def axes(samples: np.ndarray) -> list[dict[str, float]]:
    return [{"x": x, "y": y, "z": z} for x, y, z in samples.tolist()]


def packets(**sensors: np.ndarray) -> list[dict[str, Any]]:
    """Cut samples into packets, stamped in whole ms since the sensor was started."""
    found = []
    for number, first in enumerate(range(0, N, PACKET)):
        parts = {
            name: axes(values[first : first + PACKET]) for name, values in sensors.items()
        }
        found.append({**parts, "Timestamp": round(BOOT_MS + number * STEP_MS)})
    return found


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(content: object) -> Path:
        path = tmp_path / "log.json"
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text)
        return path

    return write


IMU = packets(ArrayAcc=SAMPLES_G * 9.80665, ArrayGyro=TURNED_DPS)
ACC, GYRO = packets(ArrayAcc=SAMPLES_G * 9.80665), packets(ArrayGyro=TURNED_DPS)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param({"Meas": {"IMU6": IMU}}, id="one stream"),
        pytest.param({"Meas": {"Acc": ACC, "Gyro": GYRO}}, id="two streams"),
        pytest.param({"data": [{"imu": packet} for packet in IMU]}, id="a list"),
    ],
)
def test_samples_are_spread_inside_their_packets(
    put: Callable[..., Path], content: object
) -> None:
    recording = read(put(content))
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)
    turned = recording.angular_velocity_dps
    assert turned is not None
    # two streams meet within the rounding of their stamps
    np.testing.assert_allclose(turned[:-PACKET], TURNED_DPS[:-PACKET], atol=1e-4)
    assert recording.sample_rate_hz == pytest.approx(102.4, rel=1e-4)
    assert (len(recording.stretches), recording.start) == (1, None)


def test_a_lost_packet_is_a_gap(put: Callable[..., Path]) -> None:
    recording = read(put({"Meas": {"Acc": ACC[:100] + ACC[101:]}}))
    assert recording.n_samples == N - PACKET
    assert [s.n_samples for s in recording.stretches] == [800, 792]


def test_many_lost_packets_do_not_slow_the_rest(put: Callable[..., Path]) -> None:
    kept = [packet for number, packet in enumerate(ACC) if number % 4 != 3]
    recording = read(put({"Meas": {"Acc": kept}}))
    assert len(recording.stretches) == N // PACKET // 4
    assert recording.sample_rate_hz == pytest.approx(102.4, rel=0.002)


def test_a_log_of_the_gyroscope_alone_is_refused(put: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match="log"):
        read(put({"Meas": {"Gyro": GYRO}}))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param({"a": [{"ArrayAcc": axes(SAMPLES_G)}]}, "0 packets", id="no stamps"),
        pytest.param({"a": [{"ArrayAcc": [], "Timestamp": 1}]}, "rows", id="no samples"),
        pytest.param({"a": [{"ArrayAcc": 7, "Timestamp": 1}]}, "ArrayAcc", id="no list"),
        pytest.param(
            {"a": [{"ArrayAcc": [[1]], "Timestamp": 1}]}, "ArrayAcc", id="no axes"
        ),
        pytest.param({"a": [{"ArrayAcc": [], "Timestamp": "x"}]}, "Timestamp", id="text"),
        pytest.param({"a": [{"ArrayAcc": [], "Timestamp": 1e99}]}, "Timestamp", id="late"),
        pytest.param(json.dumps({"a": ACC})[:-9], "cut off or damaged", id="cut"),
        pytest.param('{"ArrayAcc":' + "[" * 200_000, "cut off or damaged", id="deep"),
        pytest.param('{"ArrayAcc":' + "9" * 9999 + "}", "damaged", id="long number"),
    ],
)
def test_what_is_no_log_is_refused(
    put: Callable[..., Path], content: object, said: str
) -> None:
    with pytest.raises(ReadError, match=r"^log\.json: ") as refusal:
        read(put(content))
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_huge_log_is_refused_before_it_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "log.json"
    with path.open("wb") as file:
        file.write(b'{"Meas":{"Acc":[{"ArrayAcc":[')
        file.truncate(1 << 30)
    with pytest.raises(ReadError, match="1,024 MB"):
        read(path)


def test_the_real_one(shared: Path) -> None:
    recording = read(shared / "formats" / "movesense" / "MovesenseLog_3_786.json")
    assert recording.n_samples == 8744
    assert recording.sample_rate_hz == pytest.approx(102.6, rel=0.005)
    assert recording.evidence["unit"].startswith("m/s2")
    assert len(recording.stretches) == 1

"""JSON of records is read as the tables that it stands for."""

import json
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.records import is_records

N = 500
START_NS = 1741125906250000000
GRAVITY_G = np.array([0.6, 0.0, 0.8])
SHAKE_G = np.random.default_rng(4).normal(0, 0.01, (N, 3))
TURN = np.random.default_rng(5).normal(0, 0.2, (N, 3))
G = 9.80665


def axes(row: Any) -> dict[str, float]:  # noqa: ANN401  an array's row
    """Name the values of a row."""
    return dict(zip("xyz", map(float, row), strict=True))


def sensor_logger(*sensors: str) -> list[dict[str, str]]:
    """Write what Sensor Logger exports as JSON: all values as text."""
    values = {
        "Accelerometer": SHAKE_G * G,
        "Gravity": np.tile(GRAVITY_G * G, (N, 1)),
        "TotalAcceleration": (SHAKE_G + GRAVITY_G) * G,
        "Gyroscope": TURN,
    }
    facts = {
        "sensor": "Metadata",
        "device name": "Phone",
        "recording timezone": "Asia/Tokyo",
    }
    records = [facts]
    for i in range(N):
        head = {"time": str(START_NS + i * 20_000_000), "seconds_elapsed": str(i / 50)}
        for sensor in sensors:
            row = {key: f"{value:.6f}" for key, value in axes(values[sensor][i]).items()}
            row = {axis: row[axis] for axis in "yxz"}
            records.append({"sensor": sensor, **row, **head})
    return records


@pytest.mark.parametrize("sensors", [["TotalAcceleration"], ["Accelerometer", "Gravity"]])
def test_sensor_logger_is_read_with_gravity_zone_and_gyroscope(
    sensors: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "2025-03-04_22-05-06.json"
    path.write_text(json.dumps(sensor_logger("Gyroscope", *sensors)))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, np.degrees(TURN), atol=1e-3)
    assert recording.start == datetime.fromtimestamp(START_NS / 1e9, UTC)
    assert recording.time_zone == "Asia/Tokyo"
    assert recording.device == "Phone"


def test_objects_inside_a_record_name_their_axes(tmp_path: Path) -> None:
    records = [
        {
            "timestamp": 1000.5 + i / 50,
            "attitude": {"x": 0.1, "y": 0.2, "z": 0.3, "w": 0.9},
            "userAcceleration": axes(SHAKE_G[i]),
            "gravity": axes(GRAVITY_G),
            "rotationRate": axes(TURN[i]),
        }
        for i in range(N)
    ]
    path = tmp_path / "deviceMotion.json"
    path.write_text(json.dumps(records, indent=1))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, np.degrees(TURN), atol=1e-3)


def test_an_object_a_line_is_a_record(tmp_path: Path) -> None:
    lines = [
        json.dumps({"ts": START_NS // 1_000_000 + 20 * i, **axes(SHAKE_G[i] + GRAVITY_G)})
        for i in range(N)
    ]
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(lines) + "\n")
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
    assert recording.start == datetime.fromtimestamp(START_NS / 1e9, UTC)
    path.write_text("\n".join((*lines, '{"ts": 17')) + "\n")
    with pytest.raises(ReadError, match=f"line {N + 1} is no JSON"):
        read(path)


@pytest.mark.parametrize(
    ("text", "match"),
    [
        ('[{"x": 1}, 2]', "among its records; expected objects"),
        ('[{"x": 1, "y": 2}', "cut off or damaged"),
        ('[{"x": 1, "y": 2}, {"x": 2, "y": 3}]', "x, y"),
        (json.dumps([{"sensor": str(i), "x": 1} for i in range(200)]), "over 100 sensors"),
        (json.dumps([{f"key {i}": 1} for i in range(15_000)]), "15,000 different keys"),
    ],
)
def test_what_is_no_recording_is_refused(text: str, match: str, tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(text)
    with pytest.raises(ReadError, match=match):
        read(path)


def test_a_sensor_cannot_name_a_file_outside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    records = sensor_logger("TotalAcceleration")
    for record in records[1:]:
        record["sensor"] = "../../TotalAcceleration"
    path = tmp_path / "a.json"
    path.write_text(json.dumps(records))
    assert read(path).n_samples == N
    assert [file.name for file in tmp_path.iterdir()] == ["a.json"]


@pytest.mark.parametrize(
    "head", [b"[1, 2]", b'{"a": 1}', b"[]", b"x,y,z\n", b'{"a": 1}\n[2]']
)
def test_other_json_is_no_list_of_records(head: bytes) -> None:
    assert not is_records(head)


TIMES_S = [START_NS / 1e9 + i / 50 for i in range(N)]
COLUMNS = dict(zip("xyz", (SHAKE_G + GRAVITY_G).T.tolist(), strict=True))
TURNS = {"t": TIMES_S, **dict(zip("xyz", TURN.T.tolist(), strict=True))}


@pytest.mark.parametrize(
    "document",
    [
        {"t": TIMES_S, **COLUMNS},
        {"device": {"model": "A"}, "rate": 50, "samples": {"t": TIMES_S, **COLUMNS}},
        {"t": TIMES_S, "acc": (SHAKE_G + GRAVITY_G).tolist(), "marks": [1, 2]},
        {
            key: dict(zip(map(str, range(N)), cells, strict=True))
            for key, cells in {"t": TIMES_S, **COLUMNS}.items()
        },
        {
            "columns": ["t", *COLUMNS],
            "index": list(range(N)),
            "data": [list(row) for row in zip(TIMES_S, *COLUMNS.values(), strict=True)],
        },
        {
            "device": "A",
            "data": [
                {"t": t, **axes(row)}
                for t, row in zip(TIMES_S, SHAKE_G + GRAVITY_G, strict=True)
            ],
        },
        {"accelerometer": {"t": TIMES_S, **COLUMNS}, "gyroscope": TURNS},
    ],
)
def test_an_object_of_columns_or_records_is_a_table(
    document: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(document))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(50)
    assert recording.start is not None
    assert recording.start.timestamp() == pytest.approx(TIMES_S[0], abs=1e-3)
    if "gyroscope" in document:
        assert recording.angular_velocity_dps is not None
        np.testing.assert_allclose(recording.angular_velocity_dps, TURN, atol=1e-5)


def test_messages_of_sensor_logger_carry_records(tmp_path: Path) -> None:
    def reading(name: str, i: int, row: Any) -> dict[str, Any]:  # noqa: ANN401  a row
        return {"name": name, "time": START_NS + i * 20_000_000, "values": axes(row)}

    lines = []
    for first in range(0, N, 100):
        payload = []
        for i in range(first, first + 100):
            payload.append(reading("totalacceleration", i, (SHAKE_G[i] + GRAVITY_G) * G))
            payload.append(reading("gyroscope", i, TURN[i]))
        lines.append(json.dumps({"messageId": first, "sessionId": "a", "payload": payload}))
    path = tmp_path / "pushed.json"
    path.write_text("\n".join(lines))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
    assert recording.angular_velocity_dps is not None
    turn_dps = np.degrees(TURN)
    np.testing.assert_allclose(recording.angular_velocity_dps, turn_dps, atol=1e-4)


@pytest.mark.parametrize("text", ['{"rate": 50, "site": "wrist"}', '{"rate": 5', "{}"])
def test_an_object_without_a_table_is_left_out(text: str, tmp_path: Path) -> None:
    path = tmp_path / "about.json"
    path.write_text(text)
    with pytest.raises(ReadError, match=r"JSON of another form|no table"):
        read(path)
    rows = [f"{i / 50},0.6,0.0,{0.8 + SHAKE_G[i, 0]}" for i in range(N)]
    (tmp_path / "log.csv").write_text("\n".join(["t,x,y,z", *rows]) + "\n")
    assert read(tmp_path).n_samples == N


def sampled(values: Any, first: int = 0, n: int = N) -> list[dict[str, float]]:  # noqa: ANN401
    """Write rows as records with their time."""
    return [{"t": TIMES_S[i], **axes(values[i])} for i in range(first, first + n)]


def test_a_message_of_several_sensors_parts_them_by_its_keys(tmp_path: Path) -> None:
    lines = [
        json.dumps(
            {
                "gyroscope": sampled(TURN, first, 50),
                "accelerometer": sampled(SHAKE_G + GRAVITY_G, first, 50),
            }
        )
        for first in range(0, N, 50)
    ]
    path = tmp_path / "log.json"
    path.write_text("\n".join(lines))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
    assert recording.angular_velocity_dps is not None


def test_a_record_with_axes_is_no_message_whatever_it_carries(tmp_path: Path) -> None:
    records = [{**row, "marks": [{"a": 1}]} for row in sampled(SHAKE_G + GRAVITY_G)]
    path = tmp_path / "log.json"
    path.write_text(json.dumps(records))
    assert read(path).n_samples == N


def test_tables_of_one_name_in_several_objects_stay_apart(tmp_path: Path) -> None:
    left = {"acc": sampled(SHAKE_G + GRAVITY_G), "gyro": sampled(TURN)}
    right = {"acc": sampled(SHAKE_G - GRAVITY_G), "gyro": sampled(-TURN)}
    path = tmp_path / "log.json"
    path.write_text(json.dumps({"left wrist": left, "right wrist": right}))
    with pytest.raises(ReadError, match="holds 2 recordings"):
        read(path)
    for side, sign in (("left", 1), ("right", -1)):
        recording = read(path, columns={"sensor": side})
        expected_g = SHAKE_G + sign * GRAVITY_G
        np.testing.assert_allclose(recording.acceleration_g, expected_g, atol=1e-6)
        assert recording.side == side
        assert recording.angular_velocity_dps is not None
        np.testing.assert_allclose(recording.angular_velocity_dps, sign * TURN, atol=1e-5)


@pytest.mark.parametrize(
    ("document", "match"),
    [
        ({"gyroscope": sampled(TURN + GRAVITY_G)}, "gyro"),
        ({"a": [*sampled(SHAKE_G), 3], "b": sampled(SHAKE_G)}, "3.*expected objects"),
    ],
)
def test_what_an_object_holds_beside_accelerations_is_said(
    document: dict[str, Any], match: str, tmp_path: Path
) -> None:
    path = tmp_path / "log.json"
    path.write_text(json.dumps(document))
    with pytest.raises(ReadError, match=match):
        read(path)


def packets(n_rows: list[int]) -> list[dict[str, Any]]:
    """Write samples in packets that have the time of the first."""
    firsts = np.cumsum([0, *n_rows[:-1]])
    parts = zip(firsts.tolist(), n_rows, strict=True)
    return [
        {"ts": START_NS // 10**6 + 20 * first, "rows": (SHAKE_G + GRAVITY_G)[first:][:n]}
        for first, n in parts
    ]


FORMS: dict[str, Callable[[Any], dict[str, Any]]] = {
    "axes": lambda rows: dict(zip(("accX", "accY", "accZ"), rows.T.tolist(), strict=True)),
    "inside": lambda rows: {"data": dict(zip("xyz", rows.T.tolist(), strict=True))},
    "vectors": lambda rows: {"samples": rows.tolist()},
    "records": lambda rows: {"samples": [axes(row) for row in rows]},
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("n_rows", [[25] * 20, [20, 30] * 10])
def test_packets_of_samples_are_spread_from_one_to_the_next(
    tmp_path: Path, form: str, n_rows: list[int]
) -> None:
    written = [{"ts": each["ts"]} | FORMS[form](each["rows"]) for each in packets(n_rows)]
    for name, text in (
        ("list.json", json.dumps(written)),
        ("lines.jsonl", "\n".join(map(json.dumps, written))),
    ):
        path = tmp_path / name
        path.write_text(text)
        recording = read(path)
        np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-6)
        assert recording.sample_rate_hz == pytest.approx(50, rel=2e-3)
        assert recording.start is not None
        assert recording.start.timestamp() == pytest.approx(START_NS / 1e9, abs=0.02)


def test_a_vector_in_a_record_is_three_axes(tmp_path: Path) -> None:
    written = [
        {
            "timestamp": START_NS // 10**6 + 20 * i,
            "acc": (G * (SHAKE_G + GRAVITY_G)[i]).tolist(),
            "gyro": TURN[i].tolist(),
            "mag": [11.0, 2.0, 33.0],
        }
        for i in range(N)
    ]
    path = tmp_path / "log.jsonl"
    path.write_text("\n".join(map(json.dumps, written)))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + GRAVITY_G, atol=1e-5)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, np.degrees(TURN), atol=1e-3)

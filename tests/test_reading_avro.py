"""EmbracePlus: files of old and new schemas, written by fastavro's own container writer."""

import io
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import numpy as np
import pytest

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.formats.avro import read_avro, read_avro_files

START_US = 1_764_153_714_256_034
COUNTS = np.array([[2048, 0, -1024], [2040, 16, -1030], [2051, -8, -1019]] * 200)


def params(*, has_factor: bool) -> dict[str, Any]:
    fields = [
        {"name": name, "type": "int"}
        for name in ("physicalMin", "physicalMax", "digitalMin", "digitalMax")
    ]
    if has_factor:
        fields.append({"name": "conversionFactor", "type": "float"})
    return {"type": "record", "name": "ImuParams", "fields": fields}


def make_schema(*, has_factor: bool) -> dict[str, Any]:
    axes = [{"name": axis, "type": {"type": "array", "items": "int"}} for axis in "xyz"]
    imu = {
        "type": "record",
        "name": "Imu",
        "fields": [
            {"name": "timestampStart", "type": "long"},
            {"name": "samplingFrequency", "type": "float"},
            {"name": "imuParams", "type": params(has_factor=has_factor)},
            *axes,
        ],
    }
    raw_fields = [
        {"name": "accelerometer", "type": imu},
        {"name": "gyroscope", "type": "Imu"},
    ]
    enrollment = {
        "type": "record",
        "name": "Enrollment",
        "fields": [{"name": "participantID", "type": "string"}],
    }
    return {
        "type": "record",
        "name": "Session",
        "namespace": "empatica.format.avro",
        "fields": [
            {"name": "timezone", "type": "int"},
            {"name": "enrollment", "type": enrollment},
            {"name": "deviceSn", "type": "string"},
            {
                "name": "rawData",
                "type": {"type": "record", "name": "Raw", "fields": raw_fields},
            },
        ],
    }


def signal(counts: np.ndarray[Any, Any], largest: int, **changes: object) -> dict[str, Any]:
    said = {
        "timestampStart": START_US,
        "samplingFrequency": 64.0,
        "imuParams": {
            "physicalMin": -largest,
            "physicalMax": largest,
            "digitalMin": -32768,
            "digitalMax": 32768,
            "conversionFactor": 0.000488,
        },
        **dict(zip("xyz", counts.T.tolist(), strict=True)),
    }
    return said | changes


OFF = signal(COUNTS[:0], 0, timestampStart=0, samplingFrequency=0.0)


def session(**changes: object) -> dict[str, Any]:
    return {
        "timezone": -12_600,
        "enrollment": {"participantID": "Jane Doe"},
        "deviceSn": "3YK1",
        "rawData": {"accelerometer": signal(COUNTS, 16), "gyroscope": OFF},
    } | changes


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(
        *records: dict[str, Any],
        name: str = "a.avro",
        has_factor: bool = True,
        codec: str = "null",
    ) -> Path:
        path = tmp_path / name
        with path.open("wb") as file:
            schema = fastavro.parse_schema(make_schema(has_factor=has_factor))
            fastavro.writer(file, schema, records, codec=codec)
        return path

    return write


@pytest.mark.parametrize("codec", ["null", "deflate"])
@pytest.mark.parametrize("has_factor", [True, False])
def test_counts_become_g_by_the_range(
    put: Callable[..., Path], codec: str, *, has_factor: bool
) -> None:
    recording = read(put(session(), has_factor=has_factor, codec=codec))
    np.testing.assert_array_equal(recording.acceleration_g, (COUNTS / 2048).astype("f4"))
    assert recording.sample_rate_hz == pytest.approx(64, abs=1e-6)
    assert recording.range_g == 16
    assert recording.start is not None
    assert recording.start.timestamp() == pytest.approx(START_US / 1e6)
    assert recording.time_zone == "UTC-03:30"
    assert recording.angular_velocity_dps is None
    assert "Jane" not in repr(recording.facts)


def test_without_a_range_the_factor_counts(put: Callable[..., Path]) -> None:
    no_range = {"imuParams": signal(COUNTS, 0)["imuParams"]}
    accelerometer = signal(COUNTS, 0, **no_range)
    table = read_avro(
        put(session(rawData={"accelerometer": accelerometer, "gyroscope": OFF})), None
    )
    np.testing.assert_allclose(table.acceleration, COUNTS * 0.000488, rtol=1e-6)


@pytest.mark.parametrize(("largest", "unit"), [(2000, "deg/s"), (35, "rad/s")])
def test_a_gyroscope_is_brought_to_the_clock(
    put: Callable[..., Path], largest: int, unit: str
) -> None:
    ramp = np.repeat(np.arange(300)[:, None] * 100, 3, axis=1)
    late = signal(ramp, largest, timestampStart=START_US + 500_000, samplingFrequency=32.0)
    raw = {"accelerometer": signal(COUNTS, 16), "gyroscope": late}
    table = read_avro(put(session(rawData=raw)), None)
    assert table.angular_velocity_unit == unit
    turned = table.angular_velocity
    assert turned is not None
    assert np.all(
        np.isnan(turned[:32])
    )  # The gyroscope was switched on half a second late.
    at_s = np.arange(32, 600) / 64 - 0.5
    np.testing.assert_allclose(turned[32:, 0], at_s * 32 * 100 * largest / 32768, rtol=1e-5)


def test_files_that_follow_each_other_are_one(put: Callable[..., Path]) -> None:
    later = START_US + 60_000_000
    raw = {"accelerometer": signal(COUNTS, 16, timestampStart=later), "gyroscope": OFF}
    second = put(session(rawData=raw), name="b.avro")
    table = read_avro_files([second, put(session())])
    assert table.stamps is not None
    assert table.stamps.origin_ns == START_US * 1000
    assert table.stamps.time_s[600] == 60
    assert len(table.acceleration) == 1200


def test_another_recording_beside_them_is_named(
    put: Callable[..., Path], tmp_path: Path
) -> None:
    put(session())
    later = signal(COUNTS, 16, timestampStart=START_US + 60_000_000)
    put(session(rawData={"accelerometer": later, "gyroscope": OFF}), name="b.avro")
    rows = "\n".join(f"{i / 50},{i % 7 / 100},0,1" for i in range(600))
    minutes = tmp_path / "digital_biomarkers" / "left_ankle.csv"
    minutes.parent.mkdir()
    minutes.write_text(f"time,x,y,z\n{rows}\n")
    assert read(tmp_path).n_samples == 2 * len(COUNTS)
    minutes.rename(tmp_path / "left_ankle.csv")
    with pytest.raises(ReadError, match=r"2 recordings \(a\.avro, left_ankle\.csv\)"):
        read(tmp_path)
    assert read(tmp_path, columns="sensor=ankle").n_samples == 600


def test_files_of_two_devices_are_refused(put: Callable[..., Path]) -> None:
    paths = [put(session()), put(session(deviceSn="3YK2"), name="b.avro")]
    with pytest.raises(ReadError, match="2 devices"):
        read_avro_files(paths)


ODD: dict[str, tuple[dict[str, Any], str]] = {
    "empty": ({"rawData": {"accelerometer": OFF, "gyroscope": OFF}}, "0 samples"),
    "no rate": (
        {
            "rawData": {
                "accelerometer": signal(COUNTS, 16, samplingFrequency=0.0),
                "gyroscope": OFF,
            }
        },
        "0 Hz",
    ),
    "ragged": (
        {"rawData": {"accelerometer": signal(COUNTS, 16, z=[1]), "gyroscope": OFF}},
        "600, 600 and 1 samples",
    ),
    "zone": ({"timezone": 90_000}, "90000 s from UTC"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_is_no_recording_is_refused(put: Callable[..., Path], name: str) -> None:
    changes, said = ODD[name]
    with pytest.raises(ReadError, match=said):
        read_avro(put(session(**changes)), None)


def test_another_avro_file_is_refused(tmp_path: Path) -> None:
    schema = {"type": "record", "name": "Row", "fields": [{"name": "a", "type": "int"}]}
    path = tmp_path / "other.avro"
    with path.open("wb") as file:
        fastavro.writer(file, schema, [{"a": 1}])
    with pytest.raises(ReadError, match="record has a; expected rawData"):
        read(path)


def test_a_cut_file_is_refused_wherever_it_is_cut(put: Callable[..., Path]) -> None:
    path = put(session())
    whole = path.read_bytes()
    for size in (5, 300, 1500, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:size])
        with pytest.raises(ReadError, match="Avro"):
            read(path)


def long(value: int) -> bytes:
    """Write a number as Avro does, by the specification's own words."""
    bits, written = (value << 1) ^ (value >> 63), b""
    while bits > 0x7F:
        written += bytes([bits & 0x7F | 0x80])
        bits >>= 7
    return written + bytes([bits])


def container(schema: str, block: bytes, n_records: int = 1, codec: str = "null") -> bytes:
    file = io.BytesIO()
    file.write(b"Obj\x01" + long(2))
    for key, value in (("avro.schema", schema), ("avro.codec", codec)):
        file.write(long(len(key)) + key.encode() + long(len(value)) + value.encode())
    file.write(long(0) + b"s" * 16 + long(n_records) + long(len(block)) + block + b"s" * 16)
    return file.getvalue()


ENDLESS = {
    "array of nothing": (
        '{"type":"record","name":"A","fields":[{"name":"x","type":'
        '{"type":"array","items":"null"}}]}'
    ),
    "itself": '{"type":"record","name":"A","fields":[{"name":"x","type":"A"}]}',
    "no fields": (
        '{"type":"record","name":"A","fields":[{"name":"x","type":{"type":"array",'
        '"items":{"type":"record","name":"B","fields":[]}}}]}'
    ),
}


@pytest.mark.parametrize("name", ENDLESS)
def test_a_schema_without_end_is_refused(tmp_path: Path, name: str) -> None:
    path = tmp_path / "bomb.avro"
    path.write_bytes(container(ENDLESS[name], long(1 << 40) + b"\0" * 8))
    with pytest.raises(ReadError, match="endless"):
        read(path)


def test_a_block_that_unfolds_without_end_is_refused(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = b"".join(packer.compress(bytes(1 << 20)) for _ in range(600)) + packer.flush()
    path = tmp_path / "bomb.avro"
    path.write_bytes(container('"long"', block, codec="deflate"))
    with pytest.raises(ReadError, match="unpacks to over 512 MB"):
        read(path)


def test_the_sample_of_the_maker_is_read(shared: Path) -> None:
    recording = read(shared / "formats" / "embraceplus" / "test_data.avro")
    assert recording.n_samples == 115_904
    assert recording.sample_rate_hz == pytest.approx(64.0, rel=0.005)
    assert recording.start is not None
    assert recording.start.isoformat().startswith("2025-11-26T11:41:54.256")
    assert recording.time_zone == "UTC+01:00"
    assert recording.evidence["gravity_included"].startswith("yes")

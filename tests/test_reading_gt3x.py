"""ActiGraph gt3x and agdc: planted samples come back, and what is broken is said."""

import io
import json
import struct
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import reduce
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.formats import gt3x_zip
from myosense.reading.formats.gt3x_log import read_log, unpack
from myosense.recording import Recording

Counts = npt.NDArray[np.int64]
RATE_HZ = 30
N_SECONDS = 20
START = datetime(2019, 2, 14, 8, 58, tzinfo=UTC)
START_S = int(START.timestamp())
RNG = np.random.default_rng(3)
#: One turn of gravity and noise; the corners of twelve bits stand in the second second.
COUNTS = np.round(RNG.normal([20, -60, 248], 5, (N_SECONDS * RATE_HZ, 3))).astype(int)
COUNTS[RATE_HZ : RATE_HZ + 2] = [[-2048, 2047, -1], [0, 1, -2047]]
INFO = {
    "Serial Number": "MOS2D01234567",
    "Sample Rate": str(RATE_HZ),
    "TimeZone": "-05:00:00",
    "Acceleration Scale": "256.0",
    "Acceleration Max": "8.0",
    "Limb": "Wrist",
    "Side": "Left",
    "Subject Name": "Jane Roe",
}


def bits12(values: Counts) -> bytes:
    """Write values of twelve bits one after the other, as text of bits first."""
    bits = "".join(format(value & 0xFFF, "012b") for value in values.ravel().tolist())
    bits += "0" * (-len(bits) % 8)
    return int(bits, 2).to_bytes(len(bits) // 8, "big")


PAYLOADS: dict[int, Callable[[Counts], bytes]] = {
    0x00: lambda counts: bits12(counts[:, [1, 0, 2]]),
    0x1A: lambda counts: b"".join(struct.pack("<hhh", *row) for row in counts.tolist()),
    0x1B: bits12,
}


def record(kind: int, second: int, payload: bytes) -> bytes:
    """Write one record with its checksum."""
    body = struct.pack("<BBIH", 0x1E, kind, second, len(payload)) + payload
    return body + bytes([~reduce(int.__xor__, body) & 0xFF])


def stream(
    kind: int = 0x1A, counts: Counts = COUNTS, seconds: list[int] | None = None
) -> list[bytes]:
    """Write a record a second, a battery's between."""
    seconds = list(range(N_SECONDS)) if seconds is None else seconds
    records = [record(0x06, START_S - 60, b'{"MetadataType": "Bio", "SubjectName": "X"}')]
    for i, second in enumerate(seconds):
        part = counts[i * RATE_HZ : (i + 1) * RATE_HZ]
        records.append(record(kind, START_S + second, PAYLOADS[kind](part)))
        if i % 7 == 3:
            records.append(record(0x02, START_S + second, b"\x10\x0f"))
    return records


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a zip and give its path."""

    def write(
        log: bytes | list[bytes], info: dict[str, Any] | None = None, **more: bytes
    ) -> Path:
        path = tmp_path / "recording.gt3x"
        lines = "\r\n".join(f"{key}: {value}" for key, value in (info or INFO).items())
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("info.txt", "\ufeff" + lines)
            name = "activity.bin" if more.pop("old", b"") else "log.bin"
            archive.writestr(name, log if isinstance(log, bytes) else b"".join(log))
            for name, content in more.items():
                archive.writestr(name.replace("_", "."), content)
        return path

    return write


def part_of(second: int) -> Counts:
    """Take the counts of one second."""
    return COUNTS[second * RATE_HZ : (second + 1) * RATE_HZ]


def same(recording: Recording, counts: Counts = COUNTS, lsb_per_g: float = 256) -> None:
    """Compare with the counts that were planted."""
    assert recording.acceleration_g.dtype == np.float32
    np.testing.assert_allclose(recording.acceleration_g, counts / lsb_per_g, atol=1e-6)


@pytest.mark.parametrize("kind", PAYLOADS)
def test_planted_samples_come_back_from_every_kind_of_record(
    put: Callable[..., Path], kind: int
) -> None:
    recording = read(put(stream(kind)))
    same(recording)
    assert f"record 0x{kind:02X}" in recording.format
    assert recording.start is not None
    assert recording.start.isoformat() == "2019-02-14T08:58:00-05:00"
    assert recording.time_zone == "UTC-05:00"
    assert any("no DST" in notice for notice in recording.notices)
    assert (recording.site, recording.side) == ("wrist", "left")
    assert recording.device == "ActiGraph wGT3X-BT (MOS2D01234567)"
    assert recording.range_g == 8
    np.testing.assert_allclose(recording.time_s, np.arange(len(COUNTS)) / 30, atol=1e-6)


def test_an_odd_number_of_packed_samples_leaves_half_a_byte(
    put: Callable[..., Path],
) -> None:
    records = [
        record(0x00, START_S + i, PAYLOADS[0](COUNTS[i * 25 : i * 25 + 25]))
        for i in range(24)
    ]
    same(read(put(records, INFO | {"Sample Rate": "25"})))


def test_the_published_example_of_packed_bytes() -> None:
    example = bytes.fromhex("006008EBD007009EBF007008EBF0")
    found = unpack(np.frombuffer(example, np.uint8).reshape(1, -1), is_yxz=True)
    assert found.tolist() == [[8, 6, -323], [9, 7, -321], [8, 7, -321]]


def test_the_oldest_files_have_bare_samples_and_341_counts_a_g(
    put: Callable[..., Path],
) -> None:
    ticks = (START.replace(tzinfo=None) - datetime(1, 1, 1)) // timedelta(microseconds=1)  # noqa: DTZ001
    info = {
        "Serial Number": "NEO1C01234567",
        "Sample Rate": "30",
        "Start Date": str(ticks * 10),
        "TimeZone": "01:00:00",
    }
    counts = np.round(COUNTS * 341 / 256).astype(int).clip(-2048, 2047)
    recording = read(put(PAYLOADS[0](counts), info, old=b"yes"))
    same(recording, counts, 341)
    assert recording.start is not None
    assert recording.start.isoformat() == "2019-02-14T08:58:00+01:00"
    assert recording.range_g == 6
    assert recording.device == "ActiGraph GT3X+ (NEO1C01234567)"


def test_the_scale_among_the_parameters_is_used_where_info_has_none(
    put: Callable[..., Path],
) -> None:
    # As published: 00 00 37 00 | 00 00 40 09 is 256 counts a g; exponent 08 is 128.
    parameters = record(0x15, START_S - 60, bytes.fromhex("0000370000004008"))
    info = {key: INFO[key] for key in INFO if key != "Acceleration Scale"}
    half = COUNTS // 2
    same(read(put([parameters, *stream(counts=half)], info)), half, 128)
    same(read(put(stream(), info)), COUNTS, 256)


def test_idle_seconds_are_gaps_and_empty_records_no_samples(
    put: Callable[..., Path],
) -> None:
    seconds = [*range(10), *range(70, 80)]
    idle = record(0x1A, START_S + 40, b"\x5a")
    records = stream(seconds=seconds)
    recording = read(put([*records[:12], idle, *records[12:]]))
    same(recording)
    assert [stretch.n_samples for stretch in recording.stretches] == [300, 300]
    assert recording.stretches[1].start_s == pytest.approx(70, abs=1e-6)


def schema(labels: list[str], scale: bytes) -> bytes:
    """Lay out columns of 16 bits one after the other, behind one of 8 bits."""
    columns = [b"\x00\x00\x08" + bytes(4) + b" " * 16]
    columns += [
        bytes([3, 8 + 16 * at, 16]) + scale + label.encode().ljust(16)
        for at, label in enumerate(labels)
    ]
    return struct.pack("<HHH", 7, len(columns), 50) + b"".join(columns)


def test_the_gyroscope_of_an_imu_is_on_the_accelerometers_clock(
    put: Callable[..., Path],
) -> None:
    labels = ["Temperature", *(f"Gyroscope {axis}" for axis in "XYZ")]
    laid_out = record(0x18, START_S, schema(labels, bytes.fromhex("37894105")))
    records, time_s = stream(), np.arange(N_SECONDS * 50) / 50
    turning = np.round(1638.4 * np.sin(time_s[:, None] + [0, 1, 2])).astype(int)
    for second in range(N_SECONDS):
        part = turning[50 * second : 50 * (second + 1)].tolist()
        samples = b"".join(struct.pack(">Bhhhh", 9, -99, *row) for row in part)
        records.append(record(0x19, START_S + second, struct.pack("<H", 7) + samples))
    recording = read(put([laid_out, *records]))
    same(recording)
    found = recording.angular_velocity_dps
    assert found is not None
    expected = 100 * np.sin(recording.time_s[:, None] + [0, 1, 2])
    is_known = recording.time_s <= time_s[-1]
    np.testing.assert_allclose(found[is_known], expected[is_known], atol=0.05)
    assert np.all(np.isnan(found[~is_known]))
    unknown = record(0x18, START_S, schema(labels[:-1], bytes.fromhex("37894105")))
    recording = read(put([unknown, *records]))
    assert recording.angular_velocity_dps is None
    assert any("layout that is not known" in notice for notice in recording.notices)


def test_stamps_in_utc_are_brought_to_the_zone_of_the_file(
    put: Callable[..., Path],
) -> None:
    said = {"MetadataType": "LocalTimeLog", "UsedUtc": True, "UtcOffset": "-06:00:00"}
    log = [record(0x06, START_S - 60, json.dumps(said).encode()), *stream()]
    recording = read(put(log))
    assert recording.start is not None
    assert recording.start.isoformat() == "2019-02-14T02:58:00-06:00"
    given_zone = read(put(log), time_zone="America/Chicago")
    assert given_zone.start == recording.start
    assert given_zone.time_zone == "America/Chicago"
    assert not any("zone" in notice for notice in given_zone.notices)


def test_a_zone_that_is_given_wins_and_a_conflict_is_said(
    put: Callable[..., Path],
) -> None:
    fits = read(put(stream()), time_zone="America/New_York")
    assert not any("zone" in notice for notice in fits.notices)
    other = read(put(stream()), time_zone="Europe/Berlin")
    assert other.start is not None
    assert other.start.isoformat() == "2019-02-14T08:58:00+01:00"
    conflict = next(notice for notice in other.notices if "zone" in notice)
    assert "Europe/Berlin" in conflict
    assert "UTC-05:00" in conflict


def test_a_watch_brings_its_own_calibration(put: Callable[..., Path]) -> None:
    calibration = {"isCalibrated": False, "calibrationMethod": 2}
    calibration |= {"offsetX_32": 32, "offsetY_32": -18, "offsetZ_32": 89}
    calibration |= {f"sensitivity{axis}{axis}_32": 25000 for axis in "XYZ"}
    calibration |= {"sensitivityXY_32": -5000, "sensitivityXZ_32": 0, "sensitivityYZ_32": 0}
    counts = np.tile([32, -18, 339], (32 * N_SECONDS, 1))
    counts[::2, 1] += 25  # a tenth of a g, and by the cross term a fortieth of it on x
    records = [
        record(0x1B, START_S + i, bits12(counts[i * 32 : i * 32 + 32]))
        for i in range(N_SECONDS)
    ]
    info = INFO | {"Sample Rate": "32", "Acceleration Scale": "1", "Serial Number": "CPW1"}
    path = put(records, info, calibration_json=json.dumps(calibration).encode())
    recording = read(path)
    # 1 / (250 - 50) - 1 / 250 is a thousandth of a g a count.
    expected = np.tile([0.0, 0.0, 1.0], (len(counts), 1))
    expected[::2] += [0.025, 0.1, 0]
    np.testing.assert_allclose(recording.acceleration_g, expected, atol=1e-6)
    assert recording.format == "ActiGraph agdc (log.bin, record 0x1B)"
    calibration.pop("offsetZ_32")
    with pytest.raises(ReadError, match=r"without offsets and sensitivities for 32 Hz"):
        read(put(records, info, calibration_json=json.dumps(calibration).encode()))
    with pytest.raises(ReadError, match=r"acceleration scale '1' and has no calibration"):
        read(put(records, info))


def test_damaged_records_are_left_out_and_counted(put: Callable[..., Path]) -> None:
    records = [
        record(0x1A, START_S + second, PAYLOADS[0x1A](part_of(second)))
        for second in range(N_SECONDS)
    ]
    payload, size = bytearray(records[5]), bytearray(records[9])
    payload[20] ^= 0x10
    size[6] ^= 0x07
    records[5], records[9] = bytes(payload), bytes(size)
    recording = read(put(records))
    kept = [second for second in range(N_SECONDS) if second not in (5, 9)]
    same(recording, np.concatenate([part_of(second) for second in kept]))
    assert len(recording.stretches) == 3
    assert any(notice.startswith("2 damaged places") for notice in recording.notices)


def test_zeros_between_records_are_no_damage_and_a_cut_end_is(
    put: Callable[..., Path],
) -> None:
    recording = read(put(b"\0\0\0".join(stream())))
    same(recording)
    assert not any("damaged" in notice for notice in recording.notices)
    cut = read(put(b"".join(stream())[:-40]))
    same(cut, COUNTS[:-RATE_HZ])
    assert any("1 damaged place" in notice for notice in cut.notices)


def test_records_that_span_pieces_are_whole(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    for size in (97, 1000):
        monkeypatch.setattr("myosense.reading.formats.gt3x_log.PIECE_BYTES", size)
        same(read(put(stream(0x00))))


@pytest.mark.parametrize("seed", range(8))
def test_records_walked_at_once_are_those_walked_one_by_one(
    monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = np.random.default_rng(seed)
    records = [bytearray(each) for each in stream(0x00) * 20]
    for which in rng.integers(0, len(records), 5).tolist():
        records[which][7] ^= 0xFF  # Its size.
    content = bytearray(b"".join(records))
    for at in rng.integers(0, len(content) - 10_000, 30).tolist():
        match at % 3:
            case 0:
                content[at] = rng.choice([0x1E, 0x00, 0x87])
            case 1:
                del content[at : at + 1 + at % 300]
            case _:
                content[at:at] = b"\x1e" * (1 + at % 5)
    logs = []
    for n_alike in (0, 2, 32):
        monkeypatch.setattr("myosense.reading.formats.gt3x_log.ALIKE", n_alike)
        logs.append(read_log(io.BytesIO(content)))
    one_by_one = logs[0]
    assert one_by_one.n_damaged > 5
    counts = one_by_one.counts.column()
    for log in logs[1:]:
        np.testing.assert_array_equal(log.counts.column(), counts)
        np.testing.assert_array_equal(log.seconds, one_by_one.seconds)
        assert (log.types, log.n_damaged) == (one_by_one.types, one_by_one.n_damaged)


def test_a_record_that_starts_early_is_put_behind_the_one_before(
    put: Callable[..., Path],
) -> None:
    seconds = [*range(10), 9, *range(11, 20)]
    recording = read(put(stream(seconds=seconds)))
    same(recording)
    assert len(recording.stretches) == 1
    assert any("1 record began before" in notice for notice in recording.notices)


@pytest.mark.parametrize(
    ("log", "message"),
    [
        (b"", r"no acceleration.*expected records 0x00, 0x1A, 0x1B"),
        (b"\x1e\x1a", r"no acceleration"),
        (record(0x02, START_S, b"\x10\x0f"), r"has 0x02 \(1\) records"),
        (record(0x1A, START_S, b"\x5a"), r"no acceleration"),
        (
            [*stream(), record(0x1A, START_S - 90, PAYLOADS[0x1A](part_of(0)))],
            r"goes back in time at record 21 by 110 s",
        ),
    ],
)
def test_what_cannot_be_read_is_said(
    put: Callable[..., Path], log: bytes, message: str
) -> None:
    with pytest.raises(ReadError, match=r"^recording\.gt3x: .*" + message):
        read(put(log))


def test_bare_samples_need_a_rate_and_samples(put: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match=r"no sample rate"):
        read(put(PAYLOADS[0](COUNTS), {"Serial Number": "NEO1"}, old=b"yes"))
    with pytest.raises(ReadError, match=r"has 0 samples"):
        read(put(b"", INFO, old=b"yes"))


def test_a_file_that_is_cut_off_is_refused(put: Callable[..., Path]) -> None:
    path = put(stream())
    whole = path.read_bytes()
    for n in (100, len(whole) // 2, len(whole) - 30):
        path.write_bytes(whole[:n])
        with pytest.raises(ReadError, match=r"cut off or damaged"):
            read(path)


def test_a_bomb_is_refused_before_it_is_unpacked(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(bytes(3_000_000))
    monkeypatch.setattr(gt3x_zip, "LARGE_BYTES", 1_000_000)
    with pytest.raises(ReadError, match=r"times its size; expected .* 200 times or less"):
        read(path)
    monkeypatch.setattr(gt3x_zip, "MAX_SAMPLES_BYTES", 2_000_000)
    with pytest.raises(ReadError, match=r"3,000,000 bytes; expected at most 2,000,000"):
        read(path)


def test_nothing_of_the_wearer_is_kept(put: Callable[..., Path]) -> None:
    said = json.dumps(
        {"MetadataType": "Bio", "SubjectName": "Jane Roe", "DOB": "1951-11-23"}
    )
    recording = read(put([record(0x06, START_S, said.encode()), *stream()]))
    assert "Roe" not in repr(recording.facts)
    assert "1951" not in repr(recording.facts)


def test_a_database_of_counts_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "day.agd"
    schema = b"CREATE TABLE data (dataTimestamp INTEGER, axis1 REAL)"
    path.write_bytes(b"SQLite format 3\x00" + bytes(500) + schema)
    with pytest.raises(ReadError, match=r"^day\.agd: .*counts per epoch.*\.gt3x"):
        read(path)


@settings(max_examples=150)
@given(at=st.integers(0, 5000), value=st.integers(0, 255), n_cut=st.integers(0, 300))
def test_a_changed_byte_gives_samples_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int, n_cut: int
) -> None:
    path = tmp_path_factory.mktemp("changed") / "changed.gt3x"
    log = bytearray(b"".join(stream()))
    log[at % len(log)] = value
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("info.txt", "Serial Number: MOS2\r\nSample Rate: 30")
        archive.writestr("log.bin", bytes(log[: len(log) - n_cut]))
    whole = bytearray(path.read_bytes())
    whole[at % len(whole)] ^= value & 1
    path.write_bytes(whole)
    try:
        recording = read(path)
    except ReadError:
        pass
    else:
        assert len(COUNTS) - 200 <= recording.n_samples <= len(COUNTS)


@pytest.mark.parametrize(
    ("name", "n_samples", "rate_hz", "start", "n_gaps"),
    [
        ("AGread_example.gt3x", 16200, 90, "2019-02-14T08:58:00-05:00", 0),
        ("ISM_Enabled.gt3x", 2190, 30, "2021-03-19T15:57:00-05:00", 2),
        ("TAS1H30182785_2019-09-17.gt3x", 33000, 100, "2019-09-17T18:40:00-04:00", 6),
        ("neo.gt3x", 18004, 30, "2021-12-20T11:55:00-06:00", 0),
        ("CPW1C48210013_baseline.agdc", 409600, 32, "2022-08-18T16:18:00-05:00", 0),
        # Initialized in UTC, as its metadata say: 11:38:38 UTC.
        ("small.gt3x", 810270, 30, "2019-05-06T06:38:38-05:00", 492),
    ],
)
def test_real_files(  # noqa: PLR0913, PLR0917
    shared: Path, name: str, n_samples: int, rate_hz: float, start: str, n_gaps: int
) -> None:
    recording = read(shared / "formats" / "actigraph_gt3x" / name)
    assert recording.n_samples == n_samples
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=1e-4)
    assert recording.start is not None
    assert recording.start.isoformat() == start
    assert len(recording.stretches) == n_gaps + 1
    assert recording.evidence["gravity_included"].startswith("yes")


def test_the_export_of_the_same_recording_has_the_same_samples(shared: Path) -> None:
    folder = shared / "formats"
    exported = np.loadtxt(
        folder / "actigraph_csv" / "AGread_exampleRAW.csv", delimiter=",", skiprows=11
    )
    recording = read(folder / "actigraph_gt3x" / "AGread_example.gt3x")
    found = recording.acceleration_g[: len(exported)]
    np.testing.assert_allclose(found, exported, atol=0.00051)


def test_the_gyroscope_is_that_of_the_makers_export(shared: Path) -> None:
    folder = shared / "formats"
    exported = np.loadtxt(
        folder / "actigraph_csv" / "AGread_example-IMU.csv",
        delimiter=",",
        skiprows=11,
        usecols=(5, 6, 7),
    )
    recording = read(folder / "actigraph_gt3x" / "AGread_example.gt3x")
    assert recording.angular_velocity_dps is not None
    wanted_s = np.arange(len(exported)) / 100
    is_inside = recording.time_s <= wanted_s[-1]
    for axis in range(3):
        wanted = np.interp(recording.time_s[is_inside], wanted_s, exported[:, axis])
        found = recording.angular_velocity_dps[is_inside, axis]
        # Seconds of 101 samples move theirs by up to 10 ms; a count is 0.06 deg/s.
        np.testing.assert_allclose(found, wanted, atol=0.1)

"""Faults that damaged files once showed: each is a sentence now, or a recording."""

import struct
import sys
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import scipy.io
from axivity_files import header, recording

from benchmarks.fuzz.sealing import seal_cwa, seal_gt3x
from benchmarks.fuzz.written import opensignals, parquet, tarred, zipped
from myosense.errors import ReadError
from myosense.reading import MAX_MESSAGE, read
from myosense.reading.formats import cwa_blocks
from myosense.timing import stretches_from_stamps

N_ROWS = 200
MOTION = np.random.default_rng(5).normal([0, 0, 1], 0.02, (N_ROWS, 3)).round(3)


def text(*, first: str = "0.5", time: str = "t (s)") -> str:
    rows = [f"{row / 50:.2f},{x},{y},{z}\n" for row, (x, y, z) in enumerate(MOTION)]
    rows[7] = f"0.14,{first},0.1,0.9\n"
    return f"{time},x (g),y (g),z (g)\n" + "".join(rows)


def write_parquet_file(path: Path, time: "pa.Array[Any]") -> None:
    axes = dict(zip(("x (g)", "y (g)", "z (g)"), MOTION.T, strict=True))
    pq.write_table(pa.table({"time": time, **axes}), path)


def test_a_message_of_a_library_is_one_line(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    content = bytearray(parquet())
    content[4:40] = bytes(36)
    path.write_bytes(content)
    with pytest.raises(ReadError) as caught:
        read(path)
    assert str(caught.value).isprintable()


def test_a_column_is_not_both_time_and_axis(tmp_path: Path) -> None:
    rows = [f"{row / 98 / 86_400:.12f},0.328125,0.984375,0.203125\n" for row in range(80)]
    path = tmp_path / "a.csv"
    path.write_text("".join(rows) + ",-0.359375,-0.390625\n" * 90)
    with pytest.raises(ReadError, match="for the time and for an axis"):
        read(path)


@pytest.mark.parametrize("stamp", ["1e308", "-3e300"])
def test_a_stamp_beyond_any_clock_is_refused(tmp_path: Path, stamp: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text(time="t").replace("\n0.00,", f"\n{stamp},"))
    with pytest.raises(ReadError, match="has the time stamp"):
        read(path)


def test_a_stamp_that_is_no_date_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = "Timestamp (microseconds),Accel X (g),Accel Y (g),Accel Z (g)\n"
    us = [10**21, *(1_718_000_000_000_000 + 20_000 * row for row in range(1, N_ROWS))]
    rows = [f"{at},{x},{y},{z}\n" for at, (x, y, z) in zip(us, MOTION, strict=True)]
    path.write_text(head + "".join(rows))
    with pytest.raises(ReadError, match="which is no date"):
        read(path)


def test_a_damaged_date_is_in_no_notice(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    head = (
        "------ Data File Created By ActiGraph GT3X+ at 50 Hz ------\n"
        "Start Time 10:00:00\nStart Date 3/\x1b4/2025\n"
    )
    rows = [f"{x},{y},{z}\n" for x, y, z in MOTION]
    path.write_text(head + "".join(rows))
    assert all(notice.isprintable() for notice in read(path).notices)


@pytest.mark.parametrize("column", [0, 2])
def test_counts_beyond_any_converter_are_a_sentence(tmp_path: Path, column: int) -> None:
    lines = opensignals().decode().splitlines()
    cells = lines[60].split("\t")
    cells[column] = "1e308"
    lines[60] = "\t".join(cells)
    path = tmp_path / "a.txt"
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(ReadError, match=r"nSeq in all rows|where counts should be"):
        read(path)


def test_steps_next_to_nothing_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    rows = [f"{at}e-320,{x},{y},{z}\n" for at, (x, y, z) in enumerate(MOTION)]
    path.write_text("t (s),x (g),y (g),z (g)\n" + "".join(rows))
    with pytest.raises(ReadError, match="inf rows per second"):
        read(path)


@pytest.mark.parametrize("experiment_s", ["-1e308", "-1e200", "1e18"])
def test_a_start_beyond_any_date_is_a_sentence(tmp_path: Path, experiment_s: str) -> None:
    path = tmp_path / "Raw Data.csv"
    path.write_text(text(time="Time (s)"))
    start = f'"START","{experiment_s}","1750383375.1","2025-06-19 21:36:15 UTC-04:00"'
    (tmp_path / "time.csv").write_text(f"event,a,b,c\n{start}\n")
    with pytest.raises(ReadError, match="no date"):
        read(path)


def test_a_clock_that_stands_still_is_refused() -> None:
    stamps_s = np.array([0.0, *[1.038462] * 253])
    with pytest.raises(ReadError, match="253 samples whose time stamps stand still"):
        stretches_from_stamps(stamps_s)


def test_a_page_that_declares_gigabytes_takes_none(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    content = parquet()
    with pq.ParquetFile(pa.BufferReader(content)) as file:
        first = file.metadata.row_group(0).column(6).data_page_offset
    assert content[first : first + 3] == b"\x15\x00\x15"  # Data of so many bytes, twice.
    size = b"\x15\xf0\xff\xff\xff\x0f"
    path = tmp_path / "a.parquet"
    path.write_bytes(content[: first + 2] + 2 * size + content[first + 8 :])
    before_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(ReadError, match=r"smaller .* than expected"):
        read(path)
    grown_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    assert grown_kb < 500_000


@pytest.mark.parametrize("head", ["", "ACC.X,", '"Acceleration Time (s)",'])
def test_a_quote_that_stays_open_is_a_sentence(tmp_path: Path, head: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'{head}"{"1,2,3;" * 30_000}\n' + "1,2\n" * 5)
    with pytest.raises(ReadError, match="expected time, x, y and z"):
        read(path)


def test_a_message_about_a_long_cell_is_short(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text(first="\x07" + "q" * 5000))
    with pytest.raises(ReadError) as caught:
        read(path)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) <= MAX_MESSAGE + 3


@pytest.mark.parametrize("first_us", [2**56, 2**62])
def test_stamps_out_of_bounds_are_refused(tmp_path: Path, first_us: int) -> None:
    us = pa.array(first_us + 20_000 * np.arange(N_ROWS), pa.timestamp("us", "UTC"))
    write_parquet_file(tmp_path / "a.parquet", us)
    with pytest.raises(ReadError, match=r"a\.parquet: "):
        read(tmp_path / "a.parquet")


@pytest.mark.parametrize("value", ["1e308", "-1e39", "3e12"])
def test_values_beyond_any_sensor_are_refused_by_line(tmp_path: Path, value: str) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text(first=value))
    with pytest.raises(ReadError, match=r"line 9 holds .*sensor measures"):
        read(path)


def test_what_is_infinite_is_missing(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(text(first="inf"))
    assert read(path).n_samples == N_ROWS - 1


def test_blocks_of_another_layout_for_long_are_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cwa_blocks, "BATCH", 2)
    counts = [(i % 11 - 5, i % 5 - 2, 256 - i % 3) for i in range(120 * 6)]
    content = bytearray(header() + b"".join(recording(counts, rate_hz=98.7)))
    for block in (2, 3):
        content[1024 + 512 * block + 25] = 0x32  # packing: plain, three axes
        content[1024 + 512 * block + 28] = 80
    path = tmp_path / "a.cwa"
    path.write_bytes(seal_cwa(bytes(content)))
    assert read(path).n_samples == 480


def test_a_tar_is_unpacked_whatever_its_first_bytes_are(tmp_path: Path) -> None:
    inner = {"a.csv": shimmer_rows()}
    path = tmp_path / "a.tar"
    path.write_bytes(tarred(inner))
    assert read(path).n_samples == N_ROWS


def shimmer_rows(value: str = "9.81") -> bytes:
    names = [f"S_Accel_{kind}_{axis}_CAL" for kind in ("LN", "WR") for axis in "XYZ"]
    rows = [
        ",".join(map(str, (1.6294e12 + 20 * row, *9.8 * motion, *9.8 * motion)))
        for row, motion in enumerate(MOTION)
    ]
    rows[9] = f"{1.6294e12 + 180},{value},0.5,0.5,0.5,0.5,0.5"
    units = ",".join(["ms", *["m/(s^2)"] * 6])
    head = ['"sep=,"', ",".join(["S_Timestamp_Unix_CAL", *names]), units]
    return "\n".join([*head, *rows, ""]).encode()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("shimmer.csv", shimmer_rows("1e308"), "sensor measures"),
        ("stamp.csv", shimmer_rows().replace(b"1629400000180.0", b"1e308"), r"1e\+308"),
        ("unisens.xml", b'<?xml version="1.0" encoding="utf1e18"?><unisens/>', "damaged"),
        ("names.parquet", parquet().replace(b"gyro_x", b"gyr\xa0_x"), "no Parquet"),
    ],
)
def test_damage_that_was_an_error_of_a_library(
    tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(ReadError, match=said):
        read(path)


def test_bytes_of_another_encoding_print_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)
    path = tmp_path / "a.csv"
    lines = text().encode().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:90], b"0.1,\xff\xff\n", *lines[90:]]))
    assert read(path).n_samples == N_ROWS
    assert not printed


def test_a_stamp_of_another_encoding_far_down_is_named(tmp_path: Path) -> None:
    rows = [
        f"2024-03-01 12:{row // 3000:02d}:{row % 3000 / 50:06.3f},0.1,{row % 7},0.99\n"
        for row in range(20_000)
    ]
    content = ("time,x (g),y (g),z (g)\n" + "".join(rows)).encode()
    path = tmp_path / "a.csv"
    path.write_bytes(content + b"2024-03-01 12:06:40\xff,0.1,0.2,0.99\n")
    with pytest.raises(ReadError, match="line 20002"):
        read(path)


@pytest.mark.parametrize("rate", ["1e-320", "1e308", "30"])
def test_an_absurd_rate_of_an_actigraph_is_none(tmp_path: Path, rate: str) -> None:
    path = tmp_path / "a.gt3x"
    records = [
        struct.pack("<BBIH", 0x1E, 0x1A, 1_600_000_000 + second, 180)
        + np.resize(np.round(MOTION * 256), (30, 3)).astype("<i2").tobytes()
        + b"?"
        for second in range(10)
    ]
    info = f"Sample Rate: {rate}\r\nAcceleration Scale: 256.0\r\n"
    log = seal_gt3x(b"".join(records))
    path.write_bytes(zipped({"info.txt": info.encode(), "log.bin": log}))
    assert read(path).n_samples == 300


def test_a_member_without_a_name_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    content = zipped({"a.csv": text().encode(), "Q": b""})
    at, end = content.rfind(b"PK\x01\x02"), content.rfind(b"PK\x05\x06")
    (size,) = struct.unpack("<I", content[end + 12 : end + 16])
    nameless = content[:at] + content[at : at + 28] + b"\0\0" + content[at + 30 : at + 46]
    nameless += content[at + 47 : end + 12] + struct.pack("<I", size - 1)
    path.write_bytes(nameless + content[end + 16 :])
    with zipfile.ZipFile(path) as archive:
        assert "" in archive.namelist()
    assert read(path).n_samples == N_ROWS


@pytest.mark.parametrize("rate_hz", [1e-314, 7e-304, 1e9])
def test_a_declared_rate_that_no_sensor_has_is_a_sentence(
    tmp_path: Path, rate_hz: float
) -> None:
    path = tmp_path / "a.mat"
    scipy.io.savemat(path, {"acc": MOTION, "fs": rate_hz})
    with pytest.raises(ReadError, match="rows per second; expected 5 to 5000"):
        read(path)


def test_packets_counted_at_no_rate_have_no_time(tmp_path: Path) -> None:
    rows = [f"{i:05d}\t" + "\t".join(map(str, 9.81 * xyz)) for i, xyz in enumerate(MOTION)]
    head = ["// Start Time: Unknown", "// Update Rate: 0.0Hz", "// Firmware Version: 4.0.2"]
    names = "PacketCounter\tAcc_X\tAcc_Y\tAcc_Z"
    path = tmp_path / "MT_01200000.txt"
    path.write_text("\n".join([*head, names, *rows, ""]))
    with pytest.raises(ReadError, match="no time stamps; --rate"):
        read(path)
    assert read(path, rate_hz=100).n_samples == N_ROWS


def test_a_not_a_number_that_signals_is_blank_in_the_gyroscope(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    turning = 10 * MOTION
    turning[50, 0] = np.array([0x7FF0000000000001]).view(np.float64)[0]
    names = ("time_s", "x", "y", "z", "gyro_x", "gyro_y", "gyro_z")
    columns = (np.arange(N_ROWS) / 50, *MOTION.T, *turning.T)
    pq.write_table(pa.table(dict(zip(names, columns, strict=True))), path)
    found = read(path).angular_velocity_dps
    assert found is not None
    assert np.argwhere(np.isnan(found)).tolist() == [[50, 0]]


def test_samples_counted_at_no_possible_rate_are_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(opensignals().replace(b'rate": 50', b'rate": 5e-320', 1))
    assert b"5e-320" in path.read_bytes()
    with pytest.raises(ReadError, match="rows per second; expected 5 to 5000"):
        read(path)


def test_lengths_beyond_any_number_are_none(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("".join(f"{row / 50},1e300,1e300,1,1,{row}\n" for row in range(80)))
    with pytest.raises(ReadError):
        read(path)

"""Axivity files: planted samples and times, damage, clocks, and other readers."""

import struct
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from axivity_files import BLOCK_BYTES, MONDAY, block, header, packed, recording
from hypothesis import given
from hypothesis import strategies as st

from myosense import read
from myosense.errors import ReadError
from myosense.reading.formats.cwa import read_cwa, recognizes_cwa

RATE_HZ = 98.7


def still(n: int) -> list[tuple[int, int, int]]:
    """Draw a sensor at rest that can be told from a held value."""
    return [(i % 7 - 3, i % 5 - 2, 256 - i % 3) for i in range(n)]


def write(path: Path, blocks: list[bytes], annotation: str = "") -> Path:
    path.write_bytes(header(annotation) + b"".join(blocks))
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "night.cwa"


def test_samples_rate_and_start_are_those_that_were_written(file: Path) -> None:
    counts = still(120 * 60)
    r = read(write(file, recording(counts, rate_hz=RATE_HZ), "_p=left+wrist&_sc=77&_n=Ann"))
    np.testing.assert_array_equal(r.acceleration_g, np.array(counts, np.float32) / 256)
    assert r.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-4)
    assert r.start is not None
    assert abs((r.start - MONDAY).total_seconds()) < 0.002
    assert np.max(np.abs(r.time_s - np.arange(len(counts)) / RATE_HZ)) < 0.002
    assert (r.site, r.side, r.device) == ("wrist", "left", "Axivity AX3 12345")
    assert (r.range_g, r.time_zone) == (8.0, None)
    assert r.evidence["format"].startswith("Axivity cwa (AX3, packed)")
    assert any("100 Hz is declared" in notice for notice in r.notices)
    assert "Ann" not in repr(r.facts)
    assert "77" not in "".join(r.notices)


@given(
    st.lists(st.tuples(*[st.integers(-512, 511)] * 3), min_size=1, max_size=120),
    st.integers(0, 3),
)
def test_every_packed_value_is_its_count_times_its_exponent(
    tmp_path_factory: pytest.TempPathFactory,
    counts: list[tuple[int, int, int]],
    exponent: int,
) -> None:
    words = [
        (x & 1023) | (y & 1023) << 10 | (z & 1023) << 20 | exponent << 30
        for x, y, z in counts
    ]
    samples = struct.pack(f"<{len(words)}I", *words)
    file = tmp_path_factory.mktemp("packed") / "a.cwa"
    write(file, [block(samples, len(counts), MONDAY, place=0)])
    table = read_cwa(file, None)
    expected = np.array(counts) * 2.0**exponent / 256
    np.testing.assert_array_equal(table.acceleration, expected)


def test_six_axes_are_gyroscope_then_accelerometer_with_the_scales_of_the_light_word(
    file: Path,
) -> None:
    rng = np.random.default_rng(1)
    counts = rng.integers(-32768, 32767, (40, 6))
    light = 4 << 13 | 2 << 10 | 321  # 1/4096 g; 8000 / 2**2 = 2000 deg/s at full scale
    samples = struct.pack("<240h", *counts.ravel().tolist())
    write(file, [block(samples, 40, MONDAY, place=40, packing=0x62, light=light)])
    table = read_cwa(file, None)
    np.testing.assert_array_equal(table.acceleration, counts[:, 3:] / 4096)
    assert table.angular_velocity is not None
    np.testing.assert_array_equal(table.angular_velocity, counts[:, :3] * 2000 / 32768)
    assert table.angular_velocity_unit == "deg/s"


@pytest.mark.parametrize(("packing", "n_axes", "room"), [(0x32, 3, 80), (0x92, 9, 26)])
def test_three_and_nine_axes_of_16_bits(
    file: Path, packing: int, n_axes: int, room: int
) -> None:
    counts = np.arange(room * n_axes).reshape(room, n_axes) - 100
    samples = struct.pack(f"<{counts.size}h", *counts.ravel().tolist())
    write(file, [block(samples, room, MONDAY, place=0, packing=packing, light=1 << 10)])
    table = read_cwa(file, None)
    of_accelerometer = counts if n_axes == 3 else counts[:, 3:6]
    np.testing.assert_array_equal(table.acceleration, of_accelerometer / 256)


def test_whole_second_stamps_of_old_firmware_give_the_true_rate(file: Path) -> None:
    blocks = recording(still(120 * 300), rate_hz=RATE_HZ, has_fraction=False)
    r = read(write(file, blocks))
    assert r.sample_rate_hz == pytest.approx(RATE_HZ, rel=2e-4)
    assert np.max(np.abs(r.time_s - np.arange(r.n_samples) / RATE_HZ)) < 0.01


def test_damaged_blocks_are_gaps_and_the_clock_runs_on(file: Path) -> None:
    blocks = recording(still(120 * 60), rate_hz=RATE_HZ)
    for number in (0, 20, 21, 59):
        blocks[number] = blocks[number][:100] + b"\x55" + blocks[number][101:]
    r = read(write(file, blocks))
    assert r.n_samples == 120 * 56
    assert "4 of 60 blocks damaged: not recorded" in r.notices
    first, second = r.stretches
    hole_s = second.start_s - first.stop_s
    assert hole_s == pytest.approx(240 / RATE_HZ, abs=0.003)
    assert r.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)


def test_every_second_block_lost_leaves_the_true_rate(file: Path) -> None:
    blocks = recording(still(120 * 60), rate_hz=RATE_HZ)[::2]
    r = read(write(file, blocks))
    true_s = (np.arange(120 * 60) / RATE_HZ).reshape(60, 120)[::2].ravel()
    assert np.max(np.abs(r.time_s - true_s)) < 0.003


def test_a_pause_is_a_gap_of_its_length(file: Path) -> None:
    blocks = recording(still(120 * 40), rate_hz=RATE_HZ)
    late = recording(still(120 * 40), rate_hz=RATE_HZ, start=MONDAY + timedelta(hours=25))
    r = read(write(file, blocks + late))
    first, second = r.stretches
    assert second.start_s - first.start_s == pytest.approx(25 * 3600, abs=0.003)
    assert first.n_samples == second.n_samples == 4800


def test_one_stamp_a_day_off_is_timed_by_its_neighbors(file: Path) -> None:
    blocks = recording(still(120 * 40), rate_hz=RATE_HZ)
    wrong = MONDAY + timedelta(days=1, seconds=21 * 120 / RATE_HZ)
    counts = still(120 * 40)[2400:2520]
    blocks[20] = block(packed(counts), 120, wrong, place=120, sequence=20)
    r = read(write(file, blocks))
    assert len(r.stretches) == 1
    assert np.max(np.abs(r.time_s - np.arange(r.n_samples) / RATE_HZ)) < 0.003
    assert any("1 of 40 blocks" in notice for notice in r.notices)


def test_a_clock_set_back_is_refused(file: Path) -> None:
    blocks = recording(still(120 * 40), rate_hz=RATE_HZ)
    blocks += recording(still(120 * 40), rate_hz=RATE_HZ, start=MONDAY - timedelta(days=1))
    with pytest.raises(ReadError, match=r"^night.cwa: block 41 goes back in time by"):
        read(write(file, blocks))


def test_a_clock_that_was_never_set_gives_no_date(file: Path) -> None:
    start = datetime(2000, 1, 1, 0, 5)  # noqa: DTZ001
    r = read(write(file, recording(still(120 * 30), rate_hz=RATE_HZ, start=start)))
    assert r.start is None
    assert any("was not set (it says 2000)" in notice for notice in r.notices)
    assert r.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)


def test_without_any_time_the_declared_rate_is_taken(file: Path) -> None:
    blocks = [
        block(packed(still(120)), 120, MONDAY, place=120, sequence=n, stamp=0)
        for n in range(20)
    ]
    r = read(write(file, blocks))
    assert r.sample_rate_hz == pytest.approx(100)
    assert r.start is None


def test_a_damaged_header_costs_only_what_it_says(file: Path) -> None:
    blocks = recording(still(120 * 30), rate_hz=RATE_HZ)
    file.write_bytes(bytes(1024) + b"".join(blocks))
    r = read(file)
    assert (r.n_samples, r.device) == (3600, "Axivity")


def test_a_cut_block_is_left_out(file: Path) -> None:
    blocks = recording(still(120 * 30), rate_hz=RATE_HZ)
    write(file, blocks)
    file.write_bytes(file.read_bytes()[:-200])
    assert read(file).n_samples == 29 * 120


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (header()[:700], "is an Axivity file of 700 bytes"),
        (header(), "is an Axivity file of 1,024 bytes"),
        (header() + bytes(BLOCK_BYTES * 5), "whose 5 blocks hold no sample"),
        (header() + b"\xff" * BLOCK_BYTES * 5, "whose 5 blocks hold no sample"),
        (header() + block(b"", 0, MONDAY, place=0), "whose 1 blocks hold no sample"),
        (header() + block(b"", 121, MONDAY, place=0), "whose 1 blocks hold no sample"),
        (
            header() + block(b"", 65535, MONDAY, place=0, packing=0x62),
            "whose 1 blocks hold no sample",
        ),
        (
            header() + block(b"", 10, MONDAY, place=0, packing=0x77),
            "whose 1 blocks hold no sample",
        ),
    ],
)
def test_what_holds_no_sample_is_refused(file: Path, content: bytes, says: str) -> None:
    file.write_bytes(content)
    with pytest.raises(ReadError, match=f"^night.cwa: .*{says}.*expected"):
        read(file)


def test_no_damage_ends_in_another_error(file: Path) -> None:
    whole = header() + b"".join(recording(still(120 * 12), rate_hz=RATE_HZ))
    rng = np.random.default_rng(5)
    for _ in range(300):
        content = bytearray(whole[: rng.integers(1, len(whole) + 1)])
        for at in rng.integers(0, len(content), 12):
            content[at] = rng.integers(256)
        for number in range((len(content) - 1024) // BLOCK_BYTES):  # Checksums that agree.
            at = 1024 + number * BLOCK_BYTES
            words = struct.unpack("<255H", content[at : at + 510])
            content[at + 510 : at + 512] = struct.pack("<H", -sum(words) % 65536)
        file.write_bytes(content)
        try:
            assert read_cwa(file, None).acceleration.shape[1] == 3
        except ReadError:
            continue


def test_a_file_is_recognized_by_its_first_bytes_or_else_by_its_name() -> None:
    assert recognizes_cwa(header(), Path("data"))
    assert recognizes_cwa(bytes(1024), Path("A.CWA"))
    assert not recognizes_cwa(b"MD5 sums", Path("sums.txt"))


DAMAGED = "ax3_testfile_corrupt_blocks_0_13_14_142_143_144.cwa"
#: Samples, rate in Hz and start of real files, by the maker's own converter.
REAL = {
    DAMAGED: (16680, 98.86, "2019-02-26T10:55:07.21"),
    "ax6_testfile.cwa": (11320, 99.05, "2019-12-23T21:04:06.69"),
    "example-610-steps.cwa": (71400, 98.52, "2012-03-27T11:14:57.5"),
    "paradigma_test_data.CWA": (36400, 99.91, "2025-11-17T09:00:02.32"),
    "skdh_ax6_sample.cwa": (10360, 98.42, "2019-10-29T09:03:06.30"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(shared: Path, name: str) -> None:
    n_samples, rate_hz, start = REAL[name]
    r = read(shared / "formats" / "axivity" / name)
    assert r.n_samples == n_samples
    assert r.sample_rate_hz == pytest.approx(rate_hz, rel=0.001)
    assert r.start is not None
    assert abs((r.start - datetime.fromisoformat(start)).total_seconds()) < 0.1
    assert r.evidence["gravity_included"].startswith("yes")


@pytest.mark.parametrize("name", REAL)
def test_actfast_reads_the_same_bits(shared: Path, name: str) -> None:
    actfast = pytest.importorskip("actfast", reason="actfast is in the extra 'test'")
    path = shared / "formats" / "axivity" / name
    table, other = read_cwa(path, None), actfast.read(str(path), lenient=True)
    samples = other["timeseries"]["high_frequency"]
    np.testing.assert_array_equal(table.acceleration, samples["acceleration"])
    if table.angular_velocity is not None:
        np.testing.assert_array_equal(table.angular_velocity, samples["gyroscope"])


@pytest.mark.parametrize("name", [name for name in REAL if name != DAMAGED])
def test_cwa_reader_rs_reads_the_same_bits_at_the_same_times(
    shared: Path, name: str
) -> None:
    rs = pytest.importorskip("cwa_reader_rs", reason="cwa-reader-rs is not installed")
    path = shared / "formats" / "axivity" / name
    table, other = read_cwa(path, None), rs.read_cwa_file(str(path))
    axes = other[["acc_x", "acc_y", "acc_z"]].to_numpy()
    np.testing.assert_array_equal(table.acceleration, axes)
    assert table.stamps is not None
    ns = other.index.to_numpy().astype("datetime64[ns]").astype(np.int64)
    apart_s = table.stamps.time_s - (ns - table.stamps.origin_ns) / 1e9
    # It follows each stamp, which may be three samples from the line through many, and
    # counts back from it to the block's first sample at the nominal rate.
    assert np.max(np.abs(apart_s)) < 0.035
    assert abs(np.mean(apart_s)) < 0.01

"""GENEActiv files: planted samples and times, cut and damaged pages, another reader."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

from myosense import read
from myosense.errors import ReadError
from myosense.reading.formats.geneactiv import read_geneactiv, recognizes_geneactiv
from myosense.reading.formats.geneactiv_pages import LONGEST_PAGE, page_texts

HEADER = """Device Identity
Device Unique Serial Code:012345
Device Type:GENEActiv
Device Model:1.2
Device Firmware Version:Ver06.17 15June23

Device Capabilities
Accelerometer Range:-8 to 8
Accelerometer Units:g

Configuration Info
Measurement Frequency:{hz} Hz
Start Time:2024-03-04 22:30:00:000
Time Zone:GMT -05:00

Subject Info
Device Location Code:left wrist
Subject Code:0815
Date of Birth:1956-02-29
Subject Notes:Ann

Calibration Data
x gain:25270
x offset:-1846
y gain:25100
y offset:-474
z gain:24829
z offset:1167
Volts:54
Lux:997

Memory Status
Number of Pages:{pages}

"""
GAIN, OFFSET = np.array([25270, 25100, 24829]), np.array([-1846, -474, 1167])
START = datetime(2024, 3, 4, 22, 30, tzinfo=UTC)


def digits(counts: np.ndarray) -> str:
    """Write 12 bits an axis, 10 of light, the button and a zero."""
    return "".join(
        "".join(f"{value & 0xFFF:03X}" for value in row) + f"{(517 << 2):03X}"
        for row in counts
    )


def page(number: int, moment: datetime, text: str, hz: float) -> str:
    return (
        f"Recorded Data\r\nDevice Unique Serial Code:012345\r\nSequence Number:{number}\r\n"
        f"Page Time:{moment:%Y-%m-%d %H:%M:%S}:{moment.microsecond // 1000:03d}\r\n"
        f"Unassigned:\r\nTemperature:{25 + number % 80 / 4:.1f}\r\n"
        f"Battery voltage:4.1300\r\nDevice Status:Recording\r\n"
        f"Measurement Frequency:{hz:.1f}\r\n{text}\r\n"
    )


def still(n_pages: int) -> np.ndarray:
    rows = np.arange(300 * n_pages)
    return np.column_stack((rows % 7 - 20, rows % 5 - 2, 255 + rows % 3))


def pages_of(counts: np.ndarray, hz: float = 60.0) -> list[str]:
    return [
        page(
            n, START + timedelta(seconds=n * 300 / hz), digits(counts[300 * n :][:300]), hz
        )
        for n in range(len(counts) // 300)
    ]


def write(path: Path, pages: list[str], *, header: str = HEADER, hz: float = 60.0) -> Path:
    text = header.format(hz=hz, pages=len(pages)) + "".join(pages)
    path.write_bytes(text.replace("\r\n", "\n").replace("\n", "\r\n").encode())
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "night.bin"


@pytest.mark.parametrize("hz", [40.0, 60.0, 100.0])
def test_samples_rate_start_and_place_are_those_that_were_written(
    file: Path, hz: float
) -> None:
    counts = still(150)
    r = read(write(file, pages_of(counts, hz), hz=hz))
    expected = ((counts * 100 - OFFSET) / GAIN).astype(np.float32)
    np.testing.assert_allclose(r.acceleration_g, expected, atol=1e-7)
    assert r.sample_rate_hz == pytest.approx(hz, rel=1e-6)
    assert r.start is not None
    assert r.start.isoformat() == "2024-03-04T22:30:00-05:00"
    assert np.max(np.abs(r.time_s - np.arange(len(counts)) / hz)) < 0.001
    assert (r.site, r.side, r.range_g) == ("wrist", "left", 8.0)
    assert r.device == "GENEActiv 1.2 012345"
    assert any("no DST" in notice for notice in r.notices)
    assert not {"Ann", "0815", "1956"} & set(repr(r.facts).replace("'", " ").split())


def test_a_rate_may_have_a_decimal_comma(file: Path) -> None:
    pages = [page.replace("y:85.7", "y:85,7") for page in pages_of(still(4), 85.7)]
    assert read(write(file, pages, hz=85.7)).sample_rate_hz == pytest.approx(85.7, rel=1e-3)


def test_every_count_of_12_bits_has_its_sign(file: Path) -> None:
    counts = np.arange(-2048, 2048)
    rows = np.column_stack((counts, counts[::-1], np.roll(counts, 7)))[:3900]
    table = read_geneactiv(write(file, pages_of(rows)), None)
    expected = (rows * 100 - OFFSET) / GAIN
    np.testing.assert_allclose(table.acceleration, expected, atol=4e-7)


def test_a_cut_page_keeps_its_whole_samples(file: Path) -> None:
    write(file, pages_of(still(5)))
    content = file.read_bytes()
    file.write_bytes(content[: content.rindex(b"\n", 0, -2) + 1 + 12 * 77 + 5])
    r = read(file)
    assert r.n_samples == 4 * 300 + 77
    assert "the last page is cut after 77 samples" in r.notices


def test_damaged_and_lost_pages_are_gaps(file: Path) -> None:
    pages = pages_of(still(60))
    pages[20] = pages[20].replace("F", "G")
    pages[30] = pages[30].replace("Page Time", "Time")
    del pages[40]
    r = read(write(file, pages))
    assert r.n_samples == 57 * 300
    assert "2 damaged pages: not recorded" in r.notices
    starts_s = [stretch.start_s for stretch in r.stretches]
    np.testing.assert_allclose(starts_s, [0, 105, 155, 205], atol=0.001)
    assert r.sample_rate_hz == pytest.approx(60, rel=1e-6)


def test_a_pause_is_a_gap_of_its_length(file: Path) -> None:
    counts = still(3)
    pages = [
        page(n, START + timedelta(seconds=late_s), digits(counts[:300]), 50.0)
        for n, late_s in enumerate((0, 6.5, 12.5))
    ]
    first, second = read(write(file, pages, hz=50.0)).stretches
    assert second.start_s - first.stop_s == pytest.approx(0.5, abs=1e-6)


def test_a_file_that_ends_early_says_so(file: Path) -> None:
    write(file, pages_of(still(5)), header=HEADER.replace("{pages}", "222048"))
    assert any("tells of 222,048 pages, the file holds 5" in n for n in read(file).notices)


def test_pages_across_the_edges_of_what_is_read_at_a_time(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = still(4)
    write(file, pages_of(counts))
    whole = read_geneactiv(file, None).acceleration
    for size in (7, 13, 1000, 3777, 4001):
        monkeypatch.setattr(
            "myosense.reading.formats.geneactiv_pages.CHUNK_BYTES", size, raising=True
        )
        np.testing.assert_array_equal(read_geneactiv(file, None).acceleration, whole)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("y gain:25100", "y gain:0", "the gain of x, y, z"),
        ("y offset:-474", "y offset:none", "the offset of x, y, z"),
        ("Recorded Data", "Recorded", "0 pages and no sample"),
        ("Sequence Number", "Number", "4 pages and no sample"),
        ("Measurement Frequency:60.0\r", "Measurement Frequency:0.0\r", "4 pages and no"),
    ],
)
def test_what_holds_no_sample_is_refused(file: Path, old: str, new: str, says: str) -> None:
    write(file, pages_of(still(4)))
    file.write_bytes(file.read_bytes().replace(old.encode(), new.encode()))
    with pytest.raises(
        ReadError, match=f"^night.bin: is a GENEActiv file .*{says}.*expected"
    ):
        read(file)


def test_no_damage_ends_in_another_error(file: Path) -> None:
    whole = write(file, pages_of(still(4))).read_bytes()
    rng = np.random.default_rng(5)
    for _ in range(300):
        content = bytearray(whole[: rng.integers(1, len(whole) + 1)])
        for at in rng.integers(0, len(content), 12):
            content[at] = rng.integers(256)
        cut = rng.integers(0, len(content), 2)
        del content[min(cut) : min(max(cut), min(cut) + 40)]
        file.write_bytes(b"Device Identity" + content)
        try:
            assert read_geneactiv(file, None).acceleration.shape[1] == 3
        except ReadError:
            continue


def test_a_page_without_an_end_is_cut(file: Path) -> None:
    endless = b"Recorded Data" * 20_000 + b"0" * 5_000_000
    assert max(len(text) for text in page_texts(BytesIO(endless))) == LONGEST_PAGE
    write(file, pages_of(still(2)))
    file.write_bytes(file.read_bytes() + endless)
    assert read(file).n_samples == 600


def test_every_second_page_lost_leaves_the_true_rate(file: Path) -> None:
    """85.7 Hz are declared and 300 samples last 3.5 s."""
    text = digits(still(1))
    pages = [
        page(n, START + timedelta(seconds=3.5 * n), text, 85.7) for n in range(0, 60, 2)
    ]
    r = read(write(file, pages, hz=85.7))
    true_s = (np.arange(60 * 300) * 3.5 / 300).reshape(60, 300)[::2].ravel()
    assert np.max(np.abs(r.time_s - true_s)) < 1e-4


def test_a_file_is_recognized_by_its_first_bytes() -> None:
    assert recognizes_geneactiv(HEADER.encode(), Path("any"))
    assert not recognizes_geneactiv(b"Device Type,GENEActiv\r\n", Path("a.bin"))


#: Samples, rate in Hz and start of real files: the maker's pages counted, the cut one too.
REAL = {
    "GENEActiv_testfile.bin": (5031, 85.7, "2013-05-30T10:12:54.500+01:00"),
    "example_geneactiv.bin": (27300, 60.0, "2025-03-17T12:37:33-05:00"),
    "gnactv_sample.bin": (900, 50.0, "2019-05-21T16:16:43.500-04:00"),
}


@pytest.mark.parametrize("name", REAL)
def test_real_files(shared: Path, name: str) -> None:
    n_samples, rate_hz, start = REAL[name]
    r = read(shared / "formats" / "geneactiv" / name)
    assert r.n_samples == n_samples
    assert r.sample_rate_hz == pytest.approx(rate_hz, rel=0.001)
    assert r.start == datetime.fromisoformat(start)
    assert r.evidence["gravity_included"].startswith("yes")


@pytest.mark.parametrize("name", REAL)
def test_actfast_reads_the_same_bits(shared: Path, name: str) -> None:
    actfast = pytest.importorskip("actfast", reason="actfast is in the extra 'test'")
    path = shared / "formats" / "geneactiv" / name
    other = actfast.read(str(path), lenient=True)["timeseries"]["high_frequency"]
    table = read_geneactiv(path, None)
    np.testing.assert_array_equal(table.acceleration, other["acceleration"])

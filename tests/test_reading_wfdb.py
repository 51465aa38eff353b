"""WFDB records: a header and its signals, in numbers of 16 and of 12 bits."""

import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.formats.wfdb import recognizes_wfdb

N = 800
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
AXES = [f"{axis}-acceleration" for axis in ("v", "ml", "ap")]
Put = Callable[..., Path]
Numbers = Sequence[Sequence[int]]


def pairs_of_12_bits(numbers: Sequence[int]) -> bytes:
    """Write pairs as three bytes: low bytes at the ends, both high halves between."""
    written = bytearray()
    for first, second in zip(numbers[::2], numbers[1::2], strict=True):
        low, high = first & 0xFFF, second & 0xFFF
        written += bytes([low & 0xFF, (low >> 8) | (high >> 8) << 4, high & 0xFF])
    return bytes(written)


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a record of heart and acceleration, 1/800 g a step around 30."""

    def write(
        kind: str = "16",
        record: str = f"co1 4 100/100(0) {N} 22:05:06.25 04/03/2025",
        missing: int | None = None,
        gain: str = "800(30)/g",
    ) -> Path:
        counts = np.column_stack((np.arange(N), np.round(800 * TRUE_G + 30))).astype(int)
        if missing is not None:
            counts[missing, 2] = -2048 if kind == "212" else -32768
        numbers = counts.ravel().tolist()
        signals = [f"co1.dat {kind} 200 12 0 0 0 0 ECG"]
        signals += [f"co1.dat {kind} {gain} 12 0 -5 77 0 {axis}" for axis in AXES]
        text = "\n".join(["# made for a test", record, *signals, "#Age: 75", ""])
        (tmp_path / "co1.hea").write_text(text)
        packed = pairs_of_12_bits(numbers)
        plain = np.array(numbers, dtype="<i2").tobytes()
        (tmp_path / "co1.dat").write_bytes(packed if kind == "212" else plain)
        return tmp_path / "co1.hea"

    return write


@pytest.mark.parametrize("kind", ["16", "212"])
def test_the_accelerometer_is_found_by_its_names(put: Put, kind: str) -> None:
    recording = read(put(kind, missing=3))
    assert recording.n_samples == N - 1
    found = np.delete(TRUE_G, 3, axis=0)
    np.testing.assert_allclose(recording.acceleration_g, found, atol=0.5 / 800 + 1e-6)
    assert recording.sample_rate_hz == pytest.approx(100)
    assert str(recording.start) == "2025-03-04 22:05:06.250000"
    assert recording.time_zone is None
    assert recording.evidence["unit"].startswith("g: named in the file")


def test_the_signals_a_folder_and_a_zip_are_the_same_record(
    put: Put, tmp_path: Path
) -> None:
    header = put()
    other = tmp_path / "other" / "co1.zip"
    other.parent.mkdir()
    with zipfile.ZipFile(other, "w") as archive:
        archive.write(header, "co1.hea")
        archive.write(header.with_suffix(".dat"), "co1.dat")
    wanted = read(header).acceleration_g
    for path in (header.with_suffix(".dat"), other):
        np.testing.assert_array_equal(read(path).acceleration_g, wanted)
    other.unlink()
    other.parent.rmdir()
    np.testing.assert_array_equal(read(tmp_path).acceleration_g, wanted)


def test_the_gyroscope_comes_along(tmp_path: Path) -> None:
    numbers = np.round(np.hstack((1000 * TRUE_G, 10 * TRUE_DPS))).astype("<i2")
    (tmp_path / "w.dat").write_bytes(numbers.tobytes())
    lines = [f"w.dat 16 1000/g 16 0 0 0 0 acc_{axis}" for axis in "xyz"]
    lines += [f"w.dat 16 10/deg/s 16 0 0 0 0 gyro_{axis}" for axis in "xyz"]
    (tmp_path / "w.hea").write_text("\r\n".join(["w 6 64", *lines]))
    recording = read(tmp_path / "w.hea")
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=0.06)
    assert recording.start is None


def test_a_file_that_is_cut_off_is_said(put: Put) -> None:
    header = put()
    signals = header.with_suffix(".dat")
    signals.write_bytes(signals.read_bytes()[: 500 * 8 + 3])
    recording = read(header)
    assert recording.n_samples == 500
    assert (
        "800 samples are declared, 500 are there: the file is cut off" in recording.notices
    )


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"kind": "61"}, r"WFDB format '61', or without a gain; expected format 16 or 212"),
        ({"gain": "0/g"}, r"or without a gain"),
        ({"gain": "1e-299/g"}, r"\w"),
        ({"record": "co1/3 4 100 800"}, r"in segments; expected the header of one"),
        ({"record": "co1 4 0 800"}, r"has the rate '0'; expected a number"),
        ({"record": "co1 2 100 800"}, r"found the columns ECG .* no three of them"),
    ],
)
def test_what_is_not_read_is_said(put: Put, said: dict[str, str], sentence: str) -> None:
    with pytest.raises(ReadError, match=rf"^co1\.hea: .*{sentence}"):
        read(put(**said))


@pytest.mark.parametrize("head", ["# counts\n", ""])
def test_a_table_of_numbers_is_no_header(tmp_path: Path, head: str) -> None:
    table = head + "".join(f"{row} 16 500 {row % 7}\n" for row in range(20))
    assert not recognizes_wfdb(table.encode(), tmp_path / "a.txt")


def test_a_header_without_its_signals_says_so(put: Put) -> None:
    header = put()
    header.with_suffix(".dat").unlink()
    with pytest.raises(
        ReadError, match=r"names the file 'co1\.dat', which is not beside it"
    ):
        read(header)

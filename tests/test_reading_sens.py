"""SENS motion: 12 bytes a record, or their digits."""

import struct
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

START_MS = 1_700_000_000_123
COUNTS = np.round(planted_g(600) * 128).astype(int)


def records(step_ms: int = 80, first_ms: int = START_MS, hole_ms: int = 0) -> list[bytes]:
    return [
        (first_ms + step_ms * row + (hole_ms if row >= 300 else 0)).to_bytes(6, "big")
        + struct.pack(">hhh", *counts)
        for row, counts in enumerate(COUNTS.tolist())
    ]


BINARY = b"".join(records())
LINES = "".join(f"{record.hex().upper()}\n" for record in records())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("thigh.bin", BINARY),
        ("thigh.hex", LINES.encode()),
        ("thigh.HEX", LINES.replace("\n", "\r\n").lower().encode()),
    ],
)
def test_records_are_read(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    recording = read(tmp_path / name)
    np.testing.assert_array_equal(recording.acceleration_g, (COUNTS / 128).astype("f4"))
    assert recording.sample_rate_hz == pytest.approx(12.5)
    assert str(recording.start) == "2023-11-14 22:13:20.123000+00:00"
    assert (recording.recording_id, recording.site) == ("thigh", "thigh")


def test_holes_are_gaps_and_a_cut_record_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "a.bin"
    path.write_bytes(b"".join(records(hole_ms=5000))[:-5])
    recording = read(path)
    assert [s.n_samples for s in recording.stretches] == [300, 299]
    assert any("7 of 12 bytes" in notice for notice in recording.notices)


def test_cut_digits_lose_the_last_line_only(tmp_path: Path) -> None:
    path = tmp_path / "a.hex"
    path.write_text(LINES[:-8])
    assert read(path).n_samples == len(COUNTS) - 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"".join(records(first_ms=-0x7FFF_FFFF & 0xFFFF)), id="1970"),
        pytest.param(b"".join(records(step_ms=60_000)), id="epochs"),
        pytest.param(BINARY[1:], id="shifted"),
        pytest.param(BINARY[:24], id="two records"),
        pytest.param(np.random.default_rng(3).bytes(7200), id="noise"),
        pytest.param(LINES.replace("A", "G").encode(), id="no digits"),
        pytest.param((LINES[:2600] + "hello\n" + LINES[2600:]).encode(), id="words"),
    ],
)
def test_what_is_none_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.bin").write_bytes(content)
    with pytest.raises(ReadError, match=r"^a\.bin: "):
        read(tmp_path / "a.bin")

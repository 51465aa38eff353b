"""activPAL: bytes without a sign, with repeats."""

from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

COUNTS = np.round(planted_g(800) * 64 + 127).astype(np.uint8)


def header(
    rate_hz: int = 20, reach: int = 0, axes: int = 0, firmware: int = 218
) -> bytearray:
    head = bytearray(1024)
    head[35], head[38], head[280] = rate_hz, reach, axes
    head[39], head[17] = divmod(firmware, 255)
    head[256:262] = bytes((13, 5, 59, 28, 2, 24))  # 13:05:59 on 2024-02-28
    head[512:520] = b"JANE DOE"
    return head


def folded(n_less: int = 0) -> bytes:
    """Write samples, and equal ones as a repeat of the first."""
    content, row = b"", 0
    while row < len(COUNTS):
        content += COUNTS[row].tobytes()
        n = 1
        while row + n < len(COUNTS) and n < 200 and (COUNTS[row + n] == COUNTS[row]).all():
            n += 1
        if n > 1:
            content += bytes((0, 0, n - 1 - n_less))
        row += n
    return content


def test_samples_are_unfolded(tmp_path: Path) -> None:
    path = tmp_path / "right_thigh.datx"
    assert len(folded()) < COUNTS.size  # some are repeats
    path.write_bytes(bytes(header()) + folded() + b"tail" + bytes(500))
    recording = read(path)
    expected_g = (COUNTS.astype(float) - 127) / 64
    np.testing.assert_allclose(recording.acceleration_g, expected_g, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(20)
    assert str(recording.start) == "2024-02-28 13:05:59"
    assert (recording.site, recording.side) == ("thigh", "right")
    assert "DOE" not in str(recording.facts)


def test_the_range_and_old_firmware_are_known(tmp_path: Path) -> None:
    path = tmp_path / "a.datx"
    path.write_bytes(bytes(header(firmware=217)) + folded(n_less=1) + b"tail")
    assert read(path).n_samples == len(COUNTS)
    wide = np.round(planted_g(800) * 32 + 127).astype(np.uint8)
    path.write_bytes(bytes(header(reach=1)) + wide.tobytes() + b"tail")
    expected_g = (wide.astype(float) - 127) / 32
    np.testing.assert_allclose(read(path).acceleration_g, expected_g, atol=1e-6)


def test_the_end_is_no_sample_and_invalid_ones_are_gaps(tmp_path: Path) -> None:
    path = tmp_path / "a.datx"
    counts = COUNTS.copy()
    counts[100] = np.frombuffer(b"tai", np.uint8)  # no end: the fourth letter is missing
    counts[101, 0] = 130
    counts[300:310] = 255
    path.write_bytes(bytes(header()) + counts.tobytes())
    recording = read(path)
    assert [s.n_samples for s in recording.stretches] == [300, 490]
    assert any("cut off" in notice for notice in recording.notices)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(bytes(header()), "0 samples", id="empty"),
        pytest.param(bytes(header()) + bytes((0, 0, 9)) * 50, "0 samples", id="repeats"),
        pytest.param(bytes(header(axes=1)) + COUNTS.tobytes(), "one axis", id="one axis"),
        pytest.param(bytes(header(rate_hz=7)) + COUNTS.tobytes(), "", id="rate"),
        pytest.param(bytes(header())[:700], "", id="cut header"),
        pytest.param(
            bytes(header()) + COUNTS.tobytes() + bytes((0, 0, 255)) * 300_000,
            "samples of an activPAL",
            id="bomb",
        ),
    ],
)
def test_what_is_none_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    (tmp_path / "a.datx").write_bytes(content)
    with pytest.raises(ReadError, match=r"^a\.datx: ") as refusal:
        read(tmp_path / "a.datx")
    assert said in str(refusal.value)

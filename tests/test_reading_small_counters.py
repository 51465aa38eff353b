"""Clocks of 16 and 24 bits, which start anew while a recording lasts."""

from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

N = 3000
NUMBER = np.arange(N)
TRUE_G = planted_g(N)


def put(path: Path, name: str, stamps: np.ndarray, kept: np.ndarray | None = None) -> Path:
    """Write a table, of some rows alone."""
    rows = np.column_stack((stamps, TRUE_G))[slice(None) if kept is None else kept]
    np.savetxt(path, rows, ["%d", *3 * ["%.3f"]], ",", header=f"{name},x,y,z", comments="")
    return path


@pytest.mark.parametrize(
    ("name", "step", "bits", "rate_hz"),
    [
        ("millis", 40, 16, 25),
        ("time (ms)", 10, 16, 100),
        ("t", 20, 16, 50),
        ("micros", 10_000, 16, 100),
        ("micros", 10_000, 24, 100),
        ("t (1/32768 s)", 512, 16, 64),
        ("t (1/32768 s)", 512, 24, 64),
    ],
)
def test_a_full_counter_is_counted_on(
    tmp_path: Path, name: str, step: int, bits: int, rate_hz: float
) -> None:
    stamps = (2**bits - 777 + NUMBER * step) % 2**bits
    recording = read(put(tmp_path / "log.csv", name, stamps))
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.time_s, NUMBER / rate_hz, atol=2e-3)
    said = f"starts anew at {2**bits:,} and is counted on"
    assert any(said in notice for notice in recording.notices)


def test_rows_lost_where_it_starts_anew_are_a_gap(tmp_path: Path) -> None:
    """16 bits of 10 ms a row are full every 6,554 ms; 1.2 s are lost at a turn."""
    stamps = NUMBER * 100 % 2**16
    kept = np.r_[:600, 720:N]
    recording = read(put(tmp_path / "log.csv", "t (0.1 ms)", stamps, kept))
    assert len(recording.stretches) == 2
    np.testing.assert_allclose(recording.time_s, kept / 100, atol=2e-3)


@pytest.mark.parametrize("last", [33_000, 60_000, 65_400])
def test_a_clock_that_was_set_anew_is_not_counted_on(tmp_path: Path, last: int) -> None:
    stamps = last + 10 * (NUMBER - N // 2)
    stamps[N // 2 :] -= last
    with pytest.raises(ReadError, match=r"line 1502|falls?|back"):
        read(put(tmp_path / "log.csv", "millis", stamps))

"""Rows that stand twice are one sample; equal samples of a batch are several."""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

N, RATE_HZ = 3000, 100
TRUE_G = planted_g(N)
STAMPS = {
    "elapsed": lambda row: f"{row / RATE_HZ:.2f}",
    "dated": lambda row: str(np.datetime64("2025-03-04T12:00:00.000") + 10 * row),
}


def write(path: Path, rows: Iterable[int], kind: str = "elapsed") -> Path:
    """Write rows by their number, in the order given."""
    lines = [f"{STAMPS[kind](row)},{','.join(map(str, TRUE_G[row]))}" for row in rows]
    path.write_text("\n".join(["time,x,y,z", *lines]) + "\n")
    return path


@pytest.mark.parametrize("kind", STAMPS)
@pytest.mark.parametrize(
    ("rows", "n_doubles"),
    [
        ([*range(2000), *range(1800, N)], 200),
        ([*range(N), *range(N)], N),
        ([*range(1000), 3, 4, *range(1000, N), 17], 3),
    ],
    ids=["a packet again", "all again", "late ones"],
)
def test_rows_that_stand_twice_are_one_sample(
    tmp_path: Path, kind: str, rows: list[int], n_doubles: int
) -> None:
    recording = read(write(tmp_path / "left_wrist.csv", rows, kind))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    np.testing.assert_allclose(recording.time_s, np.arange(N) / RATE_HZ, atol=1e-6)
    expected = f"{n_doubles:,} rows with the stamp and the values of an earlier one"
    assert any(notice.startswith(expected) for notice in recording.notices)


def test_equal_samples_of_a_batch_stay(tmp_path: Path) -> None:
    """A coarse sensor that lies still repeats its value under one stamp."""
    lines = [f"{row // 5 * 0.05:.2f},0.25,{0.5 * (row % 200 == 0)},1.0" for row in range(N)]
    path = tmp_path / "left_wrist.csv"
    path.write_text("\n".join(["time,x (g),y (g),z (g)", *lines]) + "\n")
    recording = read(path)
    assert recording.n_samples == N
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)


def test_rows_that_go_back_with_other_values_are_refused(tmp_path: Path) -> None:
    rows = [f"{row / RATE_HZ:.2f}" for row in [*range(2000), *range(1800, N)]]
    lines = [
        f"{at},{x:.3f},0.2,0.97"
        for at, x in zip(rows, np.linspace(0, 0.2, 3200), strict=True)
    ]
    path = tmp_path / "left_wrist.csv"
    path.write_text("\n".join(["time,x,y,z", *lines]) + "\n")
    with pytest.raises(ReadError, match=r"line 2002 goes back in time by 1\.99 s"):
        read(path)


def test_the_hour_that_comes_twice_has_no_doubles(tmp_path: Path) -> None:
    """A coarse sensor lies still through the night in which the clock is set back."""
    minutes = [*range(90, 180), *range(120, 180)]
    at = [
        f"2025-10-26 {m // 60:02d}:{m % 60:02d}:{s / 5:06.3f}"
        for m in minutes
        for s in range(300)
    ]
    lines = [f"{time},0.25,0.0,{0.97 if i % 2000 else 1.5}" for i, time in enumerate(at)]
    path = tmp_path / "thigh.csv"
    path.write_text("\n".join(["time,x (g),y (g),z (g)", *lines]) + "\n")
    recording = read(path, time_zone="Europe/Berlin")
    assert recording.n_samples == len(at)
    assert len(recording.stretches) == 1

"""Stamps in the first row of each packet alone hold for the rows below them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.reading import read
from myosense.recording import Recording

N, RATE_HZ = 600, 100
TRUE_G = planted_g(N)
START = datetime(2025, 3, 24, 10, 20, 30)  # noqa: DTZ001  a wall clock
Stamp = Callable[[int], str]


def elapsed(row: int) -> str:
    return f"{row / RATE_HZ:.3f}"


def wall(row: int) -> str:
    return str(START + timedelta(seconds=row / RATE_HZ))


def clock(row: int) -> str:
    return wall(row).split()[1]


def opened(path: Path, stamp: Stamp, n_each: int, first: int = 0) -> Recording:
    rows = [
        ",".join(
            [stamp(row) if (row - first) % n_each == 0 else "", *map(str, TRUE_G[row])]
        )
        for row in range(N)
    ]
    path.write_text("\n".join(["time,x,y,z", *rows]) + "\n")
    return read(path)


@pytest.mark.parametrize("stamp", [elapsed, wall, clock])
@pytest.mark.parametrize("n_each", [4, 10, 100])
def test_rows_below_a_stamp_are_spread_to_the_next(
    tmp_path: Path, stamp: Stamp, n_each: int
) -> None:
    recording = opened(tmp_path / "log.csv", stamp, n_each)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    np.testing.assert_allclose(recording.time_s, np.arange(N) / RATE_HZ, atol=0.02)
    assert len(recording.stretches) == 1
    assert "repeat and were spread" in recording.evidence["rate"]


def test_rows_before_the_first_stamp_have_none(tmp_path: Path) -> None:
    recording = opened(tmp_path / "log.csv", elapsed, 10, first=3)
    assert recording.n_samples == N - 3
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=0.005)


def test_rows_here_and_there_without_a_stamp_are_left_out(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    is_blank = rng.random(N) < 0.3
    is_blank[0] = True
    path = tmp_path / "log.csv"
    rows = [
        ",".join(["" if is_blank[row] else elapsed(row), *map(str, TRUE_G[row])])
        for row in range(N)
    ]
    path.write_text("\n".join(["time,x,y,z", *rows]) + "\n")
    assert read(path).n_samples == N - np.count_nonzero(is_blank)

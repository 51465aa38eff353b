"""Rows that arrive in packets are spread over the time between the packets."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from myosense.reading import read
from myosense.reading.bursts import find_burst_step, join_bursts, spread_bursts

RNG = np.random.default_rng(5)
NEW = RNG.normal(0, 1, (3000, 3))


def arrivals(n: int, n_each: int, period_s: float, late_s: float) -> np.ndarray:
    """Stamp rows as they arrive: packets of so many, each late by up to so much."""
    packet, place = np.divmod(np.arange(n), n_each)
    late = RNG.uniform(0, late_s, n // n_each + 1)[packet]
    return (packet + 1) * n_each * period_s + late + place * 0.0011


@pytest.mark.parametrize(("n_each", "period_s"), [(2, 0.02), (3, 0.02), (10, 0.01)])
def test_a_log_of_packets_has_the_rate_of_its_rows(
    tmp_path: Path, n_each: int, period_s: float
) -> None:
    n = 1500
    angle = 0.3 * np.sin(np.arange(n) / 80)
    motion = np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    motion += RNG.normal(0, 0.004, (n, 3))
    start = datetime(2025, 3, 4, 22, 5, 6)  # noqa: DTZ001
    lines = ["timestamp,accel_x,accel_y,accel_z"]
    for at_s, row in zip(arrivals(n, n_each, period_s, 0.015), motion, strict=True):
        stamp = (start + timedelta(seconds=float(at_s))).isoformat()
        lines.append(",".join((stamp, *(f"{value:.4f}" for value in row))))
    path = tmp_path / "imu.csv"
    path.write_text("\n".join(lines) + "\n")
    recording = read(path)
    assert recording.sample_rate_hz == pytest.approx(1 / period_s, rel=0.005)
    assert len(recording.stretches) == 1
    assert recording.n_samples == n
    true_s = np.arange(n) * period_s
    late_s = recording.time_s - true_s
    assert np.ptp(late_s) < n_each * period_s
    assert "arrive in packets" in recording.evidence["rate"]


@pytest.mark.parametrize(
    "stamps",
    [
        np.arange(3000) / 50,
        np.arange(3000) / 50 + RNG.uniform(0, 0.015, 3000),  # jitter
        np.concatenate([k * 60 + np.arange(100) / 50 for k in range(30)]),  # pauses
        np.concatenate([2 * k + np.arange(20) / 50 for k in range(150)]),  # brief stretches
        np.repeat(np.arange(600) * 0.1, 5),  # equal stamps, not near ones
    ],
)
def test_rows_that_are_measured_one_by_one_come_in_no_packets(stamps: np.ndarray) -> None:
    assert find_burst_step(stamps) is None
    assert join_bursts(stamps, NEW) is stamps


def test_a_log_that_repeats_values_between_two_sensors_comes_in_no_packets() -> None:
    stamps = np.repeat(np.arange(1500) / 50, 2)
    stamps[1::2] += 0.0004
    assert join_bursts(stamps, np.repeat(NEW[:1500], 2, axis=0)) is stamps
    assert join_bursts(stamps, NEW) is not stamps


def test_packets_are_joined_over_the_edge_of_a_piece(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stamps = arrivals(3000, 7, 0.01, 0)
    whole = join_bursts(stamps, NEW)
    monkeypatch.setattr("myosense.reading.bursts.pieces", _small_pieces)
    np.testing.assert_array_equal(join_bursts(stamps, NEW), whole)
    np.testing.assert_array_equal(whole, np.repeat(stamps[::7], 7)[:3000])


def _small_pieces(column: np.ndarray, *, lap: int) -> list[slice]:
    return [slice(max(at - lap, 0), min(at + 10, len(column))) for at in range(0, 3000, 10)]


def test_packets_that_come_late_leave_no_hole_and_lost_ones_do() -> None:
    n_each = RNG.choice([2, 2, 3], 400)
    waits_s = n_each / 40
    waits_s[100] += 0.1  # late: the next one makes up for it
    waits_s[101] -= 0.09
    true_s = np.arange(n_each.sum()) / 40
    stamps = (
        np.repeat(np.cumsum(waits_s), n_each) + 0.0002 * np.arange(n_each.sum()) % 0.0006
    )
    stamps = np.maximum.accumulate(stamps)
    values = RNG.normal(0, 1, (len(stamps), 3))
    spread = spread_bursts(stamps, values)
    assert spread is not None
    assert np.ptp(spread - true_s) < 0.02
    bounds = np.cumsum(n_each)
    gone = slice(int(bounds[200]), int(bounds[250]))
    spread = spread_bursts(np.delete(stamps, gone), np.delete(values, gone, axis=0))
    assert spread is not None
    steps = np.diff(spread)
    assert np.argmax(steps) == bounds[200] - 1
    assert np.max(steps) > 2.5
    assert np.max(np.delete(steps, np.argmax(steps))) < 0.1

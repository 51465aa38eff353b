"""The clock of blocks: planted rates, jitter, drift, gaps and wrong stamps."""

import numpy as np
import pytest

from myosense.intervals import Seconds
from myosense.reading.formats.blockclock import (
    Blocks,
    Counts,
    block_of,
    lay_clock,
    spread,
    stamps_of,
)

N = 100  #: Samples of a block.
EPOCH_S = 1.7e9


def blocks(
    stamp_s: Seconds, *, nominal_hz: float = 100.0, position: Counts | None = None
) -> Blocks:
    """Stamp the ends of blocks."""
    n = len(stamp_s)
    return Blocks(
        position=np.arange(n) * N if position is None else position,
        n_samples=np.full(n, N),
        anchor=np.full(n, N),
        stamp_s=stamp_s,
        nominal_hz=nominal_hz,
    )


def ends_s(n_blocks: int, rate_hz: float) -> Seconds:
    return (np.arange(n_blocks) + 1) * N / rate_hz


def times_s(found: Blocks) -> Seconds:
    return spread(lay_clock(found), found.n_samples)


def test_jitter_of_the_stamps_is_not_in_the_times() -> None:
    rng = np.random.default_rng(0)
    late_s = rng.uniform(0, 0.01, 600)
    true_s = np.arange(600 * N) / 98.9
    found_s = times_s(blocks(ends_s(600, 98.9) + late_s))
    steps_s = np.diff(found_s)
    assert np.ptp(steps_s) < 2e-6  # The stamps alone would give steps of 0 to 20 ms.
    assert np.max(np.abs(found_s - true_s - 0.005)) < 0.002


def test_a_clock_that_warms_up_is_followed() -> None:
    at = (np.arange(3600) + 1) * N
    rate = 98.9 * (1 + 1e-3 * np.cos(2 * np.pi * at / at[-1]))
    every_s = np.cumsum(np.repeat(1 / rate, N))
    found_s = times_s(blocks(every_s[N - 1 :: N] + 1 / 98.9))
    straight = np.polyval(np.polyfit(at, every_s[N - 1 :: N], 1), at)
    assert np.max(np.abs(every_s[N - 1 :: N] - straight)) > 0.5
    assert np.max(np.abs(found_s - every_s)) < 0.03


def test_a_pause_begins_a_new_line() -> None:
    stamp_s = ends_s(60, 99.0)
    stamp_s[30:] += 0.5
    found_s = times_s(blocks(stamp_s))
    true_s = np.arange(60 * N) / 99.0
    true_s[30 * N :] += 0.5
    assert np.max(np.abs(found_s - true_s)) < 1e-6


def test_lost_blocks_are_no_pause_if_the_clock_ran_on() -> None:
    kept = np.array([i for i in range(80) if i % 7 != 3 or i < 20])
    stamp_s = ends_s(80, 98.0)[kept]
    found_s = times_s(blocks(stamp_s, position=kept * N))
    true_s = (np.arange(80 * N) / 98.0).reshape(80, N)[kept].ravel()
    assert np.max(np.abs(found_s - true_s)) < 1e-6


def test_stamps_that_leave_the_line_and_come_back_are_not_followed() -> None:
    stamp_s = ends_s(60, 99.0)
    stamp_s[20] += 86400
    stamp_s[[40, 41]] -= 3600
    stamp_s[50] = np.nan
    clock = lay_clock(blocks(stamp_s))
    assert clock.n_wrong == 4
    assert np.max(np.abs(clock.start_s - np.arange(60) * N / 99.0)) < 1e-6


def test_a_short_file_with_a_pause_takes_the_rate_of_its_whole_steps() -> None:
    stamp_s = ends_s(3, 50.0) + np.array([0.0, 0.5, 0.5])
    clock = lay_clock(blocks(stamp_s, nominal_hz=50.0))
    np.testing.assert_allclose(clock.start_s, [0, 2.5, 4.5], atol=1e-9)
    np.testing.assert_allclose(clock.period_s, 1 / 50, rtol=1e-9)


def test_one_block_takes_the_declared_rate() -> None:
    clock = lay_clock(blocks(np.array([7.0]), nominal_hz=25.0))
    assert (clock.start_s[0], clock.period_s[0]) == (3.0, 0.04)


def test_blocks_of_different_sizes_are_spread_alike() -> None:
    n_samples = np.array([5, 1, 3])
    found = Blocks(
        position=np.array([0, 5, 6]),
        n_samples=n_samples,
        anchor=np.zeros(3, dtype=np.int64),
        stamp_s=np.array([0.0, 0.5, 0.6]),
        nominal_hz=10.0,
    )
    np.testing.assert_allclose(times_s(found), np.arange(9) / 10, atol=1e-9)
    assert [block_of(row, n_samples) for row in range(9)] == [0] * 5 + [1] + [2] * 3


@pytest.mark.parametrize(
    ("first_s", "kind"), [(EPOCH_S, "wall"), (946_684_900.0, "elapsed")]
)
def test_only_a_clock_that_was_set_gives_a_date(first_s: float, kind: str) -> None:
    stamps, notices = stamps_of(blocks(first_s + ends_s(30, 99.0)), "UTC+02:00")
    assert stamps.kind == kind
    assert bool(notices) == (kind == "elapsed")
    assert stamps.time_s[0] == 0
    origin_s = stamps.origin_ns / 1e9
    assert origin_s == pytest.approx(EPOCH_S if kind == "wall" else 0, rel=0, abs=1e-6)


def test_without_a_stamp_the_declared_rate_is_taken_and_said() -> None:
    stamps, notices = stamps_of(blocks(np.full(4, np.nan), nominal_hz=50.0))
    np.testing.assert_allclose(stamps.time_s, np.arange(400) / 50)
    assert "50 Hz as declared" in notices[0]

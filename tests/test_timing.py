"""Clocks of stretches: rates, gaps, jitter and repeated stamps."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.errors import ReadError
from myosense.timing import (
    estimate_rate_hz,
    stretches_from_stamps,
    uniform_stretch,
)


def test_even_stamps_are_one_even_stretch() -> None:
    (stretch,), rate_hz = stretches_from_stamps(np.arange(1000) / 80)
    assert rate_hz == pytest.approx(80)
    assert (stretch.first, stretch.stop, stretch.is_uniform) == (0, 1000, True)
    assert stretch.duration_s == pytest.approx(12.5)
    assert stretch.stop_s == pytest.approx(12.5)


def test_stamps_rounded_to_milliseconds_give_80_hz_and_not_83() -> None:
    stamps_s = np.floor(12.5 * np.arange(1000)) / 1000
    assert estimate_rate_hz(stamps_s) == pytest.approx(80, rel=1e-4)
    (stretch,), _ = stretches_from_stamps(stamps_s)
    assert stretch.is_uniform


@pytest.mark.parametrize(
    ("rate_hz", "hole_s", "n_stretches"),
    [
        pytest.param(100, 0.049, 1, id="below 50 ms is no gap"),
        pytest.param(100, 0.051, 2, id="above 50 ms is one"),
        pytest.param(25, 0.099, 1, id="below 2.5 samples is no gap"),
        pytest.param(25, 0.101, 2, id="above 2.5 samples is one"),
    ],
)
def test_a_hole_is_a_gap_above_both_limits(
    rate_hz: float, hole_s: float, n_stretches: int
) -> None:
    stamps_s = np.arange(1000) / rate_hz
    stamps_s[500:] += hole_s - 1 / rate_hz
    stretches, found_hz = stretches_from_stamps(stamps_s)
    assert len(stretches) == n_stretches
    assert found_hz == pytest.approx(rate_hz, rel=5e-3)
    assert stretches[-1].stop_s == pytest.approx(
        stamps_s[-1] + 1 / rate_hz, abs=0.5 / rate_hz
    )


def test_each_stretch_keeps_its_own_pace() -> None:
    fast, slow = np.arange(1000) / 100.5, 60 + np.arange(1000) / 99.5
    stretches, rate_hz = stretches_from_stamps(np.concatenate((fast, slow)))
    assert [s.rate_hz for s in stretches] == pytest.approx([100.5, 99.5])
    assert [s.start_s for s in stretches] == pytest.approx([0, 60])
    assert rate_hz == pytest.approx(100, rel=1e-3)


def test_a_short_stretch_takes_the_pace_of_the_recording() -> None:
    stamps_s = np.concatenate((np.arange(1000) / 100, 60 + np.arange(50) / 90))
    stretches, rate_hz = stretches_from_stamps(stamps_s)
    assert stretches[1].rate_hz == rate_hz


@pytest.mark.parametrize(("jitter_s", "is_uniform"), [(0.004, True), (0.02, False)])
def test_jitter_within_half_a_sample_is_snapped(
    *, jitter_s: float, is_uniform: bool
) -> None:
    stamps_s = np.arange(1000) / 100
    stamps_s[1:-1:2] += jitter_s
    stretches, rate_hz = stretches_from_stamps(np.sort(stamps_s))
    assert [s.is_uniform for s in stretches] == [is_uniform]
    assert rate_hz == pytest.approx(100, rel=1e-2)


@given(st.floats(10, 2000), st.integers(300, 2000), st.floats(-1e6, 1e6))
def test_the_rate_is_found_wherever_the_clock_starts(
    rate_hz: float, n: int, start_s: float
) -> None:
    stretches, found_hz = stretches_from_stamps(start_s + np.arange(n) / rate_hz)
    assert found_hz == pytest.approx(rate_hz, rel=1e-4)
    assert stretches[0].start_s == pytest.approx(0, abs=0.01 / rate_hz)


@pytest.mark.parametrize("stamps_s", [[], [1.0], [2.0, 2.0]])
def test_stamps_that_do_not_advance_are_refused(stamps_s: list[float]) -> None:
    with pytest.raises(ReadError, match="do not advance"):
        stretches_from_stamps(np.array(stamps_s))


def test_a_declared_rate_makes_one_stretch() -> None:
    stretch = uniform_stretch(250, 50.0)
    assert (stretch.duration_s, stretch.n_grid, stretch.stop_s) == (5.0, 250, 5.0)


def test_a_few_lost_samples_do_not_make_a_clock_slower() -> None:
    clean = np.delete(np.arange(2000) / 100, np.s_[::7])
    assert estimate_rate_hz(clean) == pytest.approx(100, rel=1e-9)
    rounded = np.round(np.delete(np.arange(2000) / 60, np.s_[::5]), 3).astype(np.float64)
    assert estimate_rate_hz(rounded) == pytest.approx(60, rel=1e-3)
    many = np.delete(np.arange(2000) / 60, np.s_[::3])
    assert estimate_rate_hz(many) == pytest.approx(40, rel=1e-3)


def test_steps_that_are_all_alike_are_counted_as_others_are() -> None:
    steps_s = np.tile([0.0098, 0.0103, 0.0099], 400)
    even_hz = estimate_rate_hz(np.cumsum(steps_s))
    assert even_hz == pytest.approx(100, rel=1e-4)
    steps_s[7] = 0.0087  # Outside the shorter way.
    assert estimate_rate_hz(np.cumsum(steps_s)) == pytest.approx(even_hz, rel=2e-4)

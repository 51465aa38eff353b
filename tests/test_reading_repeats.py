"""Stamps that repeat are spread over the time for which each stands."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.reading.repeats import spread_repeats
from myosense.timing import stretches_from_stamps


def test_whole_seconds_are_spread_over_their_second() -> None:
    true_s = np.arange(500) / 50
    spread_s, share = spread_repeats(np.floor(true_s))
    np.testing.assert_allclose(spread_s, true_s, atol=1e-9)
    assert share == pytest.approx(0.98)


def test_a_batch_before_a_gap_is_not_stretched_over_it() -> None:
    stamps_s = np.repeat([0.0, 0.1, 0.2, 0.3, 9.0, 9.1], 5)
    spread_s, _ = spread_repeats(stamps_s)
    np.testing.assert_allclose(spread_s[15:20], 0.3 + np.arange(5) / 50)
    stretches, _ = stretches_from_stamps(spread_s)
    assert [(s.first, s.stop) for s in stretches] == [(0, 20), (20, 30)]


@given(st.integers(1, 60), st.integers(3, 30), st.floats(0.05, 5))
def test_even_batches_become_even_samples(n_each: int, n: int, step_s: float) -> None:
    spread_s, _ = spread_repeats(np.repeat(np.arange(n) * step_s, n_each))
    np.testing.assert_allclose(np.diff(spread_s), step_s / n_each, rtol=1e-6)


@pytest.mark.parametrize("first", [0.0, 0.63])
def test_stamps_of_whole_seconds_are_spread_by_a_line_through_the_gap_free_parts(
    first: float,
) -> None:
    true_s = first + np.arange(64 * 40) / 64
    true_s[64 * 20 :] += 100  # a hole of 100 s
    spread, share = spread_repeats(np.floor(true_s))
    assert share > 0.95
    np.testing.assert_allclose(spread, true_s, atol=1 / 64)
    stretches, rate_hz = stretches_from_stamps(spread)
    assert rate_hz == pytest.approx(64, rel=1e-3)
    assert [stretch.n_samples for stretch in stretches] == [64 * 20, 64 * 20]


def test_batches_that_keep_no_line_are_spread_from_stamp_to_stamp() -> None:
    ticks_s = np.concatenate((np.arange(100), 100 + 1.3 * np.arange(100)))
    spread, _ = spread_repeats(np.repeat(ticks_s, 20))
    np.testing.assert_array_equal(spread[::20], ticks_s)


def test_a_second_that_is_missing_from_whole_seconds_is_a_gap() -> None:
    true_s = np.arange(64 * 40) / 64
    true_s[64 * 20 + 10 :] += 2
    spread, _ = spread_repeats(np.floor(true_s))
    stretches, _ = stretches_from_stamps(spread)
    assert [stretch.n_samples for stretch in stretches] == [64 * 20 + 10, 64 * 20 - 10]
    np.testing.assert_allclose(spread, true_s, atol=1 / 64)

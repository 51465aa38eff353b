"""Rows that came late: what was held up is laid evenly, what is missing stays missing."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.arrivals import clocked, on_time
from myosense.pieces import PIECE_ROWS
from myosense.recording import recording_from_arrays

RATE_HZ = 100.0


def held_up(true_s: np.ndarray, first: int, n_rows: int) -> np.ndarray:
    """Stamp some rows a millisecond apart, up to when the last of them was measured."""
    stamps_s = true_s.copy()
    last = first + n_rows - 1
    stamps_s[first : last + 1] = true_s[last] + 0.0005 * np.arange(1 - n_rows, 1)
    return stamps_s


def test_rows_that_waited_are_laid_where_they_were_measured() -> None:
    true_s = np.arange(1000) / RATE_HZ
    stamps_s = held_up(held_up(true_s, 300, 7), 600, 12)
    assert np.max(np.diff(stamps_s)) > 0.1
    spread_s, n_holes = on_time(stamps_s)
    assert n_holes == 2
    assert spread_s == pytest.approx(true_s, abs=0.002)
    one = clocked(stamps_s)
    assert (len(one.stretches), one.n_late) == (1, 2)
    assert one.stretches[0].rate_hz == pytest.approx(RATE_HZ, rel=0.001)


def test_a_hole_that_nothing_makes_good_for_stays() -> None:
    true_s = np.delete(np.arange(1000) / RATE_HZ, slice(300, 307))
    spread_s, n_holes = on_time(true_s)
    assert n_holes == 0
    assert spread_s is true_s
    found = clocked(true_s)
    assert [stretch.stop for stretch in found.stretches] == [300, 993]


def test_half_of_the_rows_that_were_due_do_not_make_good_for_a_hole() -> None:
    true_s = np.arange(1000) / RATE_HZ
    late_s = np.delete(held_up(true_s, 300, 12), slice(300, 306))
    assert on_time(late_s)[1] == 0
    assert len(clocked(late_s).stretches) == 2


def test_a_sensor_that_is_faster_after_a_gap_makes_good_for_nothing() -> None:
    # 50 ms are missing; after them the sensor runs a tenth faster, as a cold one does.
    slow_s = np.arange(300) / RATE_HZ
    fast_s = slow_s[-1] + 0.06 + np.arange(300) / (1.1 * RATE_HZ)
    assert on_time(np.concatenate((slow_s, fast_s)))[1] == 0


def test_stamps_that_are_not_even_are_left_as_they_are() -> None:
    steps_s = np.random.default_rng(8).gamma(20.0, 1 / (20.0 * RATE_HZ), 20_000)
    steps_s[::500] = 0.026  # A row that was not written, and none close behind.
    stamps_s = np.cumsum(steps_s)
    assert on_time(stamps_s)[0] is stamps_s


def test_stamps_of_an_array_are_clocked_as_those_of_a_file() -> None:
    stamps_s = held_up(np.arange(3000) / RATE_HZ, 1500, 8)
    samples_g = np.tile([0.0, 0.0, 1.0], (3000, 1))
    recording = recording_from_arrays(samples_g, stamps_s=stamps_s)
    assert len(recording.stretches) == 1
    assert recording.recorded_s == pytest.approx(30.0, abs=0.01)
    assert recording.n_samples == 3000


@given(
    st.lists(st.integers(50, 1900), max_size=6, unique=True),
    st.integers(4, 20),
    st.floats(20.0, 400.0),
)
def test_stamps_stay_in_order_and_ends_stay_put(
    firsts: list[int], n_rows: int, rate_hz: float
) -> None:
    stamps_s = np.arange(2000) / rate_hz
    for first in sorted(firsts):
        stamps_s = np.maximum.accumulate(held_up(stamps_s, first, n_rows))
    spread_s, _ = on_time(stamps_s)
    assert np.all(np.diff(spread_s) >= 0)
    assert spread_s[[0, -1]] == pytest.approx(stamps_s[[0, -1]])
    assert np.max(np.abs(spread_s - stamps_s)) <= n_rows * 6 / rate_hz


def test_rows_that_waited_across_a_seam_of_pieces_are_laid_alike() -> None:
    true_s = np.arange(PIECE_ROWS + 500) / RATE_HZ
    stamps_s = held_up(held_up(true_s, PIECE_ROWS - 4, 9), PIECE_ROWS + 200, 9)
    spread_s, n_holes = on_time(stamps_s)
    assert n_holes == 2
    assert spread_s == pytest.approx(true_s, abs=0.002)

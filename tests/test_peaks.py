"""The vertex of three samples, and the largest of a window, against drawn ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.peaks import running_max, vertex, vertex_at


def test_the_vertex_of_a_drawn_parabola_is_between_the_samples() -> None:
    norm_g = np.array([1 - (i - 4.3) ** 2 for i in range(9)])
    assert vertex_at(norm_g, np.array([4])) == pytest.approx([0.3])


def test_an_end_counts_as_its_neighbor() -> None:
    norm_g = np.array([1 - 0.2 * (i - 1.2) ** 2 for i in range(3)])
    assert vertex_at(norm_g, np.array([0, 1, 2])) == pytest.approx([0.2, 0.2, 0.2])


def test_three_samples_that_are_not_bent_downward_have_no_vertex() -> None:
    left, top, right = np.array([[0.0, 1.0, 2.0], [2.0, 1.0, 2.5], [1.0, 1.0, 1.0]]).T
    np.testing.assert_array_equal(vertex(left, top, right), [0.0, 0.0, 0.0])


def test_a_vertex_beyond_half_a_sample_is_held_there() -> None:
    left, top, right = np.array([[3.0, 2.0, 0.5], [0.5, 2.0, 3.0]]).T
    np.testing.assert_array_equal(vertex(left, top, right), [-0.5, 0.5])


@given(
    values=st.lists(st.floats(-5.0, 5.0), min_size=1, max_size=40),
    size=st.integers(1, 60),
)
def test_the_largest_of_a_window_is_that_of_its_values(
    values: list[float], size: int
) -> None:
    found = running_max(np.array(values), size)
    expected = [
        max(values[max(i - size // 2, 0) : max(i - size // 2 + size, 1)])
        for i in range(len(values))
    ]
    assert list(found) == expected


def test_a_window_reaches_one_value_further_before_if_its_size_is_even() -> None:
    values = np.array([0.0, 0.0, 7.0, 0.0, 0.0, 0.0], dtype=np.float32)
    assert list(running_max(values, 4)) == [0, 7, 7, 7, 7, 0]
    assert running_max(values, 4).dtype == np.float32

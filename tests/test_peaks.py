"""The vertex of three samples, against parabolas drawn by hand."""

import numpy as np
import pytest

from myosense.peaks import vertex, vertex_at


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

"""What all generators draw with: directions, logarithms and peaks between samples."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import kstest

from myosense.simulation.swings import log_uniform, peak_time_s, unit_vector


def test_directions_are_all_alike() -> None:
    rng = np.random.default_rng(0)
    drawn = np.array([unit_vector(rng) for _ in range(8000)])
    np.testing.assert_allclose(np.linalg.norm(drawn, axis=1), 1)
    slanted = drawn @ np.ones((3, 1)) / 3**0.5
    # Archimedes: the height of a point on a sphere is even, whichever way is up.
    for axis in (*drawn.T, *slanted.T):
        assert kstest(axis, "uniform", args=(-1, 2)).pvalue > 0.001


def test_values_are_even_in_their_logarithm() -> None:
    rng = np.random.default_rng(1)
    drawn = np.log10([log_uniform(rng, (0.01, 10.0)) for _ in range(1000)])
    assert kstest(drawn, "uniform", args=(-2, 3)).pvalue > 0.001


@given(st.floats(3.0, 6.0), st.floats(10.0, 1000.0))
def test_the_top_of_a_parabola_is_found_between_samples(top: float, rate_hz: float) -> None:
    norm_g = 50 - np.square(np.arange(10.0) - top)
    assert peak_time_s(norm_g, rate_hz) == pytest.approx(top / rate_hz)


@pytest.mark.parametrize(
    ("norm_g", "row"), [([5.0, 1.0, 0.0], 0), ([0.0, 1.0, 5.0], 2), ([1.0, 1.0, 1.0], 0)]
)
def test_a_peak_at_an_end_is_taken_as_it_is(norm_g: list[float], row: int) -> None:
    assert peak_time_s(np.array(norm_g), 10.0) == row / 10

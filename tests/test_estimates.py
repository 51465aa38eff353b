"""Figures with intervals: published numbers, closed forms and limits."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import estimates
from myosense.estimates import Estimate, exact_poisson

counts = st.integers(0, 500)
Z = 1.959963984540054  # the normal distribution's 97.5th percentile


@pytest.mark.parametrize(
    ("n", "low", "high"),
    [
        (0, 0.0, 3.689),
        (1, 0.025, 5.572),
        (5, 1.623, 11.668),
        (10, 4.795, 18.390),
        (30, 20.241, 42.827),
        (100, 81.364, 121.627),
    ],
)
def test_the_exact_poisson_interval_gives_the_published_limits(
    n: int, low: float, high: float
) -> None:
    found_low, found_high = exact_poisson(n)
    assert (round(float(found_low), 3), round(float(found_high), 3)) == (low, high)


def test_the_interval_covers_a_poisson_count_at_least_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    for mean in (0.5, 3.0, 40.0):
        low, high = exact_poisson(rng.poisson(mean, 4000), 0.9)
        assert np.mean((low <= mean) & (mean <= high)) > 0.89


def test_events_of_one_size_have_the_exact_interval_of_their_number() -> None:
    n = np.arange(30)
    low, high = exact_poisson(n)
    for size in (1, 7):
        found = estimates.gamma(size * n[1:], size**2 * n[1:], size, 0.95)
        np.testing.assert_allclose(found, (size * low[1:], size * high[1:]))
    np.testing.assert_allclose(estimates.gamma(0, 0, 0, 0.95), (0, high[0]))


def test_the_gamma_interval_holds_a_total_of_events_of_several_sizes() -> None:
    random = np.random.default_rng(4)
    sizes = np.array([1, 3, 20])
    expected = np.array([6.0, 1.0, 1.0])
    counts = random.poisson(expected, (4000, 3))
    largest = np.max(sizes * (counts > 0), axis=1)
    total = counts @ sizes
    low, high = estimates.gamma(total, counts @ sizes**2, largest, 0.95)
    truth = expected @ sizes
    is_some_train = counts[:, 2] > 0  # without any, nobody can know how long they are
    held = np.mean(((low <= truth) & (truth <= high))[is_some_train])
    assert held >= 0.95
    exact_low, exact_high = exact_poisson(total)
    assert np.mean((exact_low <= truth) & (truth <= exact_high)) < 0.5


@pytest.mark.parametrize(("n", "n_of"), [(0, 5), (3, 10), (10, 10), (170, 200)])
def test_a_proportion_has_the_wilson_interval_of_the_textbook(n: int, n_of: int) -> None:
    p = n / n_of
    center = (p + Z**2 / (2 * n_of)) / (1 + Z**2 / n_of)
    half = Z / (1 + Z**2 / n_of) * np.sqrt(p * (1 - p) / n_of + Z**2 / (4 * n_of**2))
    found = estimates.proportion(n, n_of)
    assert found == p
    assert (found.low, found.high) == pytest.approx(
        (center - half, center + half), abs=1e-9
    )


@pytest.mark.parametrize(
    "estimate",
    [
        pytest.param(estimates.proportion(0, 0), id="proportion"),
        pytest.param(estimates.f1(0, 3, 0), id="f1"),
        pytest.param(estimates.rate_per_h(0, 0), id="rate"),
    ],
)
def test_nothing_to_divide_by_is_blank_and_not_one(estimate: Estimate) -> None:
    assert np.isnan([estimate, estimate.low, estimate.high]).all()


@pytest.mark.parametrize(("n_hits", "n_false", "n_misses"), [(8, 2, 4), (3, 1, 3)])
def test_f1_is_the_harmonic_mean_of_precision_and_sensitivity(
    n_hits: int, n_false: int, n_misses: int
) -> None:
    precision, sensitivity = n_hits / (n_hits + n_false), n_hits / (n_hits + n_misses)
    expected = 2 * precision * sensitivity / (precision + sensitivity)
    assert estimates.f1(n_hits, n_false, n_misses) == pytest.approx(expected)


def test_the_interval_of_the_count_error_has_the_square_and_add_limits() -> None:
    found = estimates.count_error(5, 10)  # exact limits: 1.623, 11.668 and 4.795, 18.390
    low = -5 - np.sqrt((5 - 1.623) ** 2 + (18.390 - 10) ** 2)
    high = -5 + np.sqrt((11.668 - 5) ** 2 + (10 - 4.795) ** 2)
    assert (found, found.low, found.high) == pytest.approx((-5, low, high), abs=1e-3)


def test_a_rate_is_per_hour() -> None:
    found = estimates.rate_per_h(5, 1800)
    assert (found, found.low, found.high) == pytest.approx((10, 3.246, 23.336), abs=1e-3)
    assert estimates.rate_per_h(1, 0.5) == pytest.approx(7200)


@settings(max_examples=50, deadline=None)
@given(counts, counts, counts)
def test_every_figure_lies_in_its_interval(a: int, b: int, c: int) -> None:
    for figure in (
        estimates.proportion(a, a + b + 1),
        estimates.f1(a + 1, b, c),
        estimates.count_error(a, b),
        estimates.rate_per_h(a, 7200),
    ):
        assert figure.low - 1e-12 <= figure <= figure.high + 1e-12


@settings(max_examples=50, deadline=None)
@given(counts, counts)
def test_swapping_false_alarms_and_misses_turns_the_count_error_around(
    n_false: int, n_misses: int
) -> None:
    one, other = (
        estimates.count_error(n_false, n_misses),
        estimates.count_error(n_misses, n_false),
    )
    assert (one, one.low, one.high) == pytest.approx((-other, -other.high, -other.low))


def test_an_estimate_keeps_its_interval_when_copied() -> None:
    one = Estimate(0.5, 0.2, 0.7)
    for other in (copy.deepcopy(one), pickle.loads(pickle.dumps(one))):  # noqa: S301
        assert (other, other.low, other.high) == (0.5, 0.2, 0.7)

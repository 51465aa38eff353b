"""Figures of agreement: against other implementations, and where they must be blank."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from statsmodels.stats.inter_rater import cohens_kappa

from myosense.diaries.agreement import (
    MIN_DAYS,
    blocked,
    log_ratios,
    spearman,
    weighted_kappa,
)

CLASSES = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=5, max_size=60)


@given(CLASSES)
def test_kappa_is_that_of_statsmodels(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs).T
    table = np.zeros((6, 6))
    np.add.at(table, (first, second), 1)
    found = weighted_kappa(first, second, 6)
    with np.errstate(all="ignore"):
        expected = cohens_kappa(table, wt="quadratic", return_results=False)
    assert found == pytest.approx(expected, nan_ok=True)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ([0, 1, 2, 3, 4, 5], [0, 1, 2, 3, 4, 5], 1.0),
        ([0, 1, 2, 3, 4, 5], [5, 4, 3, 2, 1, 0], -1.0),
        ([0, 0, 5, 5], [0, 5, 0, 5], 0.0),
        # One step off in each of two directions: 1 - (2 / 4) / (1 + 0.5) by hand.
        ([0, 1, 2, 3], [1, 0, 2, 3], 1 - 0.5 / 2.5),
        ([2, 2, 2], [2, 2, 2], np.nan),
    ],
)
def test_kappa_by_hand(first: list[int], second: list[int], expected: float) -> None:
    found = weighted_kappa(np.array(first), np.array(second), 6)
    assert found == pytest.approx(expected, nan_ok=True)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=3, max_size=50))
def test_the_rank_correlation_is_that_of_scipy(pairs: list[tuple[int, int]]) -> None:
    first, second = np.array(pairs, dtype=np.float64).T
    found = spearman(first, second)
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(spearmanr(first, second).statistic)


def test_rates_of_none_have_a_ratio() -> None:
    found = log_ratios(np.array([0.0, 0.0, 9.5]), np.array([0.0, 4.5, 0.0]))
    assert np.exp(found) == pytest.approx([1, 0.1, 20])


def test_the_interval_is_that_of_days_not_of_hours() -> None:
    # Each day is one value: the spread of the mean of 4 days, by hand, with t(3) = 3.182.
    days = np.repeat(np.arange(4), 10)
    values = np.array([1.0, 2.0, 3.0, 4.0])[days]
    found = blocked(lambda rows: float(np.mean(values[rows])), days, is_correlation=False)
    assert float(found) == 2.5
    half = 3.182 * np.std([1, 2, 3, 4]) / 2
    assert (found.low, found.high) == pytest.approx((2.5 - half, 2.5 + half), rel=0.05)


def test_the_interval_of_a_correlation_is_that_of_its_z() -> None:
    # A figure whose z is a mean: the spread of the mean of 4 days, as above.
    days = np.repeat(np.arange(4), 10)
    values = np.array([0.1, 0.2, 0.3, 0.4])[days]
    found = blocked(
        lambda rows: float(np.tanh(np.mean(values[rows]))), days, is_correlation=True
    )
    half = 3.182 * np.std([0.1, 0.2, 0.3, 0.4]) / 2
    limits_z = np.arctanh([found.low, found, found.high])
    assert limits_z == pytest.approx([0.25 - half, 0.25, 0.25 + half], rel=0.05)


def test_the_interval_of_a_correlation_stays_inside_its_limits() -> None:
    rng = np.random.default_rng(1)
    days = np.repeat(np.arange(3), 4)
    first = rng.normal(size=12)
    second = first + 0.05 * rng.normal(size=12)
    found = blocked(lambda i: spearman(first[i], second[i]), days, is_correlation=True)
    assert -1 <= found.low <= found <= found.high <= 1


def test_the_same_rows_give_the_same_interval_and_too_few_days_none() -> None:
    values = np.arange(12.0) ** 2
    for n_days in (MIN_DAYS - 1, MIN_DAYS):
        days = np.arange(12) % n_days
        pair = [
            blocked(lambda i: float(np.mean(values[i])), days, is_correlation=False)
            for _ in range(2)
        ]
        assert float(pair[0]) == np.mean(values)
        assert np.isnan(pair[0].low) == (n_days < MIN_DAYS)
        assert pair[0].low == pytest.approx(pair[1].low, rel=0, abs=0, nan_ok=True)

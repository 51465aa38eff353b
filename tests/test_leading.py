"""Who moves first: pairs of jerks, and the interval of their median lag."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from myosense.leading import median_limits, nearest_lags

TIMES = st.lists(st.integers(0, 300), max_size=20, unique=True).map(
    lambda times: np.sort(np.array(times, dtype=np.float64))
)


@given(TIMES, TIMES)
def test_pairs_are_mutual_nearest_neighbors(
    first_s: np.ndarray[tuple[int], np.dtype[np.float64]],
    second_s: np.ndarray[tuple[int], np.dtype[np.float64]],
) -> None:
    lags = nearest_lags(first_s, second_s, 3.0)
    back = nearest_lags(second_s, first_s, 3.0)
    assert len(lags) <= min(len(first_s), len(second_s))
    assert np.all(np.abs(lags) <= 3.0)
    n_same = len(np.intersect1d(first_s, second_s))
    assert np.count_nonzero(lags == 0) == np.count_nonzero(back == 0) == n_same


@pytest.mark.parametrize(
    ("n", "clock_error_s"), [(5, 0.0), (12, 0.0), (41, 0.0), (12, 0.003)]
)
def test_the_interval_holds_the_median_as_often_as_it_says(
    n: int, clock_error_s: float
) -> None:
    # Lags are skewed, and all of one session share the error of its clocks.
    rng = np.random.default_rng(n)
    lags_s = 0.004 * rng.exponential(1, (2000, n)) + rng.normal(0, clock_error_s, (2000, 1))
    limits = np.array([median_limits(row, clock_error_s) for row in lags_s])
    median_s = 0.004 * np.log(2)
    held = np.mean((limits[:, 0] <= median_s) & (median_s <= limits[:, 1]))
    assert 0.92 < held < 0.985  # of five, between the first and the last: 0.9375


def test_many_lags_leave_the_error_of_the_clocks() -> None:
    low_s, high_s = median_limits(np.full(1000, 0.01), 0.002)
    reach_s = norm.ppf(0.975) * 0.002
    assert (low_s, high_s) == pytest.approx((0.01 - reach_s, 0.01 + reach_s))

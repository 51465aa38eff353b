"""Times of jerks: rates, clusters, trains, and hours with more of them."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import intervals
from myosense.errors import ArgumentError
from myosense.simulation import clustered_times, train_times
from myosense.simulation.times import far_apart, shaped_times, spread_over


def hourly_fano(times_s: npt.NDArray[np.float64], hours: int) -> float:
    counts = np.histogram(times_s, bins=hours, range=(0, 3600 * hours))[0]
    return float(np.var(counts) / np.mean(counts))


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 10_000),
    st.just(0.0) | st.floats(1e-3, 2000),
    st.floats(0, 20_000),
    st.floats(0.2, 5),
    st.floats(0, 1.5),
)
def test_times_rise_by_at_least_the_spacing_and_stay_inside(
    seed: int, rate_per_h: float, stop_s: float, shape: float, spacing_s: float
) -> None:
    rng = np.random.default_rng(seed)
    times_s = clustered_times(rng, rate_per_h, stop_s, shape, spacing_s)
    assert np.all((times_s >= 0) & (times_s < stop_s))
    assert np.all(np.diff(times_s) >= spacing_s - 1e-9)


@pytest.mark.parametrize("shape", [0.3, 1.0, 4.0])
@pytest.mark.parametrize("rate_per_h", [12.0, 360.0])
def test_the_mean_rate_is_kept_whatever_the_shape(shape: float, rate_per_h: float) -> None:
    hours = 2000
    times_s = clustered_times(np.random.default_rng(1), rate_per_h, 3600 * hours, shape)
    assert len(times_s) == pytest.approx(rate_per_h * hours, rel=0.03)


def test_counts_are_overdispersed_below_shape_1_and_poisson_at_1() -> None:
    hours = 3000
    fano = {
        shape: hourly_fano(
            clustered_times(np.random.default_rng(2), 60.0, 3600 * hours, shape), hours
        )
        for shape in (0.1, 1.0, 10.0)
    }
    assert fano[0.1] == pytest.approx(10, rel=0.25)  # 1 / shape in long windows
    assert fano[1.0] == pytest.approx(1, abs=0.1)
    assert fano[10.0] < 0.3


def test_the_first_hour_is_like_any_other() -> None:
    firsts = [
        len(clustered_times(np.random.default_rng(seed), 10.0, 3600, 0.3))
        for seed in range(400)
    ]
    assert np.mean(firsts) == pytest.approx(10, abs=1)


@pytest.mark.parametrize(
    ("rate_per_h", "shape", "spacing_s", "named"),
    [
        (-1, 1, 0.4, "rate_per_h is -1;"),
        (9000, 1, 0.4, "rate_per_h is 9000;"),
        (1e-309, 1, 0.4, "rate_per_h is 1e-309;"),
        (10, 0, 0.4, "shape is 0 "),
        (10, 1, -1, "min_spacing_s -1;"),
    ],
)
def test_what_no_times_can_be_drawn_from_is_refused_by_name(
    rate_per_h: float, shape: float, spacing_s: float, named: str
) -> None:
    with pytest.raises(ArgumentError, match=named):
        clustered_times(np.random.default_rng(1), rate_per_h, 60.0, shape, spacing_s)


@pytest.mark.parametrize(
    ("rate_hz", "duration_s", "expected"),
    [(1.0, 3.0, [5, 6, 7]), (5.0, 0.5, [5, 5.2, 5.4]), (3.0, 0.0, [])],
)
def test_a_train_ticks_from_its_start_until_it_stops(
    rate_hz: float, duration_s: float, expected: list[float]
) -> None:
    np.testing.assert_allclose(train_times(5.0, rate_hz, duration_s), expected)


def test_times_are_laid_over_intervals_as_over_one_clock() -> None:
    allowed = np.array([[10.0, 12.0], [20.0, 21.0], [30.0, 40.0]])
    found = spread_over(np.array([0.0, 1.999, 2.0, 2.5, 3.0, 12.5]), allowed)
    np.testing.assert_allclose(found, [10, 11.999, 20, 20.5, 30, 39.5])


def test_more_happens_where_the_relative_rate_is_high() -> None:
    allowed = np.array([[0.0, 36_000.0], [72_000.0, 108_000.0]])

    def relative_rate(time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        return np.where(time_s < 50_000, 1.0, 3.0)

    rng = np.random.default_rng(3)
    times_s = shaped_times(rng, allowed, 200.0, 1.0, relative_rate)
    assert len(times_s) == pytest.approx(200 * 20, rel=0.06)
    assert np.all(intervals.contains(allowed, times_s))
    assert np.mean(times_s > 50_000) == pytest.approx(0.75, abs=0.03)
    assert np.min(np.diff(times_s)) >= 0.4 - 1e-9


def test_without_room_there_are_no_times() -> None:
    rng = np.random.default_rng(4)
    assert len(shaped_times(rng, intervals.empty_seconds(), 10.0, 1.0, np.ones_like)) == 0


def test_those_too_close_to_the_one_kept_before_are_left_out() -> None:
    drawn = np.array([0.0, 0.3, 0.4, 0.7, 0.81])
    np.testing.assert_array_equal(far_apart(drawn, 0.4), [0.0, 0.4, 0.81])

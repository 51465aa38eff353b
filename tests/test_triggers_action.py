"""Action against rest: by hand, against a planted ratio, and over-dispersed."""

import numpy as np
import numpy.typing as npt
import pytest
from drawing import coverage, facts, jerks

from myosense.triggers import action_against_rest
from myosense.triggers.action import Hours, ratio

Floats = npt.NDArray[np.float64]


def held(n_active: Floats, active_h: Floats, n_rest: Floats) -> Hours:
    return Hours(n_active, active_h, n_rest, 1 - active_h)


def test_counts_and_hours_are_those_of_the_states() -> None:
    covered = coverage(
        (0, 8),
        state_h=[
            (hour + at, hour + at + 0.25, state)
            for hour in range(8)
            for at, state in (
                (0, "active"), (0.25, "rest"), (0.5, "long_still"), (0.75, "walking"),
            )
        ],
        hours=8,
    )  # fmt: skip
    peaks_s = np.concatenate(
        [3600 * hour + np.array([60, 120, 1000, 3000]) for hour in range(8)]
    )
    state = ["active", "active", "rest", "walking"] * 8
    row = action_against_rest(
        jerks(peaks_s.tolist(), state=state), {"a": covered}, {"a": facts(hours=8)}
    ).iloc[0]
    assert (row["n_active"], row["active_h"], row["active_per_h"]) == (16, 2, 8)
    assert (row["n_rest"], row["rest_h"], row["rest_per_h"]) == (8, 4, 2)
    assert (row["n_hours"], row["ratio"]) == (8, pytest.approx(4))
    # Every hour is like every other: nothing differs, so the interval has no width.
    assert (row["ratio_low"], row["ratio_high"]) == pytest.approx((4, 4))


def test_hours_are_compared_with_themselves() -> None:
    # Twice as often in action in each hour, but action is in the hours with few jerks.
    active_h = np.array([0.8, 0.8, 0.8, 0.2, 0.2, 0.2])
    rest_per_h = np.array([1.0, 1, 1, 100, 100, 100])
    found = ratio(held(2 * rest_per_h * active_h, active_h, rest_per_h * (1 - active_h)))
    assert found["ratio"] == pytest.approx(2)


def test_the_ratio_is_that_of_mantel_and_haenszel_by_hand() -> None:
    n_active, active_h = np.array([4.0, 2, 1, 3, 2, 5]), np.full(6, 0.25)
    n_rest = np.array([3.0, 1, 2, 2, 1, 4])
    found = ratio(held(n_active, active_h, n_rest))
    assert found["ratio"] == pytest.approx((17 * 0.75) / (13 * 0.25))


def test_the_interval_holds_the_planted_ratio_as_often_as_it_says() -> None:
    rng = np.random.default_rng(1)
    n_held = 0
    for _ in range(600):
        active_h = rng.uniform(0.1, 0.6, 48)
        level = 20 * rng.gamma(2, 0.5, 48)  # hours differ, and jerks come in clusters
        n_active, n_rest = (
            rng.negative_binomial(level * hours / 3 + 1e-9, 1 / 4).astype(np.float64)
            for hours in (2 * active_h, 1 - active_h)
        )
        found = ratio(held(n_active, active_h, n_rest))
        n_held += found["ratio_low"] <= 2 <= found["ratio_high"]  # type: ignore[operator]
    assert 0.92 < n_held / 600 < 0.98


@pytest.mark.parametrize(
    ("n_active", "active_h", "said"),
    [
        ([1] * 5, [0.5] * 5, "hours that hold both action and rest: 5, at least 6"),
        ([1] * 6, [0.0] * 6, "hours that hold both action and rest: 0, at least 6"),
        ([0] * 6, [0.5] * 6, "no jerk in one of the two"),
    ],
)
def test_no_ratio_without_enough_to_compare(
    n_active: list[float], active_h: list[float], said: str
) -> None:
    columns = (np.array(n_active, float), np.array(active_h), np.ones(len(n_active)))
    found = ratio(held(*columns))
    assert said in str(found["reason"])
    assert "ratio" not in found

"""Known false alarms come off, with their own uncertainty, and never below nothing."""

from typing import Any

import numpy as np
import pytest

from myosense.coverage import STATES
from myosense.errors import SettingsError
from myosense.estimates import count_error, exact_poisson
from myosense.false_alarms import FalseAlarmParameters, Limited, correct, expected

AT_REST = np.array([[0.0, 3600.0, 0.0, 0.0]])


def limited(n: int, hours: float) -> Limited:
    low, high = exact_poisson([n])
    return np.array([n / hours]), low / hours, high / hours


def corrected(
    n: int, hours: float, alarms: FalseAlarmParameters
) -> tuple[float, float, float]:
    at, low, high = correct(limited(n, hours), AT_REST, 0.95, alarms)
    return float(at[0]), float(low[0]), float(high[0])


def test_over_equal_hours_it_is_the_difference_of_two_counts() -> None:
    difference = count_error(100, 30)
    found = corrected(100, 1, FalseAlarmParameters(n=30, hours=1))
    assert found == pytest.approx((70, difference.low, difference.high))


def test_more_hours_without_a_jerk_tell_more() -> None:
    rough = corrected(50, 10, FalseAlarmParameters(n=2, hours=2))
    fine = corrected(50, 10, FalseAlarmParameters(n=200, hours=200))
    assert rough[0] == pytest.approx(fine[0]) == pytest.approx(4)
    assert fine[2] - fine[1] < rough[2] - rough[1]


def test_no_false_alarm_in_a_hundred_hours_hardly_moves_a_rate() -> None:
    at, low, high = corrected(50, 10, FalseAlarmParameters(n=0, hours=100))
    (rate,), (rate_low,), (rate_high,) = limited(50, 10)
    assert (at, high) == pytest.approx((rate, rate_high))
    assert low == pytest.approx(rate - np.hypot(rate - rate_low, 3.689 / 100), abs=1e-5)


def test_a_rate_below_its_false_alarms_is_nothing_and_not_less() -> None:
    at, low, high = corrected(3, 10, FalseAlarmParameters(n=50, hours=50))
    assert (at, low) == (0, 0)
    assert high >= 0


@pytest.mark.parametrize(
    ("truth_per_h", "alarms_per_h", "seen"),
    [
        (10, 0.5, 0.53),
        (10, 2, 0.60),
        (10, 10, 0.78),
        (2, 0.5, 0.61),
        (2, 2, 0.78),
        (2, 10, 0.93),
    ],
)
def test_a_halved_rate_that_false_alarms_blur_is_a_half_again(
    truth_per_h: float, alarms_per_h: float, seen: float
) -> None:
    hours = 1000
    alarms = FalseAlarmParameters(n=round(alarms_per_h * hours), hours=hours)
    # 85 % of the jerks are found.
    n = [round((0.85 * r + alarms_per_h) * hours) for r in (truth_per_h, truth_per_h / 2)]
    assert n[1] / n[0] == pytest.approx(seen, abs=0.01)
    before, after = (corrected(count, hours, alarms)[0] for count in n)
    assert after / before == pytest.approx(0.5)


def test_states_without_figures_of_their_own_share_one_and_its_error() -> None:
    alarms = FalseAlarmParameters(
        n=10, hours=10, n_by_state=(0, 0, 0, 2), hours_by_state=(0, 0, 0, 0.5)
    )
    state_s = np.array([[900.0, 900, 900, 900]])
    rate = (np.array([20.0]), np.array([20.0]), np.array([20.0]))  # no error of its own
    at, low, high = (float(x[0]) for x in correct(rate, state_s, 0.95, alarms))
    low_10, high_10 = exact_poisson(10)
    low_2, high_2 = exact_poisson(2)
    assert at == pytest.approx(20 - 0.75 * 1 - 0.25 * 4)
    above = np.hypot(0.75 * (high_10 - 10) / 10, 0.25 * (high_2 - 2) / 0.5)
    below = np.hypot(0.75 * (10 - low_10) / 10, 0.25 * (2 - low_2) / 0.5)
    assert (low, high) == pytest.approx((at - above, at + below))


def test_each_bin_has_the_false_alarms_of_its_own_states() -> None:
    alarms = FalseAlarmParameters(n_by_state=(0, 10, 20, 40), hours_by_state=(10,) * 4)
    state_s = np.array([[0.0, 60, 0, 0], [0, 0, 900, 2700]])
    at, low, high = expected(state_s, 0.95, alarms)
    assert at.tolist() == pytest.approx([1, 3.5])
    assert (low[0], high[0]) == pytest.approx((0.4795, 1.8390), abs=1e-4)  # of 10 in 10 h
    assert low[1] < 3.5 < high[1]


def test_the_interval_holds_the_true_rate() -> None:
    rng = np.random.default_rng(2)
    held = []
    for n, false in zip(rng.poisson(60, 400), rng.poisson(20, 400), strict=True):
        alarms = FalseAlarmParameters(n=int(false), hours=10)  # truly 2 an hour
        _, low, high = corrected(int(n), 10, alarms)
        held.append(low <= 4 <= high)
    assert 0.92 <= np.mean(held) <= 0.98


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"n": 3}, "false_alarms of any state are 3 in 0 h; expected a count"),
        ({"n": 1}, "are 1 in 0 h"),
        ({"n": -1, "hours": 2.0}, "are -1 in 2 h"),
        ({"hours": -2.0}, "are 0 in -2 h"),
        ({"n_by_state": (0, 0, 2, 0)}, "false_alarms of active are 2 in 0 h"),
        ({"hours_by_state": (1.0, 1.0, 0.0, 1.0)}, "hours_by_state leaves out a state"),
        ({"hours_by_state": (0.0, 1.0, 0.0, 0.0)}, "hours_by_state leaves out a state"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    wrong: dict[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        FalseAlarmParameters(**wrong)


def test_the_correction_is_off_by_default() -> None:
    assert not FalseAlarmParameters().is_on
    assert FalseAlarmParameters(hours=1.0).is_on
    assert len(FalseAlarmParameters().hours_by_state) == len(STATES)

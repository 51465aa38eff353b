"""The ratio less the known false alarms."""

import math

import numpy as np
import pytest

from benchmarks.dose_changes import two_sides
from myosense.estimates import exact_poisson
from myosense.false_alarms import FalseAlarmParameters
from myosense.medication.corrected import corrected
from myosense.medication.ratio import EXACT, Sides, Spread, spread, standardize

STEADY = Spread(factor=1.0, degrees=math.inf, method=EXACT)


def drawn(before_per_h: float, after_per_h: float, hours: float = 1000.0) -> Sides:
    """Draw two sides by hand, at rest."""
    side = np.array([0, 1])
    return Sides(
        n=np.round(np.array([before_per_h, after_per_h]) * hours).astype(np.int64),
        hours=np.array([hours, hours]),
        side=side, stratum=side * 0 + 1, hour_id=side, clock_hour=side * 0, day=side,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("rates", "alarms_per_h", "seen"),
    [
        # A fall from 10 to 5, and from 2 to 1, as a detector with false alarms shows it.
        ((10.5, 5.5), 0.5, 0.52),
        ((12.0, 7.0), 2.0, 0.58),
        ((20.0, 15.0), 10.0, 0.75),
        ((2.5, 1.5), 0.5, 0.60),
    ],
)
def test_a_fall_that_false_alarms_hide_is_half_again(
    rates: tuple[float, float], alarms_per_h: float, seen: float
) -> None:
    sides = drawn(*rates)
    known = FalseAlarmParameters(n=round(1e5 * alarms_per_h), hours=1e5)
    found = standardize(sides)
    assert found.ratio == pytest.approx(seen, abs=0.01)
    ratio, low, high = corrected(sides, found, STEADY, known)
    assert ratio == pytest.approx(0.5)
    assert low < 0.5 < high


def test_false_alarms_of_the_state_that_is_compared_count() -> None:
    by_state = FalseAlarmParameters(
        n_by_state=(10**6, 2000, 10**6, 10**6), hours_by_state=(1e3,) * 4
    )
    sides = drawn(12.0, 7.0)
    ratio, *_ = corrected(sides, standardize(sides), STEADY, by_state)
    assert ratio == pytest.approx(0.5)


def test_states_count_by_their_hours_in_both_rates() -> None:
    # At rest 2 an hour and active 6, in 30 and 10 hours on both sides: 3 an hour.
    alarms = FalseAlarmParameters(n_by_state=(0, 2000, 6000, 0), hours_by_state=(1e3,) * 4)
    side, none = np.array([0, 0, 1, 1]), np.zeros(4, dtype=np.int64)
    sides = Sides(
        n=np.array([300, 100, 150, 50]),
        hours=np.array([30.0, 10, 30, 10]),
        side=side, stratum=np.array([1, 2, 1, 2]), hour_id=side, clock_hour=none, day=side,
    )  # fmt: skip
    ratio, *_ = corrected(sides, standardize(sides), STEADY, alarms)
    assert ratio == pytest.approx((5 - 3) / (10 - 3))


def test_the_errors_of_the_rates_and_of_what_both_lose_add_up() -> None:
    # 12 and 7 an hour in 100 h each, less 2: the error of a logarithm is that of its rate
    # over what is left, and the false alarms are the same on both sides.
    sides, known = drawn(12.0, 7.0, hours=100.0), FalseAlarmParameters(n=40, hours=20)
    alarms_sd = (exact_poisson(40)[1] - 40) / 20 / 1.96
    variance = 12 / 100 / 10**2 + 7 / 100 / 5**2 + (alarms_sd / 5 - alarms_sd / 10) ** 2
    ratio, low, high = corrected(sides, standardize(sides), STEADY, known)
    factor = math.exp(1.96 * math.sqrt(variance))
    assert (low, high) == pytest.approx((ratio / factor, ratio * factor), rel=1e-4)


def test_a_rate_of_false_alarms_alone_has_no_ratio() -> None:
    sides = drawn(10.0, 1.0)
    known = FalseAlarmParameters(n=2000, hours=1000)
    assert all(math.isnan(x) for x in corrected(sides, standardize(sides), STEADY, known))


def test_the_interval_holds_the_true_ratio() -> None:
    n_held = 0
    for seed in range(300):
        random = np.random.default_rng(seed)
        sides = two_sides(seed, days=(2, 2), per_h=10, ratio=0.5, fano=2)
        extra = random.poisson(2.0, len(sides.n))
        sides = Sides(**{**vars(sides), "n": sides.n + extra})
        known = FalseAlarmParameters(n=int(random.poisson(2.0 * 50)), hours=50.0)
        _, low, high = corrected(sides, standardize(sides), spread(sides, 3), known)
        n_held += low <= 0.5 <= high
    assert n_held / 300 >= 0.95 - 0.038

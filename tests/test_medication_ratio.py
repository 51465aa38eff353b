"""The ratio of two matched rates: published figures, closed forms, a second program."""

import math
from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.stats import binom, norm, t

from benchmarks.dose_changes import HOURS, cell, two_sides
from myosense.medication.power import detectable
from myosense.medication.ratio import (
    BY_DAY,
    BY_HOUR,
    EXACT,
    Sides,
    Spread,
    Standardized,
    by_day,
    by_hour,
    limits,
    mix,
    spread,
    standardize,
)
from myosense.medication.trend import DAYS_ALIKE, trend


def conditional_ratio(
    n_after: int, hours_after: float, n_before: int, hours_before: float
) -> tuple[float, float, float]:
    """Compare two counts of independent jerks: ratio, low, high."""
    side = np.array([0, 1])
    none = np.zeros(2, dtype=np.int64)
    sides = Sides(
        n=np.array([n_before, n_after]),
        hours=np.array([hours_before, hours_after]),
        side=side, stratum=none, hour_id=side, clock_hour=none, day=side,
    )  # fmt: skip
    found = standardize(sides)
    return found.ratio, *limits(found)


@pytest.mark.parametrize(
    ("after", "before", "expected"),
    [
        ((40, 20.0), (100, 25.0), (0.500, 0.338, 0.728)),
        ((12, 48.0), (30, 48.0), (0.400, 0.187, 0.805)),
    ],
)
def test_golden_ratios_of_independent_jerks(
    after: tuple[int, float],
    before: tuple[int, float],
    expected: tuple[float, float, float],
) -> None:
    found = conditional_ratio(*after, *before)
    assert [round(value, 3) for value in found] == list(expected)


@pytest.mark.parametrize(("n_after", "n_before"), [(0, 7), (3, 0), (5, 11)])
def test_limits_are_those_where_the_count_is_just_too_rare(
    n_after: int, n_before: int
) -> None:
    # Given the sum, the count after is binomial: the definition itself, no quantiles of F.
    _, low, high = conditional_ratio(n_after, 10.0, n_before, 30.0)
    n = n_after + n_before
    share = [10 * limit / (10 * limit + 30) for limit in (low, high)]
    if n_after:
        assert binom.sf(n_after - 1, n, share[0]) == pytest.approx(0.025)
    else:
        assert low == 0
    if n_before:
        assert binom.cdf(n_after, n, share[1]) == pytest.approx(0.025)
    else:
        assert high == math.inf


def by_day_and_night(n: list[int]) -> Sides:
    """Mix hours by day and by night: 10 and 2 h before a change, 2 and 8 h after it."""
    return Sides(
        n=np.array(n),
        hours=np.array([10.0, 2.0, 2.0, 8.0]),
        side=np.array([0, 0, 1, 1]),
        stratum=np.array([0, 1, 0, 1]),
        hour_id=np.arange(4),
        clock_hour=np.array([0, 1, 0, 1]),
        day=np.array([-1, -1, 0, 0]),
    )


def test_matching_takes_what_the_hours_differ_in_out_of_the_ratio() -> None:
    # Drawn by hand: 10/h by day and 2/h by night on both sides, mixed differently.
    sides = by_day_and_night([100, 4, 20, 16])
    assert standardize(sides).ratio == pytest.approx(1)
    before, after = standardize(sides).rates_per_h
    assert before == pytest.approx(after)
    assert 2 < before < 10


def test_strata_are_weighted_as_mantel_and_haenszel_do() -> None:
    # By day 100 in 10 h and 30 in 2 h, by night 4 in 2 h and 8 in 8 h.
    sides = by_day_and_night([100, 4, 30, 8])
    after, before = 30 * 10 / 12 + 8 * 2 / 10, 100 * 2 / 12 + 4 * 8 / 10
    assert standardize(sides).ratio == pytest.approx(after / before)
    strata, hours = mix(sides)
    assert strata.tolist() == [0, 1]
    assert hours.tolist() == pytest.approx([10 * 2 / 12, 2 * 8 / 10])


@pytest.mark.parametrize("factor", [1.0, 2.5])
def test_limits_turn_with_the_sides_and_do_not_know_the_unit_of_hours(
    factor: float,
) -> None:
    sides = by_day_and_night([100, 4, 30, 8])
    low, high = limits(standardize(sides), factor)
    assert 0 < low < standardize(sides).ratio < high
    turned = replace(sides, side=1 - sides.side)
    assert limits(standardize(turned), factor) == pytest.approx((1 / high, 1 / low))
    in_minutes = replace(sides, hours=60 * sides.hours)
    assert limits(standardize(in_minutes), factor) == pytest.approx((low, high))


def test_strata_of_one_side_are_left_out() -> None:
    sides = two_sides(1, days=(1, 1), per_h=5)
    is_kept = np.where(sides.side == 0, sides.clock_hour >= 2, sides.clock_hour < 6)
    matched = sides.only(is_kept).matched()
    assert set(matched.clock_hour) == {2, 3, 4, 5}
    assert standardize(matched).hours == (4.0, 4.0)


def test_the_ratio_is_near_that_of_a_poisson_regression() -> None:
    sides = two_sides(3, days=(6, 5), per_h=20, ratio=0.6, fano=3)
    design = np.column_stack((sides.side, np.eye(HOURS)[sides.stratum]))
    fitted = sm.GLM(sides.n, design, family=sm.families.Poisson()).fit()
    found = standardize(sides)
    assert found.ratio == pytest.approx(np.exp(fitted.params[0]), rel=0.01)
    assert math.sqrt(found.variance) == pytest.approx(fitted.bse[0], rel=0.02)
    squares = np.sum(fitted.resid_response**2) / np.mean(fitted.fittedvalues)
    largest = max(fitted.pearson_chi2, squares)
    assert by_hour(sides).factor == pytest.approx(largest / fitted.df_resid, rel=0.02)
    by_cluster = sm.GLM(sides.n, design, family=sm.families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": sides.day - sides.day.min()}
    )
    error = math.sqrt(by_day(sides).factor * found.variance)
    # A jackknife is a little wider than the sandwich: (n - 1) / n of it, and more.
    assert by_cluster.bse[0] * 0.95 < error < by_cluster.bse[0] * 1.25


def one_stratum(before: list[int], after: list[int]) -> Sides:
    """Count on days of ten hours that are all alike."""
    n = len(before) + len(after)
    side = np.repeat([0, 1], [len(before), len(after)])
    none, day = np.zeros(n, dtype=np.int64), np.arange(n) - len(before)
    return Sides(
        n=np.array([*before, *after]), hours=np.full(n, 10.0), side=side,
        stratum=none, hour_id=day, clock_hour=none, day=day,
    )  # fmt: skip


def test_days_are_left_out_in_turn() -> None:
    # Without one day each 21, 9 or 18 jerks in two days are left, and 10 or 2 in one.
    before, after = np.log([21, 9, 18]), np.log([10, 2])
    parts = [2 / 3 * 3 * np.var(before), 1 / 2 * 2 * np.var(after)]
    found = by_day(one_stratum([3, 15, 6], [2, 10]))
    assert found.factor == pytest.approx(sum(parts) / (1 / 24 + 1 / 12))
    freedom = sum(parts) ** 2 / (parts[0] ** 2 / 2 + parts[1] ** 2 / 1)
    assert found.degrees == pytest.approx(freedom)
    alike = by_day(one_stratum([5, 5, 5], [4, 4]))
    assert (alike.factor, alike.degrees) == (1, 3)


def test_the_rule_names_what_it_chose() -> None:
    clustered = two_sides(5, days=(2, 2), per_h=10, fano=6)
    even = clustered.only(np.ones(len(clustered.n), dtype=bool))
    even = Sides(**{**vars(even), "n": np.full(len(even.n), 4)})
    assert spread(even, 3).method == EXACT
    assert spread(even, 3).widened == pytest.approx(1)
    assert spread(clustered, 3).method == BY_HOUR
    assert spread(two_sides(5, days=(3, 3), per_h=10), 3).method == BY_DAY
    found = Spread(factor=2.0, degrees=10.0, method=BY_HOUR)
    assert found.widened == pytest.approx(2 * (t.isf(0.025, 10) / norm.isf(0.025)) ** 2)


@pytest.mark.parametrize(
    ("days", "per_h", "fano", "day_cv"),
    [
        ((1, 1), 10.0, 1.0, 0.0),
        ((1, 1), 10.0, 5.0, 0.0),
        ((2, 2), 2.0, 10.0, 0.0),
        ((7, 4), 10.0, 5.0, 0.3),
    ],
)
def test_intervals_hold_the_true_ratio(
    days: tuple[int, int], per_h: float, fano: float, day_cv: float
) -> None:
    n_held = 0
    for seed in range(200):
        sides = two_sides(seed, days=days, per_h=per_h, ratio=0.5, fano=fano, day_cv=day_cv)
        low, high = limits(standardize(sides), spread(sides, 3).widened)
        n_held += low <= 0.5 <= high
    # Of 200 at 95 %, three standard errors: 4.6 points.
    assert n_held >= 200 * (0.95 - 0.046)


def test_a_cell_of_the_page_says_what_it_measured() -> None:
    held, width = cell(1, 20.0, (1.0, 0.0), 20).split(", ")
    assert float(held.removesuffix(" %")) >= 85
    # Two counts of 480 and 240: exp(2 x 1.96 sqrt(1/480 + 1/240)) is 1.36.
    assert 1.3 <= float(width) <= 1.5
    assert cell(2, 2.0, (10.0, 0.3), 1) == "not in the interval"


def test_jerks_that_come_three_at_a_time_are_a_third_as_many() -> None:
    threes = drawn_pair(30, 12)
    alone = drawn_pair(10, 4)
    assert limits(threes, 3.0) == pytest.approx(limits(alone, 1.0))


def drawn_pair(n_before: int, n_after: int) -> Standardized:
    """Count on two sides of ten hours."""
    side = np.arange(2)
    return standardize(
        Sides(
            n=np.array([n_before, n_after]),
            hours=np.array([10.0, 10.0]),
            side=side, stratum=side * 0, hour_id=side, clock_hour=side * 0, day=side,
        )
    )  # fmt: skip


def test_zero_after_has_an_upper_limit_that_clusters_raise() -> None:
    found = standardize(two_sides(2, days=(1, 1), per_h=4, ratio=0.0))
    assert found.ratio == 0
    alone, clustered = limits(found), limits(found, 5.0)
    assert alone[0] == clustered[0] == 0
    assert alone[1] < clustered[1] < math.inf


#: Chance to see a rate halved, simulated elsewhere with negative binomial hours.
POWER = [(10, 1, 8, 0.92), (10, 5, 24, 0.89), (10, 20, 96, 0.90), (2, 5, 96, 0.83)]


@pytest.mark.parametrize(("per_h", "fano", "hours", "chance"), POWER)
def test_halving_is_detectable_with_the_published_chance(
    per_h: float, fano: float, hours: float, chance: float
) -> None:
    hour = np.arange(2)
    sides = Sides(
        n=np.array([round(per_h * hours)] * 2),
        hours=np.array([hours, hours], dtype=np.float64),
        side=hour, stratum=hour * 0, hour_id=hour, clock_hour=hour * 0, day=hour,
    )  # fmt: skip
    found = Spread(factor=float(fano), degrees=math.inf, method=BY_HOUR)
    fall, rise = detectable(standardize(sides), found, chance)
    assert fall == pytest.approx(0.5, abs=0.03)
    assert rise > 1


def test_the_smallest_fall_is_seen_as_often_as_it_says() -> None:
    drawn = [two_sides(seed, days=(2, 2), per_h=10, fano=5) for seed in range(100)]
    told = [detectable(standardize(sides), spread(sides, 3), 0.8)[0] for sides in drawn]
    fall = float(np.median(told))
    n_seen = 0
    for seed in range(200):
        sides = two_sides(1000 + seed, days=(2, 2), per_h=10, fano=5, ratio=fall)
        n_seen += limits(standardize(sides), spread(sides, 3).widened)[1] < 1
    assert 0.7 < n_seen / 200 < 0.9


def test_without_a_jerk_before_no_change_can_be_told() -> None:
    sides = two_sides(1, days=(1, 1), per_h=0)
    found = detectable(standardize(sides), spread(sides, 3), 0.8)
    assert all(math.isnan(value) for value in found)


def test_a_trend_is_the_slope_of_a_poisson_regression_by_hours() -> None:
    sides = two_sides(7, days=(6, 0), per_h=20, fano=2)
    at_day = sides.day + (sides.clock_hour + 0.5) / 24
    rng = np.random.default_rng(1)
    n = rng.binomial(sides.n, np.exp(0.1 * (at_day - at_day.max())))
    found = trend(n, sides.hours, at_day, sides.stratum, sides.hour_id)
    design = np.column_stack((at_day, np.eye(HOURS)[sides.stratum]))
    fitted = sm.GLM(n, design, family=sm.families.Poisson()).fit()
    assert math.log(found.per_day) == pytest.approx(fitted.params[0], rel=1e-6)
    assert found.low < math.exp(0.1) < found.high
    # Never surer than independent jerks.
    assert math.log(found.high / found.low) >= 2 * 1.96 * fitted.bse[0]


def test_the_error_of_a_trend_of_many_days_is_that_of_a_clustered_regression() -> None:
    sides = two_sides(7, days=(60, 0), per_h=5, day_cv=0.5)
    at_day = sides.day + (sides.clock_hour + 0.5) / 24
    found = trend(sides.n, sides.hours, at_day, sides.stratum, sides.hour_id)
    design = np.column_stack((at_day, np.eye(HOURS)[sides.stratum]))
    fitted = sm.GLM(sides.n, design, family=sm.families.Poisson()).fit(
        cov_type="cluster", cov_kwds={"groups": sides.day - sides.day.min()}
    )
    half = t.isf(0.025, 58) * fitted.bse[0]
    low, high = (math.log(found.per_day / found.low), math.log(found.high / found.per_day))
    assert (low, high) == pytest.approx((half, half), rel=0.08)


def test_trends_hold_where_days_differ() -> None:
    n_held = 0
    for seed in range(200):
        sides = two_sides(seed, days=(6, 0), per_h=5, fano=3, day_cv=0.3)
        at_day = sides.day + (sides.clock_hour + 0.5) / 24
        found = trend(sides.n, sides.hours, at_day, sides.stratum, sides.hour_id)
        n_held += found.low <= 1 <= found.high
    assert n_held >= 200 * (0.95 - 0.046)


@pytest.mark.parametrize(("days", "said"), [(2, "how days differ is not in"), (3, "")])
def test_the_trend_of_two_days_says_what_its_interval_lacks(days: int, said: str) -> None:
    sides = two_sides(3, days=(days, 0), per_h=10)
    at_day = sides.day + (sides.clock_hour + 0.5) / 24
    found = trend(sides.n, sides.hours, at_day, sides.stratum, sides.hour_id)
    assert found.low < found.per_day < found.high
    assert found.reason.startswith(said)
    assert (found.reason == "") == (said == "")


@pytest.mark.parametrize(("n_hours", "is_told"), [(1, True), (HOURS, False)])
def test_an_hour_of_a_third_day_does_not_say_how_days_differ(
    n_hours: int,
    is_told: bool,  # noqa: FBT001 - what is expected
) -> None:
    said, n_claimed = set(), 0
    for seed in range(200):
        sides = two_sides(seed, days=(3, 0), per_h=20, day_cv=0.3)
        first = sides.day == sides.day.min()
        sides = sides.only(~first | (sides.clock_hour >= HOURS - n_hours))
        at_day = sides.day + (sides.clock_hour + 0.5) / 24
        found = trend(sides.n, sides.hours, at_day, sides.stratum, sides.hour_id)
        said.add(found.reason)
        n_claimed += not found.low <= 1 <= found.high
    assert said == {DAYS_ALIKE if is_told else ""}
    assert n_claimed <= 200 * (0.05 + 0.046)


def test_no_time_and_jerks_of_the_last_day_only_have_no_trend() -> None:
    sides = two_sides(1, days=(3, 0), per_h=5)
    at_day = sides.day + (sides.clock_hour + 0.5) / 24
    last = np.where(sides.day == sides.day.max(), sides.n, 0)
    found = trend(last, sides.hours, at_day, sides.stratum, sides.hour_id)
    assert (math.isnan(found.low), found.reason) == (
        True,
        "jerks at one end of the time before only",
    )
    none, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    assert trend(none, nothing, nothing, none, none).reason == ""


@pytest.mark.parametrize(("days", "per_h", "why"), [(1, 5.0, "two days"), (3, 0.0, "few")])
def test_a_trend_that_cannot_be_known_says_why(days: int, per_h: float, why: str) -> None:
    sides = two_sides(1, days=(days, 0), per_h=per_h)
    at_day = sides.day + (sides.clock_hour + 0.5) / 24
    found = trend(sides.n, sides.hours, at_day, sides.stratum, sides.hour_id)
    assert math.isnan(found.per_day)
    assert why in found.reason

"""Intervals where jerks come in clusters: the rule, and each method against another."""

from collections.abc import Sequence

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.stats import f_oneway, nbinom, t

from myosense import dispersion
from myosense.dispersion import BY_DAY, POISSON, DispersionParameters, Floats
from myosense.errors import SettingsError
from myosense.estimates import exact_poisson
from myosense.likelihood import NegativeBinomial

PARAMETERS = DispersionParameters()
EVEN = [2, 3, 2, 3, 2, 3, 2, 3, 2, 3, 2, 3]
BURSTS = [0, 9, 0, 1, 14, 0, 2, 0, 7, 0, 3, 0]
HOURS = np.array([1.0, 0.5, 1, 1, 0.8, 1, 1, 1, 0.3, 1, 1, 0.9])


def interval(
    counts: Sequence[int], hours: Floats | None = None, days: Sequence[int] | None = None
) -> tuple[float, float, str]:
    length_h = np.ones(len(counts)) if hours is None else hours
    of_day = np.zeros(len(counts)) if days is None else days
    found = dispersion.rate_interval(counts, length_h, of_day, 0.95, PARAMETERS)
    return float(found.low), float(found.high), str(found.method)


def test_the_fano_factor_of_equal_pieces_is_variance_over_mean() -> None:
    assert dispersion.fano([12, 0, 0, 0, 0, 0], np.ones(6)) == pytest.approx(12)
    assert dispersion.fano(BURSTS, np.ones(12)) == pytest.approx(np.var(BURSTS, ddof=1) / 3)


def test_the_fano_factor_of_unequal_pieces_is_drawn_by_hand() -> None:
    # 2 an hour: expected 2 and 4; chi-square 1/2 + 1/4 over one degree of freedom.
    assert dispersion.fano([3, 3], [1, 2]) == pytest.approx(0.75)
    assert np.isnan(dispersion.fano([0, 0], [1, 2]))


def test_even_counts_keep_the_exact_interval() -> None:
    low, high = exact_poisson(30)
    found = interval(EVEN)
    assert found[:2] == pytest.approx((low / 12, high / 12))
    assert found[:2] == pytest.approx((20.241 / 12, 42.827 / 12), abs=1e-3)
    assert found[2] == "exact Poisson, assumes independent jerks"


def test_no_jerks_have_an_upper_limit() -> None:
    assert interval([0] * 10)[:2] == pytest.approx((0, 0.3689), abs=1e-4)


def test_bursts_widen_the_interval_and_the_method_says_so() -> None:
    low, high, method = interval(BURSTS)
    exact = exact_poisson(36)
    assert method == "negative binomial, profile likelihood of the pieces"
    assert low < float(exact[0]) / 12
    assert high > float(exact[1]) / 12


def test_jerks_in_too_few_pieces_take_the_fano_factor_as_known() -> None:
    low, high, method = interval([12, 0, 0, 0, 0, 0])
    assert method == "negative binomial with the Fano factor of all pieces"
    expected = dispersion.fixed_fano(12, 6, 12, 0.95, 5)
    assert (low, high) == pytest.approx(tuple(float(limit) for limit in expected))


def test_five_pieces_with_jerks_are_enough_for_their_likelihood() -> None:
    for n_pieces, method in ((4, "Fano factor of all pieces"), (5, "profile likelihood")):
        assert method in interval([12, *[1] * (n_pieces - 1), *[0] * 7])[2]


def test_independent_jerks_seem_clustered_as_seldom_as_the_level_says() -> None:
    counts = np.random.default_rng(3).poisson(20, (2000, 100))
    found = dispersion.rate_interval(counts, np.ones(100), np.zeros(100), 0.95, PARAMETERS)
    assert np.mean(found.method != POISSON) == pytest.approx(PARAMETERS.level, abs=0.05)


def test_enough_days_speak_for_themselves() -> None:
    counts = np.array(BURSTS * 6)
    assert interval(counts, days=np.arange(72) // 12)[2] == "quasi-Poisson, errors by day"  # type: ignore[arg-type]
    assert "profile" in interval(counts, days=np.arange(72) // 24)[2]  # type: ignore[arg-type]
    four = DispersionParameters(min_days=4)
    found = dispersion.rate_interval(counts, np.ones(72), np.arange(72) // 18, 0.95, four)
    assert str(found.method) == BY_DAY


def test_three_days_speak_where_they_differ_beyond_their_hours() -> None:
    days = np.repeat(np.arange(3), 24)
    rng = np.random.default_rng(6)
    counts = rng.poisson(np.array([4, 20, 9])[days])
    # One-way analysis of variance: the hours are equal.
    assert f_oneway(*counts.reshape(3, 24)).pvalue < PARAMETERS.days_level
    found = dispersion.rate_interval(counts, np.ones(72), days, 0.95, PARAMETERS)
    assert str(found.method) == "quasi-Poisson, errors by day"
    mixed = rng.permutation(counts)
    assert f_oneway(*mixed.reshape(3, 24)).pvalue > PARAMETERS.days_level
    found = dispersion.rate_interval(mixed, np.ones(72), days, 0.95, PARAMETERS)
    assert "profile" in str(found.method)


@pytest.mark.parametrize("level", [0.02, 0.2])
def test_days_are_held_against_their_hours_by_the_variance_ratio(level: float) -> None:
    rng = np.random.default_rng(7)
    days = np.repeat(np.arange(4), 12)
    stack = rng.poisson(rng.gamma(2, 3, (200, 48)))
    held_against_hours = DispersionParameters(days_level=level, min_days=6)
    found = dispersion.rate_interval(
        stack, np.full(48, 0.7), days, 0.95, held_against_hours
    )
    by_day = [f_oneway(*counts.reshape(4, 12)).pvalue < level for counts in stack]
    assert (found.method == BY_DAY).tolist() == by_day
    assert any(by_day)


def test_few_days_that_differ_are_covered() -> None:
    # Days differ by 20 %, and the hours within them by a Fano factor of 5.
    rng = np.random.default_rng(11)
    day = rng.gamma(25, 12 / 25, (600, 4))
    counts = rng.poisson(rng.gamma(np.repeat(day, 24, axis=1) / 4, 4))
    days = np.repeat(np.arange(4), 24)
    found = dispersion.rate_interval(counts, np.ones(96), days, 0.95, PARAMETERS)
    held = np.mean((found.low <= 12) & (found.high >= 12))
    assert 0.92 < held < 0.98
    assert np.median(found.high / found.low) < 2.5


def test_days_that_differ_are_covered_where_single_hours_do_not_show_it() -> None:
    # A week at 2 an hour: 2 and 3 in an hour look alike, 40 and 60 in a day do not.
    rng = np.random.default_rng(12)
    counts = rng.poisson(np.repeat(rng.gamma(6.25, 2 / 6.25, (400, 7)), 24, axis=1))
    days = np.repeat(np.arange(7), 24)
    found = dispersion.rate_interval(counts, np.ones(168), days, 0.95, PARAMETERS)
    assert 0.92 < np.mean((found.low <= 2) & (found.high >= 2)) < 0.98
    assert np.mean(found.method == BY_DAY) > 0.95


def test_two_days_never_speak() -> None:
    counts = [0] * 24 + [9] * 24
    assert interval(counts, days=[*[0] * 24, *[1] * 24])[2] != BY_DAY


def test_of_days_with_one_piece_each_none_is_held_against_its_pieces() -> None:
    days = range(12)
    low, high = exact_poisson(30)
    found = interval(EVEN, days=days)
    assert found[:2] == pytest.approx((low / 12, high / 12))
    assert found[2] == "exact Poisson, assumes independent jerks"
    assert interval(BURSTS, days=days)[2] == BY_DAY
    assert interval([0] * 10, days=range(10))[:2] == pytest.approx((0, 0.3689), abs=1e-4)


def test_a_day_of_ten_minutes_is_no_day() -> None:
    assert dispersion.effective_number(np.array([24.0] * 6)) == pytest.approx(6)
    assert dispersion.effective_number(np.array([0.16, 24, 24, 24, 24, 24])) < 5.1


def test_errors_by_day_are_those_of_a_clustered_poisson_regression() -> None:
    rng = np.random.default_rng(4)
    days = np.repeat(np.arange(8), 12)
    length_h = np.tile(rng.uniform(0.2, 1, 12), 8)
    counts = rng.poisson(rng.gamma(2, 3, 8)[days] * length_h)
    model = sm.GLM(
        counts, np.ones(96), family=sm.families.Poisson(), offset=np.log(length_h)
    )
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": days}, use_t=True)
    expected = np.exp(fit.conf_int()[0])
    found = dispersion.by_day(counts, length_h, days, 0.95)
    np.testing.assert_allclose(found, expected, rtol=1e-6)


def test_the_likelihood_is_that_of_a_negative_binomial_regression() -> None:
    counts = np.array(BURSTS)
    found = NegativeBinomial(counts.astype(float), HOURS)
    shared = {"offset": np.log(HOURS)}
    model = sm.NegativeBinomial(counts, np.ones(12), loglike_method="nb1", **shared)
    fit = model.fit(disp=False, maxiter=500)
    poisson = sm.Poisson(counts, np.ones(12), **shared).fit(disp=False)
    assert float(found.evidence()) == pytest.approx(2 * (fit.llf - poisson.llf), abs=1e-3)
    assert float(found.rate) == pytest.approx(np.exp(fit.params[0]), rel=1e-4)


def test_the_limits_are_those_of_a_profile_by_a_general_optimizer() -> None:
    counts = np.array(BURSTS)

    def profile(log_rate: float) -> float:
        def loss(log_kappa: float) -> float:
            size = np.exp(log_kappa) * HOURS
            p = 1 / (1 + np.exp(log_rate - log_kappa))
            return -float(nbinom.logpmf(counts, size, p).sum())

        return -float(minimize_scalar(loss, bounds=(-8, 8), method="bounded").fun)

    best = np.log(36 / HOURS.sum())
    least = profile(best) - 11 * np.log1p(t.ppf(0.975, 11) ** 2 / 11) / 2
    expected = [
        np.exp(brentq(lambda x: profile(x) - least, *ends))
        for ends in ((best - 4, best), (best, best + 4))
    ]
    assert interval(BURSTS, HOURS)[:2] == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("n", "fano"), [(0, 3.0), (1, 1.2), (48, 10.0), (7, 2.5)])
def test_at_the_limits_of_a_known_fano_factor_the_count_is_just_too_rare(
    n: int, fano: float
) -> None:
    low, high = (float(x) for x in dispersion.fixed_fano(n, 2.0, fano, 0.95, degrees=1e9))
    assert nbinom.cdf(n, 2 * high / (fano - 1), 1 / fano) == pytest.approx(0.025, rel=1e-4)
    if n:
        above = nbinom.sf(n - 1, 2 * low / (fano - 1), 1 / fano)
        assert above == pytest.approx(0.025, rel=1e-4)
    else:
        assert low == 0


def test_a_fano_factor_of_one_gives_the_exact_poisson_interval() -> None:
    n = np.array([0, 1, 5, 10, 30, 100])
    found = dispersion.fixed_fano(n, 1.0, 1.0, 0.95, degrees=1e9)
    np.testing.assert_allclose(found, exact_poisson(n), rtol=2e-3)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, 40), min_size=6, max_size=30),
    st.floats(0.05, 20),
)
def test_the_rate_lies_inside_and_the_unit_of_time_does_not_matter(
    counts: list[int], hour: float
) -> None:
    low, high, method = interval(counts)
    assert low <= np.mean(counts) <= high
    scaled = interval(counts, np.full(len(counts), hour))
    assert scaled[2] == method
    assert (scaled[0] * hour, scaled[1] * hour) == pytest.approx((low, high), rel=1e-6)


def test_many_recordings_at_once_are_each_as_by_itself() -> None:
    stack = np.array([EVEN, BURSTS, [0] * 12, [9] + [0] * 11])
    found = dispersion.rate_interval(stack, HOURS, np.zeros(12), 0.95, PARAMETERS)
    for i, counts in enumerate(stack):
        alone = interval(counts.tolist(), HOURS)
        assert (found.low[i], found.high[i]) == pytest.approx(alone[:2])
        assert found.method[i] == alone[2]


def test_clusters_are_covered_where_the_exact_interval_fails() -> None:
    rng = np.random.default_rng(11)
    mean, fano, repeats = 20.0, 10.0, 400
    counts = rng.poisson(rng.gamma(mean / (fano - 1), fano - 1, (repeats, 24)))
    found = dispersion.rate_interval(counts, np.ones(24), np.zeros(24), 0.95, PARAMETERS)
    low, high = exact_poisson(counts.sum(1))
    assert np.mean((found.low <= mean) & (mean <= found.high)) > 0.92
    assert np.mean((low / 24 <= mean) & (mean <= high / 24)) < 0.6


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"level": 0.5}, "level is 0.5; expected above 0 and below 0.5"),
        ({"level": 0.0}, "level is 0; expected above 0 and below 0.5"),
        ({"min_days": 2.0}, "min_days is 2; expected at least 2.5"),
        ({"days_level": 0.0}, "days_level is 0; expected above 0 and below 0.5"),
        ({"days_level": 0.5}, "days_level is 0.5; expected above 0 and below 0.5"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    wrong: dict[str, float], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        DispersionParameters(**wrong)

"""Adaptation to the wearer on drawn people: where it must help, and where it must not."""

import numpy as np
import pandas as pd
import pytest
from trials import trial

from benchmarks.detection import adaptation
from benchmarks.detection.adaptation import (
    Adapted,
    by_marked,
    by_quantile,
    by_rate,
    gain,
    log_excess,
)
from benchmarks.detection.detectors import OURS
from benchmarks.detection.trials import Trial
from benchmarks.page import markdown

HOURS = 6.0
QUIET_PER_H = 30.0


def people(loudest: float, jerk_score: tuple[float, float] = (-3.0, 0.0)) -> Trial:
    """Draw ten people whose false alarms thin out alike; the last has more by a factor."""
    rng = np.random.default_rng(7)
    names = [f"p{i}" for i in range(10)]
    rates = [QUIET_PER_H] * 9 + [QUIET_PER_H * loudest]
    alarms = [
        (name, score)
        for name, rate_per_h in zip(names, rates, strict=True)
        for score in rng.exponential(1.0, rng.poisson(rate_per_h * HOURS)) - 5.0
    ]
    jerks = [(name, 0.5, score) for name in names for score in rng.uniform(*jerk_score, 40)]
    drawn = trial(dict.fromkeys(names, HOURS), alarms, jerks)
    recorded_s = drawn.hours["recorded_s"].iloc[0]
    return Trial(
        hours=drawn.hours,
        alarms=drawn.alarms.assign(peak_s=rng.uniform(0, recorded_s, len(alarms))),
        jerks=drawn.jerks.assign(peak_s=rng.uniform(0, recorded_s, len(jerks))),
    )


def lowered(adapted: Adapted, table: str = "alarms", score: str = "score") -> pd.Series:
    """Say by how much the scores of each person were lowered."""
    before, after = (getattr(one, table) for one in (adapted.plain, adapted.fitted))
    by_person: pd.Series = (before[score] - after[score]).groupby(before["person"]).mean()
    return by_person


def test_people_who_do_not_differ_by_more_than_chance_have_no_excess() -> None:
    n = np.random.default_rng(1).poisson(20, 400).astype(np.float64)
    assert np.all(np.abs(log_excess(n, np.ones(400))) < 0.15)
    assert log_excess(np.array([7.0, 7.0]), np.ones(2)).tolist() == [0.0, 0.0]


def test_an_excess_is_the_posterior_mean_of_gamma_rates() -> None:
    rng = np.random.default_rng(2)
    hours = rng.choice([0.2, 1.0, 5.0], 4000)
    rates = rng.gamma(2.0, 10.0, 4000)
    n = rng.poisson(rates * hours).astype(np.float64)
    exact = (2.0 + n) / (0.1 + hours) / 20.0
    assert np.exp(log_excess(n, hours)) == pytest.approx(exact, rel=0.2)


def test_few_hours_say_less_than_many() -> None:
    hours = np.array([0.1, 10.0, 10.0, 10.0])
    little, much, *_ = log_excess(10.0 * np.array([4.0, 4.0, 1.0, 0.5]) * hours, hours)
    assert 0 < little < 0.8 * much


@pytest.mark.parametrize("adapt", [by_rate, by_marked])
def test_one_loud_person_among_ten_no_longer_costs_the_others(adapt) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    adapted = adapt(people(10.0))
    shift = lowered(adapted)
    # All of it would be the logarithm of 10 over the mean of 1.9; few events are held back.
    assert 0.6 < shift["p9"] < np.log(10 / 1.9) + 0.2
    assert np.log(1 / 1.9) - 0.2 < shift.drop("p9").mean() < -0.2
    assert gain(adapted) > 0.08


@pytest.mark.parametrize("adapt", [by_rate, by_marked])
def test_where_all_are_alike_nothing_is_won_or_lost(adapt) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    adapted = adapt(people(1.0))
    assert lowered(adapted).abs().max() < 0.4
    assert -0.06 < gain(adapted) < 0.03


def test_clear_jerks_do_not_raise_a_limit_by_the_rate_but_by_the_quantile_they_do() -> None:
    clear = people(3.0, jerk_score=(1.0, 5.0))
    crowd = pd.concat([clear.jerks.assign(seed=seed) for seed in range(5)])
    crowded = Trial(hours=clear.hours, alarms=clear.alarms, jerks=crowd)
    assert by_rate(crowded).raised == pytest.approx(np.zeros(10), abs=1e-12)
    assert np.all(by_quantile(crowded).raised > 1.5)
    own = lowered(by_rate(crowded), "jerks", OURS)
    pd.testing.assert_series_equal(own, lowered(by_rate(crowded)), check_names=False)


def test_doubtful_jerks_that_raise_a_limit_are_told() -> None:
    assert np.all(by_rate(people(3.0, jerk_score=(-4.0, -1.0))).raised > 0.03)


def test_only_what_comes_after_the_marked_minutes_is_judged() -> None:
    drawn = people(10.0)
    adapted = by_marked(drawn)
    assert adapted.plain.alarms["peak_s"].min() >= adaptation.MARKED_S
    assert adapted.plain.jerks["peak_s"].min() >= adaptation.MARKED_S
    left = 1 - adaptation.MARKED_S / drawn.hours["recorded_s"]
    expected_s = (left * drawn.hours["analyzable_s"]).tolist()
    assert adapted.plain.hours["analyzable_s"].tolist() == pytest.approx(expected_s)
    later = drawn.alarms["peak_s"] >= adaptation.MARKED_S
    none_before = by_marked(
        Trial(hours=drawn.hours, alarms=drawn.alarms[later], jerks=drawn.jerks)
    )
    assert lowered(none_before).tolist() == [0.0] * 10


def test_nothing_is_marked_in_a_short_recording() -> None:
    short = trial({"a": 0.05, "b": 0.05}, [("a", -1.0), ("b", 1.0)], [("a", 0.3, 2.0)])
    adapted = by_marked(short)
    assert len(adapted.plain.alarms) == 2
    assert adapted.fitted.alarms["score"].tolist() == [-1.0, 1.0]


def test_a_jerk_that_was_not_seen_stays_unseen_and_rivals_keep_their_scores() -> None:
    drawn = people(10.0)
    drawn.jerks.loc[0, OURS] = -np.inf
    drawn.alarms.loc[0, "detector"] = "STA/LTA"
    for adapted in (by_rate(drawn), by_quantile(drawn)):
        assert adapted.fitted.jerks[OURS].iloc[0] == -np.inf
        assert adapted.fitted.alarms["score"].iloc[0] == drawn.alarms["score"].iloc[0]


def test_the_section_has_a_row_for_each_adaptation_beside_none() -> None:
    (table,) = adaptation.section(people(3.0)).tables
    assert table.rows["adaptation"].str.startswith("none").tolist() == [
        *(True, False, False),
        *(True, False),
    ]
    assert "nan" not in markdown(table.rows)

"""Recall along false alarms: counted by hand, by brute force, and by pairing."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from trials import trial

from benchmarks.detection import curves
from benchmarks.detection.curves import (
    part_of,
    pool_of,
    recall_tables,
    recalls,
    thresholds,
)
from benchmarks.detection.detectors import DETECTORS, OURS, RULES
from benchmarks.detection.people import estimate, event_weights, resamples
from benchmarks.detection.traces import Found
from benchmarks.detection.trials import Trial, best_within
from myosense import matching

SEEDS = st.integers(0, 2**32 - 1)


def test_a_threshold_lets_in_as_many_false_alarms_as_an_hour_may_have() -> None:
    drawn = trial({"a": 2.0}, [("a", score) for score in (1.0, 5.0, 3.0, 2.0, 4.0)])
    pool = pool_of(drawn, OURS)
    assert thresholds(pool, 1.0)[0] == 3.0
    assert thresholds(pool, 0.4)[0] == 5.0
    assert thresholds(pool, 2.5)[0] == -np.inf


def test_recall_counts_the_jerks_above_the_threshold_by_amplitude() -> None:
    drawn = trial(
        {"a": 2.0},
        [("a", score) for score in (1.0, 5.0, 3.0, 2.0, 4.0)],
        [
            *(("a", 0.15, 3.5), ("a", 0.15, 3.0), ("a", 0.7, 2.0)),
            *(("a", 0.7, 9.0), ("a", 0.7, 9.0), ("a", 2.0, -np.inf)),
        ],
    )
    found = recalls(drawn, OURS, 1.0)
    assert found["0.1-0.2 g"] == 0.5
    assert np.isnan(found["0.2-0.5 g"])
    assert found["0.5-1 g"] == pytest.approx(2 / 3)
    assert found["1-3 g"] == 0.0


def test_every_detector_is_held_at_every_rate_along_its_own_score() -> None:
    drawn = trial(
        {"a": 2.0},
        [("a", score) for score in (1.0, 5.0, 3.0, 2.0, 4.0)],
        [("a", 0.3, score) for score in (0.5, 1.5, 3.5, 9.0)],
    )
    of_rules = drawn.alarms.assign(detector=RULES, score=drawn.alarms["score"] - 2)
    both = Trial(
        hours=drawn.hours, alarms=pd.concat([drawn.alarms, of_rules]), jerks=drawn.jerks
    )
    few, many = recall_tables(both, (0.5, 2.0))
    assert few["detector"].tolist() == many["detector"].tolist() == list(DETECTORS)
    ours = [table.set_index("detector").loc[OURS, "0.2-0.5 g"] for table in (few, many)]
    rules = [table.set_index("detector").loc[RULES, "0.2-0.5 g"] for table in (few, many)]
    assert ours == [0.25, 0.75]  # above 4, above 1
    assert rules == [0.5, 1.0]  # above 2, above -1


@given(seed=SEEDS, per_h=st.floats(0.1, 20.0))
@settings(max_examples=25)
def test_no_other_threshold_finds_more(seed: int, per_h: float) -> None:
    rng = np.random.default_rng(seed)
    alarms = rng.integers(0, 9, size=rng.integers(0, 30)).astype(float)
    jerks = rng.integers(0, 9, size=20).astype(float)
    drawn = trial(
        {"a": 3.0},
        [("a", score) for score in alarms.tolist()],
        [("a", 0.3, score) for score in jerks.tolist()],
    )
    allowed = [
        np.mean(jerks > at)
        for at in [*range(-1, 10), -np.inf]
        if np.count_nonzero(alarms > at) <= 3 * per_h
    ]
    assert recalls(drawn, OURS, per_h)["0.2-0.5 g"] == max(allowed)


@given(seed=SEEDS, threshold=st.floats(0.0, 1.0))
def test_the_best_score_nearby_is_above_where_pairing_finds_a_pair(
    seed: int, threshold: float
) -> None:
    rng = np.random.default_rng(seed)
    true_s = np.cumsum(rng.uniform(0.45, 2.0, size=30))
    found = Found(peak_s=rng.uniform(0, 40, size=150), score=rng.random(150))
    above_s = found.peak_s[found.score > threshold]
    pairs = matching.match(above_s, true_s, 0.2)
    is_above = best_within(found, true_s, 0.2) > threshold
    assert np.flatnonzero(is_above).tolist() == sorted(pairs[:, 1].tolist())


def test_the_curve_rises_to_everything_that_is_a_candidate() -> None:
    rng = np.random.default_rng(2)
    drawn = trial(
        {"a": 5.0},
        [("a", score) for score in rng.normal(0, 1, 200).tolist()],
        [("a", 2.0, score) for score in [*rng.normal(1, 1, 99).tolist(), -np.inf]],
    )
    share = dict(curves.along(drawn, OURS))["1-3 g"]
    assert np.all(np.diff(share) >= 0)
    assert share[-1] == 0.99


def test_an_alarm_and_an_hour_that_are_drawn_twice_count_twice() -> None:
    pool = curves.Pool(
        alarms=np.array([2.0, 3.0, 1.0]),
        alarm_weights=np.array([[1.0, 1.0, 1.0], [2.0, 2.0, 0.0], [0.0, 0.0, 2.0]]),
        jerks=np.empty(0),
        jerk_weights=np.empty((3, 0)),
        hours=np.array([2.0, 2.0, 4.0]),
    )
    assert thresholds(pool, 0.5).tolist() == [2.0, 3.0, -np.inf]
    assert thresholds(pool, 1.0).tolist() == [1.0, 2.0, -np.inf]


def test_intervals_are_those_of_people_not_of_jerks() -> None:
    names = [f"p{i}" for i in range(16)]
    hours = dict.fromkeys(names, 1.0)
    alarms = [(name, 0.0) for name in names]
    jerks = [(name, 2.0, 1.0 if i < 8 else -1.0) for i, name in enumerate(names)]
    once = recalls(trial(hours, alarms, jerks), OURS, 0.01)
    often = recalls(trial(hours, alarms, 50 * jerks), OURS, 0.01)
    spread = 1.96 * np.sqrt(0.25 / 16)
    assert often["1-3 g"] == once["1-3 g"] == 0.5
    width = often["1-3 g"].high - often["1-3 g"].low
    assert width == pytest.approx(2 * spread, rel=0.15)
    # One jerk of each person leaves the person unsure as well.
    assert width < once["1-3 g"].high - once["1-3 g"].low < 2 * width


def test_the_events_of_one_person_are_drawn_again_too() -> None:
    jerks = [("a", 2.0, 1.0)] * 40 + [("a", 2.0, -1.0)] * 40
    found = recalls(trial({"a": 1.0}, [("a", 0.0)] * 9, jerks), OURS, 0.1)["1-3 g"]
    spread = 2 * 1.96 * np.sqrt(0.25 / 80)
    assert found.high - found.low == pytest.approx(spread, rel=0.15)


def test_a_draw_weighs_the_events_of_who_was_drawn() -> None:
    draws = np.array([[1.0, 1.0], [0.0, 2.0]])
    person = np.repeat([0, 1], 3000)
    weights = event_weights(draws, person)
    assert np.all(weights[0] == 1.0)
    assert np.all(weights[1, :3000] == 0.0)
    assert np.mean(weights[1, 3000:]) == pytest.approx(2.0, rel=0.05)
    assert np.var(weights[1, 3000:]) == pytest.approx(4.0, rel=0.1)


def test_people_are_drawn_again_inside_their_data_set() -> None:
    data_sets = np.array(["a"] * 3 + ["b"] * 5)
    weights = resamples(data_sets, 50)
    assert weights[0].tolist() == [1.0] * 8
    assert np.all(weights[:, :3].sum(axis=1) == 3)
    assert np.all(weights[:, 3:].sum(axis=1) == 5)
    assert np.std(weights[1:, 0]) > 0


def test_a_figure_carries_the_middle_of_its_resamples() -> None:
    found = estimate(np.append(7.0, np.arange(101.0)))
    assert [found, found.low, found.high] == pytest.approx([7.0, 2.5, 97.5])
    assert np.isnan(estimate(np.array([0.5, np.nan])).low)


def test_a_part_keeps_tables_that_do_not_know_the_column() -> None:
    drawn = trial({"a": 1.0, "b": 1.0}, [("a", 1.0)], [("b", 0.3, 1.0)])
    part = part_of(drawn, "generator", ["lobes"])
    assert (len(part.hours), len(part.alarms), len(part.jerks)) == (2, 1, 0)

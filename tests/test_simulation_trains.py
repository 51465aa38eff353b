"""Trains: their rhythm, their sizes, and one jerk again and again or each its own."""

import numpy as np
import pytest

from myosense.recording import recording_from_arrays
from myosense.simulation import (
    Train,
    draw_train,
    later,
    lobes_swing,
    plant_swings,
    train_swings,
)
from myosense.simulation.truth import measure_swing

DRAWN = Train(
    times_s=np.array([0.0, 0.5, 1.2]), heights=np.array([1.0, 0.5, 2.0]), is_alike=True
)


def test_trains_are_as_long_as_fast_and_as_even_as_said() -> None:
    rng = np.random.default_rng(0)
    trains = [draw_train(rng) for _ in range(1000)]
    cycles = [len(train.times_s) for train in trains]
    assert (min(cycles), max(cycles)) == (3, 100)
    assert np.median(cycles) == pytest.approx(300**0.5, rel=0.15)
    steps_s = [np.diff(train.times_s) for train in trains]
    rates_hz = [1 / np.median(step_s) for step_s in steps_s]
    np.testing.assert_allclose(
        np.percentile(rates_hz, (1, 50, 99)), [0.51, 2, 7.8], rtol=0.15
    )
    long = [step_s for step_s in steps_s if len(step_s) > 60]
    jitters = [np.std(step_s) / np.mean(step_s) for step_s in long]
    assert np.min(jitters) < 0.02
    assert 0.17 < np.max(jitters) < 0.25
    assert np.median(jitters) == pytest.approx(0.1, abs=0.03)
    for train, step_s in zip(trains, steps_s, strict=True):
        assert train.times_s[0] == 0
        assert np.min(step_s) > 0.35 * np.median(step_s)
    assert np.mean([train.is_alike for train in trains]) == pytest.approx(0.5, abs=0.05)


def test_sizes_differ_by_a_twentieth_to_two_fifths_in_their_logarithm() -> None:
    rng = np.random.default_rng(1)
    trains = [draw_train(rng) for _ in range(600)]
    spreads = [np.std(np.log(t.heights)) for t in trains if len(t.heights) > 60]
    assert 0.03 < np.min(spreads) < 0.1
    assert 0.35 < np.max(spreads) < 0.5
    heights = np.concatenate([np.log(train.heights) for train in trains])
    assert np.median(heights) == pytest.approx(0, abs=0.02)


def test_one_jerk_repeats_larger_or_smaller() -> None:
    swings = train_swings(np.random.default_rng(2), DRAWN, lobes_swing, "wrist", 0.6)
    rows = [measure_swing(later(swing, 9.0)) for swing in swings]
    np.testing.assert_allclose([row["peak_s"] for row in rows], [9, 9.5, 10.2])
    np.testing.assert_allclose([row["peak_g"] for row in rows], [0.6, 0.3, 1.2])
    assert len({round(row["width_s"], 9) for row in rows}) == 1
    turns = [np.max(np.abs(swing.angle_rad)) for swing in swings]
    np.testing.assert_allclose(turns / turns[0], [1, 0.5, 2])


def test_each_jerk_of_the_others_is_its_own() -> None:
    each = Train(times_s=DRAWN.times_s, heights=DRAWN.heights, is_alike=False)
    swings = train_swings(np.random.default_rng(2), each, lobes_swing, "wrist", 0.6)
    rows = [measure_swing(swing) for swing in swings]
    np.testing.assert_allclose([row["peak_s"] for row in rows], [0, 0.5, 1.2], atol=1e-9)
    np.testing.assert_allclose([row["peak_g"] for row in rows], [0.6, 0.3, 1.2])
    assert len({round(row["width_s"], 9) for row in rows}) == 3


def test_a_train_can_be_planted_and_is_listed_jerk_by_jerk() -> None:
    still = recording_from_arrays(np.zeros((3000, 3)), sample_rate_hz=100.0, site="wrist")
    swings = train_swings(np.random.default_rng(3), DRAWN, lobes_swing, "wrist", 0.6)
    _, truth = plant_swings(still, [later(swing, 12.0) for swing in swings])
    np.testing.assert_allclose(truth["peak_s"], [12, 12.5, 13.2])

"""Calibration on probabilities whose truth is known."""

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import expit
from trials import trial

from benchmarks.detection import calibration
from benchmarks.detection.calibration import (
    Candidates,
    brier_skill,
    calibrate,
    candidates_at,
    expected_error,
    recalibration,
    reliability,
)


def drawn(slope: float, intercept: float, n: int = 20000) -> Candidates:
    """Draw candidates whose log-odds of being jerks are a line of what is said."""
    rng = np.random.default_rng(4)
    said = rng.normal(0.0, 2.0, n)
    return Candidates(
        log_odds=said,
        is_jerk=rng.random(n) < expit(intercept + slope * said),
        weight=np.ones(n),
        person=np.zeros(n, dtype=np.int64),
        data_sets=np.array(["lab"]),
    )


@pytest.mark.parametrize(("slope", "intercept"), [(1.0, 0.0), (0.6, -1.2), (1.7, 0.8)])
def test_the_line_behind_the_probability_is_found(slope: float, intercept: float) -> None:
    found = recalibration(drawn(slope, intercept))
    assert found == pytest.approx((slope, intercept), abs=0.06)


def test_another_minimizer_finds_the_same_line() -> None:
    known = drawn(0.8, 0.5, n=500)
    weight = np.random.default_rng(5).uniform(0.1, 3.0, 500)
    weighted = calibration.Candidates(**{**vars(known), "weight": weight})

    def loss(line: np.ndarray) -> float:
        odds = line[1] + line[0] * known.log_odds
        sign = np.where(known.is_jerk, 1.0, -1.0)
        return float(np.sum(weight * np.logaddexp(0.0, -sign * odds)))

    best = minimize(loss, [1.0, 0.0], tol=1e-10).x
    assert recalibration(weighted) == pytest.approx(best, abs=1e-4)


def test_a_weight_of_two_is_a_row_twice() -> None:
    known = drawn(1.2, -0.3, n=300)
    twice = np.repeat(np.arange(300), 1 + known.is_jerk)
    rows = {"log_odds": known.log_odds[twice], "is_jerk": known.is_jerk[twice]}
    repeated = Candidates(**{**vars(known), **rows, "weight": np.ones(len(twice))})
    weighted = Candidates(**{**vars(known), "weight": 1.0 + known.is_jerk})
    assert recalibration(weighted) == pytest.approx(recalibration(repeated))
    assert brier_skill(weighted) == pytest.approx(brier_skill(repeated))


def test_without_jerks_or_without_others_there_is_nothing_to_fit() -> None:
    known = drawn(1.0, 0.0, n=10)
    for is_jerk in (np.zeros(10, dtype=bool), np.ones(10, dtype=bool)):
        found = recalibration(Candidates(**{**vars(known), "is_jerk": is_jerk}))
        assert np.isnan(found).all()


def test_the_error_is_the_mean_distance_over_equal_bins() -> None:
    # Ten bins of ten: each said p, of each three are jerks.
    said = np.repeat(np.linspace(0.1, 0.9, 10), 10)
    known = Candidates(
        log_odds=np.log(said / (1 - said)),
        is_jerk=np.tile(np.arange(10) < 3, 10),
        weight=np.ones(100),
        person=np.zeros(100, dtype=np.int64),
        data_sets=np.array(["lab"]),
    )
    assert reliability(known)[:, 2] == pytest.approx(np.full(10, 10.0))
    expected = np.mean(np.abs(np.linspace(0.1, 0.9, 10) - 0.3))
    assert expected_error(known) == pytest.approx(expected)


def test_what_is_nearly_certain_is_not_in_the_error() -> None:
    known = drawn(1.0, 0.0)
    certain = Candidates(**{**vars(known), "log_odds": np.full(len(known.weight), 5.0)})
    assert np.isnan(expected_error(certain))


def test_skill_is_one_for_the_truth_and_none_for_the_mean() -> None:
    known = drawn(1.0, 0.0)
    truth = np.where(known.is_jerk, 40.0, -40.0)
    assert brier_skill(Candidates(**{**vars(known), "log_odds": truth})) == pytest.approx(1)
    mean = np.mean(known.is_jerk)
    odds = np.full(len(known.weight), np.log(mean / (1 - mean)))
    assert brier_skill(Candidates(**{**vars(known), "log_odds": odds})) == pytest.approx(0)


def test_jerks_count_as_often_as_they_come() -> None:
    known = candidates_at(
        trial(
            {"a": 3.0, "b": 1.0},
            [("a", -2.0), ("b", -1.0)],
            [("a", 0.3, 1.0), ("b", 0.3, 2.0), ("b", 0.3, -np.inf)],
        ),
        100.0,
    )
    # 100 an hour in 4 hours, shared by the three that were planted; one has no candidate.
    assert known.weight == pytest.approx([1, 1, 400 / 3, 400 / 3])
    assert known.is_jerk.tolist() == [False, False, True, True]
    assert known.log_odds == pytest.approx(np.array([-2, -1, 1, 2]) + np.log(10))


def test_a_probability_that_is_right_is_called_calibrated() -> None:
    # Likelihood ratio of two normals one apart at the middle: log-odds = 2 x - prior.
    rng = np.random.default_rng(6)
    hours, n = 200.0, 4000
    others, jerks = rng.normal(-1, 1, round(20 * hours)), rng.normal(1, 1, n)
    prior = np.log(10.0 / 20.0)
    names = [f"p{i}" for i in range(8)]
    who = np.resize(names, n)
    made = trial(
        dict.fromkeys(names, hours / 8),
        [(str(who[i]), 2 * x + prior) for i, x in enumerate(others.tolist())],
        [(str(who[i]), 0.5, 2 * x + prior) for i, x in enumerate(jerks.tolist())],
    )
    for per_h in (1.0, 10.0, 100.0):
        found = calibrate(made, per_h, n_draws=20)
        assert found.slope == pytest.approx(1.0, abs=0.1)
        assert found.intercept == pytest.approx(0.0, abs=0.2)
        assert found.error < 0.05
        assert found.slope.low < found.slope < found.slope.high

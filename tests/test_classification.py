"""The labels: what a candidate is taken for, by the rules or the networks, and trains."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawing import candidates, jerks
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit

from myosense import events
from myosense.classification import (
    ClassificationParameters,
    classify,
    flag_saturated,
)
from myosense.errors import SettingsError
from myosense.scorecard import log_odds

PARAMETERS = ClassificationParameters(method="rules")
BY_NETWORK = ClassificationParameters()


def judged(table: pd.DataFrame, parameters: ClassificationParameters) -> pd.DataFrame:
    """Score candidates by the rules, then label them."""
    total = log_odds(table, parameters.score).sum(axis=1)
    found = classify(table.assign(probability=expit(total)), parameters)
    return flag_saturated(found, parameters)


def label(columns: dict[str, Any]) -> str:
    """Label one candidate."""
    return str(judged(candidates(**columns), PARAMETERS)["label"].item())


WEAK: dict[str, Any] = {
    "peak_g": 0.05,
    "straightness": 0.5,
    "quiet_before": 0.3,
    "posture_change_deg": 8.0,
}


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        pytest.param({}, "jerk", id="clear"),
        pytest.param({"sharpness": np.nan}, "jerk", id="clear, at a low rate"),
        pytest.param({**WEAK}, "movement", id="weak"),
        pytest.param({**WEAK, "walking": 1.0}, "gait", id="weak and walking"),
        pytest.param({**WEAK, "sharpness": 0.4}, "contact", id="weak and sharp"),
        pytest.param({**WEAK, "sharpness": 0.39}, "movement", id="not sharp enough"),
        pytest.param(
            {**WEAK, "tremor": 0.6, "peakedness": 2.0}, "tremor", id="weak and regular"
        ),
        pytest.param(
            {**WEAK, "tremor": 0.6, "peakedness": 2.5}, "movement", id="with pauses"
        ),
        pytest.param(
            {**WEAK, "tremor": 0.59, "peakedness": 2.0}, "movement", id="not regular"
        ),
        pytest.param(
            {**WEAK, "walking": 1.0, "sharpness": 0.9}, "gait", id="gait comes first"
        ),
    ],
)
def test_the_label_follows_from_the_rules(columns: dict[str, Any], expected: str) -> None:
    assert label(columns) == expected


@pytest.mark.parametrize(
    ("spike", "expected"), [(0.9, "artifact"), (0.89, "jerk"), (np.nan, "jerk")]
)
def test_a_fault_of_the_sensor_is_no_jerk_however_likely(
    spike: float, expected: str
) -> None:
    table = candidates(spike=spike, walking=1.0).assign(probability=0.999)
    assert classify(table, BY_NETWORK)["label"].item() == expected


@pytest.mark.parametrize("parameters", [PARAMETERS, BY_NETWORK])
def test_faults_in_a_rhythm_are_no_train(parameters: ClassificationParameters) -> None:
    table = candidates(6, **TRAIN, spike=[0.1, 0.1, 1.0, 1.0, 1.0, 1.0])
    found = classify(table.assign(probability=0.9), parameters)
    assert found["label"].tolist() == ["jerk"] * 2 + ["artifact"] * 4


def test_a_jerk_is_counted_from_the_least_probability_on() -> None:
    probability = judged(candidates(straightness=0.8), PARAMETERS)["probability"].item()
    at = replace(PARAMETERS, min_probability=probability)
    above = replace(PARAMETERS, min_probability=probability + 1e-6)
    assert judged(candidates(straightness=0.8), at)["label"].item() == "jerk"
    assert judged(candidates(straightness=0.8), above)["label"].item() != "jerk"


TRAIN: dict[str, Any] = {"rhythm": 0.8, "rhythm_hz": 2.0, "peakedness": 4.0, "every_s": 0.5}


def test_lobes_in_a_rhythm_are_one_train_that_counts_its_cycles() -> None:
    table = candidates(6, **TRAIN, peak_g=[0.3, 0.4, 0.9, 0.5, 0.4, 0.3])
    (train,) = judged(table, PARAMETERS).to_dict("records")
    assert (train["label"], train["n_jerks"], train["peak_s"]) == ("train", 6, 101.0)
    assert (train["onset_s"], train["stop_s"]) == pytest.approx((99.95, 102.55))
    assert train["duration_s"] == pytest.approx(2.6)
    assert train["rhythm_hz"] == 2.0


def test_a_lobe_that_was_not_found_is_counted_by_the_rhythm() -> None:
    # 2.5 s at 4.1 Hz: 10.25 intervals between cycles
    table = candidates(6, **{**TRAIN, "rhythm_hz": 4.1})
    assert judged(table, PARAMETERS)["n_jerks"].item() == 11


def test_a_joint_that_swings_to_and_fro_is_not_counted_twice_a_cycle() -> None:
    # Ten lobes a third of a second apart; the norm beats as it goes and as it comes back.
    swinging = {**TRAIN, "every_s": 1 / 3, "rhythm_hz": 6.2, "tremor_hz": 3.1}
    (train,) = judged(candidates(10, **swinging), PARAMETERS).to_dict("records")
    assert (train["n_jerks"], train["rhythm_hz"]) == (10, 3.1)
    # A train of 6.2 Hz has that rate along its direction too: half of its lobes are hidden.
    fast = {**swinging, "tremor_hz": 6.2}
    (train,) = judged(candidates(10, **fast), PARAMETERS).to_dict("records")
    assert (train["n_jerks"], train["rhythm_hz"]) == (20, 6.2)


def test_a_slow_train_has_the_rate_of_its_lobes_not_of_the_ringing_between() -> None:
    # 1.5 Hz in a joint that rings at 3 Hz.
    ringing = {**TRAIN, "every_s": 2 / 3, "rhythm_hz": 3.0}
    (train,) = judged(candidates(7, **ringing), PARAMETERS).to_dict("records")
    assert train["n_jerks"] == 7
    assert train["rhythm_hz"] == pytest.approx(1.5)


@pytest.mark.parametrize(
    "columns",
    [
        {"rhythm": 0.49},
        {"peakedness": 2.1},
        {"peak_g": 0.19},
        {"straightness": 0.84},
        {"unreturned": 0.06},
        {"context_turn_deg": 4.1},
        {"walking": 1.0},
        {"every_s": 0.76},
    ],
)
def test_a_train_needs_all_that_a_resting_limb_shows(columns: dict[str, Any]) -> None:
    found = judged(candidates(6, **{**TRAIN, **columns}), PARAMETERS)
    assert len(found) == 6
    assert "train" not in set(found["label"])
    assert len(judged(candidates(3, **TRAIN), PARAMETERS)) == 3


AT_THE_LIMITS: dict[str, Any] = {
    "rhythm": 0.5,
    "peakedness": 2.2,
    "peak_g": 0.2,
    "straightness": 0.85,
    "unreturned": 0.05,
    "context_turn_deg": 4.0,
    "every_s": 0.75,
}


def test_weak_lobes_that_just_show_all_of_it_are_a_train() -> None:
    table = candidates(4, **AT_THE_LIMITS).assign(probability=0.001)
    assert classify(table, PARAMETERS)["label"].tolist() == ["train"]


def test_one_odd_lobe_does_not_break_a_train() -> None:
    odd = {name: [value] * 5 + [1000.0] for name, value in AT_THE_LIMITS.items()}
    for name in ("rhythm", "peakedness", "peak_g", "straightness"):
        odd[name][-1] = 0.0
    del odd["every_s"]
    table = candidates(6, 0.5, **odd, rhythm_hz=[2.0] * 5 + [9.0])
    (train,) = judged(table, PARAMETERS).to_dict("records")
    assert (train["label"], train["n_jerks"], train["rhythm_hz"]) == ("train", 6, 2.0)


@pytest.mark.parametrize(("rhythm_hz", "n_rows"), [(2.6, 6), (2.7, 1)])
def test_a_rhythm_while_walking_is_a_train_where_it_is_too_fast_for_steps(
    rhythm_hz: float, n_rows: int
) -> None:
    one_step = [0.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    table = candidates(6, **{**TRAIN, "rhythm_hz": rhythm_hz}, walking=one_step)
    assert len(judged(table, PARAMETERS)) == n_rows


def test_to_the_network_a_train_is_a_rhythm_of_jerks_whatever_the_rules_say() -> None:
    table = candidates(6, **{**TRAIN, "straightness": 0.6, "walking": 1.0})
    (train,) = classify(table.assign(probability=0.9), BY_NETWORK).to_dict("records")
    assert (train["label"], train["n_jerks"]) == ("train", 6)


def test_to_the_network_what_is_no_jerk_is_no_part_of_a_train() -> None:
    odds = [0.9, 0.9, 0.01, 0.9, 0.9, 0.9]
    found = classify(candidates(6, **TRAIN).assign(probability=odds), BY_NETWORK)
    assert found["label"].tolist() == ["jerk", "jerk", "movement", "jerk", "jerk", "jerk"]
    four = [0.01, 0.9, 0.9, 0.9, 0.9, 0.01]
    found = classify(candidates(6, **TRAIN).assign(probability=four), BY_NETWORK)
    assert found["label"].tolist() == ["movement", "train", "movement"]
    assert found["n_jerks"].tolist() == [1, 4, 1]


def test_a_rhythm_vouches_for_lobes_that_alone_would_not_count() -> None:
    odds = [0.1, 0.9, 0.1, 0.05, 0.9, 0.1]
    found = classify(candidates(6, **TRAIN).assign(probability=odds), BY_NETWORK)
    assert found[["label", "n_jerks"]].to_numpy().tolist() == [["train", 6]]
    least = [0.03, 0.9, 0.03, 0.03, 0.9, 0.03]
    found = classify(candidates(6, **TRAIN).assign(probability=least), BY_NETWORK)
    assert found["n_jerks"].tolist() == [6]
    no_rhythm = candidates(6, **{**TRAIN, "rhythm": 0.4}).assign(probability=odds)
    assert classify(no_rhythm, BY_NETWORK)["label"].tolist().count("jerk") == 2


def test_a_rhythm_without_one_convincing_lobe_is_no_train() -> None:
    table = candidates(6, **TRAIN).assign(probability=0.19)
    found = classify(table, BY_NETWORK)
    assert not set(found["label"]) & {"jerk", "train"}
    one = table["probability"].where(table.index != 3, 0.21)
    assert classify(table.assign(probability=one), BY_NETWORK)["n_jerks"].tolist() == [6]
    strict = replace(BY_NETWORK, min_probability=0.5)
    assert not set(classify(table.assign(probability=one), strict)["label"]) & {"train"}


def test_jerks_without_a_rhythm_are_no_train() -> None:
    table = candidates(6, **{**TRAIN, "rhythm": 0.4}).assign(probability=0.9)
    assert set(classify(table, BY_NETWORK)["label"]) == {"jerk"}


def test_an_unknown_judge_is_refused() -> None:
    with pytest.raises(SettingsError, match="method is 'nobody'; expected one of network"):
        ClassificationParameters(method="nobody")


def test_jerks_beside_a_train_stay_what_they_are_and_in_order() -> None:
    parts = [candidates(2), candidates(5, **TRAIN), candidates(1)]
    for part, from_s in zip(parts, (0.0, 50.0, 90.0), strict=True):
        for column in ("onset_s", "peak_s", "stop_s"):
            part[column] += from_s
    table = pd.concat(parts).sort_values("peak_s", ignore_index=True)
    found = judged(table, PARAMETERS)
    assert found["label"].tolist() == ["jerk", "jerk", "train", "jerk"]
    assert found["n_jerks"].tolist() == [1, 1, 5, 1]


def test_a_crowd_of_jerks_is_flagged_and_never_dropped() -> None:
    crowd = judged(candidates(40, every_s=2.0), PARAMETERS)
    assert set(crowd["label"]) == {"jerk"}
    assert events.has_flag(crowd, "saturated")[4:-4].all()
    assert not events.has_flag(judged(candidates(40), PARAMETERS), "saturated").any()
    ten = judged(candidates(10, every_s=1.5), PARAMETERS)
    assert events.has_flag(ten, "saturated").any()
    nine = judged(candidates(9, every_s=1.5), PARAMETERS)
    assert not events.has_flag(nine, "saturated").any()


def test_jerks_are_a_crowd_with_those_up_to_fifteen_seconds_before_and_after() -> None:
    times_s = np.array([0.0, *range(7, 15), 15.0])
    for last_s, at_the_ends in ((15.0, True), (15.5, False)):
        times_s[-1] = last_s
        found = flag_saturated(jerks(times_s.tolist()), PARAMETERS)
        flagged = events.has_flag(found, "saturated").tolist()
        assert flagged == [at_the_ends, *[True] * 8, at_the_ends]


@given(st.integers(1, 60))
def test_company_never_lowers_the_probability(n: int) -> None:
    alone = judged(candidates(), PARAMETERS)["probability"].item()
    crowd = judged(candidates(n, every_s=1.0), PARAMETERS)
    assert np.all(crowd["probability"] == alone)


def test_no_candidates_stay_an_empty_table() -> None:
    assert classify(events.empty(), PARAMETERS).dtypes.equals(events.empty().dtypes)


@pytest.mark.parametrize("least", [0.0, 1.0])
def test_a_least_probability_outside_its_limits_is_refused(least: float) -> None:
    with pytest.raises(SettingsError, match="min_probability must be above 0 and below 1"):
        ClassificationParameters(min_probability=least)

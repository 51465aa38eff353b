"""The scorecard and the labels: each piece of evidence by itself, trains, and the rules."""

from dataclasses import fields, replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import expit, logit

from myosense import events
from myosense.classification import (
    ClassificationParameters,
    Evidence,
    ScoreParameters,
    classify,
    flag_saturated,
    log_odds,
)
from myosense.errors import SettingsError

SCORE = ScoreParameters()
PARAMETERS = ClassificationParameters(method="rules")
BY_NETWORK = ClassificationParameters()
PIECES = [f.name for f in fields(SCORE) if isinstance(getattr(SCORE, f.name), Evidence)]
CLEAR: dict[str, Any] = {
    "recording_id": "a",
    "site": "wrist",
    "state": "rest",
    "flags": "",
    "peak_g": 0.6,
    "width_s": 0.08,
    "straightness": 0.97,
    "quiet_before": 0.01,
    "posture_change_deg": 0.5,
    "context_turn_deg": 0.5,
    "sharpness": 0.05,
    "jerk_match": 0.97,
    "tremor": 0.1,
    "rhythm": 0.1,
    "rhythm_hz": 1.0,
    "peakedness": 12.0,
    "unreturned": 0.02,
}
#: The worst that can be said of each measure.
AGAINST: dict[str, Any] = {
    "peak_g": 0.04,
    "width": 0.5,
    "straightness": 0.3,
    "quiet_before": 0.6,
    "posture_change_deg": 30.0,
    "context_turn_deg": 40.0,
    "sharpness": 0.8,
    "jerk_match": 0.4,
    "tremor": 1.0,
    "walking": "walking",
}
COLUMN = {"width": "width_s", "walking": "state"}


def candidates(n: int = 1, every_s: float = 20.0, **columns: object) -> pd.DataFrame:
    """Make candidates that are jerks beyond doubt, but for what is given."""
    peaks_s = 100.0 + every_s * np.arange(n)
    times = {"onset_s": peaks_s - 0.05, "peak_s": peaks_s, "stop_s": peaks_s + 0.05}
    return events.make({**CLEAR, **times, **columns}, n)


def judged(table: pd.DataFrame, parameters: ClassificationParameters) -> pd.DataFrame:
    """Score candidates by the rules, then label them."""
    total = log_odds(table, parameters.score).sum(axis=1)
    found = classify(table.assign(probability=expit(total)), parameters)
    return flag_saturated(found, parameters)


def label(columns: dict[str, Any]) -> str:
    """Label one candidate."""
    return str(judged(candidates(**columns), PARAMETERS)["label"].item())


@pytest.mark.parametrize("piece", PIECES)
def test_each_evidence_takes_exactly_its_weight(piece: str) -> None:
    column = COLUMN.get(piece, piece)
    best = log_odds(candidates(), SCORE).sum(axis=1).item()
    against: dict[str, Any] = {column: AGAINST[piece]}
    worst = log_odds(candidates(**against), SCORE).sum(axis=1).item()
    weight = getattr(SCORE, piece).weight
    assert weight > 0
    assert best - worst == pytest.approx(weight)


def test_the_best_there_is_adds_up_to_all_weights_and_the_bias() -> None:
    weights = sum(getattr(SCORE, piece).weight for piece in PIECES)
    pieces = log_odds(candidates(), SCORE)
    assert set(pieces.columns) == {*PIECES, "bias"}
    assert pieces.sum(axis=1).item() == pytest.approx(weights + SCORE.bias)


@given(st.floats(0.05, 1), st.floats(0.2, 1), st.floats(0, 20))
def test_the_sum_is_the_log_odds_of_the_probability(
    peak_g: float, straightness: float, turn_deg: float
) -> None:
    table = candidates(
        peak_g=peak_g, straightness=straightness, posture_change_deg=turn_deg
    )
    total = log_odds(table, SCORE).sum(axis=1).item()
    assert logit(judged(table, PARAMETERS)["probability"].item()) == pytest.approx(
        total, abs=1e-6
    )


@pytest.mark.parametrize(
    ("is_log", "value", "share"),
    [
        (False, 1.0, 0.0),
        (False, 2.5, 0.5),
        (False, 4.0, 1.0),
        (False, 9.0, 1.0),
        (False, -1.0, 0.0),
        (True, 2.0, 0.5),
        (True, 0.0, 0.0),
        (True, np.nan, 1.0),
        (False, np.nan, 1.0),
    ],
)
def test_evidence_grows_between_its_limits(
    *, is_log: bool, value: float, share: float
) -> None:
    evidence = Evidence(against=1, in_favor=4, weight=1, is_log=is_log)
    assert evidence.share([value])[0] == pytest.approx(share)
    turned = Evidence(against=4, in_favor=1, weight=1, is_log=is_log)
    expected = 1.0 if np.isnan(value) else 1 - share
    assert turned.share([value])[0] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"against": 1, "in_favor": 1, "weight": 1}, "two limits"),
        ({"against": 1, "in_favor": 2, "weight": -1}, "weight of at least 0"),
        ({"against": 0, "in_favor": 2, "weight": 1, "is_log": True}, "above 0"),
    ],
)
def test_evidence_that_makes_no_sense_is_refused(
    arguments: dict[str, float], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        Evidence(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("site", "width_s", "fits"),
    [
        ("wrist", 0.19, True),
        ("wrist", 0.24, False),
        ("chest", 0.23, True),
        ("unknown", 0.24, True),
        ("finger", 0.12, True),
        ("finger", 0.16, False),
        ("wrist", 0.015, False),
    ],
)
def test_a_width_is_held_against_the_limits_of_its_site(
    site: str, width_s: float, *, fits: bool
) -> None:
    share = log_odds(candidates(site=site, width_s=width_s), SCORE)["width"].item()
    assert share == pytest.approx(SCORE.width.weight if fits else 0, abs=0.1)


def test_a_width_a_little_beyond_still_half_fits() -> None:
    beyond_s = 0.19 * np.sqrt(1.25)
    share = log_odds(candidates(width_s=beyond_s), SCORE)["width"].item()
    assert share == pytest.approx(SCORE.width.weight / 2)


def test_what_cannot_be_measured_does_not_speak_against_a_jerk() -> None:
    table = candidates(sharpness=np.nan)
    assert log_odds(table, SCORE)["sharpness"].item() == SCORE.sharpness.weight
    assert label({"sharpness": np.nan}) == "jerk"


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
        pytest.param({**WEAK}, "movement", id="weak"),
        pytest.param({**WEAK, "state": "walking"}, "gait", id="weak and walking"),
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
            {**WEAK, "state": "walking", "sharpness": 0.9}, "gait", id="gait comes first"
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
    table = candidates(spike=spike, state="walking").assign(probability=0.999)
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
    table = candidates(6, **{**TRAIN, "rhythm_hz": 4.0})
    assert judged(table, PARAMETERS)["n_jerks"].item() == 11


@pytest.mark.parametrize(
    "columns",
    [
        {"rhythm": 0.49},
        {"peakedness": 2.1},
        {"peak_g": 0.19},
        {"straightness": 0.84},
        {"unreturned": 0.06},
        {"context_turn_deg": 4.1},
        {"state": "walking"},
        {"every_s": 0.76},
    ],
)
def test_a_train_needs_all_that_a_resting_limb_shows(columns: dict[str, Any]) -> None:
    found = judged(candidates(6, **{**TRAIN, **columns}), PARAMETERS)
    assert len(found) == 6
    assert "train" not in set(found["label"])
    assert len(judged(candidates(3, **TRAIN), PARAMETERS)) == 3


def test_to_the_network_a_train_is_a_rhythm_of_jerks_whatever_the_rules_say() -> None:
    table = candidates(6, **{**TRAIN, "straightness": 0.6, "state": "walking"})
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
    no_rhythm = candidates(6, **{**TRAIN, "rhythm": 0.4}).assign(probability=odds)
    assert classify(no_rhythm, BY_NETWORK)["label"].tolist().count("jerk") == 2


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


@given(st.integers(1, 60))
def test_company_never_lowers_the_probability(n: int) -> None:
    alone = judged(candidates(), PARAMETERS)["probability"].item()
    crowd = judged(candidates(n, every_s=1.0), PARAMETERS)
    assert np.all(crowd["probability"] == alone)
    total = log_odds(candidates(), SCORE).sum(axis=1).item()
    assert alone == pytest.approx(float(expit(total)))


def test_no_candidates_stay_an_empty_table() -> None:
    assert classify(events.empty(), PARAMETERS).dtypes.equals(events.empty().dtypes)


@pytest.mark.parametrize("least", [0.0, 1.0])
def test_a_least_probability_outside_its_limits_is_refused(least: float) -> None:
    with pytest.raises(SettingsError, match="min_probability must be above 0 and below 1"):
        ClassificationParameters(min_probability=least)

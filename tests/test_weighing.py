"""What is left out early is what would have been left out in the end."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from myosense import Settings, pipeline, simulate
from myosense.classification import ClassificationParameters
from myosense.measuring import IS_CLIPPED
from myosense.network import Calibration, Detector, shipped
from myosense.pipeline import analyze_recording
from myosense.scorecard import log_odds
from myosense.weighing import LEAST_PROBABILITY, may_be_kept, weigh

KNOWN = ("peak_g", "width_s", "straightness", "quiet_before", "posture_change_deg")
WORTH = {"peak_g": 0.2, "quiet_before": 0.7, "sharpness": 0.4, "walking": 0.2}
DETECTOR = Detector(
    networks=(),
    calibration=Calibration(of_network=1.2, of_evidence=WORTH, offset_h=-10.0),
)


def drawn(n: int) -> pd.DataFrame:
    """Draw candidates of any measures and states."""
    rng = np.random.default_rng(5)
    return pd.DataFrame(
        {
            "peak_g": rng.uniform(0.03, 1.0, n),
            "width_s": rng.uniform(0.02, 0.3, n),
            "straightness": rng.uniform(0.3, 1.0, n),
            "quiet_before": rng.uniform(0.0, 0.5, n),
            "posture_change_deg": rng.uniform(0.0, 12.0, n),
            "context_turn_deg": rng.uniform(0.0, 20.0, n),
            "sharpness": rng.uniform(0.0, 0.6, n),
            "jerk_match": rng.uniform(0.4, 1.0, n),
            "tremor": rng.uniform(0.2, 1.0, n),
            "network_log_odds": rng.uniform(-4.0, 1.0, n),
            "walking": rng.choice([0.0, 1.0], n),
            "site": "wrist",
            "flags": rng.choice(["", "clipped"], n, p=[0.9, 0.1]),
        }
    )


def known(table: pd.DataFrame, names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Take some measures, as they come before there is a table."""
    measured = {name: table[name].to_numpy() for name in (*names, "network_log_odds")}
    return measured | {IS_CLIPPED: (table["flags"] == "clipped").to_numpy()}


@pytest.mark.parametrize("n_known", range(2, len(KNOWN) + 1))
def test_whoever_is_kept_in_the_end_is_kept_early(n_known: int) -> None:
    table = drawn(5000)
    kept = weigh(table, Settings(), DETECTOR).index
    early = may_be_kept(known(table, KNOWN[:n_known]), "wrist", Settings(), DETECTOR)
    assert 100 < len(kept) < np.count_nonzero(early) < len(table)
    assert early[kept].all()


def test_with_all_measures_the_most_is_what_there_is() -> None:
    table = drawn(5000).assign(walking=0.0)
    every = (*KNOWN, "context_turn_deg", "sharpness", "jerk_match", "tremor")
    early = may_be_kept(known(table, every), "wrist", Settings(), DETECTOR)
    assert list(np.flatnonzero(early)) == list(weigh(table, Settings(), DETECTOR).index)


def test_nobody_is_left_out_early_by_the_rules() -> None:
    by_rules = ClassificationParameters(method="rules")
    settings = replace(Settings(), classification=by_rules)
    assert may_be_kept(known(drawn(200), KNOWN), "wrist", settings, DETECTOR).all()


def test_the_probability_is_that_of_both_together() -> None:
    table = drawn(200)
    found = weigh(table, Settings(), DETECTOR)
    rules = log_odds(table, Settings().classification.score)
    odds = 1.2 * table["network_log_odds"] - 10.0
    odds += 0.2 * rules["peak_g"] + 0.7 * rules["quiet_before"]
    odds += 0.4 * rules["sharpness"] + 0.2 * rules["walking"]
    odds += Settings().judge.clipped_log_odds * (table["flags"] == "clipped")
    probability = 1 / (1 + np.exp(-odds) / 10)
    expected = probability[probability >= LEAST_PROBABILITY]
    assert_frame_equal(found[["probability"]], expected.to_frame("probability"))


def test_by_the_rules_the_log_odds_are_what_the_measures_add() -> None:
    table = drawn(200)
    found = weigh(table, Settings.preset("rules"), DETECTOR)
    added = log_odds(table, Settings().classification.score).sum(axis=1).to_numpy()
    assert len(found) == len(table)
    np.testing.assert_allclose(found["probability"], 1 / (1 + np.exp(-added)))


def test_an_analysis_that_measures_everything_comes_out_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording = simulate(seed=3, hours=0.1, scenario="busy", rate_per_h=60.0).recording
    early = analyze_recording(recording, Settings(), shipped())[1]
    n_seen = []

    def everybody(measured: dict[str, np.ndarray], *_: object) -> np.ndarray:
        n_seen.append(len(measured["peak_s"]))
        return np.ones(len(measured["peak_s"]), dtype=bool)

    monkeypatch.setattr(pipeline, "may_be_kept", everybody)
    assert_frame_equal(early, analyze_recording(recording, Settings(), shipped())[1])
    assert sum(n_seen) > 2 * len(early) > 20

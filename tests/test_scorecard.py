"""The scorecard: each piece of evidence by itself, and all of them together."""

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from drawing import candidates

from myosense.errors import SettingsError
from myosense.scorecard import Evidence, ScoreParameters, log_odds

SCORE = ScoreParameters()
PIECES = [f.name for f in fields(SCORE) if isinstance(getattr(SCORE, f.name), Evidence)]
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
    "walking": 1.0,
}
COLUMN = {"width": "width_s"}


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

"""One jerk of the body at several sensors: ways and speeds, who leads and who follows."""

import numpy as np
import pytest

from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.simulation import body_lags, spread
from myosense.sites import SITES

SPINAL, CORTICAL = 1.0, 0.0


def drawn(
    monkeypatch: pytest.MonkeyPatch, share: float, places: list[tuple[str, str]]
) -> Seconds:
    """Draw 300 jerks of one origin at these places: shape (300, n)."""
    monkeypatch.setattr(spread, "SPINAL_SHARE", share)
    rng = np.random.default_rng(0)
    sites, sides = zip(*places, strict=True)
    return np.array([body_lags(rng, sites, sides) for _ in range(300)])


def test_the_other_side_follows_10_ms_later_and_either_side_may_lead(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lags_s = drawn(monkeypatch, CORTICAL, [("wrist", "left"), ("wrist", "right")])
    difference_s = np.abs(lags_s[:, 0] - lags_s[:, 1])
    assert 0.008 <= difference_s.min() < 0.0085
    assert 0.0115 < difference_s.max() <= 0.012
    assert np.mean(lags_s[:, 0] == 0) == pytest.approx(0.5, abs=0.1)


def test_from_the_cortex_the_way_to_the_leg_is_10_to_15_ms_longer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    places = [("wrist", "left"), ("ankle", "left"), ("head", "midline"), ("chest", "left")]
    lags_s = drawn(monkeypatch, CORTICAL, places)
    leg_s = lags_s[:, 1] - lags_s[:, 0]
    assert 0.010 <= leg_s.min() < leg_s.max() <= 0.015
    chest_s = lags_s[:, 3] - lags_s[:, 0]
    assert -0.003 <= chest_s.min() < 0 < chest_s.max() <= 0.005


def test_along_the_cord_it_runs_both_ways_at_5_to_15_m_per_s(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sites = [("head", "midline"), ("chest", "midline"), ("foot", "left"), ("foot", "right")]
    lags_s = drawn(monkeypatch, SPINAL, sites)
    np.testing.assert_array_equal(lags_s[:, 2], lags_s[:, 3])
    down = lags_s[lags_s[:, 0] == 0]
    up = lags_s[lags_s[:, 2] == 0]
    assert len(down) > 40
    assert len(up) > 40
    # From head to foot, 0.44 m, all the way or, started between them, less.
    assert down[:, 2].max() <= 0.44 / 5
    assert down[:, 2].max() > 0.05
    middle = lags_s[lags_s[:, 1] == 0]
    assert len(middle) > 40
    assert np.all(middle[:, 0] > 0)


def test_the_speed_is_that_of_the_distance(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread, "CORD_M_PER_S", (10.0, 10.0))
    lags_s = drawn(monkeypatch, SPINAL, [("head", "midline"), ("neck", "midline")])
    # Most jerks start below the neck and pass it on their way: 0.04 m at 10 m/s.
    assert np.median(lags_s[:, 0] - lags_s[:, 1]) == pytest.approx(0.004)


@pytest.mark.parametrize("share", [SPINAL, CORTICAL])
def test_every_site_has_its_way_and_one_of_them_leads(
    monkeypatch: pytest.MonkeyPatch, share: float
) -> None:
    lags_s = drawn(monkeypatch, share, [(site, "left") for site in SITES])
    assert np.all(lags_s.min(axis=1) == 0)
    assert lags_s.max() < 0.1


def test_half_of_the_jerks_are_spinal() -> None:
    rng = np.random.default_rng(1)
    pairs = [body_lags(rng, ["foot"] * 2, ["left", "right"]) for _ in range(400)]
    assert np.mean([np.ptp(pair) == 0 for pair in pairs]) == pytest.approx(0.5, abs=0.08)


def test_places_that_are_not_known_or_do_not_pair_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ArgumentError, match="sites are wirst with 1 sides; expected known"):
        body_lags(rng, ["wirst"], ["left"])
    with pytest.raises(ArgumentError, match="with 1 sides"):
        body_lags(rng, ["wrist", "hand"], ["left"])
    assert len(body_lags(rng, [], [])) == 0

"""One jerk of the body at several sensors: ways and speeds, who leads and who follows."""

import numpy as np
import pytest

from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.simulation import GENERATORS, Swing, body_lags, simulate, spread
from myosense.simulation.spread import ORIGINS, begun, body_ways
from myosense.simulation.truth import measure_swing
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
    assert 0.005 <= difference_s.min() < 0.0055
    assert np.mean(difference_s) == pytest.approx(0.010, abs=0.0005)
    assert 0.0145 < difference_s.max() <= 0.015
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


def test_a_startle_runs_from_the_neck_down_with_hands_and_feet_last(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(spread, "STARTLE_M_PER_S", (10.0, 10.0))
    monkeypatch.setattr(spread, "ENDS_S", (0.025, 0.025))
    monkeypatch.setattr(spread, "FACE_S", (0.010, 0.010))
    sites = ["head", "neck", "face", "wrist", "chest", "ankle", "hand", "foot"]
    lags_s = body_lags(np.random.default_rng(0), sites, ["left"] * 8, "startle")
    # From C3, 0.04 m below the upper end of the cord, at 10 m/s; by hand.
    by_hand_s = [0.0, 0.0, 0.010, 0.006, 0.018, 0.038, 0.009 + 0.025, 0.040 + 0.025]
    np.testing.assert_allclose(lags_s, by_hand_s, atol=1e-12)


def test_a_startle_moves_both_sides_at_once_and_is_over_150_ms_after_a_sound() -> None:
    rng = np.random.default_rng(2)
    sites = [*SITES, *SITES]
    sides = ["left"] * len(SITES) + ["right"] * len(SITES)
    lags_s = np.array([body_lags(rng, sites, sides, "startle") for _ in range(300)])
    np.testing.assert_array_equal(lags_s[:, : len(SITES)], lags_s[:, len(SITES) :])
    assert np.all(lags_s[:, SITES.index("neck")] == 0)
    assert 0.080 < lags_s.max() < 0.150 - 0.055
    order = np.median(lags_s[:, : len(SITES)], axis=0)
    named = dict(zip(SITES, order, strict=True))
    assert named["upper_arm"] < named["wrist"] < named["chest"] < named["ankle"]
    assert named["hand"] - named["wrist"] > 0.015


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_sensor_alone_sees_what_it_sees_among_others(origin: str) -> None:
    places = [("wrist", "left"), ("ankle", "right"), ("foot", "left"), ("head", "midline")]
    sites, sides = zip(*places, strict=True)
    rng = np.random.default_rng(3)
    among = np.array([body_ways(rng, sites, sides, origin) for _ in range(50)])
    for i, (site, side) in enumerate(places):
        rng = np.random.default_rng(3)
        alone = [body_ways(rng, [site], [side], origin)[0] for _ in range(50)]
        np.testing.assert_array_equal(among[:, i], alone)
    assert np.max(np.abs(among)) < spread.LONGEST_S


def lobe(_: np.random.Generator, __: str, amplitude_g: float, peak_s: float) -> Swing:
    """Draw one triangle: up in 60 ms from rest, down in 30 ms."""
    shape = np.interp(np.arange(200) / 1000, [0.05, 0.11, 0.14], [0.0, amplitude_g, 0.0])
    return Swing(
        start_s=peak_s - 0.11,
        rate_hz=1000.0,
        acceleration_g=shape[:, None] * [0.6, 0.8, 0.0],
        angle_rad=np.zeros(200),
        axis=np.array([0.0, 0.0, 1.0]),
    )


def test_a_motion_begins_where_a_tenth_of_its_peak_is_reached() -> None:
    rng = np.random.default_rng(0)
    moved = begun(lobe(rng, "wrist", 2.0, 7.0))
    # A tenth is 6 ms after rest, 54 ms before the peak.
    assert measure_swing(moved)["peak_s"] == pytest.approx(7.054, abs=1e-3)
    for make in GENERATORS.values():
        for _ in range(20):
            moved = begun(make(rng, "chest", 1.0, 7.0))
            norm_g = np.linalg.norm(moved.acceleration_g, axis=1)
            time_s = moved.start_s + np.arange(len(norm_g)) / moved.rate_hz
            assert np.all(norm_g[time_s < 7 - 1e-3] < 0.1)
            assert np.max(norm_g[np.abs(time_s - 7) < 2e-3]) >= 0.1
            assert 7 <= measure_swing(moved)["peak_s"] < 7 + spread.LONGEST_RISE_S


@pytest.mark.parametrize("origin", ORIGINS)
def test_sensors_of_one_seed_see_the_jerks_of_the_body_each_at_its_time(
    origin: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(GENERATORS, "lobes", lobe)
    for name, pace in (("STARTLE_M_PER_S", 8.0), ("CORD_M_PER_S", 8.0)):
        monkeypatch.setattr(spread, name, (pace, pace))
    for name, late_s in (("CROSSING_S", 0.012), ("ENDS_S", 0.030)):
        monkeypatch.setattr(spread, name, (late_s, late_s))
    left, right, foot = (
        simulate(
            seed=7,
            hours=1,
            site=site,
            side=side,
            sample_rate_hz=25,
            rate_per_h=60,
            origin=origin,
            generator="lobes",
            train_share=0.2,
            train_rate_hz=(1, 2),
            train_cycles=(3, 6),
        ).truth
        for site, side in (("wrist", "left"), ("wrist", "right"), ("foot", "right"))
    )
    assert len(left) > 60
    assert left["flags"].tolist() == foot["flags"].tolist()
    crossed_s = (right["peak_s"] - left["peak_s"]).to_numpy()
    down_s = (foot["peak_s"] - right["peak_s"]).to_numpy()
    if origin == "cortical":
        np.testing.assert_allclose(np.abs(crossed_s), 0.012, atol=1e-6)
        assert 0 < np.mean(crossed_s > 0) < 1
        assert np.all((down_s > 0.010 - 1e-6) & (down_s < 0.015 + 1e-6))
    else:
        np.testing.assert_allclose(crossed_s, 0, atol=1e-6)
    if origin == "startle":
        np.testing.assert_allclose(down_s, (0.44 - 0.10) / 8 + 0.030, atol=1e-6)
    if origin == "spinal":
        assert np.max(np.abs(down_s)) == pytest.approx((0.44 - 0.10) / 8, abs=1e-6)


def test_places_that_are_not_known_or_do_not_pair_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ArgumentError, match="sites are wirst with 1 sides; expected known"):
        body_lags(rng, ["wirst"], ["left"])
    with pytest.raises(ArgumentError, match="with 1 sides"):
        body_lags(rng, ["wrist", "hand"], ["left"])
    assert len(body_lags(rng, [], [])) == 0
    with pytest.raises(ArgumentError, match=r"origin 'brain' is not known; expected"):
        body_lags(rng, ["wrist"], ["left"], "brain")
    with pytest.raises(ArgumentError, match=r"origin 'startel' .* nearest .* 'startle'"):
        simulate(hours=0.01, origin="startel")

"""Free lobes: shapes in closed form, rest at the end, and ranges as they are stated."""

import inspect

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import cumulative_trapezoid
from scipy.stats import gamma, kstest

from myosense.recording import STANDARD_GRAVITY_M_PER_S2
from myosense.simulation import Swing, lobes, lobes_swing
from myosense.simulation.lobes import (
    SHAPES,
    Lobes,
    draw_lobes,
    lobe_shape,
    settled,
    width_limits_s,
)
from myosense.simulation.swings import Vector
from myosense.simulation.truth import measure_swing
from myosense.sites import SITES

X = np.linspace(-6, 6, 120_001)
TIME_S = np.arange(-1, 4, 1e-3)
ONE = Lobes(
    shape="gaussian",
    gamma_power=1.0,
    at_s=np.array([0.0]),
    heights=np.array([1.0]),
    widths_s=np.array([0.06]),
    settling_s=0.8,
)


def swings(n: int, site: str = "wrist", seed: int = 0) -> list[Swing]:
    rng = np.random.default_rng(seed)
    return [lobes_swing(rng, site, 1.0, 5.0) for _ in range(n)]


def principal(swing: Swing) -> tuple[Vector, Vector]:
    """Return the sizes along the principal axes, and the motion along the first."""
    _, sizes, axes = np.linalg.svd(swing.acceleration_g, full_matrices=False)
    return sizes, swing.acceleration_g @ axes[0]


def is_turned(swing: Swing) -> bool:
    """Say whether the limb stays turned: nothing but the angle goes on for a second."""
    return not np.any(swing.acceleration_g[-1000:])


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("power", [0.75, 2.0, 8.0])
def test_every_shape_is_one_high_and_one_wide(shape: str, power: float) -> None:
    lobe = lobe_shape(shape, X, power)
    assert np.max(lobe) == pytest.approx(1)
    assert X[np.argmax(lobe)] == pytest.approx(0, abs=1e-4)
    above = X[lobe > 0.5]
    assert above[-1] - above[0] == pytest.approx(1, abs=3e-4)
    assert np.min(lobe) >= 0
    assert lobe[np.abs(X) > 4].max() < 2e-3


def test_a_gamma_lobe_is_a_gamma_density_and_reversed_it_rises_slowly() -> None:
    lobe = lobe_shape("gamma", X, 2.0)
    start = X[np.flatnonzero(lobe)[0]]
    density = gamma.pdf(X - start, 3, scale=-start / 2)
    np.testing.assert_allclose(lobe, density / density.max(), atol=2e-4)
    np.testing.assert_allclose(lobe_shape("reversed_gamma", X, 2.0), lobe[::-1], atol=1e-9)
    for power, fall_over_rise in ((0.75, 2.4), (8.0, 1.3)):
        above = X[lobe_shape("gamma", X, power) > 0.5]
        assert -above[-1] / above[0] == pytest.approx(fall_over_rise, rel=0.03)


@pytest.mark.parametrize("heights", [(1.0,), (1.0, -0.8, 0.3)])
def test_a_limb_comes_to_rest_where_it_was(heights: tuple[float, ...]) -> None:
    n = len(heights)
    drawn = Lobes(
        shape="gaussian",
        gamma_power=1.0,
        at_s=np.linspace(0, 0.1 * (n - 1), n),
        heights=np.array(heights),
        widths_s=np.full(n, 0.06),
        settling_s=0.8,
    )
    along = settled(drawn, TIME_S)
    speed = cumulative_trapezoid(along, TIME_S, initial=0)
    place = cumulative_trapezoid(speed, TIME_S, initial=0)
    assert abs(speed[-1]) < 1e-6 * np.max(np.abs(speed))
    assert abs(place[-1]) < 1e-6 * np.max(np.abs(place))
    assert along[1000] == pytest.approx(1, abs=0.05)


def test_a_single_lobe_is_stopped_and_brought_back_by_two_slow_ones() -> None:
    along = settled(ONE, TIME_S)
    area = 0.06 * np.sqrt(np.pi / (4 * np.log(2)))
    slow = along - np.exp(-4 * np.log(2) * (TIME_S / 0.06) ** 2)
    assert np.sum(slow) * 1e-3 == pytest.approx(-area, rel=1e-6)
    assert np.argmin(slow) == pytest.approx(1320, abs=2)
    assert np.min(slow) == pytest.approx(-area / 0.24 * 1.0 / 0.6, rel=1e-3)
    assert np.max(slow) == pytest.approx(area / 0.24 * 0.4 / 0.6, rel=1e-3)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.sampled_from(SITES), st.floats(0.03, 6.0))
def test_any_swing_has_its_amplitude_at_its_time_and_leaves_nothing_behind(
    seed: int, site: str, amplitude_g: float
) -> None:
    swing = lobes_swing(np.random.default_rng(seed), site, amplitude_g, 7.0)
    row = measure_swing(swing)
    assert row["peak_g"] == pytest.approx(amplitude_g, rel=1e-9)
    assert row["peak_s"] == pytest.approx(7.0, abs=1e-9)
    assert row["onset_s"] < 7 < row["stop_s"]
    assert len(swing.angle_rad) == len(swing.acceleration_g)
    assert abs(swing.angle_rad[-1]) < 1e-6
    assert abs(swing.angle_rad[0]) < 1e-3
    assert np.linalg.norm(swing.acceleration_g[[0, -1]], axis=1).max() < 2e-3 * amplitude_g


@pytest.mark.parametrize(
    ("site", "low_s", "high_s"),
    [
        ("wrist", 0.027, 0.180),
        ("head", 0.027, 0.180),
        ("thigh", 0.027, 0.180),
        ("hand", 0.020, 0.120),
        ("foot", 0.020, 0.120),
        ("chest", 0.048, 0.229),
        ("hip", 0.048, 0.229),
        ("unknown", 0.020, 0.229),
    ],
)
def test_widths_fill_the_limits_of_the_site_evenly_in_their_logarithm(
    site: str, low_s: float, high_s: float
) -> None:
    assert width_limits_s(site) == (low_s, high_s)
    rng = np.random.default_rng(1)
    drawn_s = [draw_lobes(rng, (low_s, high_s)).widths_s[0] for _ in range(400)]
    share = np.log(np.array(drawn_s) / low_s) / np.log(high_s / low_s)
    assert kstest(share, "uniform").pvalue > 0.01
    measured_s = [measure_swing(swing)["width_s"] for swing in swings(200, site)]
    found_s = np.percentile(measured_s, (5, 95))
    assert low_s <= found_s[0] < 1.3 * low_s
    assert high_s / 1.4 < found_s[1] <= high_s


def test_after_swings_alternate_and_fade_by_one_ratio() -> None:
    rng = np.random.default_rng(2)
    drawn = [draw_lobes(rng, (0.05, 0.05)) for _ in range(500)]
    behind = [one.heights[one.at_s > 0] for one in drawn]
    assert {len(heights) for heights in behind} == {0, 1, 2, 3, 4}
    for one, heights in zip(drawn, behind, strict=True):
        assert np.all(np.diff(one.at_s[one.at_s >= 0]) > 0.05)
        if len(heights) > 0:
            assert heights[0] < 0
        if len(heights) > 2:
            ratios = -heights[1:] / heights[:-1]
            np.testing.assert_allclose(ratios, ratios[0])
            assert 0.1 <= ratios[0] <= 0.9
    has_one_before = [np.any(one.at_s < 0) for one in drawn]
    assert np.mean(has_one_before) == pytest.approx(0.25, abs=0.06)
    is_equal = [
        one.heights[1] * one.widths_s[1] == pytest.approx(-one.widths_s[0])
        for one in drawn
        if len(one.heights[one.at_s > 0]) > 0
    ]
    assert np.mean(is_equal) == pytest.approx(0.4 * np.log(2) / np.log(2.5), abs=0.08)


def test_the_angle_is_the_acceleration_integrated_twice_over_a_lever() -> None:
    levers_m = []
    for swing in swings(80):
        largest = np.max(np.abs(swing.angle_rad))
        assert largest <= np.deg2rad(65)
        if is_turned(swing) or largest > np.deg2rad(59.9):
            continue  # left turned, or held to 60 degrees
        bend = np.diff(swing.angle_rad, 2) * 1e6
        seen = swing.acceleration_g[2:] * STANDARD_GRAVITY_M_PER_S2
        along, *_ = np.linalg.lstsq(seen, bend)
        np.testing.assert_allclose(seen @ along, bend, atol=1e-3 * np.max(np.abs(bend)))
        levers_m.append(1 / np.linalg.norm(along))
        assert abs(swing.axis @ along) < 1e-9
    assert len(levers_m) > 30
    assert 0.1 <= min(levers_m) < 0.2
    assert 0.5 < max(levers_m) <= 0.6


@pytest.mark.parametrize(("site", "most_deg"), [("wrist", 60), ("head", 25), ("chest", 15)])
def test_what_would_turn_a_site_too_far_shifts_it(site: str, most_deg: int) -> None:
    rng = np.random.default_rng(9)
    drawn = [lobes_swing(rng, site, 3.0, 5.0) for _ in range(60)]
    lasting_deg = 5
    turned_deg = [np.rad2deg(np.max(np.abs(swing.angle_rad))) for swing in drawn]
    assert most_deg - 1e-6 <= max(turned_deg) <= most_deg + lasting_deg


def test_the_direction_turns_within_a_plane_by_up_to_two_fifths() -> None:
    drawn = swings(200)
    for swing in drawn:
        np.testing.assert_allclose(swing.acceleration_g @ swing.axis, 0, atol=1e-9)
    sizes = np.array([principal(swing)[0] for swing in drawn])
    assert np.all(sizes[:, 2] < 1e-9 * sizes[:, 0])
    turning = sizes[:, 1] / sizes[:, 0]
    assert np.max(turning) < 0.4
    assert np.percentile(turning, 90) > 0.1


def test_a_fifth_of_the_jerks_leave_the_limb_turned_for_a_while() -> None:
    drawn = swings(400, seed=3)
    turned = [swing for swing in drawn if is_turned(swing)]
    assert len(turned) == pytest.approx(80, abs=24)
    for swing in turned:
        n_after = int(np.argmax(np.any(swing.acceleration_g[::-1] != 0, axis=1)))
        assert 1000 <= n_after <= 3001
        held = swing.angle_rad[-3 * n_after // 4 : -n_after // 2]
        np.testing.assert_allclose(held, held[0], atol=2e-4)
        assert 0 <= held[0] <= np.deg2rad(5)


def test_nothing_is_taken_from_the_model_of_muscle_and_joint() -> None:
    assert "simulation.jerks" not in inspect.getsource(lobes)

"""A strap that gives: a second implementation, textbook ringing, and what it must keep."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.signal import lsim

from myosense.simulation.straps import Strap, draw_strap, strapped
from myosense.simulation.swings import Swing, Vector
from myosense.simulation.truth import measure_swing

LOOSE = Strap(natural_hz=12.0, damping=0.2)
DIRECTION = np.array([0.6, 0.0, -0.8])


def lobe(width_s: float, n: int = 1000, rate_hz: float = 1000.0) -> Swing:
    """Draw a Gaussian lobe of 1 g that peaks at 5 s, and a turn that comes and goes."""
    time_s = (np.arange(n) - n / 2) / rate_hz
    shape = np.exp(-4 * np.log(2) * (time_s / width_s) ** 2)
    return Swing(
        start_s=5.0 - n / 2 / rate_hz,
        rate_hz=rate_hz,
        acceleration_g=shape[:, None] * DIRECTION,
        angle_rad=0.2 * shape,
        axis=np.array([0.0, 1.0, 0.0]),
        flags="long",
    )


def along(swing: Swing) -> Vector:
    found: Vector = swing.acceleration_g @ DIRECTION
    return found


@pytest.mark.parametrize("strap", [LOOSE, Strap(natural_hz=35.0, damping=0.6)])
def test_the_sensor_follows_as_an_integration_of_spring_and_damper_says(
    strap: Strap,
) -> None:
    swing = lobe(0.05)
    felt = along(strapped(swing, strap))
    w = 2 * np.pi * strap.natural_hz
    shaken = np.append(along(swing), np.zeros(len(felt) - 1000))
    time_s = np.arange(len(felt)) / swing.rate_hz
    give = 2 * strap.damping * w
    _, expected, _ = lsim(([give, w * w], [1.0, give, w * w]), shaken, time_s)
    np.testing.assert_allclose(felt, expected / np.max(np.abs(expected)), atol=3e-3)


def test_a_tap_rings_at_the_resonance_and_fades_by_the_textbook_ratio() -> None:
    felt = along(strapped(lobe(0.004), LOOSE))
    crossings = np.flatnonzero((felt[:-1] < 0) & (felt[1:] >= 0))
    crossings = crossings[crossings > 520][:3]
    period_s = 1 / (12 * np.sqrt(1 - 0.2**2))
    np.testing.assert_allclose(np.diff(crossings) / 1000, period_s, atol=0.0015)
    first, second = (
        np.max(felt[start : start + 84]) for start in (crossings[0], crossings[1])
    )
    ratio = np.exp(-2 * np.pi * 0.2 / np.sqrt(1 - 0.2**2))
    assert second / first == pytest.approx(ratio, rel=0.02)


def test_a_motion_goes_on_until_the_ringing_has_faded() -> None:
    felt = along(strapped(lobe(0.004, n=100), LOOSE))
    assert np.max(np.abs(felt[-84:])) < 4e-3
    assert np.max(np.abs(felt[100:])) > 0.3


def test_a_firm_hold_leaves_a_slow_motion_as_it_is() -> None:
    swing = lobe(0.4, n=4000)
    felt = strapped(swing, Strap(natural_hz=40.0, damping=0.7))
    np.testing.assert_allclose(felt.acceleration_g[:4000], swing.acceleration_g, atol=0.01)


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 1000), st.floats(0.02, 0.2))
def test_size_and_time_are_kept_and_speed_and_turn_are_scaled_alike(
    seed: int, width_s: float
) -> None:
    swing = lobe(width_s, n=2000)
    felt = strapped(swing, draw_strap(np.random.default_rng(seed)))
    row = measure_swing(felt)
    assert row["peak_g"] == pytest.approx(1.0, rel=1e-9)
    assert row["peak_s"] == pytest.approx(5.0, abs=1e-9)
    assert felt.flags == "long"
    scale = np.sum(along(felt)) / np.sum(along(swing))
    assert np.max(felt.angle_rad) == pytest.approx(0.2 * scale, rel=2e-3)
    assert len(felt.angle_rad) == len(felt.acceleration_g)
    assert np.max(np.abs(felt.acceleration_g[-1])) < 2e-3


def test_holds_are_loose_to_firm() -> None:
    rng = np.random.default_rng(1)
    drawn = [draw_strap(rng) for _ in range(500)]
    natural_hz = np.percentile([strap.natural_hz for strap in drawn], (0, 50, 100))
    np.testing.assert_allclose(natural_hz, [8, 17.9, 40], rtol=0.1)
    dampings = np.percentile([strap.damping for strap in drawn], (0, 50, 100))
    np.testing.assert_allclose(dampings, [0.15, 0.425, 0.7], atol=0.04)

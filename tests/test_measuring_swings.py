"""Braking lobe and after-swings against closed forms."""

import numpy as np
import pandas as pd
import pytest
from lobes import Signal, gaussian, moving

from myosense.filtering import Motion
from myosense.measuring import MeasureParameters, measure

RATE_HZ = 400.0
TIME_S = np.arange(0, 12, 1 / RATE_HZ)


def measured(motion: Motion) -> pd.Series:
    """Measure what peaks at 6 s."""
    row = np.array([round(6 * motion.rate_hz)])
    return measure(motion, row, MeasureParameters()).iloc[0]


def pulse(width_s: float = 0.08, at_s: float = 6.0, rate_hz: float = RATE_HZ) -> Signal:
    return gaussian(np.arange(0, 12, 1 / rate_hz), at_s, width_s)


def ringing(damping: float, resonance_hz: float = 5.0) -> Signal:
    """Draw a joint that is let go at 6 s, and a rise before."""
    w = 2 * np.pi * resonance_hz * np.sqrt(1 - damping**2)
    a = 2 * np.pi * resonance_hz * damping
    after_s = TIME_S - 6
    free: Signal = np.exp(-a * np.maximum(after_s, 0)) * np.cos(w * after_s)
    return np.where(after_s < 0, pulse(), free)


@pytest.mark.parametrize("damping", [0.05, 0.1, 0.2, 0.3])
@pytest.mark.parametrize("resonance_hz", [3.0, 8.0])
def test_the_damping_of_a_free_joint_is_found(damping: float, resonance_hz: float) -> None:
    row = measured(moving(ringing(damping, resonance_hz), rate_hz=RATE_HZ))
    assert row["damping"] == pytest.approx(damping, rel=0.02)


@pytest.mark.parametrize("damping", [0.1, 0.2, 0.3, 0.4])
def test_after_swings_are_counted_down_to_a_tenth(damping: float) -> None:
    slope = damping / np.sqrt(1 - damping**2)
    first = np.sqrt(1 - damping**2) * np.exp(slope * np.arctan(slope))
    heights = first * np.exp(-np.pi * slope * np.arange(1, 30))
    row = measured(moving(ringing(damping), rate_hz=RATE_HZ))
    assert row["n_after_swings"] == np.count_nonzero(heights >= 0.1)


def test_after_swings_end_with_the_longest_ring_down() -> None:
    # At 4.5 Hz they are highest every 0.111 s, the ninth at 1.0 s, the tenth too late.
    row = measured(moving(ringing(0.001, 4.5), rate_hz=RATE_HZ))
    assert row["n_after_swings"] == 9


def test_one_after_swing_has_no_damping() -> None:
    row = measured(moving(pulse() - 0.5 * pulse(at_s=6.2), rate_hz=RATE_HZ))
    assert row["n_after_swings"] == 1
    assert np.isnan(row["damping"])


def test_a_swing_after_one_that_was_too_small_is_none() -> None:
    drawn = pulse() - 0.05 * pulse(at_s=6.2) + 0.5 * pulse(at_s=6.4)
    assert measured(moving(drawn, rate_hz=RATE_HZ))["n_after_swings"] == 0


def test_swings_within_the_noise_are_none() -> None:
    drawn = ringing(0.1)
    n_swings = [
        measured(moving(drawn, rate_hz=RATE_HZ, floor_g=floor_g))["n_after_swings"]
        for floor_g in (0.01, 0.09, 0.2, 0.3)
    ]
    # They are 0.74, 0.54, 0.39, ... high; noise reaches to three floors.
    assert n_swings == [7, 4, 1, 0]


@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
@pytest.mark.parametrize("lag_s", [-0.23, 0.137, 0.3])
def test_the_braking_lobe_has_its_size_and_time(rate_hz: float, lag_s: float) -> None:
    drawn = pulse(rate_hz=rate_hz) - 0.6 * pulse(0.12, 6 + lag_s, rate_hz)
    row = measured(moving(drawn, rate_hz=rate_hz))
    assert row["braking_share"] == pytest.approx(0.6, rel=0.03)
    assert row["braking_lag_s"] == pytest.approx(lag_s, abs=0.15 / rate_hz)


def test_the_larger_of_two_opposite_lobes_brakes() -> None:
    drawn = pulse() - 0.2 * pulse(at_s=5.8) - 0.3 * pulse(at_s=6.3)
    row = measured(moving(drawn, rate_hz=RATE_HZ))
    assert (row["braking_share"], row["braking_lag_s"]) == pytest.approx((0.3, 0.3), 0.01)


def test_what_is_later_or_across_or_along_brakes_nothing() -> None:
    later = -0.5 * pulse(at_s=6.6)
    across = np.column_stack((pulse() + later + pulse(at_s=6.3), -pulse(at_s=6.2)))
    row = measured(moving(np.column_stack((across, 0 * TIME_S)), rate_hz=RATE_HZ))
    assert row["braking_share"] == pytest.approx(0, abs=1e-3)
    alone = measured(moving(pulse(), rate_hz=RATE_HZ))
    assert alone["braking_share"] == 0
    assert np.isnan(alone["braking_lag_s"])

"""The shapes of the jerk model against the closed form of the simulator, written apart."""

import numpy as np
import pandas as pd
import pytest
from lobes import NO_LOSS_HZ, gaussian, moving
from scipy.signal import butter, sosfiltfilt
from scipy.spatial.transform import Rotation

from myosense.filtering import FilterParameters, Motion, Signal, filter_block
from myosense.measuring import MeasureParameters, measure
from myosense.measuring.model import (
    BURST_SHARE,
    DAMPINGS,
    MATCH_S,
    RESONANCE_SHARE,
    TWITCHES_S,
    templates,
)
from myosense.recording import recording_from_arrays
from myosense.simulation.jerks import Jerk, draw_jerk, joint_turns, swing_of

AXIS = np.array([2.0, -1.0, 2.0]) / 3


def closed_form(twitch_s: float, damping: float) -> Jerk:
    return Jerk(
        kind="cortical", burst_s=BURST_SHARE * twitch_s, counter_lag_s=0.0,
        counter_gain=0.0, twitch_s=twitch_s, resonance_hz=RESONANCE_SHARE / twitch_s,
        damping=damping, lever_m=0.25, radial=np.array([1.0, 0, 0]),
        tangential=np.array([0, 1.0, 0]), amplitude_g=1.0,
    )  # fmt: skip


def match(motion: Motion) -> float:
    """Measure the match of what is largest."""
    rows = np.array([np.argmax(motion.norm_g)])
    return float(measure(motion, rows, MeasureParameters())["jerk_match"].item())


def drawn_at(rate_hz: float, twitch_s: float, damping: float, sign: float) -> Signal:
    """Draw a jerk that starts at 6 s, upside down or not."""
    time_s = np.arange(0, 12, 1 / rate_hz)
    shape = joint_turns(closed_form(twitch_s, damping), time_s - 6)[2]
    jerk_g: Signal = sign * shape[:, None] * AXIS / np.max(np.abs(shape))
    return jerk_g


def filtered(jerk_g: Signal, rate_hz: float) -> Motion:
    samples_g = jerk_g + np.array([0, 0, 1.0])
    (block,) = recording_from_arrays(samples_g, sample_rate_hz=rate_hz).blocks(1e6, 20.0)
    return filter_block(block, FilterParameters())


@pytest.mark.parametrize("twitch_s", TWITCHES_S)
@pytest.mark.parametrize("damping", DAMPINGS)
def test_a_shape_is_that_of_the_closed_form(twitch_s: float, damping: float) -> None:
    number = 2 * (2 * TWITCHES_S.index(twitch_s) + DAMPINGS.index(damping))
    time_s = np.arange(0, 3, 0.001)
    shape = joint_turns(closed_form(twitch_s, damping), time_s - 1)[2]
    at = 1000 * np.array(MATCH_S)
    for drawn, template in zip(
        (shape, -shape), templates(1000.0, NO_LOSS_HZ, 2)[number:], strict=False
    ):
        peak = int(np.argmax(drawn))
        cut = drawn[peak + int(at[0]) : peak + int(at[1]) + 1]
        assert cut @ template / np.linalg.norm(cut) > 0.9999


@pytest.mark.parametrize("order", [1, 2, 3])
@pytest.mark.parametrize("upper_hz", [10.0, 20.0])
def test_a_shape_went_through_the_band_as_motion_does(upper_hz: float, order: int) -> None:
    time_s = np.arange(0, 8, 0.001)
    shape = joint_turns(closed_form(TWITCHES_S[0], DAMPINGS[0]), time_s - 4)[2]
    band = butter(order, upper_hz, fs=1000.0, output="sos")
    filtered_g = sosfiltfilt(band, shape)  # to and fro: the power that the filter keeps
    peak = int(np.argmax(filtered_g))
    low, high = (round(1000 * at_s) for at_s in MATCH_S)
    cut = filtered_g[peak + low : peak + high + 1]
    template = templates(1000.0, upper_hz, order)[0]
    assert cut @ template / np.linalg.norm(cut) > 0.9999


def test_the_shapes_are_of_unit_length_and_as_wide_as_jerks() -> None:
    bank = templates(1000.0, 20.0, 2)
    assert bank.shape == (16, 751)
    np.testing.assert_allclose(np.sum(bank**2, axis=1), 1)
    assert np.all(np.argmax(bank, axis=1) == 250)
    above = bank >= bank.max(axis=1, keepdims=True) / 2
    width_s = np.array([np.argmin(a[250:]) + np.argmin(a[250::-1]) for a in above]) / 1000
    assert width_s.min() == pytest.approx(0.045, abs=0.005)
    assert width_s.max() == pytest.approx(0.22, abs=0.01)


@pytest.mark.parametrize("rate_hz", [50.0, 64.0, 100.0, 200.0])
@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_jerk_of_the_model_matches_whatever_its_sign_and_rate(
    rate_hz: float, sign: float
) -> None:
    for twitch_s in TWITCHES_S[1:]:
        jerk_g = drawn_at(rate_hz, twitch_s, 0.2, sign)
        assert match(filtered(jerk_g, rate_hz)) > 0.97


def test_turning_the_sensor_does_not_change_the_match() -> None:
    jerk_g = drawn_at(100.0, 0.05, 0.35, 1.0)
    turned_g = jerk_g @ Rotation.random(random_state=1).as_matrix().T
    assert match(moving(turned_g)) == pytest.approx(match(moving(jerk_g)))


def test_jerks_of_every_limb_match_and_noise_and_tremor_do_not() -> None:
    rng = np.random.default_rng(5)
    found = []
    for site in ("wrist", "hand", "ankle", "foot", "chest", "head", "upper_arm"):
        for _ in range(20):
            swing = swing_of(draw_jerk(rng, site, "cortical", (1.0, 1.0)), 6.0)
            own_s = swing.start_s + np.arange(len(swing.angle_rad)) / swing.rate_hz
            time_s = np.arange(0, 12, 0.01)
            axes = [np.interp(time_s, own_s, a, 0, 0) for a in swing.acceleration_g.T]
            found.append(match(filtered(np.column_stack(axes), 100.0)))
    assert np.median(found) > 0.92
    assert np.quantile(found, 0.05) > 0.8
    noise = [match(filtered(rng.normal(0, 0.1, (1200, 3)), 100.0)) for _ in range(20)]
    assert np.median(noise) < 0.65
    tremor = np.cos(2 * np.pi * 6 * np.arange(1200) / 100)
    assert match(moving(tremor)) < 0.55


def test_a_bump_that_nothing_brakes_matches_less_than_one_that_is_braked() -> None:
    time_s = np.arange(0, 12, 0.01)
    bump = gaussian(time_s, 6, 0.12)
    braked = bump - 0.5 * gaussian(time_s, 6.2, 0.24)
    assert match(moving(bump)) + 0.05 < match(moving(braked))


def test_nothing_around_a_candidate_is_no_match_and_no_error() -> None:
    still = moving(np.where(np.arange(1200) == 600, 1e-30, 0.0))
    table = measure(still, np.array([600]), MeasureParameters())
    assert isinstance(table, pd.DataFrame)
    assert 0 <= table["jerk_match"].item() <= 1

"""What the network sees: held to drawn lobes, whatever the rate and the sensor's turn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from myosense.filtering import Motion
from myosense.windows import (
    FAR_HZ,
    FAR_S,
    FRAME_S,
    N_FAR,
    N_NEAR,
    NEAR_HZ,
    NEAR_S,
    Scene,
    Views,
    views_in,
)

NEAR_TIMES_S = NEAR_S[0] + np.arange(N_NEAR) / NEAR_HZ
FAR_TIMES_S = -FAR_S + (np.arange(N_FAR) + 0.5) / FAR_HZ
PEAK_S = 15.0037  # between two samples of any rate


def drawn(rate_hz: float = 100.0, turn: Rotation | None = None) -> Motion:
    """Draw a Gaussian lobe of 0.8 g, a slower swing across it, and gravity."""
    at_s = np.arange(0.0, 30.0, 1 / rate_hz)
    since_s = at_s - PEAK_S
    along = 0.8 * np.exp(-0.5 * (since_s / 0.03) ** 2)
    across = 0.2 * np.exp(-0.5 * ((since_s - 0.25) / 0.06) ** 2)
    band_g = np.column_stack((along, across, np.zeros(len(at_s))))
    raw_g = band_g + np.array([0.6, 0.0, 0.8])
    if turn is not None:
        band_g, raw_g = turn.apply(band_g), turn.apply(raw_g)
    return Motion(
        band_g=band_g,
        norm_g=np.linalg.norm(band_g, axis=1),
        floor_g=np.full(len(at_s), 0.004),
        raw_g=raw_g.astype(np.float32),
        step_g=0.0,
        is_at_rail=np.zeros(len(at_s), dtype=bool),
        angular_velocity_dps=None,
        upper_hz=20.0,
        order=2,
        first_row=0,
        start_s=0.0,
        rate_hz=rate_hz,
        core_start_s=0.0,
        core_stop_s=30.0,
    )


def cut_off(motion: Motion, n: int) -> Motion:
    """Keep the first rows of a block."""
    return replace(
        motion,
        band_g=motion.band_g[:n],
        norm_g=motion.norm_g[:n],
        raw_g=motion.raw_g[:n],
        floor_g=motion.floor_g[:n],
    )


def seen(motion: Motion) -> Views:
    """See the lobe at 15 s."""
    row = int(np.argmax(motion.norm_g))
    return views_in(Scene(motion), np.array([row]))


def test_a_lobe_lies_along_its_own_first_axis_and_points_up() -> None:
    near = seen(drawn(turn=Rotation.from_rotvec([0.3, -1.0, 2.0]))).near[0]
    expected = np.exp(-0.5 * (NEAR_TIMES_S / 0.03) ** 2)
    assert near[0] == pytest.approx(expected, abs=0.01)


def test_what_moves_across_lies_on_the_second_axis_and_nothing_on_the_third() -> None:
    near = seen(drawn(turn=Rotation.from_rotvec([0.3, -1.0, 2.0]))).near[0]
    expected = 0.25 * np.exp(-0.5 * ((NEAR_TIMES_S - 0.25) / 0.06) ** 2)
    assert near[1] == pytest.approx(expected, abs=0.01)
    assert near[2] == pytest.approx(0.0, abs=1e-6)


def test_the_axes_are_those_of_the_motion_around_the_peak() -> None:
    """In closed form: of two bells the later one counts for less."""
    width_s, later_s, apart = 0.03, 0.15, np.radians(60)
    motion = drawn()
    since_s = np.arange(len(motion.norm_g)) / 100 - PEAK_S
    bells = [np.exp(-0.5 * ((since_s - s) / width_s) ** 2) for s in (0.0, later_s)]
    ways = np.array([[1.0, 0.0, 0.0], [np.cos(apart), np.sin(apart), 0.0]])
    band_g = np.column_stack(bells) @ ways
    norm_g = np.linalg.norm(band_g, axis=1)
    row = np.array([round(PEAK_S * 100)])
    near = views_in(Scene(replace(motion, band_g=band_g, norm_g=norm_g)), row).near[0]
    weight = np.exp(-(later_s**2) / (2 * FRAME_S**2 + width_s**2))
    axis = 0.5 * np.arctan2(weight * np.sin(2 * apart), 1 + weight * np.cos(2 * apart))
    peak, later = (int(np.argmin(np.abs(NEAR_TIMES_S - s))) for s in (0.0, later_s))
    assert near[0, peak] == pytest.approx(np.cos(axis), abs=0.01)
    bell = np.exp(-0.5 * ((NEAR_TIMES_S[later] - later_s) / width_s) ** 2)
    assert near[0, later] == pytest.approx(bell * np.cos(apart - axis), abs=0.02)


@pytest.mark.parametrize("at_s", [-0.5, 0.5])
def test_what_moves_long_before_or_after_the_peak_has_no_say_in_its_axes(
    at_s: float,
) -> None:
    motion = drawn()
    since_s = np.arange(len(motion.norm_g)) / 100 - PEAK_S
    motion.band_g[:, 1] = 2.0 * np.exp(-0.5 * ((since_s - at_s) / 0.06) ** 2)
    row = np.array([round(PEAK_S * 100)])
    near = views_in(Scene(motion), row).near[0]
    expected = np.exp(-0.5 * (NEAR_TIMES_S / 0.03) ** 2)
    assert near[0] == pytest.approx(expected, abs=0.06)


def test_the_peak_points_up_even_where_a_later_swing_back_is_larger() -> None:
    motion = drawn()
    since_s = np.arange(len(motion.norm_g)) / 100 - PEAK_S
    motion.band_g[:, 0] -= 0.9 * np.exp(-0.5 * ((since_s - 0.3) / 0.05) ** 2)
    row = np.array([round(PEAK_S * 100)])
    near = views_in(Scene(motion), row).near[0, 0]
    assert near[int(np.argmin(np.abs(NEAR_TIMES_S)))] == pytest.approx(1.0, abs=0.02)
    assert near.min() < -1.0


def test_the_fourth_channel_is_the_norm_over_the_peak() -> None:
    near = seen(drawn()).near[0]
    assert near[3] == pytest.approx(np.linalg.norm(near[:3], axis=0), abs=1e-6)
    assert near[3].max() == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize(
    ("gravity_g", "share"),
    [
        ((0.6, 0.0, 0.8), 0.6),
        ((-0.6, 0.0, 0.8), -0.6),
        ((0.0, 0.0, 1.0), 0.0),
        ((0.25, 0.0, 0.0), 0.5),  # as long as half of what shows a direction
        ((0.0, 0.0, 0.0), 0.0),
    ],
)
def test_the_fifth_channel_is_what_lies_along_gravity(
    gravity_g: tuple[float, float, float], share: float
) -> None:
    motion = drawn()
    motion.band_g[:, 1] = 0.0
    raw_g = (motion.band_g + np.array(gravity_g)).astype(np.float32)
    near = seen(replace(motion, raw_g=raw_g)).near[0]
    expected = share * np.exp(-0.5 * (NEAR_TIMES_S / 0.03) ** 2)
    assert near[4] == pytest.approx(expected, abs=0.01)


@given(vector=st.tuples(*[st.floats(-3.0, 3.0)] * 3))
def test_turning_the_sensor_changes_nothing(vector: tuple[float, float, float]) -> None:
    straight, turned = seen(drawn()), seen(drawn(turn=Rotation.from_rotvec(vector)))
    assert turned.near == pytest.approx(straight.near, abs=1e-4)
    assert turned.far == pytest.approx(straight.far, abs=1e-3)
    assert turned.facts == pytest.approx(straight.facts, abs=1e-3)


def test_a_gain_changes_the_size_and_nothing_else() -> None:
    motion = drawn()
    louder = replace(
        motion,
        band_g=4 * motion.band_g,
        norm_g=4 * motion.norm_g,
        floor_g=4 * motion.floor_g,
        raw_g=4 * motion.raw_g,
    )
    one, other = seen(motion), seen(louder)
    assert other.near == pytest.approx(one.near, abs=1e-5)
    assert other.far[:, :3] == pytest.approx(one.far[:, :3], abs=1e-5)
    assert other.facts == pytest.approx(
        one.facts + np.array([np.log(4), 0, 0, 0]), abs=1e-5
    )


def test_lobes_are_seen_each_for_itself() -> None:
    motion = drawn()
    rows = np.array([1525, 1500, 1250, 2800])
    together = views_in(Scene(motion), rows)
    alone = [views_in(Scene(motion), rows[[i]]) for i in range(len(rows))]
    for name in ("near", "far", "facts"):
        each = np.concatenate([getattr(views, name) for views in alone])
        np.testing.assert_allclose(getattr(together, name), each, atol=1e-5)


@pytest.mark.parametrize("rate_hz", [64.0, 128.0])
def test_steady_motion_stays_steady_between_the_samples(rate_hz: float) -> None:
    motion = drawn(rate_hz)
    steady = np.tile([0.3, 0.4, 0.0], (len(motion.norm_g), 1))
    still = replace(motion, band_g=steady, norm_g=np.full(len(motion.norm_g), 0.5))
    near = views_in(Scene(still), np.array([900])).near[0]
    assert near[3] == pytest.approx(1.0, abs=1e-6)


def test_a_mirrored_sensor_sees_the_same() -> None:
    motion = drawn()
    mirror = np.array([1.0, -1.0, 1.0])
    mirrored = replace(
        motion, band_g=motion.band_g * mirror, raw_g=motion.raw_g * mirror.astype("f4")
    )
    assert seen(mirrored).near == pytest.approx(seen(motion).near, abs=1e-6)


@pytest.mark.parametrize("rate_hz", [50.0, 64.0, 128.0, 200.0])
def test_the_sampling_rate_drops_out(rate_hz: float) -> None:
    assert seen(drawn(rate_hz)).near == pytest.approx(seen(drawn()).near, abs=0.03)


def test_beyond_the_block_there_is_no_motion() -> None:
    motion = drawn()
    cut = cut_off(motion, int((PEAK_S + 0.5) * 100))
    found, whole = seen(cut), seen(motion)
    is_out = NEAR_TIMES_S > 0.5
    assert np.all(found.near[0][:, is_out] == 0)
    assert found.near[0][:, ~is_out] == pytest.approx(whole.near[0][:, ~is_out], abs=1e-3)
    is_far_out = FAR_TIMES_S > 0.6
    assert found.far[0][0, is_far_out] == pytest.approx(np.log(0.01) + 2.0)
    assert np.all(found.far[0][3, is_far_out] == 0)


def test_the_far_view_holds_the_logarithm_of_the_largest_motion_over_the_peak() -> None:
    motion = drawn()
    other = np.abs(np.arange(3000) / 100 - 12.0) < 0.1
    motion.norm_g[other] = 0.4
    far = seen(motion).far[0]
    at = int(np.argmin(np.abs(FAR_TIMES_S + 3.0)))
    assert far[0, at] == pytest.approx(np.log(0.5 + 0.01) + 2.0, abs=0.01)
    quiet = int(np.argmin(np.abs(FAR_TIMES_S + 5.0)))
    assert far[0, quiet] == pytest.approx(np.log(0.01) + 2.0, abs=0.01)


def test_a_brief_motion_nearby_is_large_but_little_on_the_mean() -> None:
    motion = drawn()
    motion.norm_g[1195] = 0.4  # a tenth of a bin of 0.1 s, 3.05 s before the lobe
    far = seen(motion).far[0]
    at = int(np.argmin(np.abs(FAR_TIMES_S + 3.05)))
    assert far[0, at] == pytest.approx(np.log(0.5 + 0.01) + 2.0, abs=0.02)
    assert far[1, at] == pytest.approx(np.log(0.05 + 0.01) + 2.0, abs=0.02)


def test_a_lasting_turn_of_a_right_angle_is_seen_afterwards_only() -> None:
    motion = drawn()
    motion.raw_g[1600:] = [0.0, 1.0, 0.0]
    turn = seen(motion).far[0, 3]
    assert turn[FAR_TIMES_S < -0.5] == pytest.approx(0.0, abs=1e-3)
    assert turn[FAR_TIMES_S > 2.0] == pytest.approx(2 * np.sqrt(2), abs=1e-3)
    motion.raw_g[1600:] = [-0.6, 0.0, -0.8]
    assert np.all(seen(motion).far[0, 3, FAR_TIMES_S > 2.0] == 3.0)


def test_before_the_block_gravity_is_as_at_its_start() -> None:
    motion = drawn()
    motion.raw_g[1700:] = [0.0, 1.0, 0.0]
    names = ("band_g", "norm_g", "raw_g", "floor_g")
    late = replace(motion, **{name: getattr(motion, name)[1450:] for name in names})
    turn = seen(late).far[0, 3]
    assert turn[FAR_TIMES_S > 3.0] == pytest.approx(2 * np.sqrt(2), abs=1e-3)


def test_facts_are_size_height_and_sharpness() -> None:
    size, height, sharpness, is_blunt = seen(drawn()).facts[0]
    assert size == pytest.approx(np.log(0.8), abs=0.01)
    assert height == pytest.approx(np.log(200) - 3, abs=0.01)
    assert -2.7 < sharpness < 1.0
    assert is_blunt == 0


def test_sharpness_is_what_a_mean_over_three_samples_takes_away() -> None:
    motion = drawn()
    raw_g = np.tile(np.array([0.0, 0.0, 1.0], dtype=np.float32), (len(motion.raw_g), 1))
    row = int(np.argmax(motion.norm_g))
    raw_g[row, 0] = 0.6
    # Two thirds of a single value, and a third of it on each side; over 0.1 s, ten samples.
    rms_g = 0.6 * np.sqrt((4 + 1 + 1) / 9 / 10)
    expected = np.log(rms_g / motion.norm_g[row] + 0.01) + 2.0
    assert seen(replace(motion, raw_g=raw_g)).facts[0, 2] == pytest.approx(
        expected, abs=1e-4
    )


def test_a_slow_sensor_says_nothing_of_sharpness() -> None:
    assert list(seen(drawn(50.0)).facts[0, 2:]) == [0.0, 1.0]


def test_a_contact_is_sharper_than_a_jerk() -> None:
    motion = drawn()
    sharp = motion.raw_g.copy()
    sharp[1500] += [0.8, 0.0, 0.0]
    knocked = replace(motion, raw_g=sharp)
    assert seen(knocked).facts[0, 2] > seen(motion).facts[0, 2] + 0.5

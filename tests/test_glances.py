"""What a glance tells: held to drawn lobes, whatever the rate and the sensor's turn."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation
from test_windows import PEAK_S, cut_off, drawn

from myosense.filtering import Motion
from myosense.glances import LOUD_AT_S, N_GLANCED, NEAR_S, TURN_AT_S, glances
from myosense.windows import N_FACTS, Scene

AT_S = np.array(NEAR_S)
LATE_S = PEAK_S - 15.0  #: The sample at the peak is so early.
#: Where along, norm, loudness and turn end.
ENDS = N_FACTS + np.cumsum([len(NEAR_S), len(NEAR_S), len(LOUD_AT_S)])


def glanced(motion: Motion) -> np.ndarray:
    """Glance at the lobe at 15 s."""
    row = np.array([round(PEAK_S * motion.rate_hz)])
    found: np.ndarray = glances(Scene(motion), row)
    assert found.shape == (1, N_GLANCED)
    assert found.dtype == np.float32
    (one,) = found
    return np.asarray(one)


def parts(motion: Motion) -> list[np.ndarray]:
    """Return facts, motion along the peak, norm, loudness and turn."""
    return np.split(glanced(motion), [N_FACTS, *ENDS])


def test_facts_are_those_of_the_views() -> None:
    motion = drawn()
    facts = Scene(motion).facts(np.array([1500]))[0]
    assert parts(motion)[0] == pytest.approx(facts)
    assert facts[0] == pytest.approx(np.log(0.8), abs=0.01)


def test_the_lobe_is_seen_along_its_peak_and_over_it() -> None:
    _, along, norm, _, _ = parts(drawn(turn=Rotation.from_rotvec([0.3, -1.0, 2.0])))
    shape = np.exp(-0.5 * ((AT_S - LATE_S) / 0.03) ** 2) / np.exp(
        -0.5 * (LATE_S / 0.03) ** 2
    )
    across = 0.252 * np.exp(-0.5 * ((AT_S - LATE_S - 0.25) / 0.06) ** 2)
    assert along == pytest.approx(shape, abs=0.002)
    assert norm == pytest.approx(np.hypot(shape, across), abs=0.002)


def test_what_swings_back_is_negative_along_the_peak() -> None:
    motion = drawn()
    since_s = np.arange(3000) / 100 - PEAK_S
    motion.band_g[:, 0] -= 0.4 * np.exp(-0.5 * ((since_s - 0.14) / 0.02) ** 2)
    along = parts(motion)[1]
    assert along[AT_S == 0.14] == pytest.approx(-0.5, abs=0.03)


def test_loudness_is_the_logarithm_of_the_largest_motion_within_half_a_second() -> None:
    motion = drawn()
    motion.norm_g[1215] = 0.4  # 2.85 s before the lobe: in the half second around -3 s
    loud = dict(zip(LOUD_AT_S, parts(motion)[3], strict=True))
    assert loud[-3.0] == pytest.approx(np.log(0.51) + 2, abs=0.01)
    assert loud[-2.5] == pytest.approx(np.log(0.01) + 2, abs=0.01)
    assert loud[-3.5] == pytest.approx(np.log(0.01) + 2, abs=0.01)


def test_a_lasting_turn_of_a_right_angle_is_seen_afterwards_only() -> None:
    motion = drawn()
    motion.raw_g[1700:] = [0.0, 1.0, 0.0]
    turn = dict(zip(TURN_AT_S, parts(motion)[4], strict=True))
    # At 0.5 s the swing across is still in the average.
    before = [turn[at_s] for at_s in (-5.0, -1.0, 0.5, 1.0)]
    assert before == pytest.approx([0.0] * 4, abs=0.1)
    assert turn[3.0] == turn[5.0] == pytest.approx(2 * np.sqrt(2), abs=1e-3)


def test_a_turn_is_counted_from_the_second_before_the_lobe() -> None:
    motion = drawn()
    motion.raw_g[:1250] = [0.0, 1.0, 0.0]
    turn = dict(zip(TURN_AT_S, parts(motion)[4], strict=True))
    assert turn[-5.0] == turn[-3.0] == pytest.approx(2 * np.sqrt(2), abs=1e-3)
    later = [turn[at_s] for at_s in TURN_AT_S if at_s > -3]
    assert later == pytest.approx([0.0] * len(later), abs=0.1)


@given(vector=st.tuples(*[st.floats(-3.0, 3.0)] * 3))
def test_turning_the_sensor_changes_nothing(vector: tuple[float, float, float]) -> None:
    turned = glanced(drawn(turn=Rotation.from_rotvec(vector)))
    assert turned == pytest.approx(glanced(drawn()), abs=1e-3)


@pytest.mark.parametrize("rate_hz", [64.0, 128.0, 200.0])
def test_the_sampling_rate_hardly_shows(rate_hz: float) -> None:
    # A lobe of 70 ms is sampled up to half a sample away: 8 ms at 64 Hz.
    for found, expected in zip(parts(drawn(rate_hz))[1:], parts(drawn())[1:], strict=True):
        assert found == pytest.approx(expected, abs=0.25)


def test_an_end_of_the_block_stands_for_what_is_beyond() -> None:
    motion = drawn()
    cut = cut_off(motion, round((PEAK_S + 0.35) * 100))
    cut.band_g[-1] = [0.4, 0.0, 0.0]
    along, whole = parts(cut)[1], parts(motion)[1]
    is_within = AT_S < 0.34
    assert along[is_within] == pytest.approx(whole[is_within])
    assert along[~is_within] == pytest.approx(0.4 / motion.norm_g[1500], abs=1e-6)


def test_a_start_of_the_block_stands_for_what_is_before() -> None:
    motion = drawn()
    names = ("band_g", "norm_g", "raw_g", "floor_g")
    late = replace(motion, **{name: getattr(motion, name)[1485:] for name in names})
    late.band_g[0] = [-0.2, 0.0, 0.0]
    along = glances(Scene(late), np.array([15]))[0, N_FACTS : ENDS[0]]
    whole = parts(motion)[1]
    is_within = AT_S > -0.15
    assert along[is_within] == pytest.approx(whole[is_within])
    assert along[~is_within] == pytest.approx(-0.2 / motion.norm_g[1500], abs=1e-6)


def test_no_lobes_give_no_numbers() -> None:
    none = np.array([], dtype=np.int64)
    assert glances(Scene(drawn()), none).shape == (0, N_GLANCED)

"""What steps look like: drawn beats, tremor and noise."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.filtering import Signal
from myosense.states import StateParameters
from myosense.steps import step_rhythm

PARAMETERS = StateParameters()


def rhythm_along(motion_g: Signal, rate_hz: float = 100.0, first_row: int = 0) -> Signal:
    """Give the rhythm of a motion to and fro on one line."""
    band_g = motion_g[:, None] * [0.6, 0.0, 0.8]
    return step_rhythm(np.abs(motion_g), band_g, rate_hz, first_row, PARAMETERS)


def rhythm_of(motion_g: Signal, rate_hz: float = 100.0) -> float:
    """Give the rhythm in the middle."""
    return float(rhythm_along(motion_g, rate_hz)[len(motion_g) // 2])


@pytest.mark.parametrize("step_hz", [1.4, 1.8, 2.3, 3.0])
@pytest.mark.parametrize("rate_hz", [30.0, 100.0])
def test_steps_repeat(step_hz: float, rate_hz: float) -> None:
    time_s = np.arange(0, 20, 1 / rate_hz)
    steps = 0.5 + np.exp(-10 * ((time_s * step_hz) % 1 - 0.5) ** 2)
    assert rhythm_of(steps, rate_hz) > 0.85


@pytest.mark.parametrize(("peak_g", "rhythm"), [(0.061, 1.0), (0.059, 0.0)])
def test_what_is_weaker_than_walking_is_no_step(peak_g: float, rhythm: float) -> None:
    steps = 0.75 + 0.25 * np.sin(2 * np.pi * 2 * np.arange(0, 20, 0.01))
    assert rhythm_of(peak_g * steps) == pytest.approx(rhythm, abs=0.01)
    later = np.append(peak_g * steps, 0.5 * steps)
    assert rhythm_along(later)[1000] == pytest.approx(rhythm, abs=0.01)


@pytest.mark.parametrize("train_hz", [1.0, 1.8])
def test_a_train_of_brief_jerks_is_no_walk_for_it_pauses(train_hz: float) -> None:
    phase = (np.arange(0, 20, 0.01) * train_hz) % 1 - 0.5
    assert rhythm_of(np.exp(-0.5 * (phase / 0.08) ** 2)) == 0


@pytest.mark.parametrize("scale_g", [0.2, 3.0])
@pytest.mark.parametrize(
    ("share", "level", "is_rhythm"),
    [
        pytest.param(0.30, 0.24, False, id="too low"),  # 0.3 of the RMS is 0.2545
        pytest.param(0.30, 0.27, True, id="high enough"),
        pytest.param(0.22, 0.0, True, id="for less than a quarter"),
        pytest.param(0.28, 0.0, False, id="for more"),
    ],
)
def test_steps_pause_for_less_than_a_quarter_of_the_time(
    share: float, level: float, scale_g: float, *, is_rhythm: bool
) -> None:
    is_low = (2 * np.arange(0, 20, 0.01)) % 1 < share
    rhythm = rhythm_of(scale_g * np.where(is_low, level, 1.0))
    assert rhythm == pytest.approx(1.0 if is_rhythm else 0.0, abs=0.05)


@pytest.mark.parametrize(("first_row", "skip"), [(0, 0), (30, 70)])
def test_a_sample_has_the_rhythm_of_the_window_whose_middle_is_nearest(
    first_row: int, skip: int
) -> None:
    noise_g = np.random.default_rng(2).uniform(0.5, 1.5, 2000 + skip)
    rhythm = rhythm_along(noise_g, first_row=first_row)
    # Windows of 4 s start every second: the first ones have their middles at 2 and 3 s.
    changes = np.flatnonzero(np.diff(rhythm)) + 1
    assert changes.tolist() == list(range(skip + 250, skip + 1750 + 1, 100))


def test_noise_and_single_jerks_do_not() -> None:
    noise_g = np.abs(np.random.default_rng(0).normal(size=2000))
    assert rhythm_of(noise_g) < 0.3
    time_s = np.arange(2000) / 100
    jerk_g = np.exp(-0.5 * ((time_s - 10) / 0.03) ** 2)
    assert rhythm_of(jerk_g) < 0.3
    assert rhythm_of(np.ones(2000)) == 0
    assert np.all(rhythm_along(np.ones(300)) == 0)
    # From the next full second on, 370 rows are left of a window of 400.
    assert np.all(rhythm_along(np.ones(440), first_row=30) == np.zeros(440))


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 104.2])
@pytest.mark.parametrize("tremor_hz", [3.4, 4.0, 5.3, 6.4, 8.0, 11.5])
def test_a_tremor_is_no_walk(tremor_hz: float, rate_hz: float) -> None:
    time_s = np.arange(0, 20, 1 / rate_hz)
    # It wanders by a few percent, and its second harmonic makes one side the stronger.
    cycles = tremor_hz * (time_s + 0.03 * np.sin(0.8 * time_s))
    plain = 0.3 * np.sin(2 * np.pi * cycles)
    assert rhythm_of(plain, rate_hz) < PARAMETERS.walking_rhythm
    skewed = plain + 0.1 * np.cos(4 * np.pi * cycles)
    assert rhythm_of(skewed, rate_hz) < PARAMETERS.walking_rhythm


@pytest.mark.parametrize(
    ("share", "rhythm"),
    [
        pytest.param(0.5, 1.0, id="0.65 alike"),
        pytest.param(0.8, 1.0, id="0.86 alike"),
        pytest.param(0.92, 0.0, id="0.94 alike"),
    ],
)
def test_a_faster_beat_as_alike_as_the_steps_is_the_beat(
    share: float, rhythm: float
) -> None:
    """A share of the power swings five times in a step, and is the same a fifth later."""
    phase = 2 * np.pi * np.arange(0, 20, 0.01)
    swing = np.sqrt(1 - share) * np.sin(phase) + np.sqrt(share) * np.cos(5 * phase)
    assert rhythm_of(swing) == pytest.approx(rhythm, abs=0.05)


@pytest.mark.parametrize("step_hz", [0.75, 1.4, 2.0, 3.0])
def test_steps_that_go_up_and_down_are_no_tremor(step_hz: float) -> None:
    cycles = step_hz * np.arange(0, 20, 0.01)
    sway = np.sin(2 * np.pi * cycles)
    assert rhythm_of(0.3 * sway) > 0.9
    # The other foot falls less hard, and what is under the sensor rings at 12 Hz.
    since_s = cycles % 1 / step_hz
    strike = np.exp(-15 * since_s) * np.sin(24 * np.pi * since_s)
    other_foot = 1 + 0.3 * np.cos(np.pi * cycles)
    assert rhythm_of(0.3 * sway + 0.4 * strike * other_foot) > 0.7


@given(st.integers(0, 700))
def test_the_rhythm_does_not_depend_on_where_the_block_starts(first_row: int) -> None:
    norm_g = np.abs(np.random.default_rng(1).normal(size=4000)).cumsum() % 3
    whole = rhythm_along(norm_g, 80.3)
    later = rhythm_along(norm_g[first_row:], 80.3, first_row)
    inside = slice(500, -500)
    np.testing.assert_allclose(later[inside], whole[first_row:][inside])

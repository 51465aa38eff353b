"""The sensor: what it passes, how it turns in gravity, steps and the end of its range."""

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.errors import SettingsError
from myosense.recording import recording_from_arrays
from myosense.simulation import SensorParameters, Swing
from myosense.simulation.sensor import (
    add_swing,
    band_limited,
    filter_reach,
    quantized,
    sensed,
    turn,
)

UP = np.array([0.0, 0.0, 1.0])
angles = st.floats(-10, 10)


def upright(time_s: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.tile(UP, (len(time_s), 1))


@pytest.mark.parametrize("sample_rate_hz", [50.0, 64.0, 100.0, 200.0])
def test_the_band_of_a_jerk_passes_and_what_would_fold_back_does_not(
    sample_rate_hz: float,
) -> None:
    time_s = np.arange(0, 4, 0.001)
    reach = filter_reach(1000.0, sample_rate_hz)

    def gain(tone_hz: float) -> float:
        tone = np.sin(2 * np.pi * tone_hz * time_s)
        limited = band_limited(tone[:, None], 1000.0, sample_rate_hz)[reach:-reach, 0]
        middle = slice(1000, 3000)
        return float(
            np.dot(limited[middle], tone[middle]) / np.dot(tone[middle], tone[middle])
        )

    assert gain(0.25 * sample_rate_hz) == pytest.approx(1, abs=0.005)
    assert gain(0.42 * sample_rate_hz) == pytest.approx(0.5, abs=0.02)
    assert abs(gain(0.55 * sample_rate_hz)) < 0.005
    assert abs(gain(0.7 * sample_rate_hz)) < 0.003


@given(angles, angles)
def test_turning_twice_is_turning_by_the_sum_and_keeps_lengths(a: float, b: float) -> None:
    axis = np.array([2.0, -1.0, 2.0]) / 3
    vectors = np.array([[1.0, 2.0, 3.0], [0.0, 0.0, -1.0], [2.0, -1.0, 2.0]])
    once = turn(vectors, axis, a + b)
    np.testing.assert_allclose(turn(turn(vectors, axis, a), axis, b), once, atol=1e-9)
    np.testing.assert_allclose(np.linalg.norm(once, axis=1), [14**0.5, 1, 3])
    np.testing.assert_allclose(once[2], vectors[2], atol=1e-9)


def test_a_sensor_that_turns_sees_gravity_turn_back() -> None:
    time_s = np.arange(0, 2, 0.01)
    angle = (
        np.deg2rad(30) * np.sin(np.pi * np.clip(np.arange(0, 2, 0.001) - 0.5, 0, 1)) ** 2
    )
    swing = Swing(
        start_s=0.0,
        rate_hz=1000.0,
        acceleration_g=np.zeros((2000, 3)),
        angle_rad=angle,
        axis=np.array([1.0, 0.0, 0.0]),
    )
    samples = upright(time_s).astype(np.float32)
    spin = np.zeros_like(samples)
    add_swing(samples, time_s, 100.0, swing, upright, angular_velocity_dps=spin)
    # The sensor's y axis has turned up, towards z: gravity's image leans to plus y.
    np.testing.assert_allclose(
        samples[100], [0, np.sin(np.deg2rad(30)), np.cos(np.deg2rad(30))], atol=2e-3
    )
    np.testing.assert_allclose(np.linalg.norm(samples, axis=1), 1, atol=1e-6)
    np.testing.assert_allclose(samples[[0, -1]], upright(time_s[:2]), atol=1e-6)
    assert np.max(spin[:, 0]) == pytest.approx(30 * np.pi, rel=0.01)
    np.testing.assert_array_equal(spin[:, 1:], 0)


def test_a_swing_is_added_only_where_there_are_samples() -> None:
    time_s = np.arange(0, 1, 0.01)
    swing = Swing(
        start_s=50.0,
        rate_hz=1000.0,
        acceleration_g=np.ones((100, 3)),
        angle_rad=np.zeros(100),
        axis=UP,
    )
    samples = upright(time_s).astype(np.float32)
    add_swing(samples, time_s, 100.0, swing, upright)
    np.testing.assert_array_equal(samples, upright(time_s))


def test_values_are_rounded_to_whole_steps() -> None:
    values = np.array([0.0, 0.12, 0.13, -0.38, 1.0], dtype=np.float32)
    np.testing.assert_array_equal(quantized(values, 0.25), [0, 0, 0.25, -0.5, 1.0])
    np.testing.assert_array_equal(quantized(values, 0.0), values)


def test_noise_offset_steps_and_range_are_those_of_the_parameters() -> None:
    ideal = recording_from_arrays(
        np.tile([0.3, -9.0, 0.0], (40_000, 1)), sample_rate_hz=100.0
    )
    sensor = SensorParameters(
        noise_g=0.01, resolution_g=1 / 1024, offset_g=0.02, range_g=2.0
    )
    samples = sensed(np.random.default_rng(1), ideal, sensor).acceleration_g
    assert np.std(samples[:, 2]) == pytest.approx(0.01, rel=0.02)
    assert 0 < abs(np.mean(samples[:, 2])) < 0.08
    np.testing.assert_array_equal(samples * 1024, np.round(samples * 1024))
    assert np.all(samples[:, 1] == -2.0)
    assert samples.dtype == np.float32


@pytest.mark.parametrize(
    ("name", "value"), [("range_g", 0.0), ("sample_rate_hz", -1.0), ("noise_g", -0.1)]
)
def test_an_impossible_sensor_is_refused_by_name(name: str, value: float) -> None:
    with pytest.raises(SettingsError, match=f"{name} is {value:g}; expected"):
        SensorParameters(**{name: value})

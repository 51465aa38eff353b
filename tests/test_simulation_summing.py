"""Strokes, contacts and oscillations: each is the closed form it says it is."""

import numpy as np
import numpy.typing as npt
import pytest
from scipy.integrate import cumulative_trapezoid
from scipy.signal import periodogram

from myosense.simulation.lookalikes import knock_shape, reach_acceleration
from myosense.simulation.primitives import Contacts, Motions, Oscillation, Strokes, joined
from myosense.simulation.sensor import add_swing
from myosense.simulation.summing import (
    bend_shape,
    contact_acceleration,
    motion_acceleration,
    oscillation_acceleration,
    oscillation_turning,
    push_shape,
    stroke_acceleration,
    stroke_turning,
)
from myosense.simulation.swings import Swing

Floats = npt.NDArray[np.float64]
EXPONENTS = [(2.0, 2.0), (1.9, 3.8), (3.8, 1.9), (2.6, 3.1)]


def strokes_of(rows: list[tuple[float, float, Floats, Floats]]) -> Strokes:
    start, duration, push, bend = (np.array(column) for column in zip(*rows, strict=True))
    return Strokes(
        start_s=start,
        duration_s=duration,
        early=np.full(len(rows), 2.0),
        late=np.full(len(rows), 3.0),
        push_g=push,
        bend_g=bend,
        lever_per_m=np.tile([0.0, 0.0, 4.0], (len(rows), 1)),
    )


def contacts_at(start_s: list[float]) -> Contacts:
    n = len(start_s)
    return Contacts(
        start_s=np.array(start_s),
        contact_s=np.full(n, 0.010),
        push_g=np.tile([0.0, 2.0, 0.0], (n, 1)),
        ring_hz=np.full(n, 15.0),
        damping=np.full(n, 0.3),
        ring_g=np.tile([0.0, 1.0, 0.0], (n, 1)),
    )


def wave_of(waves: list[list[complex]], decay_per_s: float = 0.0) -> Oscillation:
    return Oscillation(
        start_s=2.0,
        stop_s=22.0,
        rate_hz=5.0,
        waves=np.array(waves, dtype=complex),
        slow_hz=np.array([0.1]),
        drift=np.zeros(1, dtype=complex),
        swell=np.zeros(1, dtype=complex),
        fade_s=0.5,
        lever_per_m=np.array([0.0, 0.0, 4.0]),
        decay_per_s=decay_per_s,
    )


def test_a_stroke_with_even_exponents_of_two_is_minimum_jerk() -> None:
    share = np.linspace(0, 1, 101)
    two = np.full(101, 2.0)
    np.testing.assert_allclose(
        push_shape(share, two, two), reach_acceleration(share), atol=1e-12
    )


@pytest.mark.parametrize(("early", "late"), EXPONENTS)
def test_a_stroke_reaches_its_height_and_ends_at_rest(early: float, late: float) -> None:
    share = np.linspace(0, 1, 200_001)
    push = push_shape(share, np.full_like(share, early), np.full_like(share, late))
    assert np.max(np.abs(push)) == pytest.approx(1, abs=1e-6)
    speed = cumulative_trapezoid(push, share, initial=0)
    assert speed[-1] == pytest.approx(0, abs=1e-8)
    bend = bend_shape(share, np.full_like(share, early), np.full_like(share, late))
    np.testing.assert_allclose(bend, (speed / np.max(speed)) ** 2, atol=1e-6)


def test_overlapping_strokes_add_up_and_are_nothing_outside_their_time() -> None:
    rows = [
        (1.0, 0.5, np.array([1.0, 0, 0]), np.array([0, 0.5, 0])),
        (1.2, 0.3, np.array([0, 0, -2.0]), np.zeros(3)),
    ]
    time_s = np.arange(0, 3, 0.01)
    both = stroke_acceleration(strokes_of(rows), time_s)
    alone = [stroke_acceleration(strokes_of([row]), time_s) for row in rows]
    np.testing.assert_allclose(both, alone[0] + alone[1], atol=1e-12)
    assert np.all(both[(time_s < 1.0) | (time_s > 1.5)] == 0)
    assert np.max(np.abs(both[:, 2])) == pytest.approx(2, rel=0.01)


def test_a_contact_is_a_half_sine_and_what_it_sets_ringing() -> None:
    time_s = np.arange(0, 1, 0.001)
    found = contact_acceleration(contacts_at([0.2]), time_s)
    expected = 2 * knock_shape(time_s - 0.2, 0.010, 15.0, 0.3, 0.5)
    np.testing.assert_allclose(found[:, 1], expected, atol=0.011)
    assert np.all(found[:, [0, 2]] == 0)


@pytest.mark.parametrize("sample_rate_hz", [50.0, 100.0, 200.0])
def test_a_sensor_sees_a_contact_as_it_sees_any_swing(sample_rate_hz: float) -> None:
    time_s = np.arange(0, 2, 1 / sample_rate_hz)
    fine_s = np.arange(0, 0.5, 1 / 4000)
    shape = 2 * knock_shape(fine_s, 0.010, 15.0, 0.3, 0.5)
    swing = Swing(
        start_s=1.0123,
        rate_hz=4000.0,
        acceleration_g=shape[:, None] * np.array([0.0, 1.0, 0.0]),
        angle_rad=np.zeros(len(fine_s)),
        axis=np.array([1.0, 0.0, 0.0]),
    )
    expected = np.zeros((len(time_s), 3), dtype=np.float32)
    add_swing(expected, time_s, sample_rate_hz, swing, lambda t: np.zeros((len(t), 3)))
    motions = Motions(contacts=(contacts_at([1.0123]),))
    found = motion_acceleration(motions, time_s, sample_rate_hz)
    np.testing.assert_allclose(found, expected, atol=0.04 * np.max(np.abs(expected)))


def test_a_brief_stroke_is_not_aliased() -> None:
    brief = strokes_of([(0.5, 0.05, np.array([1.0, 0, 0]), np.zeros(3))])
    at_ms = np.arange(0, 1, 0.001)
    spectrum = np.fft.rfft(stroke_acceleration(brief, at_ms)[:, 0])
    spectrum[np.fft.rfftfreq(len(at_ms), 0.001) > 21.0] = 0
    expected = np.fft.irfft(spectrum, len(at_ms))[::20]
    found = motion_acceleration(Motions(strokes=(brief,)), at_ms[::20], 50.0)[:, 0]
    raw = stroke_acceleration(brief, at_ms[::20])[:, 0]
    assert np.std(found - expected) < 0.25 * np.std(expected)
    assert np.std(raw - expected) > 0.5 * np.std(expected)


def test_blocks_are_equal_to_the_whole() -> None:
    rng = np.random.default_rng(1)
    rows = [(s, rng.uniform(0.05, 0.6), *rng.normal(size=(2, 3))) for s in range(1, 19)]
    motions = Motions(
        strokes=(strokes_of(rows),),
        contacts=(contacts_at([3.0, 9.99, 10.001, 17.0]),),
        oscillations=(wave_of([[1, 1j, 0]]),),
    )
    time_s = np.arange(0, 20, 0.01)
    whole = motion_acceleration(motions, time_s, 100.0)
    halves = [motion_acceleration(motions, half, 100.0) for half in np.split(time_s, 2)]
    np.testing.assert_allclose(np.concatenate(halves), whole, atol=1e-9)


def test_an_oscillation_goes_round_its_ellipse_at_its_rate() -> None:
    time_s = np.arange(0, 25, 0.01)
    motion = oscillation_acceleration(wave_of([[1.0, 0.5j, 0]]), time_s, 42.0)
    middle = motion[(time_s > 3) & (time_s < 21)]
    np.testing.assert_allclose(middle[:, 0] ** 2 + (middle[:, 1] / 0.5) ** 2, 1, atol=1e-9)
    rate_hz, power = periodogram(middle[:, 0], 100)
    assert rate_hz[np.argmax(power)] == pytest.approx(5.0, abs=0.06)
    assert np.all(motion[(time_s < 2) | (time_s > 22)] == 0)


def test_harmonics_above_the_band_are_left_out_and_others_kept() -> None:
    time_s = np.arange(0, 25, 0.01)
    wave = wave_of([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    sizes = np.max(oscillation_acceleration(wave, time_s, 11.0), axis=0)
    np.testing.assert_allclose(sizes, [1, 1, 0], atol=0.01)


def test_an_oscillation_dies_away_with_its_time_constant() -> None:
    time_s = np.arange(0, 25, 0.01)
    motion = oscillation_acceleration(wave_of([[1, 0, 0]], 0.25), time_s, 42.0)[:, 0]
    tops = [np.max(motion[(time_s >= t) & (time_s < t + 0.4)]) for t in (4.0, 8.0, 12.0)]
    assert tops[1] / tops[0] == pytest.approx(np.exp(-1), rel=0.02)
    assert tops[2] / tops[1] == pytest.approx(np.exp(-1), rel=0.02)


def test_joined_tables_are_one_in_order_of_time() -> None:
    parts = [Motions(contacts=(contacts_at(times),)) for times in ([5.0, 1.0], [3.0])]
    (table,) = joined(parts).contacts
    np.testing.assert_array_equal(table.start_s, [1, 3, 5])
    assert joined([Motions()]).strokes == ()


def test_a_sensor_turns_about_its_joint_as_fast_as_it_moves_over_the_lever() -> None:
    time_s = np.arange(0, 3, 0.0005)
    strokes = strokes_of([(1.0, 0.5, np.array([1.0, 0, 0.3]), np.zeros(3))])
    pushed_g = stroke_acceleration(strokes, time_s)
    speed_m_per_s = 9.80665 * cumulative_trapezoid(pushed_g, time_s, axis=0, initial=0)
    # 0.25 m along z: a speed along x turns the sensor about y, one along z not at all.
    expected = np.rad2deg(np.outer(speed_m_per_s[:, 0] / 0.25, [0.0, 1.0, 0.0]))
    np.testing.assert_allclose(stroke_turning(strokes, time_s), expected, atol=0.01)


def test_a_tremor_turns_the_sensor_a_quarter_cycle_after_it_pushes() -> None:
    time_s = np.arange(2, 22, 0.001)
    wave = wave_of([[1.0, 0, 0.5], [0.3j, 0, 0]])
    pushed_g = oscillation_acceleration(wave, time_s, 400.0)[:, 0]
    speed_m_per_s = 9.80665 * cumulative_trapezoid(pushed_g, time_s, initial=0)
    middle = slice(4000, 16000)  # five hundredths of a second are whole cycles
    speed_m_per_s -= np.mean(speed_m_per_s[middle])
    turning = oscillation_turning(wave, time_s)
    expected = np.rad2deg(speed_m_per_s / 0.25)
    np.testing.assert_allclose(turning[middle, 1], expected[middle], atol=0.5)
    assert np.all(turning[:, [0, 2]] == 0)

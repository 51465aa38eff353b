"""Look-alikes: each is the closed form it says it is."""

import numpy as np
import pytest
from scipy.signal import periodogram

from myosense.simulation.lookalikes import (
    Tremor,
    Walk,
    draw_knock,
    draw_move,
    gait_acceleration,
    knock_shape,
    reach_acceleration,
    reach_way,
    tremor_acceleration,
)
from myosense.simulation.truth import measure_swing


def half_width_s(
    lobe: np.ndarray[tuple[int], np.dtype[np.float64]], step_s: float
) -> float:
    top = int(np.argmax(lobe))
    above = lobe > lobe[top] / 2
    start = top - int(np.argmin(above[top::-1]))
    stop = top + int(np.argmin(above[top:]))
    return (stop - start) * step_s


@pytest.mark.parametrize(
    ("duration_s", "published_ms"), [(0.2, 68), (0.3, 103), (0.4, 137)]
)
def test_a_reach_is_as_wide_as_published(duration_s: float, published_ms: float) -> None:
    time_s = np.arange(0, duration_s, 1e-5)
    width_s = half_width_s(reach_acceleration(time_s / duration_s), 1e-5)
    assert width_s * 1000 == pytest.approx(published_ms, abs=1)


def test_a_reach_brakes_as_much_as_it_pushes_and_goes_all_the_way() -> None:
    share = np.linspace(-0.5, 1.5, 200_001)
    push = reach_acceleration(share)
    assert np.max(push) == pytest.approx(1)
    assert np.min(push) == pytest.approx(-1)
    assert np.sum(push) == pytest.approx(0, abs=1e-6)
    bend = np.gradient(np.gradient(reach_way(share), share), share)
    np.testing.assert_allclose(bend[2:-2], push[2:-2] * 10 / np.sqrt(3), atol=1e-2)
    assert reach_way(np.array([0.0, 0.5, 1.0])) == pytest.approx([0, 0.5, 1])


def test_the_peak_of_a_move_follows_from_way_and_time() -> None:
    rng = np.random.default_rng(1)
    move = draw_move(rng, 0.0, (0.2, 0.2), (0.27, 0.27), (0.5, 0.5))
    assert move.peak_g == pytest.approx(0.27 / 0.04 * 5.7735 / 9.80665, rel=1e-4)
    assert move.peak_g == pytest.approx(4.0, abs=0.05)


@pytest.mark.parametrize(
    ("contact_ms", "width_ms"), [(4, 2.667), (10, 6.667), (20, 13.333)]
)
def test_a_knock_is_a_half_sine_two_thirds_as_wide_as_its_contact(
    contact_ms: float, width_ms: float
) -> None:
    time_s = np.arange(0, 0.2, 1e-6)
    shape = knock_shape(time_s, contact_ms / 1000, 40.0, 0.2, 0.3)
    assert np.max(shape) == pytest.approx(1)
    assert time_s[np.argmax(shape)] == pytest.approx(contact_ms / 2000, abs=2e-6)
    assert half_width_s(shape, 1e-6) * 1000 == pytest.approx(width_ms, abs=0.01)


def test_what_was_knocked_rings_on_and_decays() -> None:
    time_s = np.array([-0.01, 0.01 + 1 / 160, 0.01 + 5 / 160])
    before, first, later = knock_shape(time_s, 0.01, 40.0, 0.1, 0.3)
    assert before == 0
    assert first == pytest.approx(-0.3 * np.exp(-0.1 * np.pi / 2))
    assert later / first == pytest.approx(np.exp(-0.1 * 2 * np.pi))


def test_drawn_knocks_are_briefer_than_any_jerk() -> None:
    rng = np.random.default_rng(2)
    rows = [measure_swing(draw_knock(rng, 5.0)) for _ in range(300)]
    widths_s = [row["width_s"] for row in rows]
    assert 0.002 < min(widths_s) < max(widths_s) < 0.015
    peaks_g = [row["peak_g"] for row in rows]
    assert 0.045 < min(peaks_g) < max(peaks_g) < 2.01


def test_a_tremor_swings_at_its_rate_inside_its_time_only() -> None:
    tremor = Tremor(
        start_s=2.0,
        duration_s=10.0,
        rate_hz=6.0,
        amplitude_g=0.2,
        direction=np.array([0.0, 0.6, 0.8]),
    )
    time_s = np.arange(0, 20, 0.005)
    motion = tremor_acceleration(tremor, time_s)
    norm_g = np.linalg.norm(motion, axis=1)
    assert np.max(norm_g) == pytest.approx(0.2, rel=1e-3)
    assert np.all(norm_g[(time_s < 2) | (time_s > 12)] == 0)
    rate_hz, power = periodogram(motion[:, 2], 200)
    assert rate_hz[np.argmax(power)] == pytest.approx(6.0, abs=0.1)


def walk_of(step_hz: float) -> Walk:
    return Walk(
        start_s=0.0,
        stop_s=60.0,
        step_hz=step_hz,
        impact=np.array([1.0, 0.0, 0.0]),
        sway=np.array([0.0, 0.2, 0.0], dtype=complex),
    )


def test_walking_strikes_once_a_step_and_sways_once_a_stride() -> None:
    time_s = np.arange(0, 60, 0.01)
    motion = gait_acceleration(walk_of(2.0), time_s, 100.0)
    rate_hz, power = periodogram(motion, 100, axis=0)
    assert rate_hz[np.argmax(power[:, 1])] == pytest.approx(1.0, abs=0.05)
    is_step = (rate_hz > 1.5) & (np.abs(rate_hz % 2 - 1) > 0.8)
    is_odd = (rate_hz > 1.5) & (np.abs(rate_hz % 2 - 1) < 0.2)
    assert np.sum(power[is_step, 0]) > 20 * np.sum(power[is_odd, 0])


def test_a_heel_strike_is_the_same_at_every_rate_below_its_band_edge() -> None:
    fast_s = np.arange(0, 60, 0.005)
    fast = gait_acceleration(walk_of(1.8), fast_s, 200.0)
    slow = gait_acceleration(walk_of(1.8), fast_s[::2], 100.0)
    np.testing.assert_allclose(fast[::2], slow, atol=1e-12)


def test_a_slow_sensor_sees_a_heel_strike_without_what_would_fold_back() -> None:
    fast_s = np.arange(0, 60, 0.005)
    fast = gait_acceleration(walk_of(2.0), fast_s, 200.0)[:, 0]
    spectrum = np.fft.rfft(fast)
    spectrum[np.fft.rfftfreq(len(fast), 0.005) > 11.0] = 0
    expected = np.fft.irfft(spectrum, len(fast))[::8]
    slow = gait_acceleration(walk_of(2.0), fast_s[::8], 25.0)[:, 0]
    assert np.std(slow - expected) < 0.1 * np.std(expected)
    assert np.std(expected) < 0.7 * np.std(fast)

"""The size of motion over time: the same at every rate, and in its place."""

import numpy as np
import pytest

from myosense.envelopes import RATE_HZ, Envelope, correlation, envelope, prepared
from myosense.filtering import FilterParameters
from myosense.intervals import Seconds
from myosense.recording import recording_from_arrays

WHOLE = np.array([[0.0, 1e9]])
NONE = np.empty(0)


def burst(rate_hz: float, at_s: float, seconds: float) -> Envelope:
    """Record one swing at a time."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    samples_g = np.zeros((len(time_s), 3))
    swing = np.exp(-(((time_s - at_s) / 0.1) ** 2)) * np.sin(40 * (time_s - at_s))
    samples_g[:, 0], samples_g[:, 2] = swing, 1.0
    recording = recording_from_arrays(samples_g, sample_rate_hz=rate_hz)
    return envelope(recording, WHOLE, NONE, FilterParameters())


def middle_s(level: Seconds) -> float:
    """Give the center of gravity, rows standing for their middle."""
    rows_s = (np.arange(len(level)) + 0.5) / RATE_HZ
    return float(np.sum(rows_s * level**2) / np.sum(level**2))


@pytest.mark.parametrize("rate_hz", [40.0, 50.0, 64.0, 100.0, 333.0])
@pytest.mark.parametrize("at_s", [3.0, 600.013])
def test_a_swing_is_found_in_its_place_at_every_rate(rate_hz: float, at_s: float) -> None:
    found = burst(rate_hz, at_s, at_s + 3).level.astype(np.float64)
    assert middle_s(found) == pytest.approx(at_s, abs=0.002)
    assert np.max(found) == pytest.approx(np.max(burst(400.0, 3.0, 6).level), rel=0.15)


def test_a_window_reaches_over_the_ends_and_leaves_out_what_may_not_be_used() -> None:
    known = Envelope(
        level=np.ones(500, dtype=np.float16), usable=np.array([[1.0, 4.0]]), peaks_s=NONE
    )
    level, share = known.window(-100, 700, 10)
    assert len(level) == len(share) == 70
    expected = np.zeros(70)
    expected[15:30] = 1.0  # 1 to 4 s, two seconds after the window's start
    np.testing.assert_array_equal(share, expected)
    np.testing.assert_array_equal(level, expected)


def test_what_stands_out_has_unit_length_and_no_mean_around() -> None:
    level = 3.0 + np.random.default_rng(0).normal(size=4000)
    found = prepared(level, np.ones(4000), 51)
    assert np.linalg.norm(found) == pytest.approx(1)
    assert abs(np.mean(found)) < 1e-3
    assert not prepared(level, np.zeros(4000), 51).any()
    assert not prepared(np.ones(4000), np.ones(4000), 51).any()


def test_the_correlation_is_that_of_the_definition() -> None:
    first, second = np.random.default_rng(1).normal(size=(2, 60))
    expected = [np.sum(first * np.roll(second, k)) for k in range(60)]
    np.testing.assert_allclose(correlation(first, second), expected, atol=1e-12)

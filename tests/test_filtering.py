"""The jerk band and the noise floor: closed forms, a filter in time, counted noise."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from myosense.detection import DetectionParameters
from myosense.errors import SettingsError
from myosense.filtering import (
    FilterParameters,
    Motion,
    bandpass,
    filter_block,
    kept_share,
    noise_floor,
)
from myosense.recording import recording_from_arrays
from myosense.simulation import plant

PARAMETERS = FilterParameters()
RATE_HZ = 100.0


def motion_of(
    samples_g: npt.ArrayLike, rate_hz: float = RATE_HZ, range_g: float | None = None
) -> Motion:
    """Bring evenly spaced samples into the jerk band."""
    recording = recording_from_arrays(samples_g, sample_rate_hz=rate_hz, range_g=range_g)
    (block,) = recording.blocks(1e6, 20.0)
    return filter_block(block, PARAMETERS)


def gain(frequency_hz: float, rate_hz: float) -> float:
    """Work out the zero-phase band: squared Butterworth of a band, bilinear.

    A band-pass of order n has ``|H|^2 = 1 / (1 + q^(2n))`` with
    ``q = (w^2 - w1 w2) / (w (w2 - w1))`` and each ``w = tan(pi f / rate)``.
    """
    low_hz, high_hz = PARAMETERS.low_hz, min(20.0, 0.4 * rate_hz)
    w, w1, w2 = np.tan(np.pi * np.array([frequency_hz, low_hz, high_hz]) / rate_hz)
    q = (w**2 - w1 * w2) / (w * (w2 - w1))
    return float(1 / (1 + q ** (2 * PARAMETERS.order)))


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 100.0, 197.25])
@pytest.mark.parametrize("share_of_band", [0.01, 0.025, 0.1, 0.4, 0.8, 1.0, 1.1])
def test_a_sine_keeps_what_the_closed_form_says(
    rate_hz: float, share_of_band: float
) -> None:
    frequency_hz = share_of_band * min(20.0, 0.4 * rate_hz)
    time_s = np.arange(0, 40, 1 / rate_hz)
    sine = np.sin(2 * np.pi * frequency_hz * time_s)
    middle = (time_s > 10) & (time_s < 30)
    kept = bandpass(sine, rate_hz, PARAMETERS)[middle]
    expected = gain(frequency_hz, rate_hz) * sine[middle]
    np.testing.assert_allclose(kept, expected, atol=2e-3)


def test_gravity_and_slow_turning_are_removed() -> None:
    time_s = np.arange(0, 60, 1 / RATE_HZ)
    turn = np.radians(60) * np.sin(2 * np.pi * 0.05 * time_s)
    gravity_g = np.column_stack((np.sin(turn), np.zeros(len(turn)), np.cos(turn)))
    norm_g = motion_of(gravity_g).norm_g
    assert np.max(norm_g[100:-100]) < 0.003
    assert np.max(motion_of(np.tile([0.6, 0.0, 0.8], (500, 1))).norm_g) < 1e-6


def test_a_symmetric_pulse_stays_symmetric_and_in_place() -> None:
    time_s = (np.arange(4001) - 2000) / RATE_HZ
    pulse = np.exp(-0.5 * (time_s / 0.03) ** 2)
    kept = bandpass(pulse, RATE_HZ, PARAMETERS)
    np.testing.assert_allclose(kept, kept[::-1], atol=1e-9)
    assert np.argmax(kept) == 2000


@pytest.mark.parametrize("rate_hz", [24.0, 38.0, 50.0, 100.0, 200.0])
@pytest.mark.parametrize("width_s", [0.03, 0.05, 0.08, 0.15, 0.22])
def test_the_kept_share_of_a_gaussian_lobe_is_that_of_a_filter_in_time(
    width_s: float, rate_hz: float
) -> None:
    fine = 4000.0
    upper_hz = PARAMETERS.upper_hz(rate_hz)
    time_s = (np.arange(80001) - 40000) / fine
    pulse = np.exp(-4 * np.log(2) * (time_s / width_s) ** 2)
    low_edge = replace(PARAMETERS, low_hz=0.001, high_hz=upper_hz)
    kept = bandpass(pulse, fine, low_edge)
    widened_s = np.count_nonzero(kept > kept.max() / 2) / fine
    share = kept_share(np.array([widened_s]), upper_hz, PARAMETERS.order)
    assert share[0] == pytest.approx(kept.max(), rel=0.03)


def test_the_kept_share_grows_with_width_and_band() -> None:
    widths_s = np.linspace(0.03, 0.25, 30)
    narrow, wide = kept_share(widths_s, 12.0, 2), kept_share(widths_s, 20.0, 2)
    assert np.all(np.diff(narrow) >= 0)
    assert np.all(narrow <= wide)
    assert np.all(wide <= 1)


@pytest.mark.parametrize("sd_g", [0.001, 0.02])
def test_the_floor_of_white_noise_is_its_deviation_in_the_band(sd_g: float) -> None:
    noise_g = np.random.default_rng(0).normal(0, sd_g, (60000, 3))
    motion = motion_of(noise_g)
    in_band_g = np.std(motion.band_g)
    assert np.median(motion.floor_g) == pytest.approx(in_band_g, rel=0.05)
    frequency_hz = np.linspace(0.01, 49.99, 5000)
    kept = np.mean([gain(f, RATE_HZ) ** 2 for f in frequency_hz])
    assert in_band_g == pytest.approx(sd_g * np.sqrt(kept), rel=0.02)


@pytest.mark.parametrize(("per_h", "rise"), [(360, 1.10), (1440, 1.45)])
def test_jerks_do_not_raise_the_floor(per_h: int, rise: float) -> None:
    noise_g = np.random.default_rng(1).normal([0, 0, 1], 0.003, (60000, 3))
    still = recording_from_arrays(noise_g, sample_rate_hz=RATE_HZ, site="wrist")
    times_s = np.arange(2, 598, 3600 / per_h)
    jerking, _ = plant(still, times_s=times_s, amplitudes_g=np.full(len(times_s), 0.5))
    quiet_g = np.median(motion_of(still.acceleration_g).floor_g)
    assert np.median(motion_of(jerking.acceleration_g).floor_g) < rise * quiet_g


def test_the_strongest_jerks_every_few_seconds_leave_the_threshold_where_it_was() -> None:
    noise_g = np.random.default_rng(1).normal([0, 0, 1], 0.003, (60000, 3))
    still = recording_from_arrays(noise_g, sample_rate_hz=RATE_HZ, site="wrist")
    times_s = np.arange(2, 598, 2.5)
    jerking, _ = plant(still, times_s=times_s, amplitudes_g=np.full(len(times_s), 2.0))
    finding = DetectionParameters()
    snr_g = finding.min_snr * motion_of(jerking.acceleration_g).floor_g
    assert np.median(snr_g) < finding.min_peak_g


def test_a_jerk_at_the_start_of_a_stretch_does_not_raise_its_floor() -> None:
    noise_g = np.random.default_rng(1).normal(0, 0.003, (3000, 3))
    quiet_g = np.median(motion_of(noise_g).floor_g)
    noise_g[:60] += np.random.default_rng(2).normal(0, 1, (60, 3))
    assert motion_of(noise_g).floor_g[300] < 1.3 * quiet_g


def test_the_floor_does_not_depend_on_where_the_block_starts() -> None:
    norm_g = np.abs(np.random.default_rng(2).normal(size=6000))
    whole = noise_floor(norm_g, 80.3, 0, 8.0)
    later = noise_floor(norm_g[1234:], 80.3, 1234, 8.0)
    np.testing.assert_array_equal(later[1500:], whole[1234 + 1500 :])


def test_the_floor_follows_the_noise_from_one_time_to_another() -> None:
    rng = np.random.default_rng(3)
    noise_g = np.concatenate(
        [rng.normal(0, 0.002, (6000, 3)), rng.normal(0, 0.02, (6000, 3))]
    )
    floor_g = motion_of(noise_g).floor_g
    assert np.median(floor_g[7000:]) == pytest.approx(
        10 * np.median(floor_g[:5000]), rel=0.1
    )


@settings(max_examples=20)
@given(st.integers(0, 1000))
def test_turning_the_sensor_changes_neither_norm_nor_floor(seed: int) -> None:
    rng = np.random.default_rng(seed)
    samples_g = rng.normal(size=(1500, 3))
    turned_g = samples_g @ Rotation.random(random_state=seed).as_matrix().T
    one, other = motion_of(samples_g), motion_of(turned_g)
    np.testing.assert_allclose(other.norm_g, one.norm_g, atol=1e-5)
    np.testing.assert_allclose(other.floor_g, one.floor_g, atol=1e-5)


@pytest.mark.parametrize(
    ("value_g", "is_at_rail"), [(7.8, False), (7.85, True), (-8.0, True)]
)
def test_a_sample_near_the_end_of_the_range_is_at_the_rail(
    value_g: float, *, is_at_rail: bool
) -> None:
    samples_g = np.zeros((500, 3))
    samples_g[200, 1] = value_g
    assert np.flatnonzero(motion_of(samples_g, range_g=8.0).is_at_rail).tolist() == (
        [200] if is_at_rail else []
    )
    assert not np.any(motion_of(samples_g).is_at_rail)


def test_rows_at_a_seam_are_in_exactly_one_block() -> None:
    stamps_s = 0.1 + np.arange(20000) / 80.3
    recording = recording_from_arrays(np.zeros((20000, 3)), stamps_s=stamps_s)
    owners = np.zeros(20000, dtype=int)
    for block in recording.blocks(7.7, 20.0):
        motion = filter_block(block, PARAMETERS)
        rows = np.arange(len(motion.norm_g))
        owners[motion.first_row + rows[motion.is_in_core(rows)]] += 1
    assert set(owners) == {1}


@pytest.mark.parametrize("n", [1, 2, 7])
def test_a_few_samples_are_filtered_without_a_word(n: int) -> None:
    assert motion_of(np.ones((n, 3))).band_g.shape == (n, 3)


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("low_hz", 0.0, "low_hz must be above 0 and below high_hz"),
        ("low_hz", 20.0, "low_hz must be above 0 and below high_hz"),
        ("rail_share", 1.1, "rail_share must be above 0 and at most 1, but it is 1.1"),
        ("high_share", 0.5, "high_share must be above 0 and below 0.5, but it is 0.5"),
    ],
)
def test_a_setting_outside_its_limits_is_refused(
    setting: str, value: float, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        replace(PARAMETERS, **{setting: value})  # type: ignore[arg-type]

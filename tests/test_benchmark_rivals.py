"""The rivals on signals drawn by hand, each against its formula written out plainly."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from drawing import jerks
from lobes import gaussian
from scipy.spatial.transform import Rotation

from benchmarks.detection import customary, published
from benchmarks.detection.detectors import RIVALS, RULES, log_odds, one_row_a_jerk
from benchmarks.detection.traces import Found, peaks_of, traces_of
from myosense import Recording
from myosense.recording import recording_from_arrays

Signal = npt.NDArray[np.float64]
RATE_HZ = 100.0
NAMES = [name for name in RIVALS if name != RULES]


def drawn(
    lobes: dict[float, float], seconds: float = 40.0, rate_hz: float = RATE_HZ
) -> Recording:
    """Draw lobes of 80 ms along gravity, height by time, over a little noise."""
    time_s = np.arange(0, seconds, 1 / rate_hz)
    samples = np.random.default_rng(1).normal(0.0, 0.002, (len(time_s), 3))
    samples[:, 2] += 1.0
    for at_s, height_g in lobes.items():
        samples[:, 2] += height_g * gaussian(time_s, at_s, 0.08)
    return recording_from_arrays(samples, sample_rate_hz=rate_hz)


def score_at(found: Found, time_s: float, within_s: float = 0.1) -> float:
    """Return the highest score near a time."""
    is_near = np.abs(found.peak_s - time_s) <= within_s
    return float(np.max(found.score[is_near], initial=-np.inf))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
def test_the_one_lobe_scores_highest(name: str, rate_hz: float) -> None:
    found = RIVALS[name](drawn({23.0: 0.6}, rate_hz=rate_hz))
    assert found.peak_s[np.argmax(found.score)] == pytest.approx(23.0, abs=0.2)
    assert np.all(found.score >= 0)


@pytest.mark.parametrize("name", NAMES)
def test_a_turned_sensor_scores_the_same(name: str) -> None:
    recording = drawn({12.0: 0.3, 23.0: 0.6})
    turn = Rotation.from_euler("xyz", [0.4, -1.1, 2.0])
    samples = turn.apply(recording.acceleration_g).astype(np.float32)
    first = RIVALS[name](recording)
    second = RIVALS[name](replace(recording, acceleration_g=samples))
    for at_s in (12.0, 23.0):
        expected = score_at(first, at_s, 0.2)
        assert score_at(second, at_s, 0.2) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_found_in_a_recording_without_room(name: str) -> None:
    found = RIVALS[name](recording_from_arrays(np.ones((2, 3)), sample_rate_hz=50.0))
    assert len(found.peak_s) == len(found.score) == 0


@pytest.mark.parametrize("name", NAMES)
def test_times_are_the_recordings_across_a_gap(name: str) -> None:
    whole = drawn({8.0: 0.6, 31.0: 0.7})
    kept = np.abs(whole.time_s - 20.0) > 2.0
    cut = recording_from_arrays(whole.acceleration_g[kept], stamps_s=whole.time_s[kept])
    assert len(cut.stretches) == 2
    found = RIVALS[name](cut)
    top = np.sort(found.peak_s[np.argsort(-found.score)[:2]])
    assert top == pytest.approx([8.0, 31.0], abs=0.2)


def test_the_vector_magnitude_scores_the_height_above_gravity() -> None:
    samples = np.tile([0.0, 0.0, 1.0], (300, 1))
    samples[100], samples[200] = [0.0, 0.0, 1.5], [0.0, 2.0, 0.0]
    recording = recording_from_arrays(samples, sample_rate_hz=100.0)
    found = customary.vector_magnitude(recording)
    assert found.peak_s == pytest.approx([1.0, 2.0])
    assert found.score == pytest.approx([0.5, 1.0])


def test_the_jerk_is_in_deviations_above_its_mean() -> None:
    recording = drawn({20.0: 0.5})
    x = recording.acceleration_g.astype(np.float64)
    sizes = [
        np.linalg.norm(x[min(i + 1, len(x) - 1)] - x[max(i - 1, 0)])
        * (RATE_HZ / (1 if i in {0, len(x) - 1} else 2))
        for i in range(len(x))
    ]
    expected = (np.max(sizes) - np.mean(sizes)) / np.std(sizes)
    assert np.max(customary.jerk_sd(recording).score) == pytest.approx(expected)


def test_the_ratio_holds_the_short_average_against_the_long_one_before_it() -> None:
    recording = drawn({25.0: 0.5})
    (trace,) = traces_of(recording)
    power = np.sum(customary.band_of(trace) ** 2, axis=1)
    ratios = [
        np.mean(power[i - 10 : i + 10]) / np.mean(power[i - 10 - 1000 : i - 10])
        for i in range(2480, 2520)
    ]
    found = customary.sta_lta(recording)
    assert score_at(found, 25.0) == pytest.approx(np.max(ratios), rel=1e-9)
    assert not np.any(found.peak_s < 2.0)


def test_the_energy_of_a_sine_is_constant() -> None:
    turn = 2 * np.pi * 5.0 / RATE_HZ
    wave = 0.3 * np.sin(turn * np.arange(200))[:, None]
    energy = customary.teager_energy(np.hstack((wave, 2 * wave)))
    assert energy[1:-1] == pytest.approx((0.3**2 + 0.6**2) * np.sin(turn) ** 2)


def test_the_energy_is_in_deviations_of_the_quieter_half() -> None:
    recording = drawn({20.0: 0.5})
    (trace,) = traces_of(recording)
    energy = customary.teager_energy(customary.band_of(trace))
    seconds = sorted(energy.reshape(-1, 100), key=lambda second: float(np.sum(second)))
    rest = np.concatenate(seconds[:20])
    expected = (np.max(energy) - np.mean(rest)) / np.std(rest)
    assert np.max(customary.teager_kaiser(recording).score) == pytest.approx(expected)


@pytest.mark.parametrize("width_s", [0.05, 0.1, 0.2])
def test_the_wavelet_has_its_width_and_no_mean(width_s: float) -> None:
    shape, top = published.wavelet(width_s, 1000.0)
    is_high = shape > shape[top] / 2
    assert np.count_nonzero(is_high) / 1000 == pytest.approx(width_s, rel=0.03)
    assert np.sum(shape) == pytest.approx(0.0, abs=1e-12)
    assert np.min(shape) < -0.1 * shape[top]


@pytest.mark.parametrize("i", [1, 4, 7])
def test_of_all_widths_the_motions_own_fits_best(i: int) -> None:
    width_s = float(published.WAVELET_WIDTHS_S[i])
    shape, top = published.wavelet(width_s, RATE_HZ)
    motion = 0.4 * shape / shape[top]
    samples = np.tile([0.0, 0.0, 1.0], (2000, 1))
    samples[700 : 700 + len(shape), 0] += motion
    recording = recording_from_arrays(samples, sample_rate_hz=RATE_HZ)
    found = published.matched_wavelet(recording)
    energy = np.sum(motion**2) / RATE_HZ
    assert np.max(found.score) == pytest.approx(np.sqrt(energy), rel=0.01)
    best_s = found.peak_s[np.argmax(found.score)]
    assert best_s == pytest.approx((700 + top) / RATE_HZ, abs=0.011)


def test_the_window_adds_log_variance_and_log_jerk() -> None:
    recording = drawn({20.0: 0.5})
    (trace,) = traces_of(recording)
    x = trace.acceleration_g
    jerk = np.sum((np.gradient(x, axis=0) * RATE_HZ) ** 2, axis=1)
    variance, change = (
        np.array([np.mean(jerk[i - 50 : i + 50]) for i in range(50, 3950)]),
        np.array([np.sum(np.var(x[i - 50 : i + 50], axis=0)) for i in range(50, 3950)]),
    )
    scores = np.log(variance / np.median(variance)) + np.log(change / np.median(change))
    found = published.variance_and_jerk(recording)
    assert np.max(found.score) == pytest.approx(np.max(scores), abs=0.02)
    assert found.peak_s[np.argmax(found.score)] == pytest.approx(20.0, abs=0.02)


def test_movements_within_five_seconds_are_one() -> None:
    def count(gap_s: float) -> int:
        found = published.envelope(drawn({20.0: 1.5, 20.0 + gap_s: 1.2}, 60.0))
        return int(np.count_nonzero(found.score > np.max(found.score) / 2))

    assert (count(4.5), count(9.0)) == (1, 2)


def test_the_envelope_goes_through_the_highest_of_nine_maxima() -> None:
    heights = np.random.default_rng(3).uniform(1.0, 2.0, size=27)
    signal = np.zeros(2 * 27 + 1)
    signal[1::2] = heights
    line = published.through_tops(signal)
    for group in range(3):
        top = 9 * group + int(np.argmax(heights[9 * group : 9 * group + 9]))
        assert line[2 * top + 1] == heights[top]
    assert np.count_nonzero(np.isclose(line, signal)) == 3


def test_of_two_near_peaks_the_higher_one_stays() -> None:
    (trace,) = traces_of(drawn({}))
    score = np.zeros(len(trace.acceleration_g))
    score[[1000, 1020, 1060]] = [1.0, 2.0, 1.0]
    assert peaks_of([trace], [score]).peak_s == pytest.approx([10.2, 10.6])


def test_a_train_gets_a_row_for_every_cycle() -> None:
    table = jerks([5.0, 11.0]).assign(
        label=["jerk", "train"], n_jerks=[1, 4], onset_s=[4.9, 10.0], stop_s=[5.2, 14.0]
    )
    rows = one_row_a_jerk(table.assign(duration_s=table["stop_s"] - table["onset_s"]))
    assert rows["peak_s"].tolist() == [5.0, 10.5, 11.5, 12.5, 13.5]
    assert rows["label"].tolist() == ["jerk", *["train"] * 4]


def test_log_odds_keep_near_certain_probabilities_in_order() -> None:
    odds = log_odds(np.array([0.0, 0.5, 0.999, 0.9999, 1.0]))
    assert odds[1] == 0.0
    assert np.all(np.diff(odds) > 0)
    assert np.all(np.isfinite(odds))

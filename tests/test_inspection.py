"""What is said of a recording: drawn ones, with the right answer known beforehand."""

import json
from dataclasses import replace
from datetime import datetime

import numpy as np
import pytest
from drawing import coverage

from myosense import Settings, simulate
from myosense.inspection import inspect, render
from myosense.recording import Recording, recording_from_arrays

SETTINGS = Settings()


def noise(
    sd_g: float, *, rate_hz: float = 100.0, seconds: float = 120.0, range_g: float = 8.0
) -> Recording:
    """Make white noise around gravity."""
    n = round(seconds * rate_hz)
    samples_g = np.random.default_rng(0).normal(0, sd_g, (n, 3)) + np.array([0, 0, 1])
    return recording_from_arrays(samples_g, sample_rate_hz=rate_hz, range_g=range_g)


def test_the_smallest_jerk_is_worked_out_from_the_noise_in_the_band() -> None:
    # A second-order Butterworth low-pass run twice keeps the power of
    # 20 Hz * integral of 1 / (1 + x^4)^2 = 20 Hz * 3 pi sqrt(2) / 16 out of 50 Hz.
    share = np.sqrt((20 * 3 * np.pi * np.sqrt(2) / 16 - 0.5) / 50)
    said = inspect(noise(0.02), None, SETTINGS)["visibility"]
    assert said["noise_floor_g"] == pytest.approx(0.02 * share, rel=0.05)
    assert said["smallest_detectable_g"] == pytest.approx(
        SETTINGS.detection.min_snr * said["noise_floor_g"]
    )


def test_a_quiet_sensor_is_held_to_the_smallest_peak_of_the_settings() -> None:
    said = inspect(noise(0.0005), None, SETTINGS)["visibility"]
    assert said["smallest_detectable_g"] == SETTINGS.detection.min_peak_g


@pytest.mark.parametrize(
    ("rate_hz", "verdict"),
    [
        (20.0, "refused"),
        (24.0, "lower bound"),
        (37.9, "lower bound"),
        (38.0, "slow"),
        (44.9, "slow"),
        (45.0, "full"),
    ],
)
def test_the_verdict_follows_the_rate(rate_hz: float, verdict: str) -> None:
    said = inspect(noise(0.003, rate_hz=rate_hz), None, SETTINGS)
    assert said["visibility"]["verdict"].startswith(verdict)
    assert (said["coverage"] is None) == (verdict == "refused")
    assert verdict in render(said)


def test_gaps_are_counted_and_measured() -> None:
    stamps_s = np.arange(6000) / 100
    stamps_s[2000:] += 10
    stamps_s[4000:] += 2.5
    flat = np.tile([0.0, 0.0, 1.0], (6000, 1))
    said = inspect(recording_from_arrays(flat, stamps_s=stamps_s), None, SETTINGS)
    assert said["time"]["n_gaps"] == 2
    assert said["time"]["gaps_s"] == pytest.approx(12.5)
    assert said["time"]["longest_gap_s"] == pytest.approx(10)
    assert said["coverage"]["seconds_by_reason"]["gap"] == pytest.approx(12.5)
    assert "2 of 12.5 s in all, the longest 10.0 s" in render(said)


def test_samples_at_the_end_of_the_range_are_counted() -> None:
    recording = noise(0.003, range_g=2.0)
    samples_g = recording.acceleration_g.copy()
    samples_g[1000:1003, 1] = -2.0
    samples_g[5000, :2] = 2.0
    said = inspect(replace(recording, acceleration_g=samples_g), None, SETTINGS)
    assert said["acceleration"]["n_clipped_samples"] == 4
    assert said["acceleration"]["largest_g"] == 2.0


def test_a_coverage_that_is_known_is_taken() -> None:
    known = coverage((0.01, 0.02), lost_h=[(0, 0.01, "not worn")], hours=0.033)
    said = inspect(noise(0.003), known, SETTINGS)
    assert said["coverage"]["analyzable_h"] == pytest.approx(0.01)
    assert said["coverage"]["seconds_by_reason"] == {"not worn": pytest.approx(36)}


def test_nothing_judged_leaves_the_noise_blank() -> None:
    said = inspect(noise(0.003), coverage(lost_h=[(0, 1, "not worn")]), SETTINGS)
    assert said["visibility"]["smallest_detectable_g"] is None
    assert "Noise shows" not in render(said)


def test_blocks_do_not_change_what_is_said() -> None:
    recording = noise(0.02, seconds=300)
    whole = inspect(recording, None, SETTINGS)
    cut = replace(SETTINGS, blocks=replace(SETTINGS.blocks, block_s=37.0))
    pieces = inspect(recording, None, cut)
    floor_g = whole["visibility"]["noise_floor_g"]
    assert pieces["visibility"]["noise_floor_g"] == pytest.approx(floor_g, rel=1e-3)
    assert pieces["coverage"] == whole["coverage"]


def test_it_is_json_and_every_line_has_its_label() -> None:
    start = datetime(2025, 6, 1, 20, 0)  # noqa: DTZ001 - a wall clock
    recording = simulate(hours=0.05, start=start, with_gyroscope=True).recording
    said = inspect(replace(recording, notices=("as it is",)), None, SETTINGS)
    assert json.loads(json.dumps(said, allow_nan=False)) == said
    text = render(said)
    for words in ("2025-06-01T20:00:00", "no zone", "with angular", "±8 g", "as it is"):
        assert words in text
    labels = (
        "File",
        "Device",
        "Worn at",
        "Start",
        "Rate",
        "Unit",
        "Range",
        "Judged",
        "Note",
    )
    assert all(f"\n{label} " in f"\n{text}" for label in labels)

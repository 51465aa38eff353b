"""What is said of a recording: drawn ones, with the right answer known beforehand."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest
from drawing import coverage

from myosense import Settings, simulate
from myosense.coverage import Coverage
from myosense.inspection import inspect
from myosense.recording import Recording, recording_from_arrays
from myosense.report.inspected import render

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
    assert "2, together 12.5 s, the longest 10.0 s" in render(said)


def test_samples_at_the_end_of_the_range_are_counted() -> None:
    recording = noise(0.003, range_g=2.0)
    samples_g = recording.acceleration_g.copy()
    samples_g[1000:1003, 1] = -2.0
    samples_g[5000, :2] = 2.0
    said = inspect(replace(recording, acceleration_g=samples_g), None, SETTINGS)
    assert said["acceleration"]["n_clipped_samples"] == 4
    assert said["acceleration"]["largest_g"] == 2.0
    assert "4 samples at the end of the range" in render(said)
    samples_g[1000:1003, 1] = 0
    said = inspect(replace(recording, acceleration_g=samples_g), None, SETTINGS)
    assert "1 sample at the end of the range" in render(said)


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
    for words in ("2025-06-01 20:00:00", "not known", "deg/s", "±8 g", "as it is"):
        assert words in text
    labels = (
        "File",
        "Device",
        "Worn at",
        "Start",
        "Time zone",
        "Samples",
        "Rate",
        "Unit",
        "Range",
        "Judged",
        "Note",
    )
    assert all(f"\n{label} " in f"\n{text}" for label in labels)


def limits(recording: Recording, judged: Coverage | None = None) -> str:
    return " / ".join(inspect(recording, judged, SETTINGS)["visibility"]["limits"])


def test_what_cannot_be_said_goes_when_it_is_known() -> None:
    bare = noise(0.003)
    said = limits(bare)
    for words in ("no date", "no site", "30 judged minutes"):
        assert words in said
    utc = replace(bare, start=datetime(2025, 6, 1, 20, 0, tzinfo=UTC))
    assert "the clock is UTC" in limits(utc)
    assert "range is not known" in limits(replace(bare, range_g=None))
    removed = replace(bare, evidence={"gravity_included": "no: removed"})
    assert "gravity is not in the values" in limits(removed)
    known = replace(
        bare,
        site="wrist",
        start=datetime(2025, 6, 1, 20, 0),  # noqa: DTZ001 - a wall clock
    )
    assert limits(known, coverage((0, 0.51), hours=0.51)) == ""
    assert limits(known, coverage((0, 0.49), hours=0.51)).startswith("a class of")


def test_a_gyroscope_of_another_rate_is_said_with_its_own() -> None:
    recording = noise(0.003)
    turning_dps = np.repeat(np.random.default_rng(1).normal(0, 50, (3000, 3)), 4, axis=0)
    turning_dps[600] = -321.4
    turned = replace(recording, angular_velocity_dps=turning_dps.astype(np.float32))
    said = inspect(turned, None, SETTINGS)
    assert said["gyroscope"]["rate_hz"] == pytest.approx(25, rel=0.01)
    assert said["gyroscope"]["largest_dps"] == pytest.approx(321.4)
    assert said["gyroscope"]["known_share"] == 1
    turned.angular_velocity_dps[6000:] = np.nan  # type: ignore[index]
    said = inspect(turned, None, SETTINGS)
    assert said["gyroscope"]["known_share"] == 0.5
    text = render(said)
    assert "25 new values a second, up to 321 deg/s; blank in 50 % of the samples" in text
    assert "Gyroscope     none" in render(inspect(recording, None, SETTINGS))


def test_declared_and_observed_rate_and_rows_left_out_stand_beside_each_other() -> None:
    evidence = {"rate": "98.9 Hz", "declared_rate_hz": "100", "n_rows": "12081"}
    recording = replace(noise(0.003, rate_hz=98.9, seconds=121.335), evidence=evidence)
    said = inspect(recording, None, SETTINGS)
    assert (said["rate"]["declared_hz"], said["file"]["n_rows"]) == (100, 12081)
    text = render(said)
    assert "Rate          98.9 Hz\n              100 Hz declared, -1.1 % off" in text
    assert "12,000 of 12,081 rows" in text


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(90, "90.0 s, of it 90.0 s"), (600, "10.0 min, of it"), (7560, "2.10 h, of it 2.10")],
)
def test_a_duration_is_written_in_a_unit_that_fits(seconds: float, words: str) -> None:
    flat = np.tile([0.0, 0.0, 1.0], (round(20 * seconds), 1))
    recording = recording_from_arrays(flat, sample_rate_hz=20)
    assert words in render(inspect(recording, None, SETTINGS))

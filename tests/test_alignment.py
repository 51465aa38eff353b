"""Clocks of two co-worn sensors: planted offsets and drifts, and sensors of two people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from drawing import facts

from myosense.alignment import ALIGNED, Alignment, align, by_motion, starts_apart
from myosense.envelopes import Envelope, envelope
from myosense.filtering import FilterParameters
from myosense.intervals import Seconds
from myosense.lags import AlignmentParameters, Line
from myosense.recording import recording_from_arrays
from myosense.simulation import body_lags, plant

PARAMETERS = AlignmentParameters()
RATE_HZ, SECONDS = 50.0, 2400
SITES, SIDES = ("wrist", "ankle"), ("left", "left")


def worn(
    seed: int, site: str, at_s: Seconds, *, cut_s: float = 0.0, drift_ppm: float = 0.0
) -> Envelope:
    """Record jerks that peak at these times by a sensor that starts late and runs fast."""
    noise_g = np.random.default_rng(seed).normal((0, 0, 1), 0.003, (SECONDS * 50, 3))
    still = recording_from_arrays(noise_g, sample_rate_hz=RATE_HZ, site=site)
    recording, _ = plant(still, seed=seed, times_s=at_s, min_spacing_s=0.0)
    fast = recording_from_arrays(
        recording.acceleration_g[round(cut_s * RATE_HZ) :],
        sample_rate_hz=RATE_HZ * (1 + 1e-6 * drift_ppm),
    )
    peaks_s = (at_s - cut_s) / (1 + 1e-6 * drift_ppm)
    whole = np.array([[0.0, fast.duration_s]])
    return envelope(fast, whole, peaks_s[peaks_s > 0], FilterParameters())


def pair(
    seed: int, *, n_shared: int, cut_s: float = 0.0, drift_ppm: float = 0.0
) -> tuple[Envelope, Envelope]:
    """Wear a wrist and an ankle: shared jerks run through the body, others do not."""
    rng = np.random.default_rng(seed)
    at_s = rng.uniform(3, SECONDS - 3, n_shared)
    lags_s = np.array([body_lags(rng, SITES, SIDES) for _ in at_s]).reshape(-1, 2)
    own_s = rng.uniform(3, SECONDS - 3, (2, 20))
    first_s, second_s = (np.sort(np.append(at_s + lags_s[:, i], own_s[i])) for i in (0, 1))
    first = worn(2 * seed, "wrist", first_s)
    second = worn(2 * seed + 1, "ankle", second_s, cut_s=cut_s, drift_ppm=drift_ppm)
    return first, second


@pytest.mark.parametrize(
    ("seed", "stated_s", "drift_ppm"),
    [(1, 0.0, 0.0), (2, 47.3, 30.0), (3, -180.0, -30.0)],
)
def test_a_planted_offset_and_drift_are_found_but_for_the_way_through_the_body(
    seed: int, stated_s: float, drift_ppm: float
) -> None:
    cut_s = 60.0
    first, second = pair(seed, n_shared=30, cut_s=cut_s, drift_ppm=drift_ppm)
    found = align(first, second, cut_s - stated_s, PARAMETERS)
    assert (found.is_aligned, found.verdict) == (True, ALIGNED)
    own_s = np.array([0.0, 1000.0, 2300.0])
    true_s = cut_s + own_s * (1 + 1e-6 * drift_ppm)
    # Leg after arm, both ways: the mean lag is below 15 ms.
    error_s = np.abs(found.to_first(own_s) - true_s)
    assert np.all(error_s < 0.035)
    assert np.all(error_s < 3 * found.clock_error_s)
    assert found.offset_s == pytest.approx(stated_s, abs=0.08)
    assert 0.015 <= found.clock_error_s < 0.03


@pytest.mark.parametrize("seed", range(5))
def test_sensors_without_shared_motion_are_not_aligned(seed: int) -> None:
    found = align(*pair(seed, n_shared=0), 0.0, PARAMETERS)
    assert not found.is_aligned
    assert found.verdict.startswith("not aligned: no shared motion")
    assert np.isnan(found.offset_s)


def test_too_little_common_time_is_said() -> None:
    first, second = pair(1, n_shared=30)
    found = align(first, second, SECONDS - 100.0, PARAMETERS)
    assert found.verdict == "not aligned: under 3 minutes of common time"
    assert align(first, second, 100.0 - SECONDS, PARAMETERS).verdict == found.verdict
    assert not align(first, second, SECONDS + 100.0, PARAMETERS).is_aligned


def test_shared_motion_without_peaks_does_not_show_the_clocks() -> None:
    first, second = pair(1, n_shared=30)
    bare = replace(second, peaks_s=np.empty(0))
    found = align(first, bare, 0.0, PARAMETERS)
    assert not found.is_aligned
    assert found.verdict.endswith("no shared motion is brief enough to show the clocks")


def test_a_line_in_shared_motion_is_stated_on_the_clock_of_the_second() -> None:
    line = Line(
        middle_s=500.0,
        offset_s=2.0,
        drift_ppm=30.0,
        offset_error_s=0.01,
        drift_error_ppm=4.0,
    )
    found = by_motion(line, 100.0, np.array([0.03, 0.02]))
    assert (found.is_aligned, found.method) == (True, "shared motion")
    # At 500 s on the first clock, or 400 s of the second, the second is 2 s late.
    np.testing.assert_allclose(found.to_first(np.array([400.0, 1400.0])), [502.0, 1502.03])
    assert (found.offset_error_s, found.drift_error_ppm) == (0.01, 4.0)
    assert found.clock_error_s == 0.03


def test_offset_and_drift_make_one_line_of_times() -> None:
    found = Alignment(
        is_aligned=True,
        verdict=ALIGNED,
        apart_s=10,
        middle_s=1000,
        offset_s=2,
        drift_ppm=50,
    )
    np.testing.assert_allclose(
        found.to_first(np.array([0.0, 1000.0, 3000.0])), [11.95, 1012.0, 3012.1]
    )


NOON = datetime(2025, 10, 25, 12, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("first", "second", "apart_s"),
    [
        (None, None, 0.0),
        (NOON, None, None),
        (None, NOON, None),
        (NOON, NOON.replace(tzinfo=None), None),
        (NOON, NOON.astimezone(UTC) + timedelta(minutes=3), 180.0),
        # The clocks go back in this night: a wall clock later is an hour more.
        (NOON, NOON + timedelta(days=1), 25 * 3600.0),
        (NOON.replace(tzinfo=None), NOON.replace(tzinfo=None) + timedelta(days=1), 86400.0),
    ],
)
def test_starts_are_held_side_by_side_where_that_can_be(
    first: datetime | None, second: datetime | None, apart_s: float | None
) -> None:
    zones = [
        "Europe/Berlin" if at is not None and at.tzinfo else None for at in (first, second)
    ]
    one, other = (
        facts(key, start=at, time_zone=zone)
        for key, at, zone in zip("ab", (first, second), zones, strict=True)
    )
    assert starts_apart(one, other) == apart_s

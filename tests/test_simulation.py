"""Whole simulated recordings: the same motion for every sensor, and scenes as described."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TypedDict

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from myosense import events
from myosense.errors import ArgumentError, SettingsError
from myosense.simulation import SCENARIOS, simulate
from myosense.simulation.dayshapes import EVENING, relative_rate
from myosense.simulation.scenarios import LOOKALIKES, draw_scene
from myosense.simulation.scenes import Scene


class Device(TypedDict):
    """Arguments that make a sensor."""

    noise_g: float
    resolution_g: float
    offset_g: float
    range_g: float


IDEAL: Device = {"noise_g": 0.0, "resolution_g": 0.0, "offset_g": 0.0, "range_g": 1000.0}


def scene_of(scenario: str, stop_s: float, site: str = "wrist", seed: int = 0) -> Scene:
    rng = np.random.default_rng
    return draw_scene(
        rng(seed), rng(seed + 1), scenario=scenario, stop_s=stop_s, site=site, start_h=None
    )


def second_sd_g(samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Spread within each second of 100 samples, largest axis."""
    seconds = samples[: len(samples) // 100 * 100].reshape(-1, 100, 3)
    spread: npt.NDArray[np.float32] = seconds.std(axis=1).max(axis=1)
    return spread


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(scenario: str) -> None:
    first, second, other = (
        simulate(seed=seed, hours=0.1, scenario=scenario, rate_per_h=100)
        for seed in (1, 1, 2)
    )
    samples = first.recording.acceleration_g
    assert samples.tobytes() == second.recording.acceleration_g.tobytes()
    assert samples.tobytes() != other.recording.acceleration_g.tobytes()
    pd.testing.assert_frame_equal(first.truth, second.truth)
    pd.testing.assert_frame_equal(first.lookalikes, second.lookalikes)


@pytest.mark.parametrize("sample_rate_hz", [50.0, 64.0, 128.0, 200.0])
def test_every_rate_records_the_same_motion(sample_rate_hz: float) -> None:
    reference = simulate(seed=3, hours=0.1, rate_per_h=200, sample_rate_hz=100.0, **IDEAL)
    other = simulate(
        seed=3, hours=0.1, rate_per_h=200, sample_rate_hz=sample_rate_hz, **IDEAL
    )
    pd.testing.assert_frame_equal(reference.truth, other.truth)
    slow, fast = sorted(
        (reference.recording, other.recording), key=lambda r: r.sample_rate_hz
    )
    on_slow = np.column_stack(
        [np.interp(slow.time_s, fast.time_s, axis) for axis in fast.acceleration_g.T]
    )
    error_g = np.linalg.norm(on_slow - slow.acceleration_g, axis=1)
    assert np.percentile(error_g, 99) < 0.02
    assert np.max(error_g) < 0.15 * reference.truth["peak_g"].max()


def test_with_and_without_jerks_differ_by_the_truth() -> None:
    with_jerks = simulate(seed=4, hours=0.2, rate_per_h=150, sample_rate_hz=500.0, **IDEAL)
    without = simulate(seed=4, hours=0.2, rate_per_h=0, sample_rate_hz=500.0, **IDEAL)
    assert without.truth.empty
    added = with_jerks.recording.acceleration_g - without.recording.acceleration_g
    norm_g = np.linalg.norm(added, axis=1)
    rows = np.round(with_jerks.truth["peak_s"].to_numpy() * 500).astype(int)
    share = norm_g[rows] / with_jerks.truth["peak_g"].to_numpy()
    # Gravity turns by the joint's angle meanwhile; `plant` is held to the exact value.
    assert np.median(share) == pytest.approx(1, abs=0.05)
    assert np.all(np.abs(share - 1) < 0.35)
    far = np.ones(len(norm_g), dtype=bool)
    for peak_s in with_jerks.truth["peak_s"]:
        far[max(round((peak_s - 1) * 500), 0) : round((peak_s + 6) * 500)] = False
    assert np.all(norm_g[far] == 0)


@pytest.mark.parametrize("rate_per_h", [0.0, 30.0, 300.0])
def test_as_many_jerks_as_asked_for_with_their_spacing(rate_per_h: float) -> None:
    truth = simulate(seed=5, hours=1, rate_per_h=rate_per_h, sample_rate_hz=25.0).truth
    assert len(truth) == pytest.approx(rate_per_h, abs=4 * rate_per_h**0.5)
    assert np.all(np.diff(truth["peak_s"]) >= 0.4 - 1e-9)
    assert np.all(truth["peak_s"].between(1.5, 3598.5))
    assert np.all(truth["peak_g"].between(0.1, 3.0))
    events.check(truth)


def test_a_sensor_on_the_table_feels_knocks_and_its_own_noise_only() -> None:
    table = simulate(seed=6, hours=1, scenario="table", rate_per_h=100)
    assert table.truth.empty
    assert set(table.lookalikes["label"]) == {"contact"}
    spread = second_sd_g(table.recording.acceleration_g)
    assert np.median(spread) == pytest.approx(0.0033, abs=0.0004)
    ideal = simulate(seed=6, hours=0.1, scenario="table", **IDEAL)
    assert np.median(second_sd_g(ideal.recording.acceleration_g)) < 1e-6


def test_a_body_at_rest_breathes() -> None:
    still = simulate(seed=7, hours=0.25, rate_per_h=0, **IDEAL).recording.acceleration_g
    wanted = np.median(second_sd_g(still))
    assert 0.0002 < wanted < 0.003
    norm_g = np.linalg.norm(still, axis=1)
    assert np.median(norm_g) == pytest.approx(1, abs=0.003)


@pytest.mark.parametrize(
    ("scenario", "least", "most"),
    [
        ("still", 0.0, 0.02),
        ("night", 0.0, 0.02),
        ("evening", 0.1, 0.7),
        ("walking", 0.7, 1),
    ],
)
def test_scenarios_are_as_busy_as_they_say(
    scenario: str, least: float, most: float
) -> None:
    samples = simulate(seed=8, hours=2, scenario=scenario, rate_per_h=0).recording
    share = float(np.mean(second_sd_g(samples.acceleration_g) > 0.03))
    assert least <= share <= most


def test_a_sleeper_turns_over_every_10_to_40_minutes() -> None:
    starts_s = np.array([move.start_s for move in scene_of("night", 100 * 3600).moves])
    pauses_s = np.diff(starts_s)
    pauses_s = pauses_s[pauses_s > 60]
    assert np.min(pauses_s) > 590
    assert np.max(pauses_s) < 2450


def test_a_day_follows_the_clock_and_its_jerks_gather_at_night() -> None:
    day = simulate(seed=9, hours=24, scenario="day", sample_rate_hz=25, rate_per_h=12)
    hours = day.truth["peak_s"] / 3600 + 7
    assert not hours.between(21, 21.5).any()
    per_h = np.histogram(hours % 24, bins=[0, 6, 12, 18])[0] / 6
    assert per_h[0] > 2 * per_h[1]
    assert np.mean(EVENING) == pytest.approx(1, abs=0.01)
    at_one = relative_rate("day", 1.5)(np.array([0.0]))
    assert at_one == pytest.approx(EVENING[1])
    midnight = relative_rate("day", 0.0)(np.array([0.0]))
    assert midnight == pytest.approx((EVENING[0] + EVENING[-1]) / 2)
    assert relative_rate("still", 1.5)(np.array([0.0, 9.0])) == pytest.approx([1, 1])


def test_bouts_follow_each_other_without_a_hole() -> None:
    for scenario in SCENARIOS:
        stop_s = 25 * 3600.0 if scenario == "day" else 1800.0
        bouts = scene_of(scenario, stop_s, site="head").bouts
        assert bouts[0][0] == 0
        assert bouts[-1][1] == pytest.approx(stop_s)
        assert all(a[1] == b[0] for a, b in pairwise(bouts))


def test_posture_is_of_length_one_and_goes_on_smoothly_through_moves() -> None:
    scene = scene_of("evening", 1800)
    assert len(scene.moves) > 30
    gravity = scene.gravity_at(np.arange(0, 1800, 0.01))
    np.testing.assert_allclose(np.linalg.norm(gravity, axis=1), 1)
    assert np.max(np.linalg.norm(np.diff(gravity, axis=0), axis=1)) < 0.1
    ends = np.array([move.start_s + move.duration_s for move in scene.moves])
    starts = np.array([move.start_s for move in scene.moves])
    assert np.all(starts[1:] >= ends[:-1])


def test_two_sites_of_one_seed_are_one_person() -> None:
    wrist, ankle = (
        simulate(
            seed=10,
            hours=1.5,
            site=site,
            scenario="evening",
            rate_per_h=60,
            sample_rate_hz=25,
        )
        for site in ("wrist", "ankle")
    )
    walks = [
        table.lookalikes.query("label == 'gait'")[["onset_s", "rhythm_hz"]].to_numpy()
        for table in (wrist, ankle)
    ]
    assert len(walks[0]) > 0
    np.testing.assert_array_equal(walks[0], walks[1])
    assert len(ankle.lookalikes) < len(wrist.lookalikes) / 2
    assert not set(wrist.truth["peak_s"]) & set(ankle.truth["peak_s"])


def test_two_sensors_of_one_seed_have_noise_of_their_own() -> None:
    noise = [
        simulate(seed=10, hours=0.05, rate_per_h=0, side=side).recording.acceleration_g
        for side in ("left", "right")
    ]
    steps = [np.diff(samples[:, 0]) for samples in noise]
    assert abs(np.corrcoef(steps[0], steps[1])[0, 1]) < 0.05


@pytest.mark.parametrize("label", LOOKALIKES)
def test_look_alikes_can_be_added_to_any_scenario(label: str) -> None:
    plain = simulate(seed=11, hours=1, rate_per_h=5)
    more = simulate(seed=11, hours=1, rate_per_h=5, lookalikes_per_h={label: 30})
    added = (more.lookalikes["label"] == label).sum() - (
        plain.lookalikes["label"] == label
    ).sum()
    assert added == pytest.approx(30, abs=20)
    np.testing.assert_array_equal(plain.truth["peak_s"], more.truth["peak_s"])
    spread = [second_sd_g(s.recording.acceleration_g) for s in (plain, more)]
    assert np.sum(spread[1] > 0.02) > np.sum(spread[0] > 0.02) + 10


def test_what_leaves_the_range_is_flagged_and_held() -> None:
    loud = simulate(seed=12, hours=1, rate_per_h=100, range_g=2.0, amplitude_g=(0.2, 4.0))
    assert np.max(np.abs(loud.recording.acceleration_g)) == 2.0
    is_clipped = loud.truth["flags"] == "clipped"
    assert 0 < is_clipped.sum() < len(loud.truth)
    assert loud.truth.loc[is_clipped, "peak_g"].min() > 0.9
    assert loud.truth.loc[~is_clipped, "peak_g"].max() < 3.2


def test_the_gyroscope_measures_the_turning_of_gravity() -> None:
    moved = simulate(
        seed=13, hours=0.2, scenario="evening", rate_per_h=100, with_gyroscope=True, **IDEAL
    )
    assert moved.recording.angular_velocity_dps is not None
    spin = np.linalg.norm(moved.recording.angular_velocity_dps, axis=1)
    rows = np.round(moved.truth["peak_s"].to_numpy() * 100).astype(int)
    fastest = [np.max(spin[max(row - 30, 0) : row + 50]) for row in rows]
    assert np.all(fastest > 0.8 * moved.truth["peak_dps"].to_numpy())
    assert simulate(hours=0.01).recording.angular_velocity_dps is None


def test_truth_carries_clock_times_through_the_repeated_hour() -> None:
    start = datetime(2025, 10, 26, 2, 30)  # noqa: DTZ001  a wall clock, as users give it
    night = simulate(
        seed=14,
        hours=1,
        rate_per_h=60,
        sample_rate_hz=25,
        start=start,
        time_zone="Europe/Berlin",
    )
    first, last = night.truth.iloc[0], night.truth.iloc[-1]
    assert first["time"].utcoffset() == timedelta(hours=2)
    assert last["time"].utcoffset() == timedelta(hours=1)
    since = (last["time_utc"] - pd.Timestamp(2025, 10, 26, 0, 30, tz=UTC)).total_seconds()
    assert since == pytest.approx(last["peak_s"], abs=1e-6)
    assert simulate(hours=0.1, rate_per_h=100).truth["time"].isna().all()


def test_a_zone_may_be_a_fixed_offset_and_a_site_carry_its_side() -> None:
    start = datetime(2025, 1, 1, 12)  # noqa: DTZ001  a wall clock, as users give it
    made = simulate(
        hours=0.01, site="right hand", side="right", start=start, time_zone="UTC+02:00"
    ).recording
    assert (made.site, made.side) == ("hand", "right")
    assert str(made.start) == "2025-01-01 12:00:00+02:00"


def test_unknown_words_are_refused_with_the_nearest_known_one() -> None:
    with pytest.raises(ArgumentError, match=r"scenario 'nigth' .* nearest .* 'night'"):
        simulate(scenario="nigth")
    with pytest.raises(ArgumentError, match="nearest known site is 'wrist'"):
        simulate(site="wirst")
    with pytest.raises(ArgumentError, match=r"look-alike 'tremors' .* 'tremor'"):
        simulate(lookalikes_per_h={"tremors": 1.0})
    with pytest.raises(
        ArgumentError, match=r"'Europe/Berln' .* nearest .* 'Europe/Berlin'"
    ):
        simulate(hours=0.01, time_zone="Europe/Berln")
    with pytest.raises(ArgumentError, match="'right wrist' is not on the side 'left'"):
        simulate(hours=0.01, site="right wrist")
    with pytest.raises(ArgumentError, match="hours is 0; expected"):
        simulate(hours=0)
    with pytest.raises(ArgumentError, match="hours is nan; expected"):
        simulate(hours=float("nan"))
    with pytest.raises(SettingsError, match="sample_rate_hz is inf; expected"):
        simulate(sample_rate_hz=float("inf"))
    with pytest.raises(ArgumentError, match="seed is -1; expected at least 0"):
        simulate(seed=-1)
    with pytest.raises(ArgumentError, match=r"rate_per_h is 9000; .* one every 0.4 s"):
        simulate(hours=0.01, rate_per_h=9000)


def test_an_hour_that_the_clock_skips_is_no_start() -> None:
    skipped = datetime(2025, 3, 30, 2, 30)  # noqa: DTZ001  a wall clock, as users give it
    with pytest.raises(ArgumentError, match="does not exist in Europe/Berlin: the hour is"):
        simulate(hours=0.01, start=skipped, time_zone="Europe/Berlin")

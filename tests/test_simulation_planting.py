"""Planting: known jerks in any recording, and nothing else changed."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import events, intervals
from myosense.errors import ArgumentError, SettingsError
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation import JerkParameters, Swing, plant, plant_swings
from myosense.simulation.planting import plantable, resolution_g

STEP_G = 1 / 128
UPRIGHT = np.array([0.0, 0.0, 1.0])


def recording(
    seconds: float = 600.0, rate_hz: float = 100.0, range_g: float | None = 4.0
) -> Recording:
    """One hundredth of noise on gravity, in whole steps, with a gap after a third."""
    stamps_s = np.arange(0, seconds, 1 / rate_hz)
    stamps_s = stamps_s[(stamps_s < seconds / 3) | (stamps_s >= seconds / 3 + 7)]
    noise = np.random.default_rng(8).standard_normal((len(stamps_s), 3)) * 0.01
    samples = np.round((UPRIGHT + noise) / STEP_G) * STEP_G
    return recording_from_arrays(
        samples, stamps_s=stamps_s, site="wrist", side="left", range_g=range_g
    )


def changed(before: Recording, after: Recording) -> npt.NDArray[np.bool_]:
    is_changed: npt.NDArray[np.bool_] = np.any(
        before.acceleration_g != after.acceleration_g, axis=1
    )
    return is_changed


def test_as_many_as_asked_for_are_planted_away_from_edges_and_gaps() -> None:
    before = recording(7200)
    after, truth = plant(before, seed=1, rate_per_h=120)
    clear = plantable(before)
    assert intervals.total(clear) == pytest.approx(7200 - 7 - 6, abs=0.1)
    assert len(truth) == pytest.approx(240, abs=4 * 240**0.5)
    assert np.all(intervals.contains(clear, truth["peak_s"]))
    assert np.min(np.diff(truth["peak_s"])) >= 0.4 - 1e-9
    assert after.n_samples == before.n_samples
    assert after.stretches == before.stretches


def test_samples_change_only_around_the_jerks_and_the_source_not_at_all() -> None:
    before = recording()
    kept = before.acceleration_g.copy()
    after, truth = plant(before, seed=2, times_s=[50.0, 300.0])
    np.testing.assert_array_equal(before.acceleration_g, kept)
    near = np.array([[time_s - 1, time_s + 4] for time_s in truth["peak_s"]])
    is_near = intervals.contains(near, before.time_s)
    assert not np.any(changed(before, after)[~is_near])
    assert np.mean(changed(before, after)[is_near]) > 0.1


def test_the_truth_is_a_table_of_events_with_the_times_and_amplitudes_given() -> None:
    times_s, sizes_g = [300.0, 50.0], [0.7, 2.5]
    after, truth = plant(recording(), seed=3, times_s=times_s, amplitudes_g=sizes_g)
    assert tuple(truth.columns) == events.NAMES
    np.testing.assert_allclose(truth["peak_s"], [50, 300], atol=1e-9)
    np.testing.assert_allclose(truth["peak_g"], [2.5, 0.7])
    assert set(truth["label"]) == {"jerk"}
    assert set(truth["region"]) == {"arm"}
    assert set(truth["recording_id"]) == {after.recording_id}


def test_what_was_added_has_the_amplitude_of_the_truth() -> None:
    weightless = recording_from_arrays(
        np.zeros((200_000, 3)), sample_rate_hz=1000.0, site="wrist"
    )
    after, truth = plant(weightless, seed=4, rate_per_h=1000)
    assert len(truth) > 30
    norm_g = np.linalg.norm(after.acceleration_g, axis=1)
    peak_s, peak_g = truth["peak_s"].to_numpy(), truth["peak_g"].to_numpy()
    lonely = np.append(np.diff(peak_s) > 1, True) & np.append(True, np.diff(peak_s) > 5)
    assert np.count_nonzero(lonely) > 5
    for row, expected_g in zip(
        np.round(peak_s * 1000)[lonely], peak_g[lonely], strict=True
    ):
        nearby = norm_g[int(row) - 200 : int(row) + 200]
        assert np.max(nearby) == pytest.approx(expected_g, rel=5e-3)


def test_values_stay_on_the_steps_and_in_the_range_of_the_recording() -> None:
    before = recording()
    after, truth = plant(before, seed=5, times_s=[100.0, 400.0], amplitudes_g=[0.5, 9.0])
    np.testing.assert_allclose(resolution_g(before), STEP_G)
    on_steps = after.acceleration_g / STEP_G
    np.testing.assert_array_equal(on_steps, np.round(on_steps))
    assert np.max(np.abs(after.acceleration_g)) == 4.0
    assert list(truth["flags"]) == ["", "clipped"]
    free, truth = plant(
        replace(before, range_g=None), seed=5, times_s=[400.0], amplitudes_g=[9.0]
    )
    assert np.max(np.abs(free.acceleration_g)) > 4.0
    assert list(truth["flags"]) == [""]


def test_an_uneven_clock_and_its_gaps_are_respected() -> None:
    even = recording(60)
    jitter = np.random.default_rng(6).uniform(-0.006, 0.006, even.n_samples)
    before = recording_from_arrays(
        even.acceleration_g, stamps_s=np.sort(even.time_s + jitter), site="wrist"
    )
    assert not all(stretch.is_uniform for stretch in before.stretches)
    after, _ = plant(before, seed=7, times_s=[18.4], amplitudes_g=[1.0])
    is_changed = changed(before, after)
    assert np.any(is_changed[before.time_s < 20])
    assert not np.any(is_changed[before.time_s > 26])


def test_a_gyroscope_sees_the_joint_turn() -> None:
    before = recording()
    before = replace(before, angular_velocity_dps=np.zeros_like(before.acceleration_g))
    after, truth = plant(before, seed=8, times_s=[100.0], amplitudes_g=[1.0])
    assert after.angular_velocity_dps is not None
    assert before.angular_velocity_dps is not None
    assert not np.any(before.angular_velocity_dps)
    speed = np.max(np.linalg.norm(after.angular_velocity_dps, axis=1))
    assert speed == pytest.approx(truth["peak_dps"].iloc[0], rel=0.02)


def test_long_bursts_are_planted_on_demand_and_flagged() -> None:
    parameters = JerkParameters(long_share=0.5)
    _, truth = plant(recording(3600), seed=9, rate_per_h=200, parameters=parameters)
    is_long = truth["flags"].str.contains("long")
    assert np.mean(is_long) == pytest.approx(0.5, abs=0.1)
    widths_s = truth["width_s"]
    assert widths_s[is_long].median() > 1.3 * widths_s[~is_long].median()


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 1000), st.floats(0.05, 3.0))
def test_the_same_seed_plants_the_same_and_amplitudes_stay_in_their_range(
    seed: int, low_g: float
) -> None:
    before = recording(60)
    parameters = JerkParameters(amplitude_g=(low_g, 2 * low_g))
    first, truth = plant(before, seed=seed, rate_per_h=600, parameters=parameters)
    second, again = plant(before, seed=seed, rate_per_h=600, parameters=parameters)
    np.testing.assert_array_equal(first.acceleration_g, second.acceleration_g)
    pd.testing.assert_frame_equal(truth, again)
    assert np.all(truth["peak_g"].between(low_g - 1e-9, 2 * low_g + 1e-9))


def test_nothing_to_plant_is_an_empty_truth_and_the_same_samples() -> None:
    before = recording(2.0)
    after, truth = plant(before, rate_per_h=100)
    assert truth.empty
    assert tuple(truth.columns) == events.NAMES
    np.testing.assert_array_equal(after.acceleration_g, before.acceleration_g)


def lobe(peak_s: float, height_g: float = 0.5, flags: str = "") -> Swing:
    """Draw one Gaussian lobe across gravity, of 60 ms at half its height."""
    time_s = np.arange(-0.2, 0.2, 1e-3)
    shape = height_g * np.exp(-4 * np.log(2) * (time_s / 0.06) ** 2)
    return Swing(
        start_s=peak_s - 0.2,
        rate_hz=1000.0,
        acceleration_g=shape[:, None] * [0.6, 0.8, 0.0],
        angle_rad=np.zeros(len(time_s)),
        axis=UPRIGHT,
        flags=flags,
    )


def test_a_drawn_lobe_is_planted_as_it_is_and_listed_with_its_label_and_flags() -> None:
    before = recording()
    swings = [lobe(300.0), lobe(50.0, 8.0, "negative"), lobe(400.0, flags="long")]
    after, truth = plant_swings(before, swings, ["movement", "jerk", "jerk"])
    np.testing.assert_allclose(truth["peak_s"], [50, 300, 400])
    np.testing.assert_allclose(truth["width_s"], 0.06, rtol=1e-3)
    assert list(truth["label"]) == ["jerk", "movement", "jerk"]
    assert list(truth["flags"]) == ["clipped|negative", "", "long"]
    row = np.argmin(np.abs(before.time_s - 300))
    added = after.acceleration_g[row] - before.acceleration_g[row]
    np.testing.assert_allclose(added, [0.3, 0.4, 0], atol=0.003 + STEP_G / 2)
    assert np.max(after.acceleration_g) == 4.0


def test_jerks_without_a_label_are_jerks_and_labels_that_do_not_fit_are_refused() -> None:
    _, truth = plant_swings(recording(), iter([lobe(50.0)]))
    assert list(truth["label"]) == ["jerk"]
    with pytest.raises(ArgumentError, match="has 1 values; expected one for each of 2"):
        plant_swings(recording(), [lobe(50.0), lobe(60.0)], ["jerk"])


@pytest.mark.parametrize("seed", range(8))
def test_a_peak_may_lie_on_the_very_edge_of_what_is_allowed(seed: int) -> None:
    _, truth = plant(recording(60), seed=seed, times_s=[1.5])
    assert len(truth) == 1


@pytest.mark.parametrize("time_s", [-3.0, 1.4, 199.0, 203.0, 208.0, 599.0])
def test_a_time_too_near_an_edge_or_a_gap_is_refused(time_s: float) -> None:
    with pytest.raises(ArgumentError, match=f"a jerk at {time_s:g} s is too near an edge"):
        plant(recording(), times_s=[time_s])


def test_amplitudes_that_do_not_fit_the_times_are_refused() -> None:
    with pytest.raises(ArgumentError, match="has 1 values; expected one for each of 2"):
        plant(recording(), times_s=[50.0, 60.0], amplitudes_g=[1.0])


@pytest.mark.parametrize("size_g", [0.0, -0.5, np.nan, np.inf])
def test_an_amplitude_that_is_none_is_refused(size_g: float) -> None:
    with pytest.raises(ArgumentError, match=f"amplitudes_g holds {size_g:g}; expected"):
        plant(recording(), times_s=[50.0, 60.0], amplitudes_g=[0.5, size_g])


def test_impossible_jerks_are_refused_by_name() -> None:
    with pytest.raises(SettingsError, match=r"amplitude_g is .* in order"):
        JerkParameters(amplitude_g=(2.0, 1.0))
    with pytest.raises(SettingsError, match=r"long_share is 1.5; expected a share"):
        JerkParameters(long_share=1.5)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.25, 1.0], 0.25),
        ([0.5, 0.5, 0.5], 0.0),
        ([0.1, 0.1 + 1e-7, 0.6], 0.5),
    ],
)
def test_the_smallest_step_between_values_is_the_resolution(
    values: list[float], expected: float
) -> None:
    samples = np.repeat(np.array(values)[:, None], 3, axis=1)
    found = resolution_g(recording_from_arrays(samples, sample_rate_hz=50.0))
    np.testing.assert_allclose(found, expected, rtol=1e-6)

"""Recordings: samples, clock, and blocks with margins."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense.errors import ArgumentError
from myosense.recording import Recording, recording_from_arrays

RATE_HZ = 50.0


def counted(n: int, **clock: object) -> Recording:
    """Make a recording whose first axis counts its samples."""
    samples = np.column_stack((np.arange(n), np.zeros(n), np.ones(n)))
    clock = clock or {"sample_rate_hz": RATE_HZ}
    return recording_from_arrays(samples, **clock)  # type: ignore[arg-type]


def with_gap() -> Recording:
    """Make 10 s and, 2 s later, another 10 s."""
    stamps_s = np.arange(1000) / RATE_HZ
    stamps_s[500:] += 2
    return counted(1000, stamps_s=stamps_s)


def test_a_gap_is_a_break_and_no_recorded_time() -> None:
    recording = with_gap()
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 500), (500, 1000)]
    assert recording.duration_s == pytest.approx(22)
    assert recording.recorded_s == pytest.approx(20)
    assert recording.stamps_s is None
    np.testing.assert_allclose(recording.time_s[[0, 499, 500]], [0, 9.98, 12], atol=1e-9)


def test_samples_are_kept_as_they_came_with_their_count() -> None:
    jitter = np.random.default_rng(0).uniform(-0.012, 0.012, 600)
    stamps_s = 3 + np.sort(np.arange(600) / RATE_HZ + jitter)
    recording = counted(600, stamps_s=stamps_s)
    assert not recording.stretches[0].is_uniform
    assert recording.n_samples == 600
    assert recording.acceleration_g.dtype == np.float32
    np.testing.assert_allclose(recording.time_s, stamps_s - stamps_s[0])


def test_uneven_samples_are_laid_on_their_grid_by_straight_lines() -> None:
    index = np.arange(600)
    stamps_s = index / RATE_HZ + 0.03 * np.sin(index / 60)
    samples = np.column_stack((stamps_s, -2 * stamps_s, np.ones(len(stamps_s))))
    recording = recording_from_arrays(samples, stamps_s=stamps_s)
    assert not recording.stretches[0].is_uniform
    (block,) = recording.blocks(1e6, 20.0)
    grid_s = np.arange(len(block.acceleration_g)) / block.rate_hz
    inside = grid_s <= stamps_s[-1]
    np.testing.assert_allclose(block.acceleration_g[inside, 0], grid_s[inside], atol=1e-5)
    np.testing.assert_allclose(
        block.acceleration_g[inside, 1], -2 * grid_s[inside], atol=2e-5
    )


def test_blocks_of_uneven_samples_lie_on_the_lines_of_the_whole() -> None:
    index = np.arange(600)
    stamps_s = index / RATE_HZ + 0.03 * np.sin(index / 3)
    samples = np.random.default_rng(0).normal(size=(600, 3))
    recording = recording_from_arrays(samples, stamps_s=np.sort(stamps_s))
    assert not recording.stretches[0].is_uniform
    (whole,) = recording.blocks(1e6, 0.0)
    blocks = list(recording.blocks(0.5, 0.1))
    assert len(blocks) > 20
    for block in blocks:
        rows = slice(block.first_row, block.first_row + len(block.acceleration_g))
        np.testing.assert_array_equal(block.acceleration_g, whole.acceleration_g[rows])


@settings(max_examples=50)
@given(
    st.integers(1, 700),
    st.floats(0.1, 20),
    st.floats(0, 5),
    st.sampled_from([25.0, 33.3, 100.0]),
)
def test_the_cores_of_blocks_are_the_stretch_without_overlap(
    n: int, block_s: float, margin_s: float, rate_hz: float
) -> None:
    recording = counted(n, sample_rate_hz=rate_hz)
    blocks = list(recording.blocks(block_s, margin_s))
    assert blocks[0].core_start_s == 0
    assert blocks[-1].core_stop_s == pytest.approx(n / rate_hz)
    for before, after in pairwise(blocks):
        assert before.core_stop_s == after.core_start_s
    for block in blocks:
        rows = block.acceleration_g[:, 0]
        np.testing.assert_array_equal(rows, block.first_row + np.arange(len(rows)))
        assert block.start_s == pytest.approx(block.first_row / rate_hz)
        before_s = block.core_start_s - block.start_s
        assert before_s == pytest.approx(
            min(round(margin_s * rate_hz) / rate_hz, block.core_start_s)
        )


def test_no_block_reaches_over_a_gap() -> None:
    blocks = list(with_gap().blocks(6.0, 20.0))
    assert [b.core_start_s for b in blocks] == pytest.approx([0, 6, 12, 18])
    assert [b.acceleration_g[0, 0] for b in blocks] == [0, 0, 500, 500]
    assert [b.acceleration_g[-1, 0] for b in blocks] == [499, 499, 999, 999]


def test_angular_velocity_goes_along() -> None:
    turning = np.random.default_rng(0).normal(size=(500, 3))
    recording = recording_from_arrays(
        np.ones((500, 3)), sample_rate_hz=RATE_HZ, angular_velocity_dps=turning
    )
    blocks = list(recording.blocks(5.0, 0.0))
    together = np.concatenate([b.angular_velocity_dps for b in blocks])
    np.testing.assert_array_equal(together, turning.astype(np.float32))
    assert recording.facts.has_gyroscope
    assert not counted(5).facts.has_gyroscope


def test_facts_say_what_the_recording_says() -> None:
    recording = with_gap()
    facts = recording.facts
    assert (facts.n_samples, facts.n_stretches, facts.site) == (1000, 2, "unknown")
    assert (facts.duration_s, facts.recorded_s) == (
        recording.duration_s,
        recording.recorded_s,
    )
    assert not facts.has_wall_clock


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "either sample_rate_hz or stamps_s"),
        ({"sample_rate_hz": 50, "stamps_s": [0, 1]}, "either sample_rate_hz or stamps_s"),
        ({"sample_rate_hz": 0}, "sample_rate_hz is 0; expected above 0"),
        ({"stamps_s": [0, 1, 2]}, r"stamps_s has shape \(3,\); expected \(2,\)"),
        ({"stamps_s": [0, float("nan")]}, "all finite"),
        ({"stamps_s": [1, 0]}, "falls after sample 0"),
        (
            {"sample_rate_hz": 50, "angular_velocity_dps": [[0, 0, 0]]},
            "angular_velocity_dps has 1 samples; expected 2",
        ),
        ({"sample_rate_hz": 50, "angular_velocity_dps": [0, 0]}, r"shape \(2,\)"),
    ],
)
def test_a_clock_or_shape_that_makes_no_sense_is_refused(
    arguments: dict[str, object], message: str
) -> None:
    with pytest.raises(ArgumentError, match=message):
        recording_from_arrays(np.ones((2, 3)), **arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "samples", [np.zeros((0, 3)), np.zeros(3), np.zeros((4, 2)), np.full((4, 3), np.nan)]
)
def test_samples_that_make_no_sense_are_refused(samples: object) -> None:
    with pytest.raises(ArgumentError, match="acceleration_g has"):
        recording_from_arrays(samples, sample_rate_hz=RATE_HZ)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("site", "side", "place"),
    [
        ("watch", "L", ("wrist", "left")),
        ("left hand", "unknown", ("hand", "left")),
        ("waist", "midline", ("hip", "midline")),
        ("unknown", "right", ("unknown", "right")),
    ],
)
def test_a_place_is_told_in_the_words_that_files_are_read_with(
    site: str, side: str, place: tuple[str, str]
) -> None:
    recording = counted(2, sample_rate_hz=50, site=site, side=side)
    assert (recording.site, recording.side) == place


@pytest.mark.parametrize("place", [{"site": "elbow"}, {"side": "upper"}])
def test_a_place_that_is_not_known_is_refused(place: dict[str, str]) -> None:
    with pytest.raises(ArgumentError, match="is not known"):
        recording_from_arrays(np.ones((2, 3)), sample_rate_hz=50, **place)  # type: ignore[arg-type]


def test_a_recording_is_named_without_its_samples() -> None:
    recording = counted(3000, sample_rate_hz=31.25, site="left lower back")
    assert repr(recording) == (
        "<Recording 'recording': 3,000 samples at 31.25 Hz, left lower back>"
    )


@pytest.mark.parametrize(
    ("per_g", "unit"), [(9.80665, "m/s2"), (9.6, "m/s2"), (1000, "mg")]
)
def test_samples_that_measure_gravity_in_another_unit_are_refused(
    per_g: float, unit: str
) -> None:
    worn = np.tile([0.0, 0.6, 0.8], (500, 1))
    worn[100:300] *= 1.5  # two fifths of the time it moves
    recording_from_arrays(worn, sample_rate_hz=RATE_HZ)
    with pytest.raises(ArgumentError, match=f"as gravity does in {unit}; expected g"):
        recording_from_arrays(per_g * worn, sample_rate_hz=RATE_HZ)


def test_a_zone_that_is_not_known_is_refused_where_it_is_given() -> None:
    with pytest.raises(ArgumentError, match=r"'Berlin' .* 'Europe/Berlin'"):
        recording_from_arrays(np.ones((5, 3)), sample_rate_hz=RATE_HZ, time_zone="Berlin")


@pytest.mark.parametrize("step_g", [1 / 256, 0.0625])
def test_the_step_of_a_sensor_is_that_of_its_values(step_g: float) -> None:
    motion_g = np.random.default_rng(3).normal([0.0, 0.0, 1.0], 0.4, (2000, 3))
    # Offset and gain as of a calibration: 0.01 g, 2 %.
    stepped = np.round(motion_g / step_g) * step_g * 1.02 + 0.01
    recording = recording_from_arrays(stepped, sample_rate_hz=RATE_HZ)
    assert recording.step_g == pytest.approx(1.02 * step_g, rel=1e-4)


def test_a_still_sensor_shows_its_step_by_its_flips() -> None:
    still_g = np.random.default_rng(6).normal([0.03, 0.0, 1.0], 0.01, (2000, 3))
    coarse = recording_from_arrays(np.round(still_g * 16) / 16, sample_rate_hz=RATE_HZ)
    assert len(np.unique(coarse.acceleration_g[:, 0])) == 2
    assert coarse.step_g == 1 / 16


def test_no_step_is_seen_where_values_are_fine_few_or_all_alike() -> None:
    rng = np.random.default_rng(4)
    fine = rng.normal([0.0, 0.0, 1.0], 0.01, (2000, 3))
    assert recording_from_arrays(fine, sample_rate_hz=RATE_HZ).step_g < 1e-3
    # Asleep, a logger holds a value: that it then holds another is no step of its own.
    held = np.repeat([[0.0, 0.0, 1.0], [0.0, 0.8, 0.6]], 1000, axis=0)
    assert recording_from_arrays(held, sample_rate_hz=RATE_HZ).step_g == 0


def test_blocks_know_the_step_of_the_whole_recording() -> None:
    walk = np.cumsum(np.random.default_rng(5).integers(-1, 2, (1000, 3)), axis=0) / 32
    recording = recording_from_arrays(walk, sample_rate_hz=RATE_HZ)
    steps_g = {block.step_g for block in recording.blocks(4.0, 1.0)}
    assert steps_g == {1 / 32}

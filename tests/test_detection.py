"""Candidates: drawn lobes, a slow twin, and joints that ring down."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lobes import gaussian, lobes_at, moving

from myosense.detection import (
    DetectionParameters,
    Rows,
    detect,
    find_lobes,
    is_ring_down,
    possible_mains,
    ring_down_limit,
    tallest_of_each,
)
from myosense.errors import SettingsError
from myosense.filtering import FilterParameters, Motion, Signal, filter_block, kept_share
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation import Jerk, swing_of

PARAMETERS = DetectionParameters(
    min_peak_g=0.03,
    min_snr=5,
    min_prominence=0.3,
    merge_s=0.25,
    ring_down_s=1.1,
    ring_down_start=0.85,
    ring_down_end=0.15,
)


def found_s(motion: Motion, parameters: DetectionParameters = PARAMETERS) -> list[float]:
    """Give the times of the candidates, to a hundredth."""
    times_s = detect(motion, parameters) / motion.rate_hz
    return [round(float(at_s), 2) for at_s in times_s]


@pytest.mark.parametrize(
    ("height_g", "floor_g", "n"),
    [
        pytest.param(0.0299, 0.001, 0, id="below the smallest peak"),
        pytest.param(0.0301, 0.001, 1, id="above it"),
        pytest.param(0.099, 0.02, 0, id="below five noise floors"),
        pytest.param(0.101, 0.02, 1, id="above them"),
    ],
)
def test_a_lobe_must_reach_both_limits(height_g: float, floor_g: float, n: int) -> None:
    assert len(found_s(lobes_at([5], [height_g], floor_g=floor_g))) == n


@pytest.mark.parametrize(("height_g", "n"), [(0.15, 0), (0.16, 1)])
def test_a_lobe_must_be_more_than_flips_of_a_coarse_sensor(height_g: float, n: int) -> None:
    # Two steps and a half of 1/16 g.
    coarse = replace(lobes_at([5.0], [height_g]), step_g=0.0625)
    assert len(detect(coarse, PARAMETERS)) == n


@pytest.mark.parametrize(("rise_g", "n"), [(0.40, 0), (0.46, 1)])
def test_a_lobe_must_rise_from_what_it_stands_on(rise_g: float, n: int) -> None:
    time_s = np.arange(0, 20, 0.01)
    shape = np.full(len(time_s), 1.0) + rise_g * gaussian(time_s, 10, 0.06)
    assert len(found_s(moving(shape))) == n


@pytest.mark.parametrize(("width_s", "n"), [(0.66, 1), (0.74, 0)])
def test_a_lobe_must_fall_within_a_quarter_of_a_second(width_s: float, n: int) -> None:
    # A Gaussian falls by 0.3 within 0.25 s where its width is 0.697 s.
    assert len(found_s(lobes_at([5], [1], width_s=width_s))) == n


@pytest.mark.parametrize(
    ("apart_s", "share", "is_possible"),
    [(0.2, 0.39, False), (0.2, 0.41, True), (0.24, 0.39, False), (0.35, 0.1, True)],
)
def test_a_main_lobe_has_its_share_of_the_largest_within_a_quarter_of_a_second(
    apart_s: float, share: float, *, is_possible: bool
) -> None:
    mains = possible_mains(lobes_at([5, 5 + apart_s], [1, share]), PARAMETERS)
    expected = [500, round(100 * (5 + apart_s))] if is_possible else [500]
    assert mains.tolist() == expected


@pytest.mark.parametrize(
    ("drawn", "expected"),
    [
        pytest.param([(5, 1), (5.4, 1)], [5, 5.4], id="two equal jerks 0.4 s apart"),
        pytest.param([(5, 1), (5.2, 0.99)], [5], id="0.2 s apart"),
        pytest.param([(5, 1), (5.24, 0.99)], [5], id="just under 0.25 s"),
        pytest.param([(5, 1), (5.26, 0.99)], [5, 5.26], id="just over"),
        pytest.param([(5, 0.9), (5.2, 1)], [5.2], id="the larger one counts"),
        pytest.param([(5, 1), (5.4, 0.61)], [5], id="small enough for ring-down"),
        pytest.param([(5, 1), (5.4, 0.65)], [5, 5.4], id="too large for ring-down"),
        pytest.param([(5, 1), (6, 0.17)], [5], id="late and small"),
        pytest.param([(5, 1), (6, 0.2)], [5, 6], id="late and too large"),
        pytest.param([(5, 1), (6.2, 0.1)], [5, 6.2], id="too late for ring-down"),
        pytest.param([(5, 0.3), (5.4, 1)], [5, 5.4], id="ring-down never comes before"),
        pytest.param(
            [(5, 1), (5.4, 0.6), (5.8, 0.35), (6.2, 0.2)], [5], id="followed to its end"
        ),
        pytest.param([(5, 1), (5.2, 0.8), (5.4, 0.9)], [5, 5.4], id="three in a row"),
        pytest.param([], [], id="nothing"),
    ],
)
@pytest.mark.parametrize("rate_hz", [50.0, 100.0, 200.0])
def test_what_is_one_event_and_what_are_two(
    drawn: list[tuple[float, float]], expected: list[float], rate_hz: float
) -> None:
    motion = lobes_at([t for t, _ in drawn], [h for _, h in drawn], rate_hz=rate_hz)
    assert found_s(motion) == pytest.approx(expected, abs=0.5 / rate_hz + 0.006)


@given(
    st.integers(200, 600),
    st.integers(0, 60),
    st.sampled_from([50.0, 80.3, 100.0, 128.0]),
    st.floats(0.2, 0.6),
)
def test_no_after_swing_falls_between_merging_and_ring_down(
    first: int, apart: int, rate_hz: float, share: float
) -> None:
    if not 0.05 < apart / rate_hz < 0.38:
        return
    lobes = np.array([first, first + apart])
    peaks_g = np.array([1.0, share])
    is_main = tallest_of_each(lobes, peaks_g, PARAMETERS.merge_s * rate_hz)
    is_main &= ~is_ring_down(lobes, peaks_g, rate_hz, PARAMETERS)
    assert is_main.tolist() == [True, False]


def test_the_limit_of_ring_down_falls_exponentially_between_its_ends() -> None:
    limit = ring_down_limit(np.array([0.25, 0.675, 1.1, 1.11]), PARAMETERS)
    middle = np.sqrt(0.85 * 0.15)
    np.testing.assert_allclose(limit, [0.85, middle, 0.15, 0])


drawn_lobes = st.lists(
    st.tuples(st.integers(2, 40), st.integers(1, 1000)), min_size=1, max_size=25
)


def rows_and_peaks(drawn: list[tuple[int, int]]) -> tuple[Rows, Signal]:
    """Place lobes one after the other; no two are equally high."""
    rows = np.cumsum([step for step, _ in drawn])
    peaks_g = np.array([height + i / 100 for i, (_, height) in enumerate(drawn)])
    return rows, peaks_g


@given(drawn_lobes)
def test_a_walk_from_the_tallest_down_keeps_the_same_lobes(
    drawn: list[tuple[int, int]],
) -> None:
    rows, peaks_g = rows_and_peaks(drawn)
    kept: list[int] = []
    for i in np.argsort(-peaks_g):
        if all(abs(rows[i] - rows[j]) >= 25 for j in kept):
            kept.append(int(i))
    expected = np.isin(np.arange(len(rows)), kept)
    np.testing.assert_array_equal(tallest_of_each(rows, peaks_g, 25), expected)


@given(drawn_lobes)
def test_every_pair_looked_at_gives_the_same_ring_down(
    drawn: list[tuple[int, int]],
) -> None:
    rows, peaks_g = rows_and_peaks(drawn)
    expected = [
        any(
            25 <= rows[j] - rows[i] <= 110
            and peaks_g[j]
            <= peaks_g[i] * float(ring_down_limit((rows[j] - rows[i]) / 100, PARAMETERS))
            for i in range(j)
        )
        for j in range(len(rows))
    ]
    assert is_ring_down(rows, peaks_g, 100.0, PARAMETERS).tolist() == expected


def test_the_height_is_that_before_the_band_took_its_share() -> None:
    motion = lobes_at([3, 7], [1, 1], width_s=0.04)
    narrow = replace(motion, upper_hz=20.0)
    _, before_g = find_lobes(motion, PARAMETERS)
    _, after_g = find_lobes(narrow, PARAMETERS)
    assert before_g == pytest.approx([1, 1], abs=1e-3)
    share = kept_share(np.array([0.04]), 20.0, 2)[0]
    assert share < 0.93
    assert after_g == pytest.approx([1 / share, 1 / share], rel=0.01)


@given(st.integers(-6, 6), st.integers(0, 100))
def test_a_change_of_gain_changes_nothing(octaves: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    motion = lobes_at(rng.uniform(1, 9, 12).tolist(), rng.uniform(0.02, 1, 12).tolist())
    gain = 2.0**octaves
    scaled = replace(motion, norm_g=gain * motion.norm_g, floor_g=gain * motion.floor_g)
    wider = replace(PARAMETERS, min_peak_g=gain * PARAMETERS.min_peak_g)
    np.testing.assert_array_equal(detect(scaled, wider), detect(motion, PARAMETERS))


def swinging(resonances_hz: list[float], dampings: list[float]) -> Recording:
    """Let one joint after the other jerk, 10 s apart, in a quiet sensor."""
    pairs = [(f, d) for f in resonances_hz for d in dampings]
    rng = np.random.default_rng(0)
    samples_g = rng.normal([0, 0, 1], 0.003, (1000 * len(pairs), 3))
    time_s = np.arange(len(samples_g)) / 100
    for i, (resonance_hz, damping) in enumerate(pairs):
        jerk = Jerk(
            kind="cortical",
            burst_s=0.035,
            counter_lag_s=0.0,
            counter_gain=0.0,
            twitch_s=0.05,
            resonance_hz=resonance_hz,
            damping=damping,
            lever_m=0.3,
            radial=np.array([1.0, 0, 0]),
            tangential=np.array([0, 1.0, 0]),
            amplitude_g=1.0,
        )
        swing = swing_of(jerk, 10 * i + 5.0)
        swing_s = swing.start_s + np.arange(len(swing.acceleration_g)) / swing.rate_hz
        for axis in range(3):
            samples_g[:, axis] += np.interp(
                time_s, swing_s, swing.acceleration_g[:, axis], 0, 0
            )
    return recording_from_arrays(samples_g, sample_rate_hz=100)


def test_a_jerk_is_counted_once_however_its_joint_rings() -> None:
    resonances_hz, dampings = [2.0, 3, 4, 6, 8, 10, 12], [0.05, 0.1, 0.2, 0.3, 0.5]
    recording = swinging(resonances_hz, dampings)
    (block,) = recording.blocks(1e6, 20.0)
    rows = detect(filter_block(block, FilterParameters()), DetectionParameters())
    n_each = np.bincount(rows // 1000, minlength=len(resonances_hz) * len(dampings))
    of_damping = n_each.reshape(len(resonances_hz), len(dampings))
    assert np.mean(n_each == 1) >= 0.85
    assert np.all(of_damping[2:] == 1)  # from 4 Hz on, as limbs have in sleep and at rest
    assert np.all(of_damping[:, 3:] == 1)  # and wherever damping is at least 0.3


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("min_peak_g", 0.0, "min_peak_g must be above 0, but it is 0"),
        ("merge_s", 0.0, "merge_s must be above 0 and below ring_down_s"),
        ("merge_s", 1.1, "merge_s must be above 0 and below ring_down_s"),
    ],
)
def test_a_setting_outside_its_limits_is_refused(
    setting: str, value: float, message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        replace(PARAMETERS, **{setting: value})

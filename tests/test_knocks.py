"""Knocks on two sensors at once: the clocks to a few milliseconds."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter1d

from myosense.alignment import Alignment
from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.knocks import align_by_knocks
from myosense.recording import Recording, recording_from_arrays

#: Five knocks early and five late, in seconds of the first's clock.
EARLY_S = np.array([20.0, 20.41, 20.93, 21.3, 22.1])
LATE_S = np.array([880.2, 880.9, 881.3, 882.0, 882.4])
SPANS = ((18.0, 24.0), (878.0, 885.0))


def knocked(
    at_s: Seconds, *, rate_hz: float, seed: int, name: str, seconds: float = 900.0
) -> Recording:
    """Record knocks of 8 ms by a sensor with an anti-alias filter, tilted at random."""
    rng = np.random.default_rng(seed)
    n = round(seconds * 1000)
    force = np.zeros(n)
    for time_s in at_s:
        first = round(time_s * 1000) - 4
        force[first : first + 9] = rng.uniform(2, 4) * np.sin(np.linspace(0, np.pi, 9))
    smooth = gaussian_filter1d(force, 1000 * 0.13 / (0.4 * rate_hz))
    rows_s = np.arange(round(seconds * rate_hz)) / rate_hz
    direction = rng.normal(size=3)
    motion_g = np.outer(
        np.interp(rows_s, np.arange(n) / 1000, smooth),
        direction / np.linalg.norm(direction),
    )
    noise_g = rng.normal((0, 0, 1), 0.004, motion_g.shape)
    return recording_from_arrays(
        motion_g + noise_g, sample_rate_hz=rate_hz, recording_id=name
    )


def two(offset_s: float, drift_ppm: float, rate_hz: float) -> tuple[Recording, Recording]:
    """Knock on two sensors; the second's clock is behind by an offset and runs fast."""
    at_s = np.append(EARLY_S, LATE_S)
    first = knocked(at_s, rate_hz=100.0, seed=1, name="one")
    own_s = (at_s - offset_s) / (1 + 1e-6 * drift_ppm)
    return first, knocked(own_s, rate_hz=rate_hz, seed=2, name="other")


UNKNOWN = Alignment(is_aligned=False, verdict="not aligned", apart_s=0.0)


@pytest.mark.parametrize("rate_hz", [50.0, 64.0, 100.0])
@pytest.mark.parametrize("offset_s", [0.0, 12.3456, -3.2, 1.011])
def test_knocks_before_and_after_show_offset_and_drift(
    offset_s: float, rate_hz: float
) -> None:
    found = align_by_knocks(two(offset_s, 30.0, rate_hz), SPANS, UNKNOWN, 60.0)
    own_s = np.array([10.0, 450.0, 860.0])
    true_s = offset_s + own_s * (1 + 30e-6)
    missed_s = np.abs(found.to_first(own_s) - true_s)
    assert np.max(missed_s) < min(0.004, 3 * found.clock_error_s)
    assert found.clock_error_s < 0.005
    assert found.drift_ppm == pytest.approx(30, abs=3 * found.drift_error_ppm)
    assert found.method == "knocks"


def test_the_errors_are_those_of_a_line_through_two_trains() -> None:
    # Means of two trains 860.4 s apart, 451.2 s from the start; a tenth of a period each.
    found = align_by_knocks(two(0.0, 30.0, 100.0), SPANS, UNKNOWN, 60.0)
    assert 0.1 * 0.01 <= found.offset_error_s < 0.1 * 0.015
    per_s = 2 * found.offset_error_s / 860.412
    assert found.drift_error_ppm == pytest.approx(1e6 * per_s, rel=1e-4)
    clock_error_s = np.hypot(found.offset_error_s, per_s * 451.154)
    assert found.clock_error_s == pytest.approx(clock_error_s, rel=1e-3)


def test_one_train_of_knocks_leaves_the_drift_open() -> None:
    found = align_by_knocks(two(5.0, 0.0, 100.0), SPANS[:1], UNKNOWN, 60.0)
    assert found.offset_s == pytest.approx(5.0, abs=0.004)
    assert np.isnan(found.drift_ppm)
    assert 0.02 < found.clock_error_s < 0.03  # 30 ppm of a quarter of an hour


@pytest.mark.parametrize("apart_s", [-40.0, 7.0, 40.0])
def test_the_offset_is_what_the_declared_starts_leave(apart_s: float) -> None:
    declared = replace(UNKNOWN, apart_s=apart_s)
    found = align_by_knocks(two(5.0, 0.0, 100.0), SPANS, declared, 60.0)
    assert found.offset_s == pytest.approx(5.0 - apart_s, abs=0.004)
    assert found.zero_s == pytest.approx(5.0, abs=0.004)


def test_the_drift_of_the_motion_is_taken_where_there_is_one_train() -> None:
    motion = Alignment(
        is_aligned=True, verdict="aligned", apart_s=0.0, drift_ppm=30.0, drift_error_ppm=2.0
    )
    found = align_by_knocks(two(5.0, 30.0, 100.0), SPANS[:1], motion, 60.0)
    own_s = np.array([10.0, 860.0])
    true_s = 5.0 + own_s * (1 + 30e-6)
    assert np.max(np.abs(found.to_first(own_s) - true_s)) < 0.004
    assert found.clock_error_s < 0.005
    assert (found.drift_ppm, found.drift_error_ppm) == pytest.approx((30, 2))


def brief(own_s: Seconds, name: str, seed: int, seconds: float = 40.0) -> Recording:
    """Record knocks for less than a minute."""
    return knocked(own_s, rate_hz=100.0, seed=seed, name=name, seconds=seconds)


def test_knocks_are_looked_for_where_the_declared_starts_put_them() -> None:
    both = brief(EARLY_S, "one", 1), brief(EARLY_S + 200, "other", 2, 240.0)
    declared = replace(UNKNOWN, apart_s=-195.0)
    found = align_by_knocks(both, SPANS[:1], declared, 10.0)
    assert found.offset_s == pytest.approx(-5.0, abs=0.004)
    with pytest.raises(ArgumentError, match="within 10 s of them"):
        align_by_knocks(both, SPANS[:1], replace(UNKNOWN, apart_s=-185.0), 10.0)


SEVEN_S = np.array([18.5, 18.9, 19.6, 20.0, 20.9, 21.4, 21.8])


@pytest.mark.parametrize(
    ("at_s", "n_felt", "is_found"),
    [(EARLY_S, 2, False), (EARLY_S, 3, True), (SEVEN_S, 4, False), (SEVEN_S, 5, True)],
)
def test_both_must_feel_most_of_the_knocks(
    at_s: Seconds, n_felt: int, *, is_found: bool
) -> None:
    both = brief(at_s, "one", 1), brief(at_s[:n_felt] + 3, "other", 2)
    if is_found:
        found = align_by_knocks(both, SPANS[:1], UNKNOWN, 10.0)
        assert found.offset_s == pytest.approx(-3.0, abs=0.004)
        return
    with pytest.raises(ArgumentError, match="'other' does not show the knocks of 'one'"):
        align_by_knocks(both, SPANS[:1], UNKNOWN, 10.0)


def test_echoes_are_no_knocks_of_their_own() -> None:
    ringing, other = brief(EARLY_S, "one", 1), brief(EARLY_S + 3, "other", 2)
    echoes_g = np.roll(ringing.acceleration_g - [0, 0, 1], 17, axis=0) / 5
    both_g = (ringing.acceleration_g + echoes_g).astype(np.float32)
    echoing = replace(ringing, acceleration_g=both_g)
    found = align_by_knocks((echoing, other), SPANS[:1], UNKNOWN, 10.0)
    assert found.offset_s == pytest.approx(-3.0, abs=0.004)


def test_knocks_that_differ_make_the_offset_less_sure() -> None:
    differ_s = np.array([-0.006, 0.0, 0.006, -0.006, 0.006])
    first, other = (
        knocked(at_s, rate_hz=400.0, seed=1, name="any", seconds=40.0)
        for at_s in (EARLY_S, EARLY_S + 3 + differ_s)
    )
    found = align_by_knocks((first, other), SPANS[:1], UNKNOWN, 10.0)
    # Most are 6 ms off, which is 8.9 ms of standard deviation; and a tenth of a period.
    error_s = np.hypot(1.4826 * 0.006 / np.sqrt(5), 0.1 * np.hypot(0.0025, 0.0025))
    assert found.offset_error_s == pytest.approx(error_s, rel=0.05)


def test_two_knocks_are_too_few() -> None:
    both = brief(EARLY_S[:2], "one", 1), brief(EARLY_S, "other", 2)
    with pytest.raises(ArgumentError, match="'one' shows 2 knocks from 18 to 24 s; expe"):
        align_by_knocks(both, SPANS[:1], UNKNOWN, 10.0)


@pytest.mark.parametrize("gap_s", [(18.4, 18.9), (23.0, 23.5)])
def test_knocks_are_taken_from_the_longest_time_without_a_gap(
    gap_s: tuple[float, float],
) -> None:
    whole = brief(EARLY_S, "one", 1)
    is_kept = (whole.time_s < gap_s[0]) | (whole.time_s >= gap_s[1])
    parted = recording_from_arrays(
        whole.acceleration_g[is_kept], stamps_s=whole.time_s[is_kept], recording_id="one"
    )
    assert len(parted.stretches) == 2
    other = brief(EARLY_S + 3, "other", 2)
    found = align_by_knocks((parted, other), SPANS[:1], UNKNOWN, 10.0)
    assert found.offset_s == pytest.approx(-3.0, abs=0.004)


def test_a_recording_without_knocks_is_named() -> None:
    first, other = two(0.0, 0.0, 100.0)
    with pytest.raises(ArgumentError, match="'one' shows 0 knocks from 100 to 110 s"):
        align_by_knocks((first, other), ((100.0, 110.0),), UNKNOWN, 60.0)
    still = knocked(np.empty(0), rate_hz=100.0, seed=3, name="still")
    with pytest.raises(ArgumentError, match="'still' does not show the knocks of 'one'"):
        align_by_knocks((first, still), SPANS[:1], UNKNOWN, 60.0)


def test_knocks_outside_a_recording_are_refused() -> None:
    first, other = two(0.0, 0.0, 100.0)
    with pytest.raises(ArgumentError, match="'one' shows 0 knocks from 2000 to 2010 s"):
        align_by_knocks((first, other), ((2000.0, 2010.0),), UNKNOWN, 60.0)

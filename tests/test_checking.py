"""What can be judged: drawn gaps, rails and holes, and hours on a table and a sleeper."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import Settings, analyze, intervals, simulate
from myosense.checking import CheckParameters, check, check_rate
from myosense.coverage import Coverage
from myosense.errors import ReadError, SettingsError
from myosense.events import has_flag
from myosense.filtering import filter_block
from myosense.intervals import Mask
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation import plant
from myosense.statespans import name_states
from myosense.ticks import TickPile, Ticks, tick_block
from myosense.wearlog import UNTOLD, LoggedWear

RATE_HZ = 100.0
HOUR_S = 3600
SETTINGS = Settings()
Signal = npt.NDArray[np.float64]


def judged(
    recording: Recording, block_s: float = 600.0, logged: LoggedWear = UNTOLD
) -> Coverage:
    """Check a recording."""
    return checked(recording, ticked(recording, block_s), logged)


def checked(recording: Recording, ticks: Ticks, logged: LoggedWear = UNTOLD) -> Coverage:
    """Check ticks by the settings that come with the package; no jerk is known."""
    coverage = check(recording, ticks, SETTINGS.check, SETTINGS.wear, logged=logged)
    return name_states(
        coverage, recording, ticks, intervals.empty_seconds(), SETTINGS.states
    )


def ticked(recording: Recording, block_s: float) -> Ticks:
    """Bring a recording down to ticks."""
    pile = TickPile()
    for block in recording.blocks(block_s, 20.0):
        pile.append(tick_block(filter_block(block, SETTINGS.filter), SETTINGS.states))
    return pile.joined()


def quiet(seconds: float, rate_hz: float = RATE_HZ, seed: int = 0) -> Signal:
    """Make a sensor that lies still, with its noise."""
    rng = np.random.default_rng(seed)
    return rng.normal([0, 0, 1], 0.003, (round(seconds * rate_hz), 3))


def with_rail(*spans_s: tuple[float, float], seconds: float = 60.0) -> Recording:
    """Hold the sensor at its rail of 4 g for these spans."""
    samples_g = quiet(seconds)
    for start_s, stop_s in spans_s:
        samples_g[round(start_s * RATE_HZ) : round(stop_s * RATE_HZ), 1] = 4.0
    return recording_from_arrays(samples_g, sample_rate_hz=RATE_HZ, range_g=4.0)


def spans_of(coverage: Coverage, reason: str) -> list[tuple[float, float]]:
    """List the spans of one reason, to a hundredth."""
    rows = coverage.reasons[coverage.reasons["reason"] == reason]
    return [(round(a, 2), round(b, 2)) for a, b in rows[["start_s", "stop_s"]].to_numpy()]


def test_what_lies_before_the_first_sample_is_not_usable() -> None:
    stamps_s = np.arange(6000) / RATE_HZ
    stamps_s[0] -= 0.004
    late = recording_from_arrays(quiet(60), stamps_s=stamps_s)
    (stretch,) = late.stretches
    assert stretch.start_s == pytest.approx(0.004, abs=1e-4)
    expected = [[stretch.start_s + 1, stretch.stop_s - 1]]
    np.testing.assert_allclose(judged(late).usable, expected)


@pytest.mark.parametrize(
    ("rate_hz", "flags"),
    [
        (24.0, {"lower bound"}),
        (37.9, {"lower bound"}),
        (38.0, {"slow"}),
        (44.9, {"slow"}),
        (45.0, set()),
        (100.0, set()),
    ],
)
def test_a_rate_says_what_it_can_show(rate_hz: float, flags: set[str]) -> None:
    recording = recording_from_arrays(quiet(20, rate_hz), sample_rate_hz=rate_hz)
    assert check_rate(recording) == flags
    assert set(judged(recording).flags) == flags


@pytest.mark.parametrize("rate_hz", [1.0, 20.0, 23.9])
def test_a_rate_that_cannot_show_a_jerk_is_refused(rate_hz: float) -> None:
    recording = recording_from_arrays(quiet(60, rate_hz), sample_rate_hz=rate_hz)
    with pytest.raises(ReadError, match=rf"recording: {rate_hz:g} samples .* at least 24"):
        analyze(recording)


def test_a_gap_takes_itself_and_a_guard_on_both_sides() -> None:
    stamps_s = np.arange(6000) / RATE_HZ
    stamps_s[2000:] += 3
    stamps_s[4000:] += 4
    stamps_s[4450:] += 5
    coverage = judged(recording_from_arrays(quiet(60), stamps_s=stamps_s))
    assert spans_of(coverage, "gap") == [(20, 23), (43, 47), (51.5, 56.5)]
    assert spans_of(coverage, "short") == [(47, 51.5)]
    # What is too short is lost whole: its edges are not lost twice.
    edges = [(0, 1), (19, 20), (23, 24), (42, 43), (56.5, 57.5), (71, 72)]
    assert spans_of(coverage, "edge") == edges
    usable = np.array([[1, 19], [24, 42], [57.5, 71]])
    np.testing.assert_allclose(coverage.usable, usable, atol=0.01)
    assert coverage.recorded_s == pytest.approx(60)


def test_a_stretch_that_is_too_short_has_no_guards() -> None:
    stamps_s = np.arange(1050) / RATE_HZ
    stamps_s[50:] += 3
    coverage = judged(recording_from_arrays(quiet(10.5), stamps_s=stamps_s))
    assert spans_of(coverage, "short") == [(0, 0.5)]
    assert spans_of(coverage, "edge") == [(3.5, 4.5), (12.5, 13.5)]


@pytest.mark.parametrize(("seconds", "judged_s"), [(4.9, 0.0), (5.0, 3.0)])
def test_a_stretch_under_five_seconds_is_not_judged(
    seconds: float, judged_s: float
) -> None:
    coverage = judged(recording_from_arrays(quiet(seconds), sample_rate_hz=RATE_HZ))
    assert coverage.analyzable_s == pytest.approx(judged_s)


@pytest.mark.parametrize("at_s", [20.0, 20.1, 20.17])
@pytest.mark.parametrize(("held_s", "is_lost"), [(0.4, False), (0.5, False), (0.6, True)])
def test_a_rail_held_for_over_half_a_second_leaves_the_coverage(
    at_s: float, held_s: float, *, is_lost: bool
) -> None:
    coverage = judged(with_rail((at_s, at_s + held_s)))
    lost_s = coverage.seconds_by_reason().get("clipped", 0)
    if is_lost:
        ((start_s, stop_s),) = spans_of(coverage, "clipped")
        assert start_s <= at_s
        assert stop_s >= at_s + held_s - 0.01
        assert lost_s < held_s + 0.51
    else:
        assert lost_s == 0


@pytest.mark.parametrize(("each_s", "is_lost"), [(0.1, False), (0.13, True)])
def test_a_window_with_a_tenth_at_the_rail_leaves_the_coverage(
    each_s: float, *, is_lost: bool
) -> None:
    clips = [(at_s, at_s + each_s) for at_s in np.arange(21, 29.1, 0.9)]
    expected = [(20, 30)] if is_lost else []
    assert spans_of(judged(with_rail(*clips)), "clipped") == expected


def test_brief_clips_one_after_the_other_are_not_a_rail_held() -> None:
    # A quarter of a second at most, and 0.55 s of 10: a strong jerk that rings down.
    clips = ((20, 20.25), (20.3, 20.4), (20.55, 20.65), (20.8, 20.9))
    assert spans_of(judged(with_rail(*clips)), "clipped") == []
    held = judged(with_rail((20.1, 20.7), *clips[3:]))
    assert spans_of(held, "clipped") == [(20.0, 20.75)]
    # A tick that is wholly at the rail, and nothing at the rail right before or after it.
    for apart in (
        ((15, 15.25), (30, 30.25), (45, 45.25)),
        ((20, 20.25), (20.5, 20.85)),
        ((19.5, 19.7), (20, 20.35)),
    ):
        assert spans_of(judged(with_rail(*apart)), "clipped") == []


def test_a_rail_held_to_the_end_of_a_stretch_is_lost_to_its_end() -> None:
    assert spans_of(judged(with_rail((59, 60))), "clipped") == [(59, 60)]
    assert spans_of(judged(with_rail((59, 59.7))), "clipped") == [(59, 59.75)]
    samples_g = with_rail((19, 20)).acceleration_g.astype(np.float64)
    before_gap = with_gap(samples_g, 20, 10)
    lost = judged(replace(before_gap, range_g=4.0))
    assert spans_of(lost, "clipped") == [(19, 20)]


def test_a_rail_before_and_after_a_gap_is_not_held_through_it() -> None:
    recording = with_rail((19.7, 20.3))
    stamps_s = np.arange(6000) / RATE_HZ
    stamps_s[2000:] += 10
    parted = recording_from_arrays(recording.acceleration_g, stamps_s=stamps_s, range_g=4.0)
    assert spans_of(judged(parted), "clipped") == []


def test_a_hole_too_narrow_for_a_gap_is_not_interpolated() -> None:
    rate_hz = 30.0
    index = np.arange(1800)
    stamps_s = index / rate_hz + 0.05 * np.sin(index / 40)
    stamps_s[900:] += 0.045
    recording = recording_from_arrays(quiet(60, rate_hz), stamps_s=stamps_s)
    assert len(recording.stretches) == 1
    ((start_s, stop_s),) = spans_of(judged(recording), "hole")
    assert (start_s, stop_s) == pytest.approx(stamps_s[[899, 900]], abs=0.01)
    no_holes = recording_from_arrays(
        quiet(60, rate_hz), stamps_s=index / rate_hz + 0.05 * np.sin(index / 40)
    )
    assert spans_of(judged(no_holes), "hole") == []


def test_a_gap_shorter_than_a_tick_leaves_each_tick_to_one_stretch() -> None:
    stamps_s = np.arange(6000) / RATE_HZ
    stamps_s[2501:] += 0.07
    samples_g = quiet(60)
    samples_g[2500:2525, 1] = 4.0
    recording = recording_from_arrays(samples_g, stamps_s=stamps_s, range_g=4.0)
    first, second = recording.stretches
    ticks = ticked(recording, 600.0)
    rows = [ticks.rows_of(stretch) for stretch in (first, second)]
    assert rows == [slice(0, 101), slice(101, len(ticks.start_s))]
    assert ticks.start_s[[100, 101]].tolist() == pytest.approx([25.0, 25.08])
    # At the rail for 0.01 s before the gap and for 0.24 s after it.
    assert spans_of(checked(recording, ticks), "clipped") == []


gaps = st.lists(st.tuples(st.floats(0.5, 30), st.floats(0.11, 20)), min_size=1, max_size=5)


@settings(max_examples=25)
@given(
    gaps,
    st.lists(st.floats(0, 60), max_size=3),
    st.sampled_from([30.0, 50.0, 80.3]),
    st.floats(7, 40),
)
def test_usable_and_lost_make_up_the_whole_exactly(
    drawn: list[tuple[float, float]],
    rails_s: list[float],
    rate_hz: float,
    block_s: float,
) -> None:
    parts, at_s = [], 0.0
    for length_s, gap_s in drawn:
        part = at_s + np.arange(round(length_s * rate_hz) + 2) / rate_hz
        parts.append(part)
        at_s = part[-1] + gap_s
    stamps_s = np.concatenate(parts)
    samples_g = quiet(len(stamps_s) / rate_hz, rate_hz)
    for rail_s in rails_s:
        samples_g[(stamps_s >= rail_s) & (stamps_s < rail_s + 2), 0] = -4
    recording = recording_from_arrays(samples_g, stamps_s=stamps_s, range_g=4.0)
    coverage = judged(recording, block_s)
    lost = intervals.union(coverage.reasons[["start_s", "stop_s"]].to_numpy())
    assert intervals.total(intervals.intersect(coverage.usable, lost)) == 0
    both = intervals.union(np.concatenate((coverage.usable, lost)))
    assert both.tolist() == [[0.0, recording.duration_s]]
    state = coverage.state[["start_s", "stop_s"]].to_numpy()
    assert intervals.total(state) == pytest.approx(coverage.analyzable_s)
    assert intervals.total(intervals.union(state)) == pytest.approx(coverage.analyzable_s)


@settings(max_examples=20)
@given(st.floats(1, 40), st.sampled_from([25.0, 33.3, 80.3, 100.0, 101.7]))
def test_ticks_do_not_depend_on_the_blocks(block_s: float, rate_hz: float) -> None:
    recording = recording_from_arrays(quiet(70, rate_hz), sample_rate_hz=rate_hz)
    whole, cut = (ticked(recording, each_s) for each_s in (1e6, block_s))
    np.testing.assert_allclose(cut.start_s, whole.start_s, atol=1e-9)
    np.testing.assert_allclose(cut.mean_g, whole.mean_g, atol=1e-6)
    np.testing.assert_allclose(cut.quiet_g, whole.quiet_g, atol=1e-4)


@pytest.mark.parametrize("scenario", ["night", "day", "table"])
def test_coverage_and_states_do_not_depend_on_how_many_ticks_are_worked_on_at_a_time(
    scenario: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    simulation = simulate(
        seed=5, hours=2, scenario=scenario, rate_per_h=5, sample_rate_hz=50
    )
    whole = judged(simulation.recording)
    monkeypatch.setattr("myosense.ticks.PIECE_TICKS", 17 * 240)
    cut = judged(simulation.recording)
    pd.testing.assert_frame_equal(cut.state, whole.state)
    pd.testing.assert_frame_equal(cut.reasons, whole.reasons)
    np.testing.assert_array_equal(cut.usable, whole.usable)


def test_a_turn_where_the_ticks_are_cut_is_a_sign_of_a_body(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(1)
    is_turned = np.arange(80 * 60 * 50) >= 40 * 60 * 50
    lying = np.where(is_turned[:, None], [0.0, 0.5, 0.866], [0.0, 0.0, 1.0])
    noisy = lying + rng.normal(0, 5e-4, lying.shape)
    monkeypatch.setattr("myosense.ticks.PIECE_TICKS", 40 * 240)
    coverage = judged(recording_from_arrays(noisy, sample_rate_hz=50.0))
    reasons = coverage.reasons[coverage.reasons["reason"] == "not worn"]
    spans = reasons[["start_s", "stop_s"]].to_numpy()
    np.testing.assert_allclose(spans, [[0, 39 * 60], [41 * 60, 80 * 60]], atol=1.0)


def test_hours_on_a_table_with_knocks_are_not_worn_and_show_nothing() -> None:
    simulation = simulate(seed=3, hours=3, scenario="table", rate_per_h=0)
    assert (simulation.lookalikes["label"] == "contact").sum() >= 5
    analysis = analyze(simulation.recording)
    assert (
        analysis.coverages["simulated"].seconds_by_reason()["not worn"] > 0.95 * 3 * HOUR_S
    )
    assert len(analysis.events) == 0


def test_a_motionless_sleeper_who_breathes_is_worn_and_every_jerk_counts() -> None:
    rng = np.random.default_rng(5)
    time_s = np.arange(0, 3 * HOUR_S, 1 / 50)
    samples_g = rng.normal([0, 0, 1], 0.003, (len(time_s), 3))
    samples_g[:, 0] += 0.0015 * np.sin(2 * np.pi * 0.25 * time_s)
    still = recording_from_arrays(samples_g, sample_rate_hz=50, site="wrist", range_g=8.0)
    times_s = 600.0 + 1200 * np.arange(9)
    jerking, truth = plant(still, times_s=times_s, amplitudes_g=np.full(9, 0.8))
    analysis = analyze(jerking)
    coverage = analysis.coverages["recording"]
    assert coverage.analyzable_s > 0.95 * 3 * HOUR_S
    assert len(analysis.events) == 9
    np.testing.assert_allclose(analysis.events["peak_s"], truth["peak_s"], atol=0.2)


def logged(
    *worn_s: tuple[float, float], not_worn_s: Sequence[tuple[float, float]] = ()
) -> LoggedWear:
    """Draw what a wear log says."""
    spans = [np.array(each, dtype=float).reshape(-1, 2) for each in (worn_s, not_worn_s)]
    return LoggedWear(worn=spans[0], not_worn=spans[1])


def breathing(seconds: float) -> Signal:
    """Make a sensor on somebody who lies still and breathes."""
    samples_g = quiet(seconds)
    at_s = np.arange(len(samples_g)) / RATE_HZ
    samples_g[:, 0] += 0.003 * np.sin(2 * np.pi * 0.25 * at_s)
    return samples_g


def with_gap(samples_g: Signal, at_s: float, gap_s: float) -> Recording:
    """Part samples by a gap."""
    stamps_s = np.arange(len(samples_g)) / RATE_HZ
    stamps_s[round(at_s * RATE_HZ) :] += gap_s
    return recording_from_arrays(samples_g, stamps_s=stamps_s)


def test_what_a_log_says_was_worn_is_not_lost_for_want_of_signs() -> None:
    table = recording_from_arrays(quiet(1800), sample_rate_hz=RATE_HZ)
    assert spans_of(judged(table), "not worn") == [(0, 1800)]
    coverage = judged(table, logged=logged((300, 600), (900, 2000)))
    assert spans_of(coverage, "not worn") == [(0, 300), (600, 900)]
    assert coverage.usable.tolist() == [[300, 600], [900, 1799]]
    assert coverage.seconds_by_state()["long_still"] > 0


def test_a_log_that_says_worn_for_long_without_a_sign_of_a_body_is_doubted() -> None:
    samples_g = np.concatenate((breathing(1800), quiet(3600)))
    recording = recording_from_arrays(samples_g, sample_rate_hz=RATE_HZ)
    ticks = ticked(recording, 600.0)
    ((start_s, stop_s),) = spans_of(checked(recording, ticks), "not worn")
    assert (start_s, stop_s) == pytest.approx((1800, 5400), abs=60)
    log = logged((0, 600), (start_s - 600, start_s + 1200), (stop_s - 1199, stop_s + 300))
    coverage = checked(recording, ticks, log)
    assert coverage.worn_by_log.tolist() == [[start_s, start_s + 1200]]
    assert not len(checked(recording, ticks, logged(not_worn_s=[(0, 5400)])).worn_by_log)


def test_what_a_log_says_was_not_worn_is_lost_whatever_the_signs() -> None:
    sleeper = recording_from_arrays(breathing(1800), sample_rate_hz=RATE_HZ)
    assert spans_of(judged(sleeper), "not worn") == []
    coverage = judged(sleeper, logged=logged((0, 300), not_worn_s=[(300, 900)]))
    assert spans_of(coverage, "not worn") == [(300, 900)]
    assert coverage.usable.tolist() == [[1, 300], [900, 1799]]


@pytest.mark.parametrize("is_worn", [True, False])
def test_a_gap_stays_one_whatever_a_log_says(*, is_worn: bool) -> None:
    said = [(10.0, 40.0)]
    log = logged(*said) if is_worn else logged(not_worn_s=said)
    coverage = judged(with_gap(quiet(60), at_s=20, gap_s=3), logged=log)
    assert spans_of(coverage, "gap") == [(20, 23)]
    lost = [] if is_worn else [(10, 20), (23, 40)]
    assert spans_of(coverage, "not worn") == lost


def test_uncertain_wear_is_flagged_while_the_log_leaves_some_of_it_open() -> None:
    noise_g = np.random.default_rng(1).normal(0, 0.03, (1800 * round(RATE_HZ), 3))
    noisy = recording_from_arrays(quiet(1800) + noise_g, sample_rate_hz=RATE_HZ)
    first, second, third = (0, 600), (600, 1200), (1200, 2000)
    for log, is_flagged in (
        (logged(), True),
        (logged(first, second), True),
        (logged(first, not_worn_s=[third]), True),
        (logged(first, second, third), False),
        (logged(second, not_worn_s=[first, third]), False),
    ):
        flags = judged(noisy, logged=log).flags
        assert ("wear uncertain" in flags) is is_flagged


def cut_by_gaps(samples_g: Signal, every_s: float) -> Recording:
    """Part samples by gaps of 0.1 s."""
    stamps_s = np.arange(len(samples_g)) / RATE_HZ
    return recording_from_arrays(samples_g, stamps_s=stamps_s + 0.1 * (stamps_s // every_s))


def test_what_gaps_cut_too_short_to_be_not_worn_is_uncertain() -> None:
    table, sleeper = quiet(40 * 60), breathing(40 * 60)
    moved = np.concatenate((table[: 15 * 6000], sleeper[: 15 * 6000], table[: 15 * 6000]))
    for samples_g, every_s, is_flagged in (
        (table, 600, True),
        (table, 1500, False),  # what is left lasts 15 min
        (sleeper, 600, False),
        (sleeper, 90, False),
        (moved, 900, False),
    ):
        coverage = judged(cut_by_gaps(samples_g, every_s))
        assert ("wear uncertain" in coverage.flags) is is_flagged
        lost = [(0, 1500.0)] if every_s == 1500 else []
        assert spans_of(coverage, "not worn") == lost
    told = judged(cut_by_gaps(table, 600), logged=logged((0, 2500)))
    assert told.flags == ()


@pytest.fixture(scope="module")
def table_then_sleeper() -> tuple[Recording, Ticks]:
    """Lie on a table for 50 min, with a gap from 25 to 26, and on somebody for 20 more."""
    samples_g = np.concatenate((quiet(49 * 60), breathing(20 * 60)))
    recording = with_gap(samples_g, at_s=25 * 60, gap_s=60)
    return recording, ticked(recording, 600.0)


def at_each(seconds: Signal, spans_s: Sequence[tuple[float, float]]) -> Mask:
    """Say of each second whether it lies in a span, one span after the other."""
    is_in = np.zeros(len(seconds), dtype=bool)
    for start_s, stop_s in spans_s:
        is_in |= (seconds >= start_s) & (seconds < stop_s)
    return is_in


turns = st.lists(
    st.tuples(st.integers(1, 1500), st.sampled_from(["worn", "not worn", "not said"])),
    max_size=8,
)


@settings(max_examples=50)
@given(turns)
def test_every_second_is_judged_by_the_log_where_it_speaks_and_else_by_the_signs(
    table_then_sleeper: tuple[Recording, Ticks], drawn: list[tuple[int, str]]
) -> None:
    ends_s = np.cumsum([0, *(length_s for length_s, _ in drawn)]).tolist()
    spans: dict[str, list[tuple[float, float]]] = {"worn": [], "not worn": []}
    for span_s, (_, state) in zip(pairwise(ends_s), drawn, strict=True):
        spans.setdefault(state, []).append(span_s)
    log = logged(*spans["worn"], not_worn_s=spans["not worn"])
    alone = checked(*table_then_sleeper)
    assert alone.seconds_by_reason()["not worn"] > 45 * 60
    coverage = checked(*table_then_sleeper, log)
    seconds: Signal = np.arange(70 * 60, dtype=np.float64) + 0.5
    is_lost = at_each(seconds, spans_of(alone, "not worn"))
    is_lost &= ~at_each(seconds, spans["worn"])
    is_lost |= at_each(seconds, spans["not worn"])
    is_lost &= ~at_each(seconds, [(1500, 1560)])
    found = at_each(seconds, spans_of(coverage, "not worn"))
    np.testing.assert_array_equal(found, is_lost)
    gap_and_guards = at_each(seconds, [(0, 1), (1499, 1561), (4199, 4200)])
    usable = intervals.contains(coverage.usable, seconds)
    np.testing.assert_array_equal(usable, ~is_lost & ~gap_and_guards)


def test_a_small_range_flags_the_same_jerks_and_loses_none() -> None:
    counts, clipped = [], []
    for range_g in (2.0, 4.0, 8.0):
        simulation = simulate(
            seed=4, hours=0.5, rate_per_h=120, range_g=range_g, amplitude_g=(3.0, 3.01)
        )
        found = analyze(simulation.recording).events
        counts.append(len(found))
        clipped.append(has_flag(found, "clipped").mean())
    assert max(counts) <= 1.05 * min(counts)
    assert clipped[0] > 0.8
    assert clipped[2] == 0


@pytest.mark.parametrize(
    ("guard_s", "message"),
    [
        (2.5, r"min_stretch_s must be above twice guard_s \(2.5\), but it is 5"),
        (-0.1, "guard_s must be at least 0, but it is -0.1"),
    ],
)
def test_a_short_stretch_must_outlast_its_guards(guard_s: float, message: str) -> None:
    with pytest.raises(SettingsError, match=message):
        CheckParameters(guard_s=guard_s)
    assert CheckParameters(guard_s=0.0).guard_s == 0
    assert CheckParameters(guard_s=2.4).guard_s == 2.4

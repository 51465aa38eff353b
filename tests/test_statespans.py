"""When steps are seen and the state beside the jerks, on ticks drawn by hand."""

import numpy as np
import pytest

from myosense import intervals
from myosense.coverage import Coverage, reason_table, state_table
from myosense.intervals import Seconds
from myosense.recording import Recording, recording_from_arrays
from myosense.states import StateParameters
from myosense.statespans import find_walking, name_states
from myosense.ticks import TICK_S, Ticks

PARAMETERS = StateParameters()
STEPS_S = (20.0, 40.0)
JERK_S = np.array([[28.0, 29.0]])
GAP_S = (60.0, 80.0)


@pytest.fixture(params=[240, 12])
def drawn(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> tuple[Recording, Ticks]:
    """Draw steps from 20 to 40 s that a jerk interrupts, and a gap behind them."""
    monkeypatch.setattr("myosense.ticks.PIECE_TICKS", request.param)
    stamps_s = np.concatenate(
        (np.arange(0, GAP_S[0], 0.02), np.arange(GAP_S[1], 120, 0.02))
    )
    samples_g = np.tile([0.0, 0.0, 1.0], (len(stamps_s), 1))
    start_s = np.concatenate(
        (np.arange(0, GAP_S[0], TICK_S), np.arange(GAP_S[1], 120, TICK_S))
    )
    steps = (start_s >= STEPS_S[0]) & (start_s < STEPS_S[1])
    is_jerk = intervals.contains(JERK_S, start_s)
    is_hit = intervals.contains(JERK_S + np.array([-2.0, 2.0]), start_s)
    ticks = Ticks(
        start_s=start_s,
        mean_g=np.tile(np.array([0, 0, 1], dtype=np.float32), (len(start_s), 1)),
        quiet_g=np.select([is_jerk, steps], [1.0, 0.2], 0.004).astype(np.float32),
        rail_share=np.zeros(len(start_s)),
        is_constant=np.zeros(len(start_s), dtype=bool),
        step_rhythm=np.where(steps & ~is_hit, 0.9, 0.1).astype(np.float32),
    )
    return recording_from_arrays(samples_g, stamps_s=stamps_s), ticks


def usable(*spans_s: tuple[float, float]) -> Coverage:
    """Say that these seconds can be judged."""
    return Coverage(np.array(spans_s), reason_table({}), state_table({}), 100.0)


def walking_of(coverage: Coverage) -> Seconds:
    """Give the seconds of walking."""
    return coverage.within("walking")


def test_steps_are_seen_from_two_seconds_before_their_rhythm_and_not_beside_a_jerk(
    drawn: tuple[Recording, Ticks],
) -> None:
    # 2 s at each edge; what the jerk hides is longer than a pause of 3 s.
    expected = [[18.0, 28.0], [29.0, 42.0]]
    np.testing.assert_allclose(find_walking(*drawn, PARAMETERS), expected, atol=1e-9)


def test_a_known_jerk_does_not_break_the_walk_that_it_is_in(
    drawn: tuple[Recording, Ticks],
) -> None:
    whole = usable((0.0, 60.0), (80.0, 120.0))
    unknown, known = (
        name_states(whole, *drawn, jerks_s, PARAMETERS)
        for jerks_s in (intervals.empty_seconds(), JERK_S)
    )
    np.testing.assert_allclose(walking_of(unknown), find_walking(*drawn, PARAMETERS))
    np.testing.assert_allclose(walking_of(known), [[18.0, 42.0]], atol=1e-9)


def test_long_stillness_is_seen_as_a_whole_however_it_is_cut(
    drawn: tuple[Recording, Ticks],
) -> None:
    half_a_minute = StateParameters(long_still_min=0.5)
    named = name_states(usable((0.0, 119.0)), *drawn, JERK_S, half_a_minute)
    assert named.within("long_still").tolist() == [[80.0, 119.0]]
    assert named.within("rest").tolist() == [[0.0, 18.0], [42.0, 60.0]]


def test_a_quarter_of_an_hour_is_seen_as_long_from_every_minute_of_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("myosense.ticks.PIECE_TICKS", 240)
    start_s = np.arange(0, 1500, TICK_S)
    is_still = (start_s >= 300) & (start_s < 1200)
    n = len(start_s)
    ticks = Ticks(
        start_s=start_s,
        mean_g=np.tile(np.array([0, 0, 1], dtype=np.float32), (n, 1)),
        quiet_g=np.where(is_still, 0.004, 0.04).astype(np.float32),
        rail_share=np.zeros(n),
        is_constant=np.zeros(n, dtype=bool),
        step_rhythm=np.zeros(n, dtype=np.float32),
    )
    recording = recording_from_arrays(np.tile([0.0, 0.0, 1.0], (n, 1)), sample_rate_hz=4.0)
    no_jerks_s = intervals.empty_seconds()
    named = name_states(usable((0.0, 1500.0)), recording, ticks, no_jerks_s, PARAMETERS)
    assert named.within("long_still").tolist() == [[300.0, 1200.0]]


def test_states_are_named_where_the_recording_can_be_judged_and_nowhere_else(
    drawn: tuple[Recording, Ticks],
) -> None:
    named = name_states(usable((1.0, 30.0), (90.0, 95.0)), *drawn, JERK_S, PARAMETERS)
    assert named.state.to_numpy().tolist() == [
        [1.0, 18.0, "rest"],
        [18.0, 30.0, "walking"],
        [90.0, 95.0, "rest"],
    ]

"""Activities performed: strokes, contacts, rhythms and moves within their ranges."""

import numpy as np
import pytest

from myosense.simulation.activities import ACTIVITIES
from myosense.simulation.acts import Activity, Bursts, Moves, Rhythm, Touch
from myosense.simulation.elements import scatter
from myosense.simulation.moving import FASTEST_M_PER_S, draw_moves
from myosense.simulation.performing import (
    draw_activity,
    draw_burst,
    draw_manner,
    draw_rhythm,
)
from myosense.simulation.primitives import Motions, Span
from myosense.simulation.summing import motion_acceleration

PLAIN = Bursts(
    span_s=(10.0, 10.0),
    rate_hz=(4.0, 4.0),
    peak_g=(0.5, 0.5),
    irregular=(0.1, 0.1),
    uneven=(0.2, 0.2),
    stroke_s=(0.05, 0.22),
)


def span_of(stop_s: float, peak_g: float = 0.5) -> Span:
    return Span(start_s=0.0, stop_s=stop_s, label="movement", peak_g=peak_g, rhythm_hz=4.0)


def burst_of(act: Bursts, seed: int = 0, stop_s: float = 100.0) -> Motions:
    rng = np.random.default_rng(seed)
    return draw_burst(rng, act, draw_manner(rng, act), span_of(stop_s))


def test_a_burst_has_its_rate_its_height_and_lengths_held_to_their_limits() -> None:
    strokes, _ = burst_of(PLAIN).strokes
    assert len(strokes.start_s) == pytest.approx(400, rel=0.25)
    assert strokes.start_s[-1] < 100
    assert 0.05 <= np.min(strokes.duration_s) <= np.max(strokes.duration_s) <= 0.22
    intervals_s = np.diff(strokes.start_s)
    assert np.std(np.log(intervals_s)) == pytest.approx(0.1, abs=0.02)
    heights_g = np.linalg.norm(strokes.push_g, axis=1)
    assert np.median(heights_g) == pytest.approx(0.5, rel=0.25)


def test_strokes_go_to_and_fro() -> None:
    strokes, _ = burst_of(PLAIN).strokes
    along = strokes.push_g @ strokes.push_g[0]
    assert np.mean(np.sign(along[::2])) > 0.8
    assert np.mean(np.sign(along[1::2])) < -0.8


def test_a_stroke_that_returns_comes_back_to_where_it_began() -> None:
    act = Bursts(
        span_s=(1, 1), rate_hz=(2, 2), peak_g=(1, 1), fill=(0.4, 0.5), returns=True
    )
    there, _, back = burst_of(act).strokes
    way = there.push_g * there.duration_s[:, None] ** 2
    np.testing.assert_allclose(back.push_g * back.duration_s[:, None] ** 2, -way)
    waits_s = back.start_s - there.start_s - there.duration_s
    assert np.all((waits_s >= 0) & (waits_s <= 0.03 + 1e-9))


def test_contacts_lie_at_the_ends_of_their_share_of_strokes() -> None:
    touch = Touch(share=0.3, peak_g=(0.2, 0.2))
    act = Bursts(span_s=(1, 1), rate_hz=(4, 4), peak_g=(0.5, 0.5), touch=touch)
    motions = burst_of(act)
    strokes, (contacts,) = motions.strokes[0], motions.contacts
    assert len(contacts.start_s) == pytest.approx(0.3 * len(strokes.start_s), rel=0.35)
    ends_s = strokes.start_s + strokes.duration_s
    assert np.all(np.isin(contacts.start_s, ends_s))
    assert 0.003 < np.min(contacts.contact_s) < np.max(contacts.contact_s) < 0.03


def test_a_rhythm_keeps_to_its_rate_and_rounds_its_ellipse() -> None:
    act = Rhythm(span_s=(60, 60), rate_hz=(5, 5), peak_g=(0.3, 0.3), drift=(0.02, 0.02))
    rng = np.random.default_rng(1)
    span = span_of(60.0, 0.3)
    (wave,) = draw_rhythm(rng, act, draw_manner(rng, act), span).oscillations
    assert wave.rate_hz == pytest.approx(5, rel=0.11)
    time_s = np.arange(0, 60, 0.001)
    slow = 2j * np.pi * wave.slow_hz * np.exp(2j * np.pi * np.outer(time_s, wave.slow_hz))
    wander_hz = (slow @ wave.drift).real
    assert 0.005 * 5 < np.std(wander_hz) < 0.06 * 5
    assert np.linalg.norm(wave.waves[0]) == pytest.approx(0.3, rel=0.8)
    assert np.linalg.norm(wave.waves[2]) < 0.3 * np.linalg.norm(wave.waves[0])


def test_moves_that_return_leave_the_posture_as_it_was() -> None:
    moves = Moves(
        count=(3, 3), duration_s=(0.15, 0.6), way_m=(0.3, 0.3), turn_rad=(0.2, 1.0),
        return_share=1.0,
    )  # fmt: skip
    drawn, end_s = draw_moves(np.random.default_rng(2), moves, (5.0, 50.0), 1.0)
    assert len(drawn.moves) == 6
    assert end_s > drawn.moves[-1].start_s + drawn.moves[-1].duration_s
    for there, back in zip(drawn.moves[::2], drawn.moves[1::2], strict=True):
        assert back.angle_rad == -there.angle_rad
        assert back.peak_g * back.duration_s**2 == pytest.approx(
            there.peak_g * there.duration_s**2
        )
        mean_m_per_s = there.peak_g * 9.80665 / (10 / np.sqrt(3)) * there.duration_s
        assert mean_m_per_s <= FASTEST_M_PER_S * 1.0001


def test_nothing_begins_after_the_end_of_a_bout() -> None:
    for name, activity in ACTIVITIES.items():
        drawn = draw_activity(np.random.default_rng(3), activity, (10.0, 40.0), 1.0)
        starts = [table.start_s for table in drawn.strokes]
        starts += [table.start_s for table in drawn.contacts]
        starts += [np.array([span.start_s for span in drawn.spans])]
        assert all(np.all((s >= 10.0) & (s < 41.5)) for s in starts), name
        assert all(move.start_s + move.duration_s <= 40.0 for move in drawn.moves), name


@pytest.mark.parametrize("name", ACTIVITIES)
def test_half_of_an_activity_is_half_its_motion(name: str) -> None:
    time_s = np.arange(0, 60, 0.01)
    whole, half = (
        draw_activity(np.random.default_rng(4), ACTIVITIES[name], (0.0, 60.0), gain)
        for gain in (1.0, 0.5)
    )
    motion = motion_acceleration(whole, time_s, 100.0)
    np.testing.assert_allclose(
        motion_acceleration(half, time_s, 100.0), 0.5 * motion, atol=1e-9
    )
    for full, small in zip(whole.moves, half.moves, strict=True):
        assert small.peak_g == pytest.approx(0.5 * full.peak_g)
        assert small.angle_rad == pytest.approx(0.5 * full.angle_rad)
    assert np.max(np.abs(motion)) > 0


def test_what_is_drawn_anew_differs_from_bout_to_bout() -> None:
    act = Activity(label="movement", acts=(PLAIN,), pause_s=(1.0, 2.0))
    first, second = (
        draw_activity(np.random.default_rng(seed), act, (0.0, 60.0), 1.0) for seed in (5, 6)
    )
    lines = [part.strokes[0].push_g[0] for part in (first, second)]
    assert abs(lines[0] @ lines[1]) < 0.99 * np.prod(np.linalg.norm(lines, axis=1))
    assert len(first.spans) > 2


def test_factors_scatter_about_one_and_never_run_away() -> None:
    factors = scatter(np.random.default_rng(7), 0.5, 10_000)
    assert np.median(factors) == pytest.approx(1, abs=0.02)
    assert np.max(factors) == pytest.approx(np.exp(1.0))

"""Perform an activity: draw its bursts, rhythms and moves for a stretch of time."""

from dataclasses import dataclass

import numpy as np

from myosense.intervals import Seconds
from myosense.simulation.acts import Activity, Bursts, Moves, Rhythm, Touch
from myosense.simulation.limbs import Range
from myosense.simulation.lookalikes import Move, draw_move
from myosense.simulation.primitives import (
    Complex,
    Contacts,
    Motions,
    Oscillation,
    Span,
    Strokes,
    joined,
)
from myosense.simulation.swings import Vector, log_uniform, unit_vector

SHAPE: Range = (1.9, 3.8)  #: Exponents of speed: skewed and pointed about the usual 2.
SLOW_HZ: Range = (0.05, 0.9)  #: Rates at which a rhythm's rate and height wander.
N_SLOW = 3
FASTEST_M_PER_S = 0.8  #: Mean speed of quick reaches (Jeannerod 1984: peaks to 1.5 m/s).


@dataclass(frozen=True, kw_only=True, eq=False)
class Manner:
    """How it is done this time: what is drawn once a bout."""

    rate_hz: float
    peak_g: float
    line: Vector  #: Unit vector that strokes go along.
    across: Vector  #: What they bend to, at right angles to the line.
    shape: Vector  #: Exponents of the speed.
    tune: Vector  #: Where in its range each other measure lies, from 0 to 1.


def draw_activity(
    rng: np.random.Generator, activity: Activity, span_s: tuple[float, float], gain: float
) -> Motions:
    """Draw what a sensor feels of an activity for a while.

    Parameters
    ----------
    rng
        Source of everything drawn.
    activity
        What is done.
    span_s
        Start and stop in seconds.
    gain
        Share of it that reaches the sensor.
    """
    time_s, stop_s = span_s
    act = activity.acts[rng.integers(len(activity.acts))] if activity.acts else None
    manner = None if act is None else draw_manner(rng, act)
    parts = [_underneath(rng, rhythm, span_s, gain) for rhythm in activity.under]
    time_s += rng.random() * min(log_uniform(rng, activity.pause_s), 5.0)
    while time_s < stop_s:
        if activity.moves is not None and rng.random() < activity.move_share:
            part, time_s = draw_moves(rng, activity.moves, (time_s, stop_s), gain)
            parts.append(part)
        if act is not None and manner is not None and time_s < stop_s:
            span = Span(
                start_s=time_s,
                stop_s=min(time_s + log_uniform(rng, act.span_s), stop_s),
                label=activity.label,
                peak_g=manner.peak_g * gain,
                rhythm_hz=manner.rate_hz,
            )
            if isinstance(act, Bursts):
                parts.append(draw_burst(rng, act, manner, span))
            else:
                parts.append(draw_rhythm(rng, act, manner, span))
            parts.append(Motions(spans=(span,)))
            time_s = span.stop_s
        time_s += log_uniform(rng, activity.pause_s)
    return joined(parts)


def _underneath(
    rng: np.random.Generator, rhythm: Rhythm, span_s: tuple[float, float], gain: float
) -> Motions:
    """Draw a rhythm that goes on all the while."""
    manner = draw_manner(rng, rhythm)
    start_s, stop_s = span_s
    span = Span(
        start_s=start_s,
        stop_s=stop_s,
        label="movement",
        peak_g=manner.peak_g * gain,
        rhythm_hz=manner.rate_hz,
    )
    return draw_rhythm(rng, rhythm, manner, span)


def draw_manner(rng: np.random.Generator, act: Bursts | Rhythm) -> Manner:
    """Draw how a burst or rhythm is done this time."""
    line, across = unit_vector(rng), unit_vector(rng)
    return Manner(
        rate_hz=log_uniform(rng, act.rate_hz),
        peak_g=log_uniform(rng, act.peak_g),
        line=line,
        across=across - (across @ line) * line,
        shape=rng.uniform(*SHAPE, 2),
        tune=rng.random(10),
    )


def draw_burst(
    rng: np.random.Generator, act: Bursts, manner: Manner, span: Span
) -> Motions:
    """Draw a burst of strokes to and fro, and the contacts they end in."""
    limits = (act.irregular, act.uneven, act.fill, act.stray, act.arc)
    tuned = [between(*pair) for pair in zip(limits, manner.tune[:5], strict=True)]
    irregular, uneven, fill, stray, arc = tuned
    rate_hz = manner.rate_hz * scatter(rng, 0.1, 1)[0]
    n_drawn = int((span.stop_s - span.start_s) * rate_hz * 2) + 2
    interval_s = scatter(rng, irregular, n_drawn) / rate_hz
    start_s = span.start_s + np.cumsum(interval_s) - interval_s
    n = int(np.searchsorted(start_s, span.stop_s))
    start_s, duration_s = start_s[:n], np.clip(interval_s[:n] * fill, *act.stroke_s)
    peak_g = span.peak_g * scatter(rng, uneven, n) * _waxing(rng, n)
    line = manner.line + 0.3 * rng.standard_normal(3)
    sign = np.ones(n) if act.returns else np.resize([1.0, -1.0], n)
    way = sign[:, None] * line + stray * rng.standard_normal((n, 3)) / np.sqrt(3)
    bend = arc * (manner.across + 0.2 * rng.standard_normal((n, 3)))
    there = strokes_of(
        start_s, duration_s, peak_g[:, None] * way, peak_g[:, None] * bend, manner.shape
    )
    strokes = (there, way_back(rng, there)) if act.returns else (there,)
    if act.touch is None:
        return Motions(strokes=strokes)
    is_hit = rng.random(n) < act.touch.share
    hit_s = (start_s + duration_s)[is_hit]
    scale = peak_g[is_hit] / manner.peak_g
    contacts = draw_contacts(rng, act.touch, hit_s, scale, manner.tune[5:])
    return Motions(strokes=strokes, contacts=(contacts,))


def _waxing(rng: np.random.Generator, n: int) -> Vector:
    """Draw how a burst of n strokes begins, swells and ends: factors about 1."""
    phase = 2 * np.pi * (rng.random() + np.linspace(0, rng.uniform(0.0, 2.0), n))
    factors = np.exp(rng.uniform(0.0, 0.5) * np.sin(phase))
    factors[:1] *= rng.uniform(0.3, 1.0)
    factors[-1:] *= rng.uniform(0.3, 1.0)
    return factors


def strokes_of(
    start_s: Seconds, duration_s: Seconds, push_g: Vector, bend_g: Vector, shape: Vector
) -> Strokes:
    """Put strokes of one shape together."""
    return Strokes(
        start_s=start_s,
        duration_s=duration_s,
        early=np.full(len(start_s), shape[0]),
        late=np.full(len(start_s), shape[1]),
        push_g=push_g,
        bend_g=bend_g,
    )


def way_back(rng: np.random.Generator, there: Strokes) -> Strokes:
    """Draw the way back of strokes: soon after, by the same way, often slower."""
    n = len(there.start_s)
    slower = rng.uniform(0.8, 1.4, n)
    return Strokes(
        start_s=there.start_s + there.duration_s + rng.uniform(0.0, 0.03, n),
        duration_s=there.duration_s * slower,
        early=there.late,
        late=there.early,
        push_g=-there.push_g / slower[:, None] ** 2,
        bend_g=there.bend_g / slower[:, None] ** 2,
    )


def draw_contacts(
    rng: np.random.Generator, touch: Touch, start_s: Seconds, scale: Vector, tune: Vector
) -> Contacts:
    """Draw contacts that are much alike: the same finger, surface and strap.

    Parameters
    ----------
    rng
        Source of what differs between them.
    touch
        Ranges.
    start_s, scale : shape (n,)
        When each begins and its height beside the usual.
    tune : shape (5,)
        Where in its range each measure lies, from 0 to 1.
    """
    n = len(start_s)
    limits = (touch.peak_g, touch.length_s, touch.ring_hz, touch.damping, touch.rebound)
    peak_g, length_s, ring_hz, damping, rebound = (
        between(*pair) * scatter(rng, 0.15, n) for pair in zip(limits, tune, strict=True)
    )
    push_g = (peak_g * scale)[:, None] * near(rng, unit_vector(rng), n)
    ring_g = (peak_g * scale * rebound)[:, None] * near(rng, unit_vector(rng), n)
    return Contacts(
        start_s=start_s,
        contact_s=length_s,
        push_g=push_g,
        ring_hz=ring_hz,
        damping=np.minimum(damping, 0.9),
        ring_g=ring_g,
    )


def draw_rhythm(
    rng: np.random.Generator, act: Rhythm, manner: Manner, span: Span
) -> Motions:
    """Draw an oscillation whose rate and height wander, on an ellipse, with harmonics."""
    limits = (act.drift, act.swell, act.overtone, act.roundness)
    tuned = [between(*pair) for pair in zip(limits, manner.tune[:4], strict=True)]
    drift, swell, overtone, roundness = tuned
    slow_hz = np.array([log_uniform(rng, SLOW_HZ) for _ in range(N_SLOW)])
    size = overtone ** np.arange(act.n_harmonics) * span.peak_g
    phase = np.exp(2j * np.pi * rng.random(act.n_harmonics))
    ellipse = near(rng, manner.line, act.n_harmonics) + 1j * roundness * near(
        rng, manner.across, act.n_harmonics
    )
    rate_hz = manner.rate_hz * scatter(rng, 0.05, 1)[0]
    wave = Oscillation(
        start_s=span.start_s,
        stop_s=span.stop_s,
        rate_hz=rate_hz,
        waves=(size * phase)[:, None] * ellipse,
        slow_hz=slow_hz,
        drift=_wander(rng, drift * rate_hz / (2 * np.pi * slow_hz)),
        swell=_wander(rng, np.full(N_SLOW, swell)),
        fade_s=min(log_uniform(rng, (0.1, 2.0)), (span.stop_s - span.start_s) / 2),
        decay_per_s=0.0 if act.decay_s is None else 1 / log_uniform(rng, act.decay_s),
    )
    return Motions(oscillations=(wave,))


def _wander(rng: np.random.Generator, size: Vector) -> Complex:
    """Draw slow waves that add up to a wandering of about the given SD."""
    wave = rng.standard_normal(N_SLOW) + 1j * rng.standard_normal(N_SLOW)
    wandering: Complex = wave * size / np.sqrt(N_SLOW)
    return wandering


def draw_moves(
    rng: np.random.Generator, moves: Moves, span_s: tuple[float, float], gain: float
) -> tuple[Motions, float]:
    """Draw moves that follow each other; return them and when the last one has ended."""
    time_s, stop_s = span_s
    drawn: list[Move] = []
    parts: list[Motions] = []
    for _ in range(int(rng.integers(moves.count[0], moves.count[1] + 1))):
        there = _there(rng, moves, time_s, gain)
        time_s = there.start_s + there.duration_s
        phases = [there]
        if rng.random() < moves.return_share:
            phases.append(_back(rng, there, time_s + log_uniform(rng, (0.01, 1.0))))
            time_s = phases[-1].start_s + phases[-1].duration_s
        if time_s > stop_s:
            break
        drawn += phases
        parts += [_details(rng, moves, move, gain) for move in phases]
        time_s += log_uniform(rng, (0.02, 0.6))
    return joined([Motions(moves=tuple(drawn)), *parts]), time_s


def _there(rng: np.random.Generator, moves: Moves, start_s: float, gain: float) -> Move:
    """Draw a move no faster on the mean than limbs are."""
    duration_s = log_uniform(rng, moves.duration_s)
    fastest_m = FASTEST_M_PER_S * duration_s
    low, high = (gain * min(way, fastest_m) for way in moves.way_m)
    turn = (gain * moves.turn_rad[0], gain * moves.turn_rad[1])
    return draw_move(rng, start_s, (duration_s, duration_s), (low, high), turn)


def _back(rng: np.random.Generator, there: Move, start_s: float) -> Move:
    """Draw the way back from a move: as far, at another pace."""
    slower = float(rng.uniform(0.8, 1.5))
    return Move(
        start_s=start_s,
        duration_s=there.duration_s * slower,
        peak_g=there.peak_g / slower**2,
        direction=-there.direction,
        axis=there.axis,
        angle_rad=-there.angle_rad,
    )


def _details(rng: np.random.Generator, moves: Moves, move: Move, gain: float) -> Motions:
    """Draw what makes a move real: its bend, a correction, a contact at its end."""
    end_s = move.start_s + move.duration_s
    bend_g = move.peak_g * rng.uniform(0.05, 0.6) * unit_vector(rng)
    skew_g = move.peak_g * rng.uniform(0.0, 0.5) * unit_vector(rng)
    rows = [(move.start_s, move.duration_s, skew_g, bend_g)]
    if rng.random() < moves.corrected_share:
        share, length_s = log_uniform(rng, (0.03, 0.25)), log_uniform(rng, (0.1, 0.3))
        peak_g = move.peak_g * share * min((move.duration_s / length_s) ** 2, 4.0)
        start_s = end_s - rng.uniform(0.0, 0.3) * move.duration_s
        rows.append((start_s, length_s, peak_g * unit_vector(rng), np.zeros(3)))
    start, duration, push, bend = (np.array(column) for column in zip(*rows, strict=True))
    strokes = strokes_of(start, duration, push, bend, rng.uniform(*SHAPE, 2))
    if moves.touch is None or rng.random() > moves.touch.share:
        return Motions(strokes=(strokes,))
    contacts = draw_contacts(
        rng, moves.touch, np.array([end_s]), np.array([gain]), rng.random(5)
    )
    return Motions(strokes=(strokes,), contacts=(contacts,))


def near(rng: np.random.Generator, direction: Vector, n: int) -> Vector:
    """Draw n vectors near one direction."""
    return direction + 0.2 * rng.standard_normal((n, 3))


def between(limits: Range, share: float) -> float:
    """Go a share of the way from one limit to the other, evenly in the logarithm."""
    low, high = limits
    return float(low * (high / low) ** share)


def scatter(rng: np.random.Generator, sd: float, n: int) -> Vector:
    """Draw factors about 1 whose logarithm has about this SD; none beyond two of them."""
    factors: Vector = np.exp(sd * np.clip(rng.standard_normal(n), -2.0, 2.0))
    return factors

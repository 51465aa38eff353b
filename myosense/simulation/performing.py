"""Perform an activity: draw its bursts, rhythms and moves for a stretch of time."""

from dataclasses import dataclass

import numpy as np

from myosense.simulation.acts import Activity, Bursts, Rhythm
from myosense.simulation.elements import (
    ROUGHNESS,
    Form,
    between,
    draw_contacts,
    draw_form,
    near,
    scatter,
    strokes_of,
)
from myosense.simulation.limbs import Range
from myosense.simulation.moving import draw_moves
from myosense.simulation.primitives import (
    Complex,
    Motions,
    Oscillation,
    Span,
    Strokes,
    joined,
)
from myosense.simulation.swings import Vector, log_uniform, unit_vector

SLOW_HZ: Range = (0.05, 0.9)  #: Rates at which a rhythm's rate and height wander.
N_SLOW = 3
SHORTEST_S = 0.04  #: No muscle pushes and brakes in less.


@dataclass(frozen=True, kw_only=True, eq=False)
class Manner:
    """How it is done this time: what is drawn once a bout."""

    rate_hz: float
    peak_g: float
    line: Vector  #: Unit vector that strokes go along.
    across: Vector  #: What they bend to, at right angles to the line.
    form: Form
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
        form=draw_form(rng),
        tune=rng.random(11),
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
    line /= np.linalg.norm(line)
    sign = np.ones(n) if act.returns else np.resize([1.0, -1.0], n)
    way = sign[:, None] * line + stray * rng.standard_normal((n, 3)) / np.sqrt(3)
    way /= np.hypot(1.0, stray)
    bend = arc * (manner.across + 0.2 * rng.standard_normal((n, 3)))
    there = strokes_of(
        start_s, duration_s, peak_g[:, None] * way, peak_g[:, None] * bend, manner.form
    )
    rough = _rough(rng, there, manner.tune[5])
    strokes = (there, rough, way_back(rng, there)) if act.returns else (there, rough)
    if act.touch is None:
        return Motions(strokes=strokes)
    is_hit = rng.random(n) < act.touch.share
    hit_s = (start_s + duration_s)[is_hit]
    scale = peak_g[is_hit] / manner.peak_g
    contacts = draw_contacts(rng, act.touch, hit_s, scale, manner.tune[6:])
    return Motions(strokes=strokes, contacts=(contacts,))


def _waxing(rng: np.random.Generator, n: int) -> Vector:
    """Draw how a burst of n strokes begins, swells and ends: factors about 1."""
    phase = 2 * np.pi * (rng.random() + np.linspace(0, rng.uniform(0.0, 2.0), n))
    factors = np.exp(rng.uniform(0.0, 0.5) * np.sin(phase))
    factors[:1] *= rng.uniform(0.3, 1.0)
    factors[-1:] *= rng.uniform(0.3, 1.0)
    return factors


def _rough(rng: np.random.Generator, smooth: Strokes, tune: float) -> Strokes:
    """Draw what a muscle adds to every stroke: a lesser one, anywhere in it, any way."""
    n = len(smooth.start_s)
    share = rng.uniform(0.2, 0.8, n)
    start_s = smooth.start_s + rng.uniform(0.0, 0.7, n) * smooth.duration_s
    size_g = np.linalg.norm(smooth.push_g, axis=1) * between(ROUGHNESS, tune)
    return strokes_of(
        start_s,
        np.maximum(share * smooth.duration_s, SHORTEST_S),
        size_g[:, None] * rng.standard_normal((n, 3)) / np.sqrt(3),
        np.zeros((n, 3)),
        draw_form(rng),
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
        lever_per_m=there.lever_per_m,
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
        lever_per_m=manner.form.lever_per_m,
        decay_per_s=0.0 if act.decay_s is None else 1 / log_uniform(rng, act.decay_s),
    )
    return Motions(oscillations=(wave,))


def _wander(rng: np.random.Generator, size: Vector) -> Complex:
    """Draw slow waves that add up to a wandering of about the given SD."""
    wave = rng.standard_normal(N_SLOW) + 1j * rng.standard_normal(N_SLOW)
    wandering: Complex = wave * size / np.sqrt(N_SLOW)
    return wandering

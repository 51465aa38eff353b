"""Steps in time, and what a sensor feels of each: no two are alike, but all akin."""

from dataclasses import dataclass

import numpy as np

from myosense.intervals import Mask, Seconds
from myosense.simulation.elements import (
    Form,
    draw_contacts,
    draw_form,
    near,
    scatter,
    strokes_of,
)
from myosense.simulation.gait import Felt, Pace
from myosense.simulation.primitives import Motions, Span, Strokes, joined
from myosense.simulation.swings import Vector, log_uniform, unit_vector

N_ROUGH = (4, 10)  #: Lesser motions in each step of a person.
_LAST_STEP_S = 1.0  #: No step begins later than this before the end.


@dataclass(frozen=True, kw_only=True, eq=False)
class Steps:
    """When feet are set down, how hard, and which."""

    time_s: Seconds
    interval_s: Seconds  #: To the next one, as walked.
    strength: Vector
    is_left: Mask


@dataclass(frozen=True, kw_only=True, eq=False)
class Part:
    """One motion that comes back with each step of a walker, at one sensor."""

    phase: float  #: When it begins after the strike, over the step's length.
    share: float  #: How long it lasts, over the step's length.
    size_g: float
    feet: tuple[float, float]  #: Its sign and size with the near and the other foot.
    along: Vector  #: Directions of push and bend; a tilt is a bend without a push.
    across: Vector
    form: Form


def draw_runs(
    rng: np.random.Generator, pace: Pace, span_s: tuple[float, float]
) -> list[Steps]:
    """Draw runs of steps with stops between them."""
    time_s, stop_s = span_s
    step_hz, strength = log_uniform(rng, pace.step_hz), log_uniform(rng, pace.strength)
    spread, limp = log_uniform(rng, pace.spread), rng.normal(0.0, 0.03)
    uneven = rng.uniform(0.08, 0.25)
    runs = []
    while time_s < stop_s - _LAST_STEP_S:
        n = round(log_uniform(rng, (pace.n_steps[0], pace.n_steps[1])))
        is_left = (np.arange(n) + rng.integers(2)) % 2 == 0
        interval_s = scatter(rng, spread, n) / (step_hz * scatter(rng, 0.08, 1))
        interval_s *= np.where(is_left, 1 + limp, 1 - limp)
        at_s = time_s + np.cumsum(interval_s) - interval_s
        height = strength * scatter(rng, uneven, n)
        height[:1] *= rng.uniform(0.3, 0.8)  # it starts and stops gently
        height[-1:] *= rng.uniform(0.3, 0.8)
        n_kept = int(np.searchsorted(at_s, stop_s - _LAST_STEP_S))
        runs.append(
            Steps(
                time_s=at_s[:n_kept],
                interval_s=interval_s[:n_kept],
                strength=height[:n_kept],
                is_left=is_left[:n_kept],
            )
        )
        time_s = at_s[-1] + log_uniform(rng, pace.pause_s)
    return runs


def draw_parts(rng: np.random.Generator, felt: Felt) -> list[Part]:
    """Draw what makes a step of one walker at one sensor: push, swing, tilt and more."""
    other = log_uniform(rng, felt.other_foot)
    both, turn = (1.0, other), (1.0, -1.0)
    swing = (0.0, 1.0) if felt.swings_once else turn
    drawn = [
        (rng.uniform(-0.2, 0.1), log_uniform(rng, felt.push_share), felt.push_g, both),
        (rng.uniform(-0.2, 0.2), rng.uniform(0.6, 0.95), felt.swing_g, swing),
        (rng.uniform(-0.1, 0.1), rng.uniform(1.2, 2.0), felt.tilt_g, turn),
    ]
    drawn += [
        (rng.uniform(-0.2, 0.8), log_uniform(rng, (0.08, 0.5)), felt.rough_g, both)
        for _ in range(int(rng.integers(*N_ROUGH, endpoint=True)))
    ]
    return [
        Part(
            phase=float(phase),
            share=float(share),
            size_g=log_uniform(rng, limits),
            feet=feet,
            along=unit_vector(rng) * (0.1 if limits is felt.tilt_g else 1.0),
            across=unit_vector(rng)
            * (1.0 if limits is felt.tilt_g else rng.uniform(0, 0.7)),
            form=draw_form(rng),
        )
        for phase, share, limits, feet in drawn
    ]


def felt_steps(rng: np.random.Generator, runs: list[Steps], felt: Felt) -> Motions:
    """Draw what a sensor feels of steps: strikes, and the parts of each step."""
    parts, tune = draw_parts(rng, felt), rng.random(5)
    is_near_left, other = bool(rng.random() < 0.5), log_uniform(rng, felt.other_foot)
    motions = []
    for run in runs:
        is_near = run.is_left == is_near_left
        heard = run.strength * np.where(is_near, 1.0, other)
        strikes = draw_contacts(rng, felt.strike, run.time_s, heard, tune)
        span = Span(
            start_s=float(run.time_s[0]),
            stop_s=float(run.time_s[-1] + run.interval_s[-1]),
            label="gait",
            peak_g=float(np.max(heard) * parts[0].size_g),
            rhythm_hz=float(1 / np.mean(run.interval_s)),
        )
        strokes = tuple(_repeated(rng, run, is_near, part) for part in parts)
        motions.append(Motions(strokes=strokes, contacts=(strikes,), spans=(span,)))
    return joined(motions)


def _repeated(rng: np.random.Generator, run: Steps, is_near: Mask, part: Part) -> Strokes:
    """Draw one part of every step of a run, each a little different."""
    n = len(run.time_s)
    size_g = part.size_g * run.strength * scatter(rng, 0.2, n)
    size_g *= np.where(is_near, *part.feet)
    late_s = rng.normal(0.0, 0.03, n) * run.interval_s
    return strokes_of(
        run.time_s + part.phase * run.interval_s + late_s,
        part.share * run.interval_s * scatter(rng, 0.1, n),
        size_g[:, None] * near(rng, part.along, n),
        size_g[:, None] * near(rng, part.across, n),
        part.form,
    )

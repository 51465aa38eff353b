"""Walking as steps: each strikes, pushes off and swings in its own way."""

from dataclasses import dataclass, replace

import numpy as np

from myosense.intervals import Mask, Seconds
from myosense.simulation.acts import Touch
from myosense.simulation.limbs import Range
from myosense.simulation.performing import (
    SHAPE,
    draw_contacts,
    near,
    scatter,
    strokes_of,
)
from myosense.simulation.primitives import Motions, Span, Strokes, joined
from myosense.simulation.swings import Vector, log_uniform, unit_vector


@dataclass(frozen=True, kw_only=True)
class Pace:
    """How feet are set."""

    step_hz: Range
    n_steps: tuple[int, int]  #: Steps of one run, from start to stop.
    pause_s: Range  #: Between runs.
    strength: Range  #: Beside the forces of walking.
    spread: Range = (0.02, 0.06)  #: Relative SD of step times.


@dataclass(frozen=True, kw_only=True)
class Felt:
    """What a step is at one place of the body, in g for ordinary walking."""

    strike: Touch  #: Heel strike.
    push_g: Range  #: Push-off, or the rise and fall of the body, once a step.
    push_share: Range  #: Its length over the step's.
    swing_g: Range  #: Swing of the limb forward, once a stride.
    tilt_g: Range  #: Of gravity, as the limb or body turns to and fro.
    other_foot: Range  #: What is felt of the other foot's step.
    swings_once: bool = False  #: A leg swings in one half of the stride only.


#: Cadence of walking 1.4-2.2 Hz, stride time varying by 2-6 % (Hausdorff 1996, 2007);
#: running 2.4-3.2 Hz; stairs 1.2-1.9 Hz.
PACES = {
    "walking": Pace(
        step_hz=(1.3, 2.3), n_steps=(3, 80), pause_s=(0.3, 10.0), strength=(0.5, 1.6)
    ),
    "running": Pace(
        step_hz=(2.3, 3.3), n_steps=(10, 120), pause_s=(1.0, 10.0), strength=(1.8, 4.0)
    ),
    "stairs": Pace(
        step_hz=(1.1, 2.0),
        n_steps=(4, 24),
        pause_s=(0.5, 6.0),
        strength=(0.6, 2.0),
        spread=(0.04, 0.10),
    ),
    "shuffling": Pace(
        step_hz=(0.7, 2.5),
        n_steps=(1, 4),
        pause_s=(0.5, 15.0),
        strength=(0.15, 0.9),
        spread=(0.1, 0.4),
    ),
}
#: Peaks of walking at the shank 1.5-4 g (Lafortune 1991), trunk 0.2-0.8 g and head
#: 0.1-0.4 g (Menz 2003; Kavanagh 2006).
FELT = {
    "leg": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.5, 4.0), length_s=(0.012, 0.045), ring_hz=(8.0, 30.0)
        ),
        push_g=(0.3, 2.0),
        push_share=(0.15, 0.5),
        swing_g=(0.7, 3.0),
        tilt_g=(0.15, 0.8),
        other_foot=(0.02, 0.2),
        swings_once=True,
    ),
    "thigh": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.2, 1.5), length_s=(0.02, 0.06), ring_hz=(6.0, 20.0)
        ),
        push_g=(0.15, 0.8),
        push_share=(0.2, 0.6),
        swing_g=(0.3, 1.2),
        tilt_g=(0.15, 0.6),
        other_foot=(0.1, 0.5),
        swings_once=True,
    ),
    "trunk": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.05, 0.8), length_s=(0.02, 0.09), ring_hz=(5.0, 18.0)
        ),
        push_g=(0.08, 0.5),
        push_share=(0.6, 1.3),
        swing_g=(0.02, 0.25),
        tilt_g=(0.02, 0.15),
        other_foot=(0.6, 1.0),
    ),
    "head": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.03, 0.4), length_s=(0.03, 0.10), ring_hz=(4.0, 14.0)
        ),
        push_g=(0.08, 0.4),
        push_share=(0.6, 1.3),
        swing_g=(0.01, 0.15),
        tilt_g=(0.01, 0.10),
        other_foot=(0.7, 1.0),
    ),
    "arm": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.03, 0.6), length_s=(0.02, 0.08), ring_hz=(6.0, 20.0)
        ),
        push_g=(0.05, 0.4),
        push_share=(0.5, 1.3),
        swing_g=(0.05, 0.8),
        tilt_g=(0.05, 0.6),
        other_foot=(0.5, 1.0),
    ),
}


@dataclass(frozen=True, kw_only=True, eq=False)
class Steps:
    """When feet are set down, how hard, and which."""

    time_s: Seconds
    interval_s: Seconds  #: To the next one, as walked.
    strength: Vector
    is_left: Mask


def draw_runs(
    rng: np.random.Generator, pace: Pace, span_s: tuple[float, float]
) -> list[Steps]:
    """Draw runs of steps with stops between them; no step after the stop."""
    time_s, stop_s = span_s
    step_hz, strength = log_uniform(rng, pace.step_hz), log_uniform(rng, pace.strength)
    spread, limp = log_uniform(rng, pace.spread), rng.normal(0.0, 0.03)
    uneven = rng.uniform(0.08, 0.25)
    runs = []
    while time_s < stop_s:
        n = round(log_uniform(rng, (pace.n_steps[0], pace.n_steps[1])))
        is_left = (np.arange(n) + rng.integers(2)) % 2 == 0
        rate_hz = step_hz * scatter(rng, 0.08, 1)[0]
        interval_s = scatter(rng, spread, n) / rate_hz
        interval_s *= np.where(is_left, 1 + limp, 1 - limp)
        at_s = time_s + np.cumsum(interval_s) - interval_s
        height = strength * scatter(rng, uneven, n)
        height[:1] *= rng.uniform(0.3, 0.8)  # it starts and stops gently
        height[-1:] *= rng.uniform(0.3, 0.8)
        is_kept = at_s < stop_s - 1.0
        runs.append(
            Steps(
                time_s=at_s[is_kept],
                interval_s=interval_s[is_kept],
                strength=height[is_kept],
                is_left=is_left[is_kept],
            )
        )
        time_s = at_s[-1] + log_uniform(rng, pace.pause_s)
    return [run for run in runs if len(run.time_s) > 0]


@dataclass(frozen=True, kw_only=True, eq=False)
class Build:
    """How one sensor feels every step of a bout: strap, leg and way of walking."""

    felt: Felt
    is_left: bool
    push_g: float
    push_share: float
    swing_g: float
    tilt_g: float
    other_foot: float
    lines: Vector  #: Directions of push, swing and tilt and their bends, shape (6, 3).
    shapes: Vector  #: Exponents of the speed of each, shape (3, 2).
    swing_share: float  #: Length of the swing over the step's.
    lag_share: float  #: How much later than the strike it begins.
    tune: Vector


def felt_steps(rng: np.random.Generator, runs: list[Steps], felt: Felt) -> Motions:
    """Draw what a sensor feels of steps: strike, push-off and swing of each."""
    build = Build(
        felt=felt,
        is_left=bool(rng.random() < 0.5),
        push_g=log_uniform(rng, felt.push_g),
        push_share=log_uniform(rng, felt.push_share),
        swing_g=log_uniform(rng, felt.swing_g),
        tilt_g=log_uniform(rng, felt.tilt_g),
        other_foot=log_uniform(rng, felt.other_foot),
        lines=np.array([unit_vector(rng) for _ in range(6)]),
        shapes=rng.uniform(*SHAPE, (3, 2)),
        swing_share=float(rng.uniform(0.6, 0.95)),
        lag_share=float(rng.uniform(-0.2, 0.2)),
        tune=rng.random(5),
    )
    return joined([_felt_run(rng, run, build) for run in runs])


def _felt_run(rng: np.random.Generator, run: Steps, build: Build) -> Motions:
    """Draw what a sensor feels of one run of steps."""
    n = len(run.time_s)
    is_own = run.is_left == build.is_left
    heard = run.strength * np.where(is_own, 1.0, build.other_foot)
    strikes = draw_contacts(rng, build.felt.strike, run.time_s, heard, build.tune)
    push = _strides(
        rng,
        run.time_s + rng.normal(0, 0.02, n) - 0.1 * run.interval_s,
        run.interval_s * build.push_share,
        heard * build.push_g,
        (build.lines[0], build.lines[1], build.shapes[0]),
    )
    forward = ~is_own if build.felt.swings_once else np.where(is_own, 1.0, -1.0)
    swing = _strides(
        rng,
        run.time_s + build.lag_share * run.interval_s,
        run.interval_s * build.swing_share,
        run.strength * build.swing_g * forward,
        (build.lines[2], build.lines[3], build.shapes[1]),
    )
    tilt = _strides(
        rng,
        run.time_s + rng.normal(0, 0.03, n),
        run.interval_s * rng.uniform(1.2, 2.0),
        np.sqrt(run.strength) * build.tilt_g * np.where(is_own, 1.0, -0.8),
        (build.lines[4], build.lines[5], build.shapes[2]),
    )
    tilt = replace(tilt, push_g=0.1 * tilt.push_g, bend_g=tilt.push_g)
    span = Span(
        start_s=float(run.time_s[0]),
        stop_s=float(run.time_s[-1] + run.interval_s[-1]),
        label="gait",
        peak_g=float(np.max(heard) * build.push_g),
        rhythm_hz=float(1 / np.mean(run.interval_s)),
    )
    return Motions(strokes=(push, swing, tilt), contacts=(strikes,), spans=(span,))


def _strides(
    rng: np.random.Generator,
    start_s: Seconds,
    duration_s: Seconds,
    peak_g: Vector,
    manner: tuple[Vector, Vector, Vector],
) -> Strokes:
    """Draw one stroke a step, bent, each a little different in direction."""
    line, across, shape = manner
    n = len(start_s)
    bend_g = peak_g * scatter(rng, 0.2, n) * rng.uniform(0.2, 0.8)
    return strokes_of(
        start_s,
        duration_s,
        peak_g[:, None] * near(rng, line, n),
        bend_g[:, None] * near(rng, across, n),
        shape,
    )

"""Walking as steps: each strikes, pushes off and swings in its own way."""

from dataclasses import dataclass

import numpy as np

from myosense.intervals import Mask, Seconds
from myosense.simulation.activities import Touch
from myosense.simulation.jerks import Vector, log_uniform, unit_vector
from myosense.simulation.limbs import Range
from myosense.simulation.performing import (
    SHAPE,
    draw_contacts,
    near,
    strokes_of,
)
from myosense.simulation.primitives import Motions, Span, Strokes, joined


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
    swing_g: Range  #: Swing of the limb forward, once a stride.
    other_foot: Range  #: What is felt of the other foot's step.


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
_TISSUE: Range = (0.15, 0.5)
#: Peaks of walking at the shank 1.5-4 g (Lafortune 1991), trunk 0.2-0.8 g and head
#: 0.1-0.4 g (Menz 2003; Kavanagh 2006).
FELT = {
    "shank": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.5, 4.0), length_s=(0.012, 0.045), ring_hz=(8.0, 30.0)
        ),
        push_g=(0.3, 2.0),
        swing_g=(0.7, 3.0),
        other_foot=(0.02, 0.2),
    ),
    "thigh": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.2, 1.5), length_s=(0.02, 0.06), ring_hz=(6.0, 20.0)
        ),
        push_g=(0.15, 0.8),
        swing_g=(0.3, 1.2),
        other_foot=(0.1, 0.5),
    ),
    "trunk": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.05, 0.8), length_s=(0.02, 0.09), ring_hz=(5.0, 18.0)
        ),
        push_g=(0.08, 0.5),
        swing_g=(0.02, 0.25),
        other_foot=(0.6, 1.0),
    ),
    "head": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.03, 0.4), length_s=(0.03, 0.10), ring_hz=(4.0, 14.0)
        ),
        push_g=(0.08, 0.4),
        swing_g=(0.01, 0.15),
        other_foot=(0.7, 1.0),
    ),
    "arm": Felt(
        strike=Touch(
            share=1.0, peak_g=(0.03, 0.6), length_s=(0.02, 0.08), ring_hz=(6.0, 20.0)
        ),
        push_g=(0.05, 0.4),
        swing_g=(0.05, 0.8),
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
        rate_hz = step_hz * np.exp(0.08 * rng.standard_normal())
        interval_s = np.exp(spread * rng.standard_normal(n)) / rate_hz
        interval_s *= np.where(is_left, 1 + limp, 1 - limp)
        at_s = time_s + np.cumsum(interval_s) - interval_s
        height = strength * np.exp(uneven * rng.standard_normal(n))
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


def felt_steps(rng: np.random.Generator, runs: list[Steps], place: str) -> Motions:
    """Draw what a sensor feels of steps: strike, push-off and swing of each."""
    felt = FELT[place]
    is_own_left = rng.random() < 0.5
    lines = [unit_vector(rng) for _ in range(4)]
    sizes = [
        log_uniform(rng, limits) for limits in (felt.push_g, felt.swing_g, felt.other_foot)
    ]
    tune, shape = rng.random(5), rng.uniform(*SHAPE, (3, 2))
    swing_share, phase = rng.uniform(0.6, 0.95), rng.uniform(-0.2, 0.2)
    parts = []
    for run in runs:
        n = len(run.time_s)
        is_own = run.is_left == is_own_left
        heard = run.strength * np.where(is_own, 1.0, sizes[2])
        strikes = draw_contacts(rng, felt.strike, run.time_s, heard, tune)
        rise = _swings(
            rng,
            run.time_s + rng.normal(0, 0.02, n) - 0.1 * run.interval_s,
            run.interval_s * rng.uniform(0.35, 0.9),
            heard * sizes[0],
            (lines[0], lines[1], shape[0]),
        )
        start_s = run.time_s + phase * run.interval_s
        side = np.where(is_own, 1.0, -1.0) if place in {"arm", "head", "trunk"} else 1.0
        lift = _swings(
            rng,
            start_s,
            run.interval_s * swing_share,
            run.strength * sizes[1] * (~is_own if place in {"shank", "thigh"} else side),
            (lines[2], lines[3], shape[1]),
        )
        span = Span(
            start_s=float(run.time_s[0]),
            stop_s=float(run.time_s[-1] + run.interval_s[-1]),
            label="gait",
            peak_g=float(np.max(heard) * sizes[0]),
            rhythm_hz=float(1 / np.mean(run.interval_s)),
        )
        parts.append(Motions(strokes=(rise, lift), contacts=(strikes,), spans=(span,)))
    return joined(parts)


def _swings(
    rng: np.random.Generator,
    start_s: Seconds,
    duration_s: Seconds,
    peak_g: Vector,
    manner: tuple[Vector, Vector, Vector],
) -> Strokes:
    """Draw one stroke a step, bent, each a little different in direction."""
    line, across, shape = manner
    n = len(start_s)
    bend_g = peak_g * np.exp(0.2 * rng.standard_normal(n)) * rng.uniform(0.2, 0.8)
    return strokes_of(
        start_s,
        duration_s,
        peak_g[:, None] * near(rng, line, n),
        bend_g[:, None] * near(rng, across, n),
        shape,
    )

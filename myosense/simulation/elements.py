"""Draw the elements of activities: strokes of one shape, contacts that are much alike."""

from dataclasses import dataclass

import numpy as np

from myosense.intervals import Seconds
from myosense.simulation.acts import Touch
from myosense.simulation.limbs import Range
from myosense.simulation.primitives import Contacts, Strokes
from myosense.simulation.swings import Vector, log_uniform, unit_vector

SHAPE: Range = (1.9, 3.8)  #: Exponents of speed: skewed and pointed about the usual 2.
LEVER_M: Range = (0.06, 0.6)  #: From a joint to the sensor: hand to whole arm or leg.
ROUGHNESS: Range = (0.05, 0.6)  #: Lesser strokes over the stroke they ride on.


@dataclass(frozen=True, kw_only=True, eq=False)
class Form:
    """What strokes of one limb have in common."""

    early: float
    late: float
    lever_per_m: Vector  #: Unit vector from the joint over its distance, shape (3,).


def draw_form(rng: np.random.Generator) -> Form:
    """Draw how a limb speeds up, slows down and turns about its joint."""
    early, late = rng.uniform(*SHAPE, 2)
    lever_m = log_uniform(rng, LEVER_M)
    return Form(early=early, late=late, lever_per_m=unit_vector(rng) / lever_m)


def strokes_of(
    start_s: Seconds, duration_s: Seconds, push_g: Vector, bend_g: Vector, form: Form
) -> Strokes:
    """Put strokes of one form together."""
    n = len(start_s)
    return Strokes(
        start_s=start_s,
        duration_s=duration_s,
        early=np.full(n, form.early),
        late=np.full(n, form.late),
        push_g=push_g,
        bend_g=bend_g,
        lever_per_m=np.tile(form.lever_per_m, (n, 1)),
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

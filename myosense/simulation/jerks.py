"""One jerk from its physics: burst, twitch, joint, and what the sensor on it feels.

A burst of muscle activity (a box) becomes torque through the twitch of its muscle; the
torque turns a joint that springs back; the sensor sits at the end of a lever and is
accelerated along the arc and towards the joint. All of it is in closed form, so a jerk is
the same motion whatever the sampling rate.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.recording import STANDARD_GRAVITY_M_PER_S2
from myosense.simulation.limbs import (
    BURSTS,
    COUNTER_GAIN,
    COUNTER_LAG_S,
    LIMBS,
    LIMBS_OF_SITE,
    Limb,
    Range,
    check_site,
)
from myosense.simulation.swings import (
    Swing,
    Vector,
    log_uniform,
    peak_time_s,
    unit_vector,
)

FLAGGED = ("long", "negative")  #: Kinds that are flagged in the truth.
JERK_RATE_HZ = 1000.0  #: Grid on which a jerk is drawn: 25 points in its narrowest lobe.


@dataclass(frozen=True, kw_only=True, eq=False)
class Jerk:
    """Everything that makes one jerk what it is."""

    kind: str  #: cortical, noncortical, long or negative
    burst_s: float  #: Length of the muscle's burst.
    counter_lag_s: float  #: How much later the antagonist starts.
    counter_gain: float  #: Its strength beside the agonist's; 0 without one.
    twitch_s: float  #: Time to peak of the twitch.
    resonance_hz: float
    damping: float  #: Share of critical damping, below 1.
    lever_m: float
    radial: Vector  #: Unit vector in the sensor's frame, away from the joint.
    tangential: Vector  #: Unit vector along the arc.
    amplitude_g: float  #: Largest norm of the acceleration, gravity excluded.
    #: Delay in seconds and strength of each burst; more than one is a polyphasic jerk.
    repeats: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    #: As far as the joint turns.
    most_turn_rad: float = np.inf


def draw_jerk(
    rng: np.random.Generator,
    site: str,
    kind: str = "cortical",
    amplitude_g: Range = (0.1, 3.0),
    limbs: Mapping[str, Limb] = LIMBS,
) -> Jerk:
    """Draw one jerk as it may happen at a body site.

    Parameters
    ----------
    rng
        Source of randomness; a jerk takes the same number of draws whatever comes out.
    site
        Body site; its limbs are in `limbs.LIMBS_OF_SITE`.
    kind
        ``cortical``, ``noncortical``, ``long`` or ``negative``.
    amplitude_g
        Range of the amplitude, drawn evenly in its logarithm.
    limbs
        What moves, by the names of `limbs.LIMBS_OF_SITE`.

    Raises
    ------
    ArgumentError
        If site or kind is not known.
    """
    check_site(site)
    if kind not in BURSTS:
        raise ArgumentError(
            f"kind {kind!r} is not known; expected one of {', '.join(BURSTS)}"
        )
    burst, shares = BURSTS[kind], LIMBS_OF_SITE[site]
    limb = limbs[str(rng.choice(list(shares), p=list(shares.values())))]
    length_s = rng.normal(burst.mean_s, burst.sd_s)
    length_s = float(np.clip(length_s, burst.shortest_s, burst.longest_s))
    has_counter = rng.random() < burst.counter_share
    lag_s, gain = rng.uniform(*COUNTER_LAG_S), rng.uniform(*COUNTER_GAIN)
    radial = unit_vector(rng)
    across = np.cross(radial, unit_vector(rng))
    return Jerk(
        kind=kind,
        burst_s=length_s,
        counter_lag_s=float(lag_s) + (length_s if burst.counter_waits else 0.0),
        counter_gain=float(gain) if has_counter else 0.0,
        twitch_s=float(rng.uniform(*limb.twitch_s)),
        resonance_hz=log_uniform(rng, limb.resonance_hz),
        damping=float(rng.uniform(*limb.damping)),
        lever_m=float(rng.uniform(*limb.lever_m)),
        radial=radial,
        tangential=across / np.linalg.norm(across),
        amplitude_g=log_uniform(rng, amplitude_g),
        most_turn_rad=float(np.deg2rad(limb.most_turn_deg)),
    )


def twitch(time_s: Seconds, twitch_s: float) -> Seconds:
    """Torque of a muscle after one impulse: 1 at its peak, ``twitch_s`` after the impulse.

    >>> twitch(np.array([0.0, 0.06]), 0.06)
    array([0., 1.])
    """
    x = np.maximum(time_s, 0) / twitch_s
    return x * np.exp(1 - x)


def joint_turns(jerk: Jerk, time_s: Seconds) -> Vector:
    """Turn of the joint, its speed and its acceleration, for a torque of unit strength.

    Parameters
    ----------
    jerk
        Burst, twitch and joint.
    time_s : shape (n,)
        Rising times since the burst's start.

    Returns
    -------
    shape (3, n)

    Notes
    -----
    A box of length b is a step at 0 less a step at b; the antagonist takes away the same
    box, weaker and later. With a = 1 / twitch_s and w = 2 pi resonance_hz, the twitch and
    the joint ``x'' + 2 d w x' + w^2 x = torque`` turn a step into the inverse Laplace
    transform of ``e a s^(derivative - 1) / ((s + a)^2 (s^2 + 2 d w s + w^2))``.
    """
    steps = (
        (0.0, 1.0),
        (jerk.burst_s, -1.0),
        (jerk.counter_lag_s, -jerk.counter_gain),
        (jerk.counter_lag_s + jerk.burst_s, jerk.counter_gain),
    )
    total = np.zeros((3, len(time_s)))
    for onset_s, strength in jerk.repeats:
        for delay_s, sign in steps:
            since_s = time_s - (onset_s + delay_s)
            first = int(np.searchsorted(since_s, 0, side="right"))
            if sign != 0:
                total[:, first:] += strength * sign * _after_step(jerk, since_s[first:])
    return total


def _after_step(jerk: Jerk, t: Seconds) -> Vector:
    """Invert the transform in `joint_turns` by partial fractions, at times above 0."""
    a, w = 1 / jerk.twitch_s, 2 * np.pi * jerk.resonance_hz
    joint = a * a - 2 * jerk.damping * w * a + w * w
    slope = 2 * jerk.damping * w - 2 * a
    pole = w * complex(-jerk.damping, np.sqrt(1 - jerk.damping**2))
    twitching, swinging = np.exp(-a * t), np.exp(pole * t)
    answer = np.empty((3, len(t)))
    for m in (-1, 0, 1):
        double = (-a) ** m / joint
        single = m * (-a) ** (m - 1) / joint - (-a) ** m * slope / joint**2
        ringing = pole**m / ((pole + a) ** 2 * 2j * pole.imag)
        rest = 1 / (a * w) ** 2 if m < 0 else 0.0
        twitched = (single + double * t) * twitching
        answer[m + 1] = np.e * a * (rest + twitched + 2 * (ringing * swinging).real)
    return answer


def swing_of(jerk: Jerk, peak_s: float) -> Swing:
    """Work out a jerk's motion so that its acceleration peaks at a given time.

    Notes
    -----
    With lever l, angle x and unit vectors r away from the joint and t along the arc, the
    acceleration is ``l x'' t - l x'^2 r``. The torque is scaled so that the largest norm is
    ``jerk.amplitude_g``; what points to the joint grows with its square, so the scale s
    solves ``s^2 tangential^2 + s^4 radial^2 = amplitude^2`` at the decisive moment. Where
    the joint would turn too far, s is held, and the lever is as much longer as it takes:
    the body gives way, and the sensor turns about a point beyond the joint.
    """
    decay_hz = jerk.damping * 2 * np.pi * jerk.resonance_hz
    length_s = 0.5 + jerk.burst_s + 4 * jerk.twitch_s + np.log(1000) / decay_hz
    length_s += jerk.repeats[-1][0]
    time_s = np.arange(0, length_s, 1 / JERK_RATE_HZ)
    angle, speed, bend = joint_turns(jerk, time_s)
    lever, scale = _lever_and_scale(jerk, angle, speed, bend)
    along, inward = lever * bend, lever * speed**2
    acceleration_g = (
        scale * along[:, None] * jerk.tangential - scale**2 * inward[:, None] * jerk.radial
    )
    norm_g = np.linalg.norm(acceleration_g, axis=1)
    return Swing(
        start_s=peak_s - peak_time_s(norm_g, JERK_RATE_HZ),
        rate_hz=JERK_RATE_HZ,
        acceleration_g=acceleration_g,
        angle_rad=scale * angle,
        axis=np.cross(jerk.radial, jerk.tangential),
        flags=jerk.kind if jerk.kind in FLAGGED else "",
    )


def _lever_and_scale(
    jerk: Jerk, angle: Vector, speed: Vector, bend: Vector
) -> tuple[float, float]:
    """Find the lever, over gravity, and the torque; see `swing_of`."""
    lever = jerk.lever_m / STANDARD_GRAVITY_M_PER_S2
    along, inward = lever * bend, lever * speed**2
    # The quadratic formula in its form without cancellation.
    root = np.sqrt(along**4 + 4 * (inward * jerk.amplitude_g) ** 2)
    scale = jerk.amplitude_g / np.sqrt(np.max((along**2 + root) / 2))
    most = jerk.most_turn_rad / np.max(np.abs(angle))
    if scale <= most:
        return lever, float(scale)
    largest = np.max(np.hypot(most * bend, most**2 * speed**2))
    return float(jerk.amplitude_g / largest), float(most)

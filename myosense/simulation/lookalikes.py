"""What looks like a jerk and is none: reaches, tremor, knocks, steps.

Each is a closed form, so that its width and height are known; none has a row in the truth.
"""

from dataclasses import dataclass

import numpy as np

from myosense.intervals import Seconds
from myosense.recording import STANDARD_GRAVITY_M_PER_S2
from myosense.simulation.limbs import Range
from myosense.simulation.swings import Swing, Vector, log_uniform, unit_vector

REACH_PEAK = 10 / np.sqrt(3)  #: Largest acceleration of a unit reach in unit time.
REACH_PEAK_AT = (3 - np.sqrt(3)) / 6  #: Where in its time it lies.
KNOCK_RATE_HZ = 4000.0  #: 16 points in the shortest contact.

#: A reach of 15-30 cm in 200-600 ms: 0.25 to 4.4 g (minimum-jerk; Flash & Hogan 1985).
REACH_S: Range = (0.2, 0.6)
REACH_M: Range = (0.15, 0.30)
REACH_TURN_RAD: Range = (np.deg2rad(10), np.deg2rad(80))
#: Contacts: half-sines of 4-20 ms; afterwards what was hit rings on.
CONTACT_S: Range = (0.004, 0.020)
CONTACT_G: Range = (0.05, 2.0)
CONTACT_RING_HZ: Range = (25.0, 60.0)
CONTACT_DAMPING: Range = (0.1, 0.3)
CONTACT_REBOUND: Range = (0.1, 0.5)  #: First swing of the ringing over the contact.
#: Tremor of disease, 4-8 Hz; the activity of that name has all of 3-12 Hz.
TREMOR_HZ: Range = (4.0, 8.0)
TREMOR_G: Range = (0.03, 0.4)
TREMOR_S: Range = (3.0, 30.0)
_TREMOR_FADE_S = 0.5
#: Walking: 1.4-2.2 steps a second (the band of the usual step counters).
STEP_HZ: Range = (1.4, 2.2)
_IMPACT_RING_HZ = 13.0
_IMPACT_DECAY_S = 0.035
_IMPACT_TOP_HZ = 40.0  #: Harmonics of the heel strike end here.


@dataclass(frozen=True, kw_only=True, eq=False)
class Move:
    """A move along a straight line that ends in a new posture (minimum-jerk)."""

    start_s: float
    duration_s: float
    peak_g: float
    direction: Vector  #: Unit vector of the way.
    axis: Vector  #: Unit vector that the sensor turns about.
    angle_rad: float  #: Lasting turn.
    label: str = "movement"


@dataclass(frozen=True, kw_only=True, eq=False)
class Tremor:
    """A train of even oscillation."""

    start_s: float
    duration_s: float
    rate_hz: float
    amplitude_g: float
    direction: Vector


@dataclass(frozen=True, kw_only=True, eq=False)
class Walk:
    """A bout of even steps."""

    start_s: float
    stop_s: float
    step_hz: float
    impact: Vector  #: Heel strike at the sensor in g, shape (3,).
    sway: Vector  #: Swing of the limb in g, complex, shape (3,).


def draw_move(
    rng: np.random.Generator, start_s: float, duration_s: Range, way_m: Range, turn: Range
) -> Move:
    """Draw a move; its peak follows from way and duration."""
    length_s, way = log_uniform(rng, duration_s), log_uniform(rng, way_m)
    return Move(
        start_s=start_s,
        duration_s=length_s,
        peak_g=REACH_PEAK * way / length_s**2 / STANDARD_GRAVITY_M_PER_S2,
        direction=unit_vector(rng),
        axis=unit_vector(rng),
        angle_rad=float(rng.uniform(*turn)),
    )


def reach_acceleration(share: Vector) -> Vector:
    """Acceleration of a minimum-jerk reach over its peak, at a share of its time.

    The way is ``10 s^3 - 15 s^4 + 6 s^5``; zero before 0 and after 1.
    """
    s = np.clip(share, 0, 1)
    acceleration: Vector = (60 * s - 180 * s**2 + 120 * s**3) / REACH_PEAK
    return acceleration


def reach_way(share: Vector) -> Vector:
    """Share of the way that a minimum-jerk reach has gone at a share of its time."""
    s = np.clip(share, 0, 1)
    return 10 * s**3 - 15 * s**4 + 6 * s**5


def knock_shape(
    time_s: Seconds, contact_s: float, ring_hz: float, damping: float, rebound: float
) -> Vector:
    """Half-sine of a contact that peaks at 1, then what was hit rings on."""
    after = np.maximum(time_s - contact_s, 0)
    w = 2 * np.pi * ring_hz
    ringing = -rebound * np.sin(w * after) * np.exp(-damping * w * after)
    is_contact = (time_s >= 0) & (time_s <= contact_s)
    return np.where(is_contact, np.sin(np.pi * time_s / contact_s), 0.0) + ringing


def draw_knock(rng: np.random.Generator, start_s: float) -> Swing:
    """Draw a contact: something hits the sensor or what it lies on."""
    time_s = np.arange(0, 0.25, 1 / KNOCK_RATE_HZ)
    shape = knock_shape(
        time_s,
        log_uniform(rng, CONTACT_S),
        log_uniform(rng, CONTACT_RING_HZ),
        float(rng.uniform(*CONTACT_DAMPING)),
        float(rng.uniform(*CONTACT_REBOUND)),
    )
    direction = unit_vector(rng)
    return Swing(
        start_s=start_s,
        rate_hz=KNOCK_RATE_HZ,
        acceleration_g=log_uniform(rng, CONTACT_G) * shape[:, None] * direction,
        angle_rad=np.zeros(len(time_s)),
        axis=direction,
    )


def draw_tremor(rng: np.random.Generator, start_s: float) -> Tremor:
    """Draw a train of tremor."""
    return Tremor(
        start_s=start_s,
        duration_s=log_uniform(rng, TREMOR_S),
        rate_hz=log_uniform(rng, TREMOR_HZ),
        amplitude_g=log_uniform(rng, TREMOR_G),
        direction=unit_vector(rng),
    )


def tremor_acceleration(tremor: Tremor, time_s: Seconds) -> Vector:
    """Acceleration of a tremor, shape (n_samples, 3): it swells and fades over 0.5 s."""
    t = time_s - tremor.start_s
    inside = np.minimum(t, tremor.duration_s - t)
    swell = np.sin(np.pi / 2 * np.clip(inside / _TREMOR_FADE_S, 0, 1)) ** 2
    wave = tremor.amplitude_g * swell * np.sin(2 * np.pi * tremor.rate_hz * t)
    return wave[:, None] * tremor.direction


def draw_walk(
    rng: np.random.Generator, start_s: float, stop_s: float, impact_g: float
) -> Walk:
    """Draw a bout of walking with heel strikes of about ``impact_g`` at the sensor."""
    phases = np.exp(2j * np.pi * rng.random(3))
    return Walk(
        start_s=start_s,
        stop_s=stop_s,
        step_hz=log_uniform(rng, STEP_HZ),
        impact=impact_g * rng.uniform(0.7, 1.3) * unit_vector(rng),
        sway=0.15 * rng.uniform(0.5, 1.5) * np.abs(unit_vector(rng)) * phases,
    )


def gait_acceleration(walk: Walk, time_s: Seconds, sample_rate_hz: float) -> Vector:
    """Acceleration of walking: swing once a stride, heel strike once a step.

    The heel strike is a decaying sine, added up from its Fourier series to 0.42 of the
    sampling rate, so that nothing is aliased. The pace wavers slowly and one foot falls
    harder than the other. Shape (n_samples, 3); the bout swells and fades over a second.
    """
    t = time_s - walk.start_s
    steps = walk.step_hz * t + 0.05 * np.sin(2 * np.pi * 0.11 * t)
    highest = min(0.42 * sample_rate_hz, _IMPACT_TOP_HZ)
    order = np.arange(int(highest / walk.step_hz) + 1)
    pole = 1 / _IMPACT_DECAY_S + 2j * np.pi * walk.step_hz * order
    ring = 2 * np.pi * _IMPACT_RING_HZ
    series = 2 * walk.step_hz * ring / (pole**2 + ring**2)
    series[0] = 0.0  # a body that walks evenly does not accelerate on the mean
    strike = np.polyval(series[::-1], np.exp(2j * np.pi * steps)).real
    strike *= 1 + 0.15 * np.cos(np.pi * steps)
    sway = (np.exp(1j * np.pi * steps)[:, None] * walk.sway).real
    swell = np.clip(np.minimum(t, walk.stop_s - time_s), 0, 1)
    motion: Vector = swell[:, None] * (strike[:, None] * walk.impact + sway)
    return motion

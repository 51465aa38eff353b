"""What the wearer does besides jerking: rest, sleep, hand use, walking, or nothing at all.

A scene is drawn once, in seconds, and evaluated at any times, so the same wearer can be
recorded at any rate.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.interpolate import make_interp_spline
from scipy.signal import lfilter

from myosense.intervals import Mask, Seconds
from myosense.simulation.bouts import Bout
from myosense.simulation.limbs import Range
from myosense.simulation.lookalikes import (
    Move,
    Tremor,
    Walk,
    gait_acceleration,
    reach_acceleration,
    reach_way,
    tremor_acceleration,
)
from myosense.simulation.primitives import Motions
from myosense.simulation.sensor import turn
from myosense.simulation.summing import motion_acceleration, motion_turning
from myosense.simulation.swings import Swing, Vector, unit_vector

Rows = npt.NDArray[np.int64]

#: Micro-motion that a body cannot hide: breathing and pulse at rest, in g.
BREATH_G = {"trunk": 0.006, "arm": 0.0015, "leg": 0.0010, "head": 0.002, "neck": 0.003}
PULSE_G = {"trunk": 0.004, "arm": 0.0010, "leg": 0.0008, "head": 0.002, "neck": 0.003}
#: Heel strike at the sensor, in g.
IMPACT_G = {"leg": 1.2, "trunk": 0.6, "arm": 0.35, "head": 0.25, "neck": 0.3}
BREATH_HZ: Range = (0.2, 0.3)
PULSE_HZ: Range = (0.9, 1.3)
_PULSE_HARMONICS = np.array([0.0, 0.3, 0.5, 0.8, 1.0, 0.9, 0.6, 0.3])  # a beat is short
_DRIFT_RAD = 0.01  #: Posture settles and shifts by about half a degree in minutes.
_KNOT_S = 20.0  #: Spacing of the slow wanderings of posture, breath and pulse.


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """One sensor's surroundings: what happens to it when there is no jerk."""

    region: str
    bouts: tuple[Bout, ...]
    moves: tuple[Move, ...]  #: In order of time, never two at once.
    walks: tuple[Walk, ...]
    tremors: tuple[Tremor, ...]
    knocks: tuple[Swing, ...]
    motions: Motions  #: Strokes, contacts and oscillations of activities.
    #: Upwards in the sensor's frame after each move, shape (n_moves + 1, 3).
    gravity: Vector
    wander: Callable[[Seconds], Vector]  #: Slow changes: tilt, tilt, breath and beat phase.
    directions: Vector  #: Of tilts, breath and pulse, shape (4, 3).

    def is_worn(self, time_s: Seconds) -> Mask:
        """Say of each time whether the sensor is on a body."""
        stops = np.array([stop for _, stop, _ in self.bouts])
        worn = np.array([activity != "table" for _, _, activity in self.bouts])
        i = np.searchsorted(stops, time_s, side="right")
        is_worn: Mask = worn[np.minimum(i, len(worn) - 1)]
        return is_worn

    @cached_property
    def _by_move(self) -> dict[str, Vector]:
        """Start, length, turn and push of each move as arrays; row 0: before the first."""
        moves = self.moves
        starts = [-np.inf, *(move.start_s for move in moves)]
        return {
            "start_s": np.array(starts),
            "duration_s": np.array([1.0, *(move.duration_s for move in moves)]),
            "axis": np.array([[0.0, 0.0, 1.0], *(move.axis for move in moves)]),
            "angle_rad": np.array([0.0, *(move.angle_rad for move in moves)]),
            "push_g": np.array(
                [np.zeros(3), *(move.peak_g * move.direction for move in moves)]
            ),
        }

    def _last_move(self, time_s: Seconds) -> tuple[Rows, Vector]:
        """Last move begun at each time (0: none) and the share of it that has passed."""
        start_s, duration_s = self._by_move["start_s"], self._by_move["duration_s"]
        i = np.searchsorted(start_s, time_s, side="right") - 1
        return i, np.clip((time_s - start_s[i]) / duration_s[i], 0, 1)

    def gravity_at(self, time_s: Seconds) -> Vector:
        """Direction of gravity (upwards) in the sensor's frame, shape (n, 3)."""
        i, share = self._last_move(time_s)
        angle_rad = self._by_move["angle_rad"][i] * reach_way(share)
        before = self.gravity[np.maximum(i - 1, 0)]
        posture = turn(before, self._by_move["axis"][i], angle_rad)
        tilt = self.wander(time_s)[:, :2] @ self.directions[:2]
        tilt *= _DRIFT_RAD * self.is_worn(time_s)[:, None]
        drifted = posture + np.cross(tilt, posture)
        settled: Vector = drifted / np.linalg.norm(drifted, axis=1, keepdims=True)
        return settled

    def motion_at(self, time_s: Seconds, sample_rate_hz: float) -> Vector:
        """Acceleration without gravity, jerks and knocks, in g, shape (n, 3)."""
        i, share = self._last_move(time_s)
        motion: Vector = reach_acceleration(share)[:, None] * self._by_move["push_g"][i]
        motion += self._micro_motion(time_s)
        motion += motion_acceleration(self.motions, time_s, sample_rate_hz)
        for walk in self.walks:
            low, high = np.searchsorted(time_s, [walk.start_s, walk.stop_s])
            if low < high:
                motion[low:high] += gait_acceleration(
                    walk, time_s[low:high], sample_rate_hz
                )
        for tremor in self.tremors:
            stop_s = tremor.start_s + tremor.duration_s
            low, high = np.searchsorted(time_s, [tremor.start_s, stop_s])
            motion[low:high] += tremor_acceleration(tremor, time_s[low:high])
        return motion

    def _micro_motion(self, time_s: Seconds) -> Vector:
        """Breathing and pulse."""
        phases = self.wander(time_s)[:, 2:]
        breath = BREATH_G[self.region] * np.sin(2 * np.pi * phases[:, 0])
        beat = np.exp(2j * np.pi * phases[:, 1])
        pulse = np.polyval(_PULSE_HARMONICS[::-1] / 2, beat).real * PULSE_G[self.region]
        motion = np.column_stack((breath, pulse)) @ self.directions[2:]
        motion *= self.is_worn(time_s)[:, None]
        return motion

    def turning_at(self, time_s: Seconds) -> Vector:
        """Angular velocity of moves and activities in deg/s, shape (n, 3)."""
        i, share = self._last_move(time_s)
        speed = 30 * share**2 * (1 - share) ** 2  # derivative of the minimum-jerk way
        speed *= np.rad2deg(self._by_move["angle_rad"] / self._by_move["duration_s"])[i]
        turning: Vector = speed[:, None] * self._by_move["axis"][i]
        turning += motion_turning(self.motions, time_s)
        return turning


def make_scene(  # noqa: PLR0913  the parts of a scene
    rng: np.random.Generator,
    *,
    region: str,
    stop_s: float,
    bouts: tuple[Bout, ...],
    moves: tuple[Move, ...],
    walks: tuple[Walk, ...],
    tremors: tuple[Tremor, ...],
    knocks: tuple[Swing, ...],
    motions: Motions,
) -> Scene:
    """Put a scene together: draw the first posture and the slow wandering."""
    postures = [unit_vector(rng)]
    for move in moves:
        postures.append(turn(postures[-1], move.axis, move.angle_rad))
    directions = np.array([unit_vector(rng) for _ in range(4)])
    knots_s = np.arange(-2 * _KNOT_S, stop_s + 3 * _KNOT_S, _KNOT_S)
    tilts = [_wandering(rng, len(knots_s)) for _ in range(2)]
    phases = [_phase(rng, knots_s, limits) for limits in (BREATH_HZ, PULSE_HZ)]
    return Scene(
        region=region,
        bouts=bouts,
        moves=moves,
        walks=walks,
        tremors=tremors,
        knocks=knocks,
        motions=motions,
        gravity=np.array(postures),
        wander=make_interp_spline(knots_s, np.column_stack(tilts + phases)),
        directions=directions,
    )


def _wandering(rng: np.random.Generator, n_knots: int) -> Vector:
    """Draw a slow wandering with a spread of about 1: it forgets in 20 knots."""
    kept = np.exp(-1 / 20)
    noise = rng.standard_normal(n_knots) * np.sqrt(1 - kept**2)
    noise[0] = rng.standard_normal()
    wandering: Vector = lfilter([1.0], [1.0, -kept], noise)
    return wandering


def _phase(rng: np.random.Generator, knots_s: Seconds, limits: Range) -> Vector:
    """Draw the phase in cycles of a rhythm whose rate wanders by a few percent."""
    rate_hz = rng.uniform(*limits) * (1 + 0.05 * _wandering(rng, len(knots_s)))
    return rng.random() + np.cumsum(rate_hz) * _KNOT_S

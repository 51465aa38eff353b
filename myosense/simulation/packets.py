"""Jerks as wave packets: a few cycles of any phase, in all directions of a plane or line.

No muscle, no lobes, and nothing that brings the limb back: the third opinion on `jerks`.
What is brief, has its likely width, and looks like neither `jerks` nor `lobes` is here.
"""

import numpy as np

from myosense.intervals import Seconds
from myosense.simulation.limbs import Range
from myosense.simulation.lobes import RATE_HZ, width_limits_s
from myosense.simulation.swings import Swing, Vector, frame, log_uniform, peak_time_s

#: All ranges are the model's own: wide, so that nothing likely is left out.
MOST_PACKETS = 4  #: One alone as often as two to this many, which overlap.
RISE: Range = (0.7, 3.0)  #: Half width of the envelope before its top, and after it,
FALL: Range = (0.7, 5.0)  #: both over the width of the main lobe.
PITCH: Range = (0.8, 1.25)  #: Frequency over that of a wave with a main lobe so wide.
LATE: Range = (-1.5, 1.5)  #: How much later others are, over the main lobe's width.
LINE_SHARE = 0.6  #: Nearly along a line; the others turn in a plane.
ACROSS_LINE: Range = (0.0, 0.3)  #: Share of the second direction.
ACROSS_PLANE: Range = (0.3, 1.0)
TURN_RAD: Range = (float(np.deg2rad(0.1)), float(np.deg2rad(10)))  #: The limb turns ...
TURN_S: Range = (0.2, 1.5)  #: ... and back in this time.
_REACH = 4.0  #: Where an envelope has faded to a ten-thousandth, in half widths.


def packets_swing(
    rng: np.random.Generator, site: str, amplitude_g: float, peak_s: float
) -> Swing:
    """Draw a jerk as wave packets, with a given largest norm of the acceleration."""
    width_s = log_uniform(rng, width_limits_s(site))
    turn_s = log_uniform(rng, TURN_S)
    reach_s = _REACH * max(FALL) + max(LATE)
    time_s = np.arange(-reach_s * width_s, max(reach_s * width_s, turn_s), 1 / RATE_HZ)
    is_line = rng.random() < LINE_SHARE
    share = rng.uniform(*(ACROSS_LINE if is_line else ACROSS_PLANE))
    n = 1 if rng.random() < 0.5 else int(rng.integers(2, MOST_PACKETS + 1))
    along, across = np.zeros((2, len(time_s)))
    for i in range(n):
        late_s = width_s * rng.uniform(*LATE) if i else 0.0
        waves = draw_packet(rng, time_s - late_s, width_s)
        height = 1.0 if n == 1 else rng.normal()
        along += height * waves[0]
        across += height * share * waves[1]
    norm = np.hypot(along, across)
    scale_g = amplitude_g / np.max(norm)
    axis, other, hinge = frame(rng)
    turned = np.sin(np.pi * np.clip(time_s / turn_s, 0.0, 1.0)) ** 2
    return Swing(
        start_s=peak_s - peak_time_s(norm, RATE_HZ),
        rate_hz=RATE_HZ,
        acceleration_g=scale_g * (along[:, None] * axis + across[:, None] * other),
        angle_rad=log_uniform(rng, TURN_RAD) * turned,
        axis=hinge,
    )


def draw_packet(
    rng: np.random.Generator, time_s: Seconds, width_s: float
) -> tuple[Vector, Vector]:
    """Draw one wave of two phases under one envelope, which has its top at 0.

    Notes
    -----
    A cosine of frequency f is 1 / (3 f) wide at half its height.
    """
    half_s = width_s * np.where(time_s < 0, log_uniform(rng, RISE), log_uniform(rng, FALL))
    envelope = np.exp2(-((time_s / half_s) ** 2))
    angle = 2 * np.pi * time_s * log_uniform(rng, PITCH) / (3 * width_s)
    first, second = rng.uniform(0.0, 2 * np.pi, size=2)
    return envelope * np.cos(angle + first), envelope * np.cos(angle + second)

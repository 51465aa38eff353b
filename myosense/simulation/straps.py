"""What lies between limb and sensor: soft tissue, a strap, a pocket, as a mass on a spring.

A heavy sensor on skin does not follow the bone but rings on the tissue under it, a light
one follows (Ziegert & Lewis 1979: 34 g against 1.5 g, beside a needle in the bone).
"""

from dataclasses import dataclass, replace

import numpy as np
from scipy.signal import lfilter

from myosense.simulation.limbs import Range
from myosense.simulation.swings import Swing, log_uniform, peak_time_s

#: Skin of the leg has a stiffness of 330-1900 N/m along its surface (Karlsson & Tranberg
#: 1999): 30 to 130 g of watch, phone or logger on it rest on a spring of 8-40 Hz. The
#: damping is the model's own range.
NATURAL_HZ: Range = (8.0, 40.0)
DAMPING: Range = (0.15, 0.7)


@dataclass(frozen=True, kw_only=True)
class Strap:
    """A sensor's hold on the limb."""

    natural_hz: float  #: Undamped resonance.
    damping: float  #: Share of critical damping.


def draw_strap(rng: np.random.Generator) -> Strap:
    """Draw a hold from loose to firm."""
    return Strap(
        natural_hz=log_uniform(rng, NATURAL_HZ), damping=float(rng.uniform(*DAMPING))
    )


def strapped(swing: Swing, strap: Strap) -> Swing:
    """Return a motion as a sensor with some give feels it, as large and at the same time.

    Notes
    -----
    The limb shakes one end of spring and damper, the sensor sits at the other:
    ``(2 d w s + w^2) / (s^2 + 2 d w s + w^2)``, by the bilinear transform matched at w. The
    amplitude of a jerk is that of the acceleration at the sensor, so the whole motion, the
    limb's turn too, is scaled to have the one it had.
    """
    w = 2 * np.pi * strap.natural_hz
    c = w / np.tan(w / (2 * swing.rate_hz))
    give = 2 * strap.damping * w * c
    forward = np.array([w * w + give, 2 * w * w, w * w - give])
    back = np.array([c * c + give + w * w, 2 * (w * w - c * c), c * c - give + w * w])
    n_ringing = int(np.log(1000) / (strap.damping * w) * swing.rate_hz)
    felt = np.pad(swing.acceleration_g, ((0, n_ringing), (0, 0)))
    felt = lfilter(forward / back[0], back / back[0], felt, axis=0)
    norm_g = np.linalg.norm(swing.acceleration_g, axis=1)
    felt_g = np.linalg.norm(felt, axis=1)
    scale = np.max(norm_g) / np.max(felt_g)
    later_s = peak_time_s(felt_g, swing.rate_hz) - peak_time_s(norm_g, swing.rate_hz)
    return replace(
        swing,
        start_s=swing.start_s - later_s,
        acceleration_g=scale * felt,
        angle_rad=scale * np.pad(swing.angle_rad, (0, n_ringing), mode="edge"),
    )

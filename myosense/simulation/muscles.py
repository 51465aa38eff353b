"""Jerks of muscles in all their variety: kinds, postures, repeats and straps."""

from dataclasses import replace

import numpy as np

from myosense.simulation.jerks import draw_jerk, swing_of
from myosense.simulation.limbs import LIMBS, WIDE_LIMBS, Range
from myosense.simulation.straps import draw_strap, strapped
from myosense.simulation.swings import Swing

#: Shares of the kinds of `limbs.BURSTS`: the model's own, most of them under 100 ms.
KIND_SHARES = {"cortical": 0.45, "noncortical": 0.35, "long": 0.15, "negative": 0.05}
WIDE_SHARE = 0.5  #: Jerks of a limb held anyhow; the others are as in the published table.
STRAP_SHARE = 0.5  #: Jerks felt through tissue or strap that gives.
#: Short bursts that repeat at once, as rhythmic cortical jerks do every 50-80 ms and faster
#: ones every 20 ms; the share, the number and the strengths are the model's.
POLYPHASIC_SHARE = 0.2
MOST_REPEATS = 4
REPEAT_S: Range = (0.030, 0.080)
REPEAT_STRENGTH: Range = (0.4, 1.0)


def muscle_swing(
    rng: np.random.Generator, site: str, amplitude_g: float, peak_s: float
) -> Swing:
    """Draw a jerk of a muscle on its joint, with a given largest norm of acceleration."""
    kind = str(rng.choice(list(KIND_SHARES), p=list(KIND_SHARES.values())))
    limbs = WIDE_LIMBS if rng.random() < WIDE_SHARE else LIMBS
    jerk = draw_jerk(rng, site, kind, (amplitude_g, amplitude_g), limbs)
    if kind in ("cortical", "noncortical") and rng.random() < POLYPHASIC_SHARE:
        jerk = replace(jerk, repeats=draw_repeats(rng))
    swing = swing_of(jerk, peak_s)
    return strapped(swing, draw_strap(rng)) if rng.random() < STRAP_SHARE else swing


def draw_repeats(rng: np.random.Generator) -> tuple[tuple[float, float], ...]:
    """Draw delay and strength of the two to four bursts of a polyphasic jerk."""
    n = int(rng.integers(2, MOST_REPEATS + 1))
    delays_s = np.append(0.0, np.cumsum(rng.uniform(*REPEAT_S, size=n - 1)))
    strengths = rng.uniform(*REPEAT_STRENGTH, size=n)
    return tuple(zip(delays_s.tolist(), strengths.tolist(), strict=True))

"""Jerks of muscles in all their variety: kinds, postures, repeats, chains and straps."""

from dataclasses import replace

import numpy as np

from myosense.simulation.jerks import draw_jerk, swing_of
from myosense.simulation.limbs import LIMBS, WIDE_LIMBS, Range
from myosense.simulation.straps import draw_strap, strapped
from myosense.simulation.swings import Swing, peak_time_s

#: Shares of the kinds of `limbs.BURSTS`: the model's own, most of them under 100 ms.
KIND_SHARES = {"cortical": 0.45, "noncortical": 0.35, "long": 0.15, "negative": 0.05}
WIDE_SHARE = 0.5  #: Jerks of a limb held anyhow; the others are as in the published table.
STRAP_SHARE = 0.5  #: Jerks felt through tissue or strap that gives.
#: Short bursts that repeat at once, as rhythmic cortical jerks do every 50-80 ms; every
#: 20 ms, as some do, is less than half a twitch and much like one longer burst. The share,
#: the number and the strengths are the model's.
POLYPHASIC_SHARE = 0.2
MOST_REPEATS = 4
REPEAT_S: Range = (0.030, 0.080)
REPEAT_STRENGTH: Range = (0.4, 1.0)
#: Jerks that move a second joint of the chain too, smaller, and earlier or later by what a
#: nerve takes along a limb; the model's own.
CHAIN_SHARE = 0.4
CHAIN_STRENGTH: Range = (0.2, 0.8)
CHAIN_LAG_S: Range = (-0.010, 0.020)


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
    if rng.random() < CHAIN_SHARE:
        size_g = amplitude_g * rng.uniform(*CHAIN_STRENGTH)
        other = draw_jerk(rng, site, kind, (size_g, size_g), limbs)
        other_s = swing.start_s + rng.uniform(*CHAIN_LAG_S)
        swing = chained(swing, replace(swing_of(other, peak_s), start_s=other_s))
    return strapped(swing, draw_strap(rng)) if rng.random() < STRAP_SHARE else swing


def chained(swing: Swing, other: Swing) -> Swing:
    """Add the acceleration of a second joint to a motion that keeps its size and its time.

    Notes
    -----
    What the second joint turns the sensor by is left out: a motion has one axis.
    """
    n_early = round((swing.start_s - other.start_s) * swing.rate_hz)
    before, skipped = max(n_early, 0), max(-n_early, 0)
    n = max(len(swing.angle_rad) + before, len(other.angle_rad) + skipped)
    both = np.zeros((n, 3))
    both[before : before + len(swing.angle_rad)] = swing.acceleration_g
    both[skipped : skipped + len(other.angle_rad)] += other.acceleration_g
    after = n - before - len(swing.angle_rad)
    alone_g, norm_g = (
        np.linalg.norm(swing.acceleration_g, axis=1),
        np.linalg.norm(both, axis=1),
    )
    scale = np.max(alone_g) / np.max(norm_g)
    peak_s = swing.start_s + peak_time_s(alone_g, swing.rate_hz)
    return replace(
        swing,
        start_s=peak_s - peak_time_s(norm_g, swing.rate_hz),
        acceleration_g=scale * both,
        angle_rad=scale * np.pad(swing.angle_rad, (before, after), mode="edge"),
    )


def draw_repeats(rng: np.random.Generator) -> tuple[tuple[float, float], ...]:
    """Draw delay and strength of the two to four bursts of a polyphasic jerk."""
    n = int(rng.integers(2, MOST_REPEATS + 1))
    delays_s = np.append(0.0, np.cumsum(rng.uniform(*REPEAT_S, size=n - 1)))
    strengths = rng.uniform(*REPEAT_STRENGTH, size=n)
    return tuple(zip(delays_s.tolist(), strengths.tolist(), strict=True))

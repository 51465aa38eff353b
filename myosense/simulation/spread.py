"""How one jerk of the body spreads: who moves first, and by how much."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.simulation.limbs import LIMBS_OF_SITE, Range
from myosense.simulation.lobes import ENDS
from myosense.simulation.swings import Swing, peak_time_s
from myosense.sites import region_of

#: Where a jerk of the body may come from.
ORIGINS = ("cortical", "spinal", "startle")
#: Bilateral cortical jerks start on one side; the other follows across the corpus callosum
#: (Brown 1991), about 10 ms later (Matsubara 2021); half as much more or less is the
#: model's own.
CROSSING_S: Range = (0.005, 0.015)
#: The way from the cortex beside that to the arm: to the leg 10-15 ms more, as commonly
#: quoted; to the head and the trunk the model's own.
EFFERENT_S: dict[str, Range] = {
    "head": (-0.010, -0.005),
    "neck": (-0.010, -0.005),
    "trunk": (-0.003, 0.005),
    "arm": (0.0, 0.0),
    "leg": (0.010, 0.015),
    "unknown": (0.0, 0.0),
}
CORD_M_PER_S: Range = (5.0, 15.0)  #: Propriospinal jerks, as commonly quoted.
#: Along an adult's spinal cord of 45 cm, from its upper end to the segment that moves a
#: site: neck C3, arm C5 to T1, chest T6, abdomen T10, leg L3 to S1.
SEGMENT_M = {
    "face": 0.0,
    "head": 0.0,
    "neck": 0.04,
    "upper_arm": 0.08,
    "forearm": 0.10,
    "wrist": 0.10,
    "hand": 0.13,
    "finger": 0.13,
    "chest": 0.22,
    "abdomen": 0.31,
    "lower_back": 0.36,
    "hip": 0.38,
    "thigh": 0.40,
    "shank": 0.42,
    "ankle": 0.42,
    "foot": 0.44,
    "toe": 0.44,
    "unknown": 0.10,
}
SPINAL_SHARE = 0.5  #: Jerks that spread along the cord; the others come from the cortex.
#: A startle, and reticular myoclonus, start in the caudal brainstem: sternocleidomastoid
#: first, then the later the more caudal a muscle, slowly (Brown 1991). The speed is the
#: model's own: with the neck 55 ms after a sound (Bisdorff 1994), the last muscle moves
#: before 150 ms (Dreissen 2012).
STARTLE_M_PER_S: Range = (7.0, 15.0)
FACE_S: Range = (0.0, 0.020)  #: The jaw after the neck (Bisdorff 1994).
#: Muscles within hand and foot come late beyond their distance (Brown 1991); how late is
#: the model's own.
ENDS_S: Range = (0.015, 0.035)
LONGEST_S = 0.1  #: No way is longer ...
LONGEST_RISE_S = 2.5  #: ... and no jerk takes longer to its peak.
BEGUN = 0.1  #: Share of its peak at which a motion has begun.


def body_lags(
    rng: np.random.Generator,
    sites: Sequence[str],
    sides: Sequence[str],
    origin: str | None = None,
) -> Seconds:
    """Draw how much later than the first each sensor sees one jerk of the body.

    Parameters
    ----------
    rng
        Source of randomness.
    sites, sides
        Where each sensor sits.
    origin
        One of `ORIGINS`; drawn if not given: half of the jerks cortical, half spinal.

    Returns
    -------
    shape (n_sensors,)
        Seconds; the sensor that leads has 0.

    Raises
    ------
    ArgumentError
        If a site or the origin is unknown, or there is not one side for each site.

    Notes
    -----
    From the cortex one side comes first, and the arm before the leg. A spinal jerk starts
    at any segment of the cord and runs along it both ways, a startle in the caudal
    brainstem and runs down, hands and feet last; both on both sides at once, and the limbs'
    own nerves are left out.
    """
    if origin is None:
        origin = "spinal" if rng.random() < SPINAL_SHARE else "cortical"
    lags_s = body_ways(rng, sites, sides, origin)
    return lags_s - np.min(lags_s, initial=np.inf)


def body_ways(
    rng: np.random.Generator, sites: Sequence[str], sides: Sequence[str], origin: str
) -> Seconds:
    """Draw how long one jerk takes to each sensor, as `body_lags` but not from the first.

    It takes the same draws whatever the sensors, so that one sensor alone sees what it sees
    among others. Ways count from the arm of the leading side (cortical), from the segment
    where the jerk starts (spinal), or from the neck (startle).
    """
    unknown = sorted(set(sites) - set(LIMBS_OF_SITE))
    if unknown or len(sites) != len(sides):
        raise ArgumentError(
            f"sites are {', '.join(sites)} with {len(sides)} sides; expected known sites "
            "and a side for each"
        )
    if origin not in ORIGINS:
        raise ArgumentError(
            f"origin {origin!r} is not known; expected one of {', '.join(ORIGINS)}"
        )
    if origin == "cortical":
        return _cortical(rng, sites, sides)
    return _spinal(rng, sites) if origin == "spinal" else _startle(rng, sites)


def begun(swing: Swing) -> Swing:
    """Return the same motion, begun where it peaked.

    The ways of `body_ways` are those to the muscles; from there to the peak a heavy trunk
    takes longer than a hand.
    """
    norm_g = np.linalg.norm(swing.acceleration_g, axis=1)
    level_g = BEGUN * float(np.max(norm_g))
    i = max(int(np.argmax(norm_g >= level_g)), 1)
    begun_s = np.interp(level_g, norm_g[i - 1 : i + 1], [i - 1, i]) / swing.rate_hz
    rise_s = peak_time_s(norm_g, swing.rate_hz) - float(begun_s)
    return replace(swing, start_s=swing.start_s + rise_s)


def _cortical(
    rng: np.random.Generator, sites: Sequence[str], sides: Sequence[str]
) -> Seconds:
    """Draw the ways from the cortex, and one side that follows the other."""
    ways_s = {region: rng.uniform(*limits) for region, limits in EFFERENT_S.items()}
    late_side, crossing_s = str(rng.choice(("left", "right"))), rng.uniform(*CROSSING_S)
    return np.array(
        [
            ways_s[region_of(site)] + crossing_s * (side == late_side)
            for site, side in zip(sites, sides, strict=True)
        ]
    )


def _spinal(rng: np.random.Generator, sites: Sequence[str]) -> Seconds:
    """Draw a segment to start at and a speed."""
    segments_m = np.array([SEGMENT_M[site] for site in sites])
    start_m = rng.uniform(0.0, max(SEGMENT_M.values()))
    return np.abs(segments_m - start_m) / rng.uniform(*CORD_M_PER_S)


def _startle(rng: np.random.Generator, sites: Sequence[str]) -> Seconds:
    """Draw a speed down the cord from the neck, and how late face, hands and feet come."""
    speed_m_per_s = rng.uniform(*STARTLE_M_PER_S)
    late_s = {"face": rng.uniform(*FACE_S)} | dict.fromkeys(ENDS, rng.uniform(*ENDS_S))
    below_m = [max(SEGMENT_M[site] - SEGMENT_M["neck"], 0.0) for site in sites]
    own_s = [late_s.get(site, 0.0) for site in sites]
    ways_s: Seconds = np.array(below_m) / speed_m_per_s + np.array(own_s)
    return ways_s

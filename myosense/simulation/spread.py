"""How one jerk of the body spreads: who moves first, and by how much."""

from collections.abc import Sequence

import numpy as np

from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.simulation.limbs import LIMBS_OF_SITE, Range
from myosense.sites import region_of

#: Bilateral cortical jerks start on one side; the other follows across the corpus callosum
#: (Brown 1991), about 10 ms later as commonly quoted.
CROSSING_S: Range = (0.008, 0.012)
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


def body_lags(
    rng: np.random.Generator, sites: Sequence[str], sides: Sequence[str]
) -> Seconds:
    """Draw how much later than the first each sensor sees one jerk of the body.

    Parameters
    ----------
    rng
        Source of randomness.
    sites, sides
        Where each sensor sits.

    Returns
    -------
    shape (n_sensors,)
        Seconds; the sensor that leads has 0.

    Raises
    ------
    ArgumentError
        If a site is unknown, or there is not one side for each site.

    Notes
    -----
    Half of the jerks come from the cortex: one side first, the arm before the leg. Half
    start at any segment of the spinal cord and run along it both ways, on both sides at
    once; the limbs' own nerves are left out.
    """
    unknown = sorted(set(sites) - set(LIMBS_OF_SITE))
    if unknown or len(sites) != len(sides):
        raise ArgumentError(
            f"sites are {', '.join(sites)} with {len(sides)} sides; expected known sites "
            "and a side for each"
        )
    is_spinal = rng.random() < SPINAL_SHARE
    lags_s = _spinal(rng, sites) if is_spinal else _cortical(rng, sites, sides)
    return lags_s - np.min(lags_s, initial=np.inf)


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

"""Jerks drawn freely: lobes and after-swings, with no muscle and no joint behind them.

A main lobe of any likely width and shape, after-swings of alternating sign, a slow way back
to where the limb was, and a direction that turns meanwhile. It is the second opinion on
`jerks`: a detector that finds these too does not hang on that model.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import lambertw

from myosense.intervals import Seconds
from myosense.recording import STANDARD_GRAVITY_M_PER_S2
from myosense.simulation.limbs import Range, check_site
from myosense.simulation.swings import (
    Swing,
    Vector,
    frame,
    log_uniform,
    peak_time_s,
)
from myosense.sites import region_of

RATE_HZ = 1000.0  #: Grid on which a motion is drawn: 20 points in its narrowest lobe.
#: Full width at half maximum of the main lobe: 5th to 95th percentile of cortical and other
#: jerks, as this project states them for limbs and head, the light ends, and the trunk.
LIMB_WIDTH_S: Range = (0.027, 0.180)
END_WIDTH_S: Range = (0.020, 0.120)
TRUNK_WIDTH_S: Range = (0.048, 0.229)
ENDS = ("hand", "finger", "foot", "toe")
SHAPES = ("gaussian", "half_sine", "raised_cosine", "gamma", "reversed_gamma")
#: From here on all ranges are the model's own: wide, so that nothing likely is left out.
GAMMA_POWER: Range = (0.75, 8.0)  #: Fall over rise at half maximum: 1.3 to 2.4.
MOST_SWINGS = 4  #: After-swings: none to this many, all alike.
SWING_RATIO: Range = (0.1, 0.9)  #: Height of a swing over the one before.
SWING_WIDTH: Range = (0.8, 2.0)  #: Width of all after-swings over the main lobe's.
SPACING: Range = (1.3, 2.2)  #: From lobe to lobe, over the mean of their widths.
EQUAL_SHARE = 0.4  #: Wider first after-swings that have the area of the main lobe.
BEFORE_SHARE = 0.25  #: Jerks with a small opposite lobe first ...
BEFORE_HEIGHT: Range = (0.05, 0.3)  #: ... of this height.
SETTLING: Range = (8.0, 16.0)  #: Length of the way back, over the main lobe's width ...
SHORTEST_SETTLING_S = 0.25  #: ... and at least this.
ACROSS: Range = (0.0, 0.4)  #: Share of a second direction ...
ACROSS_LAG: Range = (-0.5, 0.5)  #: ... and its lag, over the main lobe's width.
LEVER_M: Range = (0.10, 0.6)  #: From the joint to the sensor,
END_LEVER_M: Range = (0.05, 0.3)  #: on hand or foot.
#: Degrees; what would turn more is taken to shift as well.
MOST_TURN_DEG = {"trunk": 15.0, "head": 25.0, "neck": 25.0}
MOST_LIMB_TURN_DEG = 60.0
LASTING_SHARE = 0.2  #: Jerks that leave the limb turned ...
LASTING_RAD: Range = (0.0, float(np.deg2rad(5)))  #: ... by this much ...
HELD_S: Range = (0.5, 1.5)  #: ... for this long; it is given back as slowly.
_REACH = 4.0  #: Where a lobe has faded to a thousandth, in widths from its peak.


@dataclass(frozen=True, kw_only=True, eq=False)
class Lobes:
    """Lobes of one shape; the main lobe has its peak at 0 and a height of 1."""

    shape: str  #: One of `SHAPES`.
    gamma_power: float  #: Low is steep and skewed; for the gamma shapes only.
    at_s: Seconds  #: shape (n,)
    heights: Vector  #: shape (n,), signed
    widths_s: Seconds  #: shape (n,), full width at half maximum
    settling_s: float  #: How long the way back takes.


def lobes_swing(
    rng: np.random.Generator, site: str, amplitude_g: float, peak_s: float
) -> Swing:
    """Draw a jerk as free lobes, with a given largest norm of the acceleration.

    Notes
    -----
    The acceleration along the main axis integrates to rest, and twice to no displacement.
    Over a lever the displacement is an angle, of a limb up to 60 degrees, of head and trunk
    less. A lasting turn is given back slowly within the motion: nothing after a swing
    differs from what was before.
    """
    lobes = draw_lobes(rng, width_limits_s(site))
    main_s = float(lobes.widths_s[0])
    time_s = _grid_s(lobes)
    along = settled(lobes, time_s)
    share, lag_s = rng.uniform(*ACROSS), main_s * rng.uniform(*ACROSS_LAG)
    across = share * np.interp(time_s - lag_s, time_s, along)
    norm = np.hypot(along, across)
    scale_g = amplitude_g / np.max(norm)
    axis, other, hinge = frame(rng)
    most_deg = MOST_TURN_DEG.get(region_of(site), MOST_LIMB_TURN_DEG)
    lever_m = rng.uniform(*(END_LEVER_M if site in ENDS else LEVER_M))
    angle_rad = _angle(scale_g * along, lever_m, np.deg2rad(most_deg))
    if rng.random() < LASTING_SHARE:
        lasting_rad, held_s = rng.uniform(*LASTING_RAD), rng.uniform(*HELD_S)
        angle_rad, missing = _left_turned(angle_rad, time_s, lasting_rad, held_s)
        along, across = np.pad(along, (0, missing)), np.pad(across, (0, missing))
    return Swing(
        start_s=peak_s - peak_time_s(norm, RATE_HZ),
        rate_hz=RATE_HZ,
        acceleration_g=scale_g * (along[:, None] * axis + across[:, None] * other),
        angle_rad=angle_rad,
        axis=hinge,
    )


def width_limits_s(site: str) -> Range:
    """Return the widths that the main lobe may have at a body site.

    Raises
    ------
    ArgumentError
        If the site is not known.
    """
    check_site(site)
    if site in ENDS:
        return END_WIDTH_S
    if site == "unknown":
        return END_WIDTH_S[0], TRUNK_WIDTH_S[1]
    return TRUNK_WIDTH_S if region_of(site) == "trunk" else LIMB_WIDTH_S


def draw_lobes(rng: np.random.Generator, width_limits_s: Range) -> Lobes:
    """Draw a main lobe, its after-swings, and perhaps a small lobe before it."""
    main_s = log_uniform(rng, width_limits_s)
    n_swings = int(rng.integers(MOST_SWINGS + 1))
    ratio, width_s = rng.uniform(*SWING_RATIO), main_s * log_uniform(rng, SWING_WIDTH)
    spacing = rng.uniform(*SPACING, size=n_swings)
    first = main_s / width_s if rng.random() < EQUAL_SHARE and width_s > main_s else ratio
    order = np.arange(n_swings)
    widths_s = np.append(main_s, np.full(n_swings, width_s))
    heights = np.append(1.0, -((-1.0) ** order) * first * ratio**order)
    steps_s = spacing * (widths_s[1:] + widths_s[:-1]) / 2
    at_s = np.append(0.0, np.cumsum(steps_s))
    if rng.random() < BEFORE_SHARE:
        at_s = np.append(at_s, -main_s * rng.uniform(*SPACING))
        heights = np.append(heights, -rng.uniform(*BEFORE_HEIGHT))
        widths_s = np.append(widths_s, main_s)
    return Lobes(
        shape=str(rng.choice(SHAPES)),
        gamma_power=log_uniform(rng, GAMMA_POWER),
        at_s=at_s,
        heights=heights,
        widths_s=widths_s,
        settling_s=max(SHORTEST_SETTLING_S, main_s * log_uniform(rng, SETTLING)),
    )


def lobe_shape(shape: str, x: Vector, gamma_power: float) -> Vector:
    """Draw a lobe of height 1 and width 1 at half maximum, its peak at 0.

    >>> lobe_shape("raised_cosine", np.array([-0.5, 0.0, 0.5]), 1.0)
    array([0.5, 1. , 0.5])
    """
    if shape == "gaussian":
        return np.exp2(-4 * x * x)
    if shape == "half_sine":
        return np.cos(np.pi / 1.5 * np.clip(x, -0.75, 0.75))
    if shape == "raised_cosine":
        return 0.5 + 0.5 * np.cos(np.pi * np.clip(x, -1, 1))
    # u^k exp(k - k u) is half at u = -W(-2^(-1/k) / e), on both branches of Lambert's W.
    at_half = -np.exp2(-1 / gamma_power) / np.e
    width = (lambertw(at_half, 0) - lambertw(at_half, -1)).real
    u = np.maximum(1 + width * (x if shape == "gamma" else -x), 0)
    lobe: Vector = (u * np.exp(1 - u)) ** gamma_power
    return lobe


def settled(lobes: Lobes, time_s: Seconds) -> Vector:
    """Sum lobes and the two slow ones that bring the limb to rest where it was.

    Notes
    -----
    The slow lobes follow from two sums that must vanish: of the acceleration (its speed at
    the end) and of the acceleration times time (its displacement).
    """
    fast = np.zeros_like(time_s)
    for at_s, height, width_s in zip(
        lobes.at_s, lobes.heights, lobes.widths_s, strict=True
    ):
        fast += height * lobe_shape(
            lobes.shape, (time_s - at_s) / width_s, lobes.gamma_power
        )
    slow = [
        lobe_shape("raised_cosine", (time_s / lobes.settling_s - at) / 0.3, 1.0)
        for at in (0.4, 1.0)
    ]
    moments = np.array([[np.sum(lobe), np.sum(lobe * time_s)] for lobe in (*slow, fast)])
    heights = np.linalg.solve(moments[:2].T, -moments[2])
    settled_: Vector = fast + heights[0] * slow[0] + heights[1] * slow[1]
    return settled_


def _grid_s(lobes: Lobes) -> Seconds:
    """Return times from before the first lobe until everything has faded."""
    first_s = np.min(lobes.at_s - _REACH * lobes.widths_s)
    last_s = max(np.max(lobes.at_s + _REACH * lobes.widths_s), 1.4 * lobes.settling_s)
    return np.arange(first_s, last_s, 1 / RATE_HZ)


def _angle(along_g: Vector, lever_m: float, most_rad: float) -> Vector:
    """Integrate twice to the angle over a lever, held to the most there may be."""
    speed = np.cumsum(along_g) * STANDARD_GRAVITY_M_PER_S2 / RATE_HZ
    angle_rad = np.cumsum(speed) / RATE_HZ / lever_m
    scaled: Vector = angle_rad * min(1.0, most_rad / float(np.max(np.abs(angle_rad))))
    return scaled


def _left_turned(
    angle_rad: Vector, time_s: Seconds, lasting_rad: float, held_s: float
) -> tuple[Vector, int]:
    """Add a turn that comes with the jerk and goes slowly; say by how much it is longer."""
    end_s = float(time_s[-1])
    missing = round(2 * held_s * RATE_HZ)
    longer_s = time_s[0] + np.arange(len(time_s) + missing) / RATE_HZ
    come = _smooth_step(longer_s / end_s)
    gone = _smooth_step((longer_s - end_s - held_s) / held_s)
    return np.pad(angle_rad, (0, missing)) + lasting_rad * (come - gone), missing


def _smooth_step(x: Vector) -> Vector:
    """Go from 0 at 0 to 1 at 1 with the least jerk (Flash & Hogan 1985)."""
    x = np.clip(x, 0, 1)
    smooth: Vector = x**3 * (10 - 15 * x + 6 * x * x)
    return smooth

"""What a gyroscope says, where one was worn: how fast, how far, and whether back again."""

import numpy as np

from myosense.filtering import Signal
from myosense.measuring.around import Around, MeasureParameters

FAST_FROM_S = -0.25  #: The fastest turn of an event is looked for from here on.
REST_S = (-1.2, -0.3)  #: What the gyroscope shows before is taken for its offset.
SWEEP_S = (-0.3, 1.0)  #: An angle is added up from before the push to one second later.


def measure_turning(around: Around, parameters: MeasureParameters) -> dict[str, Signal]:
    """Measure the turn of the limb.

    Returns
    -------
    dict
        ``peak_dps`` (deg/s), ``swept_deg`` (deg, the furthest from where it started) and
        ``left_deg`` (deg, what is left of it after one second), each of shape (n,); nothing
        without a gyroscope.

    Notes
    -----
    Angles are the angular velocity added up axis by axis, less its median before the event:
    exact for a turn about one axis, as a jerk's is, and within a degree where turns about
    several add up to no more than 30 degrees.
    """
    turning_dps = around.motion.angular_velocity_dps
    if turning_dps is None:
        return {}
    fast = turning_dps[around.rows(FAST_FROM_S, parameters.event_s)]
    offset_dps = np.median(turning_dps[around.rows(*REST_S)], axis=1, keepdims=True)
    own_dps = turning_dps[around.rows(*SWEEP_S)].astype(np.float64) - offset_dps
    angle_deg = np.linalg.norm(np.cumsum(own_dps, axis=1), axis=2) / around.motion.rate_hz
    return {
        "peak_dps": np.linalg.norm(fast, axis=2).max(axis=1).astype(np.float64),
        "swept_deg": angle_deg.max(axis=1),
        "left_deg": angle_deg[:, -1],
    }

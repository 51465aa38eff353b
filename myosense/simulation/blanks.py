"""A recording before anything has moved: its clock, and zeros."""

from datetime import datetime

import numpy as np

from myosense.errors import ArgumentError
from myosense.intervals import to_samples
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation.sensor import SensorParameters
from myosense.zones import find_zone, in_zone


def blank_recording(
    hours: float,
    sensor: SensorParameters,
    start: datetime | None,
    time_zone: str | None,
    *,
    with_gyroscope: bool,
) -> Recording:
    """Make a recording of zeros with its clock."""
    if not 1.5 <= hours * 3600 * sensor.sample_rate_hz < np.inf:
        raise ArgumentError(f"hours is {hours:g}; expected enough for two samples")
    n_samples = to_samples(hours * 3600, sensor.sample_rate_hz)
    if time_zone is not None:
        zone = find_zone(time_zone)
        start = None if start is None else in_zone(start, zone, time_zone)
    zeros = np.zeros((n_samples, 3), dtype=np.float32)
    return recording_from_arrays(
        zeros,
        sample_rate_hz=sensor.sample_rate_hz,
        angular_velocity_dps=zeros.copy() if with_gyroscope else None,
        start=start,
        time_zone=time_zone,
        range_g=sensor.range_g,
    )

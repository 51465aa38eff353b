"""Units of acceleration and turning: their names, what 1 g is in them, to g and deg/s.

The range of a sensor is found where its samples reached the end of it.
"""

import re
from collections.abc import Callable

import numpy as np

from myosense.errors import ArgumentError
from myosense.pieces import pieces, pile_up
from myosense.reading.naming import unit_in
from myosense.reading.rest import find_largest, is_whole
from myosense.reading.table import ACCELERATION_UNITS, Values
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, Samples3

#: In the units that gravity tells apart where none is named …
ONE_G = {"g": 1.0, "mg": 1000.0, "m/s2": STANDARD_GRAVITY_M_PER_S2}
#: … and in those that have to be: a gal, cm/s2, is within 2 % of 1 mg.
NAMED_ONE_G = {
    "cm/s2": 100 * STANDARD_GRAVITY_M_PER_S2,
    "mm/s2": 1000 * STANDARD_GRAVITY_M_PER_S2,
    "ug": 1e6,
}
MPU_COUNTS_PER_G = 16384  #: ±2 g in 16 bits, as the MPU-6050 starts up …
MPU_COUNTS_PER_DPS = 131.0  #: … with ±250 deg/s beside it (its register map, 4.19).
COUNTS_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:LSB|counts)/g", re.IGNORECASE)
RANGES_G = (2.0, 4.0, 8.0, 16.0)  #: Ranges of the accelerometers that are worn.
RANGE_SHARE = 0.06  #: A rail lies within this of its nominal range.
ONE_IN_DPS = {
    "deg/s": 1.0,
    "rad/s": 180 / np.pi,
    "mdeg/s": 1e-3,
    "mrad/s": 0.18 / np.pi,
    "rpm": 6.0,
}
FASTEST_RAD_PER_S = 35.0  #: Gyroscopes that are worn reach 2000 deg/s.


def parse_unit(unit: str | None) -> str | None:
    """Check a unit that a user gave.

    Raises
    ------
    ArgumentError
        If it is none of `ACCELERATION_UNITS` in any spelling, or counts per g (``256
        LSB/g``).
    """
    if unit is None:
        return None
    known = unit_in(unit)
    if known in ACCELERATION_UNITS:
        return known
    counts = COUNTS_UNIT.fullmatch(unit.strip())
    if counts is None or float(counts[1]) <= 0:
        raise ArgumentError(
            f"unit {unit!r} is not known; expected one of {', '.join(ACCELERATION_UNITS)}, "
            "or counts per g such as '256 LSB/g'"
        )
    return counts_unit(float(counts[1]))


def counts_unit(counts_per_g: float) -> str:
    """Name the unit of counts.

    >>> counts_unit(256)
    '256 LSB/g'
    """
    return f"{counts_per_g:g} LSB/g"


def one_g(unit: str) -> float:
    """Say what 1 g is in a unit.

    >>> one_g("mg"), one_g("256 LSB/g")
    (1000.0, 256.0)
    """
    known = ONE_G | NAMED_ONE_G
    return known[unit] if unit in known else float(unit.partition(" ")[0])


def to_g(acceleration: Values, unit: str, zero: float = 0.0) -> Samples3:
    """Convert from the file's unit to g; ``zero`` is what stands for 0 g."""
    if zero == 0 and one_g(unit) == 1:
        return _to_single(acceleration)
    return _to_single(acceleration, lambda values: (values - zero) / one_g(unit))


def _to_single(
    values: Values, convert: Callable[[Values], Values] | None = None
) -> Samples3:
    """Convert samples and bring them to single precision; no copy of what is as it is."""
    if convert is None and values.dtype == np.float32 and values.flags.c_contiguous:
        return values.astype(np.float32, copy=False)
    # What is beyond any sensor is refused elsewhere; not-a-numbers of any kind are missing.
    with np.errstate(over="ignore", invalid="ignore"):
        return pile_up(
            (
                convert(values[rows].astype(np.float64, copy=False))
                if convert
                else values[rows]
            ).astype(np.float32)
            for rows in pieces(values)
        )


def to_dps(
    angular_velocity: Values, unit: str | None, acceleration_unit: str
) -> tuple[Samples3 | None, tuple[str, ...]]:
    """Convert a gyroscope's values to deg/s.

    Without a unit, values that no gyroscope reaches in rad/s are deg/s; slower ones are
    rad/s where the accelerometer is in m/s2, as phones export both. Whole numbers
    are counts, known of the MPU-6050 as it starts up; others are left out, as is what has a
    unit that is none of turning. A notice says so.
    """
    notices: tuple[str, ...] = ()
    if unit is not None and unit not in ONE_IN_DPS:
        return None, (f"the gyroscope's unit {unit!r} is not known: left out",)
    if unit is None and find_largest(angular_velocity) and is_whole(angular_velocity):
        if acceleration_unit != counts_unit(MPU_COUNTS_PER_G):
            return None, ("the gyroscope is in counts of an unknown scale: left out",)
        scale = f"{MPU_COUNTS_PER_DPS:g} counts per deg/s are taken (MPU-6050, ±250 deg/s)"
        dps = _to_single(angular_velocity, lambda values: values / MPU_COUNTS_PER_DPS)
        return dps, (f"the gyroscope's unit is not named; {scale}",)
    if unit is None:
        is_slow = abs(find_largest(angular_velocity)) < FASTEST_RAD_PER_S
        unit = "rad/s" if is_slow and acceleration_unit == "m/s2" else "deg/s"
        notices = (f"the gyroscope's unit is not named; {unit} is taken",)
    if unit == "deg/s":
        return _to_single(angular_velocity), notices
    return _to_single(angular_velocity, lambda each: each * ONE_IN_DPS[unit]), notices


def find_range_g(acceleration_g: Samples3) -> float | None:
    """Find the sensor's range where it was reached: a rail near ±2, 4, 8 or 16 g."""
    peak_g = abs(find_largest(acceleration_g))
    for range_g in RANGES_G:
        if abs(peak_g / range_g - 1) <= RANGE_SHARE:
            is_held = any(
                _holds(acceleration_g[rows], peak_g * (1 - 1e-3))
                for rows in pieces(acceleration_g, lap=2)
            )
            return range_g if is_held else None
    return None


def _holds(acceleration_g: Samples3, rail_g: float) -> bool:
    """Say whether three samples in a row lie on the rail."""
    is_rail = np.abs(acceleration_g) >= rail_g
    return bool(np.any(is_rail[2:] & is_rail[1:-1] & is_rail[:-2]))

"""Which unit the samples are in: what the file says, checked against gravity.

At rest an accelerometer measures 1 g, in the unit of the file 1, 1000 or 9.81, or one of
the scales that sensors count in. In motion without gravity the mean of a second is near
zero.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from myosense.errors import ArgumentError, ReadError
from myosense.pieces import pieces, pile_up
from myosense.reading.rest import (
    STILL,
    Rest,
    find_largest,
    find_zero,
    is_whole,
    measure_rest,
)
from myosense.reading.table import ACCELERATION_UNITS, Values
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, Samples3

ONE_G = {"g": 1.0, "mg": 1000.0, "m/s2": STANDARD_GRAVITY_M_PER_S2}
#: Counts per g of the sensors that are worn: 8 to 14 bits over ±2 to ±16 g, 16 bits over
#: ±2 to ±16 g (MPU-6050, BMI160, LSM6, ADXL345), and ActiGraph's 341.
COUNTS_PER_G = (64, 128, 256, 341, 512, 1024, 2048, 4096, 8192, 16384)
MPU_COUNTS_PER_G = 16384  #: ±2 g in 16 bits, as the MPU-6050 starts up …
MPU_COUNTS_PER_DPS = 131.0  #: … with ±250 deg/s beside it (its register map, 4.19).
COUNTS_UNIT = re.compile(r"(\d+(?:\.\d+)?)\s*(?:LSB|counts)/g", re.IGNORECASE)
CLEAR = 0.15  #: Gravity within this share of 1 g decides a unit.
MOVING = (0.5, 2.0)  #: … and within these, in g, where the wearer was never still.
NO_GRAVITY = 1.75  #: Seconds that vary by more than this tell nothing of gravity.
REMOVED_G = 0.35  #: Less than this at rest is no gravity, whatever the calibration.
COUNTED_G = 20.0  #: No sensor rests at this many g; whole numbers above it are counts.
MIN_STILL_SECONDS = 3
RANGES_G = (2.0, 4.0, 8.0, 16.0)  #: Ranges of the accelerometers that are worn.
RANGE_SHARE = 0.06  #: A rail lies within this of its nominal range.
FASTEST_RAD_PER_S = 35.0  #: Gyroscopes that are worn reach 2000 deg/s.


@dataclass(frozen=True, kw_only=True)
class UnitEvidence:
    """The unit that was settled on, and why."""

    unit: str
    unit_reason: str
    gravity_reason: str
    zero: float = 0.0  #: What stands for 0 g.
    notices: tuple[str, ...] = ()


def parse_unit(unit: str | None) -> str | None:
    """Check a unit that a user gave.

    Raises
    ------
    ArgumentError
        If it is not g, mg, m/s2 or counts per g (``256 LSB/g``).
    """
    if unit is None or unit in ACCELERATION_UNITS:
        return unit
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
    return ONE_G[unit] if unit in ONE_G else float(unit.partition(" ")[0])


def find_unit(  # noqa: PLR0913 - each tells of the unit
    acceleration: Values,
    rate_hz: float,
    *,
    given: str | None,
    named: str | None,
    is_gravity_removed: bool,
    is_from_device: bool = False,
) -> UnitEvidence:
    """Settle the unit, and the zero of counts without a sign.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit, all finite.
    rate_hz
        Rows per second.
    given, named
        The unit that the user gave, and the one in the file.
    is_gravity_removed
        Whether the names of the columns say that gravity is taken out.
    is_from_device
        Whether the device itself wrote the values, in the unit of its format.

    Raises
    ------
    ReadError
        If it cannot be decided.
    """
    rest = measure_rest(acceleration, rate_hz)
    said = given or named
    is_counted = is_whole(acceleration) and (said is None or "LSB" in said)
    fits = [unit for unit in ({said} if said else ONE_G) if _is_near(rest, one_g(unit))]
    zero = find_zero(acceleration) if is_counted and not fits else 0
    if zero:
        rest = measure_rest(
            pile_up(acceleration[rows] - zero for rows in pieces(acceleration)), rate_hz
        )
    found = decide_unit(
        rest,
        given=given,
        named=named,
        is_gravity_removed=is_gravity_removed,
        is_from_device=is_from_device,
        is_whole=is_whole(acceleration),
    )
    if not zero:
        return found
    centered = f"{found.unit_reason}, counted from {zero}"
    return replace(found, zero=float(zero), unit_reason=centered)


def _is_near(rest: Rest, one_g: float) -> bool:
    return abs(rest.norm / one_g - 1) <= CLEAR


def decide_unit(  # noqa: PLR0913 - each tells of the unit
    rest: Rest,
    *,
    given: str | None,
    named: str | None,
    is_gravity_removed: bool,
    is_from_device: bool = False,
    is_whole: bool = False,
) -> UnitEvidence:
    """Settle the unit from what was said and from gravity.

    Parameters
    ----------
    rest
        What the sensor measures at rest.
    given, named
        The unit that the user gave, and the one in the file.
    is_gravity_removed
        Whether the names of the columns say that gravity is taken out.
    is_from_device
        Whether the device itself wrote the values: gravity is in them, even where its rest
        does not show it.
    is_whole
        Whether all values are whole numbers, which may be counts.

    Raises
    ------
    ReadError
        If it cannot be decided.
    """
    said = given or named
    by_file = "set by the format" if is_from_device else "named in the file"
    source = "given" if given else by_file
    by_gravity = _fitting_units(rest, said, is_whole=is_whole)
    is_still_gravity = said in by_gravity and rest.unrest <= STILL
    if is_gravity_removed and said and not is_still_gravity:
        return _without_gravity(said, f"{source}, gravity removed", "by its name")
    if said is None or (by_gravity and said not in by_gravity):
        return _by_gravity(rest, by_gravity, said, source)
    share = rest.norm / one_g(said)
    if share < REMOVED_G and not is_from_device:
        reason = f"{share:.2g} g at rest"
        return _without_gravity(said, f"{source}; {rest}", reason)
    notices: list[str] = []
    if not by_gravity:
        shown = f"the quietest seconds show {share:.2f} g; expected about 1 g"
        notices = [f"the unit {said} is {source}, but {shown}"]
    if is_gravity_removed:
        notices.append(
            f"gravity is in the values ({rest}), although the name says it is not"
        )
    return UnitEvidence(
        unit=said,
        unit_reason=f"{said}: {source} and {rest}",
        gravity_reason=f"yes: {share:.2f} g in the quietest seconds",
        notices=tuple(notices),
    )


def _fitting_units(rest: Rest, said: str | None, *, is_whole: bool) -> list[str]:
    """Find the units in which the rest is 1 g: the one that was said, or the likeliest."""
    is_moving = STILL < rest.unrest <= NO_GRAVITY and rest.n_seconds >= MIN_STILL_SECONDS
    low, high = MOVING if is_moving and said is None else (1 - CLEAR, 1 + CLEAR)
    if rest.unrest > NO_GRAVITY:
        return []
    if said is not None and _is_near(rest, one_g(said)):
        return [said]
    fitting = [unit for unit, value in ONE_G.items() if low <= rest.norm / value <= high]
    may_be_counts = said is None or "LSB" in said or rest.norm / one_g(said) > COUNTED_G
    if is_whole and may_be_counts and rest.norm > 0:
        near = sorted(COUNTS_PER_G, key=lambda scale: abs(np.log(rest.norm / scale)))
        fitting += [counts_unit(scale) for scale in near if _is_near(rest, scale)]
    return fitting


def _without_gravity(unit: str, unit_reason: str, reason: str) -> UnitEvidence:
    return UnitEvidence(
        unit=unit,
        unit_reason=f"{unit}: {unit_reason}",
        gravity_reason=f"no: removed ({reason})",
        notices=(f"gravity was removed before export ({reason})",),
    )


def _by_gravity(
    rest: Rest, by_gravity: list[str], said: str | None, source: str
) -> UnitEvidence:
    """Let gravity decide, alone or against what was said."""
    if not by_gravity:
        raise ReadError(
            f"the unit is not named and the values measure {rest}; expected 1 (g), "
            "1000 (mg), 9.81 (m/s2) or a sensor's counts per g (whole numbers) there; "
            "--unit g, --unit mg, --unit m/s2 or --unit 256LSB/g names it"
        )
    unit = by_gravity[0]
    notices: tuple[str, ...] = ()
    if rest.unrest > STILL and said is None:
        notices = (f"the wearer was never still; {unit} is the unit that fits best",)
    if said is not None:
        notices = (
            f"the unit {said} is {source}, but gravity says {unit}, which is taken: {rest}",
        )
    return UnitEvidence(
        unit=unit,
        unit_reason=f"{unit}: {rest}",
        gravity_reason=f"yes: {rest.norm / one_g(unit):.2f} g in the quietest seconds",
        notices=notices,
    )


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
    with np.errstate(over="ignore"):  # What is beyond any sensor is refused elsewhere.
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
    rad/s where the accelerometer is in m/s2, as phones export both. Counts are known of
    the MPU-6050 as it starts up; others are left out. A notice says so.
    """
    notices: tuple[str, ...] = ()
    if unit is None and "LSB" in acceleration_unit and is_whole(angular_velocity):
        if one_g(acceleration_unit) != MPU_COUNTS_PER_G:
            return None, ("the gyroscope is in counts of an unknown scale: left out",)
        scale = f"{MPU_COUNTS_PER_DPS:g} counts per deg/s are taken (MPU-6050, ±250 deg/s)"
        dps = _to_single(angular_velocity, lambda values: values / MPU_COUNTS_PER_DPS)
        return dps, (f"the gyroscope's unit is not named; {scale}",)
    if unit is None:
        is_slow = abs(find_largest(angular_velocity)) < FASTEST_RAD_PER_S
        unit = "rad/s" if is_slow and acceleration_unit == "m/s2" else "deg/s"
        notices = (f"the gyroscope's unit is not named; {unit} is taken",)
    if unit == "rad/s":
        return _to_single(angular_velocity, np.degrees), notices
    return _to_single(angular_velocity), notices

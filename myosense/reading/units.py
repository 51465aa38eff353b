"""Which unit the samples are in: what the file says, checked against gravity.

At rest an accelerometer measures 1 g, in the unit of the file 1, 1000 or 9.81. The mean
vector of a still second shows it; in motion without gravity that mean is near zero.
"""

from dataclasses import dataclass

import numpy as np

from myosense.errors import ArgumentError, ReadError
from myosense.reading.table import ACCELERATION_UNITS, Values
from myosense.recording import STANDARD_GRAVITY_M_PER_S2, Samples3

ONE_G = {"g": 1.0, "mg": 1000.0, "m/s2": STANDARD_GRAVITY_M_PER_S2}
CLEAR = 0.15  #: Gravity within this share of 1 g decides a unit.
MOVING = (0.5, 2.0)  #: … and within these, in g, where the wearer was never still.
STILL = 0.1  #: Still seconds vary by less than this share of what they measure.
NO_GRAVITY = 1.75  #: Seconds that vary by more than this tell nothing of gravity.
REMOVED_G = 0.35  #: Less than this at rest is no gravity, whatever the calibration.
STILL_SHARE = 0.075  #: The quietest 5 to 10 % of the seconds are taken for rest.
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
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rest:
    """What the sensor measures in its quietest seconds, in the file's unit."""

    norm: float
    n_seconds: int
    unrest: float = 0.0  #: Their standard deviation, as a share of the norm.

    def __str__(self) -> str:
        if self.unrest <= STILL:
            return f"{self.norm:#.4g} at rest (median of {self.n_seconds} still seconds)"
        return f"{self.norm:#.4g} in the quietest {self.n_seconds} seconds, never still"


def parse_unit(unit: str | None) -> str | None:
    """Check a unit that a user gave.

    Raises
    ------
    ArgumentError
        If it is not g, mg or m/s2.
    """
    if unit is not None and unit not in ACCELERATION_UNITS:
        raise ArgumentError(
            f"unit {unit!r} is not known; expected one of {', '.join(ACCELERATION_UNITS)}"
        )
    return unit


def measure_rest(acceleration: Values, rate_hz: float) -> Rest:
    """Measure the mean vector's length in the quietest seconds.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit, all finite.
    rate_hz
        Rows per second.
    """
    size = min(max(round(rate_hz), 2), len(acceleration))
    n_windows = len(acceleration) // size
    windows = acceleration[: n_windows * size].reshape(n_windows, size, 3)
    means = np.mean(windows, axis=1)
    spread = np.mean(np.sum(windows**2, axis=2), axis=1) - np.sum(means**2, axis=1)
    n_still = min(max(round(STILL_SHARE * n_windows), MIN_STILL_SECONDS), n_windows)
    still = np.argsort(spread, kind="stable")[:n_still]
    norm = float(np.median(np.linalg.norm(means[still], axis=1)))
    sd = float(np.sqrt(max(np.median(spread[still]), 0.0)))
    return Rest(norm, n_still, sd / norm if norm > 0 else np.inf)


def decide_unit(
    rest: Rest, *, given: str | None, named: str | None, is_gravity_removed: bool
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

    Raises
    ------
    ReadError
        If it cannot be decided.
    """
    said = given or named
    source = "given" if given else "named in the file"
    is_moving = STILL < rest.unrest <= NO_GRAVITY and rest.n_seconds >= MIN_STILL_SECONDS
    low, high = MOVING if is_moving and said is None else (1 - CLEAR, 1 + CLEAR)
    if rest.unrest > NO_GRAVITY:
        low, high = np.inf, np.inf
    by_gravity = [unit for unit, one_g in ONE_G.items() if low <= rest.norm / one_g <= high]
    if is_gravity_removed and said:
        return _without_gravity(said, f"{source}, gravity removed", "by its name")
    if said is None or (by_gravity and by_gravity[0] != said):
        return _by_gravity(rest, by_gravity, said, source)
    share = rest.norm / ONE_G[said]
    if share < REMOVED_G:
        reason = f"{share:.2g} g at rest"
        return _without_gravity(said, f"{source}; {rest}", reason)
    notices: tuple[str, ...] = ()
    if not by_gravity:
        notices = (f"{said} {source}, but {share:.2f} g at rest: expected about 1 g",)
    return UnitEvidence(
        unit=said,
        unit_reason=f"{said}: {source} and {rest}",
        gravity_reason=f"yes: {share:.2f} g in the quietest seconds",
        notices=notices,
    )


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
            "1000 (mg) or 9.81 (m/s2) there; --unit g, --unit mg or --unit m/s2 names it"
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
        gravity_reason=f"yes: {rest.norm / ONE_G[unit]:.2f} g in the quietest seconds",
        notices=notices,
    )


def find_range_g(acceleration_g: Samples3) -> float | None:
    """Find the sensor's range where it was reached: a rail near ±2, 4, 8 or 16 g."""
    peak_g = float(np.max(np.abs(acceleration_g)))
    for range_g in RANGES_G:
        if abs(peak_g / range_g - 1) <= RANGE_SHARE:
            is_rail = np.abs(acceleration_g) >= peak_g * (1 - 1e-3)
            held = is_rail[2:] & is_rail[1:-1] & is_rail[:-2]
            return range_g if np.any(held) else None
    return None


def to_g(acceleration: Values, unit: str) -> Samples3:
    """Convert from the file's unit to g."""
    if ONE_G[unit] == 1:
        return acceleration.astype(np.float32)
    return (acceleration / ONE_G[unit]).astype(np.float32)


def to_dps(
    angular_velocity: Values, unit: str | None, acceleration_unit: str
) -> tuple[Samples3, tuple[str, ...]]:
    """Convert a gyroscope's values to deg/s.

    Without a unit, values that no gyroscope reaches in rad/s are deg/s; slower ones are
    rad/s where the accelerometer is in m/s2, as phones export both. A notice says so.
    """
    notices: tuple[str, ...] = ()
    if unit is None:
        is_slow = bool(np.nanmax(np.abs(angular_velocity), initial=0) < FASTEST_RAD_PER_S)
        unit = "rad/s" if is_slow and acceleration_unit == "m/s2" else "deg/s"
        notices = (f"the gyroscope's unit is not named; {unit} is taken",)
    if unit == "rad/s":
        angular_velocity = np.degrees(angular_velocity)
    return angular_velocity.astype(np.float32), notices

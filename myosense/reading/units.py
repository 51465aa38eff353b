"""Which unit the samples are in: what the file says, checked against gravity.

At rest an accelerometer measures 1 g, in the unit of the file 1, 1000 or 9.81, or one of
the scales that sensors count in. In motion without gravity the mean of a second is near
zero.
"""

from dataclasses import dataclass, replace

import numpy as np

from myosense.errors import ReadError
from myosense.pieces import pieces, pile_up
from myosense.reading.rest import STILL, Rest, find_zero, is_whole, measure_rest
from myosense.reading.scales import ONE_G, counts_unit, one_g
from myosense.reading.table import NAMED, Values
from myosense.reading.twins import choose_twin, twin_of

#: Counts per g of the sensors that are worn: 8 to 14 bits over ±2 to ±16 g, 16 bits over
#: ±2 to ±16 g (MPU-6050, BMI160, LSM6, ADXL345), and ActiGraph's 341.
COUNTS_PER_G = (64, 128, 256, 341, 512, 1024, 2048, 4096, 8192, 16384)
CLEAR = 0.15  #: Gravity within this share of 1 g decides a unit.
MOVING = (0.5, 2.0)  #: … and within these, in g, where the wearer was never still.
NO_GRAVITY = 1.75  #: Seconds that vary by more than this tell nothing of gravity.
REMOVED_G = 0.35  #: Less than this at rest is no gravity, whatever the calibration.
COUNTED_G = 20.0  #: No sensor rests at this many g; whole numbers above it are counts.
MIN_STILL_SECONDS = 3


@dataclass(frozen=True, kw_only=True)
class SaidUnit:
    """What is said about the unit, before the samples are looked at."""

    given: str | None = None  #: By the user.
    named: str | None = None  #: By the file, or by its format.
    source: str = NAMED  #: Which of these two, in words.
    is_gravity_removed: bool = False  #: As the names of the columns say.
    #: Whether the device itself wrote the values: gravity is in them, even where its rest
    #: does not show it.
    is_from_device: bool = False

    @property
    def unit(self) -> str | None:
        """The user's word goes first."""
        return self.given or self.named

    @property
    def whence(self) -> str:
        """Who says it, in words."""
        return "given" if self.given else self.source


@dataclass(frozen=True, kw_only=True)
class UnitEvidence:
    """The unit that was settled on, and why."""

    unit: str
    unit_reason: str
    gravity_reason: str
    zero: float = 0.0  #: What stands for 0 g.
    notices: tuple[str, ...] = ()


def find_unit(acceleration: Values, rate_hz: float, said: SaidUnit) -> UnitEvidence:
    """Settle the unit, and the zero of counts without a sign.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit, all finite.
    rate_hz
        Rows per second.
    said
        What the user and the file say.

    Raises
    ------
    ReadError
        If it cannot be decided.
    """
    rest = measure_rest(acceleration, rate_hz)
    unit = said.unit
    is_counted = is_whole(acceleration) and (unit is None or "LSB" in unit)
    fits = [each for each in ([unit] if unit else ONE_G) if _is_near(rest, one_g(each))]
    zero = find_zero(acceleration) if is_counted and not fits else 0
    if zero:
        acceleration = pile_up(acceleration[rows] - zero for rows in pieces(acceleration))
        rest = measure_rest(acceleration, rate_hz)
    found = decide_unit(rest, said, is_whole=is_whole(acceleration))
    if found.unit != unit and is_whole(acceleration):
        found = _of_twins(found, rest, acceleration, rate_hz)
    if not zero:
        return found
    centered = f"{found.unit_reason}, counted from {zero}"
    return replace(found, zero=float(zero), unit_reason=centered)


def _of_twins(
    found: UnitEvidence, rest: Rest, acceleration: Values, rate_hz: float
) -> UnitEvidence:
    """Choose between two scales that gravity in one posture cannot tell apart."""
    twin = twin_of(found.unit)
    if twin is None or not _is_near(rest, one_g(twin)):
        return found
    chosen = choose_twin(acceleration, rate_hz, (found.unit, twin))
    if chosen is None:
        notice = (
            f"{found.unit} is taken, but {twin} fits the still seconds as well: they are "
            f"2.4 % apart (--unit {twin.replace(' ', '')} takes that)"
        )
        return replace(found, notices=(*found.notices, notice))
    share = rest.norm / one_g(chosen.unit)
    return replace(
        found,
        unit=chosen.unit,
        unit_reason=f"{chosen.unit}: {chosen.reason}",
        gravity_reason=f"yes: {share:.2f} g in the quietest seconds",
    )


def _is_near(rest: Rest, one_g: float) -> bool:
    return abs(rest.norm / one_g - 1) <= CLEAR


def decide_unit(rest: Rest, said: SaidUnit, *, is_whole: bool = False) -> UnitEvidence:
    """Settle the unit from what was said and from gravity.

    Parameters
    ----------
    rest
        What the sensor measures at rest.
    said
        What the user and the file say.
    is_whole
        Whether all values are whole numbers, which may be counts.

    Raises
    ------
    ReadError
        If it cannot be decided.
    """
    unit, whence = said.unit, said.whence
    by_gravity = _fitting_units(rest, unit, is_whole=is_whole)
    is_still_gravity = unit in by_gravity and rest.unrest <= STILL
    if said.is_gravity_removed and unit and not is_still_gravity:
        return _without_gravity(unit, f"{whence}, gravity removed", "by its name")
    if unit is None or (by_gravity and unit not in by_gravity):
        return _by_gravity(rest, by_gravity, unit, whence)
    share = rest.norm / one_g(unit)
    if share < REMOVED_G and not said.is_from_device:
        return _without_gravity(unit, f"{whence}; {rest}", f"{share:.2g} g at rest")
    notices: list[str] = []
    if not by_gravity:
        shown = f"the quietest seconds show {share:.2f} g; expected about 1 g"
        notices = [f"the unit {unit} is {whence}, but {shown}"]
    if said.is_gravity_removed:
        notices.append(
            f"gravity is in the values ({rest}), although the name says it is not"
        )
    return UnitEvidence(
        unit=unit,
        unit_reason=f"{unit}: {whence} and {rest}",
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

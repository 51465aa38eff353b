"""Which columns are the axes of the accelerometer and of the gyroscope.

What the user says comes first, then the names.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

from myosense.errors import ArgumentError, ReadError
from myosense.reading.beside import own_gyroscope
from myosense.reading.naming import (
    BARE_RANK,
    GYROSCOPE_RANK,
    LINEAR_RANK,
    Triple,
    find_triples,
    has_axis,
    words_of,
)
from myosense.reading.roles import Roles
from myosense.reading.table import ACCELERATION_UNITS, TURN_UNITS

#: Angular velocity in physics, and in iOS (CMDeviceMotion.rotationRate, in radians).
RADIANS = frozenset(("w", "rotation", "rotationrate", "rate"))
IN_RADIANS = (
    "the gyroscope's unit is not named; rad/s is taken, as its name is that of phones"
)
#: What stands in brackets as the unit of a rate does, whether it is known or not.
RATE_UNIT = re.compile(r"[(\[]([^)\]]*(?:/|\bper\b|-1|\u207b)[^)\]]*)")
POSITION = re.compile(r"[(\[]\s*[mc]?m\s*[)\]]|_[mc]m\b", re.IGNORECASE)  #: In mm, cm, m.


def find_axes(names: tuple[str, ...], given: Mapping[str, str]) -> Roles:
    """Find acceleration and gyroscope by the names of the columns, or as the user says.

    Parameters
    ----------
    names
        Of all columns, in order; empty for one without a name.
    given
        What the user says, as from `myosense.reading.columns.parse_columns`.

    Raises
    ------
    ReadError
        If no three columns are acceleration.
    ArgumentError
        If the user names a column that is not there.
    """
    triples = find_triples(names)
    gyroscopes = [triple for triple in triples if triple.rank == GYROSCOPE_RANK]
    choices = [triple for triple in triples if triple.rank < GYROSCOPE_RANK]
    if "x" in given:
        at = _three(names, given, ("x", "y", "z"))
        roles = Roles(acceleration=at, unit=_acceleration_unit(words_of(names[at[0]])[1]))
    elif choices:
        roles = _from_triple(names, _chosen(names, choices, given.get("sensor", "")))
    else:
        raise ReadError(no_acceleration(names, has_gyroscope=bool(gyroscopes)))
    if "gx" in given:
        at = _three(names, given, ("gx", "gy", "gz"))
        unit = words_of(names[at[0]])[1]
        unit = unit if unit in TURN_UNITS else None
        return replace(roles, gyroscope=at, gyroscope_unit=unit)
    return _with_gyroscope(roles, names, gyroscopes) if gyroscopes else roles


def _with_gyroscope(
    roles: Roles, names: tuple[str, ...], gyroscopes: list[Triple]
) -> Roles:
    """Add the gyroscope that goes with the acceleration, in the unit that its name says."""
    found = own_gyroscope(names, gyroscopes, names[roles.acceleration[0]])
    unknown = RATE_UNIT.search(names[found.columns[0]])
    unit = found.unit or (unknown[1].strip() if unknown else None)
    notices = roles.notices
    if unit is None and RADIANS & {*found.words}:
        unit, notices = "rad/s", (*notices, IN_RADIANS)
    return replace(roles, gyroscope=found.columns, gyroscope_unit=unit, notices=notices)


def _from_triple(names: tuple[str, ...], choices: list[Triple]) -> Roles:
    """Take the first of the triples that may be meant; say what else could have been."""
    best = choices[0]
    rivals = [triple for triple in choices[1:] if _is_rival(triple, best)]
    notices = tuple(
        f"{names[best.columns[0]]!r} was taken; the file also has "
        f"{names[other.columns[0]]!r} (--columns chooses)"
        for other in rivals[:1]
    )
    first = names[best.columns[0]]
    n_alike = names.count(first)
    if n_alike > 1:
        chooses = f"--columns x={best.columns[0] + 1},y=...,z=... chooses by number"
        alike = f"{n_alike} columns are named {first!r}: the first of each name is taken"
        notices = (f"{alike} ({chooses})", *notices)
    if not has_axis(first) and "channel" not in best.words:  # OpenBCI counts from 0.
        numbered = f"{first!r} to {names[best.columns[2]]!r} are taken for x, y and z"
        notices = (*notices, f"{numbered} (--columns chooses)")
    is_force = "gf" in best.words
    is_linear = best.rank == LINEAR_RANK
    return Roles(
        acceleration=best.columns,
        unit=_acceleration_unit(best.unit) or ("g" if is_force else None),
        is_gravity_removed=is_linear,
        is_bare=best.rank == BARE_RANK,
        notices=notices,
    )


def _is_rival(triple: Triple, best: Triple) -> bool:
    """Say whether a triple may as well be meant: bare axes only where both lack a unit."""
    is_plain = triple.rank == BARE_RANK and triple.unit is None
    return triple.rank == best.rank and (not is_plain or best.unit is None)


def _chosen(names: tuple[str, ...], choices: list[Triple], sensor: str) -> list[Triple]:
    """Keep the sensors that the user means; all, where the word is of a file's name."""
    wanted = [
        each for each in choices if sensor.casefold() in names[each.columns[0]].casefold()
    ]
    return wanted or choices


def _acceleration_unit(unit: str | None) -> str | None:
    return unit if unit in ACCELERATION_UNITS else None


def no_acceleration(names: tuple[str, ...], *, has_gyroscope: bool) -> str:
    """Say that no columns are an accelerometer's, and what to do."""
    shown = ", ".join(name for name in names if name)
    also = ""
    if has_gyroscope:
        also = " (a gyroscope is not enough: export the accelerometer of the recording too)"
    elif any(POSITION.search(name) for name in names):
        also = " (positions of motion capture are none: export an accelerometer)"
    return (
        f"found the columns {shown[:300]} and no three of them that are x, y and z of an "
        f"accelerometer{also}; --columns time=...,x=...,y=...,z=... names them"
    )


def _three(
    names: tuple[str, ...], given: Mapping[str, str], axes: tuple[str, str, str]
) -> tuple[int, int, int]:
    x, y, z = (position_of(names, given[axis]) for axis in axes)
    return x, y, z


def position_of(names: tuple[str, ...], wanted: str) -> int:
    """Find a column by its name, or by its number counted from 1.

    Raises
    ------
    ArgumentError
        If there is no such column; the message lists those there are.
    """
    folded = [name.casefold() for name in names]
    if wanted.casefold() in folded:
        return folded.index(wanted.casefold())
    if wanted.isdigit() and 1 <= int(wanted) <= len(names):
        return int(wanted) - 1
    shown = [name for name in names if name]
    raise ArgumentError(
        f"--columns names {wanted!r}, which is not a column of the file; it has "
        f"{', '.join(shown) if shown else f'{len(names)} columns without names'}"
    )

"""Which column is which: time, the three axes of the accelerometer and of the gyroscope.

What the user says comes first, then the names, then, in a table without names, what the
cells look like.
"""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from myosense.errors import ArgumentError, ReadError
from myosense.reading.beside import add_gravity_beside, check_no_quaternion, own_gyroscope
from myosense.reading.fractions import find_fraction
from myosense.reading.nameless import roles_without_names
from myosense.reading.naming import (
    BARE_RANK,
    GYROSCOPE_RANK,
    LINEAR_RANK,
    Triple,
    find_triples,
    has_axis,
    words_of,
)
from myosense.reading.onesensor import OneSensor, sensor_column
from myosense.reading.ownclocks import with_own_clock
from myosense.reading.roles import Roles
from myosense.reading.rownumbers import find_counter, is_numbering
from myosense.reading.secondclock import start_beside
from myosense.reading.startcolumn import apart_from_start
from myosense.reading.table import ACCELERATION_UNITS, TURN_UNITS
from myosense.reading.timecolumn import find_time, find_unread, numbers_in

KEYS = ("time", "date", "x", "y", "z", "gx", "gy", "gz", "date_order", "sensor")
DATE_ORDERS = ("dmy", "mdy")
#: Angular velocity in physics, and in iOS (CMDeviceMotion.rotationRate, in radians).
RADIANS = frozenset(("w", "rotation", "rotationrate", "rate"))
IN_RADIANS = (
    "the gyroscope's unit is not named; rad/s is taken, as its name is that of phones"
)
IS_UNIT = re.compile(r"[(\[]([^)\]]*(?:/|\bper\b|-1|\u207b)[^)\]]*)")  #: Of a rate.
POSITION = re.compile(r"[(\[]\s*[mc]?m\s*[)\]]|_[mc]m\b", re.IGNORECASE)  #: In mm, cm, m.


def parse_columns(columns: Mapping[str, str] | str | None) -> dict[str, str]:
    """Read what the user says about the columns, as ``time=t,x=ax,y=ay,z=az``.

    Raises
    ------
    ArgumentError
        If a part is not ``key=name``, a key is not known, or only some axes are given.
    """
    if columns is None:
        return {}
    if isinstance(columns, str):
        parts = [part.partition("=") for part in columns.split(",") if part.strip()]
        given = {key.strip(): name.strip() for key, _, name in parts}
    else:
        given = dict(columns)
    for key, name in given.items():
        if key not in KEYS or not name:
            nearest = difflib.get_close_matches(key, KEYS, n=1, cutoff=0.0)[0]
            raise ArgumentError(
                f"--columns has {key}={name}; expected name=column with a name out of "
                f"{', '.join(KEYS)} (nearest: {nearest})"
            )
    if given.get("date_order", "dmy") not in DATE_ORDERS:
        raise ArgumentError(
            f"--columns has date_order={given['date_order']}; expected dmy or mdy"
        )
    for axes in (("x", "y", "z"), ("gx", "gy", "gz")):
        missing = [axis for axis in axes if axis not in given]
        if len(missing) in (1, 2):
            raise ArgumentError(
                f"--columns lacks {missing[0]}; expected all of {', '.join(axes)}"
            )
    return given


def _position(names: tuple[str, ...], wanted: str) -> int:
    """Find a column by its name, or by its number counted from 1."""
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


def find_axes(names: tuple[str, ...], given: Mapping[str, str]) -> Roles:
    """Find acceleration and gyroscope by the names of the columns, or as the user says.

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
        raise ReadError(_no_acceleration(names, has_gyroscope=bool(gyroscopes)))
    if "gx" in given:
        at = _three(names, given, ("gx", "gy", "gz"))
        unit = words_of(names[at[0]])[1]
        unit = unit if unit in TURN_UNITS else None
        return replace(roles, gyroscope=at, gyroscope_unit=unit)
    if gyroscopes:
        found = own_gyroscope(names, gyroscopes, names[roles.acceleration[0]])
        unknown = IS_UNIT.search(names[found.columns[0]])
        unit = found.unit or (unknown[1].strip() if unknown else None)
        roles = replace(roles, gyroscope=found.columns, gyroscope_unit=unit)
        if unit is None and RADIANS & {*found.words}:
            notices = (*roles.notices, IN_RADIANS)
            return replace(roles, gyroscope_unit="rad/s", notices=notices)
    return roles


def _from_triple(names: tuple[str, ...], choices: list[Triple]) -> Roles:
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


def _three(
    names: tuple[str, ...], given: Mapping[str, str], axes: tuple[str, str, str]
) -> tuple[int, int, int]:
    x, y, z = (_position(names, given[axis]) for axis in axes)
    return x, y, z


def _no_acceleration(names: tuple[str, ...], *, has_gyroscope: bool) -> str:
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


def _said_time(names: tuple[str, ...], given: Mapping[str, str]) -> tuple[int, ...]:
    """Find the columns of the time that the user names; none where the user does not."""
    return tuple(_position(names, given[key]) for key in ("date", "time") if key in given)


def _find_sensor(names: tuple[str, ...], rows: Sequence[Sequence[str]]) -> int | None:
    """Find the column that says a row's sensor; refuse rows of several by turns."""
    column = sensor_column(names, rows)
    if column is None:
        return None
    OneSensor(names[column]).check(pa.chunked_array([[row[column] for row in rows]]))
    return column


def _with_counter(roles: Roles, counter: int | None, names: tuple[str, ...]) -> Roles:
    """Take a column for the number of each row; there is no time then."""
    if counter is None:
        return roles
    name = names[counter] or f"column {counter + 1}"
    return replace(roles, time=(), counter=counter, counter_name=name)


def _with_start(
    roles: Roles, names: tuple[str, ...], rows: Sequence[Sequence[str]], decimal: str
) -> Roles:
    """Add the start that a clock beside the time says."""
    if len(roles.time) != 1 or roles.start is not None:
        return roles
    found = start_beside(names, rows, roles.time[0], decimal)
    return roles if found is None else _started(roles, *found)


def _started(roles: Roles, start: datetime, said_by: str) -> Roles:
    """Take the start from one column and the time from there from another."""
    said = f"the start is that of {said_by!r}, the time from there that of"
    notices = (*roles.notices, f"{said} {roles.time_name!r}")
    return replace(roles, start=start, notices=notices)


def _without_start(
    roles: Roles, names: tuple[str, ...], rows: Sequence[Sequence[str]], decimal: str
) -> Roles:
    """Take another clock for the time where one says only when it began."""
    time, start = apart_from_start(names, rows, roles.time, decimal, roles.date_order)
    if time == roles.time:
        return roles
    said_by = names[roles.time[0]]
    roles = replace(roles, time=time, time_name=names[time[0]])
    return roles if start is None else _started(roles, start, said_by)


def find_roles(
    names: tuple[str, ...],
    rows: Sequence[Sequence[str]],
    columns: Mapping[str, str] | str | None,
    decimal: str = ".",
) -> Roles:
    """Find what each column is, by the user's word, the names and the cells.

    Raises
    ------
    ReadError
        If no acceleration is found.
    ArgumentError
        If the user names a column that is not there.
    """
    given = parse_columns(columns)
    sensor = None if "x" in given else _find_sensor(names, rows)
    if any(names) or "x" in given:
        roles = find_axes(names, given)
        roles = replace(roles, date_order=given.get("date_order"))
        time = _said_time(names, given)
        roles = replace(roles, time=time or find_time(names, rows, decimal))
        if roles.time and not time:
            roles = _without_start(roles, names, rows, decimal)
            roles = with_own_clock(roles, names, rows)
        if "x" not in given:
            check_no_quaternion(roles, names, rows, decimal)
            roles = add_gravity_beside(roles, names, rows, decimal)
        taken = {*roles.time, *roles.acceleration, *(roles.gyroscope or ())}
        left = [column for column in range(len(names)) if column not in taken]
        fraction = find_fraction(names, rows, roles.time, left, decimal)
        roles = replace(roles, fraction=fraction)
    else:
        roles = roles_without_names(len(names), rows, decimal)
        roles = replace(roles, time=_said_time(names, given) or roles.time)
    roles = replace(roles, date_order=given.get("date_order"), sensor=sensor)
    if len(roles.time) == 1 and is_numbering(
        names[roles.time[0]], numbers_in(rows, roles.time[0], decimal)
    ):
        return _with_counter(roles, roles.time[0], names)
    if roles.time:
        roles = replace(roles, time_name=names[roles.time[0]])
        return _with_start(roles, names, rows, decimal)
    left = [column for column in range(len(names)) if column not in roles.acceleration]
    roles = _with_counter(roles, find_counter(names, rows, left, decimal), names)
    unread = find_unread(names, rows, decimal)
    notices = (f"the time {unread[:60]!r} is not understood: left out",) if unread else ()
    return replace(roles, unread_time=unread, notices=(*roles.notices, *notices))

"""Which column is which: time, the three axes of the accelerometer and of the gyroscope.

What the user says comes first, then the names, then, in a table without names, what the
cells look like.
"""

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

import pyarrow as pa

from myosense.errors import ArgumentError, ReadError
from myosense.reading.axes import find_axes, no_acceleration, position_of
from myosense.reading.beside import add_gravity_beside, check_no_quaternion
from myosense.reading.columnnames import unit_beside
from myosense.reading.datedigits import are_digits
from myosense.reading.fractions import find_fraction
from myosense.reading.nameless import roles_without_names
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


def parse_columns(columns: Mapping[str, str] | str | None) -> dict[str, str]:
    """Read what the user says about the columns, as ``time=t,x=ax,y=ay,z=az``.

    Raises
    ------
    ArgumentError
        If a part is not ``key=name``, a key is not known, only some axes are given, or two
        of one column.
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
        named = [given[axis].casefold() for axis in axes if axis in given]
        twice = next((name for name in named if named.count(name) > 1), None)
        if twice is not None:
            raise ArgumentError(
                f"--columns names {twice!r} for two axes; expected a column of each"
            )
    return given


def _said_time(names: tuple[str, ...], given: Mapping[str, str]) -> tuple[int, ...]:
    """Find the columns of the time that the user names; none where the user does not."""
    return tuple(position_of(names, given[key]) for key in ("date", "time") if key in given)


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

    Parameters
    ----------
    names
        Of all columns, in order; empty for one without a name.
    rows
        Cells of the first rows.
    columns
        What the user says, as `parse_columns` takes it.
    decimal
        Decimal mark of the cells.

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
        roles = _roles_by_name(names, rows, given, decimal)
    else:
        roles = roles_without_names(len(names), rows, decimal)
        roles = replace(roles, time=_said_time(names, given) or roles.time)
    roles = replace(
        roles,
        are_digits=are_digits(rows, roles.time),
        date_order=given.get("date_order"),
        sensor=sensor,
    )
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


def _roles_by_name(
    names: tuple[str, ...],
    rows: Sequence[Sequence[str]],
    given: Mapping[str, str],
    decimal: str,
) -> Roles:
    """Find axes and time of a table with names, and what stands beside either."""
    roles = replace(find_axes(names, given), date_order=given.get("date_order"))
    beside = unit_beside(names, rows)
    if roles.is_bare and beside in TURN_UNITS:
        raise ReadError(no_acceleration(names, has_gyroscope=True))
    if roles.unit is None and beside in ACCELERATION_UNITS:
        roles = replace(roles, unit=beside)
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
    return replace(roles, fraction=find_fraction(names, rows, roles.time, left, decimal))

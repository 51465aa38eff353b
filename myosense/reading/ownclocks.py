"""Clocks of sensors side by side: a column of the time is of the sensor that it names."""

from collections.abc import Sequence
from dataclasses import replace

from myosense.reading.naming import (
    ACCELERATION_WORDS,
    GYROSCOPE_WORDS,
    LETTERS,
    TIME_WORDS,
    words_of,
)
from myosense.reading.roles import Roles

TURNING = GYROSCOPE_WORDS - LETTERS


def with_own_clock(
    roles: Roles, names: Sequence[str], rows: Sequence[Sequence[str]]
) -> Roles:
    """Take the accelerometer's clock where the one that was found is the gyroscope's.

    A gyroscope whose own clock shows other times is left out: its rows are not those of the
    accelerometer.

    Parameters
    ----------
    roles
        With the time that was found.
    names, rows
        Of the table; some rows, as text.
    """
    said = [{*words_of(name)[0]} for name in names]
    clocks = [at for at in range(len(names)) if said[at] & TIME_WORDS]
    own = [at for at in clocks if said[at] & ACCELERATION_WORDS]
    others = [at for at in clocks if said[at] & TURNING]
    if len(roles.time) == 1 and roles.time[0] in others and own:
        roles = replace(roles, time=(own[0],))
    if roles.gyroscope is None or len(roles.time) != 1 or roles.time[0] not in own:
        return roles
    if not others or all(row[others[0]] == row[roles.time[0]] for row in rows):
        return roles
    what = f"{names[others[0]]!r} shows other times than {names[roles.time[0]]!r}"
    notice = f"{what}: the gyroscope, which it is of, is left out"
    return replace(
        roles, gyroscope=None, gyroscope_unit=None, notices=(*roles.notices, notice)
    )

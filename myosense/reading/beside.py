"""What stands beside an acceleration: gravity in columns of its own, and its gyroscope.

Apple's watches and phones give gravity apart; loggers call what lacks it plainly accelX.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.pieces import pieces, pile_up
from myosense.reading.naming import (
    LINEAR_RANK,
    Triple,
    find_gravity,
    find_triples,
    words_of,
)
from myosense.reading.roles import Roles
from myosense.reading.scales import ONE_G, one_g
from myosense.reading.table import BY_FORMAT, Table, Values
from myosense.reading.timecolumn import to_number

MIN_ROWS = 20  #: Of known values: fewer tell nothing.
CLEAR = 0.15  #: Gravity's length is 1 g to within this share.
HOLDS_SHARE = 0.5  #: Of gravity: what is as long as this holds it.
SCALAR_NAMES = frozenset(("w", "cos", "real", "scalar"))  #: Of a quaternion.
UNIT_LENGTH = 5e-3  #: As far from 1, with three decimals.
ALONG = 0.95  #: What holds it in another unit lies along it by this share of its size.
#: Apple's CMDeviceMotion, as ResearchKit or an application writes the names of its parts:
#: both in g, as gravity's length shows.
AS_APPLE = (
    re.compile(r"(?:.*\W)?userAcceleration\.x|(?:u|(?:m|deviceM)otionU)serAccelerationX"),
    re.compile(r"(?:.*\W)?gravity\.x|(?:g|(?:m|deviceM)otionG)ravityX"),
)
ADDED = "gravity, which stands in columns of its own, was added to the acceleration"


def add_gravity_beside(
    roles: Roles, names: tuple[str, ...], rows: Sequence[Sequence[str]], decimal: str
) -> Roles:
    """Add the columns of gravity to those of an acceleration that lacks it.

    Parameters
    ----------
    roles
        As the names say.
    names
        Of all columns.
    rows
        Some rows of the table, as text.
    decimal
        The decimal mark.

    Returns
    -------
    Roles
        As they were where no gravity stands beside, or the acceleration holds it: its part
        along gravity shows it, or another that is named to lack it.

    Notes
    -----
    Gravity's own length says its unit. What lacks gravity does not show its unit, and it
    may be another: Sensor Logger's headphones have g beside gravity in m/s2. The two are
    added where it is known (`with_gravity`).
    """
    is_linear = roles.is_gravity_removed
    has_both = any(triple.rank == LINEAR_RANK for triple in find_triples(names))
    gravity = find_gravity(names)
    if (has_both and not is_linear) or gravity is None:
        return roles
    if set(gravity.columns) & set(roles.acceleration):
        return roles
    own, beside = (
        _numbers(rows, columns, decimal)
        for columns in (roles.acceleration, gravity.columns)
    )
    is_known = np.isfinite(own).all(axis=1) & np.isfinite(beside).all(axis=1)
    own, beside = own[is_known], beside[is_known]
    unit = unit_of_gravity(beside) if len(own) >= MIN_ROWS else None
    if unit is None:
        return roles
    firsts = (names[roles.acceleration[0]], names[gravity.columns[0]])
    is_apple = all(map(re.Pattern.fullmatch, AS_APPLE, firsts))
    if roles.unit is None and unit == "g" and is_apple:
        roles = replace(roles, unit="g", unit_source=BY_FORMAT)
    if _holds(own, beside, roles.unit, is_linear=is_linear):
        return roles
    is_said = not (is_linear and roles.unit == unit)
    return replace(
        roles,
        gravity=gravity.columns,
        gravity_unit=unit,
        is_gravity_removed=False,
        notices=(*roles.notices, *((ADDED,) if is_said else ())),
    )


def with_gravity(table: Table, unit: str | None) -> Table:
    """Add the gravity that a table holds apart to its acceleration, whose unit is known.

    Parameters
    ----------
    table
        As read.
    unit
        Of its acceleration, as the user or the file says.

    Raises
    ------
    ReadError
        If nobody says it: gravity's unit may be another.
    """
    if table.gravity is None:
        return table
    if table.gravity_unit is not None and unit is None:
        name = f" {table.acceleration_name!r}" if table.acceleration_name else ""
        raise ReadError(
            f"has gravity in {table.gravity_unit} beside an acceleration{name} that lacks "
            "it, whose unit is not named and may be another; expected that unit: --unit g "
            "or --unit m/s2 names it"
        )
    scale = one_g(unit) / one_g(table.gravity_unit) if table.gravity_unit and unit else 1
    total = pile_up(
        table.acceleration[rows] + scale * table.gravity[rows]
        for rows in pieces(table.acceleration, table.gravity)
    )
    return replace(table, acceleration=total, gravity=None, gravity_unit=None)


def unit_of_gravity(gravity: Values) -> str | None:
    """Find the unit of gravity by its length; ``None`` if it is that of none.

    >>> unit_of_gravity(np.array([[0.0, 0.6, 0.8]]))
    'g'
    """
    norm = float(np.nanmedian(np.linalg.norm(gravity, axis=1)))
    units = (unit for unit, value in ONE_G.items() if abs(norm / value - 1) <= CLEAR)
    return next(units, None)


def _numbers(
    rows: Sequence[Sequence[str]], columns: tuple[int, int, int], decimal: str
) -> npt.NDArray[np.float64]:
    cells = [[to_number(row[column], decimal) for column in columns] for row in rows]
    return np.array(cells, dtype=np.float64).reshape(-1, 3)


def _holds(
    own: npt.NDArray[np.float64],
    beside: npt.NDArray[np.float64],
    unit: str | None,
    *,
    is_linear: bool,
) -> bool:
    """Say whether an acceleration holds the gravity beside it, in whatever unit.

    Of what is named to lack it, only the mean part along gravity tells: shaken, it may be
    long without any. Of others the length tells, where its unit is known: gravity may
    stand there in other axes. In an unknown unit, what lasts has to be 1 g of one.
    """
    lengths = np.linalg.norm(own, axis=1)
    size = np.sqrt(np.mean(lengths**2))
    along = abs(np.sum(own * beside)) / np.sum(np.linalg.norm(beside, axis=1))
    if unit is None:
        lasting = float(np.linalg.norm(np.mean(own, axis=0)))
        return any(
            _is_one_g(part) and part >= HOLDS_SHARE * size for part in (along, lasting)
        )
    if (along if is_linear else np.median(lengths)) >= HOLDS_SHARE * one_g(unit):
        return True
    return bool(along >= ALONG * size and _is_one_g(along))


def _is_one_g(length: float) -> bool:
    return any(abs(length / value - 1) <= CLEAR for value in ONE_G.values())


def check_no_quaternion(
    roles: Roles, names: tuple[str, ...], rows: Sequence[Sequence[str]], decimal: str
) -> None:
    """Refuse x, y and z that are an orientation's, with the fourth part of it beside them.

    Parameters
    ----------
    roles, names, rows, decimal
        As `add_gravity_beside` takes them.

    Raises
    ------
    ReadError
        If the four have the length 1 in all rows.
    """
    parts = [at for at, name in enumerate(names) if name.strip().lower() in SCALAR_NAMES]
    if not roles.is_bare or not parts:
        return
    axes = _numbers(rows, roles.acceleration, decimal)
    scalar = _numbers(rows, (parts[0], parts[0], parts[0]), decimal)[:, :1]
    length = np.linalg.norm(np.hstack((axes, scalar)), axis=1)
    if len(length) >= MIN_ROWS and np.all(np.abs(length - 1) < UNIT_LENGTH):
        raise ReadError(
            f"holds {names[parts[0]]!r} beside x, y and z, and all four have the length 1: "
            "an orientation (a quaternion); expected x, y and z of an accelerometer"
        )


def own_gyroscope(
    names: tuple[str, ...], gyroscopes: Sequence[Triple], name: str
) -> Triple:
    """Find the gyroscope of the sensor whose acceleration has a name.

    It is the one that shares most words and numbers with it, or else the first.
    """
    own = _parts(name)
    return max(gyroscopes, key=lambda each: len(own & _parts(names[each.columns[0]])))


def _parts(name: str) -> set[str]:
    return set(re.findall(r"[^\W\d]+|\d+", " ".join(words_of(name)[0])))

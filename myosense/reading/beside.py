"""What stands beside an acceleration: gravity in columns of its own, and its gyroscope.

Apple's watches and phones give gravity apart; loggers call what lacks it plainly accelX.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from myosense.reading.naming import (
    LINEAR_RANK,
    Triple,
    find_gravity,
    find_triples,
    words_of,
)
from myosense.reading.roles import Roles
from myosense.reading.scales import ONE_G, one_g
from myosense.reading.timecolumn import to_number

MIN_ROWS = 20  #: Of known values: fewer tell nothing.
CLEAR = 0.15  #: Gravity's length is 1 g to within this share.
HOLDS_SHARE = 0.5  #: Of gravity: what is as long as this holds it.
ALONG = 0.95  #: What holds it in another unit lies along it by this share of its size.
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
    Gravity's own length says its unit. What lacks gravity does not show its unit: where its
    name does not say it either, it is taken for gravity's, and a notice says so.
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
    unit = _unit_of(beside) if len(own) >= MIN_ROWS else None
    if unit is None:
        return roles
    if _holds(own, beside, one_g(roles.unit or unit), is_linear=is_linear):
        return roles
    notice = ADDED if roles.unit else f"{ADDED}, which is taken to be in {unit} as well"
    is_said = not (is_linear and roles.unit == unit)
    return replace(
        roles,
        gravity=gravity.columns,
        gravity_scale=one_g(roles.unit) / one_g(unit) if roles.unit else 1.0,
        is_gravity_removed=False,
        notices=(*roles.notices, *((notice,) if is_said else ())),
    )


def _unit_of(gravity: npt.NDArray[np.float64]) -> str | None:
    """Find the unit of gravity by its length; ``None`` if it is that of none."""
    norm = float(np.median(np.linalg.norm(gravity, axis=1)))
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
    one_g: float,
    *,
    is_linear: bool,
) -> bool:
    """Say whether an acceleration holds the gravity beside it, in whatever unit.

    Of what is named to lack it, only the mean part along gravity tells: shaken, it may be
    long without any. Of others the length tells: gravity may stand there in other axes.
    """
    lengths = np.linalg.norm(own, axis=1)
    along = abs(np.sum(own * beside)) / np.sum(np.linalg.norm(beside, axis=1))
    if (along if is_linear else np.median(lengths)) >= HOLDS_SHARE * one_g:
        return True
    points_along = along >= ALONG * np.sqrt(np.mean(lengths**2))
    is_one_g = any(abs(along / value - 1) <= CLEAR for value in ONE_G.values())
    return bool(points_along and is_one_g)


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

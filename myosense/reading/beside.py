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
from myosense.reading.timecolumn import to_number

MIN_ROWS = 20  #: Of known values: fewer tell nothing.
WITHOUT_SHARE = 0.5  #: Of gravity: what lies above holds gravity.
#: An acceleration that has it in another unit points where gravity does.
ALONG_SHARE, ALONG = 0.05, 0.95


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
        As they were where no gravity stands beside, or the acceleration holds it: its size
        and direction show it, or another that is named to lack it.
    """
    has_both = any(triple.rank == LINEAR_RANK for triple in find_triples(names))
    if roles.gravity is not None or has_both:
        return roles
    gravity = find_gravity(names, roles.unit)
    if gravity is None or set(gravity.columns) & set(roles.acceleration):
        return roles
    own, beside = (
        _numbers(rows, columns, decimal)
        for columns in (roles.acceleration, gravity.columns)
    )
    is_known = np.isfinite(own).all(axis=1) & np.isfinite(beside).all(axis=1)
    if np.count_nonzero(is_known) < MIN_ROWS or _holds(own[is_known], beside[is_known]):
        return roles
    notice = "gravity, which stands in columns of its own, was added to the acceleration"
    return replace(roles, gravity=gravity.columns, notices=(*roles.notices, notice))


def _numbers(
    rows: Sequence[Sequence[str]], columns: tuple[int, int, int], decimal: str
) -> npt.NDArray[np.float64]:
    cells = [[to_number(row[column], decimal) for column in columns] for row in rows]
    return np.array(cells, dtype=np.float64).reshape(-1, 3)


def _holds(own: npt.NDArray[np.float64], beside: npt.NDArray[np.float64]) -> bool:
    """Say whether an acceleration holds the gravity beside it, in whatever unit."""
    mean, gravity = own.mean(axis=0), beside.mean(axis=0)
    size, one_g = np.linalg.norm(mean), np.linalg.norm(gravity)
    if one_g == 0:
        return True
    along = abs(mean @ gravity) / (size * one_g) if size else 0.0
    share = np.median(np.linalg.norm(own, axis=1)) / one_g
    return bool(share >= WITHOUT_SHARE or (share >= ALONG_SHARE and along >= ALONG))


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

"""Time and axes in a table without names, by where they stand and what they hold."""

from collections.abc import Sequence

import numpy as np

from myosense.errors import ReadError
from myosense.reading.fractions import find_fraction
from myosense.reading.naming import count_of
from myosense.reading.roles import Roles
from myosense.reading.timecolumn import find_time, numbers_in

ROUNDED = 0.02  #: Of a length that was written with few digits.


def roles_without_names(
    n_columns: int, rows: Sequence[Sequence[str]], decimal: str
) -> Roles:
    """Find time and axes in a table without names: time first, then x, y and z.

    Parts of a second stand beside the time or behind the axes; words, the sensor's number
    or the length of the vector may stand before them.

    Raises
    ------
    ReadError
        If there is no time and not exactly three columns, or fewer than three after it.
    """
    time = find_time(("",) * n_columns, rows, decimal)
    first = time[-1] + 1 if time else 0
    if first == n_columns:  # The time may stand behind the axes.
        first = 0
    axes = range(first, first + 3)
    beside = range(first, min(first + 1, n_columns - 3))
    others = [column for column in range(n_columns) if column not in {*time, *axes}]
    fraction = find_fraction(("",) * n_columns, rows, time, [*beside, *others], decimal)
    first += fraction == first
    n_left = n_columns - first - (fraction is not None and fraction > first)
    n_left -= len(time) if first == 0 else 0
    while n_left > 3 and (
        np.all(np.isnan(numbers_in(rows, first, decimal))) or _is_mark(rows, first, decimal)
    ):
        first, n_left = first + 1, n_left - 1
    if n_left > 3 and _is_length(rows, first, decimal):
        first += 1
    if n_left < 3 or (not time and n_left > 3):
        raise ReadError(
            f"found {n_columns} columns without names; expected time, x, y, z or three "
            "axes; --columns time=1,x=2,y=3,z=4 names them by their numbers"
        )
    nameless = count_of(n_left - 3, "column")
    left_out = f"{nameless} without a name beside time, x, y and z: left out"
    return Roles(
        acceleration=(first, first + 1, first + 2),
        time=time,
        fraction=fraction,
        is_bare=True,
        notices=(left_out,) if n_left > 3 else (),
    )


def _is_mark(rows: Sequence[Sequence[str]], column: int, decimal: str) -> bool:
    """Say whether a column holds one whole number before three of numbers with decimals."""
    marks = {row[column] for row in rows}
    axes = [cell for row in rows for cell in row[column + 1 : column + 4]]
    return len(marks) == 1 and marks.pop().isdigit() and all(decimal in c for c in axes)


def _is_length(rows: Sequence[Sequence[str]], column: int, decimal: str) -> bool:
    """Say whether a column holds the length of the vector of the three behind it."""
    if not rows or len(rows[0]) < column + 4:
        return False
    length, *axes = (numbers_in(rows, column + i, decimal) for i in range(4))
    with np.errstate(over="ignore"):
        norm = np.linalg.norm(axes, axis=0)
        return bool(np.allclose(norm, length, rtol=ROUNDED, atol=0.0))

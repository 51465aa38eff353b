"""The names of a table's columns: a line above its rows, or several that go together."""

import re
from collections.abc import Sequence
from pathlib import PurePath

from myosense.reading.cells import cells_of
from myosense.reading.naming import unit_in
from myosense.reading.table import ACCELERATION_UNITS, TURN_UNITS

NAME = re.compile(r"[^\d.+-]*[^\W\d]")  #: A name holds a letter before any number.
UNIT_NAMES = frozenset(("unit", "units"))
MIN_NAMES = 3  #: Fewer are no header of x, y and z.


def find_header(lines: Sequence[str], separator: str, width: int) -> tuple[str, ...]:
    """Find the names above the first row.

    Parameters
    ----------
    lines
        Those above it.
    separator
        Between cells.
    width
        Of the rows, in cells.

    Returns
    -------
    tuple of str
        One a column; empty texts where there are none.

    Notes
    -----
    A line of units below the names is joined to them, and where names repeat, so is the
    line above, whose cells may stand for those behind them too. Below the names of its
    columns, pandas writes that of its index.
    """
    units = index = [""] * width
    for at in reversed(range(len(lines))):
        cells = _fitted(lines[at], separator, width)
        if cells is not None and cells[0] and not any(cells[1:]):
            index = cells
        is_named = [NAME.match(cell) is not None for cell in cells or ()]
        if cells is None or sum(is_named) < MIN_NAMES:
            continue
        is_unit = [unit_in(cell) is not None for cell in cells if cell]
        if not any(units) and sum(is_unit) > len(is_unit) / 2:
            units = cells
            continue
        if len(set(cells)) < MIN_NAMES:  # says of each whether it is calibrated
            continue
        cells = _with_sensors(cells, lines[:at], separator)
        named = [own or below for own, below in zip(cells, index, strict=True)]
        return tuple(f"{n} ({u})" if u else n for n, u in zip(named, units, strict=True))
    return ("",) * width


def _fitted(line: str, separator: str, width: int) -> list[str] | None:
    """Split a line into as many cells as the rows have; ``None`` where it has not."""
    cells = cells_of(re.sub(r"^\s*[#%/]+\s*", "", line), separator)
    while len(cells) > width and not cells[-1]:
        cells.pop()
    if len(cells) == width - 1:
        cells.append("")
    if len(cells) == width + 1:  # a last column that most rows leave out
        cells.pop()
    return cells if len(cells) == width else None


def _with_sensors(cells: list[str], above: Sequence[str], separator: str) -> list[str]:
    """Put the sensors before axes that repeat, where the line above names them."""
    line = next((line for line in reversed(above) if line.strip()), "")
    sensors = _fitted(line, separator, len(cells))
    if sensors is None or len({*cells}) == len(cells):
        return cells
    for at, sensor in enumerate(sensors[1:], start=1):
        sensors[at] = sensor or sensors[at - 1]
    if not all(NAME.match(sensor) for sensor in sensors if sensor):
        return cells
    joined = [f"{sensor} {own}".strip() for sensor, own in zip(sensors, cells, strict=True)]
    return joined if len({*joined}) > len({*cells}) else cells


def unit_beside(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str | None:
    """Find the unit that a column of its own says, the same in all rows.

    >>> unit_beside(("t", "x", "y", "z", "unit"), [("0", "1", "2", "3", "rad/s")])
    'rad/s'
    """
    at = next((at for at, name in enumerate(names) if name.casefold() in UNIT_NAMES), None)
    said = set() if at is None else {row[at] for row in rows}
    return unit_in(said.pop()) if len(said) == 1 else None


def unit_in_file_name(name: str) -> str | None:
    """Find the unit of a sensor behind the last low line of a file's name.

    >>> unit_in_file_name("gyro_dps.csv"), unit_in_file_name("left_s.csv")
    ('deg/s', None)
    """
    unit = unit_in(PurePath(name).stem.rpartition("_")[2]) if "_" in name else None
    return unit if unit in (*ACCELERATION_UNITS, *TURN_UNITS) else None

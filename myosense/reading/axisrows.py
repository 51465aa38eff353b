"""Rows of one axis each, as databases and R hand them on: written out as a table.

A column says which axis a row is of, one holds its value, and the axes of a sample have the
same time. Rows may take turns or stand axis after axis.
"""

import contextlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from myosense.errors import ReadError
from myosense.reading.cells import cells_of, is_blank
from myosense.reading.naming import TIME_WORDS, axis_and_rest, unit_in, words_of
from myosense.reading.onesensor import SENSOR_NAMES
from myosense.reading.timecolumn import to_number

VALUES = frozenset(("value", "values", "val", "reading"))
MAX_LABELS = 60  #: Axes of twenty sensors.
MIN_ROWS = 5


@dataclass(frozen=True, kw_only=True)
class AxisRows:
    """Which column of such rows is which."""

    separator: str
    header: tuple[str, ...]
    time: tuple[int, ...]
    labels: tuple[int, ...]  #: The sensor, if a column says it, and the axis.
    value: int
    unit: int | None

    def label(self, cells: Sequence[str]) -> str:
        """Name the sensor and the axis of a row."""
        return " ".join(cells[at] for at in self.labels)


def find_axis_rows(head: bytes) -> AxisRows | None:
    r"""Find out whether the first bytes of a file are those of rows of one axis each.

    >>> rows = b"time,axis,value\n" + b"0.01,x,0.1\n0.01,y,0.2\n0.01,z,0.9\n" * 3
    >>> find_axis_rows(rows).value, find_axis_rows(rows.replace(b"z", b"w"))
    (2, None)
    """
    lines = [each for each in _lines(head.decode("utf-8", "replace").splitlines()) if each]
    separator = max(",;\t", key=lines[0].count) if lines else ","
    rows = [cells_of(line, separator) for line in lines[:-1]]
    width = len(rows[0]) if rows else 0
    below = [row for row in rows[1:] if len(row) == width and row != rows[0]]
    if width < 3 or len(below) < MIN_ROWS:
        return None
    header = tuple(rows[0])
    words = [words_of(name)[0] for name in header]
    values = [at for at in range(width) if VALUES & {*words[at]}]
    times = tuple(at for at in range(width) if TIME_WORDS & {*words[at]})
    axes = [
        at
        for at in range(width)
        if at not in times and all(_is_axis(row[at]) for row in below)
    ]
    if not times or len(values) != 1 or len(axes) != 1 or values[0] in times:
        return None
    if not all(_is_number(row[values[0]]) for row in below):
        return None
    sensors = [at for at in range(width) if "".join(words[at]) in SENSOR_NAMES]
    units = [at for at in range(width) if {"unit", "units"} & {*words[at]}]
    return AxisRows(
        separator=separator,
        header=header,
        time=times,
        labels=(*(at for at in sensors if at not in axes), axes[0]),
        value=values[0],
        unit=units[0] if units else None,
    )


def _is_number(cell: str) -> bool:
    return is_blank(cell) or to_number(cell.replace(",", ".")) is not None


def _lines(lines: Sequence[str]) -> Iterator[str]:
    """Leave out what databases write as comments, and a mark of the encoding."""
    return (
        stripped
        for line in lines
        if not (stripped := line.strip("\ufeff\r\n ")).startswith("#")
    )


def _is_axis(cell: str) -> bool:
    return cell[:1].isalpha() and axis_and_rest(cell) is not None


def unpack_axis_rows(path: Path, folder: Path, rows: AxisRows) -> list[Path]:
    """Write a table of each sensor in rows of one axis into a folder.

    Parameters
    ----------
    path
        The file.
    folder
        Where they are written, under its name and those of the sensors.
    rows
        What `find_axis_rows` found in its first bytes.

    Raises
    ------
    ReadError
        If the axes of a sensor are not measured at the same times.
    """
    parts = folder / "axes"
    parts.mkdir()
    units = _part(path, rows, parts)
    sensors: dict[tuple[str, ...], dict[int, str]] = {}
    for label in units:
        axis, rest = axis_and_rest(label) or (0, ())
        sensors.setdefault(rest, {}).setdefault(axis, label)
    whole = {rest: at for rest, at in sensors.items() if len(at) == 3}
    names = {
        rest: "_".join((path.stem, *rest)) if len(whole) > 1 else path.stem
        for rest in whole
    }
    return [
        _join(
            rows,
            parts,
            [at[axis] for axis in range(3)],
            units,
            folder / f"{names[rest]}.csv",
        )
        for rest, at in whole.items()
    ] or [path]


def _file_of(parts: Path, label: str) -> Path:
    return parts / re.sub(r"[^\w -]", "_", label)[:80]


def _part(path: Path, rows: AxisRows, parts: Path) -> dict[str, str]:
    """Write time and value of each axis into a file; return the axes, with their units."""
    units: dict[str, str] = {}
    files: dict[str, IO[str]] = {}
    with contextlib.ExitStack() as opened:
        lines = opened.enter_context(path.open(encoding="utf-8", errors="replace"))
        for line in lines:
            cells = cells_of(line.strip("\ufeff\r\n "), rows.separator)
            if len(cells) != len(rows.header) or not _is_axis(rows.label(cells)):
                continue
            label = rows.label(cells)
            if label not in files:
                if len(files) == MAX_LABELS:
                    raise ReadError(
                        f"has rows of more than {MAX_LABELS} axes; expected fewer"
                    )
                units[label] = "" if rows.unit is None else cells[rows.unit]
                files[label] = opened.enter_context(
                    _file_of(parts, label).open("w", encoding="utf-8")
                )
            said = rows.separator.join(
                [*(cells[at] for at in rows.time), cells[rows.value]]
            )
            files[label].write(f"{said}\n")
    return units


def _join(
    rows: AxisRows, parts: Path, labels: Sequence[str], units: dict[str, str], path: Path
) -> Path:
    """Put the three axes of a sensor side by side."""
    names = [
        f"{label} ({units[label]})" if unit_in(units[label]) else label for label in labels
    ]
    times = [rows.header[at] for at in rows.time]
    with contextlib.ExitStack() as opened:
        table = opened.enter_context(path.open("w", encoding="utf-8"))
        table.write(rows.separator.join([*times, *names]) + "\n")
        axes = [
            opened.enter_context(_file_of(parts, label).open(encoding="utf-8"))
            for label in labels
        ]
        for lines in zip(*axes, strict=False):
            said = [line.rstrip("\n").rpartition(rows.separator) for line in lines]
            if len({time for time, _, _ in said}) > 1:
                at = " and ".join(
                    f"{n!r} at {time}" for n, (time, _, _) in zip(labels, said, strict=True)
                )
                raise ReadError(
                    f"has rows of one axis each, {at}; expected all three at the same times"
                )
            values = (value for _, _, value in said)
            table.write(rows.separator.join([said[0][0], *values]) + "\n")
    return path

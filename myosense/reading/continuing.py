"""Files that follow each other without a pause: a logger begins a new one now and then."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.pieces import pile_up
from myosense.reading.stamps import known_head
from myosense.reading.table import Stamps, Table, Values

LONGEST_S = 10.0  #: Between the last row of a file and the first of the next.
DIGITS = re.compile(r"\d+")
Read = Callable[[Path], Table]


def read_continuing(files: Sequence[Path], read: Read) -> Table | None:
    """Read files as one table where each goes on within seconds of the one before.

    Parameters
    ----------
    files
        Two or more.
    read
        Reads one.

    Returns
    -------
    Table or None
        ``None`` where their names differ in more than digits, their columns are not the
        same, or they do not follow each other by the hours in them: elapsed time has none.
    """
    if len({DIGITS.sub("", file.name) for file in files}) > 1:
        return None
    ordered = sorted(files, key=_numbers)
    tables: list[Table] = []
    for file in ordered:
        table = _read(file, read)
        if table is None or (tables and not _goes_on(tables[-1], table)):
            return None
        tables.append(table)
    return _joined(tables, ordered)


def _numbers(file: Path) -> tuple[list[int], str]:
    return [int(found) for found in DIGITS.findall(file.name)], str(file)


def _read(file: Path, read: Read) -> Table | None:
    try:
        table = read(file)
    except ReadError:
        return None
    is_dated = table.stamps is not None and table.stamps.kind != "elapsed"
    return table if is_dated and table.gravity is None else None


def _goes_on(before: Table, after: Table) -> bool:
    if _kind_of(before) != _kind_of(after):
        return False
    pause_s = _ends_s(after)[0] - _ends_s(before)[1]
    return 0 < pause_s <= LONGEST_S


def _kind_of(table: Table) -> tuple[object, ...]:
    """List what is the same in all files of a recording."""
    stamps = _stamps(table)
    return (
        table.format,
        table.acceleration_name,
        table.unit,
        table.is_gravity_removed,
        table.angular_velocity is None,
        table.angular_velocity_unit,
        table.declared.device,
        table.declared.sample_rate_hz,
        stamps.kind,
        stamps.time_zone,
    )


def _stamps(table: Table) -> Stamps:
    if table.stamps is None:
        raise TypeError("a table without stamps has no place among others")
    return table.stamps


def _ends_s(table: Table) -> tuple[float, float]:
    """Say when the first and the last row were taken, in seconds since 1970."""
    stamps = _stamps(table)
    first, last = known_head(stamps.time_s)[0], known_head(stamps.time_s[::-1])[0]
    return stamps.origin_ns / 1e9 + float(first), stamps.origin_ns / 1e9 + float(last)


def _joined(tables: Sequence[Table], files: Sequence[Path]) -> Table:
    first = tables[0]
    stamps = [_stamps(table) for table in tables]
    origin_ns = stamps[0].origin_ns
    time_s = pile_up(each.time_s + (each.origin_ns - origin_ns) / 1e9 for each in stamps)
    firsts = np.cumsum([0, *(len(table.acceleration) for table in tables)])

    def locate(row: int) -> str:
        at = int(np.searchsorted(firsts, row, side="right")) - 1
        return f"{tables[at].locate(row - int(firsts[at]))} of {files[at].name}"

    turned: Values | None = None
    if first.angular_velocity is not None:
        turned = pile_up(
            t.angular_velocity for t in tables if t.angular_velocity is not None
        )
    said = f"{len(files)} files follow each other ({files[0].name} to {files[-1].name})"
    notices = dict.fromkeys(notice for table in tables for notice in table.notices)
    offsets = dict.fromkeys(offset for each in stamps for offset in each.offsets)
    return replace(
        first,
        acceleration=pile_up(table.acceleration for table in tables),
        angular_velocity=turned,
        stamps=replace(stamps[0], time_s=time_s, offsets=tuple(offsets)),
        locate=locate,
        notices=(*notices, f"{said}: they are read as one recording"),
    )

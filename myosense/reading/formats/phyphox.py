"""phyphox: its text tables, with the hours from the file ``time.csv`` beside them.

A table counts seconds of the experiment, which stand still in a pause. ``meta/time.csv``
says when the experiment was started and paused, in seconds since 1970 and as text with the
offset from UTC; ``meta/device.csv`` names the phone. (File format 1.18; phyphox wiki,
"Export".)
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from myosense.reading.cells import cells_of
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.stamps import EPOCH_FIRST_S, EPOCH_LAST_S
from myosense.reading.table import Stamps, Table
from myosense.reading.text import read_text

HEADER = re.compile(rb'(\xef\xbb\xbf)?"?(Linear )?(Acceleration )?Time \(s\)"?[;,\t]')
#: In another language; what lies beside shows the rest.
ANY_HEADER = re.compile(rb'(\xef\xbb\xbf)?"?[^";,\t\n]{1,60} \(s\)"?[;,\t]')
META, TIMES = "meta", "time.csv"
MAX_CHARACTERS = 1 << 20  #: Files beside a table hold a few lines.


@dataclass(frozen=True)
class _Start:
    """One start of the experiment: its time, the seconds since 1970, the offset."""

    experiment_s: float
    system_s: float
    offset: str | None


def recognizes_phyphox(head: bytes, path: Path) -> bool:
    """Recognize the header of a phyphox table, or what phyphox packs with it."""
    if ANY_HEADER.match(head) is None:
        return False
    return HEADER.match(head) is not None or (path.parent / META / TIMES).is_file()


def read_phyphox(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read a phyphox table, and the hours and the phone from the files beside it.

    Parameters
    ----------
    path
        The table; ``meta/time.csv`` and ``meta/device.csv`` stand beside it, or without
        their folder.
    columns
        What the user says about its columns.

    Raises
    ------
    ReadError
        As `read_text`.
    """
    table = read_text(path, columns)
    starts = _starts(_rows_beside(path, TIMES))
    facts = {row[0]: row[1] for row in _rows_beside(path, "device.csv") if len(row) == 2}
    phone = " ".join(filter(None, map(facts.get, ("deviceBrand", "deviceModel"))))
    table = replace(table, declared=replace(table.declared, device=phone or None))
    if not starts or table.stamps is None or table.stamps.kind != "elapsed":
        return table
    return replace(table, stamps=_on_the_clock(table.stamps, starts))


def _rows_beside(path: Path, name: str) -> list[list[str]]:
    """Read the cells of a small file beside a table; none where there is no such file."""
    places = (path.parent / META / name, path.parent / name)
    beside = next((place for place in places if place.is_file()), None)
    if beside is None:
        return []
    with beside.open(encoding="utf-8-sig", errors="replace") as file:
        lines = file.read(MAX_CHARACTERS).replace("\0", "").splitlines()
    separator = next((mark for mark in ";\t," if lines and mark in lines[0]), ",")
    return [cells_of(line, separator) for line in lines]


def _starts(rows: list[list[str]]) -> list[_Start]:
    """Find when the experiment was started; none where a row cannot be understood."""
    starts: list[_Start] = []
    for row in rows:
        if len(row) < 3 or row[0].strip().upper() != "START":
            continue
        try:
            experiment_s, system_s = (float(cell.replace(",", ".")) for cell in row[1:3])
        except ValueError:
            return []
        is_late = not starts or experiment_s >= starts[-1].experiment_s
        if not (EPOCH_FIRST_S <= system_s <= EPOCH_LAST_S and is_late):
            return []
        offset = re.search(r"UTC[+-]\d\d:\d\d", row[3]) if len(row) > 3 else None
        starts.append(_Start(experiment_s, system_s, offset[0] if offset else None))
    return starts


def _on_the_clock(stamps: Stamps, starts: list[_Start]) -> Stamps:
    """Bring seconds of the experiment to instants: a pause is a gap."""
    experiment_s = np.array([start.experiment_s for start in starts])
    origin_s = starts[0].system_s
    since_s = np.array([start.system_s - origin_s for start in starts])
    at = np.searchsorted(experiment_s, stamps.time_s, side="right") - 1
    at = np.clip(at, 0, len(starts) - 1)
    offsets = tuple(dict.fromkeys(start.offset for start in starts if start.offset))
    return Stamps(
        time_s=since_s[at] + stamps.time_s - experiment_s[at],
        kind="utc",
        origin_ns=round(origin_s * SECOND_NS),
        time_zone=offsets[0] if offsets else None,
        offsets=offsets,
        meaning=f"{stamps.meaning}, started as time.csv says",
    )

"""Sensor Logger: its text tables, with the phone and its zone from ``Metadata.csv``.

One header stands for all sensors; presets tell them by the names of their files. The file
beside them has one row: name of the phone, and in newer versions the zone that it was in.
(https://github.com/tszheichoi/awesome-sensor-logger)
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from myosense.reading.table import Stamps, Table
from myosense.reading.text import read_text
from myosense.zones import known_zone

HEADER = re.compile(rb'(?:\xef\xbb\xbf)?"?time"?,(?:[^\n]*,)?"?seconds_elapsed\b')
METADATA = "Metadata.csv"
MAX_CHARACTERS = 1 << 16


def recognizes_sensor_logger(head: bytes, _path: Path) -> bool:
    """Recognize the header of a table of Sensor Logger."""
    return HEADER.match(head) is not None


def read_sensor_logger(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read a table of Sensor Logger, and what stands in ``Metadata.csv`` beside it.

    Parameters
    ----------
    path
        The table.
    columns
        What the user says about its columns.

    Raises
    ------
    ReadError
        As `read_text`.
    """
    table = read_text(path, columns)
    facts = _facts(path.with_name(METADATA))
    device = facts.get("device name") or table.declared.device
    table = replace(table, declared=replace(table.declared, device=device))
    zone = known_zone(facts.get("recording timezone", ""))
    if zone is None or table.stamps is None or table.stamps.kind != "utc":
        return table
    return replace(table, stamps=_in_zone(table.stamps, zone))


def _in_zone(stamps: Stamps, zone: str) -> Stamps:
    return replace(stamps, time_zone=zone, meaning=f"{stamps.meaning}, zone by {METADATA}")


def _facts(path: Path) -> dict[str, str]:
    """Read the first row below the header; nothing where there is no such file."""
    if not path.is_file():
        return {}
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        lines = file.read(MAX_CHARACTERS).replace("\0", "").splitlines()
    try:
        rows = list(csv.reader(lines[:2]))
    except csv.Error:
        return {}
    return dict(zip(*rows, strict=False)) if len(rows) == 2 else {}

"""JSON of records, one a sample: written out as the tables of text that they stand for.

Phones and their applications export a list of objects, or an object a line. Where each
says its sensor (Sensor Logger), every sensor is a table of its own. What is read then is
the same as a folder of such tables.
"""

import csv
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from myosense.errors import ReadError
from myosense.reading.formats.json_text import MAX_BYTES, load_json

SENSOR_KEYS = ("sensor", "sensorType", "sensor_type", "sensorName", "sensor_name")
FIRST_KEYS = ("time", "seconds_elapsed")  #: First, as Sensor Logger's tables have them.
IS_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{\s*\"")
IS_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"[^\n]*\}\s*\n\s*\{\s*\"")
MAX_DEPTH = 4  #: Of objects in a record: axes in sensors in readings.
MAX_SENSORS = 100
MAX_CELLS = 200_000_000  #: Of a table: records that share no keys leave most of them blank.
Record = dict[str, Any]


def is_records(head: bytes) -> bool:
    r"""Say whether the first bytes of a file are those of a list of records.

    >>> is_records(b'[{"x": 1}]'), is_records(b'{"x": 1}\n{"x": 2}\n'), is_records(b"[1]")
    (True, True, False)
    """
    return bool(IS_LIST.match(head) or IS_LINES.match(head))


def unpack_records(path: Path, folder: Path) -> list[Path]:
    """Write the records of a file as tables into a folder, one a sensor.

    Parameters
    ----------
    path
        A list of objects, or an object a line.
    folder
        Where the tables are written; their names are the sensors'.

    Returns
    -------
    list of Path

    Raises
    ------
    ReadError
        If it is too large, damaged, or its records say too many sensors.
    """
    tables: dict[str, list[Record]] = {}
    for record in _load(path):
        if not isinstance(record, dict):
            raise ReadError(f"has {str(record)[:40]!r} among its records; expected objects")
        is_flat = not any(isinstance(value, dict | list) for value in record.values())
        flat = record if is_flat else dict(_flat(record, "", MAX_DEPTH))
        sensors = [str(flat.pop(key)) for key in SENSOR_KEYS if key in flat]
        tables.setdefault(sensors[0] if sensors else path.stem, []).append(flat)
        if len(tables) > MAX_SENSORS:
            raise ReadError(
                f"has records of over {MAX_SENSORS} sensors; expected those of one device"
            )
    files = []
    for name, records in tables.items():
        safe = re.sub(r"[^\w .-]", "_", name)[:80]
        file = folder / f"{safe}.csv"
        _write(file, records)
        files.append(file)
    return sorted(files)


def _load(path: Path) -> Iterable[Any]:
    with path.open("rb") as file:
        is_list = IS_LIST.match(file.read(1024))
    if is_list:
        return list(load_json(path))
    if path.stat().st_size > MAX_BYTES:
        raise ReadError(f"is JSON of over {MAX_BYTES >> 20} MB; expected less, or CSV")
    return list(_lines(path))


def _lines(path: Path) -> Iterator[Any]:
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError) as error:
                raise ReadError(f"line {number} is no JSON ({error})") from error


def _flat(part: Record, before: str, depth: int) -> Iterator[tuple[str, Any]]:
    """Bring objects inside a record to its own level: ``rotationRate.x``."""
    for key, value in part.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and depth:
            yield from _flat(value, f"{name}.", depth - 1)
        elif isinstance(value, str | int | float):
            yield name, value


def _write(file: Path, records: list[Record]) -> None:
    keys = {key: None for record in records for key in record}
    names = [key for key in FIRST_KEYS if key in keys]
    names += sorted(key for key in keys if key not in FIRST_KEYS)
    if len(names) * len(records) > MAX_CELLS:
        raise ReadError(
            f"has {len(records):,} records of {len(names):,} different keys; expected the "
            "same few in all"
        )
    with file.open("w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, names)
        writer.writeheader()
        writer.writerows(records)

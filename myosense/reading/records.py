"""JSON of records, one a sample: written out as the tables of text that they stand for.

Phones and their applications export a list of objects, an object a line, or one object
that holds the tables (`jsontables`). Where each record
says its sensor (Sensor Logger), every sensor is a table of its own. What is read then is
the same as a folder of such tables.
"""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from myosense.errors import ReadError
from myosense.reading.formats.json_text import load_json
from myosense.reading.jsontables import AXES, Record, tables_in
from myosense.reading.naming import TIME_WORDS, find_triples, words_of

NAME_KEY, VALUES_KEY = "name", "values"  #: As Sensor Logger sends its messages.
SENSOR_KEYS = ("sensor", "sensorType", "sensor_type", "sensorName", "sensor_name")
FIRST_KEYS = ("time", "seconds_elapsed")  #: First, as Sensor Logger's tables have them.
IS_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{\s*\"")
IS_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"")
IS_LINES = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*\"[^\n]*\}\s*\n\s*\{\s*\"")
RECORDS, OBJECT = "records", "object"
CELL: tuple[type, ...] = (str, int, float)  #: What a cell of a table may hold.
MAX_DEPTH = 4  #: Of objects in a record: axes in sensors in readings.
MAX_SENSORS = 100
MAX_CELLS = 200_000_000  #: Of a table: records that share no keys leave most of them blank.


def is_records(head: bytes) -> bool:
    r"""Say whether the first bytes of a file are those of a list of records.

    >>> is_records(b'[{"x": 1}]'), is_records(b'{"x": 1}\n{"x": 2}\n'), is_records(b"[1]")
    (True, True, False)
    """
    return bool(IS_LIST.match(head) or IS_LINES.match(head))


def find_json(head: bytes) -> str | None:
    r"""Find out whether the first bytes of a file are those of records, or of one object.

    >>> find_json(b'[{"x": 1}]'), find_json(b'{"x": [1]}'), find_json(b"[1]")
    ('records', 'object', None)
    """
    if is_records(head):
        return RECORDS
    return OBJECT if IS_OBJECT.match(head) else None


def unpack_json(path: Path, folder: Path, kind: str) -> list[Path]:
    """Write the tables of a file into a folder, one a sensor.

    Parameters
    ----------
    path
        A list of objects, an object a line, or one object.
    folder
        Where the tables are written; their names are the sensors'.
    kind
        What `find_json` found in its first bytes.

    Returns
    -------
    list of Path
        The file itself where it is one object and holds no table.

    Raises
    ------
    ReadError
        If it is too large, damaged, or its records say too many sensors.
    """
    if kind == RECORDS:
        return _write_all(_by_sensor(load_json(path), path.stem), folder)
    return _unpack_object(path, folder)


def _unpack_object(path: Path, folder: Path) -> list[Path]:
    try:
        document = load_json(path)
    except ReadError:  # What it is, and that it is no table, its reader says.
        return [path]
    if isinstance(document, list):  # One a line, the first too long to be seen as such.
        return _write_all(_by_sensor(document, path.stem), folder)
    tables = tables_in(document, path.stem)
    if len(tables) == 1:
        name, records = next(iter(tables.items()))
        return _write_all(_by_sensor(records, name), folder)
    each = {name: list(_each(records)) for name, records in tables.items()}
    return _write_all(each, folder) or [path]


def _by_sensor(records: Iterable[Any], name: str) -> dict[str, list[Record]]:
    """Part records by the sensor that they say; where they say none, all have one name."""
    tables: dict[str, list[Record]] = {}
    for record in _each(records):
        keys = (*SENSOR_KEYS, *((NAME_KEY,) if VALUES_KEY in record else ()))
        sensors = [str(record[key]) for key in keys if key in record]
        others = {key: value for key, value in record.items() if key not in keys}
        tables.setdefault(sensors[0] if sensors else name, []).append(others)
        if len(tables) > MAX_SENSORS:
            raise ReadError(
                f"has records of over {MAX_SENSORS} sensors; expected those of one device"
            )
    return tables


def _each(records: Iterable[Any]) -> Iterator[Record]:
    """Hand out the records; those that a message carries in its place.

    A message that carries several lists says by their keys which sensor each is of; its
    time is that of the records, where they have none of their own.
    """
    for record in records:
        if not isinstance(record, dict):
            raise ReadError(f"has {str(record)[:40]!r} among its records; expected objects")
        carried = _carried(record)
        for key, below in carried.items():
            said = {SENSOR_KEYS[0]: key} if len(carried) > 1 else {}
            times: Record | None = None
            for each in _each(below):
                if times is None:
                    times = {} if _times_in(each) else _times_in(record)
                yield said | times | each
        if not carried:
            yield from _samples_of(record)


def _times_in(record: Record) -> Record:
    return {
        key: value
        for key, value in record.items()
        if isinstance(value, CELL) and TIME_WORDS & {*words_of(key)[0]}
    }


def _samples_of(record: Record) -> Iterator[Record]:
    """Hand out the samples of a packet, whose axes are lists; all have its time.

    >>> list(_samples_of({"t": 7, "x": [1, 2], "y": [3, 4], "z": [5, 6]}))
    [{'t': 7, 'x': 1, 'y': 3, 'z': 5}, {'t': 7, 'x': 2, 'y': 4, 'z': 6}]
    """
    if not any(isinstance(value, dict | list) for value in record.values()):
        yield record
        return
    flat = dict(_flat(record, "", MAX_DEPTH, (*CELL, list)))
    all_lists = {key: value for key, value in flat.items() if isinstance(value, list)}
    counted = Counter(map(len, all_lists.values())).most_common(1)
    length = counted[0][0] if counted else 0
    lists = {key: value for key, value in all_lists.items() if len(value) == length}
    if length < 2 or not find_triples(tuple(lists)):
        yield record
        return
    others = {key: value for key, value in flat.items() if not isinstance(value, list)}
    for at in range(length):
        yield others | {key: lists[key][at] for key in lists}


def _carried(record: Record) -> dict[str, list[Any]]:
    """Find the lists of records in a message; none where it has three axes of its own."""
    lists = {
        key: value
        for key, value in record.items()
        if isinstance(value, list) and value and isinstance(value[0], dict)
    }
    if lists and find_triples(tuple(name for name, _ in _flat(record, "", MAX_DEPTH))):
        return {}
    return lists


def _write_all(tables: Mapping[str, list[Record]], folder: Path) -> list[Path]:
    """Write tables, one a file."""
    files = []
    for name, records in tables.items():
        safe = re.sub(r"[^\w .-]", "_", name)[:80]
        file = folder / f"{safe}.csv"
        _write(file, [_flattened(record) for record in records])
        files.append(file)
    return sorted(files)


def _flattened(record: Record) -> Record:
    is_flat = not any(isinstance(value, dict | list) for value in record.values())
    return record if is_flat else dict(_flat(record, "", MAX_DEPTH))


def _flat(
    part: Record, before: str, depth: int, kinds: tuple[type, ...] = CELL
) -> Iterator[tuple[str, Any]]:
    """Bring objects inside a record to its own level: ``rotationRate.x``.

    So are vectors, ``acc: [0.1, 0.2, 0.9]``; lists of them where ``kinds`` has lists.
    """
    for key, value in part.items():
        name = f"{before}{key}"
        if isinstance(value, dict) and depth:
            yield from _flat(value, f"{name}.", depth - 1, kinds)
        elif _is_vector(value) and kinds is CELL:
            yield from _by_axis(name, value)
        elif kinds is CELL or not _are_vectors(value):
            if isinstance(value, kinds):
                yield name, value
        else:
            yield from _by_axis(name, map(list, zip(*value, strict=True)))


def _by_axis(name: str, values: Iterable[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{name}.{axis}", each) for axis, each in zip(AXES, values, strict=True))


def _are_vectors(value: Any) -> bool:  # noqa: ANN401  any JSON
    return isinstance(value, list) and len(value) > 0 and all(map(_is_vector, value))


def _is_vector(value: Any) -> bool:  # noqa: ANN401  any JSON
    return (
        isinstance(value, list)
        and len(value) == len(AXES)
        and all(isinstance(each, int | float) for each in value)
    )


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

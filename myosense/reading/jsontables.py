"""JSON that is one object: the tables in it, whatever way they are written.

Columns by name, each a list; a spreadsheet library's columns, rows or split; records below
a key. An object of such objects holds a table a key, named by the keys that lead there.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

Record = dict[str, Any]
MIN_COLUMNS = 3  #: Of one length: fewer are no x, y and z.
AXES = "xyz"


def tables_in(value: Any, name: str, depth: int = 4) -> dict[str, list[Record]]:  # noqa: ANN401  any JSON
    """Find the tables in a JSON value, as records by name.

    Parameters
    ----------
    value
        As `json.loads` gives it.
    name
        What the one table is called, before the keys that lead to it; of several tables
        the keys alone tell, so that sensors find each other.
    depth
        How many objects deep is looked.

    >>> tables_in({"device": "A", "t": [1, 2], "v": [[3, 4, 5], [6, 7, 8]]}, "a")["a"]
    [{'t': 1, 'v_x': 3, 'v_y': 4, 'v_z': 5}, {'t': 2, 'v_x': 6, 'v_y': 7, 'v_z': 8}]
    """
    if _are_records(value):
        return {name: value}
    if not isinstance(value, dict) or depth == 0:
        return {}
    names, data = value.get("columns"), value.get("data")
    if isinstance(names, list) and isinstance(data, list):
        rows = [row for row in data if isinstance(row, list) and len(row) == len(names)]
        return {name: [dict(zip(map(str, names), row, strict=True)) for row in rows]}
    columns = dict(_columns(value))
    lengths = Counter(map(len, columns.values()))
    length = max(lengths, key=lambda each: lengths[each], default=0)
    if lengths[length] >= MIN_COLUMNS and length > 1:
        alike = {key: cells for key, cells in columns.items() if len(cells) == length}
        cells = zip(*alike.values(), strict=True)
        return {name: [dict(zip(alike, row, strict=True)) for row in cells]}
    found = {
        f"{key} {below}".strip(): records
        for key, part in value.items()
        for below, records in tables_in(part, "", depth - 1).items()
    }
    if len(found) > 1:
        return found
    return {f"{name} {key}".strip(): records for key, records in found.items()}


def _are_records(value: Any) -> bool:  # noqa: ANN401  any JSON
    return isinstance(value, list) and len(value) > 1 and isinstance(value[0], dict)


def _columns(value: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Find the columns of an object; one of vectors is three."""
    for key, part in value.items():
        cells = part
        if isinstance(part, dict) and part and all(map(str.isdecimal, part)):
            cells = list(part.values())
        if not isinstance(cells, list) or not cells:
            continue
        if all(isinstance(cell, list) and len(cell) == len(AXES) for cell in cells):
            for at, axis in enumerate(AXES):
                yield f"{key}_{axis}", [cell[at] for cell in cells]
        elif not any(isinstance(cell, dict | list) for cell in cells):
            yield key, cells

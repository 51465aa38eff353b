"""Edge Impulse: the data acquisition format, as JSON.

A signed envelope around ``interval_ms``, the sensors with their units, and rows of values
(Edge Impulse, "Data acquisition format specification"). It holds no start. CBOR, the same
in binary, is refused.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.reading.columns import find_roles
from myosense.reading.formats.json_text import load_json
from myosense.reading.roles import Roles
from myosense.reading.table import Declared, Table, Values

FIRST_KEY = b"protected"
CBOR_FIRST = (b"\xa3\x69", b"\xbf\x69")  #: A map, and in it a text of nine letters.
CBOR_REFUSAL = (
    "is a recording of Edge Impulse in CBOR, which is not read; expected the same as JSON "
    "or CSV (both are offered where the data is exported)"
)


def recognizes_edge_impulse(head: bytes, _path: Path) -> bool:
    """Recognize the envelope by its first key."""
    is_json = head.lstrip()[:1] == b"{" and b'"payload"' in head
    is_binary = head[:2] in CBOR_FIRST and head[2:11] == FIRST_KEY
    return is_binary or (is_json and b'"' + FIRST_KEY + b'"' in head)


def read_edge_impulse(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read a recording.

    Parameters
    ----------
    path
        The file.
    columns
        What the user says about its sensors.

    Raises
    ------
    ReadError
        If it is damaged, CBOR, or has no acceleration.
    """
    with path.open("rb") as file:
        if file.read(2) in CBOR_FIRST:
            raise ReadError(CBOR_REFUSAL)
    document = load_json(path)
    payload = document.get("payload") if isinstance(document, dict) else None
    if not isinstance(payload, dict) or not isinstance(payload.get("sensors"), list):
        raise ReadError("has no payload with sensors; expected those of Edge Impulse")
    names = tuple(_name(sensor) for sensor in payload["sensors"])
    rows = _rows(payload.get("values"), len(names))
    roles = find_roles(names, [tuple(map(str, row)) for row in rows[:200]], columns)
    return _table(payload, rows, roles)


def _table(payload: Mapping[str, object], rows: Values, roles: Roles) -> Table:
    interval_ms = payload.get("interval_ms")
    if not isinstance(interval_ms, int | float) or not 0 < interval_ms < 1e6:
        raise ReadError(f"has interval_ms {interval_ms!r}; expected milliseconds above 0")
    gyroscope, gravity = roles.gyroscope, roles.gravity
    return Table(
        format="Edge Impulse JSON",
        recognized="by its payload",
        acceleration=rows[:, roles.acceleration],
        angular_velocity=None if gyroscope is None else rows[:, gyroscope],
        angular_velocity_unit=roles.gyroscope_unit,
        gravity=None if gravity is None else rows[:, gravity],
        gravity_unit=roles.gravity_unit,
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed,
        locate=lambda row: f"row {row + 1} of the values",
        declared=Declared(
            sample_rate_hz=1000 / interval_ms, device=str(payload.get("device_type") or "")
        ),
        notices=roles.notices,
    )


def _name(sensor: object) -> str:
    """Write a sensor's name and unit as the header of a table would."""
    if not isinstance(sensor, dict) or not isinstance(sensor.get("name"), str):
        raise ReadError(f"has the sensor {str(sensor)[:60]!r}; expected a name and a unit")
    unit = sensor.get("units")
    return f"{sensor['name']} ({unit})" if unit else str(sensor["name"])


def _rows(values: object, n_sensors: int) -> Values:
    try:
        rows = np.array(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ReadError("has values that are no table of numbers; expected rows") from error
    if rows.ndim != 2 or rows.shape[1] != n_sensors or len(rows) == 0:
        raise ReadError(
            f"has values of shape {rows.shape}; expected rows of {n_sensors} sensors each"
        )
    return rows

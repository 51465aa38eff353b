"""Parquet: any table of time, x, y and z; and our own files, which lose nothing.

Ours hold seconds since the start as doubles, the samples in g (and deg/s) as floats, and
the facts of the recording as key-value metadata.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import Pile, pieces
from myosense.reading.columns import find_roles, parse_columns
from myosense.reading.interleaved import check_one_sensor
from myosense.reading.onesensor import OneSensor
from myosense.reading.parquet_columns import Columns
from myosense.reading.parquet_times import ParquetTimes
from myosense.reading.roles import Roles
from myosense.reading.stacking import stack
from myosense.reading.table import Stamps, Table, Values, declared_from
from myosense.recording import Recording

MAGIC = b"PAR1"
GROUP_ROWS = 1 << 20  #: Rows that are written at a time.
BUFFER_BYTES = 1 << 20  #: Read at a time of each column …
WHOLE_BYTES = 64 << 20  #: … of files above this; columns of others are read whole.


def read_parquet(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read a Parquet table.

    Parameters
    ----------
    path
        The file.
    columns
        What the user says about its columns.

    Raises
    ------
    ReadError
        If it is not Parquet, or has no acceleration.
    """
    try:
        # A buffer grows to whatever size a damaged page declares, up to 2 GB.
        is_short = path.stat().st_size <= WHOLE_BYTES
        buffer_bytes = 0 if is_short else BUFFER_BYTES
        file = pq.ParquetFile(path, pre_buffer=False, buffer_size=buffer_bytes)
        schema = file.schema_arrow
        table = Columns(file)
        roles = find_roles(table.names, table.rows, columns)
        loaded = _load(table, roles)
    except (pa.ArrowException, OSError, OverflowError, UnicodeDecodeError) as error:
        raise ReadError(f"is no Parquet file that can be read ({error})") from error
    metadata = {
        key.decode(errors="replace"): value.decode(errors="replace")
        for key, value in (schema.metadata or {}).items()
    }
    declared = declared_from(metadata)
    is_ours = {"sample_rate_hz", "angular_velocity_unit"} <= metadata.keys()
    if not is_ours and "x" not in parse_columns(columns):
        check_one_sensor(loaded.acceleration)
    return Table(
        format="parquet",
        acceleration=loaded.acceleration,
        angular_velocity=loaded.turning,
        angular_velocity_unit=roles.gyroscope_unit or metadata.get("angular_velocity_unit"),
        gravity=loaded.gravity,
        gravity_unit=roles.gravity_unit,
        stamps=loaded.stamps,
        counter=loaded.counter,
        counter_name=roles.counter_name,
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed
        or metadata.get("gravity_included") == "no",
        acceleration_name=table.names[roles.acceleration[0]],
        is_bare=roles.is_bare,
        locate=_locate,
        declared=replace(declared, start=declared.start or roles.start),
        notices=roles.notices,
    )


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    acceleration: Values
    turning: Values | None
    gravity: Values | None
    stamps: Stamps | None
    counter: Seconds | None


def _load(table: Columns, roles: Roles) -> _Loaded:
    """Load the columns that have a role, some rows at a time."""
    names = table.names
    optional = {*(roles.gyroscope or ()), *(roles.gravity or ())}
    said = {
        each for each in (roles.sensor, roles.fraction, roles.counter) if each is not None
    }
    needed = sorted({*roles.acceleration, *optional, *roles.time, *said})
    sensor = None if roles.sensor is None else OneSensor(names[roles.sensor])
    times = ParquetTimes(table, roles, _locate) if roles.time else None
    acceleration, turning, gravity, counted = Pile(), Pile(), Pile(), Pile()
    n_above = 0
    for loaded in table.parts([names[column] for column in needed]):
        if sensor is not None and roles.sensor is not None:
            sensor.check(loaded[names[roles.sensor]])
        cells = partial(_cells, loaded, names, n_above)
        acceleration.append(cells(roles.acceleration, roles.acceleration_type))
        if roles.gravity is not None:
            gravity.append(cells(roles.gravity, np.float64))
        if roles.gyroscope is not None:
            turning.append(cells(roles.gyroscope, roles.gyroscope_type))
        if times is not None:
            times.append(loaded)
        if roles.counter is not None:
            counted.append(loaded[names[roles.counter]].cast(pa.float64()).to_numpy())
        n_above += len(loaded)
    return _Loaded(
        acceleration=acceleration.column(),
        turning=None if roles.gyroscope is None else turning.column(),
        gravity=None if roles.gravity is None else gravity.column(),
        stamps=None if times is None else times.stamps(),
        counter=None if roles.counter is None else counted.column(),
    )


def _locate(row: int) -> str:
    return f"row {row + 1}"


def _cells(
    loaded: pa.Table,
    names: tuple[str, ...],
    n_above: int,
    columns: tuple[int, ...],
    kind: type[np.floating],
) -> Values:
    """Take columns of numbers; single precision stays what it is."""
    kinds = [loaded[names[column]].type for column in columns]
    for column, own in zip(columns, kinds, strict=True):
        if not (pa.types.is_floating(own) or pa.types.is_integer(own)):
            raise ReadError(
                f"holds {own} in the column {names[column]!r}; expected numbers"
            )
    is_single = all(own == pa.float32() for own in kinds)
    cells = [loaded[names[column]].to_numpy() for column in columns]
    return stack(cells, np.float32 if is_single else kind, _locate, n_above)


def write_parquet(recording: Recording, path: str | Path) -> None:
    """Write a recording so that `read` gives it back.

    Parameters
    ----------
    recording
        Any recording.
    path
        File to write.
    """
    start = recording.start
    facts = {
        "start": None if start is None else start.isoformat(),
        "time_zone": recording.time_zone,
        "site": recording.site,
        "side": recording.side,
        "range_g": recording.range_g,
        "device": recording.device,
        "sample_rate_hz": recording.sample_rate_hz,
        "unit": "g",
        "angular_velocity_unit": "deg/s",
        "gravity_included": "no"
        if recording.evidence.get("gravity_included", "").startswith("no")
        else None,
    }
    said = {key: str(value) for key, value in facts.items() if value is not None}
    columns = {"time": recording.time_s}
    columns |= dict(zip("xyz", recording.acceleration_g.T, strict=True))
    if recording.angular_velocity_dps is not None:
        turned = recording.angular_velocity_dps.T
        columns |= dict(zip(("gx", "gy", "gz"), turned, strict=True))
    kinds = [(name, pa.from_numpy_dtype(c.dtype)) for name, c in columns.items()]
    schema = pa.schema(kinds).with_metadata(dict(said))
    with pq.ParquetWriter(
        path,
        schema,
        compression="zstd",
        use_dictionary=False,
        use_byte_stream_split=True,
    ) as writer:
        for rows in pieces(*columns.values(), size=GROUP_ROWS):
            group = {name: pa.array(column[rows]) for name, column in columns.items()}
            writer.write_table(pa.table(group, schema=schema))

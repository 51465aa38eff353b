"""Parquet: any table of time, x, y and z; and our own files, which lose nothing.

Ours hold seconds since the start as doubles, the samples in g (and deg/s) as floats, and
the facts of the recording as key-value metadata.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from myosense.errors import ReadError
from myosense.pieces import Pile, pieces
from myosense.reading.columns import find_roles
from myosense.reading.dateorder import TextColumn
from myosense.reading.fractions import with_fraction
from myosense.reading.onesensor import OneSensor
from myosense.reading.parquet_columns import Columns
from myosense.reading.roles import Roles
from myosense.reading.stacking import stack
from myosense.reading.stamps import DatedStamps
from myosense.reading.stamptext import BLANK_NS
from myosense.reading.table import Counter, Kind, Stamps, Table, Values, declared_from
from myosense.reading.textstamps import prepare
from myosense.reading.times import number_stamps
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
    return Table(
        format="parquet",
        acceleration=loaded.acceleration,
        angular_velocity=loaded.turning,
        angular_velocity_unit=roles.gyroscope_unit or metadata.get("angular_velocity_unit"),
        gravity=loaded.gravity,
        gravity_unit=roles.gravity_unit,
        stamps=loaded.stamps,
        counter=loaded.counter,
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed
        or metadata.get("gravity_included") == "no",
        acceleration_name=table.names[roles.acceleration[0]],
        is_bare=roles.is_bare,
        locate=_locate,
        declared=declared_from(metadata),
        notices=roles.notices,
    )


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    acceleration: Values
    turning: Values | None
    gravity: Values | None
    stamps: Stamps | None
    counter: Counter | None


def _load(table: Columns, roles: Roles) -> _Loaded:
    """Load the columns that have a role, some rows at a time."""
    names = table.names
    optional = {*(roles.gyroscope or ()), *(roles.gravity or ())}
    said = {
        each for each in (roles.sensor, roles.fraction, roles.counter) if each is not None
    }
    needed = sorted({*roles.acceleration, *optional, *roles.time, *said})
    sensor = None if roles.sensor is None else OneSensor(names[roles.sensor])
    times = _times(table, roles) if roles.time else None
    acceleration, turning, gravity = Pile(), Pile(), Pile()
    parts, counted = Pile(), Pile()
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
            times.append(_time_of(loaded, names, roles))
        if roles.fraction is not None:
            # Some write it as text, to keep the zeros at its front.
            parts.append(loaded[names[roles.fraction]].cast(pa.float64()).to_numpy())
        if roles.counter is not None:
            counted.append(loaded[names[roles.counter]].cast(pa.float64()).to_numpy())
        n_above += len(loaded)
    counter = None
    if roles.counter is not None:
        counter = Counter(names[roles.counter], counted.column())
    stamps = None if times is None else times.stamps()
    if stamps is not None and roles.fraction is not None:
        stamps = with_fraction(stamps, parts.column())
    return _Loaded(
        acceleration=acceleration.column(),
        turning=None if roles.gyroscope is None else turning.column(),
        gravity=None if roles.gravity is None else gravity.column(),
        stamps=stamps,
        counter=counter,
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


class _Times(Protocol):
    """A time column that comes in pieces."""

    def append(self, column: TextColumn) -> None: ...
    def stamps(self) -> Stamps: ...


def _time_of(loaded: pa.Table, names: tuple[str, ...], roles: Roles) -> TextColumn:
    """Take the time column, or write date and time of day as one."""
    columns: list[Any] = [loaded[names[column]] for column in roles.time]
    if len(columns) == 1:
        return columns[0]
    texts = [column.cast(pa.string()) for column in columns]
    return pc.binary_join_element_wise(*texts, " ")


def _times(table: Columns, roles: Roles) -> _Times:
    """Prepare for the time column, by its type."""
    name = roles.time_name
    kind = table.kinds[name] if len(roles.time) == 1 else pa.string()
    if pa.types.is_timestamp(kind):
        return _Instants(name, kind)
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return _Numbers(name)
    if pa.types.is_duration(kind):
        return _Numbers(f"{name} (ns)")
    names = [table.names[column] for column in roles.time]

    def again() -> Iterator[TextColumn]:
        return (
            _time_of(part, table.names, roles).cast(pa.string())
            for part in table.parts(names)
        )

    cells = (" ".join(row[column] for column in roles.time) for row in table.rows)
    first = next((cell for cell in cells if cell.strip()), "")
    return prepare(first, again, roles.date_order, _locate)


class _Instants:
    """A column of Arrow's own stamps."""

    def __init__(self, name: str, kind: pa.TimestampType) -> None:
        self._name = name
        self._zone: str | None = kind.tz
        self._dated = DatedStamps()

    def append(self, column: TextColumn) -> None:
        """Add the rows of a piece."""
        try:
            ns = column.cast(pa.timestamp("ns", tz=self._zone)).cast(pa.int64())
        except pa.ArrowInvalid as error:
            raise ReadError(
                f"has a stamp in the column {self._name!r} that nanoseconds cannot hold; "
                "expected stamps between 1678 and 2262"
            ) from error
        if ns.null_count:
            ns = ns.fill_null(BLANK_NS)
        self._dated.append(ns.to_numpy())

    def stamps(self) -> Stamps:
        """Return what was added, once."""
        named = None if self._zone in (None, "UTC", "+00:00") else str(self._zone)
        kind: Kind = "wall" if self._zone is None else "utc"
        return self._dated.stamps(kind=kind, time_zone=named)


class _Numbers:
    """A column of numbers."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._values = Pile()

    def append(self, column: TextColumn) -> None:
        """Add the rows of a piece."""
        if pa.types.is_duration(column.type):
            column = column.cast(pa.duration("ns")).cast(pa.int64())
        self._values.append(column.to_numpy().astype(np.float64))

    def stamps(self) -> Stamps:
        """Return what was added, once."""
        return number_stamps(self._values.column(), self._name)


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

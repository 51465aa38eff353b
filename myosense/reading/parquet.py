"""Parquet: any table of time, x, y and z; and our own files, which lose nothing.

Ours hold seconds since the start as doubles, the samples in g (and deg/s) as floats, and
the facts of the recording as key-value metadata.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from myosense.errors import ReadError
from myosense.pieces import PIECE_ROWS, Pile, pieces
from myosense.reading.columns import Roles, find_roles
from myosense.reading.stamps import DatedStamps, stamps_from_numbers
from myosense.reading.stamptext import BLANK_NS, TextColumn
from myosense.reading.table import Kind, Stamps, Table, Values, declared_from
from myosense.reading.textstamps import prepare
from myosense.recording import Recording

MAGIC = b"PAR1"
GROUP_ROWS = 1 << 20  #: Rows that are written at a time.
BUFFER_BYTES = 1 << 20  #: Read at a time of each column …
WHOLE_BYTES = 64 << 20  #: … of files above this; columns of others are read whole.
N_SAMPLED = 200  #: Rows that are looked at to find the time column.


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
        sampled = next(file.iter_batches(batch_size=N_SAMPLED), None)
        names = tuple(schema.names)
        rows = [] if sampled is None else _as_text(sampled)
        roles = find_roles(names, rows, columns)
        loaded = _load(file, roles, rows)
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
        stamps=loaded.stamps,
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed
        or metadata.get("gravity_included") == "no",
        acceleration_name=names[roles.acceleration[0]],
        is_bare=roles.is_bare,
        locate=_locate,
        declared=declared_from(metadata),
        notices=roles.notices,
    )


@dataclass(frozen=True, kw_only=True)
class _Loaded:
    acceleration: Values
    turning: Values | None
    stamps: Stamps | None


def _load(file: pq.ParquetFile, roles: Roles, rows: Sequence[Sequence[str]]) -> _Loaded:
    """Load the columns that have a role, some rows at a time."""
    names = tuple(file.schema_arrow.names)
    needed = sorted({*roles.acceleration, *(roles.gyroscope or ()), *roles.time})
    times = _times(file, roles, rows) if roles.time else None
    acceleration, turning = Pile(), Pile()
    for loaded in _parts(file, [names[column] for column in needed]):
        acceleration.append(_stack(loaded, names, roles.acceleration))
        if roles.gyroscope is not None:
            turning.append(_stack(loaded, names, roles.gyroscope))
        if times is not None:
            times.append(loaded[roles.time_name])
    return _Loaded(
        acceleration=acceleration.column(),
        turning=None if roles.gyroscope is None else turning.column(),
        stamps=None if times is None else times.stamps(),
    )


def _parts(file: pq.ParquetFile, names: list[str]) -> Iterator[pa.Table]:
    """Hand out some rows at a time; at first none, for a table without any."""
    yield file.schema_arrow.empty_table().select(names)
    for batch in file.iter_batches(batch_size=PIECE_ROWS, columns=names):
        yield pa.Table.from_batches([batch])


def _locate(row: int) -> str:
    return f"row {row + 1}"


def _as_text(batch: pa.RecordBatch) -> list[tuple[str, ...]]:
    """Write the first rows as text, as a text table would hold them."""
    cells = [
        ["" if value is None else str(value) for value in column.to_pylist()]
        for column in batch.columns
    ]
    return list(zip(*cells, strict=True))


def _stack(loaded: pa.Table, names: tuple[str, ...], columns: tuple[int, ...]) -> Values:
    kinds = [loaded[names[column]].type for column in columns]
    for column, kind in zip(columns, kinds, strict=True):
        if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
            raise ReadError(
                f"holds {kind} in the column {names[column]!r}; expected numbers"
            )
    is_single = all(kind == pa.float32() for kind in kinds)
    stacked = np.empty((len(loaded), len(columns)), np.float32 if is_single else np.float64)
    for i, column in enumerate(columns):
        stacked[:, i] = loaded[names[column]].to_numpy()
    return stacked


class _Times(Protocol):
    """A time column that comes in pieces."""

    def append(self, column: TextColumn) -> None: ...
    def stamps(self) -> Stamps: ...


def _times(file: pq.ParquetFile, roles: Roles, rows: Sequence[Sequence[str]]) -> _Times:
    """Prepare for the time column, by its type."""
    name = roles.time_name
    kind = file.schema_arrow.field(name).type
    if pa.types.is_timestamp(kind):
        return _Instants(name, kind)
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return _Numbers(name)

    def again() -> Iterator[TextColumn]:
        return (part[name].cast(pa.string()) for part in _parts(file, [name]))

    at = file.schema_arrow.names.index(name)
    first = next((row[at] for row in rows if row[at].strip()), "")
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
        self._values.append(column.to_numpy().astype(np.float64))

    def stamps(self) -> Stamps:
        """Return what was added, once."""
        return stamps_from_numbers(self._values.column(), self._name)


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

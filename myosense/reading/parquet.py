"""Parquet: any table of time, x, y and z; and our own files, which lose nothing.

Ours hold seconds since the start as doubles, the samples in g (and deg/s) as floats, and
the facts of the recording as key-value metadata.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from myosense.errors import ReadError
from myosense.reading.columns import find_roles
from myosense.reading.stamps import stamps_from_ns, stamps_from_numbers, stamps_from_text
from myosense.reading.stamptext import BLANK_NS, TextColumn
from myosense.reading.table import Stamps, Table, Values, declared_from
from myosense.recording import Recording

MAGIC = b"PAR1"
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
        file = pq.ParquetFile(path)
        schema = file.schema_arrow
        sampled = next(file.iter_batches(batch_size=N_SAMPLED), None)
        names = tuple(schema.names)
        rows = [] if sampled is None else _as_text(sampled)
        roles = find_roles(names, rows, columns)
        needed = {*roles.acceleration, *(roles.gyroscope or ()), *roles.time}
        loaded = file.read(columns=[names[column] for column in sorted(needed)])
    except (pa.ArrowException, OSError, OverflowError, UnicodeDecodeError) as error:
        raise ReadError(f"is no Parquet file that can be read ({error})") from error
    metadata = {
        key.decode(errors="replace"): value.decode(errors="replace")
        for key, value in (schema.metadata or {}).items()
    }
    gyroscope = roles.gyroscope
    return Table(
        format="parquet",
        acceleration=_stack(loaded, names, roles.acceleration),
        angular_velocity=None if gyroscope is None else _stack(loaded, names, gyroscope),
        angular_velocity_unit=roles.gyroscope_unit or metadata.get("angular_velocity_unit"),
        stamps=_stamps(loaded[roles.time_name], roles.time_name, roles.date_order)
        if roles.time
        else None,
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed
        or metadata.get("gravity_included") == "no",
        is_bare=roles.is_bare,
        locate=_locate,
        declared=declared_from(metadata),
        notices=roles.notices,
    )


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
    stacked = np.empty((len(loaded), len(columns)))
    for i, column in enumerate(columns):
        kind = loaded[names[column]].type
        if not (pa.types.is_floating(kind) or pa.types.is_integer(kind)):
            raise ReadError(
                f"holds {kind} in the column {names[column]!r}; expected numbers"
            )
        stacked[:, i] = loaded[names[column]].to_numpy()
    return stacked


def _stamps(column: TextColumn, name: str, date_order: str | None) -> Stamps:
    kind = column.type
    if pa.types.is_timestamp(kind):
        try:
            ns = column.cast(pa.timestamp("ns", tz=kind.tz)).cast(pa.int64())
        except pa.ArrowInvalid as error:
            raise ReadError(
                f"has a stamp in the column {name!r} that nanoseconds cannot hold; "
                "expected stamps between 1678 and 2262"
            ) from error
        filled = ns.fill_null(BLANK_NS).to_numpy()
        zone = None if kind.tz in (None, "UTC", "+00:00") else str(kind.tz)
        return stamps_from_ns(
            filled, kind="wall" if kind.tz is None else "utc", time_zone=zone
        )
    if pa.types.is_floating(kind) or pa.types.is_integer(kind):
        return stamps_from_numbers(column.to_numpy().astype(np.float64), name)
    return stamps_from_text(column.cast(pa.string()), date_order, _locate)


def write_parquet(recording: Recording, path: str | Path) -> None:
    """Write a recording so that `read` gives it back.

    Parameters
    ----------
    recording
        Any recording.
    path
        File to write.
    """
    columns = {"time": pa.array(recording.time_s)}
    columns |= dict(zip("xyz", map(pa.array, recording.acceleration_g.T), strict=True))
    if recording.angular_velocity_dps is not None:
        turned = map(pa.array, recording.angular_velocity_dps.T)
        columns |= dict(zip(("gx", "gy", "gz"), turned, strict=True))
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
    pq.write_table(
        pa.table(columns).replace_schema_metadata(said),
        path,
        compression="zstd",
        use_dictionary=False,
        use_byte_stream_split=True,
    )

"""The columns of a Parquet file: axes that share one column are parted.

A column may hold structs of x, y and z, or lists of three numbers; exact decimals become
doubles.
"""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from myosense.errors import ReadError
from myosense.pieces import PIECE_ROWS

N_SAMPLED = 200  #: Rows that are looked at to find what the columns hold.
MAX_DEPTH = 4  #: Of structs in structs.
AXES = ("x", "y", "z")
Column = Any  #: A chunked array; Arrow's types of cells are many.


class Columns:
    """The columns of an open file, by name."""

    def __init__(self, file: pq.ParquetFile) -> None:
        self._file = file
        sampled = next(file.iter_batches(batch_size=N_SAMPLED, use_threads=False), None)
        head = file.schema_arrow.empty_table()
        if sampled is not None:
            head = pa.Table.from_batches([sampled])
        parted = dict(_parted(head))
        self.names = tuple(parted)
        self.kinds = {name: column.type for name, column in parted.items()}
        self._whole = {
            name: whole
            for whole in head.column_names
            for name, _ in _parted(head.select([whole]))
        }
        cells = [_as_text(column) for column in parted.values()]
        self.rows = list(zip(*cells, strict=True)) if len(head) else []

    def parts(self, names: list[str]) -> Iterator[pa.Table]:
        """Hand out some rows at a time; at first none, for a table without any.

        Raises
        ------
        ReadError
            If a list has another length than those in the first rows.
        """
        whole = list(dict.fromkeys(self._whole[name] for name in names))
        kinds = [self.kinds[name] for name in names]
        yield pa.schema(list(zip(names, kinds, strict=True))).empty_table()
        # Memory that other threads freed is not given back before they end.
        batches = self._file.iter_batches(PIECE_ROWS, columns=whole, use_threads=False)
        for batch in batches:
            table = pa.Table.from_batches([batch])
            if table.column_names == names and table.schema.types == kinds:
                yield table
                continue
            found = dict(_parted(table))
            missing = next((name for name in names if name not in found), None)
            if missing is not None:
                raise ReadError(
                    f"holds lists of another length than 3 in {self._whole[missing]!r}; "
                    "expected x, y and z in each row"
                )
            yield pa.table({name: found[name] for name in names})


def _parted(table: pa.Table) -> Iterator[tuple[str, Column]]:
    for name in table.column_names:
        yield from _parts_of(name, table[name], MAX_DEPTH)


def _parts_of(name: str, column: Column, depth: int) -> Iterator[tuple[str, Column]]:
    """Part a column of structs or of lists of three; hand out others as they are."""
    kind = column.type
    if pa.types.is_struct(kind) and depth:
        for i, field in enumerate(kind):
            part = pc.struct_field(column, i)
            yield from _parts_of(f"{name}.{field.name}", part, depth - 1)
    elif _holds_axes(column):
        for i, axis in enumerate(AXES):
            yield f"{name}.{axis}", pc.list_element(column, i)
    elif pa.types.is_decimal(kind):
        yield name, column.cast(pa.float64())
    else:
        yield name, column


def _holds_axes(column: Column) -> bool:
    """Say whether every row is a list of three numbers."""
    kind = column.type
    if not (pa.types.is_list(kind) or pa.types.is_fixed_size_list(kind)):
        return False
    if not (pa.types.is_floating(kind.value_type) or pa.types.is_integer(kind.value_type)):
        return False
    lengths: Any = pc.min_max(pc.list_value_length(column)).as_py()
    return bool(lengths == {"min": 3, "max": 3})


def _as_text(column: Column) -> list[str]:
    """Write cells as text, as a text table would hold them."""
    if pa.types.is_duration(column.type):
        column = column.cast(pa.int64())
    return ["" if value is None else str(value) for value in column.to_pylist()]

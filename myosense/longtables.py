"""Long tables: in memory while they are short, on disk beyond.

A month has half a million candidates of sixty columns each. They are worked on some rows
at a time; what is kept of them lies in a temporary file without a name, which is mapped
and handed out as a table like any other.
"""

import io
import mmap
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from myosense.pieces import MEMORY_BYTES, Column, Pile, pieces, release, say_no_room

PART_ROWS = 1 << 14  #: Rows worked on at a time: of sixty columns, 8 MB.
ALIGNED_BYTES = 64  #: Each column begins at a multiple of it.
Numbers = npt.NDArray[np.float64]
Lane = tuple[str, str]  #: A column, and which of its arrays.


class NumberPile:
    """Numbers under names that grow together; all are held as float64."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._pile = Pile()

    def append(self, columns: Mapping[str, npt.NDArray[Any]]) -> None:
        """Add rows: one array a name, each of shape (n,)."""
        self._names = list(columns)
        self._pile.append(
            np.column_stack([each.astype(float) for each in columns.values()])
        )

    def parts(self) -> Iterator[dict[str, Numbers]]:
        """Hand out all rows, once, some at a time; without rows there is one empty part."""
        if not self._names:
            yield {}
            return
        rows = self._pile.column()
        for part in pieces(rows, size=PART_ROWS):
            yield dict(zip(self._names, rows[part].T.copy(), strict=True))


class TablePile:
    """A table that grows by parts of the same columns."""

    def __init__(self) -> None:
        self._parts: list[pd.DataFrame] = []
        self._n_bytes = 0
        self._disk: _Disk | None = None

    def append(self, part: pd.DataFrame) -> None:
        """Add rows.

        Raises
        ------
        ReadError
            If the disk is full.
        """
        self._parts.append(part)
        self._n_bytes += int(part.memory_usage(index=False, deep=True).sum())
        if self._n_bytes > MEMORY_BYTES:
            self._write()

    def _write(self) -> None:
        if self._disk is None:
            self._disk = _Disk()
        with say_no_room(self._n_bytes):
            for part in self._parts:
                self._disk.append(part)
        # An empty part says what the columns are; a view would hold all of its rows.
        self._parts = [self._parts[0].iloc[:0].copy()]

    def table(self) -> pd.DataFrame:
        """Return all rows, once; they cannot be changed where they lie on disk."""
        if self._disk is None:
            return pd.concat(self._parts, ignore_index=True)
        self._write()
        with say_no_room(2 * self._n_bytes):
            return self._disk.table()


def give_back(table: pd.DataFrame) -> None:
    """Give memory of a table on disk back to the system; it can be read on."""
    columns = (table[name] for name in table.columns)
    release(*(column.to_numpy() for column in columns if _is_number(column)))


def cut_at_gaps(
    tables: Iterable[pd.DataFrame], column: str, gap: float
) -> Iterator[pd.DataFrame]:
    """Cut a table, given part by part, only where a column rises by more than a gap.

    Yields
    ------
    DataFrame
        At least one; the last may be empty.
    """
    held = pd.DataFrame()
    for table in tables:
        held = pd.concat([held, table], ignore_index=True) if len(held) else table
        wide = np.flatnonzero(np.diff(held[column]) > gap)
        if len(wide):
            yield held.iloc[: wide[-1] + 1]
            held = held.iloc[wide[-1] + 1 :].reset_index(drop=True)
    yield held


class _Disk:
    """The columns of a table as bytes: numbers as they are, text as Arrow has it.

    What is neither (times, text of another kind) is little, and stays in memory.
    """

    def __init__(self) -> None:
        self._file: IO[bytes] = tempfile.TemporaryFile(prefix="myosense-")  # noqa: SIM115
        self._segments: defaultdict[Lane, list[slice]] = defaultdict(list)
        self._held: defaultdict[str, list[pd.Series]] = defaultdict(list)
        self._dtypes: dict[str, Any] = {}

    def __del__(self) -> None:
        self._file.close()

    def append(self, part: pd.DataFrame) -> None:
        """Write rows behind the others."""
        for name in map(str, part.columns):
            column = part[name]
            self._dtypes.setdefault(name, column.dtype)
            if _is_number(column):
                self._lay((name, "values"), column.to_numpy())
            elif _is_arrow(column):
                self._lay_text(name, column)
            else:
                self._held[name].append(column)

    def _lay_text(self, name: str, column: pd.Series) -> None:
        """Write where each text stops, the texts, and which are there."""
        text = pa.array(column).cast(pa.large_string())
        n_bytes = np.asarray(pc.fill_null(pc.binary_length(text), 0), dtype=np.int64)
        stops = np.cumsum(n_bytes)
        if (name, "stops") in self._segments:
            stops += sum(part.stop - part.start for part in self._segments[name, "text"])
        else:
            stops = np.append(0, stops)  # Arrow says the first start too.
        self._lay((name, "stops"), stops)
        words = text.drop_null().to_pylist()
        self._lay((name, "text"), np.frombuffer("".join(words).encode(), np.uint8))
        self._lay((name, "is_there"), np.asarray(text.is_valid()))

    def _lay(self, lane: Lane, values: Column) -> None:
        first = self._file.tell()
        self._file.write(np.ascontiguousarray(values).data)
        self._segments[lane].append(slice(first, self._file.tell()))

    def table(self) -> pd.DataFrame:
        """Put the parts of each column end to end, and map them."""
        with tempfile.TemporaryFile(prefix="myosense-") as joined:
            places = {lane: self._join(lane, joined) for lane in self._segments}
            joined.flush()
            mapped = memoryview(mmap.mmap(joined.fileno(), 0, access=mmap.ACCESS_READ))
        lanes = {lane: mapped[place] for lane, place in places.items()}
        columns = {name: self._column(name, lanes) for name in self._dtypes}
        return pd.DataFrame(columns, copy=False)

    def _join(self, lane: Lane, joined: IO[bytes]) -> slice:
        joined.seek(-joined.tell() % ALIGNED_BYTES, io.SEEK_CUR)
        first = joined.tell()
        for part in self._segments[lane]:
            self._file.seek(part.start)
            joined.write(self._file.read(part.stop - part.start))
        return slice(first, joined.tell())

    def _column(self, name: str, lanes: Mapping[Lane, memoryview]) -> Column | pd.Series:
        if name in self._held:
            return pd.concat(self._held.pop(name), ignore_index=True)
        if (name, "values") in lanes:
            return np.frombuffer(lanes[name, "values"], self._dtypes[name])
        is_there = np.frombuffer(lanes[name, "is_there"], bool)
        text = pa.LargeStringArray.from_buffers(
            len(is_there),
            pa.py_buffer(lanes[name, "stops"]),
            pa.py_buffer(lanes[name, "text"]),
            pa.py_buffer(np.packbits(is_there, bitorder="little").tobytes()),
        )
        return pd.Series(self._dtypes[name].__from_arrow__(text))


def _is_number(column: pd.Series) -> bool:
    return isinstance(column.dtype, np.dtype) and column.dtype.kind in "fiub"


def _is_arrow(column: pd.Series) -> bool:
    return isinstance(column.dtype, pd.StringDtype) and column.dtype.storage == "pyarrow"

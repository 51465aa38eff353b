"""Long columns, a piece at a time: in memory while they are short, on disk beyond.

A week at 100 Hz has 60 million rows; what is worked out of all of them at once takes
gigabytes. Here a column is written piece by piece to a temporary file without a name,
which is mapped and handed out as an array like any other. What was passed of a long one is
given back to the system, so that memory holds no more than the piece at hand.
"""

import contextlib
import functools
import mmap
import tempfile
from collections.abc import Iterable, Iterator
from typing import IO, Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from myosense.errors import ReadError

Column = npt.NDArray[Any]
PIECE_ROWS = 1 << 18  #: Rows worked on at a time: 44 min at 100 Hz, a few MB.
MEMORY_BYTES = 32 << 20  #: A column above this goes to disk …
PASSED_BYTES = 100 << 20  #: … and what was passed of one above this is given back.
KEPT_BYTES = 31 << 20  #: Above 32 MB, glibc learns nothing from a block.


def pieces(*columns: Column, size: int = PIECE_ROWS, lap: int = 0) -> Iterator[slice]:
    """Hand out the rows of columns of one length; give back what was passed of long ones.

    Parameters
    ----------
    columns
        At least one.
    size
        Rows of a piece.
    lap
        Rows at the end of a piece that the next one begins with too; one, where steps from
        row to row are wanted, so that each is there once.

    Yields
    ------
    slice
        At least one, which is empty where the columns are.
    """
    n_rows = len(columns[0])
    # To fetch a shorter one, as of a day, for each of many looks takes as long as these.
    long = [column for column in columns if _n_mapped(column) > PASSED_BYTES]
    for first in range(0, max(n_rows, 1), size):
        yield slice(max(first - lap, 0), min(first + size, n_rows))
        release(*long)


def release(*columns: Column) -> None:
    """Give memory of columns on disk back to the system; they can be read on."""
    for column in columns:
        mapped = _map_of(column)
        if mapped is not None and hasattr(mapped, "madvise"):  # Not on Windows.
            mapped.madvise(mmap.MADV_DONTNEED)


@functools.cache
def keep_freed() -> None:
    """Let the C library keep the memory of one piece for the next.

    Else glibc gives a few MB back to the system when they are freed, and gets them anew,
    page by page, for each sum of two columns. It learns once from a large block that is
    freed to keep twice as much from then on (``mallopt(3)``, ``M_MMAP_THRESHOLD``). The
    block is never touched; other libraries take no notice.
    """
    np.empty(KEPT_BYTES, dtype=np.uint8)


def release_freed() -> None:
    """Give memory that was freed back to the system: allocators keep it for later use."""
    for pool in (pa.default_memory_pool(), pa.system_memory_pool()):
        pool.release_unused()


def _n_mapped(column: Column) -> int:
    """Count the bytes of the file on disk that a column is, or is a part, of."""
    mapped = _map_of(column)
    return 0 if mapped is None else len(mapped)


def _map_of(column: Column) -> mmap.mmap | None:
    base: object = column
    while isinstance(base, np.ndarray | memoryview):
        base = base.base if isinstance(base, np.ndarray) else base.obj
    return base if isinstance(base, mmap.mmap) else None


def pile_up(parts: Iterable[Column]) -> Column:
    """Join parts, at least one, as they come."""
    pile = Pile()
    for part in parts:
        pile.append(part)
    return pile.column()


@contextlib.contextmanager
def say_no_room(n_bytes: int) -> Iterator[None]:
    """Say how much was to be written, and where room is wanted, if the disk is full.

    Raises
    ------
    ReadError
        In place of the system's error.
    """
    try:
        yield
    except OSError as error:
        raise ReadError(
            f"is long, and {tempfile.gettempdir()} has no room for it ({error.strerror}"
            f" at {n_bytes / 2**20:,.0f} MB); expected room there, or in the "
            "folder that the variable TMPDIR names"
        ) from error


class Pile:
    """A column that grows by pieces of one type and width.

    ``n_beside`` is how many piles share the memory that one may take.
    """

    def __init__(self, n_beside: int = 1) -> None:
        self._n_beside = n_beside
        self._parts: list[Column] = []
        self._n_bytes = 0
        self._file: IO[bytes] | None = None

    def __del__(self) -> None:
        if self._file is not None:
            self._file.close()

    def append(self, part: Column) -> None:
        """Add rows, which must not be changed afterwards.

        Raises
        ------
        ReadError
            If the disk is full.
        """
        self._parts.append(np.ascontiguousarray(part))
        self._n_bytes += part.nbytes
        if self._n_beside * self._n_bytes > MEMORY_BYTES:
            self._write()

    def _write(self) -> None:
        """Bring to disk what is in memory; leave an empty part, which says the type."""
        with say_no_room(self._n_bytes):
            if self._file is None:
                self._file = tempfile.TemporaryFile(prefix="myosense-")  # noqa: SIM115
            for part in self._parts:
                if len(part):
                    self._file.write(part.data)
            self._file.flush()
        self._parts = [self._parts[0][:0]]

    def column(self) -> Column:
        """Return all rows, once; they cannot be changed where they lie on disk."""
        if self._file is None:
            parts, self._parts = self._parts, []
            return parts[0] if len(parts) == 1 else np.concatenate(parts)
        if len(self._parts) > 1:
            self._write()
        like = self._parts[0]
        with self._file as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return np.frombuffer(mapped, dtype=like.dtype).reshape(-1, *like.shape[1:])

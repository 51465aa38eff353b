"""MATLAB files of version 5 to 7: a walk through structs and cells that loads nothing.

The layout is published (MathWorks, "MAT-File Format"). It is walked here, within limits of
depth, number and unpacked size, because the libraries for it follow a nesting without end
until the process dies. Objects (timetables) are left to mat-io, once their nesting has
been walked and found bounded.
"""

import math
import mmap
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.reading.table import Values
from myosense.reading.trees import MAX_COLUMNS, MAX_DEPTH, MAX_LEAVES, Leaf, plain_name

HEADER_BYTES = 128
MATRIX, PACKED = 14, 15
CELL, STRUCT, OBJECT, TEXT, OPAQUE = 1, 2, 3, 4, 17
NUMBERS = range(6, 16)  #: Classes of arrays of numbers.
COMPLEX = 0x08
#: Types of stored numbers, and of stored text.
STORED = {1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8"}
STORED |= {12: "i8", 13: "u8"}
ENCODINGS = {1: "latin-1", 2: "latin-1", 16: "utf-8", 4: "utf-16", 17: "utf-16"}
MAX_BYTES = 1 << 31  #: A variable of these versions has 2 GB at most.
MAX_RATIO = 200  #: Unpacked to packed; recordings reach 20.
SMALL_BYTES = 1 << 26  #: Unpacked variables below this may have any ratio.
MAX_NODES = 1_000_000
MAX_NESTING = 64  #: Of objects, whose parts lie deeper than those of structs.
MAX_TEXT = 200
SUBSYSTEM_HEADER_BYTES = 8


@dataclass
class Mat5:
    """What the walk has found."""

    order: str  #: ``<`` or ``>``
    leaves: list[Leaf] = field(default_factory=list)
    facts: dict[str, dict[str, float | str]] = field(default_factory=dict)
    objects: list[str] = field(default_factory=list)  #: Variables that are objects.
    n_nodes: int = 0


@dataclass(frozen=True)
class _Matrix:
    """The head of an array, and where its content begins."""

    kind: int
    is_complex: bool
    shape: tuple[int, ...]
    name: str
    body: int

    @property
    def size(self) -> int:
        """Number of its elements."""
        return math.prod(self.shape)


def walk_mat5(path: Path) -> Mat5:
    """List the arrays of a file.

    Raises
    ------
    ReadError
        If it is cut off or damaged, or holds more than a recording could.
    """
    with path.open("rb") as file:
        data = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
    found = Mat5(order="<" if bytes(data[126:128]) == b"IM" else ">")
    for kind, content in _elements(data[HEADER_BYTES:], found):
        if kind == PACKED:
            content = memoryview(_unpack(content))  # noqa: PLW2901
            for inner, matrix in _elements(content, found):
                _add_variable(inner, matrix, found)
        else:
            _add_variable(kind, content, found)
    return found


def _cut() -> ReadError:
    return ReadError("is a MATLAB file that is cut off or damaged; expected a whole one")


def _elements(data: memoryview, found: Mat5) -> Iterator[tuple[int, memoryview]]:
    """Part data into elements: a type, a size, and the content, padded to 8 bytes."""
    at = 0
    while at + 8 <= len(data):
        kind, size, first, following = _tag(data, at, found.order)
        if first + size > len(data):
            raise _cut()
        found.n_nodes += 1
        if found.n_nodes > MAX_NODES:
            raise ReadError(f"holds over {MAX_NODES:,} parts; expected a recording")
        yield kind, data[first : first + size]
        at = following


def _tag(data: memoryview, at: int, order: str) -> tuple[int, int, int, int]:
    """Read type, size, first byte of the content, and where the next element begins."""
    first, size = struct.unpack_from(f"{order}II", data, at)
    if first >> 16:  # Up to four bytes lie in the place of the size.
        return first & 0xFFFF, min(first >> 16, 4), at + 4, at + 8
    padding = 0 if first == PACKED else -size % 8
    return first, size, at + 8, at + 8 + size + padding


def _unpack(packed: memoryview) -> bytes:
    most = min(max(SMALL_BYTES, MAX_RATIO * len(packed)), MAX_BYTES)
    unpacker = zlib.decompressobj()
    try:
        unpacked = unpacker.decompress(packed, most)
    except zlib.error as error:
        raise _cut() from error
    if unpacker.unconsumed_tail:
        raise ReadError(
            f"unpacks {len(packed):,} bytes to over {most:,}; expected what a recording has"
        )
    return unpacked


def _head(content: memoryview, found: Mat5) -> _Matrix:
    """Read the head of an array: class, shape and name; an object has no shape."""
    parts: list[bytes] = []
    at, kind, is_complex, wanted = 0, 0, False, 3
    while len(parts) < wanted:
        if at + 8 > len(content):
            raise _cut()
        _, size, first, at = _tag(content, at, found.order)
        parts.append(bytes(content[first : first + min(size, MAX_TEXT)]))
        if len(parts) == 1:
            if size < 8:
                raise _cut()
            flags = int(struct.unpack_from(f"{found.order}I", parts[0])[0])
            kind, is_complex = flags & 0xFF, bool(flags >> 8 & COMPLEX)
            wanted = 2 if kind == OPAQUE else 3
    shape = tuple(np.frombuffer(parts[1][: len(parts[1]) // 4 * 4], f"{found.order}i4"))
    shape = () if kind == OPAQUE else tuple(max(int(length), 0) for length in shape)
    name = parts[-1].decode("latin-1").strip("\0")
    return _Matrix(kind, is_complex, shape, name, min(at, len(content)))


def _add_variable(kind: int, content: memoryview, found: Mat5) -> None:
    """Add a variable; an object, or what objects refer to, is checked and left alone."""
    if kind != MATRIX or len(content) == 0:
        return
    matrix = _head(content, found)
    if matrix.kind == OPAQUE:
        check_nesting(content, found)
        found.objects.append(matrix.name)
    elif not matrix.name:
        for _, stream in _elements(content[matrix.body :], found):
            check_nesting(stream[SUBSYSTEM_HEADER_BYTES:], found)
    else:
        _add(content, matrix, matrix.name, found, 0)


def check_nesting(data: memoryview, found: Mat5) -> None:
    """Walk through everything that lies in everything.

    Raises
    ------
    ReadError
        If it lies too deep, is too much, or declares more than there is.
    """
    waiting = [(data, 0)]
    while waiting:
        content, depth = waiting.pop()
        for kind, inner in _elements(content, found):
            if kind != MATRIX or len(inner) == 0:
                continue
            matrix = _head(inner, found)
            if depth >= MAX_NESTING or matrix.size > len(inner):
                raise ReadError(
                    f"nests {depth + 1} deep or declares {matrix.size:,} parts in "
                    f"{len(inner):,} bytes; expected what a recording has"
                )
            waiting.append((inner, depth + 1))


def _add(content: memoryview, matrix: _Matrix, path: str, found: Mat5, depth: int) -> None:
    """Add an array of numbers, a fact, or all that lies in a struct or cell."""
    if depth > MAX_DEPTH:
        raise ReadError(f"nests over {MAX_DEPTH} deep; expected what a recording has")
    if len(found.leaves) > MAX_LEAVES:
        raise ReadError(f"holds over {MAX_LEAVES:,} arrays; expected a recording")
    if matrix.kind in NUMBERS and not matrix.is_complex:
        _add_numbers(content, matrix, path, found)
    elif matrix.kind == TEXT and matrix.size <= MAX_TEXT:
        _add_text(content, matrix, path, found)
    elif matrix.kind in (CELL, STRUCT, OBJECT):
        parts = _elements(content[matrix.body :], found)
        names = [""] if matrix.kind == CELL else _field_names(parts, matrix)
        for i, (kind, inner) in enumerate(parts):
            if kind != MATRIX or len(inner) == 0 or not names:
                continue
            number, at = divmod(i, len(names))
            below = f"{path}({number + 1})" if matrix.size > 1 else path
            below = f"{below}/{names[at]}" if names[at] else below
            _add(inner, _head(inner, found), below, found, depth + 1)


def _field_names(parts: Iterator[tuple[int, memoryview]], matrix: _Matrix) -> list[str]:
    """Read the names of a struct's fields, each padded to one width."""
    if matrix.kind == OBJECT:
        next(parts, None)  # The name of its class.
    widths = next(parts, (0, memoryview(b"")))[1]
    names = bytes(next(parts, (0, memoryview(b"")))[1])
    width = max(int.from_bytes(bytes(widths[:4]).strip(b"\0")[:1], "big"), 1)
    return [
        names[at : at + width].split(b"\0")[0].decode("latin-1")
        for at in range(0, len(names), width)
    ]


def _fact_place(path: str, found: Mat5) -> tuple[dict[str, float | str], str]:
    folder, _, name = path.rpartition("/")
    return found.facts.setdefault(folder, {}), plain_name(name)


def _add_text(content: memoryview, matrix: _Matrix, path: str, found: Mat5) -> None:
    for kind, text in _elements(content[matrix.body :], found):
        if kind in ENCODINGS:
            encoding = ENCODINGS[kind]
            if encoding == "utf-16":
                encoding = "utf-16-le" if found.order == "<" else "utf-16-be"
            facts, name = _fact_place(path, found)
            facts[name] = bytes(text).decode(encoding, errors="replace")[:MAX_TEXT]
        return


def _add_numbers(content: memoryview, matrix: _Matrix, path: str, found: Mat5) -> None:
    lengths = [length for length in matrix.shape if length != 1]
    kind, stored = next(_elements(content[matrix.body :], found), (0, memoryview(b"")))
    if kind not in STORED or matrix.size == 0 or len(lengths) > 2:
        return
    dtype = np.dtype(f"{found.order}{STORED[kind]}")
    if len(stored) != matrix.size * dtype.itemsize:
        raise _cut()
    if matrix.size == 1:
        facts, name = _fact_place(path, found)
        facts[name] = float(np.frombuffer(stored, dtype)[0])
        return
    n_rows, n_columns = max(lengths), matrix.size // max(lengths)
    if n_columns <= MAX_COLUMNS:
        is_across = len(lengths) == 2 and lengths[0] < lengths[1]
        load = partial(_load, stored, dtype, (n_rows, n_columns), is_across=is_across)
        names = ("",) * n_columns
        found.leaves.append(Leaf(path=path, names=names, n_rows=n_rows, load=load))


def _load(
    stored: memoryview,
    dtype: "np.dtype[np.float64]",
    shape: tuple[int, int],
    *,
    is_across: bool,
) -> Values:
    """Load an array, which lies column by column; across, samples are its columns."""
    values = np.frombuffer(stored, dtype).astype(np.float64)
    return values.reshape(shape) if is_across else values.reshape(shape, order="F")

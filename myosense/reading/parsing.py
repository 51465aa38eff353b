"""The cells of a text table: plain or gzipped, the columns that are needed, by Arrow."""

import gzip
import io
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv as pa_csv

from myosense.errors import ReadError
from myosense.reading.columns import Roles, to_number
from myosense.reading.layout import BLANKS, HEAD_BYTES, MAX_LINE_BYTES, Layout

GZIP_MAGIC = b"\x1f\x8b"
WESTERN = "latin-1"  #: In which any byte is a character.
ENCODINGS = {"utf-16": "utf-16", "cp1252": WESTERN}  #: As Arrow names them; else UTF-8.
RAGGED_SHARE = 0.01  #: More rows of another width than this are no accident.
NULLS = sorted(
    {spelled for blank in BLANKS for spelled in (blank, blank.upper())} | {"NaN"}
)
NULLS += ["None", "Null", "-NaN"]


def is_gzip(path: Path) -> bool:
    """Say whether a file is gzipped, by its first bytes."""
    with path.open("rb") as file:
        return file.read(2) == GZIP_MAGIC


def _open(path: Path) -> gzip.GzipFile | io.BufferedReader:
    return gzip.open(path, "rb") if is_gzip(path) else path.open("rb")


def read_head(path: Path) -> tuple[bytes, bool]:
    """Read the head of a text file, up to the first line that ends; say if it is all.

    Raises
    ------
    ReadError
        If it is gzipped and broken.
    """
    try:
        with _open(path) as file:
            head = file.read(HEAD_BYTES)
            if b"\n" not in head:
                head += file.read(MAX_LINE_BYTES - HEAD_BYTES)
            return head, not file.read(1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ReadError(_broken_gzip(error)) from error


def _broken_gzip(error: Exception) -> str:
    return f"is a gzip file that is cut off or damaged ({error}); expected a whole one"


def _is_text(layout: Layout, column: int) -> bool:
    cells = [row[column] for row in layout.rows if row[column].casefold() not in BLANKS]
    return not cells or to_number(cells[0], layout.decimal) is None


def load_columns(
    path: Path, layout: Layout, roles: Roles
) -> tuple[pa.Table, tuple[str, ...]]:
    """Load the columns that have a role; return them and what was left out.

    Numbers are columns of float, named by their position; stamps with a date are text.

    Raises
    ------
    ReadError
        If a cell is no number where one should be, or many rows have another width.
    """
    texts = {column for column in roles.time if _is_text(layout, column)}
    optional = {*(roles.gyroscope or ()), *(roles.gravity or ())}
    needed = {*roles.acceleration, *optional, *roles.time}
    types = {column: pa.string() if column in texts else pa.float64() for column in needed}
    ragged: list[pa_csv.InvalidRow] = []
    try:
        loaded = _parse(path, layout, types, ragged)
    except pa.ArrowInvalid as error:
        if "conversion error" not in str(error):
            raise ReadError(f"is no table that can be parsed ({error})") from error
        raise ReadError(_bad_cell(path, layout, types)) from error
    except OSError as error:
        raise ReadError(_broken_gzip(error)) from error
    if not ragged:
        return loaded, ()
    example = ragged[0]
    what = (
        f"{len(ragged):,} rows have another number of columns than the {len(layout.names)} "
        f"of the rest (as {example.text[:60]!r} has {example.actual_columns})"
    )
    if len(ragged) > max(1, RAGGED_SHARE * len(loaded)):
        raise ReadError(f"{what}; expected the same in all")
    return loaded, (f"{what}: left out",)


def _parse(
    path: Path,
    layout: Layout,
    types: Mapping[int, pa.DataType],
    ragged: list[pa_csv.InvalidRow],
) -> pa.Table:
    """Parse some columns; what is not in the encoding that it began in is western text."""
    try:
        return _parse_in(
            ENCODINGS.get(layout.encoding, "utf8"), path, layout, types, ragged
        )
    except pa.ArrowInvalid as error:
        if "UTF8" not in str(error):
            raise
    ragged.clear()
    return _parse_in(WESTERN, path, layout, types, ragged)


def _parse_in(
    encoding: str,
    path: Path,
    layout: Layout,
    types: Mapping[int, pa.DataType],
    ragged: list[pa_csv.InvalidRow],
) -> pa.Table:
    """Parse some columns, named by their position; other widths go to ``ragged``."""

    def set_aside(row: pa_csv.InvalidRow) -> Literal["skip", "error"]:
        ragged.append(row)
        return "skip"

    compression: Any = "gzip" if is_gzip(path) else None
    stream: Any
    with pa.input_stream(str(path), compression=compression) as stream:
        return pa_csv.read_csv(
            stream,
            read_options=pa_csv.ReadOptions(
                column_names=[str(column) for column in range(len(layout.names))],
                skip_rows=layout.n_before,
                encoding=encoding,
                block_size=2 * MAX_LINE_BYTES,
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=layout.separator, invalid_row_handler=set_aside
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types={str(column): kind for column, kind in types.items()},
                include_columns=[str(column) for column in sorted(types)],
                null_values=NULLS,
                decimal_point=layout.decimal,
            ),
        )


def _bad_cell(path: Path, layout: Layout, types: Mapping[int, pa.DataType]) -> str:
    """Find the first cell that is no number where one should be."""
    cells = _parse(path, layout, dict.fromkeys(types, pa.string()), [])
    first = (len(cells), 0, "")
    for column, kind in types.items():
        if kind == pa.string():
            continue
        for row, cell in enumerate(cells[str(column)].slice(0, first[0]).to_pylist()):
            text = str(cell or "")
            if to_number(text, layout.decimal) is None and text.strip() not in NULLS:
                first = (row, column, text)
                break
    row, column, cell = first
    name = layout.names[column] or str(column + 1)
    return (
        f"line {line_of(path, layout, row)} has {cell!r} in the column {name!r}; "
        "expected a number"
    )


def line_of(path: Path, layout: Layout, row: int) -> int:
    """Find the line of a row; blank lines and rows of another width are none."""
    n_seen = -1
    with _open(path) as file:
        text = io.TextIOWrapper(file, encoding=layout.encoding, errors="replace")
        for number, line in enumerate(text, start=1):
            is_row = number > layout.n_before
            if is_row and line.count(layout.separator) == len(layout.names) - 1:
                n_seen += 1
                if n_seen == row:
                    return number
    return layout.n_before + row + 1

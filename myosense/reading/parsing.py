"""The cells of a text table: plain or gzipped, the columns that are needed, by Arrow."""

import gzip
import io
import re
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
import pyarrow.csv as pa_csv

from myosense.errors import ReadError
from myosense.reading.cells import BLANKS, single_spaced, unspaced
from myosense.reading.datedigits import are_days
from myosense.reading.headers import RepeatedHeaders, header_lines
from myosense.reading.layout import (
    HEAD_BYTES,
    MAX_LINE_BYTES,
    MINUS,
    NULS,
    Layout,
)
from myosense.reading.naming import count_of
from myosense.reading.roles import Roles
from myosense.reading.stampshapes import is_stamp
from myosense.reading.timecolumn import to_number

GZIP_MAGIC = b"\x1f\x8b"
UTF8 = "utf8"
WESTERN = "latin-1"  #: In which any byte is a character.
SPACES = re.compile(rb"(?m)^ +| +(?=\r?$)| +(?= )")  #: All but the one between cells.
ENDS = re.compile(rb"(?m);[ \t]*(?=\r?$)")  #: Of rows that end with a semicolon.
PIECE_BYTES = 2 << 20  #: Of text, parsed at a time.
#: As Arrow names them; else UTF-8.
ENCODINGS = {"cp1252": WESTERN} | {
    wide: wide for wide in ("utf-16", "utf-16-le", "utf-16-be")
}
RAGGED_SHARE = 0.01  #: More rows of another width than this are no accident.
NULLS = sorted({*BLANKS, *map(str.upper, BLANKS), "NaN", "None", "Null", "-NaN"})


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
            if b"\n" not in head and b"\r" not in head:
                head += file.read(MAX_LINE_BYTES - HEAD_BYTES)
            return head, not file.read(1)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise ReadError(_broken_gzip(error)) from error


def _broken_gzip(error: Exception) -> str:
    return f"is a gzip file that is cut off or damaged ({error}); expected a whole one"


def _is_text(layout: Layout, column: int) -> bool:
    """Say whether most cells are no numbers: one that is damaged makes no text."""
    cells = [row[column] for row in layout.rows if row[column].casefold() not in BLANKS]
    n_texts = sum(to_number(c, layout.decimal) is None or is_stamp(c) for c in cells)
    return 2 * n_texts >= len(cells)


def types_of(layout: Layout, roles: Roles) -> dict[int, pa.DataType]:
    """Say how the columns that have a role are parsed: stamps with a date as text.

    Raises
    ------
    ReadError
        If a column is both a time and an axis.
    """
    for column in {*roles.time} & {*roles.acceleration}:
        name = layout.names[column] or str(column + 1)
        raise ReadError(
            f"would take the column {name!r} for the time and for an axis; expected time, "
            "x, y and z in columns of their own (--columns names them)"
        )
    texts = {column for column in roles.time if _is_text(layout, column)}
    if texts and texts == {*roles.time[1:]} and are_days(layout.rows, roles.time[0]):
        texts = {*roles.time}
    optional = {*(roles.gyroscope or ()), *(roles.gravity or ())}
    needed = {*roles.acceleration, *optional, *roles.time}
    needed |= {each for each in (roles.fraction, roles.counter) if each is not None}
    said = {} if roles.sensor is None else {roles.sensor: pa.string()}
    return {
        column: pa.string() if column in texts else pa.float64() for column in needed
    } | said


class Loading:
    """Some columns of a text table, loaded piece by piece."""

    def __init__(
        self, path: Path, layout: Layout, types: Mapping[int, pa.DataType]
    ) -> None:
        self._path, self._layout, self._types = path, layout, types
        self._encoding = ENCODINGS.get(layout.encoding, UTF8)
        self._n_rows = self._n_ragged = self._n_blocks = 0
        self._example: pa_csv.InvalidRow | None = None
        self._headers = RepeatedHeaders(layout)
        self._is_spaced = False

    def __iter__(self) -> Iterator[pa.Table]:
        """Hand out the rows; columns are named by their position.

        Raises
        ------
        ReadError
            If a cell is no number where one should be, or many rows have another width.
        """
        n_skipped = self._layout.n_before
        try:
            for text in _texts(self._path, self._encoding):
                if b"\0" in text:
                    text, n_blocks = NULS.subn(b"", text)  # noqa: PLW2901
                    self._n_blocks += n_blocks
                    if not text.strip():
                        continue
                if self._layout.separator == " ":
                    text = SPACES.sub(b"", text)  # noqa: PLW2901
                if self._layout.end:
                    text = ENDS.sub(b"", text)  # noqa: PLW2901
                loaded = self._parse(self._headers.blanked(text, n_skipped), n_skipped)
                n_skipped = 0
                self._n_rows += len(loaded)
                yield loaded
        except (OSError, UnicodeError) as error:
            raise ReadError(_broken(self._path, error)) from error
        if self._n_ragged > max(1, RAGGED_SHARE * self._n_rows):
            raise ReadError(f"has {self._ragged()}; expected the same in all")

    @property
    def notices(self) -> tuple[str, ...]:
        """What was left out so far."""
        ragged = (f"{self._ragged()}: left out",) if self._n_ragged else ()
        torn = count_of(self._n_blocks, "line")
        said = f"{torn} with NUL bytes, as a cut of the power leaves: left out"
        blocks = (said,) if self._n_blocks else ()
        return (*ragged, *blocks, *self._headers.notices)

    def _ragged(self) -> str:
        text, n_columns = "", 0
        if self._example is not None:
            text, n_columns = self._example.text, self._example.actual_columns
        return (
            f"{count_of(self._n_ragged, 'row')} of another number of columns than the "
            f"{len(self._layout.names)} of the rest (as {text[:60]!r} has {n_columns})"
        )

    def _parse(self, text: bytes, n_skipped: int) -> pa.Table:
        if self._encoding != WESTERN and not text.isascii():
            text = text.replace(MINUS.encode(), b"-")
            if self._encoding == UTF8 and not _is_utf8(text):
                self._encoding = WESTERN
        if self._is_spaced:
            text = unspaced(text, self._layout.separator)
        n_ragged = self._n_ragged
        try:
            return self._parse_as(self._types, text, n_skipped, self._set_aside)
        except pa.ArrowInvalid as error:
            if not self._is_spaced and unspaced(text, self._layout.separator) != text:
                self._is_spaced, self._n_ragged = True, n_ragged
                return self._parse(text, n_skipped)
            if "conversion error" not in str(error):
                raise ReadError(f"is no table that can be parsed ({error})") from error
            raise ReadError(self._bad_cell(text, n_skipped)) from error

    def _set_aside(self, row: pa_csv.InvalidRow) -> Literal["skip", "error"]:
        self._n_ragged += 1
        self._example = self._example or row
        return "skip"

    def _parse_as(
        self,
        types: Mapping[int, pa.DataType],
        text: bytes,
        n_skipped: int,
        set_aside: Callable[[pa_csv.InvalidRow], Literal["skip", "error"]],
    ) -> pa.Table:
        source: Any = pa.BufferReader(text)
        return pa_csv.read_csv(
            source,
            read_options=pa_csv.ReadOptions(
                use_threads=False,  # Other threads keep the memory that they freed.
                column_names=[str(column) for column in range(len(self._layout.names))],
                skip_rows=n_skipped,
                encoding=WESTERN if self._encoding == WESTERN else UTF8,
                block_size=len(text) + 1,  # One block: its columns need no joining.
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=self._layout.separator, invalid_row_handler=set_aside
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types={str(column): kind for column, kind in types.items()},
                include_columns=[str(column) for column in sorted(types)],
                null_values=NULLS,
                decimal_point=self._layout.decimal,
            ),
        )

    def _bad_cell(self, text: bytes, n_skipped: int) -> str:
        """Find the first cell of a piece that is no number where one should be."""
        layout, as_text = self._layout, dict.fromkeys(self._types, pa.string())
        cells = self._parse_as(as_text, text, n_skipped, lambda _: "skip")
        first = (len(cells), 0, "")
        for column, kind in self._types.items():
            if kind == pa.string():
                continue
            for row, cell in enumerate(cells[str(column)].slice(0, first[0]).to_pylist()):
                found = str(cell or "")
                if to_number(found, layout.decimal) is None and found.strip() not in NULLS:
                    first = (row, column, found)
                    break
        row, column, found = first
        name = layout.names[column] or str(column + 1)
        line = line_of(self._path, layout, self._n_rows + row)
        return f"line {line} has {found!r} in the column {name!r}; expected a number"


def _texts(path: Path, encoding: str) -> Iterator[bytes]:
    """Read a text in pieces of whole lines; one that is not of bytes as UTF-8."""
    compression: Any = "gzip" if is_gzip(path) else None
    with pa.input_stream(str(path), compression=compression) as plain:
        stream: Any = plain
        if encoding not in (UTF8, WESTERN):
            stream = pa.transcoding_input_stream(plain, encoding, UTF8)
        rest = b""
        while read := stream.read(PIECE_BYTES):
            end = read.rfind(b"\n") + 1
            if end == 0:
                read, rest = rest + read, b""
                end = read.rfind(b"\r") + 1
            if end == 0 and len(read) > 2 * MAX_LINE_BYTES:
                raise ReadError(
                    f"has a line of more than {len(read):,} bytes; expected rows of a table"
                )
            whole = b"".join((rest, memoryview(read)[:end]))  # One copy, not three.
            rest = read[end:]
            if whole and not whole.isspace():
                yield whole
        if rest and not rest.isspace():
            yield rest


def _is_utf8(text: bytes) -> bool:
    try:
        text.decode()
    except UnicodeDecodeError:
        return False
    return True


def _broken(path: Path, error: Exception) -> str:
    if is_gzip(path):
        return _broken_gzip(error)
    return f"is a text that cannot be read to its end ({error}); expected a whole one"


def line_of(path: Path, layout: Layout, row: int) -> int:
    """Find the line of a row; blank lines and rows of another width are none."""
    n_seen, headers = -1, header_lines(layout)
    with _open(path) as file:
        text = io.TextIOWrapper(file, encoding=layout.encoding, errors="replace")
        for number, line in enumerate(text, start=1):
            spaced = single_spaced(line.rstrip("\r\n"), layout.separator)
            is_row = number > layout.n_before and spaced.strip() not in headers
            if is_row and spaced.count(layout.separator) == len(layout.names) - 1:
                n_seen += 1
                if n_seen == row:
                    return number
    return layout.n_before + row + 1

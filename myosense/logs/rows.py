"""Rows with their lines, out of a text table or a workbook."""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from myosense.errors import ReadError
from myosense.logs import sheets
from myosense.logs.stamptext import looks_like_value
from myosense.reading.layout import decode

MAX_BYTES = 1 << 24  #: No table kept by hand is larger.
HEAD_BYTES = 1 << 13  #: The names of the columns stand in them.
SEPARATORS = (",", ";", "\t", "|")
_DECLARES = re.compile(r"sep=(.)", re.IGNORECASE)  #: Excel's first line for itself.

Lines = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One row of a table, every cell as text without blanks around it."""

    file: str
    line: int  #: of the file, or of the sheet; the first is 1
    cells: Mapping[str, str]  #: by column, named as by `name_of`; empty where blank
    epoch: datetime | None = None  #: day 0 of a workbook's dates that are mere numbers
    headers: Mapping[str, str] = field(default_factory=dict)  #: of columns with our names

    def renamed(self, names: Mapping[str, str]) -> "Row":
        """Give columns other names, from the file's to ours; those not named are left out.

        An error names a column as the file does, and our name beside it.
        """
        cells = {ours: self.cells[theirs] for theirs, ours in names.items()}
        headers = {ours: theirs for theirs, ours in names.items()}
        return replace(self, cells=cells, headers=headers)

    def error(self, column: str, expected: str) -> ReadError:
        """Make the error that a cell is not what was expected."""
        found = self.cells.get(column, "")
        what = f"has {found!r}" if found else "has nothing"
        header = self.headers.get(column, column)
        ours = "" if header == column else f" ({column})"
        return self.refusal(f"{what} in the column {header!r}{ours}; expected {expected}")

    def refusal(self, reason: str) -> ReadError:
        """Make an error that names the file and the line."""
        return ReadError(f"{self.file}: line {self.line} {reason}")


def name_of(header: str) -> str:
    """Bring the name of a column to one spelling: small letters, blanks as ``_``.

    >>> name_of(" Body  Region ")
    'body_region'
    """
    return "_".join(header.casefold().split())


def read_rows(path: str | Path, kind: str = "table") -> list[Row]:
    """Read a table that was kept by hand.

    Parameters
    ----------
    path
        Text in any common encoding, separated by commas, semicolons, tabs or bars, with
        the names of the columns in its first line; or the first sheet of an ``.xlsx``.
        Blank lines, and lines that start with ``#``, are left out.
    kind
        What such a table is called, for the errors.

    Returns
    -------
    list of Row
        At least one. Cells behind the last that was filled are empty.

    Raises
    ------
    ReadError
        If it cannot be opened, is no such table, or a row has more cells than there are
        names.
    """
    path = Path(path)
    try:
        lines, epoch = _lines(_content(path), kind)
        return _rows(path.name, lines, epoch)
    except ReadError as error:
        raise ReadError(f"{path.name}: {error}") from error


def read_names(path: Path) -> list[str]:
    """Read the names of a table's columns alone, as `read_rows` does.

    Raises
    ------
    ReadError
        If it cannot be opened or is no such table as far as that.
    """
    head = _content(path, HEAD_BYTES)
    content = _content(path) if sheets.is_workbook(head) else head
    return _head(_lines(content, "table")[0])


def _content(path: Path, n_bytes: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(n_bytes)
    except OSError as error:
        reason = f"cannot be opened ({error.strerror or error}); expected a file"
        raise ReadError(reason) from error


def _lines(content: bytes, kind: str) -> tuple[Lines, datetime | None]:
    if len(content) > MAX_BYTES:
        raise ReadError(f"has {len(content):,} bytes; expected a {kind} kept by hand")
    if sheets.is_workbook(content):
        return sheets.read_sheet(content)
    try:
        text, _ = decode(content)
    except ReadError as error:
        raise ReadError(
            f"is neither text nor an .xlsx workbook; expected a {kind} as one of them"
        ) from error
    return _text_lines(text), None


def _text_lines(text: str) -> Lines:
    """Part a text into rows; hand out each with the line on which it starts."""
    text = text.removeprefix("\ufeff")
    reader = csv.reader(
        io.StringIO(text, newline=""), delimiter=_separator(text), strict=True
    )
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise ReadError(
                f"line {line} has a quotation mark that does not match ({error}); "
                "expected them in pairs"
            ) from error
        yield line, cells
        line = reader.line_num + 1


def _separator(text: str) -> str:
    """Choose what parts the first line that holds anything into the most cells."""
    for line in text.splitlines():
        declared = _DECLARES.fullmatch(line.strip())
        if declared:
            return declared[1]
        if line.strip() and not line.lstrip(' "').startswith("#"):
            return max(SEPARATORS, key=line.count)
    return SEPARATORS[0]


def _rows(file: str, lines: Lines, epoch: datetime | None) -> list[Row]:
    names = _head(lines)
    rows = []
    for line, found in lines:
        cells = [cell.strip() for cell in found]
        if not any(cells) or cells[0].startswith("#"):
            continue
        extra = [cell for cell in cells[len(names) :] if cell]
        if extra:
            raise ReadError(
                f"line {line} has {len(cells)} cells; expected at most the {len(names)} "
                "that have names (a cell with a comma in it needs quotation marks)"
            )
        cells += [""] * (len(names) - len(cells))
        for name, cell in zip(names, cells, strict=False):
            if cell and not name:
                raise ReadError(
                    f"line {line} has {cell!r} in a column without a name; expected a "
                    "name in the first line"
                )
        named = {name: cell for name, cell in zip(names, cells, strict=False) if name}
        rows.append(Row(file=file, line=line, cells=named, epoch=epoch))
    if not rows:
        what = "has no rows below the names of its columns" if names else "is empty"
        raise ReadError(f"{what}; expected at least one row")
    return rows


def _head(lines: Lines) -> list[str]:
    """Take the names of the columns from the first line that holds any."""
    for line, found in lines:
        cells = [cell.strip() for cell in found]
        if not any(cells) or cells[0].startswith("#"):
            continue
        if not (cells[0].casefold().startswith("sep=") and not any(cells[1:])):
            return _names(line, cells)
    return []


def _names(line: int, cells: list[str]) -> list[str]:
    """Take the names of the columns, each of them once."""
    values = [cell for cell in cells if looks_like_value(cell)]
    if values:
        raise ReadError(
            f"line {line} has {values[0]!r} where the name of a column should be; "
            "expected the names in the first line"
        )
    names = [name_of(cell) for cell in cells]
    for name in names:
        if name and names.count(name) > 1:
            raise ReadError(
                f"line {line} names the column {name!r} twice; expected each name once"
            )
    return names

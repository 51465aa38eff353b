"""How a text table is laid out: encoding, separator, decimal mark, header, first row.

Only a bounded head of the file is looked at. A line of data has as many cells as the next
one and holds numbers or dates; everything before the first is preamble, and the last line
of it with as many names is the header.
"""

import re
from dataclasses import dataclass

from myosense.errors import ReadError
from myosense.reading.cells import cells_of, is_blank
from myosense.reading.columnnames import NAME, find_header
from myosense.reading.saidrates import rates_said_in
from myosense.reading.stampshapes import is_clock, is_date, is_stamp
from myosense.reading.table import DECLARABLE
from myosense.reading.timecolumn import to_number

HEAD_BYTES = 1 << 18  #: Enough for the longest preambles seen (100 lines).
MAX_LINE_BYTES = 1 << 20  #: A line longer than this is no row of a table.
DIALECTS = (
    *((",", "."), (";", "."), (";", ","), ("\t", "."), ("\t", ","), (" ", "."), ("|", ".")),
    (" ", ","),
    (",", ","),  #: With quotes around every number.
)
MIN_CELLS = 3  #: Filled with numbers, dates or blanks: fewer are no row of x, y and z.
MAX_COUNTED = 20  #: So many rows show whether a comma is the decimal mark.
MINUS = "\N{MINUS SIGN}"  #: As phones write it in some languages.
LOOKED_AT = 4096  #: Characters, or bytes, that tell what a file is.
NUL_SHARE = 0.9  #: Of the characters of a table in UTF-16: few are beyond Latin-1.
#: A line with a block that was never written, as a cut of the power leaves it: what stands
#: around it is torn.
NULS = re.compile(rb"(?m)^[^\n]*\x00{16}[^\n]*")
MIN_PRINTABLE = 0.95  #: Less than this of printable characters is no text.


@dataclass(frozen=True, kw_only=True)
class Layout:
    """Where the table stands in a text file and how its cells are written."""

    encoding: str
    separator: str
    decimal: str
    names: tuple[str, ...]  #: One a column; empty texts without a header.
    n_before: int  #: Lines before the first row.
    rows: tuple[tuple[str, ...], ...]  #: The first rows, as text.
    preamble: tuple[str, ...]
    end: str = ""  #: Behind the last cell of each row: a semicolon, as in a matrix.


def decode(head: bytes) -> tuple[str, str]:
    """Decode the head of a file; return the text and the name of the encoding.

    Raises
    ------
    ReadError
        If it is no text, or holds no end of line in `MAX_LINE_BYTES`.
    """
    is_signed = head[:3] == b"\xef\xbb\xbf"
    wide = _wide(head)
    written = head if wide else NULS.sub(b"", head.rstrip(b"\0"))
    # What NULs cut off in its first line is no text.
    has_no_line = written != head and not re.search(rb"[\r\n]", written)
    head = written
    encoding = wide or ("utf-8-sig" if is_signed else "utf-8")
    try:
        text = head.decode(encoding, "ignore" if encoding.startswith("utf-8") else "strict")
    except UnicodeDecodeError as error:
        text = head[: error.start].decode(encoding, "ignore")
    if encoding == "utf-8" and text.encode() != head[: len(text.encode())]:
        encoding, text = "cp1252", head.decode("cp1252", "replace")
    n_printable = sum(c.isprintable() or c in "\t\r\n" for c in text[:LOOKED_AT])
    if has_no_line or "\0" in text or n_printable < MIN_PRINTABLE * len(text[:LOOKED_AT]):
        raise ReadError(
            "is not text, and no binary format that is known; expected a table of time, x, "
            "y and z, Parquet, or a device's own file"
        )
    return text.replace(MINUS, "-"), encoding


def _wide(head: bytes) -> str | None:
    """Recognize UTF-16 by its mark, or by the NUL that is half of nearly every character.

    >>> _wide("time,x,y,z".encode("utf-16-be")), _wide(b"time,x,y,z")
    ('utf-16-be', None)
    """
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    first, second = head[:LOOKED_AT:2], head[1:LOOKED_AT:2]
    for encoding, high, low in (("utf-16-le", second, first), ("utf-16-be", first, second)):
        if len(high) > 1 and high.count(0) >= NUL_SHARE * len(high) and not low.count(0):
            return encoding
    return None


def _is_data(cells: list[str], decimal: str) -> bool:
    """Say whether cells are a row of the table: numbers or blanks, one filled."""
    if NAME.match(cells[0]):  # A spreadsheet fills up the lines above the table.
        while not cells[-1]:
            cells = cells[:-1]
    others = [cell for cell in cells if to_number(cell, decimal) is None]
    n_numbers = len(cells) - len(others)
    return n_numbers + sum(map(is_blank, others)) >= MIN_CELLS and (
        n_numbers > 0
        or any(is_stamp(cell) or is_date(cell) or is_clock(cell) for cell in cells)
    )


def _split(lines: list[str], separator: str) -> dict[int, list[str]]:
    """Split the lines that a separator parts into as many cells as a row has."""
    return {
        number: cells_of(line, separator)
        for number, line in enumerate(lines)
        if line.count(separator) >= MIN_CELLS - 1 and not line.isspace()
    }


def _runs(lines: dict[int, list[str]], decimal: str) -> tuple[int, int, int, int]:
    """Find the most frequent width: (n_rows, n_numbers, width, line of the first row)."""
    firsts: dict[int, int] = {}
    n_rows: dict[int, int] = {}
    n_numbers: dict[int, int] = {}
    for number, cells in lines.items():
        if _is_data(cells, decimal):
            firsts.setdefault(len(cells), number)
            n_rows[len(cells)] = n_rows.get(len(cells), 0) + 1
            if n_rows[len(cells)] <= MAX_COUNTED:
                found = sum(to_number(cell, decimal) is not None for cell in cells)
                n_numbers[len(cells)] = n_numbers.get(len(cells), 0) + found
    width = max(n_rows, key=lambda width: n_rows[width], default=0)
    return n_rows.get(width, 0), n_numbers.get(width, 0), width, firsts.get(width, 0)


def find_layout(head: bytes, *, is_whole: bool, n_skipped: int = 0) -> Layout:
    """Find how the text table in the head of a file is laid out.

    Parameters
    ----------
    head
        The first bytes of the file, unpacked.
    is_whole
        Whether this is all of it.
    n_skipped
        Lines at the top that are none of the table, whatever they hold.

    Raises
    ------
    ReadError
        If there is no table with at least two rows of three numbers.
    """
    text, encoding = decode(head)
    if not text.strip():
        raise ReadError("is empty; expected a table of time, x, y and z")
    lines = text.splitlines() if re.search(r"[\r\n]", text) or is_whole else []
    if not lines:
        raise ReadError(
            f"has no end of line in its first {len(text):,} characters; expected a table "
            "with a line a row"
        )
    lines = lines[:1000] if is_whole or len(lines) > 1000 else lines[:-1]
    if "\r\r\n" in text:  # Every second line is blank.
        n_skipped *= 2
    if n_skipped:
        n_skipped += next((at for at, line in enumerate(lines) if line.strip()), 0)
    below = lines[n_skipped:]
    end = _end_of(below)
    plain = [line.rstrip().removesuffix(end) for line in below] if end else below
    split = {separator: _split(plain, separator) for separator, _ in DIALECTS}
    found = [_runs(split[separator], decimal) for separator, decimal in DIALECTS]
    best = max(range(len(DIALECTS)), key=lambda i: found[i][:2])
    n_rows, _, width, first = found[best]
    first += n_skipped
    if n_rows < 2:
        raise ReadError(_no_table(lines, n_rows))
    separator, decimal = DIALECTS[best]
    names = find_header(lines[:first], separator, width)
    if separator == "," and not any(names) and _has_half(lines[:first], width):
        raise ReadError(
            "parts both its columns and the decimals of its numbers by commas; expected "
            "semicolons or tabs between the columns, or points in the numbers"
        )
    rows = [
        cells
        for number, cells in split[separator].items()
        if number + n_skipped >= first and below[number].strip()
    ]
    return Layout(
        encoding=encoding,
        separator=separator,
        decimal=decimal,
        names=names,
        n_before=first,
        rows=tuple(tuple(row) for row in rows if len(row) == width)[:200],
        preamble=tuple(lines[:first]),
        end=end,
    )


def _end_of(lines: list[str]) -> str:
    """Find the semicolon that ends most lines, where none parts their cells.

    >>> _end_of(["33,Jogging,49105,-0.7,12.7,0.5;"] * 3), _end_of(["1;2;3;"] * 3)
    (';', '')
    """
    filled = [line for line in lines if line.strip()]
    n_ended = sum(line.rstrip().endswith(";") and line.count(";") == 1 for line in filled)
    return ";" if 2 * n_ended > len(filled) else ""


def _has_half(above: list[str], width: int) -> bool:
    """Say whether the header has half as many names as the rows have numbers."""
    cells = cells_of(above[-1], ",") if above else []
    return 2 * len(cells) == width and all(NAME.match(cell) for cell in cells)


def _no_table(lines: list[str], n_rows: int) -> str:
    if "".join(lines).lstrip().startswith(("{", "[")):
        return "is JSON of another form; expected objects, or columns, of time, x, y and z"
    if n_rows == 1:
        return "has one row; expected a recording of many"
    written = [line for line in lines if line.strip()]
    if len(written) <= 2 and not re.search(r"\d", "".join(written[1:])):
        return "has a header and no rows; expected time, x, y and z below it"
    return (
        "has no table of numbers with three columns or more; expected time, x, y and z "
        "separated by comma, semicolon or tab"
    )


def find_declared(preamble: tuple[str, ...]) -> dict[str, str]:
    """Find the ``key: value`` lines of the preamble whose key we know.

    Where several rates are said, nothing tells which is the accelerometer's.
    """
    pattern = re.compile(rf"\W*({'|'.join(DECLARABLE)})\s*[:=,;]\s*(.+?)[\s,;]*")
    found = [pattern.fullmatch(line.strip()) for line in preamble]
    rates = {rate_hz for line in preamble for rate_hz in rates_said_in(line)}
    said = {"sample_rate_hz": f"{rates.pop()}"} if len(rates) == 1 else {}
    return said | {match[1]: match[2] for match in found if match}

"""The cells of a line of text."""

import csv
import re

BLANKS = frozenset(("", "na", "n/a", "null", "none", "nan", "-nan", "#n/a", "-"))


def single_spaced(line: str, separator: str) -> str:
    """Leave one space of each run where spaces part the cells: they align columns."""
    return re.sub(" {2,}", " ", line.strip(" ")) if separator == " " else line


def cells_of(line: str, separator: str) -> list[str]:
    """Split a line into cells; it is one where a quote is left open for too long."""
    spaced = single_spaced(line, separator)
    cells = spaced.split(separator) if spaced else []
    if '"' in spaced:
        try:
            cells = next(csv.reader([spaced], delimiter=separator))
        except csv.Error:
            return [line]
    return [cell.strip() for cell in cells]


def is_blank(cell: str) -> bool:
    """Say whether a cell holds nothing, or a word for it."""
    return cell.casefold() in BLANKS


def unspaced(text: bytes, separator: str) -> bytes:
    r"""Take away the spaces around all cells: of blank ones, they are no number.

    >>> unspaced(b"1, , 3 \n", ",")
    b'1,,3\n'
    """
    mark = re.escape(separator.encode())
    around = rb"(?m)^ +| +(?=\r?$)|(?<=%b) +| +(?=%b)" % (mark, mark)
    return re.sub(around, b"", text)

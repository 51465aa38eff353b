"""Numbers as people write them: with a point or a comma."""

import re

from myosense.logs.rows import Row

_PLAIN = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}")  #: A decimal, or a thousand?
_BOTH = re.compile(r"[+-]?\d{1,3}(?:(\.)\d{3}(?:\.\d{3})*,|(,)\d{3}(?:,\d{3})*\.)\d+")


def number(row: Row, column: str) -> float:
    """Read a number with a decimal point or comma.

    Returns
    -------
    float
        NaN where the cell is blank.

    Raises
    ------
    ReadError
        If it is no number, or could be two: 1.500 is one and a half or one thousand five
        hundred.
    """
    text = row.cells.get(column, "").replace("\u2212", "-")
    if not text:
        return float("nan")
    both = _BOTH.fullmatch(text)
    if both:
        return float(text.replace(both[1] or both[2], "").replace(",", "."))
    if _GROUPED.fullmatch(text):
        raise row.error(column, f"{text[:-4]}{text[-3:]} or {text}0: it could be both")
    if not _PLAIN.fullmatch(text):
        raise row.error(column, "a number such as 2.5 or 2,5")
    return float(text.replace(",", "."))

"""Parts of a second that are written without their zeros: 12:00:01.5 for 5 milliseconds.

Programs print milliseconds as a number behind a point or a colon. Read as decimals, such
stamps fall within their second; read as numbers, they rise.
"""

import re
from collections.abc import Sequence
from itertools import pairwise

import pyarrow.compute as pc

from myosense.reading.dateorder import TextColumn

PART = re.compile(r"(.*\d:\d\d?:\d\d?)([.,:])(\d{1,9})(?:\D.*)?")
HEAD_ROWS = 1000
NEARLY_FULL = 0.8  #: Of a second: so far at least do the parts count within one.
#: Digits behind a colon: milliseconds have these or fewer.
N_HUNDREDTH, N_MILLISECOND = 2, 3


def find_n_digits(cells: Sequence[str]) -> int | None:
    """Find how many digits the parts of the second would have with their zeros.

    Parameters
    ----------
    cells
        Some stamps, in their order.

    Returns
    -------
    int or None
        ``None`` where they are read as they stand: as decimals behind a point, and as
        milliseconds behind a colon.

    >>> find_n_digits(["12:00:01.5", "12:00:01.45", "12:00:01.85", "12:00:01.945"])
    3
    >>> find_n_digits(["12:00:01.5", "12:00:01.55", "12:00:01.6"]) is None
    True
    """
    found = [PART.fullmatch(cell) for cell in cells]
    parts = [(match[1], match[3]) for match in found if match is not None]
    if not parts:
        return None
    n_digits = max(len(part) for _, part in parts)
    is_full = max(int(part) for _, part in parts) >= NEARLY_FULL * 10**n_digits
    if all(match is not None and match[2] == ":" for match in found):
        is_full |= all(len(part) == N_HUNDREDTH for _, part in parts)
        return n_digits if is_full and n_digits != N_MILLISECOND else None
    within = [(a[1], b[1]) for a, b in pairwise(parts) if a[0] == b[0]]
    rises = all(int(a) <= int(b) for a, b in within)
    falls = any(float(f".{a}") > float(f".{b}") for a, b in within)
    is_padded = any(part.startswith("0") and len(part) > 1 for _, part in parts)
    return n_digits if rises and falls and is_full and not is_padded else None


def padded(column: TextColumn, n_digits: int) -> TextColumn:
    """Write the zeros before the parts of a second, behind a point.

    Parameters
    ----------
    column
        Stamps as text.
    n_digits
        Of each part, with its zeros.
    """
    for n_written in range(1, n_digits + 1):
        zeros = "0" * (n_digits - n_written)
        column = pc.replace_substring_regex(
            column,
            rf"(\d:\d\d?:\d\d?)[.,:](\d{{{n_written}}})(\D|$)",
            rf"\1.{zeros}\2\3",
        )
    return column

r"""Lines as a sketch prints them and a serial monitor shows them: written out as a table.

Arduino's monitor puts the time of day and an arrow before each line, terminals put it into
brackets; sketches print names before their numbers (``X: 0.12\tY: -0.30\tZ: 0.98``).
"""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from myosense.reading.naming import unit_in

STAMP = r"(?P<date>\d{4}-\d\d-\d\d[ T])?(?P<clock>\d{1,2}:\d\d:\d\d[.,:]\d{1,6})"
SHOWN = re.compile(
    rf"\s*(?:{STAMP} ?-> ?|\[{STAMP.replace('P<', 'P<in_')}\]:? ?)(?P<rest>.*)"
)
NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
NAMED = re.compile(rf"(?P<name>[A-Za-z][\w .-]*?)\s*[:=]\s*(?P<number>{NUMBER})(?![\w.:])")
MARKS = ",;\t "
MIN_CELLS = 3  #: Numbers in a line: x, y and z.
MOST = 0.8  #: Of the lines are written so.
MIN_LINES = 5


class Printed(NamedTuple):
    """What such lines stand for."""

    header: str  #: Of the table; empty where the lines name nothing.
    row_of: Callable[[str], str]  #: Writes a line as a row.


def find_printed(head: bytes) -> Printed | None:
    r"""Find out whether the first bytes of a file are those of such lines.

    >>> find_printed(b"X: 0.1 Y: 0.2 Z: 0.9\n" * 9).header
    'X,Y,Z'
    >>> find_printed(b"12:00:01.123 -> 0.1,0.2,0.9\n" * 9).row_of("12:00:02.4 -> 1,2,3")
    '12:00:02.4,1,2,3'
    >>> find_printed(b"0.1,0.2,0.9\n" * 9) is None
    True
    """
    lines = head.decode("utf-8", "replace").splitlines()[1:-1]
    lines = [line for line in lines if line.strip()]
    if len(lines) < MIN_LINES or "\0" in head.decode("latin-1"):
        return None
    shown = [SHOWN.fullmatch(line) for line in lines]
    is_shown = sum(match is not None for match in shown) >= MOST * len(lines)
    rests = [match["rest"] for match in shown if match] if is_shown else lines
    named = Counter(
        tuple(match["name"] for match in NAMED.finditer(rest)) for rest in rests
    )
    names, n_alike = named.most_common(1)[0]
    if len({*names}) >= MIN_CELLS and n_alike >= MOST * len(lines):
        last = re.split(NUMBER, rests[-1])[-1].strip(MARKS)
        unit = f" ({last})" if unit_in(last) else ""
        header = ",".join([*(["time"] if is_shown else []), *names]) + unit
        return Printed(header, lambda line: _named_row(line, names, is_shown=is_shown))
    n_numbers = [
        len(re.findall(rf"(?:^|[{MARKS}]){NUMBER}(?=[{MARKS}]|$)", r)) for r in rests
    ]
    if is_shown and sum(n >= MIN_CELLS for n in n_numbers) >= MOST * len(lines):
        mark = next((mark for mark in MARKS if mark in rests[-1].strip()), ",")
        return Printed("", lambda line: _shown_row(line, mark))
    return None


def _clock(match: re.Match[str]) -> str:
    date = match["date"] or match["in_date"] or ""
    return date + (match["clock"] or match["in_clock"]).replace(",", ".")


def _named_row(line: str, names: tuple[str, ...], *, is_shown: bool) -> str:
    """Write a line as a row; as one cell, where it is of another kind."""
    match = SHOWN.fullmatch(line) if is_shown else None
    found = [
        each.group("name", "number")
        for each in NAMED.finditer(line if match is None else match["rest"])
    ]
    if tuple(name for name, _ in found) != names or (is_shown and match is None):
        return line.replace(",", " ")
    return ",".join([*([_clock(match)] if match else []), *(number for _, number in found)])


def _shown_row(line: str, mark: str) -> str:
    match = SHOWN.fullmatch(line)
    stamp, rest = ("", line) if match is None else (_clock(match), match["rest"])
    return f"{stamp}{mark}{rest.strip()}"


def unpack_printed(path: Path, folder: Path, printed: Printed) -> list[Path]:
    """Write the table that the lines of a file stand for into a folder.

    Parameters
    ----------
    path
        The file.
    folder
        Where it is written, under the same name.
    printed
        What `find_printed` found in its first bytes.
    """
    written = folder / path.name
    with (
        path.open(encoding="utf-8", errors="replace") as lines,
        written.open("w", encoding="utf-8", newline="\n") as table,
    ):
        if printed.header:
            table.write(f"{printed.header}\n")
        table.writelines(f"{printed.row_of(line.rstrip())}\n" for line in lines)
    return [written]

r"""Texts that call their columns CH1, CH2 and say above what each is: names put in place.

AcqKnowledge (Biopac) writes the time between samples, how many channels there are, a label
and a unit of each in lines of their own, the line of channels, and how many samples each
has. That last line, which looks like a row, becomes the line of names: the rows stay in
their lines, so that one that is named in a message is the file's.
"""

import re
import shutil
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from myosense.reading.cells import cells_of

N_CHANNELS = re.compile(r"(\d{1,3}) channels?")
CHANNEL = re.compile(r"CH\d+")
TIMES = {
    "millisec": "time (ms)",
    "sec": "time (s)",
    "min": "time (min)",
    "hour": "time (h)",
}
STARTED = re.compile(r"Recording on: *(\S.*)")


class Renamed(NamedTuple):
    """The lines above the rows, with names."""

    head: str
    n_bytes: int  #: Of the file, that they stand for.


def find_channels(head: bytes) -> Renamed | None:
    """Put names above the rows where the first bytes of a file are those of such a text."""
    lines = head.decode("latin-1").splitlines(keepends=True)
    plain = [line.strip("\r\n") for line in lines]
    found = [(at, N_CHANNELS.fullmatch(line)) for at, line in enumerate(plain[:5])]
    at, n_channels = next(((at, int(match[1])) for at, match in found if match), (0, 0))
    first = at + 1 + 2 * n_channels
    if not n_channels or len(lines) < first + 3:
        return None
    separator = next((mark for mark in "\t,; " if mark in plain[first]), "\t")
    cells, counts = (cells_of(line, separator) for line in plain[first : first + 2])
    said = dict(
        zip(filter(CHANNEL.fullmatch, cells), _pairs(plain[at + 1 : first]), strict=False)
    )
    if len(said) != n_channels:
        return None
    names = [said.get(cell) or TIMES.get(cell.lower(), cell) for cell in cells]
    header = separator.join(name.replace(separator, " ") for name in names)
    has_counts = all(cell.isdigit() for cell in counts if cell)
    above = [_start(plain[:first]), *plain[1:first], *[""] * has_counts, header]
    n_bytes = sum(map(len, lines[: first + 1 + has_counts]))
    return Renamed("".join(f"{line}\n" for line in above), n_bytes)


def _pairs(labels: list[str]) -> list[str]:
    """Put the unit of each channel behind its label."""
    return [
        f"{label} ({unit})" for label, unit in zip(labels[::2], labels[1::2], strict=True)
    ]


def _start(lines: list[str]) -> str:
    """Write when the recording began as other tables declare it; nothing if none says."""
    said = next((match[1] for line in lines if (match := STARTED.fullmatch(line))), "")
    try:
        return f"start: {datetime.fromisoformat(said.strip())}"
    except ValueError:
        return ""


def unpack_channels(path: Path, folder: Path, renamed: Renamed) -> list[Path]:
    """Write the table with its names into a folder.

    Parameters
    ----------
    path
        The file.
    folder
        Where it is written, under the same name.
    renamed
        What `find_channels` found in its first bytes.
    """
    written = folder / path.name
    with path.open("rb") as file, written.open("wb") as table:
        table.write(renamed.head.encode("latin-1"))
        file.seek(renamed.n_bytes)
        shutil.copyfileobj(file, table)
    return [written]

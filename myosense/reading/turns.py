"""Rows of several sensors by turns in one text: written out as a file a sensor.

A column says which sensor a row is of, or each row begins with its sensor's mark and a
comment above says what follows it. What is read then is the same as a folder of files.
"""

import contextlib
import itertools
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np

from myosense.errors import ReadError
from myosense.reading.cells import BLANKS, cells_of
from myosense.reading.layout import Layout, decode, find_layout
from myosense.reading.naming import words_of
from myosense.reading.onesensor import (
    MAX_SENSORS,
    are_sensors,
    name_sensors,
    sensor_column,
)

HEAD_BYTES = 1 << 16
N_PLACES, PLACE_BYTES = 64, 1 << 13  #: Looked at in a text, its last rows among them.
MAY_SAY = re.compile(
    rb"(?i)sensor|device|imu|node|location|place|where|part|limb|site|side|hand|mac|[%#].*;"
    rb"|user|subject|person|patient|wearer|\bid\b|tag|source|address|serial|type|stream"
    rb"|acc\w{0,30}[\"']?\s*[,;\t| ]"
)
#: A comment that says what the rows of a mark hold: % Gyroscope data: 'GYRO;Time(s);X;Y;Z'.
IS_SAID = re.compile(r"[%#]\s*(?P<what>[^:;]+):\s*'?(?P<mark>\w+);(?P<names>[^']+)'?\s*")

#: https://developer.android.com/reference/android/hardware/Sensor (TYPE_…)
ANDROID_TYPES = {
    b"1": "accelerometer",
    b"2": "magnetic_field",
    b"3": "orientation",
    b"4": "gyroscope",
    b"5": "light",
    b"6": "pressure",
    b"8": "proximity",
    b"9": "gravity",
    b"10": "linear_acceleration",
    b"11": "rotation_vector",
    b"14": "magnetic_field_uncalibrated",
    b"15": "game_rotation_vector",
    b"16": "gyroscope_uncalibrated",
    b"35": "accelerometer_uncalibrated",
}


@dataclass(frozen=True, kw_only=True)
class Turns:
    """How rows say their sensor."""

    separator: bytes
    column: int  #: Where the sensor stands in a row.
    n_before: int  #: Lines that no row is among.
    #: What is written above the rows of a sensor; of any other, `head`.
    heads: Mapping[bytes, bytes]
    names: Mapping[bytes, str]  #: What a mark stands for; else it is the name.
    head: bytes = b""


def find_turns(path: Path) -> Turns | None:
    """Find out whether the rows of a text are of several sensors; ``None`` if not."""
    with path.open("rb") as file:
        head = file.read(HEAD_BYTES)
    if b"\0" in head or not MAY_SAY.search(head):
        return None
    try:
        text, _ = decode(head)
        marked = _find_marks(text)
        if marked is not None:
            return marked
        layout = find_layout(head, is_whole=len(head) < HEAD_BYTES)
    except ReadError:
        return None
    turns = _find_column(head, layout)
    if turns is None:
        return None
    marks = _some_sensors(path, turns)
    words = {word.decode("utf-8", "replace") for word in marks}
    cells = [row[turns.column] for row in layout.rows]
    changing = float(np.mean([a != b for a, b in itertools.pairwise(cells)]))
    name = layout.names[turns.column]
    if "type" in words_of(name)[0] and b"1" in marks and marks <= ANDROID_TYPES.keys():
        turns = replace(turns, names=ANDROID_TYPES)
    return turns if are_sensors(name, words, changing) else None


def _find_marks(text: str) -> Turns | None:
    found = [match for line in text.splitlines() if (match := IS_SAID.fullmatch(line))]
    marks = {match["mark"] for match in found}
    seen = {line.partition(";")[0] for line in text.splitlines()} & marks
    if len(seen) < 2:
        return None
    heads = {
        match["mark"].encode(): ";".join(filter(None, match["names"].split(";"))).encode()
        for match in found
    }
    names = {match["mark"].encode(): match["what"].strip() for match in found}
    return Turns(separator=b";", column=0, n_before=0, heads=heads, names=names)


def _find_column(head: bytes, layout: Layout) -> Turns | None:
    column = sensor_column(layout.names, layout.rows)
    if column is None:
        column = _mark_of_ragged(head, layout)
    if column is None:
        return None
    above = b"".join(head.splitlines(keepends=True)[: layout.n_before]).rstrip(b"\r\n")
    return Turns(
        separator=layout.separator.encode(),
        column=column,
        n_before=layout.n_before,
        heads={},
        names={},
        head=above,
    )


def _mark_of_ragged(head: bytes, layout: Layout) -> int | None:
    """Find the first or second cell that names the sensor, in rows as long as it needs."""
    lines = decode(head)[0].splitlines()[layout.n_before :]
    rows = [cells_of(line, layout.separator) for line in lines]
    cells = [[row[at] for row in rows if len(row) > at + 1] for at in (0, 1)]
    return next((at for at in (0, 1) if name_sensors(cells[at])), None)


def _some_sensors(path: Path, turns: Turns) -> set[bytes]:
    """Find the sensors of some rows all over the file.

    To go through all of them would take longer than to read them: `OneSensor` does then.
    """
    size, sensor_of = path.stat().st_size, _sensor_of(turns)
    found: set[bytes] = set()
    with path.open("rb") as file:
        for place in range(1, N_PLACES + 1):
            file.seek(max(size * place // N_PLACES - PLACE_BYTES, 0))
            found |= set(map(sensor_of, file.read(PLACE_BYTES).splitlines()[1:-1]))
    return found - {b""}


@contextlib.contextmanager
def part_by_sensor(
    files: Sequence[Path], is_whole: Callable[[Path], bool]
) -> Iterator[tuple[Path, ...]]:
    """Give the files, and for a text of several sensors a file of each.

    Parameters
    ----------
    files
        Of a recording.
    is_whole
        Whether a file is not to be parted.

    Yields
    ------
    tuple of Path
        Those that were written are gone afterwards.
    """
    with tempfile.TemporaryDirectory(prefix="myosense-") as name:
        parted: list[Path] = []
        for number, file in enumerate(files):
            turns = None if is_whole(file) else find_turns(file)
            folder = Path(name) / str(number)
            parted += [file] if turns is None else _part(file, turns, folder)
        yield tuple(parted)


def _part(path: Path, turns: Turns, folder: Path) -> list[Path]:
    """Write the rows into files; the text itself if its sensors are one, or too many."""
    folder.mkdir()
    sensor_of = _sensor_of(turns)
    files: dict[bytes, IO[bytes]] = {}
    with contextlib.ExitStack() as opened, path.open("rb") as lines:
        for number, line in enumerate(lines):
            sensor = sensor_of(line) if number >= turns.n_before else b""
            if not sensor or (turns.heads and sensor not in turns.heads):
                continue
            if sensor not in files:
                if len(files) == MAX_SENSORS:
                    return [path]
                file = folder / f"{_safe(turns, sensor)}.csv"
                files[sensor] = opened.enter_context(file.open("ab"))
                files[sensor].write(turns.heads.get(sensor, turns.head) + b"\n")
            row = line.partition(turns.separator)[2] if turns.heads else line
            files[sensor].write(row)
    return sorted(folder.iterdir()) if len(files) > 1 else [path]


def _sensor_of(turns: Turns) -> Callable[[bytes], bytes]:
    """Make what finds the sensor in a line; quoted cells may hold the separator."""
    separator, column = turns.separator, turns.column
    blanks = frozenset(word.encode() for word in BLANKS)

    def find(line: bytes) -> bytes:
        if b'"' in line:
            cells = cells_of(line.decode("latin-1"), separator.decode())
            parts = [cell.encode("latin-1") for cell in cells]
        else:
            parts = line.split(separator, column + 1)
        sensor = parts[column].strip() if column < len(parts) else b""
        return b"" if sensor.lower() in blanks else sensor

    return find


def _safe(turns: Turns, sensor: bytes) -> str:
    name = turns.names.get(sensor) or sensor.decode("utf-8", "replace")
    return re.sub(r"[^\w .-]", "_", name)[:80]

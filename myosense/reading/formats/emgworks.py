"""Delsys EMGworks: every channel of a text table stands beside its own time, ``X[s]``."""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from myosense.errors import ReadError
from myosense.reading.cells import cells_of
from myosense.reading.layout import decode
from myosense.reading.parsing import read_head
from myosense.reading.table import BY_FORMAT, Table
from myosense.reading.text import read_text

#: The line of names, under what the program may say of each channel before.
HEADER = re.compile(
    r"^\ufeff?\"?X ?\[s\]\"?([,;\t])\"?[^,;\t\n]+\"?\1\"?X ?\[s\]\"?\1", re.MULTILINE
)
PREAMBLE = re.compile(rb"(\xef\xbb\xbf)?Label: .*Sampling frequency: ")
AXIS = re.compile(r"(.*?)\bACC *\d*[. ]?([XYZ])\b.*", re.IGNORECASE)


def recognizes_emgworks(head: bytes, _path: Path) -> bool:
    """Recognize a header of pairs, time and channel, or what stands above it."""
    is_header = HEADER.search(head.decode("utf-8", "replace")) is not None
    return is_header or PREAMBLE.match(head) is not None


def read_emgworks(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the first accelerometer and the time beside its x.

    Parameters
    ----------
    path
        The table.
    columns
        What the user says about its columns, in place of the first accelerometer.

    Raises
    ------
    ReadError
        If no sensor has x, y and z of an accelerometer, or as `read_text`.
    """
    text, _ = decode(read_head(path)[0])
    header = HEADER.search(text)
    line = text[header.start() :].partition("\n")[0] if header else ""
    sensors = _sensors(cells_of(line, header[1])) if header else {}
    if columns is None and not sensors:
        raise ReadError(
            "is a Delsys EMGworks csv without an accelerometer (ACC.X, ACC.Y and ACC.Z of "
            "one sensor); expected these channels to be exported too"
        )
    if columns is None:
        x, y, z = next(iter(sensors.values()))
        columns = f"time={x},x={x + 1},y={y + 1},z={z + 1}"
    table = read_text(path, columns)
    others = list(sensors)[1:]
    notices = table.notices
    if others:
        notices += (f"the file also holds {', '.join(others)} (--columns chooses)",)
    return replace(
        table,
        format="Delsys EMGworks csv",
        unit="g",
        unit_source=BY_FORMAT,
        notices=notices,
    )


def _sensors(names: list[str]) -> dict[str, tuple[int, int, int]]:
    """Find the positions of the axes by sensor, where all three are there."""
    found: dict[str, dict[str, int]] = {}
    for at, name in enumerate(names):
        match = AXIS.fullmatch(name.strip())
        if match:
            found.setdefault(match[1].strip(" :"), {}).setdefault(match[2].upper(), at)
    return {
        sensor: (axes["X"], axes["Y"], axes["Z"])
        for sensor, axes in found.items()
        if len(axes) == 3
    }

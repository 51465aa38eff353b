"""Messages of a FIT file as csv: the samples that each holds as a list, one a row.

Watches of Garmin record an accelerometer into their FIT files; Garmin's FitCSVTool writes
the messages as text, a message a line with names, values and units in turn, or a column a
field (``accelerometer_data.accel_x[counts]``). A message holds many samples, parted by
bars: they are written out as a table, one of the gyroscope beside it.
"""

import csv
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from myosense.errors import ReadError

BY_MESSAGE = "Type,Local Number,Message,Field 1,Value 1,Units 1"
LINES, COLUMNS = "lines", "columns"  #: A message a line, or a field a column.
OFFSETS = "sample_time_offset"  #: In ms, of each sample after the message's own time.
COLUMN = re.compile(r"(?:\w+\.)?(?P<field>\w+) ?(?:[\[(].*[\])])?")
#: The time of a message counts from here (FIT protocol, type date_time).
HEADER = "time (s since 1989-12-31)"
#: The fields of each sensor that hold its samples, best first, and their units.
SENSORS = {
    "accelerometer": {
        "calibrated_accel_{}": " (g)",
        "compressed_calibrated_accel_{}": " (mg)",
        "accel_{}": "",
    },
    "gyroscope": {"calibrated_gyro_{}": " (deg/s)"},
}
Message = Mapping[str, str]


def find_fit_csv(head: bytes) -> str | None:
    """Say how the messages stand in a file, by its first bytes; ``None`` if it has none.

    >>> find_fit_csv(b"timestamp (s),sample_time_offset (ms),accel_x (counts)")
    'columns'
    """
    first = head.decode("utf-8-sig", "replace").lstrip().partition("\n")[0]
    if first.startswith(BY_MESSAGE):
        return LINES
    return COLUMNS if OFFSETS in first else None


def unpack_fit_csv(path: Path, folder: Path, layout: str) -> list[Path]:
    """Write the samples of a file into a folder, a table a sensor.

    Parameters
    ----------
    path
        The file.
    folder
        Where the tables are written.
    layout
        What `find_fit_csv` found in its first bytes.

    Raises
    ------
    ReadError
        If no message holds an accelerometer's samples, or one is damaged.
    """
    rows: dict[str, list[str]] = {}
    for line, message in _messages(path, layout):
        for sensor, axes in SENSORS.items():
            found = next((name for name in axes if message.get(name.format("x"))), None)
            if found is not None:
                header = [HEADER, *(f"{sensor} {axis}{axes[found]}" for axis in "xyz")]
                table = rows.setdefault(sensor, [",".join(header)])
                table += _samples(message, found, line)
    if "accelerometer" not in rows:
        raise ReadError(
            "is a FIT file as csv, and none of its messages holds samples of an "
            "accelerometer; expected accelerometer_data, which the watch has to record"
        )
    written = []
    for sensor, lines in rows.items():
        file = folder / f"{path.stem} {sensor}.csv"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        written.append(file)
    return written


def _messages(path: Path, layout: str) -> Iterator[tuple[int, Message]]:
    """Go through the messages: the line of each, and its values by field."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        reader = csv.reader(file)
        first = next(reader, [])
        names = [COLUMN.fullmatch(cell.strip()) for cell in first]
        fields = ["" if name is None else name["field"] for name in names]
        for row in reader:
            if layout == COLUMNS:
                yield reader.line_num, dict(zip(fields, row, strict=False))
            elif row[:1] == ["Data"]:
                yield reader.line_num, dict(zip(row[3::3], row[4::3], strict=False))


def _samples(message: Message, field: str, line: int) -> list[str]:
    """Write the samples of a message as rows, with the time of each."""
    lists = [message.get(field.format(axis), "").split("|") for axis in "xyz"]
    try:
        began_s = (
            float(message["timestamp"]) + float(message.get("timestamp_ms") or 0) / 1e3
        )
        after_ms = [float(each) for each in (message.get(OFFSETS) or "0").split("|")]
    except (KeyError, ValueError) as error:
        raise ReadError(
            f"line {line}: has a message without its time; expected timestamp and {OFFSETS}"
        ) from error
    times = [f"{began_s + each / 1e3:.6f}" for each in after_ms]
    if len({len(times), *map(len, lists)}) > 1:
        n_values = ", ".join(str(len(each)) for each in lists)
        raise ReadError(
            f"line {line}: has {n_values} values of x, y and z and {len(times)} times; "
            "expected as many of each"
        )
    return [",".join(row) for row in zip(times, *lists, strict=True)]

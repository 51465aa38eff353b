"""A table that says which file is whose, where it was worn, and what goes with it.

It is checked as a whole before any recording is opened; every fault names its line.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from pathlib import Path

import pandas as pd
import pyarrow as pa

from myosense.batch.people import Person, Sensor, name_faults, name_of_file
from myosense.errors import ArgumentError, ReadError
from myosense.holding import LogOptions
from myosense.logs import name_of, read_rows
from myosense.medication import read_doses
from myosense.medication.washout import check_named, parse_washout
from myosense.options import ReadingOptions, with_said

READING = tuple(one.name for one in fields(ReadingOptions))
LOGS = ("diary", "doses", "markers", "sleep_log", "wear_log")
DATE_ORDER, WASHOUT = "date_order", "washout"
WASHOUTS = re.compile("[;|,]")  #: What stands between those of several drugs.
COLUMNS = ("file", "person", *READING, *LOGS, DATE_ORDER, WASHOUT)

Lines = Sequence[tuple[int, Mapping[str, str]]]


def read_manifest(path: Path) -> list[Person]:
    """Read a manifest, one row a recording.

    Parameters
    ----------
    path
        CSV or Parquet with the columns of `COLUMNS`, of which only ``file`` is needed.
        Files are named from the manifest's folder. Without a ``person`` a file is one.

    Raises
    ------
    ArgumentError
        Naming every fault, with its line or its person.
    """
    lines = _lines(path)
    folder = path.parent.absolute()
    people: dict[str, list[Sensor]] = {}
    logs: dict[str, dict[str, Path]] = {}
    log_options: dict[str, LogOptions] = {}
    first_lines: dict[Path, int] = {}
    faults = []
    for line, cells in lines:
        mine, sensor = _sensor(cells, folder)
        if sensor is not None:
            first = first_lines.setdefault(sensor.path.resolve(), line)
            if first != line:
                mine.append(f"names {sensor.name}, as line {first} does")
            name = cells.get("person", "") or name_of_file(sensor.path)
            mine += name_faults([name]) if name not in people else []
            people.setdefault(name, []).append(sensor)
            mine += _add_logs(logs.setdefault(name, {}), cells, folder)
            said = log_options.setdefault(name, LogOptions())
            log_options[name], more = _log_options(said, cells)
            mine += more
        faults += [f"line {line} {fault}" for fault in mine]
    faults += _washout_faults(logs, log_options)
    if faults:
        raise ArgumentError("\n  ".join([f"{path.name}:", *faults]))
    return [
        Person(
            name=name,
            sensors=tuple(sensors),
            logs=logs[name],
            log_options=log_options[name],
        )
        for name, sensors in people.items()
    ]


def _lines(path: Path) -> Lines:
    """Read the rows with their lines; refuse unknown columns."""
    lines = _parquet_lines(path) if path.suffix == ".parquet" else _text_lines(path)
    columns = list(dict.fromkeys(name for _, cells in lines for name in cells))
    unknown = [name for name in columns if name not in COLUMNS]
    if unknown or "file" not in columns:
        what = f"the column{'s' if len(unknown) > 1 else ''} " if unknown else "no column "
        named = ", ".join(map(repr, unknown or ["file"]))
        raise ArgumentError(
            f"{path.name}: line 1 has {what}{named}; expected columns out of "
            f"{', '.join(COLUMNS)}"
        )
    return lines


def _text_lines(path: Path) -> Lines:
    try:
        return [(row.line, row.cells) for row in read_rows(path, "manifest")]
    except ReadError as error:
        raise ArgumentError(str(error)) from error


def _parquet_lines(path: Path) -> Lines:
    """Read a Parquet table; its first row is line 2, as it would be in a CSV."""
    try:
        table = pd.read_parquet(path)
    except (OSError, pa.ArrowException) as error:
        raise ArgumentError(f"{path.name} is no Parquet table ({error})") from error
    text = table.astype("object").where(table.notna(), "").astype("str")
    rows = text.rename(columns=name_of).to_dict("records")
    return [
        (line, {str(name): str(cell).strip() for name, cell in row.items()})
        for line, row in enumerate(rows, start=2)
    ]


def _sensor(cells: Mapping[str, str], folder: Path) -> tuple[list[str], Sensor | None]:
    """Make the sensor of a line, or say why there is none."""
    name = cells.get("file", "")
    if not name:
        return ["names no file"], None
    faults = [] if (folder / name).exists() else [f"names {name}, which does not exist"]
    options = ReadingOptions()
    # Where semicolons part the cells, a rate may have a decimal comma.
    said = {**cells, "rate": cells.get("rate", "").replace(",", ".")}
    for key in READING:
        if value := said.get(key, ""):
            try:
                options = with_said(options, {key: value})
            except ArgumentError as error:
                faults.append(f"says: {error}")
    return faults, Sensor(path=folder / name, name=name, options=options)


def _add_logs(logs: dict[str, Path], cells: Mapping[str, str], folder: Path) -> list[str]:
    """Add the logs of a line to its person's; say what is wrong with them."""
    faults = []
    for what in LOGS:
        name = cells.get(what, "")
        if not name:
            continue
        if not (folder / name).is_file():
            faults.append(f"names the {what} {name}, which is no file")
        elif logs.setdefault(what, folder / name) != folder / name:
            faults.append(f"names another {what} of this person than an earlier line")
    return faults


def _washout_faults(
    logs: Mapping[str, Mapping[str, Path]], options: Mapping[str, LogOptions]
) -> Iterator[str]:
    """Say which wash-outs are of drugs that nobody logged: they would change nothing."""
    for name, said in options.items():
        file = logs[name].get("doses")
        if file is None or not said.washouts_h:
            continue
        try:
            check_named(said.washouts_h, read_doses(file, date_order=said.date_order))
        except ReadError:
            continue  # is said of the person in its turn: it stops nobody else
        except ArgumentError as error:
            yield f"person {name!r}: {error}"


def _log_options(
    said: LogOptions, cells: Mapping[str, str]
) -> tuple[LogOptions, list[str]]:
    """Add what a line says of its person's logs; say what is wrong with it."""
    texts = [text for text in WASHOUTS.split(cells.get(WASHOUT, "")) if text.strip()]
    given, faults = LogOptions(), []
    try:
        given = replace(given, date_order=cells.get(DATE_ORDER) or None)
    except ArgumentError as error:
        faults.append(f"says: {error}")
    try:
        given = replace(given, washouts_h=dict(map(parse_washout, texts)))
    except ArgumentError as error:
        faults.append(f"says: {error}")
    if given == LogOptions():
        return said, faults
    if said not in (LogOptions(), given):
        what = f"{DATE_ORDER} or {WASHOUT}"
        faults.append(f"says another {what} of this person than an earlier line")
    return given, faults

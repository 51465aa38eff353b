"""Tables as text and back: events as BIDS wants them, all others as plain CSV.

Events are tab-separated, with onset, duration and peak_time in front and ``n/a`` where a
value is missing; the other tables leave the cell empty. Nothing of a table is lost but the
digits behind the seventh, and behind the microsecond of times in seconds.
"""

import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from myosense import diary, rates, restclasses, sensors, spacing, strata
from myosense.daytime import moments, profile, rhythm
from myosense.events import COLUMNS, NAMES
from myosense.intervals import Samples
from myosense.longtables import give_back
from myosense.results.cells import cells
from myosense.schema import LOCAL_TIME, Column, Columns

BIDS_NAMES = {"onset_s": "onset", "duration_s": "duration", "peak_s": "peak_time"}
ROWS_AT_ONCE = 2000  #: Of a table that is written.
NOT_AVAILABLE = "n/a"  #: BIDS: what stands where a value is missing.


class CsvTable(NamedTuple):
    """A table of the result folder, saved as NAME.csv."""

    row: str  #: what one row is, for the data dictionary
    columns: Columns


CSV_TABLES = {
    "rates": CsvTable("one row a site, side and bin of time", rates.COLUMNS),
    "diary": CsvTable("one row a site, side and part of a day", diary.COLUMNS),
    "strata": CsvTable(
        "one row a site, side and state, in all and by part of the day", strata.COLUMNS
    ),
    "patterns": CsvTable("one row a site and side", spacing.COLUMNS),
    "sensors": CsvTable("one row a pair of sensors worn together", sensors.COLUMNS),
    "moments": CsvTable(
        "one row a site, side and moment: after waking, around sleep onset, otherwise",
        moments.COLUMNS,
    ),
    "profile": CsvTable("one row a site, side and hour of the clock", profile.COLUMNS),
    "circadian": CsvTable("one row a site and side", rhythm.COLUMNS),
    "umrs_like": CsvTable(
        "one row a site and side; a class like that of a rating scale, and no rating",
        restclasses.COLUMNS,
    ),
}


def write_events(path: Path, table: pd.DataFrame, rows: Samples | None = None) -> None:
    """Write events, tab-separated, in the order and with the names of BIDS.

    Parameters
    ----------
    path
        The file.
    table
        The events.
    rows : shape (n,)
        Which of them; ``None`` is all.
    """
    rest = {name: name for name in NAMES if name not in BIDS_NAMES}
    rows = np.arange(len(table)) if rows is None else rows
    _write(path, _parts(table, rows), BIDS_NAMES | rest, "\t", NOT_AVAILABLE)


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table separated by commas, empty where a value is missing."""
    names = {str(name): str(name) for name in table.columns}
    _write(path, _parts(table, np.arange(len(table))), names, ",", "")


def _parts(table: pd.DataFrame, rows: Samples) -> Iterator[pd.DataFrame]:
    """Hand out rows some at a time: as text, they take many times the memory."""
    for first in range(0, len(rows), ROWS_AT_ONCE):
        give_back(table)
        yield table.iloc[rows[first : first + ROWS_AT_ONCE]]
    give_back(table)


def _write(
    path: Path,
    parts: Iterable[pd.DataFrame],
    names: Mapping[str, str],
    separator: str,
    missing: str,
) -> None:
    """Write some columns of a table, each under a name."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(separator.join(names.values()) + "\n")
        for part in parts:
            columns = [cells(part[name], missing, separator) for name in names]
            rows = map(separator.join, zip(*columns, strict=True))
            file.writelines(f"{row}\n" for row in rows)


def sidecar() -> dict[str, dict[str, str]]:
    """Return the data dictionary of the events: meaning and unit of every column."""
    said = {
        BIDS_NAMES.get(column.name, column.name): {"Description": column.meaning}
        | ({"Units": column.unit} if column.unit else {})
        for column in COLUMNS
    }
    front = list(BIDS_NAMES.values())
    return {name: said[name] for name in [*front, *(n for n in said if n not in front)]}


def read_events(contents: list[bytes], clock: str) -> pd.DataFrame:
    """Read the tables of one or several recordings into one.

    Parameters
    ----------
    contents
        One file each.
    clock
        Dtype of the local times.
    """
    names = {bids: name for name, bids in BIDS_NAMES.items()}
    parts = [_read_text(content, "\t").rename(columns=names) for content in contents]
    text = pd.concat(parts, ignore_index=True)
    columns = [replace(c, dtype=clock) if c.name == "time" else c for c in COLUMNS]
    return _parsed(text, columns, NOT_AVAILABLE)


def read_csv(content: bytes, name: str, clocks: Mapping[str, str]) -> pd.DataFrame:
    """Read a table back that `write_csv` wrote.

    Parameters
    ----------
    content
        The file.
    name
        Which of `CSV_TABLES` it is.
    clocks
        Dtypes of the local times of all tables, as from `clock_dtypes`.
    """
    columns = [
        replace(column, dtype=clocks.get(f"{name}.{column.name}", column.dtype))
        for column in CSV_TABLES[name].columns
    ]
    return _parsed(_read_text(content, ","), columns, "")


def clock_dtypes(
    name: str, table: pd.DataFrame, columns: Columns = COLUMNS
) -> dict[str, str]:
    """Say in what form a table holds local times: the zone is not told by the text."""
    return {
        f"{name}.{column.name}": str(table[column.name].dtype)
        for column in columns
        if column.dtype == LOCAL_TIME
    }


def _read_text(content: bytes, separator: str) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(content), sep=separator, dtype="str", keep_default_na=False
    )


def _parsed(text: pd.DataFrame, columns: Iterable[Column], missing: str) -> pd.DataFrame:
    return pd.DataFrame({c.name: _column(text[c.name], c, missing) for c in columns})


def _column(text: pd.Series, column: Column, missing: str) -> pd.Series:
    """Bring text back to the dtype that it was written from."""
    dtype, is_missing = column.dtype, text == missing
    if dtype == "str":
        return text.mask(is_missing, None if column.may_miss else "").astype("str")
    if dtype == "bool":
        return text == str(True)
    known = text.astype("object").mask(is_missing, None)
    if dtype == "object":
        return known.map(pd.Timestamp, na_action="ignore")
    if dtype.startswith("datetime64"):
        return _stamps(known, dtype)
    if dtype == "Int64":
        return pd.to_numeric(known).astype("Int64")
    return known.astype(pd.api.types.pandas_dtype(dtype))


def _stamps(text: pd.Series, dtype: str) -> pd.Series:
    kind = pd.api.types.pandas_dtype(dtype)
    if not isinstance(kind, pd.DatetimeTZDtype):
        return pd.to_datetime(text, format="ISO8601").astype(kind)
    instants = pd.to_datetime(text, format="ISO8601", utc=True)
    return instants.dt.tz_convert(kind.tz).astype(kind)

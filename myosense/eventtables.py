"""Tables of events from files: found ones or true ones, of BIDS or out of a spreadsheet."""

import re
from pathlib import Path

import pandas as pd

from myosense.errors import ArgumentError, ReadError
from myosense.matching import with_peaks

NAMES = {"recording_id": "str"}  #: Is a name also where it is all digits.
SEPARATORS = "\t;,"
EXPECTED = (
    "a table of events, separated by tabs, commas or semicolons, with the names of its "
    "columns on top"
)


def read_events(path: str | Path) -> pd.DataFrame:
    """Read a table of events for scoring: of BIDS, or CSV; ``n/a`` where missing.

    Columns are parted by what stands in the header: tabs, else semicolons (with decimal
    commas), else commas.

    Returns
    -------
    DataFrame
        The file's columns with ``peak_s`` added: ``peak_time``, or where that is absent
        ``onset + duration / 2`` with a warning.

    Raises
    ------
    ReadError
        If the file cannot be read, or its times are not there or no numbers.
    """
    name = Path(path).name
    try:
        header = "\t".join(pd.read_csv(path, sep="\t", nrows=0).columns)
        sep = next((mark for mark in SEPARATORS if mark in header), "\t")
        table = pd.read_csv(
            path,
            sep=sep,
            decimal="," if sep == ";" else ".",
            na_values=["n/a", ""],
            keep_default_na=False,
            dtype=NAMES,
        )
    except OSError as e:
        reason = f"cannot be opened ({e.strerror or e})"
        raise ReadError(f"{name}: {reason}; expected {EXPECTED}") from e
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as e:
        raise ReadError(f"{name}: {_found(e)}; expected {EXPECTED}") from e
    for column in table.columns.intersection(["onset", "duration", "peak_time", "peak_s"]):
        numbers = pd.to_numeric(table[column], errors="coerce")
        texts = table[column][numbers.isna() & table[column].notna()]
        if not texts.empty:
            raise ReadError(
                f"{name}: event {texts.index[0] + 1} has {texts.iloc[0]!r} in the column "
                f"{column!r}; expected a number of seconds"
            )
        table[column] = numbers
    try:
        return with_peaks(table, name)
    except ArgumentError as e:
        raise ReadError(str(e)) from e


def _found(error: Exception) -> str:
    """Say in plain words why pandas read no table."""
    if isinstance(error, pd.errors.EmptyDataError):
        return "is empty"
    if isinstance(error, UnicodeDecodeError):
        return "is not text"
    cells = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", str(error))
    if cells is None:
        return "is no table"
    return f"line {cells[2]} has {cells[3]} cells, and those before have {cells[1]}"

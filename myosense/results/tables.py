"""Tables as text and back: events as BIDS wants them, rates and diary as plain CSV.

Events are tab-separated, with onset, duration and peak_time in front and ``n/a`` where a
value is missing; the other tables leave the cell empty. Nothing of a table is lost but the
digits behind the seventh, and behind the microsecond of times in seconds.
"""

import io
from collections.abc import Collection, Mapping
from pathlib import Path

import pandas as pd

from myosense import diary, rates
from myosense.events import COLUMNS, MISSING_TEXT, NAMES

BIDS_NAMES = {"onset_s": "onset", "duration_s": "duration", "peak_s": "peak_time"}
NOT_AVAILABLE = "n/a"  #: BIDS: what stands where a value is missing.
#: Text that may be missing in rates.csv or diary.csv; other empty text is empty.
MISSING_WORDS = {"intensity", "pattern"}


def write_events(path: Path, table: pd.DataFrame) -> None:
    """Write a table of events, tab-separated, in the order and with the names of BIDS."""
    rest = [name for name in NAMES if name not in BIDS_NAMES]
    ordered = table[[*BIDS_NAMES, *rest]]
    _as_text(ordered, NOT_AVAILABLE).rename(columns=BIDS_NAMES).to_csv(
        path, sep="\t", index=False, lineterminator="\n"
    )


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write rates or diary, separated by commas, empty where a value is missing."""
    _as_text(table, "").to_csv(path, index=False, lineterminator="\n")


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
    dtypes = {column.name: column.dtype for column in COLUMNS} | {"time": clock}
    return _parsed(text, dtypes, NOT_AVAILABLE, MISSING_TEXT)


def read_rates(content: bytes, clocks: Mapping[str, str]) -> pd.DataFrame:
    """Read rates.csv.

    Parameters
    ----------
    content
        The file.
    clocks
        Dtypes of ``rates.start`` and ``rates.stop``.
    """
    return _read_counts(content, rates.COLUMNS, clocks, "rates")


def read_diary(content: bytes, clocks: Mapping[str, str]) -> pd.DataFrame:
    """Read diary.csv; the parameters are those of `read_rates`."""
    return _read_counts(content, diary.COLUMNS, clocks, "diary")


def _read_counts(
    content: bytes, columns: Collection[str], clocks: Mapping[str, str], name: str
) -> pd.DataFrame:
    numbers = ("analyzable_h", "fano")
    dtypes = {
        column: "float64"
        if column in numbers or column.startswith(("rate_", "share_"))
        else "str"
        for column in columns
    }
    dtypes |= {key: clocks[f"{name}.{key}"] for key in ("start", "stop")} | {"n": "Int64"}
    return _parsed(_read_text(content, ","), dtypes, "", MISSING_WORDS)


def _as_text(table: pd.DataFrame, missing: str) -> pd.DataFrame:
    return pd.DataFrame(
        {name: _cells(table[name], missing) for name in table.columns}, dtype="str"
    )


def _cells(column: pd.Series, missing: str) -> list[str]:
    """Write each value; what is missing or empty text becomes ``missing``."""
    is_seconds = str(column.name).endswith("_s")
    return [
        missing if is_missing or value == "" else _cell(value, is_seconds=is_seconds)
        for value, is_missing in zip(column, column.isna(), strict=True)
    ]


def _cell(value: object, *, is_seconds: bool) -> str:
    if isinstance(value, float):
        return f"{value:.6f}" if is_seconds else f"{value:.7g}"
    return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)


def _read_text(content: bytes, separator: str) -> pd.DataFrame:
    return pd.read_csv(
        io.BytesIO(content), sep=separator, dtype="str", keep_default_na=False
    )


def _parsed(
    text: pd.DataFrame, dtypes: Mapping[str, str], missing: str, may_miss: Collection[str]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            name: _column(text[name], dtype, missing, may_miss=name in may_miss)
            for name, dtype in dtypes.items()
        }
    )


def _column(text: pd.Series, dtype: str, missing: str, *, may_miss: bool) -> pd.Series:
    """Bring text back to the dtype that it was written from."""
    is_missing = text == missing
    if dtype == "str":
        return text.mask(is_missing, None if may_miss else "").astype("str")
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

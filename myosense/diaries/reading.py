"""A diary's file, row by row, in one schema.

What is blank stays blank: an hour without an entry, or an entry that says nothing of
jerks, is never "none".
"""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import pandas as pd
from pandas.api.typing import NaTType

from myosense.diaries.lexicon import Lexicon, nearest
from myosense.diaries.schema import COLUMNS, REGIONS, VOCABULARIES
from myosense.diaries.twice import say_twice, which_of_two
from myosense.diaries.words import DATE
from myosense.errors import ReadError
from myosense.logs import Row, decide_order, number, read_rows, times
from myosense.logs.times import Stamp
from myosense.schema import table

MAX_ENTRY = pd.Timedelta(hours=25)  #: The longest day; an entry beyond it is a slip.
FREE = ("activity", "medication", "note")
PLAIN = ("frequency", "severity", "extent", "trigger", "sleep", "impact", "source")
_PARTS = re.compile(r"\s*(?:[,;/+&]|\band\b|\bund\b)\s*")


@dataclass(frozen=True, kw_only=True, eq=False)
class Diary:
    """A diary that was read."""

    entries: pd.DataFrame  #: the columns of `myosense.diaries.schema.COLUMNS`
    notices: tuple[str, ...] = ()


def read_diary(
    path: str | Path,
    *,
    time_zone: tzinfo | str | None = None,
    date_order: str | None = None,
    lexicon: Lexicon | None = None,
) -> Diary:
    """Read a diary.

    Parameters
    ----------
    path
        CSV in any common spelling, or XLSX; the columns in any order, by their English or
        German names. Only ``start`` is needed. A column ``date`` may hold the date of
        cells that are a mere time of day.
    time_zone
        The wearer's; stamps without an offset are its wall clock.
    date_order
        ``dmy`` or ``mdy``, where the file leaves it open.
    lexicon
        Words of another language.

    Returns
    -------
    Diary
        One entry a row and region, sorted by time, place and line.

    Raises
    ------
    ReadError
        If something in it cannot be understood, contradicts itself or is said twice; the
        message names the line.
    """
    lexicon = Lexicon() if lexicon is None else lexicon
    rows, notices = _renamed(read_rows(path, "diary"), lexicon)
    dates = DATE if DATE in rows[0].cells else None
    columns = [name for name in (DATE, "start", "stop") if name in rows[0].cells]
    order = decide_order(rows, columns, date_order)
    have_stop = [bool(row.cells.get("stop")) for row in rows]
    starts = times(rows, "start", time_zone, order, date_column=dates, are_limits=have_stop)
    stops: list[Stamp] = [pd.NaT] * len(rows)
    if "stop" in columns:
        stops = times(rows, "stop", time_zone, order, after=starts, are_limits=have_stop)
    entries: list[dict[str, object]] = []
    for row, start, stop in zip(rows, starts, stops, strict=True):
        _check_interval(row, start, stop)
        entries += _entries(row, {"start": start, "stop": stop}, lexicon)
    _check_once(rows[0].file, entries)
    found = table(entries, COLUMNS)
    keys = ["start", "region", "side", "line"]
    found = found.sort_values(keys, ignore_index=True)
    return Diary(entries=found, notices=(*notices, *say_twice(found)))


def _renamed(rows: list[Row], lexicon: Lexicon) -> tuple[list[Row], tuple[str, ...]]:
    """Give the columns our names; say which are not read."""
    headers = list(rows[0].cells)
    names: dict[str, str] = {}
    notices = []
    for header in headers:
        column = lexicon.column(header)
        if column is None:
            notices.append(
                f"the column {header!r} is not read (its name is nearest to "
                f"{nearest(header)!r}; --columns maps it)"
            )
        elif column in names.values():
            both = next(h for h, name in names.items() if name == column), header
            raise ReadError(
                f"{rows[0].file}: line 1 has {both[0]!r} and {both[1]!r} for the column "
                f"{column!r}; expected one of them"
            )
        else:
            names[header] = column
    if "start" not in names.values():
        raise ReadError(
            f"{rows[0].file}: line 1 names no column 'start' (found "
            f"{', '.join(headers)}); expected one, or --columns to map its name"
        )
    return [row.renamed(names) for row in rows], tuple(notices)


def _check_interval(row: Row, start: Stamp, stop: Stamp) -> None:
    if isinstance(start, NaTType):
        raise row.error("start", "the date and time at which the entry starts")
    if isinstance(stop, NaTType):
        return
    if (start.tzinfo is None) != (stop.tzinfo is None):
        raise row.error("stop", "an offset from UTC in start and stop or in neither")
    if stop <= start:
        raise row.error("stop", f"a time after the start, {start:%Y-%m-%d %H:%M}")
    if stop - start > MAX_ENTRY:
        raise row.error("stop", f"at most a day after the start, {start:%Y-%m-%d %H:%M}")


def _entries(
    row: Row, times_of_row: Mapping[str, Stamp], lexicon: Lexicon
) -> list[dict[str, object]]:
    """Make the entries of a row: one, or one for each region that it names."""
    cell = row.cells.get
    said: dict[str, object] = {**times_of_row, "line": row.line, "count": _count(row)}
    said |= {name: cell(name, "") for name in FREE}
    said |= {name: _word(row, name, lexicon) for name in PLAIN}
    _check_agreement(row, said)
    places = [
        _place(row, part, lexicon) for part in _PARTS.split(cell("region", "").casefold())
    ]
    if len(places) > 1 and said["count"] is not None:
        raise row.error("region", "one region on a line that has a count")
    return [said | {"region": region, "side": side} for region, side in places]


def _word(row: Row, column: str, lexicon: Lexicon) -> str:
    text = row.cells.get(column, "")
    if not text:
        return ""
    word = lexicon.word(column, text)
    if word is None:
        raise row.error(column, f"one of {', '.join(VOCABULARIES[column])}")
    return word


def _place(row: Row, text: str, lexicon: Lexicon) -> tuple[str, str]:
    """Understand a region that may carry a side, as in ``left arm``."""
    given = _word(row, "side", lexicon)
    words = text.split()
    sides = {word: lexicon.word("side", word) for word in words[:-1] or words[1:]}
    found = [side for side in sides.values() if side and side != "unknown"]
    rest = "_".join(word for word in words if not (sides.get(word) and found))
    region = lexicon.word("region", rest or "unknown")
    if region is None:
        raise row.error("region", f"one of {', '.join(REGIONS)}")
    if found and given not in ("", "unknown", found[0]):
        raise row.error("side", f"{found[0]!r}, as the region says, or nothing")
    return region, found[0] if found else given or "unknown"


def _count(row: Row) -> int | None:
    """Read a whole number of jerks."""
    count = number(row, "count")
    if math.isnan(count):
        return None
    if count < 0 or count != int(count):
        raise row.error("count", "a whole number of jerks, 0 or more")
    return int(count)


def _check_agreement(row: Row, said: Mapping[str, object]) -> None:
    """Refuse an entry that says in one column that there was none and in another some."""
    count = said["count"]
    is_none = {
        "frequency": said["frequency"] == "none",
        "severity": said["severity"] == "none",
        "count": count == 0,
    }
    is_some = {
        "frequency": said["frequency"] not in ("", "none"),
        "severity": said["severity"] not in ("", "none"),
        "count": count not in (None, 0),
        "extent": said["extent"] != "",
    }
    none = [name for name, is_said in is_none.items() if is_said]
    some = [name for name, is_said in is_some.items() if is_said]
    if none and some:
        raise row.error(some[0], f"nothing, as {none[0]!r} says that there was none")


def _check_once(file: str, entries: Sequence[Mapping[str, object]]) -> None:
    """Refuse an entry that stands there twice."""
    keys = ("start", "stop", "region", "side", "source")
    line_of: dict[tuple[object, ...], object] = {}
    for entry in entries:
        # Moments may be many in one hour: only intervals have to be told once.
        if isinstance(entry["stop"], NaTType):
            continue
        key = tuple(entry[name] for name in keys)
        if key in line_of:
            raise ReadError(
                f"{file}: line {entry['line']} repeats line {line_of[key]} (same interval, "
                f"place and source); expected each entry once{which_of_two(entry['start'])}"
            )
        line_of[key] = entry["line"]

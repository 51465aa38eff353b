"""Whether a day or a month comes first in the dates of a column, and the calendar."""

import re
from collections.abc import Iterable
from typing import Any, TypeAlias

import numpy as np
import pyarrow.compute as pc

from myosense.errors import ReadError
from myosense.reading.isostamps import Nanoseconds

TextColumn: TypeAlias = Any  #: An Arrow array of text, chunked or one of its chunks.


def dates_in(column: TextColumn) -> list[str]:
    """List the different dates that stamps begin with, in their order."""
    dates = pc.unique(pc.utf8_slice_codeunits(pc.utf8_ltrim_whitespace(column), 0, 10))
    return [date for date in dates.to_pylist() if date]


def decide_date_order(dates: Iterable[str], given: str | None) -> str:
    """Decide whether ``03/04/2025`` is in March or in April, from all dates of a column.

    A part above 12 is a day, and with dots the day comes first. Elsewhere, the order that
    lets the stamps advance over the fewer days is taken, and equal parts or no such dates
    leave nothing to decide.

    Raises
    ------
    ReadError
        If both orders are possible.
    """
    if given is not None:
        return given
    pattern = re.compile(r"(\d{1,2})[-/.] ?(\d{1,2})[-/.] ?(\d{4}|\d\d(?!\d))")
    found = [pattern.match(date) for date in dates]
    parts = [(int(m[1]), int(m[2]), int(m[3])) for m in found if m]
    if any(first > 12 for first, _, _ in parts) or all(a == b for a, b, _ in parts):
        return "dmy"
    if any(second > 12 for _, second, _ in parts):
        return "mdy"
    if all("." in date for date in dates):
        return "dmy"  # No locale writes the month first and dots (Unicode CLDR).
    dmy = [(year, b, a) for a, b, year in parts]
    mdy = [(year, a, b) for a, b, year in parts]
    spans = {
        order: _span_days(keys) for order, keys in (("dmy", dmy), ("mdy", mdy)) if keys
    }
    if spans["dmy"] == spans["mdy"]:
        first, second, year = parts[0]
        raise ReadError(
            f"dates like {first:02d}/{second:02d}/{year} can be day/month or month/day; "
            "--columns date_order=dmy or --columns date_order=mdy decides"
        )
    return min(spans, key=lambda order: spans[order])


def _span_days(dates: list[tuple[int, int, int]]) -> float:
    """Count the days that dates in order of the file span; infinite if they fall."""
    days = [
        days_since_1970(np.array([y]), np.array([m]), np.array([d]))[0] for y, m, d in dates
    ]
    return float(days[-1] - days[0]) if days == sorted(days) else np.inf


def days_since_1970(year: Nanoseconds, month: Nanoseconds, day: Nanoseconds) -> Nanoseconds:
    """Count the days since 1970 of calendar dates; below all of them where impossible."""
    months = (year - 1970) * 12 + month - 1
    first = months.astype("M8[M]").astype("M8[D]").astype(np.int64)
    length = (months + 1).astype("M8[M]").astype("M8[D]").astype(np.int64) - first
    is_real = (month >= 1) & (month <= 12) & (day >= 1) & (day <= length)
    return np.where(is_real, first + day - 1, np.iinfo(np.int32).min)

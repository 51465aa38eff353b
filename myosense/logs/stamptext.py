"""Dates and times of day as people write them, in English and German.

A text is parted into a date, a time of day and an offset from UTC; each may be missing.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

FIRST_YEAR, LAST_YEAR = 1990, 2099  #: Other years are slips of the pen.
MAX_OFFSET = timedelta(hours=14)  #: No zone is further from UTC.
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "mär": 3, "mae": 3, "mrz": 3, "apr": 4, "may": 5,
    "mai": 5, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "oct": 10, "okt": 10, "nov": 11,
    "dec": 12, "dez": 12,
}  # fmt: skip

_DATE = (
    r"(?:(?P<iso_year>\d{4})[-/.](?P<iso_month>\d\d?)[-/.](?P<iso_day>\d\d?)"
    r"|(?P<first>\d\d?)(?P<mark>[./-])\s?(?P<second>\d\d?)(?P=mark)\s?(?P<year>\d{4}|\d\d)"
    r"|(?P<day>\d\d?)\.?[ -](?P<month>[^\W\d]{3,9})\.?,?[ -](?P<late_year>\d{4})"
    r"|(?P<us_month>[^\W\d]{3,9})\.? (?P<us_day>\d\d?),? (?P<us_year>\d{4}))"
)
_CLOCK = (
    r"(?P<hour>\d\d?)(?:[:.](?P<minute>\d\d)(?::(?P<seconds>\d\d(?:[.,]\d{1,9})?))?)?"
    r"(?:\s*(?:(?P<half>[ap])\.?m\.?|(?P<o_clock>uhr|h)))?"
)
_OFFSET = (
    r"(?:\s*(?P<utc>z|utc)|\s*(?:utc)?(?P<sign>[+-])(?P<off_h>\d\d):?(?P<off_min>\d\d))"
)
_STAMP = re.compile(rf"{_DATE}(?:(?:\s*[t,]\s*|\s+){_CLOCK}{_OFFSET}?)?", re.IGNORECASE)
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}?", re.IGNORECASE)
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")


@dataclass(frozen=True, kw_only=True)
class Written:
    """What a cell says of a moment; ``None`` where it does not say."""

    parts: tuple[int, int, int] | None  #: day and month in the order written, and year
    is_open: bool  #: whether day and month may have either order
    clock: timedelta | None  #: since midnight, up to 24 h
    offset: timedelta | None  #: of the clock from UTC

    def date(self, order: str) -> date:
        """Return the date, day and month read in an order.

        Raises
        ------
        ValueError
            If the calendar has no such day, or its year is a slip of the pen.
        """
        first, second, year = self.parts or (0, 0, 0)
        day, month = (first, second) if order == "dmy" else (second, first)
        if not FIRST_YEAR <= year <= LAST_YEAR:
            raise ValueError(year)
        return date(year, month, day)


def understand(text: str) -> Written | None:
    """Part a text into date, time of day and offset; ``None`` where it is no such thing.

    >>> understand("25.10.2025 19:30").clock
    datetime.timedelta(seconds=70200)
    """
    match = _STAMP.fullmatch(text) or _TIME.fullmatch(text)
    if match is None:
        return None
    fields = match.groupdict()
    clock = _clock(fields)
    if clock is None and fields["hour"] is not None:
        return None
    parts = _parts(fields) if match.re is _STAMP else None
    if match.re is _STAMP and parts is None:
        return None
    offset = _offset(fields)
    if offset is not None and abs(offset) > MAX_OFFSET:
        return None
    is_open = match.re is _STAMP and fields["mark"] in ("/", "-")
    return Written(parts=parts, is_open=is_open, clock=clock, offset=offset)


def looks_like_value(text: str) -> bool:
    """Say whether a text is a date, a time or a number, and so no name of a column."""
    return _NUMBER.fullmatch(text) is not None or understand(text) is not None


def _parts(fields: dict[str, str | None]) -> tuple[int, int, int] | None:
    """Return day, month and year; the first two as written where the order is open."""
    if fields["iso_year"]:
        return _numbers(fields["iso_day"], fields["iso_month"], fields["iso_year"])
    if fields["first"]:
        year = fields["year"] or ""
        if len(year) == 2 and fields["mark"] == "-":
            return None  # 25-10-11 may start with its year
        return _numbers(fields["first"], fields["second"], year.rjust(4, "*"))
    name = (fields["month"] or fields["us_month"] or "").casefold()
    month = str(MONTHS.get(name[:3], 0))
    day, late_year = fields["day"], fields["late_year"]
    return _numbers(day or fields["us_day"], month, late_year or fields["us_year"])


def _numbers(*texts: str | None) -> tuple[int, int, int]:
    day, month, year = (int((text or "0").replace("**", "20")) for text in texts)
    return day, month, year


def _clock(fields: dict[str, str | None]) -> timedelta | None:
    """Return the time of day; ``None`` where none is written, or none that exists."""
    if fields["hour"] is None:
        return None
    if fields["minute"] is None and not (fields["half"] or fields["o_clock"]):
        return None  # a bare number is no time
    hour, minute = int(fields["hour"]), int(fields["minute"] or 0)
    seconds = float((fields["seconds"] or "0").replace(",", "."))
    half = (fields["half"] or "").casefold()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    clock = timedelta(hours=hour, minutes=minute, seconds=seconds)
    if minute > 59 or seconds >= 60 or clock > timedelta(hours=24):
        return None
    return clock


def _offset(fields: dict[str, str | None]) -> timedelta | None:
    if fields["utc"]:
        return timedelta(0)
    if not fields["sign"]:
        return None
    offset = timedelta(hours=int(fields["off_h"] or 0), minutes=int(fields["off_min"] or 0))
    return -offset if fields["sign"] == "-" else offset

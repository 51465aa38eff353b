"""How time stamps are written as text: dates with a time of day, and parts of them."""

import re

_DATE = (
    r"(?:(?P<year>\d{4})(?:[-/]|\. ?)?(?P<month>\d\d|(?<=[-/. ])\d)"
    r"(?:[-/]|\. ?)?(?P<day>\d\d|(?<=[-/. ])\d)\.?"
    r"|(?P<first>\d{1,2})(?:[-/]|\. ?)(?P<second_part>\d{1,2})(?:[-/]|\. ?)"
    r"(?P<late_year>\d{4}|(?<=[/. ])\d\d(?!\d))"
    r"|(?P<named_day>\d{1,2})[- ](?P<month_name>[A-Za-z]{3})[- ]"
    r"(?P<named_year>\d{4}|\d\d(?!\d)))"
)
#: Minutes and seconds may lack their zero where both are there. Behind a colon, three
#: digits and fewer are milliseconds (WitMotion writes 12:1:0:5 for 12:01:00.005).
_CLOCK = (
    r"(?P<hour>\d{1,2}):(?P<minute>\d\d|\d(?=:\d))(?::(?P<second>\d\d?)"
    r"(?:(?:[.,]|:(?=\d{4}))(?P<fraction>\d{1,9})\d*|:(?P<millis>\d{1,3}))?)?"
    r"(?:\s*(?P<half>[AaPp])\.?\s?[Mm]\.?)?"
)
#: Letters that one zone alone goes by, in hours from UTC. Others say no offset by
#: themselves: CST is Chicago's and China's, MSK was 3 hours and 4.
HOURS_OF_LETTERS = {
    **dict.fromkeys(("WET", "WEZ"), 0),
    **dict.fromkeys(("CET", "MEZ", "WEST", "WESZ"), 1),
    **dict.fromkeys(("CEST", "MESZ", "EET", "OEZ"), 2),
    **dict.fromkeys(("EEST", "OESZ"), 3),
}
_SHORT_ZONE = r"(?:\s+(?:(?P<letters>[A-Z]{1,4}T|[MWO]ES?Z|MSK)|\([A-Z][A-Za-z ]{1,40}\)))?"
_ZONE = (
    r"(?:\s*(?:(?P<utc>Z|UTC|GMT)|(?:UTC|GMT)?(?P<sign>[+-])"
    r"(?P<offset_hour>\d\d?):?(?P<offset_minute>\d\d)?))?"
    rf"{_SHORT_ZONE}"
    r"(?:\s*\[?(?P<zone>(?<=\[)[A-Za-z0-9_+/-]+|(?<=\s)[A-Z][a-z]+/[A-Za-z0-9_+/-]+)\]?)?"
)
_IS_DATE = re.compile(_DATE)
_IS_CLOCK = re.compile(_CLOCK)
_COMPACT = (
    r"(?P<year>20\d\d)(?P<month>0[1-9]|1[0-2])(?P<day>0[1-9]|[12]\d|3[01])[T_ -]?"
    r"(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)"
    r"(?:[.,](?P<fraction>\d{1,9})\d*|[_-]?(?P<digits>\d{3}|\d{6}))?"
)
_DASHED = (
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T_ -]"
    r"(?P<hour>\d\d)-(?P<minute>\d\d)-(?P<second>\d\d)(?:[-_.,:](?P<fraction>\d{1,9}))?"
)
#: As Finland and Denmark write the time of day, behind a date.
_DOTTED = (
    r"(?P<hour>\d{1,2})\.(?P<minute>\d\d)\.(?P<second>\d\d)"
    r"(?:[.,](?P<fraction>\d{1,9})\d*)?"
)
_NAMED = (
    r"(?:[A-Za-z]{3,9},?\s+)?(?P<month_name>[A-Za-z]{3})[a-z]*\.?\s+(?P<named_day>\d{1,2})"
)
#: One a way to write a date with a time of day; the last is Java's and C's.
_STAMPS = tuple(
    re.compile(rf"\s*{pattern}\s*")
    for pattern in (
        rf"{_DATE}(?:\s*[T_,-]\s*|\s+){_CLOCK}{_ZONE}",
        rf"{_COMPACT}{_ZONE}",
        rf"{_DASHED}{_ZONE}",
        rf"{_DATE}(?:T|\s+){_DOTTED}{_ZONE}",
        rf"{_NAMED},?\s+(?P<named_year>\d{{4}})(?:,| at)?\s+{_CLOCK}{_ZONE}",
        rf"{_NAMED}\s+{_CLOCK}{_ZONE}\s+(?P<named_year>\d{{4}})",
    )
)
_IS_MINUTES = re.compile(r"\d{1,2}:[0-5]\d[.,]\d{1,9}")
_IS_YEAR_FIRST = re.compile(r"\s*\d{4}")


def is_stamp(cell: str) -> bool:
    """Say whether a cell is a date with a time of day."""
    return match_stamp(cell) is not None


def match_stamp(cell: str) -> re.Match[str] | None:
    """Find year, month, day, hour and the rest in a cell; ``None`` if it is no stamp."""
    found = (pattern.fullmatch(cell) for pattern in _STAMPS)
    return next((match for match in found if match is not None), None)


def is_date(cell: str) -> bool:
    """Say whether a cell is a date alone."""
    return _IS_DATE.fullmatch(cell.strip()) is not None


def is_clock(cell: str) -> bool:
    """Say whether a cell is a time of day alone."""
    return _IS_CLOCK.fullmatch(cell.strip()) is not None


def is_minutes(cell: str) -> bool:
    """Say whether a cell is minutes and seconds alone, as a spreadsheet leaves them.

    >>> is_minutes("36:12.0"), is_minutes("12:36:12.0"), is_minutes("36:12")
    (True, False, False)
    """
    return _IS_MINUTES.fullmatch(cell.strip()) is not None


def is_year_first(text: str) -> bool:
    """Say whether a stamp leaves no doubt about day and month."""
    return _IS_YEAR_FIRST.match(text) is not None

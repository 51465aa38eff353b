"""Wall clocks and time zones."""

import difflib
import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from myosense.errors import ArgumentError


@cache
def _known_zones() -> frozenset[str]:
    return frozenset(available_timezones())


def find_zone(name: str) -> tzinfo:
    """Find a time zone by its IANA name or as a fixed offset (``UTC+02:00``).

    Raises
    ------
    ArgumentError
        If it is not known; the message names the nearest.
    """
    offset = re.fullmatch(r"(?:UTC|GMT)?([+-])(\d{1,2}):?([0-5]\d)?", name)
    if offset and int(offset[2]) <= 14:
        minutes = int(offset[2]) * 60 + int(offset[3] or 0)
        sign = -1 if offset[1] == "-" else 1
        return timezone(timedelta(minutes=sign * minutes))
    known = _known_zones()
    if name in known:
        return ZoneInfo(name)
    by_folded = {zone.casefold().rpartition("/")[2]: zone for zone in sorted(known)}
    wanted = name.casefold().rpartition("/")[2]
    nearest = difflib.get_close_matches(wanted, by_folded, n=1, cutoff=0.0)[0]
    raise ArgumentError(
        f"time zone {name!r} is not known; the nearest known zone is {by_folded[nearest]!r}"
    )


def known_zone(name: str) -> str | None:
    """Return the name of a zone that a file tells, ``None`` where it is none.

    >>> known_zone("UTC+02:00"), known_zone("Nowhere")
    ('UTC+02:00', None)
    """
    try:
        find_zone(name)
    except ArgumentError:
        return None
    return name


def parse_time(text: str, name: str, or_else: str = "") -> datetime:
    """Read ISO text; without an offset it is the time of a wall clock.

    Parameters
    ----------
    text
        As a user wrote it.
    name, or_else
        What it is called in the error, and what else may stand there.

    Raises
    ------
    ArgumentError
        If it is no time.
    """
    found = known_time(text)
    if found is None:
        also = f"{or_else} or " if or_else else ""
        raise ArgumentError(
            f"{name} {text!r} is no time; expected {also}ISO text such as "
            "2025-03-30T22:15:00"
        )
    return found


def known_time(text: str) -> datetime | None:
    """Return the time that a file tells as ISO text, ``None`` where it is none.

    >>> known_time("2025-03-30 22:15").hour, known_time("unknown")
    (22, None)
    """
    try:
        return datetime.fromisoformat(text.strip())
    except ValueError:
        return None


def is_real(aware: datetime) -> bool:
    """Say whether the clocks of its zone ever showed a time, or skipped its hour.

    >>> from zoneinfo import ZoneInfo
    >>> is_real(datetime(2025, 3, 30, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    False
    """
    back = aware.astimezone(UTC).astimezone(aware.tzinfo)
    return back.replace(tzinfo=None) == aware.replace(tzinfo=None)


def comes_twice(aware: datetime) -> bool:
    """Say whether the clocks of its zone show a time twice, as in autumn.

    >>> from zoneinfo import ZoneInfo
    >>> comes_twice(datetime(2025, 10, 26, 2, 30, tzinfo=ZoneInfo("Europe/Berlin")))
    True
    """
    first, second = (aware.replace(fold=fold) for fold in (0, 1))
    return is_real(aware) and first.utcoffset() != second.utcoffset()


def in_zone(start: datetime, zone: tzinfo, name: str) -> datetime:
    """Set a wall clock to a zone, or show an instant in it.

    Parameters
    ----------
    start
        Naive: a wall clock of the zone; aware: an instant.
    zone, name
        The zone, and what it is called in the error.

    Raises
    ------
    ArgumentError
        If the wall clock is in an hour that the zone skips.
    """
    if start.tzinfo is not None:
        return start.astimezone(zone)
    aware = start.replace(tzinfo=zone)
    if not is_real(aware):
        raise skipped(start, name)
    return aware


def skipped(start: datetime, name: str) -> ArgumentError:
    """Say that a zone skips the hour of a wall clock."""
    return ArgumentError(f"the time {start} does not exist in {name}: the hour is skipped")


def first_pass(start: datetime, name: str) -> str:
    """Say that the first of two equal hours is taken, and how the second is named."""
    both = [start.replace(fold=fold).isoformat() for fold in (0, 1)]
    return (
        f"the start {start:%Y-%m-%d %H:%M} comes twice in {name}: the first, {both[0]}, is "
        f"taken (--start {both[1]} names the second)"
    )

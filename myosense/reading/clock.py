"""From stamps to true elapsed seconds, a start and a zone.

The user's zone wins, then the file's; a bare offset from UTC is a zone without daylight
saving.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timezone, tzinfo

from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.reading.stamps import offset_name
from myosense.reading.table import Stamps
from myosense.reading.wallclock import check_dates, naive, since, true_time
from myosense.zones import comes_twice, find_zone, first_pass, in_zone, parse_time

NO_DST = "no DST"
WALL_CLOCK = "none: a wall clock without a zone; --time-zone names it"
INSTANTS = "none: instants in UTC; --time-zone names the wearer's zone"
ZONE_UNKNOWN = (
    "zone unknown: hours are those of the recorder's clock (--time-zone names it)"
)
START_ALONE = "none: the start given has no zone; --time-zone names it"
START_ZONE_UNKNOWN = (
    "zone unknown: hours are those of the start given (--time-zone names it)"
)


@dataclass(frozen=True, kw_only=True)
class Clock:
    """The clock of a recording."""

    time_s: Seconds  #: True elapsed time of each row since the first.
    start: datetime | None
    time_zone: str | None
    meaning: str
    notices: tuple[str, ...] = ()


def parse_start(start: datetime | str | None) -> datetime | None:
    """Read the start that a user gave, a datetime or ISO text.

    Raises
    ------
    ArgumentError
        If the text is no time, or a date without an hour.
    """
    if not isinstance(start, str):
        return start
    found = parse_time(start, "start")
    if _is_mere_date(start):
        raise ArgumentError(
            f"start {start!r} has no hour; expected date and hour such as "
            "2025-03-30T22:15:00"
        )
    return found


def _is_mere_date(text: str) -> bool:
    try:
        date.fromisoformat(text.strip())
    except ValueError:
        return False
    return True


def resolve_clock(
    stamps: Stamps,
    *,
    time_zone: str | None,
    start: datetime | None,
    locate: Callable[[int], str],
) -> Clock:
    """Work out elapsed time, start and zone.

    Parameters
    ----------
    stamps
        Stamps of the rows that hold a sample, none blank.
    time_zone
        The user's zone; wins over the file's.
    start
        The user's start; wins over the stamps' date.
    locate
        Names the place of a row in the file.

    Raises
    ------
    ArgumentError
        If the zone is not known, or ``start`` lies in an hour that the zone skips.
    ReadError
        If a stamp lies in an hour that the zone skips, or is no date.
    """
    name = time_zone or stamps.time_zone
    zone = None if name is None else find_zone(name)
    if isinstance(zone, timezone):
        name = offset_name(_offset_s(zone, datetime.now(UTC)))
    check_dates(stamps)
    time_s = since(stamps.time_s, stamps.time_s[0])
    if start is not None:
        clock = _from_start(stamps, time_s, start, zone, name)
        if time_zone and stamps.time_zone not in (None, name):
            notice = _conflict(str(name), str(stamps.time_zone))
            return replace(clock, notices=(*clock.notices, notice))
        return clock
    if stamps.kind == "elapsed":
        meaning = "none: elapsed time only; --start gives the date and hour"
        return Clock(time_s=time_s, start=None, time_zone=name, meaning=meaning)
    origin_ns = stamps.origin_ns + round(float(stamps.time_s[0]) * 1e9)
    if stamps.kind == "utc":
        instant = naive(origin_ns).replace(tzinfo=UTC)
        return _from_instants(stamps, time_s, instant, zone, name, is_given=bool(time_zone))
    if zone is None:
        return Clock(
            time_s=time_s,
            start=naive(origin_ns),
            time_zone=None,
            meaning=WALL_CLOCK,
            notices=(ZONE_UNKNOWN,),
        )
    return _from_wall(stamps, zone, str(name), locate, is_given=bool(time_zone))


def _offset_s(zone: tzinfo, at: datetime) -> int:
    offset = at.astimezone(zone).utcoffset()
    return 0 if offset is None else round(offset.total_seconds())


def _from_start(
    stamps: Stamps, time_s: Seconds, start: datetime, zone: tzinfo | None, name: str | None
) -> Clock:
    """Take the date and hour from the user."""
    notices: tuple[str, ...] = ()
    if stamps.kind != "elapsed":
        found = naive(stamps.origin_ns + round(float(stamps.time_s[0]) * 1e9))
        notices = (f"the start given ({start}) is taken, not the file's ({found})",)
    meaning = "given with the start" if name is None else f"{name}: with the start given"
    if zone is not None:
        is_instant = start.tzinfo is not None
        start = in_zone(start, zone, str(name))
        if not is_instant and start.fold == 0 and comes_twice(start):
            notices += (first_pass(start, str(name)),)
    elif start.tzinfo is not None:
        offset = _offset_s(start.tzinfo, start)
        if start.tzinfo is not UTC and offset:
            name = getattr(start.tzinfo, "key", offset_name(offset))
        else:
            meaning = INSTANTS
    else:
        meaning = START_ALONE
        notices += (START_ZONE_UNKNOWN,)
    return Clock(
        time_s=time_s, start=start, time_zone=name, meaning=meaning, notices=notices
    )


def _from_instants(  # noqa: PLR0913
    stamps: Stamps,
    time_s: Seconds,
    instant: datetime,
    zone: tzinfo | None,
    name: str | None,
    *,
    is_given: bool,
) -> Clock:
    """Convert true instants to the zone."""
    if zone is None:
        return Clock(time_s=time_s, start=instant, time_zone=None, meaning=INSTANTS)
    start = instant.astimezone(zone)
    file_says = stamps.time_zone
    notices: list[str] = []
    if not is_given and isinstance(zone, timezone):
        more = (
            f", and the file goes over to {stamps.offsets[1]}" if stamps.offsets[1:] else ""
        )
        notices.append(
            f"the stamps carry the offset {name} and no zone: {NO_DST} is applied{more} "
            "(--time-zone names the zone)"
        )
    if is_given and file_says is not None and file_says != name:
        offset = offset_name(_offset_s(zone, instant))
        if offset not in stamps.offsets or not file_says.startswith("UTC"):
            notices.append(_conflict(str(name), file_says))
    meaning = f"{name}: {'given' if is_given else 'in the file'}"
    return Clock(
        time_s=time_s, start=start, time_zone=name, meaning=meaning, notices=tuple(notices)
    )


def _conflict(given: str, found: str) -> str:
    return f"the time zone given ({given}) is taken, not the file's ({found})"


def _from_wall(
    stamps: Stamps,
    zone: tzinfo,
    name: str,
    locate: Callable[[int], str],
    *,
    is_given: bool,
) -> Clock:
    """Bring a wall clock to true elapsed time."""
    found = true_time(stamps, zone, name, locate)
    notices: list[str] = []
    if is_given and stamps.time_zone not in (None, name, offset_name(int(found.early_s))):
        notices.append(_conflict(name, str(stamps.time_zone)))
    if not is_given and isinstance(zone, timezone):
        notices.append(
            f"the file says the offset {name} and no zone: {NO_DST} is applied "
            "(--time-zone names the zone)"
        )
    first_ns = stamps.origin_ns + round(float(stamps.time_s[0] - found.offset_s) * 1e9)
    start = naive(first_ns).replace(tzinfo=UTC).astimezone(zone)
    return Clock(
        time_s=since(found.time_s, found.time_s[0]),
        start=start,
        time_zone=name,
        meaning=f"{name}: {'given' if is_given else 'in the file'}",
        notices=(*notices, *found.notices),
    )

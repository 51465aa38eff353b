"""Wall clocks and time zones."""

from datetime import UTC, datetime, tzinfo

from myosense.errors import ArgumentError


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

"""The wearer's clock: from seconds since the start to local hours, and to bins of them.

Everything in a recording is counted in elapsed seconds. Here they become stamps of the
local clock, and the local clock's hours, parts of the day and days become half-open
intervals of elapsed seconds. A day has 23, 24 or 25 hours; a repeated hour is two bins.
"""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.typing import NaTType

from myosense.errors import ArgumentError, SettingsError
from myosense.recording import Facts
from myosense.zones import skipped

KINDS = ("hour", "day_part", "day", "all")
#: More than any bin is long, so that the first and the last bin are found whole.
MARGIN = pd.Timedelta(days=2)


@dataclass(frozen=True, kw_only=True)
class ClockParameters:
    """Settings of `bins`."""

    #: Parts of the day in order; the last one runs on to the start of the first.
    day_part_names: tuple[str, ...] = ("night", "morning", "afternoon", "evening")
    #: Local hour at which each part starts: quarters of the day, as on a paper diary.
    day_part_starts_h: tuple[int, ...] = (0, 6, 12, 18)

    def __post_init__(self) -> None:
        """Check that each part has one start, and that the starts rise within a day."""
        starts = self.day_part_starts_h
        if not starts or len(starts) != len(self.day_part_names):
            raise SettingsError(
                f"day_part_starts_h has {len(starts)} hours for "
                f"{len(self.day_part_names)} day_part_names; expected one for each"
            )
        if list(starts) != sorted(set(starts) & set(range(24))):
            raise SettingsError(
                f"day_part_starts_h is {starts}; expected whole hours from 0 to 23, rising"
            )


def local_start(facts: Facts) -> pd.Timestamp | None:
    """Tell when a recording starts on the wearer's clock.

    Returns
    -------
    Timestamp or None
        Aware in the recording's zone; naive where only the wall clock is known; ``None``
        where local hours are not known.

    Raises
    ------
    ArgumentError
        If the zone's name is not known, or the zone skips the hour of the start.
    """
    if facts.start is None or not facts.has_wall_clock:
        return None
    start = pd.Timestamp(facts.start)
    if facts.time_zone is None:
        return start
    try:
        if start.tzinfo is not None:
            return start.tz_convert(facts.time_zone)
        local = _shown(start, facts.time_zone, is_first=start.fold == 0)
    except (KeyError, ValueError) as error:
        raise ArgumentError(
            f"time zone {facts.time_zone!r} is not known; expected a name such as "
            "'Europe/Berlin' or an offset such as 'UTC+02:00'"
        ) from error
    if local is None:
        raise skipped(start, facts.time_zone)
    return local


def _shown(local: pd.Timestamp, time_zone: str, *, is_first: bool) -> pd.Timestamp | None:
    """Say when a zone shows a time, the first or the second of two; ``None`` for never."""
    shown = local.tz_localize(time_zone, ambiguous=is_first, nonexistent="NaT")
    return None if isinstance(shown, NaTType) else shown


def local_times(facts: Facts, elapsed_s: npt.ArrayLike) -> pd.DatetimeIndex:
    """Give the local clock time of each elapsed second; missing where it is not known.

    Parameters
    ----------
    elapsed_s : shape (n,)
        Seconds since the start of the recording.

    Returns
    -------
    shape (n,)
        Aware in the recording's zone; naive where only the wall clock is known.
    """
    return _stamps(local_start(facts), elapsed_s)


def utc_times(facts: Facts, elapsed_s: npt.ArrayLike) -> pd.DatetimeIndex:
    """Give the time in UTC of each elapsed second; missing where it is not known.

    A UTC clock without a zone has times in UTC though it has no local ones.

    Parameters
    ----------
    elapsed_s : shape (n,)
        Seconds since the start of the recording.
    """
    start = local_start(facts)
    if start is None and facts.start is not None:
        start = pd.Timestamp(facts.start)
    if start is None or start.tzinfo is None:
        return _stamps(None, elapsed_s).tz_localize("UTC")
    return _stamps(start.tz_convert("UTC"), elapsed_s)


def _stamps(start: pd.Timestamp | None, elapsed_s: npt.ArrayLike) -> pd.DatetimeIndex:
    elapsed = np.atleast_1d(np.asarray(elapsed_s, dtype=np.float64))
    if start is None:
        return pd.DatetimeIndex(np.full(elapsed.shape, "NaT", dtype="datetime64[ns]"))
    elapsed_ns = np.round(elapsed * 1e9).astype("timedelta64[ns]")
    return pd.DatetimeIndex(start.as_unit("ns") + pd.TimedeltaIndex(elapsed_ns))


def seconds_between(first: pd.Timestamp, second: pd.Timestamp) -> float:
    """Count the seconds that pass from one stamp to another, both of one kind."""
    return (second - first) / pd.Timedelta(seconds=1)


def elapsed_s(facts: Facts, moment: datetime) -> float:
    """Count the seconds from the start of a recording to a moment.

    Parameters
    ----------
    moment
        On the recording's local clock, or with an offset from UTC.

    Raises
    ------
    ArgumentError
        If the recording has no clock that can tell, or its zone skips the moment's hour or
        shows it twice.
    """
    start = local_start(facts)
    if start is None and facts.start is not None:
        start = pd.Timestamp(facts.start)
    if start is None:
        reason = "has no clock; expected seconds since its start"
        raise ArgumentError(f"the recording {facts.recording_id!r} {reason}")
    at = pd.Timestamp(moment)
    if at.tzinfo is None and facts.time_zone is not None:
        at = _only_one(at, facts.time_zone)
    if (at.tzinfo is None) != (start.tzinfo is None):
        expected = "without an offset" if start.tzinfo is None else "with an offset"
        raise ArgumentError(
            f"the zone of {facts.recording_id!r} is not known; expected a time {expected}"
        )
    return seconds_between(start, at)


def _only_one(local: pd.Timestamp, time_zone: str) -> pd.Timestamp:
    """Set a time to a zone that shows it once; refuse one that it skips or shows twice."""
    first, second = (
        _shown(local, time_zone, is_first=is_first) for is_first in (True, False)
    )
    if first is None or second is None:
        raise skipped(local, time_zone)
    if first != second:
        raise ArgumentError(
            f"{local:%Y-%m-%d %H:%M} comes twice in {time_zone}; expected "
            f"{first.isoformat()} or {second.isoformat()}"
        )
    return first


def bins(
    start: pd.Timestamp, stop: pd.Timestamp, kind: str, parameters: ClockParameters
) -> pd.DataFrame:
    """Cut a span of local time into hours, parts of the day or days.

    Parameters
    ----------
    start, stop
        The span, half-open; both aware in one zone, or both naive.
    kind
        ``hour``, ``day_part``, ``day`` or ``all``.
    parameters
        Names and limits of the parts of the day.

    Returns
    -------
    DataFrame
        One row a bin, in order: ``start``, ``stop`` (local stamps of the whole bin, also
        where the span covers only a part of it), ``start_s``, ``stop_s`` (seconds since
        the start of the span, cut to the span: the bins partition it) and ``name`` (of the
        part of the day, else empty).

    Raises
    ------
    ArgumentError
        If the kind is not known.

    Notes
    -----
    The hour that autumn repeats is two bins with different offsets; the hour that spring
    leaves out is none. Minutes are looked at one by one, because some zones turn their
    clocks by half an hour, or at other times than on the hour.
    """
    if kind not in KINDS:
        raise ArgumentError(
            f"bin {kind!r} is not known; expected one of {', '.join(KINDS)}"
        )
    if kind == "all":
        edges = pd.DatetimeIndex([start, stop])
    else:
        edges = _edges(start, stop, kind, parameters)
    edges_s = np.array((edges - start) / pd.Timedelta(seconds=1), dtype=np.float64)
    edges_s = np.clip(edges_s, 0.0, seconds_between(start, stop))
    is_part = kind == "day_part"
    return pd.DataFrame(
        {
            "start": edges[:-1],
            "stop": edges[1:],
            "start_s": edges_s[:-1],
            "stop_s": edges_s[1:],
            "name": _part_names(edges[:-1], parameters) if is_part else "",
        }
    ).astype({"name": "str"})


def _edges(
    start: pd.Timestamp, stop: pd.Timestamp, kind: str, parameters: ClockParameters
) -> pd.DatetimeIndex:
    """Find the limits of the bins that together just hold the span."""
    is_zoned = start.tzinfo is not None
    low, high = (
        (stamp.tz_convert("UTC") if is_zoned else stamp).as_unit("ns")
        for stamp in (start, stop)
    )
    minutes = pd.date_range(low.floor("min") - MARGIN, high + MARGIN, freq="min", unit="ns")
    wall = minutes.tz_convert(start.tz).tz_localize(None) if is_zoned else minutes
    if kind == "hour":
        offset = wall.to_numpy() - minutes.tz_localize(None).to_numpy()
        hour = wall.floor("h").to_numpy()
        is_new = (np.diff(hour) != np.timedelta64(0)) | (
            np.diff(offset) != np.timedelta64(0)
        )
    else:
        number = _day_number(wall) if kind == "day" else _part_number(wall, parameters)
        # Clocks turned back over midnight do not bring the old day back.
        is_new = np.diff(np.maximum.accumulate(number)) != 0
    edges = minutes[1:][is_new]
    first = edges.searchsorted(low, side="right") - 1
    last = edges.searchsorted(high, side="left")
    found = pd.DatetimeIndex(edges[first : last + 1])
    return found.tz_convert(start.tz) if is_zoned else found


def _day_number(wall: pd.DatetimeIndex) -> npt.NDArray[np.int64]:
    return wall.to_numpy().astype("datetime64[D]").astype(np.int64)


def _part_number(
    wall: pd.DatetimeIndex, parameters: ClockParameters
) -> npt.NDArray[np.int64]:
    """Count the parts of the day from one day to the next, starting with the first."""
    starts_h = np.array(parameters.day_part_starts_h)
    since_first = wall - pd.Timedelta(hours=int(starts_h[0]))
    hour = np.asarray(since_first.hour)
    part = np.searchsorted(starts_h - starts_h[0], hour, side="right") - 1
    return _day_number(since_first) * len(starts_h) + part


def _part_names(
    starts: pd.DatetimeIndex, parameters: ClockParameters
) -> npt.NDArray[np.str_]:
    wall = starts.tz_localize(None)
    names = np.array(parameters.day_part_names)
    return names[_part_number(wall, parameters) % len(names)]

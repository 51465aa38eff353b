"""From the rows of a table to those that hold a sample, in order and with a clock."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np

from myosense.arrivals import Clocked, clocked
from myosense.errors import ArgumentError, ReadError
from myosense.intervals import Seconds
from myosense.reading.bursts import N_SHOWN, spread_bursts
from myosense.reading.clock import (
    INSTANTS,
    WALL_CLOCK,
    ZONE_UNKNOWN,
    Clock,
    resolve_clock,
)
from myosense.reading.doubles import without_doubles
from myosense.reading.held import find_new_values
from myosense.reading.naming import count_of
from myosense.reading.repeats import rises, spread_repeats
from myosense.reading.rownumbers import NO_STAMPS, numbered_stamps
from myosense.reading.rows import Rows, find_order, find_recorded, take
from myosense.reading.stamps import check_possible, implied_rate_hz, is_falling
from myosense.reading.steadiness import describe_spring, describe_unsteadiness
from myosense.reading.table import Declared, Stamps, Table
from myosense.reading.wallclock import since
from myosense.timing import Stretch

RATE_SHARE = 0.01  #: A declared rate that differs by more from the stamps' is said.
REPEATED_SHARE = 0.001  #: Repeated stamps above this share are said.
SAME_START = timedelta(seconds=1)  #: A declared start that differs by more is said.


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What the user said; ``None`` where it is to be found out."""

    site: str | None = None
    side: str | None = None
    time_zone: str | None = None
    unit: str | None = None
    rate_hz: float | None = None
    start: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """The rows that hold a sample, in order, and their clock."""

    rows: Rows | None  #: All, for ``None``.
    stamps_s: Seconds
    stretches: tuple[Stretch, ...]
    rate_hz: float
    meaning: str
    clock: Clock
    notices: tuple[str, ...]


def find_timeline(table: Table, wishes: Wishes) -> Timeline:
    """Keep the rows that hold a sample, order them, and fit their clock.

    Parameters
    ----------
    table
        What a reader found.
    wishes
        What the user said.

    Raises
    ------
    ReadError
        If the rows have no clock that can be used.
    ArgumentError
        If the user's start or zone cannot be used.
    """
    stamps = table.stamps
    of_holes: tuple[str, ...] = ()
    if stamps is None:
        stamps, of_holes = numbered_stamps(table, wishes.rate_hz)
    rows, left_out = _with_sample(table, stamps)
    declared = table.declared

    def locate(row: int) -> str:
        return table.locate(row if rows is None else int(rows[row]))

    kept = replace(
        stamps,
        time_s=take(stamps.time_s, rows),
        time_zone=stamps.time_zone or declared.time_zone,
    )
    clock = _find_clock(kept, declared, wishes, locate)
    is_rising = rises(clock.time_s)
    order, sorted_notices = (None, ()) if is_rising else find_order(clock.time_s, locate)
    time_s, kept_rows = clock.time_s, rows
    if order is not None:
        kept_rows = order if rows is None else rows[order]
        time_s = time_s[order] - time_s[order[0]]
    stamps_s, spread = _spread(table, time_s, kept_rows, is_rising=is_rising)
    clock = _moved(clock, float(stamps_s[0] - time_s[0]))
    kept_rows, stamps_s, n_held = _without_held(table, kept_rows, stamps_s)
    found = clocked(stamps_s)
    check_possible(found.rate_hz * n_held)
    is_wall = kept.kind == "wall" and clock.time_zone is None
    return Timeline(
        rows=kept_rows,
        stamps_s=since(found.stamps_s, found.stamps_s[0]),
        stretches=found.stretches,
        rate_hz=found.rate_hz,
        meaning=_rate_meaning(stamps, found, spread, n_held),
        clock=clock,
        notices=(
            *left_out,
            *of_holes,
            *kept.notices,
            *clock.notices,
            *sorted_notices,
            *describe_unsteadiness(found.stamps_s, found.stretches, found.rate_hz),
            *(
                describe_spring(found.stretches, clock.start)
                if is_wall and clock.start
                else ()
            ),
            *_describe_conflict(table, wishes, found.rate_hz),
        ),
    )


def _describe_conflict(table: Table, wishes: Wishes, rate_hz: float) -> tuple[str, ...]:
    """Say where the stamps tell another rate than the user or the header."""
    said_hz = wishes.rate_hz or table.declared.sample_rate_hz
    if not table.stamps or not said_hz or abs(rate_hz / said_hz - 1) <= RATE_SHARE:
        return ()
    conflict = f"{said_hz:g} Hz is declared, but the stamps say {rate_hz:.4g} Hz"
    return (f"{conflict}, which is taken",)


def _with_sample(table: Table, stamps: Stamps) -> tuple[Rows | None, tuple[str, ...]]:
    """Keep the rows that hold a sample, first one first; ``None`` is all as they stand."""
    rows, left_out = find_recorded(table.acceleration, stamps.time_s, table.held_s)
    n_rows = len(table.acceleration) if rows is None else len(rows)
    if n_rows < 2:
        raise ReadError(f"has {n_rows} rows with a sample; expected a recording of many")
    ends = (0, -1) if rows is None else (rows[0], rows[-1])
    is_turned = stamps.time_s[ends[1]] < stamps.time_s[ends[0]]
    if is_turned and is_falling(take(stamps.time_s, rows)):
        rows = (np.arange(n_rows) if rows is None else rows)[::-1]
        left_out += ("the rows stand from the last to the first: turned round",)
    rows, of_doubles = without_doubles(stamps, rows, table.acceleration)
    return rows, (*left_out, *of_doubles)


def _without_held(
    table: Table, rows: Rows | None, stamps_s: Seconds
) -> tuple[Rows | None, Seconds, int]:
    """Leave out rows that only repeat a sample; say how many rows one is held for."""
    is_new, n_held = find_new_values(
        take(table.acceleration, rows), implied_rate_hz(stamps_s), is_merged=table.is_merged
    )
    if is_new is None or np.all(is_new):
        return rows, stamps_s, n_held
    return (
        np.flatnonzero(is_new) if rows is None else rows[is_new],
        stamps_s[is_new],
        n_held,
    )


def _find_clock(
    stamps: Stamps, declared: Declared, wishes: Wishes, locate: Callable[[int], str]
) -> Clock:
    """Resolve the clock; the start is the user's, the stamps' or the header's."""
    zone = wishes.time_zone
    if wishes.start is not None or declared.start is None:
        return resolve_clock(stamps, time_zone=zone, start=wishes.start, locate=locate)
    if stamps.kind == "elapsed":
        return _from_declared(stamps, declared.start, zone, locate)
    clock = resolve_clock(stamps, time_zone=zone, start=None, locate=locate)
    return _held_against(clock, declared.start)


def _from_declared(
    stamps: Stamps, start: datetime, zone: str | None, locate: Callable[[int], str]
) -> Clock:
    """Resolve the clock of elapsed time that begins when the header says."""
    try:
        clock = resolve_clock(stamps, time_zone=zone, start=start, locate=locate)
    except ArgumentError as error:
        kept = "--time-zone UTC+hh:mm names the offset it was kept in"
        raise ReadError(f"declares its start, but {error}; {kept}") from error
    if clock.time_zone is not None:
        source = "given" if zone else "in the file"
        return replace(clock, meaning=f"{clock.time_zone}: {source}")
    if start.tzinfo is not None:
        return replace(clock, meaning=f"{INSTANTS} (start declared)")
    notices = (*clock.notices, ZONE_UNKNOWN)
    return replace(clock, meaning=f"{WALL_CLOCK} (start declared)", notices=notices)


def _held_against(clock: Clock, declared: datetime) -> Clock:
    """Say where the header has another start than the stamps, which are taken."""
    if declared.tzinfo is not None or clock.start is None:
        return clock
    found = clock.start.replace(tzinfo=None)
    if abs(found - declared) <= SAME_START:
        return clock
    conflict = f"{declared} is declared as the start, but the stamps begin at {found}"
    return replace(clock, notices=(*clock.notices, f"{conflict}, which is taken"))


def _spread(
    table: Table, time_s: Seconds, rows: Rows | None, *, is_rising: bool
) -> tuple[Seconds, str]:
    """Spread stamps that repeat or are those of packets; say so, if they are many."""
    if not table.is_merged:
        shown = table.acceleration if rows is None else table.acceleration[rows[:N_SHOWN]]
        spread_s = spread_bursts(time_s, shown)
        if spread_s is not None:
            return spread_s, "the rows arrive in packets and were spread"
    if is_rising:
        return time_s, ""
    stamps_s, share = spread_repeats(time_s)
    if share <= REPEATED_SHARE:
        return stamps_s, ""
    return stamps_s, f"{100 * share:.3g} % of the stamps repeat and were spread"


def _moved(clock: Clock, by_s: float) -> Clock:
    """Move the start to where the first sample was taken, if its stamp was coarse."""
    if clock.start is None or by_s == 0:
        return clock
    return replace(clock, start=clock.start + timedelta(seconds=by_s))


def _rate_meaning(stamps: Stamps, found: Clocked, spread: str, n_held: int) -> str:
    """Say where the rate comes from."""
    n_stretches = len(found.stretches)
    source = "" if stamps.meaning.startswith(NO_STAMPS) else " from the time stamps"
    parts = [f"{found.rate_hz:.5g} Hz{source}: {stamps.meaning}"]
    if n_stretches > 1:
        parts.append(count_of(n_stretches - 1, "gap"))
    if spread:
        parts.append(spread)
    if found.n_late:
        closed = count_of(found.n_late, "hole")
        parts.append(f"{closed} closed, before rows that came late and all at once")
    if n_held > 1:
        parts.append(f"each value is held for {n_held} rows, the repeats were left out")
    return "; ".join(parts)

"""From the table of any file to a `Recording`: the part that all formats share."""

from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.clock import Clock, resolve_clock
from myosense.reading.rest import check_measured
from myosense.reading.rows import Rows, find_new_values, find_order, find_recorded
from myosense.reading.stamps import MAX_RATE_HZ, MIN_RATE_HZ, implied_rate_hz
from myosense.reading.table import Stamps, Table
from myosense.reading.units import (
    UnitEvidence,
    find_range_g,
    find_unit,
    to_dps,
    to_g,
)
from myosense.recording import Recording, Samples3
from myosense.sites import guess_from_name, parse_side, parse_site
from myosense.timing import Stretch, spread_repeats, stretches_from_stamps

OTHER_SENSORS = ("gyro", "magnet", "gravity", "orientation", "barometer")
RATE_SHARE = 0.01  #: A declared rate that differs by more from the stamps' is said.
REPEATED_SHARE = 0.001  #: Repeated stamps above this share are said.


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
class _Timeline:
    """The rows that hold a sample, in order, and their clock."""

    rows: Rows
    stamps_s: Seconds
    stretches: tuple[Stretch, ...]
    rate_hz: float
    meaning: str
    clock: Clock
    notices: tuple[str, ...]


def assemble(table: Table, path: Path, wishes: Wishes) -> Recording:
    """Work out clock, gaps, unit, gravity and site of a table.

    Parameters
    ----------
    table
        What a reader found.
    path
        Its file; the name may say the site.
    wishes
        What the user said.

    Raises
    ------
    ReadError
        If the table is no recording that can be used.
    ArgumentError
        If what the user said cannot be used.
    """
    _check_sensor(table, path)
    place, place_notices = _find_place(table, path, wishes)
    timeline = _find_timeline(table, wishes)
    samples = table.acceleration[timeline.rows]
    check_measured(samples)
    unit = find_unit(
        samples,
        timeline.rate_hz,
        given=wishes.unit,
        named=table.unit or table.declared.unit,
        is_gravity_removed=table.is_gravity_removed,
    )
    if unit.unit == "g" and not np.any(samples % 1):
        raise ReadError("holds whole numbers of g only; expected what the sensor resolves")
    acceleration_g = to_g(samples, unit.unit, unit.zero)
    angular_velocity_dps, gyroscope_notices = _turn_rate(table, timeline.rows, unit.unit)
    is_uniform = all(stretch.is_uniform for stretch in timeline.stretches)
    return Recording(
        acceleration_g=acceleration_g,
        angular_velocity_dps=angular_velocity_dps,
        stretches=timeline.stretches,
        sample_rate_hz=timeline.rate_hz,
        stamps_s=None if is_uniform else timeline.stamps_s,
        recording_id=path.name,
        path=path.name,
        format=table.format,
        device=table.declared.device,
        site=place[0],
        side=place[1],
        start=timeline.clock.start,
        time_zone=timeline.clock.time_zone,
        range_g=table.declared.range_g or find_range_g(acceleration_g),
        evidence=_evidence(table, timeline, unit),
        notices=(
            *table.notices,
            *timeline.notices,
            *unit.notices,
            *gyroscope_notices,
            *place_notices,
        ),
    )


def _turn_rate(
    table: Table, rows: Rows, acceleration_unit: str
) -> tuple[Samples3 | None, tuple[str, ...]]:
    if table.angular_velocity is None:
        return None, ()
    values = table.angular_velocity[rows]
    return to_dps(values, table.angular_velocity_unit, acceleration_unit)


def _evidence(table: Table, timeline: _Timeline, unit: UnitEvidence) -> dict[str, str]:
    return {
        "format": _format_reason(table),
        "unit": unit.unit_reason,
        "rate": timeline.meaning,
        "zone": timeline.clock.meaning,
        "gravity_included": unit.gravity_reason,
    }


def _format_reason(table: Table) -> str:
    how = f" ({table.recognized})" if table.recognized else ""
    return f"{table.format}{how}: {len(table.acceleration):,} rows"


def _check_sensor(table: Table, path: Path) -> None:
    """Refuse a table of bare x, y, z whose file name says another sensor."""
    name = path.name.lower()
    other = next((sensor for sensor in OTHER_SENSORS if sensor in name), None)
    if table.is_bare and other and "acc" not in name:
        raise ReadError(
            f"has columns named x, y, z and {other!r} in its file name; expected an "
            "accelerometer (--columns x=...,y=...,z=... takes them as one)"
        )


def _find_place(
    table: Table, path: Path, wishes: Wishes
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Find site and side: the user's, the file's, then those in its name."""
    said = None if wishes.site is None else parse_site(wishes.site)
    guess = guess_from_name(path.name)
    declared = table.declared
    site = (said.site if said else None) or declared.site or guess.site
    side = None if wishes.side is None else parse_side(wishes.side)
    side = side or (said.side if said else None) or declared.side or guess.side
    notices: tuple[str, ...] = ()
    if site is None:
        notices = (
            f"the file name {path.name!r} says no site that is known; --site names it",
        )
    return (site or "unknown", side or "unknown"), notices


def _find_timeline(table: Table, wishes: Wishes) -> _Timeline:
    """Keep the rows that hold a sample, order them, and fit their clock."""
    stamps = table.stamps or _even_stamps(table, wishes.rate_hz)
    is_kept, left_out = find_recorded(table.acceleration, stamps.time_s)
    rows = np.flatnonzero(is_kept)
    if len(rows) < 2:
        raise ReadError(f"has {len(rows)} rows with a sample; expected a recording of many")
    declared = table.declared

    def locate(row: int) -> str:
        return table.locate(int(rows[row]))

    clock = resolve_clock(
        replace(
            stamps,
            time_s=stamps.time_s[rows],
            time_zone=stamps.time_zone or declared.time_zone,
        ),
        time_zone=wishes.time_zone,
        start=wishes.start or (declared.start if stamps.kind == "elapsed" else None),
        locate=locate,
    )
    order, sorted_notices = find_order(clock.time_s, locate)
    time_s = clock.time_s
    if order is not None:
        rows, time_s = rows[order], time_s[order] - time_s[order[0]]
    stamps_s, repeated_share = spread_repeats(time_s)
    is_new, n_held = find_new_values(table.acceleration[rows], implied_rate_hz(stamps_s))
    stamps_s, rows = stamps_s[is_new], rows[is_new]
    stretches, rate_hz = stretches_from_stamps(stamps_s)
    _check_rate(rate_hz * n_held)
    said_rate_hz = wishes.rate_hz or declared.sample_rate_hz
    notices = (*left_out, *clock.notices, *sorted_notices)
    if table.stamps and said_rate_hz and abs(rate_hz / said_rate_hz - 1) > RATE_SHARE:
        conflict = f"{said_rate_hz:g} Hz is declared, but the stamps say {rate_hz:.4g} Hz"
        notices += (f"{conflict}, which is taken",)
    return _Timeline(
        rows=rows,
        stamps_s=stamps_s - stamps_s[0],
        stretches=stretches,
        rate_hz=rate_hz,
        meaning=_rate_meaning(stamps, stretches, rate_hz, repeated_share, n_held),
        clock=clock,
        notices=notices,
    )


def _even_stamps(table: Table, rate_hz: float | None) -> Stamps:
    """Make stamps for a table without any, from the rate that was given."""
    rate_hz = rate_hz or table.declared.sample_rate_hz
    if rate_hz is None:
        raise ReadError(
            "has no time stamps; --rate gives the samples per second (and --start the hour)"
        )
    time_s = np.arange(len(table.acceleration)) / rate_hz
    return Stamps(time_s=time_s, kind="elapsed", meaning=f"{rate_hz:g} Hz as given")


def _check_rate(rate_hz: float) -> None:
    if not MIN_RATE_HZ * 0.999 <= rate_hz <= MAX_RATE_HZ * 1.001:
        raise ReadError(
            f"has {rate_hz:.3g} rows per second; expected {MIN_RATE_HZ:g} to "
            f"{MAX_RATE_HZ:g} (tables of counts per epoch hold no motion)"
        )


def _rate_meaning(
    stamps: Stamps,
    stretches: tuple[Stretch, ...],
    rate_hz: float,
    repeated_share: float,
    n_held: int,
) -> str:
    """Say where the rate comes from."""
    n_stretches = len(stretches)
    parts = [f"{rate_hz:.5g} Hz from the time stamps: {stamps.meaning}"]
    if n_stretches > 1:
        parts.append(f"{n_stretches - 1:,} gaps")
    if repeated_share > REPEATED_SHARE:
        parts.append(f"{100 * repeated_share:.3g} % of the stamps repeat and were spread")
    if n_held > 1:
        parts.append(f"each value is held for {n_held} rows, the repeats were left out")
    return "; ".join(parts)

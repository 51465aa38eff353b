"""Text tables: comma, semicolon or tab, decimal point or comma, plain or gzipped."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pyarrow as pa

from myosense.intervals import Seconds
from myosense.pieces import Pile
from myosense.reading.columns import parse_columns
from myosense.reading.dateorder import TextColumn
from myosense.reading.interleaved import check_one_sensor
from myosense.reading.layout import Layout, decode, find_declared, find_layout
from myosense.reading.onesensor import OneSensor
from myosense.reading.parsing import Loading, line_of, read_head, types_of
from myosense.reading.presets import PRESETS, Preset
from myosense.reading.presets.applying import preset_roles
from myosense.reading.presets.preset import find_declared_by, recognize
from myosense.reading.roles import Roles
from myosense.reading.stacking import stack
from myosense.reading.table import Table, Values, declared_from
from myosense.reading.times import (
    TextTimes,
    Times,
    as_named,
    joined_text,
    rule_of,
    rule_of_format,
    text_times,
)


def read_text(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read a text table.

    Parameters
    ----------
    path
        The file, plain or gzipped.
    columns
        What the user says about its columns.

    Raises
    ------
    ReadError
        If there is no table of numbers in it, or a cell is not what its column should hold.
    """
    head, is_whole = read_head(path)
    text, _ = decode(head)
    is_named = "x" in parse_columns(columns)
    preset, text = recognize(PRESETS, text, path.name, may_refuse=not is_named)
    layout = find_layout(
        head, is_whole=is_whole, n_skipped=preset.n_skipped if preset else 0
    )
    roles, preset = preset_roles(preset, layout, columns)
    declared = (
        find_declared_by(preset, text)
        if preset
        else declared_from(find_declared(layout.preamble))
    )
    declared = replace(declared, start=declared.start or roles.start)

    def locate(row: int) -> str:
        return f"line {line_of(path, layout, row)}"

    rule = rule_of_format(preset.clock, layout, roles) if preset else rule_of(roles)
    times = Times(roles, rule, None if rule else _text_stamps(path, layout, roles, locate))
    loading = Loading(path, layout, types_of(layout, roles))
    found = _gather(
        loading, times, layout=layout, roles=roles, preset=preset, locate=locate
    )
    if preset is None and not is_named:
        check_one_sensor(found.acceleration)
    return Table(
        format=preset.name if preset else "csv",
        recognized=_recognized(preset, layout, roles),
        acceleration=found.acceleration,
        angular_velocity=found.turning,
        angular_velocity_unit=roles.gyroscope_unit,
        gravity=found.gravity,
        gravity_unit=roles.gravity_unit,
        stamps=as_named(times.stamps(declared), roles),
        counter=found.counter,
        counter_name=roles.counter_name,
        unread_time=roles.unread_time,
        unit=roles.unit,
        unit_source=roles.unit_source,
        acceleration_name=layout.names[roles.acceleration[0]],
        is_gravity_removed=roles.is_gravity_removed,
        is_merged=preset is not None and preset.is_merged,
        is_bare=roles.is_bare,
        held_s=preset.held_s if preset else None,
        locate=locate,
        notices=(*(preset.notices if preset else ()), *roles.notices, *loading.notices),
        declared=declared,
    )


@dataclass(frozen=True, kw_only=True)
class _Gathered:
    """The columns from all pieces of a table; ``None`` of what it has not."""

    acceleration: Values
    turning: Values | None
    gravity: Values | None
    counter: Seconds | None


def _gather(  # noqa: PLR0913
    loading: Loading,
    times: Times,
    *,
    layout: Layout,
    roles: Roles,
    preset: Preset | None,
    locate: Callable[[int], str],
) -> _Gathered:
    """Go through the pieces of a table once: all its columns, and its times."""
    acceleration, turning, gravity, counted = Pile(), Pile(), Pile(), Pile()
    sensor = None if roles.sensor is None else OneSensor(layout.names[roles.sensor])
    n_above = 0
    for loaded in loading:
        if sensor is not None:
            sensor.check(loaded[str(roles.sensor)])
        cells = partial(_columns, loaded, locate=locate, n_above=n_above)
        acceleration.append(_acceleration(cells, roles, preset))
        if roles.gyroscope is not None:
            turning.append(_turn_rate(cells, roles, preset))
        if roles.gravity is not None:
            gravity.append(cells(roles.gravity, np.float64))
        if roles.counter is not None:
            counted.append(loaded[str(roles.counter)].to_numpy())
        times.append(loaded)
        n_above += len(loaded)
    return _Gathered(
        acceleration=acceleration.column(),
        turning=None if roles.gyroscope is None else turning.column(),
        gravity=None if roles.gravity is None else gravity.column(),
        counter=None if roles.counter is None else counted.column(),
    )


def _columns(
    loaded: pa.Table,
    columns: tuple[int, ...],
    kind: type[np.floating],
    *,
    locate: Callable[[int], str],
    n_above: int,
) -> Values:
    """Take columns of numbers, shape (n_rows, n_columns)."""
    cells = [loaded[str(column)].to_numpy() for column in columns]
    return stack(cells, kind, locate, n_above)


def _acceleration(
    cells: Callable[..., Values], roles: Roles, preset: Preset | None
) -> Values:
    if preset is None or preset.counts_per_g is None:
        return cells(roles.acceleration, roles.acceleration_type)
    counts = cells(roles.acceleration, np.float64)
    return (counts - preset.zero_count) / preset.counts_per_g


def _turn_rate(cells: Callable[..., Values], roles: Roles, preset: Preset | None) -> Values:
    if preset is None or preset.counts_per_dps is None:
        return cells(roles.gyroscope, roles.gyroscope_type)
    return cells(roles.gyroscope, np.float64) / preset.counts_per_dps


def _text_stamps(
    path: Path,
    layout: Layout,
    roles: Roles,
    locate: Callable[[int], str],
) -> TextTimes | None:
    """Prepare for stamps that are text; ``None`` where they are not."""
    types = types_of(layout, roles)
    of_time = {column: types[column] for column in roles.time}
    if list(of_time.values()) in ([], [pa.float64()]):
        return None

    def again() -> Iterator[TextColumn]:
        return (
            joined_text(loaded, roles.time) for loaded in Loading(path, layout, of_time)
        )

    return text_times(layout.rows, roles, again, locate)


def _recognized(preset: Preset | None, layout: Layout, roles: Roles) -> str:
    """Say how the columns were understood."""

    def name(column: int) -> str:
        return repr(layout.names[column]) if layout.names[column] else f"{column + 1}"

    axes = ", ".join(name(column) for column in roles.acceleration)
    time = " and ".join(name(column) for column in roles.time) or "none"
    how = "by its first lines" if preset else "by its columns"
    return f"{how}: time {time}, x, y, z {axes}"

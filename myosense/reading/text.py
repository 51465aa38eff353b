"""Text tables: comma, semicolon or tab, decimal point or comma, plain or gzipped."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from myosense.reading.clocks import CLOCKS
from myosense.reading.columns import Roles, parse_columns
from myosense.reading.layout import Layout, decode, find_declared, find_layout
from myosense.reading.parsing import line_of, load_columns, read_head
from myosense.reading.presets import PRESETS, Preset, find_preset
from myosense.reading.presets.preset import find_declared_by, preset_roles
from myosense.reading.stamps import stamps_from_numbers, stamps_from_text
from myosense.reading.table import Declared, Stamps, Table, Values, declared_from


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
    preset = find_preset(PRESETS, text, path.name, may_refuse=not is_named)
    layout = find_layout(
        head, is_whole=is_whole, n_skipped=preset.n_skipped if preset else 0
    )
    roles, preset = preset_roles(preset, layout, columns)
    declared = (
        find_declared_by(preset, text)
        if preset
        else declared_from(find_declared(layout.preamble))
    )
    loaded, notices = load_columns(path, layout, roles)

    def locate(row: int) -> str:
        return f"line {line_of(path, layout, row)}"

    return Table(
        format=preset.name if preset else "csv",
        recognized=_recognized(preset, layout, roles),
        acceleration=_acceleration(loaded, roles, preset),
        angular_velocity=_turn_rate(loaded, roles, preset),
        angular_velocity_unit=roles.gyroscope_unit,
        stamps=_stamps(loaded, roles, locate, preset, declared),
        unit=roles.unit,
        is_gravity_removed=roles.is_gravity_removed,
        is_merged=preset is not None and preset.is_merged,
        is_bare=roles.is_bare,
        held_s=preset.held_s if preset else None,
        locate=locate,
        notices=(*(preset.notices if preset else ()), *roles.notices, *notices),
        declared=declared,
    )


def _columns(loaded: pa.Table, columns: tuple[int, ...]) -> Values:
    """Stack columns of numbers, shape (n_rows, n_columns)."""
    stacked = np.empty((len(loaded), len(columns)))
    for i, column in enumerate(columns):
        stacked[:, i] = loaded[str(column)].to_numpy()
    return stacked


def _acceleration(loaded: pa.Table, roles: Roles, preset: Preset | None) -> Values:
    values = _columns(loaded, roles.acceleration)
    if roles.gravity is not None:
        values += _columns(loaded, roles.gravity)
    if preset is None or preset.counts_per_g is None:
        return values
    return (values - preset.zero_count) / preset.counts_per_g


def _turn_rate(loaded: pa.Table, roles: Roles, preset: Preset | None) -> Values | None:
    if roles.gyroscope is None:
        return None
    values = _columns(loaded, roles.gyroscope)
    if preset is None or preset.counts_per_dps is None:
        return values
    return values / preset.counts_per_dps


def _stamps(
    loaded: pa.Table,
    roles: Roles,
    locate: Callable[[int], str],
    preset: Preset | None,
    declared: Declared,
) -> Stamps | None:
    """Understand the time columns, by the preset's rule or by what the cells hold."""
    parts = [loaded[str(column)] for column in roles.time]
    numbers = [pa.types.is_floating(part.type) for part in parts]
    if preset and preset.clock:
        cells = [
            part.to_numpy() if is_number else part
            for part, is_number in zip(parts, numbers, strict=True)
        ]
        return CLOCKS[preset.clock](cells, declared)
    if not parts:
        return None
    if numbers == [True]:
        return stamps_from_numbers(parts[0].to_numpy(), roles.time_name)
    texts: list[Any] = [part.cast(pa.string()) for part in parts]
    column = texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, " ")
    return stamps_from_text(column, roles.date_order, locate)


def _recognized(preset: Preset | None, layout: Layout, roles: Roles) -> str:
    """Say how the columns were understood."""

    def name(column: int) -> str:
        return repr(layout.names[column]) if layout.names[column] else f"{column + 1}"

    axes = ", ".join(name(column) for column in roles.acceleration)
    time = " and ".join(name(column) for column in roles.time) or "none"
    how = "by its first lines" if preset else "by its columns"
    return f"{how}: time {time}, x, y, z {axes}"

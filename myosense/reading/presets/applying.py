"""How a preset is applied to a table: which column is which, and in what unit."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from myosense.reading.columns import find_roles, parse_columns
from myosense.reading.layout import Layout
from myosense.reading.presets.preset import Axes, Preset
from myosense.reading.roles import Roles
from myosense.reading.scales import counts_unit
from myosense.reading.table import BY_FORMAT, NAMED

AXES = ("x", "y", "z")


def preset_roles(
    preset: Preset | None, layout: Layout, columns: Mapping[str, str] | str | None
) -> tuple[Roles, Preset | None]:
    """Find what each column is, by the user's word, the preset's, or the generic finder.

    Returns
    -------
    roles : Roles
    preset : Preset or None
        What still holds of the preset: columns that the user chose are not what it knows.
    """
    given = parse_columns(columns)
    if preset is None:
        return find_roles(layout.names, layout.rows, given, layout.decimal), None
    if "x" in given:
        preset = replace(
            preset,
            acceleration=None,
            gravity=None,
            unit=None,
            counts_per_g=None,
            is_gravity_removed=False,
        )
    if "gx" in given:
        preset = replace(preset, gyroscope=None, gyroscope_unit=None, counts_per_dps=None)
    if "time" in given:
        preset = replace(preset, time=(), clock="")
    said = {**_said(preset, layout.names, given.get("sensor", "")), **given}
    roles = find_roles(layout.names, layout.rows, said, layout.decimal)
    if "x" not in given:
        others = _others(preset, layout.names, roles.acceleration[0])
        roles = replace(roles, notices=(*roles.notices, *others))
    time = _time_columns(preset, layout.names)
    if preset.clock or time:
        name = layout.names[time[0]] if time else ""
        roles = replace(roles, time=time, time_name=name, fraction=None)
        roles = replace(roles, counter=None if time else roles.counter, start=None)
    unit, unit_source = _unit(preset, roles)
    roles = replace(
        roles,
        gravity=_axes(preset.gravity, layout.names) or roles.gravity,
        unit=unit,
        unit_source=unit_source,
        gyroscope_unit=preset.gyroscope_unit or roles.gyroscope_unit,
        is_gravity_removed=preset.is_gravity_removed or roles.is_gravity_removed,
        is_bare=roles.is_bare and preset.acceleration is None,
        date_order=roles.date_order or _constant(preset.date_order),
    )
    return roles, preset


def _unit(preset: Preset, roles: Roles) -> tuple[str | None, str]:
    """Say the unit, and whether the file names it; a name goes before the preset."""
    if preset.counts_per_g is not None:
        return preset.unit, f"{BY_FORMAT} ({counts_unit(preset.counts_per_g)})"
    return (roles.unit, NAMED) if roles.unit else (preset.unit, BY_FORMAT)


def _constant(order: str | Callable[[str], str | None] | None) -> str | None:
    return None if callable(order) else order


def _said(preset: Preset, names: Sequence[str], sensor: str) -> dict[str, str]:
    """Say the preset's axes as a user would, by the columns' numbers; of one sensor."""
    said: dict[str, str] = {}
    for prefix, axes in (("", preset.acceleration), ("g", preset.gyroscope)):
        found = _axes(axes, names, sensor) or ()
        said |= {
            f"{prefix}{axis}": f"{column + 1}"
            for axis, column in zip(AXES, found, strict=False)
        }
    return said


def _others(preset: Preset, names: Sequence[str], taken: int) -> tuple[str, ...]:
    """Say which sensor was taken of several that the preset knows side by side."""
    if not isinstance(preset.acceleration, str):
        return ()
    found = _found(preset.acceleration.format(axis="x"), names)

    def call(at: int) -> str:
        is_unique = names.count(names[at]) == 1
        return repr(names[at]) if is_unique else f"{names[at]!r} of column {at + 1}"

    others = [call(at) for at in found if at != taken]
    return tuple(
        f"{call(taken)} was taken; the file also has {other} (--columns chooses)"
        for other in others[:1]
    )


def _axes(
    axes: Axes | None, names: Sequence[str], sensor: str = ""
) -> tuple[int, int, int] | None:
    """Find three columns; ``None`` if one of them is not there."""
    if axes is None:
        return None
    wanted = [axes.format(axis=axis) for axis in AXES] if isinstance(axes, str) else axes
    x, y, z = (_column(each, names, sensor) for each in wanted)
    return None if x is None or y is None or z is None else (x, y, z)


def _time_columns(preset: Preset, names: Sequence[str]) -> tuple[int, ...]:
    wanted = preset.time if isinstance(preset.time, tuple) else (preset.time,)
    found = [_column(each, names) for each in wanted]
    return tuple(column for column in found if column is not None)


def _column(wanted: str | int, names: Sequence[str], sensor: str = "") -> int | None:
    """Find a column by its number from 1, or by a pattern of its whole name.

    Of several, the first that has the sensor in its name, or else the first.
    """
    if isinstance(wanted, int):
        return wanted - 1 if wanted <= len(names) else None
    found = _found(wanted, names)
    is_other = {at: sensor.casefold() not in names[at].casefold() for at in found}
    return min(found, key=lambda at: is_other[at], default=None)


def _found(pattern: str, names: Sequence[str]) -> list[int]:
    return [
        column
        for column, name in enumerate(names)
        if re.fullmatch(pattern, name.strip(), re.IGNORECASE)
    ]

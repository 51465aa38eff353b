"""From a file of named arrays to the table of one sensor: axes, time, rate and start.

What lies beside the accelerometer, or in a folder around it, and is as long, holds its
time and its gyroscope; numbers and short texts there are its rate, start and zone.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from myosense.errors import ArgumentError, ReadError
from myosense.intervals import Seconds
from myosense.reading.columns import parse_columns
from myosense.reading.merging import Vectors, add_gyroscope
from myosense.reading.naming import (
    BARE_RANK,
    LINEAR_RANK,
    TIME_WORDS,
    count_of,
    unit_in,
    words_of,
)
from myosense.reading.rownumbers import is_numbering
from myosense.reading.stamps import stamps_from_ns
from myosense.reading.table import (
    ACCELERATION_UNITS,
    TURN_UNITS,
    Declared,
    Stamps,
    Table,
)
from myosense.reading.times import number_stamps
from myosense.reading.trees import (
    MAX_ROWS,
    Axes,
    Column,
    Tree,
    choose_sensor,
    find_sensors,
    folders_of,
    label_of,
    load_columns,
)
from myosense.sites import guess_from_name
from myosense.zones import known_time, known_zone

FIRST_EPOCH = 9e8  #: Numbers above this count from 1970, in seconds or finer.
RATE_NAMES = (
    "fs",
    "samplingrate",
    "samplerate",
    "samplingfrequency",
    "samplefrequency",
    "samplingratehz",
    "sampleratehz",
    "frequency",
    "freq",
)
START_NAMES = ("startdatetime", "starttime", "recordingstart", "start", "startdate")
ZONE_NAMES = ("timezone", "tz")


def table_from_tree(tree: Tree, columns: Mapping[str, str] | str | None) -> Table:
    """Make the table of one sensor.

    Parameters
    ----------
    tree
        What the file holds.
    columns
        What the user says: ``sensor=NAME``, or paths as ``x=...,y=...,z=...,time=...``.

    Raises
    ------
    ReadError
        If there is no accelerometer, or several and nothing says which.
    ArgumentError
        If the user names what is not there.
    """
    given = parse_columns(columns)
    notices: tuple[str, ...] = ()
    if "x" in given:
        axes = Axes(_given(tree, given, "x", "y", "z"), rank=0)
    else:
        tree, notices = _with_time_first(tree)
        axes, more = choose_sensor(tree, given.get("sensor"))
        notices += more
    n_rows = axes.leaf.n_rows
    if not 0 < n_rows <= MAX_ROWS:
        raise ReadError(
            f"declares {n_rows:,} samples in {axes.path!r}; expected 1 to {MAX_ROWS:,}"
        )
    gyroscope = _find_gyroscope(tree, axes, given)
    time = _find_time(tree, axes, given)
    counter = None if time is None else _counted(time, axes)
    unit = axes.unit or unit_in(axes.leaf.unit or "")
    table = Table(
        format=tree.format,
        recognized=f"by its arrays: {axes.path!r}",
        acceleration=load_columns(axes.columns),
        angular_velocity=load_columns(gyroscope.columns) if gyroscope else None,
        angular_velocity_unit=_turn_unit(gyroscope),
        stamps=None if time is None or counter is not None else _stamps(time, axes),
        counter=counter,
        counter_name="" if time is None else time.path,
        unit=unit if unit in ACCELERATION_UNITS else None,
        unit_source=tree.unit_source,
        is_gravity_removed=axes.rank == LINEAR_RANK,
        is_bare=axes.rank == BARE_RANK,
        locate=lambda row: f"row {row + 1}",
        declared=_find_declared(tree, axes),
        notices=(*tree.notices, *notices),
    )
    return table if gyroscope else _with_gyroscope(table, tree, axes)


def _with_time_first(tree: Tree) -> tuple[Tree, tuple[str, ...]]:
    """Take the one array without names for time, x, y and z, where its first column rises.

    As in a text table without a header; only where nothing else is an accelerometer.
    """
    wide = [leaf for leaf in tree.leaves if len(leaf.names) > 3 and not any(leaf.names)]
    if len(wide) != 1 or wide[0].n_rows > MAX_ROWS or any(find_sensors(tree)):
        return tree, ()
    first = wide[0].load()[:, 0]
    if not np.all(np.diff(first) >= 0) or first[0] == first[-1]:
        return tree, ()
    n_left = len(wide[0].names) - 4
    named = replace(wide[0], names=("time", "x", "y", "z", *[""] * n_left))
    others = count_of(n_left, "column")
    left_out = f"{others} without a name after time, x, y and z: left out"
    return replace(tree, leaves=[named]), (left_out,) if n_left else ()


def _given(
    tree: Tree, given: Mapping[str, str], *keys: str
) -> tuple[Column, Column, Column]:
    x, y, z = (_column(tree, given[key]) for key in keys)
    if len({column.leaf.n_rows for column in (x, y, z)}) > 1:
        raise ArgumentError(
            f"--columns names {', '.join(given[key] for key in keys)}, which are not "
            "equally long; expected the axes of one sensor"
        )
    return x, y, z


def _column(tree: Tree, wanted: str) -> Column:
    """Find a column by its path."""
    found = [Column(leaf, at) for leaf in tree.leaves for at in range(len(leaf.names))]
    name = wanted.strip("/").casefold()
    for column in found:
        if column.path.casefold() == name:
            return column
    names = ", ".join(column.path for column in found[:12])
    raise ArgumentError(
        f"--columns names {wanted!r}, which is not in the file; it has {names}"
    )


def _find_gyroscope(tree: Tree, axes: Axes, given: Mapping[str, str]) -> Axes | None:
    """Find the gyroscope in the accelerometer's array or folder, if it is as long."""
    if "gx" in given:
        return Axes(_given(tree, given, "gx", "gy", "gz"), rank=0)
    same = [
        other
        for other in find_sensors(tree)[1]
        if other.leaf.n_rows == axes.leaf.n_rows
        and (other.path == axes.path or other.leaf.folder == axes.leaf.folder)
    ]
    same.sort(key=lambda other: other.path != axes.path)
    return same[0] if same else None


def _with_gyroscope(table: Table, tree: Tree, axes: Axes) -> Table:
    """Add the one gyroscope beside the accelerometer that has a clock of its own."""
    beside = [
        other for other in find_sensors(tree)[1] if other.leaf.folder == axes.leaf.folder
    ]
    time = _find_time(tree, beside[0], {}) if len(beside) == 1 else None
    stamps = None if time is None else _stamps(time, beside[0])
    if stamps is None or not 0 < beside[0].leaf.n_rows <= MAX_ROWS:
        return table
    values = load_columns(beside[0].columns)
    vectors = Vectors(values=values, stamps=stamps, unit=_turn_unit(beside[0]))
    return add_gyroscope(table, vectors)


def _turn_unit(gyroscope: Axes | None) -> str | None:
    if gyroscope is None:
        return None
    unit = gyroscope.unit or unit_in(gyroscope.leaf.unit or "")
    return unit if unit in TURN_UNITS else None


def _find_time(tree: Tree, axes: Axes, given: Mapping[str, str]) -> Column | None:
    """Find the time in the accelerometer's array, its folder, or one around it."""
    if "time" in given:
        return _column(tree, given["time"])
    inside = [Column(axes.leaf, at) for at in range(len(axes.leaf.names))]
    times = [column for column in inside if _says_time(column.inner)]
    for folder in folders_of(axes.leaf.path):
        if not times:
            times = [
                Column(leaf, 0)
                for leaf in tree.leaves
                if leaf.folder == folder
                and len(leaf.names) == 1
                and leaf.n_rows == axes.leaf.n_rows
                and (leaf.is_wall_ns or _says_time(leaf.name))
            ]
    return max(times, key=_is_dated, default=None)


def _counted(column: Column, axes: Axes) -> Seconds | None:
    """Load a time that only numbers the rows."""
    leaf = column.leaf
    if leaf.is_wall_ns or leaf.unit or leaf.n_rows != axes.leaf.n_rows:
        return None
    values = load_columns([column])[:, 0].astype(np.float64)
    return values if is_numbering(column.inner or leaf.name, values) else None


def _says_time(name: str) -> bool:
    return bool(TIME_WORDS & set(words_of(name)[0]))


def _is_dated(column: Column) -> bool:
    """Say whether a column of times counts from 1970."""
    if column.leaf.is_wall_ns:
        return True
    values = load_columns([column])[:, 0]
    known = values[np.isfinite(values)]
    return bool(known.size and np.min(known) > FIRST_EPOCH)


def _stamps(column: Column, axes: Axes) -> Stamps:
    leaf = column.leaf
    if leaf.n_rows != axes.leaf.n_rows:
        raise ReadError(
            f"has {leaf.n_rows:,} times in {column.path!r}; expected as many as samples "
            f"({axes.leaf.n_rows:,})"
        )
    if leaf.is_wall_ns:
        return stamps_from_ns(leaf.load().astype(np.int64).reshape(-1), kind="wall")
    name = column.inner or leaf.name
    unit = f" ({leaf.unit})" if leaf.unit else ""
    values = load_columns([column])[:, 0].astype(np.float64)
    return number_stamps(values, f"{name}{unit}")


def _find_declared(tree: Tree, axes: Axes) -> Declared:
    rate, start = _fact(tree, axes, RATE_NAMES), _fact(tree, axes, START_NAMES)
    zone, device = _fact(tree, axes, ZONE_NAMES), _fact(tree, axes, ("device",))
    place = guess_from_name(label_of(tree, axes) or axes.path.replace("/", " "))
    declared = Declared(
        site=place.site, side=place.side, device=None if device is None else str(device)
    )
    if isinstance(rate, float) and 0 < rate < np.inf:
        declared = replace(declared, sample_rate_hz=rate)
    if isinstance(start, str):
        declared = replace(declared, start=known_time(start))
    if isinstance(zone, str):
        declared = replace(declared, time_zone=known_zone(zone))
    return declared


def _fact(tree: Tree, axes: Axes, names: tuple[str, ...]) -> float | str | None:
    """Find a fact by its name, in the accelerometer's folder first, then around it."""
    for folder in folders_of(axes.leaf.path):
        facts = tree.facts.get(folder, {})
        for name in names:
            if name in facts:
                return facts[name]
    return None

"""What lies in other files or rows of a recording, brought to the accelerometer's clock.

A gyroscope's samples are interpolated where two of them are near, and left blank elsewhere.
Gravity is added back where a phone writes it beside the acceleration without it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.pieces import PIECE_ROWS
from myosense.reading.beside import unit_of_gravity
from myosense.reading.columnnames import unit_beside
from myosense.reading.layout import find_layout
from myosense.reading.naming import BARE_RANK, GYROSCOPE_RANK, find_triples
from myosense.reading.parsing import read_head
from myosense.reading.repeats import spread_repeats
from myosense.reading.table import Stamps, Table, Values
from myosense.timing import GAP_S, GAP_SAMPLES, estimate_rate_hz

#: Fewer samples with a turn in their row: the two have rows of their own.
APART_SHARE = 0.5
TWINS_SHARE = 0.99  #: Rows of gravity and acceleration with one stamp: one clock.


@dataclass(frozen=True, kw_only=True)
class Vectors:
    """Three axes of another sensor, and when they were measured."""

    values: Values  #: shape (n_rows, 3)
    stamps: Stamps | None
    unit: str | None


def read_vectors(path: Path, read: Callable[[Path, Mapping[str, str]], Table]) -> Vectors:
    """Read the three axes of a text table, whatever sensor they are of.

    Parameters
    ----------
    path
        The file; its columns must say the axes, if they have names.
    read
        Reads a table when it is told the columns.

    Raises
    ------
    ReadError
        If it has no three columns that differ in the axis only, or cannot be read.
    """
    head, is_whole = read_head(path)
    layout = find_layout(head, is_whole=is_whole)
    names = layout.names
    if not any(names):
        table = read(path, {})
        return Vectors(values=table.acceleration, stamps=table.stamps, unit=None)
    triples = find_triples(names)
    ranks = (GYROSCOPE_RANK, BARE_RANK)
    fitting = [triple for rank in ranks for triple in triples if triple.rank == rank]
    if not fitting:
        raise ReadError("has no three columns x, y and z; expected those of a gyroscope")
    chosen = dict(
        zip("xyz", (str(column + 1) for column in fitting[0].columns), strict=True)
    )
    table = read(path, chosen)
    unit = fitting[0].unit or unit_beside(names, layout.rows)
    return Vectors(values=table.acceleration, stamps=table.stamps, unit=unit)


def add_gyroscope(table: Table, gyroscope: Vectors) -> Table:
    """Add what a gyroscope measured, interpolated at the accelerometer's stamps.

    Parameters
    ----------
    table
        The accelerometer's.
    gyroscope
        On any clock that both files share, at any rate.

    Returns
    -------
    Table
        With `Table.angular_velocity`, NaN where no sample is near; as it was, with a
        notice, where the clocks are not the same.
    """
    both = _both_on_one_clock(table.stamps, gyroscope.stamps)
    if both is None or np.count_nonzero(np.isfinite(both[1])) < 2:
        notice = "the gyroscope has no clock in common with the accelerometer's"
        return replace(table, notices=(*table.notices, f"{notice}: left out"))
    values = interpolate(gyroscope.values, both[1], both[0])
    if not np.any(np.isfinite(values)):
        notice = (
            "the gyroscope's samples are of another time than the accelerometer's: left out"
        )
        return replace(table, notices=(*table.notices, notice))
    own_hz = estimate_rate_hz(np.sort(both[1][np.isfinite(both[1])]))
    notice = f"the gyroscope's {own_hz:.4g} Hz are brought to the accelerometer's stamps"
    return replace(
        table,
        angular_velocity=values,
        angular_velocity_unit=gyroscope.unit,
        notices=(*table.notices, notice),
    )


def gather_gyroscope(table: Table) -> Table:
    """Bring a gyroscope whose samples stand in rows of their own to the others' stamps.

    Returns
    -------
    Table
        Without the rows of the gyroscope alone; as it was, where most samples have a turn
        in their row, or the rows have no stamps.
    """
    turning, stamps = table.angular_velocity, table.stamps
    if turning is None or stamps is None or _is_beside(table, slice(0, PIECE_ROWS)):
        return table
    has_turn = np.all(np.isfinite(turning), axis=1)
    has_sample = np.all(np.isfinite(table.acceleration), axis=1)
    if not np.any(has_turn):
        return table
    gyroscope = Vectors(
        values=turning[has_turn],
        stamps=replace(stamps, time_s=stamps.time_s[has_turn]),
        unit=table.angular_velocity_unit,
    )
    rows = np.flatnonzero(has_sample | ~has_turn)
    left = replace(
        table,
        acceleration=table.acceleration[rows],
        gravity=None if table.gravity is None else table.gravity[rows],
        angular_velocity=None,
        stamps=replace(stamps, time_s=stamps.time_s[rows]),
        locate=lambda row: table.locate(int(rows[row])),
    )
    return add_gyroscope(left, gyroscope)


def _is_beside(table: Table, some: slice) -> bool:
    """Say whether most of some samples have a turn in their row."""
    has_sample = np.all(np.isfinite(table.acceleration[some]), axis=1)
    if table.angular_velocity is None or not np.any(has_sample):
        return True
    has_turn = np.all(np.isfinite(table.angular_velocity[some]), axis=1)
    return bool(np.mean(has_turn[has_sample]) >= APART_SHARE)


def _both_on_one_clock(
    stamps: Stamps | None, others: Stamps | None
) -> tuple[Seconds, Seconds] | None:
    """Bring two columns of stamps to the origin of the first."""
    if stamps is None or others is None or stamps.kind != others.kind:
        return None
    shift_s = (others.origin_ns - stamps.origin_ns) / 1e9
    return _spread(stamps.time_s), _spread(others.time_s) + shift_s


def _spread(time_s: Seconds) -> Seconds:
    """Part stamps that repeat, as those of samples that were delivered together."""
    spread = time_s.copy()
    is_known = np.isfinite(time_s)
    if np.any(is_known) and np.all(np.diff(time_s[is_known]) >= 0):
        spread[is_known] = spread_repeats(time_s[is_known])[0]
    return spread


def interpolate(values: Values, time_s: Seconds, at_s: Seconds) -> Values:
    """Interpolate linearly between samples that are near, and never beyond them.

    Parameters
    ----------
    values : shape (n, 3)
    time_s : shape (n,)
        When they were measured; NaN where unknown.
    at_s : shape (m,)
        When they are wanted.

    Returns
    -------
    shape (m, 3)
        NaN where the samples around lie further apart than 50 ms and 2.5 samples.
    """
    is_known = np.isfinite(time_s) & np.all(np.isfinite(values), axis=1)
    order = np.argsort(time_s[is_known], kind="stable")
    time_s, values = time_s[is_known][order], values[is_known][order]
    found = np.full((len(at_s), 3), np.nan)
    if len(time_s) < 2 or time_s[0] == time_s[-1]:
        return found
    longest_s = max(GAP_S, GAP_SAMPLES / estimate_rate_hz(time_s))
    left = np.clip(np.searchsorted(time_s, at_s, side="right") - 1, 0, len(time_s) - 1)
    right = np.minimum(left + 1, len(time_s) - 1)
    is_near = (time_s[right] - time_s[left] <= longest_s) | (at_s == time_s[left])
    is_near &= (at_s >= time_s[0]) & (at_s <= time_s[-1])
    for axis in range(3):
        found[is_near, axis] = np.interp(at_s[is_near], time_s, values[:, axis])
    return found


def add_gravity(table: Table, gravity: Vectors) -> Table:
    """Add gravity back to an acceleration that was parted from it.

    Rows belong together by their stamps. Where too few do, nothing is added.

    Parameters
    ----------
    table
        Acceleration without gravity.
    gravity
        In the unit that its length shows; of no such length, nothing is added.

    Returns
    -------
    Table
        With `Table.gravity`, which is added where the unit of the acceleration is known.
    """
    stamps, others = table.stamps, gravity.stamps
    unit = unit_of_gravity(gravity.values)
    if unit is None or stamps is None or others is None or stamps.kind != others.kind:
        return table
    shift_s = (others.origin_ns - stamps.origin_ns) / 1e9
    own_us = np.round(stamps.time_s * 1e6)
    their_us = np.round((others.time_s + shift_s) * 1e6)
    _, rows, twins = np.intersect1d(own_us, their_us, return_indices=True)
    if len(rows) < TWINS_SHARE * len(stamps.time_s):
        return table
    beside = np.full(table.acceleration.shape, np.nan)
    beside[rows] = gravity.values[twins]
    notice = "gravity, which the phone had taken out, was added back from its own file"
    return replace(
        table,
        gravity=beside,
        gravity_unit=unit,
        is_gravity_removed=False,
        notices=(*table.notices, notice),
    )

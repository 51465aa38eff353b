"""Files of named arrays (HDF5, MATLAB): which of them are an accelerometer.

A reader lists the arrays without loading them (`Leaf`) and the small facts beside them;
names say which array is what, as in a table: three columns of one array, or three arrays
of one folder.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from myosense.errors import ArgumentError, ReadError
from myosense.reading.naming import (
    BARE_RANK,
    GYROSCOPE_RANK,
    OTHER_WORDS,
    Triple,
    find_triples,
    words_of,
)
from myosense.reading.table import NAMED, Values

MAX_ROWS = 1 << 28  #: A month at 100 Hz.
MAX_COLUMNS = 256  #: Of an array that may be a table.
MAX_LEAVES = 20_000
MAX_DEPTH = 24
N_SHOWN = 8  #: Sensors that a message names.


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One array of numbers, not loaded yet."""

    path: str  #: As ``Sensors/3142/Accelerometer``.
    names: tuple[str, ...]  #: Of its columns; empty texts where they have none.
    n_rows: int
    load: Callable[[], Values]  #: shape (n_rows, n_columns)
    unit: str | None = None
    is_wall_ns: bool = False  #: Whether it holds wall clock times in ns since 1970.

    @property
    def folder(self) -> str:
        """Path of what it lies in."""
        return self.path.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Last part of its path."""
        return self.path.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True)
class Tree:
    """What a file holds."""

    format: str
    leaves: Sequence[Leaf]
    #: Numbers and short texts, by folder (or path of an array) and plain name.
    facts: Mapping[str, Mapping[str, float | str]] = field(default_factory=dict)
    preferred: re.Pattern[str] | None = None  #: Paths that go before others.
    unit_source: str = NAMED  #: Who says the units of the leaves.
    notices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """One column of one array."""

    leaf: Leaf
    at: int

    @property
    def inner(self) -> str:
        """Name inside the array; three columns without names are x, y and z."""
        names = self.leaf.names
        return "xyz"[self.at] if len(names) == 3 and not any(names) else names[self.at]

    @property
    def path(self) -> str:
        """What a user calls it."""
        if len(self.leaf.names) == 1:
            return self.leaf.path
        name = self.leaf.names[self.at]
        return f"{self.leaf.path}/{name}" if name else f"{self.leaf.path}[{self.at + 1}]"


@dataclass(frozen=True)
class Axes:
    """Three columns that are x, y and z of one sensor."""

    columns: tuple[Column, Column, Column]
    rank: int
    unit: str | None = None

    @property
    def leaf(self) -> Leaf:
        """The array of the first axis."""
        return self.columns[0].leaf

    @property
    def path(self) -> str:
        """What it is called: its array, or the folder of its three arrays."""
        return self.leaf.path if len(self.leaf.names) > 1 else self.leaf.folder


def load_columns(columns: Sequence[Column]) -> Values:
    """Load columns, shape (n_rows, n_columns); each array once."""
    arrays = {column.leaf.path: column.leaf for column in columns}
    loaded = {path: leaf.load() for path, leaf in arrays.items()}
    parts = [loaded[column.leaf.path][:, column.at] for column in columns]
    return np.column_stack(parts).astype(np.float64)


def plain_name(name: str) -> str:
    """Bring the name of a fact to lower case letters.

    >>> plain_name("Sampling Rate")
    'samplingrate'
    """
    return re.sub(r"[^a-z0-9]", "", name.lower())


def folders_of(path: str) -> Iterator[str]:
    """Name a path and what it lies in, up to the root.

    >>> list(folders_of("a/b"))
    ['a/b', 'a', '']
    """
    while path:
        yield path
        path = path.rpartition("/")[0]
    yield ""


def _groups(leaves: Sequence[Leaf]) -> list[list[Column]]:
    """Put columns together that may be axes of one sensor: those of one array or folder."""
    groups: dict[tuple[str, int], list[Column]] = {}
    for leaf in leaves:
        place = leaf.path if len(leaf.names) > 1 else leaf.folder
        columns = [Column(leaf, at) for at in range(len(leaf.names))]
        groups.setdefault((place, leaf.n_rows), []).extend(columns)
    return list(groups.values())


def _triples(columns: Sequence[Column]) -> list[Triple]:
    """Find the triples of a group; where its names say the axes only, its folder counts."""
    leaf = columns[0].leaf
    outer = (leaf.folder.rpartition("/")[2], *((leaf.name,) if len(leaf.names) > 1 else ()))
    for words in (outer[1:], outer):
        names = tuple(_spell(column, words) for column in columns)
        triples = find_triples(names)
        if not triples or triples[0].rank != BARE_RANK:
            break
    if not triples and len(columns) >= 3 and not OTHER_WORDS & set(words_of(outer[0])[0]):
        return find_triples(tuple(_spell(column, outer[1:]) for column in columns))
    return triples


def _spell(column: Column, outer: tuple[str, ...]) -> str:
    """Write a column's name as a table would: sensor, axis and unit."""
    inner = column.inner or (column.leaf.name if len(column.leaf.names) == 1 else "")
    if not inner:
        return ""
    unit = f" ({column.leaf.unit})" if column.leaf.unit else ""
    singular = re.sub(r"(?i)(meter|scope)s\b", r"\1", " ".join((*outer, inner)))
    return f"{singular}{unit}"


def find_sensors(tree: Tree) -> tuple[list[list[Axes]], list[Axes]]:
    """Find the accelerometers, by array or folder and best first, and the gyroscopes."""
    sensors: list[list[Axes]] = []
    gyroscopes: list[Axes] = []
    for columns in _groups(tree.leaves):
        found: list[Axes] = []
        for triple in _triples(columns):
            x, y, z = (columns[at] for at in triple.columns)
            unit = triple.unit or ("g" if "gf" in triple.words else None)
            axes = Axes((x, y, z), triple.rank, unit)
            (gyroscopes if triple.rank >= GYROSCOPE_RANK else found).append(axes)
        if found:
            sensors.append(found)
    return sensors, gyroscopes


def choose_sensor(tree: Tree, wanted: str | None) -> tuple[Axes, tuple[str, ...]]:
    """Choose one accelerometer.

    Parameters
    ----------
    tree
        What the file holds.
    wanted
        Part of its path or label, if the user says one.

    Raises
    ------
    ReadError
        If there is none, or several and nothing says which.
    ArgumentError
        If none is the one that is wanted.
    """
    groups, gyroscopes = find_sensors(tree)
    shown = {_call(tree, group[0]): group for group in groups}
    if not groups:
        also = " (a gyroscope is not enough)" if gyroscopes else ""
        names = _listed([leaf.path for leaf in tree.leaves]) or "no array of numbers"
        raise ReadError(
            f"found {names} and no three columns that are x, y and z of an accelerometer"
            f"{also}; --columns x=...,y=...,z=...,time=... names them"
        )
    if wanted:
        part = wanted.casefold()
        shown = {call: group for call, group in shown.items() if part in call.casefold()}
        if not shown:
            calls = [_call(tree, group[0]) for group in groups]
            raise ArgumentError(
                f"--columns sensor={wanted} is none of the file's: {_listed(calls)}"
            )
    best = min(group[0].rank for group in shown.values())
    rivals = {call: group for call, group in shown.items() if group[0].rank == best}
    call = _prefer(tree, rivals)
    axes = rivals.pop(call)
    others = [*rivals, *(other.columns[0].path for other in axes[1:] if other.rank == best)]
    if not others:
        return axes[0], ()
    notice = f"{call!r} was taken; the file also has {_listed(others)}"
    return axes[0], (f"{notice} (--columns sensor=... chooses)",)


def _prefer(tree: Tree, rivals: Mapping[str, Sequence[Axes]]) -> str:
    """Take the only one, or the longest of those that go before others."""
    if len(rivals) == 1:
        return next(iter(rivals))
    pattern = tree.preferred
    first = [
        call for call, group in rivals.items() if pattern and pattern.search(group[0].path)
    ]
    if not first:
        raise ReadError(
            f"holds {len(rivals)} accelerometers ({_listed(list(rivals))}); --columns "
            "sensor=NAME chooses one by a part of its name"
        )
    return max(first, key=lambda call: rivals[call][0].leaf.n_rows)


def label_of(tree: Tree, axes: Axes) -> str | None:
    """Find what the file calls a sensor, beside its path."""
    for folder in list(folders_of(axes.path))[:2]:
        label = tree.facts.get(folder, {}).get("label")
        if isinstance(label, str) and label:
            return label
    return None


def _call(tree: Tree, axes: Axes) -> str:
    label = label_of(tree, axes)
    return f"{axes.path} ({label})" if label else axes.path


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - N_SHOWN} more" if len(names) > N_SHOWN else ""
    return ", ".join(names[:N_SHOWN]) + more

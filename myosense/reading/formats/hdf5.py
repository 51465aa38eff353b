"""HDF5: APDM Opal, OpenSignals, MATLAB 7.3, and arrays that anybody stored by name.

Only arrays of numbers inside the file are looked at: what points to other files is not
followed, objects are not unpacked, and an array that declares far more than the file
holds is refused before it is loaded. APDM's layout is that of its Motion Studio, version
5; that of OpenSignals is described by PLUX (biosignalsnotebooks).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from myosense.errors import ArgumentError, ReadError
from myosense.reading.apart import read_apart
from myosense.reading.formats.apdm import is_apdm, with_apdm, without_raw
from myosense.reading.formats.hdf5_names import as_pandas, column_names, shared_unit
from myosense.reading.formats.hdf5_packing import unpacked
from myosense.reading.formats.opensignals_h5 import find_opensignals
from myosense.reading.table import Table, Values
from myosense.reading.trees import (
    MAX_COLUMNS,
    MAX_DEPTH,
    MAX_LEAVES,
    Leaf,
    Tree,
    plain_name,
)
from myosense.reading.treetables import table_from_tree

H5 = Any  #: An open HDF5 object; h5py has no types.
MAGIC = b"\x89HDF\r\n\x1a\n"
MAX_RATIO = 1000  #: Declared to stored bytes; gzip packs 1032 to 1 at most.
SMALL_BYTES = 1 << 24  #: Arrays below this are loaded whatever their ratio.
MAX_ATTRIBUTES = 64
MAX_TEXT = 200
Facts = dict[str, float | str]


@dataclass
class _Found:
    """What a walk through a file has found so far."""

    leaves: list[Leaf] = field(default_factory=list)
    facts: dict[str, Facts] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    n_objects: int = 0


def recognizes_hdf5(head: bytes, _path: Path) -> bool:
    """Recognize HDF5 by its magic; MATLAB's has a header of its own before it."""
    return head[:8] == MAGIC


def read_hdf5(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read one accelerometer of an HDF5 file, in a process of its own.

    Parameters
    ----------
    path
        The file.
    columns
        What the user says: ``sensor=NAME``, or paths as ``x=...,y=...,z=...,time=...``.

    Raises
    ------
    ReadError
        If it is damaged, or nothing says which arrays are one accelerometer.
    """
    return read_apart((__name__, read_here.__name__), path, columns)


def read_here(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read one accelerometer of an HDF5 file, as `read_hdf5`, in this process."""
    return read_open(path, lambda file: table_from_tree(list_file(file), columns))


def read_open(path: Path, read: Callable[[H5], Table]) -> Table:
    """Open an HDF5 file and read it; the library's errors become a sentence.

    Raises
    ------
    ReadError
        If it is damaged.
    """
    import h5py  # noqa: PLC0415

    try:
        with h5py.File(path, "r") as file:
            return read(file)
    except (ReadError, ArgumentError):
        raise
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:160]
        raise ReadError(
            f"is an HDF5 file that is damaged or cut off ({what}); expected a whole one"
        ) from error


def list_file(file: H5) -> Tree:
    """List the arrays of an open file.

    Raises
    ------
    ReadError
        If it holds too many.
    """
    opensignals = find_opensignals(file)
    if opensignals is not None:
        return opensignals
    found = _Found()
    _walk(file, "", found, 0)
    if is_apdm(found.facts):
        leaves, facts = without_raw(found.leaves), with_apdm(found.facts)
        return Tree(format="APDM HDF5", leaves=leaves, facts=facts)
    return Tree(format="HDF5", leaves=found.leaves, facts=found.facts)


def _walk(group: H5, path: str, found: _Found, depth: int) -> None:
    """List a group and what lies in it; links out of it and back are not followed."""
    import h5py  # noqa: PLC0415

    address = h5py.h5o.get_info(group.id).addr
    if address in found.seen or depth > MAX_DEPTH:
        return
    found.seen.add(address)
    found.facts[path] = _facts(group)
    n_before = len(found.leaves)
    for name in group:
        if name.startswith("#"):  # MATLAB keeps what is referred to there.
            continue
        found.n_objects += 1
        if found.n_objects > MAX_LEAVES:
            raise ReadError(f"holds over {MAX_LEAVES:,} arrays; expected a recording")
        if not isinstance(group.get(name, getlink=True), h5py.HardLink):
            continue
        below = f"{path}/{name}" if path else name
        item = group[name]
        if isinstance(item, h5py.Group):
            _walk(item, below, found, depth + 1)
        elif isinstance(item, h5py.Dataset):
            _add(item, path, name, found)
    found.leaves[n_before:] = as_pandas(group, found.leaves[n_before:])


def _add(dataset: H5, folder: str, name: str, found: _Found) -> None:
    """Add a dataset as an array, or as a fact where it is one value."""
    path = f"{folder}/{name}" if folder else name
    kind = dataset.dtype
    if _is_text(dataset):
        text = "".join(chr(code) for code in dataset[()].reshape(-1))
        found.facts.setdefault(folder, {}).setdefault(plain_name(name), text)
        return
    if dataset.is_virtual or dataset.external or dataset.shape is None:
        return
    if dataset.size == 1 and kind.kind in "iufSO":
        value = _fact(dataset[()])
        if value is not None:
            found.facts.setdefault(folder, {}).setdefault(plain_name(name), value)
        return
    leaf = _leaf(dataset, path)
    if leaf is not None:
        found.leaves.append(leaf)
        found.facts[path] = _facts(dataset)


def _is_text(dataset: H5) -> bool:
    """Say whether a dataset is a short text as MATLAB 7.3 stores it, in UTF-16."""
    says = _fact(dataset.attrs.get("MATLAB_class")) == "char"
    return says and dataset.dtype.kind == "u" and 0 < dataset.size <= MAX_TEXT


def _leaf(dataset: H5, path: str) -> Leaf | None:
    """Describe an array of numbers in one or two dimensions, or a table; else ``None``."""
    kind, shape = dataset.dtype, dataset.shape
    unit = shared_unit(dataset)
    if kind.names is not None and len(shape) == 1:
        names = [
            one for one in kind.names if kind[one].kind in "iuf" and not kind[one].shape
        ]
        if not 0 < len(names) <= MAX_COLUMNS:
            return None
        load = partial(_load_table, dataset, tuple(names))
        return Leaf(path=path, names=tuple(names), n_rows=shape[0], load=load, unit=unit)
    if kind.kind not in "iuf" or len(shape) not in (1, 2) or 0 in shape:
        return None
    is_across = len(shape) == 2 and shape[0] < shape[1]
    n_rows = shape[1] if is_across else shape[0]
    n_columns = dataset.size // n_rows
    if n_columns > MAX_COLUMNS:
        return None
    load = partial(_load_array, dataset, is_across=is_across)
    labels = column_names(dataset, n_columns)
    return Leaf(path=path, names=labels, n_rows=n_rows, load=load, unit=unit)


def _check_stored(dataset: H5) -> None:
    """Refuse an array that declares far more than the file holds."""
    declared = dataset.size * dataset.dtype.itemsize
    stored = dataset.id.get_storage_size()
    if declared > SMALL_BYTES and declared > MAX_RATIO * stored:
        raise ReadError(
            f"declares {declared:,} bytes in {dataset.name!r} and holds {stored:,}; "
            "expected what it declares"
        )


def _load_array(dataset: H5, *, is_across: bool) -> Values:
    _check_stored(dataset)
    values = unpacked(dataset, np.asarray(dataset[()], dtype=np.float64))
    if values.ndim == 1:
        return values[:, None]
    return values.T if is_across else values


def _load_table(dataset: H5, names: tuple[str, ...]) -> Values:
    _check_stored(dataset)
    return np.column_stack([np.asarray(dataset[name], dtype=np.float64) for name in names])


def _facts(item: H5) -> Facts:
    """Read the numbers and short texts among an object's attributes."""
    facts: Facts = {}
    for name in list(item.attrs)[:MAX_ATTRIBUTES]:
        try:
            value = _fact(item.attrs[name])
        except (OSError, TypeError, ValueError):  # A type that numpy has no word for.
            continue
        if value is not None:
            facts.setdefault(plain_name(name), value)
    return facts


def _fact(value: object) -> float | str | None:
    """Take one number or one short text."""
    if isinstance(value, np.ndarray) and value.size == 1:
        value = value.reshape(-1)[0]
    if isinstance(value, bytes):
        value = value.decode("utf-8", errors="replace")
    if isinstance(value, str):
        return value.strip(" \0")[:MAX_TEXT]
    if isinstance(value, (int, float, np.integer, np.floating)):
        return float(value)
    return None

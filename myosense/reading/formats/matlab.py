"""MATLAB files: arrays, structs and timetables, of versions 5 to 7 and 7.3.

MATLAB Mobile writes the timetable ``Acceleration``; Mobilise-D a struct for each trial with
the sensors in ``SU``, of which ``LowerBack`` is the one that is worn in daily life. Others
are found by their names.
"""

import re
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense.errors import ReadError
from myosense.reading.apart import read_apart
from myosense.reading.formats.hdf5 import H5, list_file, read_open
from myosense.reading.formats.mat5 import Mat5, walk_mat5
from myosense.reading.naming import ACCELERATION_WORDS, GYROSCOPE_WORDS, words_of
from myosense.reading.table import Table, Values
from myosense.reading.trees import Leaf, Tree, plain_name
from myosense.reading.treetables import RATE_NAMES, table_from_tree

MAGIC = b"MATLAB"
HDF5_VERSION = 0x0200  #: Of version 7.3, which is HDF5 after a header.
MOBILISED = re.compile(r"/SU/LowerBack/")


def recognizes_matlab(head: bytes, _path: Path) -> bool:
    """Recognize MATLAB 5 to 7.3 by the first word and the mark of the byte order."""
    return head[:6] == MAGIC and head[126:128] in (b"IM", b"MI")


def read_matlab(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read one accelerometer of a MATLAB file.

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
    if _is_hdf5(path):
        return read_apart((__name__, read_here.__name__), path, columns)
    walked = walk_mat5(path)
    if walked.objects:
        return read_apart((__name__, read_here.__name__), path, columns)
    return _from_walk(path, walked, columns)


def read_here(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read one accelerometer of a MATLAB file, as `read_matlab`, in this process."""
    if _is_hdf5(path):
        return read_open(path, lambda file: _read_hdf5(path, file, columns))
    return _from_walk(path, walk_mat5(path), columns)


def _is_hdf5(path: Path) -> bool:
    with path.open("rb") as file:
        header = file.read(128)
    order: Literal["little", "big"] = "little" if header[126:128] == b"IM" else "big"
    return int.from_bytes(header[124:126], order) == HDF5_VERSION


def _from_walk(path: Path, walked: Mat5, columns: Mapping[str, str] | str | None) -> Table:
    tree = Tree(format="MATLAB", leaves=walked.leaves, facts=walked.facts)
    return table_from_tree(_complete(tree, path, walked.objects), columns)


def _read_hdf5(
    path: Path,
    file: H5,
    columns: Mapping[str, str] | str | None,
) -> Table:
    tree = replace(list_file(file), format="MATLAB 7.3")
    objects = [name for name in file if "MATLAB_object_decode" in file[name].attrs]
    leaves = [leaf for leaf in tree.leaves if leaf.path.split("/")[0] not in objects]
    return table_from_tree(_complete(replace(tree, leaves=leaves), path, objects), columns)


def _complete(tree: Tree, path: Path, objects: Sequence[str]) -> Tree:
    """Add the timetables, Mobilise-D's choice, and rates that a struct holds by sensor."""
    facts = {folder: dict(said) for folder, said in tree.facts.items()}
    for folder, said in tree.facts.items():
        outer, _, name = folder.rpartition("/")
        if plain_name(name) in RATE_NAMES:
            for leaf in tree.leaves:
                rate = said.get(plain_name(leaf.name))
                if leaf.folder == outer and rate is not None:
                    facts.setdefault(leaf.path, {}).setdefault("fs", rate)
    leaves = [*tree.leaves, *_timetables(path, objects)]
    return replace(tree, leaves=leaves, facts=facts, preferred=MOBILISED)


def _timetables(path: Path, objects: Sequence[str]) -> list[Leaf]:
    """Read the timetables and tables among objects; of those that are named, the motion."""
    named = [name for name in objects if _says(name, ACCELERATION_WORDS)]
    turning = [name for name in objects if _says(name, GYROSCOPE_WORDS)]
    wanted = [*named, *turning] if named else list(objects)
    if not wanted:
        return []
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # On options of pandas and formats of dates.
            import matio  # noqa: PLC0415

            loaded = matio.load_from_mat(str(path), variable_names=list(wanted))
    except Exception as error:
        what = " ".join(f"{type(error).__name__}: {error}".split())[:120]
        raise ReadError(
            f"holds objects ({', '.join(wanted[:5])}) that cannot be read ({what}); "
            "expected timetables, or plain arrays (timetable2table, table2array)"
        ) from error
    tables = {name: one for name, one in loaded.items() if isinstance(one, pd.DataFrame)}
    return [leaf for name, one in tables.items() for leaf in _table_leaves(name, one)]


def _says(name: str, words: frozenset[str]) -> bool:
    return bool(words & set(words_of(name)[0]))


def _table_leaves(name: str, table: pd.DataFrame) -> list[Leaf]:
    numbers = table.select_dtypes("number")
    leaves = [
        Leaf(
            path=name,
            names=tuple(str(column) for column in numbers.columns),
            n_rows=len(numbers),
            load=partial(_values, numbers),
        )
    ]
    index = table.index
    is_elapsed = index.dtype.kind == "m"
    if is_elapsed or index.dtype.kind == "M":
        times = index.to_numpy().astype(
            "timedelta64[ns]" if is_elapsed else "datetime64[ns]"
        )
        leaves.append(
            Leaf(
                path=f"{name}/{'elapsed (s)' if is_elapsed else 'Time'}",
                names=("",),
                n_rows=len(times),
                load=partial(_times, times, 1e-9 if is_elapsed else 1.0),
                is_wall_ns=not is_elapsed,
            )
        )
    return leaves


def _values(table: pd.DataFrame) -> Values:
    return np.asarray(table.to_numpy(), dtype=np.float64)


def _times(times: npt.NDArray[np.generic], scale: float) -> Values:
    """Count times in ns, and bring them to a scale."""
    return times.astype(np.int64)[:, None] * scale

"""Read a file in a process of its own, where a library may hang or die on a damaged one.

The HDF5 library loops without end on some broken files and crashes on others. A process of
its own has a limit of time and memory, and what it does to itself becomes a sentence. What
it read comes back as plain arrays and JSON.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from myosense.errors import ArgumentError, MyosenseError, ReadError
from myosense.reading.table import Declared, Stamps, Table

MAX_CPU_S, BYTES_PER_CPU_S = 30, 4 << 20
WAITING = 10  #: Times as long by the clock, for machines that are busy.
MAX_MEMORY_BYTES = 8 << 30
ARRAYS = ("acceleration", "angular_velocity", "counter")
START = f"import sys; from {__name__} import main; main(sys.argv[1])"
ERRORS = {"ArgumentError": ArgumentError, "ReadError": ReadError}


def read_apart(
    reader: tuple[str, str], path: Path, columns: Mapping[str, str] | str | None
) -> Table:
    """Read a table in a process of its own.

    Parameters
    ----------
    reader
        Module and name of a function of path and columns that returns a `Table`.
    path
        The file.
    columns
        What the user says about its columns.

    Raises
    ------
    ReadError
        If the process dies or takes too long, or what the reader raises.
    ArgumentError
        If the reader raises it.
    """
    limit_s = MAX_CPU_S + path.stat().st_size // BYTES_PER_CPU_S
    with tempfile.TemporaryDirectory(prefix="myosense-") as folder:
        said_columns = dict(columns) if isinstance(columns, Mapping) else columns
        job = {
            "reader": reader,
            "path": str(path.absolute()),
            "columns": said_columns,
            "folder": folder,
            "cpu_s": limit_s,
        }
        paths = os.pathsep.join(part for part in sys.path if part)
        try:
            done = subprocess.run(  # noqa: S603 - our own module in our own interpreter
                [sys.executable, "-P", "-c", START, json.dumps(job)],
                env={**os.environ, "PYTHONPATH": paths, "OMP_NUM_THREADS": "1"},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=WAITING * limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise _dead(f"took over {WAITING * limit_s} s") from error
        said = Path(folder, "said.json")
        if done.returncode or not said.exists():
            raise _dead(f"ended with {done.returncode}")
        return _unpack(Path(folder), json.loads(said.read_text(encoding="utf-8")))


def _dead(how: str) -> ReadError:
    return ReadError(
        f"is so damaged that the library which reads it {how}; expected a whole file"
    )


def _unpack(folder: Path, said: dict[str, Any]) -> Table:
    if "error" in said:
        raise ERRORS[said["error"]](said["message"])
    declared = said["declared"]
    if declared["start"] is not None:
        declared["start"] = datetime.fromisoformat(declared["start"])
    stamps = said["stamps"]
    if stamps is not None:
        stamps["offsets"] = tuple(stamps["offsets"])
        stamps = Stamps(**stamps, time_s=np.load(folder / "time_s.npy"))
    arrays = {
        name: np.load(folder / f"{name}.npy")
        for name in ARRAYS
        if (folder / f"{name}.npy").exists()
    }
    plain = said["plain"] | {"notices": tuple(said["plain"]["notices"])}
    return Table(
        **plain,
        **arrays,
        declared=Declared(**declared),
        stamps=stamps,
        locate=lambda row: f"row {row + 1}",
    )


def _pack(table: Table, folder: Path) -> dict[str, Any]:
    """Save the arrays of a table, and return the rest as JSON values."""
    for name in ARRAYS:
        if getattr(table, name) is not None:
            np.save(folder / f"{name}.npy", getattr(table, name))
    stamps = None
    if table.stamps is not None:
        np.save(folder / "time_s.npy", table.stamps.time_s)
        stamps = _plain(table.stamps, "time_s")
    declared = _plain(table.declared)
    if table.declared.start is not None:
        declared["start"] = table.declared.start.isoformat()
    plain = _plain(table, *ARRAYS, "stamps", "declared", "locate")
    return {"plain": plain, "stamps": stamps, "declared": declared}


def _plain(whole: Table | Stamps | Declared, *left_out: str) -> dict[str, Any]:
    names = [field.name for field in fields(whole) if field.name not in left_out]
    return {name: getattr(whole, name) for name in names}


def _set_limits(cpu_s: int) -> None:
    """Limit time and memory of this process, where the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415 - not on Windows

    for limit, most in (
        (resource.RLIMIT_CPU, cpu_s),
        (resource.RLIMIT_AS, MAX_MEMORY_BYTES),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (most, most))


def main(job: str) -> None:
    """Read a file, and leave what came of it in a folder."""
    told = json.loads(job)
    folder = Path(told["folder"])
    _set_limits(told["cpu_s"])
    module, name = told["reader"]
    try:
        table = getattr(import_module(module), name)(Path(told["path"]), told["columns"])
        said = _pack(table, folder)
    except MyosenseError as error:
        said = {"error": type(error).__name__, "message": str(error)}
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")

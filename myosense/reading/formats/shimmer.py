"""Shimmer Consensys with two accelerometers: the low-noise one, unless it was too weak.

The low-noise accelerometer (LN) measures up to 2 g; where it met its rail the wide-range
one (WR) beside it is taken.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from myosense.reading.layout import decode
from myosense.reading.parsing import read_head
from myosense.reading.scales import find_range_g, to_g
from myosense.reading.table import Table
from myosense.reading.text import read_text

LOW_NOISE_G = 2.0


def recognizes_shimmer(head: bytes, _path: Path) -> bool:
    """Recognize the names of both accelerometers, calibrated."""
    return b"_Accel_LN_X_CAL" in head and b"_Accel_WR_X_CAL" in head


def read_shimmer(path: Path, columns: Mapping[str, str] | str | None) -> Table:
    """Read the low-noise accelerometer, or the wide-range one where that was clipped.

    Parameters
    ----------
    path
        The table.
    columns
        What the user says about its columns.

    Raises
    ------
    ReadError
        As `read_text`.
    """
    table = read_text(path, columns)
    if columns is not None or find_range_g(to_g(table.acceleration, "m/s2")) != LOW_NOISE_G:
        return table
    text, _ = decode(read_head(path)[0])
    names = [re.search(rf"\w+_Accel_WR_{axis}_CAL\b", text) for axis in "XYZ"]
    units = re.search(r"^ms\b", text, re.MULTILINE)
    ending = " (m/(s^2))" if units else ""
    wide = {a: f"{n[0]}{ending}" for a, n in zip("xyz", names, strict=True) if n}
    table = read_text(path, wide)
    notice = "the low-noise accelerometer met its rail at 2 g: the wide-range one is taken"
    return replace(table, unit="m/s2", notices=(*table.notices, notice))

"""What every reader returns: the columns of a file, before anything is concluded.

A reader opens one family of files and says what stands there. Clock, gaps, unit, gravity
and site are worked out from a `Table` in one place, `assembling`, for all of them.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.intervals import Seconds

Values = npt.NDArray[np.floating[Any]]  #: Single precision where the file has no more.
Kind = Literal["elapsed", "wall", "utc"]
ACCELERATION_UNITS = ("g", "mg", "m/s2", "cm/s2", "mm/s2", "ug")
TURN_UNITS = ("deg/s", "rad/s", "mdeg/s", "mrad/s", "rpm")
NAMED = "named in the file"
BY_FORMAT = "set by the format"


@dataclass(frozen=True, kw_only=True)
class Stamps:
    """Time stamps of the rows, as the file counts them."""

    time_s: Seconds  #: shape (n_rows,), since `origin_ns`; NaN where the cell is blank
    kind: Kind  #: elapsed time, a local wall clock, or true instants
    origin_ns: int = 0  #: Nanoseconds since 1970, on the wall clock or in UTC.
    time_zone: str | None = None  #: As the file says: an IANA name or a fixed offset.
    offsets: tuple[str, ...] = ()  #: Every UTC offset that the stamps carry.
    meaning: str  #: What the stamps were taken for, in words.
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Declared:
    """What a file says about itself beside its columns; `None` where it says nothing."""

    sample_rate_hz: float | None = None
    start: datetime | None = None
    time_zone: str | None = None
    site: str | None = None
    side: str | None = None
    range_g: float | None = None
    device: str | None = None
    unit: str | None = None  #: One of `ACCELERATION_UNITS`.


DECLARABLE = tuple(field.name for field in fields(Declared))


def declared_from(said: Mapping[str, str]) -> Declared:
    """Read what a file says about itself; keys that are not `DECLARABLE` are ignored.

    Raises
    ------
    ReadError
        If a value is not what its key needs.
    """
    found: dict[str, Any] = {key: said[key] for key in DECLARABLE if said.get(key)}
    for key in ("sample_rate_hz", "range_g", "start"):
        if key not in found:
            continue
        try:
            convert = datetime.fromisoformat if key == "start" else float
            found[key] = convert(said[key])
        except ValueError as error:
            expected = "ISO text" if key == "start" else "a number"
            raise ReadError(f"declares {key} {said[key]!r}; expected {expected}") from error
    if found.get("unit", "g") not in ACCELERATION_UNITS:
        del found["unit"]
    return Declared(**found)


@dataclass(frozen=True, kw_only=True)
class Table:
    """The columns of one file in its own units, and what it says about them."""

    format: str  #: The family's name in words.
    acceleration: Values  #: shape (n_rows, 3); NaN where a cell is blank
    locate: Callable[[int], str]  #: Where a row stands in the file, as ``line 12``.
    angular_velocity: Values | None = None  #: shape (n_rows, 3)
    angular_velocity_unit: str | None = None  #: One of `TURN_UNITS`.
    gravity: Values | None = None  #: shape (n_rows, 3), still to be added …
    gravity_unit: str | None = None  #: … from this unit; the same one for ``None``.
    stamps: Stamps | None = None
    #: Numbers the rows or their packets, where no stamps do.
    counter: Seconds | None = None
    counter_name: str = ""
    unread_time: str = ""  #: A cell of a time column that is not understood.
    unit: str | None = None  #: One of `ACCELERATION_UNITS` …
    unit_source: str = NAMED  #: … and who says so: the file, or its format.
    acceleration_name: str = ""  #: Of the first axis's column: it may say the site.
    is_gravity_removed: bool = False  #: Whether the names say so.
    is_from_device: bool = False  #: As the device wrote it: gravity was never taken out.
    is_merged: bool = False  #: Whether rows repeat the last value of a slower sensor.
    is_bare: bool = False  #: Whether the names say the axes, but not the sensor.
    declared: Declared = Declared()
    held_s: float | None = None  #: Equal rows for this long were not recorded.
    recognized: str = ""  #: How the format and its columns were recognized.
    notices: tuple[str, ...] = ()

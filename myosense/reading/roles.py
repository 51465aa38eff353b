"""Which column of a table is which."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np

from myosense.reading.table import NAMED


@dataclass(frozen=True, kw_only=True)
class Roles:
    """Where each quantity stands, as positions of columns."""

    acceleration: tuple[int, int, int]
    gyroscope: tuple[int, int, int] | None = None
    gravity: tuple[int, int, int] | None = None  #: To be added to the acceleration …
    gravity_unit: str | None = None  #: … from this unit; the same one for ``None``.
    sensor: int | None = None  #: Says of each row which sensor it is of: one alone.
    time: tuple[int, ...] = ()  #: One column, or the date and the time of day …
    are_digits: bool = False  #: … as digits of numbers: 20250304 and 220506.
    time_name: str = ""
    counter: int | None = None  #: Numbers the rows or their packets, where no time does.
    counter_name: str = ""
    fraction: int | None = None  #: Parts of a second, beside a time in whole ones.
    start: datetime | None = None  #: That another clock beside an elapsed time says.
    unit: str | None = None
    unit_source: str = NAMED  #: Who says the unit.
    gyroscope_unit: str | None = None
    is_gravity_removed: bool = False
    is_bare: bool = False  #: The names say the axes, but not the sensor.
    date_order: str | None = None
    unread_time: str = ""  #: A cell of a column named as the time that is none we know.
    notices: tuple[str, ...] = ()

    @property
    def acceleration_type(self) -> type[np.floating]:
        """Single precision, all that is kept in the end, for what is in g as it stands."""
        is_in_g = self.unit == "g" and self.gravity is None
        return np.float32 if is_in_g else np.float64

    @property
    def gyroscope_type(self) -> type[np.floating]:
        """Single precision for what is in deg/s as it stands."""
        return np.float32 if self.gyroscope_unit == "deg/s" else np.float64

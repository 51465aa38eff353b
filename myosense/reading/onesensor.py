"""Whether all rows of a table are of one sensor, as a column of it may say."""

from collections.abc import Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from myosense.errors import ReadError
from myosense.reading.layout import is_blank
from myosense.reading.naming import words_of

MAX_SENSORS = 20
#: Columns that say, row by row, which of several sensors it is of.
SENSOR_NAMES = frozenset(
    f"{what}{said}"
    for what in ("sensor", "device", "imu", "node")
    for said in ("", "id", "name", "type", "location", "placement", "position")
) | {"location", "placement", "bodylocation", "bodypart", "limb", "site", "macaddress"}


def sensor_column(names: Sequence[str]) -> int | None:
    """Find the column that says which sensor a row is of."""
    said = ("".join(words_of(name)[0]) for name in names)
    return next((at for at, words in enumerate(said) if words in SENSOR_NAMES), None)


def sensors_in(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    """List the sensors of some rows; none where they are too many to be sensors."""
    sensors = _said(row[column] for row in rows)
    return sorted(sensors) if len(sensors) <= MAX_SENSORS else []


def _said(cells: Iterable[object]) -> list[str]:
    """List the different sensors that cells name, in their order."""
    said = (str(cell).strip() for cell in cells if cell is not None)
    return list(dict.fromkeys(word for word in said if not is_blank(word)))


class OneSensor:
    """Refuses a table whose rows are of several sensors, piece by piece."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: list[str] = []

    def check(self, cells: Iterable[object]) -> None:
        """Look at the different cells of some rows.

        Raises
        ------
        ReadError
            If they are not those of the rows before.
        """
        self._seen = _said((*self._seen, *cells))
        if len(self._seen) > 1:
            raise ReadError(
                f"has rows of several sensors by turns: {self._name!r} is "
                f"{', '.join(self._seen[:5])}; expected one sensor's rows in a file "
                "(--columns time=...,x=...,y=...,z=... takes all rows as one)"
            )

    def check_column(self, column: pa.ChunkedArray) -> None:
        """Look at a column of some rows; raises as `check` does."""
        self.check(pc.unique(column).to_pylist())

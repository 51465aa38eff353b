"""Whether all rows of a table are of one sensor, as a column of it may say."""

import re
from collections.abc import Collection, Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from myosense.errors import ReadError
from myosense.reading.layout import is_blank
from myosense.reading.naming import words_of
from myosense.sites import is_on_body

MAX_SENSORS = 20
#: Columns that say, row by row, which of several sensors it is of …
SENSOR_NAMES = frozenset(
    f"{what}{said}"
    for what in ("sensor", "device", "imu", "node")
    for said in ("", "id", "name", "type", "location", "placement", "position")
) | {"placement", "bodylocation", "bodypart", "bodyside", "limb", "macaddress"}
#: … or where the wearer was, or a study was made: at home, at work.
PLACE_NAMES = frozenset(("location", "place", "site", "where"))
SELDOM = 0.02  #: Of the rows, at most, that begin another place; sensors take turns.


def sensor_column(names: Sequence[str]) -> int | None:
    """Find the column that says which sensor a row is of, or may say it."""
    said = ("".join(words_of(name)[0]) for name in names)
    known = SENSOR_NAMES | PLACE_NAMES
    return next((at for at, words in enumerate(said) if words in known), None)


def sensors_in(rows: Sequence[Sequence[str]], column: int) -> list[str]:
    """List the sensors of some rows; none where they are too many to be sensors."""
    sensors = _said(row[column] for row in rows)
    return sorted(sensors) if len(sensors) <= MAX_SENSORS else []


def are_sensors(name: str, words: Collection[str], changing: float) -> bool:
    """Say whether the words in a column part the rows of sensors.

    Parameters
    ----------
    name
        Of the column.
    words
        That stand in it, each once.
    changing
        Share of the rows that have another word than the row before.

    Returns
    -------
    bool
        Of a place: whether any is on the body, or has a number, or they change often. Else
        it is where the wearer was.
    """
    if len(words) < 2 or "".join(words_of(name)[0]) not in PLACE_NAMES:
        return len(words) > 1
    is_worn = any(is_on_body(word) or re.search(r"\d", word) for word in words)
    return is_worn or changing > SELDOM


def _said(cells: Iterable[object]) -> list[str]:
    """List the different sensors that cells name, in their order."""
    said = (str(cell).strip() for cell in cells if cell is not None)
    return list(dict.fromkeys(word for word in said if not is_blank(word)))


class OneSensor:
    """Refuses a table whose rows are of several sensors, piece by piece."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._seen: list[str] = []

    def check(self, column: pa.ChunkedArray) -> None:
        """Look at the column of some rows.

        Raises
        ------
        ReadError
            If they are not those of the rows before.
        """
        self._seen = _said((*self._seen, *pc.unique(column).to_pylist()))
        if len(self._seen) > 1 and are_sensors(self._name, self._seen, _changing(column)):
            raise ReadError(
                f"has rows of several sensors by turns: {self._name!r} is "
                f"{', '.join(self._seen[:5])}; expected one sensor's rows in a file "
                "(--columns time=...,x=...,y=...,z=... takes all rows as one)"
            )


def _changing(column: pa.ChunkedArray) -> float:
    """Find the share of rows that have another word than the row before."""
    changes = pc.sum(pc.not_equal(column[1:], column[:-1])).as_py()
    return (changes or 0) / max(len(column), 1)

"""Whether all rows of a table are of one sensor, as a column of it may say."""

import re
from collections.abc import Collection, Iterable, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from myosense.errors import ReadError
from myosense.reading.cells import is_blank
from myosense.reading.naming import words_of
from myosense.sites import is_on_body

MAX_SENSORS = 20
#: Columns that say, row by row, which of several sensors it is of …
SENSOR_NAMES = frozenset(
    f"{what}{said}"
    for what in ("sensor", "device", "imu", "node")
    for said in ("", "id", "name", "type", "location", "placement", "position")
) | {"placement", "bodylocation", "bodypart", "bodyside", "limb", "macaddress"}
#: … or of which person, in the table of a study …
PERSON_NAMES = frozenset(
    f"{who}{said}"
    for who in ("user", "subject", "participant", "person", "patient", "wearer")
    for said in ("", "id", "name", "no", "nr", "number", "code")
)
#: … or what else may tell them, where rows take turns: else it is a part of a recording.
MARK_NAMES = frozenset(
    ("id", "tag", "side", "hand", "source", "address", "mac", "serial", "type", "stream")
)
#: … and where the wearer was, or a study was made: at home, at work.
PLACE_NAMES = frozenset(("location", "place", "site", "where"))
#: Words that name sensors, whatever their column is called: ACC and GYR, E4_Acc, accel_g.
IS_ACCELEROMETER = re.compile(
    r"(?i)(?:.*[\W_])?acc(?:el(?:ero(?:meter)?|eration)?)?(?:[\W_\d].*)?"
)
IS_OTHER_SENSOR = re.compile(
    r"(?i).*(?:gyr|rotation|mag(?:n|[\W_\d]|\Z)|grav|linear"
    r"|(?:\A|[\W_])(?:bvp|gsr|eda|ppg|ecg|emg|eeg|hr|ibi|temp|baro|light)).*"
)
SELDOM = 0.02  #: Of the rows, at most, that begin another place; sensors take turns.
OFTEN = 0.1  #: … and at least, of sensors that a mark tells apart.


def sensor_column(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int | None:
    """Find the column that says which sensor a row is of, or may say it.

    One that varies goes first; what has more than `MAX_SENSORS` words in some rows tells
    none apart. A column of another name, or of none, has to say an accelerometer and
    another sensor.
    """
    said = ["".join(words_of(name)[0]) for name in names]
    found = [
        (at, len(words))
        for known in (SENSOR_NAMES, PERSON_NAMES, PLACE_NAMES, MARK_NAMES)
        for at, name in enumerate(said)
        if name in known and 0 < len(words := _said(row[at] for row in rows)) <= MAX_SENSORS
    ]
    if found:
        return max(found, key=lambda each: each[1] > 1)[0]
    columns = range(len(names))
    return next((at for at in columns if name_sensors(row[at] for row in rows)), None)


def name_sensors(cells: Iterable[object]) -> bool:
    """Say whether cells name an accelerometer and another sensor.

    >>> name_sensors(["ACC", "GYR", "ACC"]), name_sensors(["accelerating", "turning"])
    (True, False)
    """
    words = _said(cells)
    return (
        1 < len(words) <= MAX_SENSORS
        and any(map(IS_ACCELEROMETER.fullmatch, words))
        and any(map(IS_OTHER_SENSOR.fullmatch, words))
    )


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
        it is where the wearer was. Of a mark, whether they change very often.
    """
    said = "".join(words_of(name)[0])
    if len(words) > 1 and said in MARK_NAMES:
        return changing >= OFTEN
    if len(words) < 2 or said not in PLACE_NAMES:
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
                f"has rows of several sensors or persons: {self._name!r} is "
                f"{', '.join(self._seen[:5])}; expected one sensor's rows in a file "
                "(--columns time=...,x=...,y=...,z=... takes all rows as one)"
            )


def _changing(column: pa.ChunkedArray) -> float:
    """Find the share of rows that have another word than the row before."""
    changes = pc.sum(pc.not_equal(column[1:], column[:-1])).as_py()
    return (changes or 0) / max(len(column), 1)

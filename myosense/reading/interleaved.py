"""Rows of several sensors by turns in a table where nothing says which row is whose.

A body moves little from one sample to the next. Where each row is far nearer to the second
or third above it than to the one above, the one above is another sensor's.
"""

import numpy as np

from myosense.errors import ReadError
from myosense.reading.table import Values

MOST_SENSORS = 8
N_PLACES, PLACE_ROWS = 16, 512  #: Looked at, from all over the recording.
MIN_ROWS = 50  #: Fewer tell nothing.
#: Of 938 recordings of single sensors, none had steps more than 1.3 times as far from row
#: to row as to every second, third ... row.
NEARER = 3.0
LARGEST = 1e150  #: The square of more is no number.
MIN_SHARE = 0.05  #: Of the vector's length, at least, from row to row.
MOST_PLACES = 2 / 3  #: Where all sensors move fast, they may be as near to each other.


def check_one_sensor(acceleration: Values) -> None:
    """Refuse rows that are of several sensors by turns.

    Parameters
    ----------
    acceleration : shape (n_rows, 3)
        In the file's unit, in the order of the file; NaN or 0, 0, 0 where blank.

    Raises
    ------
    ReadError
        If they are.
    """
    firsts = np.linspace(0, max(len(acceleration) - PLACE_ROWS, 0), N_PLACES)
    found = (acceleration[at : at + PLACE_ROWS] for at in np.unique(firsts.astype(int)))
    places = [place for each in found if len(place := _known(each)) >= MIN_ROWS]
    for n_sensors in range(2, MOST_SENSORS + 1):
        are_by_turns = [_are_by_turns(place, n_sensors) for place in places]
        if places and np.mean(are_by_turns) >= MOST_PLACES:
            place = places[are_by_turns.index(True)]
            to_next, to_own = (_typical_step(place, n) for n in (1, n_sensors))
            raise ReadError(
                f"seems to have rows of {n_sensors} sensors by turns: from row to row they "
                f"differ by {to_next:.3g}, from each to the one {n_sensors} rows below it "
                f"by {to_own:.3g}; expected the rows of one sensor, or a column 'sensor' "
                "that names it in each row (--columns time=...,x=...,y=...,z=... takes all "
                "rows as one)"
            )


def _known(place: Values) -> Values:
    vectors = place.astype(np.float64)
    is_known = np.all(np.abs(vectors) < LARGEST, axis=1) & np.any(vectors != 0, axis=1)
    known: Values = vectors[is_known]
    return known


def _are_by_turns(place: Values, n_sensors: int) -> bool:
    to_next = _typical_step(place, 1)
    length = np.median(np.linalg.norm(place, axis=1))
    is_far = to_next >= NEARER * _typical_step(place, n_sensors)
    return bool(is_far and to_next >= MIN_SHARE * length and to_next > 0)


def _typical_step(place: Values, n_rows: int) -> float:
    """Find the median distance of vectors so many rows apart."""
    return float(np.median(np.linalg.norm(place[n_rows:] - place[:-n_rows], axis=1)))

"""The time columns of a table, put together from its pieces."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from myosense.intervals import Seconds
from myosense.pieces import Pile
from myosense.reading.clocks import CLOCKS
from myosense.reading.counters import counted_on
from myosense.reading.dateorder import TextColumn
from myosense.reading.fractions import with_fraction
from myosense.reading.gps import is_gps, is_week, stamps_from_gps
from myosense.reading.halfdays import counted_over_noon
from myosense.reading.isostamps import SECOND_NS
from myosense.reading.layout import Layout
from myosense.reading.naming import words_of
from myosense.reading.origins import find_origin
from myosense.reading.packetstamps import filled
from myosense.reading.roles import Roles
from myosense.reading.sincedate import stamps_since
from myosense.reading.stamps import EPOCH_FIRST_S, EPOCH_LAST_S, stamps_from_numbers
from myosense.reading.stampshapes import is_clock, is_minutes
from myosense.reading.table import Declared, Stamps
from myosense.reading.textstamps import TextStamps, prepare
from myosense.reading.timecolumn import N_PARTS, kind_of, numbers_in
from myosense.reading.timesofday import TimesOfDay, from_digits
from myosense.reading.timeunits import NS_OF_UNIT

#: A name says so, unless an offset follows.
IS_UTC = re.compile(r"(?:\b|_|(?<=[a-z]))(?:UTC|GMT|utc|gmt)(?![A-Za-z]|\s*[+-]\s*\d)")
COUNTED = re.compile(r"(?P<from>epoch|elapsed) (?P<unit>[mun]?s)")  #: Clocks of `CLOCKS`.
LONG_COUNTER = 2.0**32  #: An hour of microseconds; of smaller ones, a hole may last longer.
STARTS_ANEW = (
    "the time {name!r} starts anew at {size:,.0f} and is counted on: of a hole that lasts "
    "longer than that, only the rest shows"
)
STEP_WORDS = frozenset(("diff", "difference", "delta", "interval"))  #: Of time diff in ms.
TextTimes: TypeAlias = TextStamps | TimesOfDay


class Times:
    """The cells of the time columns, understood by a rule or by what they hold."""

    def __init__(self, roles: Roles, rule: str | None, text: TextTimes | None) -> None:
        self._roles, self._rule, self._text = roles, rule, text
        self._numbers: dict[int, Pile] = {}
        self._chunks: dict[int, list[TextColumn]] = {}
        self._parts = Pile()

    def append(self, loaded: pa.Table) -> None:
        """Add the rows of a piece.

        Raises
        ------
        ReadError
            If a cell is no stamp.
        """
        if self._roles.fraction is not None:
            self._parts.append(loaded[str(self._roles.fraction)].to_numpy())
        if self._text is not None:
            self._text.append(joined_text(loaded, self._roles.time))
            return
        for column in self._roles.time:
            part = loaded[str(column)]
            if pa.types.is_floating(part.type):
                self._numbers.setdefault(column, Pile()).append(part.to_numpy())
            else:
                self._chunks.setdefault(column, []).extend(part.chunks)

    def stamps(self, declared: Declared) -> Stamps | None:
        """Return the stamps, once; ``None`` where there is no time.

        Raises
        ------
        ReadError
            If they are not what the rule expects, or imply no possible rate.
        """
        stamps = self._stamps(declared)
        if stamps is None or self._roles.fraction is None:
            return stamps
        return with_fraction(stamps, self._parts.column())

    def _stamps(self, declared: Declared) -> Stamps | None:
        if self._text is not None:
            return counted_over_noon(self._text.stamps())
        cells: list[Any] = [
            self._numbers[column].column()
            if column in self._numbers
            else pa.chunked_array(self._chunks[column], pa.string())
            for column in self._roles.time
        ]
        if not cells and not self._rule:
            return None
        if self._rule:
            is_blank = bool(cells) and all(map(_is_blank, cells))
            if is_blank and not declared.sample_rate_hz:  # The user may know the rate.
                return None
            return CLOCKS[self._rule](cells, declared)
        return number_stamps(cells[0], self._roles.time_name)


def _is_blank(cells: object) -> bool:
    """Say whether a column of text holds nothing."""
    if not isinstance(cells, pa.ChunkedArray):
        return False
    return not pc.any(pc.not_equal(cells, "")).as_py()


def number_stamps(values: Seconds, name: str) -> Stamps:
    """Understand numbers: since a date, of GPS, digits, days, ticks, another time.

    Parameters
    ----------
    values : shape (n_rows,)
        The cells; NaN where blank.
    name
        Name of the column; a unit in it counts.

    Raises
    ------
    ReadError
        If they imply no possible rate.
    """
    values = _summed(filled(values), name)
    found = (
        stamps_since(values, name)
        or (stamps_from_gps(values) if is_gps(name) else None)
        or from_digits(values)
    )
    if found is not None:
        return found
    rule = find_origin(values)
    stamps = CLOCKS[rule]([values], Declared()) if rule else None
    if stamps is not None:
        return stamps
    counted, size = counted_on(values)
    stamps = stamps_from_numbers(counted, name)
    if not 0 < size < LONG_COUNTER:
        return stamps
    notice = STARTS_ANEW.format(name=name, size=size)
    return replace(stamps, notices=(*stamps.notices, notice))


def _summed(values: Seconds, name: str) -> Seconds:
    """Add up the times from row to row, where the name says so and the values do not rise.

    >>> _summed(np.array([0.0, 20, 20, 19]), "time diff in ms")
    array([ 0., 20., 40., 59.])
    >>> _summed(np.array([0.0, 20, 40, 59]), "time diff in ms")
    array([ 0., 20., 40., 59.])
    """
    if not STEP_WORDS & {*words_of(name)[0]} or not np.all(values >= 0):
        return values
    steps = np.diff(values)
    are_steps = np.any(steps < 0) or np.all(steps[1:] == 0)
    return np.cumsum(values) if are_steps else values


def joined_text(loaded: pa.Table, columns: tuple[int, ...]) -> TextColumn:
    """Take the stamps as text, a date and its time of day as one."""
    texts: list[Any] = [loaded[str(column)].cast(pa.string()) for column in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, " ")


def rule_of(roles: Roles) -> str | None:
    """Name the rule of `CLOCKS` for a time that stands in parts, each a number."""
    if len(roles.time) == 2 and is_week(roles.time_name):
        return "GPS weeks"
    if roles.are_digits:
        return "date digits"
    return "date parts" if len(roles.time) >= N_PARTS else None


def rule_of_format(clock: str, layout: Layout, roles: Roles) -> str:
    """Name the rule for the clock of a format; none where the cells are no such time.

    A program that saved the table again writes dates for numbers, and an application that
    follows a format may count from the start of the phone where that counts from 1970.
    """
    counted = COUNTED.fullmatch(clock)
    if counted is None or len(roles.time) != 1:
        return clock
    column = roles.time[0]
    if kind_of([row[column] for row in layout.rows], layout.decimal) in ("stamp", "clock"):
        return ""
    numbers = numbers_in(layout.rows, column, layout.decimal)
    known_s = numbers[np.isfinite(numbers)] / (SECOND_NS / NS_OF_UNIT[counted["unit"]])
    is_dated = (known_s >= EPOCH_FIRST_S) & (known_s <= EPOCH_LAST_S)
    is_epoch = not len(known_s) or np.mean(is_dated) > 0.5  # A damaged cell tells nothing.
    return clock if counted["from"] == "elapsed" or is_epoch else ""


def text_times(
    rows: Sequence[Sequence[str]],
    roles: Roles,
    again: Callable[[], Iterable[TextColumn]],
    locate: Callable[[int], str],
) -> TextTimes:
    """Prepare for times that are text, with a date or without.

    Parameters
    ----------
    rows
        The first rows of the table, as text.
    roles
        Which columns are the time.
    again
        Reads the column.
    locate
        Names the place of a row in the file.

    Raises
    ------
    ReadError
        If the order of day and month cannot be decided.
    """
    cells = (" ".join(row[column] for column in roles.time) for row in rows)
    first = next((cell for cell in cells if cell.strip()), "")
    if is_clock(first) or is_minutes(first):
        return TimesOfDay(locate, are_minutes=is_minutes(first))
    return prepare(first, again, roles.date_order, locate)


def as_named(stamps: Stamps | None, roles: Roles) -> Stamps | None:
    """Take a wall clock for instants where its column says that it is UTC."""
    if stamps is None or stamps.kind != "wall" or not IS_UTC.search(roles.time_name):
        return stamps
    return replace(stamps, kind="utc", meaning=f"{stamps.meaning}, named as UTC")

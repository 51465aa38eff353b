"""The time columns of a text table, put together from its pieces."""

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from myosense.intervals import Seconds
from myosense.pieces import Pile
from myosense.reading.clocks import CLOCKS
from myosense.reading.counters import counted_on
from myosense.reading.dateorder import TextColumn
from myosense.reading.fractions import with_fraction
from myosense.reading.origins import find_origin
from myosense.reading.roles import Roles
from myosense.reading.stamps import stamps_from_numbers
from myosense.reading.table import Declared, Stamps
from myosense.reading.textstamps import TextStamps
from myosense.reading.timesofday import TimesOfDay, from_digits


class Times:
    """The cells of the time columns, understood by a rule or by what they hold."""

    def __init__(
        self, roles: Roles, rule: str | None, text: TextStamps | TimesOfDay | None
    ) -> None:
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
            return self._text.stamps()
        cells: list[Any] = [
            self._numbers[column].column()
            if column in self._numbers
            else pa.chunked_array(self._chunks[column], pa.string())
            for column in self._roles.time
        ]
        if not cells and not self._rule:
            return None
        if self._rule:
            return CLOCKS[self._rule](cells, declared)
        return number_stamps(cells[0], self._roles.time_name)


def number_stamps(values: Seconds, name: str) -> Stamps:
    """Understand numbers: digits, days, ticks, a counter that starts anew, another time.

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
    digits = from_digits(values)
    if digits is not None:
        return digits
    rule = find_origin(values)
    stamps = CLOCKS[rule]([values], Declared()) if rule else None
    return stamps or stamps_from_numbers(counted_on(values), name)


def joined_text(loaded: pa.Table, columns: tuple[int, ...]) -> TextColumn:
    """Take the stamps as text, a date and its time of day as one."""
    texts: list[Any] = [loaded[str(column)].cast(pa.string()) for column in columns]
    return texts[0] if len(texts) == 1 else pc.binary_join_element_wise(*texts, " ")

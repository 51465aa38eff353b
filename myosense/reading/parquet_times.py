"""The time columns of a Parquet table: Arrow's own types, or numbers and text."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, Protocol

import pyarrow as pa

from myosense.errors import ReadError
from myosense.pieces import Pile
from myosense.reading.dateorder import TextColumn
from myosense.reading.fractions import with_fraction
from myosense.reading.parquet_columns import Columns
from myosense.reading.roles import Roles
from myosense.reading.stamps import DatedStamps
from myosense.reading.stamptext import BLANK_NS
from myosense.reading.table import Declared, Kind, Stamps
from myosense.reading.times import (
    Times,
    as_named,
    joined_text,
    number_stamps,
    rule_of,
    text_times,
)


class _Own(Protocol):
    """Times that come in pieces."""

    def append(self, loaded: pa.Table) -> None: ...
    def stamps(self, declared: Declared) -> Stamps | None: ...


class ParquetTimes:
    """The time of a table that comes in pieces."""

    def __init__(self, table: Columns, roles: Roles, locate: Callable[[int], str]) -> None:
        self._names, self._roles = table.names, roles
        self._times = _times(table, roles, locate)
        self._parts = Pile()

    def append(self, loaded: pa.Table) -> None:
        """Add the rows of a piece.

        Raises
        ------
        ReadError
            If a cell is no stamp.
        """
        self._times.append(_numbered(loaded, self._names, self._roles))
        if self._roles.fraction is not None:
            # Some write it as text, to keep the zeros at its front.
            parts = loaded[self._names[self._roles.fraction]].cast(pa.float64())
            self._parts.append(parts.to_numpy())

    def stamps(self) -> Stamps | None:
        """Return what was added, once.

        Raises
        ------
        ReadError
            If it is no time that can be used.
        """
        stamps = as_named(self._times.stamps(Declared()), self._roles)
        if stamps is None or self._roles.fraction is None:
            return stamps
        return with_fraction(stamps, self._parts.column())


def _times(table: Columns, roles: Roles, locate: Callable[[int], str]) -> _Own:
    """Prepare for the time columns, by their types."""
    names = [table.names[column] for column in roles.time]
    kinds = [table.kinds[name] for name in names]
    if len(kinds) == 1 and pa.types.is_timestamp(kinds[0]):
        return _Instants(roles.time[0], names[0], kinds[0])
    if len(kinds) == 1 and pa.types.is_duration(kinds[0]):
        return _Durations(roles.time[0], names[0])

    def again() -> Iterator[TextColumn]:
        return (
            joined_text(_numbered(part, table.names, roles), roles.time)
            for part in table.parts(names)
        )

    rule, text = rule_of(roles), None
    if rule is None and not (len(kinds) == 1 and _is_number(kinds[0])):
        text = text_times(table.rows, roles, again, locate)
    return Times(replace(roles, fraction=None), rule, text)


def _numbered(loaded: pa.Table, names: tuple[str, ...], roles: Roles) -> pa.Table:
    """Name the time columns by their numbers; any numbers are doubles."""
    columns: dict[str, Any] = {str(at): loaded[names[at]] for at in roles.time}
    return pa.table(
        {
            at: column.cast(pa.float64(), safe=False) if _is_number(column.type) else column
            for at, column in columns.items()
        }
    )


def _is_number(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind))


class _Instants:
    """A column of Arrow's own stamps."""

    def __init__(self, column: int, name: str, kind: pa.TimestampType) -> None:
        self._column, self._name = str(column), name
        self._zone: str | None = kind.tz
        self._dated = DatedStamps()

    def append(self, loaded: pa.Table) -> None:
        """Add the rows of a piece."""
        kind = pa.timestamp("ns", tz=self._zone)
        try:
            ns = loaded[self._column].cast(kind).cast(pa.int64())
        except pa.ArrowInvalid as error:
            raise ReadError(
                f"has a stamp in the column {self._name!r} that nanoseconds cannot hold; "
                "expected stamps between 1678 and 2262"
            ) from error
        if ns.null_count:
            ns = ns.fill_null(BLANK_NS)
        self._dated.append(ns.to_numpy())

    def stamps(self, _declared: Declared) -> Stamps:
        """Return what was added, once."""
        named = None if self._zone in (None, "UTC", "+00:00") else str(self._zone)
        kind: Kind = "wall" if self._zone is None else "utc"
        return self._dated.stamps(kind=kind, time_zone=named)


class _Durations:
    """A column of Arrow's own durations."""

    def __init__(self, column: int, name: str) -> None:
        self._column, self._name = str(column), name
        self._values = Pile()

    def append(self, loaded: pa.Table) -> None:
        """Add the rows of a piece."""
        ns = loaded[self._column].cast(pa.duration("ns")).cast(pa.int64())
        self._values.append(ns.cast(pa.float64(), safe=False).to_numpy())

    def stamps(self, _declared: Declared) -> Stamps:
        """Return what was added, once."""
        return number_stamps(self._values.column(), f"{self._name} (ns)")

"""The dose log: what was taken, when, and what changed.

One row a dose, or a change of the regimen. What stands there is kept as it stands: no dose
is converted, and an equivalent is only what the log's own column says.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

import pandas as pd
from pandas.api.typing import NaTType

from myosense import logs, schema
from myosense.errors import ReadError
from myosense.logs import Row
from myosense.medication import words
from myosense.schema import Column

DOSES = (
    Column("line", "", "line of the dose log", dtype="int64"),
    Column(
        "time", "", "when it was taken or changed, local clock", dtype=schema.LOCAL_TIME
    ),
    Column("drug", "", "name as written, in small letters", dtype="str"),
    Column("dose", "as in unit", "amount of one dose; missing where a drug was stopped"),
    Column("unit", "", "unit of the dose, as written", dtype="str"),
    Column("route", "", "how it is taken, as written", dtype="str"),
    Column("formulation", "", "as written: immediate release, patch, ...", dtype="str"),
    Column("kind", "", "scheduled or rescue", dtype="str"),
    Column(
        "change",
        "",
        "of the scheduled regimen: start, stop, increase, reduction, rotation or same; "
        "empty where the log does not say",
        dtype="str",
    ),
    Column("equivalent", "as given", "equivalent that the log gives; never computed"),
    Column("egfr", "ml/min", "estimated glomerular filtration rate, where given"),
    Column("renal_impairment", "", "yes or no, where given", dtype="str"),
    Column("note", "", "the log's other columns, as name=value", dtype="str"),
)
REQUIRED = ("time", "drug", "dose", "unit")
NO_ZONE = "the zone of the recording is not known: doses are on their own wall clock"
#: Spellings of one unit.
UNITS = {"ug": "µg", "mcg": "µg", "μg": "µg", "ug/h": "µg/h", "mcg/h": "µg/h"}


@dataclass(frozen=True, kw_only=True, eq=False)
class DoseLog:
    """A dose log, understood."""

    file: str
    table: pd.DataFrame  #: columns of `DOSES`, sorted by time
    notices: tuple[str, ...] = ()


def read_doses(
    path: str | Path, zone: tzinfo | str | None = None, date_order: str | None = None
) -> DoseLog:
    """Read a dose log from CSV or XLSX.

    Parameters
    ----------
    path
        Columns time (or date and time), drug, dose and unit; route, formulation, kind,
        change, equivalent, egfr and any others where they are kept.
    zone
        The wearer's, to which stamps are brought.
    date_order
        ``dmy`` or ``mdy``; decided over the column where left out.

    Raises
    ------
    ReadError
        Naming file, line, what stands there and what was expected.
    """
    rows = _named(logs.read_rows(path, "dose log"))
    moments = _moments(rows, zone, date_order)
    notices = []
    if zone is None and moments[0].tzinfo is not None:
        moments = [moment.tz_localize(None) for moment in moments]
        notices.append(NO_ZONE)
    found = [_dose(row, moment) for row, moment in zip(rows, moments, strict=True)]
    _check_units(rows, found)
    _check_once(rows, found)
    table = schema.table(found, DOSES).sort_values(["time", "line"], ignore_index=True)
    return DoseLog(file=rows[0].file, table=table, notices=tuple(notices))


def _named(rows: Sequence[Row]) -> list[Row]:
    """Give the columns our names; those we do not know keep theirs."""
    ours = {theirs: name for name, known in words.HEADERS.items() for theirs in known}
    headers = list(rows[0].cells)
    names = [ours.get(header, header) for header in headers]
    if "time" not in names and "date" in names:
        names = ["time" if name == "date" else name for name in names]
    for name in REQUIRED:
        if name not in names:
            raise ReadError(
                f"{rows[0].file}: has no column {name!r} among {', '.join(headers)}; "
                f"expected {', '.join(REQUIRED)} at least"
            )
    for name in names:
        if names.count(name) > 1:
            both = [h for h, n in zip(headers, names, strict=True) if n == name]
            raise ReadError(
                f"{rows[0].file}: the columns {' and '.join(map(repr, both))} both mean "
                f"{name}; expected one of them"
            )
    by_header = dict(zip(headers, names, strict=True))
    return [row.renamed(by_header) for row in rows]


def _moments(
    rows: Sequence[Row], zone: tzinfo | str | None, date_order: str | None
) -> list[pd.Timestamp]:
    has_date = "date" in rows[0].cells
    stamps = logs.times(
        rows, "time", zone, date_order, date_column="date" if has_date else None
    )
    moments = []
    for row, stamp in zip(rows, stamps, strict=True):
        if isinstance(stamp, NaTType):
            raise row.error("time", "when the dose was taken, such as 2025-10-25 19:00")
        moments.append(stamp)
    return moments


def _dose(row: Row, moment: pd.Timestamp) -> dict[str, object]:
    """Understand one row."""
    cells = row.cells
    if not cells["drug"]:
        raise row.error("drug", "the name of the drug")
    kind, change = _kind_and_change(row)
    dose = logs.number(row, "dose")
    if math.isnan(dose) and change != "stop":
        raise row.error("dose", "a number (it may be blank only where a drug is stopped)")
    if dose < 0 or (dose == 0 and change != "stop"):
        raise row.error("dose", "a number above 0, or the change 'stop'")
    unit = " ".join(cells["unit"].split())
    if (dose > 0 and not unit) or any(character.isdigit() for character in unit):
        raise row.error("unit", "the unit of the dose, such as mg")
    return {
        "line": row.line,
        "time": moment,
        "drug": " ".join(cells["drug"].casefold().split()),
        "dose": dose if dose > 0 else math.nan,
        "unit": UNITS.get(unit.casefold(), unit),
        "route": cells.get("route", ""),
        "formulation": cells.get("formulation", ""),
        "kind": kind,
        "change": change,
        "equivalent": _at_least_0(row, "equivalent"),
        "egfr": _at_least_0(row, "egfr"),
        "renal_impairment": _word(row, "renal_impairment", words.ANSWERS),
        "note": _note(cells),
    }


def _kind_and_change(row: Row) -> tuple[str, str]:
    """Say whether a dose is scheduled or rescue, and what changed with it."""
    kind = _word(row, "kind", words.KINDS)
    change = _word(row, "change", words.CHANGES)
    if change == "rescue":
        if kind == "scheduled":
            raise row.error("change", "no 'rescue' where the kind is scheduled")
        return "rescue", ""
    if kind == "rescue":
        if change not in ("", "same"):
            raise row.error("change", "no change of the regimen where the kind is rescue")
        return "rescue", ""
    return "scheduled", change


def _word(row: Row, column: str, known: words.Words) -> str:
    """Bring a cell to our word; empty where it is blank."""
    text = row.cells.get(column, "")
    if not text:
        return ""
    word = words.word_of(text, known)
    if word is None:
        nearest = words.nearest(text, known)
        meant = "" if nearest is None else f"; did you mean {nearest!r}?"
        raise row.error(column, f"one of {', '.join(known)}{meant}")
    return word


def _at_least_0(row: Row, column: str) -> float:
    value = logs.number(row, column)
    if value < 0:
        raise row.error(column, "a number of at least 0")
    return value


def _note(cells: Mapping[str, str]) -> str:
    others = {name: cell for name, cell in cells.items() if name not in words.HEADERS}
    return "; ".join(f"{name}={cell}" for name, cell in others.items() if cell)


def _check_units(rows: Sequence[Row], found: Sequence[Mapping[str, object]]) -> None:
    """Refuse a drug by one route in two units: their sum would mean nothing."""
    first: dict[tuple[object, ...], tuple[object, int]] = {}
    for row, dose in zip(rows, found, strict=True):
        if dose["unit"]:
            form = words.form_of(str(dose["formulation"]), str(dose["route"]))
            key = (dose["drug"], form, dose["kind"])
            unit, line = first.setdefault(key, (dose["unit"], row.line))
            if unit != dose["unit"]:
                raise row.error("unit", f"{unit}, as of {dose['drug']} on line {line}")


def _check_once(rows: Sequence[Row], found: Sequence[Mapping[str, object]]) -> None:
    """Refuse a row that stands there twice, and two changes of a drug at one time."""
    lines: dict[tuple[object, ...], int] = {}
    changes: dict[tuple[object, ...], tuple[object, int]] = {}
    for row, dose in zip(rows, found, strict=True):
        whole = tuple(sorted(row.cells.items()))
        if whole in lines:
            raise row.refusal(f"is the same as line {lines[whole]}; expected each once")
        lines[whole] = row.line
        if dose["change"] in ("", "same"):
            continue
        key = (dose["time"], dose["drug"], dose["route"], dose["formulation"])
        change, line = changes.setdefault(key, (dose["change"], row.line))
        if change != dose["change"]:
            raise row.error("change", f"{change!r}, as on line {line} at the same time")

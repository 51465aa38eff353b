"""The tables of all people as one partitioned data set that others open as it is.

Local times are wall clocks without a zone, because one column has one type; instants are
in ``time_utc``. The partition's name is read as a number where it looks like one, so the
person stands in the rows too.
"""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from myosense import events, rates, strata
from myosense.analysis import Analysis
from myosense.errors import not_written
from myosense.schema import Column, Columns

FOLDER, FILE = "cohort", "part.parquet"
PERSON = Column("person_id", "", "who", dtype="str")
COVERAGE = (
    Column("recording_id", "", "which recording", dtype="str"),
    Column("site", "", "body site of the sensor", dtype="str"),
    Column("side", "", "side of the body", dtype="str"),
    Column("kind", "", "usable, lost or state", dtype="str"),
    Column("word", "", "of lost: why; of state: which", dtype="str"),
    Column("start_s", "s", "since the recording's start"),
    Column("stop_s", "s", "since the recording's start"),
)
TABLES: dict[str, Columns] = {
    "events": events.COLUMNS,
    "rates": rates.COLUMNS,
    "strata": strata.COLUMNS,
    "coverage": COVERAGE,
}


def _type(column: Column) -> Any:  # noqa: ANN401 - Arrow declares no types
    if column.dtype.startswith("datetime64"):
        return pa.timestamp("us", tz="UTC" if "UTC" in column.dtype else None)
    types = {"str": pa.string(), "bool": pa.bool_(), "float64": pa.float64()}
    return types.get(column.dtype, pa.int64())


_SCHEMAS = {
    name: pa.schema([(column.name, _type(column)) for column in (PERSON, *columns)])
    for name, columns in TABLES.items()
}


def write(output: Path, person: str, analysis: Analysis) -> None:
    """Write the partitions of a person, each whole or not at all.

    Raises
    ------
    ResultError
        If one cannot be written.
    """
    coverage = [{"person_id": person, **row} for row in _coverage_rows(analysis)]
    found = {
        "events": _arrow(person, analysis.events, "events"),
        "rates": _arrow(person, analysis.rates, "rates"),
        "strata": _arrow(person, analysis.tables["strata"], "strata"),
        "coverage": pa.Table.from_pylist(coverage, schema=_SCHEMAS["coverage"]),
    }
    for name, path in partitions(output, person).items():
        part = path / f".{FILE}.part"
        try:
            path.mkdir(parents=True, exist_ok=True)
            pq.write_table(found[name], part)
            part.replace(path / FILE)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink()
            raise not_written(path / FILE, error) from error


def partitions(output: Path, person: str) -> dict[str, Path]:
    """Name the folder of a person in each table."""
    part = f"person={quote(person, safe=' ')}"
    return {name: output / FOLDER / name / part for name in TABLES}


def _coverage_rows(analysis: Analysis) -> Iterator[dict[str, Any]]:
    for key, coverage in analysis.coverages.items():
        facts = analysis.recordings[key]
        here = {"recording_id": key, "site": facts.site, "side": facts.side}
        spans = [("usable", "", start, stop) for start, stop in coverage.usable.tolist()]
        for kind, states in (("lost", coverage.reasons), ("state", coverage.state)):
            spans += [
                (kind, word, start, stop)
                for start, stop, word in states.itertuples(index=False, name=None)
            ]
        for kind, word, start_s, stop_s in spans:
            yield {**here, "kind": kind, "word": word, "start_s": start_s, "stop_s": stop_s}


def _arrow(person: str, rows: pd.DataFrame, name: str) -> pa.Table:
    """Convert a table column by column, its types made once: most have few rows."""
    schema = _SCHEMAS[name]
    arrays = [
        pa.array(_values(rows[column.name]), kind, from_pandas=True)
        for column, kind in zip(TABLES[name], schema.types[1:], strict=True)
    ]
    whose = pa.repeat(pa.scalar(person, pa.string()), len(rows))
    return pa.Table.from_arrays([whose, *arrays], schema=schema)


def _values(values: pd.Series) -> Any:  # noqa: ANN401 - whatever Arrow takes
    """Take local times out of their zones, one by one where there are several."""
    kind = values.dtype
    if isinstance(kind, np.dtype):
        if kind.kind == "O":
            return [None if pd.isna(v) else v.tz_localize(None).floor("us") for v in values]
        array = values.to_numpy()
        return array.astype("datetime64[us]") if kind.kind == "M" else array
    if not isinstance(kind, pd.DatetimeTZDtype):
        return values.array
    return values.dt.tz_localize(None).to_numpy().astype("datetime64[us]")

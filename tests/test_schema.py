"""Tables come out as declared, and what nobody declared is refused."""

from pathlib import Path

import pandas as pd
import pytest

from benchmarks.data_dictionary import PAGE, page
from myosense import analyze, schema, simulate
from myosense.errors import ArgumentError
from myosense.results.tables import CSV_TABLES
from myosense.schema import LOCAL_TIME, Column

COLUMNS = (
    Column("start", "", "when", dtype=LOCAL_TIME),
    Column("n", "", "how many", dtype="Int64"),
    Column("rate_per_h", "1/h", "how often | how dense", source="Somebody 1999"),
    Column("word", "", "said", dtype="str"),
    Column("guess", "", "said or not", dtype="str", may_miss=True),
)


def test_what_a_row_does_not_name_is_missing_and_text_is_empty() -> None:
    row = schema.table([{"rate_per_h": 2}, {}], COLUMNS).iloc[1]
    assert row[["start", "n", "rate_per_h", "guess"]].isna().all()
    assert row["word"] == ""


def test_a_table_without_rows_has_the_columns_and_dtypes_of_a_full_one() -> None:
    now = pd.Timestamp("2025-06-01 09:00").as_unit("ns")
    row = {"start": now, "n": 1, "rate_per_h": 0.5, "word": "a", "guess": "b"}
    full, none = schema.table([row], COLUMNS), schema.table([], COLUMNS)
    assert list(none.columns) == list(full.columns) == schema.names(COLUMNS)
    assert none.dtypes.equals(full.dtypes)
    assert none.dtypes.equals(schema.empty(COLUMNS).dtypes)
    assert schema.table([{}], COLUMNS).dtypes.equals(none.dtypes)


def test_local_times_keep_their_zone_and_several_zones_stand_side_by_side() -> None:
    stamps = [pd.Timestamp("2025-06-01 09:00", tz=zone) for zone in ("Asia/Tokyo", "UTC")]
    rows = [{"start": stamp} for stamp in stamps]
    assert str(schema.table(rows[:1], COLUMNS)["start"].dtype.tz) == "Asia/Tokyo"  # type: ignore[union-attr]
    assert schema.table(rows, COLUMNS)["start"].tolist() == stamps


def test_a_column_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ArgumentError, match="no column 'm' is declared"):
        schema.table([{"m": 1}], COLUMNS)


def test_the_dictionary_names_unit_type_and_source() -> None:
    lines = schema.dictionary(COLUMNS).splitlines()
    assert lines[4] == (
        "| `rate_per_h` | 1/h | number | how often \\| how dense (Somebody 1999) |"
    )
    assert [line.split(" | ")[2] for line in lines[2:]] == [
        "time", "whole number", "number", "text", "text",
    ]  # fmt: skip


@pytest.mark.parametrize("name", CSV_TABLES)
def test_every_column_is_declared_once_and_with_a_meaning(name: str) -> None:
    columns = CSV_TABLES[name].columns
    assert all(column.meaning for column in columns)
    assert len(set(schema.names(columns))) == len(columns)


def test_what_is_written_is_what_is_declared(tmp_path: Path) -> None:
    simulation = simulate(seed=1, hours=0.05, rate_per_h=60)
    analyze(simulation.recording).save(tmp_path / "out")
    written = {path.stem: path for path in (tmp_path / "out").glob("*.csv")}
    assert written.keys() == CSV_TABLES.keys()
    for name, path in written.items():
        header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
        assert header == schema.names(CSV_TABLES[name].columns)


def test_the_published_dictionary_is_the_declared_one() -> None:
    said = PAGE.read_text(encoding="utf-8")
    assert said == page(), "run python -m benchmarks.data_dictionary"

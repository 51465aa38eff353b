"""Cells, against a twin that writes value by value and csv's own writer."""

import csv
import io
from datetime import UTC
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.results.cells import cells

MISSING = "n/a"
FLOATS = st.one_of(
    st.floats(width=32), st.floats(), st.sampled_from([0.0, -0.0, 1e7, 9999999.5, 1e-5])
)
STAMPS = st.one_of(
    st.just(pd.NaT.value),
    st.integers(0, 4 * 10**18),
    st.integers(0, 4 * 10**9).map(lambda second: second * 10**9),
    st.integers(0, 4 * 10**15).map(lambda micro: micro * 1000),
    st.integers(0, 999).map(lambda nano: 1_700_000_000 * 10**9 + nano),
)
ZONES = (None, "UTC", "Europe/Berlin", "America/St_Johns", UTC, "+05:45")


def one_by_one(column: pd.Series) -> list[str]:
    """Write value by value, as the data dictionary says."""
    digits = "{:.6f}" if str(column.name).endswith("_s") else "{:.7g}"

    def written(value: Any) -> str:  # noqa: ANN401 - any cell
        if pd.isna(value) or value == "":
            return MISSING
        if isinstance(value, float):
            return digits.format(value)
        return value.isoformat() if isinstance(value, pd.Timestamp) else str(value)

    return [written(value) for value in column]


@given(st.lists(FLOATS, max_size=5), st.sampled_from(["peak_s", "peak_g"]))
def test_numbers(values: list[float], name: str) -> None:
    column = pd.Series(values, name=name, dtype="float64")
    assert cells(column, MISSING, "\t") == one_by_one(column)


@given(st.lists(STAMPS, max_size=5), st.sampled_from(ZONES))
def test_times(stamps: list[int], zone: str | None) -> None:
    column = pd.Series(np.array(stamps, dtype="datetime64[ns]"))
    if zone is not None:
        column = column.dt.tz_localize("UTC").dt.tz_convert(zone)
    assert cells(column, MISSING, "\t") == one_by_one(column)


@pytest.mark.parametrize(
    "column",
    [
        pd.Series([1, -20, 300]),
        pd.Series([True, False]),
        pd.Series([1, None, 3], dtype="Int64"),
        pd.Series([None, "", "jerk"], dtype="str"),
        pd.Series([pd.Timestamp(0, tz="UTC"), None, pd.Timestamp(0, tz="Asia/Tokyo")]),
        pd.Series([], dtype="str"),
    ],
    ids=lambda column: f"{column.dtype}-{len(column)}",
)
def test_all_else(column: pd.Series) -> None:
    assert cells(column, MISSING, "\t") == one_by_one(column)


@given(
    st.lists(st.text('ab,\t"\n', min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from([",", "\t"]),
)
def test_text_is_quoted_as_csv_does(words: list[str], separator: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=separator, lineterminator="\n").writerow(words)
    found = cells(pd.Series(words, dtype="str"), MISSING, separator)
    assert separator.join(found) + "\n" == file.getvalue()


@given(st.lists(st.text('a,\t"\n\r', min_size=1), min_size=1), st.sampled_from([",", "\t"]))
def test_text_is_read_back(words: list[str], separator: str) -> None:
    row = separator.join(cells(pd.Series(words, dtype="str"), MISSING, separator))
    assert next(csv.reader(io.StringIO(row, newline=""), delimiter=separator)) == words

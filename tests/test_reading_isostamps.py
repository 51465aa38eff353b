"""ISO stamps that are read at once: as Python reads them, or not at all."""

from datetime import UTC, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.reading.isostamps import read_iso
from myosense.reading.stamptext import BLANK_NS, parse_stamps

EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  a wall clock
FIRST, LAST = datetime(1900, 1, 1), datetime(2100, 1, 1)  # noqa: DTZ001


def wall_ns(time: datetime) -> int:
    """Count the nanoseconds on the wall clock, by Python's own calendar."""
    return (time.replace(tzinfo=None) - EPOCH) // timedelta(microseconds=1) * 1000


@given(
    times=st.lists(st.datetimes(FIRST, LAST), min_size=1, max_size=20),
    separator=st.sampled_from("T "),
    spec=st.sampled_from(["minutes", "seconds", "milliseconds", "microseconds"]),
    zone=st.sampled_from(["", "Z", "+02:00", "-0330", "+00:00", "+14:00"]),
)
def test_stamps_are_those_of_python(
    times: list[datetime], separator: str, spec: str, zone: str
) -> None:
    cells = [time.isoformat(separator, spec) + zone for time in times]
    found = read_iso(pa.array(cells))
    assert found is not None
    read = [datetime.fromisoformat(cell) for cell in cells]
    np.testing.assert_array_equal(found.wall_ns, [wall_ns(time) for time in read])
    assert np.all(found.has_offset == bool(zone))
    offset = read[0].utcoffset() or timedelta()
    assert np.all(found.offset_s == offset.total_seconds())
    assert found.is_utc == (zone == "Z")


def test_nanoseconds_are_kept() -> None:
    found = read_iso(pa.array(["2025-03-30 14:05:06.123456789"]))
    assert found is not None
    at = datetime(2025, 3, 30, 14, 5, 6, tzinfo=UTC)
    assert found.wall_ns[0] == int(at.timestamp()) * 10**9 + 123_456_789


GOOD = "2025-03-30 14:05:06.500"


@pytest.mark.parametrize(
    "cells",
    [
        [],
        [None],
        ["", ""],
        [GOOD, None],
        [GOOD, "2025-03-30 14:05:07"],
        [GOOD, "2025-02-30 14:05:06.500"],
        [GOOD, "2025-03-30 24:05:06.500"],
        [GOOD, "2025-03-30 14:60:06.500"],
        [GOOD, "2025-03-30 14:05:60.500"],
        [GOOD, "2025-03-30 14:05:06,500"],
        [GOOD, "2025-03-30 14:05:06.5O0"],
        [GOOD, "2025-03-30 14:05:06.50Z"],
        [GOOD, "2600-03-30 14:05:06.500"],
        [GOOD, "2262-04-11 23:47:30.500"],
        [GOOD + "+02:00", GOOD + "+01:00"],
        [GOOD + "+02:00", GOOD + "     Z"],
        ["30.03.2025 14:05:06.500"],
        ["2025-03-30"],
    ],
    ids=str,
)
def test_what_is_not_all_alike_is_left_to_the_other_way(cells: list[str | None]) -> None:
    assert read_iso(pa.array(cells, pa.string())) is None


def test_a_part_of_a_column_is_read_by_itself() -> None:
    column = pa.array(["none", *(f"2025-03-30 14:05:0{second}" for second in range(6))])
    found = read_iso(column.slice(3, 2))
    assert found is not None
    first_ns = wall_ns(datetime(2025, 3, 30, 14, 5, 2))  # noqa: DTZ001
    assert found.wall_ns.tolist() == [first_ns, first_ns + 10**9]


def test_chunks_of_both_ways_are_one_column() -> None:
    chunks = [["2025-03-30 14:05:06Z"], ["", "2025/03/30 14:05:07 +02:00"]]
    found = parse_stamps(pa.chunked_array(chunks), "dmy", str)
    at_ns = wall_ns(datetime(2025, 3, 30, 14, 5, 6))  # noqa: DTZ001
    assert found.wall_ns.tolist() == [at_ns, BLANK_NS, at_ns + 10**9]
    assert found.has_offset.tolist() == [True, False, True]
    assert found.offset_s.tolist() == [0, 0, 7200]
    assert not found.is_utc
    assert len(parse_stamps(pa.chunked_array([], pa.string()), "dmy", str).wall_ns) == 0

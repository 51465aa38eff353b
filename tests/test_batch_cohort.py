"""The partitions of a person: wall clocks, instants, and what is missing."""

import errno
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from pyarrow.parquet import ParquetFile

from myosense import Analysis, Settings, analyze, simulate
from myosense.batch import cohort
from myosense.errors import ResultError

#: Of one instant: its nanosecond is cut off, its clock is read where it was worn.
INSTANT = pd.Timestamp("2025-06-01T18:00:00.000001999Z")
BERLIN = datetime(2025, 6, 1, 20, 0, 0, 1)  # noqa: DTZ001 - a wall clock
TOKYO = datetime(2025, 6, 2, 3, 0, 0, 1)  # noqa: DTZ001


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    simulation = simulate(seed=0, hours=1 / 120, rate_per_h=600, sample_rate_hz=50)
    return analyze(simulation.recording, settings=Settings.preset("rules"))


@pytest.mark.parametrize(
    ("times", "expected"),
    [
        ([INSTANT.tz_convert("Europe/Berlin")] * 2, [BERLIN, BERLIN]),
        (
            [INSTANT.tz_convert("Europe/Berlin"), INSTANT.tz_convert("Asia/Tokyo")],
            [BERLIN, TOKYO],
        ),
        ([INSTANT.tz_localize(None), pd.NaT], [datetime(2025, 6, 1, 18, 0, 0, 1), None]),  # noqa: DTZ001
    ],
)
def test_local_times_are_wall_clocks_and_instants_are_in_utc(
    times: list[pd.Timestamp], expected: list[datetime], analysis: Analysis, tmp_path: Path
) -> None:
    events = analysis.events.head(2).reset_index(drop=True)
    utc = pd.Series([INSTANT, pd.NaT], dtype="datetime64[ns, UTC]")
    events = events.assign(
        time=pd.Series(times), time_utc=utc, peak_dps=pd.Series([1.5, None])
    )
    cohort.write(tmp_path, "7", replace(analysis, events=events))
    (part,) = (tmp_path / "cohort/events/person=7").iterdir()
    rows = ParquetFile(part).read().to_pydict()
    assert rows["time"] == expected
    assert rows["time_utc"] == [datetime(2025, 6, 1, 18, 0, 0, 1, UTC), None]
    assert rows["peak_dps"] == [1.5, None]
    assert rows["person_id"] == ["7", "7"]


def test_a_full_disk_leaves_no_part_and_names_what_was_to_be_written(
    analysis: Analysis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_written(_table: object, path: Path) -> None:
        path.write_bytes(b"PAR1")
        raise OSError(errno.ENOSPC, "Error writing bytes to file. Detail: [errno 28]")

    monkeypatch.setattr("myosense.batch.cohort.pq.write_table", half_written)
    said = "person=7/part.parquet cannot be written (No space left on device)"
    with pytest.raises(ResultError, match=re.escape(said)):
        cohort.write(tmp_path, "7", analysis)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_coverage_stands_span_by_span(analysis: Analysis, tmp_path: Path) -> None:
    cohort.write(tmp_path, "7", analysis)
    rows = pd.read_parquet(tmp_path / "cohort/coverage")
    (coverage,) = analysis.coverages.values()
    usable = rows[rows["kind"] == "usable"][["start_s", "stop_s"]]
    assert usable.to_numpy().tolist() == coverage.usable.tolist()
    assert list(rows[rows["kind"] == "state"]["word"]) == list(coverage.state.iloc[:, 2])
    assert set(rows["person_id"]) == {"7"}

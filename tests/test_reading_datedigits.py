"""A date and a time of day that are digits in two columns, with and without zeros."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

TRUE_G = planted_g(600)
RATE_HZ = 50
STARTS = [
    datetime(2025, 3, 4, 9, 30, 57, 250_000),  # noqa: DTZ001 - a wall clock
    datetime(2025, 3, 4, 23, 59, 57, 250_000),  # noqa: DTZ001 - over midnight
]


def times(start: datetime) -> list[datetime]:
    """List when the samples were taken."""
    return [start + timedelta(seconds=number / RATE_HZ) for number in range(len(TRUE_G))]


def put(path: Path, header: str, cells: Sequence[Sequence[str]]) -> Path:
    """Write columns of text and the planted motion behind them."""
    axes = TRUE_G.astype(str).T.tolist()
    rows = [",".join(row) for row in zip(*cells, *axes, strict=True)]
    path.write_text("\n".join([*([header] if header else []), *rows]) + "\n")
    return path


def unpadded(cell: str) -> str:
    """Write digits as a number is written."""
    whole, _, parts = cell.partition(".")
    return f"{int(whole)}.{parts}"


@pytest.mark.parametrize("start", STARTS)
@pytest.mark.parametrize("header", ["date,time,x,y,z", "YYYYMMDD,HHMMSS,ax,ay,az", ""])
@pytest.mark.parametrize("form", ["padded", "number", "ms", "colons"])
def test_digits_of_date_and_time_are_a_wall_clock(
    tmp_path: Path, start: datetime, header: str, form: str
) -> None:
    digits = [f"{time:%H%M%S.%f}"[:-4] for time in times(start)]
    of_day = {
        "padded": digits,
        "number": list(map(unpadded, digits)),
        "ms": [f"{time:%H%M%S%f}"[:-3] for time in times(start)],
        "colons": [f"{time:%H:%M:%S.%f}" for time in times(start)],
    }[form]
    days = [f"{time:%Y%m%d}" for time in times(start)]
    recording = read(put(tmp_path / "log.csv", header, [days, of_day]))
    assert recording.start == start
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-4)
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)


def test_milliseconds_may_stand_apart_from_the_digits(tmp_path: Path) -> None:
    start = STARTS[0]
    cells = [
        [f"{time:%Y%m%d}" for time in times(start)],
        [f"{time:%H%M%S}" for time in times(start)],
        [str(time.microsecond // 1000) for time in times(start)],
    ]
    recording = read(put(tmp_path / "log.csv", "date,time,ms,x,y,z", cells))
    assert recording.start == start
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-4)


def test_digits_are_numbers_in_parquet(tmp_path: Path) -> None:
    start = STARTS[1]
    path = tmp_path / "log.parquet"
    columns = {
        "date": [int(f"{time:%Y%m%d}") for time in times(start)],
        "time": [float(f"{time:%H%M%S.%f}") for time in times(start)],
    }
    axes = dict(zip("xyz", TRUE_G.T, strict=True))
    pd.DataFrame(columns | axes).to_parquet(path)
    assert read(path).start == start


@pytest.mark.parametrize("elapsed", ["s", "ms"])
def test_elapsed_time_beside_a_date_stays_elapsed(tmp_path: Path, elapsed: str) -> None:
    """100060 would be digits without a minute 60."""
    days = [f"{time:%Y%m%d}" for time in times(STARTS[1])]
    numbers = np.arange(len(TRUE_G)) / RATE_HZ
    cells = [f"{s:.2f}" if elapsed == "s" else f"{100_000 + s * 1000:.0f}" for s in numbers]
    recording = read(put(tmp_path / "log.csv", "date,time,x,y,z", [days, cells]))
    assert recording.start is None
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-4)


def test_digits_that_are_no_date_further_down_are_refused(tmp_path: Path) -> None:
    days = ["20250228"] * 300 + ["20250229"] * 300
    of_day = [f"{time:%H%M%S.%f}" for time in times(STARTS[0])]
    with pytest.raises(ReadError, match="expected them as 20250304 and 220506"):
        read(put(tmp_path / "log.csv", "date,time,x,y,z", [days, of_day]))

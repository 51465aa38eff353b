"""Loggers that start again in one file: headers in its midst, jumps, changes of rate."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

Put = Callable[..., Path]
N = 600
RATE_HZ = 50.0
TRUE_G = planted_g(N)
TWICE_G = np.vstack((TRUE_G, TRUE_G))
START = datetime(2025, 3, 4, 10)  # noqa: DTZ001
HEADER = "time,x,y,z"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(*parts: str, encoding: str = "utf-8") -> Path:
        path = tmp_path / "left_wrist.csv"
        path.write_bytes("".join(parts).encode(encoding))
        return path

    return write


def session(
    header: str = HEADER,
    start: datetime | None = START,
    end: str = "\n",
    rate_hz: float = 50,
) -> str:
    """Write a header and rows with stamps, or with elapsed seconds."""
    at_s = np.arange(N) / rate_hz
    times = [
        f"{s:.3f}" if start is None else str(start + timedelta(seconds=s)) for s in at_s
    ]
    cells = (",".join(f"{value:.6f}" for value in row) for row in TRUE_G)
    rows = (f"{time},{row}" for time, row in zip(times, cells, strict=True))
    return end.join((header, *rows)) + end


LATER = START + timedelta(hours=3)


@pytest.mark.parametrize("above", ["", "# Device: a logger\n# Battery: 80 %\n", "\n"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_header_that_stands_again_is_no_row(
    put: Put, above: str, end: str, encoding: str
) -> None:
    header = "time,Größe x,Größe y,Größe z"
    parts = (session(header, at, end) for at in (START, LATER))
    columns = "time=time,x=2,y=3,z=4"
    path = put(*(above + part for part in parts), encoding=encoding)
    recording = read(path, columns=columns)
    np.testing.assert_allclose(recording.acceleration_g, TWICE_G, atol=1e-6)
    assert [s.start_s for s in recording.stretches] == [0, 3 * 3600]
    assert any("header stands in the file 1 time more" in n for n in recording.notices)
    once = read(
        put(above + session(header, START, end), encoding=encoding), columns=columns
    )
    assert not any("header" in notice for notice in once.notices)


def test_a_fault_below_a_second_header_is_named_by_its_line(put: Put) -> None:
    text = session() + session(start=LATER)
    lines = text.splitlines()
    lines[N + 11] = lines[N + 11].replace(",", ",a", 1)
    with pytest.raises(ReadError, match=f"line {N + 12} has 'a"):
        read(put("\n".join(lines) + "\n"))


@pytest.mark.parametrize("n_lines", [0, 1])
def test_elapsed_time_that_starts_again_is_refused_with_the_way_out(
    put: Put, n_lines: int
) -> None:
    again = session(start=None).split("\n", 1)[1] if n_lines == 0 else session(start=None)
    with pytest.raises(ReadError, match=rf"line {N + 2 + n_lines} .*cut the file in two"):
        read(put(session(start=None), again))

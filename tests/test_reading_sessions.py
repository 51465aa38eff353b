"""Loggers that start again in one file: headers in its midst, jumps, changes of rate."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
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


def test_a_header_over_columns_that_spaces_align_is_no_row_either(put: Put) -> None:
    rows = [
        f"{i / RATE_HZ:8.3f} {x:9.5f} {y:9.5f} {z:9.5f}"
        for i, (x, y, z) in enumerate(TRUE_G)
    ]
    head = "    time         x         y         z"
    text = "\n".join((head, *rows[:300], head, *rows[300:])) + "\n"
    recording = read(put(text))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-5)
    with pytest.raises(ReadError, match=f"line {N + 2} has 'bad'"):
        read(put(text.replace(rows[-1], rows[-1][:-8] + " bad")))


def test_a_header_of_two_lines_counts_once(put: Put) -> None:
    head = f"{HEADER}\ns,g,g,g"
    notices = read(put(session(head), session(head, LATER))).notices
    assert any("header stands in the file 1 time more" in notice for notice in notices)


def test_a_blank_row_below_one_like_it_above_the_names_stays_a_row(put: Put) -> None:
    rows = [",".join(map(str, row)) for row in TRUE_G]
    rows[200:250] = [",,"] * 50
    recording = read(put("\n".join(("A title,,", ",,", "x,y,z", *rows))), rate_hz=RATE_HZ)
    assert recording.duration_s == pytest.approx(N / RATE_HZ)
    assert not any("header" in notice for notice in recording.notices)


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
    other = again.replace("0.9", "0.8")  # Rows sent again would be the same.
    with pytest.raises(ReadError, match=rf"line {N + 2 + n_lines} .*cut the file in two"):
        read(put(session(start=None), other))


def stamped(at_s: npt.NDArray[np.float64]) -> str:
    """Write rows of a sensor at rest at some seconds after the start."""
    rows = (
        f"{START + timedelta(seconds=s)},0.6,0.0,{0.8 + i % 2 / 100}"
        for i, s in enumerate(at_s)
    )
    return "\n".join((HEADER, *rows)) + "\n"


def at_rates(*parts: tuple[float, float]) -> npt.NDArray[np.float64]:
    """Give the seconds of samples of some rates, each for some seconds."""
    steps = [np.full(round(rate_hz * s), 1 / rate_hz) for rate_hz, s in parts]
    return np.cumsum(np.concatenate(steps))


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ([(50, 60), (100, 60)], "between 50 and 100 Hz; 75 Hz"),
        ([(100, 60), (25, 120)], "between 25 and 100 Hz; 50 Hz"),
        ([(100, 300), (50, 30)], "between 50 and 100 Hz; 100 Hz"),
        ([(50, 60), (55, 60)], ""),
        ([(50, 1800), (30, 11)], ""),
    ],
)
def test_a_rate_that_changes_is_said(
    put: Put, parts: list[tuple[float, float]], said: str
) -> None:
    recording = read(put(stamped(at_rates(*parts))))
    told = [notice for notice in recording.notices if "the rate changes" in notice]
    assert len(told) == bool(said)
    assert all(said in notice for notice in told)


def test_a_rate_that_changes_over_a_gap_is_said(put: Put) -> None:
    at_s = at_rates((50, 60), (100, 60))
    at_s[3000:] += 900
    recording = read(put(stamped(at_s)))
    assert len(recording.stretches) == 2
    assert any("between 50 and 100 Hz" in notice for notice in recording.notices)


@pytest.mark.parametrize(("days", "is_said"), [(29, False), (19_000, True)])
def test_a_clock_that_is_set_in_the_recording_is_said(
    put: Put, days: float, *, is_said: bool
) -> None:
    at_s = at_rates((50, 60))
    at_s[100:] += days * 86400
    recording = read(put(stamped(at_s)))
    told = [notice for notice in recording.notices if "the stamps jump" in notice]
    assert len(told) == is_said
    assert all(f"{days:,} days, 2 s after the first" in notice for notice in told)

"""Files in which a logger went on are one recording; others are several."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.continuing import read_continuing
from myosense.reading.text import read_text

N, RATE_HZ = 600, 100
TRUE_G = planted_g(3 * N)
START = datetime(2025, 3, 24, 23, 59, 50)  # noqa: DTZ001  a wall clock
Stamp = Callable[[int], str]


def wall(row: int, pause_s: float = 0) -> str:
    pauses_s = pause_s * (row // N)
    at = START + timedelta(seconds=row / RATE_HZ + pauses_s)
    return at.isoformat(sep=" ", timespec="milliseconds")


def epoch(row: int) -> str:
    return f"{1_742_860_790_000 + 10 * row}"


def elapsed(row: int) -> str:
    return f"{row / RATE_HZ:.2f}"


def put(
    folder: Path,
    names: tuple[str, ...],
    stamp: Stamp,
    header: str = "time,x (g),y (g),z (g)",
) -> Path:
    for number, name in enumerate(names):
        rows = range(number * N, (number + 1) * N)
        lines = [",".join([stamp(row), *map(str, TRUE_G[row])]) for row in rows]
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([header, *lines]) + "\n")
    return folder


@pytest.mark.parametrize("stamp", [wall, epoch])
@pytest.mark.parametrize(
    "names",
    [
        ("log_9.csv", "log_10.csv", "log_11.csv"),
        (
            "24/23/acc.2025-03-24-23.csv",
            "25/00/acc.2025-03-25-00.csv",
            "25/01/acc.2025-03-25-01.csv",
        ),
    ],
)
def test_files_that_go_on_are_one_recording(
    tmp_path: Path, names: tuple[str, ...], stamp: Stamp
) -> None:
    recording = read(put(tmp_path / "study", names, stamp))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert len(recording.stretches) == 1
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    assert any("3 files follow each other (" in notice for notice in recording.notices)
    one = read(tmp_path / "study" / names[0])
    assert recording.start == one.start
    assert recording.sha256 != one.sha256


def test_a_pause_of_seconds_is_a_gap(tmp_path: Path) -> None:
    recording = read(put(tmp_path, ("a1.csv", "a2.csv"), lambda row: wall(row, 3)))
    assert [stretch.n_samples for stretch in recording.stretches] == [N, N]
    assert recording.stretches[1].start_s == pytest.approx(N / RATE_HZ + 3)


@pytest.mark.parametrize(
    ("names", "stamp"),
    [
        (("a1.csv", "a2.csv"), elapsed),
        (("a1.csv", "a2.csv"), lambda row: wall(row, 3600)),
        (("a1.csv", "a2.csv"), lambda row: wall(row % N)),
        (("a2.csv", "a1.csv"), wall),
        (("left1.csv", "right2.csv"), wall),
    ],
)
def test_others_are_several(tmp_path: Path, names: tuple[str, ...], stamp: Stamp) -> None:
    with pytest.raises(ReadError, match="holds 2 recordings"):
        read(put(tmp_path, names, stamp))


def test_a_file_of_other_columns_is_none_of_them(tmp_path: Path) -> None:
    put(tmp_path, ("a1.csv", "a2.csv"), wall)
    text = (tmp_path / "a2.csv").read_text().replace("(g)", "(m/s2)")
    (tmp_path / "a2.csv").write_text(text)
    with pytest.raises(ReadError, match="holds 2 recordings"):
        read(tmp_path)


def test_a_file_among_them_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    put(tmp_path, ("a1.csv", "a2.csv", "a3.csv"), wall)
    text = (
        (tmp_path / "a2.csv")
        .read_text()
        .replace("2025-03-24 23:59:57", "2025-03-23 23:59:57")
    )
    (tmp_path / "a2.csv").write_text(text)
    recording = read(tmp_path)
    assert [stretch.n_samples for stretch in recording.stretches] == [N, N]
    assert any("a2.csv lies beside a1.csv" in notice for notice in recording.notices)


def test_a_row_is_found_by_its_line_and_file(tmp_path: Path) -> None:
    files = sorted(put(tmp_path, ("a1.csv", "a2.csv"), wall).iterdir())
    table = read_continuing(files, lambda file: read_text(file, None))
    assert table is not None
    assert table.locate(N - 1) == f"line {N + 1} of a1.csv"
    assert table.locate(N + 3) == "line 5 of a2.csv"

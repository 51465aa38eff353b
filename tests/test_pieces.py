"""Long columns: by pieces, on disk, and given back."""

import io
import mmap
import platform
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pytest

import myosense.pieces as module
from myosense.errors import ReadError
from myosense.pieces import Pile, pieces, pile_up, release


@pytest.mark.parametrize(
    ("n_rows", "lap", "expected"),
    [
        (7, 0, [(0, 3), (3, 6), (6, 7)]),
        (7, 1, [(0, 3), (2, 6), (5, 7)]),
        (3, 1, [(0, 3)]),
        (0, 0, [(0, 0)]),
    ],
)
def test_pieces_cover_all_rows_and_lap_over(
    n_rows: int, lap: int, expected: list[tuple[int, int]]
) -> None:
    found = [(rows.start, rows.stop) for rows in pieces(np.zeros(n_rows), size=3, lap=lap)]
    assert found == expected


@pytest.mark.parametrize("memory_bytes", [0, 100, 1 << 20])
def test_a_pile_is_what_was_put_on_it(
    monkeypatch: pytest.MonkeyPatch, memory_bytes: int
) -> None:
    monkeypatch.setattr(module, "MEMORY_BYTES", memory_bytes)
    rng = np.random.default_rng(0)
    parts = [rng.normal(size=(n, 3)).astype(np.float32) for n in (5, 0, 9, 1)]
    column = pile_up(parts)
    assert column.dtype == np.float32
    np.testing.assert_array_equal(column, np.concatenate(parts))
    release(column)
    np.testing.assert_array_equal(column, np.concatenate(parts))


def test_columns_that_are_not_contiguous_are_laid_out_by_rows(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "MEMORY_BYTES", 0)
    turned = np.arange(12.0).reshape(3, 4).T
    np.testing.assert_array_equal(pile_up([turned[:, ::-1]]), turned[:, ::-1])


def test_piles_share_their_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY_BYTES", 1000)
    columns = {}
    for n_beside in (2, 3):
        pile = Pile(n_beside)
        pile.append(np.zeros(50))
        columns[n_beside] = pile.column()
    assert columns[2].flags.writeable  # in memory
    assert not columns[3].flags.writeable


def test_a_pile_without_rows_is_an_empty_column() -> None:
    assert pile_up([np.empty((0, 3)), np.empty((0, 3))]).shape == (0, 3)


def resident_kb() -> int:
    """Read how much of this process's memory is mapped from files."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("RssFile"))


@pytest.mark.skipif(
    not Path("/proc/self/status").exists() or not hasattr(mmap.mmap, "madvise"),
    reason="the system does not tell",
)
@pytest.mark.parametrize("first", [0, 1 << 17])
def test_what_was_passed_of_a_long_column_is_given_back(
    monkeypatch: pytest.MonkeyPatch, first: int
) -> None:
    monkeypatch.setattr(module, "MEMORY_BYTES", 0)
    monkeypatch.setattr(module, "PASSED_BYTES", (32 << 20) - 1)
    whole = pile_up(np.full(1 << 17, float(i)) for i in range(32))  # 32 MB
    column = whole[first:]
    before_kb = resident_kb()
    sums = []
    for rows in pieces(column, size=1 << 17):
        sums.append(float(np.sum(column[rows])))
        assert resident_kb() - before_kb < 8_000
    assert sums == [i * 2.0**17 for i in range(first >> 17, 32)]
    assert resident_kb() - before_kb < 1_000
    monkeypatch.setattr(module, "PASSED_BYTES", 32 << 20)
    assert sum(float(np.sum(column[rows])) for rows in pieces(column)) == sum(sums)
    assert resident_kb() - before_kb > column.nbytes // 1024 - 1_000


def test_a_full_disk_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    class Full(io.BytesIO):
        def write(self, _: object) -> int:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "MEMORY_BYTES", 0)
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda **_: Full())
    with pytest.raises(ReadError, match=r"has no room for it \(No space left"):
        Pile().append(np.zeros(3))


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="of glibc alone")
def test_memory_that_is_kept_is_not_fetched_page_by_page_again() -> None:
    code = (
        "import resource, numpy as np\n"
        "from myosense.pieces import PIECE_ROWS, keep_freed\n"
        "keep_freed()\n"
        "column = np.ones(PIECE_ROWS)\n"
        "for _ in range(3): (column - 1.0) * (column + 1.0)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt\n"
        "for _ in range(50): (column - 1.0) * (column + 1.0)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)\n"
    )
    command = [sys.executable, "-c", code]
    ran = subprocess.run(command, capture_output=True, check=True)  # noqa: S603
    assert int(ran.stdout) < 1000  # Each column has 512 pages.

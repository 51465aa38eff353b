"""A sensor that did not answer is a hole, not a jerk; without gravity, 0 is rest."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import planted_g

from myosense.reading import read

N, RATE_HZ = 1200, 100
TRUE_G = planted_g(N)
FAILED = np.array([5, 200, 201, 202, 480, 700, 1000])
Put = Callable[[npt.NDArray[np.float64]], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(values: npt.NDArray[np.float64]) -> Path:
        lines = [
            f"{i / RATE_HZ:.2f},{x:g},{y:g},{z:g}" for i, (x, y, z) in enumerate(values)
        ]
        path = tmp_path / "left_wrist.csv"
        path.write_text("\n".join(["time,ax,ay,az", *lines]) + "\n")
        return path

    return write


@pytest.mark.parametrize("mark", [0, -1])
@pytest.mark.parametrize("one_g", [16384, 4096])
def test_rows_without_an_answer_are_left_out(put: Put, one_g: float, mark: float) -> None:
    counts = np.round(TRUE_G * one_g)
    counts[FAILED] = mark
    recording = read(put(counts))
    expected = np.delete(TRUE_G, FAILED, axis=0)
    np.testing.assert_allclose(recording.acceleration_g, expected, atol=1e-3)
    times = np.delete(np.arange(N) / RATE_HZ, FAILED)
    np.testing.assert_allclose(recording.time_s, times, atol=1e-6)
    assert any(f"{len(FAILED)} rows of 0 or -1" in notice for notice in recording.notices)


def test_zeros_in_g_are_no_jerk(put: Put) -> None:
    values = TRUE_G.copy()
    values[FAILED] = 0
    recording = read(put(values))
    assert recording.n_samples == N - len(FAILED)
    assert np.min(np.linalg.norm(recording.acceleration_g, axis=1)) > 0.9


def test_zeros_for_long_are_padding(put: Put) -> None:
    values = TRUE_G.copy()
    values[300:450] = 0
    recording = read(put(values))
    assert recording.n_samples == N - 150
    assert any("0, 0, 0 for long" in notice for notice in recording.notices)
    assert not any("answer" in notice for notice in recording.notices)


def test_a_fall_keeps_its_zeros(put: Put) -> None:
    """On its way down and up again, a sensor shows what is between."""
    values = TRUE_G.copy()
    fall = np.concatenate((np.linspace(1, 0, 8), np.zeros(30), np.linspace(0, 1, 8)))
    values[300:346] = np.round(fall[:, np.newaxis] * values[300], 3)
    assert read(put(values)).n_samples == N


def test_without_gravity_zero_is_rest(tmp_path: Path) -> None:
    moved = np.round((TRUE_G - TRUE_G.mean(axis=0)) * 9.80665, 1)
    moved[::7] = 0
    lines = [f"{i / RATE_HZ:.2f},{x},{y},{z}" for i, (x, y, z) in enumerate(moved)]
    path = tmp_path / "left_wrist.csv"
    header = "time (s),linear acc x (m/s2),linear acc y (m/s2),linear acc z (m/s2)"
    path.write_text("\n".join([header, *lines]) + "\n")
    recording = read(path)
    assert not any("answer" in notice for notice in recording.notices)


def test_a_look_at_rows_from_all_over_brings_no_week_into_memory() -> None:
    if sys.platform != "linux":
        pytest.skip("only Linux tells in kB what memory was held")
    code = (
        "import resource, numpy as np\n"
        "from myosense.pieces import PIECE_ROWS, pile_up\n"
        "from myosense.reading.sentinels import without_sentinels\n"
        "from myosense.reading.table import Table\n"
        "part = np.tile(np.float32([0.1, 0.2, 0.9]), (PIECE_ROWS, 1))\n"
        "values = pile_up(part for _ in range(100))\n"
        "table = Table(format='', acceleration=values, locate=str)\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "without_sentinels(table)\n"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before\n"
        "print(grown * 1024, values.nbytes)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)  # noqa: S603
    grown, whole = map(int, ran.stdout.split())
    assert whole > 300e6
    assert grown < whole / 4

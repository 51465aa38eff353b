r"""What a sketch printed, as a serial monitor shows it: ``12:00:01.230 -> X: 0.12``."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.reading import read

N, RATE_HZ, G = 600, 100, 9.80665
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
MS = np.arange(N) * 1000 // RATE_HZ
CLOCK = [f"12:00:{ms / 1000:06.3f}" for ms in MS.tolist()]
Row = Callable[[int], str]


def three(row: int, mark: str = ",") -> str:
    return mark.join(map(str, TRUE_G[row]))


def named(row: int, form: str) -> str:
    return form.format(*TRUE_G[row], *(TRUE_G[row] * G), t=MS[row])


@pytest.mark.parametrize(
    ("row", "has_time"),
    [
        (lambda i: f"{CLOCK[i]} -> {three(i)}", True),
        (lambda i: f"{CLOCK[i]} -> {three(i, chr(9))}", True),
        (lambda i: f"[2025-03-04 {CLOCK[i]}] {three(i, ' ')}", True),
        (lambda i: f"{CLOCK[i]} -> " + named(i, "X: {0}\tY: {1}\tZ: {2}"), True),
        (lambda i: named(i, "t={t} x={0} y={1} z={2}"), True),
        (lambda i: named(i, "millis: {t}, ax: {0}, ay: {1}, az: {2}, temp: 24.5"), True),
        (lambda i: named(i, "X: {3:.3f} \tY: {4:.3f} \tZ: {5:.3f} \tm/s^2 "), False),
        (lambda i: named(i, "ax:{0},ay:{1},az:{2}"), False),
    ],
    ids=["arrow", "tabs", "brackets", "both", "equals", "colons", "unit behind", "plotter"],
)
@pytest.mark.parametrize("first", ["", "ADXL345 found\n", "ax,ay,az\n"])
def test_printed_lines_are_rows(
    tmp_path: Path, row: Row, first: str, *, has_time: bool
) -> None:
    path = tmp_path / "left_wrist.txt"
    path.write_text(first + "".join(f"{row(i)}\n" for i in range(N)))
    recording = read(path, rate_hz=None if has_time else RATE_HZ)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)
    assert (recording.site, recording.side) == ("wrist", "left")


def test_a_header_behind_the_arrow_names_the_columns(tmp_path: Path) -> None:
    path = tmp_path / "left_wrist.txt"
    rows = ["gx,gy,gz,ax,ay,az"]
    rows += [
        ",".join(map(str, [*turn, *axes]))
        for turn, axes in zip(TRUE_DPS, TRUE_G, strict=True)
    ]
    lines = [
        f"{clock} -> {row}" for clock, row in zip([CLOCK[0], *CLOCK], rows, strict=True)
    ]
    path.write_text("\n".join(lines) + "\n")
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=0.1)


def test_lines_of_another_kind_are_left_out_and_counted(tmp_path: Path) -> None:
    lines = [named(i, "t={t} x={0} y={1} z={2}") for i in range(N)]
    lines[200:200] = ["battery low, 3.1 V, stop=0"]
    path = tmp_path / "log.txt"
    path.write_text("\n".join(lines) + "\n")
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert any("1 row of another number of columns" in note for note in recording.notices)


def test_a_lost_line_is_a_gap(tmp_path: Path) -> None:
    kept = [row for row in range(N) if not 300 <= row < 340]
    path = tmp_path / "log.txt"
    path.write_text("".join(f"{CLOCK[i]} -> {three(i)}\n" for i in kept))
    assert [s.n_samples for s in read(path).stretches] == [300, 260]

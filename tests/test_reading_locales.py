"""Exports of other countries and of times of day: the same motion, written otherwise."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.table import Values
from myosense.recording import Recording

Opened = Callable[..., Recording]
N, RATE_HZ, G = 500, 50, 9.80665
MOTION_G = np.random.default_rng(3).normal([0.1, -0.2, 0.97], 0.02, (N, 3)).round(4)
MS = 1000 * np.arange(N) // RATE_HZ


def lines(stamps: Sequence[str], values: Values, separator: str = ",") -> str:
    """Write rows; with a comma in the decimals where it parts no cells."""
    mark = "," if separator == ";" else "."
    rows = (
        separator.join([stamp, *(f"{value:.4f}".replace(".", mark) for value in row)])
        for stamp, row in zip(stamps, values, strict=True)
    )
    return "\n".join(rows) + "\n"


def clock(ms: int, mark: str = ".", start_s: int = 22 * 3600) -> str:
    seconds, rest = divmod(start_s * 1000 + ms, 1000)
    hour, minute = seconds // 3600 % 24, seconds // 60 % 60
    return f"{hour:02d}:{minute:02d}:{seconds % 60:02d}{mark}{rest:03d}"


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Give a function that writes a text and reads it."""

    def write_and_read(text: str, name: str = "a.csv") -> Recording:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return read(path)

    return write_and_read


def same(recording: Recording) -> None:
    np.testing.assert_allclose(recording.acceleration_g, MOTION_G, atol=2e-4)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    assert recording.evidence["gravity_included"].startswith("yes")


@pytest.mark.parametrize(
    ("time", "axis"),
    [
        ("Zeit (s)", "Beschleunigung {} (m/s^2)"),
        ("Temps (s)", "Accélération {} (m/s^2)"),
        ("Tiempo (s)", "Aceleración {} (m/s²)"),
        ("\u65f6\u95f4 (s)", "\u52a0\u901f\u5ea6 {} (m/s^2)"),
        ("Čas (s)", "Zrychlení {} (m/s^2)"),
        (
            "\u0412\u0440\u0435\u043c\u044f (\u0441)",
            "\u0423\u0441\u043a {} (\u043c/\u0441²)",
        ),
    ],
)
def test_names_of_other_languages(opened: Opened, time: str, axis: str) -> None:
    head = ";".join(f'"{name}"' for name in (time, *map(axis.format, "xyz")))
    stamps = [f"{ms / 1000:.3f}".replace(".", ",") for ms in MS]
    recording = opened(head + "\n" + lines(stamps, MOTION_G * G, ";"))
    same(recording)
    assert recording.evidence["unit"].startswith("m/s2: named in the file")


def test_acceleration_without_gravity_in_another_language(opened: Opened) -> None:
    head = ",".join(["Zeit (s)", *(f"Lineare Beschleunigung {a} (m/s^2)" for a in "xyz")])
    motion = (MOTION_G - MOTION_G.mean(axis=0)) * G
    recording = opened(head + "\n" + lines([f"{ms / 1000:.3f}" for ms in MS], motion))
    assert recording.evidence["gravity_included"].startswith("no")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_any_usual_mark_parts_the_cells(opened: Opened, separator: str) -> None:
    head = separator.join(["time (s)", *(f"{axis} (g)" for axis in "xyz")])
    comma = "," if separator == ";" else "."
    stamps = [f"{ms / 1000:.3f}".replace(".", comma) for ms in MS]
    same(opened(head + "\n" + lines(stamps, MOTION_G, separator)))


def test_columns_may_be_aligned_by_spaces(opened: Opened) -> None:
    rows = [
        f"{ms / 1000:8.3f}" + "".join(f"{value:10.4f}" for value in row) + "  "
        for ms, row in zip(MS, MOTION_G, strict=True)
    ]
    head = "time".rjust(8) + "".join(f"acc_{axis}".rjust(10) for axis in "xyz")
    for end in ("\n", "\r\n"):
        same(opened(end.join([head, *rows, ""])))
    rows[300] = rows[300].replace(f"{MOTION_G[300, 1]:.4f}", "what")
    rows.insert(100, "")  # which is no row, but a line
    with pytest.raises(ReadError, match="line 303 has 'what'"):
        opened("\n".join([head, *rows, ""]))


def test_decimal_commas_in_quotes(opened: Opened) -> None:
    rows = "".join(
        ",".join(f'"{value:.4f}"'.replace(".", ",") for value in (ms / 1000, *row)) + "\n"
        for ms, row in zip(MS.tolist(), MOTION_G, strict=True)
    )
    same(opened("time (s),x (g),y (g),z (g)\n" + rows))


def test_dates_with_dots_name_the_day_first(opened: Opened) -> None:
    stamps = [f"10.06.2024 {clock(ms, ',')}" for ms in MS.tolist()]
    recording = opened("Zeit;x (g);y (g);z (g)\n" + lines(stamps, MOTION_G, ";"))
    same(recording)
    assert str(recording.start) == "2024-06-10 22:00:00"
    slashes = [stamp.replace(".", "/") for stamp in stamps]
    with pytest.raises(ReadError, match="day/month or month/day"):
        opened("Zeit;x (g);y (g);z (g)\n" + lines(slashes, MOTION_G, ";"))


@pytest.mark.parametrize("date", ["24.06.2024", "24-06-2024", "2024-06-24"])
def test_finland_and_denmark_part_the_time_by_dots(opened: Opened, date: str) -> None:
    stamps = [f"{date} {clock(ms, ',').replace(':', '.')}" for ms in MS.tolist()]
    recording = opened("Aika;x (g);y (g);z (g)\n" + lines(stamps, MOTION_G, ";"))
    same(recording)
    assert str(recording.start) == "2024-06-24 22:00:00"


@pytest.mark.parametrize("mark", [".", ":"])
def test_times_of_day_run_over_midnight(opened: Opened, mark: str) -> None:
    stamps = [clock(ms, mark, start_s=86_396) for ms in MS.tolist()]
    recording = opened("time,gFx,gFy,gFz\n" + lines(stamps, MOTION_G))
    same(recording)
    assert recording.start is None
    assert len(recording.stretches) == 1
    assert recording.time_s[-1] == pytest.approx(MS[-1] / 1000)
    assert "time of day without a date" in recording.evidence["rate"]


def test_blank_times_of_day_are_left_out_and_wrong_ones_named(opened: Opened) -> None:
    stamps = [clock(ms) for ms in MS.tolist()]
    stamps[7] = ""
    assert opened("time,x (g),y (g),z (g)\n" + lines(stamps, MOTION_G)).n_samples == N - 1
    stamps[9] = "25:71:00.5"
    with pytest.raises(ReadError, match=r"line 11 has '25:71:00\.5' where a time stamp"):
        opened("time,x (g),y (g),z (g)\n" + lines(stamps, MOTION_G))


def test_shimmer_with_time_as_text(opened: Opened) -> None:
    names = ["S_Timestamp_FormattedUnix_CAL", *(f"S_Accel_LN_{a}_CAL" for a in "XYZ")]
    units = "yyyy/mm/dd hh:mm:ss.000,m/(s^2),m/(s^2),m/(s^2)"
    stamps = [f"2024/06/10 {clock(ms)}" for ms in MS.tolist()]
    recording = opened(
        f'"sep=,"\n{",".join(names)}\n{units}\n' + lines(stamps, MOTION_G * G)
    )
    same(recording)
    assert str(recording.start) == "2024-06-10 22:00:00"
    assert recording.facts.format.startswith("Shimmer Consensys")


@pytest.mark.parametrize("has_date", [True, False])
def test_openbci_before_version_5(opened: Opened, *, has_date: bool) -> None:
    head = "%OpenBCI Raw EEG Data\n%Number of channels = 8\n%Sample Rate = 250.0 Hz\n"
    text = head
    for row in range(5 * N):  # Five rows of the EEG to one of the accelerometer.
        ms = 4 * row
        motion = ", ".join(f"{value:.4f}" for value in MOTION_G[row // 5])
        cells = [str(row % 256), *["-21749.37"] * 8, motion, clock(ms)]
        cells += [str(1_718_000_000_000 + ms)] if has_date else []
        text += ", ".join(cells) + "\n"
    recording = opened(text, "a.txt")
    same(recording)
    assert (recording.start is not None) == has_date


@pytest.mark.parametrize("mark", [".", " "])
def test_thousands_parted_by_a_mark_are_named(opened: Opened, mark: str) -> None:
    stamps = [f"{ms:,}".replace(",", mark) for ms in MS.tolist()]
    with pytest.raises(ReadError, match=f"the time '1{re.escape(mark)}000', which is not"):
        opened("Zeit (ms);x (g);y (g);z (g)\n" + lines(stamps, MOTION_G, ";"))


def test_ends_of_line_of_the_old_macintosh_are_ends_in_long_tables_too(
    tmp_path: Path,
) -> None:
    motion_g = planted_g(60_000)
    rows = [f"{row / 100:.2f},{x},{y},{z}" for row, (x, y, z) in enumerate(motion_g)]
    path = tmp_path / "old.csv"
    path.write_bytes("\r".join(["time,x,y,z", *rows]).encode())
    assert path.stat().st_size > 1 << 20
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, motion_g, atol=1e-6)

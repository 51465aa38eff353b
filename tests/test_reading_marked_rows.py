"""Rows with marks, words and semicolons that no format names, and LabChart's header."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from exports import Vectors, planted_dps, planted_g

from myosense.reading import read

N = 600
NUMBER = np.arange(N)
TRUE_G = planted_g(N)
TRUE_DPS = planted_dps(N)
EPOCH_MS = 1_663_326_947_269 + 10 * NUMBER


def by_turns(acceleration: str, gyroscope: str, form: str) -> list[str]:
    """Write a row of the accelerometer and one of the gyroscope for each stamp."""
    rows = []
    for ms, g, dps in zip(EPOCH_MS, TRUE_G.tolist(), TRUE_DPS.tolist(), strict=True):
        for word, (x, y, z) in ((acceleration, g), (gyroscope, dps)):
            rows.append(form.format(ms=ms, word=word, xyz=f"{x},{y},{z}"))
    return rows


def put(path: Path, lines: Sequence[str], end: str = "\n") -> Path:
    """Write lines."""
    path.write_bytes((end.join(lines) + end).encode())
    return path


@pytest.mark.parametrize(
    ("header", "form"),
    [
        ("epoch_ms,elapsed_ms,sensor,x,y,z", "{ms},0,{word},{xyz}"),
        ("timestamp,what,x,y,z", "{ms},{word},{xyz}"),
        ("", "{ms},{word},{xyz}"),
        ("", "{word},{ms},{xyz}"),
    ],
)
@pytest.mark.parametrize(
    "words", [("accel_g", "gyro_dps"), ("ACC", "GYR"), ("E4_Acc", "E4_Gyr")]
)
def test_a_word_in_each_row_says_its_sensor(
    tmp_path: Path, header: str, form: str, words: tuple[str, str]
) -> None:
    rows = by_turns(*words, form)
    recording = read(put(tmp_path / "log.csv", [header, *rows] if header else rows))
    assert recording.sample_rate_hz == pytest.approx(100, rel=1e-3)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=1e-3)
    assert not any("is not read" in notice for notice in recording.notices)


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("header", ["", "time,x,y,z"])
def test_rows_may_end_with_a_semicolon(tmp_path: Path, header: str, end: str) -> None:
    rows = [f"{i / 50},{x},{y},{z};" for i, (x, y, z) in enumerate(TRUE_G.tolist())]
    path = put(tmp_path / "log.csv", [header, *rows] if header else rows, end)
    np.testing.assert_allclose(read(path).acceleration_g, TRUE_G, atol=1e-6)


@pytest.mark.parametrize("step_ns", [10**7, 5 * 10**7])
def test_wisdm_says_person_and_activity_first(tmp_path: Path, step_ns: int) -> None:
    """The layout of the two data sets: user,activity,ns since the phone's start,x,y,z."""
    stamps = 252_207_666_810_782 + step_ns * NUMBER
    rows = [
        f"1600,A,{stamp},{x},{y},{z};"
        for stamp, (x, y, z) in zip(stamps, (9.80665 * TRUE_G).tolist(), strict=True)
    ]
    recording = read(put(tmp_path / "data_1600_accel_watch.txt", rows))
    assert recording.sample_rate_hz == pytest.approx(1e9 / step_ns, rel=1e-4)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-4)


def labchart(days: str, units: bool) -> list[str]:  # noqa: FBT001
    """Write what LabChart writes above its columns, and the columns."""
    lines = [
        "Interval=\t0.01 s",
        f"ExcelDateTime=\t{days}\t2/28/2022 10:30:00.250000",
        "TimeFormat=\tStartOfBlock",
        "DateFormat=\tM/d/yyyy",
        "ChannelTitle=\tAcc X\tAcc Y\tAcc Z",
        "Range=\t10.00 V\t10.00 V\t10.00 V",
        *(["UnitName=\tg\tg\tg", "TopValue=\t*\t*\t*"] if units else []),
    ]
    table: Vectors = np.column_stack((NUMBER / 100, TRUE_G))
    return lines + ["\t".join(map(str, row)) for row in table.tolist()]


@pytest.mark.parametrize("units", [True, False])
@pytest.mark.parametrize("days", ["4.4620437502893519e+04", "44620.437502893519"])
def test_labchart_says_when_it_began(tmp_path: Path, days: str, *, units: bool) -> None:
    recording = read(put(tmp_path / "emg.txt", labchart(days, units)))
    assert recording.start == datetime(2022, 2, 28, 10, 30, 0, 250_000)  # noqa: DTZ001
    assert recording.format == "LabChart txt"
    assert recording.sample_rate_hz == pytest.approx(100, rel=1e-4)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)


def test_a_stamp_may_have_dots_behind_its_t(tmp_path: Path) -> None:
    """As MetaBase writes it: 2019-01-15T20.30.34.601."""
    rows = [
        f"2019-01-15T20.30.{i / 50:06.3f},{x},{y},{z}"
        for i, (x, y, z) in enumerate(TRUE_G.tolist())
    ]
    recording = read(put(tmp_path / "log.csv", ["timestamp,x,y,z", *rows]))
    assert recording.start == datetime(2019, 1, 15, 20, 30)  # noqa: DTZ001
    assert recording.sample_rate_hz == pytest.approx(50, rel=1e-4)

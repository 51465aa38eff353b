"""What else the files of phones and watches look like: saved again, alone, or alike."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

N, RATE_HZ, STANDARD = 600, 100.0, 9.80665
TRUE_G = planted_g(N)
TIME_S = np.arange(N) / RATE_HZ
BOOT_NS = 84_312_345_678_901  #: A phone counts from its start, here almost a day.
FIRST = datetime(2025, 10, 16, 10, 5, 6, tzinfo=UTC)


def put(folder: Path, name: str, header: str, columns: Iterable[npt.ArrayLike]) -> Path:
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    path = folder / name
    lines = [header, *(",".join(map(str, row)) for row in rows)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def check(recording: Recording) -> None:
    """Compare samples and rate with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)


def test_a_watch_that_counts_from_its_start_is_not_dated(tmp_path: Path) -> None:
    ns = BOOT_NS + np.round(TIME_S * 1e9).astype(np.int64)
    columns = [ns, TIME_S, *(STANDARD * TRUE_G).T]
    path = put(tmp_path, "WatchAccelerometer.csv", "time,seconds_elapsed,x,y,z", columns)
    recording = read(path)
    check(recording)
    assert recording.start is None
    assert recording.evidence["gravity_included"].startswith("yes")


def test_a_table_with_dates_for_its_numbers_is_still_that_of_a_phone(
    tmp_path: Path,
) -> None:
    seconds = np.array(FIRST.replace(tzinfo=None), dtype="datetime64[ns]")
    stamps = np.datetime_as_string(seconds + (TIME_S * 1e9).astype("timedelta64[ns]"))
    columns = [stamps, TIME_S, *(STANDARD * TRUE_G).T[::-1]]
    path = put(tmp_path, "TotalAcceleration.csv", "time,seconds_elapsed,z,y,x", columns)
    recording = read(path)
    check(recording)
    assert recording.format == "Sensor Logger TotalAcceleration.csv"
    assert recording.start == FIRST.replace(tzinfo=None)


@pytest.mark.parametrize(
    ("name", "index"),
    [
        ("WatchLinearAcceleration.csv", ""),
        ("Accelerometer.csv", ","),
        ("Accelerometer.csv", "Unnamed: 0,"),
    ],
)
def test_the_name_of_the_file_says_that_gravity_is_not_in_it(
    tmp_path: Path, name: str, index: str
) -> None:
    free_g = TRUE_G - np.median(TRUE_G, axis=0)
    ns = int(FIRST.timestamp()) * 10**9 + np.round(TIME_S * 1e9).astype(np.int64)
    columns = [*([np.arange(N)] if index else []), ns, TIME_S, *(STANDARD * free_g).T]
    recording = read(put(tmp_path, name, f"{index}time,seconds_elapsed,x,y,z", columns))
    np.testing.assert_allclose(recording.acceleration_g, free_g, atol=1e-6)
    assert recording.evidence["gravity_included"].startswith("no")
    assert recording.evidence["unit"].startswith("m/s2")


@pytest.mark.parametrize(
    ("header", "unit"),
    [
        ("time,gFx,gFy,gFz,TgF", 1.0),
        ("\ntime,gFx,gFy,gFz,gFTotal,", 1.0),
        ("time,ax,ay,az,aT", STANDARD),
    ],
)
def test_physics_toolbox_repeats_nothing_where_it_logs_one_sensor(
    tmp_path: Path, header: str, unit: float
) -> None:
    true_g = np.round(TRUE_G, 2)  # coarse: values repeat by chance
    assert np.any(np.all(true_g[1:] == true_g[:-1], axis=1))
    total = np.linalg.norm(true_g, axis=1)
    ends = [[""] * N] if header.endswith(",") else []
    columns = [TIME_S, *(unit * true_g).T, unit * total, *ends]
    recording = read(put(tmp_path, "log.csv", header, columns))
    np.testing.assert_allclose(recording.acceleration_g, true_g, atol=1e-6)
    assert recording.format.startswith("Physics Toolbox csv")


@pytest.mark.parametrize(
    ("header", "scale"),
    [
        ("timestamp,GENEActiv_X,GENEActiv_Y,GENEActiv_Z", 1.0),
        ("timestamp,Pebble_X,Pebble_Y,Pebble_Z", 1000.0),
        ("Timestamp,lsm6dso.x,lsm6dso.y,lsm6dso.z", STANDARD),
    ],
)
def test_axes_may_be_named_after_the_device(
    tmp_path: Path, header: str, scale: float
) -> None:
    columns = [FIRST.timestamp() + TIME_S, *np.round(scale * TRUE_G, 3).T]
    recording = read(put(tmp_path, "log.csv", header, columns))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=2e-4)
    assert recording.start == FIRST


def test_a_column_may_hold_the_time_from_row_to_row(tmp_path: Path) -> None:
    steps_ms = np.where(np.arange(N) % 3 == 0, 12, 9)  # 10 on average
    columns = [*(STANDARD * TRUE_G).T, steps_ms]
    recording = read(
        put(tmp_path, "a.csv", "X value,Y value,Z value,time diff in ms", columns)
    )
    check(recording)
    gap_ms = np.where(np.arange(N) == 300, 2000, 10)
    columns = [*(STANDARD * TRUE_G).T, gap_ms]
    recording = read(
        put(tmp_path, "a.csv", "X value,Y value,Z value,time diff in ms", columns)
    )
    assert [len(recording.stretches), recording.n_samples] == [2, N]
    assert recording.duration_s == pytest.approx(N / RATE_HZ + 1.99, abs=0.02)


@pytest.mark.parametrize("ends", [".0", ".000000", ""])
def test_names_above_the_start_and_rate_of_an_e4_leave_them_what_they_are(
    tmp_path: Path, ends: str
) -> None:
    start = [f"{round(FIRST.timestamp())}{ends}"] * 3
    counts = np.round(64 * TRUE_G)
    rows = [start, [f"32{ends}"] * 3, *counts.tolist()]
    path = tmp_path / "ACC.csv"
    path.write_text("x,y,z\n" + "".join(f"{','.join(map(str, row))}\n" for row in rows))
    for given in (None, 32.0):
        recording = read(path, rate_hz=given)
        np.testing.assert_allclose(recording.acceleration_g, counts / 64, atol=1e-6)
        assert recording.start == FIRST
        assert recording.sample_rate_hz == pytest.approx(32)


@pytest.mark.parametrize("space", [" ", "\N{NARROW NO-BREAK SPACE}"])
def test_an_iphone_writes_the_time_behind_at(tmp_path: Path, space: str) -> None:
    hours = ["11:59:59", *["12:00:00", "12:00:01", "12:00:02", "12:00:03", "12:00:04"]]
    stamps = [
        f'"Mar 8, 2025 at {hours[row // 100]}{space}{"AM" if row < 100 else "PM"}"'
        for row in range(N)
    ]
    path = put(tmp_path, "a.csv", "Timestamp,X,Y,Z", [stamps, *TRUE_G.T])
    recording = read(path)
    check(recording)
    assert recording.start is not None
    first = datetime(2025, 3, 8, 11, 59, 59)  # noqa: DTZ001 - a wall clock
    assert abs((recording.start - first).total_seconds()) < 0.02


def test_a_time_that_a_spreadsheet_rounded_leaves_the_one_beside_it(tmp_path: Path) -> None:
    columns = [["1.76057E+18"] * N, TIME_S, *(STANDARD * TRUE_G).T]
    path = put(tmp_path, "TotalAcceleration.csv", "time,seconds_elapsed,x,y,z", columns)
    with pytest.raises(ReadError, match=r"are 1\.76057e\+18, as a spreadsheet rounds long"):
        read(path)
    recording = read(path, columns="time=seconds_elapsed")
    check(recording)
    assert recording.start is None

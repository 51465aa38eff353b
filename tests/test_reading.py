"""Reading: the same motion in every dialect, units against gravity, and plain refusals."""

import gzip
import itertools
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense.errors import ArgumentError, ReadError
from myosense.reading import read, write_parquet
from myosense.reading.rest import measure_rest
from myosense.recording import Recording, recording_from_arrays

Motion = npt.NDArray[np.float64]
RATE_HZ = 50.0
N = 500
EPOCH_S = 1_741_000_000  # 2025-03-03 11:06:40 UTC


def make_motion(n: int = N, seed: int = 7) -> Motion:
    """Ten seconds at 1 g with a slow turn, a little noise and one jerk, in 0.1 mg."""
    time_s = np.arange(n) / RATE_HZ
    angle = 0.3 * np.sin(0.4 * time_s)
    motion = np.column_stack((np.sin(angle), 0.1 + 0 * angle, np.cos(angle)))
    motion += np.random.default_rng(seed).normal(0, 0.004, (n, 3))
    motion[n // 2 : n // 2 + 4] += [0.5, -0.8, 0.3]
    return np.round(motion, 4)


MOTION = make_motion()
TIME_S = np.arange(N) / RATE_HZ


def table(
    cells: list[list[str]], header: str = "", separator: str = ",", end: str = "\n"
) -> str:
    """Write rows as text."""
    lines = ([header] if header else []) + [separator.join(row) for row in cells]
    return end.join(lines) + end


def rows(
    times: list[str], motion: Motion = MOTION, *, fmt: str = "%.4f"
) -> list[list[str]]:
    """Put time and axes beside each other, as text."""
    return [
        [time, *(fmt % value for value in axes)]
        for time, axes in zip(times, motion, strict=True)
    ]


ELAPSED = [f"{time:.2f}" for time in TIME_S]
PLAIN = table(rows(ELAPSED), "time,x,y,z")


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write a file and give its path."""

    def write(content: str | bytes, name: str = "left_wrist.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def same_motion(recording: Recording, *, tolerance_g: float = 6e-5) -> None:
    """Compare with the motion that was written."""
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=tolerance_g)
    assert recording.acceleration_g.dtype == np.float32
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-6)
    np.testing.assert_allclose(recording.time_s, TIME_S, atol=1e-6)
    assert len(recording.stretches) == 1


def iso(seconds: npt.ArrayLike, pattern: str = "%Y-%m-%d %H:%M:%S.%f") -> list[str]:
    """Write epochs as text, by pandas' own formatter."""
    import pandas as pd  # noqa: PLC0415

    stamps = pd.to_datetime(np.round(np.asarray(seconds) * 1e3).astype("i8"), unit="ms")
    return [str(text) for text in stamps.strftime(pattern)]


EPOCHS = EPOCH_S + TIME_S
MS2 = MOTION * 9.80665
HEADERS = [
    "time,x,y,z",
    "t,acc_x,acc_y,acc_z",
    "timestamp,accX,accY,accZ",
    "Time (s),accelerometer_x,accelerometer_y,accelerometer_z",
    "TIME,ax,ay,az",
    "Time,Accel-X (g), Accel-Y (g), Accel-Z (g)",
    "time,gFx,gFy,gFz",
    "seconds_elapsed,X,Y,Z",
    "time,x_acc,y_acc,z_acc",
    "t,Accelerometer X,Accelerometer Y,Accelerometer Z",
    "elapsed (s),x-axis (g),y-axis (g),z-axis (g)",
    "time,acceleration_x_g,acceleration_y_g,acceleration_z_g",
    "Timestamp,Accel Channel 0,Accel Channel 1,Accel Channel 2",
    '"time","x","y","z"',
    "time,left_wrist_x,left_wrist_y,left_wrist_z",
]


@pytest.mark.parametrize("header", HEADERS)
def test_every_common_naming_gives_the_same_recording(
    put: Callable[..., Path], header: str
) -> None:
    recording = read(put(table(rows(ELAPSED), header)))
    same_motion(recording)
    assert recording.start is None
    assert (recording.site, recording.side) == ("wrist", "left")


SPACED = PLAIN.replace(",", "\t")
DIALECTS = {
    "comma": PLAIN,
    "semicolon": PLAIN.replace(",", ";"),
    "tab": SPACED,
    "decimal comma": PLAIN.replace(",", ";").replace(".", ","),
    "tab and decimal comma": SPACED.replace(".", ","),
    "byte order mark": b"\xef\xbb\xbf" + PLAIN.encode(),
    "utf-16": PLAIN.encode("utf-16"),
    "utf-16 without a mark": PLAIN.encode("utf-16-le"),
    "utf-16 of the other order without a mark": PLAIN.encode("utf-16-be"),
    "utf-16 without a mark, a preamble": f"# Gerät: μ\n{PLAIN}".encode("utf-16-le"),
    "CRLF": PLAIN.replace("\n", "\r\n"),
    "no last end of line": PLAIN.rstrip("\n"),
    "trailing separators in all lines": PLAIN.replace("\n", ",\n"),
    "trailing separators in the rows only": table(
        [[*row, ""] for row in rows(ELAPSED)], "time,x,y,z"
    ),
    "trailing separator in the header only": table(
        [[*row[1:], row[0]] for row in rows(ELAPSED)], "x,y,z,time,"
    ),
    "blank first lines": "\n\n" + PLAIN,
    "blank lines between": PLAIN.replace("\n", "\n\n"),
    "comments before": "# device: ü\n# firmware, 1.2\n" + PLAIN,
    "latin-1 preamble": "Gerät: 5\n".encode("latin-1") + PLAIN.encode(),
    "sep= line": "sep=,\n" + PLAIN,
    "units in a second line": PLAIN.replace("time,x,y,z\n", "time,x,y,z\ns,g,g,g\n"),
    "quotes": table([[f'"{cell}"' for cell in row] for row in rows(ELAPSED)], "time,x,y,z"),
    "without a header": table(rows(ELAPSED)),
    "a label after": table([[*row, "walk, up"] for row in rows(ELAPSED)]).replace(
        "walk, up", '"walk, up"'
    ),
    "time last": table([[*row[1:], row[0]] for row in rows(ELAPSED)], "x,y,z,time"),
    "axes in another order": table(
        [[row[0], row[3], row[2], row[1]] for row in rows(ELAPSED)], "time,z,y,x"
    ),
    "spaces around": PLAIN.replace(",", " , "),
    "separated by spaces": PLAIN.replace(",", " "),
    "elapsed ms": table(rows([f"{1000 * t:.0f}" for t in TIME_S]), "time,x,y,z"),
    "elapsed ms named": table(rows([f"{1000 * t:.0f}" for t in TIME_S]), "t_ms,x,y,z"),
    "minutes": table(rows([f"{t / 60:.8f}" for t in TIME_S]), "Time (min),x,y,z"),
    "minutes behind": table(rows([f"{t / 60:.8f}" for t in TIME_S]), "time_minutes,x,y,z"),
    "hours": table(rows([f"{t / 3600:.9f}" for t in TIME_S]), "time [h],x,y,z"),
    "days": table(rows([f"{t / 86400:.11f}" for t in TIME_S]), "elapsed days,x,y,z"),
    "elapsed us": table(rows([f"{1e6 * t:.0f}" for t in TIME_S]), "time,x,y,z"),
    "elapsed ns": table(rows([f"{1e9 * t:.0f}" for t in 2300 + TIME_S]), "time,x,y,z"),
    "mg": table(rows(ELAPSED, 1000 * MOTION, fmt="%.1f"), "time,X (mg),Y (mg),Z (mg)"),
    "mg by gravity": table(rows(ELAPSED, 1000 * MOTION, fmt="%.1f"), "time,x,y,z"),
    "m/s2": table(rows(ELAPSED, MS2), "time,X (m/s^2),Y (m/s^2),Z (m/s^2)"),
    "m/s2 in the last name": table(rows(ELAPSED, MS2), "time(s),x,y,z(m/s^2)"),
    "m/s2 by gravity": table(rows(ELAPSED, MS2), "time,x,y,z"),
    "exponents": table(rows(ELAPSED, fmt="%.8E"), "time,x,y,z"),
    "a last line cut off": PLAIN + "10.00,0.1",
}


@pytest.mark.parametrize("content", DIALECTS.values(), ids=DIALECTS)
def test_every_dialect_gives_the_same_recording(
    put: Callable[..., Path], content: str | bytes
) -> None:
    same_motion(read(put(content)))


STAMPS = {
    "epoch s": [f"{t:.2f}" for t in EPOCHS],
    "epoch ms": [f"{1000 * t:.0f}" for t in EPOCHS],
    "epoch us": [f"{1e6 * t:.0f}" for t in EPOCHS],
    "epoch ns": [f"{round(100 * t)}0000000" for t in EPOCHS],
    "ISO": iso(EPOCHS),
    "ISO with T": iso(EPOCHS, "%Y-%m-%dT%H:%M:%S.%f"),
    "ISO with Z": [text + "Z" for text in iso(EPOCHS, "%Y-%m-%dT%H:%M:%S.%f")],
    "ISO with an offset": [text + "+01:00" for text in iso(EPOCHS + 3600)],
    "offset without colon, and zone": [
        text + "+0100 [Europe/Berlin]" for text in iso(EPOCHS + 3600)
    ],
    "compact": iso(EPOCHS, "%Y%m%d %H:%M:%S.%f"),
    "colon before ms": [text[:-7] + ":" + text[-6:-3] for text in iso(EPOCHS)],
    "seven decimals": [text + "0" for text in iso(EPOCHS)],
    "decimals cut": [text.rstrip("0").rstrip(".") for text in iso(EPOCHS)],
    "German": iso(EPOCHS, "%d.%m.%Y %H:%M:%S.%f"),
    "named month": iso(EPOCHS, "%d-%b-%Y %H:%M:%S.%f"),
    "AM and PM": iso(EPOCHS, "%Y/%m/%d %I:%M:%S.%f %p"),
}


@pytest.mark.parametrize("stamps", STAMPS.values(), ids=STAMPS)
def test_every_spelling_of_time_gives_the_same_instants(
    put: Callable[..., Path], stamps: list[str]
) -> None:
    recording = read(put(table(rows(stamps), "timestamp,x,y,z")))
    same_motion(recording)
    assert recording.start is not None
    assert f"{recording.start:%Y-%m-%d %H:%M:%S}" in (
        "2025-03-03 11:06:40",
        "2025-03-03 12:06:40",
    )
    assert recording.start.tzinfo is None or recording.start.timestamp() == EPOCH_S


@pytest.mark.parametrize("header", ["date,time,x,y,z", ""])
def test_date_and_time_may_stand_in_two_columns(
    put: Callable[..., Path], header: str
) -> None:
    cells = [[*row[0].split(" "), *row[1:]] for row in rows(iso(EPOCHS))]
    recording = read(put(table(cells, header)))
    same_motion(recording)
    assert str(recording.start) == "2025-03-03 11:06:40"


def test_other_sensors_are_not_taken_for_the_accelerometer(
    put: Callable[..., Path],
) -> None:
    header = "time,mag_x,mag_y,mag_z,qw,qx,qy,qz,user_acc_x,user_acc_y,user_acc_z,gyro_x"
    header += ",gyro_y,gyro_z,acc_x,acc_y,acc_z,gravity_x,gravity_y,gravity_z,euler_x,temp"
    cells = [
        [
            t,
            *["3"] * 3,
            *["1"] * 4,
            *["0.01"] * 3,
            "10.5",
            "20",
            "30",
            *axes,
            *["9"] * 4,
            "36",
        ]
        for t, *axes in rows(ELAPSED)
    ]
    recording = read(put(table(cells, header)))
    same_motion(recording)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_array_equal(recording.angular_velocity_dps[5], [10.5, 20, 30])


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("gx (rad/s),gy (rad/s),gz (rad/s)", 57.29577951),
        ("Gyroscope x (rad/s),Gyroscope y (rad/s),Gyroscope z (rad/s)", 57.29577951),
        ("wx,wy,wz", 57.29577951),
        ("gyr_x,gyr_y,gyr_z", 1.0),
        ("GyroX (deg/s),GyroY (deg/s),GyroZ (deg/s)", 1.0),
    ],
)
def test_the_gyroscope_comes_in_degrees_per_second(
    put: Callable[..., Path], header: str, factor: float
) -> None:
    cells = [[*row, "0.5", "-1", "2"] for row in rows(ELAPSED)]
    turned = read(put(table(cells, "time,ax,ay,az," + header))).angular_velocity_dps
    assert turned is not None
    np.testing.assert_allclose(turned[3], factor * np.array([0.5, -1, 2]), rtol=1e-6)


def test_gravity_removed_is_said_and_its_unit_must_be_named(
    put: Callable[..., Path],
) -> None:
    free = (MOTION - np.mean(MOTION, axis=0)) * 9.80665
    path = put(table(rows(ELAPSED, free), "time,x,y,z"))
    with pytest.raises(ReadError, match="--unit m/s2"):
        read(path)
    recording = read(path, unit="m/s2")
    assert recording.evidence["gravity_included"].startswith("no")
    np.testing.assert_allclose(9.80665 * recording.acceleration_g, free, atol=1e-4)
    named = put(
        table(
            rows(ELAPSED, free),
            "time (s),linear_acc_x (m/s2),linear_acc_y (m/s2),linear_acc_z (m/s2)",
        )
    )
    assert read(named).evidence["gravity_included"].startswith("no")
    biased = table(
        rows(ELAPSED, 0.02 * free + np.array([0, 0, 1.0])),
        "time (s),user_acc_x (m/s2),user_acc_y (m/s2),user_acc_z (m/s2)",
    )
    assert read(put(biased)).evidence["unit"].startswith("m/s2")


def test_motion_without_gravity_that_measures_one_is_not_taken_for_g(
    put: Callable[..., Path],
) -> None:
    swing = 3 * np.sin(2 * np.pi * 2 * TIME_S)[:, None] * [1.0, 0.5, -0.4]
    free = swing + np.array([0, 0.6, 0.8]) + MOTION - np.mean(MOTION, axis=0)
    named = put(table(rows(ELAPSED, free), "time,X (m/s2),Y (m/s2),Z (m/s2)"))
    recording = read(named)
    np.testing.assert_allclose(9.80665 * recording.acceleration_g, free, atol=1e-4)
    assert recording.evidence["gravity_included"].startswith("no")
    with pytest.raises(ReadError, match="--unit"):
        read(put(table(rows(ELAPSED, free), "time,x,y,z")))


def test_motion_that_swings_about_zero_shows_no_gravity() -> None:
    swing = np.tile([[0.6, 0.8, 0.0], [-0.6, -0.8, 0.0]], (500, 1))
    assert measure_rest(swing, 100).norm == pytest.approx(0, abs=1e-12)
    assert measure_rest(swing + np.array([0, 0, 2]), 100).norm == pytest.approx(2)


def test_a_wearer_who_is_never_still_is_read_and_told(put: Callable[..., Path]) -> None:
    motion = MOTION + 0.5 * np.sin(2 * np.pi * 2 * TIME_S)[:, None]
    recording = read(put(table(rows(ELAPSED, motion), "time,x,y,z")))
    np.testing.assert_allclose(recording.acceleration_g, motion, atol=6e-5)
    assert any("never still" in note for note in recording.notices)


@pytest.mark.parametrize("scale", [1.0, 1000.0, 9.80665])
@pytest.mark.parametrize("unit", ["g", "mg", "m/s2"])
def test_gravity_overrules_a_wrong_unit_and_says_so(
    put: Callable[..., Path], unit: str, scale: float
) -> None:
    true_unit = {1.0: "g", 1000.0: "mg", 9.80665: "m/s2"}[scale]
    recording = read(put(table(rows(ELAPSED, scale * MOTION), "time,x,y,z")), unit=unit)
    same_motion(recording)
    assert recording.evidence["unit"].startswith(f"{true_unit}: ")
    said = [note for note in recording.notices if "gravity says" in note]
    assert len(said) == (unit != true_unit)


def test_a_unit_that_gravity_cannot_tell_is_asked_for(put: Callable[..., Path]) -> None:
    path = put(table(rows(ELAPSED, 256 * MOTION), "time,x,y,z"))
    with pytest.raises(ReadError, match=r"25[678].*at rest .* --unit g"):
        read(path)


def test_the_evidence_counts_the_still_seconds(put: Callable[..., Path]) -> None:
    path = put(table(rows(ELAPSED), "time,x (g),y (g),z (g)"))
    unit = read(path).evidence["unit"]
    said = r"g: named in the file and 1\.00\d at rest \(median of 3 still seconds\)"
    assert re.fullmatch(said, unit)


@pytest.mark.parametrize(("range_g", "found"), [(8.0, 8.0), (4.1, 4.0), (5.0, None)])
def test_a_range_is_seen_where_its_end_is_held(
    put: Callable[..., Path], range_g: float, found: float | None
) -> None:
    motion = MOTION.copy()
    motion[100:104, 1] = range_g
    assert read(put(table(rows(ELAPSED, motion), "time,x,y,z"))).range_g == found
    motion[101:104, 1] = 0
    assert read(put(table(rows(ELAPSED, motion), "time,x,y,z"))).range_g is None


def test_rows_without_a_sample_become_gaps(put: Callable[..., Path]) -> None:
    cells = rows(ELAPSED)
    for row, blank in zip(range(100, 110), itertools.cycle(["", "NaN", "null"])):
        cells[row][2] = blank
    recording = read(put(table(cells, "time,x,y,z")))
    assert recording.n_samples == N - 10
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 100), (100, 490)]
    assert recording.stretches[1].start_s == pytest.approx(2.2)
    assert recording.evidence["rate"].endswith("; 1 gap")
    assert any("10 rows without a value" in note for note in recording.notices)


def test_long_zeros_are_no_samples_and_short_ones_are(put: Callable[..., Path]) -> None:
    motion = MOTION.copy()
    motion[100:160] = 0
    motion[300:330] = 0
    recording = read(put(table(rows(ELAPSED, motion), "time,x,y,z")))
    assert recording.n_samples == N - 60
    assert len(recording.stretches) == 2


def test_values_held_for_ten_rows_count_once(put: Callable[..., Path]) -> None:
    times = [f"{k / 500:.3f}" for k in range(10 * N)]
    held = np.repeat(MOTION, 10, axis=0)
    held[1000:1500] = held[1000]  # one second at rest: no change, no gap
    recording = read(put(table(rows(times, held), "time,x,y,z")))
    np.testing.assert_allclose(recording.acceleration_g, held[::10], atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(50)
    assert len(recording.stretches) == 1
    assert "held for 10 rows" in recording.evidence["rate"]


def test_a_coarse_sensor_at_rest_is_not_taken_for_held_values(
    put: Callable[..., Path],
) -> None:
    motion = np.tile([0.0, 0.0, 1.0], (N, 1))
    motion[::37] += 0.0625
    motion[200:300] += np.round(MOTION[200:300] * 30) / 16
    recording = read(put(table(rows(ELAPSED, motion), "time,x,y,z")))
    assert recording.n_samples == N
    assert "held" not in recording.evidence["rate"]


def test_stamps_rounded_to_milliseconds_give_the_true_rate(
    put: Callable[..., Path],
) -> None:
    times = [f"{np.floor(12.5 * k) / 1000:.3f}" for k in range(N)]
    recording = read(put(table(rows(times), "time,x,y,z")))
    assert recording.sample_rate_hz == pytest.approx(80, rel=1e-4)
    assert recording.n_samples == N


def test_batched_stamps_are_spread(put: Callable[..., Path]) -> None:
    whole = iso(EPOCH_S + np.floor(TIME_S), "%Y-%m-%d %H:%M:%S")
    recording = read(put(table(rows(whole), "time,x,y,z")))
    same_motion(recording)
    assert "98 % of the stamps repeat" in recording.evidence["rate"]


def test_a_slow_recording_is_read(put: Callable[..., Path]) -> None:
    times = [f"{k / 12.5:.2f}" for k in range(N)]
    assert read(put(table(rows(times), "time,x,y,z"))).sample_rate_hz == pytest.approx(12.5)


def test_a_file_without_stamps_needs_a_rate(put: Callable[..., Path]) -> None:
    path = put(table([row[1:] for row in rows(ELAPSED)], "X,Y,Z"))
    with pytest.raises(ReadError, match=r"left_wrist\.csv: has no time stamps; --rate"):
        read(path)
    recording = read(path, rate_hz=50, start="2025-03-03T22:00")
    same_motion(recording)
    assert str(recording.start) == "2025-03-03 22:00:00"
    path = put(table([row[1:] for row in rows(ELAPSED)]))
    same_motion(read(path, rate_hz=50))


@pytest.mark.parametrize("step_s", [0.3, 1.3333])
def test_slow_seconds_are_not_taken_for_fast_milliseconds(
    put: Callable[..., Path], step_s: float
) -> None:
    stamps = [f"{i * step_s:.4f}" for i in range(N)]
    with pytest.raises(ReadError, match="rows per second when read in s"):
        read(put(table(rows(stamps), "time,x,y,z")))
    stamps = [f"{i * 3.90625:.5f}" for i in range(N)]
    assert read(put(table(rows(stamps), "time,x,y,z"))).sample_rate_hz == pytest.approx(256)


def test_an_index_is_no_time(put: Callable[..., Path]) -> None:
    path = put(table(rows([str(k) for k in range(N)]), "time,x,y,z"))
    with pytest.raises(ReadError, match="only numbers the rows"):
        read(path)


def test_the_user_may_say_which_column_is_which(put: Callable[..., Path]) -> None:
    path = put(table([[*row, "5"] for row in rows(ELAPSED)], "when,u,v,w,x"))
    same_motion(read(path, columns="time=when,x=u,y=v,z=w"))
    same_motion(read(path, columns={"time": "1", "x": "2", "y": "3", "z": "4"}))


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ("time=when,x=u,y=v,z=q", "'q', which is not a column of the file; it has when"),
        ("tim=when", "nearest: time"),
        ("x=u,y=v", "lacks z"),
        ("x=u,y=U,z=w", "'u' for two axes"),
        ("date_order=ymd", "dmy or mdy"),
        ("x", "expected name=column"),
    ],
)
def test_wrong_column_options_are_named(
    put: Callable[..., Path], columns: str, message: str
) -> None:
    path = put(table(rows(ELAPSED), "when,u,v,w"))
    with pytest.raises(ArgumentError, match=message):
        read(path, columns=columns)


def test_gzip_and_the_facts_of_the_file(put: Callable[..., Path]) -> None:
    path = put(gzip.compress(PLAIN.encode()), "P01.right_ankle.csv.gz")
    recording = read(path)
    same_motion(recording)
    assert recording.recording_id == "P01.right_ankle"
    assert recording.path == "P01.right_ankle.csv.gz"
    assert (recording.site, recording.side, recording.format) == ("ankle", "right", "csv")
    assert recording.sha256 is not None
    assert len(recording.sha256) == 64
    found = {"format", "unit", "rate", "zone", "gravity_included", "n_rows"}
    assert set(recording.evidence) == found


def test_site_and_side_given_win_over_the_file_name(put: Callable[..., Path]) -> None:
    path = put(PLAIN)
    given = read(path, site="left hand")
    assert (given.site, given.side) == ("hand", "left")
    given = read(path, site="waist", side="r")
    assert (given.site, given.side) == ("hip", "right")
    with pytest.raises(ArgumentError, match="'left hand' is not on the side 'right'"):
        read(path, site="left hand", side="right")
    with pytest.raises(ArgumentError, match="site 'wirst'"):
        read(path, site="wirst")


@pytest.mark.parametrize(
    ("name", "site", "side", "notes"),
    [
        ("wrist_left.csv", None, "right", ["the side given (right)"]),
        (
            "wrist_left.csv",
            "right ankle",
            None,
            ["the site given (ankle)", "the side given"],
        ),
        ("wrist_left.csv", "hand", "left", ["the site given (hand)"]),
        ("wrist_left.csv", "left wrist", None, []),
        ("s7.csv", "wrist", "left", []),
    ],
)
def test_a_file_name_that_says_another_place_is_noted(
    put: Callable[..., Path],
    name: str,
    site: str | None,
    side: str | None,
    notes: list[str],
) -> None:
    recording = read(put(PLAIN, name), site=site, side=side)
    found = [note for note in recording.notices if "given" in note]
    assert len(found) == len(notes)
    assert all(note.startswith(part) for note, part in zip(found, notes, strict=True))
    assert all("not that of the file or its name" in note for note in found)


def test_a_file_name_without_a_site_is_said(put: Callable[..., Path]) -> None:
    recording = read(put(PLAIN, "rec7.csv"))
    assert (recording.site, recording.side) == ("unknown", "unknown")
    assert any("--site" in note for note in recording.notices)


def test_facts_in_the_preamble_are_used(put: Callable[..., Path]) -> None:
    lines = "# site: ankle\n# range_g = 8\n# device: Tag 5\n# sample_rate_hz: 50\n"
    recording = read(
        put(lines + table([row[1:] for row in rows(ELAPSED)], "x,y,z"), "a.csv")
    )
    same_motion(recording)
    assert (recording.site, recording.range_g, recording.device) == ("ankle", 8.0, "Tag 5")


BROKEN = {
    "empty": ("", "is empty"),
    "blank": ("\n \n\n", "is empty"),
    "header only": ("time,x,y,z\n", "a header and no rows"),
    "header and units only": ("time,x,y,z\ns,g,g,g\n", "a header and no rows"),
    "columns as JSON": ('{"t": [0, 1, 2], "x": [0, 0, 0]}\n', "is JSON of another"),
    "one row of two": ("x,y\n1,2\n", "three columns or more"),
    "one row": ("time,x,y,z\n0,0.1,0.2,0.98\n", "one row"),
    "two columns": ("time,x\n0,1\n0.02,1\n", "three columns"),
    "text in a cell": (
        PLAIN.replace("\n2.00,", "\n2.00,oops", 1),
        r"line 102 has 'oops.*' in the column 'x'; expected a number",
    ),
    "text in a cell after blank lines": (
        PLAIN.replace("\n", "\n\n").replace("\n4.00,", "\n4.00,oops", 1),
        "line 403 has 'oops",
    ),
    "text in the time": (
        table(rows(iso(EPOCHS)), "time,x,y,z").replace("2025-03-03 11:06:42.000", "later"),
        "line 102 has 'later",
    ),
    "an impossible date": (
        table(rows(iso(EPOCHS)), "time,x,y,z").replace("2025-03-03", "2025-02-30"),
        "line 2 has '2025-02-30",
    ),
    "zeros": (table(rows(ELAPSED, 0 * MOTION), "time,x,y,z"), "exactly 0, 0, 0"),
    "no values": (table([[t, "nan", "nan", "nan"] for t in ELAPSED], "time,x,y,z"), "lack"),
    "blank values": (table([[t, "", "", ""] for t in ELAPSED], "time,x,y,z"), "lack"),
    "time goes back": (
        table(rows(ELAPSED[:300] + ELAPSED[100:300]), "time,x,y,z"),
        r"line 302 goes back in time by 3\.98 s",
    ),
    "an hour back": (
        table(
            rows([f"{t:.2f}" for t in [*(TIME_S[:300] + 3600.02), *TIME_S[300:]]]),
            "time,x,y,z",
        ),
        "line 302 goes back in time by 3600 s; .*autumn",
    ),
    "all stamps equal": (table(rows(["5.0"] * N), "time,x,y,z"), "stamps are equal"),
    "all dates equal": (table(rows(iso([EPOCH_S] * N)), "time,x,y,z"), "stamps are equal"),
    "epochs": (
        table(rows([str(5 * k) for k in range(N)], fmt="%.0f"), "time (s),x,y,z"),
        "expected 5 to 5000",
    ),
    "epochs by date": (
        table(rows(iso(EPOCH_S + 5.0 * np.arange(N))), "time,x,y,z"),
        "expected 5 to 5000",
    ),
    "whole g": (table(rows(ELAPSED, np.round(MOTION)), "time,x,y,z"), "whole numbers"),
    "gyroscope only": (table(rows(ELAPSED), "time,gx,gy,gz"), "a gyroscope is not enough"),
    "magnetometer only": (
        table(rows(ELAPSED), "time,mag_x,mag_y,mag_z"),
        "--columns time=",
    ),
    "one endless line": ("0.1," * 400_000, "no end of line"),
    "binary": (bytes(range(256)) * 40, "is not text"),
    "ragged": (PLAIN.replace(",0.1", ",0.1,0.1"), "another number of columns"),
    "day or month": (
        table(rows(iso(EPOCHS + 86400, "%d/%m/%Y %H:%M:%S.%f")), "time,x,y,z"),
        "--columns date_order=dmy",
    ),
    "nine columns without names": (table([["1.5"] * 9] * 20), "9 columns without names"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    put: Callable[..., Path], content: str | bytes, message: str
) -> None:
    with pytest.raises(ReadError, match=message) as refusal:
        read(put(content))
    assert str(refusal.value).startswith("left_wrist.csv: ")
    assert "\n" not in str(refusal.value)


def test_files_that_are_not_what_they_seem_are_refused(
    put: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(ReadError, match="holds no file"):
        read(tmp_path)
    with pytest.raises(ReadError, match=r"nowhere\.csv: cannot be opened"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(ReadError, match="no Parquet"):
        read(put(PLAIN, "a.parquet"))
    with pytest.raises(ReadError, match="no Parquet"):
        read(put(b"PAR1 and nothing else"))
    packed = gzip.compress(make_long())
    with pytest.raises(ReadError, match="cut off or damaged"):
        read(put(packed[: len(packed) // 2], "a.csv.gz"))
    with pytest.raises(ReadError, match="cut off or damaged"):
        read(put(packed[:40], "b.csv.gz"))
    with pytest.raises(ReadError, match="gyro"):
        read(put(PLAIN, "Gyroscope.csv"))


def make_long() -> bytes:
    """Write two minutes, above what is looked at to find the layout."""
    n = 20_000
    times = [f"{k / RATE_HZ:.2f}" for k in range(n)]
    return table(rows(times, make_motion(n)), "time,x,y,z").encode()


@pytest.mark.parametrize(
    ("option", "value"), [("unit", "lsb"), ("rate_hz", -1.0), ("start", "noon")]
)
def test_options_that_cannot_be_used_are_named(
    put: Callable[..., Path], option: str, value: object
) -> None:
    options: dict[str, Any] = {option: value}
    with pytest.raises(ArgumentError, match=f"{option}.*{value}"):
        read(put(PLAIN), **options)


def test_a_declared_rate_that_the_stamps_deny_is_said(put: Callable[..., Path]) -> None:
    recording = read(put(PLAIN), rate_hz=100)
    same_motion(recording)
    assert any("100 Hz is declared" in note for note in recording.notices)


def test_one_row_that_goes_back_a_second_is_refused(put: Callable[..., Path]) -> None:
    times = [*ELAPSED]
    times[200] = ELAPSED[149]
    with pytest.raises(ReadError, match=r"line 202 goes back in time by 1 s"):
        read(put(table(rows(times), "time,x,y,z")))


def test_a_few_rows_out_of_order_are_sorted_and_said(put: Callable[..., Path]) -> None:
    cells = rows(ELAPSED)
    cells[200], cells[201] = cells[201], cells[200]
    recording = read(put(table(cells, "time,x,y,z")))
    same_motion(recording)
    assert any("out of order" in note for note in recording.notices)


@given(
    separator=st.sampled_from([",", ";", "\t"]),
    header=st.sampled_from(HEADERS[:5]),
    scale=st.sampled_from([1.0, 1000.0, 9.80665]),
    cut=st.integers(100, N),
)
@settings(max_examples=25, deadline=None)
def test_the_writing_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    separator: str,
    header: str,
    scale: float,
    cut: int,
) -> None:
    path = tmp_path_factory.mktemp("any") / "hip.txt"
    cells = rows(ELAPSED[:cut], scale * MOTION[:cut], fmt="%.6f")
    path.write_text(table(cells, header.replace(",", separator), separator))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, MOTION[:cut], atol=6e-5)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)


@pytest.mark.parametrize("unit", ["g", "m/s2"])
def test_parquet_of_single_precision_is_what_it_would_be_in_double(
    tmp_path: Path, unit: str
) -> None:
    single = (
        {"g": 1.0, "m/s2": 9.80665}[unit] * (MOTION + np.array([0, 0.6, 0.8]))
    ).astype(np.float32)
    for kind in (np.float32, np.float64):
        axes = {
            f"{axis} ({unit})": pa.array(single[:, i].astype(kind))
            for i, axis in enumerate("xyz")
        }
        columns = {"time (s)": pa.array(TIME_S), **axes}
        pq.write_table(pa.table(columns), tmp_path / kind.__name__)
    found, expected = (
        (tmp_path / name).rename(tmp_path / f"{name}.parquet")
        for name in ("float32", "float64")
    )
    first, second = read(found), read(expected)
    np.testing.assert_array_equal(first.acceleration_g, second.acceleration_g)
    assert first.acceleration_g.dtype == np.float32
    assert first.evidence == second.evidence


@pytest.mark.parametrize("kind", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "Europe/Berlin"])
def test_parquet_with_timestamps(tmp_path: Path, kind: str, zone: str | None) -> None:
    ns = (EPOCH_S * 1_000_000_000 + np.round(TIME_S * 1e9)).astype("i8")
    stamps = pa.array(ns, pa.int64()).cast(pa.timestamp("ns", tz=zone))
    columns = dict(zip("xyz", MOTION.T, strict=True))
    path = tmp_path / "neck.parquet"
    times = stamps.cast(pa.timestamp(kind, tz=zone), safe=False)
    pq.write_table(pa.table({"time": times, **columns}), path)
    recording = read(path)
    same_motion(recording, tolerance_g=1e-6)
    expected = {
        None: "2025-03-03 11:06:40",
        "UTC": "2025-03-03 11:06:40+00:00",
        "Europe/Berlin": "2025-03-03 12:06:40+01:00",
    }
    assert str(recording.start) == expected[zone]
    assert recording.time_zone == (None if zone == "UTC" else zone)


@pytest.mark.parametrize("time_zone", [None, "Europe/Berlin", "UTC+02:00"])
def test_what_is_written_as_parquet_is_read_back(
    tmp_path: Path, put: Callable[..., Path], time_zone: str | None
) -> None:
    cells = [[*row, "0.5", "-1", "2"] for row in rows(iso(EPOCHS))]
    del cells[200:260]
    source = put(table(cells, "time,x,y,z,gx,gy,gz"))
    first = read(source, time_zone=time_zone, side="midline", site="chest")
    path = tmp_path / "left_wrist.parquet"
    write_parquet(first, path)
    again = read(path)
    np.testing.assert_array_equal(again.acceleration_g, first.acceleration_g)
    np.testing.assert_array_equal(
        np.asarray(again.angular_velocity_dps), np.asarray(first.angular_velocity_dps)
    )
    np.testing.assert_allclose(again.time_s, first.time_s, atol=1e-9)
    for name in ("start", "time_zone", "site", "side", "range_g", "device", "recording_id"):
        assert getattr(again, name) == getattr(first, name)
    assert again.sample_rate_hz == pytest.approx(first.sample_rate_hz, rel=1e-12)
    assert [(s.first, s.stop) for s in again.stretches] == [(0, 200), (200, 440)]
    moved = read(path, time_zone="Asia/Tokyo")
    if time_zone is not None:
        assert any(time_zone in note and "Tokyo" in note for note in moved.notices)
        assert moved.start == first.start


def test_a_jittery_recording_is_read_back_with_its_stamps(tmp_path: Path) -> None:
    jitter = np.random.default_rng(3).uniform(0, 0.03, N)
    first = recording_from_arrays(MOTION, stamps_s=np.sort(TIME_S + jitter), site="wrist")
    write_parquet(first, tmp_path / "a.parquet")
    again = read(tmp_path / "a.parquet")
    np.testing.assert_array_equal(again.time_s, first.time_s)
    assert again.stretches == first.stretches


def test_real_recordings_open_without_options(shared: Path) -> None:
    truth = {
        "axivity_csv/omgui_ax3_default.csv": (58800, 197.25, "2020-02-12 09:03:37.479"),
        "mhealth/mhealth.csv": (480, 80, "2017-03-16 12:25:50"),
        "oxwearables/accProcess_rawOutput_ax3.csv.gz": (
            29500,
            100,
            "2020-02-12 09:03:37.481",
        ),
        "phyphox/Accelerometer.csv": (3560, 100.78, "2025-06-19 21:36:15.1"),
        "polar/Polar_Sense_ACC.txt": (26526, 51.705, "2022-04-25 11:39:36.978"),
        "shimmer/triaxcal_calibrated.csv.gz": (2149, 73.14, "2021-08-19 20:02:17.78"),
        "geneactiv_csv/right_wrist.csv": (9900, 100, "2011-10-09 10:25:02.5"),
        "actigraph_csv/MIMS_timestamped.csv": (4989, 40, "2018-06-14 12:08:39.725"),
    }
    for name, (n_samples, rate_hz, start) in truth.items():
        recording = read(shared / "formats" / name)
        assert recording.n_samples == n_samples
        assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=1e-3)
        assert str(recording.start).startswith(start)
    for path in sorted((shared / "data").glob("*/*.parquet"))[::40]:
        recording = read(path)
        assert recording.start is None
        assert 0.5 < np.median(np.linalg.norm(recording.acceleration_g, axis=1)) < 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_text_with_stray_nuls_is_none(put: Callable[..., Path], encoding: str) -> None:
    content = bytearray(PLAIN.encode(encoding))
    at = np.random.default_rng(5).integers(0, len(content), len(content) // 50)
    for byte in at:
        content[byte] = 0
    with pytest.raises(ReadError, match="is not text, and no binary format that is known"):
        read(put(bytes(content)))


@pytest.mark.parametrize("n_nuls", [16, 700, 300_000])
@pytest.mark.parametrize(
    ("before", "after"),
    [("", "\n"), ("4.0", "\n"), ("4.000,0.2", "4.5,0.1,0.2,0.9\n"), ("", None)],
    ids=["whole lines", "torn before", "torn on both sides", "end"],
)
def test_what_was_not_written_is_left_out_with_what_is_torn(
    put: Callable[..., Path], n_nuls: int, before: str, after: str | None
) -> None:
    lines = PLAIN.splitlines(keepends=True)
    nuls = "\0" * n_nuls
    below = [nuls] if after is None else [nuls, after, *lines[450:]]
    recording = read(put("".join([*lines[:401], before, *below])))
    expected = MOTION[:400] if after is None else np.delete(MOTION, np.s_[400:449], axis=0)
    np.testing.assert_allclose(recording.acceleration_g, expected, atol=1e-5)
    assert any("1 line with NUL bytes" in notice for notice in recording.notices)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_line_is_found_in_any_encoding(put: Callable[..., Path], encoding: str) -> None:
    lines = PLAIN.splitlines()
    lines[400] = lines[400].replace(",", ",oops", 1)
    with pytest.raises(ReadError, match="line 401 has 'oops"):
        read(put("\n".join(lines).encode(encoding)))

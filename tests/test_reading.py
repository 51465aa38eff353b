"""Reading: the same motion in every dialect, and what a user or a header says of it."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables import (
    ELAPSED,
    EPOCH_S,
    EPOCHS,
    MOTION,
    MS2,
    PLAIN,
    RATE_HZ,
    TIME_S,
    N,
    iso,
    rows,
    same_motion,
    table,
)

from myosense.errors import ArgumentError
from myosense.reading import read

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

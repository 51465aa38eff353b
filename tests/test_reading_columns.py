"""Columns of several sensors in one table, and of time that only its unit tells."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
from exports import Vectors, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import STANDARD_GRAVITY_M_PER_S2

Put = Callable[..., Path]
N, RATE_HZ = 600, 100
FIRST_G, SECOND_G = planted_g(N), planted_g(N, seed=1)[:, ::-1]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(header: str, rows: list[str]) -> Path:
        path = tmp_path / "recording.csv"
        path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return path

    return write


def rows_of(*columns: Vectors, word: str = "") -> list[str]:
    """Write rows of a time and some vectors, a word between."""
    return [
        ",".join([f"{i / RATE_HZ}", *([word] if word else []), *map(str, np.ravel(row))])
        for i, row in enumerate(zip(*columns, strict=True))
    ]


@pytest.mark.parametrize("name", ["sensor", "Sensor ID", "device_name", "location"])
def test_rows_of_sensors_by_turns_are_not_mixed(put: Put, name: str) -> None:
    parts = (rows_of(FIRST_G, word="wrist"), rows_of(SECOND_G, word="ankle"))
    both = [row for pair in zip(*parts, strict=True) for row in pair]
    path = put(f"time,{name},x,y,z", both)
    with pytest.raises(ReadError, match=r"2 recordings \(ankle\.csv, wrist\.csv.*sensor="):
        read(path)
    chosen = read(path, columns="sensor=ankle")
    np.testing.assert_allclose(chosen.acceleration_g, SECOND_G, atol=1e-6)
    assert chosen.site == "ankle"
    assert read(path, columns="time=time,x=x,y=y,z=z").n_samples == 2 * N


@pytest.mark.parametrize("n_first", [300, 8_000])
def test_a_sensor_that_changes_after_the_first_rows_is_seen(put: Put, n_first: int) -> None:
    first = rows_of(np.tile(FIRST_G, (20, 1))[:n_first], word="wrist")
    path = put("time,location,x,y,z", [*first, *rows_of(SECOND_G, word="ankle")])
    with pytest.raises(ReadError, match=r"2 recordings \(ankle\.csv, wrist\.csv.*sensor="):
        read(path)
    np.testing.assert_allclose(
        read(path, columns="sensor=ankle").acceleration_g, SECOND_G, atol=1e-6
    )


def test_a_few_rows_of_another_sensor_are_refused(put: Put, tmp_path: Path) -> None:
    rows = rows_of(np.tile(FIRST_G, (100, 1)), word="wrist")
    middle = len(rows) * 303 // 640  # between two places that are looked at before
    for row in range(middle, middle + 3):
        rows[row] = rows[row].replace("wrist", "ankle")
    path = put("time,location,x,y,z", rows)
    with pytest.raises(ReadError, match=r"several sensors or persons.*wrist, ankle"):
        read(path)
    assert read(path, columns="time=time,x=x,y=y,z=z").n_samples == len(rows)
    table = pa.csv.read_csv(path)
    pq.write_table(table, tmp_path / "a.parquet")
    with pytest.raises(ReadError, match=r"several sensors or persons.*wrist, ankle"):
        read(tmp_path / "a.parquet")


def test_a_column_that_names_one_sensor_is_none(put: Put) -> None:
    recording = read(put("time,sensor,x,y,z", rows_of(FIRST_G, word="S1")))
    np.testing.assert_allclose(recording.acceleration_g, FIRST_G, atol=1e-6)


def test_a_word_for_nothing_is_no_sensor(put: Put) -> None:
    parts = (rows_of(FIRST_G, word="S1"), rows_of(FIRST_G + 0.001, word="NA"))
    both = [row for pair in zip(*parts, strict=True) for row in pair]
    assert read(put("time,sensor,x,y,z", both)).n_samples == 2 * N


def test_columns_of_one_name_are_said(put: Put) -> None:
    path = put("time,acc_x,acc_y,acc_z,acc_x,acc_y,acc_z", rows_of(FIRST_G, SECOND_G))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, FIRST_G, atol=1e-6)
    assert any("2 columns are named 'acc_x'" in notice for notice in recording.notices)
    second = read(path, columns="x=5,y=6,z=7")
    np.testing.assert_allclose(second.acceleration_g, SECOND_G, atol=1e-6)
    assert not any("columns are named" in notice for notice in second.notices)


@pytest.mark.parametrize("names", ["w,x,y,z", "cos,x,y,z", "real,x,y,z"])
def test_a_quaternion_is_no_acceleration(put: Put, names: str) -> None:
    half = 1.45 + 0.1 * np.sin(np.arange(N) / 50)
    axis = np.array([[0.6, 0.0, 0.8]])
    quaternion = np.column_stack((np.cos(half), np.sin(half)[:, np.newaxis] * axis))
    path = put(f"time,{names}", rows_of(np.round(quaternion, 3)))
    with pytest.raises(ReadError, match="all four have the length 1: an orientation"):
        read(path)
    beside = put(f"time,{names}", rows_of(np.column_stack((np.ones(N), FIRST_G))))
    np.testing.assert_allclose(read(beside).acceleration_g, FIRST_G, atol=1e-6)


@pytest.mark.parametrize("word", ["filt", "world", "lowpass"])
def test_what_was_measured_goes_before_what_was_made_of_it(put: Put, word: str) -> None:
    names = [f"acc_{a}{end}" for end in (f"_{word}", "") for a in "xyz"]
    recording = read(put(",".join(["time", *names]), rows_of(SECOND_G, FIRST_G)))
    np.testing.assert_allclose(recording.acceleration_g, FIRST_G, atol=1e-6)
    assert any(f"also has 'acc_x_{word}'" in notice for notice in recording.notices)


def in_turns(word_of: Callable[[int], str], n: int) -> list[str]:
    """Write rows with a word that says where."""
    motion = np.tile(FIRST_G, (-(-n // N), 1))[:n]
    return [
        ",".join((f"{i / RATE_HZ}", word_of(i), *map(str, row)))
        for i, row in enumerate(motion)
    ]


@pytest.mark.parametrize("name", ["user", "Subject_ID", "participant", "patient no"])
def test_rows_of_several_persons_are_not_one(put: Put, tmp_path: Path, name: str) -> None:
    n = 6000
    path = put(f"time,{name},x,y,z", in_turns(lambda i: f"{33 + 2 * i // n}", n))
    with pytest.raises(ReadError, match=r"2 recordings \(33\.csv, 34\.csv\)"):
        read(path)
    assert read(path, columns="sensor=34").n_samples == n // 2
    pq.write_table(pa.csv.read_csv(path), tmp_path / "a.parquet")
    with pytest.raises(ReadError, match=r"several sensors or persons.*33, 34"):
        read(tmp_path / "a.parquet")


@pytest.mark.parametrize("name", ["id", "Tag", "side", "hand", "source", "mac"])
@pytest.mark.parametrize("marks", ["AB", "LR", "12"])
def test_a_mark_tells_sensors_where_rows_take_turns(
    put: Put, name: str, marks: str
) -> None:
    header = f"time,{name},x,y,z"
    by_turns = put(header, in_turns(lambda i: marks[i % 2], 600))
    with pytest.raises(ReadError, match=rf"2 recordings \({marks[0]}\.csv, {marks[1]}\."):
        read(by_turns)
    in_parts = put(header, in_turns(lambda i: marks[i // 150 % 2], 600))
    assert read(in_parts).n_samples == 600
    numbered = put(header, in_turns(str, 600))
    assert read(numbered).n_samples == 600


def test_numbers_of_the_rows_hide_no_sensors(put: Put) -> None:
    rows = in_turns(lambda i: f"{i},me,{'wrist' if i % 2 else 'ankle'}", 600)
    with pytest.raises(ReadError, match=r"2 recordings \(ankle\.csv, wrist\.csv"):
        read(put("time,id,user,location,x,y,z", rows))


@pytest.mark.parametrize("name", ["location", "Place", "site", "where"])
@pytest.mark.parametrize("n", [600, 30_000])
def test_where_the_wearer_was_is_no_sensor(
    put: Put, tmp_path: Path, name: str, n: int
) -> None:
    places = ["home", "on the way", "Office", "home"]
    path = put(f"time,{name},x,y,z", in_turns(lambda i: places[4 * i // n], n))
    pq.write_table(pa.csv.read_csv(path), tmp_path / "a.parquet")
    for each in (path, tmp_path / "a.parquet"):
        np.testing.assert_allclose(read(each).acceleration_g[:N], FIRST_G, atol=1e-6)
        assert read(each).n_samples == n


@pytest.mark.parametrize(
    "places",
    [
        ["home", "wrist"],
        ["office", "left"],
        ["proximal", "distal"] * 300,
        ["LW", "RW"] * 300,
        ["pos1", "pos2"],
        ["left arm2", "table"],
    ],
    ids=lambda places: " ".join(places[:2]),
)
def test_places_that_may_be_on_the_body_are_parted(
    put: Put, tmp_path: Path, places: list[str]
) -> None:
    n = 6000
    rows = in_turns(lambda i: places[len(places) * i // n], n)
    path = put("time,location,x,y,z", rows)
    with pytest.raises(ReadError, match=r"2 recordings|several sensors or persons"):
        read(path)
    pq.write_table(pa.csv.read_csv(path), tmp_path / "a.parquet")
    with pytest.raises(ReadError, match="several sensors or persons"):
        read(tmp_path / "a.parquet")


def test_of_sensors_side_by_side_one_is_taken_with_its_place(put: Put) -> None:
    names = [f"{place}_acc_{a}" for place in ("left_wrist", "right_ankle") for a in "xyz"]
    path = put(",".join(["time", *names]), rows_of(FIRST_G, SECOND_G))
    first = read(path)
    np.testing.assert_allclose(first.acceleration_g, FIRST_G, atol=1e-6)
    assert (first.site, first.side) == ("wrist", "left")
    assert any("'right_ankle_acc_x' (--columns" in notice for notice in first.notices)
    second = read(path, columns="sensor=ankle")
    np.testing.assert_allclose(second.acceleration_g, SECOND_G, atol=1e-6)
    assert (second.site, second.side) == ("ankle", "right")


def test_a_sensor_that_comes_after_all_rows_of_another_is_parted_too(put: Put) -> None:
    turning = np.random.default_rng(2).normal(0, 20, (N, 3))
    parts = (rows_of(FIRST_G, word="accelerometer"), rows_of(turning, word="gyroscope"))
    recording = read(put("time,sensor,x,y,z", [*parts[0], *parts[1]]))
    np.testing.assert_allclose(recording.acceleration_g, FIRST_G, atol=1e-6)
    assert recording.angular_velocity_dps is not None


@pytest.mark.parametrize("name", ["{s}_{w}_{a}", "{w}{n}_{a}", "{w}_{a}_{s}"])
@pytest.mark.parametrize("is_second", [False, True])
def test_a_sensor_has_its_own_gyroscope(put: Put, name: str, *, is_second: bool) -> None:
    turning = np.random.default_rng(2).normal(0, 20, (2, N, 3))
    names = [
        name.format(s=s, n=n, w=word, a=a)
        for word in ("gyro", "acc")
        for n, s in ((1, "wrist"), (2, "ankle"))
        for a in "xyz"
    ]
    path = put(",".join(["time", *names]), rows_of(*turning, FIRST_G, SECOND_G))
    sensor = ("acc1" if "{n}" in name else "wrist", "acc2" if "{n}" in name else "ankle")
    recording = read(path, columns=f"sensor={sensor[is_second]}")
    motion = SECOND_G if is_second else FIRST_G
    np.testing.assert_allclose(recording.acceleration_g, motion, atol=1e-6)
    assert recording.angular_velocity_dps is not None
    own = turning[int(is_second)]
    np.testing.assert_allclose(recording.angular_velocity_dps, own, atol=1e-3)


def test_sensors_may_be_numbered(put: Put) -> None:
    names = [f"acc{number}_{axis}" for number in (1, 2) for axis in "xyz"]
    path = put(",".join(["time", *names]), rows_of(FIRST_G, SECOND_G))
    for sensor, motion in (("acc1", FIRST_G), ("acc2", SECOND_G)):
        recording = read(path, columns=f"sensor={sensor}")
        np.testing.assert_allclose(recording.acceleration_g, motion, atol=1e-6)


@pytest.mark.parametrize(
    "name",
    [
        "lin_acc_{} [m.s-2]",
        "lin_acc_{} (meters per second squared)",
        "lin_acc_{}_meters_per_second_squared",
        "linear acceleration {} (m·s⁻²)",
        "linacc_{}_ms-2",
    ],
)
def test_a_unit_in_a_name_is_known_in_many_spellings(put: Put, name: str) -> None:
    moved_g = FIRST_G - FIRST_G.mean(axis=0)
    head = ",".join(["time", *(name.format(axis) for axis in "xyz")])
    recording = read(put(head, rows_of(STANDARD_GRAVITY_M_PER_S2 * moved_g)))
    np.testing.assert_allclose(recording.acceleration_g, moved_g, atol=1e-6)
    assert recording.evidence["unit"].startswith("m/s2: named in the file")


def test_a_thousandth_may_stand_apart_from_its_unit(put: Put) -> None:
    moved_g = FIRST_G - FIRST_G.mean(axis=0)
    head = ",".join(["time", *(f"linacc_{axis}_milli_g" for axis in "xyz")])
    recording = read(put(head, rows_of(1000 * moved_g)))
    np.testing.assert_allclose(recording.acceleration_g, moved_g, atol=1e-6)


def test_a_time_may_be_told_by_its_unit(put: Put) -> None:
    recording = read(put("moment (s),x (g),y (g),z (g)", rows_of(FIRST_G)))
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    falling = rows_of(FIRST_G)[::-1]
    with pytest.raises(ReadError, match="no time stamps"):
        read(put("delay (s),x (g),y (g),z (g)", falling))


STILL_G = np.column_stack((np.full(600, 0.6), np.zeros(600), np.full(600, 0.8)))
SHAKE_G = np.random.default_rng(2).normal(0, 0.01, (600, 3))
TIMES = [f"{i / 50:.2f}" for i in range(600)]


def written(path: Path, head: str, *parts: Vectors) -> Path:
    """Write a table of elapsed time and vectors."""
    cells = np.column_stack(parts)
    rows = (
        ",".join((time, *(f"{value:.6f}" for value in row)))
        for time, row in zip(TIMES, cells, strict=True)
    )
    path.write_text("\n".join((head, *rows)) + "\n")
    return path


@pytest.mark.parametrize(
    ("linear", "gravity"),
    [
        ("userAcceleration.{}", "gravity.{}"),
        ("motion.userAcceleration.{}", "motion.gravity.{}"),
        ("userAcceleration{}", "gravity{}"),
        ("motionUserAcceleration{}", "motionGravity{}"),
        ("LINEAR ACCELERATION {} (g)", "GRAVITY {} (g)"),
    ],
)
def test_gravity_beside_the_acceleration_without_it_is_added(
    linear: str, gravity: str, tmp_path: Path
) -> None:
    axes = "xyz" if "." in linear or " " in linear else "XYZ"
    names = [name.format(axis) for name in (linear, gravity) for axis in axes]
    path = tmp_path / "a.csv"
    head = ",".join(("time", *names))
    recording = read(written(path, head, SHAKE_G, STILL_G))
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)
    assert recording.evidence["gravity_included"].startswith("yes")


def test_a_mark_of_what_is_missing_is_seen_before_gravity_is_added(tmp_path: Path) -> None:
    names = [f"{name}.{axis}" for name in ("userAcceleration", "gravity") for axis in "xyz"]
    marked = SHAKE_G.copy()
    marked[300:310] = -999
    path = written(tmp_path / "a.csv", ",".join(("time", *names)), marked, STILL_G)
    recording = read(path)
    assert recording.n_samples == 590
    assert any("10 rows of -999" in note for note in recording.notices)
    kept = np.delete(SHAKE_G + STILL_G, np.s_[300:310], axis=0)
    np.testing.assert_allclose(recording.acceleration_g, kept, atol=1e-5)


@pytest.mark.parametrize("linear", ["user_accel_{} (g)", "accel{} (g)", "acc {} (m/s^2)"])
@pytest.mark.parametrize("gravity", ["gravity_{}", "gravity {} (m/s2)", "gravity{}"])
@pytest.mark.parametrize("one_g", [1.0, 1000.0, STANDARD_GRAVITY_M_PER_S2])
def test_gravity_in_another_unit_is_brought_to_that_of_the_acceleration(
    linear: str, gravity: str, one_g: float, tmp_path: Path
) -> None:
    names = [name.format(axis) for name in (linear, gravity) for axis in "xyz"]
    own = STANDARD_GRAVITY_M_PER_S2 if "m/s" in linear else 1.0
    path = written(
        tmp_path / "a.csv", ",".join(("time", *names)), own * SHAKE_G, one_g * STILL_G
    )
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)
    assert recording.evidence["gravity_included"].startswith("yes")
    assert not any("as well" in notice for notice in recording.notices)


UNITS = {"g": 1.0, "m/s2": STANDARD_GRAVITY_M_PER_S2, "mg": 1000.0}


@pytest.mark.parametrize(
    "linear", ["user_accel_{}", "accel{}", "userAcceleration{}", "linear_acceleration.{}"]
)
@pytest.mark.parametrize("of_gravity", UNITS)
@pytest.mark.parametrize("unit", UNITS)
def test_an_unnamed_unit_beside_gravity_has_to_be_named(
    linear: str, of_gravity: str, unit: str, tmp_path: Path
) -> None:
    names = [name.format(axis) for name in (linear, "gravity_{}") for axis in "xyz"]
    own_g = np.where(np.arange(600)[:, np.newaxis] < 300, 0.1, 9.0) * SHAKE_G
    path = written(
        tmp_path / "a.csv",
        ",".join(("time", *names)),
        UNITS[unit] * own_g,
        UNITS[of_gravity] * STILL_G,
    )
    said = rf"gravity in {of_gravity} beside an acceleration '{names[0]}'.*--unit g or"
    with pytest.raises(ReadError, match=said):
        read(path)
    recording = read(path, unit=unit)
    np.testing.assert_allclose(recording.acceleration_g, own_g + STILL_G, atol=1e-5)
    assert recording.evidence["gravity_included"].startswith("yes")


def test_apple_names_in_another_unit_than_apples_say_nothing(tmp_path: Path) -> None:
    names = [f"{what}.{axis}" for what in ("userAcceleration", "gravity") for axis in "xyz"]
    head = ",".join(("time", *names))
    path = written(tmp_path / "a.csv", head, SHAKE_G, 9.81 * STILL_G)
    with pytest.raises(ReadError, match="--unit g or --unit m/s2"):
        read(path)


def test_what_is_named_to_lack_gravity_and_holds_it_gets_no_more(tmp_path: Path) -> None:
    names = [f"{what}_{axis}" for what in ("user_accel", "gravity") for axis in "xyz"]
    head = ",".join(("time", *names))
    recording = read(written(tmp_path / "a.csv", head, SHAKE_G + STILL_G, 9.81 * STILL_G))
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)


SHAKEN_G = np.resize(2 * np.vstack((np.eye(3), -np.eye(3))), (300, 3))


@pytest.mark.parametrize("begins_g", [SHAKEN_G, 0.1 * STILL_G[:300]], ids=["shaken", "off"])
def test_gravity_is_added_however_a_recording_begins(
    begins_g: Vectors, tmp_path: Path
) -> None:
    names = [f"{what}.{axis}" for what in ("userAcceleration", "gravity") for axis in "xyz"]
    own_g = SHAKE_G + np.vstack((begins_g, np.zeros((300, 3))))
    head = ",".join(("time", *names))
    recording = read(written(tmp_path / "a.csv", head, own_g, STILL_G))
    np.testing.assert_allclose(recording.acceleration_g, own_g + STILL_G, atol=1e-5)


def test_gravity_of_other_axes_is_not_added_to_what_holds_it(tmp_path: Path) -> None:
    names = [f"{what}_{axis}" for what in ("accel", "gravity") for axis in "xyz"]
    head, world_g = ",".join(("time", *names)), np.tile([0.8, 0.0, -0.6], (600, 1))
    recording = read(written(tmp_path / "a.csv", head, SHAKE_G + STILL_G, world_g))
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)


def test_what_is_called_gravity_and_is_not_as_long_is_not_added(tmp_path: Path) -> None:
    names = [name.format(axis) for name in ("accel_{} (g)", "gravity_{}") for axis in "xyz"]
    head = ",".join(("time", *names))
    recording = read(written(tmp_path / "a.csv", head, SHAKE_G, 3.3 * STILL_G))
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G, atol=1e-5)
    assert recording.evidence["gravity_included"].startswith("no")


@pytest.mark.parametrize(
    "head",
    [
        "Time,AccV,AccML,AccAP",
        "time,acc_v,acc_ml,acc_ap",
        "time,Acc Vertical (g),Acc Mediolateral (g),Acc Anteroposterior (g)",
        "attr_time,attr_x,attr_y,attr_z",
    ],
)
def test_axes_may_be_those_of_the_body(head: str, tmp_path: Path) -> None:
    recording = read(written(tmp_path / "a.csv", head, SHAKE_G + STILL_G))
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)


def test_in_an_unknown_language_the_unit_tells_acceleration_from_angles(
    tmp_path: Path,
) -> None:
    angle, motion = "\u89d2\u5ea6", "\u52a0\u901f\u5ea6"
    head = ",".join(
        (
            "time",
            *(f"{angle}{axis}" for axis in "XYZ"),
            *(f"{motion}{axis}(g)" for axis in "XYZ"),
        )
    )
    path = written(tmp_path / "a.csv", head, 45 + SHAKE_G, SHAKE_G + STILL_G)
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)
    assert not [notice for notice in recording.notices if "--columns chooses" in notice]


def test_the_rotation_rate_of_ios_is_in_radians(tmp_path: Path) -> None:
    head = "time,accX,accY,accZ,rotationRate.x,rotationRate.y,rotationRate.z"
    recording = read(written(tmp_path / "a.csv", head, SHAKE_G + STILL_G, SHAKE_G))
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(
        recording.angular_velocity_dps, np.degrees(SHAKE_G), atol=1e-3
    )


def test_rows_that_stand_from_the_last_to_the_first_are_turned_round(
    tmp_path: Path,
) -> None:
    path = written(tmp_path / "a.csv", "time,x,y,z", SHAKE_G + STILL_G)
    first, *rows = path.read_text().splitlines()
    path.write_text("\n".join((first, *rows[::-1])) + "\n")
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SHAKE_G + STILL_G, atol=1e-5)
    np.testing.assert_allclose(recording.time_s, np.arange(600) / 50, atol=1e-6)
    assert any("turned round" in notice for notice in recording.notices)


def test_milliseconds_beside_a_time_of_day_are_not_the_time(put: Put) -> None:
    rows = [
        f"12:00:{i // RATE_HZ:02d},{1000 * i // RATE_HZ % 1000},{x},{y},{z}"
        for i, (x, y, z) in enumerate(FIRST_G)
    ]
    recording = read(put("time,ms,x,y,z", rows))
    np.testing.assert_allclose(recording.acceleration_g, FIRST_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=0.02)


def test_radians_that_only_a_name_tells_are_said(put: Put) -> None:
    names = [f"{what}_{axis}" for what in ("acc", "rotation") for axis in "xyz"]
    path = put(",".join(["time", *names]), rows_of(FIRST_G, SECOND_G))
    assert any("rad/s is taken" in notice for notice in read(path).notices)
    in_degrees = path.read_text().replace("rotation_x", "rotation_x (deg/s)", 1)
    path.write_text(in_degrees)
    assert not any("is taken" in notice for notice in read(path).notices)

"""What else the text exports of the same devices look like: versions, locales, options."""

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import Vectors, planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

Opened = Callable[..., Recording]
Cell = Callable[[int], str]
N, RATE_HZ = 600, 100
PLANTED_G, PLANTED_DPS = planted_g(N), planted_dps(N)
GRAVITY_G = np.tile([0.1, -0.2, 0.97], (N, 1))
#: A drift of next to nothing lets no two rows be equal.
MOTION_G = PLANTED_G - GRAVITY_G + np.linspace(0, 1e-4, N)[:, np.newaxis]
G, RADIAN = 9.80665, 57.29577951308232
START = datetime(2024, 6, 5, 8, 58)  # noqa: DTZ001  a wall clock
START_UTC = START.replace(tzinfo=UTC)


@pytest.fixture
def opened(tmp_path: Path) -> Opened:
    """Write files, all beside each other, and read the only one or their folder."""

    def write(files: dict[str, str], **said: str) -> Recording:
        folder = tmp_path / "exported"
        for name, text in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return read(folder / next(iter(files)) if len(files) == 1 else folder, **said)  # type: ignore[arg-type]

    return write


def table(
    header: str,
    *columns: Vectors | Cell,
    separator: str = ",",
    decimal: str = ".",
    n_rows: int = N,
) -> str:
    """Write a table: columns of numbers, or what a function says of a row."""

    def cells(row: int) -> list[str]:
        written: list[str] = []
        for column in columns:
            if isinstance(column, np.ndarray):
                values = np.ravel(column[row])
                written += [f"{value:.6f}".replace(".", decimal) for value in values]
            else:
                written.append(column(row))
        return written

    rows = [separator.join(cells(row)) for row in range(n_rows)]
    return "\n".join([*([header] if header else []), *rows]) + "\n"


def stamp(form: str, digits: int = 3, rate_hz: float = RATE_HZ) -> Cell:
    """Write the time of a row as a form says, with digits of a second at its end."""

    def write(row: int) -> str:
        at = START + timedelta(microseconds=round(row / rate_hz * 1e6))
        return at.strftime(form) + (f"{at.microsecond:06d}"[:digits] if digits else "")

    return write


def elapsed(row: int) -> str:
    return f"{row / RATE_HZ:.3f}"


def epoch_ns(row: int) -> str:
    return str(round(START_UTC.timestamp() * 100 + row) * 10_000_000)


def check(recording: Recording, motion_g: Vectors = PLANTED_G, atol: float = 1e-3) -> None:
    np.testing.assert_allclose(recording.acceleration_g, motion_g, atol=atol)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=0.005)


def check_turns(recording: Recording) -> None:
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, PLANTED_DPS, atol=0.02)


def actilife(form: str, start_time: str, start_date: str, downloaded: str) -> str:
    created = "------------ Data File Created By ActiGraph GT3X+ ActiLife v6.13.3"
    return "\n".join(
        [
            f"{created} date format {form} at {RATE_HZ} Hz  Filter Normal -----------",
            "Serial Number: NEO1D01234567",
            f"Start Time {start_time}",
            f"Start Date {start_date}",
            "Epoch Period (hh:mm:ss) 00:00:00",
            "Download Time 16:48:59",
            f"Download Date {downloaded}",
            "Current Memory Address: 0",
            "Current Battery Voltage: 4.21     Mode = 12",
            50 * "-",
        ]
    )


@pytest.mark.parametrize(
    ("form", "start_time", "start_date", "downloaded"),
    [
        ("d. M. yyyy", "8:58:00", "5. 6. 2024", "7. 6. 2024"),
        ("dd/MM/yy", "08:58:00", "05/06/24", "07/06/24"),
        ("yy/MM/dd", "08:58:00", "24/06/05", "24/06/07"),
        ("d.M.yyyy", "08.58.00", "5.6.2024", "7.6.2024"),
        ("yyyy. MM. dd.", "8:58:00", "2024. 06. 05.", "2024. 06. 07."),
        ("M/d/yyyy", "8:58:00 a.m.", "6/5/2024", "6/15/2024"),
    ],
)
def test_actilife_writes_its_start_as_windows_does(
    opened: Opened, form: str, start_time: str, start_date: str, downloaded: str
) -> None:
    head = actilife(form, start_time, start_date, downloaded)
    names = "Accelerometer X,Accelerometer Y,Accelerometer Z"
    recording = opened({"raw.csv": table(f"{head}\n{names}", PLANTED_G)})
    check(recording)
    assert recording.start == START


@pytest.mark.parametrize("number", [True, False])
def test_omgui_without_time_keeps_its_gyroscope(opened: Opened, *, number: bool) -> None:
    columns = (str, PLANTED_G, PLANTED_DPS)[0 if number else 1 :]
    recording = opened({"ax6.csv": table("", *columns)}, rate_hz=RATE_HZ)
    check(recording)
    check_turns(recording)


@pytest.mark.parametrize("fraction", ["", ".125"])
def test_an_e4_session_may_say_its_start_as_a_date(opened: Opened, fraction: str) -> None:
    first = ",".join(3 * [f"2024-06-05 08:58:00{fraction}"])
    counts = np.round(PLANTED_G * 64)
    rows = [",".join(str(int(value)) for value in row) for row in counts]
    recording = opened({"ACC.csv": "\n".join([first, "32.0,32.0,32.0", *rows]) + "\n"})
    np.testing.assert_allclose(recording.acceleration_g, counts / 64, atol=1e-6)
    assert recording.sample_rate_hz == 32
    assert recording.start == START + timedelta(seconds=float(fraction or 0))
    with pytest.raises(ReadError, match=r"another Empatica E4 sensor.*ACC\.csv"):
        opened({"EDA.csv": f"2024-06-05 08:58:00{fraction}\n4.000000\n0.2\n0.2\n0.3\n"})


def test_the_gyroscope_of_an_embraceplus_is_in_degrees(opened: Opened) -> None:
    def epoch_us(row: int) -> str:
        return epoch_ns(row)[:-3]

    header = "unix_timestamp,x,y,z"
    recording = opened(
        {
            "accelerometer.csv": table(header, epoch_us, PLANTED_G),
            "gyroscope.csv": table(header, epoch_us, PLANTED_DPS),
        }
    )
    check(recording)
    check_turns(recording)


READABLE = stamp("%Y-%m-%dT%H:%M:%S.")


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("time,seconds_elapsed,z,y,x,timestamp", (epoch_ns, elapsed, 0, READABLE)),
        ("time,readable_time,seconds_elapsed,z,y,x", (epoch_ns, READABLE, elapsed, 0)),
        ('"time","seconds_elapsed","z","y","x"', (epoch_ns, elapsed, 0)),
    ],
)
def test_sensor_logger_with_columns_that_are_optional(
    opened: Opened, header: str, columns: Sequence[Cell | int]
) -> None:
    def with_axes(motion: Vectors) -> str:
        axes = motion[:, ::-1]
        return table(header, *(each if callable(each) else axes for each in columns))

    moving = opened({"Accelerometer.csv": with_axes(MOTION_G * G)})
    check(moving, MOTION_G)
    assert moving.evidence["gravity_included"].startswith("no")
    assert moving.start == START_UTC
    check(opened({"Wrist_TotalAcceleration.csv": with_axes(PLANTED_G * G)}))
    with pytest.raises(ReadError, match="holds no acceleration"):
        opened({"Gyroscope.csv": with_axes(PLANTED_DPS / RADIAN)})
    with pytest.raises(ReadError, match=r"TotalAcceleration\.csv or"):
        opened({"Gravity.csv": with_axes(GRAVITY_G * G)})


def test_headphones_have_gravity_in_another_unit(opened: Opened) -> None:
    names = [f"{what}{axis}" for what in ("acceleration", "gravity") for axis in "XYZ"]
    header = ",".join(["time", "seconds_elapsed", *names, "devicelocation"])
    rows = table(header, epoch_ns, elapsed, MOTION_G, GRAVITY_G * G, lambda _: "left")
    recording = opened({"Headphone.csv": rows})
    check(recording, MOTION_G)
    assert recording.evidence["gravity_included"].startswith("no")


LOGGED = "loggingTime,loggingSample,"


def test_sensorlog_before_it_named_its_units(opened: Opened) -> None:
    def boot(row: int) -> str:
        return f"{51234.5 + row / RATE_HZ:.6f}"

    logged = stamp("%Y-%m-%d %H:%M:%S.")
    axes = {
        what: ",".join(f"{what}{axis}" for axis in "XYZ")
        for what in (
            *("accelerometerAcceleration", "gyroRotation", "motionRotationRate"),
            *("motionUserAcceleration", "motionGravity"),
        )
    }
    header = (
        f"{LOGGED}accelerometerTimestamp_sinceReboot,{axes['accelerometerAcceleration']},"
        f"gyroTimestamp_sinceReboot,{axes['gyroRotation']}"
    )
    turns = PLANTED_DPS / RADIAN
    whole = opened({"a.csv": table(header, logged, str, boot, PLANTED_G, boot, turns)})
    header = (
        f"{LOGGED}motionTimestamp_sinceReboot,{axes['motionRotationRate']},"
        f"{axes['motionUserAcceleration']},{axes['motionGravity']}"
    )
    apart = opened({"b.csv": table(header, logged, str, boot, turns, MOTION_G, GRAVITY_G)})
    for recording in (whole, apart):
        check(recording)
        check_turns(recording)
        assert recording.start == START
        assert recording.evidence["gravity_included"].startswith("yes")


@pytest.mark.parametrize(
    ("head", "axes"),
    [("\ntime,ax,ay,az,wx,wy,wz", True), ("time,ax,ay,az,aT", False)],
)
def test_the_linear_accelerometer_of_physics_toolbox_lacks_gravity(
    opened: Opened, head: str, *, axes: bool
) -> None:
    more = PLANTED_DPS / RADIAN if axes else np.linalg.norm(MOTION_G, axis=1) * G
    recording = opened({"log.csv": table(head, elapsed, MOTION_G * G, more)})
    check(recording, MOTION_G)
    assert recording.evidence["gravity_included"].startswith("no")
    if axes:
        check_turns(recording)


@pytest.mark.parametrize(
    "names",
    [
        ("Beschleunigungssensor", "Lineare Beschleunigung", "Gyroskop"),
        ("Accéléromètre", "Accélération linéaire", "Gyroscope"),
        ("Acelerómetro", "Aceleración lineal", "Giroscopio"),
    ],
)
def test_phyphox_names_its_tables_in_its_language(
    opened: Opened, names: tuple[str, str, str]
) -> None:
    def head(unit: str) -> str:
        return ",".join(
            f'"{name}"' for name in ("t (s)", *(f"{a} ({unit})" for a in "XYZ"))
        )

    with_gravity, linear, gyroscope = names
    recording = opened(
        {
            f"{linear}.csv": table(head("m/s^2"), elapsed, MOTION_G * G),
            f"{with_gravity}.csv": table(head("m/s^2"), elapsed, PLANTED_G * G),
            f"{gyroscope}.csv": table(head("rad/s"), elapsed, PLANTED_DPS / RADIAN),
        }
    )
    check(recording)
    check_turns(recording)


def test_a_rotation_vector_is_no_gyroscope(opened: Opened) -> None:
    names = [f"{what}_{a}" for what in ("accelerometer", "rotation_vector") for a in "xyz"]
    recording = opened(
        {"a.csv": table(",".join(["time", *names]), elapsed, PLANTED_G * G, GRAVITY_G)}
    )
    check(recording)
    assert recording.angular_velocity_dps is None


def with_minus(text: str) -> str:
    return text.replace("-", "\N{MINUS SIGN}")


@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (",", ".")])
def test_a_minus_may_be_that_of_typography(
    opened: Opened, separator: str, decimal: str
) -> None:
    def silence(_: int) -> str:
        return "-\N{INFINITY}"

    header = separator.join(["time", "gFx", "gFy", "gFz", "Gain"])
    unlike = PLANTED_G + np.linspace(0, 1e-3, N)[:, np.newaxis]  # no row is a repeat
    text = table(
        header,
        lambda row: elapsed(row).replace(".", decimal),
        unlike,
        silence,
        separator=separator,
        decimal=decimal,
    )
    check(opened({"log.csv": with_minus(text)}), unlike, atol=1e-4)


@pytest.mark.parametrize(
    ("form", "last", "is_dated"),
    [
        ("%d. %-m. %Y %H:%M:%S.", "", True),
        ("%Y. %m. %d. %-H:%M:%S,", "", True),
        ("%d/%m/%Y %I:%M:%S.", " a. m.", True),
        ("%I:%M:%S.", "\N{NARROW NO-BREAK SPACE}a. m.", False),
    ],
)
def test_stamps_as_windows_and_phones_write_them(
    opened: Opened, form: str, last: str, *, is_dated: bool
) -> None:
    rows = table(
        "time;x;y;z", lambda i: f"{stamp(form)(i)}{last}", PLANTED_G, separator=";"
    )
    said = {"columns": "date_order=dmy"} if "/" in form else {}
    recording = opened({"log.csv": rows}, **said)
    check(recording)
    assert recording.start == (START if is_dated else None)


def test_witmotion_writes_no_leading_zeros(opened: Opened) -> None:
    def chip(row: int) -> str:
        at = START + timedelta(seconds=row / RATE_HZ)
        clock = ":".join(str(part) for part in (at.hour, at.minute, at.second))
        return f"{at.year}-{at.month}-{at.day} {clock}:{at.microsecond // 1000}"

    header = "Time,Device name,Chip Time(),"
    header += ",".join(f"Acceleration {a}(g)" for a in "XYZ") + ","
    header += ",".join(f"Angular velocity {a}(°/s)" for a in "XYZ")
    clock = stamp(" %H:%M:%S.")
    named = "WT901(c3)"
    rows = table(header, clock, lambda _: named, chip, PLANTED_G, PLANTED_DPS)
    recording = opened({"WT901.csv": rows})
    check(recording)
    check_turns(recording)
    assert recording.start == START


@pytest.mark.parametrize(
    ("day_0", "what"),
    [
        (25_569, "Excel"),
        (719_529, "MATLAB"),
        (40_587, "modified Julian"),
        (2_440_587.5, "Julian"),
    ],
)
@pytest.mark.parametrize("decimals", [5, 10])
def test_days_are_known_by_their_size(
    opened: Opened, day_0: float, what: str, decimals: int
) -> None:
    def days(row: int) -> str:
        s = START_UTC.timestamp() + row / RATE_HZ
        return f"{day_0 + s / 86_400:.{decimals}f}"

    recording = opened({"log.csv": table("time,x,y,z", days, PLANTED_G)})
    np.testing.assert_allclose(recording.acceleration_g, PLANTED_G, atol=1e-3)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=0.03)
    assert recording.start is not None
    is_utc = "Julian" in what
    assert abs(recording.start - (START_UTC if is_utc else START)) < timedelta(seconds=1)
    assert f"{what} days" in recording.evidence["rate"]


@pytest.mark.parametrize(
    ("per_s", "before_s", "what"),
    [
        (1, 2_082_844_800, "s since 1904"),  # as LabVIEW's manual says
        (10**6, 11_644_473_600, "us since 1601"),
        (10**4, 0, "ticks of 0.1 ms"),
        (10**5, 0, "ticks of 10 us"),
        (10**7, 0, "ticks of 100 ns"),
    ],
)
def test_instants_of_other_origins_and_ticks_are_known_by_their_size(
    opened: Opened, per_s: int, before_s: int, what: str
) -> None:
    first = START_UTC.timestamp() + before_s

    def count(row: int) -> str:
        return f"{per_s * (first + row / RATE_HZ):.{2 if per_s == 1 else 0}f}"

    recording = opened({"log.csv": table("timestamp,x,y,z", count, PLANTED_G)})
    check(recording)
    assert recording.start is not None
    assert abs(recording.start - START_UTC) < timedelta(seconds=0.01)
    assert what in recording.evidence["rate"]


@pytest.mark.parametrize("hour", [9, 23])
def test_the_digits_of_a_time_of_day_are_no_seconds(opened: Opened, hour: int) -> None:
    """GPS receivers write 235955.50 for 23:59:55.50, as NMEA 0183 has it."""
    late = datetime(2025, 3, 4, hour, 59, 55, tzinfo=UTC)
    at = [late + timedelta(seconds=row / RATE_HZ) for row in range(N)]
    cells = [f"{each:%H%M%S}.{each.microsecond // 10_000:02d}" for each in at]
    recording = opened({"log.csv": table("time,x,y,z", cells.__getitem__, PLANTED_G)})
    check(recording)
    assert len(recording.stretches) == 1
    assert "digits of a time of day" in recording.evidence["rate"]


def test_seconds_that_happen_to_be_possible_digits_are_seconds(opened: Opened) -> None:
    """A pause leaps over all seconds that no minute has: 60 to 99."""
    half_s, pause_s = N / 2 / RATE_HZ, 100.0
    later_s = np.where(np.arange(N) < N // 2, 0.0, pause_s)
    cells = [f"{row / RATE_HZ + later_s[row]:.2f}" for row in range(N)]
    recording = opened({"log.csv": table("time,x,y,z", cells.__getitem__, PLANTED_G)})
    first, second = recording.stretches
    assert second.start_s - first.start_s == pytest.approx(half_s + pause_s, abs=0.02)


@pytest.mark.parametrize(
    ("name", "per_s"),
    [
        ("time (cs)", 100),
        ("t [0.1 ms]", 10**4),
        ("time (10us)", 10**5),
        ("timestamp (100 ns)", 10**7),
        ("time (1/1024 s)", 1024),
    ],
)
def test_elapsed_time_in_ticks_that_its_name_tells(
    opened: Opened, name: str, per_s: int
) -> None:
    rows = table(f"{name},x,y,z", lambda i: str(round(per_s * i / RATE_HZ)), PLANTED_G)
    recording = opened({"log.csv": rows})
    check(recording)
    assert recording.start is None


def test_a_rate_that_few_sensors_have_is_said_where_no_unit_is(opened: Opened) -> None:
    """Ticks of a clock crystal are taken for microseconds, and would be without a word."""
    rows = table("ticks time,x,y,z", lambda i: str(round(327.68 * i)), PLANTED_G)
    recording = opened({"log.csv": rows})
    assert any("no unit: in us it has 3051.8 rows" in each for each in recording.notices)
    named = rows.replace("ticks time", "time (1/32768 s)")
    recording = opened({"log.csv": named})
    check(recording)
    assert not any("rows per second" in notice for notice in recording.notices)


def test_seconds_of_a_long_day_are_no_days(opened: Opened) -> None:
    """Half a day after the start, a clock counts as many seconds as Excel days."""
    rows = table("time,x,y,z", lambda i: f"{45_000 + i / RATE_HZ:.3f}", PLANTED_G)
    recording = opened({"log.csv": rows})
    check(recording)
    assert recording.start is None


def test_a_gyroscope_in_rows_of_its_own_is_brought_to_the_others(opened: Opened) -> None:
    """What turns ever faster is known between two samples too."""
    step_s = 1 / RATE_HZ
    lines = ["time (s),acc_x,acc_y,acc_z,gyro_x (dps),gyro_y (dps),gyro_z (dps)"]
    for row, sample in enumerate(PLANTED_G.tolist()):
        time_s, between_s = row * step_s, (row + 0.5) * step_s
        turn = f"{10 * between_s:.6f},{-20 * between_s:.6f},5"
        lines += [
            f"{time_s:.6f},{','.join(map(str, sample))},,,",
            f"{between_s:.6f},,,,{turn}",
        ]
    recording = opened({"log.csv": "\n".join(lines)})
    check(recording)
    turned = recording.angular_velocity_dps
    assert turned is not None
    expected = np.column_stack(
        (10 * recording.time_s, -20 * recording.time_s, np.full(N, 5.0))
    )
    np.testing.assert_allclose(turned[1:], expected[1:], atol=1e-3)
    assert np.all(np.isnan(turned[0]))
    assert not any("not recorded" in note for note in recording.notices)


def in_rows_of_their_own(stamps: list[str], head: str, others: list[str]) -> str:
    """Write other columns in every second row, and a gyroscope in those between."""
    lines = [f"time,{head},gyro_x (dps),gyro_y (dps),gyro_z (dps)"]
    for stamp, cells in zip(stamps, others, strict=True):
        lines += [f"{stamp},{cells},,,", f"{stamp}{',' * (cells.count(',') + 1)},1,2,3"]
    return "\n".join(lines)


def test_gravity_stays_in_the_rows_of_its_acceleration(opened: Opened) -> None:
    head = ",".join(
        f"{of}.{axis}" for of in ("userAcceleration", "gravity") for axis in "xyz"
    )
    still_g = PLANTED_G.mean(axis=0) / np.linalg.norm(PLANTED_G.mean(axis=0))
    rows = np.column_stack((PLANTED_G - still_g, np.tile(still_g, (N, 1)))).tolist()
    others = [",".join(f"{value:.6f}" for value in row) for row in rows]
    stamps = [f"{row / RATE_HZ:.6f}" for row in range(N)]
    recording = opened({"log.csv": in_rows_of_their_own(stamps, head, others)})
    assert recording.n_samples == N
    np.testing.assert_allclose(recording.acceleration_g, PLANTED_G, atol=1e-5)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, [[1, 2, 3]] * N)


def test_a_line_is_named_as_it_stands_among_rows_of_a_gyroscope(tmp_path: Path) -> None:
    """The clocks of Berlin go from 2 to 3, five seconds after the first row."""
    begin = datetime(2025, 3, 30, 1, 59, 55)  # noqa: DTZ001
    at = (begin + timedelta(seconds=row / RATE_HZ) for row in range(N))
    others = [",".join(map(str, sample)) for sample in PLANTED_G.tolist()]
    text = in_rows_of_their_own([str(each) for each in at], "x,y,z", others)
    (tmp_path / "log.csv").write_text(text)
    with pytest.raises(ReadError, match=f"line {2 + 2 * 5 * RATE_HZ:.0f} "):
        read(tmp_path / "log.csv", time_zone="Europe/Berlin")


@pytest.mark.parametrize("cell", ["", "0.0"])
def test_a_gyroscope_without_any_value_is_none(opened: Opened, cell: str) -> None:
    def nothing(_: int) -> str:
        return cell

    head = "time (s),acc_x,acc_y,acc_z,gyro_x,gyro_y,gyro_z"
    rows = table(head, elapsed, PLANTED_G, nothing, nothing, nothing)
    recording = opened({"log.csv": rows})
    check(recording)
    assert recording.angular_velocity_dps is None
    assert "the gyroscope has no value other than 0: left out" in recording.notices


def by_turns(*texts: str) -> str:
    """Interleave the rows of tables, each below its own header."""
    rows = (text.splitlines()[1:] for text in texts)
    return "\n".join(row for all_ in zip(*rows, strict=True) for row in all_)


SMOOTH_DPS = 20 * np.sin(np.arange(N)[:, np.newaxis] / 20 + [0, 1, 2])


@pytest.mark.parametrize("separator", [",", ";"])
@pytest.mark.parametrize("names", [("accelerometer", "gyroscope"), ("acc", "gyro")])
def test_rows_of_an_accelerometer_and_a_gyroscope_by_turns(
    opened: Opened, separator: str, names: tuple[str, str]
) -> None:
    header = f"sensor{separator}time{separator}x{separator}y{separator}z"

    def rows(name: str, motion: Vectors) -> str:
        return table(header, lambda _: name, elapsed, motion, separator=separator)

    acceleration = rows(names[0], PLANTED_G * G)
    turns = rows(names[1], SMOOTH_DPS / RADIAN)
    both = f"{header}\n{by_turns(acceleration, turns)}\n"
    one_by_one = acceleration + turns.partition("\n")[2]
    for text in (both, one_by_one):
        recording = opened({"log.csv": text})
        check(recording)
        assert recording.angular_velocity_dps is not None
        np.testing.assert_allclose(recording.angular_velocity_dps, SMOOTH_DPS, atol=0.01)


def test_getsensordata_marks_its_rows_and_says_in_comments_what_they_hold(
    opened: Opened,
) -> None:
    clocks = "AppTimestamp(s);SensorTimestamp(s)"
    held = {
        "Accelerometer data: \t'ACCE": "Acc_X(m/s^2);Acc_Y(m/s^2);Acc_Z(m/s^2)",
        "Gyroscope data:     \t'GYRO": "Gyr_X(rad/s);Gyr_Y(rad/s);Gyr_Z(rad/s)",
        "Pressure data:      \t'PRES": "Pres(mbar)",
    }
    said = [
        "% LogFile created by the 'GetSensorData' App for Android.",
        "% LogFile Data format:",
        *(f"% {what};{clocks};{names};Accuracy(integer)'" for what, names in held.items()),
        "%",
    ]

    def rows(mark: str, *columns: Vectors | Cell) -> str:
        return table("-", lambda _: mark, elapsed, elapsed, *columns, separator=";")

    def three(_: int) -> str:
        return "3"

    parts = (
        rows("ACCE", PLANTED_G * G, three),
        rows("GYRO", SMOOTH_DPS / RADIAN, three),
        rows("PRES", lambda _: "1013.2", three),
    )
    recording = opened({"logfile_2024.txt": "\n".join([*said, by_turns(*parts), ""])})
    check(recording)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, SMOOTH_DPS, atol=0.01)


GRAVITY_BESIDE = "timestamp,rotationX,rotationY,rotationZ,accelX,accelY,accelZ,"


def epoch_s(row: int) -> str:
    return f"{START_UTC.timestamp() + row / RATE_HZ:.3f}"


def test_gravity_beside_a_plain_acceleration_is_added(opened: Opened) -> None:
    header = f"{GRAVITY_BESIDE}gravityX,gravityY,gravityZ"
    rows = table(header, epoch_s, PLANTED_DPS / RADIAN, MOTION_G, GRAVITY_G)
    recording = opened({"watch.csv": rows}, unit="g")
    check(recording)
    check_turns(recording)
    assert any("gravity, which stands in" in notice for notice in recording.notices)


@pytest.mark.parametrize("one_g", [1.0, G])
def test_gravity_is_not_added_twice(opened: Opened, one_g: float) -> None:
    header = f"{GRAVITY_BESIDE}gravityX,gravityY,gravityZ"
    rows = table(header, epoch_s, PLANTED_DPS / RADIAN, PLANTED_G, GRAVITY_G * one_g)
    check(opened({"watch.csv": rows}))


def test_gravity_beside_is_added_in_other_tables_too(tmp_path: Path) -> None:
    names = [f"{what}{axis}" for what in ("linear", "gravity") for axis in "XYZ"]
    values = np.column_stack((np.arange(N) / RATE_HZ, MOTION_G, GRAVITY_G))
    columns = dict(zip(["elapsed (s)", *names], values.T, strict=True))
    pq.write_table(pa.table(columns), tmp_path / "watch.parquet")
    check(read(tmp_path / "watch.parquet", unit="g"))
    payload = {
        "interval_ms": 1000 / RATE_HZ,
        "values": values[:, 1:].tolist(),
    }
    parts = {"protected": {"alg": "none"}, "signature": "0", "payload": payload}
    for unit in ("g", ""):
        payload["sensors"] = [{"name": name, "units": unit} for name in names]
        (tmp_path / "watch.json").write_text(json.dumps(parts))
        check(read(tmp_path / "watch.json", unit=None if unit else "g"))
    for path in tmp_path.iterdir():
        with pytest.raises(ReadError, match=r"beside an acceleration.*--unit g or"):
            read(path)


def test_a_time_that_is_not_understood_is_said(opened: Opened) -> None:
    rows = table("time,x,y,z", lambda i: f"{elapsed(i)} after eight", PLANTED_G)
    with pytest.raises(ReadError, match=r"the time '0\.000 after eight', which is not"):
        opened({"log.csv": rows})
    recording = opened({"log.csv": rows}, rate_hz=RATE_HZ)
    check(recording)
    assert any("is not understood: left out" in notice for notice in recording.notices)


def test_commas_between_columns_and_in_numbers_cannot_be_told_apart(
    opened: Opened,
) -> None:
    rows = table("Accelerometer X,Accelerometer Y,Accelerometer Z", PLANTED_G, decimal=",")
    with pytest.raises(ReadError, match="decimals of its numbers by commas"):
        opened({"log.csv": rows})


@pytest.mark.parametrize(
    ("form", "last", "zone"),
    [
        ("%Y-%m-%d %H:%M:%S.", " Europe/Berlin", "Europe/Berlin"),
        ("%Y-%m-%d %H:%M:%S.", " [Europe/Berlin]", "Europe/Berlin"),
        ("%d-%b-%y %H:%M:%S.", "", None),
        ("%Y-%m-%d %H-%M-%S:", "", None),
    ],
)
def test_stamps_with_zone_or_month_by_name(
    opened: Opened, form: str, last: str, zone: str | None
) -> None:
    rows = table(
        "time;x;y;z", lambda i: f"{stamp(form)(i)}{last}", PLANTED_G, separator=";"
    )
    recording = opened({"log.csv": rows})
    check(recording)
    assert recording.time_zone == zone
    assert recording.start is not None
    assert recording.start.replace(tzinfo=None) == START

"""What else the exports of inertial sensors look like: versions, options, locales."""

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

Motion = npt.NDArray[np.float64]
Put = Callable[..., Path]
N = 600
GRAVITY_G = np.array([0.36, -0.48, 0.8])
STANDARD = 9.80665
EPOCH_MS = 1_629_403_337_780
NUMBER = np.arange(N)


def draw(gravity: Motion, swing: float, seed: int) -> Motion:
    """Draw a motion: noise, and a swing in the middle."""
    noise = np.random.default_rng(seed).normal(0, 0.003 * swing, (N, 3)) + gravity
    noise[300:350] += swing * np.sin(np.arange(50) / 5)[:, None] * [0.4, 0.8, -0.6]
    return noise


TRUE_G = draw(GRAVITY_G, 1.0, 5)
FREE_G = TRUE_G - GRAVITY_G
TRUE_DPS = draw(np.array([3.0, -7.0, 12.0]), 200.0, 6)
ACC, TURN = STANDARD * TRUE_G, TRUE_DPS


def csv(
    header: str, columns: Iterable[npt.ArrayLike], mark: str = ",", decimal: str = "."
) -> str:
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)

    def cell(value: object) -> str:
        return str(value).replace(".", decimal) if isinstance(value, float) else str(value)

    return "\n".join([header, *(mark.join(map(cell, row)) for row in rows)]) + "\n"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(text: str, name: str = "sensor.csv") -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def check(recording: Recording, rate_hz: float, true_g: Motion = TRUE_G) -> None:
    """Compare samples and rate with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, true_g, atol=2e-3)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=2e-3)
    is_free = np.array_equal(true_g, FREE_G)
    said = recording.evidence["gravity_included"]
    assert said.startswith("no" if is_free else "yes")


def check_turning(recording: Recording) -> None:
    """Compare the gyroscope with what was planted."""
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=0.1)


PACKETS = "PacketCounter,SampleTimeFine,"
AXES = "Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z"


@pytest.mark.parametrize(("tick_us", "rate_hz"), [(1, 60), (1, 120), (100, 60), (100, 30)])
@pytest.mark.parametrize("start", [PACKETS, "SampleTimeFine,"])
def test_the_clock_of_a_dot_ticks_in_either_way(
    put: Put, start: str, tick_us: int, rate_hz: float
) -> None:
    ticks = (2**32 - 5000 + np.round(NUMBER * 1e6 / tick_us / rate_hz)) % 2**32
    first = [NUMBER, ticks.astype(int)][-start.count(",") :]
    recording = read(put(csv(start + AXES + ",Status", [*first, *ACC.T, *TURN.T, NUMBER])))
    check(recording, rate_hz)
    check_turning(recording)


def test_a_dot_that_was_saved_again_with_tabs_is_none_of_mt_manager(put: Put) -> None:
    head = "DeviceTag:,Left wrist\nOutputRate:,60Hz\n"
    head += "StartTime:,2023-03-20_20:21:13_835 GMT-05:30\n\n"
    us = np.round(NUMBER * 1e6 / 60).astype(int)
    text = head + csv(PACKETS + AXES, [NUMBER, us, *ACC.T, *TURN.T])
    recording = read(put(text.replace(",", "\t")))
    check(recording, 60)
    check_turning(recording)
    assert str(recording.start) == "2023-03-20 20:21:13.835000-05:30"


MT_HEAD = "// Start Time: Unknown\n// Firmware Version: 4.0.2\n"


@pytest.mark.parametrize(
    ("mark", "decimal"), [("\t", "."), (",", "."), (";", ","), (" ", ".")]
)
@pytest.mark.parametrize("rate", ["", "// Update Rate: 100.0Hz\n"])
def test_mt_manager_parts_cells_as_told_and_may_leave_the_rate_out(
    put: Put, mark: str, decimal: str, rate: str
) -> None:
    names = (PACKETS + AXES).replace(",", mark)
    columns = [(NUMBER + 65_300) % 65_536, 100 * NUMBER + 77, *ACC.T, *np.radians(TURN).T]
    recording = read(
        put(MT_HEAD + rate + csv(names, columns, mark, decimal), "MT_0120.txt")
    )
    check(recording, 100)
    check_turning(recording)


@pytest.mark.parametrize("axes", ["XYZ", "ENU"])
def test_mt_manager_without_gravity_says_so(put: Put, axes: str) -> None:
    names = "\t".join(["PacketCounter", "SampleTimeFine", *(f"FreeAcc_{a}" for a in axes)])
    blank = np.full(N, "")
    text = csv(names, [NUMBER, blank, *(STANDARD * FREE_G).T], "\t")
    check(read(put(f"{MT_HEAD}// Update Rate: 100.0Hz\n{text}")), 100, FREE_G)


@pytest.mark.parametrize("is_valid", [True, False])
def test_mt_manager_starts_at_the_instant_of_its_receiver(put: Put, is_valid: bool) -> None:  # noqa: FBT001
    parts = {"Nano": 250_000_000, "Year": 2021, "Month": 8, "Day": 20, "Hour": 14}
    parts |= {"Minute": 5, "Second": 59, "Valid": 7 * is_valid}
    names = ["PacketCounter", "SampleTimeFine", *(f"UTC_{part}" for part in parts)]
    names += AXES.split(",")[:3]
    columns = [
        NUMBER,
        100 * NUMBER,
        *(np.full(N, value) for value in parts.values()),
        *ACC.T,
    ]
    recording = read(put(MT_HEAD + csv("\t".join(names), columns, "\t")))
    check(recording, 100)
    expected = datetime(2021, 8, 20, 14, 5, 59, 250_000, tzinfo=UTC) if is_valid else None
    assert recording.start == expected


OWN_NS = 704_201_974_831_254_116 + NUMBER * 19_340_401


@pytest.mark.parametrize(
    "names",
    [
        "Phone timestamp;sensor timestamp [ns];timestamp [ms];X [mg];Y [mg];Z [mg]",
        "Phone timestamp; sensor timestamp [ns]; X [mg]; Y [mg]; Z [mg]",
        "Phone timestamp,sensor timestamp [ns],X [mg],Y [mg],Z [mg]",
    ],
)
def test_polar_is_spaced_by_its_own_clock_whatever_stands_beside(
    put: Put, names: str
) -> None:
    late = np.random.default_rng(3).integers(0, 900, N) * (NUMBER > 0)
    at = np.datetime64("2022-04-25T11:39:36.978") + (NUMBER * 19_340_401 // 10**6 + late)
    more = [np.round(NUMBER * 19.34, 3)] if "[ms]" in names else []
    mark = ";" if ";" in names else ","
    columns = [at.astype(str), OWN_NS, *more, *np.round(1000 * TRUE_G).astype(int).T]
    recording = read(put(csv(names, columns, mark)))
    check(recording, 1e9 / 19_340_401)
    assert recording.start == datetime(2022, 4, 25, 11, 39, 36, 978_000)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("first", "zone"),
    [
        ("timestamp (-0400),elapsed (s)", "UTC-04:00"),
        ("epoch (ms),time (-04:00),elapsed (s)", "UTC-04:00"),
        ("epoc (ms),timestamp (+0530),elapsed (s)", "UTC+05:30"),
    ],
)
def test_metamotion_without_its_epochs_has_its_wall_clock(
    put: Put, first: str, zone: str
) -> None:
    wall = (np.datetime64("2021-08-19T16:02:17.780") + 10 * NUMBER).astype(str)
    shown = np.full(N, "1.62940E+12")  # what a spreadsheet leaves of 13 digits
    columns = [*([shown] if first.startswith("epoc") else []), wall, NUMBER / 100, *ACC.T]
    axes = "x-axis (m/s^2),y-axis (m/s^2),z-axis (m/s^2)"
    recording = read(put(csv(f"{first},{axes}", columns)))
    check(recording, 100)
    assert recording.time_zone == zone
    assert str(recording.start)[:23] == "2021-08-19 16:02:17.780"


@pytest.mark.parametrize(
    ("said", "day", "taken"),
    [
        ("12/6/2024 1:37:52 PM", "2024-12-06", "month/day is taken"),
        ("6/6/2024 1:37:52 PM", "2024-06-06", ""),
        ("26/12/2024 1:37:52 PM", "2024-12-26", ""),
        ("6/12/2024 13:37:52", "2024-12-06", "day/month is taken"),
        ("12/26/2024 13:37:52", "2024-12-26", ""),
        ("06.12.2024 13:37:52", "2024-12-06", ""),
        ("26-12-2024 13:37:52", "2024-12-26", ""),
        ("2024-12-06 13:37:52", "2024-12-06", ""),
    ],
)
def test_trigno_discover_writes_its_date_as_the_computer_does(
    put: Put, said: str, day: str, taken: str
) -> None:
    head = (
        f"Application:, Trigno Discover (1.7.0)\nDate/Time:, {said}\nsensor mode: 45, , ,\n"
    )
    head += "EMG 1 (mV), ACC X (G), ACC Y (G), ACC Z (G), \n"
    head += "1925.9259 Hz, 148.1481 Hz, 148.1481 Hz, 148.1481 Hz, "
    recording = read(put(csv(head, [np.zeros(N), *TRUE_G.T])))
    check(recording, 148.1481)
    assert str(recording.start) == f"{day} 13:37:52"
    told = [notice for notice in recording.notices if "start date" in notice]
    assert len(told) == bool(taken)
    assert all(taken in notice and "--start" in notice for notice in told)


def test_of_two_trignos_whose_columns_have_one_name_the_numbers_tell(put: Put) -> None:
    head = "Application:, Trigno Discover (1.7.0)\n"
    head += f"{', '.join(['ACC X (G)', 'ACC Y (G)', 'ACC Z (G)'] * 2)}\n"
    head += ", ".join(["148.1481 Hz"] * 6)
    recording = read(put(csv(head, [*TRUE_G.T, *TRUE_G.T[::-1]])))
    check(recording, 148.1481)
    said = "'ACC X (G)' of column 1 was taken; the file also has 'ACC X (G)' of column 4"
    assert any(notice.startswith(said) for notice in recording.notices)


HELD_G = TRUE_G[::10].repeat(10, axis=0)


def openbci(n: int, name: str = "EEG") -> str:
    return f"%OpenBCI Raw {name} Data\n%Number of channels = {n}\n%Sample Rate = 250 Hz\n"


@pytest.mark.parametrize("n", [4, 8, 16])
@pytest.mark.parametrize("is_dated", [True, False])
@pytest.mark.parametrize("between", ["held", "zeros"])
def test_openbci_before_version_5_of_every_board(
    put: Put,
    n: int,
    is_dated: bool,  # noqa: FBT001
    between: str,
) -> None:
    shown = HELD_G if between == "held" else HELD_G * (NUMBER % 10 == 0)[:, None]
    clock = (np.datetime64("2021-08-19T16:02:17.780") + 4 * NUMBER).astype(str)
    clock = np.array([text[11:] for text in clock])
    columns = [NUMBER % 256, *np.zeros((n, N)), *shown.T, clock]
    columns += [EPOCH_MS + 4 * NUMBER] if is_dated else []
    recording = read(put(csv(openbci(n).rstrip(), columns, ", ")))
    check(recording, 25, TRUE_G[::10])
    assert (recording.start is not None) == is_dated


@pytest.mark.parametrize("name", ["EEG", "EXG"])
def test_openbci_5_says_its_columns(put: Put, name: str) -> None:
    names = ["Sample Index", *(f"EXG Channel {i}" for i in range(8))]
    names += [*(f"Accel Channel {i}" for i in range(3)), "Other", "Timestamp", "Other"]
    stamps = np.round(EPOCH_MS / 1000 + NUMBER / 250, 6)
    columns = [NUMBER % 256, *np.zeros((8, N)), *HELD_G.T, 0 * NUMBER, stamps, 0 * NUMBER]
    recording = read(put(csv(openbci(8, name) + ", ".join(names), columns, ", ")))
    check(recording, 25, TRUE_G[::10])
    assert recording.start == datetime.fromtimestamp(EPOCH_MS / 1000, UTC)


def opensignals(n_before: int = 0) -> str:
    """Write the head of a plux hub, after a device with one channel of muscle."""
    facts: dict[str, object] = {
        "device": "biosignalsplux",
        "date": "2020-7-29",
        "time": "19:51:58.5",
    }
    facts |= {"sampling rate": 100, "label": ["CH1", "CH2", "CH3"], "sensor": ["XYZ"] * 3}
    facts |= {"resolution": [16, 16, 16], "column": ["nSeq", "DI", "CH1", "CH2", "CH3"]}
    muscle = {"column": ["nSeq", "CH1"], "label": ["CH1"], "sensor": ["EMG"]}
    devices = [("A", {**facts, **muscle, "resolution": [16]})] * n_before + [("B", facts)]
    return f"# OpenSignals Text File Format\n# {json.dumps(dict(devices))}\n# EndOfHeader"


@pytest.mark.parametrize("n_before", [0, 1])
@pytest.mark.parametrize("n_bits", [4, 16])
@pytest.mark.parametrize("are_counts", [True, False])
def test_opensignals_of_a_hub_numbers_its_samples(
    put: Put,
    n_before: int,
    n_bits: int,
    are_counts: bool,  # noqa: FBT001
) -> None:
    values = np.round(33_000 + 5000 * TRUE_G).astype(int) if are_counts else TRUE_G
    number = NUMBER % 2**n_bits
    columns = [*[number, 0 * NUMBER][: 2 * n_before], number, 0 * NUMBER, *values.T]
    recording = read(put(csv(opensignals(n_before), columns, "\t")))
    check(recording, 100)
    assert str(recording.start) == "2020-07-29 19:51:58.500000"
    assert any("calibration" in notice for notice in recording.notices) == are_counts


def emgworks(
    pattern: str, turn: str, time: str = "X [s]"
) -> tuple[list[str], list[Motion]]:
    """Write names and columns: each channel beside its own time, padded to the fastest."""
    names, columns = [time, "Trigno IM sensor 1: EMG 1 (IM) [Volts]"], []
    fast_s = np.arange(4 * N) / 592.6
    columns += [fast_s.astype(object), np.zeros(4 * N).astype(object)]
    for said, values in ((pattern, TRUE_G), (turn, TRUE_DPS)):
        for axis, value in zip("XYZ", values.T, strict=True):
            names += [time, f"Trigno IM sensor 1: {said.format(axis)}"]
            columns += [np.full(4 * N, "", dtype=object) for _ in range(2)]
            columns[-2][:N], columns[-1][:N] = np.round(NUMBER / 148.15, 7), value
    return names, columns


@pytest.mark.parametrize(("mark", "decimal"), [(",", "."), (";", ","), ("\t", ".")])
@pytest.mark.parametrize(
    ("pattern", "turn"),
    [
        ("Acc 1.{} (IM) [g]", "Gyro 1.{} (IM) [deg/sec]"),
        ("ACC.{} 1", "GYRO.{} 1"),
        ("ACC {}", "GYRO {} (deg/s)"),
    ],
)
@pytest.mark.parametrize("time", ["X[s]", "X [s]"])
@pytest.mark.parametrize("before", ["", "Label: sensor 1 Sampling frequency: 592.6\n" * 40])
def test_emgworks_of_every_sensor_and_language(  # noqa: PLR0913, PLR0917
    put: Put, mark: str, decimal: str, pattern: str, turn: str, time: str, before: str
) -> None:
    names, columns = emgworks(pattern, turn, time)
    recording = read(put(before + csv(mark.join(names), columns, mark, decimal)))
    check(recording, 148.15)
    check_turning(recording)
    assert "EMGworks" in recording.format


def capture(names: list[str], kinds: list[str], units: list[str]) -> str:
    """Write the four lines above a table of ShimmerCapture."""
    lines = [["Shimmer_952D"] * len(names), names, kinds, units]
    return "\n".join("\t".join(line) for line in lines)


@pytest.mark.parametrize("which", ["Low Noise Accelerometer", "Wide Range Accelerometer"])
@pytest.mark.parametrize("has_ticks", [True, False])
def test_shimmer_capture_names_its_columns_in_four_lines(
    put: Put,
    which: str,
    has_ticks: bool,  # noqa: FBT001
) -> None:
    names = [
        "Timestamp",
        *(f"{which} {a}" for a in "XYZ"),
        *(f"Gyroscope {a}" for a in "XYZ"),
    ]
    kinds, units = ["CAL"] * 7, ["mSecs", *["m/(sec^2)*"] * 3, *["deg/sec*"] * 3]
    columns = [NUMBER * 1000 / 51.2, *ACC.T, *TURN.T]
    if has_ticks:
        names, kinds, units = ["Timestamp", *names], ["RAW", *kinds], ["no units", *units]
        columns = [(NUMBER * 640) % 65_536, *columns]
    recording = read(put(csv(capture(names, kinds, units), columns, "\t"), "capture.dat"))
    check(recording, 51.2)
    check_turning(recording)


def test_of_two_shimmers_side_by_side_one_is_taken_and_said(put: Put) -> None:
    names, units = ["Left_Timestamp_Unix_CAL"], ["ms"]
    for device in ("Left", "Shimmer_AB12"):
        names += [f"{device}_Accel_LN_{axis}_CAL" for axis in "XYZ"]
        units += ["m/(s^2)"] * 3
    other = np.roll(TRUE_G, 1, axis=1)
    columns = [EPOCH_MS + NUMBER * 1000 / 51.2, *ACC.T, *(STANDARD * other).T]
    path = put(csv("\t".join(names) + "\n" + "\t".join(units), columns, "\t"))
    marked = put('"sep=\t"\n' + path.read_text(encoding="utf-8"))
    recording = read(marked)
    check(recording, 51.2)
    said = "'Left_Accel_LN_X_CAL (m/(s^2))' was taken; the file also has 'Shimmer_AB12"
    assert any(notice.startswith(said) for notice in recording.notices)
    second = read(marked, columns="sensor=ab12")
    check(second, 51.2, other)
    assert any("'Shimmer_AB12_Accel" in n.split("was")[0] for n in second.notices)


def test_shimmer_raw_is_uncalibrated(put: Put) -> None:
    names = ["S_Timestamp_Unix_CAL", *(f"S_Accel_LN_{axis}_RAW" for axis in "XYZ")]
    units = ["ms", *["no_units"] * 3]
    columns = [EPOCH_MS + NUMBER * 1000 / 51.2, *np.round(2047 + 83 * ACC.T)]
    text = csv(",".join(names) + "\n" + ",".join(units), columns)
    recording = read(put(f'"sep=,"\n{text}'))
    check(recording, 51.2)
    assert any("uncalibrated" in notice for notice in recording.notices)


@pytest.mark.parametrize("decimal", [".", ","])
def test_mind_monitor_of_another_language(put: Put, decimal: str) -> None:
    names = (
        "TimeStamp;RAW_TP9;Accelerometer_X;Accelerometer_Y;Accelerometer_Z;Gyro_X;Gyro_Y;"
    )
    names += "Gyro_Z;HeadBandOn;HSI_TP9;Battery;Elements"
    at = (np.datetime64("2021-04-05T15:48:04.834") + NUMBER * 4).astype(str)
    at = np.array([text.replace("T", " ") for text in at])
    ones = np.ones(N, dtype=int)
    held = TRUE_DPS[::5].repeat(5, axis=0)
    shown = TRUE_G[::5].repeat(5, axis=0)
    columns = [at, 0.5 * ones, *shown.T, *held.T, ones, ones, ones, np.full(N, "")]
    check(read(put(csv(names, columns, ";", decimal))), 50, TRUE_G[::5])


@pytest.mark.parametrize("time", ["ms", "millis", "t_ms", "us", "micros"])
def test_the_names_of_arduino_sketches_are_known(put: Put, time: str) -> None:
    step = 10_000 if time in {"us", "micros"} else 10
    counts = np.round(16_384 * TRUE_G).astype(int)
    columns = [77_000 + step * NUMBER, *counts.T, NUMBER * 0 - 3000]
    columns += [*np.round(131 * TRUE_DPS).astype(int).T]
    recording = read(put(csv(f"{time},AcX,AcY,AcZ,Tmp,GyX,GyY,GyZ", columns)))
    check(recording, 100)
    check_turning(recording)


@pytest.mark.parametrize(("name", "tick"), [("micros", 10_000), ("millis", 10), ("t", 10)])
def test_the_counter_of_a_sketch_starts_anew(put: Put, name: str, tick: int) -> None:
    stamps = (2**32 - 200 * tick + NUMBER * tick) % 2**32
    recording = read(put(csv(f"{name},ax,ay,az", [stamps, *TRUE_G.T])))
    check(recording, 100)
    assert len(recording.stretches) == 1


@pytest.mark.parametrize(
    "line",
    [
        "# sample rate: 100 Hz",
        "Sampling frequency (Hz);100",
        "% fs = 100.0",
        "SampleRate,100,",
        "sampling_rate: 100 samples/s",
        '"Sample Rate","100"',
        "# Config: data_rate = 100.0 Hz, filter = 42 Hz, range = 4 g",
        "Accelerometer (fs=100Hz), gyroscope off",
        "ODR: 100 Hz",
        "Frequency (Hz): 100",
        "Abtastrate: 100,0 Hz",
        "# 100 samples per second",
        "Sampling interval: 10 ms",
        "Sample period (s);0.01",
        "10 msec/sample",
    ],
)
def test_a_line_above_the_table_may_say_the_rate(put: Put, line: str) -> None:
    counts = np.round(16_384 * TRUE_G).astype(int)
    recording = read(put(f"{line}\n{csv('ax,ay,az', counts.T)}"))
    check(recording, 100)


@pytest.mark.parametrize(
    "line",
    [
        "Notch frequency: 100 Hz",
        "Data rate: 100 kbps",
        "Heart rate: 100",
        "Rate: 100",
        "Gyro ODR: 100 Hz",
    ],
)
def test_another_rate_above_the_table_is_not_taken(put: Put, line: str) -> None:
    with pytest.raises(ReadError, match="--rate"):
        read(put(f"{line}\n{csv('ax,ay,az', TRUE_G.T)}"))


@pytest.mark.parametrize(
    ("unit", "one_g"),
    [
        ("cm/s^2", 980.665),
        ("Gal", 980.665),
        ("mm/s²", 9806.65),
        ("\u00b5g", 1e6),
        ("m·s\u207b²", STANDARD),
        ("meters/second^2", STANDARD),
        ("N/kg", STANDARD),
    ],
)
def test_a_unit_that_gravity_cannot_tell_is_taken_by_its_name(
    put: Put, unit: str, one_g: float
) -> None:
    names = ",".join(f"acc {axis} ({unit})" for axis in "xyz")
    recording = read(put(csv(f"time (s),{names}", [NUMBER / 100, *(one_g * TRUE_G).T])))
    check(recording, 100)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert "named in the file" in recording.evidence["unit"]
    free = read(put(csv(f"time (s),{names}", [NUMBER / 100, *(one_g * FREE_G).T])))
    check(free, 100, FREE_G)


@pytest.mark.parametrize(
    ("unit", "one_dps"),
    [
        ("mdps", 1000),
        ("mrad/s", 1000 * np.pi / 180),
        ("rpm", 1 / 6),
        ("\u00ba/s", 1),
        ("[rad/s]", np.pi / 180),
        ("degrees per second", 1),
        ("deg s\u207b\u00b9", 1),
        ("\u00b0/sec", 1),
        ("rad s^-1", np.pi / 180),
        ("milliradian/second", 1000 * np.pi / 180),
    ],
)
def test_a_gyroscope_goes_by_the_unit_in_its_name(
    put: Put, unit: str, one_dps: float
) -> None:
    names = ",".join(f"{what} ({unit})" for what in ("GyroX", "GyroY", "GyroZ"))
    columns = [NUMBER / 100, *TRUE_G.T, *(one_dps * TRUE_DPS).T]
    recording = read(put(csv(f"time (s),ax (g),ay (g),az (g),{names}", columns)))
    check(recording, 100)
    check_turning(recording)
    assert not any("gyroscope" in notice for notice in recording.notices)


@pytest.mark.parametrize(
    ("name", "unit"),
    [("Gyro{} (gon/s)", "gon/s"), ("gyro_{} (g)", "g"), ("gyro_{}_s", "s")],
)
def test_a_gyroscope_in_a_unit_that_is_not_known_is_left_out(
    put: Put, name: str, unit: str
) -> None:
    names = ",".join(name.format(axis) for axis in "xyz")
    columns = [NUMBER / 100, *TRUE_G.T, *(TRUE_DPS / 0.9).T]
    recording = read(put(csv(f"time (s),ax (g),ay (g),az (g),{names}", columns)))
    check(recording, 100)
    assert recording.angular_velocity_dps is None
    assert any(
        f"unit {unit!r} is not known: left out" in each for each in recording.notices
    )


@pytest.mark.parametrize("acceleration", ["acc_{}_m_s2", "accel_{}_m_per_s_2"])
@pytest.mark.parametrize(
    ("turn", "one_dps"), [("gyro_{}_rad_s", np.pi / 180), ("gyr_{}_deg_per_sec", 1.0)]
)
def test_a_unit_may_stand_in_words_behind_the_axis(
    put: Put, acceleration: str, turn: str, one_dps: float
) -> None:
    names = ",".join(each.format(axis) for each in (acceleration, turn) for axis in "xyz")
    columns = [NUMBER / 100, *(9.80665 * TRUE_G).T, *(one_dps * TRUE_DPS).T]
    recording = read(put(csv(f"time_s,{names}", columns)))
    check(recording, 100)
    check_turning(recording)
    assert recording.evidence["unit"].startswith("m/s2: named in the file")


def test_a_gyroscope_in_whole_numbers_beside_g_is_in_counts(put: Put) -> None:
    counts = np.round(16.4 * TRUE_DPS)
    columns = [NUMBER / 100, *TRUE_G.T, *counts.T]
    recording = read(put(csv("time (s),ax (g),ay (g),az (g),gx,gy,gz", columns)))
    assert recording.angular_velocity_dps is None
    assert any("counts of an unknown scale: left out" in n for n in recording.notices)


def test_whole_seconds_beside_their_fraction_are_the_time(put: Put) -> None:
    s, us = divmod(EPOCH_MS * 1000 + 10_000 * NUMBER, 1_000_000)
    recording = read(put(csv("sec,usec,ax,ay,az", [s, us, *TRUE_G.T])))
    check(recording, 100)
    assert str(recording.start)[:19] == "2021-08-19 20:02:17"


def test_counts_may_be_called_lsb(put: Put) -> None:
    names = ",".join(f"{what} {axis} (LSB)" for what in ("acc", "gyro") for axis in "XYZ")
    counts = [*np.round(16_384 * TRUE_G).T, *np.round(131 * TRUE_DPS).T]
    recording = read(put(csv(f"time (s),{names}", [NUMBER / 100, *counts])))
    check(recording, 100)
    check_turning(recording)


@pytest.mark.parametrize(
    "names",
    [
        "time_s,{a}x_m/s/s,{a}y_m/s/s,{a}z_m/s/s,{g}x_deg/s,{g}y_deg/s,{g}z_deg/s",
        "time (s),Acc X m/s^2,Acc Y m/s^2,Acc Z m/s^2,Gyr X deg/s,Gyr Y deg/s,Gyr Z deg/s",
        "time_s,{a}x_CAL_m/(sec^2),{a}y_CAL_m/(sec^2),{a}z_CAL_m/(sec^2),"
        + ",".join(f"Gyroscope {axis}_CAL_deg/sec" for axis in "XYZ"),
    ],
)
def test_a_unit_may_hang_at_the_name(put: Put, names: str) -> None:
    columns = [NUMBER / 100, *ACC.T, *TURN.T]
    recording = read(put(csv(names.format(a="a", g="g"), columns)))
    check(recording, 100)
    check_turning(recording)
    assert recording.evidence["unit"].startswith("m/s2")
    assert not any("not named" in notice for notice in recording.notices)


@pytest.mark.parametrize(
    ("turn", "acc"),
    [
        ("ang_vel_{}", "acc_{}"),
        ("field.angular_velocity.{}", "field.linear_acceleration.{}"),
        ("angular_velocity_{}", "linear_acceleration_{}"),
    ],
)
def test_robots_and_servers_say_angular_velocity(put: Put, turn: str, acc: str) -> None:
    names = ["timestamp", *(turn.format(a) for a in "xyz"), *(acc.format(a) for a in "xyz")]
    columns = [EPOCH_MS / 1000 + NUMBER / 100, *np.radians(TURN).T, *ACC.T]
    recording = read(put(csv(",".join(names), columns)))
    check(recording, 100)
    check_turning(recording)


@pytest.mark.parametrize("stamp", ["Timestamp", "TimestampSync"])
@pytest.mark.parametrize("first", ['"sep=,"\n', "sep=,\n", ""])
@pytest.mark.parametrize("kind", ["CAL", "UNCAL"])
def test_consensys_with_and_without_its_first_line(
    put: Put, stamp: str, first: str, kind: str
) -> None:
    names = [f"S_{stamp}_Unix_CAL"]
    names += [f"S_Accel_{which}_{a}_{kind}" for which in ("LN", "HighG") for a in "XYZ"]
    unit = {"CAL": "m/(s^2)", "UNCAL": "no_units"}[kind]
    counts = ACC if kind == "CAL" else np.round(2047 + 83 * ACC)
    head = f"{first}{','.join(names)}\n{','.join(['ms', *[unit] * 6])}"
    ms = EPOCH_MS + NUMBER * 1000 / 51.2
    recording = read(put(csv(head, [ms, *counts.T, *counts.T])))
    check(recording, 51.2)
    assert recording.angular_velocity_dps is None
    assert recording.start == datetime.fromtimestamp(EPOCH_MS / 1000, UTC)


def test_of_two_hubs_in_one_table_one_is_taken_and_said(put: Put) -> None:
    head = opensignals(0).splitlines()
    facts = json.loads(head[1][2:])["B"]
    devices = json.dumps({"00:07:A": facts, "00:07:B": facts})
    values = np.round(33_000 + 5000 * TRUE_G).astype(int)
    other = np.roll(values, 1, axis=1)
    columns = [NUMBER, 0 * NUMBER, *values.T, NUMBER, 0 * NUMBER, *other.T]
    path = put(csv(f"{head[0]}\n# {devices}\n{head[2]}", columns, "\t"))
    recording = read(path)
    check(recording, 100)
    assert any("'00:07:B'" in notice for notice in recording.notices)
    check(read(path, columns="sensor=7:b"), 100, np.roll(TRUE_G, 1, axis=1))


@pytest.mark.parametrize("name", ["velocity", "vel", "ang", "angle"])
def test_a_speed_or_an_angle_is_no_gyroscope(put: Put, name: str) -> None:
    names = ["t_ms", *(f"{name}_{a}" for a in "xyz"), *(f"acc_{a}" for a in "xyz")]
    recording = read(put(csv(",".join(names), [10 * NUMBER, *TURN.T, *ACC.T])))
    check(recording, 100)
    assert recording.angular_velocity_dps is None

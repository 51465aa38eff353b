"""Exports of other versions of the makers' programs: headers and cells that changed."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import planted_dps, planted_g

from myosense.reading import read
from myosense.recording import Recording

Put = Callable[..., Path]
N = 600
NUMBER = np.arange(N)
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
ACC = np.round(9.80665 * TRUE_G, 4)
EPOCH_MS = 1_629_403_337_780


def table(header: str, columns: Iterable[npt.ArrayLike], mark: str = ",") -> str:
    rows = zip(*(np.asarray(column).tolist() for column in columns), strict=True)
    return "\n".join([header, *(mark.join(map(str, row)) for row in rows)]) + "\n"


def check(recording: Recording, rate_hz: float) -> None:
    """Compare samples and rate with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=2e-3)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=1e-3)


def check_turning(recording: Recording) -> None:
    """Compare the gyroscope with what was planted."""
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=0.01)


def shorter(columns: npt.ArrayLike, n_rows: int) -> npt.NDArray[np.object_]:
    """Leave the cells blank where a column has ended and another goes on."""
    values = np.asarray(columns)
    cells = np.full((n_rows, values.shape[1]), "", dtype=object)
    cells[: len(values)] = values
    return cells


TRIGNO = "Date/Time:, 4/25/2022 5:23:09 PM\nCollection Length (seconds):, 4.05\n"


def test_trigno_discover_1_4_has_the_rates_in_its_names(put: Put) -> None:
    axes = ", ".join(f"{s} {a} (148Hz)" for s in ("ACC", "GYRO") for a in "XYZ")
    head = f"Application:, Trigno Discover (1.4.2)\n{TRIGNO}sensor mode: 55, \n"
    cells = shorter(np.hstack([TRUE_G, TRUE_DPS]), 4 * N)
    columns = [np.zeros(4 * N), *cells.T, *cells.T]
    header = f"{head}EMG 1 (1259Hz), {axes}, {axes}"
    recording = read(put(table(header, columns, ", ")))
    check(recording, 148)
    check_turning(recording)
    assert str(recording.start) == "2022-04-25 17:23:09"


def test_trigno_discover_may_write_the_seconds_beside_each_channel(put: Put) -> None:
    names = ["EMG 1 (mV)", *(f"ACC {axis} (G)" for axis in "XYZ")]
    beside = ", ".join(f"{n.partition(' (')[0]} Time Series (s), {n}" for n in names)
    head = f"Application:, Trigno Discover (1.6.4)\n{TRIGNO}{beside}\n"
    head += ", 296.2963 Hz, , 74.0741 Hz, , 74.0741 Hz, , 74.0741 Hz"
    own_s = np.round(NUMBER / 74.0741, 4)
    cells = shorter(np.stack([own_s, *TRUE_G.T], axis=1), 4 * N).T
    sides = [cells[0], cells[1], cells[0], cells[2], cells[0], cells[3]]
    emg_s = np.round(np.arange(4 * N) / 296.2963, 4)
    recording = read(put(table(head, [emg_s, np.zeros(4 * N), *sides], ", ")))
    check(recording, 74.0741)


@pytest.mark.parametrize("blank", ["", " ", "  "])
def test_a_blank_cell_may_be_of_spaces(put: Put, blank: str) -> None:
    cells = np.full((N, 3), blank, dtype=object)
    cells[::2] = TRUE_G[::2]
    t = np.round(NUMBER / 200, 3)
    recording = read(put(table("t (s), emg, x, y, z", [t, 0 * t, *cells.T], ", ")))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[::2], atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(100)


@pytest.mark.parametrize("mark", [",", "\t"])
@pytest.mark.parametrize("is_text", [True, False])
def test_consensys_of_the_wide_range_accelerometer(
    put: Put, mark: str, *, is_text: bool
) -> None:
    axes = [f"{s}_{axis}" for s in ("Accel_WR", "Gyro") for axis in "XYZ"]
    kind, unit = ("FormattedUnix", "yyyy/mm/dd hh:mm:ss.000") if is_text else ("Unix", "ms")
    names = [f"S_Left_{name}_CAL" for name in (f"Timestamp_{kind}", *axes)]
    units = [unit, *["m/(s^2)"] * 3, *["deg/s"] * 3]
    head = "\n".join(['"sep=' + mark + '"', mark.join([*names, ""]), mark.join(units)])
    stamps = EPOCH_MS + 20 * NUMBER
    texts = [str(t).replace("-", "/").replace("T", " ") for t in stamps.astype("M8[ms]")]
    columns = [texts if is_text else stamps, *ACC.T, *TRUE_DPS.T, [""] * N]
    recording = read(put(table(f"{head}{mark}", columns, mark)))
    check(recording, 50)
    check_turning(recording)
    assert recording.start is not None
    assert recording.start.replace(tzinfo=UTC) == datetime.fromtimestamp(
        EPOCH_MS / 1000, UTC
    )
    assert recording.facts.format.startswith("Shimmer Consensys csv (wide-range")


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("timestamp (GMT-08:00)", "UTC-08:00"),
        ("time (GMT+2)", "UTC+02:00"),
        ("time (GMT)", "UTC+00:00"),
        ("timestamp (-0800)", "UTC-08:00"),
    ],
)
def test_metamotion_names_its_zone_as_the_phone_does(
    put: Put, said: str, zone: str
) -> None:
    header = f"epoc (ms),{said},elapsed (s),x-axis (g),y-axis (g),z-axis (g)"
    columns = [EPOCH_MS + 20 * NUMBER, ["2021-08-19"] * N, NUMBER / 50, *TRUE_G.T]
    recording = read(put(table(header, columns)))
    check(recording, 50)
    assert recording.time_zone == zone
    assert recording.start == datetime.fromtimestamp(EPOCH_MS / 1000, UTC)


def test_movella_says_all_in_the_line_above_the_names(put: Put) -> None:
    header = (
        "DeviceTag: Left wrist,FirmwareVersion: 3.0.0,OutputRate: 60,FilterProfile: Unknown"
        ",StartTime: 2024-04-25 18:45:38.949\n"
        "SampleTimeFine,Euler_X,Euler_Y,Euler_Z,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z,Status"
    )
    stamps = 211_016 + np.round(NUMBER * 1e4 / 60).astype(int)
    turns = np.zeros((3, N))
    columns = [stamps, *turns, *ACC.T, *TRUE_DPS.T, 0 * NUMBER]
    recording = read(put(table(header, columns), "log.csv"))
    check(recording, 60)
    check_turning(recording)
    assert str(recording.start) == "2024-04-25 18:45:38.949000"
    assert (recording.site, recording.side) == ("wrist", "left")


HELD_G = TRUE_G[::10].repeat(10, axis=0)


@pytest.mark.parametrize("n", [8, 16])
@pytest.mark.parametrize("n_times", [0, 1, 2])
def test_openbci_before_version_3_does_not_say_its_channels(
    put: Put, n: int, n_times: int
) -> None:
    header = "%OpenBCI Raw EEG Data\n%\n%Sample Rate = 250.0 Hz\n%Last Column = Timestamp"
    stamps = EPOCH_MS + 4 * NUMBER
    clock = [str(stamp)[11:] for stamp in stamps.astype("M8[ms]")]
    times = [clock, stamps][:n_times]
    columns = [NUMBER % 256, *np.zeros((n, N)), *HELD_G.T, *times]
    recording = read(put(table(header, columns, ", ")))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[::10], atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(25, rel=1e-3)
    assert not any("declared" in notice for notice in recording.notices)


@pytest.mark.parametrize(("n", "n_others"), [(4, 5), (8, 10), (16, 10)])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_brainflow_writes_no_names(put: Put, n: int, n_others: int, mark: str) -> None:
    stamps = EPOCH_MS / 1000 + NUMBER / 250
    others = np.zeros((n_others, N))
    columns = [NUMBER % 256.0, *np.zeros((n, N)), *HELD_G.T, *others, stamps, 0.0 * NUMBER]
    header, _, rows = table("", columns, mark).partition("\n")
    assert not header
    recording = read(put(rows, "BrainFlow-RAW_2021-08-19_16-02-17_0.csv"))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[::10], atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(25, rel=1e-3)
    assert recording.start == datetime.fromtimestamp(EPOCH_MS / 1000, UTC)

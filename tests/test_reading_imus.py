"""Inertial sensors and their makers' loggers: files after the published layouts."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import GRAVITY_G, csv, free_g

from myosense.errors import ReadError
from myosense.reading import read

Motion = npt.NDArray[np.float64]
Put = Callable[[str], Path]
N, RATE_HZ = 600, 100.0
TIME_S = np.arange(N) / RATE_HZ
STANDARD = 9.80665
EPOCH_MS = 1_629_403_337_780
FREE_G = free_g(N)
TRUE_G = FREE_G + GRAVITY_G


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(text: str) -> Path:
        path = tmp_path / "sensor.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_polar_is_spaced_by_its_own_clock_from_the_hour_of_the_phone(put: Put) -> None:
    own_ns = 704_201_974_831_254_116 + np.arange(N) * 19_340_401
    own_ns[400:] += 5_000_000_000  # a pause that the phone's clock shows late
    late_ms = np.random.default_rng(3).integers(0, 900, N)
    late_ms[0] = 0
    at_ms = (own_ns - own_ns[0]) // 1_000_000 + late_ms
    phone = [f"2022-04-25T11:{39 + ms // 60_000}:{ms // 1000 % 60:02d}" for ms in at_ms]
    phone = [f"{text}.{ms % 1000:03d}" for text, ms in zip(phone, at_ms, strict=True)]
    header = "Phone timestamp;sensor timestamp [ns];X [mg];Y [mg];Z [mg]"
    mg = np.round(1000 * TRUE_G).astype(int)
    recording = read(put(csv(header, [np.array(phone), own_ns, *mg.T], ";")))
    assert recording.start == datetime(2022, 4, 25, 11, 39)  # noqa: DTZ001
    assert recording.sample_rate_hz == pytest.approx(1e9 / 19_340_401, rel=1e-6)
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 400), (400, N)]
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=6e-4)


def test_polar_of_another_sensor_is_refused(put: Put) -> None:
    header = "Phone timestamp;sensor timestamp [ns];channel 0;channel 1;channel 2"
    stamps = np.array([f"2022-04-25T11:39:{s:06.3f}" for s in TIME_S])
    with pytest.raises(ReadError, match="_ACC"):
        read(put(csv(header, [stamps, TIME_S, *TRUE_G.T], ";")))


SHIMMER = ["Timestamp_Unix_CAL", *(f"Accel_LN_{a}_CAL" for a in "XYZ")]
SHIMMER += [f"Accel_WR_{a}_CAL" for a in "XYZ"] + [f"Gyro_{a}_CAL" for a in "XYZ"]


def shimmer(low_noise: Motion, wide: Motion, kind: str = "CAL") -> str:
    names = [f"Shimmer_952D_{name}" for name in SHIMMER]
    names = [names[0], *(name.replace("_CAL", f"_{kind}") for name in names[1:])]
    unit = "m/(s^2)" if kind == "CAL" else "no_units"
    units = ["ms", *[unit] * 6, *["deg/s" if kind == "CAL" else "no_units"] * 3]
    head = f'"sep=,"\n{",".join(names)},\n{",".join(units)},'
    ms = [f"{value:.16E}" for value in EPOCH_MS + 1000 * TIME_S]
    turn = np.full((3, N), 12.0)
    cells = [np.array(ms), *low_noise.T, *wide.T, *turn, np.full(N, "")]
    return csv(head, cells).replace("\n", "\r\n")


def test_shimmer_takes_the_low_noise_accelerometer(put: Put) -> None:
    recording = read(put(shimmer(STANDARD * TRUE_G, STANDARD * (TRUE_G + 0.05))))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-5)
    assert recording.start == datetime.fromtimestamp(EPOCH_MS / 1000, UTC)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, 12)


def test_shimmer_takes_the_wide_range_one_where_the_other_met_its_rail(put: Put) -> None:
    strong = GRAVITY_G + 4 * FREE_G
    path = put(shimmer(STANDARD * np.clip(strong, -2, 2), STANDARD * strong))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, strong, atol=1e-5)
    assert any("wide-range" in note for note in recording.notices)


def test_shimmer_uncalibrated_takes_the_makers_scale(put: Put) -> None:
    counts = 2047 + np.round(83 * STANDARD * TRUE_G)
    recording = read(put(shimmer(counts, 4000 * TRUE_G, "UNCAL")))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.angular_velocity_dps is None
    assert any("uncalibrated" in note for note in recording.notices)


@pytest.mark.parametrize(
    ("name", "zone"),
    [("time (01:00)", "UTC+01:00"), ("timestamp (-0400)", "UTC-04:00")],
)
def test_metamotion_has_its_offset_in_a_name(put: Put, name: str, zone: str) -> None:
    ms = EPOCH_MS + np.round(1000 * TIME_S).astype(np.int64)
    local = np.full(N, "2019-01-15T20:30:35.127")
    header = f"epoc (ms),{name},elapsed (s),x-axis (g),y-axis (g),z-axis (g)"
    recording = read(put(csv(header, [ms, local, TIME_S, *TRUE_G.T])))
    assert recording.time_zone == zone
    assert recording.start is not None
    assert recording.start.timestamp() == pytest.approx(EPOCH_MS / 1000)


DOT = (
    "sep=,\nDeviceTag:,Ann\nFirmwareVersion:,2.0.0\nSyncStatus:,Synced\nOutputRate:,60Hz\n"
    "StartTime: ,2021-08-20_20:21:13_835 GMT+8\n\N{COPYRIGHT SIGN} Xsens 2021\n\n"
)


def test_xsens_dot_counts_over_its_end_and_loses_packets(put: Put) -> None:
    number = np.delete(np.arange(N), np.s_[200:230])
    us = (2**32 - 1_000_000 + number * 16_667) % 2**32
    header = f"{DOT}PacketCounter,SampleTimeFine,Euler_X,FreeAcc_X,FreeAcc_Y,FreeAcc_Z"
    free = FREE_G[number]
    columns = [number, us, 0 * number, *(STANDARD * free).T]
    recording = read(put(csv(header, columns)))
    np.testing.assert_allclose(recording.acceleration_g, free, atol=1e-5)
    assert recording.evidence["gravity_included"].startswith("no")
    assert str(recording.start) == "2021-08-20 20:21:13.835000+08:00"
    assert recording.sample_rate_hz == pytest.approx(60, rel=1e-4)
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 200), (200, 570)]
    assert "Ann" not in repr(recording)


def test_xsens_dot_with_gravity(put: Put) -> None:
    header = f"{DOT}PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z,Gyr_X,Gyr_Y,Gyr_Z"
    turn = np.full((3, N), 20.0)
    us = np.arange(N) * 16_667
    recording = read(put(csv(header, [np.arange(N), us, *(STANDARD * TRUE_G).T, *turn])))
    assert recording.evidence["gravity_included"].startswith("yes")
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, 20)


def test_xsens_dot_is_worn_where_its_tag_says(put: Put) -> None:
    header = DOT.replace("Ann", "WristL") + "PacketCounter,SampleTimeFine,Acc_X,Acc_Y,Acc_Z"
    us = np.arange(N) * 16_667
    recording = read(put(csv(header, [np.arange(N), us, *(STANDARD * TRUE_G).T])))
    assert (recording.site, recording.side) == ("wrist", "left")


def test_xsens_dot_of_the_pc_counts_ticks(put: Put) -> None:
    header = "SampleTimeFine,Euler_X,FreeAcc_X,FreeAcc_Y,FreeAcc_Z,Status"
    ticks = 2_089_876 + np.round(np.arange(N) * 10_000 / 60).astype(int)
    zeros = np.zeros(N)
    recording = read(put(csv(header, [ticks, zeros, *(STANDARD * FREE_G).T, zeros])))
    assert recording.sample_rate_hz == pytest.approx(60, rel=1e-3)


def test_xsens_mtw_counts_packets_of_16_bits(put: Put) -> None:
    number = np.delete(65_400 + np.arange(N), np.s_[300:310])
    cells = [f"{n % 65536:05d}" for n in number]
    true = TRUE_G[number - 65_400]
    blank = np.full(len(number), "")
    header = "// Start Time: Unknown\n// Update Rate: 100.0Hz\n"
    header += "PacketCounter\tSampleTimeFine\tYear\tAcc_X\tAcc_Y\tAcc_Z\tMat[1][1]"
    columns = [np.array(cells), blank, blank, *(STANDARD * true).T, blank]
    recording = read(put(csv(header, columns, "\t").replace("\n", "\r\n")))
    np.testing.assert_allclose(recording.acceleration_g, true, atol=1e-5)
    assert recording.sample_rate_hz == pytest.approx(100)
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 300), (300, 590)]
    assert recording.stretches[1].start_s == pytest.approx(3.1)


def test_trigno_discover_has_a_rate_in_every_column(put: Put) -> None:
    n_emg = 4 * N
    g = np.full((n_emg, 3), "", dtype=object)
    g[:N] = TRUE_G
    names = "EMG 1 (mV), ACC X (G), ACC Y (G), ACC Z (G), EMG 1 (mV), ACC X (G)"
    header = (
        "Application:, Trigno Discover (1.6.4)\nDate/Time:, 12/6/2024 1:37:52 PM\n"
        "Collection Length (seconds):, 6\nleft, , , , right, \n"
        f"sensor mode: 45, , , , sensor mode: 45, \n{names}\n"
        "296.2964 Hz, 74.0741 Hz, 74.0741 Hz, 74.0741 Hz, 296.2964 Hz, 74.0741 Hz"
    )
    emg = np.zeros(n_emg)
    recording = read(put(csv(header, [emg, *g.T, emg, g[:, 0]])))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(74.0741)
    assert str(recording.start) == "2024-12-06 13:37:52"


def test_emgworks_has_a_time_beside_every_channel(put: Put) -> None:
    names = ["Avanti sensor 1: EMG 1", *(f"Avanti sensor 1: ACC.{a} 1" for a in "XYZ")]
    header = ",".join(f'X[s],"{name}"' for name in names)
    n_emg = 4 * N
    own = np.full((n_emg, 4), "", dtype=object)
    own[:N, 0] = TIME_S
    own[:N, 1:] = TRUE_G
    t, x, y, z = own.T
    emg_s = np.arange(n_emg) / 400
    path = put(csv(header, [emg_s, np.zeros(n_emg), t, x, t, y, t, z]))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(100)
    bare = csv(",".join(header.split(",")[:4]), [emg_s[:N], TIME_S, emg_s[:N], TIME_S])
    with pytest.raises(ReadError, match=r"without an accelerometer \(ACC\.X"):
        read(put(bare))


def test_openbci_and_mind_monitor_name_no_unit(put: Put) -> None:
    header = "%OpenBCI Raw EXG Data\n%Sample Rate = 100 Hz\nSample Index, EXG Channel 0, "
    header += "Accel Channel 0, Accel Channel 1, Accel Channel 2, Timestamp"
    ms = EPOCH_MS + np.round(1000 * TIME_S).astype(np.int64)
    weak = 0.7 * TRUE_G  # far from 1 g: the unit comes from the format
    columns = [np.arange(N) % 256, 0 * TIME_S, *weak.T, ms]
    assert (
        read(put(csv(header, columns, ", ")))
        .evidence["unit"]
        .startswith("g: set by the format")
    )
    header = "TimeStamp,RAW_TP9,Accelerometer_X,Accelerometer_Y,Accelerometer_Z,Elements"
    stamps = [f"2021-04-05 15:48:{s:06.3f}" for s in np.arange(N) / 200]
    held = np.repeat(weak, 4, axis=0)[:N]
    lines = csv(header, [np.array(stamps), 0 * TIME_S, *held.T]).splitlines()
    lines.insert(50, "2021-04-05 15:48:00.244,,,,,/muse/elements/blink")
    recording = read(put("\n".join(lines) + "\n"))
    np.testing.assert_allclose(recording.acceleration_g, held[::4], atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(50, rel=1e-3)


def test_sisfall_asks_for_the_rate_and_knows_the_rest(put: Put) -> None:
    adxl = np.round(256 * TRUE_G).astype(int)
    itg = np.round(16.384 * np.full((N, 3), 30.0)).astype(int)
    cells = np.hstack((adxl, itg, 4 * adxl)).tolist()
    text = "".join(",".join(f"{v:4d}" for v in row) + ";\n" for row in cells)
    with pytest.raises(ReadError, match="--rate"):
        read(put(text))
    recording = read(put(text), rate_hz=200)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=2.5e-3)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, 30, atol=0.04)


@pytest.mark.parametrize("unit", ["ms", "us"])
def test_arduino_counts_and_clock_are_found(put: Put, unit: str) -> None:
    step = {"ms": 10, "us": 10_000}[unit]
    counts = np.round(16384 * TRUE_G).astype(int)
    turn = np.full((N, 3), 131 * 7)
    header = "Time,Accel_X,Accel_Y,Accel_Z,Gyro_X,Gyro_Y,Gyro_Z"
    recording = read(put(csv(header, [460_355 + step * np.arange(N), *counts.T, *turn.T])))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-4)
    assert recording.sample_rate_hz == pytest.approx(100)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, 7)


def test_noraxon_in_milli_g_is_read_by_its_names(put: Put) -> None:
    header = "Noraxon MR3\nExported\ntime,LT Wrist Accel X (mG),LT Wrist Accel Y (mG),"
    header += "LT Wrist Accel Z (mG)"
    recording = read(put(csv(header, [TIME_S, *(1000 * TRUE_G).T])))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-5)


@pytest.mark.parametrize(
    "cut", ["head", "no rows", "one row", "bad stamp", "blank stamps", "text in x"]
)
@pytest.mark.parametrize("family", ["polar", "shimmer", "dot", "mtw"])
def test_broken_files_are_refused_in_a_sentence(put: Put, family: str, cut: str) -> None:
    headers = {
        "polar": "Phone timestamp;sensor timestamp [ns];X [mg];Y [mg];Z [mg]",
        "shimmer": '"sep=,"\n' + ",".join(f"S_{name}" for name in SHIMMER[:4]),
        "dot": f"{DOT}PacketCounter,SampleTimeFine,FreeAcc_X,FreeAcc_Y,FreeAcc_Z",
        "mtw": "// Update Rate: 100.0Hz\nPacketCounter\tAcc_X\tAcc_Y\tAcc_Z",
    }
    separator = {"polar": ";", "mtw": "\t"}.get(family, ",")
    first = {"polar": "2022-04-25T11:39:36.978", "dot": "1"}.get(family)
    stamp = {"shimmer": "1.6294E12", "mtw": "00001"}.get(family, "704201974831254116")
    row = [*([first] if first else []), stamp, "1.5", "-2.5", "9.5"]
    damaged = {
        "bad stamp": [*row[:-4], "x?", *row[-3:]],
        "blank stamps": [*row[:-4], "", *row[-3:]],
        "text in x": [*row[:-3], "x?", *row[-2:]],
    }
    rows = {"head": 0, "no rows": 0, "one row": 1}.get(cut, 60)
    lines = [headers[family], *[separator.join(damaged.get(cut, row))] * rows]
    text = "\n".join(lines)
    if cut == "head":
        text = text[: len(text) // 2]
    with pytest.raises(ReadError, match=r"^sensor\.csv: \w"):
        read(put(text + "\n"))


@pytest.mark.parametrize(
    ("name", "n_samples", "rate_hz", "unit", "gravity", "start"),
    [
        ("polar/Polar_Sense_ACC.txt", 26526, 51.705, "mg", "yes", "2022-04-25 11:39:36.97"),
        ("shimmer/triaxcal_uncalibrated.csv.gz", 2149, 73.14, "g", "yes", "2021-08-19 20"),
        (
            "xsens_dot/Pelvis_20210820_202113_836.csv",
            382,
            60,
            "m/s2",
            "no",
            "2021-08-20 20",
        ),
        ("xsens_dot/pcsdk_logfile_excerpt.csv", 6, 60, "m/s2", "no", "None"),
        ("xsens_mtw/MT_012005D6_009-001_00B421E6.txt", 2432, 100, "m/s2", "yes", "None"),
        ("xsens_mtw/ipol_1-1_lb.txt", 2913, 100, "m/s2", "yes", "None"),
        (
            "delsys/discover164_basic_excerpt.csv",
            3,
            74.0741,
            "g",
            "yes",
            "2024-12-06 12:37",
        ),
        ("mpu6050/raw_lsb_time_ms_excerpt.csv", 9, 285.5, "16384 LSB/g", "yes", "None"),
        ("mpu6050/raw_lsb_time_us_excerpt.csv", 9, 296, "16384 LSB/g", "yes", "None"),
    ],
)
def test_real_files_open_without_options(  # noqa: PLR0913, PLR0917
    shared: Path,
    name: str,
    n_samples: int,
    rate_hz: float,
    unit: str,
    gravity: str,
    start: str,
) -> None:
    recording = read(shared / "formats" / name)
    assert recording.n_samples == n_samples
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=5e-3)
    assert recording.evidence["unit"].startswith(unit)
    assert recording.evidence["gravity_included"].startswith(gravity)
    assert str(recording.start).startswith(start)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("time (s),X (mm),Y (mm),Z (mm)", "motion capture are none: export an acc"),
        ("time,LWRI_x_mm,LWRI_y_mm,LWRI_z_mm", "motion capture are none: export an acc"),
        ("epoch (ms),x-axis (deg/s),y-axis (deg/s),z-axis (deg/s)", "export the acceler"),
        ("time,gyro_x,gyro_y,gyro_z", "export the accelerometer"),
        (
            "S_Timestamp_Unix_CAL," + ",".join(f"S_Accel_WR_{a}_UNCAL" for a in "XYZ"),
            "export the calibrated values",
        ),
    ],
)
def test_other_measures_are_refused_with_what_to_export(
    put: Put, header: str, expected: str
) -> None:
    with pytest.raises(ReadError, match=expected):
        read(put(csv(header, [EPOCH_MS + 1000 * TIME_S, *TRUE_G.T])))

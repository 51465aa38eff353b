"""Phones and watches: files written after the published layouts, and real ones."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from exports import GRAVITY_G, csv, free_g

from myosense.errors import ReadError
from myosense.reading import read

Motion = npt.NDArray[np.float64]
N, RATE_HZ = 600, 100.0
TIME_S = np.arange(N) / RATE_HZ
STANDARD = 9.80665
EPOCH_NS = 1_718_000_000_123_456_000
FREE_G = free_g(N)
TRUE_G = FREE_G + GRAVITY_G


def sensor_logger(values: Motion) -> str:
    ns = EPOCH_NS + np.round(TIME_S * 1e9).astype(np.int64)
    return csv("time,seconds_elapsed,z,y,x", [ns, TIME_S, *values.T[::-1]])


def put(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_sensor_logger_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    free = read(put(tmp_path, "Accelerometer.csv", sensor_logger(STANDARD * FREE_G)))
    np.testing.assert_allclose(free.acceleration_g, FREE_G, atol=1e-6)
    assert free.evidence["gravity_included"].startswith("no")
    assert free.evidence["unit"].startswith("m/s2")
    assert free.start == datetime.fromtimestamp(EPOCH_NS / 1e9, UTC)
    total = read(put(tmp_path, "TotalAcceleration.csv", sensor_logger(STANDARD * TRUE_G)))
    raw = read(put(tmp_path, "AccelerometerUncalibrated.csv", sensor_logger(TRUE_G)))
    for recording in (total, raw):
        np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
        assert recording.evidence["gravity_included"].startswith("yes")


def test_sensor_logger_names_the_phone_and_its_zone_beside(tmp_path: Path) -> None:
    facts = "version,device name,recording timezone,platform\n3,Pixel 6,{},android\n"
    path = put(tmp_path, "TotalAcceleration.csv", sensor_logger(STANDARD * TRUE_G))
    for zone, known in (("Asia/Tokyo", "Asia/Tokyo"), ("Nowhere", None), ("", None)):
        put(tmp_path, "Metadata.csv", facts.format(zone))
        recording = read(path)
        assert (recording.device, recording.time_zone) == ("Pixel 6", known)
        assert recording.start is not None
        assert recording.start.timestamp() == pytest.approx(EPOCH_NS / 1e9)
    put(tmp_path, "Metadata.csv", '"\0')
    assert read(path).n_samples == N


@pytest.mark.parametrize("name", ["Gravity.csv", "Gyroscope.csv", "Magnetometer.csv"])
def test_sensor_logger_of_another_sensor_is_refused(tmp_path: Path, name: str) -> None:
    path = put(tmp_path, name, sensor_logger(TRUE_G))
    with pytest.raises(ReadError, match=r"TotalAcceleration\.csv or"):
        read(path)


def test_a_renamed_gravity_file_is_refused_by_its_constant_length(tmp_path: Path) -> None:
    turn = TIME_S / 3
    gravity = np.column_stack((np.sin(turn), 0 * turn, np.cos(turn)))
    path = put(tmp_path, "left_wrist.csv", sensor_logger(STANDARD * gravity))
    with pytest.raises(ReadError, match="in all rows while it turns"):
        read(path)


def test_wrist_motion_gets_its_gravity_back(tmp_path: Path) -> None:
    names = ["time", "seconds_elapsed", *(f"rotationRate{a}" for a in "XYZ")]
    names += [f"gravity{a}" for a in "XYZ"] + [f"acceleration{a}" for a in "XYZ"]
    ns = EPOCH_NS + np.round(TIME_S * 1e9).astype(np.int64)
    turn = np.full((N, 3), [0.1, -0.2, 0.3])
    gravity = np.tile(GRAVITY_G, (N, 1))
    text = csv(",".join(names), [ns, TIME_S, *turn.T, *gravity.T, *FREE_G.T])
    recording = read(put(tmp_path, "WristMotion.csv", text))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.evidence["gravity_included"].startswith("yes")
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps[0], np.degrees(turn[0]), 1e-5)


def sensorlog(names: list[str], columns: list[npt.ArrayLike]) -> str:
    start = datetime(2026, 5, 5, 16, 21, 5, tzinfo=UTC)
    jitter_s = np.random.default_rng(8).uniform(0, 0.012, N)
    at = [start + timedelta(seconds=float(s)) for s in TIME_S + jitter_s]
    logged = [f"{t:%Y-%m-%dT%H:%M:%S}.{t.microsecond // 1000:03d}+02:00" for t in at]
    place = np.full(N, 51.4)
    all_names = ["loggingTime(txt)", "locationLatitude(WGS84)", *names]
    return csv(",".join(all_names), [np.array(logged), place, *columns])


def test_sensorlog_is_spaced_by_the_sensors_clock(tmp_path: Path) -> None:
    names = ["accelerometerTimestamp_sinceReboot(s)"]
    names += [f"accelerometerAcceleration{a}(G)" for a in "XYZ"]
    names += [f"motionUserAcceleration{a}(G)" for a in "XYZ"]
    since_boot = 1173.5 + np.arange(N) * 0.010074
    text = sensorlog(names, [since_boot, *TRUE_G.T, *FREE_G.T])
    recording = read(put(tmp_path, "stream.csv", text))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(1 / 0.010074, rel=1e-6)
    assert recording.start is not None
    assert recording.start.isoformat().startswith("2026-05-05T16:21:05.0")
    assert recording.time_zone == "UTC+02:00"


def test_sensorlog_of_device_motion_gets_its_gravity_back(tmp_path: Path) -> None:
    names = ["motionTimestamp_sinceReboot(s)"]
    names += [f"motionUserAcceleration{a}(G)" for a in "XYZ"]
    names += [f"motionGravity{a}(G)" for a in "XYZ"]
    gravity = np.tile(GRAVITY_G, (N, 1))
    text = sensorlog(names, [5 + TIME_S, *FREE_G.T, *gravity.T])
    recording = read(put(tmp_path, "stream.csv", text))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)


PHYPHOX_HEADER = '"Time (s)";"X (m/s^2)";"Y (m/s^2)";"Z (m/s^2)"'
PHYPHOX_TIMES = (
    '"event";"experiment time";"system time";"system time text"\n'
    '"START";0.0E0;1.750383375135371E9;"2025-06-19 21:36:15.135 UTC-04:00"\n'
    '"PAUSE";3.0E0;1.750383378135371E9;"2025-06-19 21:36:18.135 UTC-04:00"\n'
    '"START";3.0E0;1.750383478135371E9;"2025-06-19 21:37:58.135 UTC-04:00"\n'
    '"PAUSE";6.0E0;1.750383481135371E9;"2025-06-19 21:38:01.135 UTC-04:00"\n'
)


@pytest.mark.parametrize("comma", [False, True], ids=["point", "comma"])
def test_phyphox_has_its_hours_and_pauses_from_the_file_beside(
    tmp_path: Path, *, comma: bool
) -> None:
    cells = [0.004 + TIME_S, *(STANDARD * TRUE_G).T]
    text = csv(PHYPHOX_HEADER, cells, ";")
    times = PHYPHOX_TIMES.replace(".", ",") if comma else PHYPHOX_TIMES
    put(tmp_path / "meta", "time.csv", times)
    device = '"property";"value"\n"deviceBrand";"Apple"\n"deviceModel";"iPhone13,4"\n'
    put(tmp_path / "meta", "device.csv", device)
    name = "Accelerometer.csv"
    recording = read(put(tmp_path, name, text.replace(".", ",") if comma else text))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.start is not None
    assert str(recording.start) == "2025-06-19 21:36:15.139371-04:00"
    assert recording.device == "Apple iPhone13,4"
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 300), (300, 600)]
    assert recording.stretches[1].start_s == pytest.approx(103.0, abs=1e-3)


def test_phyphox_of_another_language_is_known_by_what_lies_beside(tmp_path: Path) -> None:
    header = "Zeit (s);" + ";".join(f"Beschleunigung {a} (m/s^2)" for a in "xyz")
    text = csv(header, [TIME_S, *(STANDARD * TRUE_G).T], ";")
    assert read(put(tmp_path, "Rohdaten.csv", text)).start is None
    put(tmp_path / "meta", "time.csv", PHYPHOX_TIMES)
    recording = read(put(tmp_path, "Rohdaten.csv", text))
    assert str(recording.start) == "2025-06-19 21:36:15.135371-04:00"
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)


@pytest.mark.parametrize(
    "times",
    [
        "",
        '"START"\n',
        '"START";"a";"b"\n',
        '"START";0;17\n',
        PHYPHOX_TIMES.replace("3.0E0;1.7503834", "-1;1.7503834"),
        "\0\xff" * 50,
    ],
)
def test_a_broken_file_beside_leaves_elapsed_time(tmp_path: Path, times: str) -> None:
    put(tmp_path, "time.csv", times)
    text = csv(PHYPHOX_HEADER, [TIME_S, *(STANDARD * TRUE_G).T], ";")
    assert read(put(tmp_path, "Accelerometer.csv", text)).start is None


def test_phyphox_linear_is_told_by_the_name_of_the_file(tmp_path: Path) -> None:
    text = csv(PHYPHOX_HEADER, [TIME_S, *(STANDARD * FREE_G).T], ";")
    recording = read(put(tmp_path, "Linear Accelerometer.csv", text))
    assert recording.evidence["gravity_included"].startswith("no: removed (by its name)")


def test_physics_toolbox_repeats_are_left_out(tmp_path: Path) -> None:
    n_rows = np.random.default_rng(6).integers(1, 3, N)  # no regular hold
    held = np.repeat(np.arange(N), n_rows)[:N]
    linear = np.random.default_rng(4).normal(0, 0.2, (N, 3))
    rows = zip(np.arange(N) / 150, TRUE_G[held], linear, linear, strict=True)
    lines = [",".join(f"{v:.4f}" for v in (t, *g, *a, *w)) + "," for t, g, a, w in rows]
    header = "\ntime,gFx,gFy,gFz,ax,ay,az,wx,wy,wz,\n"
    recording = read(put(tmp_path, "toolbox.csv", header + "\n".join(lines) + "\n"))
    n_new = held[-1] + 1
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[:n_new], atol=6e-5)
    assert recording.sample_rate_hz == pytest.approx(n_new / N * 150, rel=0.01)


def test_mobiact_counts_from_boot_and_starts_as_its_header_says(tmp_path: Path) -> None:
    head = (
        "#Acceleration force along the x y z axes (including gravity).\n"
        "#timestamp(ns),x,y,z(m/s^2)\n#Datetime: 05/07/2013 11:27:39\n"
        "#First Name: Ann\n#Last Name: Other\n@DATA"
    )
    ns = 2_318_482_693_000 + np.round(TIME_S * 1e9).astype(np.int64)
    text = csv(head, [ns, *(STANDARD * TRUE_G).T])
    recording = read(put(tmp_path, "BSC_acc_1_1.txt", text))
    assert recording.start == datetime(2013, 7, 5, 11, 27, 39)  # noqa: DTZ001
    assert recording.sample_rate_hz == pytest.approx(100)
    assert "Ann" not in repr(recording)
    damaged = put(tmp_path, "BSC_acc_1_2.txt", text.replace("05/07/2013", "05/77/2013"))
    assert read(damaged).start is None
    other = put(tmp_path, "BSC_gyro_1_1.txt", text.replace("Acceleration force", "Turn"))
    with pytest.raises(ReadError, match="_acc_"):
        read(other)


def test_opensignals_of_a_phone_counts_ns_whatever_its_header_says(tmp_path: Path) -> None:
    facts = {
        "internal sensors": {
            "sensor": ["xAcc", "yAcc", "zAcc"],
            "column": ["nSeq", "xAcc", "yAcc", "zAcc"],
            "time": "1:33:21",
            "date": "2020-7-5",
            "sampling rate": 1000,
        }
    }
    head = f"# OpenSignals Text File Format\n# {json.dumps(facts)}\n# EndOfHeader"
    ns = 3_531_786_419_500 + np.round(TIME_S * 1e9).astype(np.int64)
    text = csv(head, [ns, *(STANDARD * TRUE_G).T, np.full(N, "")], "\t")
    recording = read(put(tmp_path, "opensignals.txt", text))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-6)
    assert recording.start == datetime(2020, 7, 5, 1, 33, 21)  # noqa: DTZ001
    assert recording.sample_rate_hz == pytest.approx(100)


def test_one_axis_in_counts_is_refused_with_what_to_record(tmp_path: Path) -> None:
    facts = {"98": {"sensor": ["ACCBITREV"], "column": ["nSeq", "I1", "I2", "A5"]}}
    head = f"# OpenSignals Text File Format\n# {json.dumps(facts)}\n# EndOfHeader"
    text = csv(head, [np.arange(N) % 16, *np.full((3, N), 500)], "\t")
    with pytest.raises(ReadError, match=r"one axis.*three channels"):
        read(put(tmp_path, "opensignals.txt", text))


@pytest.mark.parametrize(
    ("device", "resolution", "zero", "per_g"),
    [("bitalino_rev", 10, 260, 52), ("biosignalsplux", 16, 33_000, 5000)],
)
def test_three_channels_of_opensignals_are_an_accelerometer(
    tmp_path: Path, device: str, resolution: int, zero: int, per_g: int
) -> None:
    first = {"column": ["nSeq", "DI", "CH1"], "sensor": ["ECG"], "label": ["CH1"]}
    second = {
        "column": ["nSeq", "I1", "A1", "A2", "A3", "A4"],
        "sensor": ["ACC", "EMG", "ACC", "ACC"],
        "label": ["A1", "A2", "A3", "A4"],
        "date": "2024-6-9",
        "time": "8:5:3.25",
    }
    facts = {
        name: head | {"device": device, "sampling rate": RATE_HZ, "resolution": bits}
        for name, head, bits in (
            ("98:d3", first, [4, 1, resolution]),
            ("98:d4", second, [12, 1, *[resolution] * 4]),
        )
    }
    head = f"# OpenSignals Text File Format\n# {json.dumps(facts)}\n# EndOfHeader"
    kept = np.delete(np.arange(N), [100, 101, 102, 103, 104, 105, 106])
    number, other = kept % 16, np.full(len(kept), 7)
    counts = np.round(zero + per_g * TRUE_G[kept]).astype(int)
    columns = [number, other, other, number, other, counts[:, 0], other, *counts.T[1:]]
    recording = read(put(tmp_path, "a.txt", csv(head, columns, "\t")))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G[kept], atol=0.6 / per_g)
    assert str(recording.start) == "2024-06-09 08:05:03.250000"
    assert recording.sample_rate_hz == RATE_HZ
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 100), (100, 593)]
    assert recording.evidence["unit"].startswith("g: set by the format")


def test_garmin_and_mcerebrum_without_a_header(tmp_path: Path) -> None:
    at = datetime(2019, 10, 16, 12, 9, 1, tzinfo=UTC)
    stamps = [f"{at + timedelta(seconds=float(t)):%Y-%m-%dT%H:%M:%S.%f}" for t in TIME_S]
    mg = np.round(1000 * TRUE_G).astype(int)
    lines = zip(stamps, *mg.T.tolist(), strict=True)
    text = "".join(f"{t[:-3]}+02:00;{x};{y};{z}\n" for t, x, y, z in lines)
    garmin = read(put(tmp_path, "a.csv", text))
    assert garmin.format == "Garmin csv"
    np.testing.assert_allclose(garmin.acceleration_g, TRUE_G, atol=6e-4)
    assert garmin.start is not None
    assert garmin.start.isoformat() == "2019-10-16T12:09:01+02:00"
    ms = 1_500_000_000_000 + np.round(TIME_S * 1000).astype(np.int64)
    text = csv("", [ms, np.full(N, -18_000_000), *TRUE_G.T]).lstrip()
    mcerebrum = read(put(tmp_path, "b.csv", text))
    np.testing.assert_allclose(mcerebrum.acceleration_g, TRUE_G, atol=1e-6)
    assert mcerebrum.time_zone == "UTC-05:00"


def test_wear_os_is_in_si_units(tmp_path: Path) -> None:
    header = "x_acc,y_acc,z_acc,x_gyro,y_gyro,z_gyro,timestamp,label"
    ms = 1_657_533_977_810 + np.round(TIME_S * 1000).astype(np.int64)
    turn = np.full((3, N), 0.5)
    cells = [*(STANDARD * TRUE_G).T, *turn, ms, np.full(N, "SEATED")]
    recording = read(put(tmp_path, "sw.csv", csv(header, cells)))
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, np.degrees(0.5), 1e-5)
    assert not any("unit is not named" in note for note in recording.notices)


@pytest.mark.parametrize(
    ("name", "n_samples", "rate_hz", "unit", "gravity", "start"),
    [
        ("sensorlogger/ios_Accelerometer.csv", 2064, 100.43, "m/s2", "no", "2022-09-16 11"),
        ("sensorlog/stream_Apple_Watch_excerpt.csv", 5, 99.3, "g", "yes", "2026-05-05 16"),
        ("phyphox/Accelerometer.csv", 3560, 100.78, "m/s2", "yes", "2025-06-19 21:36:15"),
        ("phyphox/Linear Accelerometer.csv", 312, 100.8, "m/s2", "no", "2025-06-19 21:36"),
        ("mobiact/BSC_acc_1_1.txt", 863, 87.93, "m/s2", "yes", "2013-07-05 11:27:39"),
        ("wearos/s01_01_sw.csv", 1377, 104.27, "m/s2", "yes", "2022-07-11 10:06:17.81"),
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

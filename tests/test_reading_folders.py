"""A folder or an archive is one recording, or the message says what to choose from."""

import hashlib
import io
import json
import os
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from axivity_files import header
from axivity_files import recording as axivity
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import TRIED_BYTES, read
from myosense.reading.originals import check_unchanged, digest_of, states_of
from myosense.recording import Recording

RATE_HZ = 50
START_NS = 1_700_000_000_000_000_000
SAMPLES_G = planted_g()
G = 9.80665
Files = dict[str, str]


def rows(samples: np.ndarray, header: str, rate_hz: float = RATE_HZ) -> str:
    """Write epoch ns, elapsed s, z, y and x, as Sensor Logger does."""
    lines = [
        f"{START_NS + round(row / rate_hz * 1e9)},{row / rate_hz},{z},{y},{x}"
        for row, (x, y, z) in enumerate(samples)
    ]
    return "\n".join((header, *lines, ""))


HEADER = "time,seconds_elapsed,z,y,x"
GRAVITY = np.tile(SAMPLES_G.mean(axis=0) * G, (600, 1)) + planted_g(600, 5) * 0.05
TURNED_DPS = planted_dps(1200)
TURNED = rows(np.radians(TURNED_DPS), HEADER, 2 * RATE_HZ)
WITH, WITHOUT = rows(SAMPLES_G * G, HEADER), rows(SAMPLES_G * G - GRAVITY, HEADER)
SENSOR_LOGGER: Files = {
    "Accelerometer.csv": WITHOUT,
    "AccelerometerUncalibrated.csv": rows(SAMPLES_G, HEADER),
    "Annotation.csv": "",
    "Gravity.csv": rows(GRAVITY, HEADER),
    "Gyroscope.csv": TURNED,
    "GyroscopeUncalibrated.csv": rows(planted_dps(600, 9), HEADER),
    "Metadata.csv": "version,device name\n3,iPhone\n",
    "Orientation.csv": rows(planted_g(), HEADER.replace("z,y,x", "yaw,roll,pitch")),
}


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(files: Files, name: str = "wrist_left") -> Path:
        folder = tmp_path / name
        for file, content in files.items():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_text(content)
        return folder

    return write


def without(*names: str) -> Files:
    return {name: text for name, text in SENSOR_LOGGER.items() if name not in names}


def check(recording: Recording) -> None:
    """Hold a recording to what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=2e-6)
    assert (recording.site, recording.side) == ("wrist", "left")
    turned = recording.angular_velocity_dps
    assert turned is not None
    np.testing.assert_allclose(turned, TURNED_DPS[::2], rtol=1e-4)


@pytest.mark.parametrize(
    ("files", "taken"),
    [
        pytest.param(SENSOR_LOGGER, "AccelerometerUncalibrated.csv", id="uncalibrated"),
        pytest.param(
            SENSOR_LOGGER | {"TotalAcceleration.csv": WITH},
            "TotalAcceleration.csv",
            id="total",
        ),
        pytest.param(
            without("AccelerometerUncalibrated.csv"),
            "Accelerometer.csv",
            id="gravity added",
        ),
    ],
)
def test_of_one_accelerometer_the_one_with_gravity_is_taken(
    put: Callable[..., Path], tmp_path: Path, files: Files, taken: str
) -> None:
    folder = put(files)
    recording = read(folder)
    check(recording)
    assert f"'{taken}'" in recording.evidence["format"]
    assert "'Gyroscope.csv'" in recording.evidence["format"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for file in sorted(folder.iterdir()):
            archive.write(file, f"2026-01-01_12-00-00/{file.name}")
    (tmp_path / "wrist_left.zip").write_bytes(packed.getvalue())
    check(read(tmp_path / "wrist_left.zip"))


def test_gravity_that_is_not_there_is_said_to_be_missing(put: Callable[..., Path]) -> None:
    files = without("AccelerometerUncalibrated.csv", "Gravity.csv", "Gyroscope.csv")
    recording = read(put(files))
    assert recording.evidence["gravity_included"].startswith("no")


def metamotion(sensor: str, rate_hz: float, unit: str, samples: np.ndarray) -> Files:
    """Write a file as MetaMotion's application does, an hour east of UTC."""
    header = "epoch (ms),time (01:00),elapsed (s)," + ",".join(
        f"{axis}-axis ({unit})" for axis in "xyz"
    )
    start_ms = START_NS // 1_000_000
    lines = [
        f"{start_ms + row * 1000 / rate_hz:.0f},2023-11-14T23:13:20.000,"
        f"{row / rate_hz:.3f},{x},{y},{z}"
        for row, (x, y, z) in enumerate(samples)
    ]
    name = f"S1_MetaWear_2023-11-14T23.13.20.000_C42732BE255C_{sensor}_{rate_hz:.3f}Hz"
    return {f"{name}.csv": "\n".join((header, *lines, ""))}


def test_metamotion_writes_accelerometer_and_gyroscope_apart(
    put: Callable[..., Path],
) -> None:
    files = metamotion("Accelerometer", 50, "g", SAMPLES_G)
    files |= metamotion("Gyroscope", 100, "deg/s", TURNED_DPS)
    check(read(put(files)))
    alone = read(put(files) / next(iter(files)))
    assert (alone.n_samples, alone.angular_velocity_dps) == (len(SAMPLES_G), None)


def test_an_e4_session_is_its_accelerometer(put: Callable[..., Path]) -> None:
    counts = np.round(SAMPLES_G * 64).astype(int)
    start = "1551453301.000000"
    lines = [", ".join([start] * 3), ", ".join(["32.000000"] * 3)]
    lines += [f"{x},{y},{z}" for x, y, z in counts]
    files = {
        "ACC.csv": "\n".join((*lines, "")),
        "BVP.csv": f"{start}\n64.0\n" + "0.5\n-0.5\n" * 500,
        "EDA.csv": f"{start}\n4.0\n" + "0.1\n" * 100,
        "HR.csv": f"{start}\n1.0\n" + "61.0\n" * 30,
        "IBI.csv": f"{start}, IBI\n1.2,0.8\n2.0,0.8\n",
        "info.txt": "ACC.csv\n3-axis accelerometer\n",
        "tags.csv": "",
    }
    recording = read(put(files))
    np.testing.assert_allclose(recording.acceleration_g, counts / 64, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(32)
    assert str(recording.start) == "2019-03-01 15:15:01+00:00"


def test_a_choice_is_named_and_can_be_made(put: Callable[..., Path]) -> None:
    folder = put({"left_ankle.csv": WITH, "left_wrist.csv": WITH, "notes.txt": "hello"})
    with pytest.raises(
        ReadError, match=r"2 recordings \(left_ankle\.csv, left_wrist\.csv\).*sensor="
    ):
        read(folder)
    assert read(folder, columns="sensor=ankle").site == "ankle"
    with pytest.raises(ReadError, match="2 recordings"):
        read(folder, columns="sensor=hip")


def test_files_of_one_name_are_told_apart_by_their_folders(
    put: Callable[..., Path],
) -> None:
    folder = put({"left/acc.csv": WITH, "right/acc.csv": WITH})
    with pytest.raises(ReadError, match=r"2 recordings \(left/acc\.csv, right/acc\.csv\)"):
        read(folder)
    assert read(folder, columns="sensor=right").n_samples == len(SAMPLES_G)


BIDS = "sub-01_task-rest_tracksys-imu"
CHANNELS = "name\tcomponent\ttype\ttracked_point\tunits\n" + "".join(
    f"a{axis}\t{axis}\tACCEL\tleft_wrist\tg\n" for axis in "xyz"
)
MOTION = "".join("\t".join(f"{cell:.6f}" for cell in row) + "\n" for row in SAMPLES_G)
BIDS_SET = {
    "dataset_description.json": "{}",
    "README": "A set.",
    "participants.tsv": "participant_id\tage\nsub-01\t60\nsub-02\t61\n",
    f"sub-01/motion/{BIDS}_motion.tsv": MOTION,
    f"sub-01/motion/{BIDS}_channels.tsv": CHANNELS,
    f"sub-01/motion/{BIDS}_motion.json": json.dumps({"SamplingFrequency": 50}),
    "sub-01/eeg/sub-01_task-rest_eeg.csv": WITH,
    "sub-01/motion/sub-01_task-rest_physio.tsv": WITH.replace(",", "\t"),
    "sourcedata/sub-01/left_wrist.csv": WITH,
}


def test_a_set_of_bids_is_one_recording(put: Callable[..., Path]) -> None:
    recording = read(put(BIDS_SET))
    assert recording.format == "BIDS motion"
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)


@pytest.mark.parametrize(
    "name", ["right_ankle.csv", "sub-01/motion/right_ankle.csv", "sub-01/sub-01_ankle.csv"]
)
def test_another_recording_beside_a_set_of_bids_is_named(
    put: Callable[..., Path], name: str
) -> None:
    folder = put(BIDS_SET | {name: WITH})
    called = Path(name).name
    with pytest.raises(ReadError, match=rf"holds 2 recordings \(.*{called}.*sensor="):
        read(folder)
    chosen = read(folder, columns=f"sensor={called[:-4]}")
    assert (chosen.format, chosen.site) == ("Sensor Logger csv", "ankle")


def test_a_damaged_file_beside_a_readable_one_is_named(put: Callable[..., Path]) -> None:
    lines = WITH.splitlines()
    lines[99] = lines[99].rpartition(",")[0] + ",#?!"
    torn = "\n".join(lines)
    folder = put({"left_wrist.csv": WITH, "right_wrist.csv": torn, "notes.csv": "a,b\n"})
    recording = read(folder)
    assert (recording.site, recording.side) == ("wrist", "left")
    (note,) = (note for note in recording.notices if "beside" in note)
    assert note.startswith(
        "right_wrist.csv lies beside left_wrist.csv and is not read: line 100 has '#?!'"
    )
    chosen = read(folder, columns="sensor=left")
    assert not any("beside" in note for note in chosen.notices)


def test_a_damaged_file_of_a_device_is_named_beside_its_like(tmp_path: Path) -> None:
    counts = [tuple(row) for row in np.round(256 * planted_g(1200)).astype(int).tolist()]
    whole = b"".join([header(), *axivity(counts, rate_hz=100.0)])
    (tmp_path / "left_wrist.cwa").write_bytes(whole)
    (tmp_path / "right_wrist.cwa").write_bytes(bytes(512) + whole[512:1500])
    (note,) = (note for note in read(tmp_path).notices if "beside" in note)
    assert note.startswith("right_wrist.cwa lies beside left_wrist.cwa and is not read: ")


def large_axivity(n_samples: int = 70_000) -> bytes:
    counts = np.round(256 * planted_g(n_samples)).astype(int).tolist()
    return b"".join([header(), *axivity(list(map(tuple, counts)), rate_hz=100.0)])


def test_a_large_damaged_file_of_a_device_is_no_second_recording(tmp_path: Path) -> None:
    whole = large_axivity()
    assert len(whole) > TRIED_BYTES
    (tmp_path / "left_wrist.cwa").write_bytes(whole)
    (tmp_path / "right_wrist.cwa").write_bytes(whole[:1024] + bytes(len(whole) - 1024))
    recording = read(tmp_path)
    assert recording.side == "left"
    (note,) = (note for note in recording.notices if "beside" in note)
    assert note.startswith("right_wrist.cwa lies beside left_wrist.cwa and is not read: ")


def test_a_large_table_that_is_torn_is_no_second_recording(tmp_path: Path) -> None:
    lines = rows(planted_g(9000) * G, HEADER).splitlines()
    (tmp_path / "left_wrist.csv").write_text("\n".join(lines))
    lines[-100] = lines[-100].rpartition(",")[0] + ",#?!"
    (tmp_path / "right_wrist.csv").write_text("\n".join(lines))
    assert (tmp_path / "right_wrist.csv").stat().st_size > TRIED_BYTES
    recording = read(tmp_path)
    assert recording.side == "left"
    (note,) = (note for note in recording.notices if "beside" in note)
    assert note.startswith("right_wrist.csv lies beside left_wrist.csv and is not read: ")


def test_two_large_recordings_are_named(tmp_path: Path) -> None:
    for name in ("left_wrist.cwa", "right_wrist.cwa"):
        (tmp_path / name).write_bytes(large_axivity())
    with pytest.raises(ReadError, match=r"holds 2 recordings \(left_wrist.cwa, right"):
        read(tmp_path)


def test_other_sensors_beside_an_accelerometer_are_no_damaged_files(
    put: Callable[..., Path],
) -> None:
    notices = read(put(SENSOR_LOGGER)).notices
    assert not any("is not read" in note for note in notices)


def test_a_folder_without_an_accelerometer_says_why(put: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match=r"2 files and no recording.*Gravity\.csv is"):
        read(put({"Gravity.csv": rows(GRAVITY, HEADER), "notes.txt": "hello"}))


def test_large_files_are_only_looked_into(put: Callable[..., Path]) -> None:
    samples = planted_g(9000)
    names = [f"{{0}} {axis} ({{1}})" for axis in "ZYX"]
    header = ",".join(("Timestamp (ns)", "elapsed (s)", *names))
    files = {
        "accel.csv": rows(samples, header.format("Accel", "g")),
        "gyro.csv": rows(samples * 9, header.format("Gyro", "deg/s")),
    }
    files["log.csv"] = "event,text\n" + "1,hello\n" * 60_000
    recording = read(put(files))
    assert recording.n_samples == len(samples)
    assert recording.angular_velocity_dps is not None


def test_the_digest_is_that_of_the_files_that_were_used(put: Callable[..., Path]) -> None:
    folder = put(without("AccelerometerUncalibrated.csv"))
    first = read(folder).sha256
    (folder / "Annotation.csv").write_text("another note")
    assert read(folder).sha256 == first
    (folder / "Gravity.csv").write_text(rows(GRAVITY + 1e-6, HEADER))
    assert read(folder).sha256 != first
    alone = folder / "Accelerometer.csv"
    assert digest_of([alone]) == hashlib.sha256(alone.read_bytes()).hexdigest()


def test_a_file_that_changes_while_it_is_read_is_refused(
    put: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put({"a.csv": WITH}) / "a.csv"

    def write_on(paths: list[Path]) -> str:
        with paths[0].open("a") as file:
            file.write("more")
        return digest_of(paths)

    monkeypatch.setattr("myosense.reading.digest_of", write_on)
    with pytest.raises(ReadError, match=r"^a\.csv: changed while it was read"):
        read(path)


def test_every_change_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"1234")
    before = states_of([path])
    check_unchanged(before, [path])
    os.utime(path, ns=(0, 0))
    with pytest.raises(ReadError, match="changed"):
        check_unchanged(before, [path])
    before = states_of([path])
    path.unlink()
    with pytest.raises(ReadError, match="changed"):
        check_unchanged(before, [path])


def test_real_folders(shared: Path) -> None:
    formats = shared / "formats"
    phone = read(formats / "sensorlogger" / "2022-09-16_11-15-46.zip")
    assert (phone.n_samples, phone.evidence["unit"][:2]) == (2066, "g:")
    assert phone.sample_rate_hz == pytest.approx(100.43, rel=0.005)
    turned = phone.angular_velocity_dps
    assert turned is not None
    assert np.mean(np.isfinite(turned)) > 0.99
    phyphox = read(formats / "phyphox")
    assert phyphox.n_samples == 3560
    assert phyphox.angular_velocity_dps is not None
    assert read(formats / "embraceplus").n_samples == 115_904

"""BIDS motion: rows without a header, described beside them or further up."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

N = 600
SAMPLES_G, TURNED_DPS = planted_g(N), planted_dps(N)
NAME = "sub-01_task-rest_tracksys-imu"
COLUMNS = "name\tcomponent\ttype\ttracked_point\tunits\tsampling_frequency\tplacement"
Lines = list[str]


def sensor(kind: str, units: str, point: str, order: str = "xyz") -> Lines:
    return [f"{kind}_{axis}\t{axis}\t{kind}\t{point}\t{units}\t50\tskin" for axis in order]


LATENCY = "latency\tn/a\tLATENCY\tn/a\tseconds\t50\tn/a"
WRIST = sensor("ACCEL", "m/s^2", "left_wrist", "zyx")
GYRO = sensor("GYRO", "rad/s", "left_wrist")
LATENCIES_S = np.arange(N) / 50.05 + 3
TABLE = np.column_stack(
    (LATENCIES_S, SAMPLES_G[:, ::-1] * 9.80665, np.radians(TURNED_DPS), SAMPLES_G)
)
CHANNELS = [LATENCY, *WRIST, *GYRO]


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(table: np.ndarray, channels: Lines, *, is_above: bool = False) -> Path:
        folder = tmp_path / "sub-01" / "motion"
        folder.mkdir(parents=True)
        (tmp_path / "dataset_description.json").write_text("{}")
        lines = [
            "\t".join("n/a" if np.isnan(v) else f"{v:.9f}" for v in row) for row in table
        ]
        (folder / f"{NAME}_motion.tsv").write_text("\n".join((*lines, "")))
        described = {"SamplingFrequency": 50, "ManufacturersModelName": "Opal"}
        place = tmp_path if is_above else folder
        name = "task-rest" if is_above else NAME
        (place / f"{name}_motion.json").write_text(json.dumps(described))
        (place / f"{name}_channels.tsv").write_text("\n".join((COLUMNS, *channels, "")))
        (tmp_path / "sub-01" / "sub-01_scans.tsv").write_text(
            f"filename\tacq_time\nmotion/{NAME}_motion.tsv\t2024-05-01T09:30:00.250\n"
        )
        return folder / f"{NAME}_motion.tsv"

    return write


@pytest.mark.parametrize("is_above", [False, True])
def test_the_accelerometer_is_found_by_its_channels(
    put: Callable[..., Path], *, is_above: bool
) -> None:
    path = put(TABLE[:, :7], CHANNELS, is_above=is_above)
    for place in (path, path.parent):
        recording = read(place)
        np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)
        turned = recording.angular_velocity_dps
        assert turned is not None
        np.testing.assert_allclose(turned, TURNED_DPS, atol=1e-4)
        assert recording.sample_rate_hz == pytest.approx(50.05)
        assert str(recording.start) == "2024-05-01 09:30:00.250000"
        assert (recording.site, recording.side) == ("wrist", "left")
        assert recording.device == "Opal"


def test_without_latencies_the_rate_counts_and_blanks_are_gaps(
    put: Callable[..., Path],
) -> None:
    table = TABLE[:, 7:].copy()
    table[200:210, 1] = np.nan
    recording = read(put(table, sensor("ACCEL", "g", "chest")))
    assert [s.n_samples for s in recording.stretches] == [200, 390]
    assert recording.sample_rate_hz == pytest.approx(50)
    assert recording.site == "chest"


def test_of_several_points_the_user_chooses(put: Callable[..., Path]) -> None:
    path = put(TABLE, [*CHANNELS, *sensor("ACCEL", "g", "right_ankle")])
    with pytest.raises(ReadError, match=r"2 accelerometers \(left_wrist, right_ankle\)"):
        read(path)
    ankle = read(path, columns="sensor=ankle")
    assert (ankle.site, ankle.angular_velocity_dps) == ("ankle", None)
    np.testing.assert_allclose(ankle.acceleration_g, SAMPLES_G, atol=1e-6)
    assert read(path.parent, columns={"sensor": "wrist"}).site == "wrist"
    with pytest.raises(ReadError, match="0 accelerometers named 'hip'"):
        read(path, columns="sensor=hip")


@pytest.mark.parametrize(
    ("channels", "said"),
    [
        pytest.param(sensor("POS", "mm", "head"), "POS in mm", id="motion capture"),
        pytest.param(
            [*sensor("ACCEL", "g", "head", "xy"), LATENCY], "x, y and z", id="axes"
        ),
        pytest.param([LATENCY, *WRIST], "no table of the 4", id="width"),
        pytest.param([], "0 channels", id="no channels"),
    ],
)
def test_what_is_no_accelerometer_is_refused(
    put: Callable[..., Path], channels: Lines, said: str
) -> None:
    with pytest.raises(ReadError, match=r"_motion\.tsv: ") as refusal:
        read(put(TABLE[:, 7:], channels))
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_damage_is_refused(put: Callable[..., Path]) -> None:
    path = put(TABLE[:, :7], CHANNELS)
    text = path.read_text()
    path.write_text(text.replace("0.", "zero.", 1))
    with pytest.raises(ReadError, match="no table"):
        read(path)
    path.write_text("")
    with pytest.raises(ReadError, match=r"_motion\.tsv: "):
        read(path)
    path.write_text(text)
    described = path.with_name(f"{NAME}_motion.json")
    described.write_text("{")
    with pytest.raises(ReadError, match="damaged"):
        read(path)
    described.write_text('{"SamplingFrequency": "fast"}')
    path.with_name(f"{NAME}_channels.tsv").write_bytes(b"\xff\x00type\n\x00")
    with pytest.raises(ReadError, match="channels"):
        read(path)
    path.with_name(f"{NAME}_channels.tsv").unlink()
    with pytest.raises(ReadError, match=r"without its _channels\.tsv"):
        read(path)


def test_the_real_one_is_motion_capture(shared: Path) -> None:
    folder = shared / "formats" / "bids_motion"
    with pytest.raises(ReadError, match=r"POS in mm.*positions of motion capture are none"):
        read(folder / "sub-01_task-pullstand_tracksys-mocap_motion.tsv")

"""HDF5: APDM, OpenSignals and arrays by name, written with h5py after their layouts."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt
import pytest

from myosense.errors import ArgumentError, ReadError
from myosense.reading import read
from myosense.reading.formats.hdf5 import read_here

N = 600
H5 = Any  # h5py has no types.
START_US = 1_741_000_000_000_000  # 2025-03-03 11:06:40 UTC
G = 9.80665


def make_motion(seed: int = 0) -> npt.NDArray[np.float64]:
    motion = np.random.default_rng(seed).normal(0, 0.01, (N, 3))
    motion += [0.0, 0.6, 0.8]
    return motion


MOTION, OTHER = make_motion(), make_motion(1)


Put = Callable[[Callable[[H5], None]], Path]
pytestmark = pytest.mark.usefixtures("hdf5_here")


def add_opal(file: H5, sensor: str, label: str, motion: npt.NDArray[np.float64]) -> None:
    group = file.create_group(f"Sensors/{sensor}")
    group["Accelerometer"] = motion * G
    group["Accelerometer"].attrs["Units"] = "m/s^2"
    group["Gyroscope"] = motion
    group["Gyroscope"].attrs["Units"] = "rad/s"
    group["Magnetometer"] = motion * 50
    group["Time"] = START_US + np.arange(N, dtype="u8") * 7812
    configuration = group.create_group("Configuration")
    configuration.attrs["Label 0"] = np.bytes_(label.ljust(32, "\0"))
    configuration.attrs["Timezone Offset"] = np.int8(-8)


def add_two_opals(file: H5) -> None:
    add_opal(file, "3142", "Left Wrist", MOTION)
    add_opal(file, "3143", "Lumbar", OTHER)
    file["Processed/3142/Orientation"] = np.zeros((N, 4))


def test_one_of_several_opals_is_chosen_by_its_label(put_hdf5: Put) -> None:
    path = put_hdf5(add_two_opals)
    with pytest.raises(
        ReadError, match=r"2 accelerometers.*Left Wrist.*Lumbar.*sensor=NAME"
    ):
        read(path)
    recording = read(path, columns="sensor=left wrist")
    np.testing.assert_allclose(recording.acceleration_g, MOTION, rtol=1e-6)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(
        recording.angular_velocity_dps, np.degrees(MOTION), rtol=1e-6
    )
    assert (recording.site, recording.side) == ("wrist", "left")
    assert recording.start is not None
    assert recording.start.isoformat() == "2025-03-03T03:06:40-08:00"
    assert recording.sample_rate_hz == pytest.approx(1e6 / 7812)
    assert recording.device == "APDM Opal 3142"
    with pytest.raises(ArgumentError, match=r"sensor=foot.*Lumbar"):
        read_here(path, "sensor=foot")


def add_channels(file: H5) -> None:
    group = file.create_group("00:07:80")
    said = {"sampling rate": 100, "resolution": [16] * 3, "device": "biosignalsplux"}
    said |= {"date": "2019-3-9", "time": "13:55:26.466"}
    for key, value in said.items():
        group.attrs[key] = value
    counts = np.round(33_000 + 5000 * MOTION).astype("u2")
    for i, axis in enumerate(counts.T, 1):
        channel = group.create_dataset(f"raw/channel_{i}", data=axis[:, None])
        channel.attrs["sensor"] = "XYZ"
    number = np.arange(N)
    number[300:] += 200  # 2 s were lost on the air.
    group["raw/nSeq"] = (number % 128).astype("u2")[:, None]


def test_opensignals_counts_become_g_and_losses_stay_gaps(put_hdf5: Put) -> None:
    recording = read(put_hdf5(add_channels))
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=1.1e-4)
    assert recording.sample_rate_hz == pytest.approx(100)
    assert recording.start is not None
    assert recording.start.isoformat() == "2019-03-09T13:55:26.466000"
    # 200 numbers later is 72 later where they start anew at 128.
    assert [s.start_s for s in recording.stretches] == pytest.approx([0, 3.72])


def as_array(file: H5) -> None:
    data = file.create_dataset("left/accelerometer", data=MOTION * 1000, compression="gzip")
    data.attrs["unit"] = "mg"
    file["left/timestamps"] = START_US / 1e6 + np.arange(N) / 50
    file["left/gyroscope"] = MOTION
    file["left/gravity"] = MOTION


def as_data_in_a_folder(file: H5) -> None:
    file["Accelerometers/data"] = MOTION.T  # Channels first, as many store it.
    file["Gravity/data"] = OTHER
    file["time"] = np.arange(N) / 50


def as_three_arrays(file: H5) -> None:
    for axis, values in zip("xyz", MOTION.T, strict=True):
        file[f"imu/acc_{axis}"] = values
        file[f"imu/mag_{axis}"] = values * 40
    file["imu"].attrs["Sampling Rate"] = 50.0


def as_table(file: H5) -> None:
    kinds = [("time", "f8"), *((f"acc_{axis}", "f4") for axis in "xyz"), ("label", "S4")]
    table = np.zeros(N, kinds)
    table["time"] = np.arange(N) / 50
    for axis, values in zip("xyz", MOTION.T, strict=True):
        table[f"acc_{axis}"] = values
    file["recording"] = table


@pytest.mark.parametrize("fill", [as_array, as_data_in_a_folder, as_three_arrays, as_table])
def test_arrays_are_found_by_their_names(put_hdf5: Put, fill: Callable[[H5], None]) -> None:
    table = read_here(put_hdf5(fill), None)
    scale = 1000 if fill is as_array else 1
    np.testing.assert_allclose(table.acceleration, MOTION * scale, rtol=1e-6)
    rate_hz = table.declared.sample_rate_hz
    if rate_hz is None:
        assert table.stamps is not None
        assert table.stamps.time_s[50] == pytest.approx(1)
    else:
        assert rate_hz == 50
    assert (table.angular_velocity is not None) == (fill is as_array)


def test_columns_are_named_by_their_paths(put_hdf5: Put) -> None:
    def fill(file: H5) -> None:
        file["a/block"] = np.column_stack((np.arange(N) / 50, MOTION))

    path = put_hdf5(fill)
    with pytest.raises(ReadError, match=r"found a/block and no three columns"):
        read_here(path, None)
    said = "time=a/block[1],x=a/block[2],y=a/block[3],z=a/block[4]"
    table = read_here(path, said)
    np.testing.assert_array_equal(table.acceleration, MOTION)
    assert table.stamps is not None
    with pytest.raises(ArgumentError, match="'b', which is not in the file"):
        read_here(path, "x=b,y=c,z=d")


def test_what_leads_out_or_back_is_not_followed(put_hdf5: Put, tmp_path: Path) -> None:
    with h5py.File(tmp_path / "secret.h5", "w") as other:
        other["acc"] = MOTION

    def fill(file: H5) -> None:
        file["far/acc"] = h5py.ExternalLink("secret.h5", "/acc")
        file["loop/loop"] = file.create_group("loop2")
        file["loop2/back"] = file["loop"]
        file["soft"] = h5py.SoftLink("/loop")
        layout = h5py.VirtualLayout((N, 3), "f8")
        layout[:] = h5py.VirtualSource(str(tmp_path / "secret.h5"), "acc", (N, 3))
        file.create_virtual_dataset("virtual/acc", layout)
        outside = [(str(tmp_path / "secret.h5"), 0, N * 24)]
        file.create_dataset("outside/acc", (N, 3), "f8", external=outside)

    with pytest.raises(ReadError, match="found no array of numbers"):
        read_here(put_hdf5(fill), None)


def test_declared_sizes_are_not_believed(put_hdf5: Put) -> None:
    def fill(file: H5) -> None:
        file.create_dataset("acc", (1 << 27, 3), "f8", chunks=(1024, 3))

    with pytest.raises(ReadError, match=r"declares 3,221,225,472 bytes.*holds 0"):
        read_here(put_hdf5(fill), None)

    def fill_more(file: H5) -> None:
        file.create_dataset("acc", (1 << 40, 3), "f8", chunks=(1024, 3))

    with pytest.raises(ReadError, match=r"1,099,511,627,776 samples"):
        read_here(put_hdf5(fill_more), None)


def test_objects_are_never_unpacked(put_hdf5: Put) -> None:
    def fill(file: H5) -> None:
        bomb = b"cos\nsystem\n(S'exit 3'\ntR."
        file.create_dataset("acc", data=np.frombuffer(bomb, "S1"))
        file.create_dataset("x", data=[bomb], dtype=h5py.special_dtype(vlen=bytes))
        file.attrs["pickle"] = np.void(bomb)

    with pytest.raises(ReadError, match="no array of numbers"):
        read_here(put_hdf5(fill), None)


def test_a_gyroscope_alone_is_not_enough(put_hdf5: Put) -> None:
    with pytest.raises(ReadError, match="gyroscope is not enough"):
        read_here(
            put_hdf5(lambda file: file.create_dataset("gyroscope", data=MOTION)), None
        )


def test_a_process_of_its_own_reads_the_same(
    put_hdf5: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put_hdf5(as_array)
    here = read(path)
    monkeypatch.undo()
    apart = read(path)
    np.testing.assert_array_equal(apart.acceleration_g, here.acceleration_g)
    assert apart.facts == here.facts


@pytest.mark.parametrize("size", [8, 100, 5000])
def test_a_cut_file_is_refused(put_hdf5: Put, size: int) -> None:
    path = put_hdf5(as_array)
    path.write_bytes(path.read_bytes()[:size])
    with pytest.raises(ReadError, match="damaged or cut off"):
        read_here(path, None)


def test_the_sample_of_opensignals_is_read(shared: Path) -> None:
    recording = read(shared / "formats" / "opensignals" / "sync_acc_2.h5")
    assert (recording.n_samples, recording.start is not None) == (20_250, True)
    assert recording.sample_rate_hz == pytest.approx(1000)
    assert recording.evidence["gravity_included"].startswith("yes")

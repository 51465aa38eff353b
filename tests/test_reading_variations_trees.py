"""What else files of named arrays look like: versions of APDM, pandas, bare tables."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.io
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

N, RATE_HZ = 800, 100.0
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
TIME_S = np.arange(N) / RATE_HZ
EPOCH_NS = 1_629_403_337_780_000_000  # 2021-08-19 20:02:17.780 UTC
H5 = Any  # h5py has no types.
Put = Callable[[Callable[[H5], object]], Path]
pytestmark = pytest.mark.usefixtures("hdf5_here")


def check(recording: Recording, rate_hz: float = RATE_HZ) -> None:
    """Compare samples and rate with what was planted."""
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=2e-3)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=2e-3)


def add_old_opal(file: H5) -> None:
    """Write an Opal as Motion Studio did before version 5."""
    group = file.create_group("SI-000452")
    group.attrs["MonitorLabel"], group.attrs["SampleRate"] = b"Left Wrist", 128
    group["Time"] = EPOCH_NS // 1000 + np.arange(N, dtype="u8") * 7812
    for name, unit, values in (
        ("Accelerometers", "m/s^2", 9.80665 * TRUE_G),
        ("Gyroscopes", "rad/s", np.radians(TRUE_DPS)),
        ("Magnetometers", "uT", TRUE_DPS),
    ):
        group[f"Calibrated/{name}"] = values
        group[f"Calibrated/{name}"].attrs["Units"] = unit
        group[f"Raw/{name}"] = np.round(3000 + 400 * values).astype("u2")


def test_an_old_opal_is_read_calibrated(put_hdf5: Put) -> None:
    recording = read(put_hdf5(add_old_opal))
    check(recording, 1e6 / 7812)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, rtol=1e-5)
    assert (recording.site, recording.side) == ("wrist", "left")
    assert recording.device == "APDM Opal SI-000452"
    assert str(recording.start) == "2021-08-19 20:02:17.780000+00:00"


@pytest.mark.parametrize("zone", [None, b"Europe/Berlin"])
def test_a_table_of_pandas_has_names_and_index(put_hdf5: Put, zone: bytes | None) -> None:
    def fill(file: H5) -> None:
        group = file.create_group("df")
        group.attrs["pandas_type"] = "frame"
        group["axis0"] = [b"label", b"x", b"y", b"z"]
        group["axis1"] = EPOCH_NS + np.arange(N) * 10_000_000
        group["axis1"].attrs["kind"] = "datetime64"
        if zone:
            group["axis1"].attrs["tz"] = zone
        group["block0_items"], group["block0_values"] = [b"x", b"y", b"z"], TRUE_G
        group["block1_items"], group["block1_values"] = [b"label"], np.ones((N, 1))

    recording = read(put_hdf5(fill))
    check(recording)
    offset = "+00:00" if zone else ""
    assert str(recording.start) == f"2021-08-19 20:02:17.780000{offset}"


@pytest.mark.parametrize("names", [["time", "acc_x", "acc_y", "acc_z"], "t,ax,ay,az"])
def test_columns_are_named_in_an_attribute(put_hdf5: Put, names: object) -> None:
    def fill(file: H5) -> None:
        file["data"] = np.column_stack((TIME_S, TRUE_G))
        file["data"].attrs["columns"] = names
        file["data"].attrs["axes"] = [b"1", b"2", b"3", b"4"]

    check(read(put_hdf5(fill)))


@pytest.mark.parametrize("n_more", [0, 3])
def test_a_bare_array_is_time_and_axes_where_its_first_column_rises(
    put_hdf5: Put, tmp_path: Path, n_more: int
) -> None:
    table = np.column_stack((TIME_S, TRUE_G, TRUE_DPS[:, :n_more]))
    path = tmp_path / "a.mat"
    scipy.io.savemat(path, {"data": table})
    for recording in (
        read(path),
        read(put_hdf5(lambda file: file.update({"data": table}))),
    ):
        check(recording)
        assert any("left out" in said for said in recording.notices) == bool(n_more)


def test_a_bare_array_that_begins_with_no_time_is_refused(put_hdf5: Put) -> None:
    table = np.column_stack((TRUE_G, TRUE_DPS))
    with pytest.raises(ReadError, match="no three columns"):
        read(put_hdf5(lambda file: file.update({"data": table})))


@pytest.mark.parametrize("day", [738_387.5, 44_427.5])
def test_days_are_a_time_in_arrays_too(tmp_path: Path, day: float) -> None:
    path = tmp_path / "a.mat"
    scipy.io.savemat(path, {"acc": TRUE_G, "t": day + TIME_S / 86_400})
    recording = read(path)
    check(recording)
    assert recording.start is not None
    assert recording.start.isoformat(timespec="seconds") == "2021-08-19T12:00:00"

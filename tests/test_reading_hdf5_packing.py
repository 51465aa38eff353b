"""HDF5 after CF's conventions: packed numbers, marks of what is missing, units of time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

N, RATE_HZ, G = 600, 100, 9.80665
TRUE_G = planted_g(N)
SECOND = np.arange(N) / RATE_HZ
H5 = Any  # h5py has no types.
Put = Callable[[Callable[[H5], None]], Path]
pytestmark = pytest.mark.usefixtures("hdf5_here")


def add(file: H5, name: str, values: object, **attributes: object) -> None:
    file[name] = values
    file[name].attrs.update(attributes)


@pytest.mark.parametrize("offset", [0.0, 2.5])
@pytest.mark.parametrize(("units", "one_g"), [("g", 1.0), ("m s-2", G), (["m/s2"] * 3, G)])
def test_packed_numbers_are_what_they_stand_for(
    put_hdf5: Put, offset: float, units: object, one_g: float
) -> None:
    def fill(file: H5) -> None:
        counts = np.round((TRUE_G * one_g - offset) / 0.002).astype(np.int16)
        attributes = {"scale_factor": 0.002, "units": units}
        attributes |= {"add_offset": offset} if offset else {}
        add(file, "acceleration", counts, **attributes)
        turns = np.round(planted_dps(N) / 0.5).astype(np.int16)
        add(file, "gyro", turns, scale_factor=0.5, units="deg/s")
        file.attrs["sampling_rate"] = float(RATE_HZ)

    recording = read(put_hdf5(fill))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1.1e-3)
    assert recording.evidence["unit"].startswith("g" if one_g == 1 else "m/s2")
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, planted_dps(N), atol=0.26)


@pytest.mark.parametrize("name", ["_FillValue", "missing_value"])
@pytest.mark.parametrize(
    ("dtype", "mark"), [("i2", -32768), ("f4", 9.969209968386869e36), ("f8", -999.0)]
)
def test_what_is_missing_is_a_gap(
    put_hdf5: Put, name: str, dtype: str, mark: float
) -> None:
    def fill(file: H5) -> None:
        for axis, own in zip("xyz", TRUE_G.T * 1000, strict=True):
            values = own.astype(dtype)
            values[300:310] = mark
            add(file, f"acc_{axis}", values, scale_factor=0.001, units="g", **{name: mark})
        file.attrs["sampling_rate"] = float(RATE_HZ)

    recording = read(put_hdf5(fill))
    before, after = recording.stretches
    assert (before.n_samples, after.n_samples) == (300, N - 310)
    assert after.start_s == pytest.approx(3.1)
    whole = np.delete(TRUE_G, slice(300, 310), axis=0)
    np.testing.assert_allclose(recording.acceleration_g, whole, atol=1.1e-3)


START = datetime(2025, 3, 4, 12, 0, 0)  # noqa: DTZ001  a wall clock


@pytest.mark.parametrize(
    ("units", "times", "start"),
    [
        ("milliseconds since 2025-03-04 12:00:00", 1000 * SECOND, START),
        ("s since 2025-03-04T11:59:58.5", 1.5 + SECOND, START),
        ("seconds since 2025-03-04", 43_200 + SECOND, START),
        ("hours since 2025-3-4 6:00:00", 6 + SECOND / 3600, START),
        ("us since 2025-03-04 12:00:00Z", 1e6 * SECOND, START.replace(tzinfo=UTC)),
        (
            "seconds since 2025-03-04 12:00:00 +02:00",
            SECOND,
            START.replace(tzinfo=timezone(timedelta(hours=2))),
        ),
        ("days since 1970-01-01", 20_151.5 + SECOND / 86_400, START.replace(tzinfo=UTC)),
        (
            "seconds since 1970-01-01 00:00:00",
            START.replace(tzinfo=UTC).timestamp() + SECOND,
            START.replace(tzinfo=UTC),
        ),
        (
            "seconds since 2000-01-01 00:00:00.0",
            START.replace(tzinfo=UTC).timestamp() - 946_684_800 + SECOND,
            START.replace(tzinfo=UTC),
        ),
        ("seconds since 1970-01-01", SECOND, None),
        ("ms", 1000 * SECOND, None),
    ],
)
def test_time_counts_from_the_date_in_its_unit(
    put_hdf5: Put, units: str, times: object, start: datetime | None
) -> None:
    def fill(file: H5) -> None:
        add(file, "acc", TRUE_G, units="g")
        add(file, "time", times, units=units)

    recording = read(put_hdf5(fill))
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-3)
    if start is None:
        assert recording.start is None
    else:
        assert recording.start is not None
        assert (recording.start.tzinfo is None) == (start.tzinfo is None)
        assert abs(recording.start - start) < timedelta(milliseconds=5)


def test_a_table_may_name_such_a_unit_too(tmp_path: Path) -> None:
    rows = [f"{s:.2f},{x},{y},{z}" for s, (x, y, z) in zip(SECOND, TRUE_G, strict=True)]
    path = tmp_path / "left_wrist.csv"
    path.write_text("\n".join(["Time (s since 2025-03-04 12:00:00),x,y,z", *rows]) + "\n")
    recording = read(path)
    assert recording.start == START
    np.testing.assert_allclose(recording.time_s, SECOND, atol=1e-6)


def test_numbers_of_rows_take_the_rate_beside_them(
    put_hdf5: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fill(file: H5) -> None:
        file["acc"] = TRUE_G
        file["t"] = np.where(np.arange(N) < 400, np.arange(N), np.arange(N) + 50)

    path = put_hdf5(fill)
    with pytest.raises(ReadError, match="only numbers the rows"):
        read(path)
    monkeypatch.undo()  # What a process of its own returns is the same.
    before, after = read(path, rate_hz=RATE_HZ).stretches
    assert before.n_samples == 400
    assert after.start_s == pytest.approx(4.5)

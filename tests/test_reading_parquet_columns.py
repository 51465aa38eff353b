"""Parquet whose columns hold more than one number, or numbers and times of other types."""

from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read

N, RATE_HZ = 600, 100
MOTION_G = planted_g(N)
START = pd.Timestamp("2025-03-04 22:05:06.25")
TIME = START + pd.to_timedelta(np.arange(N) * 10, unit="ms")
Put = Callable[[dict[str, Any]], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(columns: dict[str, Any]) -> Path:
        path = tmp_path / "left_wrist.parquet"
        pq.write_table(pa.table(columns), path, row_group_size=250)
        return path

    return write


def axes() -> list[Any]:
    return [pa.array(axis) for axis in MOTION_G.T]


def structs() -> Any:  # noqa: ANN401  an array of Arrow
    return pa.StructArray.from_arrays(axes(), names=["x", "y", "z"])


def nested() -> Any:  # noqa: ANN401
    return pa.StructArray.from_arrays([structs(), pa.array([7] * N)], names=["acc", "id"])


@pytest.mark.parametrize(
    "columns",
    [
        {"acceleration": structs()},
        {"sensors": nested()},
        {"acc": pa.FixedSizeListArray.from_arrays(pa.array(MOTION_G.ravel()), 3)},
        {"acc": pa.array(MOTION_G.tolist())},
        {"acc": pa.array(MOTION_G.tolist()), "ecg": pa.array([[1.0] * 5] * N)},
        dict(zip("xyz", (a.cast(pa.decimal128(9, 3)) for a in axes()), strict=True)),
        dict(zip([f"('acc', '{a}')" for a in "xyz"], axes(), strict=True)),
    ],
    ids=["struct", "nested", "fixed list", "list", "lists", "decimal", "levels"],
)
def test_axes_are_found_in_any_column(put: Put, columns: dict[str, Any]) -> None:
    recording = read(put({"time": pa.array(TIME), **columns}))
    np.testing.assert_allclose(recording.acceleration_g, MOTION_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)
    assert recording.start == START


def test_lists_that_change_their_length_are_refused(put: Put) -> None:
    values = MOTION_G.tolist()
    values[400] = [1.0, 2.0]
    with pytest.raises(ReadError, match="lists of another length than 3 in 'acc'"):
        read(put({"time": pa.array(TIME), "acc": pa.array(values)}))


def test_times_of_other_types(put: Put) -> None:
    motion = dict(zip("xyz", axes(), strict=True))
    apart = {"date": pa.array(TIME.date), "clock": pa.array(TIME.time)}
    assert read(put(apart | motion)).start == START
    elapsed = read(put({"elapsed": pa.array(TIME - START)} | motion))
    assert elapsed.start is None
    assert elapsed.sample_rate_hz == pytest.approx(RATE_HZ)


@pytest.mark.parametrize("unit", ["ms", "us", "ns"])
@pytest.mark.parametrize("name", ["time", "elapsed", "t"])
def test_durations_are_elapsed_in_any_unit(put: Put, unit: str, name: str) -> None:
    elapsed = pa.array(10 * np.arange(N), pa.duration("ms")).cast(pa.duration(unit))
    recording = read(put({name: elapsed} | dict(zip("xyz", axes(), strict=True))))
    np.testing.assert_allclose(recording.acceleration_g, MOTION_G, atol=1e-6)
    assert recording.start is None
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ)


SECONDS = np.arange(300) / 50  #: Of a minute past noon.
CLOCK = (pd.Timestamp("2025-03-04 12:00") + pd.to_timedelta(SECONDS, "s")).to_pydatetime()


@pytest.mark.parametrize(
    ("times", "start"),
    [
        ({"time": [f"{at:%H:%M:%S.%f}" for at in CLOCK]}, None),
        ({"time": [at.time() for at in CLOCK]}, None),
        (
            {"date": [at.date() for at in CLOCK], "time": [at.time() for at in CLOCK]},
            "wall",
        ),
        (
            {"year": 2025, "month": 3, "day": 4, "hour": 12, "min": 0, "sec": SECONDS},
            "wall",
        ),
        ({"time_utc": CLOCK}, "utc"),
    ],
)
def test_parquet_has_the_times_of_text_tables(
    tmp_path: Path, times: dict[str, Any], start: str | None
) -> None:
    path = tmp_path / "left_wrist.parquet"
    motion = np.random.default_rng(5).normal((0.6, 0.0, 0.8), 0.02, (len(SECONDS), 3))
    pd.DataFrame(motion, columns=[*"xyz"]).assign(**times).to_parquet(path)
    recording = read(path)
    np.testing.assert_allclose(recording.time_s, SECONDS, atol=1e-6)
    if start is None:
        assert recording.start is None
    else:
        expected = CLOCK[0].replace(tzinfo=UTC if start == "utc" else None)
        assert recording.start == expected

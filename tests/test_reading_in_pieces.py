"""A recording is the same, in whatever pieces it is read and wherever it lies."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from axivity_files import header
from axivity_files import recording as axivity_blocks

from myosense.errors import ReadError
from myosense.pieces import pieces
from myosense.reading import read, write_parquet
from myosense.reading.rows import find_order, find_recorded
from myosense.recording import Recording

N = 900
RATE_HZ = 50
AUTUMN = datetime(2025, 10, 26, 2, 59, 50)  # noqa: DTZ001  a wall clock
RNG = np.random.default_rng(4)
TIME_S = np.arange(N) / RATE_HZ
SAMPLES_G = np.round(
    np.column_stack((0.3 * np.sin(TIME_S), 0.2 * np.cos(TIME_S), np.ones(N)))
    + 0.02 * RNG.normal(size=(N, 3)),
    4,
)


def csv(stamps: list[Any], samples: npt.NDArray[Any] = SAMPLES_G) -> bytes:
    """Write a text table; NaN is a blank."""
    rows = ["time,x,y,z"]
    for stamp, xyz in zip(stamps, samples.tolist(), strict=True):
        rows.append(",".join([str(stamp), *("" if np.isnan(v) else f"{v:g}" for v in xyz)]))
    return ("\n".join(rows) + "\n").encode()


def autumn() -> bytes:
    """Set the clock back after 10 s: one hour comes twice."""
    wall = [AUTUMN + timedelta(seconds=s - 3600 * (s >= 10)) for s in TIME_S]
    return csv([f"{time:%Y-%m-%d %H:%M:%S.%f}" for time in wall])


def whole_seconds() -> bytes:
    """Write stamps in whole seconds, with a gap."""
    late_s = np.where(TIME_S > 9, 7, 0)
    return csv([f"{s:.0f}" for s in 1_750_000_000 + np.floor(TIME_S + 0.4) + late_s])


def month_first() -> bytes:
    """Let only the last day, above 12, tell days from months."""
    first = datetime(2025, 3, 12, 23, 59, 50)  # noqa: DTZ001
    return csv([f"{first + timedelta(seconds=s):%m/%d/%Y %H:%M:%S.%f}" for s in TIME_S])


def with_holes() -> bytes:
    """Write padding, zeros within, blanks, and rows out of order."""
    samples = SAMPLES_G.copy()
    samples[:5] = samples[-4:] = samples[300:380] = 0
    samples[500:503] = np.nan
    stamps = np.round(TIME_S, 3).astype(object)
    stamps[700] = ""
    stamps[[650, 651]] = stamps[[651, 650]]
    return csv(list(stamps), samples)


def held() -> bytes:
    """Write every value four times."""
    return csv(list(np.round(TIME_S, 3)), np.repeat(SAMPLES_G[: N // 4], 4, axis=0))


def uneven() -> bytes:
    """Write jitter above half a sample."""
    return csv(list(np.round(TIME_S + 0.02 * np.sin(TIME_S * 9), 5)), SAMPLES_G * 9.80665)


def counts() -> bytes:
    """Write counts without a sign."""
    return csv(list(np.round(TIME_S, 3)), np.round(256 * SAMPLES_G) + 512)


def axivity() -> bytes:
    """Write blocks of a sensor that runs by its own clock."""
    counts = [tuple(xyz) for xyz in np.round(256 * SAMPLES_G).astype(int).tolist()]
    return header() + b"".join(axivity_blocks(counts, rate_hz=98.5))


def parquet(folder: Path) -> bytes:
    """Write stamps of Arrow, some blank, and a gyroscope."""
    stamps = np.datetime64("2025-05-01T10:00:00", "us") + np.round(TIME_S * 1e6).astype(
        "m8[us]"
    )
    columns = dict(zip("xyz", SAMPLES_G.T, strict=True))
    columns |= dict(zip(("gx", "gy", "gz"), 40 * SAMPLES_G.T, strict=True))
    time = pa.array(stamps, mask=np.arange(N) == 77)
    pq.write_table(pa.table({"time": time, **columns}), folder / "a.parquet")
    return (folder / "a.parquet").read_bytes()


def dated_parquet(folder: Path) -> bytes:
    """Write stamps that are text, long strings for Arrow."""
    first = datetime(2025, 3, 12, 23, 59, 50)  # noqa: DTZ001
    texts = [f"{first + timedelta(seconds=s):%m/%d/%Y %H:%M:%S.%f}" for s in TIME_S]
    columns = dict(zip("xyz", SAMPLES_G.T, strict=True))
    table = pa.table({"time": pa.array(texts, pa.large_string()), **columns})
    pq.write_table(table, folder / "a.parquet")
    return (folder / "a.parquet").read_bytes()


def facts(recording: Recording) -> dict[str, object]:
    """Take what must be the same to the letter."""
    numbers = {"sample_rate_hz": 0, "duration_s": 0, "recorded_s": 0}
    return {
        key: value
        for key, value in vars(recording.facts).items()
        if key not in {*numbers, "sha256"}
    }


def same(first: Recording, second: Recording) -> None:
    """Hold two recordings against each other; their clocks to the last bits."""
    assert facts(first) == facts(second)
    assert second.sample_rate_hz == pytest.approx(first.sample_rate_hz, rel=1e-12)
    np.testing.assert_array_equal(first.acceleration_g, second.acceleration_g)
    np.testing.assert_allclose(second.time_s, first.time_s, rtol=0, atol=1e-9)
    for ours, theirs in zip(first.stretches, second.stretches, strict=True):
        assert (ours.first, ours.stop) == (theirs.first, theirs.stop)
        assert ours.is_uniform == theirs.is_uniform
    for one, other in zip(first.blocks(4, 1), second.blocks(4, 1), strict=True):
        np.testing.assert_allclose(one.acceleration_g, other.acceleration_g, atol=1e-6)
    if first.angular_velocity_dps is None:
        assert second.angular_velocity_dps is None
    else:
        np.testing.assert_array_equal(
            first.angular_velocity_dps, second.angular_velocity_dps
        )


WRITTEN: dict[str, Callable[[Path], bytes]] = {
    "autumn.csv": lambda _: autumn(),
    "whole_seconds.csv": lambda _: whole_seconds(),
    "month_first.csv": lambda _: month_first(),
    "with_holes.csv": lambda _: with_holes(),
    "held.csv": lambda _: held(),
    "uneven.csv": lambda _: uneven(),
    "counts.csv": lambda _: counts(),
    "counts_utf16.csv": lambda _: counts().decode().encode("utf-16"),
    "counts_utf16be.csv": lambda _: counts().decode().encode("utf-16-be"),
    "stamps.parquet": parquet,
    "texts.parquet": dated_parquet,
    "a.cwa": lambda _: axivity(),
}


@pytest.fixture(params=sorted(WRITTEN))
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Write one of the files."""
    content = WRITTEN[request.param](tmp_path)
    path = tmp_path / str(request.param)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("n_rows", [2, 7, 449])
def test_a_recording_is_the_same_in_any_pieces_and_on_disk(
    path: Path, monkeypatch: pytest.MonkeyPatch, n_rows: int
) -> None:
    whole = read(path, time_zone="Europe/Berlin")
    defaults = pieces.__kwdefaults__ or {}
    monkeypatch.setitem(defaults, "size", n_rows)
    monkeypatch.setattr("myosense.pieces.MEMORY_BYTES", 0)
    monkeypatch.setattr("myosense.reading.parquet_columns.PIECE_ROWS", n_rows)
    monkeypatch.setattr("myosense.reading.parsing.PIECE_BYTES", 40 * n_rows)
    monkeypatch.setattr("myosense.recording.PIECE_ROWS", n_rows)
    monkeypatch.setattr("myosense.reading.formats.blockclock.BLOCKS_AT_ONCE", 2)
    same(whole, read(path, time_zone="Europe/Berlin"))


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_zeros_on_two_axes_are_measured(axis: int) -> None:
    samples = np.zeros_like(SAMPLES_G)
    samples[:, axis] = SAMPLES_G[:, 2]
    assert find_recorded(samples, TIME_S) == (None, ())
    samples[200:300] = 0.0
    rows, _ = find_recorded(samples, TIME_S)
    np.testing.assert_array_equal(rows, np.setdiff1d(np.arange(N), np.arange(200, 300)))


@pytest.mark.parametrize("n_rows", [1, 2, 5, 64])
def test_idle_sleep_is_found_across_pieces(
    monkeypatch: pytest.MonkeyPatch, n_rows: int
) -> None:
    samples = SAMPLES_G.copy()
    samples[100:160] = samples[100]  # 1.2 s of one value
    samples[300:320] = samples[300]
    samples[400:500] = 0.0
    whole, notices = find_recorded(samples, TIME_S, held_s=1.0)
    expected = np.setdiff1d(np.arange(N), [*range(101, 160), *range(400, 500)])
    np.testing.assert_array_equal(whole, expected)
    said = "59 rows that repeat one value for 1 s and more (idle sleep): not recorded"
    assert said in notices
    monkeypatch.setitem(pieces.__kwdefaults__ or {}, "size", n_rows)
    found, again = find_recorded(samples, TIME_S, held_s=1.0)
    np.testing.assert_array_equal(found, expected)
    assert again == notices


@pytest.mark.parametrize("row", range(300, 306))
def test_rows_out_of_order_are_found_wherever_a_piece_begins(
    monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    monkeypatch.setitem(pieces.__kwdefaults__ or {}, "size", 5)
    time_s = TIME_S.copy()
    time_s[[row, row + 1]] = time_s[[row + 1, row]]
    order, _ = find_order(time_s, str)
    assert order is not None
    np.testing.assert_array_equal(time_s[order], TIME_S)


def test_what_is_written_in_groups_is_read_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.csv").write_bytes(uneven())
    first = read(tmp_path / "a.csv")
    monkeypatch.setattr("myosense.reading.parquet.GROUP_ROWS", 100)
    write_parquet(first, tmp_path / "again.parquet")
    assert pq.ParquetFile(tmp_path / "again.parquet").num_row_groups == 9
    again = read(tmp_path / "again.parquet")
    np.testing.assert_array_equal(again.acceleration_g, first.acceleration_g)
    np.testing.assert_allclose(again.time_s, first.time_s, atol=1e-9)


@pytest.mark.parametrize("row", [3, 700])
def test_a_bad_cell_or_stamp_is_named_by_its_line_in_any_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, row: int
) -> None:
    monkeypatch.setattr("myosense.reading.parsing.PIECE_BYTES", 2000)
    lines = autumn().decode().splitlines()
    for name, (old, new), said in (
        ("cell", (",", ",q"), "'q"),
        ("stamp", ("2025-10", "2025-13"), "where a time stamp should be"),
    ):
        changed = [*lines[:row], lines[row].replace(old, new, 1), *lines[row + 1 :]]
        path = tmp_path / f"{name}.csv"
        path.write_text("\n".join(changed))
        with pytest.raises(ReadError, match=rf"line {row + 1} .*{said}"):
            read(path)


@pytest.mark.parametrize("end", ["\n0,0,0,0\n", ""], ids=["ended", "endless"])
def test_a_line_that_is_longer_than_any_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, end: str
) -> None:
    monkeypatch.setattr("myosense.reading.layout.HEAD_BYTES", 4096)
    monkeypatch.setattr("myosense.reading.parsing.HEAD_BYTES", 4096)
    monkeypatch.setattr("myosense.reading.parsing.PIECE_BYTES", 2000)
    monkeypatch.setattr("myosense.reading.parsing.MAX_LINE_BYTES", 8000)
    (tmp_path / "a.csv").write_bytes(counts() + b"1" * 20_000 + end.encode())
    with pytest.raises(ReadError, match=r"a\.csv: has a line of more than [0-9,]+ bytes"):
        read(tmp_path / "a.csv")


def test_letters_of_another_encoding_far_down_are_part_of_the_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("myosense.reading.layout.HEAD_BYTES", 4096)
    monkeypatch.setattr("myosense.reading.parsing.HEAD_BYTES", 4096)
    monkeypatch.setattr("myosense.reading.parsing.PIECE_BYTES", 2000)
    path = tmp_path / "a.csv"
    path.write_bytes(counts() + "# café\n".encode("latin-1"))
    recording = read(path)
    assert recording.n_samples == N
    assert any("'# café' has 1" in notice for notice in recording.notices)

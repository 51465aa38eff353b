"""Counters of samples and packets: what they leave out stays a hole."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exports import Vectors, planted_g

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.rownumbers import number_rows

Put = Callable[..., Path]
N, RATE_HZ, N_LOST = 900, 100, 50
ROW = np.arange(N)
SENT = np.where(ROW < N // 2, ROW, ROW + N_LOST)  #: Numbers from 0; 50 were lost.
TRUE_G = planted_g(N)


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(header: str, *columns: Sequence[object] | Vectors) -> Path:
        rows = [",".join(map(str, np.hstack(row))) for row in zip(*columns, strict=True)]
        path = tmp_path / "left_wrist.csv"
        path.write_text("\n".join([*([header] if header else []), *rows]) + "\n")
        return path

    return write


def check_hole(path: Path, first: int = N // 2, **said: object) -> None:
    """Check that half of the rows stand before a hole of as many rows as were lost."""
    recording = read(path, rate_hz=RATE_HZ, **said)  # type: ignore[arg-type]
    before, after = recording.stretches
    assert (before.n_samples, after.n_samples) == (first, N - first)
    assert after.start_s - before.start_s == pytest.approx((first + N_LOST) / RATE_HZ)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert any(f"leaves out {N_LOST} rows in 1 place" in each for each in recording.notices)


@pytest.mark.parametrize("header", ["sample,x,y,z", "t,x,y,z", ",x,y,z", ""])
@pytest.mark.parametrize("first", [0, 4321])
def test_lost_samples_stay_a_hole(put: Put, header: str, first: int) -> None:
    check_hole(put(header, SENT + first, TRUE_G))


@pytest.mark.parametrize(
    ("size", "first"),
    [(256, 17), (4096, 3900), (1 << 16, 65_000), (1 << 16, 65_036), (201, 0)],
)
def test_a_counter_that_is_full_starts_anew(put: Put, size: int, first: int) -> None:
    check_hole(put("Sample Index,x,y,z", (SENT + first) % size, TRUE_G))


@pytest.mark.parametrize("rows_each", [5, 10])
@pytest.mark.parametrize("first", [0, 3])
def test_packets_are_counted_with_their_rows(put: Put, rows_each: int, first: int) -> None:
    """A recording may begin within a packet; packets of 8 bits are lost whole."""
    packets = (ROW + first) // rows_each
    packets[packets >= 45] += N_LOST // rows_each
    path = put("packet,x,y,z", (packets + 200) % 256, TRUE_G)
    check_hole(path, first=45 * rows_each - first)


def test_every_second_number_is_no_loss(put: Put) -> None:
    check_hole(put("counter,x,y,z", 2 * SENT, TRUE_G))


def test_a_parquet_table_is_counted_too(tmp_path: Path) -> None:
    path = tmp_path / "left_wrist.parquet"
    pd.DataFrame({"sample": SENT, **dict(zip("xyz", TRUE_G.T, strict=True))}).to_parquet(
        path
    )
    check_hole(path)


def test_a_counter_that_was_set_back_does_not_tell(put: Put) -> None:
    path = put("sample,x,y,z", np.where(ROW < 500, ROW, ROW - 500), TRUE_G)
    recording = read(path, rate_hz=RATE_HZ)
    assert len(recording.stretches) == 1
    assert any("whether some are missing is not known" in n for n in recording.notices)


def test_whole_numbers_beside_the_axes_are_not_taken_for_a_counter(put: Put) -> None:
    steps = np.sort(np.random.default_rng(1).integers(0, N // 6, N))
    recording = read(put("count,x,y,z", steps, TRUE_G), rate_hz=RATE_HZ)
    assert len(recording.stretches) == 1
    assert not any("count" in notice for notice in recording.notices)


@pytest.mark.parametrize("name", ["time", "t", "elapsed", "sample"])
def test_numbers_need_the_rate_and_take_it(put: Put, name: str) -> None:
    path = put(f"{name},x,y,z", SENT, TRUE_G)
    with pytest.raises(ReadError, match=rf"{name}' names no unit and only numbers"):
        read(path)
    check_hole(path)


def test_milliseconds_that_rise_by_one_are_a_time_where_their_name_says_so(
    put: Put,
) -> None:
    recording = read(put("time (ms),x,y,z", SENT, TRUE_G))
    assert recording.sample_rate_hz == pytest.approx(1000)


def test_blanks_are_passed_over() -> None:
    counter = np.array([7.0, np.nan, 9.0, 10.0, 11.0])
    np.testing.assert_array_equal(number_rows(counter), [0, np.nan, 2, 3, 4])

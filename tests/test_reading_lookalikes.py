"""Tables that look like those of another device: none is misread without a word."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from exports import Vectors, planted_g

from myosense.errors import ReadError
from myosense.reading import read

Put = Callable[..., Path]
N, RATE_HZ = 600, 100
NUMBER = np.arange(N)
TRUE_G = planted_g(N)
TURN_DPS = np.random.default_rng(3).normal(0, 20, (N, 3))


@pytest.fixture
def put(tmp_path: Path) -> Put:
    def write(header: str, columns: Sequence[Vectors], form: str = "{:.6f}") -> Path:
        rows = np.column_stack(columns).tolist()
        lines = [",".join(map(form.format, row)) for row in rows]
        path = tmp_path / "recording.csv"
        path.write_text("\n".join([*([header] if header else []), *lines]) + "\n")
        return path

    return write


@pytest.mark.parametrize("unit", [1.0, 9.80665])
def test_a_blank_first_line_alone_is_no_physics_toolbox(put: Put, unit: float) -> None:
    recording = read(put("\ntime,ax,ay,az", [NUMBER / RATE_HZ, unit * TRUE_G]))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert recording.evidence["gravity_included"].startswith("yes")


@pytest.mark.parametrize("unit", ["g", "mg", "m/s2"])
def test_a_gyroscope_with_a_wrong_unit_is_no_accelerometer(put: Put, unit: str) -> None:
    names = ",".join(f"gyro_{axis} ({unit})" for axis in "xyz")
    with pytest.raises(ReadError, match="a gyroscope is not enough"):
        read(put(f"time (s),{names}", [NUMBER / RATE_HZ, TRUE_G]))


def test_the_letter_g_is_an_accelerometer_where_the_unit_says_so(put: Put) -> None:
    recording = read(put("time (s),Gx (mg),Gy (mg),Gz (mg)", [NUMBER / 100, 1e3 * TRUE_G]))
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)


def test_of_several_rates_above_a_table_none_is_taken(put: Put) -> None:
    rates = "EMG\nSampling rate: 1000 Hz\nACC\nSampling rate: 100 Hz\n"
    with pytest.raises(ReadError, match="--rate"):
        read(put(f"{rates}ax,ay,az", [TRUE_G]))
    agreed = rates.replace("1000", "100")
    assert read(put(f"{agreed}ax,ay,az", [TRUE_G])).sample_rate_hz == 100


def test_a_counter_that_was_set_anew_is_not_counted_on(put: Put) -> None:
    stamps = 2_500_000_000 + 10_000 * NUMBER
    stamps[N // 2 :] -= 2_500_000_000
    with pytest.raises(ReadError, match=r"line 302|fall|back"):
        read(put("micros,ax,ay,az", [stamps, TRUE_G]))


def test_six_columns_without_names_or_time_are_an_axivitys_only_within_its_range(
    put: Put,
) -> None:
    path = put("", [TRUE_G, TURN_DPS])
    with pytest.raises(ReadError, match="no time stamps; --rate"):
        read(path)
    recording = read(path, rate_hz=RATE_HZ)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-3)
    assert any("--columns overrules" in notice for notice in recording.notices)
    with pytest.raises(ReadError, match="6 columns without names"):
        read(put("", [TURN_DPS, TRUE_G]), rate_hz=RATE_HZ)


@pytest.mark.parametrize("day", ["", "2025-03-04 "])
@pytest.mark.parametrize("rate_hz", [20, 50, 100])
@pytest.mark.parametrize("is_ms", [False, True])
def test_digits_behind_a_colon_are_hundredths_where_all_are_two(
    tmp_path: Path, day: str, rate_hz: int, *, is_ms: bool
) -> None:
    ms = NUMBER * 1000 // rate_hz
    parts = (ms // 60_000, ms // 1000 % 60, ms % 1000 if is_ms else ms % 1000 // 10)
    form = "12:{}:{}:{}" if is_ms else "12:{:02d}:{:02d}:{:02d}"
    times = [day + form.format(*row) for row in zip(*parts, strict=True)]
    rows = [f"{time},{x},{y},{z}" for time, (x, y, z) in zip(times, TRUE_G, strict=True)]
    path = tmp_path / "log.csv"
    path.write_text("\n".join(["time,x,y,z", *rows]) + "\n")
    recording = read(path)
    assert recording.sample_rate_hz == pytest.approx(rate_hz, rel=1e-3)
    assert len(recording.stretches) == 1


def timed(path: Path, times: Sequence[str]) -> Path:
    """Write the planted motion behind times of day, one for each row."""
    rows = [f"{time},{x},{y},{z}" for time, (x, y, z) in zip(times, TRUE_G, strict=False)]
    path.write_text("\n".join(["time,x,y,z", *rows]) + "\n")
    return path


@pytest.mark.parametrize("day", ["", "2025-03-04 "])
@pytest.mark.parametrize("mark", [".", ":"])
@pytest.mark.parametrize("per_s", [100, 1000, 10**6])
@pytest.mark.parametrize("rate_hz", [20, 50, 64, 100])
def test_parts_of_a_second_may_lack_their_zeros(
    tmp_path: Path, day: str, mark: str, per_s: int, rate_hz: int
) -> None:
    """As C writes them by ``%d``: 12:00:01.5 for 5 milliseconds; 40 rows were lost."""
    ticks = (7 + np.where(NUMBER < N // 2, NUMBER, NUMBER + 40) / rate_hz) * per_s // 1
    clock = [divmod(int(tick), per_s) for tick in ticks]
    times = [f"{day}12:{s // 60:02d}:{s % 60:02d}{mark}{part}" for s, part in clock]
    recording = read(timed(tmp_path / "log.csv", times))
    assert len(recording.stretches) == 2
    atol = 1.5 / per_s
    np.testing.assert_allclose(recording.time_s, (ticks - ticks[0]) / per_s, atol=atol)


@pytest.mark.parametrize("rate_hz", [20, 50, 64])
def test_decimals_may_lack_their_last_zeros(tmp_path: Path, rate_hz: int) -> None:
    true_s = 7 + NUMBER / rate_hz
    clock = [divmod(second, 60) for second in true_s.tolist()]
    times = [f"12:{m:02.0f}:{s:09.6f}".rstrip("0").rstrip(".") for m, s in clock]
    times = [time if time.count(":") == 2 else f"{time}:00" for time in times]
    recording = read(timed(tmp_path / "log.csv", times))
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.time_s, true_s - 7, atol=1e-3)

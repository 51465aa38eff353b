"""Parts of a second in a column of their own, beside a time in whole seconds."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from myosense.intervals import Seconds
from myosense.reading import read
from myosense.recording import Recording

START = datetime(2025, 3, 4, 22, 5, 6, tzinfo=UTC)
EPOCH = int(START.timestamp())
EVEN_S = np.arange(600) / 50 + 0.31
#: Half a second is lacking in every third: nobody who spreads the rows evenly finds it.
TIME_S = np.round(EVEN_S[(EVEN_S % 3 < 1.2) | (EVEN_S % 3 > 1.7)], 6)
MOTION_G = np.random.default_rng(5).normal((0.6, 0.0, 0.8), 0.02, (len(TIME_S), 3))

Cells = Callable[[int, float], list[object]]


def written(path: Path, head: str, cells: Cells) -> Path:
    """Write a table with cells made of the whole seconds and the rest of each time."""
    lines = [head] if head else []
    for time_s, row in zip(TIME_S.tolist(), MOTION_G.tolist(), strict=True):
        parts = cells(int(time_s), time_s % 1)
        lines.append(",".join([*map(str, parts), *(f"{value:.6f}" for value in row)]))
    path.write_text("\n".join(lines) + "\n")
    return path


def clock(pattern: str, second: int) -> str:
    return f"{START + timedelta(seconds=second):{pattern}}"


def is_true(recording: Recording) -> None:
    assert recording.n_samples == len(TIME_S)
    np.testing.assert_allclose(recording.time_s, TIME_S - TIME_S[0], atol=6e-4)
    np.testing.assert_allclose(recording.acceleration_g, MOTION_G, atol=1e-5)
    assert len(recording.stretches) == 5
    if recording.start is not None:
        found = recording.start.replace(tzinfo=UTC)
        assert abs(found - START - timedelta(seconds=TIME_S[0])) < timedelta(seconds=1e-3)


@pytest.mark.parametrize(
    ("head", "cells"),
    [
        ("sec,usec,x,y,z", lambda s, f: [EPOCH + s, round(1e6 * f)]),
        ("tv_sec,tv_nsec,x,y,z", lambda s, f: [EPOCH + s, round(1e9 * f)]),
        ("usec,sec,x,y,z", lambda s, f: [round(1e6 * f), EPOCH + s]),
        ("Seconds,Ticks,x,y,z", lambda s, f: [EPOCH + s, int(32768 * f)]),
        ("time (s),time (ms),x,y,z", lambda s, f: [s, round(1e3 * f)]),
        ("timestamp,fraction,x,y,z", lambda s, f: [EPOCH + s, f"{f:.6f}"]),
        (
            "timestamp,ms,x,y,z",
            lambda s, f: [clock("%Y-%m-%d %H:%M:%S", s), round(1e3 * f)],
        ),
        (
            "Date,Time,part,x,y,z",
            lambda s, f: [clock("%d.%m.%Y", s), clock("%H:%M:%S", s), round(1e3 * f)],
        ),
        ("time,ms,x,y,z", lambda s, f: [clock("%H:%M:%S", s), f"{1e3 * f:.3f}"]),
        (
            "year,month,day,hour,minute,second,microsecond,x,y,z",
            lambda s, f: [*clock("%Y %m %d %H %M %S", s).split(), round(1e6 * f)],
        ),
        pytest.param("", lambda s, f: [EPOCH + s, round(1e6 * f)], id="epochs, no names"),
        pytest.param(
            "",
            lambda s, f: [clock("%Y-%m-%d %H:%M:%S", s), round(1e3 * f)],
            id="stamps, no names",
        ),
    ],
)
def test_seconds_and_their_parts_are_put_together(
    head: str, cells: Cells, tmp_path: Path
) -> None:
    is_true(read(written(tmp_path / "wrist.csv", head, cells)))


def test_parts_behind_axes_without_names_are_put_to_the_seconds(tmp_path: Path) -> None:
    table = pd.DataFrame(MOTION_G).assign(
        part=np.round(1e6 * (TIME_S % 1)).astype("i8"), more="left"
    )
    table.insert(0, "second", EPOCH + TIME_S.astype("i8"))
    table.to_csv(tmp_path / "wrist.csv", header=False, index=False)
    recording = read(tmp_path / "wrist.csv")
    is_true(recording)
    assert any(
        "1 column without a name beside time, x" in said for said in recording.notices
    )


@pytest.mark.parametrize("kind", ["numbers", "text"])
def test_seconds_and_their_parts_are_put_together_in_parquet(
    tmp_path: Path, kind: str
) -> None:
    path = tmp_path / "wrist.parquet"
    usec = np.round(1e6 * (TIME_S % 1))
    written = [f"{each:06.0f}" for each in usec] if kind == "text" else usec
    parts = {"sec": EPOCH + TIME_S.astype("i8"), "usec": written}
    pd.DataFrame(MOTION_G, columns=[*"xyz"]).assign(**parts).to_parquet(path)
    is_true(read(path))


def test_parts_that_no_row_of_the_head_shows_to_wrap_are_known_by_name(
    tmp_path: Path,
) -> None:
    time_s = np.arange(6000) / 1000
    motion = np.tile(MOTION_G, (20, 1))[: len(time_s)] + time_s[:, np.newaxis] / 1e3
    parts = {"sec": EPOCH + time_s.astype("i8"), "ms": np.arange(6000) % 1000}
    table = pd.DataFrame(motion, columns=[*"xyz"]).assign(**parts)
    table = table[table["ms"] != 700]
    table.to_csv(tmp_path / "wrist.csv", index=False)
    recording = read(tmp_path / "wrist.csv")
    expected = table["sec"] - EPOCH + table["ms"] / 1e3
    np.testing.assert_allclose(recording.time_s, expected, atol=1e-6)


@pytest.mark.parametrize(("name", "per_s"), [("millis", 1e3), ("time (us)", 1e6)])
def test_a_counter_beside_whole_seconds_spaces_them(
    name: str, per_s: float, tmp_path: Path
) -> None:
    """The clock's second begins with a row, to within the step of one."""
    recording = read(
        written(
            tmp_path / "wrist.csv",
            f"timestamp,{name},x,y,z",
            lambda s, f: [
                clock("%Y-%m-%d %H:%M:%S", s), round(per_s * (s + f)) + 123_456,
            ],
        )
    )  # fmt: skip
    assert recording.n_samples == len(TIME_S)
    np.testing.assert_allclose(recording.time_s, TIME_S - TIME_S[0], atol=6e-4)
    assert len(recording.stretches) == 5
    assert recording.start is not None
    late = recording.start.replace(tzinfo=UTC) - START - timedelta(seconds=TIME_S[0])
    assert timedelta(seconds=-0.02) <= late <= timedelta(0)
    assert "spaced by a counter" in recording.evidence["rate"]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("sample", lambda time_s: round(50 * (time_s % 1))),
        ("ms", lambda time_s: round(1e3 * time_s + 437) % 1000),
        ("millis", lambda time_s: round(1.2e3 * time_s)),
        ("micros", lambda time_s: round(1e6 * (time_s if time_s < 6 else time_s - 6))),
        ("steps", lambda _: 0),
    ],
)
def test_what_are_no_parts_of_the_second_are_not_added(
    name: str, part: Callable[[float], int], tmp_path: Path
) -> None:
    recording = read(
        written(
            tmp_path / "wrist.csv",
            f"time,{name},x,y,z",
            lambda s, f: [clock("%Y-%m-%d %H:%M:%S", s), part(s + f)],
        )
    )
    assert "column of their own" not in recording.evidence["rate"]
    assert "repeat and were spread" in recording.evidence["rate"]
    np.testing.assert_allclose(recording.acceleration_g, MOTION_G, atol=1e-5)


SECOND = np.arange(600) % 50 / 50


@pytest.mark.parametrize(
    ("x_g", "after"),
    [
        pytest.param(0.25 * (SECOND >= 0.5), [], id="steps"),
        pytest.param(0.25 * (SECOND >= 0.5), [1], id="steps, and a column too many"),
        pytest.param(SECOND, [], id="a ramp, and no other column to be the third axis"),
    ],
)
def test_an_axis_without_a_name_is_no_part_of_the_second(
    x_g: Seconds, after: list[int], tmp_path: Path
) -> None:
    lines = []
    for row, value in enumerate(x_g.tolist()):
        cells = [clock("%Y-%m-%d %H:%M:%S", row // 50), value, 0.05 * (row % 2), 1, *after]
        lines.append(",".join(map(str, cells)))
    (tmp_path / "wrist.csv").write_text("\n".join(lines) + "\n")
    found_g = read(tmp_path / "wrist.csv", unit="g").acceleration_g
    np.testing.assert_allclose(found_g[:, 0], x_g, atol=1e-6)
    np.testing.assert_allclose(found_g[:, 2], 1)


@pytest.mark.parametrize("blank", [0, 1, 7, len(TIME_S) - 1])
@pytest.mark.parametrize("cell", ["", "nan"])
def test_a_blank_part_leaves_one_row_out(tmp_path: Path, blank: int, cell: str) -> None:
    rows = iter(range(len(TIME_S)))

    def cells(second: int, fraction: float) -> list[object]:
        part = cell if next(rows) == blank else round(1e3 * fraction)
        return [clock("%Y-%m-%d %H:%M:%S", second), part]

    recording = read(written(tmp_path / "left_wrist.csv", "time,ms,x,y,z", cells))
    true_s = np.delete(TIME_S, blank)
    np.testing.assert_allclose(recording.time_s, true_s - true_s[0], atol=6e-4)
    assert any("1 row without a time stamp" in notice for notice in recording.notices)


@pytest.mark.parametrize("blank", [0, 7, len(TIME_S) - 1])
def test_a_counter_beside_whole_seconds_may_lack_a_value(
    tmp_path: Path, blank: int
) -> None:
    rows = iter(range(len(TIME_S)))

    def cells(second: int, fraction: float) -> list[object]:
        count = "" if next(rows) == blank else round(1e3 * (second + fraction)) + 4711
        return [clock("%Y-%m-%d %H:%M:%S", second), count]

    recording = read(written(tmp_path / "left_wrist.csv", "time,millis,x,y,z", cells))
    true_s = np.delete(TIME_S, blank)
    np.testing.assert_allclose(recording.time_s, true_s - true_s[0], atol=6e-4)

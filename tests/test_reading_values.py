"""Units against gravity, turns, ranges, rows without a sample, and rates."""

import itertools
import re
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tables import (
    ELAPSED,
    EPOCH_S,
    MOTION,
    TIME_S,
    N,
    iso,
    rows,
    same_motion,
    table,
)

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.rest import measure_rest


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("gx (rad/s),gy (rad/s),gz (rad/s)", 57.29577951),
        ("Gyroscope x (rad/s),Gyroscope y (rad/s),Gyroscope z (rad/s)", 57.29577951),
        ("wx,wy,wz", 57.29577951),
        ("gyr_x,gyr_y,gyr_z", 1.0),
        ("GyroX (deg/s),GyroY (deg/s),GyroZ (deg/s)", 1.0),
    ],
)
def test_the_gyroscope_comes_in_degrees_per_second(
    put: Callable[..., Path], header: str, factor: float
) -> None:
    cells = [[*row, "0.5", "-1", "2"] for row in rows(ELAPSED)]
    turned = read(put(table(cells, "time,ax,ay,az," + header))).angular_velocity_dps
    assert turned is not None
    np.testing.assert_allclose(turned[3], factor * np.array([0.5, -1, 2]), rtol=1e-6)


def test_gravity_removed_is_said_and_its_unit_must_be_named(
    put: Callable[..., Path],
) -> None:
    free = (MOTION - np.mean(MOTION, axis=0)) * 9.80665
    path = put(table(rows(ELAPSED, free), "time,x,y,z"))
    with pytest.raises(ReadError, match="--unit m/s2"):
        read(path)
    recording = read(path, unit="m/s2")
    assert recording.evidence["gravity_included"].startswith("no")
    np.testing.assert_allclose(9.80665 * recording.acceleration_g, free, atol=1e-4)
    named = put(
        table(
            rows(ELAPSED, free),
            "time (s),linear_acc_x (m/s2),linear_acc_y (m/s2),linear_acc_z (m/s2)",
        )
    )
    assert read(named).evidence["gravity_included"].startswith("no")
    biased = table(
        rows(ELAPSED, 0.02 * free + np.array([0, 0, 1.0])),
        "time (s),user_acc_x (m/s2),user_acc_y (m/s2),user_acc_z (m/s2)",
    )
    assert read(put(biased)).evidence["unit"].startswith("m/s2")


def test_motion_without_gravity_that_measures_one_is_not_taken_for_g(
    put: Callable[..., Path],
) -> None:
    swing = 3 * np.sin(2 * np.pi * 2 * TIME_S)[:, None] * [1.0, 0.5, -0.4]
    free = swing + np.array([0, 0.6, 0.8]) + MOTION - np.mean(MOTION, axis=0)
    named = put(table(rows(ELAPSED, free), "time,X (m/s2),Y (m/s2),Z (m/s2)"))
    recording = read(named)
    np.testing.assert_allclose(9.80665 * recording.acceleration_g, free, atol=1e-4)
    assert recording.evidence["gravity_included"].startswith("no")
    with pytest.raises(ReadError, match="--unit"):
        read(put(table(rows(ELAPSED, free), "time,x,y,z")))


def test_motion_that_swings_about_zero_shows_no_gravity() -> None:
    swing = np.tile([[0.6, 0.8, 0.0], [-0.6, -0.8, 0.0]], (500, 1))
    assert measure_rest(swing, 100).norm == pytest.approx(0, abs=1e-12)
    assert measure_rest(swing + np.array([0, 0, 2]), 100).norm == pytest.approx(2)


def test_a_wearer_who_is_never_still_is_read_and_told(put: Callable[..., Path]) -> None:
    motion = MOTION + 0.5 * np.sin(2 * np.pi * 2 * TIME_S)[:, None]
    recording = read(put(table(rows(ELAPSED, motion), "time,x,y,z")))
    np.testing.assert_allclose(recording.acceleration_g, motion, atol=6e-5)
    assert any("never still" in note for note in recording.notices)


@pytest.mark.parametrize("scale", [1.0, 1000.0, 9.80665])
@pytest.mark.parametrize("unit", ["g", "mg", "m/s2"])
def test_gravity_overrules_a_wrong_unit_and_says_so(
    put: Callable[..., Path], unit: str, scale: float
) -> None:
    true_unit = {1.0: "g", 1000.0: "mg", 9.80665: "m/s2"}[scale]
    recording = read(put(table(rows(ELAPSED, scale * MOTION), "time,x,y,z")), unit=unit)
    same_motion(recording)
    assert recording.evidence["unit"].startswith(f"{true_unit}: ")
    said = [note for note in recording.notices if "gravity says" in note]
    assert len(said) == (unit != true_unit)


def test_a_unit_that_gravity_cannot_tell_is_asked_for(put: Callable[..., Path]) -> None:
    path = put(table(rows(ELAPSED, 256 * MOTION), "time,x,y,z"))
    with pytest.raises(ReadError, match=r"25[678].*at rest .* --unit g"):
        read(path)


def test_the_evidence_counts_the_still_seconds(put: Callable[..., Path]) -> None:
    path = put(table(rows(ELAPSED), "time,x (g),y (g),z (g)"))
    unit = read(path).evidence["unit"]
    said = r"g: named in the file and 1\.00\d at rest \(median of 3 still seconds\)"
    assert re.fullmatch(said, unit)


@pytest.mark.parametrize(("range_g", "found"), [(8.0, 8.0), (4.1, 4.0), (5.0, None)])
def test_a_range_is_seen_where_its_end_is_held(
    put: Callable[..., Path], range_g: float, found: float | None
) -> None:
    motion = MOTION.copy()
    motion[100:104, 1] = range_g
    assert read(put(table(rows(ELAPSED, motion), "time,x,y,z"))).range_g == found
    motion[101:104, 1] = 0
    assert read(put(table(rows(ELAPSED, motion), "time,x,y,z"))).range_g is None


def test_rows_without_a_sample_become_gaps(put: Callable[..., Path]) -> None:
    cells = rows(ELAPSED)
    for row, blank in zip(range(100, 110), itertools.cycle(["", "NaN", "null"])):
        cells[row][2] = blank
    recording = read(put(table(cells, "time,x,y,z")))
    assert recording.n_samples == N - 10
    assert [(s.first, s.stop) for s in recording.stretches] == [(0, 100), (100, 490)]
    assert recording.stretches[1].start_s == pytest.approx(2.2)
    assert recording.evidence["rate"].endswith("; 1 gap")
    assert any("10 rows without a value" in note for note in recording.notices)


def test_long_zeros_are_no_samples_and_short_ones_are(put: Callable[..., Path]) -> None:
    motion = MOTION.copy()
    motion[100:160] = 0
    motion[300:330] = 0
    recording = read(put(table(rows(ELAPSED, motion), "time,x,y,z")))
    assert recording.n_samples == N - 60
    assert len(recording.stretches) == 2


def test_values_held_for_ten_rows_count_once(put: Callable[..., Path]) -> None:
    times = [f"{k / 500:.3f}" for k in range(10 * N)]
    held = np.repeat(MOTION, 10, axis=0)
    held[1000:1500] = held[1000]  # one second at rest: no change, no gap
    recording = read(put(table(rows(times, held), "time,x,y,z")))
    np.testing.assert_allclose(recording.acceleration_g, held[::10], atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(50)
    assert len(recording.stretches) == 1
    assert "held for 10 rows" in recording.evidence["rate"]


def test_a_coarse_sensor_at_rest_is_not_taken_for_held_values(
    put: Callable[..., Path],
) -> None:
    motion = np.tile([0.0, 0.0, 1.0], (N, 1))
    motion[::37] += 0.0625
    motion[200:300] += np.round(MOTION[200:300] * 30) / 16
    recording = read(put(table(rows(ELAPSED, motion), "time,x,y,z")))
    assert recording.n_samples == N
    assert "held" not in recording.evidence["rate"]


def test_stamps_rounded_to_milliseconds_give_the_true_rate(
    put: Callable[..., Path],
) -> None:
    times = [f"{np.floor(12.5 * k) / 1000:.3f}" for k in range(N)]
    recording = read(put(table(rows(times), "time,x,y,z")))
    assert recording.sample_rate_hz == pytest.approx(80, rel=1e-4)
    assert recording.n_samples == N


def test_batched_stamps_are_spread(put: Callable[..., Path]) -> None:
    whole = iso(EPOCH_S + np.floor(TIME_S), "%Y-%m-%d %H:%M:%S")
    recording = read(put(table(rows(whole), "time,x,y,z")))
    same_motion(recording)
    assert "98 % of the stamps repeat" in recording.evidence["rate"]


def test_a_slow_recording_is_read(put: Callable[..., Path]) -> None:
    times = [f"{k / 12.5:.2f}" for k in range(N)]
    assert read(put(table(rows(times), "time,x,y,z"))).sample_rate_hz == pytest.approx(12.5)


def test_a_file_without_stamps_needs_a_rate(put: Callable[..., Path]) -> None:
    path = put(table([row[1:] for row in rows(ELAPSED)], "X,Y,Z"))
    with pytest.raises(ReadError, match=r"left_wrist\.csv: has no time stamps; --rate"):
        read(path)
    recording = read(path, rate_hz=50, start="2025-03-03T22:00")
    same_motion(recording)
    assert str(recording.start) == "2025-03-03 22:00:00"
    path = put(table([row[1:] for row in rows(ELAPSED)]))
    same_motion(read(path, rate_hz=50))


@pytest.mark.parametrize("step_s", [0.3, 1.3333])
def test_slow_seconds_are_not_taken_for_fast_milliseconds(
    put: Callable[..., Path], step_s: float
) -> None:
    stamps = [f"{i * step_s:.4f}" for i in range(N)]
    with pytest.raises(ReadError, match="rows per second when read in s"):
        read(put(table(rows(stamps), "time,x,y,z")))
    stamps = [f"{i * 3.90625:.5f}" for i in range(N)]
    assert read(put(table(rows(stamps), "time,x,y,z"))).sample_rate_hz == pytest.approx(256)


def test_an_index_is_no_time(put: Callable[..., Path]) -> None:
    path = put(table(rows([str(k) for k in range(N)]), "time,x,y,z"))
    with pytest.raises(ReadError, match="only numbers the rows"):
        read(path)


def test_a_few_rows_out_of_order_are_sorted_and_said(put: Callable[..., Path]) -> None:
    cells = rows(ELAPSED)
    cells[200], cells[201] = cells[201], cells[200]
    recording = read(put(table(cells, "time,x,y,z")))
    same_motion(recording)
    assert any("out of order" in note for note in recording.notices)

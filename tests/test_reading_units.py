"""Units from gravity: counts per g, zeros of unsigned counts, what was never measured."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from myosense.errors import ArgumentError, ReadError
from myosense.reading import read
from myosense.reading.rest import (
    MOST_SECONDS,
    Rest,
    check_measured,
    check_resolved,
    find_zero,
    is_whole,
    measure_rest,
)
from myosense.reading.scales import one_g, parse_unit, to_dps, to_g
from myosense.reading.signs import as_signed
from myosense.reading.units import SaidUnit, find_unit

Motion = npt.NDArray[np.float64]
RATE_HZ = 50.0


def worn_g(seed: int = 0) -> Motion:
    """Draw a sensor that lies in three postures, with noise and a few swings."""
    rng = np.random.default_rng(seed)
    postures = np.array([[0.6, -0.8, 0.0], [0.0, 0.28, 0.96], [-0.96, 0.0, -0.28]])
    still = np.repeat(postures, 500, axis=0)
    swing = np.zeros((1500, 3))
    swing[700:800] = 0.7 * np.sin(np.arange(100) / 3)[:, None] * [1.0, -0.5, 0.2]
    return still + swing + rng.normal(0, 0.004, still.shape)


@pytest.mark.parametrize(
    "scale", [64, 128, 256, 341, 512, 2048, 4096, 8192, 16384], ids=str
)
@pytest.mark.parametrize("error", [0.93, 1.0, 1.07])
def test_counts_per_g_are_found_from_gravity(scale: int, error: float) -> None:
    counts = np.round(scale * error * worn_g())
    found = find_unit(counts, RATE_HZ, SaidUnit())
    assert found.unit == f"{scale} LSB/g"
    np.testing.assert_allclose(
        to_g(counts, found.unit, found.zero), error * worn_g(), atol=0.6 / scale + 1e-6
    )


def test_whole_numbers_near_a_thousand_are_mg() -> None:
    found = find_unit(np.round(1037 * worn_g()), RATE_HZ, SaidUnit())
    assert found.unit == "mg"


@pytest.mark.parametrize(("zero", "scale"), [(127, 64), (2048, 512), (32768, 4096)])
def test_unsigned_counts_are_counted_from_the_middle(zero: int, scale: int) -> None:
    counts = zero + np.round(scale * worn_g())
    found = find_unit(counts, RATE_HZ, SaidUnit())
    assert (found.unit, found.zero) == (f"{scale} LSB/g", zero)
    assert f"counted from {zero}" in found.unit_reason
    np.testing.assert_allclose(
        to_g(counts, found.unit, found.zero), worn_g(), atol=0.6 / scale
    )


def test_a_scale_that_the_user_gives_centers_too() -> None:
    counts = 32768 + np.round(5000 * worn_g())
    unit = parse_unit("5000 LSB/g")
    found = find_unit(counts, RATE_HZ, SaidUnit(given=unit))
    assert (found.unit, found.zero) == ("5000 LSB/g", 32768)


def test_blank_and_infinite_cells_do_not_hide_counts() -> None:
    counts = np.array([[1.0, np.nan, -3.0], [np.inf, 2.0, 0.0]])
    assert is_whole(counts)
    assert not is_whole(counts + 0.5)


def test_decimals_are_no_counts() -> None:
    with pytest.raises(ReadError, match=r"25[0-9].*at rest.*counts per g"):
        find_unit(256 * worn_g(), RATE_HZ, SaidUnit())


def test_counts_under_the_name_of_g_are_said() -> None:
    counts = np.round(256 * worn_g())
    found = find_unit(counts, RATE_HZ, SaidUnit(named="g"))
    assert found.unit == "256 LSB/g"
    assert "gravity says 256 LSB/g" in found.notices[0]


def test_gravity_under_a_linear_name_is_said() -> None:
    found = find_unit(
        9.80665 * worn_g(), RATE_HZ, SaidUnit(named="m/s2", is_gravity_removed=True)
    )
    assert found.gravity_reason.startswith("yes")
    assert "although the name" in found.notices[0]


def test_a_device_that_falls_has_gravity_in_its_values() -> None:
    for is_from_device, word in ((True, "yes"), (False, "no: removed")):
        said = SaidUnit(named="g", is_from_device=is_from_device)
        found = find_unit(worn_g() * 0.07, RATE_HZ, said)
        assert found.gravity_reason.startswith(word)
        assert found.unit == "g"
        assert found.notices


@pytest.mark.parametrize("unit", ["m/s", "furlong", "0 LSB/g", "-5 LSB/g", "LSB/g"])
def test_a_unit_that_is_none_is_refused(unit: str) -> None:
    with pytest.raises(ArgumentError, match="256 LSB/g"):
        parse_unit(unit)


@pytest.mark.parametrize(
    ("spelled", "unit"),
    [
        *((each, "m/s2") for each in ("m/s^2", "m/s²", "m.s-2", "m s^-2", "m·s⁻²")),
        ("meters per second squared", "m/s2"),
        ("Meter/sec^2", "m/s2"),
        ("metres per second per second", "m/s2"),
        ("millimeters per second squared", "mm/s2"),
        ("cm s^{-2}", "cm/s2"),
        ("G", "g"),
    ],
)
def test_a_unit_is_known_in_many_spellings(spelled: str, unit: str) -> None:
    assert parse_unit(spelled) == unit


def test_spellings_of_counts_are_one() -> None:
    assert parse_unit("256LSB/g") == parse_unit("256 counts/g") == "256 LSB/g"
    assert one_g("341 LSB/g") == 341


def test_a_gyroscope_in_counts_needs_a_scale() -> None:
    counts = np.array([[131.0, -262.0, 0.0]])
    known, notices = to_dps(counts, None, "16384 LSB/g")
    assert known is not None
    np.testing.assert_allclose(known, [[1, -2, 0]])
    assert "131 counts" in notices[0]
    unknown, notices = to_dps(counts, None, "256 LSB/g")
    assert unknown is None
    assert "unknown scale" in notices[0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_rest_is_what_the_quietest_seconds_measure(dtype: type) -> None:
    swings = np.repeat(1e-4 * np.arange(20, 0, -1), 50)  # the last second is the stillest
    motion = np.zeros((1000, 3))
    motion[:, 0] = swings * np.tile([1, -1], 500)
    motion[:, 2] = 2.0
    rest = measure_rest(motion.astype(dtype), RATE_HZ)
    assert rest.n_seconds == 3
    assert rest.norm == pytest.approx(2)
    assert rest.unrest == pytest.approx(2e-4 / 2, rel=1e-3)  # the middle one of the three


def test_of_a_long_recording_seconds_from_all_over_show_rest() -> None:
    rate_hz, n_seconds = 2, 2 * MOST_SECONDS
    motion = np.tile([[0.0, 0.0, 9.0], [0.0, 0.0, -9.0]], (n_seconds, 1))
    still = slice(len(motion) * 9 // 10, None)  # the last tenth lies still
    motion[still] = [0.6, 0.8, 0.0]
    rest = measure_rest(motion, rate_hz)
    assert rest.norm == pytest.approx(1)
    assert rest.unrest == pytest.approx(0, abs=1e-6)
    assert rest.n_seconds == round(0.075 * MOST_SECONDS)


def test_rest_is_said_in_words() -> None:
    assert str(Rest(1008.7, 1)) == "1009 at rest (median of 1 still second)"
    assert str(Rest(0.98, 7, 0.5)) == "0.9800 in the quietest 7 seconds, never still"


def test_zeros_of_counts() -> None:
    assert find_zero(np.array([[100.0, 127.0, 200.0]])) == 127
    assert find_zero(np.array([[400.0, 600.0, 300.0]])) == 512
    assert find_zero(np.array([[-1.0, 127.0, 200.0]])) == 0
    assert find_zero(np.array([[100.5, 127.0, 200.0]])) == 0
    assert find_zero(np.array([[200.0, 210.0, 220.0]])) == 0
    assert not is_whole(np.array([[1.0, 2.0, 0.5]]))


def test_a_computed_gravity_vector_is_refused() -> None:
    turn = np.linspace(0, 2, 400)
    gravity = 9.80665 * np.column_stack((np.sin(turn), np.cos(turn), np.zeros(400)))
    with pytest.raises(ReadError, match=r"9\.80665 in all rows while it turns"):
        check_measured(np.round(gravity, 4))
    check_measured(gravity + np.random.default_rng(1).normal(0, 0.005, gravity.shape))
    check_measured(np.tile([0.0, 0.0, 1.0], (400, 1)))


def test_acceleration_cut_to_whole_numbers_is_refused() -> None:
    with pytest.raises(ReadError, match="whole numbers up to 1 only"):
        check_resolved(np.array([[0.0, 0.0, 1.0], [np.nan] * 3, [0.0, -1.0, 0.0]]))
    check_resolved(np.array([[0.0, 0.0, 64.0]]))
    check_resolved(np.zeros((3, 3)))


TWINS = [
    (64, "62.5 LSB/g"),
    (256, "250 LSB/g"),
    (512, "500 LSB/g"),
    (2048, "2000 LSB/g"),
    (4096, "4000 LSB/g"),
    (16384, "16000 LSB/g"),
]


@pytest.mark.parametrize(("scale", "twin"), TWINS)
@pytest.mark.parametrize("share", [1.0, 1000 / 1024])
def test_a_scale_with_a_twin_beside_it_is_said(
    scale: float, twin: str, share: float
) -> None:
    found = find_unit(np.round(share * scale * worn_g()), RATE_HZ, SaidUnit())
    assert found.unit == f"{scale} LSB/g"
    (notice,) = found.notices
    assert notice.startswith(f"{scale} LSB/g is taken, but {twin} fits")
    assert f"--unit {twin.replace(' ', '')} " in notice
    given = SaidUnit(given=parse_unit(twin))
    assert find_unit(np.round(scale * worn_g()), RATE_HZ, given).notices == ()


def test_milli_g_that_may_be_1024_counts_are_said() -> None:
    found = find_unit(np.round(1020 * worn_g()), RATE_HZ, SaidUnit())
    assert found.unit == "mg"
    assert "1024 LSB/g fits" in found.notices[0]
    for motion, said in (
        (1000.5 * worn_g(), SaidUnit()),  # no counts
        (np.round(860 * worn_g()), SaidUnit()),  # too far from 1024
        (np.round(1020 * worn_g()), SaidUnit(named="mg")),
        (np.round(341 * worn_g()), SaidUnit()),
    ):
        assert find_unit(motion, RATE_HZ, said).notices == ()


def turned_g(n_directions: int, offset_g: list[float], seed: int = 3) -> Motion:
    """Draw a sensor that rests 3 s in each of some directions, its zeros off."""
    rng = np.random.default_rng(seed)
    directions = rng.normal(size=(n_directions, 3))
    directions /= np.linalg.norm(directions, axis=1)[:, None]
    still = np.repeat(directions, 150, axis=0)
    return still + offset_g + rng.normal(0, 0.004, still.shape)


@pytest.mark.parametrize("zero", [0, 32768])
@pytest.mark.parametrize("scale", [500, 512, 1000, 1024, 8000, 8192])
def test_still_seconds_in_all_directions_tell_twins_apart(scale: int, zero: int) -> None:
    motion = turned_g(20, [0.06, -0.05, 0.07])
    found = find_unit(zero + np.round(scale * motion), RATE_HZ, SaidUnit())
    assert found.unit == ("mg" if scale == 1000 else f"{scale} LSB/g")
    assert found.notices == ()
    assert "in all directions" in found.unit_reason


def test_a_radius_between_twins_or_no_sphere_decides_nothing() -> None:
    bent = turned_g(20, [0.0, 0.0, 0.0]) * [1.0, 1.03, 0.97]
    for motion in (1012 / 1024 * turned_g(20, [0.06, -0.05, 0.07]), bent):
        found = find_unit(np.round(512 * motion), RATE_HZ, SaidUnit())
        assert found.unit == "512 LSB/g"
        assert "500 LSB/g fits" in found.notices[0]


def test_a_number_for_missing_samples_is_blank(tmp_path: Path) -> None:
    motion = worn_g()
    is_lost = np.arange(len(motion)) % 700 == 5
    for mark, scale in ((-999, 1.0), (9999, 9.80665), (-2147483648, 256.0)):
        cells = np.where(
            is_lost[:, None], mark, np.round(scale * motion, 0 if scale == 256 else 4)
        )
        lines = [
            f"{i / RATE_HZ},{x:.10g},{y:.10g},{z:.10g}" for i, (x, y, z) in enumerate(cells)
        ]
        (tmp_path / "a.csv").write_text("\n".join(["t (s),x,y,z", *lines]) + "\n")
        unit = "256 LSB/g" if scale == 256 else None
        recording = read(tmp_path / "a.csv", unit=unit)
        np.testing.assert_allclose(recording.acceleration_g, motion[~is_lost], atol=3e-3)
        assert any(
            "3 rows of" in notice and "missing" in notice for notice in recording.notices
        )


@pytest.mark.parametrize("mark", ["-999", "-999.9", "99999"])
def test_a_number_for_missing_samples_is_known_in_g_too(tmp_path: Path, mark: str) -> None:
    rows = [f"{x:.4f},{y:.4f},{z:.4f}" for x, y, z in worn_g()]
    rows[5] = f"{mark},{mark},{mark}"
    lines = [f"{i / RATE_HZ},{row}" for i, row in enumerate(rows)]
    (tmp_path / "a.csv").write_text("\n".join(["t (s),x (g),y (g),z (g)", *lines]) + "\n")
    recording = read(tmp_path / "a.csv")
    assert recording.n_samples == len(rows) - 1
    assert any(f"1 row of {mark} on all axes" in note for note in recording.notices)


@pytest.mark.parametrize(("mark", "scale"), [("-999", 1), ("9999", 1), ("-9999", 9.80665)])
def test_a_number_for_missing_samples_may_stand_on_one_axis(
    tmp_path: Path, mark: str, scale: float
) -> None:
    rows = [[f"{value:.4f}" for value in scale * row] for row in worn_g()]
    for number, row in enumerate(rows[5::700]):
        row[number % 3] = mark
    lines = [f"{i / RATE_HZ},{','.join(row)}" for i, row in enumerate(rows)]
    (tmp_path / "a.csv").write_text("\n".join(["t (s),x,y,z", *lines]) + "\n")
    recording = read(tmp_path / "a.csv")
    assert recording.n_samples == len(rows) - 3
    assert np.max(np.abs(recording.acceleration_g)) < 10
    assert any(f"3 rows of {mark} on an axis" in note for note in recording.notices)


def test_samples_may_be_missing_for_long_before_the_first(tmp_path: Path) -> None:
    cells = np.vstack((np.full((1500, 3), -999), np.round(worn_g(), 4)))
    lines = [f"{i / RATE_HZ},{x:g},{y:g},{z:g}" for i, (x, y, z) in enumerate(cells)]
    (tmp_path / "a.csv").write_text("\n".join(["t (s),x,y,z", *lines]) + "\n")
    assert read(tmp_path / "a.csv").n_samples == len(cells) - 1500


def test_a_gyroscope_may_be_missing_alone(tmp_path: Path) -> None:
    motion = worn_g()
    turning = np.where(np.arange(len(motion)) % 700 == 5, -999.0, 3.0)
    lines = [
        f"{i / RATE_HZ},{x:g},{y:g},{z:g},{turn:g},{turn:g},{turn:g}"
        for i, ((x, y, z), turn) in enumerate(zip(motion, turning, strict=True))
    ]
    names = "t (s),acc x,acc y,acc z,gyro x (deg/s),gyro y (deg/s),gyro z (deg/s)"
    (tmp_path / "a.csv").write_text("\n".join([names, *lines]) + "\n")
    recording = read(tmp_path / "a.csv")
    assert recording.n_samples == len(motion)
    assert recording.angular_velocity_dps is not None
    expected = np.where(turning < 0, np.nan, 3.0)
    for axis in recording.angular_velocity_dps.T:
        np.testing.assert_array_equal(axis, expected)
    assert any("axes of the gyroscope" in notice for notice in recording.notices)


def test_a_blow_or_a_rail_marks_nothing_missing(tmp_path: Path) -> None:
    motion = worn_g()
    motion[700] = [16, 16, 16]
    motion[800] = [60, -60, 59]
    motion[900] = [61, 61, 61]
    lines = [f"{i / RATE_HZ},{x:g},{y:g},{z:g}" for i, (x, y, z) in enumerate(motion)]
    (tmp_path / "a.csv").write_text("\n".join(["t (s),x,y,z", *lines]) + "\n")
    assert read(tmp_path / "a.csv").n_samples == len(motion)


@pytest.mark.parametrize(("bits", "scale"), [(8, 64), (10, 256), (12, 1024), (16, 16384)])
def test_counts_without_their_sign_get_it_back(bits: int, scale: int) -> None:
    counts = np.round(scale * worn_g())
    found, notices = as_signed(counts % 2**bits)
    np.testing.assert_array_equal(found, counts)
    assert f"of {bits} bits" in notices[0]


def test_a_gyroscope_that_gets_its_sign_back_is_said(tmp_path: Path) -> None:
    motion = worn_g()
    turning = np.round(20 * np.random.default_rng(3).normal(0, 1, motion.shape))
    names = "t (s),acc x,acc y,acc z,gyro x (deg/s),gyro y (deg/s),gyro z (deg/s)"
    rows = np.hstack((motion, turning % 65536))
    lines = [
        ",".join(f"{value:.6g}" for value in (i / RATE_HZ, *row))
        for i, row in enumerate(rows)
    ]
    (tmp_path / "a.csv").write_text("\n".join([names, *lines]) + "\n")
    recording = read(tmp_path / "a.csv")
    np.testing.assert_array_equal(recording.angular_velocity_dps, turning)
    assert any(said.startswith("gyroscope: whole numbers") for said in recording.notices)


@pytest.mark.parametrize(
    "values",
    [
        np.round(64 * worn_g()),  # signed
        2048 + np.round(1024 * worn_g()),  # unsigned, from the middle
        32768 + np.round(16384 * worn_g()),
        np.round(64 * worn_g()) % 256 + 0.5,  # no counts
        np.abs(np.round(1000 * worn_g())),  # without a sign, but no leaps
        np.full((9, 3), np.nan),
    ],
)
def test_other_values_keep_what_they_are(values: Motion) -> None:
    found, notices = as_signed(values)
    np.testing.assert_array_equal(found, values)
    assert notices == ()

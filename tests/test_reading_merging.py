"""A gyroscope is brought to the accelerometer's clock, and nothing is made up."""

from dataclasses import replace

import numpy as np
import pytest

from myosense.errors import ReadError
from myosense.intervals import Seconds
from myosense.reading.beside import with_gravity
from myosense.reading.merging import Vectors, add_gravity, add_gyroscope, interpolate
from myosense.reading.table import Kind, Stamps, Table

LINE = np.array([[1.0, -2.0, 0.5]])  #: What each axis gains in a second.


def table(time_s: Seconds, kind: Kind = "utc", origin_ns: int = 0) -> Table:
    return Table(
        format="test",
        acceleration=np.ones((len(time_s), 3)),
        locate=str,
        stamps=Stamps(time_s=time_s, kind=kind, origin_ns=origin_ns, meaning="test"),
        is_gravity_removed=True,
    )


def turned(merged: Table) -> np.ndarray:
    """Give what the gyroscope shows on the accelerometer's clock."""
    assert merged.angular_velocity is not None
    return merged.angular_velocity


def vectors(time_s: Seconds, kind: Kind = "utc", origin_ns: int = 0) -> Vectors:
    stamps = Stamps(time_s=time_s, kind=kind, origin_ns=origin_ns, meaning="test")
    return Vectors(values=time_s[:, None] * LINE, stamps=stamps, unit="deg/s")


@pytest.mark.parametrize("rate_hz", [25.0, 50.0, 77.7, 200.0])
def test_a_line_is_kept_at_any_rate(rate_hz: float) -> None:
    at_s = np.arange(100) / 50
    time_s = np.arange(int(3 * rate_hz)) / rate_hz
    merged = add_gyroscope(table(at_s), vectors(time_s))
    np.testing.assert_allclose(turned(merged), at_s[:, None] * LINE, atol=1e-9)
    assert merged.angular_velocity_unit == "deg/s"
    (notice,) = merged.notices
    assert f"{rate_hz:g} Hz are brought to" in notice


def test_the_origins_of_the_two_clocks_count() -> None:
    origin_ns = 1_700_000_000_123_456_789
    at_s = np.arange(100) / 50
    time_s = np.arange(-100, 300) / 100.0
    late = vectors(time_s, origin_ns=origin_ns - 500_000_000)
    merged = add_gyroscope(table(at_s, origin_ns=origin_ns), late)
    expected = (at_s[:, None] + 0.5) * LINE
    np.testing.assert_allclose(turned(merged), expected, atol=1e-6)


def test_holes_and_ends_are_blank() -> None:
    time_s = np.concatenate((np.arange(1.0, 2.0, 0.01), np.arange(2.06, 3.0, 0.01)))
    at_s = np.array([0.99, 1.0, 1.505, 1.99, 2.0, 2.03, 2.06, 2.5, 2.985, 3.01])
    found = interpolate(time_s[:, None] * LINE, time_s, at_s)
    is_known = [False, True, True, True, False, False, True, True, True, False]
    np.testing.assert_array_equal(np.isfinite(found).all(axis=1), is_known)
    np.testing.assert_allclose(found[is_known], at_s[is_known, None] * LINE)


def test_the_longest_hole_is_two_and_a_half_samples_of_a_slow_gyroscope() -> None:
    time_s = np.arange(500, dtype=np.float64) * 0.04
    time_s[250:] += 0.099 - 0.04
    time_s[400:] += 0.101 - 0.04
    at_s = np.array([time_s[249] + 0.05, time_s[399] + 0.05])
    found = interpolate(time_s[:, None] * LINE, time_s, at_s)
    np.testing.assert_array_equal(np.isfinite(found[:, 0]), [True, False])


def test_samples_that_are_not_known_or_out_of_order_do_no_harm() -> None:
    time_s = np.arange(0, 1, 0.01)
    time_s[[50, 51]] = time_s[[51, 50]]
    values = time_s[:, None] * LINE
    values[70], time_s[30] = np.nan, np.nan
    at_s = np.arange(0.005, 0.98, 0.01)
    np.testing.assert_allclose(interpolate(values, time_s, at_s), at_s[:, None] * LINE)


def test_packets_are_spread_before_they_are_merged() -> None:
    at_s = np.arange(200) / 100
    packed_s = np.repeat(at_s[::10], 10)
    values = at_s[:, None] * LINE
    stamps = Stamps(time_s=packed_s, kind="utc", meaning="packets")
    merged = add_gyroscope(
        table(packed_s), Vectors(values=values, stamps=stamps, unit="deg/s")
    )
    np.testing.assert_allclose(turned(merged), values, atol=1e-9)


@pytest.mark.parametrize(
    "gyroscope",
    [
        pytest.param(vectors(np.arange(100) / 50, "elapsed"), id="other kind of clock"),
        pytest.param(vectors(np.arange(100) / 50 + 1e6), id="another day"),
        pytest.param(vectors(np.full(100, np.nan)), id="no stamps"),
        pytest.param(
            Vectors(values=np.ones((5, 3)), stamps=None, unit=None), id="no clock"
        ),
    ],
)
def test_a_gyroscope_of_another_clock_is_left_out_and_said(gyroscope: Vectors) -> None:
    merged = add_gyroscope(table(np.arange(100) / 50), gyroscope)
    assert merged.angular_velocity is None
    assert "left out" in merged.notices[0]


STANDARD = 9.80665


@pytest.mark.parametrize(("unit", "one_g"), [("m/s2", STANDARD), ("g", 1.0)])
def test_gravity_is_added_where_the_stamps_are_the_same(unit: str, one_g: float) -> None:
    time_s = np.arange(1000) / 100
    turn = np.delete(time_s, 7)
    down_g = np.column_stack((np.sin(turn), np.cos(turn), 0 * turn))
    gravity = replace(vectors(turn), values=down_g * STANDARD)
    total = with_gravity(add_gravity(table(time_s), gravity), unit)
    assert not total.is_gravity_removed
    assert np.all(np.isnan(total.acceleration[7]))
    np.testing.assert_allclose(
        np.delete(total.acceleration, 7, axis=0), 1 + one_g * down_g, atol=1e-12
    )
    with pytest.raises(ReadError, match=r"gravity in m/s2 .*--unit g or --unit m/s2"):
        with_gravity(add_gravity(table(time_s), gravity), None)
    apart = table(time_s)
    late = replace(vectors(turn + 0.004), values=gravity.values)
    assert add_gravity(apart, late) is apart


def test_gravity_of_no_known_length_is_not_added() -> None:
    time_s = np.arange(1000) / 100
    long = replace(vectors(time_s), values=np.full((1000, 3), 3.3))
    apart = table(time_s)
    assert add_gravity(apart, long) is apart

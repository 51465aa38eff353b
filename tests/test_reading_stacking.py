"""Columns side by side: their precision, and what is beyond it."""

import numpy as np
import pytest

from myosense.errors import ReadError
from myosense.reading.roles import Roles
from myosense.reading.stacking import stack

FIRST = (0.1, np.nan, -np.inf)
SECOND = (0.2, 0.3, 0.4)


def place(row: int) -> str:
    return f"line {row + 1}"


def test_columns_stand_side_by_side_in_the_precision_that_is_kept() -> None:
    for kind in (np.float32, np.float64):
        stacked = stack([np.array(FIRST), np.array(SECOND)], kind, place, 0)
        assert stacked.dtype == kind
        np.testing.assert_array_equal(stacked.T, np.array((FIRST, SECOND), dtype=kind))


@pytest.mark.parametrize("value", [1e39, -1e308])
def test_what_single_precision_cannot_hold_is_refused_by_its_place(value: float) -> None:
    columns = [np.array(FIRST), np.array([*SECOND[:2], value])]
    with pytest.raises(ReadError, match=r"line 103 holds -?1e\+3\d+8?; expected what"):
        stack(columns, np.float32, place, 100)
    assert stack(columns, np.float64, place, 100)[2, 1] == value


def test_only_what_is_kept_as_it_stands_is_in_single_precision() -> None:
    in_g = Roles(acceleration=(0, 1, 2), unit="g", gyroscope_unit="deg/s")
    assert (in_g.acceleration_type, in_g.gyroscope_type) == (np.float32, np.float32)
    other = Roles(acceleration=(0, 1, 2), unit="mg", gyroscope_unit="rad/s")
    assert (other.acceleration_type, other.gyroscope_type) == (np.float64, np.float64)
    parted = Roles(acceleration=(0, 1, 2), unit="g", gravity=(3, 4, 5))
    assert parted.acceleration_type == np.float64

"""Angles swept and left over, against angles drawn by hand."""

import numpy as np
import pandas as pd
import pytest
from lobes import Signal, gaussian, moving
from scipy.spatial.transform import Rotation

from myosense.measuring import MeasureParameters, measure

RATE_HZ = 100.0
TIME_S = np.arange(0, 12, 1 / RATE_HZ)
AXIS = np.array([2.0, -1.0, 2.0]) / 3


def measured(angle_deg: Signal, offset_dps: float = 0.0) -> pd.Series:
    """Measure a lobe at 6 s while the limb turns so about one axis."""
    turning_dps = np.gradient(angle_deg, 1 / RATE_HZ)[:, None] * AXIS + offset_dps
    motion = moving(gaussian(TIME_S, 6, 0.08), turning_dps=turning_dps)
    return measure(motion, np.array([600]), MeasureParameters()).iloc[0]


@pytest.mark.parametrize("offset_dps", [0.0, -5.0])
def test_a_turn_and_back_sweeps_its_angle_and_leaves_none(offset_dps: float) -> None:
    row = measured(12 * gaussian(TIME_S, 6.1, 0.2), offset_dps)
    assert row["swept_deg"] == pytest.approx(12, rel=0.01)
    assert row["left_deg"] == pytest.approx(0, abs=0.05)


def test_a_turn_that_stays_is_left_over() -> None:
    row = measured(30 / (1 + np.exp(-(TIME_S - 6.1) / 0.03)))
    assert row["swept_deg"] == pytest.approx(30, rel=0.01)
    assert row["left_deg"] == pytest.approx(30, rel=0.01)


def test_a_turn_that_overshoots_has_swept_more_than_it_leaves() -> None:
    stays = 10 / (1 + np.exp(-(TIME_S - 6.0) / 0.03))
    row = measured(stays + 8 * gaussian(TIME_S, 6.3, 0.2))
    assert row["swept_deg"] == pytest.approx(18, rel=0.02)
    assert row["left_deg"] == pytest.approx(10, rel=0.02)


def test_turns_about_several_axes_are_nearly_those_of_a_solid_body() -> None:
    rng = np.random.default_rng(1)
    step = 1 / (1 + np.exp(-(TIME_S - 6.1) / 0.02))
    later = 1 / (1 + np.exp(-(TIME_S - 6.5) / 0.02))
    for _ in range(20):
        first, second = rng.normal(0, 1, (2, 3))
        first, second = (15 * v / np.linalg.norm(v) for v in (first, second))
        angles_deg = step[:, None] * first + later[:, None] * second
        turning_dps = np.gradient(angles_deg, 1 / RATE_HZ, axis=0)
        motion = moving(gaussian(TIME_S, 6, 0.08), turning_dps=turning_dps)
        row = measure(motion, np.array([600]), MeasureParameters()).iloc[0]
        turns = [Rotation.from_rotvec(v, degrees=True) for v in (first, second)]
        body_deg = np.degrees((turns[0] * turns[1]).magnitude())
        assert row["left_deg"] == pytest.approx(body_deg, abs=1.0)


def test_what_turned_earlier_or_turns_later_is_not_of_the_event() -> None:
    row = measured(40 * (gaussian(TIME_S, 4, 0.5) + gaussian(TIME_S, 8.5, 0.5)))
    assert row["swept_deg"] == pytest.approx(0, abs=0.1)
    just_before = measured(10 / (1 + np.exp(-(TIME_S - 5.2) / 0.02)))
    assert just_before["swept_deg"] == pytest.approx(0, abs=0.1)


def test_turns_are_measured_each_for_itself() -> None:
    rng = np.random.default_rng(3)
    turning_dps = rng.normal(5, 20, (len(TIME_S), 3)) + 10 * TIME_S[:, None]
    both = gaussian(TIME_S, 4, 0.08) + gaussian(TIME_S, 8, 0.08)
    motion = moving(both, turning_dps=turning_dps)
    rows = np.array([400, 800])
    names = ["peak_dps", "swept_deg", "left_deg"]
    together = measure(motion, rows, MeasureParameters())[names]
    alone = [measure(motion, rows[[i]], MeasureParameters())[names] for i in range(2)]
    pd.testing.assert_frame_equal(together, pd.concat(alone, ignore_index=True))


def test_without_a_gyroscope_the_angles_are_missing() -> None:
    motion = moving(gaussian(TIME_S, 6, 0.08))
    row = measure(motion, np.array([600]), MeasureParameters()).iloc[0]
    assert row[["peak_dps", "swept_deg", "left_deg"]].isna().all()

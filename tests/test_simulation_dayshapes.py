"""Jerks by the clock: areas worked out by hand, and days that follow them."""

import numpy as np
import pytest

from myosense.errors import ArgumentError
from myosense.simulation import simulate
from myosense.simulation.dayshapes import relative_rate
from myosense.simulation.times import shaped_times

#: A base of 1 for 24 h; 19 more in a rise of 1/4 h, 3/4 h at the top and a fall of 1 h.
MORNING_SHARE = (2 + 19 * (0.125 + 0.75 + 0.5)) / (24 + 19 * (0.125 + 0.75 + 0.5))


@pytest.mark.parametrize(("shape", "share"), [("morning", MORNING_SHARE), ("even", 2 / 24)])
def test_the_two_hours_after_waking_hold_their_share_of_a_day(
    shape: str, share: float
) -> None:
    time_s = np.arange(0, 24 * 3600.0, 10)
    rate = relative_rate("day", 0.0, shape)(time_s)
    is_after_waking = (time_s >= 7 * 3600) & (time_s < 9 * 3600)
    assert np.sum(rate[is_after_waking]) / np.sum(rate) == pytest.approx(share, abs=0.002)
    rng, days = np.random.default_rng(1), np.array([[0.0, 20 * 24 * 3600.0]])
    drawn_s = shaped_times(rng, days, 10.0, 1.0, relative_rate("day", 0.0, shape))
    hours = drawn_s / 3600 % 24
    assert np.mean((hours >= 7) & (hours < 9)) == pytest.approx(share, abs=0.03)


def test_a_simulated_day_follows_its_shape() -> None:
    early = {
        shape: np.mean(
            simulate(
                hours=4, scenario="day", sample_rate_hz=5, rate_per_h=30, day_shape=shape
            ).truth["peak_s"]
            < 7200
        )
        for shape in ("morning", "even", "evening")
    }
    # From waking on: 2 h of many, 2 h of few.
    assert early["morning"] == pytest.approx(28.125 / 30.125, abs=0.06)
    assert early["even"] == pytest.approx(0.5, abs=0.15)
    assert early["evening"] > early["even"]


def test_more_than_half_of_the_jerks_of_a_morning_come_within_two_hours_of_waking() -> None:
    assert 0.5 < MORNING_SHARE < 0.6
    at_h = relative_rate("day", 7.0, "morning")
    minutes = np.array([-1.0, 0.0, 15.0, 60.0, 90.0, 120.0, 600.0])
    assert at_h(60 * minutes) == pytest.approx([1, 1, 20, 20, 10.5, 1, 1])


def test_a_shape_that_is_not_known_is_refused_with_the_nearest() -> None:
    with pytest.raises(ArgumentError, match=r"day shape 'mornin' .* nearest .* 'morning'"):
        simulate(hours=0.01, day_shape="mornin")

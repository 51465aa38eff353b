"""Intervals by the hour and around a change hold where clusters and trains are planted."""

from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, coverage, facts, jerks

from myosense.daytime.profile import profile
from myosense.dispersion import POISSON
from myosense.exposure import by_place
from myosense.medication.course import course
from myosense.rates import RateParameters
from myosense.spreading import TRAINS

NOON = datetime(2025, 6, 2, 12, tzinfo=ZoneInfo(ZONE))
KNOWN = pd.Timestamp(NOON)


def events(
    rng: np.random.Generator, hours: float, per_h: float, size: int, planted: str
) -> pd.DataFrame:
    """Plant trains, or clusters within a minute, of so many jerks at a time."""
    at_s = np.sort(rng.uniform(0, HOUR_S * hours, rng.poisson(per_h / size * hours)))
    if planted == "trains":
        return jerks(at_s.tolist(), n_jerks=size)
    each_s = np.repeat(at_s, size) + rng.uniform(0, 60, size * len(at_s))
    return jerks(np.sort(np.minimum(each_s, HOUR_S * hours - 1)).tolist())


def held(table: pd.DataFrame, per_h: float) -> list[bool]:
    """Say of each bin with time that could be judged whether it holds the true rate."""
    judged = table[table["analyzable_h"] > 0]
    return ((judged["rate_low"] <= per_h) & (judged["rate_high"] >= per_h)).tolist()


@pytest.mark.parametrize(
    ("hours", "per_h", "size", "planted", "n_times"),
    [
        pytest.param(0.8, 150.0, 10, "trains", 100, id="too short to tell how trains vary"),
        pytest.param(24.0, 20.0, 5, "clusters", 20, id="a day of clusters"),
        pytest.param(24.0, 20.0, 1, "clusters", 20, id="a day of single jerks"),
    ],
)
def test_hours_and_pieces_hold_the_planted_rate(
    hours: float, per_h: float, size: int, planted: str, n_times: int
) -> None:
    rng = np.random.default_rng(7)
    covered = {"a": coverage((0, hours), hours=hours, state_h=[(0, hours, "rest")])}
    known = {"a": facts(hours=hours, start=NOON, time_zone=ZONE)}
    middle = KNOWN + pd.Timedelta(hours=hours / 2)
    changes = pd.DataFrame(
        {"change": [1], "time": [middle], "last_time": [middle], "washout_h": [24.0]}
    )
    by_hour: list[bool] = []
    by_piece: list[bool] = []
    for _ in range(n_times):
        drawn = events(rng, hours, per_h, size, planted)
        by_hour += held(profile(drawn, covered, known, RateParameters()), per_h)
        pieces = course(by_place(drawn, covered, known), changes)
        by_piece += held(pieces[pieces["piece_h"] == 6], per_h)
    # 95 %, with three errors of the hundred bins or more that are drawn.
    assert np.mean(by_hour) > 0.95 - 0.046
    assert np.mean(by_piece) > 0.95 - 0.065


def test_a_train_in_a_short_recording_is_one_event() -> None:
    # Two trains of 10 in half an hour: as ten times two events, which may be 0.2 to 7.2.
    covered = {"a": coverage((0, 0.5), hours=0.5, state_h=[(0, 0.5, "rest")])}
    known = {"a": facts(hours=0.5, start=NOON, time_zone=ZONE)}
    row = profile(jerks([60, 900], n_jerks=10), covered, known, RateParameters()).iloc[12]
    assert (row["n"], row["interval"]) == (20, TRAINS)
    assert row["rate_low"] == pytest.approx(20 * 0.2422, rel=1e-3)
    assert row["rate_high"] == pytest.approx(20 * 7.2247, rel=1e-3)
    alone = profile(jerks([60, 900]), covered, known, RateParameters()).iloc[12]
    assert (alone["n"], alone["interval"]) == (2, POISSON)
    assert alone["rate_low"] == pytest.approx(2 * 0.2422, rel=1e-3)


def test_each_train_of_a_piece_is_one_event_whatever_cells_it_is_cut_into() -> None:
    # Three trains of 10, two of them at rest: as ten times three events, 0.6 to 8.8.
    states = [(0, 0.4, "rest"), (0.4, 0.5, "active")]
    covered = {"a": coverage((0, 0.5), hours=0.5, state_h=states)}
    known = {"a": facts(hours=0.5, start=NOON, time_zone=ZONE)}
    changes = pd.DataFrame(
        {"change": [1], "time": [KNOWN], "last_time": [KNOWN], "washout_h": [0.0]}
    )
    drawn = jerks([60, 900, 1500], n_jerks=10)
    for _, row in course(by_place(drawn, covered, known), changes).iterrows():
        assert (row["n"], row["interval"]) == (30, TRAINS)
        assert row["rate_low"] == pytest.approx(20 * 0.6187, rel=1e-3)
        assert row["rate_high"] == pytest.approx(20 * 8.7673, rel=1e-3)

"""Classes of jerks at rest: windows drawn by hand, and every limit from both sides."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from drawing import coverage, facts, jerks
from hypothesis import given
from hypothesis import strategies as st

from myosense.errors import SettingsError
from myosense.restclasses import COLUMNS, RestClassParameters, class_of, rest_classes
from myosense.schema import names

ANY = RestClassParameters(min_windows=1)
REST = (0, 1, "rest")


def graded(
    table: pd.DataFrame,
    *usable_h: tuple[float, float],
    state_h: tuple[tuple[float, float, str], ...] = (REST,),
    parameters: RestClassParameters = ANY,
) -> "pd.Series[Any]":
    """Grade one recording."""
    covered = coverage(*(usable_h or [(0, 1)]), state_h=state_h)
    found = rest_classes(table, {"a": covered}, {"a": facts()}, parameters)
    assert list(found) == names(COLUMNS)
    assert len(found) == 1
    return found.iloc[0]


@pytest.mark.parametrize(
    ("n", "expected"),
    [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (9, 3), (10, 4), (25, 4)],
)
def test_whole_counts_fall_where_the_scale_puts_them(n: int, expected: int) -> None:
    assert class_of(n) == expected


@pytest.mark.parametrize(
    ("limit", "below", "above"), [(1.5, 1, 2), (3.5, 2, 3), (9.5, 3, 4)]
)
def test_the_gaps_of_the_scale_are_parted_halfway(
    limit: float, below: int, above: int
) -> None:
    assert class_of([np.nextafter(limit, 0), limit]).tolist() == [below, above]
    assert class_of([0, 1e-9]).tolist() == [0, 1]


def test_windows_are_counted_one_by_one() -> None:
    row = graded(jerks([5, 12, 13, 15, 18, 3599]))
    assert (row["n_windows"], row["n"]) == (360, 6)
    assert row["per_10_s"] == pytest.approx(6 / 360)
    assert (row["umrs_like_class"], row["highest_class"]) == (1, 3)
    shares = [row[f"share_{number}"] for number in range(5)]
    assert shares == pytest.approx([357 / 360, 2 / 360, 0, 1 / 360, 0])


def test_only_rest_that_could_be_judged_counts() -> None:
    states = ((0, 0.25, "rest"), (0.25, 0.5, "active"), (0.5, 1, "long_still"))
    # Judged: 90 s of rest from 0, a window left over 5 s; 30 s of long still.
    usable = ((0, 95 / 3600), (0.3, 0.4), (0.6, 0.6 + 30 / 3600))
    table = jerks([1, 94, 1100, 0.6 * 3600 + 1, 0.7 * 3600])
    row = graded(table, *usable, state_h=states)
    assert (row["n_windows"], row["n"]) == (12, 2)


def test_a_jerk_on_the_edge_belongs_to_the_window_that_starts_there() -> None:
    row = graded(jerks([10.0, 19.0]))
    assert row["highest_class"] == 2


def test_the_cycles_of_a_train_are_spread_over_it() -> None:
    train = jerks([15], label="train", n_jerks=12, onset_s=[0.0], stop_s=[30.0])
    row = graded(train)
    assert row["n"] == 12
    assert row["highest_class"] == 3
    assert row["share_3"] == pytest.approx(3 / 360)


def test_a_jerk_is_its_peak_and_a_cycle_the_middle_of_its_share() -> None:
    # A jerk at 9.97 s that ends at 10.17 s; cycles of 10 s around 19.8 and 29.8 s.
    some = jerks([9.97, 20.5], n_jerks=[1, 2], onset_s=[9.87, 14.8], stop_s=[10.17, 34.8])
    row = graded(some, (0, 30 / 3600))
    assert (row["n_windows"], row["n"], row["share_1"]) == (3, 3, 1)


def test_too_little_rest_has_no_class() -> None:
    row = graded(jerks([5]), (0, 290 / 3600), parameters=RestClassParameters())
    assert pd.isna(row["umrs_like_class"])
    assert row["reason"] == "29 windows at rest: a class needs 30"
    row = graded(jerks([5]), (0, 300 / 3600), parameters=RestClassParameters())
    assert row["umrs_like_class"] == 1
    row = graded(jerks([]), state_h=((0, 1, "walking"),))
    assert (row["n_windows"], row["n"]) == (0, 0)


def test_less_than_one_window_cannot_be_asked_for() -> None:
    with pytest.raises(SettingsError, match="min_windows is 0; expected at least 1"):
        RestClassParameters(min_windows=0)


@given(st.lists(st.floats(0, 3599.9), max_size=50))
def test_no_jerk_is_lost_or_counted_twice(peaks_s: list[float]) -> None:
    assert graded(jerks(sorted(peaks_s)))["n"] == len(peaks_s)

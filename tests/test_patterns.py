"""Single, pair, series, train: drawn by hand, and against a slow twin."""

import pandas as pd
import pytest
from drawing import jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import events
from myosense.errors import SettingsError
from myosense.patterns import PatternParameters, pattern, series

PARAMETERS = PatternParameters(series_gap_s=10)


def names(table: pd.DataFrame) -> list[str]:
    """List the series, a dash for none."""
    return series(table, PARAMETERS)["series_id"].fillna("-").tolist()


@pytest.mark.parametrize(
    ("peaks_s", "expected"),
    [
        pytest.param([1, 20, 40], "- - -", id="far apart"),
        pytest.param([1, 10.9], "a-s001 a-s001", id="closer than the gap"),
        pytest.param([1, 11], "- -", id="at the gap"),
        pytest.param([1, 9, 18], "a-s001 a-s001 a-s001", id="a chain longer than the gap"),
        pytest.param([1, 2, 50, 90, 91], "a-s001 a-s001 - a-s002 a-s002", id="two series"),
        pytest.param([1], "-", id="one"),
        pytest.param([], "", id="none"),
    ],
)
def test_jerks_closer_than_the_gap_make_a_series(
    peaks_s: list[float], expected: str
) -> None:
    assert names(jerks(peaks_s)) == expected.split()


def test_recordings_have_their_own_series_whatever_the_order_of_rows() -> None:
    table = pd.concat(
        [jerks([5, 100], recording_id="b"), jerks([1, 2]), jerks([6], recording_id="b")],
        ignore_index=True,
    )
    assert names(table) == ["b-s001", "-", "a-s001", "a-s001", "b-s001"]


def test_a_train_reaches_from_its_onset_to_its_stop() -> None:
    table = jerks(
        [2, 25, 50],
        label=["jerk", "train", "jerk"],
        onset_s=[1.9, 11, 49.9],
        stop_s=[2.2, 41, 50.2],
    )
    assert names(table) == ["a-s001", "a-s001", "a-s001"]


def test_a_jerk_inside_a_train_does_not_end_its_reach() -> None:
    table = jerks(
        [25, 26, 50],
        label=["train", "jerk", "jerk"],
        onset_s=[11, 25.9, 49.9],
        stop_s=[41, 26.2, 50.2],
    )
    assert names(table) == ["a-s001", "a-s001", "a-s001"]


def test_labels_that_are_not_counted_neither_join_nor_bridge() -> None:
    table = jerks([1, 8, 15], label=["jerk", "movement", "jerk"])
    assert names(table) == ["-", "-", "-"]
    assert pattern(series(table, PARAMETERS)).isna().tolist() == [False, True, False]


def test_the_word_follows_from_the_number_in_the_series() -> None:
    table = jerks([1, 100, 101, 200, 201, 202, 300], label=["jerk"] * 6 + ["train"])
    expected = ["single", "pair", "pair", "series", "series", "series", "train"]
    assert pattern(series(table, PARAMETERS)).tolist() == expected


def test_no_events_give_no_series_and_no_words() -> None:
    table = series(events.empty(), PARAMETERS)
    assert (len(table), len(pattern(table))) == (0, 0)
    assert table.dtypes.equals(events.empty().dtypes)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 300), max_size=30).map(sorted))
def test_a_walk_from_jerk_to_jerk_gives_the_same_series(peaks_s: list[int]) -> None:
    runs: list[list[int]] = []
    for peak_s in peaks_s:
        if runs and peak_s - runs[-1][-1] < 10:
            runs[-1].append(peak_s)
        else:
            runs.append([peak_s])
    expected, number = [], 0
    for run in runs:
        number += len(run) > 1
        expected += [f"a-s{number:03}" if len(run) > 1 else "-"] * len(run)
    assert names(jerks(peaks_s)) == expected


def test_a_gap_that_makes_no_sense_is_refused() -> None:
    with pytest.raises(SettingsError, match="series_gap_s is 0; expected above 0"):
        PatternParameters(series_gap_s=0)

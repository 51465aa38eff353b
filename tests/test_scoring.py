"""Found against true: what counts, what matches, what the figures are made of."""

import time

import numpy as np
import pandas as pd
import pytest
from drawing import coverage, jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense.errors import ArgumentError
from myosense.scoring import Score, score

TRUE = jerks([10, 20, 30, 40])


def counts(found: Score) -> tuple[int, int, int]:
    return found.n_true, found.n_found, found.n_matched


def test_hits_misses_and_false_alarms_give_the_textbook_figures() -> None:
    found = jerks([10.1, 20.05, 25, 39.9])  # three hits, one miss, one false alarm
    result = score(found, TRUE, coverage=coverage((0, 2), hours=3))
    assert counts(result) == (4, 4, 3)
    assert (result.sensitivity, result.precision, result.f1) == (0.75, 0.75, 0.75)
    assert result.count_error == 0.0
    assert result.false_alarms_per_h == 0.5
    assert result.false_alarms_per_recorded_h == pytest.approx(1 / 3)
    assert result.median_error_s == pytest.approx(0.1)
    # Wilson's interval of 3 in 4 and Garwood's of 1 in 2 h, from tables
    limits = (result.sensitivity.low, result.sensitivity.high)
    assert limits == pytest.approx((0.3006, 0.9544), abs=1e-4)
    limits = (result.false_alarms_per_h.low, result.false_alarms_per_h.high)
    assert limits == pytest.approx((0.0127, 2.7858), abs=1e-4)


def test_without_true_events_sensitivity_is_blank_and_not_one() -> None:
    result = score(jerks([1, 2]), jerks([]), coverage=coverage((0, 1)))
    assert np.isnan([result.sensitivity, result.sensitivity_of_all, result.f1]).all()
    assert (result.precision, result.n_matched_by_chance) == (0.0, 0.0)
    assert score(jerks([1]), jerks([])).n_matched_by_chance == 0.0
    assert result.false_alarms_per_h == 2.0
    assert np.isnan(result.median_error_s)


def test_with_nothing_found_precision_is_blank_and_sensitivity_zero() -> None:
    result = score(jerks([]), TRUE)
    assert (result.sensitivity, result.f1, result.count_error) == (0.0, 0.0, -4.0)
    assert np.isnan(result.precision)


def test_without_a_coverage_false_alarms_per_hour_are_blank() -> None:
    result = score(TRUE, TRUE)
    assert np.isnan([result.false_alarms_per_h, result.false_alarms_per_recorded_h]).all()


def test_sensitivity_is_stated_inside_the_coverage_and_over_all() -> None:
    true = jerks([600, 1200, 2400, 3000])
    result = score(jerks([600, 2400]), true, coverage=coverage((0, 0.5)))
    assert (result.n_true, result.n_true_covered, result.n_matched) == (4, 2, 2)
    assert (result.sensitivity, result.sensitivity_of_all) == (0.5, 0.5)
    result = score(jerks([600]), true, coverage=coverage((0, 0.5)))
    assert (result.sensitivity, result.sensitivity_of_all) == (0.5, 0.25)
    assert result.count_error == -1.0
    assert result.f1 == pytest.approx(2 / 3)


def test_a_found_event_outside_the_coverage_is_no_false_alarm_per_analyzable_hour() -> None:
    result = score(jerks([600, 3000]), jerks([]), coverage=coverage((0, 0.5)))
    assert (result.false_alarms_per_h, result.false_alarms_per_recorded_h) == (2.0, 2.0)


@pytest.mark.parametrize(
    ("column", "elsewhere"), [("recording_id", "b"), ("site", "ankle"), ("side", "right")]
)
def test_events_match_only_in_the_same_recording_site_and_side(
    column: str, elsewhere: str
) -> None:
    found = pd.concat([jerks([10]), jerks([50])], ignore_index=True)
    found.loc[0, column] = elsewhere
    true = jerks([10, 50])
    assert score(found, true).n_matched == 1
    by = tuple({"site", "side"} - {column})
    assert score(found, true, by=by).n_matched == (1 if column == "recording_id" else 2)


@pytest.mark.parametrize("recording_id", ["a", "x"])
@pytest.mark.parametrize("column", ["site", "side"])
@pytest.mark.filterwarnings("ignore:no recording is in both")
def test_a_place_that_one_table_does_not_know_is_that_of_the_other(
    column: str, recording_id: str
) -> None:
    placeless = TRUE.assign(**{column: "unknown", "recording_id": recording_id})
    for found, true in ((TRUE, placeless), (placeless, TRUE)):
        result = score(found, true)
        assert result.n_matched == 4
        assert result.by_place[column].tolist() == found[column].unique().tolist()
    ankle = jerks([50], place="ankle right", recording_id=recording_id)
    mixed = pd.concat([placeless, ankle], ignore_index=True)
    assert score(mixed, TRUE).n_matched == 0  # of two places it is not known which
    assert score(TRUE, mixed).n_matched == 0


def test_a_recording_that_is_placed_elsewhere_is_named() -> None:
    elsewhere = TRUE.assign(side="right")
    said = "^the side of 'a' is 'left' in found and 'right' in true: no event there can"
    with pytest.warns(UserWarning, match=said):
        assert score(TRUE, elsewhere).n_matched == 0


def test_recordings_with_no_name_in_common_are_taken_for_one() -> None:
    said = (
        "^no recording is in both: found has 'x', true has 'a'; matching as if all were one"
    )
    with pytest.warns(UserWarning, match=said):
        assert score(jerks([10], recording_id="x"), TRUE).n_matched == 1
    for found, true in ((TRUE, jerks([])), (TRUE.drop(columns="recording_id"), TRUE)):
        score(found, true)  # no names to hold against each other


def test_of_many_recordings_of_other_names_some_are_named() -> None:
    found = pd.concat([jerks([10], recording_id=name) for name in "vwxyz"])
    with pytest.warns(
        UserWarning, match="found has 'v', 'w', 'x' and 2 more, true has 'a'"
    ):
        score(found, TRUE)


def test_only_rows_labeled_jerk_count_where_there_are_labels() -> None:
    found = jerks([10, 20], label=["jerk", "train"])
    assert counts(score(found, TRUE)) == (4, 1, 1)
    lookalikes = jerks([10, 20], label=["movement", "jerk"])
    assert counts(score(jerks([10, 20]), lookalikes)) == (1, 2, 1)
    assert counts(score(found.drop(columns="label"), TRUE)) == (4, 2, 2)


def test_bare_tables_of_peaks_can_be_scored() -> None:
    result = score(pd.DataFrame({"peak_s": [1.0]}), pd.DataFrame({"peak_time": [1.1]}))
    assert counts(result) == (1, 1, 1)
    assert result.by_place["n_matched"].tolist() == [1]


def test_a_column_that_only_one_table_has_is_left_out_with_a_warning() -> None:
    found = pd.concat([jerks([10]), jerks([20], place="wrist right")])
    with pytest.warns(UserWarning, match="only found has the column 'side'"):
        result = score(found, TRUE.drop(columns="side"))
    assert result.n_matched == 2
    assert score(TRUE, TRUE.drop(columns="side")).n_matched == 4  # there it parts nothing


def test_each_place_has_its_own_figures() -> None:
    ankle = jerks([10, 20], place="ankle left")
    found = pd.concat([jerks([10, 20, 25]), ankle.iloc[:1]], ignore_index=True)
    table = score(found, pd.concat([TRUE, ankle], ignore_index=True)).by_place
    rows = table[["site", "n_true", "n_found", "n_matched"]].to_numpy().tolist()
    assert rows == [["ankle", 2, 1, 1], ["wrist", 4, 3, 2]]
    assert table["sensitivity"].tolist() == [0.5, 0.5]
    assert table["precision"].tolist() == [1, pytest.approx(2 / 3)]
    assert table["f1"].tolist() == pytest.approx([2 / 3, 4 / 7])


def test_the_same_is_reported_at_a_tenth_and_half_a_second() -> None:
    found = jerks([10.05, 20.15, 30.4, 45])
    table = score(found, TRUE).by_tolerance
    assert table["tolerance_s"].tolist() == [0.1, 0.2, 0.5]
    assert table["n_matched"].tolist() == [1, 2, 3]
    assert table["sensitivity"].tolist() == [0.25, 0.5, 0.75]
    assert score(found, TRUE, tolerance_s=0.1).by_tolerance["tolerance_s"].tolist() == [
        0.1,
        0.5,
    ]


def test_the_timing_error_is_given_by_its_median_and_95th_percentile() -> None:
    true_s = np.arange(1, 102)
    result = score(jerks((true_s + np.arange(101) / 1000).tolist()), jerks(true_s.tolist()))
    assert (result.median_error_s, result.p95_error_s) == pytest.approx((0.05, 0.095))


def test_chance_gives_the_share_of_the_published_table() -> None:
    # 60 an hour: 0.7 % of found events at 0.2 s, 1.7 % at 0.5 s
    true, found = jerks([*range(30, 3600, 60)]), jerks([*range(10, 3610, 36)])
    for tolerance_s, percent in ((0.2, 0.7), (0.5, 1.7)):
        result = score(found, true, coverage=coverage((0, 1)), tolerance_s=tolerance_s)
        assert round(result.n_matched_by_chance, 1) == percent  # of 100 found


def test_matches_of_unrelated_events_are_as_many_as_chance_says() -> None:
    rng = np.random.default_rng(5)
    hours = 20
    found, true = (
        jerks(np.sort(rng.uniform(0, hours * 3600, 3000)).tolist()) for _ in "ab"
    )
    result = score(found, true, coverage=coverage((0, hours)))
    assert result.n_matched == pytest.approx(result.n_matched_by_chance, rel=0.2)


def test_recordings_are_looked_up_in_a_table_of_coverages() -> None:
    covered = {"a": coverage((0, 1)), "b": coverage((0, 0.5)), "silent": coverage((0, 8.5))}
    true = pd.concat([jerks([3000]), jerks([3000], recording_id="b")], ignore_index=True)
    result = score(jerks([1]), true, coverage=covered)
    assert (result.n_true_covered, result.false_alarms_per_h) == (1, 0.1)
    # One in the hour of its own recording: 2 x 0.2 s of 3600.
    assert result.n_matched_by_chance == pytest.approx(0.4 / 3600, rel=1e-3)
    found = pd.concat([jerks([1]), jerks([1], recording_id="c")], ignore_index=True)
    with pytest.raises(ArgumentError, match="recording 'c' has no coverage; known: a, b"):
        score(found, true, coverage=covered)


def test_the_only_coverage_serves_a_table_without_recordings() -> None:
    bare = pd.DataFrame({"peak_s": [1.0]})
    result = score(bare, bare, coverage={"a": coverage((0, 1))})
    assert result.sensitivity == 1.0
    assert result.n_matched_by_chance == pytest.approx(0.4 / 3600, rel=1e-3)


@pytest.mark.parametrize("tolerance_s", [0.0, -1.0, np.nan, np.inf])
def test_a_tolerance_that_makes_no_sense_is_refused(tolerance_s: float) -> None:
    with pytest.raises(ArgumentError, match=r"tolerance_s is .*; expected above 0"):
        score(TRUE, TRUE, tolerance_s=tolerance_s)


def test_the_table_lists_every_figure_with_its_interval() -> None:
    table = score(TRUE, TRUE, coverage=coverage((0, 1))).table()
    rows = dict(
        zip(table["figure"], table[["value", "low", "high"]].to_numpy(), strict=True)
    )
    assert rows["n_true"][0] == 4
    assert rows["sensitivity"].tolist() == pytest.approx([1, 0.5101, 1], abs=1e-4)


def test_twenty_thousand_events_take_seconds() -> None:
    rng = np.random.default_rng(2)
    true = jerks(np.sort(rng.uniform(0, 7000, 20_000)).tolist())
    found = jerks(np.sort(rng.uniform(0, 7000, 20_000)).tolist())
    began = time.perf_counter()
    score(found, true)
    assert time.perf_counter() - began < 10


peaks = st.lists(st.integers(0, 400), max_size=15).map(
    lambda ticks: [tick / 20 for tick in sorted(ticks)]
)


@settings(max_examples=25, deadline=None)
@given(peaks.filter(bool))
def test_a_table_agrees_with_itself_perfectly(peak_s: list[float]) -> None:
    result = score(jerks(peak_s), jerks(peak_s))
    shares = [float(share) for share in (result.sensitivity, result.precision, result.f1)]
    assert shares == [1, 1, 1]
    assert float(result.count_error) == result.p95_error_s == 0


@settings(max_examples=25, deadline=None)
@given(peaks, peaks)
def test_swapping_found_and_true_swaps_the_figures(
    one_s: list[float], other_s: list[float]
) -> None:
    there, back = (
        score(jerks(one_s), jerks(other_s)),
        score(jerks(other_s), jerks(one_s)),
    )
    assert counts(there) == (back.n_found, back.n_true, back.n_matched)
    np.testing.assert_equal(float(there.sensitivity), float(back.precision))
    assert there.count_error == -back.count_error


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 30), st.floats(-0.199, 0.199))
def test_a_shift_below_the_tolerance_keeps_the_matches_of_events_far_apart(
    n: int, shift_s: float
) -> None:
    true_s = np.arange(n) * 0.5 + 1
    assert score(jerks((true_s + shift_s).tolist()), jerks(true_s.tolist())).n_matched == n

"""Counts over exposure: what a bin holds, what it hides, and that nothing is lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, coverage, facts, jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import exposure, intervals, rates
from myosense.coverage import Coverage
from myosense.dispersion import BY_DAY, FIXED_FANO, by_day, fixed_fano
from myosense.errors import SettingsError
from myosense.false_alarms import FalseAlarmParameters
from myosense.rates import RateParameters
from myosense.recording import Facts

PARAMETERS = RateParameters()
EVENING = datetime(2025, 6, 1, 21, 30, tzinfo=ZoneInfo(ZONE))
minutes_lists = st.lists(st.integers(0, 1800), max_size=30)


def count_one(
    events: pd.DataFrame,
    covered: Coverage,
    known: Facts,
    parameters: RateParameters = PARAMETERS,
) -> pd.DataFrame:
    return rates.count(events, {"a": covered}, {"a": known}, parameters)


def of_bin(table: pd.DataFrame, kind: str) -> pd.DataFrame:
    return table[table["bin"] == kind].reset_index(drop=True)


def test_the_table_has_the_columns_of_rates_csv() -> None:
    table = count_one(jerks([]), coverage((0, 1)), facts())
    assert ",".join(table.columns) == (
        "bin,start,stop,region,site,side,n,analyzable_h,rate_per_h,rate_low,rate_high,fano,"
        "corrected_per_h,corrected_low,corrected_high,interval,reason"
    )


def test_an_event_belongs_to_the_bin_of_its_peak() -> None:
    known = facts(hours=3, start=EVENING, time_zone=ZONE)
    events = jerks([0, 1799.9, 1800, 5399.9, 5400, 10_799])
    table = count_one(events, coverage((0, 3)), known)
    assert of_bin(table, "hour")["n"].tolist() == [2, 2, 1, 1]
    assert of_bin(table, "day_part")["n"].tolist() == [5, 1]
    assert of_bin(table, "day")["n"].tolist() == [5, 1]
    assert of_bin(table, "all")["n"].tolist() == [6]
    assert of_bin(table, "hour")["start"][0].isoformat() == "2025-06-01T21:00:00+02:00"
    assert of_bin(table, "all")["stop"][0].isoformat() == "2025-06-02T00:30:00+02:00"


def test_a_train_counts_for_its_cycles_and_other_labels_for_nothing() -> None:
    events = jerks([10, 20, 30], label=["jerk", "train", "movement"], n_jerks=[1, 7, 1])
    assert of_bin(count_one(events, coverage((0, 1)), facts()), "all")["n"].tolist() == [8]


def test_events_outside_the_coverage_do_not_count() -> None:
    events = jerks([0, 1799, 1800, 3599])
    table = of_bin(count_one(events, coverage((0.5, 1)), facts()), "all")
    assert table["n"].tolist() == [2]
    assert table["rate_per_h"].tolist() == [4]


def test_the_rate_is_per_analyzable_hour_with_the_exact_interval() -> None:
    events = jerks([60, 120, 180, 240, 300])
    row = of_bin(count_one(events, coverage((0, 0.25), (0.5, 0.75)), facts()), "all").iloc[
        0
    ]
    assert row["analyzable_h"] == 0.5
    figures = (row["rate_per_h"], row["rate_low"], row["rate_high"])
    assert figures == pytest.approx((10, 3.246, 23.336), abs=1e-3)
    assert row["interval"] == "exact Poisson, assumes independent jerks"


def test_in_too_little_time_to_tell_a_train_is_one_event_of_its_size() -> None:
    # Twenty cycles of one train are twenty times one event, whose limits are published
    # (Garwood, 1936): 0.0253 to 5.572.
    row = of_bin(
        count_one(jerks([60], label=["train"], n_jerks=[20]), coverage((0, 0.5)), facts()),
        "all",
    ).iloc[0]
    limits = (row["rate_low"], row["rate_high"])
    assert limits == pytest.approx((40 * 0.0253, 40 * 5.572), rel=1e-3)
    assert row["interval"] == "gamma, assumes independent trains"
    assert (row["n"], row["rate_per_h"]) == (20, 40)


def test_a_bin_without_coverage_is_blank_with_its_largest_reason_and_not_zero() -> None:
    known = facts(hours=2.5, start=EVENING, time_zone=ZONE)
    lost = [(0.5, 0.6, "edge"), (0.6, 1.5, "not worn"), (1.5, 2.5, "gap")]
    table = count_one(jerks([]), coverage((0, 0.5), lost_h=lost), known)
    hours = of_bin(table, "hour")
    assert hours["n"].isna().tolist() == [False, True, True]
    assert hours["rate_per_h"].isna().tolist() == [False, True, True]
    assert hours["analyzable_h"].tolist() == [0.5, 0, 0]
    assert hours["reason"].tolist() == ["", "not worn", "not recorded"]


@pytest.mark.parametrize("start", [None, datetime(2025, 6, 1, tzinfo=UTC)])
def test_without_a_local_clock_only_the_whole_has_figures(start: datetime | None) -> None:
    table = count_one(jerks([5]), coverage((0, 1)), facts(start=start))
    assert table["bin"].tolist() == ["hour", "day_part", "day", "all"]
    assert table["n"].isna().tolist() == [True, True, True, False]
    assert set(table["reason"][:3]) == {"no clock time: give --time-zone or --start"}
    assert table["start"].isna().all()


def test_hours_of_a_wall_clock_without_a_zone_are_naive() -> None:
    known = facts(start=datetime(2025, 6, 1, 9, 0))  # noqa: DTZ001
    hours = of_bin(count_one(jerks([5]), coverage((0, 1)), known), "hour")
    assert hours["start"].tolist() == [pd.Timestamp("2025-06-01 09:00")]


def test_recordings_of_one_place_share_bins_and_between_is_not_recorded() -> None:
    known = {
        "a": facts("a", hours=0.5, start=EVENING, time_zone=ZONE),
        "b": facts("b", hours=1, start=EVENING + timedelta(hours=2.25), time_zone=ZONE),
    }
    covered = {"a": coverage((0, 0.5)), "b": coverage((0, 1))}
    events = pd.concat(
        [jerks([1, 2]), jerks([899, 900], recording_id="b")], ignore_index=True
    )
    table = rates.count(events, covered, known, PARAMETERS)
    hours = of_bin(table, "hour")
    assert hours["start"].dt.hour.tolist() == [21, 22, 23, 0]
    assert hours["n"].isna().tolist() == [False, True, False, False]
    assert hours["n"].dropna().tolist() == [2, 1, 1]
    assert hours["reason"][1] == "not recorded"
    assert of_bin(table, "all")["analyzable_h"].tolist() == [1.5]


def test_time_between_recordings_outweighs_a_shorter_reason() -> None:
    known = {
        "a": facts("a", hours=0.6, start=EVENING, time_zone=ZONE),
        "b": facts("b", hours=1, start=EVENING + timedelta(hours=1.5), time_zone=ZONE),
    }
    covered = {"a": coverage((0, 0.5), lost_h=[(0.5, 0.6, "edge")]), "b": coverage((0, 1))}
    hours = of_bin(rates.count(jerks([]), covered, known, PARAMETERS), "hour")
    assert hours["reason"].tolist() == ["", "not recorded", ""]


def test_pieces_of_the_fano_factor_run_on_into_the_next_recording() -> None:
    known = {"a": facts("a"), "b": facts("b")}
    covered = {"a": coverage((0, 1)), "b": coverage((0, 1))}
    one_in_each = [600 * i + 5 for i in range(6)]
    events = pd.concat(
        [jerks(one_in_each), jerks(one_in_each, recording_id="b")], ignore_index=True
    )
    whole = of_bin(rates.count(events, covered, known, PARAMETERS), "all")
    assert (whole["n"][0], whole["fano"][0]) == (12, 0)


def test_each_site_and_side_has_its_own_rows() -> None:
    known = {"a": facts("a"), "b": facts("b", place="ankle right")}
    covered = {"a": coverage((0, 1)), "b": coverage((0, 1))}
    events = pd.concat([jerks([1, 2]), jerks([3], recording_id="b", place="ankle right")])
    whole = of_bin(rates.count(events, covered, known, PARAMETERS), "all")
    assert whole[["region", "site", "side", "n"]].to_numpy().tolist() == [
        ["arm", "wrist", "left", 2],
        ["leg", "ankle", "right", 1],
    ]


def test_what_holds_for_the_whole_recording_stands_in_the_reason() -> None:
    table = count_one(jerks([1]), coverage((0, 1), flags=("lower bound",)), facts())
    assert of_bin(table, "all")["reason"].tolist() == ["lower bound"]


def test_clustered_jerks_have_a_wider_interval_that_says_its_name() -> None:
    events = jerks([*range(100, 112)])  # 12 in the first of 6 pieces: variance 24, mean 2
    known = facts(start=EVENING, time_zone=ZONE)
    table = count_one(events, coverage((0, 1)), known)
    whole = of_bin(table, "all").iloc[0]
    assert (whole["n"], whole["rate_per_h"], whole["fano"]) == (12, 12, 12)
    low, high = (float(x) for x in fixed_fano(12, 1, 12, 0.95, 5))
    assert (whole["rate_low"], whole["rate_high"]) == pytest.approx((low, high))
    assert low < 6.2  # exact Poisson: 6.2 to 21.0
    assert high > 21
    assert whole["interval"] == FIXED_FANO
    assert whole["reason"] == "counts vary more than by chance (Fano 12.0)"


def test_a_bin_takes_over_the_fano_factor_of_all_pieces() -> None:
    # 12 hours, every third one with 9 jerks.
    events = jerks([3600 * h + 100 * i for h in range(0, 12, 3) for i in range(9)])
    start = datetime(2025, 6, 1, 6, tzinfo=ZoneInfo(ZONE))
    known = facts(hours=12, start=start, time_zone=ZONE)
    table = count_one(events, coverage((0, 12)), known)
    hours = of_bin(table, "hour")
    fano = np.var([9, 0, 0] * 4, ddof=1) / 3
    assert hours["fano"].tolist() == pytest.approx([fano] * 12)
    low, high = fixed_fano([9, 0], 1, fano, 0.95, 11)
    assert hours["rate_low"][:2].tolist() == pytest.approx(low)
    assert hours["rate_high"][:2].tolist() == pytest.approx(high)
    assert set(hours["interval"]) == {FIXED_FANO}


def test_seven_days_speak_for_themselves_by_the_local_calendar() -> None:
    # From midnight on, 25 h of the day on which clocks go back; two days with 40 jerks.
    start = datetime(2025, 10, 22, tzinfo=ZoneInfo(ZONE))
    known = facts(hours=169, start=start, time_zone=ZONE)
    first_s = [0, 24 * 3600, 4 * 24 * 3600 + 24.5 * 3600]
    events = jerks([s + 600 * i for s in first_s[1:] for i in range(40)])
    whole = of_bin(count_one(events, coverage((0, 169)), known), "all").iloc[0]
    assert whole["interval"] == BY_DAY
    days = np.repeat(np.arange(7), [24, 24, 24, 24, 25, 24, 24])
    counts = np.bincount((events["peak_s"] // 3600).astype(int), minlength=169)
    expected = by_day(counts, np.ones(169), days, 0.95)
    limits = (whole["rate_low"], whole["rate_high"])
    assert limits == pytest.approx(tuple(float(x) for x in expected))


def test_days_that_differ_are_not_called_clusters() -> None:
    # One jerk in each hour of a day, two in each of the next: even hours, uneven days.
    midnight = datetime(2025, 6, 2, tzinfo=ZoneInfo(ZONE))
    peaks_s = [
        HOUR_S * hour + at
        for hour in range(168)
        for at in (600, 1800)[: 1 + hour // 24 % 2]
    ]
    table = count_one(
        jerks(peaks_s), coverage((0, 168), hours=168),
        facts(hours=168, start=midnight, time_zone=ZONE),
    )  # fmt: skip
    whole = of_bin(table, "all").iloc[0]
    assert (whole["interval"], whole["fano"] < 1) == (BY_DAY, True)
    assert whole["reason"] == "rates differ from day to day"


def test_short_recordings_are_cut_into_short_pieces() -> None:
    evenly = [600 * i + j for i in range(36) for j in (1, 2)]
    for hours, fano in ((5.9, 0), (6, 0)):
        row = of_bin(
            count_one(jerks(evenly), coverage((0, hours)), facts(hours=hours)), "all"
        )
        assert row["fano"].tolist() == pytest.approx([fano], abs=0.2)
    # Jerks of every other ten minutes: uneven in pieces of ten minutes, even in hours.
    bursts = [1200 * i + j for i in range(18) for j in range(6)]
    short = of_bin(count_one(jerks(bursts), coverage((0, 5)), facts(hours=5)), "all")
    long = of_bin(count_one(jerks(bursts), coverage((0, 6)), facts(hours=6)), "all")
    assert short["fano"][0] > 3
    assert long["fano"][0] == 0


def test_the_last_piece_takes_what_is_left() -> None:
    cut = exposure.pieces(exposures_of(jerks([1, 3599, 3600, 5000]), 1.5), 3600)
    assert (cut.n_jerks.tolist(), cut.hours.tolist()) == ([4], [1.5])
    none = exposure.pieces(exposures_of(jerks([1]), 0.9), 3600)
    assert len(none.n_jerks) == len(none.hours) == len(none.days) == 0


def exposures_of(events: pd.DataFrame, hours: float) -> list[exposure.Exposure]:
    covered = {"a": coverage((0, hours))}
    return exposure.by_place(events, covered, {"a": facts(hours=hours)})[0]


def test_too_little_time_is_said_and_nothing_is_taken_away() -> None:
    known = facts(hours=3, start=EVENING, time_zone=ZONE)
    table = count_one(jerks([5]), coverage((0, 2.75), flags=("lower bound",)), known)
    said = rates.say_insufficient(table, 30)
    hours = of_bin(said, "hour")
    assert hours["reason"].tolist() == [
        "lower bound",
        "lower bound",
        "lower bound",
        "insufficient: 15 min, a rate needs 30 min; lower bound",
    ]
    pd.testing.assert_frame_equal(said.drop(columns="reason"), table.drop(columns="reason"))
    pd.testing.assert_frame_equal(rates.say_insufficient(table[::-1], 30), said[::-1])


def test_half_an_hour_less_its_edges_reads_as_less_than_half_an_hour() -> None:
    hours = 1798 / 3600
    table = count_one(jerks([0.2]), coverage((0, hours), hours=0.5), facts(hours=0.5))
    (reason,) = of_bin(rates.say_insufficient(table, 30), "all")["reason"]
    assert reason.startswith("insufficient: 29.9 min, a rate needs 30 min")


def test_known_false_alarms_are_taken_off_by_state() -> None:
    alarms = FalseAlarmParameters(n_by_state=(0, 5, 20, 0), hours_by_state=(1, 10, 5, 1))
    parameters = replace(PARAMETERS, false_alarms=alarms)
    states = [(0.0, 1.5, "rest"), (1.5, 2.0, "active")]
    covered = coverage((0, 2), state_h=states)
    evenly = jerks([120 * i for i in range(60)])
    row = of_bin(count_one(evenly, covered, facts(hours=2), parameters), "all").iloc[0]
    # At rest 0.5, active 4 an hour: 0.75 x 0.5 + 0.25 x 4 = 1.375.
    assert row["corrected_per_h"] == pytest.approx(30 - 1.375)
    assert row["corrected_low"] < row["rate_low"]
    assert row["corrected_high"] < row["rate_high"]
    none = of_bin(count_one(jerks([]), covered, facts(hours=2), parameters), "all").iloc[0]
    assert (none["corrected_per_h"], none["corrected_low"]) == (0, 0)
    assert none["reason"].endswith("corrected rate shown as 0")


def test_without_known_false_alarms_nothing_is_corrected() -> None:
    table = count_one(jerks([5]), coverage((0, 1)), facts())
    assert table[["corrected_per_h", "corrected_low", "corrected_high"]].isna().all().all()


def test_pieces_of_the_fano_factor_hold_equal_analyzable_time() -> None:
    # Half the time is lost, so that the six pieces of 10 min take two hours of clock time.
    usable = [(i / 6, (i + 0.5) / 6) for i in range(12)]
    one_in_each = jerks([(2 * i + 0.2) * 600 for i in range(6)])
    row = of_bin(count_one(one_in_each, coverage(*usable), facts(hours=2)), "all").iloc[0]
    assert row["fano"] == pytest.approx(0)


@pytest.mark.parametrize(("minutes", "is_blank"), [(59.9, True), (60, False)])
def test_fewer_than_six_pieces_give_no_fano_factor(minutes: float, is_blank: bool) -> None:  # noqa: FBT001
    table = count_one(jerks([5, 6]), coverage((0, minutes / 60)), facts())
    assert of_bin(table, "all")["fano"].isna().tolist() == [is_blank]


@settings(max_examples=30, deadline=None)
@given(minutes_lists, minutes_lists, st.integers(1, 1800))
def test_bins_of_every_kind_add_up_to_the_whole(
    peaks_min: list[int], edges_min: list[int], duration_min: int
) -> None:
    edges_h = np.unique(np.clip([*edges_min, duration_min], 0, duration_min)) / 60
    usable = [(a, b) for a, b in zip(edges_h[::2], edges_h[1::2], strict=False)]
    duration_h = duration_min / 60
    known = facts(
        hours=duration_h, start=datetime(2025, 10, 25, 20, 7, tzinfo=UTC), time_zone=ZONE
    )
    covered = coverage(*usable)
    table = count_one(jerks(sorted(60.0 * m for m in peaks_min)), covered, known)
    n = int(intervals.contains(covered.usable, 60.0 * np.array(peaks_min)).sum())
    for kind in ("hour", "day_part", "day", "all"):
        rows = of_bin(table, kind)
        assert rows["n"].fillna(0).sum() == n
        assert rows["analyzable_h"].sum() == pytest.approx(covered.analyzable_s / HOUR_S)


def test_cut_says_of_each_event_which_row_counts_it() -> None:
    known = facts(hours=3, start=EVENING, time_zone=ZONE)
    events = jerks([1, 2000, 7000, 10_000], label=["jerk", "jerk", "gait", "jerk"])
    table, row_of_event = rates.cut(
        events, {"a": coverage((0, 3))}, {"a": known}, "hour", PARAMETERS
    )
    assert row_of_event.tolist() == [0, 1, -1, 3]
    assert table["n"].tolist() == [1, 1, 0, 1]


def test_nothing_is_written_into_the_events() -> None:
    events = jerks([1, 2])
    before = events.copy()
    count_one(events, coverage((0, 1)), facts())
    pd.testing.assert_frame_equal(events, before)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"confidence": 1.0}, "confidence is 1; expected above 0 and below 1"),
        ({"fano_short_piece_s": 0.0}, "fano_short_piece_s is 0 and"),
        ({"fano_piece_s": 60.0}, "fano_short_piece_s is 600 and fano_piece_s 60; expected"),
        ({"fano_min_pieces": 1}, "fano_min_pieces is 1; expected at least 2"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    wrong: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        replace(PARAMETERS, **wrong)

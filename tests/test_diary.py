"""The diary's words: every limit from both sides, and what stands beside a word."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense import diary, events
from myosense.diary import DiaryParameters
from myosense.errors import SettingsError
from myosense.patterns import PatternParameters, series
from myosense.rates import RateParameters

PARAMETERS = DiaryParameters()
#: Clusters do not matter here: jerks are taken for independent.
RATES = RateParameters(fano_min_pieces=1000)
EVENING = datetime(2025, 6, 1, 18, 0, tzinfo=ZoneInfo(ZONE))

#: Modeled peaks of jerks in g, 5th, 50th and 95th percentile, by region.
MODELED_G = {
    "head": [(0.20, 0.50, 1.4)],
    "trunk": [(0.09, 0.25, 0.54)],
    "arm": [(0.13, 0.58, 1.8), (0.25, 0.60, 1.8), (0.37, 0.90, 2.3)],
    "leg": [(0.17, 0.40, 1.3), (0.19, 0.50, 1.3)],
}


def describe_one(
    table: pd.DataFrame,
    *,
    hours: float = 1,
    flags: tuple[str, ...] = (),
    place: str = "wrist left",
) -> "pd.Series[Any]":
    """Describe one recording without a clock, all of it judged."""
    table = diary.grade(series(table, PatternParameters()), PARAMETERS)
    known = facts(hours=hours, place=place)
    covered = coverage((0, hours), hours=hours, flags=flags)
    return diary.describe(table, {"a": covered}, {"a": known}, PARAMETERS, RATES).iloc[0]


def test_the_table_has_the_columns_of_diary_csv() -> None:
    assert ",".join(describe_one(jerks([])).index) == (
        "start,stop,region,site,side,n,analyzable_h,rate_per_h,rate_low,rate_high,frequency,"
        "intensity,share_mild,share_moderate,share_severe,pattern,reason"
    )


@pytest.mark.parametrize(
    ("n", "hours", "word"),
    [
        (0, 1, "none"),
        (1, 20, "rare"),
        (19, 20, "rare"),
        (20, 20, "occasional"),
        (9, 1, "occasional"),
        (10, 1, "frequent"),
        (59, 1, "frequent"),
        (60, 1, "very_frequent"),
        (359, 1, "very_frequent"),
        (360, 1, "near_continuous"),
        (5, 0.499, "insufficient"),
        (5, 0.5, "frequent"),
    ],
)
def test_each_class_starts_at_its_limit(n: int, hours: float, word: str) -> None:
    assert describe_one(jerks([*range(n)]), hours=hours)["frequency"] == word


def test_none_prints_its_upper_limit() -> None:
    assert describe_one(jerks([]), hours=6.2)["reason"].startswith(
        "0 in 6.2 h, at most 0.6/h"
    )


def test_the_upper_limit_is_rounded_up() -> None:
    assert "at most 3.7/h" in describe_one(jerks([]), hours=1.0)["reason"]  # 3.689
    assert "at most 0.1/h" in describe_one(jerks([]), hours=100.0)["reason"]  # 0.037


def test_insufficient_gives_count_and_minutes() -> None:
    reason = describe_one(jerks([1, 2, 3]), hours=0.2)["reason"]
    assert reason.startswith("3 in 12 min: a class needs 30 min")


def test_the_classes_that_the_interval_spans_are_named() -> None:
    row = describe_one(jerks([*range(5)]))  # 5 an hour: 1.6 to 11.7
    assert "interval spans occasional to frequent" in row["reason"]
    row = describe_one(jerks([*range(30)]))  # 30 an hour: 20.2 to 42.8
    assert "spans" not in row["reason"]


def test_clusters_widen_the_classes_that_the_interval_spans() -> None:
    table = series(jerks([*range(12)]), PatternParameters())
    row = diary.describe(
        table, {"a": coverage((0, 1))}, {"a": facts()}, PARAMETERS, RateParameters()
    ).iloc[0]
    assert row["frequency"] == "frequent"
    # Independent, 12 in an hour span occasional to frequent.
    assert "counts vary more than by chance (Fano 12.0)" in row["reason"]
    assert "interval spans rare to very_frequent" in row["reason"]


def test_each_part_of_the_day_has_a_row_and_its_own_events() -> None:
    known = facts(hours=12, start=EVENING, time_zone=ZONE)
    covered = coverage((0, 6), (6, 7), lost_h=[(7, 12, "not worn")], hours=12)
    table = jerks([10, 21_599, 21_600, 25_199], peak_g=[0.1, 2, 0.5, 0.5])
    graded = diary.grade(series(table, PatternParameters()), PARAMETERS)
    words = diary.describe(graded, {"a": covered}, {"a": known}, PARAMETERS, RATES)
    assert [
        f"{s:%H}-{t:%H}" for s, t in zip(words["start"], words["stop"], strict=True)
    ] == [
        "18-00",
        "00-06",
    ]
    assert words["n"].tolist() == [2, 2]
    assert words["share_severe"].tolist() == [0.5, 0]
    # A pair across midnight stays a pair on both sides.
    assert words["pattern"].tolist() == ["single, pair", "single, pair"]


def test_a_part_of_the_day_without_coverage_is_blank_and_says_why() -> None:
    known = facts(hours=12, start=EVENING, time_zone=ZONE)
    covered = coverage((0, 6), lost_h=[(6, 12, "not worn")], hours=12)
    row = diary.describe(jerks([]), {"a": covered}, {"a": known}, PARAMETERS, RATES).iloc[1]
    assert row[["n", "rate_per_h", "intensity", "pattern"]].isna().all()
    assert row["frequency"] == "insufficient"
    assert row["reason"] == "no count in 0 min: not worn"


def test_without_a_clock_the_whole_is_one_row_that_says_so() -> None:
    row = describe_one(jerks([1, 2]))
    assert pd.isna(row["start"])
    assert row["n"] == 2
    assert row["reason"].endswith("no clock time: give --time-zone or --start")


@pytest.mark.parametrize(
    ("place", "peak_g", "word"),
    [
        ("wrist left", 0.399, "mild"),
        ("wrist left", 0.4, "moderate"),
        ("wrist left", 1.149, "moderate"),
        ("wrist left", 1.15, "severe"),
        ("chest midline", 0.4, "severe"),
        ("head midline", 0.4, "moderate"),
        ("neck midline", 0.4, "moderate"),
        ("foot left", 0.29, "mild"),
    ],
)
def test_intensity_follows_the_limits_of_the_region(
    place: str, peak_g: float, word: str
) -> None:
    graded = diary.grade(jerks([1], place=place, peak_g=peak_g), PARAMETERS)
    assert graded["intensity"].tolist() == [word]


@pytest.mark.parametrize(
    "table",
    [
        pytest.param(jerks([1], place="unknown left"), id="unknown site"),
        pytest.param(jerks([1], peak_g=np.nan), id="no peak"),
        pytest.param(jerks([1], flags="clipped|lower bound"), id="lower bound"),
    ],
)
def test_intensity_is_blank_where_it_cannot_be_known(table: pd.DataFrame) -> None:
    assert diary.grade(table, PARAMETERS)["intensity"].isna().all()


def test_no_events_have_no_intensity() -> None:
    graded = diary.grade(events.empty(), PARAMETERS)
    assert graded.dtypes.equals(events.empty().dtypes)


@pytest.mark.parametrize("region", MODELED_G)
def test_default_limits_lie_halfway_between_the_modeled_percentiles(region: str) -> None:
    low, middle, high = np.array(MODELED_G[region]).T
    moderate_g = np.exp(np.mean(np.log(low * middle)) / 2)
    severe_g = np.exp(np.mean(np.log(middle * high)) / 2)
    limits_g = PARAMETERS.intensity_from_g[region]
    assert limits_g == pytest.approx((moderate_g, severe_g), rel=0.07)


def test_the_neck_lies_between_head_and_trunk() -> None:
    limits_g = PARAMETERS.intensity_from_g
    between = np.sqrt(np.multiply(limits_g["head"], limits_g["trunk"]))
    assert limits_g["neck"] == pytest.approx(tuple(between), rel=0.07)


def test_the_bin_gets_the_median_class_the_shares_and_the_strongest() -> None:
    row = describe_one(jerks([1, 2, 3, 4, 5], peak_g=[0.1, 0.2, 0.5, 0.6, 1.234]))
    assert row["intensity"] == "moderate"
    shares = row[["share_mild", "share_moderate", "share_severe"]]
    assert shares.tolist() == pytest.approx([0.4, 0.4, 0.2])
    assert "strongest 1.23 g" in row["reason"]


def test_of_an_even_number_the_lower_middle_class_counts() -> None:
    assert describe_one(jerks([1, 2], peak_g=[0.1, 2]))["intensity"] == "mild"


def test_a_train_weighs_as_many_jerks_as_it_counts_for() -> None:
    row = describe_one(
        jerks([1, 50], label=["jerk", "train"], peak_g=[0.1, 2], n_jerks=[1, 3])
    )
    assert (row["intensity"], row["share_severe"], row["n"]) == ("severe", 0.75, 4)
    assert row["pattern"] == "single, train"


def test_a_clipped_jerk_is_at_least_that_strong() -> None:
    row = describe_one(jerks([1, 2], peak_g=[8.0, 0.5], flags=["clipped", ""]))
    assert "strongest at least 8.00 g" in row["reason"]


def test_a_lower_bound_has_counts_but_no_intensity() -> None:
    row = describe_one(jerks([1, 2]), flags=("lower bound",))
    assert row["n"] == 2
    assert row[["intensity", "share_mild", "share_moderate", "share_severe"]].isna().all()
    assert "lower bound" in row["reason"]
    assert "no movement size at this sampling rate" in row["reason"]


def test_an_unknown_site_has_a_row_but_no_intensity() -> None:
    row = describe_one(jerks([1], place="unknown left"), place="unknown left")
    assert (row["region"], row["n"]) == ("unknown", 1)
    assert pd.isna(row["intensity"])
    assert "no movement size: its limits depend on the site" in row["reason"]


@settings(max_examples=25, deadline=None)
@given(st.lists(st.floats(0.03, 9), min_size=1, max_size=20))
def test_shares_add_up_to_one_and_hold_the_median(peaks_g: list[float]) -> None:
    row = describe_one(jerks([*range(len(peaks_g))], peak_g=peaks_g))
    shares = row[["share_mild", "share_moderate", "share_severe"]].astype(float)
    assert shares.sum() == pytest.approx(1)
    assert shares[f"share_{row['intensity']}"] > 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (
            {"frequent_from_per_h": 0.5},
            "frequency classes are .*; expected above 0 and rising",
        ),
        ({"occasional_from_per_h": 0.0}, "expected above 0 and rising"),
        ({"min_analyzable_min": 0.0}, "min_analyzable_min is 0; expected above 0"),
        ({"neck_g": (0.5, 0.2)}, r"neck_g is \(0.5, 0.2\); expected two limits above 0"),
    ],
)
def test_settings_that_make_no_sense_are_refused(
    wrong: Mapping[str, Any], message: str
) -> None:
    with pytest.raises(SettingsError, match=message):
        replace(PARAMETERS, **wrong)

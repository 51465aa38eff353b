"""A diary beside a result: days drawn by hand, missing told from none."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import HOUR_S, ZONE, coverage, facts, jerks

from myosense.diaries.agreement import spearman, weighted_kappa
from myosense.diaries.comparing import Comparison, compare
from myosense.diaries.filling import fill
from myosense.diaries.reading import read_diary
from myosense.diaries.schema import AGREEMENT, COLUMNS, COMPARISON, WRITTEN
from myosense.diaries.writing import write_diary
from myosense.diary import FREQUENCIES, DiaryParameters
from myosense.errors import ArgumentError
from myosense.schema import names, table

PARAMETERS = DiaryParameters()
#: Two days with the hour that comes twice between them.
NOON = datetime(2025, 10, 25, 12, 0, tzinfo=ZoneInfo(ZONE))


def hour(n: int, **said: object) -> dict[str, object]:
    """Make an entry of the n-th hour since noon."""
    start = pd.Timestamp(NOON).as_unit("ns") + pd.Timedelta(hours=n)
    place = {"region": "arm", "side": "left", "line": n + 2}
    return {**place, "start": start, "stop": start + pd.Timedelta(hours=1), **said}


def spread_jerks(per_hour: list[int]) -> pd.DataFrame:
    """Draw so many jerks in each hour since noon, as one sensor's."""
    peaks_s = [
        HOUR_S * (n + (i + 0.5) / count)
        for n, count in enumerate(per_hour)
        for i in range(count)
    ]
    events = jerks(peaks_s)
    events["body_event_id"] = [f"a-{i}" for i in range(len(events))]
    return events


def compared(
    entries: list[dict[str, object]],
    per_hour: list[int],
    *usable_h: tuple[float, float],
) -> Comparison:
    """Hold entries against a left wrist with so many jerks in each hour since noon."""
    events = spread_jerks(per_hour)
    hours = len(per_hour)
    usable = usable_h or ((0, hours),)
    lost = [(0.0, float(hours), "not worn")]
    return compare(
        table(entries, COLUMNS),
        events,
        {"a": coverage(*usable, lost_h=lost, hours=hours)},
        {"a": facts(hours=hours, start=NOON, time_zone=ZONE)},
        PARAMETERS,
    )


def figure(found: Comparison, measure: str) -> "pd.Series[Any]":
    """Return one figure."""
    rows = found.agreement[found.agreement["measure"] == measure]
    assert len(rows) == 1
    return rows.iloc[0]


def test_the_words_stand_side_by_side() -> None:
    found = compared(
        [
            hour(0, frequency="rare", severity="mild", source="patient"),
            hour(1, frequency="none"),
            hour(2, count=12),
            hour(3, note="slept"),
        ],
        [5, 0, 70, 2, 1],
    )
    assert list(found.intervals) == names(COMPARISON)
    assert list(found.agreement) == names(AGREEMENT)
    rows = found.intervals
    assert rows["kind"].tolist() == ["compared"] * 3 + ["not said"] + ["no entry"] * 2
    assert rows["diary_frequency"].tolist() == ["rare", "none", "frequent", "", "", ""]
    assert rows["frequency"].tolist() == [
        "occasional", "none", "very_frequent", "occasional", "occasional", "occasional",
    ]  # fmt: skip
    assert rows["classes_apart"].tolist() == [1, 0, 1, pd.NA, pd.NA, pd.NA]
    assert rows["n"].tolist() == [5, 0, 70, 2, 2, 1]
    assert rows["noted"].tolist() == ["yes", "no", "yes", "", "", ""]
    assert rows["severity"].iloc[0] == "mild"


def test_missing_is_not_none_on_either_side() -> None:
    entries = [hour(n, frequency="none") for n in (0, 1, 2)]
    # The first hour not worn, 20 min of the second, the third and fourth whole.
    found = compared(entries, [0, 0, 0, 7], (1, 1 + 1 / 3), (2, 4))
    rows = found.intervals
    assert rows["kind"].tolist() == ["no wear", "too short", "compared", "no entry"]
    assert rows["n"].tolist() == [pd.NA, 0, 0, 7]
    assert rows["frequency"].tolist() == ["", "", "none", "occasional"]
    assert rows["reason"].tolist()[:2] == [
        "not worn",
        "20 min could be judged (not worn); 30 min are needed",
    ]
    assert figure(found, "hours worn without an entry")["value"] == 1
    assert figure(found, "jerks in these hours")["value"] == 7
    assert figure(found, "entries without wear")["value"] == 1
    assert figure(found, "neither says jerks")["value"] == 1


def test_hits_and_misses_are_counted_both_ways() -> None:
    entries = [hour(n, frequency=word) for n, word in enumerate(["rare", "none"] * 3)]
    found = compared(entries, [1, 1, 0, 0, 3, 0])
    counts = ("both say jerks", "only the sensor says jerks", "only the diary says jerks")
    assert [figure(found, name)["value"] for name in counts] == [2, 1, 1]
    assert figure(found, "neither says jerks")["value"] == 2
    share = figure(found, "share of the sensor's intervals with jerks that the diary notes")
    # Wilson's interval of 2 out of 3, as published in tables of it.
    assert (share["value"], share["n"]) == (pytest.approx(2 / 3), 3)
    assert (share["low"], share["high"]) == pytest.approx((0.208, 0.939), abs=5e-4)


def test_the_figures_are_those_of_the_intervals() -> None:
    rng = np.random.default_rng(3)
    per_hour = rng.poisson(5, size=70).tolist()
    words = rng.choice(FREQUENCIES[1:4], size=70).tolist()
    found = compared([hour(n, frequency=w) for n, w in enumerate(words)], per_hour)
    pairs = found.intervals[found.intervals["kind"] == "compared"]
    codes = [pairs[c].map(FREQUENCIES.index) for c in ("frequency", "diary_frequency")]
    rates = [pairs[c].to_numpy() for c in ("rate_per_h", "diary_rate_per_h")]
    logs = np.log(rates[0] + 0.5) - np.log(rates[1] + 0.5)
    expected = {
        "quadratic-weighted kappa": weighted_kappa(
            codes[0].to_numpy(), codes[1].to_numpy(), 6
        ),
        "Spearman correlation": spearman(rates[0], rates[1]),
        "ratio sensor to diary": np.exp(np.mean(logs)),
    }
    for name, value in expected.items():
        row = figure(found, name)
        assert row["value"] == pytest.approx(value)
        assert (row["n"], row["n_days"]) == (70, 4)
        assert row["low"] < value < row["high"]
        assert row["interval"] == "day-block bootstrap, t"
    hits = figure(found, "both say jerks")
    assert (hits["n"], hits["n_days"]) == (70, 4)
    limits = figure(found, "limits of agreement of the ratio")
    spread = 1.96 * np.std(logs, ddof=1)
    assert limits["low"] == pytest.approx(np.exp(np.mean(logs) - spread))
    assert limits["high"] == pytest.approx(np.exp(np.mean(logs) + spread))


def test_few_intervals_and_few_days_leave_blanks_with_a_reason() -> None:
    few = compared([hour(n, frequency="rare") for n in range(4)], [1, 2, 3, 4])
    row = figure(few, "Spearman correlation")
    assert np.isnan(row["value"])
    assert row["reason"] == "4 intervals; 5 are needed"
    assert (row["n"], row["n_days"]) == (4, 1)
    words = ["rare", "none", "rare", "occasional", "frequent", "rare"]
    one_day = compared(
        [hour(n, frequency=word) for n, word in enumerate(words)], [1, 0, 2, 5, 20, 1]
    )
    row = figure(one_day, "quadratic-weighted kappa")
    assert not np.isnan(row["value"])
    assert np.isnan(row["low"])
    assert row["reason"] == "1 day; an interval needs 3"


@pytest.mark.parametrize(
    ("words", "measure", "value", "reason"),
    [
        (["rare"], "quadratic-weighted kappa", 0, "one side says one class only"),
        (["rare"], "Spearman correlation", None, "nothing varies"),
        (["none", "occasional"], "quadratic-weighted kappa", 1, "the days are too alike"),
    ],
)
def test_a_figure_that_no_draw_of_days_changes_has_no_interval(
    words: list[str], measure: str, value: float | None, reason: str
) -> None:
    per_hour = 35 * [0, 4]
    entries = [hour(n, frequency=words[n % len(words)]) for n in range(70)]
    row = figure(compared(entries, per_hour), measure)
    assert row["value"] == pytest.approx(np.nan if value is None else value, nan_ok=True)
    assert np.isnan(row["low"])
    assert np.isnan(row["high"])
    assert row["interval"] == ""
    assert row["n_days"] == 4
    assert row["reason"].startswith(reason)


def test_entries_of_one_time_are_not_compared_twice() -> None:
    long = hour(0, frequency="rare") | {"stop": hour(2)["start"]}
    found = compared([long, hour(1, frequency="frequent")], [3, 3])
    assert found.intervals["kind"].tolist() == ["compared", "overlapping"]
    assert found.intervals["reason"].iloc[1] == "speaks of the same time as line 2"


def test_places_without_a_sensor_and_sensors_without_a_word_are_said() -> None:
    found = compared([hour(0, frequency="rare", region="head", side="midline")], [1])
    assert found.intervals["kind"].tolist() == ["no sensor"]
    assert found.notices == ("the diary says nothing of the left wrist",)
    assert compared([hour(0, frequency="rare")], [1]).notices == ()


def test_a_sensor_without_a_side_is_named_by_its_site() -> None:
    worn = replace(
        facts(hours=1, start=NOON, time_zone=ZONE), site="lower_back", side="unknown"
    )
    found = compare(
        table([hour(0, frequency="rare")], COLUMNS),
        jerks([]),
        {"a": coverage((0, 1))},
        {"a": worn},
        PARAMETERS,
    )
    assert found.notices == ("the diary says nothing of the lower back",)


def test_the_night_with_one_hour_more_has_one_hour_more() -> None:
    found = compared([hour(0, frequency="rare")], [1] * 25)
    rows = found.intervals
    assert len(rows) == 25
    assert f"{rows['stop'].iloc[-1]:%Y-%m-%d %H:%M}" == "2025-10-26 12:00"
    assert rows["n"].tolist() == [1] * 25


def test_a_diary_of_another_kind_of_clock_is_refused() -> None:
    naive = hour(0) | {"start": pd.Timestamp("2025-10-25 12:00"), "stop": pd.NaT}
    with pytest.raises(ArgumentError, match="offsets from UTC"):
        compared([naive], [1])


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_diary_that_the_sensor_fills_reads_back_and_agrees(
    tmp_path: Path, suffix: str
) -> None:
    per_hour = [0, 1, 2, 12, 70, 0, 400, 3, 1, 0, 0, 5, 0, 9, 2, 2, 30, 30]
    events = spread_jerks(per_hour)
    covered = coverage((0, 9.25), (10, 11.6), (12, 18), lost_h=[(9, 12, "clipped")])
    held = (
        events,
        {"a": covered},
        {"a": facts(hours=18, start=NOON, time_zone=ZONE)},
        PARAMETERS,
    )
    filled = fill(*held)
    path = tmp_path / f"filled{suffix}"
    write_diary(path, filled)
    read = read_diary(path, time_zone=ZONE)
    assert read.notices == ()
    columns = names(WRITTEN)
    pd.testing.assert_frame_equal(read.entries[columns], filled[columns])
    assert len(filled) == 18
    ninth, tenth, eleventh = (filled.iloc[n] for n in (9, 10, 11))
    assert ninth["frequency"] == ""
    assert ninth["note"].startswith("blank: 0 in 15 min judged, 30 min are needed")
    assert (tenth["frequency"], tenth["count"]) == ("none", 0)
    assert (eleventh["frequency"], eleventh["count"]) == ("occasional", pd.NA)
    assert set(filled["severity"]) | set(filled["trigger"]) | set(filled["impact"]) == {""}
    found = compare(read.entries, *held)
    pairs = found.intervals[found.intervals["kind"] == "compared"]
    assert len(pairs) == 17
    assert (pairs["classes_apart"] == 0).all()
    assert figure(found, "quadratic-weighted kappa")["value"] == 1


def test_an_hour_that_was_not_judged_is_filled_with_the_reason() -> None:
    filled = fill(
        jerks([]),
        {"a": coverage((0, 1), lost_h=[(1, 2, "not worn")], hours=2)},
        {"a": facts(hours=2, start=NOON, time_zone=ZONE)},
        PARAMETERS,
    )
    assert filled["frequency"].tolist() == ["none", ""]
    assert filled["note"].iloc[1] == "blank: not worn"
    assert filled["source"].tolist() == ["sensor", "sensor"]

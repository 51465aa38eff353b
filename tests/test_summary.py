"""The summary agrees with the tables, and says in plain words what they say."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks

from myosense import diary, patterns, rates, strata
from myosense.coverage import Coverage
from myosense.recording import Facts
from myosense.report.text import render
from myosense.summary import summarize

EVENING = datetime(2025, 6, 1, 20, 0, tzinfo=ZoneInfo(ZONE))
HOW_HARD = "How hard    left wrist  "
REJECTED = jerks([100, 200, 300], label=["gait", "movement", "gait"])


def summary_of(
    table: pd.DataFrame,
    covered: dict[str, Coverage],
    known: dict[str, Facts],
    confidence: float = 0.95,
) -> dict[str, Any]:
    table = diary.grade(
        patterns.series(table, patterns.PatternParameters()), diary.DiaryParameters()
    )
    parameters = rates.RateParameters(fano_min_pieces=1000, confidence=confidence)
    counted = rates.count(table, covered, known, parameters)
    counted = rates.say_insufficient(counted, 30)
    words = diary.describe(table, covered, known, diary.DiaryParameters(), parameters)
    states = strata.stratify(table, covered, known, parameters)
    states = rates.say_insufficient(states, 30)
    tables = (table, REJECTED, counted, words, states)
    return summarize(known, covered, *tables, confidence=confidence)


@pytest.fixture
def evening() -> dict[str, Any]:
    """One wrist for 8 h, the last one not worn, with 14 jerks before midnight."""
    table = jerks(
        [*range(60, 840, 60), 20_000],
        width_s=[0.09] * 6 + [0.1] * 3 + [0.18] * 2 + [0.2] + [np.nan] * 2,
        peak_g=[0.2] * 7 + [0.5] * 6 + [1.5],
    )
    covered = coverage(
        (0, 7),
        lost_h=[(7, 8, "not worn")],
        state_h=[(0, 5, "rest"), (5, 7, "active")],
        hours=8,
    )
    known = facts(hours=8, start=EVENING, time_zone=ZONE)
    return summary_of(table, {"a": covered}, {"a": replace(known, notices=("no DST",))})


def test_the_summary_is_json_without_nan(evening: dict[str, Any]) -> None:
    assert json.loads(json.dumps(evening, allow_nan=False)) == evening


def test_hours_reasons_and_states_add_up(evening: dict[str, Any]) -> None:
    for entry in (evening["recordings"]["a"], evening["sites"][0]):
        assert (entry["recorded_h"], entry["analyzable_h"]) == (8, 7)
        assert entry["seconds_by_reason"] == {"not worn": 3600}
        assert entry["seconds_by_state"]["rest"] == 18_000
        assert entry["seconds_by_state"]["active"] == 7200


def test_counts_are_given_by_label_width_and_size(evening: dict[str, Any]) -> None:
    site = evening["sites"][0]
    assert (site["n_jerks"], site["n_events"]) == (14, 14)
    assert site["n_rejected_by_label"] == {"gait": 2, "movement": 1}
    assert site["n_by_width"] == {
        "under_100_ms": 6,
        "100_to_180_ms": 3,
        "180_ms_and_over": 3,
    }
    assert site["n_by_intensity"] == {"mild": 7, "moderate": 6, "severe": 1}
    assert (site["median_peak_g"], site["max_peak_g"]) == (0.35, 1.5)
    assert site["max_is_lower_bound"] is False


def test_each_part_of_the_day_has_the_diary_s_words(evening: dict[str, Any]) -> None:
    first, second = evening["sites"][0]["day_parts"]
    assert first["start"] == "2025-06-01T18:00:00+02:00"
    assert (first["n"], first["frequency"], first["pattern"]) == (
        13,
        "occasional",
        "single",
    )
    assert (second["n"], second["frequency"]) == (1, "rare")


def test_the_same_hours_of_all_days_are_added_up() -> None:
    known = facts(hours=48, start=EVENING.replace(hour=18), time_zone=ZONE)
    covered = coverage((0, 6), (24, 28), lost_h=[(6, 24, "not worn")], hours=48)
    site = summary_of(jerks([1, 30, 90_000]), {"a": covered}, {"a": known})["sites"][0]
    hours = {part["hours"]: part for part in site["by_clock_time"]}
    assert list(hours) == ["00:00-06:00", "06:00-12:00", "12:00-18:00", "18:00-24:00"]
    evening = hours["18:00-24:00"]
    assert (evening["n_jerks"], evening["analyzable_h"]) == (3, 10)
    assert evening["rate_per_h"] == pytest.approx(0.3)
    assert hours["00:00-06:00"]["n_jerks"] is None
    # Days without any of these hours are not too short for a class: they are not there.
    assert evening["frequencies"] == ["rare"]
    assert hours["12:00-18:00"]["frequencies"] == ["insufficient"]


def test_the_words_for_the_terminal_say_how_often_how_hard_where_and_when(
    evening: dict[str, Any],
) -> None:
    assert render(evening).splitlines() == [
        "14 jerk-like events in 7.0 analyzable hours at the left wrist (2.0 per hour).",
        "",
        "How often   left wrist  14 in 7.0 h, 2.0/h (95 % interval 1.1 to 3.4)",
        "By state    left wrist  rest 2.6/h in 5.0 h; active 0.5/h in 2.0 h",
        HOW_HARD + "median 0.35 g, strongest 1.50 g; 7 mild, 6 moderate, 1 severe",
        "When        left wrist  00:00-06:00 rare (0.3/h); 18:00-24:00 occasional (3.2/h)",
        "Not judged  left wrist  1.0 h of 8.0 h recorded: not worn 1.0 h",
        "How long    left wrist  6 under 100 ms of signal, 3 of 100 to 180 ms, 3 longer",
        "Not counted left wrist  gait 2, movement 1",
        "Notes       no DST",
        "",
        "not a medical device; jerk-like events, no diagnosis",
        "evidence: simulation and healthy recordings only (phase 0)",
        "a diary's severity is about impact, which no sensor measures",
        "cut-offs are conventions, not validated",
        "probability: calibrated on jerks added to recordings; by --preset rules a score",
    ]


def test_the_first_line_says_minutes_where_tenths_of_an_hour_would_be_none() -> None:
    covered = coverage((0, 1 / 30), hours=1 / 30)
    known = facts(hours=1 / 30)
    summary = summary_of(jerks([60]), {"a": covered}, {"a": known})
    assert summary["first_line"].startswith("1 jerk-like event in 2 analyzable minutes at ")


def test_the_interval_says_of_which_confidence_it_is() -> None:
    tables = (jerks([1, 2, 3]), {"a": coverage((0, 1))}, {"a": facts()})
    # Of 3 in an hour (exact Poisson limits): at 95 % 0.62 to 8.77, at 90 % 0.82 to 7.75.
    assert "3.0/h (95 % interval 0.6 to 8.8)" in render(summary_of(*tables))
    assert "3.0/h (90 % interval 0.8 to 7.8)" in render(summary_of(*tables, 0.9))


def test_each_state_has_its_own_rate_with_its_interval(evening: dict[str, Any]) -> None:
    rest, active = evening["sites"][0]["by_state"]
    assert (rest["state"], rest["n_jerks"], rest["rate_per_h"]) == ("rest", 13, 2.6)
    assert (active["state"], active["n_jerks"], active["rate_per_h"]) == ("active", 1, 0.5)
    limits = (active["rate_low"], active["rate_high"])
    assert limits == pytest.approx((0.025 / 2, 5.572 / 2), abs=1e-3)


def test_a_state_of_minutes_has_a_count_and_no_rate() -> None:
    covered = coverage((0, 1), state_h=[(0, 0.9, "long_still"), (0.9, 1, "walking")])
    table = jerks([1, 2, 3500])
    known = {"a": facts()}
    assert "long still 2.2/h in 0.9 h; walking 1 in 6 min\n" in render(
        summary_of(table, {"a": covered}, known)
    )


def test_a_rate_less_known_false_alarms_stands_beside_the_rate(
    evening: dict[str, Any],
) -> None:
    evening["sites"][0] |= {
        "corrected_per_h": 1.5, "corrected_low": 0.44, "corrected_high": 3,
    }  # fmt: skip
    assert (
        "2.0/h (95 % interval 1.1 to 3.4); less known false alarms 1.5/h (0.4 to 3.0)\n"
    ) in render(evening)


def test_where_nothing_could_be_judged_the_first_line_says_why() -> None:
    covered = coverage(lost_h=[(0, 0.25, "gap"), (0.25, 1, "not worn")])
    summary = summary_of(jerks([]), {"a": covered}, {"a": facts()})
    first = render(summary).splitlines()[0]
    assert (
        first == "Nothing could be judged in 1.0 recorded hours: not worn 0.8 h, gap 0.2 h."
    )
    assert summary["sites"][0]["n_jerks"] is None
    covered = coverage(lost_h=[(0, 0.01, "gap"), (0.01, 0.05, "not worn")], hours=0.05)
    summary = summary_of(jerks([]), {"a": covered}, {"a": facts(hours=0.05)})
    assert summary["first_line"] == (
        "Nothing could be judged in 3 recorded minutes: not worn 2 min, gap 36 s."
    )
    json.dumps(summary, allow_nan=False)


def test_a_sensor_of_which_nothing_could_be_judged_is_named_in_the_notices() -> None:
    covered = {"a": coverage((0, 1)), "b": coverage(lost_h=[(0, 1, "not worn")])}
    known = {"a": facts(), "b": facts("b", place="ankle left")}
    summary = summary_of(jerks([1.0]), covered, known)
    assert summary["notices"][0] == "b: nothing could be judged (not worn 1.0 h)"
    assert not [text for text in summary["notices"] if text.startswith("a: nothing")]


def test_without_a_clock_the_option_that_fills_the_hours_is_named() -> None:
    """A zone fills nothing where there is no date, nor a date where it is in UTC."""
    known = {
        "a": facts(),
        "b": facts("b", start=datetime(2026, 10, 25, tzinfo=UTC), place="ankle left"),
    }
    covered = {"a": coverage((0, 1)), "b": coverage((0, 1))}
    notices = summary_of(jerks([1]), covered, known)["notices"]
    blank = "hours and parts of the day are blank"
    assert notices == [
        f"no clock time in a: {blank}; --start fills them",
        f"no clock time in b: {blank}; --time-zone fills them",
    ]


def test_a_clipped_peak_is_said_to_be_at_least_that_strong() -> None:
    table = jerks([1, 2], peak_g=[8.0, 1.0], flags=["clipped", ""])
    words = render(summary_of(table, {"a": coverage((0, 1))}, {"a": facts()}))
    assert "strongest at least 8.00 g" in words


@pytest.mark.parametrize("n_sensors", [2, 3, 8])
def test_several_sensors_fit_a_screen_and_are_said_not_to_be_merged(n_sensors: int) -> None:
    places = ["wrist", "ankle", "chest", "head", "thigh", "foot", "hand", "neck"][
        :n_sensors
    ]
    known = {
        site: replace(facts(site, place=f"{site} left"), notices=("a", "b", "c"))
        for site in places
    }
    covered = {site: coverage((0, 0.9), lost_h=[(0.9, 1, "edge")]) for site in places}
    table = pd.concat(
        [jerks([1, 2], recording_id=site, place=f"{site} left") for site in places],
        ignore_index=True,
    )
    summary = summary_of(table, covered, known)
    words = render(summary)
    assert len(words.splitlines()) <= 25
    assert words.startswith(f"{2 * n_sensors} jerk-like events in")
    if n_sensors > 1:  # Hours of sensors add up, hours of the wearer do not.
        hours = f"{0.9 * n_sensors:.1f} analyzable sensor hours"
        assert f"in {hours} ({n_sensors} sensors, each counted by itself).\n" in words


def test_the_first_line_of_a_few_minutes_has_no_rate() -> None:
    table, known = jerks([10, 60, 90]), facts(hours=0.05)
    summary = summary_of(table, {"a": coverage((0, 0.05), hours=0.05)}, {"a": known})
    said = "3 jerk-like events in 3 analyzable minutes at the left wrist"
    assert summary["first_line"] == f"{said} (too short for a rate)."


def test_the_first_line_does_not_name_a_side_that_is_not_known() -> None:
    known = facts(place="lower_back unknown")
    table = jerks([1], place="lower_back unknown")
    summary = summary_of(table, {"a": coverage((0, 1))}, {"a": known})
    assert "at the lower back (1.0 per hour)" in summary["first_line"]

"""Before and after, end to end over tables: planted ratios, windows, words."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.container import BarContainer

from myosense.coverage import Coverage
from myosense.errors import ArgumentError
from myosense.exposure import by_place
from myosense.false_alarms import FalseAlarmParameters
from myosense.holding import response_words
from myosense.medication import MedicationParameters, Response, read_doses, respond
from myosense.medication.cells import cells, hours_since
from myosense.recording import Facts
from myosense.report.dosing import draw_response
from myosense.report.responded import AVERAGE, render

START = datetime(2025, 3, 24, 8, 0, tzinfo=ZoneInfo(ZONE))  #: In a week with a day of 23 h.
HEAD = "time,drug,dose,unit,route,formulation,change,ome\n"
INCREASE = HEAD + "2025-03-28 08:00,morphine,60,mg,oral,IR,increase,120\n"
Person = tuple[pd.DataFrame, dict[str, Coverage], dict[str, Facts]]
#: Words that would make of "together" more than that.
CAUSAL = re.compile(
    r"\b(caus\w*|due to|because|effect\w*|led to|leads? to|result(s|ed)? in|improv\w*|"
    r"worsen\w*|respond\w*|benefi\w*|harm\w*|should|recommend\w*|advise\w*|thanks to)\b",
    re.IGNORECASE,
)


def person(
    per_h: Sequence[float],
    *,
    seed: int = 0,
    start: datetime | None = START,
    name: str = "a",
    lost_h: tuple[float, float] = (0.0, 0.0),
) -> Person:
    """Draw a recording with these rates hour by hour, at rest from 22 to 6 o'clock."""
    random = np.random.default_rng(seed)
    hours = len(per_h)
    counts = random.poisson(per_h)
    peak_s = np.sort(
        3600 * np.repeat(np.arange(hours), counts) + 3600 * random.random(counts.sum())
    )
    states = [
        (h, h + 1, "rest" if (h + 8) % 24 < 6 or (h + 8) % 24 >= 22 else "active")
        for h in range(hours)
    ]
    usable = (
        [(0.0, lost_h[0]), (lost_h[1], float(hours))]
        if any(lost_h)
        else [(0.0, float(hours))]
    )
    return (
        jerks(list(peak_s), recording_id=name),
        {name: coverage(*usable, hours=hours, state_h=states)},
        {name: facts(name, hours=hours, start=start, time_zone=ZONE if start else None)},
    )


def respond_to(folder: Path, text: str, drawn: Person, **given_h: float) -> Response:
    path = folder / "doses.csv"
    path.write_text(text, encoding="utf-8")
    return respond(*drawn, read_doses(path, ZONE), washouts_h=given_h)


def test_a_wash_out_of_a_drug_that_is_not_logged_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ArgumentError, match=r"'morfin', which doses.csv does not; expected"
    ):
        respond_to(tmp_path, INCREASE, person([1.0]), morfin=24.0)


def test_the_trend_before_is_told_by_the_day(tmp_path: Path) -> None:
    rates_per_h = 40.0 * 2.0 ** np.repeat([0, 1, 2, 3, 2, 2], 24)  # twice as many each day
    found = respond_to(tmp_path, INCREASE, person(list(rates_per_h))).comparisons
    assert found["trend_per_day"].iloc[0] == pytest.approx(2, rel=0.015)


def daily(before: float, after: float, days: tuple[int, int]) -> list[float]:
    """Rates of days before and after, the first hours of each day higher."""
    day = np.where(np.arange(24) < 12, 1.5, 0.5)
    return [*np.tile(before * day, days[0]), *np.tile(after * day, days[1])]


def own(response: Response) -> "pd.Series[Any]":
    table = response.comparisons
    return table[table["is_own"]].iloc[0]


def test_a_planted_ratio_is_found_and_the_wash_outs_stand_side_by_side(
    tmp_path: Path,
) -> None:
    response = respond_to(tmp_path, INCREASE, person(daily(20, 10, (4, 7))))
    table = response.comparisons
    assert table["washout_h"].tolist() == [24, 48, 72]
    assert table["is_own"].tolist() == [True, False, False]
    assert (table["ratio_low"] < 0.5).all()
    assert (table["ratio_high"] > 0.5).all()
    row = own(response)
    assert row["ratio"] == pytest.approx(row["rate_after"] / row["rate_before"])
    assert row["underpowered"] == ""
    assert row["detectable_fall"] < 1 < row["detectable_rise"]
    assert (row["days_before"], row["days_after"]) == (4, 6)
    assert row["equivalent_after"] != row["equivalent_before"]  # one side has none


def test_known_false_alarms_come_off_both_sides(tmp_path: Path) -> None:
    path = tmp_path / "doses.csv"
    path.write_text(INCREASE, encoding="utf-8")
    drawn = person(daily(30, 20, (4, 7)))
    log, alarms = read_doses(path, ZONE), FalseAlarmParameters(n=10**6, hours=1e5)
    found = own(respond(*drawn, log, alarms=alarms))
    before, after = found["rate_before"], found["rate_after"]
    assert found["corrected_ratio"] == pytest.approx((after - 10) / (before - 10))
    assert found["corrected_low"] < 0.5 < found["corrected_high"]
    assert np.isnan(own(respond(*drawn, log))["corrected_ratio"])


def test_settings_that_are_given_hold(tmp_path: Path) -> None:
    path = tmp_path / "doses.csv"
    path.write_text(INCREASE, encoding="utf-8")
    drawn, log = person(daily(20, 10, (4, 7))), read_doses(path, ZONE)
    longer = MedicationParameters(short_washout_h=30.0)
    assert own(respond(*drawn, log, longer))["washout_h"] == 30


def test_the_hours_left_out_matter_not(tmp_path: Path) -> None:
    # After the change nothing is the same for a day: it must not be seen.
    rates = daily(20, 20, (4, 4))
    rates[96:120] = [0.0] * 24
    row = own(respond_to(tmp_path, INCREASE, person(rates)))
    assert row["ratio_low"] < 1 < row["ratio_high"]
    assert row["n_after"] > 0.8 * 20 * row["hours_after"]


def test_other_clock_hours_on_both_sides_do_not_make_a_ratio(tmp_path: Path) -> None:
    # The mornings after the change were not judged: unmatched rates differ threefold.
    rates = daily(20, 20, (4, 2))
    events, coverages, known = person(rates)
    keep = [(0.0, 96.0)] + [(96.0 + 24 * d + 12, 96.0 + 24 * d + 24) for d in range(2)]
    covered = coverages["a"]
    cut = replace(covered, usable=3600 * np.array(keep))
    row = own(respond_to(tmp_path, INCREASE, (events, {"a": cut}, known), morphine=1.0))
    assert row["ratio_low"] < 1 < row["ratio_high"]
    assert row["hours_before"] < 60  # 12 or, after the short night, 13 a day
    assert row["unmatched_h"] == pytest.approx(48, abs=4)


def test_little_time_is_said_to_be_little(tmp_path: Path) -> None:
    row = own(respond_to(tmp_path, INCREASE, person(daily(2, 2, (4, 2))[: 96 + 34])))
    assert "fewer than 24 matched hours" in row["underpowered"]
    assert row["ratio_low"] < 1 < row["ratio_high"]


def test_underpowered_is_what_was_recorded_and_not_what_was_found(tmp_path: Path) -> None:
    # Nothing changed in two long records: they would have shown a change of a quarter.
    row = own(respond_to(tmp_path, INCREASE, person(daily(20, 20, (4, 8)))))
    assert row["detectable_fall"] < row["ratio"] < row["detectable_rise"]
    assert row["underpowered"] == ""
    # A rise to a tenfold rate is clear, and yet of one jerk no fall could be.
    rare = [0.0] * 96
    rare[50] = 1.0
    row = own(respond_to(tmp_path, INCREASE, person([*rare, *daily(0, 20, (0, 8))])))
    assert row["underpowered"].startswith("with so few jerks before no fall")


@pytest.mark.parametrize(
    ("rates", "reason"),
    [
        (daily(5, 5, (4, 1)), "nothing could be judged after the wash-out"),
        ([0.0] * 24 * 8, "no jerk on either side"),
    ],
)
def test_what_cannot_be_known_is_blank_with_a_reason(
    rates: list[float], reason: str, tmp_path: Path
) -> None:
    row = own(respond_to(tmp_path, INCREASE, person(rates)))
    assert row["reason"] == reason
    assert pd.isna(row["ratio"])


def test_a_rate_that_comes_from_nothing_has_a_lower_limit_only(tmp_path: Path) -> None:
    response = respond_to(tmp_path, INCREASE, person(daily(0, 5, (4, 4))))
    row = own(response)
    assert pd.isna(row["ratio"])
    assert pd.isna(row["ratio_high"])
    assert row["ratio_low"] > 1
    assert f"at least {row['ratio_low']:.2f} times as often" in render(
        response_words(response)
    )


def test_rescue_doses_are_counted_and_matched_but_open_nothing(tmp_path: Path) -> None:
    # Twice as many jerks for 4 h after a rescue dose, and those only before the change.
    rates = daily(10, 10, (4, 5))
    lines = [HEAD, "2025-03-28 08:00,morphine,60,mg,oral,IR,increase,\n"]
    for day in range(4):
        lines.append(f"2025-03-{24 + day} 18:00,morphine,10,mg,oral,IR,rescue,\n")
        rates[24 * day + 10 : 24 * day + 14] = [40.0] * 4
    response = respond_to(tmp_path, "".join(lines), person(rates))
    assert len(response.changes) == 1
    row = own(response)
    assert (row["n_rescue_before"], row["n_rescue_after"]) == (4, 0)
    assert row["ratio_high"] < 1
    assert row["ratio_rescue_low"] < 1 < row["ratio_rescue_high"]


def test_a_rise_before_the_change_is_in_the_trend(tmp_path: Path) -> None:
    rates = [10 * 1.3 ** (h / 24) for h in range(96)] + [10.0] * 96
    response = respond_to(tmp_path, INCREASE, person(rates))
    row = own(response)
    assert row["trend_low"] < 1.3 < row["trend_high"]
    text = render(response_words(response))
    assert AVERAGE == (
        "a dose is often changed when symptoms peak; a fall may be a return to average"
    )
    assert AVERAGE in text
    assert "trend before the change" in text


def test_the_course_adds_up_to_all_that_was_counted(tmp_path: Path) -> None:
    drawn = person(daily(5, 5, (4, 4)), lost_h=(30.0, 50.5))
    response = respond_to(tmp_path, INCREASE, drawn)
    for piece_h, table in response.course.groupby("piece_h"):
        assert table["n"].sum() == by_place(*drawn)[0][0].n_jerks.sum()
        assert table["analyzable_h"].sum() == pytest.approx(8 * 24 - 20.5)
        length = (table["stop"] - table["start"]).max()
        assert length == pd.Timedelta(hours=float(str(piece_h)))
    empty = response.course["analyzable_h"] == 0
    assert response.course.loc[empty, "rate_per_h"].isna().all()


@given(
    cuts=st.lists(st.floats(-10, 90), max_size=6),
    start=st.sampled_from([datetime(2025, 3, 29, 20, 13), datetime(2025, 10, 25, 20, 13)]),  # noqa: DTZ001
)
@settings(max_examples=20)
def test_cells_add_up_to_the_whole_however_they_are_cut(
    cuts: list[float], start: datetime
) -> None:
    (exposures,) = by_place(*person([3.0] * 72, start=start.replace(tzinfo=ZoneInfo(ZONE))))
    first_h = hours_since([exposures[0].start])[0]  # type: ignore[list-item]
    table = cells(exposures, first_h + np.array(cuts))
    assert table["n"].sum() == exposures[0].n_jerks.sum()
    assert table["analyzable_h"].sum() == pytest.approx(72)
    assert (table["analyzable_h"] <= 1 + 1e-9).all()
    # A night of 23 or 25 hours: each clock hour that was, as often as it was.
    per_hour = table.groupby("hour_id")["hour"].nunique()
    assert (per_hour == 1).all()
    assert table["hour_id"].nunique() == 73


def test_recordings_weeks_apart_are_one_comparison(tmp_path: Path) -> None:
    first = person(daily(20, 20, (2, 0)), name="a")
    second = person(
        daily(10, 10, (2, 0)), name="b", start=START + timedelta(days=28), seed=1
    )
    both = (
        pd.concat([first[0], second[0]], ignore_index=True),
        first[1] | second[1],
        first[2] | second[2],
    )
    row = own(respond_to(tmp_path, INCREASE, both))
    assert row["hours_before"] == pytest.approx(48, abs=3)
    assert row["ratio_low"] < 0.5 < row["ratio_high"]
    assert row["ratio_high"] < 1


def test_clocks_that_do_not_fit_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match="a has no clock time"):
        respond_to(tmp_path, INCREASE, person([1.0], start=None))
    events, coverages, known = person([1.0])
    naive = replace(known["a"], start=START.replace(tzinfo=None), time_zone=None)
    with pytest.raises(ArgumentError, match="doses have a time zone and a has none"):
        respond_to(tmp_path, INCREASE, (events, coverages, {"a": naive}))
    with pytest.raises(ArgumentError, match="wash-out of morphine is -1 h"):
        respond_to(tmp_path, INCREASE, person([1.0]), morphine=-1.0)


def test_words_are_of_association_and_no_dose_is_converted(tmp_path: Path) -> None:
    lines = INCREASE + "2025-03-28 20:00,oxycodone,20,mg,oral,IR,start,30\n"
    texts = [
        render(response_words(respond_to(tmp_path, lines, person(rates))))
        for rates in (daily(20, 10, (4, 7)), daily(2, 2, (4, 2)), [0.0] * 240)
    ]
    for text in texts:
        assert not CAUSAL.search(text), CAUSAL.search(text)
        assert text.count(AVERAGE) == 1
        # Figures with a unit of mass are those of the log.
        assert set(re.findall(r"([\d.]+) mg", text)) == {"60", "20"}
    assert "smallest change that these hours show: a fall to" in texts[0]
    assert "underpowered" in texts[1]
    assert "2 changes within 12 h are taken as one" in texts[0]
    assert "(lines 2, 3)" in texts[0]


def test_a_log_without_a_change_says_so(tmp_path: Path) -> None:
    text = HEAD + "2025-03-24 08:00,morphine,60,mg,oral,IR,same,\n"
    response = respond_to(tmp_path, text, person([1.0] * 24))
    assert response.comparisons.empty
    assert response.course.empty
    said = render(response_words(response))
    assert "doses.csv holds no change of the scheduled regimen" in said
    assert draw_response(response).axes == []


def test_the_picture_shows_what_the_tables_hold(tmp_path: Path) -> None:
    response = respond_to(tmp_path, INCREASE, person(daily(20, 10, (4, 7))))
    (axes,) = draw_response(response).axes
    days = response.course[response.course["piece_h"] == 24]
    (bars,) = (found for found in axes.containers if isinstance(found, BarContainer))
    heights = [bar.get_height() for bar in bars]
    assert heights == pytest.approx(days["rate_per_h"].to_list())
    row = own(response)
    drawn = [
        float(np.asarray(line.get_ydata())[0])
        for line in axes.lines
        if line.get_linewidth() == 2
    ]
    assert drawn == pytest.approx([row["rate_before"], row["rate_after"]])


def test_the_picture_explains_the_color_of_rescue_doses_where_there_are_any(
    tmp_path: Path,
) -> None:
    rescue = "2025-03-25 09:00,morphine,5,mg,oral,IR,rescue,\n"
    for lines, is_said in ((INCREASE, False), (INCREASE + rescue, True)):
        figure = draw_response(respond_to(tmp_path, lines, person([1.0] * 48)))
        assert ("blue: rescue doses" in figure.texts[0].get_text()) is is_said


def test_the_change_is_in_a_picture_whose_recording_is_far_from_it(tmp_path: Path) -> None:
    lines = INCREASE.replace("2025-03-28", "2025-03-20")
    (axes,) = draw_response(respond_to(tmp_path, lines, person([1.0] * 48))).axes
    low, high = axes.get_xlim()
    assert low == 0
    assert high > 48


@pytest.mark.parametrize(
    ("n_days", "piece_h", "label", "ticks"),
    [
        ((0.25, 0.5), 6, "hours since the change (a bar is 6 h)", ["-6", "-4", "10", "12"]),
        ((1, 2), 6, "hours since the change (a bar is 6 h)", ["-24", "-18", "42", "48"]),
        ((2, 5), 6, "days since the change (a bar is 6 h)", ["-2", "-1", "4", "5"]),
        ((14, 16), 24, "days since the change (a bar is 24 h)", ["-14", "-12", "14", "16"]),
    ],
)
def test_the_picture_tells_short_times_in_hours(
    n_days: tuple[float, float],
    piece_h: float,
    label: str,
    ticks: list[str],
    tmp_path: Path,
) -> None:
    before_h, after_h = (int(24 * days) for days in n_days)
    at = datetime(2025, 2, 3, 8, tzinfo=ZoneInfo(ZONE))
    drawn = person([10.0] * (before_h + after_h), start=at - timedelta(hours=before_h))
    lines = INCREASE.replace("2025-03-28", "2025-02-03")
    figure = draw_response(respond_to(tmp_path, lines, drawn))
    (axes,) = figure.axes
    (bars,) = (found for found in axes.containers if isinstance(found, BarContainer))
    assert {bar.get_width() for bar in bars} == {piece_h}
    assert axes.get_xlabel() == label
    is_compared = before_h >= 24  # the wash-out is a day
    assert ("not compared" not in axes.get_title(loc="left")) is is_compared
    figure.draw_without_rendering()
    low, high = axes.get_xlim()
    shown = [
        text.get_text()
        for text in axes.get_xticklabels()
        if low <= text.get_position()[0] <= high
    ]
    assert shown[:2] + shown[-2:] == ticks


def test_settings_are_checked() -> None:
    for bad in ({"power": 0.2}, {"min_days": 1}, {"rescue_h": 0.0}, {"together_h": -1.0}):
        with pytest.raises(ValueError, match=next(iter(bad))):
            MedicationParameters(**bad)

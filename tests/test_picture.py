"""The picture shows what the tables say, at the right place on the wearer's clock."""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from drawing import ZONE, coverage, facts, jerks
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from myosense import Analysis, Settings, analyze, diary, patterns, rates, simulate, strata
from myosense.coverage import Coverage
from myosense.recording import Facts
from myosense.report.lanes import INTENSITY_COLORS, N_CELLS, STATE_COLORS, UNKNOWN_COLOR
from myosense.report.picture import draw_day
from myosense.report.timeline import MAX_TICKS, round_times
from myosense.summary import DISCLAIMERS, summarize

START = datetime(2025, 6, 1, 20, 30, tzinfo=ZoneInfo(ZONE))
START_DAY = (START - datetime(1970, 1, 1, tzinfo=UTC)).total_seconds() / 86_400
HOUR = 1 / 24


def analysis_of(
    table: pd.DataFrame, covered: dict[str, Coverage], known: dict[str, Facts]
) -> Analysis:
    settings = Settings()
    table = diary.grade(patterns.series(table, settings.patterns), settings.diary)
    counted = rates.count(table, covered, known, settings.rates)
    words = diary.describe(table, covered, known, settings.diary, settings.rates)
    states = strata.stratify(table, covered, known, settings.rates)
    return Analysis(
        recordings=known,
        coverages=covered,
        events=table,
        rejected=table[:0],
        rates=counted,
        diary=words,
        tables={},
        summary=summarize(
            known, covered, table, table[:0], counted, words, states, confidence=0.95
        ),
        settings=settings,
        provenance={},
    )


@pytest.fixture
def evening() -> Analysis:
    """One wrist for 3 h from 20:30, an hour of it lost; five jerks."""
    table = jerks([60, 120, 180, 7300, 9000], peak_g=[0.1, 0.2, 0.5, 0.6, 2.0])
    covered = coverage(
        (0, 1),
        (2, 3),
        lost_h=[(1, 1.9, "not worn"), (1.9, 2, "edge")],
        state_h=[(0, 0.5, "rest"), (0.5, 1, "walking"), (2, 3, "rest")],
        hours=3,
    )
    known = facts(hours=3, start=START, time_zone=ZONE)
    return analysis_of(table, {"a": covered}, {"a": known})


def bars_of(figure: Figure, row: int = 2) -> list[tuple[float, float, float]]:
    bars = [bar for bar in figure.axes[row].patches if isinstance(bar, Rectangle)]
    return [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in bars]


def texts_of(figure: Figure) -> list[str]:
    lanes = [text.get_text() for axes in figure.axes for text in axes.texts]
    return [*(text.get_text() for text in figure.texts), *lanes]


def points_of(figure: Figure, color: str, row: int = 0) -> Sequence[tuple[float, float]]:
    for line in figure.axes[row].lines:
        if to_hex(line.get_color()) == color:
            return [(float(x), float(y)) for x, y in np.asarray(line.get_xydata())]
    return []


def test_the_title_is_the_first_line_of_the_summary(evening: Analysis) -> None:
    texts = texts_of(draw_day(evening))
    assert texts[0] == evening.summary["first_line"]
    assert "Europe/Berlin" in texts[1]
    assert "01 June 2025, 20:30" in texts[1]
    assert any(DISCLAIMERS[0] in text for text in texts)


def test_each_event_stands_at_its_hour_with_its_peak_and_color(evening: Analysis) -> None:
    figure = draw_day(evening)
    expected = {
        "mild": [(60, 0.1), (120, 0.2)],
        "moderate": [(180, 0.5), (7300, 0.6)],
        "severe": [(9000, 2.0)],
    }
    for size, points in expected.items():
        drawn = np.array(points_of(figure, INTENSITY_COLORS[size]))
        np.testing.assert_allclose(
            (drawn[:, 0] - START_DAY) * 86_400, [at for at, _ in points], atol=1e-3
        )
        np.testing.assert_allclose(drawn[:, 1], [peak for _, peak in points])


def test_the_legend_says_that_a_size_is_that_of_the_movement(evening: Analysis) -> None:
    (legend,) = draw_day(evening).legends
    words = [text.get_text() for text in legend.get_texts()]
    sizes = ["mild movement", "moderate movement", "severe movement"]
    assert words == [*sizes, "rest", "walking", "not judged"]


def test_the_bars_are_the_hours_of_the_rates_table(evening: Analysis) -> None:
    bars = bars_of(draw_day(evening))
    # 20:30 to 21:00, 21:00 to 21:30 of the hour, 22:30 to 23:00, 23:00 to 23:30.
    starts_h = [(x - START_DAY) * 24 for x, _, _ in bars]
    np.testing.assert_allclose(starts_h, [0, 0.5, 1.5, 2.5], atol=1e-6)
    np.testing.assert_allclose([width / HOUR for _, width, _ in bars], [0.5, 1, 1, 0.5])
    np.testing.assert_allclose([height for _, _, height in bars], [6, 0, 2, 2])


def test_without_a_clock_the_bars_are_hours_since_the_start() -> None:
    covered = coverage((0.5, 2.5), lost_h=[(0, 0.5, "edge")], hours=2.5)
    table = jerks([2000, 3700, 3800, 7300], n_jerks=[1, 1, 2, 1])
    figure = draw_day(analysis_of(table, {"a": covered}, {"a": facts(hours=2.5)}))
    np.testing.assert_allclose(bars_of(figure), [(0, 1, 2), (1, 1, 3), (2, 0.5, 2)])
    assert figure.axes[2].get_xlabel() == "hours since the start"


@pytest.mark.parametrize(
    ("hours", "unit", "labels"),
    [
        (15 / 3600, "seconds", "0 2 4 6 8 10 12 14"),
        (0.5, "minutes", "0 5 10 15 20 25 30"),
        (5.5, "hours", "0 1 2 3 4 5"),
    ],
)
def test_an_axis_without_a_clock_has_the_unit_of_its_length(
    hours: float, unit: str, labels: str
) -> None:
    known = facts(hours=hours)
    covered = coverage((0, hours), hours=hours)
    axes = draw_day(analysis_of(jerks([1]), {"a": covered}, {"a": known})).axes[2]
    assert axes.get_xlabel() == f"{unit} since the start"
    said = [label.get_text() for label in axes.get_xticklabels()]
    assert said == labels.split()
    per_h = {"seconds": 3600, "minutes": 60, "hours": 1}[unit]
    np.testing.assert_allclose(axes.get_xticks() * per_h, [float(text) for text in said])


def test_an_hour_with_little_judged_time_is_pale_and_said_so() -> None:
    covered = coverage((0, 1.2), hours=1.2)
    figure = draw_day(analysis_of(jerks([10]), {"a": covered}, {"a": facts(hours=1.2)}))
    full, little = (to_hex(bar.get_facecolor()) for bar in figure.axes[2].patches)
    assert full != little
    assert any("pale: less than 30 min" in text for text in texts_of(figure))


def test_a_jerk_in_a_minute_does_not_flatten_the_hours_that_are_known() -> None:
    covered = coverage((0, 2 + 1 / 60), hours=2 + 1 / 60)
    table = jerks([10, 20, 4000, 7210])  # 2, 1 and, in a minute, 60 an hour
    known = {"a": facts(hours=2 + 1 / 60)}
    figure = draw_day(analysis_of(table, {"a": covered}, known))
    assert [round(height) for _, _, height in bars_of(figure)] == [2, 1, 60]
    assert 2 < figure.axes[2].get_ylim()[1] < 4


def test_what_was_not_judged_is_hatched_and_named(evening: Analysis) -> None:
    axes = draw_day(evening).axes[0]
    hatched = [found for found in axes.collections if found.get_hatch()]
    (path,) = hatched[0].get_paths()
    x = np.asarray(path.vertices)[:, 0]
    hours = (np.array([x.min(), x.max()]) - START_DAY) * 24
    np.testing.assert_allclose(hours, [1, 2], atol=1e-6)
    assert [text.get_text() for text in axes.texts] == ["not worn"]


def band_of(figure: Figure) -> dict[str, list[tuple[float, float]]]:
    """List the hours since the start that the band has in each state's color."""
    names = {color: state for state, color in STATE_COLORS.items()}
    spans: dict[str, list[tuple[float, float]]] = {}
    for found in figure.axes[1].collections:
        xs = [np.asarray(path.vertices)[:, 0] for path in found.get_paths()]
        hours = [((x.min() - START_DAY) * 24, (x.max() - START_DAY) * 24) for x in xs]
        if hours:
            spans[names[to_hex(np.asarray(found.get_facecolor())[0])]] = hours
    return spans


def test_the_band_shows_the_states_where_they_were(evening: Analysis) -> None:
    band = band_of(draw_day(evening))
    pixel_h = 3 / N_CELLS
    assert band.keys() == {"rest", "walking"}
    np.testing.assert_allclose(band["rest"], [(0, 0.5), (2, 3)], atol=pixel_h)
    np.testing.assert_allclose(band["walking"], [(0.5, 1)], atol=pixel_h)


def test_states_briefer_than_a_pixel_leave_it_to_the_one_that_takes_most() -> None:
    hours, second_h = 12, 1 / 3600
    turns = [(at, at + 2, at + 3) for at in range(0, hours * 3600, 3)]
    states = [(a * second_h, b * second_h, "rest") for a, b, _ in turns]
    states += [(b * second_h, c * second_h, "active") for _, b, c in turns]
    covered = coverage((0, hours), state_h=sorted(states), hours=hours)
    known = facts(hours=hours, start=START, time_zone=ZONE)
    band = band_of(draw_day(analysis_of(jerks([60]), {"a": covered}, {"a": known})))
    assert band.keys() == {"rest"}
    np.testing.assert_allclose(band["rest"], [(0, hours)], atol=1e-6)


def test_each_sensor_has_a_lane_on_one_axis_of_time() -> None:
    places = {"a": "wrist left", "b": "ankle right"}
    known = {
        key: facts(key, hours=2, start=START, time_zone=ZONE, place=place)
        for key, place in places.items()
    }
    table = pd.concat(
        [jerks([60], recording_id=key, place=place) for key, place in places.items()],
        ignore_index=True,
    )
    covered = dict.fromkeys(places, coverage((0, 2), hours=2))
    figure = draw_day(analysis_of(table, covered, known))
    assert len(figure.axes) == 6
    titles = [axes.get_title(loc="left") for axes in figure.axes[::3]]
    assert sorted(title.split(":")[0] for title in titles) == ["Left wrist", "Right ankle"]
    limits = [axes.get_xlim() for axes in figure.axes]
    np.testing.assert_allclose(limits, [limits[0]] * 6)


def test_lanes_are_said_to_hold_what_the_heading_counts_once(evening: Analysis) -> None:
    said = "each lane by its sensor's own clock, with what others saw as well"
    assert said not in texts_of(draw_day(evening))[1]
    together = {**evening.summary, "person": {"n_jerks": 5}}
    assert said in texts_of(draw_day(replace(evening, summary=together)))[1]


def test_recordings_of_one_sensor_follow_one_another_in_one_lane() -> None:
    later = START.replace(hour=22)
    known = {
        "a": facts("a", start=START, time_zone=ZONE),
        "b": facts("b", start=later, time_zone=ZONE),
    }
    table = pd.concat(
        [jerks([60], recording_id=key) for key in known], ignore_index=True
    ).assign(peak_g=0.5)
    covered = dict.fromkeys(known, coverage((0, 1)))
    figure = draw_day(analysis_of(table, covered, known))
    assert len(figure.axes) == 3
    at = [x for x, _ in points_of(figure, INTENSITY_COLORS["moderate"])]
    np.testing.assert_allclose(np.diff(at), [2 * HOUR])


def two_recordings(*starts: datetime, zones: Sequence[str | None]) -> Analysis:
    known = {
        key: facts(key, start=start, time_zone=zone)
        for key, start, zone in zip("ab", starts, zones, strict=True)
    }
    table = pd.concat([jerks([60], recording_id=key) for key in known], ignore_index=True)
    return analysis_of(table, dict.fromkeys(known, coverage((0, 1))), known)


def test_the_time_between_recordings_is_hatched_and_named() -> None:
    figure = draw_day(two_recordings(START, START.replace(hour=23), zones=[ZONE, ZONE]))
    assert "not recorded" in texts_of(figure)
    spans = [
        path.get_extents().intervalx
        for lost in figure.axes[0].collections
        if lost.get_hatch()
        for path in lost.get_paths()
    ]
    spans = [span for span in spans if np.ptp(span) > 1e-6]
    np.testing.assert_allclose((np.array(spans) - START_DAY) / HOUR, [[1, 3]], atol=1e-6)


def test_clocks_with_and_without_a_zone_are_drawn_each_from_its_start() -> None:
    naive = START.replace(tzinfo=None)
    figure = draw_day(two_recordings(START, naive, zones=[ZONE, None]))
    assert "no clock time that all share: each from its own start" in texts_of(figure)[1]
    assert len(figure.axes) == 6
    for row in (2, 5):
        np.testing.assert_allclose(bars_of(figure, row), [(0, 1, 1)])


def test_many_names_do_not_run_out_of_the_picture() -> None:
    days = [f"left wrist day {day}" for day in range(10)]
    known = {day: facts(day) for day in days}
    covered = dict.fromkeys(known, coverage((0, 1)))
    figure = draw_day(analysis_of(jerks([]), covered, known))
    assert texts_of(figure)[1] == "10 recordings; no clock time"


def test_nothing_judged_is_drawn_too() -> None:
    covered = coverage(lost_h=[(0, 1, "not worn")])
    figure = draw_day(analysis_of(jerks([]), {"a": covered}, {"a": facts()}))
    assert "not worn" in texts_of(figure)
    assert figure.axes[0].get_title(loc="left") == "Left wrist: not judged (not worn)"
    figure.draw_without_rendering()


def test_an_event_of_unknown_size_is_drawn_gray() -> None:
    table = jerks([60], place="unknown unknown")
    known = facts(place="unknown unknown")
    figure = draw_day(analysis_of(table, {"a": coverage((0, 1))}, {"a": known}))
    assert len(points_of(figure, UNKNOWN_COLOR)) == 1


@pytest.mark.parametrize(("seconds", "n_least"), [(6, 0), (25, 1), (170, 3), (800, 3)])
def test_a_short_recording_has_a_clock_too(seconds: int, n_least: int) -> None:
    recording = simulate(
        seed=1, hours=seconds / 3600, start=datetime.fromisoformat("2025-03-01T12:00:02")
    ).recording
    bars = draw_day(analyze(recording)).axes[-1]
    labels = [tick.get_text() for tick in bars.get_xticklabels()]
    assert len(labels) >= n_least
    assert all(label.startswith("12:") for label in labels)


def test_drawing_leaves_no_state_behind() -> None:
    code = (
        "import sys; from myosense import analyze, simulate; "
        "from myosense.report.picture import draw_day; "
        "draw_day(analyze(simulate(hours=0.01).recording)); "
        "sys.exit('matplotlib.pyplot' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False)  # noqa: S603
    assert done.returncode == 0


def day_numbers(start: str, stop: str, zone: str) -> tuple[float, float]:
    stamps = [pd.Timestamp(text, tz=zone).tz_convert("UTC") for text in (start, stop)]
    low, high = (stamp.timestamp() / 86_400 for stamp in stamps)
    return low, high


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2025-06-01", [0, 1, 2, 3, 4, 5]),
        ("2025-10-26", [0, 1, 2, 2, 3, 4, 5]),
        ("2025-03-30", [0, 1, 3, 4, 5]),
    ],
    ids=["any day", "autumn repeats an hour", "spring leaves one out"],
)
def test_ticks_are_whole_hours_of_the_local_clock(day: str, expected: list[int]) -> None:
    limits = day_numbers(f"{day} 00:00", f"{day} 05:30", ZONE)
    wall, at = round_times(limits, ZoneInfo(ZONE))
    on_the_hour = wall.minute == 0
    assert wall.hour[on_the_hour].tolist() == expected
    np.testing.assert_allclose(np.diff(at[on_the_hour]), HOUR)


@given(
    start=st.floats(10_000, 30_000), minutes=st.floats(20, 60 * 24 * 40),
    zone=st.sampled_from([None, ZoneInfo(ZONE), ZoneInfo("Asia/Kathmandu")]),
)  # fmt: skip
def test_ticks_are_few_rise_and_lie_on_the_axis(
    start: float, minutes: float, zone: ZoneInfo | None
) -> None:
    limits = (start, start + minutes / 1440)
    wall, at = round_times(limits, zone)
    assert 1 <= len(wall) <= MAX_TICKS + 2
    assert np.all(np.diff(at) > 0)
    assert limits[0] - 1e-9 <= at[0] <= at[-1] <= limits[1] + 1e-9

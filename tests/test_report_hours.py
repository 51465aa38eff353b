"""The picture of the clock's hours shows the table, and only after two days."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from drawing import HOUR_S, ZONE, coverage, facts, jerks
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from matplotlib.container import BarContainer
from test_picture import analysis_of

from myosense import Analysis, Settings, results
from myosense.daytime import profile, rhythm
from myosense.report.hours import PEAK_COLOR, PEAK_LEGEND, draw_hours
from myosense.report.lanes import BAR_COLOR, LITTLE_COLOR

MIDNIGHT = datetime(2025, 6, 1, tzinfo=ZoneInfo(ZONE))
N_DAYS = 3


def days_of(hours: float, *, lost_h: tuple[float, float] | None = None) -> Analysis:
    """Wear a wrist from midnight on; one jerk at every hour, ten at one at night."""
    usable = [(0.0, hours)] if lost_h is None else [(0.0, lost_h[0]), (lost_h[1], hours)]
    covered = {"a": coverage(*usable, hours=hours)}
    known = {"a": facts(hours=hours, start=MIDNIGHT, time_zone=ZONE)}
    at_h = [
        hour + (i + 0.5) / 20 for hour in range(int(hours))
        for i in range(10 if hour % 24 == 1 else 1)
    ]  # fmt: skip
    analysis = analysis_of(jerks([HOUR_S * h for h in at_h]), covered, known)
    held, settings = (analysis.events, covered, known), Settings()
    tables = {
        "profile": profile.profile(*held, settings.rates),
        "circadian": rhythm.rhythm(*held, settings.circadian, settings.rates.clock),
    }
    (site,) = analysis.summary["sites"]
    (row,) = tables["circadian"].astype("object").to_dict("records")
    said = {str(name): None if value != value else value for name, value in row.items()}  # noqa: PLR0124 - NaN
    summary = {**analysis.summary, "sites": [{**site, "circadian": said}]}
    return replace(analysis, tables=tables, summary=summary)


def heights(axes: Axes) -> list[float]:
    drawn = next(c for c in axes.containers if isinstance(c, BarContainer))
    return [bar.get_height() for bar in drawn]


def test_bars_are_rates_and_the_hours_they_rest_on() -> None:
    rates, exposure = draw_hours(days_of(24 * N_DAYS)).axes
    expected = np.ones(24)
    expected[1] = 10
    np.testing.assert_allclose(heights(rates), expected)
    np.testing.assert_allclose(heights(exposure), N_DAYS)
    assert rates.get_xlim() == exposure.get_xlim() == (0, 24)


def test_an_hour_of_one_day_is_pale() -> None:
    analysis = days_of(36, lost_h=(3, 4))
    rates, exposure = draw_hours(analysis).axes
    drawn = next(c for c in rates.containers if isinstance(c, BarContainer))
    colors = [to_hex(bar.get_facecolor()) for bar in drawn]
    few = [3, *range(12, 24)]
    assert [i for i, color in enumerate(colors) if color == LITTLE_COLOR] == few
    assert set(colors) == {BAR_COLOR, LITTLE_COLOR}
    assert heights(exposure)[3] == pytest.approx(1)
    assert "11 of 24 hours of the clock" in rates.get_title(loc="left")
    caption = draw_hours(analysis).texts[0].get_text()
    assert PEAK_LEGEND not in caption
    assert caption.startswith("bars: rate and 95 % interval by hour")


def test_the_hour_of_most_jerks_is_marked_across_midnight() -> None:
    analysis = days_of(24 * N_DAYS)
    (site,) = analysis.summary["sites"]
    found = site["circadian"] | {
        "peak_hour": 0.5, "peak_low": -1.0, "peak_high": 2.0, "peak_to_trough": 3.0,
        "ratio_low": 2.0, "ratio_high": 4.0,
    }  # fmt: skip
    marked = {**analysis.summary, "sites": [{**site, "circadian": found}]}
    figure = draw_hours(replace(analysis, summary=marked))
    assert PEAK_LEGEND in figure.texts[0].get_text()
    axes = figure.axes[0]
    spans = {
        patch.get_window_extent()
        .transformed(axes.transData.inverted())
        .intervalx.tolist()[0]
        for patch in axes.patches
        if to_hex(patch.get_facecolor()) == PEAK_COLOR
    }
    assert sorted(round(span) for span in spans) == [-25, -1, 23]


@pytest.mark.parametrize(("hours", "drawn"), [(24, set()), (25.5, {"hours.png"})])
def test_it_is_written_once_an_hour_came_twice(
    hours: float, drawn: set[str], tmp_path: Path
) -> None:
    results._draw_pictures(days_of(hours), tmp_path)  # noqa: SLF001 - without the tables
    assert {path.name for path in tmp_path.iterdir()} == {"day.png", *drawn}

"""The rate around each change of medication in one picture.

One panel a change and sensor, over the time since the change, from the tables that are
saved.
"""

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from myosense.report.lanes import BAR_COLOR, INK, LITTLE_COLOR
from myosense.report.responded import AVERAGE
from myosense.sites import place_name

if TYPE_CHECKING:
    from myosense.medication import Response

WIDTH_IN, PANEL_IN, TOP_IN, BOTTOM_IN = 13.0, 2.3, 0.55, 0.95
MAX_PANELS = 24  #: The rest is in course.csv.
SHORT_H = 192.0  #: Up to this length, a week and a day, pieces of 6 h are drawn, then days.
HOURS_H = 96.0  #: Up to this length the time is told in hours, then in days.
BEFORE_COLOR, AFTER_COLOR, RESCUE_COLOR = "#e08a00", "#8f0d52", "#56b4e9"
LITTLE_SHARE = 0.5  #: A piece with less of it judged is drawn pale.

LEGEND = (
    "bars: rate and 95 % interval, pale where little could be judged; lines: rates "
    "compared, in the same clock hours and states; gray: wash-out"
)
RESCUES = "; blue: rescue doses"

Row = Mapping[Any, Any]


def draw_response(response: "Response") -> Figure:
    """Draw the rate before and after every change.

    Returns
    -------
    Figure
        Bars: rate of each piece of time with its interval, pale where little could be
        judged. Gray: the wash-out. Lines: the matched rates that are compared. Ticks at
        the bottom: rescue doses.
    """
    table = response.comparisons
    panels = table[table["is_own"]].to_dict("records")[:MAX_PANELS]
    height_in = TOP_IN + BOTTOM_IN + PANEL_IN * max(len(panels), 1)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=110, facecolor="white")
    grid = figure.add_gridspec(
        max(len(panels), 1),
        1,
        left=0.065,
        right=0.975,
        top=1 - TOP_IN / height_in,
        bottom=BOTTOM_IN / height_in,
        hspace=0.55,
    )
    for i, row in enumerate(panels):
        axes = figure.add_subplot(grid[i])
        change = response.changes[response.changes["change"] == row["change"]].iloc[0]
        _draw_panel(axes, response, row, change)
    hidden = int(table["is_own"].sum()) - len(panels)
    has_rescues = (response.log.table["kind"] == "rescue").any()
    legend = LEGEND + (RESCUES if has_rescues else "")
    words = [AVERAGE, legend, f"{hidden} more in course.csv" if hidden else ""]
    text = "\n".join(filter(None, words))
    figure.text(0.018, 0.08 / height_in, text, fontsize=8, va="bottom", color="#777777")
    return figure


def _draw_panel(
    axes: Axes, response: "Response", row: Row, change: "pd.Series[Any]"
) -> None:
    title = f"{place_name(row['site'], row['side'])}, {change['time']:%d %B %Y, %H:%M}: "
    is_compared = math.isfinite(row["rate_before"])
    why = "" if is_compared else f" (not compared: {row['reason']})"
    axes.set_title(title + change["what"] + why, fontsize=10, loc="left", color=INK)
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#999999")  # Black is the change's alone.
    axes.tick_params(labelsize=9, color="#999999", labelcolor=INK)
    axes.set_ylabel("jerks an hour", fontsize=9, color=INK)
    settled_h = _hours(change["last_time"] - change["time"]) + row["washout_h"]
    axes.axvspan(0, settled_h, facecolor="black", alpha=0.1, zorder=1.5)
    axes.axvline(0, color=INK, linewidth=1)
    pieces = _pieces(response.course, row)
    if pieces.empty:
        return
    _draw_bars(axes, pieces, change["time"])
    limits = axes.get_xlim()
    _name_times(axes, limits, pieces["piece_h"].iloc[0])
    known = zip(
        ("rate_before", "rate_after"),
        (BEFORE_COLOR, AFTER_COLOR),
        ((limits[0], 0.0), (settled_h, limits[1])),
        strict=True,
    )
    for name, color, span in known:
        rate_per_h = float(row[name])
        if math.isfinite(rate_per_h):
            axes.plot(span, [rate_per_h] * 2, color=color, linewidth=2)
    _draw_rescues(axes, response.log.table, change["time"], limits)
    axes.set_xlim(limits)
    axes.set_ylim(bottom=0)


def _name_times(axes: Axes, limits: tuple[float, float], piece_h: float) -> None:
    """Tell the time in hours, or where it is long in days; both stand on round ones."""
    unit, unit_h = ("hours", 1) if limits[1] - limits[0] <= HOURS_H else ("days", 24)
    steps = [1, 2, 3, 6, 10] if unit_h == 1 else [1, 2, 5, 10]
    ticks = MaxNLocator(nbins=16, integer=True, steps=steps)
    low, high = (limit / unit_h for limit in limits)
    axes.set_xticks([unit_h * tick for tick in ticks.tick_values(low, high)])
    axes.xaxis.set_major_formatter(lambda at_h, _position: f"{at_h / unit_h:.0f}")
    text = f"{unit} since the change (a bar is {piece_h:g} h)"
    axes.set_xlabel(text, color=INK, fontsize=9)


def _pieces(course: pd.DataFrame, row: Row) -> pd.DataFrame:
    """Choose the pieces of a panel: of 6 h where the time is short, else days."""
    is_here = course["change"] == row["change"]
    is_here &= (course["site"] == row["site"]) & (course["side"] == row["side"])
    here: pd.DataFrame = course[is_here]
    if here.empty:
        return here
    length_h = _hours(here["stop"].max() - here["start"].min())
    pieces: pd.DataFrame = here[here["piece_h"] == (6.0 if length_h <= SHORT_H else 24.0)]
    return pieces


def _draw_bars(axes: Axes, pieces: pd.DataFrame, at: pd.Timestamp) -> None:
    starts = np.array([_hours(stamp - at) for stamp in pieces["start"]])
    widths = np.array([_hours(stamp - at) for stamp in pieces["stop"]]) - starts
    rates = pieces["rate_per_h"].fillna(0.0).to_numpy()
    is_little = pieces["analyzable_h"].to_numpy() < LITTLE_SHARE * widths
    colors = np.where(is_little, LITTLE_COLOR, BAR_COLOR)
    axes.bar(starts, rates, widths, align="edge", color=list(colors), edgecolor="white")
    known = pieces["rate_per_h"].notna().to_numpy() & ~is_little
    beyond = [
        (rates - pieces["rate_low"].to_numpy())[known],
        (pieces["rate_high"].to_numpy() - rates)[known],
    ]
    middles = (starts + widths / 2)[known]
    axes.errorbar(middles, rates[known], beyond, fmt="none", ecolor=INK, elinewidth=0.8)
    # The change itself is always in the picture, however far from it the recording lies.
    axes.set_xlim(min(float(starts.min()), 0), max(float((starts + widths).max()), 0))


def _draw_rescues(
    axes: Axes, doses: pd.DataFrame, at: pd.Timestamp, limits: tuple[float, float]
) -> None:
    for stamp in doses.loc[doses["kind"] == "rescue", "time"]:
        since_h = _hours(stamp - at)
        if limits[0] <= since_h <= limits[1]:
            axes.axvline(since_h, ymax=0.08, color=RESCUE_COLOR, linewidth=2)


def _hours(span: pd.Timedelta) -> float:
    return float(span / pd.Timedelta(hours=1))

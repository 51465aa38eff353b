"""The 24 hours of the clock in one picture: rates, and the time that they rest on.

Drawn from the tables that are saved, and only where some hour was judged on two days:
before that the picture of the day says the same.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from myosense.report.lanes import BAR_COLOR, INK, LITTLE_COLOR, STATE_COLORS
from myosense.report.when import circadian

if TYPE_CHECKING:
    from myosense.analysis import Analysis

WIDTH_IN, LANE_IN, TOP_IN, BOTTOM_IN = 9.0, 3.0, 0.35, 0.75
MIN_DAYS = 2
PEAK_COLOR = "#f3d9a4"
HOURS = range(0, 25, 3)
LEGEND = (
    "bars: rate and {:g} % interval by hour of the local clock, "
    "pale where judged on one day only"
)
PEAK_LEGEND = "; yellow: 95 % interval of the peak of a smooth daily curve"

Site = Mapping[str, Any]


def has_hours(analysis: "Analysis") -> bool:
    """Say whether some hour of the clock was judged on two days."""
    return bool((analysis.tables["profile"]["n_days"] >= MIN_DAYS).any())


def draw_hours(analysis: "Analysis") -> Figure:
    """Draw the rate of each hour of the clock, and the hours that were judged.

    Returns
    -------
    Figure
        Two panels a sensor that has a clock: bars of the rate with its interval, and below
        them the time that each rests on.
    """
    table = analysis.tables["profile"]
    lanes: list[tuple[Site, pd.DataFrame]] = []
    for site in analysis.summary["sites"]:
        here = table[(table["site"] == site["site"]) & (table["side"] == site["side"])]
        if not here.empty:
            lanes.append((site, here))
    height_in = TOP_IN + BOTTOM_IN + LANE_IN * len(lanes)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=110, facecolor="white")
    grid = figure.add_gridspec(
        len(lanes), 1, left=0.08, right=0.97, top=1 - TOP_IN / height_in,
        bottom=BOTTOM_IN / height_in, hspace=0.3,
    )  # fmt: skip
    for i, (site, hours) in enumerate(lanes):
        parts = grid[i].subgridspec(2, 1, height_ratios=(3, 1), hspace=0.12)
        rates, exposure = (figure.add_subplot(parts[row]) for row in range(2))
        for axes in (rates, exposure):
            _tidy(axes)
        _draw_rates(rates, site, hours)
        _draw_exposure(exposure, hours)
    has_peak = any(site["circadian"]["peak_hour"] is not None for site, _ in lanes)
    level = 100 * analysis.settings.rates.confidence
    legend = LEGEND.format(level) + PEAK_LEGEND * has_peak
    figure.text(0.015, 0.08 / height_in, legend, fontsize=8, va="bottom", color="#777777")
    return figure


def _tidy(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9, color="#999999", labelcolor=INK)
    axes.set_xlim(0, 24)
    axes.set_xticks(HOURS, [f"{hour:02d}:00" for hour in HOURS])


def _draw_rates(axes: Axes, site: Site, hours: pd.DataFrame) -> None:
    said = circadian(site)
    title = str(site["place"]).capitalize()
    axes.set_title(f"{title}: {said}" if said else title, fontsize=9.5, loc="left")
    known = hours[hours["rate_per_h"].notna()]
    rate = known["rate_per_h"].to_numpy(dtype=np.float64)
    colors = np.where(known["n_days"] >= MIN_DAYS, BAR_COLOR, LITTLE_COLOR)
    axes.bar(known["hour"], rate, 1.0, align="edge", color=list(colors), edgecolor="white")
    beyond = [rate - known["rate_low"], known["rate_high"] - rate]
    middles = known["hour"] + 0.5
    axes.errorbar(middles, rate, beyond, fmt="none", ecolor=INK, elinewidth=0.8)
    found = site["circadian"]
    if found["peak_hour"] is not None:
        for turn in (-24, 0, 24):  # An interval may reach over midnight.
            low, high = (found[f"peak_{end}"] + turn for end in ("low", "high"))
            axes.axvspan(low, high, color=PEAK_COLOR, zorder=0, linewidth=0)
    axes.tick_params(labelbottom=False)
    axes.set_ylim(bottom=0)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.set_ylabel("jerks an hour", fontsize=9, color=INK)


def _draw_exposure(axes: Axes, hours: pd.DataFrame) -> None:
    axes.bar(
        hours["hour"], hours["analyzable_h"], 1.0, align="edge",
        color=STATE_COLORS["rest"], edgecolor="white",
    )  # fmt: skip
    axes.yaxis.set_major_locator(MaxNLocator(2))
    axes.set_ylabel("h judged", fontsize=9, color=INK)

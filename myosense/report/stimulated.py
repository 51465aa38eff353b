"""Jerks around stimuli in one picture: the peri-stimulus histograms.

One panel a place and stimulus, over seconds since the stimulus, from the tables that are
saved.
"""

from collections.abc import Hashable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from myosense.report.lanes import BAR_COLOR, INK
from myosense.report.lost import LOST_COLOR
from myosense.sites import place_name

if TYPE_CHECKING:
    from myosense.triggers import Responses

PANEL_IN, TOP_IN, BOTTOM_IN = (4.3, 2.1), 0.4, 1.1
MAX_PLACES, MAX_STIMULI = 8, 4  #: The rest is in histogram.csv.
ANSWER_COLOR, CHANCE_COLOR = "#8f0d52", "#56b4e9"

LEGEND = (
    "bars: onsets of jerks around all stimuli, dark where a bin meets the window (gray)\n"
    "blue: 95 % of what the same stimuli give elsewhere in the test"
)

Row = Mapping[Hashable, Any]


def draw_responses(responses: "Responses") -> Figure:
    """Draw the onsets around each kind of stimulus at each place.

    Returns
    -------
    Figure
        One row of panels a place, one column a stimulus. Bars: onsets of each bin, dark
        where the bin meets the window. Blue: what chance gives. Places and stimuli of which
        nothing counts have no panel.
    """
    drawn = responses.triggers[responses.triggers["n_stimuli"] > 0]
    places = list(drawn.groupby(["site", "side"], sort=False).groups)[:MAX_PLACES]
    kinds = sorted(drawn["stimulus"].unique())[:MAX_STIMULI]
    n_rows, n_columns = max(len(places), 1), max(len(kinds), 1)
    width_in = 1.0 + PANEL_IN[0] * n_columns
    height_in = TOP_IN + BOTTOM_IN + PANEL_IN[1] * n_rows
    figure = Figure(figsize=(width_in, height_in), dpi=110, facecolor="white")
    grid = figure.add_gridspec(
        n_rows, n_columns, left=0.6 / width_in, right=1 - 0.2 / width_in,
        top=1 - TOP_IN / height_in, bottom=BOTTOM_IN / height_in, hspace=0.42, wspace=0.14,
    )  # fmt: skip
    shown = drawn[drawn["stimulus"].isin(kinds)].to_dict("records")
    shown = [row for row in shown if (row["site"], row["side"]) in places]
    first: Axes | None = None
    for row in shown:
        i, j = places.index((row["site"], row["side"])), kinds.index(row["stimulus"])
        axes = figure.add_subplot(grid[i, j], sharex=first, sharey=first)
        _draw_panel(axes, _bins_of(responses.histogram, row), row)
        axes.tick_params(labelleft=j == 0, labelbottom=i == n_rows - 1)
        first = first or axes
    if first is not None:  # All panels share its limits.
        first.set_ylim(0, 1.1 * max(1, *responses.histogram[["n", "chance_high"]].max()))
        first.yaxis.set_major_locator(MaxNLocator(4, integer=True))
    _write_below(figure, height_in, width_in, len(drawn) - len(shown))
    return figure


def _bins_of(histogram: pd.DataFrame, row: Row) -> pd.DataFrame:
    is_here = histogram["stimulus"] == row["stimulus"]
    is_here &= (histogram["site"] == row["site"]) & (histogram["side"] == row["side"])
    here: pd.DataFrame = histogram[is_here]
    return here


def _draw_panel(axes: Axes, bins: pd.DataFrame, row: Row) -> None:
    place = place_name(row["site"], row["side"])
    followed = f"{row['n_followed']} of {row['n_stimuli']} followed"
    axes.set_title(f"{row['stimulus']}, {place}: {followed}", fontsize=9.5, loc="left")
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=9, color="#999999", labelcolor=INK)
    axes.axvspan(row["window_from_s"], row["window_to_s"], color=LOST_COLOR, zorder=0)
    axes.axvline(0, color=INK, linewidth=1)
    starts_s, stops_s = bins["from_s"].to_numpy(), bins["to_s"].to_numpy()
    is_answer = (stops_s > row["window_from_s"]) & (starts_s < row["window_to_s"])
    colors = list(np.where(is_answer, ANSWER_COLOR, BAR_COLOR))
    axes.bar(starts_s, bins["n"], stops_s - starts_s, align="edge", color=colors)
    axes.fill_between(
        np.append(starts_s, stops_s[-1:]),
        np.append(bins["chance_low"], bins["chance_low"].iloc[-1:]),
        np.append(bins["chance_high"], bins["chance_high"].iloc[-1:]),
        step="post", color=CHANCE_COLOR, alpha=0.45, linewidth=0,
    )  # fmt: skip
    axes.set_xlim(starts_s[0], stops_s[-1])


def _write_below(figure: Figure, height_in: float, width_in: float, n_hidden: int) -> None:
    words = [LEGEND, f"{n_hidden} more in histogram.csv" if n_hidden else ""]
    text = "\n".join(filter(None, words))
    for x, y, label, rotation in (
        (0.5, 0.68 / height_in, "seconds since the stimulus", 0),
        (0.2 / width_in, 0.55, "onsets in a bin", 90),
    ):
        figure.text(
            x, y, label, ha="center", va="center", rotation=rotation, fontsize=9, color=INK
        )
    figure.text(
        0.15 / width_in, 0.08 / height_in, text, fontsize=8, va="bottom", color="#777777"
    )

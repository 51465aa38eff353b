"""The recording's day in one picture: what was judged, every event, and the rate by hour.

One lane a sensor over the wearer's clock, or over hours since the start where no clock is
known. Everything is drawn from the tables that are saved, so that they cannot disagree.
"""

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.figure import Figure
from matplotlib.gridspec import GridSpec
from matplotlib.patches import Patch

from myosense import clock
from myosense.coverage import STATES
from myosense.events import INTENSITIES
from myosense.report.lanes import (
    INK,
    INTENSITY_COLORS,
    STATE_COLORS,
    UNKNOWN_COLOR,
    Lane,
    draw_lane,
)
from myosense.report.lost import HATCH_COLOR, LOST_COLOR
from myosense.report.timeline import Timeline, timeline_of

if TYPE_CHECKING:
    from myosense.analysis import Analysis

WIDTH_IN = 13.0
#: The first line counts each jerk of the person once, and lanes are of one sensor.
LANES = "; each lane by its sensor's own clock, with what others saw as well"
#: Clocks with and without a time zone, or of some recordings only, share no axis.
NOT_ALL = " that all share: each from its own start"
MAX_LETTERS = 170  #: A longer line would run out of the picture.
LANE_IN, TOP_IN, BOTTOM_IN = 3.3, 1.05, 1.05


def draw_day(analysis: "Analysis") -> Figure:
    """Draw the recordings of an analysis over the wearer's clock.

    Returns
    -------
    Figure
        One lane a sensor: its events as stems (height: peak; color: movement size), its
        state as a band, its rate by hour as bars. What was not judged is hatched.
    """
    timeline = timeline_of(analysis.recordings)
    lanes = _lanes_of(analysis, has_clock=timeline.has_clock)
    height_in = TOP_IN + BOTTOM_IN + LANE_IN * len(lanes)
    figure = Figure(figsize=(WIDTH_IN, height_in), dpi=110, facecolor="white")
    grid = GridSpec(
        len(lanes),
        1,
        figure=figure,
        left=0.065,
        right=0.975,
        top=1 - TOP_IN / height_in,
        bottom=BOTTOM_IN / height_in,
        hspace=0.34,
    )
    limits = _limits(analysis, timeline)
    for i, lane in enumerate(lanes):
        parts = grid[i].subgridspec(3, 1, height_ratios=(10, 0.7, 4), hspace=0.06)
        stems, band, bars = (figure.add_subplot(parts[row]) for row in range(3))
        for axes in (stems, band, bars):
            axes.set_xlim(limits)
        draw_lane((stems, band, bars), analysis, lane, timeline)
    _write_around(figure, analysis, height_in, timeline)
    return figure


def _lanes_of(analysis: "Analysis", *, has_clock: bool) -> list[Lane]:
    """Give each sensor a lane; without a clock each recording, as they would overlap."""
    return [
        Lane(recording_ids=ids, site=site)
        for site in analysis.summary["sites"]
        for ids in (
            [site["recording_ids"]]
            if has_clock
            else [[key] for key in site["recording_ids"]]
        )
    ]


def _limits(analysis: "Analysis", timeline: Timeline) -> tuple[float, float]:
    ends = [
        timeline.of(key, [0.0, fact.duration_s])
        for key, fact in analysis.recordings.items()
    ]
    return float(np.min(ends)), float(np.max(ends))


def _write_around(
    figure: Figure, analysis: "Analysis", height_in: float, timeline: Timeline
) -> None:
    summary = analysis.summary
    left = 0.018
    figure.text(
        left, 1 - 0.2 / height_in, summary["first_line"],
        fontsize=14, fontweight="bold", va="top", color=INK,
    )  # fmt: skip
    figure.text(
        left, 1 - 0.47 / height_in, _when_and_what(analysis, timeline),
        fontsize=9.5, va="top", color="#555555",
    )  # fmt: skip
    figure.legend(
        handles=_legend(analysis),
        loc="lower left",
        bbox_to_anchor=(left - 0.006, 0.24 / height_in),
        ncols=10,
        frameon=False,
        fontsize=9,
        handlelength=1.2,
        columnspacing=1.4,
    )
    figure.text(
        left, 0.1 / height_in, "; ".join(summary["disclaimers"][:2]),
        fontsize=8, va="bottom", color="#777777",
    )  # fmt: skip


def _when_and_what(analysis: "Analysis", timeline: Timeline) -> str:
    names = ", ".join(analysis.recordings)
    rest = "" if analysis.summary.get("person") is None else LANES
    rest += f"; {_when(analysis, timeline)}"
    if len(names + rest) > MAX_LETTERS:
        names = f"{len(analysis.recordings)} recordings"
    return names + rest


def _when(analysis: "Analysis", timeline: Timeline) -> str:
    starts = [clock.local_start(fact) for fact in analysis.recordings.values()]
    if not timeline.has_clock:
        return "no clock time" + (NOT_ALL if any(starts) else "")
    zone = "time zone not known" if timeline.zone is None else str(timeline.zone)
    first = min(start for start in starts if start is not None)
    return f"from {first:%d %B %Y, %H:%M}, {zone}"


def _legend(analysis: "Analysis") -> list[Patch]:
    seen = set(analysis.events["intensity"].fillna(""))
    patches = [
        Patch(color=INTENSITY_COLORS[size], label=f"{size} movement")
        for size in INTENSITIES
        if size in seen
    ]
    if "" in seen:
        patches.append(Patch(color=UNKNOWN_COLOR, label="movement of unknown size"))
    states = {
        state
        for coverage in analysis.coverages.values()
        for state in coverage.state["state"]
    }
    patches += [
        Patch(color=STATE_COLORS[state], label=state.replace("_", " "))
        for state in STATES
        if state in states
    ]
    lost = Patch(
        facecolor=LOST_COLOR, edgecolor=HATCH_COLOR, hatch="////", label="not judged"
    )
    return [*patches, lost]

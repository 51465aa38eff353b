"""One sensor's lane of the picture: events, state and rate over one axis of time."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FixedLocator, FuncFormatter, MaxNLocator, NullLocator

from myosense import intervals
from myosense.coverage import STATES
from myosense.intervals import Seconds
from myosense.lengths import length
from myosense.report.lost import draw_lost
from myosense.report.timeline import Timeline, day_number, round_times
from myosense.summary import rate_words

if TYPE_CHECKING:
    from myosense.analysis import Analysis

#: Dark and light differ as well as hue, so that they part in gray and for every eye (after
#: the palette of Okabe and Ito, 2008).
INTENSITY_COLORS = {"mild": "#56b4e9", "moderate": "#e08a00", "severe": "#8f0d52"}
UNKNOWN_COLOR = "#555555"  #: of an event whose movement size is not known
STATE_COLORS = {
    "long_still": "#d3dfec",
    "rest": "#a9bfd6",
    "active": "#6f8fb0",
    "walking": "#35516f",
}
BAR_COLOR, LITTLE_COLOR = "#7f8c99", "#d5dade"
INK = "#222222"

LOWEST_G = 0.02  #: Below the smallest peak that is looked for.
N_CELLS = 1300  #: The state is drawn in so many parts of the width, each some pixel's.
#: Unit of an axis without a clock, its number in an hour, and the longest it is used for.
UNITS = (("seconds", 3600, 0.05), ("minutes", 60, 2.0), ("hours", 1, np.inf))
PEAK_TICKS_G = (0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)


@dataclass(frozen=True, kw_only=True)
class Lane:
    """The recordings of one sensor, and its entry in the summary."""

    recording_ids: Sequence[str]
    site: dict[str, Any]


def draw_lane(
    rows: tuple[Axes, Axes, Axes], analysis: "Analysis", lane: Lane, timeline: Timeline
) -> None:
    """Draw a lane into three axes, whose limits of time are set.

    Parameters
    ----------
    rows
        For the events (height is the peak, color the movement size; what was not judged is
        hatched), for the state, and for the rate of each hour.
    analysis, lane, timeline
        What to draw, and where.
    """
    stems, band, bars = rows
    for axes in rows:
        _tidy(axes)
    _draw_events(stems, analysis, lane, timeline)
    _draw_states(band, analysis, lane, timeline)
    _draw_rates(bars, analysis, lane, timeline)
    _draw_time(bars, timeline)


def _tidy(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.spines[["left", "bottom"]].set_color("#999999")
    axes.tick_params(labelsize=9, color="#999999", labelcolor=INK, labelbottom=False)
    axes.tick_params(axis="x", length=0)


def _draw_events(axes: Axes, analysis: "Analysis", lane: Lane, timeline: Timeline) -> None:
    axes.set_yscale("log")
    highest_g = float(np.max(analysis.events["peak_g"].to_numpy(), initial=0.0))
    axes.set_ylim(LOWEST_G, max(2.0, 1.7 * highest_g))
    axes.yaxis.set_major_locator(FixedLocator(PEAK_TICKS_G))
    axes.yaxis.set_minor_locator(NullLocator())
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.grid(axis="y", color="#e6e6e6", linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_ylabel("peak (g)", fontsize=9)
    axes.set_title(_lane_title(lane), fontsize=11, loc="left", pad=5, color=INK)
    draw_lost(axes, analysis, lane.recording_ids, timeline)
    events = analysis.events[analysis.events["recording_id"].isin(lane.recording_ids)]
    # The more there are, the fainter each stem, so that thousands do not hide each other.
    faint = float(np.clip(250 / max(len(events), 1), 0.08, 0.9))
    for size, color in {**INTENSITY_COLORS, "": UNKNOWN_COLOR}.items():
        drawn = events[events["intensity"].fillna("") == size]
        origins = drawn["recording_id"].map(timeline.origins).astype("float64")
        at = origins + drawn["peak_s"] * timeline.per_s
        axes.vlines(
            at, LOWEST_G, drawn["peak_g"], colors=color, alpha=faint,
            linewidth=0.5 + faint, zorder=1.5,
        )  # fmt: skip
        axes.plot(at, drawn["peak_g"], "o", color=color, markersize=1.8 + 2.6 * faint)


def _lane_title(lane: Lane) -> str:
    site = lane.site
    name = str(site["place"]).capitalize()
    if len(lane.recording_ids) < len(site["recording_ids"]):
        return f"{name}: {lane.recording_ids[0]}"
    if site["n_jerks"] is None:
        return f"{name}: not judged ({site['reason']})"
    text = f"{name}: {site['n_jerks']} in {length(site['analyzable_h'])}"
    return f"{text}, {rate_words(site)}"


def _draw_states(axes: Axes, analysis: "Analysis", lane: Lane, timeline: Timeline) -> None:
    """Draw, of each part of the width that a pixel shows, the state that takes most."""
    edges = np.linspace(*axes.get_xlim(), N_CELLS + 1)
    for key in lane.recording_ids:
        state = analysis.coverages[key].state
        spans_s = [state.loc[state["state"] == n, ["start_s", "stop_s"]] for n in STATES]
        before = [
            intervals.seconds_before(timeline.of(key, spans), edges) for spans in spans_s
        ]
        taken = np.diff(before)
        most = np.where(np.any(taken, axis=0), np.argmax(taken, axis=0), -1)
        for number, name in enumerate(STATES):
            spans = edges[intervals.from_mask(most == number)]
            widths = spans[:, 1] - spans[:, 0]
            axes.broken_barh(
                list(zip(spans[:, 0], widths, strict=True)),
                (0, 1),
                facecolor=STATE_COLORS[name],
            )
    axes.set_ylim(0, 1)
    axes.spines[:].set_visible(False)
    axes.set_yticks([0.5], ["state"])
    axes.tick_params(axis="y", length=0)


def _draw_rates(axes: Axes, analysis: "Analysis", lane: Lane, timeline: Timeline) -> None:
    """Draw the rate of each hour; pale where little of the hour was judged."""
    if timeline.has_clock:
        bars = _hours_of_clock(analysis, lane)
    else:
        bars = _hours_since_start(analysis, lane.recording_ids[0])
    enough_h = analysis.settings.diary.min_analyzable_min / 60
    is_enough = bars[:, 3] >= enough_h
    colors = [BAR_COLOR if enough else LITTLE_COLOR for enough in is_enough]
    low, high = axes.get_xlim()
    starts, stops = np.clip(bars[:, :2], low, high).T
    axes.bar(
        starts, bars[:, 2], stops - starts, align="edge", color=colors,
        edgecolor="white", linewidth=0.6,
    )  # fmt: skip
    room = 1.45 if LITTLE_COLOR in colors else 1.15  # the note stands above the bars
    # One jerk in a minute is sixty an hour: little time must not flatten what is known.
    shown = bars[is_enough if np.any(is_enough) else slice(None), 2]
    axes.set_ylim(0, room * max(1.0, float(np.max(shown, initial=0.0))))
    axes.yaxis.set_major_locator(MaxNLocator(3, integer=True))
    axes.set_ylabel("per hour", fontsize=9)
    if LITTLE_COLOR in colors:
        minutes = analysis.settings.diary.min_analyzable_min
        axes.text(
            1.0, 0.97, f"pale: less than {minutes:g} min of the hour judged",
            transform=axes.transAxes, fontsize=8, ha="right", va="top", color="#777777",
        )  # fmt: skip


def _hours_of_clock(analysis: "Analysis", lane: Lane) -> Seconds:
    """List start, stop, rate and judged time of the clock's hours."""
    rates = analysis.rates
    here = rates[
        (rates["bin"] == "hour")
        & (rates["site"] == lane.site["site"])
        & (rates["side"] == lane.site["side"])
    ]
    rows: list[dict[Hashable, Any]] = here[here["rate_per_h"].notna()].to_dict("records")
    bars = [
        (
            day_number(r["start"]),
            day_number(r["stop"]),
            r["rate_per_h"],
            r["analyzable_h"],
        )
        for r in rows
    ]
    return np.array(bars, dtype=np.float64).reshape(-1, 4)


def _hours_since_start(analysis: "Analysis", key: str) -> Seconds:
    """List the same of the hours since the start of a recording."""
    events = analysis.events[analysis.events["recording_id"] == key]
    n_hours = int(np.ceil(analysis.recordings[key].duration_s / 3600))
    edges_s = 3600.0 * np.arange(n_hours + 1)
    n, _ = np.histogram(events["peak_s"], edges_s, weights=events["n_jerks"])
    before_s = intervals.seconds_before(analysis.coverages[key].usable, edges_s)
    hours = np.diff(before_s) / 3600
    rate = np.divide(n, hours, out=np.zeros(n_hours), where=hours > 0)
    bars = np.column_stack((edges_s[:-1] / 3600, edges_s[1:] / 3600, rate, hours))
    return bars[hours > 0]


def _draw_time(axes: Axes, timeline: Timeline) -> None:
    axes.tick_params(axis="x", labelbottom=True, length=3)
    if not timeline.has_clock:
        last_h = axes.get_xlim()[1]
        unit, per_h = next(row for row in UNITS if last_h <= row[2])[:2]
        locator = MaxNLocator(10, steps=(1, 2, 5, 10))
        ticks = np.asarray(locator.tick_values(0.0, last_h * per_h))
        ticks = ticks[ticks <= last_h * per_h]
        axes.set_xticks(ticks / per_h, [f"{tick:g}" for tick in ticks])
        axes.set_xlabel(f"{unit} since the start", fontsize=9)
        return
    wall, at = round_times(axes.get_xlim(), timeline.zone)
    is_new_day = ~wall.normalize().duplicated()
    clock = "%H:%M" if np.all(wall.second == 0) else "%H:%M:%S"
    labels = [
        stamp.strftime(f"{clock}\n%d %b" if is_first else clock)
        for stamp, is_first in zip(wall, is_new_day, strict=True)
    ]
    axes.set_xticks(at, labels)

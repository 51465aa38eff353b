"""Pictures of the benchmark: curves, reliability, the worst false alarms and misses."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from textwrap import fill

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from benchmarks.detection.calibration import (
    RATES_PER_H,
    REFERENCE_PER_H,
    candidates_at,
    reliability,
)
from benchmarks.detection.curves import CURVE_PER_H, Scores, along, part_of
from benchmarks.detection.detectors import DETECTORS, OURS, RULES
from benchmarks.detection.groups import GROUPS
from benchmarks.detection.sowing import BIN_NAMES
from benchmarks.detection.trials import Trial
from benchmarks.planted import FOUND, LATE
from myosense import Recording
from myosense.filtering import FilterParameters, bandpass

INK, PALE, RED, BLUE = "#222222", "#b9bec4", "#c0392b", "#1f5fa8"
#: After Okabe & Ito (2008): seven hues that those who see few colors can tell apart.
HUES = ("#E69F00", "#56B4E9", "#009E73", "#CC79A7", "#D55E00", "#999999", "#0072B2")
DPI = 110
AROUND_S = 2.0  #: Shown on both sides of an event.
N_WORST = 10
TITLE_WIDTH = 36  #: Characters that fit above a panel.


def draw_curves(trial: Trial, about: str) -> Figure:
    """Draw recall along false alarms per hour of every detector, a panel for each bin."""
    rivals = [name for name in DETECTORS if name not in {OURS, RULES}]
    looks = {OURS: (INK, "-", 2.4), RULES: (INK, "--", 1.2)}
    looks |= {name: (hue, "-", 1.2) for name, hue in zip(rivals, HUES, strict=True)}
    curves = {name: dict(along(trial, name)) for name in DETECTORS}
    return _draw_panels(curves, looks, about)


def draw_groups(trial: Trial, about: str) -> Figure:
    """Draw our recall along the false alarms of each group, a panel for each bin."""
    known = [name for name in GROUPS if (trial.hours["group"] == name).any()]
    looks = {name: (hue, "-", 1.6) for name, hue in zip(GROUPS, HUES, strict=True)}
    curves = {name: dict(along(part_of(trial, "group", [name]), OURS)) for name in known}
    return _draw_panels(curves, looks, about)


def _draw_panels(
    curves: Mapping[str, Mapping[str, Scores]],
    looks: Mapping[str, tuple[str, str, float]],
    about: str,
) -> Figure:
    """Draw named curves, the first one on top."""
    figure = Figure(figsize=(12.5, 4.1), dpi=DPI, layout="constrained")
    panels = figure.subplots(1, len(BIN_NAMES), sharey=True)
    for axes, title in zip(panels, BIN_NAMES, strict=True):
        for name, by_bin in reversed(list(curves.items())):
            color, style, wide = looks[name]
            line = {"color": color, "linestyle": style, "linewidth": wide}
            axes.plot(CURVE_PER_H, by_bin[title], label=name, **line)
        axes.set_title(title, fontsize=10)
        axes.set_xscale("log")
        axes.set_xlabel("false alarms per hour", fontsize=9)
        axes.set_xlim(CURVE_PER_H[0], CURVE_PER_H[-1])
        axes.set_ylim(0, 1.02)
        axes.axvline(1.0, color=PALE, linewidth=0.8, zorder=0)
        _plain(axes)
    panels[0].set_ylabel("planted jerks found")
    figure.suptitle(about, fontsize=11)
    handles, names = panels[0].get_legend_handles_labels()
    figure.legend(
        handles[::-1],
        names[::-1],
        loc="outside lower center",
        ncols=9,
        frameon=False,
        fontsize=8.5,
        handlelength=1.5,
        columnspacing=1.4,
    )
    return figure


def draw_reliability(trial: Trial, about: str) -> Figure:
    """Draw what probabilities said against how often they were right."""
    figure = Figure(figsize=(5.2, 5.0), dpi=DPI, layout="constrained")
    axes = figure.subplots()
    axes.plot([0, 1], [0, 1], color=PALE, linewidth=1.0)
    for per_h, color in zip(RATES_PER_H, (HUES[0], INK, HUES[6]), strict=True):
        bins = reliability(candidates_at(trial, per_h))
        note = " (reference)" if per_h == REFERENCE_PER_H else ""
        label = f"{per_h:g} planted per hour{note}"
        axes.plot(*bins[:, :2].T, "o-", color=color, markersize=4, label=label)
    axes.set_xlim(0, 1)
    axes.set_ylim(0, 1)
    axes.set_aspect("equal")
    axes.set_xlabel("probability, moved to the rate")
    axes.set_ylabel("share that were planted jerks")
    axes.set_title(about, fontsize=10)
    axes.legend(frameon=False, fontsize=9)
    _plain(axes)
    return figure


@dataclass(frozen=True, kw_only=True, eq=False)
class Moment:
    """A few seconds of a recording, and what is said of them."""

    title: str
    time_s: npt.NDArray[np.float64]  #: shape (n,): 0 at the event
    raw_g: npt.NDArray[np.float64]  #: shape (n, 3): less its median
    band_g: npt.NDArray[np.float64]  #: shape (n,): norm in the jerk band


def moment(recording: Recording, at_s: float, title: str) -> Moment:
    """Cut out what is around an event, filtered with the seconds beside it."""
    margin_s = 4 * AROUND_S
    times_s = recording.time_s
    low, high = np.searchsorted(times_s, [at_s - margin_s, at_s + margin_s])
    raw_g = recording.acceleration_g[low:high].astype(np.float64)
    rate_hz = recording.sample_rate_hz
    norm_g = np.linalg.norm(bandpass(raw_g, rate_hz, FilterParameters()), axis=1)
    time_s = times_s[low:high] - at_s
    is_shown = np.abs(time_s) <= AROUND_S
    shown_g = raw_g[is_shown]
    return Moment(
        title=title,
        time_s=time_s[is_shown],
        raw_g=shown_g - np.median(shown_g, axis=0),
        band_g=norm_g[is_shown],
    )


def draw_moments(moments: Sequence[Moment], about: str) -> Figure:
    """Draw events in a grid: three axes above, the norm in the jerk band below."""
    n_columns = 5
    n_rows = max(-(-len(moments) // n_columns), 1)
    figure = Figure(figsize=(14.0, 3.1 * n_rows + 0.5), dpi=DPI, layout="constrained")
    figure.suptitle(about, fontsize=11)
    for cell, each in zip(
        np.ravel(figure.subfigures(n_rows, n_columns, squeeze=False)), moments, strict=False
    ):
        raw, band = cell.subplots(2, 1, sharex=True, height_ratios=(3, 2))
        lines = [fill(line, TITLE_WIDTH) for line in each.title.splitlines()]
        raw.set_title("\n".join(lines), fontsize=8)
        for axis, color in zip(each.raw_g.T, (HUES[4], HUES[2], HUES[6]), strict=True):
            raw.plot(each.time_s, axis, color=color, linewidth=0.8)
        band.plot(each.time_s, each.band_g, color=INK, linewidth=0.9)
        band.set_ylim(bottom=0)
        for axes in (raw, band):
            axes.axvline(0.0, color=PALE, linewidth=0.8, zorder=0)
            axes.set_xlim(-AROUND_S, AROUND_S)
            axes.tick_params(labelsize=7)
            _plain(axes)
    return figure


def worst_alarms(trial: Trial) -> pd.DataFrame:
    """List our most certain false alarms, the worst first, one in 2 s of a recording."""
    ours = trial.alarms[trial.alarms["detector"] == OURS]
    return _first_of_each(ours.sort_values("score", ascending=False, kind="stable"))


def worst_misses(trial: Trial) -> pd.DataFrame:
    """List the planted jerks that should have been found first: large, and scored low.

    Those above 0.2 g by the score of their best candidate, the lowest first; the larger one
    first where there is none. One that was counted, only at another of its lobes, is none.
    """
    is_missed = ~trial.jerks["outcome"].isin([FOUND, LATE])
    jerks = trial.jerks[trial.jerks["is_covered"] & is_missed]
    large = jerks[jerks["peak_g"] >= 0.2]
    ordered = large.sort_values([OURS, "peak_g"], ascending=[True, False], kind="stable")
    return _first_of_each(ordered)


def _first_of_each(rows: pd.DataFrame) -> pd.DataFrame:
    """Keep the first few rows, those of one place and moment once."""
    place = rows["file"] + " " + (rows["peak_s"] // AROUND_S).astype("str")
    return rows[~place.duplicated()].head(N_WORST)


def _plain(axes: Axes) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8)

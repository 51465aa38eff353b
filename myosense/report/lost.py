"""What was not judged, hatched in the picture, with the reason where there is room."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes

from myosense import intervals
from myosense.coverage import Coverage
from myosense.intervals import Seconds
from myosense.report.timeline import Timeline

if TYPE_CHECKING:
    from myosense.analysis import Analysis

HATCH_COLOR, LOST_COLOR = "#c4c4c4", "#f1f1f1"
LABELED_SHARE = 0.012  #: A span that takes less of the width is not labeled.
NOT_RECORDED = "not recorded"


def draw_lost(
    axes: Axes, analysis: "Analysis", recording_ids: Sequence[str], timeline: Timeline
) -> None:
    """Hatch what was not judged, in a recording or for want of one, and say why.

    Parameters
    ----------
    axes
        Whose limits of time are set.
    recording_ids
        The recordings of one sensor.
    """
    recorded = []
    for key in recording_ids:
        coverage = analysis.coverages[key]
        whole = np.array([[0.0, analysis.recordings[key].duration_s]])
        recorded.append(timeline.of(key, whole))
        lost_s = intervals.subtract(whole, coverage.usable)
        words = [_main_reason(coverage, span_s) for span_s in lost_s]
        _hatch(axes, timeline.of(key, lost_s), words)
    all_of_it = np.array([axes.get_xlim()])
    beside = intervals.subtract(all_of_it, intervals.union(np.concatenate(recorded)))
    _hatch(axes, beside, [NOT_RECORDED] * len(beside))


def _hatch(axes: Axes, spans: Seconds, words: Sequence[str]) -> None:
    widths = spans[:, 1] - spans[:, 0]
    axes.broken_barh(
        list(zip(spans[:, 0], widths, strict=True)),
        (0, 1),
        transform=axes.get_xaxis_transform(),
        facecolor=LOST_COLOR,
        edgecolor=HATCH_COLOR,
        hatch="////",
        linewidth=0,
        zorder=0.5,
    )
    low, high = axes.get_xlim()
    for span, width, word in zip(spans, widths, words, strict=True):
        if width <= LABELED_SHARE * (high - low):
            continue
        axes.text(
            span.mean(),
            0.5,
            word,
            transform=axes.get_xaxis_transform(),
            rotation=0 if width > 0.08 * (high - low) else 90,
            ha="center",
            va="center",
            fontsize=9,
            color="#444444",
            bbox={"facecolor": LOST_COLOR, "edgecolor": "none", "pad": 2.0},
        )


def _main_reason(coverage: Coverage, span_s: Seconds) -> str:
    """Name the reason that takes most of a span."""
    reasons = coverage.reasons
    overlap_s = np.minimum(reasons["stop_s"], span_s[1]) - np.maximum(
        reasons["start_s"], span_s[0]
    )
    return "" if reasons.empty else str(reasons["reason"].iloc[int(np.argmax(overlap_s))])

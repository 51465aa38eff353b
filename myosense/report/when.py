"""When jerks come, in plain words: spacing, moments of the day, a daily rhythm."""

from collections.abc import Mapping
from typing import Any

from myosense.lengths import length

Site = Mapping[str, Any]  #: an entry of the summary's ``sites``

SPACING = {
    "random": "as at random",
    "clustered": "in clusters",
    "rhythmic": "in a rhythm",
    "rhythmic_clusters": "in clusters, rhythmic within them",
}
MOMENTS = {
    "after_waking": "after waking",
    "around_sleep_onset": "around sleep onset",
    "after_long_stillness": "after long stillness",
    "around_long_stillness_onset": "around the onset of long stillness",
    "otherwise": "otherwise",
}


def spacing(site: Site) -> str:
    """Say how jerks are spaced; empty where it is not known."""
    row = site.get("spacing")
    if row is None or row["spacing"] is None:
        return ""
    text = f"{SPACING[row['spacing']]} (burstiness {row['burstiness']:.2f}, "
    return f"{text}{row['n_intervals']} intervals, median {_length(row)})"


def _length(row: Site) -> str:
    seconds = row["median_interval_s"]
    return f"{seconds:.2g} s" if seconds < 100 else f"{seconds / 60:.0f} min"


def moments(site: Site) -> str:
    """Say the rates after waking, around sleep onset and otherwise; empty if never seen."""
    rows = site.get("moments") or []
    seen = [row for row in rows if row["n_moments"]]
    if not seen:
        return ""
    last = [row for row in rows if row["moment"] == "otherwise"]
    return "; ".join(
        _moment(row, site["confidence"]) for row in [*seen, *last] if row["n"] is not None
    )


def _moment(row: Site, confidence: float) -> str:
    low, high = row["rate_low"], row["rate_high"]
    level = f"{100 * confidence:g} % interval"
    interval = "" if low is None else f", {level} {low:.1f} to {high:.1f}"
    return (
        f"{MOMENTS[row['moment']]} {row['rate_per_h']:.1f}/h "
        f"({row['n']} in {length(row['analyzable_h'])}{interval})"
    )


def circadian(site: Site) -> str:
    """Say when in the day most jerks come, or why nothing is said of it.

    Empty where no hour of the clock was judged on two days: nobody expects a word then.
    """
    row = site.get("circadian")
    if row is None or row["n_hours"] == 0:
        return ""
    if row["peak_hour"] is None:
        return f"nothing said of a daily rhythm: {row['reason']}"
    peak, low, high = (clock_time(row[f"peak_{name}"]) for name in ("hour", "low", "high"))
    return (
        f"most around {peak} (95 % interval {low} to {high}), "
        f"{row['peak_to_trough']:.1f} times as many as at the quietest hour "
        f"({row['ratio_low']:.1f} to {row['ratio_high']:.1f})"
    )


def clock_time(hours: float) -> str:
    """Write hours of the clock, to ten minutes.

    >>> clock_time(-1.5)
    '22:30'
    """
    minutes = round(hours * 6) * 10 % 1440
    return f"{minutes // 60:02d}:{minutes % 60:02d}"

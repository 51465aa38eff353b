"""When jerks come, for the summary: their spacing, moments of the day, a daily rhythm."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from myosense.daytime.moments import SLEEP_LOG
from myosense.summary import json_rows

Summary = dict[str, Any]

SPACING = (
    "spacing", "median_interval_s", "cv", "burstiness", "n_intervals", "p_clustered",
    "p_rhythmic", "dead_time_s", "kept_share", "reason",
)  # fmt: skip
MOMENTS = (
    "moment", "source", "n_moments", "n", "analyzable_h", "rate_per_h", "rate_low",
    "rate_high", "interval", "reason",
)  # fmt: skip
CIRCADIAN = (
    "n", "n_hours", "p", "peak_hour", "peak_low", "peak_high", "peak_to_trough",
    "ratio_low", "ratio_high", "interval", "reason",
)  # fmt: skip
UNUSED = (
    "sleep log: none of its times of falling asleep or waking lies in judged time "
    "(does it fit the recording's dates? a recording without them needs --start)"
)


def add(summary: Mapping[str, Any], tables: Mapping[str, pd.DataFrame]) -> Summary:
    """Add to each site of a summary what patterns, moments and circadian say of it.

    Returns
    -------
    dict
        The summary; its ``sites`` have ``spacing``, ``moments`` (a list) and
        ``circadian``, which are ``None`` or empty where a table has no such place. A
        notice says so where a sleep log tells of no moment that was judged.
    """
    sites = []
    for site in summary["sites"]:
        spacing, moments, circadian = (
            _rows(tables[name], site, columns)
            for name, columns in (
                ("patterns", SPACING),
                ("moments", MOMENTS),
                ("circadian", CIRCADIAN),
            )
        )
        more = {
            "spacing": spacing[0] if spacing else None,
            "moments": moments,
            "circadian": circadian[0] if circadian else None,
        }
        sites.append({**site, **more})
    notices = [*summary["notices"], *_unused(tables["moments"])]
    return {**summary, "sites": sites, "notices": notices}


def _unused(moments: pd.DataFrame) -> list[str]:
    is_logged = bool((moments["source"] == SLEEP_LOG).any())
    return [UNUSED] if is_logged and not (moments["n_moments"] > 0).any() else []


def _rows(
    table: pd.DataFrame, site: Mapping[str, Any], columns: tuple[str, ...]
) -> list[dict[str, object]]:
    is_here = (table["site"] == site["site"]) & (table["side"] == site["side"])
    return json_rows(table.loc[is_here, list(columns)])

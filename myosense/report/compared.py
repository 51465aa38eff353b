"""A diary and the sensors side by side, in plain words."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from myosense import sites
from myosense.lengths import number

Said = Mapping[str, Any]

MAX_ROWS = 60  #: Longer tables are left to the file.
NOTES = (
    "hours without an entry, and hours that were not worn, are not taken as none",
    (
        "the limit of such a comparison: rated by the hour, patients and a wearable agreed "
        "with a rank correlation of 0.44 to 0.48 (Rissanen 2021)"
    ),
    (
        "a diary's severity is about impact, which no sensor measures: it stands beside "
        "the size of the movement and is not compared"
    ),
    "classes of frequency are conventions, not validated",
    "UMRS-like: counted in 10 s at rest, no rating by an examiner",
    "not a medical device; jerk-like events, no diagnosis",
)
SHOWN = {
    "quadratic-weighted kappa": "classes: kappa (quadratic weights) {}",
    "Spearman correlation": "rates: rank correlation {}",
    "ratio sensor to diary": "rates: sensor over diary {}",
}


def render(said: Said) -> str:
    """Write what `myosense diary compare` found in plain words.

    Parameters
    ----------
    said
        What it prints with ``--json``.
    """
    lines = list(said["notices"])
    places = dict.fromkeys((row["region"], row["side"]) for row in said["intervals"])
    for region, side in places:
        here = [r for r in said["intervals"] if (r["region"], r["side"]) == (region, side)]
        figures = {
            row["measure"]: row
            for row in said["agreement"]
            if (row["region"], row["side"]) == (region, side)
        }
        lines += [*_head(region, side, here), *_side_by_side(here)]
        lines += [*_figures(figures, here), ""]
    lines += [*map(_rest, said["umrs_like"]), ""]
    return "\n".join([*lines, *NOTES]) + "\n"


def _head(region: str, side: str, rows: list[Said]) -> list[str]:
    worn_at = {row["sites"] for row in rows} - {""}
    against = f"sensor: {', '.join(sorted(worn_at))}" if worn_at else rows[0]["reason"]
    return [f"{place_name(region, side)} ({against.replace('_', ' ')})"]


def place_name(region: str, side: str) -> str:
    """Name a place of a diary.

    >>> place_name("arm", "left"), place_name("body", "unknown")
    ('left arm', 'whole body')
    """
    if region in ("body", "unknown"):
        return "whole body" if region == "body" else "place not said"
    named = {"both": "both sides, ", "unknown": "", "midline": ""}.get(side, f"{side} ")
    return f"{named}{region}"


def _side_by_side(rows: list[Said]) -> list[str]:
    shown = [row for row in rows if row["kind"] not in ("no entry", "no sensor")]
    lines = [
        f"  {_when(row)}  diary: {_diary(row)}; sensor: {_sensor(row)}"
        for row in shown[:MAX_ROWS]
    ]
    if len(shown) > MAX_ROWS:
        lines.append(f"  and {len(shown) - MAX_ROWS} more in comparison.csv")
    return lines


def _when(row: Said) -> str:
    """Say from when to when; with the offsets where the clock was set between the two."""
    start, stop = (datetime.fromisoformat(row[end]) for end in ("start", "stop"))
    is_set = start.utcoffset() != stop.utcoffset()
    offsets = [time.isoformat()[-6:] if is_set else "" for time in (start, stop)]
    return f"{start:%Y-%m-%d %H:%M}{offsets[0]} to {stop:%H:%M}{offsets[1]}"


def _diary(row: Said) -> str:
    word = row["diary_frequency"] or {"yes": "some", "no": "none"}.get(row["noted"], "-")
    severity = f", severity {row['severity']}" if row["severity"] else ""
    return f"{_plain(word)}{severity}"


def _sensor(row: Said) -> str:
    if row["n"] is None:
        return f"not known ({row['reason']})"
    counted = f"{row['n']} in {60 * row['analyzable_h']:.0f} min"
    size = f", movement {row['movement_size']}" if row["movement_size"] else ""
    if not row["frequency"]:
        return f"{counted}, too short for a class{size}"
    note = f" (not compared: {row['reason']})" if row["reason"] else ""
    return f"{_plain(row['frequency'])} ({counted}){size}{note}"


def _plain(word: str) -> str:
    return word.replace("_", " ")


def _figures(figures: Mapping[str, Said], rows: list[Said]) -> list[str]:
    if not figures:
        return []
    kinds = Counter(row["kind"] for row in rows)
    hours = figures["hours worn without an entry"]
    lines = [
        (
            f"  compared: {number(kinds['compared'], 'interval')}; "
            f"{kinds['too short']} too short, {kinds['no wear']} not worn or not recorded, "
            f"{kinds['not said']} say nothing of jerks"
        )
    ]
    for measure, text in SHOWN.items():
        if measure in figures:
            lines.append(f"  {text.format(_figure(figures[measure]))}")
    if "both say jerks" in figures:
        both, sensor, diary, neither = (
            f"{figures[name]['value']:.0f}"
            for name in (
                "both say jerks",
                "only the sensor says jerks",
                "only the diary says jerks",
                "neither says jerks",
            )
        )
        lines.append(
            f"  jerks said by both {both}, only by the sensor {sensor}, only by the diary "
            f"{diary}, by neither {neither}"
        )
    lines.append(
        f"  worn without an entry: {hours['value']:.1f} h with "
        f"{figures['jerks in these hours']['value']:.0f} jerks"
    )
    return lines


def _figure(row: Said) -> str:
    if row["value"] is None:
        return f"not known: {row['reason']}"
    if row["low"] is None:
        return f"{row['value']:z.2f} (no interval: {row['reason']})"
    return (
        f"{row['value']:z.2f} (95 % interval {row['low']:z.2f} to {row['high']:z.2f}; "
        f"{row['interval']}, {row['n_days']} days)"
    )


def _rest(row: Said) -> str:
    name = sites.place_name(row["site"], row["side"])
    if row["umrs_like_class"] is None:
        return (
            f"UMRS-like rest frequency class of 0 to 4, {name}: not known ({row['reason']})"
        )
    return (
        f"UMRS-like rest frequency class of 0 to 4, {name}: {row['umrs_like_class']} on "
        f"average, {row['highest_class']} in the busiest of {row['n_windows']:,} spans of "
        "10 s at rest"
    )

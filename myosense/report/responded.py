"""Before and after each change of medication, in plain words: of association only."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from myosense.sites import place_name

Said = Mapping[str, Any]

AVERAGE = "a dose is often changed when symptoms peak; a fall may be a return to average"
NOTES = (
    "before and after are compared in the same clock hours and states",
    "these have the same weight on both sides: a rate need not be its jerks over its hours",
    "a difference says that two things came together, not that one made the other",
    "wash-outs are conventions, not anybody's own half-life; no dose is converted",
    "not a medical device; jerk-like events, no diagnosis, no advice",
)


def render(said: Said) -> str:
    """Write what `myosense response` found in plain words.

    Parameters
    ----------
    said
        What it prints with ``--json``.
    """
    lines = list(said["notices"])
    if not said["changes"]:
        lines += [f"{said['doses']} holds no change of the scheduled regimen", ""]
    for change in said["changes"]:
        lines += [*_change(change), ""]
    return "\n".join([*lines, *NOTES]) + "\n"


def _change(change: Said) -> list[str]:
    derived = {
        "logged": "",
        "derived": ", derived from the doses",
        "both": ", part derived",
    }
    when = datetime.fromisoformat(change["time"])
    lines = change["lines"].split("|")
    noun = "line" if len(lines) == 1 else "lines"
    where = f"{noun} {', '.join(lines)}{derived[change['source']]}"
    said = [
        f"Change {change['change']}: {change['what']}, {when:%d %B %Y, %H:%M} ({where})",
        f"  wash-out {change['washout_h']:g} h: {change['washout_reason']}"
        + (f"; {change['note']}" if change["note"] else ""),
    ]
    rows = change["comparisons"]
    for place in dict.fromkeys((row["site"], row["side"]) for row in rows):
        said += _place([row for row in rows if (row["site"], row["side"]) == place])
    return [*said, f"  {AVERAGE}"]


def _place(rows: Sequence[Said]) -> list[str]:
    """Write the wash-outs of one place side by side, and what its own one rests on."""
    own = next(row for row in rows if row["is_own"])
    lines = [f"  {place_name(own['site'], own['side'])}"]
    reasons = {row["reason"] for row in rows if row["rate_before"] is None}
    if len(reasons) == 1 and all(row["rate_before"] is None for row in rows):
        lines.append(f"    not known: {reasons.pop()}")
        rows = []
    for row in rows:
        mark = "*" if row["is_own"] else " "
        lines.append(f"  {mark} {row['washout_h']:3g} h left out: {compared(row)}")
    details = [_spread(own), _corrected(own), _power(own), _before(own), *_doses(own)]
    if own["note"]:
        details.append(own["note"])
    return [*lines, *(f"    {detail}" for detail in details if detail)]


def compared(row: Said) -> str:
    """Say how often before and after, and the ratio, of one row of comparisons."""
    if row["rate_before"] is None:
        return f"not known: {row['reason']}"
    text = (
        f"{row['rate_before']:.1f}/h before ({row['n_before']} in "
        f"{row['hours_before']:.1f} h), {row['rate_after']:.1f}/h after "
        f"({row['n_after']} in {row['hours_after']:.1f} h)"
    )
    if row["reason"]:
        return f"{text}: {row['reason']}"
    return f"{text}: {times(row, 'ratio', 'ratio_low', 'ratio_high')}"


def times(row: Said, value: str, low: str, high: str) -> str:
    """Say a ratio with its interval."""
    if row[value] is None:
        return f"at least {row[low]:.2f} times as often"
    limits = f"{row[low]:.2f} to {'any' if row[high] is None else format(row[high], '.2f')}"
    return f"{row[value]:.2f} times as often (95 % interval {limits})"


def _spread(row: Said) -> str:
    if row["rate_before"] is None:
        return ""
    text = f"interval: {row['interval']}"
    if row["fano"] > 1:
        text += f"; hours vary {row['fano']:.1f} times as much as independent jerks would"
    if "days" not in row["interval"]:
        text += "; how days differ is not in it, they are too few"
    return text


def _corrected(row: Said) -> str:
    if row["corrected_ratio"] is None:
        return ""
    names = ("corrected_ratio", "corrected_low", "corrected_high")
    return f"less the known false alarms: {times(row, *names)}"


def _power(row: Said) -> str:
    if row["rate_before"] is None:
        return ""
    fall, rise = row["detectable_fall"], row["detectable_rise"]
    seen = [
        f"a {word} to {ratio:.2f} times"
        for word, ratio in (("fall", fall), ("rise", rise))
        if ratio is not None
    ]
    text = f"smallest change that these hours show: {' or '.join(seen) or 'none'}"
    if row["underpowered"]:
        text += f"; underpowered: {row['underpowered']}"
    return text


def _before(row: Said) -> str:
    if row["trend_per_day"] is None:
        return ""
    limits = f"{row['trend_low']:.2f} to {row['trend_high']:.2f}"
    return (
        f"trend before the change: from day to day {row['trend_per_day']:.2f} times "
        f"(95 % interval {limits})"
    )


def _doses(row: Said) -> list[str]:
    lines = []
    if row["n_rescue_before"] or row["n_rescue_after"]:
        said = [
            f"{row[f'n_rescue_{side}']} in {row[f'span_{side}_h'] / 24:.1f} days {side}"
            for side in ("before", "after")
        ]
        text = f"rescue doses: {', '.join(said)}"
        if row["ratio_rescue_low"] is not None:
            names = ("ratio_rescue_held", "ratio_rescue_low", "ratio_rescue_high")
            text += f"; the hours after them matched too: {times(row, *names)}"
        lines.append(text)
    before, after = row["equivalent_before"], row["equivalent_after"]
    if before is not None and after is not None:
        lines.append(
            f"equivalents a day, as the log gives them: {before:g} before, {after:g} after"
        )
    return lines

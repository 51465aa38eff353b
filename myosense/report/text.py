"""The result in plain words: the short summary that the terminal prints.

It says how often, how hard, where and when, and what could not be judged and why, from
the dictionary of `myosense.summary` alone.
"""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from myosense import lengths
from myosense.checking import FULL_RATE_HZ, SLOW_RATE_HZ
from myosense.diary import FREQUENCIES, INSUFFICIENT
from myosense.report import when

Site = Mapping[str, Any]  #: an entry of the summary's ``sites``

MAX_SITES = 3  #: More sensors than this are left to the tables, so that it stays short.
MAX_NOTES = 2
LABEL_WIDTH = 12
#: Notes on a rate that are one word in the tables.
NOTES = {
    "lower bound": f"a lower bound: below {SLOW_RATE_HZ:g} samples a second jerks are "
    "missed and sizes unknown",
    "slow": f"below {FULL_RATE_HZ:g} samples a second the sharpest jerks are hard to see",
}


def render(summary: Mapping[str, Any]) -> str:
    """Write the summary in plain words, at most about 25 lines.

    Parameters
    ----------
    summary
        The content of summary.json.
    """
    sites = sorted(summary["sites"], key=lambda site: -(site["n_jerks"] or 0))
    lines = [summary["first_line"], ""]
    sections = SECTIONS | DETAILS if len(sites) == 1 else SECTIONS
    for label, words in sections.items():
        lines += _section(label, sites, words)
    lines += _labeled("Together", _together(summary))
    lines += _labeled("Notes", _capped(summary["notices"], MAX_NOTES, "summary.json"))
    return "\n".join([*lines, "", *summary["disclaimers"]]) + "\n"


def _together(summary: Mapping[str, Any]) -> list[str]:
    """Say what the sensors show together, and what two of them show side by side."""
    texts = []
    person = summary["person"]
    if person is not None:
        if person["rate_per_h"] is not None:
            rate = _rate(person, summary["sites"][0]["confidence"])
            words = [f"{n} {word}" for word, n in person["n_by_distribution"].items()]
            spread = f"; as far as sensors were worn: {', '.join(words)}" if words else ""
            texts.append(f"each jerk once: {rate}{spread}")
        if n_alike := person["n_common_mode"]:
            texts.append(
                f"{n_alike} moved all sensors alike: from outside? (still counted)"
            )
    pairs = [text for pair in summary["sensors"] for text in _side_by_side(pair)]
    return _capped([*texts, *pairs], MAX_SITES, "sensors.csv")


def _side_by_side(pair: Mapping[str, Any]) -> list[str]:
    who = f"{pair['first_place']} and {pair['second_place']}"
    texts = []
    if pair["n_shared"] is not None:
        texts.append(
            f"{who}: {pair['n_shared']} seen by both, {pair['n_chance']:.0f} expected by "
            f"chance; clocks {abs(pair['offset_s']):.2f} s apart, corrected to within "
            f"{1e3 * pair['clock_error_s']:.0f} ms"
            + (f"; {pair['leader']} first" if pair["leader"] else "")
        )
    if pair["left_right_index"] is not None:
        texts.append(
            f"{who}: left-right index {pair['left_right_index']:+.2f} (95 % interval "
            f"{pair['index_low']:+.2f} to {pair['index_high']:+.2f}; +1 is all right) in "
            f"{pair['co_worn_h']:.1f} h of both"
        )
    return texts


def _section(label: str, sites: list[Site], words: Callable[[Site], str]) -> list[str]:
    """Write one line a sensor; sensors of which there is nothing to say are left out."""
    said = [(site["place"], words(site)) for site in sites]
    said = [(name, text) for name, text in said if text]
    width = max((len(name) for name, _ in said), default=0)
    texts = [f"{name:{width}}  {text}" for name, text in said]
    return _labeled(label, _capped(texts, MAX_SITES, "diary.csv"))


def _capped(texts: list[str], n_max: int, where: str) -> list[str]:
    """Leave what goes beyond some lines to a file; one more line may as well be told."""
    if len(texts) <= n_max + 1:
        return texts
    return [*texts[:n_max], f"and {len(texts) - n_max} more in {where}"]


def _labeled(label: str, texts: list[str]) -> list[str]:
    labels = [label] + [""] * (len(texts) - 1)
    return [
        f"{head:{LABEL_WIDTH}}{text}" for head, text in zip(labels, texts, strict=False)
    ]


def _how_often(site: Site) -> str:
    if site["n_jerks"] is None:
        return f"not known: {site['reason']}"
    text = f"{site['n_jerks']} in {lengths.length(site['analyzable_h'])}"
    is_short = site["reason"].startswith(INSUFFICIENT)
    if not is_short:
        text += f", {_rate(site, site['confidence'])}"
    if site["corrected_per_h"] is not None and not is_short:
        text += f"; less known false alarms {site['corrected_per_h']:.1f}/h"
        text += f" ({site['corrected_low']:.1f} to {site['corrected_high']:.1f})"
    notes = [NOTES.get(note, note) for note in site["reason"].split("; ") if note]
    return "; ".join([text, *notes])


def _rate(row: Site, confidence: float) -> str:
    text = f"{row['rate_per_h']:.1f}/h"
    if row["rate_low"] is None:
        return text
    limits = f"{row['rate_low']:.1f} to {row['rate_high']:.1f}"
    return f"{text} ({100 * confidence:g} % interval {limits})"


def _by_state(site: Site) -> str:
    """Give the rate of each state: over all of them it says as much about the day."""
    return "; ".join(_state(row) for row in site["by_state"])


def _state(row: Site) -> str:
    state, hours = row["state"].replace("_", " "), row["analyzable_h"]
    if row["reason"].startswith(INSUFFICIENT):
        return f"{state} {row['n_jerks']} in {lengths.brief(hours)}"
    return f"{state} {row['rate_per_h']:.1f}/h in {hours:.1f} h"


def _how_hard(site: Site) -> str:
    if site["median_peak_g"] is None:
        return ""
    at_least = "at least " if site["max_is_lower_bound"] else ""
    text = f"median {site['median_peak_g']:.2f} g, strongest {at_least}"
    text += f"{site['max_peak_g']:.2f} g"
    sizes = site["n_by_intensity"]
    words = [
        f"{sizes[word]} {word}" for word in ("mild", "moderate", "severe") if word in sizes
    ]
    if not words:
        return text
    of = ""
    if site["n_events"] < site["n_jerks"]:
        of = f"of {site['n_events']} events, a train being one, "
    return f"{text}; {of}{', '.join(words)}"


def _how_long(site: Site) -> str:
    n = list(site["n_by_width"].values())
    if not sum(n):
        return ""
    return f"{n[0]} under 100 ms of signal, {n[1]} of 100 to 180 ms, {n[2]} longer"


def _when(site: Site) -> str:
    return "; ".join(_part(part) for part in site["by_clock_time"])


def _part(part: Site) -> str:
    if part["rate_per_h"] is None:
        return f"{part['hours']} not judged"
    if part["frequencies"] == [INSUFFICIENT]:
        counted = f"{part['n_jerks']} in {lengths.brief(part['analyzable_h'])}"
        return f"{part['hours']} too short for a class ({counted})"
    return f"{part['hours']} {_classes(part['frequencies'])} ({part['rate_per_h']:.1f}/h)"


def _classes(words: Collection[str]) -> str:
    """Say between which classes the days lie.

    >>> _classes(["very_frequent", "insufficient", "rare"])
    'rare to very frequent, some days too short for a class'
    """
    known = [word.replace("_", " ") for word in FREQUENCIES if word in words]
    text = " to ".join(dict.fromkeys((known[0], known[-1])))
    short = ", some days too short for a class" if INSUFFICIENT in words else ""
    return f"{text}{short}"


def _not_judged(site: Site) -> str:
    seconds = dict(site["seconds_by_reason"])
    gap_h = seconds.pop("gap", 0.0) / 3600  # No part of what was recorded.
    lost_s = sorted(seconds.items(), key=lambda item: -item[1])
    recorded_h = site["recorded_h"]
    lost_h = recorded_h - (site["analyzable_h"] or 0.0)
    reasons = [f"{reason} {lengths.length(s / 3600)}" for reason, s in lost_s[:3]]
    of = f"{lengths.length(lost_h)} of {lengths.length(recorded_h)} recorded"
    text = f"{of}: {', '.join(reasons)}" if reasons else of
    return f"{text}; beside them {lengths.length(gap_h)} of gaps" if gap_h else text


def _not_counted(site: Site) -> str:
    labels = site["n_rejected_by_label"].items()
    return ", ".join(f"{label} {n}" for label, n in labels)


SECTIONS: dict[str, Callable[[Site], str]] = {
    "How often": _how_often,
    "By state": _by_state,
    "How hard": _how_hard,
    "When": _when,
    "Not judged": _not_judged,
}
DETAILS: dict[str, Callable[[Site], str]] = {
    "How long": _how_long,
    "Not counted": _not_counted,
    "Spacing": when.spacing,
    "Moments": when.moments,
    "Time of day": when.circadian,
}

"""An explanation in plain words: the text that ``myosense explain`` prints."""

import math
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from myosense.events import COLUMNS

if TYPE_CHECKING:
    from myosense.explanation import Explanation, Reason

COLUMN = {column.name: column for column in COLUMNS}
VERDICTS = {
    "jerk": "counted as a jerk",
    "train": "counted as a train of jerks, for its rhythm; measured on its strongest lobe",
    "movement": "not counted, taken for another movement",
    "gait": "not counted, taken for walking",
    "tremor": "not counted, taken for tremor",
    "contact": "not counted, taken for a knock or a touch",
    "artifact": "not counted, taken for a fault of the sensor",
}


def render(explanation: "Explanation") -> str:
    """Write an explanation in plain words, the strongest reasons first.

    What speaks for the verdict stands before what speaks against it.
    """
    e = explanation
    clock = f", {e.time:%Y-%m-%d %H:%M:%S}" if e.time is not None else ""
    measured = [reason for reason in e.reasons if not math.isnan(reason.value)]
    blank = [reason for reason in e.reasons if math.isnan(reason.value)]
    sections = [
        ("What speaks for a jerk", [r for r in measured if r.is_for]),
        ("What speaks against it", [r for r in measured if not r.is_for]),
        ("Could not be measured, and is not held against it", blank),
    ]
    if not e.is_counted:
        sections[:2] = sections[1::-1]
    lines = [
        f"{e.body_event_id}: {VERDICTS[e.label]}",
        f"{e.place}, {e.peak_s:.2f} s after the start of {e.recording_id}{clock}",
        f"Score {e.probability:.3f}; events count from {e.least_probability:g} on.",
        _source(e),
    ]
    if e.flags:
        lines.append(f"Flags: {', '.join(e.flags)}.")
    if not e.is_counted:
        lines += ["", f"Why it is {VERDICTS[e.label].partition(', ')[2]}", *_label_lines(e)]
    for title, reasons in sections:
        if reasons:
            lines += ["", title, *(_reason_line(reason) for reason in reasons)]
    total = sum(reason.points for reason in e.reasons)
    lines += [
        "",
        f"Together {total:.1f} points; {-e.bias:.1f} are an even chance.",
        "",
        "Also measured",
        *_measure_lines(e.measures.items()),
    ]
    return "\n".join(lines) + "\n"


def _source(explanation: "Explanation") -> str:
    e = explanation
    if e.is_by_rules:
        return "The score comes from the rules: these measures, added up, say why."
    networks = (
        ""
        if math.isnan(e.network_probability)
        else f"by the networks alone, not calibrated: {e.network_probability:.3f}; "
    )
    return (
        "The score is that of neural networks, which see the motion itself, together with "
        "these measures, each by a worth of its own "
        f"({networks}by the measures alone: {e.rules_probability:.3f})."
    )


def _label_lines(explanation: "Explanation") -> Iterator[str]:
    """Say what a label that is not counted rests on."""
    if not explanation.label_limits:
        yield "  it is within no limit of a fault of the sensor, walking, a knock or tremor"
    for limit, value in explanation.label_limits:
        column = COLUMN[limit.name]
        word = "from {} on" if limit.is_least else "below {}"
        yield (
            f"  {limit.name:20}{_text(value, column.unit):>12}  "
            f"{word.format(_text(limit.value, column.unit))}: {column.meaning}"
        )


def _reason_line(reason: "Reason") -> str:
    if math.isnan(reason.value):
        return f"  {reason.words}"
    # A weight times nothing may have a sign, which is not told.
    points = f"{abs(reason.points):.1f} of {reason.weight:.1f} points"
    if reason.name == "walking":
        return f"  {reason.words:44}{'yes' if reason.value else 'no':>10}  {points}"
    word = "from {} on" if reason.in_favor > reason.against else "up to {}"
    limit = word.format(_text(reason.in_favor, reason.unit))
    none = _text(reason.against, reason.unit)
    value = _text(reason.value, reason.unit)
    return f"  {reason.words:44}{value:>10}  {points}; all {limit}, none at {none}"


def _measure_lines(measures: Iterable[tuple[str, float]]) -> list[str]:
    return [
        f"  {name:20}{_text(value, COLUMN[name].unit):>12}  {COLUMN[name].meaning}"
        for name, value in measures
        if not math.isnan(value)
    ]


def _text(value: float, unit: str) -> str:
    if unit == "s":
        return f"{1000 * value:.0f} ms"
    return f"{value:.3g} {unit}".rstrip()

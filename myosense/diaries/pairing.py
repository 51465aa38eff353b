"""From a diary's entries to the intervals that they speak of, each place and time once.

A moment speaks of its clock hour. What several lines say of one interval and place is
taken together: the highest class, the largest count of intervals, the sum of moments.
"""

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from myosense.diary import FREQUENCIES, DiaryParameters, class_of

HOUR = pd.Timedelta(hours=1)
CARRIED = ("severity", "trigger", "impact", "source")

Entry = Mapping[Hashable, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """What a diary says of one interval at one place."""

    start: pd.Timestamp
    stop: pd.Timestamp
    region: str
    side: str
    is_noted: bool | None  #: whether it says jerks; ``None`` where it does not say
    frequency: str  #: empty where not said
    rate_per_h: float  #: NaN where not said
    carried: Mapping[str, str]  #: other words, as written
    lines: str
    overlaps: str  #: lines of an entry before it that speaks of a part of the same time


def intervals_of(entries: pd.DataFrame, parameters: DiaryParameters) -> list[Said]:
    """Bring entries to intervals.

    Parameters
    ----------
    entries
        As from `read_diary`.
    parameters
        Limits of the classes of frequency.
    """
    grouped: dict[tuple[object, ...], list[Entry]] = {}
    for entry in entries.to_dict("records"):
        start, stop = _span(entry)
        key = (entry["region"], entry["side"], start, stop)
        grouped.setdefault(key, []).append(entry)
    found: list[Said] = []
    latest: dict[tuple[str, str], Said] = {}
    for group in sorted(grouped.values(), key=_order):
        said = _said(group, parameters, latest)
        place = said.region, said.side
        if place not in latest or said.stop > latest[place].stop:
            latest[place] = said
        found.append(said)
    return found


def _span(entry: Entry) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Return the interval of an entry: of a moment its clock hour."""
    start, stop = entry["start"], entry["stop"]
    if not _is_missing(stop):
        return start, stop
    past = pd.Timedelta(
        minutes=start.minute,
        seconds=start.second,
        microseconds=start.microsecond,
        nanoseconds=start.nanosecond,
    )
    return start - past, start - past + HOUR


def _is_missing(value: object) -> bool:
    return value is None or value is pd.NA or value is pd.NaT


def _order(group: Sequence[Entry]) -> tuple[Any, ...]:
    start, stop = _span(group[0])
    return (start, stop, group[0]["line"])


def is_noted(entry: Entry) -> bool | None:
    """Tell whether an entry says jerks, none, or nothing of them."""
    words = [entry["frequency"], entry["severity"]]
    count = None if _is_missing(entry["count"]) else int(entry["count"])
    if any(word not in ("", "none") for word in words) or entry["extent"] or count:
        return True
    return False if "none" in words or count == 0 else None


def _said(
    group: Sequence[Entry],
    parameters: DiaryParameters,
    latest: Mapping[tuple[str, str], Said],
) -> Said:
    start, stop = _span(group[0])
    region, side = group[0]["region"], group[0]["side"]
    noted = [known for known in map(is_noted, group) if known is not None]
    hours = (stop - start) / HOUR
    rate_per_h = _count(group) / hours
    frequency = _class(group)
    if not frequency and not math.isnan(rate_per_h):
        frequency = class_of(rate_per_h, parameters.frequency_from_per_h)
    if frequency and math.isnan(rate_per_h):
        rate_per_h = middle_per_h(frequency, parameters)
    before = latest.get((region, side))
    return Said(
        start=start,
        stop=stop,
        region=region,
        side=side,
        is_noted=any(noted) if noted else None,
        frequency=frequency,
        rate_per_h=rate_per_h,
        carried={name: _joined(entry[name] for entry in group) for name in CARRIED},
        lines=_joined(str(entry["line"]) for entry in group),
        overlaps=before.lines if before is not None and before.stop > start else "",
    )


def _joined(words: Any) -> str:  # noqa: ANN401 - any words
    return ", ".join(dict.fromkeys(word for word in words if word))


def _class(group: Sequence[Entry]) -> str:
    """Take the highest class that was said."""
    said = [entry["frequency"] for entry in group if entry["frequency"]]
    return max(said, key=FREQUENCIES.index, default="")


def _count(group: Sequence[Entry]) -> float:
    """Count the jerks that were noted; NaN where a line leaves it open."""
    moments: list[float] = []
    spans: list[float] = []
    for entry in group:
        if is_noted(entry) is None:
            continue
        count = float("nan") if _is_missing(entry["count"]) else float(entry["count"])
        if is_noted(entry) is False:
            count = 0.0
        if _is_missing(entry["stop"]):
            # A moment of which nothing more is said is one jerk.
            is_one = not entry["frequency"] and entry["extent"] in ("", "single")
            moments.append(1.0 if math.isnan(count) and is_one else count)
        else:
            spans.append(count)
    if spans:
        return float(pd.Series(spans).max(skipna=False))
    return float(pd.Series(moments).sum(skipna=False)) if moments else float("nan")


def middle_per_h(frequency: str, parameters: DiaryParameters) -> float:
    """Put a class into a number: the geometric middle of its limits.

    Rare, which has no lower limit, is half of its upper one; the highest class, which has
    no upper limit, its lower one.
    """
    limits = parameters.frequency_from_per_h
    place = FREQUENCIES.index(frequency)
    if place == 0:
        return 0.0
    if place == 1:
        return limits[0] / 2
    if place == len(FREQUENCIES) - 1:
        return limits[-1]
    return float((limits[place - 2] * limits[place - 1]) ** 0.5)

"""A diary and a result side by side, on the intervals that the diary speaks of.

Hours that the diary leaves out are not "none", and hours that were not worn are not "none"
either: neither enters a figure of agreement. Severity is about impact, which no sensor
measures, and stands beside the movement's size without being compared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from myosense import clock, intervals
from myosense.clock import ClockParameters
from myosense.coverage import Coverage
from myosense.diaries.figures import Row, figures
from myosense.diaries.pairing import Said, intervals_of
from myosense.diaries.places import WHOLE, Held, Place, Sensors, held, lay_out, place
from myosense.diaries.schema import AGREEMENT, COMPARED, COMPARISON
from myosense.diary import FREQUENCIES, DiaryParameters, class_of
from myosense.errors import ArgumentError
from myosense.lengths import fewer
from myosense.recording import Facts
from myosense.schema import table
from myosense.sites import place_name, region_of

NOT_JOINED = (
    "no jerk is known to be one at several sensors: where an entry is held against "
    "several, each counts what it saw"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Comparison:
    """A diary held against a result."""

    intervals: pd.DataFrame  #: `COMPARISON`: every entry, and every worn hour without one
    agreement: pd.DataFrame  #: `AGREEMENT`: figures by place
    notices: tuple[str, ...] = field(default=())


def compare(
    entries: pd.DataFrame,
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: DiaryParameters,
) -> Comparison:
    """Hold a diary against what the sensors found.

    Parameters
    ----------
    entries
        As from `read_diary`, in the zone of the recordings.
    events, coverages, facts
        Of the result.
    parameters
        The classes of frequency, and the analyzable time that one needs.

    Raises
    ------
    ArgumentError
        If the recordings have no local clock, or the diary is in a time zone and they are
        not, or the other way round.
    """
    sensors = lay_out(events, coverages, facts)
    said = intervals_of(entries, parameters)
    if said and (said[0].start.tzinfo is None) != (sensors.origin.tzinfo is None):
        raise ArgumentError(
            "the diary's times have offsets from UTC and the result's have none, or the "
            "other way round; analyze with --time-zone, or leave the offsets out"
        )
    rows: list[Row] = []
    placed: list[Row] = []
    for region, side in dict.fromkeys((one.region, one.side) for one in said):
        here = [one for one in said if (one.region, one.side) == (region, side)]
        found = place(sensors, region, side)
        names = {"region": region, "side": side}
        if isinstance(found, str):
            rows += [_row(one) | {"kind": "no sensor", "reason": found} for one in here]
            continue
        names["sites"] = found.sites
        mine = [_compared(one, found, sensors, parameters) for one in here]
        mine += _unnoted(here, found, sensors, parameters)
        rows += [row | names for row in mine]
        placed += [figure | names for figure in figures(mine)]
    compared = table(rows, COMPARISON)
    return Comparison(
        intervals=compared.sort_values(["start", "region", "side"], ignore_index=True),
        agreement=table(placed, AGREEMENT),
        notices=_notices(sensors, said),
    )


def _row(said: Said) -> Row:
    noted = {True: "yes", False: "no", None: ""}[said.is_noted]
    return {
        "start": said.start,
        "stop": said.stop,
        "region": said.region,
        "side": said.side,
        "diary_frequency": said.frequency,
        "diary_rate_per_h": said.rate_per_h,
        "noted": noted,
        "lines": said.lines,
        **said.carried,
    }


def _compared(
    said: Said, found: Place, sensors: Sensors, parameters: DiaryParameters
) -> Row:
    """Put the sensor's words beside the diary's."""
    seen = held(found, sensors.at_s(said.start), sensors.at_s(said.stop))
    row = _row(said) | _seen(seen, parameters)
    minutes = 60 * seen.analyzable_h
    if minutes == 0:
        return row | {"kind": "no wear", "reason": seen.loss}
    if said.overlaps:
        reason = f"speaks of the same time as line {said.overlaps}"
        return row | {"kind": "overlapping", "reason": reason}
    if minutes < parameters.min_analyzable_min:
        judged = fewer(minutes, parameters.min_analyzable_min)
        needed = f"{parameters.min_analyzable_min:g} min are needed"
        reason = f"{judged} could be judged ({seen.loss}); {needed}"
        return row | {"kind": "too short", "reason": reason}
    if said.is_noted is None:
        return row | {"kind": "not said", "reason": "says nothing of jerks"}
    if said.frequency:
        codes = [
            FREQUENCIES.index(str(word)) for word in (row["frequency"], said.frequency)
        ]
        row["classes_apart"] = codes[0] - codes[1]
    return row | {"kind": COMPARED}


def _seen(seen: Held, parameters: DiaryParameters) -> Row:
    """Write what the sensor saw; nothing but the time where that was too short."""
    row: Row = {"analyzable_h": seen.analyzable_h}
    if seen.analyzable_h == 0:
        return row
    row |= {"n": seen.n, "movement_size": seen.intensity}
    if 60 * seen.analyzable_h >= parameters.min_analyzable_min:
        rate_per_h = seen.n / seen.analyzable_h
        row["rate_per_h"] = rate_per_h
        row["frequency"] = class_of(rate_per_h, parameters.frequency_from_per_h)
    return row


def _unnoted(
    here: Iterable[Said], found: Place, sensors: Sensors, parameters: DiaryParameters
) -> list[Row]:
    """List the clock hours that could be judged and of which the diary says nothing."""
    spoken_s = intervals.union(
        np.array(
            [
                (sensors.at_s(one.start), sensors.at_s(one.stop))
                for one in here
                if one.is_noted is not None
            ]
        ).reshape(-1, 2)
    )
    first, last = (sensors.origin + pd.Timedelta(seconds=second) for second in found.span_s)
    hours = clock.bins(first, last, "hour", ClockParameters())
    rows = []
    for start, stop in zip(hours["start"], hours["stop"], strict=True):
        start_s, stop_s = sensors.at_s(start), sensors.at_s(stop)
        if intervals.total(intervals.intersect(spoken_s, np.array([[start_s, stop_s]]))):
            continue
        seen = held(found, start_s, stop_s)
        if 60 * seen.analyzable_h >= parameters.min_analyzable_min:
            row: Row = {"kind": "no entry", "start": start, "stop": stop}
            rows.append(row | _seen(seen, parameters))
    return rows


def _notices(sensors: Sensors, said: Iterable[Said]) -> tuple[str, ...]:
    """Say which sensors the diary says nothing of."""
    spoken = {(one.region, one.side) for one in said}
    if any(region in WHOLE for region, _ in spoken):
        return (NOT_JOINED,) if sensors.is_apart else ()
    placed = {
        (region_of(m.facts.site), m.facts.side, place_name(m.facts.site, m.facts.side))
        for m in sensors.exposures
    }
    silent = tuple(
        f"the diary says nothing of the {name}"
        for region, side, name in sorted(placed)
        if not spoken & {(region, word) for word in (side, "both", "unknown")}
    )
    is_several = any(side in ("both", "unknown") for _, side in spoken)
    return (*silent, NOT_JOINED) if is_several and sensors.is_apart else silent

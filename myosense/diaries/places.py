"""What the sensors say of a place that a diary names: jerks, and the time judged.

A diary names regions and sides, sensors sit at sites. All recordings are laid on one axis,
seconds since the first one's start. Of several sensors at one region and side the time
counts in which at least one was judged; of both sides together, the time in which both
were. A jerk that several of them saw is counted once, where the sensors were aligned.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import clock, exposure, intervals
from myosense.coverage import STATES, Coverage
from myosense.errors import ArgumentError
from myosense.events import INTENSITIES
from myosense.exposure import NOT_RECORDED, WORDS, Exposure
from myosense.intervals import Mask, Seconds
from myosense.recording import Facts
from myosense.sites import region_of

WHOLE = ("body", "unknown")  #: Regions that mean the whole person.


@dataclass(frozen=True, kw_only=True, eq=False)
class Sensors:
    """The recordings of a person on one axis of time."""

    origin: pd.Timestamp  #: local time at second 0
    exposures: list[Exposure]
    events: pd.DataFrame

    @property
    def is_apart(self) -> bool:
        """Whether there are several sensors and no jerk is joined between them."""
        places = {(member.facts.site, member.facts.side) for member in self.exposures}
        return len(places) > 1 and bool(self.events["body_event_id"].is_unique)

    def at_s(self, stamp: pd.Timestamp) -> float:
        """Give the second of a local time."""
        return clock.seconds_between(self.origin, stamp)

    def start_s(self, member: Exposure) -> float:
        """Give the second at which a recording starts."""
        return 0.0 if member.start is None else self.at_s(member.start)


@dataclass(frozen=True, kw_only=True, eq=False)
class Place:
    """The jerks at a place, and when it could be judged."""

    sites: str  #: of its sensors
    usable: Seconds
    peaks_s: Seconds  #: of each jerk that lies in it, rising
    n_jerks: npt.NDArray[np.int64]
    intensity: npt.NDArray[np.int64]  #: position in `INTENSITIES`; -1 where not known
    is_together: Mask  #: whether it came with others, in a series or a train
    is_generalized: Mask  #: whether it was seen all over the body
    lost: dict[str, Seconds]  #: by reason
    states: dict[str, Seconds]  #: by state of the wearer, inside `usable`
    recorded: Seconds  #: when one of its recordings ran

    @property
    def span_s(self) -> tuple[float, float]:
        """Start of the first recording, and end of the last."""
        return float(self.recorded[0, 0]), float(self.recorded[-1, 1])


@dataclass(frozen=True, kw_only=True)
class Held:
    """What a place holds of one interval."""

    n: int
    analyzable_h: float
    intensity: str  #: class of the median jerk; empty without one
    extent: str  #: single, several together or generalized; empty without one
    loss: str  #: the reason for most of what could not be judged


def lay_out(
    events: pd.DataFrame, coverages: Mapping[str, Coverage], facts: Mapping[str, Facts]
) -> Sensors:
    """Lay the recordings of a person on one axis of time.

    Raises
    ------
    ArgumentError
        If no recording's local clock is known, or some clocks are in a zone and others not.
    """
    found = [
        member
        for members in exposure.by_place(events, coverages, facts)
        for member in members
        if member.start is not None
    ]
    starts = [member.start for member in found if member.start is not None]
    if not starts:
        raise ArgumentError(
            "the result has no local clock to lay a diary against; analyze again with "
            "--time-zone or --start"
        )
    if len({start.tzinfo is None for start in starts}) > 1:
        raise ArgumentError(
            "some recordings of the result are in a time zone and others in none; analyze "
            "again with --time-zone"
        )
    return Sensors(origin=min(starts), exposures=found, events=events)


def place(sensors: Sensors, region: str, side: str) -> Place | str:
    """Gather what the sensors say of a region and side.

    Returns
    -------
    Place or str
        Why no sensor can tell, where none can.
    """
    limbs: dict[str, list[Exposure]] = {}
    for member in sensors.exposures:
        at = region_of(member.facts.site), member.facts.side
        if region in WHOLE:
            limbs.setdefault("", []).append(member)
        elif at[0] == region and side in (at[1], "both", "unknown"):
            limbs.setdefault(at[1], []).append(member)
    if not limbs:
        return "no sensor there"
    if side == "both" and region not in WHOLE and not {"left", "right"} <= set(limbs):
        return "both sides noted, a sensor on one"
    return _gathered(sensors, list(limbs.values()))


def _gathered(sensors: Sensors, limbs: Sequence[list[Exposure]]) -> Place:
    members = [member for limb in limbs for member in limb]
    usable = reduce(intervals.intersect, [_union(sensors, limb) for limb in limbs])
    jerks = pd.concat([_jerks(sensors, member) for member in members])
    # Of one jerk that several saw the earliest peak is taken, and the largest count.
    jerks = jerks.sort_values(["peak_s", "n_jerks"])
    of_body = jerks.groupby("body_event_id")
    for name in ("n_jerks", "is_together"):
        jerks[name] = of_body[name].transform("max")
    jerks = jerks.drop_duplicates("body_event_id")
    jerks = jerks[intervals.contains(usable, jerks["peak_s"])]
    spans = [(sensors.start_s(m), sensors.start_s(m) + m.facts.duration_s) for m in members]
    recorded = intervals.union(np.array(spans))
    return Place(
        sites=", ".join(sorted({member.facts.site for member in members})),
        usable=usable,
        peaks_s=jerks["peak_s"].to_numpy(dtype=np.float64),
        n_jerks=jerks["n_jerks"].to_numpy(dtype=np.int64),
        intensity=jerks["intensity"].to_numpy(dtype=np.int64),
        is_together=jerks["is_together"].to_numpy(dtype=bool),
        is_generalized=jerks["is_generalized"].to_numpy(dtype=bool),
        lost=_lost(sensors, members),
        states=_states(sensors, members, usable),
        recorded=recorded,
    )


def _union(sensors: Sensors, members: Sequence[Exposure]) -> Seconds:
    parts = [sensors.start_s(member) + member.coverage.usable for member in members]
    return intervals.union(np.concatenate(parts))


def _jerks(sensors: Sensors, member: Exposure) -> pd.DataFrame:
    rows = sensors.events.iloc[member.rows]
    codes = [
        INTENSITIES.index(word) if isinstance(word, str) and word else -1
        for word in rows["intensity"]
    ]
    return pd.DataFrame(
        {
            "peak_s": sensors.start_s(member) + member.peaks_s,
            "n_jerks": member.n_jerks,
            "body_event_id": rows["body_event_id"].to_numpy(),
            "intensity": codes,
            "is_together": rows["series_id"].notna().to_numpy() | (member.n_jerks > 1),
            "is_generalized": (rows["distribution"] == "generalized").to_numpy(dtype=bool),
        }
    )


def _lost(sensors: Sensors, members: Sequence[Exposure]) -> dict[str, Seconds]:
    lost: dict[str, list[Seconds]] = {}
    for member in members:
        for reason, table in member.coverage.reasons.groupby("reason"):
            seconds = table[["start_s", "stop_s"]].to_numpy(dtype=np.float64)
            word = WORDS.get(str(reason), str(reason))
            lost.setdefault(word, []).append(sensors.start_s(member) + seconds)
    return {word: intervals.union(np.concatenate(parts)) for word, parts in lost.items()}


def _states(
    sensors: Sensors, members: Sequence[Exposure], usable: Seconds
) -> dict[str, Seconds]:
    found = {}
    for state in STATES:
        parts = [intervals.empty_seconds()]
        for member in members:
            table = member.coverage.state
            is_in = (table["state"] == state).to_numpy(dtype=bool)
            seconds = table.loc[is_in, ["start_s", "stop_s"]].to_numpy(dtype=np.float64)
            parts.append(sensors.start_s(member) + seconds.reshape(-1, 2))
        found[state] = intervals.intersect(usable, intervals.union(np.concatenate(parts)))
    return found


def held(place: Place, start_s: float, stop_s: float) -> Held:
    """Count what a place holds of an interval, half-open."""
    edges_s = np.array([start_s, stop_s])
    analyzable_s = np.diff(intervals.seconds_before(place.usable, edges_s))[0]
    is_in = (place.peaks_s >= start_s) & (place.peaks_s < stop_s)
    codes = np.repeat(place.intensity[is_in], place.n_jerks[is_in])
    known = np.sort(codes[codes >= 0])
    loss_s = {
        word: float(np.diff(intervals.seconds_before(lost, edges_s))[0])
        for word, lost in place.lost.items()
    }
    recorded_s = float(np.diff(intervals.seconds_before(place.recorded, edges_s))[0])
    outside_s = stop_s - start_s - recorded_s
    loss_s[NOT_RECORDED] = loss_s.get(NOT_RECORDED, 0.0) + outside_s
    return Held(
        n=int(place.n_jerks[is_in].sum()),
        analyzable_h=float(analyzable_s) / 3600,
        intensity=INTENSITIES[known[(len(known) - 1) // 2]] if len(known) else "",
        extent=_extent(place, is_in),
        loss=max(loss_s, key=lambda word: loss_s[word]),
    )


def _extent(place: Place, is_in: Mask) -> str:
    if np.any(place.is_generalized & is_in):
        return "generalized"
    if np.any(place.is_together & is_in):
        return "several"
    return "single" if np.any(is_in) else ""

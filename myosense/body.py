"""The person as one more recording: each jerk once, where any sensor could be judged.

Rates and diary know recordings, so the whole body is made one: its clock is the one that
the sensors share, its coverage the time in which at least one of them was judged, and its
events the jerks, each counted once however many sensors saw it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from myosense import clock, intervals
from myosense.bodyclocks import BodyClock, body_times
from myosense.combining import Person
from myosense.coverage import STATES, Coverage, reason_table, state_table
from myosense.events import INTENSITIES, empty
from myosense.intervals import Seconds
from myosense.recording import Facts
from myosense.sites import ALL, BODY, region_of

NOT_JUDGED = "no sensor could be judged"


@dataclass(frozen=True, kw_only=True, eq=False)
class Body:
    """One recording of the whole body for each time without a break between sensors."""

    facts: dict[str, Facts]
    coverages: dict[str, Coverage]
    events: pd.DataFrame


def nobody() -> Body:
    """Return a body of which nothing is known."""
    return Body(facts={}, coverages={}, events=empty())


def whole_body(events: pd.DataFrame, person: Person) -> Body:
    """Make one recording of all sensors that share a clock.

    Parameters
    ----------
    events
        The counted events, those that are one jerk of one ``body_event_id``.
    person
        The recordings.

    Returns
    -------
    Body
        Empty where clocks were not compared, or there is but one place. Site and side are
        ``all``. A jerk peaks where the first sensor saw it; what several sensors saw counts
        for as many jerks as the sensor that saw most of it.
    """
    if not person.is_merged:
        return nobody()
    members: dict[str, list[str]] = {}
    for key, own in person.clocks.items():
        members.setdefault(own.reference, []).append(key)
    made = nobody()
    tables = []
    for reference, keys in members.items():
        clocks = {key: person.clocks[key] for key in keys}
        # Clocks hold whole microseconds.
        start_s = np.floor(min(own.zero_s for own in clocks.values()) * 1e6) / 1e6
        moved = {
            key: replace(own, zero_s=own.zero_s - start_s) for key, own in clocks.items()
        }
        fact = _facts(person.facts, reference, start_s, moved)
        coverage = _coverage(person.coverages, fact, moved)
        made.facts[fact.recording_id] = fact
        made.coverages[fact.recording_id] = coverage
        here = events[events["recording_id"].isin(keys)]
        tables.append(_events(here, fact, coverage, moved))
    return replace(made, events=pd.concat(tables, ignore_index=True))


def _facts(
    facts: Mapping[str, Facts],
    reference: str,
    start_s: float,
    clocks: Mapping[str, BodyClock],
) -> Facts:
    known = facts[reference]
    stops_s = [own.to_body(np.array(facts[key].duration_s)) for key, own in clocks.items()]
    start = known.start
    if start is not None:
        stamp = clock.local_start(known) or pd.Timestamp(start)
        # Added to the stamp, so that it is elapsed time also where clocks are changed.
        start = (stamp + pd.Timedelta(microseconds=round(start_s * 1e6))).to_pydatetime()
    return replace(
        known,
        recording_id=f"{BODY}/{reference}",
        site=ALL,
        side=ALL,
        start=start,
        duration_s=float(np.max(stops_s)),
    )


def _moved(seconds: Seconds, own: BodyClock) -> Seconds:
    return own.to_body(seconds.reshape(-1, 2))


def _coverage(
    coverages: Mapping[str, Coverage], fact: Facts, clocks: Mapping[str, BodyClock]
) -> Coverage:
    """Join the times that any sensor was judged; the most active one names the state."""
    usable = intervals.union(
        np.vstack([_moved(coverages[key].usable, own) for key, own in clocks.items()])
    )
    whole = np.array([[0.0, fact.duration_s]])
    lost = intervals.subtract(whole, usable)
    states: dict[str, Seconds] = {}
    named = intervals.empty_seconds()
    for state in reversed(STATES):
        found = [named]
        for key, own in clocks.items():
            table = coverages[key].state
            here = table[table["state"] == state][["start_s", "stop_s"]]
            found.append(_moved(here.to_numpy(dtype=np.float64), own))
        joined = intervals.union(np.vstack(found))
        states[state] = intervals.subtract(joined, named)
        named = joined
    flags = {flag for key in clocks for flag in coverages[key].flags}
    return Coverage(
        usable=usable,
        reasons=reason_table({NOT_JUDGED: lost}),
        state=state_table(states),
        recorded_s=fact.duration_s,
        flags=tuple(sorted(flags)),
    )


def _events(
    events: pd.DataFrame, fact: Facts, coverage: Coverage, clocks: Mapping[str, BodyClock]
) -> pd.DataFrame:
    """Make one row of each jerk of the body."""
    seconds = {
        name: body_times(events["recording_id"], events[name], clocks)
        for name in ("onset_s", "peak_s", "stop_s")
    }
    codes = pd.Series(events["intensity"].map({w: i for i, w in enumerate(INTENSITIES)}))
    timed = events.assign(**seconds, code=codes.astype("float64")).sort_values(
        ["peak_s", "recording_id"], kind="stable"
    )
    by_jerk = timed.groupby("body_event_id", sort=False)
    body = by_jerk.head(1).set_index("body_event_id")
    n_each = timed.groupby(["body_event_id", "recording_id"], sort=False)["n_jerks"].sum()
    words = pd.Series(INTENSITIES, dtype="str")
    body = body.assign(
        onset_s=by_jerk["onset_s"].min(),
        stop_s=by_jerk["stop_s"].max(),
        peak_g=by_jerk["peak_g"].max(),
        n_jerks=n_each.groupby("body_event_id", sort=False).max(),
        intensity=by_jerk["code"].max().map(words).astype("str"),
        label=by_jerk["label"].max(),  # "train" comes after "jerk"
        flags=by_jerk["flags"].agg(_all_flags).astype("str"),
    ).reset_index()
    peaks_s = body["peak_s"].to_numpy(dtype=np.float64)
    body = body.assign(
        recording_id=fact.recording_id,
        site=ALL,
        side=ALL,
        region=region_of(ALL),
        duration_s=body["stop_s"] - body["onset_s"],
        time=clock.local_times(fact, peaks_s),
        time_utc=clock.utc_times(fact, peaks_s),
        state=coverage.state_at(peaks_s),
    )
    return body[events.columns]


def _all_flags(flags: pd.Series) -> str:
    return "|".join(
        sorted({word for text in flags for word in filter(None, text.split("|"))})
    )

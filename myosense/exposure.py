"""Recordings laid against the bins of the local clock.

An `Exposure` is one recording with the events counted in it. The recordings of one site
and side follow one another; a `Span` lays the bins of one clock over all of them, and
`tally` adds up what each bin holds: jerks, seconds that could be judged, seconds lost.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from pandas.api.typing import NaTType

from myosense import clock, intervals
from myosense.clock import ClockParameters
from myosense.coverage import REASONS, STATES, Coverage
from myosense.events import COUNTED_LABELS
from myosense.intervals import Seconds
from myosense.recording import Facts

Counts = npt.NDArray[np.int64]

NOT_RECORDED = "not recorded"
#: Stamps hold whole nanoseconds: less analyzable time than this is a rounding error.
ROUNDING_S = 1e-6
#: Why nothing could be judged, in the words of a report.
WORDS = {**REASONS, "gap": NOT_RECORDED, "not worn": "not worn"}


@dataclass(frozen=True, kw_only=True, eq=False)
class Exposure:
    """One recording: its clock, what could be judged, and the events counted in it."""

    facts: Facts
    coverage: Coverage
    start: pd.Timestamp | None  #: on the local clock; ``None`` where that is not known
    rows: Counts  #: positions of the counted events in their table
    peaks_s: Seconds
    n_jerks: Counts  #: jerks that each event counts for


@dataclass(frozen=True, kw_only=True, eq=False)
class Span:
    """Bins that follow one another, and their edges on each recording's own clock."""

    starts: list[pd.Timestamp | NaTType]  #: missing where local time is not known
    stops: list[pd.Timestamp | NaTType]
    members: list[tuple[Exposure, Seconds]]  #: edges: shape (n_bins + 1,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sizes:
    """The jerks of bins, and how many come at a time, shape (n_bins,) each."""

    n_jerks: Counts
    n_squared: Counts  #: sum of the squares of what each event counts for
    n_largest: Counts  #: the most that one event counts for


@dataclass(frozen=True, kw_only=True, eq=False)
class Tally:
    """What each bin of a span holds, shape (n_bins,) each."""

    sizes: Sizes
    analyzable_s: Seconds
    lost_s: dict[str, Seconds]  #: by reason, in the words of a report
    state_s: Seconds  #: shape (n_bins, n_states), in the order of `STATES`


@dataclass(frozen=True, kw_only=True, eq=False)
class Pieces:
    """Analyzable time of one site and side, cut into pieces, shape (n_pieces,) each."""

    n_jerks: Counts
    hours: Seconds
    days: npt.NDArray[np.str_]  #: local day on which each starts


_Clocked = tuple[Exposure, pd.Timestamp, pd.Timestamp]


def by_place(
    events: pd.DataFrame, coverages: Mapping[str, Coverage], facts: Mapping[str, Facts]
) -> list[list[Exposure]]:
    """Gather the recordings of each site and side, in the order given."""
    is_counted = events["label"].isin(COUNTED_LABELS).to_numpy(dtype=bool)
    rows_of = events.groupby("recording_id", sort=False).indices
    peaks_s = events["peak_s"].to_numpy(dtype=np.float64)
    n_jerks = events["n_jerks"].to_numpy(dtype=np.int64)
    places: dict[tuple[str, str], list[Exposure]] = {}
    for recording_id, fact in facts.items():
        coverage = coverages[recording_id]
        rows = np.asarray(rows_of.get(recording_id, ()), dtype=np.int64)
        is_in = intervals.contains(coverage.usable, peaks_s[rows]) & is_counted[rows]
        exposure = Exposure(
            facts=fact,
            coverage=coverage,
            start=clock.local_start(fact),
            rows=rows[is_in],
            peaks_s=peaks_s[rows[is_in]],
            n_jerks=n_jerks[rows[is_in]],
        )
        places.setdefault((fact.site, fact.side), []).append(exposure)
    return list(places.values())


def spans(exposures: list[Exposure], kind: str, parameters: ClockParameters) -> list[Span]:
    """Lay one kind of bins over the recordings of one site and side.

    The recordings of one zone share their bins, from the first start to the last stop.
    Without a local clock there is one bin for ``all``, and else one without members.
    """
    if kind == "all":
        return [_whole(exposures)]
    zones: dict[str, list[_Clocked]] = {}
    for clocked in _with_clock(exposures):
        zones.setdefault(str(clocked[1].tz), []).append(clocked)
    found = [_zone_span(members, kind, parameters) for members in zones.values()]
    if any(exposure.start is None for exposure in exposures):
        found.append(Span(starts=[pd.NaT], stops=[pd.NaT], members=[]))
    return found


def _with_clock(exposures: list[Exposure]) -> list[_Clocked]:
    """Keep the recordings whose local clock is known; add their starts and stops."""
    return [
        (e, e.start, clock.local_times(e.facts, e.facts.duration_s)[0])
        for e in exposures
        if e.start is not None
    ]


def _whole(exposures: list[Exposure]) -> Span:
    known = _with_clock(exposures)
    start: pd.Timestamp | NaTType = pd.NaT
    stop: pd.Timestamp | NaTType = pd.NaT
    # Naive and aware stamps have no common order.
    if (
        len(known) == len(exposures)
        and len({start.tz is None for _, start, _ in known}) == 1
    ):
        start, stop = min(start for _, start, _ in known), max(stop for _, _, stop in known)
    members = [(e, np.array([0.0, e.facts.duration_s])) for e in exposures]
    return Span(starts=[start], stops=[stop], members=members)


def _zone_span(known: list[_Clocked], kind: str, parameters: ClockParameters) -> Span:
    first, last = min(start for _, start, _ in known), max(stop for _, _, stop in known)
    table = clock.bins(first, last, kind, parameters)
    edges_s = np.append(table["start_s"], table["stop_s"].iloc[-1])
    return Span(
        starts=table["start"].to_list(),
        stops=table["stop"].to_list(),
        members=[
            (e, edges_s - clock.seconds_between(first, start)) for e, start, _ in known
        ],
    )


def bin_of(exposure: Exposure, edges_s: Seconds) -> Counts:
    """Say of each event of a recording in which bin it peaks."""
    at = np.searchsorted(edges_s, exposure.peaks_s, side="right") - 1
    # Stamps hold whole nanoseconds, so that a peak may seem to lie just past an end.
    return np.clip(at, 0, len(edges_s) - 2)


def sizes(bins: Counts, n_jerks: Counts, n_bins: int) -> Sizes:
    """Add up events by their bin, given what each counts for."""
    found = np.zeros((3, n_bins), dtype=np.int64)
    np.add.at(found[0], bins, n_jerks)
    np.add.at(found[1], bins, n_jerks**2)
    np.maximum.at(found[2], bins, n_jerks)
    return Sizes(n_jerks=found[0], n_squared=found[1], n_largest=found[2])


def tally(span: Span) -> Tally:
    """Add up what each bin of a span holds, over its recordings."""
    n_bins = len(span.starts)
    bins, n_jerks = np.zeros((2, 0), dtype=np.int64)
    analyzable_s, recorded_s = np.zeros(n_bins), np.zeros(n_bins)
    length_s = np.zeros(n_bins)
    lost_s = {NOT_RECORDED: np.zeros(n_bins)}
    state_s = np.zeros((n_bins, len(STATES)))
    for exposure, edges_s in span.members:
        bins = np.append(bins, bin_of(exposure, edges_s))
        n_jerks = np.append(n_jerks, exposure.n_jerks)
        analyzable_s += _seconds_in(exposure.coverage.usable, edges_s)
        recorded_s += np.diff(np.clip(edges_s, 0.0, exposure.facts.duration_s))
        length_s = np.maximum(length_s, np.diff(edges_s))
        state_s += np.column_stack(
            [_seconds_in(exposure.coverage.within(s), edges_s) for s in STATES]
        )
        for reason, table in exposure.coverage.reasons.groupby("reason"):
            word = WORDS.get(str(reason), str(reason))
            lost = intervals.union(table[["start_s", "stop_s"]].to_numpy(dtype=np.float64))
            seconds = _seconds_in(lost, edges_s)
            lost_s[word] = lost_s.get(word, np.zeros(n_bins)) + seconds
    lost_s[NOT_RECORDED] += np.maximum(length_s - recorded_s, 0.0)
    return Tally(
        sizes=sizes(bins, n_jerks, n_bins),
        analyzable_s=analyzable_s,
        lost_s=lost_s,
        state_s=state_s,
    )


def _seconds_in(covered: Seconds, edges_s: Seconds) -> Seconds:
    return np.diff(intervals.seconds_before(covered, edges_s))


def pieces(exposures: list[Exposure], piece_s: float) -> Pieces:
    """Cut the analyzable time of one site and side into equal pieces.

    Its recordings and stretches are put end to end; the last piece takes what is left.
    There is none where less than one piece could be judged.
    """
    lengths_s = [exposure.coverage.analyzable_s for exposure in exposures]
    starts_s = np.cumsum([0.0, *lengths_s])
    n_pieces = int((starts_s[-1] + ROUNDING_S) // piece_s)
    n_jerks = np.zeros(n_pieces, dtype=np.int64)
    days: list[str] = []
    edges_s = piece_s * np.arange(n_pieces)
    for exposure, start_s, stop_s in zip(
        exposures, starts_s[:-1], starts_s[1:], strict=True
    ):
        before_s = intervals.seconds_before(exposure.coverage.usable, exposure.peaks_s)
        piece = ((start_s + before_s) // piece_s).astype(np.int64)
        if n_pieces:
            np.add.at(n_jerks, np.minimum(piece, n_pieces - 1), exposure.n_jerks)
        begun_s = edges_s[(edges_s >= start_s) & (edges_s < stop_s)] - start_s
        days += _days(exposure, begun_s)
    hours = np.full(n_pieces, piece_s / 3600)
    hours[-1:] += starts_s[-1] / 3600 - hours.sum()
    return Pieces(n_jerks=n_jerks, hours=hours, days=np.array(days, dtype=np.str_))


def _days(exposure: Exposure, analyzable_s: Seconds) -> list[str]:
    """Name the day, of the clock or since the start, after so much analyzable time."""
    usable = exposure.coverage.usable
    if len(usable) == 0:
        return []
    passed_s = np.cumsum(usable[:, 1] - usable[:, 0]) - (usable[:, 1] - usable[:, 0])
    at = np.searchsorted(passed_s, analyzable_s, side="right") - 1
    elapsed_s = usable[at, 0] + analyzable_s - passed_s[at]
    if exposure.start is not None:
        times = clock.local_times(exposure.facts, elapsed_s)
        return [f"{time:%Y-%m-%d}" for time in times]
    recording_id = exposure.facts.recording_id
    return [f"{recording_id} day {int(s // 86_400)}" for s in elapsed_s]

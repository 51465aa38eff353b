"""Several recordings of one person: what must hold, and how their clocks compare."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from myosense import clock
from myosense.alignment import NOT_ALIGNED, Alignment, align, starts_apart
from myosense.bodyclocks import BodyClock, Pair, common_clocks
from myosense.coverage import Coverage
from myosense.envelopes import Envelope, envelope
from myosense.errors import ArgumentError, SettingsError
from myosense.filtering import FilterParameters
from myosense.intervals import Seconds
from myosense.knocks import align_by_knocks
from myosense.lags import AlignmentParameters
from myosense.recording import Facts, Recording


def check_set(facts: Sequence[Facts]) -> None:
    """Refuse an empty set, equal names, and two recordings of one place at one time.

    Raises
    ------
    ArgumentError
        Naming the two recordings.
    """
    if not facts:
        raise ArgumentError("no recording was given; expected at least one")
    names = pd.Index([fact.recording_id for fact in facts])
    if names.has_duplicates:
        raise ArgumentError(
            f"two recordings are named {names[names.duplicated()][0]!r}; "
            "expected a different file name for each"
        )
    _check_no_overlap(facts)


def check_no_copies(recordings: Sequence[Recording]) -> None:
    """Refuse one file that was given as two sensors: all of it would be seen by both.

    Raises
    ------
    ArgumentError
        Naming the two recordings.
    """
    for one, other in itertools.combinations(recordings, 2):
        if one.sha256 is None or one.sha256 != other.sha256:
            continue
        # A file may hold several sensors, of which each is read by itself.
        if np.array_equal(one.acceleration_g, other.acceleration_g):
            raise ArgumentError(
                f"{one.recording_id!r} and {other.recording_id!r} are copies of one file; "
                "expected a recording of each sensor"
            )


def _check_no_overlap(facts: Sequence[Facts]) -> None:
    """Refuse two recordings of one site and side that share a time."""
    spans: dict[tuple[str, str, bool], list[tuple[pd.Timestamp, pd.Timestamp, str]]] = {}
    for fact in facts:
        if fact.start is not None:
            span = [0.0, fact.duration_s]
            times = clock.utc_times(fact, span)
            is_utc = not times.hasnans
            start, stop = times if is_utc else clock.local_times(fact, span)
            # A wall clock without a zone and an instant cannot be held side by side.
            spans.setdefault((fact.site, fact.side, is_utc), []).append(
                (start.tz_localize(None), stop.tz_localize(None), fact.recording_id)
            )
    for (site, side, _), found in spans.items():
        found.sort()
        for (_, stop, first), (start, _, second) in itertools.pairwise(found):
            if start < stop:
                raise ArgumentError(
                    f"{first!r} and {second!r} are both of site {site}, side {side}, and "
                    "overlap in time; expected one recording of a place at a time "
                    "(say where each was worn: FILE::site=wrist,side=left, in a batch the "
                    "columns site and side)"
                )


@dataclass(frozen=True, kw_only=True)
class CombineParameters:
    """Settings of how the events of several sensors become one."""

    #: Peaks of one jerk at two sites are at most so far apart; the clock error is added.
    #: The way through the body takes up to 15 ms, limbs answer with lobes of 27 to 180 ms.
    #: A startle takes longer to reach the hands: 0.15 s holds it too.
    window_s: float = 0.1
    #: Who moved first is said only where the clocks are compared better than this.
    max_lead_error_s: float = 0.005

    def __post_init__(self) -> None:
        """Check that the limits are lengths of time."""
        for name in ("window_s", "max_lead_error_s"):
            if not getattr(self, name) > 0:
                raise SettingsError(
                    f"combining.{name} is {getattr(self, name):g}; expected above 0"
                )


@dataclass(frozen=True, kw_only=True, eq=False)
class Person:
    """The recordings of one person: what they are and how their clocks run."""

    facts: Mapping[str, Facts]
    coverages: Mapping[str, Coverage]
    alignments: Mapping[Pair, Alignment]  #: of all pairs that ran at the same time
    clocks: Mapping[str, BodyClock]
    #: Of all that were compared.
    motion: Mapping[str, Envelope] = field(default_factory=dict)

    @property
    def is_merged(self) -> bool:
        """Whether several places share a clock wherever they ran at the same time."""
        places = {(fact.site, fact.side) for fact in self.facts.values()}
        return len(places) > 1 and all(
            self.clocks[one].reference == self.clocks[other].reference
            for one, other in self.alignments
        )


def compare(
    recordings: Sequence[Recording],
    coverages: Mapping[str, Coverage],
    candidates: Iterable[pd.DataFrame],
    band: FilterParameters,
    parameters: AlignmentParameters,
) -> Person:
    """Compare the clocks of all recordings that ran at the same time.

    Parameters
    ----------
    recordings, coverages
        Of one person.
    candidates
        Tables of everything brief that was found in them; steps are left out, which two
        legs take in turn.
    band, parameters
        Settings of the motion, and of the comparison.

    Raises
    ------
    ArgumentError
        If a recording does not show the knocks.
    """
    facts = {recording.recording_id: recording.facts for recording in recordings}
    pairs = {
        (one, other): starts_apart(facts[one], facts[other])
        for one, other in itertools.combinations(facts, 2)
        if _is_together(facts[one], facts[other])
    }
    known = {key for pair, apart_s in pairs.items() if apart_s is not None for key in pair}
    motion = {
        recording.recording_id: envelope(
            recording,
            coverages[recording.recording_id].usable,
            _still_s(recording.recording_id, candidates),
            band,
        )
        for recording in recordings
        if recording.recording_id in known
    }
    alignments = {
        pair: Alignment(
            is_aligned=False, verdict=f"{NOT_ALIGNED}: {_no_clock(facts, pair)}"
        )
        if apart_s is None
        else align(motion[pair[0]], motion[pair[1]], apart_s, parameters)
        for pair, apart_s in pairs.items()
    }
    alignments |= _by_knocks(recordings, alignments, pairs, parameters)
    return Person(
        facts=facts,
        coverages=coverages,
        alignments=alignments,
        clocks=common_clocks(facts, alignments),
        motion=motion,
    )


def _no_clock(facts: Mapping[str, Facts], pair: Pair) -> str:
    """Say why two clocks cannot be held side by side."""
    if any(facts[key].start is None for key in pair):
        return "not both have a date"
    return "not both have a time zone"


def _still_s(recording_id: str, candidates: Iterable[pd.DataFrame]) -> Seconds:
    """Give the peaks of a recording's candidates that are no steps."""
    found = [
        table.loc[
            (table["recording_id"] == recording_id) & (table["state"] != "walking"),
            "peak_s",
        ]
        for table in candidates
    ]
    return np.concatenate(found)


def _by_knocks(
    recordings: Sequence[Recording],
    alignments: Mapping[Pair, Alignment],
    pairs: Mapping[Pair, float | None],
    parameters: AlignmentParameters,
) -> dict[Pair, Alignment]:
    """Compare each other recording with the first by the knocks that both felt."""
    by_id = {recording.recording_id: recording for recording in recordings}
    first = recordings[0].recording_id
    return {
        pair: align_by_knocks(
            (by_id[pair[0]], by_id[pair[1]]),
            parameters.knocks,
            replace(alignments[pair], apart_s=apart_s),
            parameters.max_offset_s,
        )
        for pair, apart_s in pairs.items()
        if parameters.knocks and pair[0] == first and apart_s is not None
    }


def _is_together(first: Facts, second: Facts) -> bool:
    """Say whether two recordings ran at the same time, or may have."""
    apart_s = starts_apart(first, second)
    return apart_s is None or -second.duration_s < apart_s < first.duration_s

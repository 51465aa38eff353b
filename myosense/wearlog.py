"""A wear log kept by hand: when sensors were worn, which overrides their own signs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from myosense import clock, intervals, logs
from myosense.coverage import NOT_WORN, Coverage
from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.logs import STATE, Row
from myosense.recording import Facts
from myosense.sites import Place, parse_place

WORN = "worn"
SITE, SIDE = "site", "side"
OTHER_NAMES = logs.OTHER_NAMES | {
    "ort": SITE,
    "stelle": SITE,
    "körperstelle": SITE,
    "seite": SIDE,
    "worn": STATE,
    "getragen": STATE,
}
STATE_OF = {
    **dict.fromkeys(("worn", "on", "put on", "yes", "getragen", "an", "ja"), WORN),
    **dict.fromkeys(("not worn", "off", "taken off", "no", "removed"), NOT_WORN),
    **dict.fromkeys(("nicht getragen", "abgelegt", "abgenommen", "aus", "nein"), NOT_WORN),
}
EXPECTED = "'start', 'stop' and 'state' of each entry"
UNUSED = (
    "wear log: none of its times lies in a recording "
    "(does it fit the recordings' dates, sites and sides?)"
)


@dataclass(frozen=True, kw_only=True, eq=False)
class LoggedWear:
    """What a wear log says of one recording, in seconds since its start."""

    worn: Seconds = field(default_factory=intervals.empty_seconds)
    not_worn: Seconds = field(default_factory=intervals.empty_seconds)

    @property
    def told(self) -> Seconds:
        """What it speaks about, as `worn` is."""
        return intervals.union(np.concatenate((self.worn, self.not_worn)))


UNTOLD = LoggedWear()  #: Of a recording without a log.


@dataclass(frozen=True, kw_only=True, eq=False)
class WearLog:
    """What a wear log says of the recordings of one person."""

    of: Mapping[str, LoggedWear] = field(default_factory=dict)  #: by recording_id
    notices: tuple[str, ...] = field(default=())  #: what of it came to nothing


def read_wear_log(path: Path, facts: Mapping[str, Facts]) -> WearLog:
    """Read when the sensors of a person were worn and when not.

    Parameters
    ----------
    path
        CSV or XLSX with ``start`` and ``stop`` (dates with times; or times, with a column
        ``date`` for the start), ``state`` (worn or not worn), and perhaps ``site`` and
        ``side`` of the sensor; where these are blank, an entry is about all.
    facts
        By recording_id.

    Raises
    ------
    ReadError
        If the file is no such table, a state or place is not understood, an entry ends
        before it starts, or two of one sensor overlap; the message names the line.
    ArgumentError
        If no recording has a clock.
    """
    rows = logs.read_entries(path, "wear log", EXPECTED, OTHER_NAMES)
    logs.check_column(rows, STATE, EXPECTED)
    states, places = [_state(row) for row in rows], [_place(row) for row in rows]
    found: dict[str, LoggedWear] = {}
    for key, fact in facts.items():
        begun = clock.local_start(fact)
        if begun is None:
            continue
        spans = logs.spans_of(rows, begun)
        own = [i for i, place in enumerate(places) if _is_at(place, fact)]
        logs.check_apart([rows[i] for i in own], [spans[i] for i in own])
        found[key] = LoggedWear(
            worn=intervals.union(_spans([spans[i] for i in own if states[i] == WORN])),
            not_worn=intervals.union(
                _spans([spans[i] for i in own if states[i] == NOT_WORN])
            ),
        )
    if not found:
        raise ArgumentError(
            f"{path.name}: the times of a wear log have no place where no recording has a "
            "clock; --start (or --time-zone) gives one"
        )
    return WearLog(
        of=found,
        notices=(
            *_unplaced(rows, places, facts),
            *_clockless([key for key in facts if key not in found]),
            *_unused(found, facts),
        ),
    )


def say_why(
    coverages: Mapping[str, Coverage], wear_log: WearLog, not_worn_min: float
) -> list[str]:
    """Say what a sensor's own signs rest on, where they took time from the coverage."""
    for key, coverage in coverages.items():
        is_lost = coverage.reasons["reason"] == NOT_WORN
        lost = coverage.reasons.loc[is_lost, ["start_s", "stop_s"]].to_numpy(np.float64)
        logged = wear_log.of.get(key, UNTOLD)
        if intervals.total(intervals.subtract(lost, logged.not_worn)) > 0:
            signs = f"not worn: {_no_signs(not_worn_min)}"
            return [f"{signs}; --wear-log (in a batch: wear_log) overrides"]
    return []


def say_doubt(coverages: Mapping[str, Coverage], not_worn_min: float) -> list[str]:
    """Say how long a wear log calls worn what showed no sign of a body: it may be wrong."""
    hours_of = {
        key: intervals.total(coverage.worn_by_log) / 3600
        for key, coverage in coverages.items()
    }
    said = ", ".join(f"{hours:.1f} h in {key}" for key, hours in hours_of.items() if hours)
    if not said:
        return []
    doubt = f"wear log: it says worn, but {_no_signs(not_worn_min)}: {said}"
    return [f"{doubt}; judged as worn, so see that the log is right there"]


def _no_signs(not_worn_min: float) -> str:
    return f"{not_worn_min:g} minutes or more without breathing, pulse or turn"


def _state(row: Row) -> str:
    word = " ".join(row.cells[STATE].casefold().replace("_", " ").split())
    state = STATE_OF.get(word)
    if state is None:
        raise row.error(STATE, f"{WORN} or {NOT_WORN}")
    return state


def _place(row: Row) -> Place:
    """Understand which sensor an entry is about; what is not said is any."""
    try:
        return parse_place(row.cells.get(SITE) or None, row.cells.get(SIDE) or None)
    except ArgumentError as error:
        raise row.refusal(f"says: {error}") from error


def _is_at(place: Place, fact: Facts) -> bool:
    return place.site in {None, fact.site} and place.side in {None, fact.side}


def _spans(spans: Sequence[logs.Span]) -> Seconds:
    return np.array(spans, dtype=np.float64).reshape(-1, 2)


def _unplaced(
    rows: Sequence[Row], places: Sequence[Place], facts: Mapping[str, Facts]
) -> list[str]:
    """Name the sensors that the log is about and no recording is of."""
    lines: dict[str, int] = {}
    for row, place in zip(rows, places, strict=True):
        if not any(_is_at(place, fact) for fact in facts.values()):
            words = " ".join(word for word in (place.side, place.site) if word)
            lines.setdefault(words.replace("_", " "), row.line)
    named = ", ".join(f"{words} (line {line})" for words, line in lines.items())
    return [f"wear log: it names what no recording is of: {named}"] if named else []


def _clockless(keys: Sequence[str]) -> list[str]:
    if not keys:
        return []
    said = f"wear log: no clock in {', '.join(keys)}, judged by its own signs of wear"
    return [f"{said}; --start (or --time-zone) gives one"]


def _unused(found: Mapping[str, LoggedWear], facts: Mapping[str, Facts]) -> list[str]:
    for key, logged in found.items():
        whole = np.array([[0.0, facts[key].duration_s]])
        if len(intervals.intersect(logged.told, whole)):
            return []
    return [UNUSED]

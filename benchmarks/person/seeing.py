"""What three sensors and a detector see of it: wear, clocks, misses and false alarms."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from benchmarks.person.living import PIECE_S, SENSORS, SHARED, STATES, Floats, Ints, Life
from myosense import events, lags
from myosense.alignment import Alignment, by_motion, starts_apart
from myosense.bodyclocks import BodyClock, Pair, common_clocks
from myosense.combining import Person
from myosense.coverage import NOT_WORN, Coverage, reason_table, state_table
from myosense.intervals import Mask
from myosense.lags import AlignmentParameters, Line
from myosense.recording import Facts
from myosense.sites import region_of

#: By sensor: start after midnight, error of the stamped start, pace, lag of a shared jerk.
STARTED_S = (60.0, 433.0, 187.0)
STAMPED_LATE_S = (0.0, 2.4, -1.7)
PACE = (1.0, 1 + 30e-6, 1 - 30e-6)
LAG_S = (0.0, 0.008, -0.012)
JITTER_S = 0.004
RISE_S = 0.04  #: From onset to peak.
WORN_FROM = 2  #: Pieces after midnight.
ALIGNMENT = AlignmentParameters()


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """The recordings of a person, and what is really so."""

    events: pd.DataFrame
    person: Person
    is_worn: Floats  #: shape (3, n_pieces): 1 where a sensor was worn
    found: list[Floats]  #: what each sensor counted, on the body's clock
    felt: list[Floats]  #: all jerks at each sensor, worn or not
    n_both: int  #: shared jerks that both wrists counted before the change
    lines: tuple[tuple[Line, Line], ...]  #: clocks of wrists before: planted, found


def recording_id(sensor: int, *, is_after: bool) -> str:
    """Name a recording."""
    return f"{SENSORS[sensor]} {1 + is_after}".replace(" ", "_")


def wear(rng: np.random.Generator, life: Life) -> Floats:
    """Take each sensor off for an evening hour a day; the chest misses half a day."""
    is_worn = np.ones((len(SENSORS), len(life.hour)))
    for row in is_worn:
        off_h = rng.integers(18, 22, int(life.day[-1]) + 1)
        row[life.hour == off_h[life.day]] = 0
    is_worn[2, (life.day == 1) & (life.hour >= 8) & (life.hour < 20)] = 0
    for begin in (0, int(np.argmax(life.is_after))):
        is_worn[:, begin : begin + WORN_FROM] = 0
    return is_worn


def see(
    rng: np.random.Generator, life: Life, streams: list[Floats], *, n_compared: int
) -> Seen:
    """Let three sensors count the jerks; some pairs of clocks are compared.

    The others are known: to compare them takes longer than all the rest.
    """
    traits, is_worn = life.traits, wear(rng, life)
    is_answered = rng.random(len(life.stimuli_s)) < traits.response
    n_answered = int(is_answered.sum())
    answers_s = life.stimuli_s[is_answered] + rng.normal(0.07, 0.01, n_answered) + RISE_S
    shared_s = np.append(streams[SHARED], answers_s)
    found, felt, kept = [], [], []
    for i in range(len(SENSORS)):
        at_s = shared_s + LAG_S[i] + rng.normal(0, JITTER_S, len(shared_s))
        felt.append(np.append(streams[i], at_s))
        is_kept = _is_in(at_s, is_worn[i]) & (rng.random(len(at_s)) < traits.sensitivity)
        own_s = streams[i][_is_in(streams[i], is_worn[i])]
        own_s = own_s[rng.random(len(own_s)) < traits.sensitivity]
        n_false = rng.poisson(traits.false_per_h * PIECE_S / 3600 * is_worn[i])
        false_s = np.repeat(life.starts_s, n_false)
        false_s = false_s + rng.uniform(0, PIECE_S, len(false_s))
        found.append(np.sort(np.concatenate((at_s[is_kept], own_s, false_s))))
        kept.append(is_kept)
    change_s = PIECE_S * float(np.argmax(life.is_after))
    is_both = kept[0] & kept[1] & (shared_s < change_s)
    is_both &= _is_in(shared_s, is_worn[0] * is_worn[1])
    table, person, lines = _recorded(life, is_worn, found, n_compared=n_compared)
    return Seen(
        events=table, person=person, is_worn=is_worn, found=found, felt=felt,
        n_both=int(is_both.sum()), lines=lines,
    )  # fmt: skip


def _is_in(at_s: Floats, is_worn: Floats) -> Mask:
    piece = np.clip(at_s // PIECE_S, 0, len(is_worn) - 1).astype(np.int64)
    return np.asarray(is_worn[piece] > 0)


def _recorded(
    life: Life, is_worn: Floats, found: list[Floats], *, n_compared: int
) -> tuple[pd.DataFrame, Person, tuple[tuple[Line, Line], ...]]:
    """Write what was counted as recordings, one before and one after the change each."""
    facts, coverages, tables, own = {}, {}, [], {}
    change = int(np.argmax(life.is_after))
    for is_after, begin, end in ((False, 0, change), (True, change, len(life.hour))):
        for i, at_s in enumerate(found):
            key = recording_id(i, is_after=is_after)
            clock = BodyClock(
                reference="", zero_s=begin * PIECE_S + STARTED_S[i], pace=PACE[i]
            )
            own[key] = clock
            start = life.stamp(clock.zero_s + STAMPED_LATE_S[i])
            facts[key] = _facts(key, i, start, float(clock.to_own(np.array(end * PIECE_S))))
            coverages[key] = _coverage(life, is_worn[i], (begin, end), clock)
            here = at_s[(at_s >= begin * PIECE_S) & (at_s < end * PIECE_S)]
            tables.append(_events(key, facts[key], life, here, clock))
    table = pd.concat(tables, ignore_index=True)
    alignments: dict[Pair, Alignment] = {}
    lines: list[tuple[Line, Line]] = []
    for is_after in (False, True):
        first = recording_id(0, is_after=is_after)
        for i in (1, 2):
            pair = first, recording_id(i, is_after=is_after)
            rough = _planted(facts, own, pair)
            line = (
                _compared(facts, table, pair, rough) if len(lines) < n_compared else rough
            )
            alignments[pair] = _alignment(facts, pair, line)
            lines.append((_planted(facts, own, pair, line.middle_s), line))
    person = Person(
        facts=facts,
        coverages=coverages,
        alignments=alignments,
        clocks=common_clocks(facts, alignments),
    )
    return table, person, tuple(lines)


def _facts(key: str, sensor: int, start: pd.Timestamp, duration_s: float) -> Facts:
    words = SENSORS[sensor].split()
    side, site = words if len(words) == 2 else ("midline", words[0])
    return Facts(
        recording_id=key, path=None, sha256=None, format="simulated", device=None,
        site=site, side=side, sample_rate_hz=50.0, n_samples=int(50 * duration_s),
        n_stretches=1, start=start.to_pydatetime(), time_zone=str(start.tz), range_g=8.0,
        duration_s=duration_s, recorded_s=duration_s, has_gyroscope=False,
        evidence={}, notices=(),
    )  # fmt: skip


def _coverage(
    life: Life, is_worn: Floats, pieces: tuple[int, int], clock: BodyClock
) -> Coverage:
    begin, end = pieces
    code = np.where(is_worn > 0, life.state, -1)[begin:end]
    edges = np.flatnonzero(np.diff(code, prepend=-2, append=-2))
    pairs = np.column_stack((edges[:-1], edges[1:]))
    spans = clock.to_own(np.asarray(PIECE_S * (begin + pairs), dtype=np.float64))
    spans, codes = np.maximum(spans, 0.0), code[edges[:-1]]
    usable = clock.to_own(_worn_spans(is_worn[begin:end]) + PIECE_S * begin)
    return Coverage(
        usable=usable,
        reasons=reason_table({NOT_WORN: spans[codes == -1]}),
        state=state_table({name: spans[codes == i] for i, name in enumerate(STATES)}),
        recorded_s=float(clock.to_own(np.array(PIECE_S * end))),
    )


def _worn_spans(is_worn: Floats) -> Floats:
    steps = np.diff(is_worn, prepend=0, append=0)
    spans = np.column_stack((np.flatnonzero(steps > 0), np.flatnonzero(steps < 0)))
    return np.asarray(PIECE_S * spans, dtype=np.float64)


def _events(
    key: str, fact: Facts, life: Life, at_s: Floats, clock: BodyClock
) -> pd.DataFrame:
    own_s = clock.to_own(at_s)
    n = len(own_s)
    piece: Ints = (at_s // PIECE_S).astype(np.int64)
    names = np.array(STATES, dtype=object)
    return events.make(
        {
            "recording_id": key,
            "onset_s": own_s - RISE_S,
            "peak_s": own_s,
            "stop_s": own_s + 0.08,
            "duration_s": 0.12,
            "site": fact.site,
            "side": fact.side,
            "region": region_of(fact.site),
            "label": "jerk",
            "intensity": "mild",
            "body_event_id": [f"{key}-{i:06d}" for i in range(n)],
            "state": names[life.state[piece]],
            "flags": "",
        },
        n,
    )


def _apart_s(facts: dict[str, Facts], pair: tuple[str, str]) -> float:
    apart_s = starts_apart(facts[pair[0]], facts[pair[1]])
    if apart_s is None:
        raise ValueError(f"{pair[0]} and {pair[1]} have no clocks; expected stamped starts")
    return apart_s


def _planted(
    facts: dict[str, Facts],
    own: dict[str, BodyClock],
    pair: tuple[str, str],
    at_s: float | None = None,
) -> Line:
    """Tell how two clocks really run, stated at a time or in the middle."""
    first, second = (own[key] for key in pair)
    apart_s = _apart_s(facts, pair)
    at_s = apart_s + facts[pair[1]].duration_s / 2 if at_s is None else at_s
    away_s = second.zero_s - first.zero_s - apart_s
    drift = second.pace / first.pace - 1
    return Line(
        middle_s=at_s, offset_s=away_s + drift * (at_s - apart_s), drift_ppm=1e6 * drift
    )


def _compared(
    facts: dict[str, Facts], table: pd.DataFrame, pair: tuple[str, str], planted: Line
) -> Line:
    """Find the line of lags from what both counted, as from a search that is a bit off."""
    first_s, second_s = (
        table.loc[table["recording_id"] == key, "peak_s"].to_numpy() for key in pair
    )
    rough = replace(
        planted,
        offset_s=round(planted.offset_s, 1),
        drift_ppm=planted.drift_ppm + 0.2e6 / facts[pair[1]].duration_s,
    )
    line = lags.sharpen(first_s, second_s + _apart_s(facts, pair), rough, ALIGNMENT)
    return planted if line is None else line


def _alignment(facts: dict[str, Facts], pair: tuple[str, str], line: Line) -> Alignment:
    """State a line as `myosense.alignment.align` does."""
    apart_s, duration_s = _apart_s(facts, pair), facts[pair[1]].duration_s
    ends_s = np.array([max(apart_s, 0.0), apart_s + duration_s])
    error_s = np.hypot(np.nan_to_num(line.error_at(ends_s)), ALIGNMENT.body_lag_s)
    return by_motion(line, apart_s, error_s)

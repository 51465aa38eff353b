"""Moments of the day that set jerks apart: after waking, and around falling asleep.

They come from a sleep log. Without one, the end and the onset of long stillness stand for
them and are called that: who lies still may be awake.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from myosense import clock, intervals, rates, schema
from myosense.coverage import Coverage
from myosense.daytime.widening import widen
from myosense.errors import SettingsError
from myosense.intervals import Seconds
from myosense.rates import RateParameters
from myosense.recording import Facts
from myosense.schema import Column

SLEEP_LOG, LONG_STILLNESS = "sleep log", "long stillness"
ELSEWHEN = "at another time"
NEVER = "no such moment was judged"
NAMES = {
    SLEEP_LOG: ("after_waking", "around_sleep_onset", "otherwise"),
    LONG_STILLNESS: ("after_long_stillness", "around_long_stillness_onset", "otherwise"),
}
SIGN_S = 60.0  #: Before an onset and after an end that must have been judged to be seen.
_HEAD = {"bin", "start", "stop"}
COLUMNS = (
    Column(
        "moment",
        "",
        "after_waking, around_sleep_onset, otherwise; or the same of long stillness",
        dtype="str",
    ),
    Column("source", "", "sleep log or long stillness", dtype="str"),
    Column("n_moments", "", "how often it came, with time that was judged", dtype="Int64"),
    *(column for column in rates.COLUMNS if column.name not in _HEAD),
)


@dataclass(frozen=True, kw_only=True)
class MomentParameters:
    """Settings of `describe`."""

    #: Juvenile myoclonic epilepsy jerks within one to two hours of waking.
    after_waking_h: float = 2.0
    #: Hypnic jerks come at sleep onset; a person's log is not exact to the minute.
    around_onset_min: float = 15.0
    #: Long stillness that stands for a sleep lasts this long in all; shorter is a rest.
    stillness_min: float = 60.0
    #: Stillness is interrupted for less than this: sleepers turn over, or get up.
    stillness_pause_min: float = 30.0

    def __post_init__(self) -> None:
        """Check that lengths are above 0."""
        for name, value in vars(self).items():
            if not value > 0:
                raise SettingsError(f"{name} is {value:g}; expected above 0")


@dataclass(frozen=True, kw_only=True, eq=False)
class Rests:
    """When the wearer slept or lay still, and which of its limits were seen."""

    spans_s: Seconds  #: shape (n, 2)
    onsets_s: Seconds
    ends_s: Seconds


def describe(  # noqa: PLR0913, PLR0917 - the tables, and two kinds of settings
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    sleep_log: pd.DataFrame | None,
    parameters: MomentParameters,
    rate_parameters: RateParameters,
) -> pd.DataFrame:
    """Count the jerks after waking, around sleep onset and otherwise.

    Parameters
    ----------
    events
        The counted events.
    coverages, facts
        By recording_id.
    sleep_log
        As from `sleeplog.read_sleep_log`; ``None`` where there is none.
    parameters, rate_parameters
        Settings of the moments, and of rates and their intervals.

    Returns
    -------
    DataFrame
        The columns of moments.csv (`COLUMNS`), three rows a site and side. Time may belong
        to both moments; otherwise is what belongs to neither, the sleep itself included.
    """
    source = LONG_STILLNESS if sleep_log is None else SLEEP_LOG
    rests = {
        key: still(coverage, parameters)
        if sleep_log is None
        else logged(sleep_log, key, facts[key].duration_s)
        for key, coverage in coverages.items()
    }
    all_time, _ = rates.cut(events, coverages, facts, "all", rate_parameters)
    tables = []
    for name, of_kind in zip(NAMES[source], _spans(rests, facts, parameters), strict=True):
        held = {key: coverages[key].kept(of_kind[key], ELSEWHEN) for key in rests}
        table, _ = rates.cut(events, held, facts, "all", rate_parameters)
        table = widen(table, all_time, rate_parameters)
        table = table.assign(moment=name, source=source)
        if name == NAMES[source][2]:
            table["n_moments"] = pd.array([None] * len(table), dtype="Int64")
        else:
            n_moments = _n_moments(held, of_kind, facts)
            table["n_moments"] = pd.array(n_moments, dtype="Int64")
            never = table["n_moments"] == 0
            table["reason"] = table["reason"].mask(never, NEVER)
        tables.append(table[schema.names(COLUMNS)])
    found = pd.concat(tables, ignore_index=True)
    return found.sort_values(["region", "site", "side"], kind="stable", ignore_index=True)


def _spans(
    rests: Mapping[str, Rests], facts: Mapping[str, Facts], parameters: MomentParameters
) -> tuple[dict[str, Seconds], ...]:
    """Give the times after an end, around an onset, and neither, by recording_id."""
    after = {key: _after(rest, parameters) for key, rest in rests.items()}
    around = {key: _around(rest, parameters) for key, rest in rests.items()}
    neither = {
        key: intervals.subtract(
            np.array([[0.0, facts[key].duration_s]]),
            np.concatenate([after[key], around[key]]),
        )
        for key in rests
    }
    return after, around, neither


def _n_moments(
    held: Mapping[str, Coverage], spans: Mapping[str, Seconds], facts: Mapping[str, Facts]
) -> list[int]:
    """Count, for each site and side, the moments of which some time was judged.

    A moment of the log that two recordings share, one following the other, is one.
    """
    seen: dict[tuple[str, str], set[tuple[str, int]]] = {}
    for key, fact in facts.items():
        start = clock.local_start(fact)
        begun_s, of = (0.0, key) if start is None else (start.timestamp(), "")
        judged = {
            (of, round(begun_s + span[0]))
            for span in spans[key]
            if intervals.total(intervals.intersect(span[None, :], held[key].usable)) > 0
        }
        seen.setdefault((fact.site, fact.side), set()).update(judged)
    return [len(moments) for moments in seen.values()]


def _after(rests: Rests, parameters: MomentParameters) -> Seconds:
    """Take the hours after each end, up to the next sleep."""
    stops_s = rests.ends_s + 3600 * parameters.after_waking_h
    next_s = np.append(rests.spans_s[:, 0], np.inf)
    at = np.searchsorted(rests.spans_s[:, 0], rests.ends_s, side="left")
    return np.column_stack((rests.ends_s, np.minimum(stops_s, next_s[at])))


def _around(rests: Rests, parameters: MomentParameters) -> Seconds:
    reach_s = 60 * parameters.around_onset_min
    return np.column_stack((rests.onsets_s - reach_s, rests.onsets_s + reach_s))


def logged(sleep_log: pd.DataFrame, recording_id: str, duration_s: float) -> Rests:
    """Take the sleeps of a log; entries that touch are one sleep."""
    here = sleep_log[
        (sleep_log["recording_id"] == recording_id) & (sleep_log["state"] != "awake")
    ]
    spans_s = intervals.union(here[["start_s", "stop_s"]].to_numpy(dtype=np.float64))
    is_near = (spans_s[:, 1] > -86_400) & (spans_s[:, 0] < duration_s + 86_400)
    spans_s = spans_s[is_near]
    return Rests(spans_s=spans_s, onsets_s=spans_s[:, 0], ends_s=spans_s[:, 1])


def still(coverage: Coverage, parameters: MomentParameters) -> Rests:
    """Take the long stillness of a recording, short interruptions bridged.

    An onset or end counts only where the wearer was seen just before or after it: a sensor
    that is taken off in the night does not wake anybody.
    """
    table = coverage.state[coverage.state["state"] == "long_still"]
    bouts_s = intervals.union(table[["start_s", "stop_s"]].to_numpy(dtype=np.float64))
    if len(bouts_s) == 0:
        return Rests(spans_s=bouts_s, onsets_s=np.empty(0), ends_s=np.empty(0))
    is_new = np.append(
        True, bouts_s[1:, 0] - bouts_s[:-1, 1] >= 60 * parameters.stillness_pause_min
    )
    group = np.cumsum(is_new) - 1
    length_s = np.bincount(group, weights=bouts_s[:, 1] - bouts_s[:, 0])
    last = np.append(np.flatnonzero(is_new)[1:] - 1, len(bouts_s) - 1)
    spans_s = np.column_stack((bouts_s[is_new, 0], bouts_s[last, 1]))
    spans_s = spans_s[length_s >= 60 * parameters.stillness_min]
    onsets_s, ends_s = spans_s[:, 0], spans_s[:, 1]
    return Rests(
        spans_s=spans_s,
        onsets_s=onsets_s[_is_seen(coverage, onsets_s - SIGN_S, onsets_s)],
        ends_s=ends_s[_is_seen(coverage, ends_s, ends_s + SIGN_S)],
    )


def _is_seen(coverage: Coverage, starts_s: Seconds, stops_s: Seconds) -> intervals.Mask:
    seen_s = intervals.seconds_before(coverage.usable, stops_s)
    seen_s -= intervals.seconds_before(coverage.usable, starts_s)
    is_seen: intervals.Mask = seen_s >= SIGN_S / 2
    return is_seen

"""Where each stimulus lies: in which recording, whether it counts, and in which test."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from myosense import intervals, schema
from myosense.exposure import NOT_RECORDED, ROUNDING_S, WORDS, Exposure
from myosense.triggers.chance import Around
from myosense.triggers.columns import STIMULI
from myosense.triggers.parameters import TriggerParameters


def placed(
    markers: pd.DataFrame, exposures: Sequence[Exposure], parameters: TriggerParameters
) -> pd.DataFrame:
    """Find the recording of a place that each marker lies in, or why it does not count."""
    member_of = {member.facts.recording_id: member for member in exposures}
    rows: dict[int, dict[str, object]] = {}
    here = markers[markers["recording_id"].isin(member_of)]
    for line, kind, key, at_s in here.itertuples(index=False, name=None):
        member = member_of[key]
        is_inside = 0 <= at_s < member.facts.duration_s
        if line in rows and not is_inside:
            continue
        rows[line] = {
            "line": line,
            "stimulus": kind,
            **exposures[0].facts.place,
            "recording_id": key if is_inside else "",
            "at_s": at_s if is_inside else np.nan,
            "reason": _why_not(member, at_s, parameters) if is_inside else NOT_RECORDED,
        }
    return schema.table(rows.values(), STIMULI)


def _why_not(member: Exposure, at_s: float, parameters: TriggerParameters) -> str:
    """Say why the time around a stimulus cannot be judged; empty if it can."""
    around_s = np.array([[at_s - parameters.before_s, at_s + parameters.after_s]])
    judged_s = intervals.total(intervals.intersect(around_s, member.coverage.usable))
    if judged_s >= intervals.total(around_s) - ROUNDING_S:
        return ""
    lost_s = {NOT_RECORDED: 0.0}
    for reason, table in member.coverage.reasons.groupby("reason"):
        spans = intervals.union(table[["start_s", "stop_s"]].to_numpy(dtype=np.float64))
        word = WORDS.get(str(reason), str(reason))
        lost_s[word] = intervals.total(intervals.intersect(around_s, spans))
    return max(lost_s, key=lambda word: lost_s[word])


def around(
    stimuli: pd.DataFrame,
    exposures: Sequence[Exposure],
    events: pd.DataFrame,
    parameters: TriggerParameters,
) -> tuple[Around, list[str]]:
    """Lay the stimuli that count, and the onsets, on one axis of judged time."""
    used = stimuli[stimuli["reason"] == ""]
    kinds = sorted(used["stimulus"].unique())
    at_s, test = np.empty(len(used)), np.empty(len(used), dtype=np.int64)
    tests_s: list[list[float]] = []
    onsets_s: list[intervals.Seconds] = []
    shift_s = 0.0
    for member in exposures:
        judged = member.coverage.usable
        own_s = np.sort(events["onset_s"].to_numpy(dtype=np.float64)[member.rows])
        onsets_s.append(shift_s + intervals.seconds_before(judged, own_s))
        is_here = (used["recording_id"] == member.facts.recording_id).to_numpy()
        times_s = used["at_s"].to_numpy()[is_here]
        in_order = np.sort(times_s)
        is_first = np.diff(in_order, prepend=-np.inf) > parameters.test_gap_s
        firsts_s, lasts_s = in_order[is_first], in_order[np.roll(is_first, -1)]
        test[is_here] = len(tests_s) + np.searchsorted(firsts_s, times_s, side="right") - 1
        at_s[is_here] = shift_s + intervals.seconds_before(judged, times_s)
        margin_s = parameters.test_margin_s
        reach_s = np.column_stack((firsts_s - margin_s, lasts_s + margin_s))
        tests_s += (shift_s + intervals.seconds_before(judged, reach_s)).tolist()
        shift_s += member.coverage.analyzable_s
    around = Around(
        at_s=at_s,
        kind=np.array([kinds.index(kind) for kind in used["stimulus"]], dtype=np.int64),
        test=test,
        tests_s=np.array(tests_s, dtype=np.float64).reshape(-1, 2),
        onsets_s=np.concatenate(onsets_s),
    )
    return around, kinds

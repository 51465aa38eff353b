"""What follows a stimulus: jerks around it, and how many stimuli are followed by one.

A jerk's onset counts, not its peak: where its acceleration first reaches a tenth of the
peak. A stimulus counts only where everything around it could be judged. What is found is
held against the same stimuli put elsewhere in the same test, so that a test during which
the wearer jerks a lot anyway shows nothing.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from myosense import estimates, exposure, intervals, schema
from myosense.coverage import Coverage
from myosense.errors import ArgumentError
from myosense.exposure import NOT_RECORDED, ROUNDING_S, WORDS, Exposure
from myosense.intervals import Seconds
from myosense.recording import Facts
from myosense.sites import region_of
from myosense.triggers import chance
from myosense.triggers.chance import Around, Counted
from myosense.triggers.columns import COLUMNS, HISTOGRAM, STIMULI
from myosense.triggers.parameters import TriggerParameters, window

CLOCK_UNKNOWN = "no latency: the clock error between markers and sensor is not known"


class Responses(NamedTuple):
    """What followed the stimuli."""

    triggers: pd.DataFrame  #: `COLUMNS`: one row a stimulus, site and side
    histogram: pd.DataFrame  #: `HISTOGRAM`: and bin around the stimulus
    stimuli: pd.DataFrame  #: `STIMULI`: one row a marker, site and side


def respond(  # noqa: PLR0913, PLR0917 - the tables, and what is known of the clocks
    markers: pd.DataFrame,
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: TriggerParameters,
    clock_error_s: float | None = None,
) -> Responses:
    """Say what follows each kind of stimulus at each site.

    Parameters
    ----------
    markers
        As from `read_markers`.
    events
        The counted events. A train counts once, by its onset.
    coverages, facts
        By recording_id.
    parameters
        Settings.
    clock_error_s
        Largest error between the clock of the markers and that of the sensors. It widens
        the window on both sides. ``None`` where it is not known: then no latency is told.

    Raises
    ------
    ArgumentError
        If the clock error is below 0, or as large as the histogram reaches.
    """
    if clock_error_s is not None and not 0 <= clock_error_s < parameters.before_s:
        raise ArgumentError(
            f"the clock error is {clock_error_s:g} s; "
            f"expected at least 0 and below {parameters.before_s:g}"
        )
    window_s = window(parameters, clock_error_s)
    edges_s = _edges_s(parameters)
    triggers: list[dict[str, object]] = []
    bins: list[dict[str, object]] = []
    listed: list[pd.DataFrame] = []
    for exposures in exposure.by_place(events, coverages, facts):
        stimuli = _placed(markers, exposures, parameters)
        around, kinds = _around(stimuli, exposures, events, parameters)
        is_used = stimuli["reason"] == ""
        stimuli.loc[is_used, "latency_s"] = around.first_s(*window_s)
        stimuli["is_followed"] = stimuli["latency_s"].notna()
        seen = chance.count(around, around.at_s, window_s, edges_s)
        drawn = chance.draw(around, window_s, edges_s)
        for kind, of_kind in stimuli.groupby("stimulus", sort=True):
            head = {"stimulus": kind, **_place(exposures)}
            i = kinds.index(str(kind)) if kind in kinds else None
            followed = [] if i is None else [int(one.n_followed[i]) for one in drawn]
            latency = _latency(of_kind, parameters, clock_error_s)
            triggers.append(
                head | _share(of_kind, followed, window_s, clock_error_s) | latency
            )
            if i is not None:
                n = int((around.kind == i).sum())
                bins += [head | row for row in _bins(i, n, seen, drawn, edges_s)]
        told = _tells_latency(parameters, clock_error_s)
        listed.append(stimuli if told else stimuli.assign(latency_s=np.nan))
    stimuli = pd.concat(listed, ignore_index=True) if listed else schema.empty(STIMULI)
    return Responses(
        triggers=schema.table(triggers, COLUMNS),
        histogram=schema.table(bins, HISTOGRAM),
        stimuli=stimuli,
    )


def _edges_s(parameters: TriggerParameters) -> Seconds:
    n_bins = round((parameters.before_s + parameters.after_s) / parameters.bin_s)
    edges_s: Seconds = np.round(
        -parameters.before_s + parameters.bin_s * np.arange(n_bins + 1), 9
    )
    return edges_s


def _place(exposures: Sequence[Exposure]) -> dict[str, str]:
    fact = exposures[0].facts
    return {"region": region_of(fact.site), "site": fact.site, "side": fact.side}


def _placed(
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
            **_place(exposures),
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


def _around(
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
    onsets_s: list[Seconds] = []
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


def _share(
    stimuli: pd.DataFrame,
    drawn: Sequence[int],
    window_s: tuple[float, float],
    clock_error_s: float | None,
) -> dict[str, object]:
    """Tell how many stimuli of a kind were followed, and how many would be by chance."""
    n = int((stimuli["reason"] == "").sum())
    n_followed = int(stimuli["is_followed"].sum())
    row: dict[str, object] = {
        "n_stimuli": n,
        "n_left_out": len(stimuli) - n,
        "n_followed": n_followed,
        "window_from_s": window_s[0],
        "window_to_s": window_s[1],
        "clock_error_s": clock_error_s,
    }
    if n == 0:
        return row
    share = estimates.proportion(n_followed, n)
    low, high = np.quantile(drawn, [0.025, 0.975], method="inverted_cdf")
    return row | {
        "share": float(share),
        "share_low": share.low,
        "share_high": share.high,
        "chance": float(np.mean(drawn)) / n,
        "chance_low": low / n,
        "chance_high": high / n,
        "p": (1 + sum(one >= n_followed for one in drawn)) / (1 + len(drawn)),
    }


def _tells_latency(parameters: TriggerParameters, clock_error_s: float | None) -> bool:
    return clock_error_s is not None and clock_error_s <= parameters.max_clock_error_s


def _latency(
    stimuli: pd.DataFrame, parameters: TriggerParameters, clock_error_s: float | None
) -> dict[str, object]:
    if not (stimuli["reason"] == "").any():
        return {"reason": "no stimulus with everything around it judged"}
    if clock_error_s is None:
        return {"reason": CLOCK_UNKNOWN}
    if not _tells_latency(parameters, clock_error_s):
        limit_ms = 1000 * parameters.max_clock_error_s
        error = f"no latency: the clock error of {1000 * clock_error_s:g} ms"
        return {"reason": f"{error} is above {limit_ms:g} ms"}
    latency_s = stimuli["latency_s"].dropna()
    if latency_s.empty:
        return {"reason": "no stimulus was followed"}
    names = ("latency_q1_s", "latency_median_s", "latency_q3_s")
    quartiles = np.quantile(latency_s, (0.25, 0.5, 0.75)).tolist()
    return dict(zip(names, quartiles, strict=True))


def _bins(
    i: int, n_stimuli: int, seen: Counted, drawn: Sequence[Counted], edges_s: Seconds
) -> list[dict[str, object]]:
    """Make the rows of one kind's histogram."""
    low, high = np.quantile(
        [one.n_in_bins[i] for one in drawn], [0.025, 0.975], axis=0, method="inverted_cdf"
    )
    hours = n_stimuli * np.diff(edges_s) / 3600
    return [
        {
            "from_s": edges_s[j],
            "to_s": edges_s[j + 1],
            "n": n,
            "n_stimuli": n_stimuli,
            "rate_per_h": n / hours[j],
            "chance_low": low[j],
            "chance_high": high[j],
        }
        for j, n in enumerate(seen.n_in_bins[i].tolist())
    ]

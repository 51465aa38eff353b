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

from myosense import estimates, exposure, schema
from myosense.coverage import Coverage
from myosense.errors import ArgumentError
from myosense.exposure import Exposure
from myosense.intervals import Seconds
from myosense.recording import Facts
from myosense.triggers import chance, placing
from myosense.triggers.chance import Counted
from myosense.triggers.columns import COLUMNS, HISTOGRAM, STIMULI
from myosense.triggers.parameters import TriggerParameters, window

Row = dict[str, object]  #: of a table

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
    places = [
        _at_place(markers, events, exposures, parameters, clock_error_s)
        for exposures in exposure.by_place(events, coverages, facts)
    ]
    listed = [stimuli for _, _, stimuli in places]
    return Responses(
        triggers=schema.table([row for rows, _, _ in places for row in rows], COLUMNS),
        histogram=schema.table([row for _, bins, _ in places for row in bins], HISTOGRAM),
        stimuli=pd.concat(listed, ignore_index=True) if listed else schema.empty(STIMULI),
    )


def _at_place(
    markers: pd.DataFrame,
    events: pd.DataFrame,
    exposures: list[Exposure],
    parameters: TriggerParameters,
    clock_error_s: float | None,
) -> tuple[list[Row], list[Row], pd.DataFrame]:
    """Say what follows at one site and side: a row a stimulus, its bins, the markers."""
    window_s, edges_s = window(parameters, clock_error_s), _edges_s(parameters)
    stimuli = placing.placed(markers, exposures, parameters)
    around, kinds = placing.around(stimuli, exposures, events, parameters)
    is_used = stimuli["reason"] == ""
    stimuli.loc[is_used, "latency_s"] = around.first_s(*window_s)
    stimuli["is_followed"] = stimuli["latency_s"].notna()
    seen = chance.count(around, around.at_s, window_s, edges_s)
    drawn = chance.draw(around, window_s, edges_s)
    triggers: list[Row] = []
    bins: list[Row] = []
    for kind, of_kind in stimuli.groupby("stimulus", sort=True):
        head = {"stimulus": kind, **exposures[0].facts.place}
        i = kinds.index(str(kind)) if kind in kinds else None
        followed = [] if i is None else [int(one.n_followed[i]) for one in drawn]
        share = _share(of_kind, followed, window_s, clock_error_s)
        triggers.append(head | share | _latency(of_kind, parameters, clock_error_s))
        if i is not None:
            n = int((around.kind == i).sum())
            bins += [head | row for row in _bins(i, n, seen, drawn, edges_s)]
    if not _tells_latency(parameters, clock_error_s):
        stimuli["latency_s"] = np.nan
    return triggers, bins, stimuli


def _edges_s(parameters: TriggerParameters) -> Seconds:
    n_bins = round((parameters.before_s + parameters.after_s) / parameters.bin_s)
    edges_s: Seconds = np.round(
        -parameters.before_s + parameters.bin_s * np.arange(n_bins + 1), 9
    )
    return edges_s


def _share(
    stimuli: pd.DataFrame,
    drawn: Sequence[int],
    window_s: tuple[float, float],
    clock_error_s: float | None,
) -> Row:
    """Tell how many stimuli of a kind were followed, and how many would be by chance."""
    n = int((stimuli["reason"] == "").sum())
    n_followed = int(stimuli["is_followed"].sum())
    row: Row = {
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
) -> Row:
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
) -> list[Row]:
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

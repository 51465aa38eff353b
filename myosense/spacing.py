"""How the jerks of a place are spaced: at random, in clusters or in a rhythm.

Only the time between neighboring jerks is looked at, and only where every moment between
them could be judged: never across a gap or time not worn. A train is a rhythm of its own
and parts the sequence too. What is found is held against jerks put at random.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import exposure, intervals, rates, schema
from myosense.coverage import Coverage
from myosense.exposure import Exposure
from myosense.gaps import burstiness, evenness, gaps, kept_share_of_seen, memory
from myosense.intervals import Seconds
from myosense.patterns import PatternParameters, pattern
from myosense.recording import Facts
from myosense.schema import Column

Numbers = npt.NDArray[np.int64]

SPACINGS = ("random", "clustered", "rhythmic", "rhythmic_clusters")
N_DRAWS = 199  #: Sequences at random that each place is held against.
SEED = 20160915  #: Same input, same figures.
LEVEL = 0.025  #: Chance of each of the two words where jerks come at random: 5 % in all.
COLUMNS = (
    *rates.PLACE,
    Column("n_single", "", "events that come alone", dtype="int64"),
    Column("n_in_pairs", "", "events in series of two", dtype="int64"),
    Column("n_in_series", "", "events in series of three or more", dtype="int64"),
    Column("n_trains", "", "trains", dtype="int64"),
    Column("n_intervals", "", "times from jerk to jerk, all of it judged", dtype="int64"),
    Column("n_breaks", "", "neighbors that a gap or a train parts", dtype="int64"),
    Column("median_interval_s", "s", "median of the intervals"),
    Column("cv", "", "standard deviation of the intervals over their mean"),
    Column(
        "cv2",
        "",
        "unevenness of intervals that follow one another: 1 at random, 0 in a rhythm",
        source="Holt 1996",
    ),
    Column(
        "burstiness",
        "",
        "-1 even, 0 at random, 1 all in one cluster; corrected for the number of intervals",
        source="Kim & Jo 2016",
    ),
    Column(
        "memory",
        "",
        "correlation of each interval with the next one",
        source="Goh & Barabasi 2008",
    ),
    Column(
        "p_clustered", "", "chance of so high a cv with the same jerks an hour at random"
    ),
    Column(
        "p_rhythmic",
        "",
        "chance of so low a cv or cv2 with the same jerks an hour at random",
    ),
    Column(
        "spacing",
        "",
        "random, clustered, rhythmic or rhythmic_clusters; missing with too few intervals",
        dtype="str",
        may_miss=True,
    ),
    Column("dead_time_s", "s", "peaks closer than this count as one jerk"),
    Column(
        "kept_share",
        "",
        "share of the jerks that the dead time leaves, were they independent",
    ),
    Column("reason", "", "why a figure is blank", dtype="str"),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Sequence:
    """Jerks in pieces of time in which every moment could be judged, trains left out.

    ``cell`` parts each piece further, at the hours since its recording's start.
    """

    peaks_s: Seconds  #: shape (n,), in order, on one axis for all recordings of a place
    piece: Numbers  #: shape (n,)
    cell: Numbers  #: shape (n,)
    cells_s: Seconds  #: shape (n_cells, 2)


def describe(
    events: pd.DataFrame,
    coverages: Mapping[str, Coverage],
    facts: Mapping[str, Facts],
    parameters: PatternParameters,
    dead_time_s: float,
) -> pd.DataFrame:
    """Say of each site and side how its jerks are spaced.

    Parameters
    ----------
    events
        The counted events, with ``series_id``.
    coverages, facts
        By recording_id.
    parameters
        Settings.
    dead_time_s
        Peaks closer than this were made one event.

    Returns
    -------
    DataFrame
        The columns of patterns.csv (`COLUMNS`), one row a site and side.

    Notes
    -----
    Jerks at random are drawn with the dead time and with the very number of jerks that
    each judged hour has, so that a rate which merely changes from hour to hour is neither
    a cluster nor a rhythm.
    """
    words = pattern(events)
    rows = [
        _row(exposures, events, words, parameters, dead_time_s)
        for exposures in exposure.by_place(events, coverages, facts)
    ]
    return schema.table(rows, COLUMNS)


def _row(
    exposures: list[Exposure],
    events: pd.DataFrame,
    words: pd.Series,
    parameters: PatternParameters,
    dead_time_s: float,
) -> dict[str, object]:
    here = words.iloc[np.concatenate([member.rows for member in exposures])]
    n_of = here.value_counts()
    found = sequence(exposures, events, parameters.spacing_cell_s)
    gaps_s, _ = gaps(found.peaks_s, found.piece)
    hours = sum(member.coverage.analyzable_s for member in exposures) / 3600
    row: dict[str, object] = {**exposures[0].facts.place}
    row |= {
        name: int(n_of.get(word, 0))
        for name, word in (
            ("n_single", "single"),
            ("n_in_pairs", "pair"),
            ("n_in_series", "series"),
            ("n_trains", "train"),
        )
    }
    row |= {
        "n_intervals": len(gaps_s),
        "n_breaks": max(len(found.peaks_s) - 1, 0) - len(gaps_s),
        "dead_time_s": dead_time_s,
    }
    if hours > 0:
        row["kept_share"] = kept_share_of_seen(len(found.peaks_s) / hours, dead_time_s)
    least = parameters.spacing_min_intervals
    if len(gaps_s) < least:
        return row | {"reason": f"{len(gaps_s)} intervals; at least {least} are needed"}
    return row | _figures(found, dead_time_s)


def _figures(found: Sequence, dead_time_s: float) -> dict[str, object]:
    gaps_s, follows = gaps(found.peaks_s, found.piece)
    cv, cv2 = evenness(gaps_s, follows)
    drawn_cv, drawn_cv2 = drawn(found, dead_time_s)
    p_clustered = _tail(drawn_cv, cv, 1)
    p_rhythmic = min(1.0, 2 * min(_tail(drawn_cv, cv, -1), _tail(drawn_cv2, cv2, -1)))
    return {
        "median_interval_s": float(np.median(gaps_s)),
        "cv": cv,
        "cv2": cv2,
        "burstiness": burstiness(gaps_s),
        "memory": memory(gaps_s, follows),
        "p_clustered": p_clustered,
        "p_rhythmic": p_rhythmic,
        "spacing": SPACINGS[(p_clustered < LEVEL) + 2 * (p_rhythmic < LEVEL)],
    }


def _tail(drawn_values: Seconds, value: float, sign: int) -> float:
    """Give the chance of a value as extreme, the one that was seen among them."""
    if np.isnan(value):
        return 1.0
    n_extreme = int(np.sum(sign * (drawn_values - value) >= 0))
    return (1 + n_extreme) / (1 + len(drawn_values))


def sequence(exposures: list[Exposure], events: pd.DataFrame, cell_s: float) -> Sequence:
    """Lay the jerks of a place, one recording after the other, into judged pieces."""
    shift_s = 0.0
    peaks, cells, pieces = [], [], []
    for member in exposures:
        rows = events.iloc[member.rows]
        is_train = (rows["label"] == "train").to_numpy(dtype=bool)
        trains = rows.loc[is_train, ["onset_s", "stop_s"]].to_numpy(dtype=np.float64)
        judged = intervals.subtract(member.coverage.usable, trains)
        edges_s = np.arange(0.0, member.facts.duration_s + cell_s, cell_s)
        hours = np.column_stack((edges_s[:-1], edges_s[1:]))
        jerks_s = np.sort(member.peaks_s[~is_train])
        peaks.append(jerks_s[intervals.contains(judged, jerks_s)] + shift_s)
        pieces.append(judged[:, 0] + shift_s)
        cells.append(intervals.intersect(judged, hours) + shift_s)
        shift_s += member.facts.duration_s + 1.0
    peaks_s, cells_s = np.concatenate(peaks), np.concatenate(cells)
    return Sequence(
        peaks_s=peaks_s,
        piece=np.searchsorted(np.concatenate(pieces), peaks_s, side="right") - 1,
        cell=np.searchsorted(cells_s[:, 0], peaks_s, side="right") - 1,
        cells_s=cells_s,
    )


def drawn(found: Sequence, dead_time_s: float) -> tuple[Seconds, Seconds]:
    """Draw the same number of jerks in each cell at random; compute CV and CV2 of each.

    Within a cell, jerks at least a dead time apart are uniform ones of a cell shortened
    by all dead times, moved apart again.
    """
    rng = np.random.default_rng(SEED)
    n_of = np.bincount(found.cell, minlength=len(found.cells_s))
    rank = np.arange(len(found.cell)) - (np.cumsum(n_of) - n_of)[found.cell]
    starts_s = found.cells_s[found.cell, 0]
    length_s = np.diff(found.cells_s, axis=1)[:, 0]
    # Jerks of a short cell may be closer than the dead time as it is declared.
    dead_s = np.minimum(dead_time_s, 0.9 * length_s / np.maximum(n_of, 1))
    free_s = (length_s - np.maximum(n_of - 1, 0) * dead_s)[found.cell]
    apart_s = starts_s + rank * dead_s[found.cell]
    results = np.empty((N_DRAWS, 2))
    for i in range(N_DRAWS):
        share = np.sort(found.cell + rng.random(len(found.cell))) - found.cell
        results[i] = evenness(*gaps(apart_s + share * free_s, found.piece))
    return results[:, 0], results[:, 1]

"""Pairing found events with true ones, one to one.

`groups_of` parts two tables into the events that may match one another; `match` pairs the
times of one group.
"""

import itertools
import warnings
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense.errors import ArgumentError
from myosense.intervals import Seconds

Positions = npt.NDArray[np.int64]

ROUNDING_S = 1e-9  #: Stamps hold whole nanoseconds: a distance at the tolerance is within.
N_NAMED = 3  #: Recordings in a sentence.
UNKNOWN = "unknown"  #: A site or side that nobody named.
UP, LEFT, PAIR = range(3)  #: skip the found one, skip the true one, pair them


def match(found_s: Seconds, true_s: Seconds, tolerance_s: float) -> Positions:
    """Pair times one to one: as many pairs as can be, then the least total distance.

    Parameters
    ----------
    found_s, true_s : shapes (n_found,), (n_true,)
        Times in any order.
    tolerance_s
        Largest distance of a pair.

    Returns
    -------
    shape (n_pairs, 2)
        Positions of each pair in ``found_s`` and ``true_s``, in order of time.

    Notes
    -----
    Among the best pairings of points on a line there is one without crossing pairs. The
    alignment of the two sorted lists (Needleman & Wunsch, 1970, J. Mol. Biol. 48:443)
    finds it inside the band of the tolerance, in time that grows with the number of
    candidate pairs. ``scipy.sparse.csgraph.min_weight_full_bipartite_matching`` needs
    minutes for 20,000 events that follow one another within the tolerance.
    """
    found_order = np.argsort(found_s, kind="stable")
    true_order = np.argsort(true_s, kind="stable")
    found, true = found_s[found_order], true_s[true_order]
    reach_s = tolerance_s + ROUNDING_S
    first = np.searchsorted(true, found - reach_s, side="left")
    stop = np.searchsorted(true, found + reach_s, side="right")
    # All distances together weigh less than one more pair.
    per_second = 1 / (reach_s * (min(len(found), len(true)) + 1))
    worth = [
        (1 - np.abs(found[i] - true[first[i] : stop[i]]) * per_second).tolist()
        for i in range(len(found))
    ]
    pairs = _trace(_align(worth, first.tolist()), first.tolist(), len(true))
    return np.column_stack((found_order[pairs[:, 0]], true_order[pairs[:, 1]]))


def _align(worth: list[list[float]], first: list[int]) -> list[list[int]]:
    """Choose the best step for each found time and each true time in its band.

    ``best[k]`` is what pairs among the found times so far and the first ``k`` true times
    are worth together.
    """
    best = [0.0]
    steps = []
    for start, values in zip(first, worth, strict=True):
        best += [best[-1]] * (start + len(values) + 1 - len(best))
        diagonal = left = best[start]
        row = []
        for k, value in enumerate(values, start + 1):
            up, paired = best[k], diagonal + value
            diagonal = up
            if paired > up and paired > left:
                left = paired
                row.append(PAIR)
            elif left > up:
                row.append(LEFT)
            else:
                left = up
                row.append(UP)
            best[k] = left
        steps.append(row)
    return steps


def _trace(steps: list[list[int]], first: list[int], n_true: int) -> Positions:
    """Walk back along the chosen steps and collect the pairs."""
    pairs = []
    k = n_true
    for i in reversed(range(len(steps))):
        row = steps[i]
        k = min(k, first[i] + len(row))
        while k > first[i] and row[k - 1 - first[i]] == LEFT:
            k -= 1
        if k > first[i] and row[k - 1 - first[i]] == PAIR:
            k -= 1
            pairs.append((i, k))
    return np.array(pairs[::-1], dtype=np.int64).reshape(-1, 2)


@dataclass(frozen=True, kw_only=True, eq=False)
class Group:
    """The events that may match one another: positions in their tables, and peaks."""

    recording_id: str | None  #: ``None`` where the tables share no recordings
    found: Positions
    true: Positions
    found_s: Seconds
    true_s: Seconds


def shared_keys(found: pd.DataFrame, true: pd.DataFrame, by: Sequence[str]) -> list[str]:
    """Name the columns in which matching events agree.

    Those of ``by`` that both tables have (with a warning where one that parts the other
    table is missing), and the recording, if they share any (with a warning where both name
    recordings and share none).
    """
    keys = [key for key in by if key in found and key in true]
    for key in by:
        for name, table in (("found", found), ("true", true)):
            if key not in keys and key in table and len(table[key].unique()) > 1:
                warnings.warn(
                    f"only {name} has the column {key!r}: matching without it", stacklevel=3
                )
    of_found, of_true = (
        set(table["recording_id"].dropna()) if "recording_id" in table else set()
        for table in (found, true)
    )
    if of_found & of_true:
        return ["recording_id", *keys]
    if of_found and of_true:
        warnings.warn(
            f"no recording is in both: found has {_named(of_found)}, true has "
            f"{_named(of_true)}; matching as if all were one recording",
            stacklevel=3,
        )
    return keys


def placed_alike(
    found: pd.DataFrame, true: pd.DataFrame, keys: Sequence[str]
) -> pd.DataFrame:
    """Return the true events, each at the place where the found ones of its recording are.

    A recording is worn at one place. Where the tables name two for it, nothing in it can
    match: an ``unknown`` one gives way, and of two others a warning tells.
    """
    true = true.copy()
    by_recording = "recording_id" in keys
    of_found, of_true = (
        table["recording_id"] if by_recording else pd.Series("", index=table.index)
        for table in (found, true)
    )
    for recording, key in itertools.product(of_true.dropna().unique(), keys):
        is_found, is_true = of_found == recording, of_true == recording
        names = found.loc[is_found, key].unique(), true.loc[is_true, key].unique()
        if len(names[0]) != 1 or len(names[1]) != 1 or names[0][0] == names[1][0]:
            continue
        in_found, in_true = names[0][0], names[1][0]
        if UNKNOWN in (in_found, in_true):
            true.loc[is_true, key] = in_found
        else:
            of = f"of {recording!r} " if recording else ""
            warnings.warn(
                f"the {key} {of}is {in_found!r} in found and {in_true!r} in true: no event "
                "there can match",
                stacklevel=3,
            )
    return true


def _named(recordings: Collection[object]) -> str:
    """Name recordings, some of many."""
    names = sorted(map(repr, recordings))
    more = f" and {len(names) - N_NAMED} more" if len(names) > N_NAMED else ""
    return ", ".join(names[:N_NAMED]) + more


def groups_of(found: pd.DataFrame, true: pd.DataFrame, keys: list[str]) -> list[Group]:
    """Part two tables by the values of their keys."""
    both = pd.concat([found, true], ignore_index=True)
    code = np.zeros(len(both), dtype=np.int64)
    if keys:
        code = np.asarray(both.groupby(keys, dropna=False).ngroup(), dtype=np.int64)
    groups = []
    for each in np.unique(code):
        in_found = np.flatnonzero(code[: len(found)] == each)
        in_true = np.flatnonzero(code[len(found) :] == each)
        first = both.iloc[int(np.argmax(code == each))]
        groups.append(
            Group(
                recording_id=first["recording_id"] if "recording_id" in keys else None,
                found=in_found,
                true=in_true,
                found_s=peaks(found)[in_found],
                true_s=peaks(true)[in_true],
            )
        )
    return groups


def with_peaks(table: pd.DataFrame, name: str) -> pd.DataFrame:
    """Fill ``peak_s`` from the columns that a table has.

    Raises
    ------
    ArgumentError
        If the peak of an event cannot be told.
    """
    peak_s = pd.Series(np.nan, index=table.index, dtype="float64")
    for column in ("peak_s", "peak_time"):
        if column in table:
            peak_s = peak_s.fillna(table[column].astype("float64"))
    if peak_s.isna().any() and {"onset", "duration"} <= set(table.columns):
        warnings.warn(
            f"{name}: {peak_s.isna().sum()} of {len(table)} events have no peak_time; "
            "taking onset + duration / 2",
            stacklevel=2,
        )
        peak_s = peak_s.fillna(table["onset"] + table["duration"].fillna(0.0) / 2)
    if peak_s.isna().any():
        raise ArgumentError(
            f"{name}: {peak_s.isna().sum()} of {len(table)} events have no time; expected "
            "peak_s or peak_time, or onset and duration, in seconds"
        )
    return table.assign(peak_s=peak_s)


def peaks(table: pd.DataFrame) -> Seconds:
    """Return the times of the peaks."""
    return table["peak_s"].to_numpy(dtype=np.float64)


def match_groups(groups: list[Group], tolerance_s: float) -> Positions:
    """Pair the events of each group; positions are those in the tables."""
    pairs = [np.empty((0, 2), dtype=np.int64)]
    for group in groups:
        found, true = match(group.found_s, group.true_s, tolerance_s).T
        pairs.append(np.column_stack((group.found[found], group.true[true])))
    return np.concatenate(pairs)

"""The rate around each change, piece by piece: a fall that began before is seen here."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from myosense import schema
from myosense.dispersion import FIXED_FANO, fixed_fano
from myosense.estimates import CONFIDENCE
from myosense.exposure import Exposure, Sizes
from myosense.medication.cells import Hours, cells, hours_since, recorded_span
from myosense.schema import Column
from myosense.spreading import by_train

COURSE = (
    Column("change", "", "number of the change in changes.csv", dtype="int64"),
    Column("site", "", "body site of the sensor", dtype="str"),
    Column("side", "", "side of the body", dtype="str"),
    Column("piece_h", "h", "pieces of 6 or 24 h, counted from the change"),
    Column("since_h", "h", "start of the piece after the change; below 0 before it"),
    Column("start", "", "local clock", dtype=schema.LOCAL_TIME),
    Column("stop", "", "local clock", dtype=schema.LOCAL_TIME),
    Column("part", "", "before, wash-out or after, where the piece starts", dtype="str"),
    Column("n", "", "jerks; missing where nothing could be judged", dtype="Int64"),
    Column("analyzable_h", "h", "hours that could be judged"),
    Column("rate_per_h", "1/h", "as it is, not matched for hours and states"),
    Column("rate_low", "1/h", "lower limit, 95 %"),
    Column("rate_high", "1/h", "upper limit, 95 %"),
    Column("interval", "", "how the limits were found", dtype="str"),
)
Pieces = npt.NDArray[np.int64]

PIECES_H = (6.0, 24.0)


def course(places: Sequence[Sequence[Exposure]], changes: pd.DataFrame) -> pd.DataFrame:
    """Count in pieces of 6 and 24 h around every change, up to its neighbors.

    Parameters
    ----------
    places
        Recordings of each site and side.
    changes
        As from `find_changes`.

    Returns
    -------
    DataFrame
        Columns of `COURSE`.
    """
    first_h = hours_since(changes["time"].to_list())
    rows: list[Mapping[str, object]] = []
    for i, change in enumerate(changes.to_dict("records")):
        for exposures in places:
            low_h, high_h = recorded_span(exposures)
            low_h = max(low_h, first_h[i - 1]) if i > 0 else low_h
            high_h = min(high_h, first_h[i + 1]) if i + 1 < len(changes) else high_h
            for piece_h in PIECES_H if low_h < high_h else ():
                edges_h = _edges(low_h - first_h[i], high_h - first_h[i], piece_h)
                counted = _counted(exposures, first_h[i] + edges_h)
                placed = _placed(change, exposures, edges_h)
                for place, count in zip(placed, counted, strict=True):
                    rows.append({**place, "piece_h": piece_h, **count})
    return schema.table(rows, COURSE)


def _edges(low_h: float, high_h: float, piece_h: float) -> Hours:
    """Cut a span into pieces counted from 0; the outer ones are cut to it."""
    numbers = np.arange(np.floor(low_h / piece_h), np.ceil(high_h / piece_h) + 1)
    return np.unique(np.clip(piece_h * numbers, low_h, high_h))


def _placed(
    change: Mapping[Any, Any], exposures: Sequence[Exposure], edges_h: Hours
) -> list[dict[str, object]]:
    """Say of each piece where and when it is."""
    facts = exposures[0].facts
    last_h = (change["last_time"] - change["time"]) / pd.Timedelta(hours=1)
    settled_h = last_h + change["washout_h"]
    stamps = [change["time"] + pd.Timedelta(hours=float(edge_h)) for edge_h in edges_h]
    return [
        {
            "change": change["change"],
            "site": facts.site,
            "side": facts.side,
            "since_h": since_h,
            "start": start,
            "stop": stop,
            "part": "before"
            if since_h < 0
            else "wash-out"
            if since_h < settled_h
            else "after",
        }
        for since_h, start, stop in zip(edges_h[:-1], stamps, stamps[1:], strict=False)
    ]


def _counted(exposures: Sequence[Exposure], edges_h: Hours) -> list[dict[str, object]]:
    """Count each piece; its interval knows how much hours differ within pieces."""
    table = cells(exposures, edges_h)
    n_pieces = len(edges_h) - 1
    piece = np.searchsorted(edges_h, table["at_h"], side="right").astype(np.int64) - 1
    is_in = (piece >= 0) & (piece < n_pieces)
    table, piece = table[is_in], piece[is_in]
    jerks = _sizes(table, piece, n_pieces)
    n = jerks.n_jerks
    hours = np.bincount(piece, table["analyzable_h"], n_pieces).astype(np.float64)
    low, high, name = _limits(jerks, hours, _fano(table, piece, n, hours))
    return [
        {
            "n": int(n[i]),
            "analyzable_h": hours[i],
            "rate_per_h": n[i] / hours[i],
            "rate_low": low[i],
            "rate_high": high[i],
            "interval": name[i],
        }
        if hours[i] > 0
        else {"analyzable_h": 0.0}
        for i in range(n_pieces)
    ]


def _sizes(table: pd.DataFrame, piece: Pieces, n_pieces: int) -> Sizes:
    """Add up the jerks of each piece's cells."""
    found = np.zeros((3, n_pieces), dtype=np.int64)
    np.add.at(found[0], piece, table["n"])
    np.add.at(found[1], piece, table["n_squared"])
    np.maximum.at(found[2], piece, table["n_largest"])
    return Sizes(n_jerks=found[0], n_squared=found[1], n_largest=found[2])


def _limits(
    jerks: Sizes, hours: Hours, spread: tuple[float, float]
) -> tuple[Hours, Hours, npt.NDArray[np.str_]]:
    """Give each piece its limits per hour: by a known Fano factor, else by trains."""
    judged_h = np.where(hours > 0, hours, 1.0)
    fano, degrees = spread
    if fano > 1:
        low, high = fixed_fano(jerks.n_jerks, judged_h, fano, CONFIDENCE, degrees)
        return low, high, np.full(len(hours), FIXED_FANO)
    low, high, name = by_train(jerks, CONFIDENCE)
    return low / judged_h, high / judged_h, name


def _fano(
    table: pd.DataFrame, piece: Pieces, n: Pieces, hours: Hours
) -> tuple[float, float]:
    """Compare the hours of each piece with its rate; 1 where too few can tell."""
    by_hour = (
        table.assign(piece=piece)
        .groupby(["piece", "hour_id"])[["n", "analyzable_h"]]
        .sum()
        .reset_index()
    )
    at = by_hour["piece"].to_numpy(dtype=np.int64)
    expected = (n[at] / hours[at]) * by_hour["analyzable_h"].to_numpy()
    is_told = expected > 0
    degrees = np.count_nonzero(is_told) - len(np.unique(at[is_told]))
    if degrees < 1:
        return 1.0, np.inf
    beyond = by_hour["n"].to_numpy()[is_told] - expected[is_told]
    return float(np.sum(beyond**2 / expected[is_told]) / degrees), float(degrees)

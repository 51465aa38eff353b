"""Intervals of short times take the clusters of their place into account.

A quarter of an hour is too short to show that jerks come in clusters. Where all the time
of the place shows it, an interval for independent jerks would be too narrow there too.
"""

from collections.abc import Hashable, Mapping
from typing import Any

import pandas as pd

from myosense import dispersion
from myosense.rates import RateParameters
from myosense.spreading import why_wider

PLACE = ["region", "site", "side"]


def widen(
    table: pd.DataFrame, whole: pd.DataFrame, parameters: RateParameters
) -> pd.DataFrame:
    """Replace the exact Poisson intervals of places whose jerks come in clusters.

    Parameters
    ----------
    table
        Rows with n, analyzable_h, rate_low, rate_high, interval and reason.
    whole
        As from `rates.cut`: all the time of each place, one row each.
    parameters
        Settings of the interval and its pieces.
    """
    of_place = whole.set_index(PLACE).to_dict("index")
    rows = [
        _widened(row, of_place[tuple(row[name] for name in PLACE)], parameters)
        for row in table.to_dict("records")
    ]
    widened = pd.DataFrame(rows, columns=table.columns, index=table.index)
    return widened.astype(table.dtypes.to_dict())


def _widened(
    row: Mapping[Hashable, Any], place: Mapping[Any, Any], parameters: RateParameters
) -> Mapping[Hashable, Any]:
    is_clustered = place["interval"] not in ("", dispersion.POISSON) and place["fano"] > 1
    if row["interval"] != dispersion.POISSON or not is_clustered:
        return row
    degrees = n_pieces(place["analyzable_h"], parameters) - 1
    low, high = dispersion.fixed_fano(
        row["n"], row["analyzable_h"], place["fano"], parameters.confidence, degrees
    )
    return {
        **row,
        "rate_low": float(low),
        "rate_high": float(high),
        "interval": dispersion.FIXED_FANO,
        "reason": "; ".join(filter(None, (row["reason"], why_wider(place["fano"])))),
    }


def n_pieces(analyzable_h: float, parameters: RateParameters) -> int:
    """Tell in how many pieces a place's time showed its Fano factor."""
    n_long = int(analyzable_h * 3600 // parameters.fano_piece_s)
    if n_long >= parameters.fano_min_pieces:
        return n_long
    return int(analyzable_h * 3600 // parameters.fano_short_piece_s)

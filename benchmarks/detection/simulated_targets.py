"""Targets that only simulated wearers can show, and what was measured beside each."""

from collections.abc import Hashable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.detection import causes
from benchmarks.detection.physics import Figures
from benchmarks.page import Claim
from myosense.estimates import proportion, rate_per_h

Row = Mapping[Hashable, Any]

#: Look-alikes that shape alone does not tell from a jerk at these rates.
LENIENT = ("reaches", "knocks, 50 Hz", "knocks, 64 Hz")


def claims(figures: Figures) -> list[Claim]:
    """Hold the simulated studies against their targets."""
    rings = figures.rings
    return [
        Claim(
            figure="found single jerks that are one event, joints of 2 to 12 Hz",
            measured=proportion(int(rings["one event"].sum()), int(rings["found"].sum())),
            n=int(rings["found"].sum()),
            at_least=0.98,
        ),
        *(_pair_claim(row) for row in figures.pairs.to_dict("records")),
        *(_ladder_claim(rows) for _, rows in figures.ladder.groupby("site")),
        *(_rate_claim(rows) for _, rows in figures.rates.groupby("site")),
        *(_lookalike_claim(row) for row in figures.lookalikes.to_dict("records")),
        _tremor_claim(figures.tremors),
    ]


def _pair_claim(row: Row) -> Claim:
    return Claim(
        figure=f"{row['site']}: pairs of jerks 0.4 s apart of which both are found",
        measured=proportion(row["both"], row["pairs"]),
        n=row["pairs"],
        at_least=0.9,
        cause=causes.PAIRS,
    )


def _ladder_claim(rows: pd.DataFrame) -> Claim:
    matched = rows.set_index("planted at")["matched"]
    others = matched / matched["10 per hour"]
    return Claim(
        figure=f"{rows['site'].iloc[0]}: least recall up to 360 an hour over that at 10",
        measured=float(others.min()),
        n=int(rows["planted"].sum()),
        at_least=0.95,
        cause=causes.LADDER,
    )


def _rate_claim(rows: pd.DataFrame) -> Claim:
    counted = rows["counted"]
    return Claim(
        figure=f"{rows['site'].iloc[0]}: largest over least count at 50 to 200 Hz, less 1",
        measured=counted.max() / counted.min() - 1 if counted.min() else np.nan,
        n=len(rows),
        at_most=0.05,
        cause=causes.RATES,
    )


def _lookalike_claim(row: Row) -> Claim:
    name = str(row["look-alike"])
    return Claim(
        figure=f"{name}: taken for jerks, of 100 shown",
        measured=float(row["per 100 shown"]),
        n=int(row["shown"]),
        at_most=15.0 if name in LENIENT else 3.0,
    )


def _tremor_claim(rows: pd.DataFrame) -> Claim:
    hours, n = float(rows["hours of tremor"].sum()), int(rows["events"].sum())
    return Claim(
        figure=f"simulated tremor: events per hour of tremor ({hours:.3g} h)",
        measured=rate_per_h(n, 3600 * hours),
        n=n,
        at_most=2.0,
        hours=hours,
    )

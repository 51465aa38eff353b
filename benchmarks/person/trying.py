"""Many seeds of reduced size: how often each interval holds what was planted."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from benchmarks.person import figures
from benchmarks.person.quantities import Quantity, study

FULL_DAYS, REDUCED_DAYS = 14, 8
SEED = 0  #: Of the one person that is shown whole.
LEAST, MOST = 0.92, 0.98  #: Aims of the share of seeds whose interval holds.
AS_AIMED, TOO_NARROW, TOO_WIDE = "as aimed", "too seldom", "too often"
NOT_TOLD = "between, given its error"


def one_person() -> tuple[list[Quantity], str]:
    """Give every figure of one person of two weeks, and the word on their spacing."""
    one = study(SEED, FULL_DAYS, n_compared=4)
    shown = [figures.whole_response if f is figures.dose else f for f in figures.QUICK]
    found = [figure for f in (*shown, *figures.SLOW) for figure in f(one)]
    return found, figures.word_of_spacing(one)


def many(n_seeds: int, every: int) -> pd.DataFrame:
    """Give the figures of many persons of reduced size, one row a figure and seed.

    Parameters
    ----------
    n_seeds
        How many seeds, from 1 on.
    every
        The slow figures are those of every so-manieth seed only.
    """
    rows = []
    for seed in range(1, n_seeds + 1):
        is_all = seed % every == 0
        one = study(seed, REDUCED_DAYS, n_compared=int(is_all))
        for figure in (*figures.QUICK, *(figures.SLOW if is_all else ())):
            rows += [_row(seed, found) for found in figure(one)]
    return pd.DataFrame(rows)


def two_weeks(n_seeds: int) -> pd.DataFrame:
    """Give the rates alone of persons of full size, as `many` does."""
    rows = []
    for seed in range(1, n_seeds + 1):
        one = study(seed, FULL_DAYS, n_compared=0)
        rows += [_row(seed, found) for found in figures.rates_before(one)]
    return pd.DataFrame(rows)


def _row(seed: int, found: Quantity) -> dict[str, object]:
    return {
        "seed": seed,
        "name": found.name,
        "holds": found.holds,
        "has_interval": found.has_interval,
        "truth": found.truth,
        "estimate": found.estimate,
        "width": found.high - found.low,
        "is_below": found.high < found.truth,
        "z": found.z,
    }


def coverage(rows: pd.DataFrame, names: Iterable[str]) -> pd.DataFrame:
    """Sum up the seeds, one row a figure; blank intervals are counted apart."""
    table = []
    for name in names:
        all_of = rows[rows["name"] == name]
        told = all_of[all_of["has_interval"]]
        n = len(told)
        held = float(told["holds"].mean())
        error = float(np.sqrt(held * (1 - held) / n)) if n else np.nan
        off = told["estimate"] - told["truth"]
        table.append(
            {
                "figure": name,
                "seeds": n,
                "blank": len(all_of) - n,
                "held": held,
                "error": error,
                "below": float(told["is_below"].mean()),
                "bias": float(off.mean()),
                "scatter": float(off.std()),
                "width": float(told["width"].median()),
                "verdict": verdict(held, n),
            }
        )
    return pd.DataFrame(table)


def verdict(held: float, n: int) -> str:
    """Hold a share against the aims; within two errors of an aim, chance may be why.

    >>> verdict(0.95, 1000), verdict(0.85, 1000), verdict(1.0, 1000), verdict(0.90, 100)
    ('as aimed', 'too seldom', 'too often', 'between, given its error')
    """
    if LEAST <= held <= MOST:
        return AS_AIMED
    aim = LEAST if held < LEAST else MOST
    if abs(held - aim) <= 2 * np.sqrt(aim * (1 - aim) / n):
        return NOT_TOLD
    return TOO_NARROW if held < LEAST else TOO_WIDE

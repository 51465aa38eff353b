"""How far two sayings of the same intervals agree.

Every interval here is that of a day-block bootstrap: days are drawn with replacement,
because the hours of a day are alike (Künsch, 1989, Ann. Stat. 17:1217), and the spread of
the figure over the draws is widened by Student's t for the number of days.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
from scipy.stats import rankdata, t

from myosense.estimates import CONFIDENCE, Estimate

Values = npt.NDArray[np.float64]
Codes = npt.NDArray[np.int64]
Figure: TypeAlias = Callable[[Codes], float]  #: Computes a figure of some of the rows.

N_DRAWS = 2000  #: The limits move by about 2 % of their width between two seeds.
SEED = 20_251_025  #: One seed, so that the same tables give the same figures.
MIN_DAYS = 3  #: With fewer days nothing says how days differ.
MIN_PAIRS = 5  #: With fewer intervals no figure of agreement is given.
SAME = 1e-9  #: Figures this near differ by rounding.
LOG_SHIFT_PER_H = 0.5  #: Added to rates before their logarithm: 0 has none.
LIMITS_SD = 1.96  #: Of the limits of agreement (Bland & Altman, 1986, Lancet 327:307).
RULE = "day-block bootstrap, t"


def weighted_kappa(first: Codes, second: Codes, n_classes: int) -> float:
    """Compute Cohen's kappa with quadratic weights (Cohen, 1968, Psychol. Bull. 70:213).

    Parameters
    ----------
    first, second : shape (n,)
        Class of each interval, from 0.
    n_classes
        How many classes there are, whether they occur or not.

    Returns
    -------
    float
        NaN where both always say one and the same class; 0, whatever the other says, where
        one of them does.
    """
    difference = (first - second) / (n_classes - 1)
    seen = np.mean(difference**2)
    shares = [np.bincount(c, minlength=n_classes) / len(c) for c in (first, second)]
    grid = np.arange(n_classes) / (n_classes - 1)
    by_chance = np.sum(np.outer(*shares) * (grid[:, None] - grid) ** 2)
    return float(1 - seen / by_chance) if by_chance > 0 else np.nan


def spearman(first: Values, second: Values) -> float:
    """Compute Spearman's rank correlation; NaN where one of them never varies."""
    ranks = [rankdata(values) - (len(values) + 1) / 2 for values in (first, second)]
    norm = np.sqrt(np.sum(ranks[0] ** 2) * np.sum(ranks[1] ** 2))
    return float(np.sum(ranks[0] * ranks[1]) / norm) if norm > 0 else np.nan


def log_ratios(sensor_per_h: Values, diary_per_h: Values) -> Values:
    """Return the logarithm of each ratio of rates, both shifted by 0.5 per hour."""
    return np.log(sensor_per_h + LOG_SHIFT_PER_H) - np.log(diary_per_h + LOG_SHIFT_PER_H)


def blocked(figure: Figure, days: Codes, *, is_correlation: bool) -> Estimate:
    """Give a figure its interval, whole days drawn at random.

    Parameters
    ----------
    figure
        What is computed.
    days : shape (n,)
        Day of each row.
    is_correlation
        Whether it lies between -1 and 1: then the spread is that of Fisher's z, so that
        the limits stay inside.

    Returns
    -------
    Estimate
        Without an interval where there are fewer than `MIN_DAYS` days, or where the figure
        hardly changes with the days drawn: they show nothing of its spread.
    """
    rows = np.arange(len(days))
    value = figure(rows)
    blocks = [rows[days == day] for day in np.unique(days)]
    if len(blocks) < MIN_DAYS or np.isnan(value):
        return Estimate(value)
    draws = np.random.default_rng(SEED).integers(len(blocks), size=(N_DRAWS, len(blocks)))
    drawn = np.array([figure(np.concatenate([blocks[i] for i in draw])) for draw in draws])
    drawn = drawn[~np.isnan(drawn)]
    if len(drawn) < N_DRAWS / 2 or np.ptp(drawn) < SAME:
        return Estimate(value)
    factor = float(t.ppf((1 + CONFIDENCE) / 2, len(blocks) - 1))
    if not is_correlation:
        half = factor * float(np.std(drawn, ddof=1))
        return Estimate(value, value - half, value + half)
    # A draw of days that are all alike may give exactly 1; its z is kept finite.
    z, z_drawn = (np.arctanh(np.clip(x, -0.9999, 0.9999)) for x in (value, drawn))
    half = factor * float(np.std(z_drawn, ddof=1))
    return Estimate(value, float(np.tanh(z - half)), float(np.tanh(z + half)))

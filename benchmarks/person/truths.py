"""What each figure should be, from the plan and not from the package."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from scipy.optimize import minimize
from scipy.stats import spearmanr

from benchmarks.person import keeping
from benchmarks.person.living import (
    PIECE_S,
    SHARED,
    Floats,
    Life,
    Traits,
    jerk,
    live,
    moods,
)
from benchmarks.person.seeing import see
from myosense.intervals import Mask

PIECE_H = PIECE_S / 3600
N_STIMULI = 60
N_LIVES = 40  #: That the diary's truth is the mean of.


@dataclass(frozen=True, kw_only=True)
class DiaryTruth:
    """What a diary agrees like in the long run: there is no closed form."""

    ratio: float
    spearman: float


def real_at(life: Life, sensor: int) -> Floats:
    """Expect the jerks of each piece at a sensor, answers to stimuli among them."""
    answers = life.n_stimuli * life.traits.response
    return np.asarray(life.expected[sensor] + life.expected[SHARED] + answers)


def seen_by(life: Life, is_worn: Floats, sensor: int) -> tuple[Floats, Floats]:
    """Expect what a sensor counts in each piece, and give its hours."""
    traits = life.traits
    n = traits.sensitivity * real_at(life, sensor) + traits.false_per_h * PIECE_H
    return is_worn[sensor] * n, is_worn[sensor] * PIECE_H


def seen_by_any(life: Life, is_worn: Floats) -> tuple[Floats, Floats]:
    """Expect the same of all sensors, each jerk once."""
    traits, n_worn = life.traits, is_worn.sum(axis=0)
    own = traits.sensitivity * life.expected[:SHARED] + traits.false_per_h * PIECE_H
    is_missed = (1 - traits.sensitivity) ** n_worn
    shared = life.expected[SHARED] + life.n_stimuli * traits.response
    n = (is_worn * own).sum(axis=0) + shared * (1 - is_missed)
    return n, (n_worn > 0) * PIECE_H


def seen_these_days(
    life: Life, is_worn: Floats, sensor: int, of_day: Floats
) -> tuple[Floats, Floats]:
    """Expect what a sensor counts on days of which it is known how bad they are."""
    traits = life.traits
    n = traits.sensitivity * of_day * real_at(life, sensor)
    false = traits.false_per_h * PIECE_H
    return is_worn[sensor] * (n + false), is_worn[sensor] * PIECE_H


def rate(n: Floats, hours: Floats, is_in: Mask) -> float:
    """Divide what is expected in some pieces by their hours."""
    return float(n[is_in].sum() / hours[is_in].sum())


def index(life: Life, is_worn: Floats) -> float:
    """Expect right minus left over their sum, before the change and while both are worn."""
    is_in = ~life.is_after & (is_worn[0] * is_worn[1] > 0)
    left, right = (float(seen_by(life, is_worn, i)[0][is_in].sum()) for i in (0, 1))
    return (right - left) / (right + left)


def counted_ratio(life: Life, is_worn: Floats) -> float:
    """Expect the ratio of counted rates: false alarms draw it towards 1.

    In the mix of hours before the change; that of the matched hours moves it by less than
    0.002.
    """
    is_in = ~life.is_after & (is_worn[0] > 0)
    traits = life.traits
    real = traits.sensitivity * float(real_at(life, 0)[is_in].mean()) / PIECE_H
    return (traits.dose_ratio * real + traits.false_per_h) / (real + traits.false_per_h)


def answered(life: Life, window_s: float) -> float:
    """Expect the share of stimuli with a jerk in the window, by chance or not."""
    traits = life.traits
    at = (life.stimuli_s // PIECE_S).astype(np.int64)
    plain = (life.expected[1] + life.expected[SHARED])[at]
    per_s = traits.sensitivity * plain / PIECE_S + traits.false_per_h / 3600
    by_chance = 1 - np.exp(-per_s * window_s)
    is_seen = traits.response * traits.sensitivity
    return float(np.mean(1 - (1 - is_seen) * (1 - by_chance)))


def action_ratio(life: Life, is_worn: Floats) -> float:
    """Expect the ratio of Mantel and Haenszel over clock hours, active over rest."""
    n, hours = seen_by(life, is_worn, 0)
    is_active, is_rest = life.state == 2, life.state <= 1
    size = int(life.since_h[-1]) + 1

    def by_hour(values: Floats) -> Floats:
        n = np.bincount(life.since_h, weights=values, minlength=size)
        return n.astype(np.float64)

    active_h, rest_h = by_hour(hours * is_active), by_hour(hours * is_rest)
    total_h = np.where(active_h * rest_h > 0, active_h + rest_h, np.inf)
    over = np.sum(by_hour(n * is_active) * rest_h / total_h)
    return float(over / np.sum(by_hour(n * is_rest) * active_h / total_h))


def swing(life: Life, is_worn: Floats) -> tuple[float, float]:
    """Fit a swing to what is expected: false alarms flatten the planted one."""
    n, hours = seen_by(life, is_worn, 0)
    angle = 2 * np.pi * (life.hour + 0.5) / 24
    x = np.column_stack((np.ones(len(n)), np.cos(angle), np.sin(angle)))

    def loss(beta: Floats) -> tuple[float, Floats]:
        expected = hours * np.exp(x @ beta)
        return float(np.sum(expected - n * (x @ beta))), x.T @ (expected - n)

    start = np.array([np.log(n.sum() / hours.sum()), 0.0, 0.0])
    beta = minimize(loss, start, jac=True, method="BFGS").x
    peak_h = float(np.arctan2(beta[2], beta[1]) / (2 * np.pi) * 24) % 24
    return peak_h, float(np.exp(2 * np.hypot(beta[1], beta[2])))


@cache
def diary_truth(n_days: int) -> DiaryTruth:
    """Average over other lives what a diary and a sensor have in common."""
    logs, ranks = [], []
    for i in range(N_LIVES):
        rng = np.random.default_rng([18, i])
        life = live(rng, n_days, Traits(), N_STIMULI)
        seen = see(rng, life, jerk(rng, life, moods(rng, life)), n_compared=0)
        begins = keeping.hours_kept(rng, life)
        begins = begins[seen.is_worn[1][begins] > 0]
        noted = keeping.notes(rng, life, begins, seen.felt[1])
        edges_s = life.starts_s[begins][:, None] + [0, 3600]
        counted = np.diff(np.searchsorted(seen.found[1], edges_s))[:, 0]
        logs.append(np.mean(np.log(counted + 0.5) - np.log(noted + 0.5)))
        ranks.append(spearmanr(counted, noted).statistic)
    return DiaryTruth(ratio=float(np.exp(np.mean(logs))), spearman=float(np.mean(ranks)))

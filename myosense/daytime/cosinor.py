"""A rate that swings once a day: when it is highest, and how far it swings."""

import numpy as np
from scipy.stats import t as student

from myosense.exposure import Counts
from myosense.intervals import Seconds

N_STEPS = 60
STEEPEST = 8.0  #: A swing beyond this is one that has no end.
BY_DAY = "cosinor, quasi-Poisson, errors by day, 95 %"
BY_HOUR = "cosinor, quasi-Poisson, hours taken as independent, 95 %"


def cosinor(
    angle: Seconds, n: Counts, hours: Seconds, day: Counts, days_for_errors: int
) -> dict[str, object]:
    """Fit a rate that swings once a day, with intervals for its peak and its swing.

    Parameters
    ----------
    angle, n, hours, day : shape (n_cells,)
        Each hour's place on the clock's circle, its jerks, its judged time and its date.
    days_for_errors
        From so many days on, errors are clustered by day.

    Returns
    -------
    dict
        Cells of a row: the peak's hour, highest over lowest rate, and their intervals; or
        why there are none.

    Notes
    -----
    A log-linear model with the cosine and sine of the hour, and the judged time as its
    exposure. The variance is the counts' own: by days (sandwich) where there are enough of
    them, else by the Pearson dispersion over single hours. Peak and swing follow by the
    delta method.
    """
    x = np.column_stack((np.ones(len(n)), np.cos(angle), np.sin(angle)))
    counts = n.astype(np.float64)
    beta, bread = fit(x, counts, hours)
    if not np.all(np.abs(beta[1:]) < STEEPEST):
        return {"reason": "jerks in too few hours of the clock for a peak"}
    beyond = counts - hours * np.exp(x @ beta)
    n_days = len(np.unique(day))
    if n_days >= days_for_errors:
        name, degrees = BY_DAY, n_days - 1
        covariance = by_day(x, beyond, bread, day)
    else:
        name, degrees = BY_HOUR, len(counts) - 3
        covariance = bread * np.sum(beyond**2 / (counts - beyond)) / degrees
    swing = float(np.hypot(beta[1], beta[2]))
    to_swing = np.array([beta[1], beta[2]]) / swing
    to_angle = np.array([-beta[2], beta[1]]) / swing**2
    part = covariance[1:, 1:]
    reach = float(student.ppf(0.975, degrees))
    swing_reach = float(reach * np.sqrt(to_swing @ part @ to_swing))
    hour = float(np.arctan2(beta[2], beta[1]) / (2 * np.pi) * 24) % 24
    hour_reach = float(reach * np.sqrt(to_angle @ part @ to_angle) / (2 * np.pi) * 24)
    if hour_reach > 6:
        return {"reason": "the peak's hour is not known to 6 h"}
    return {
        "peak_hour": hour,
        "peak_to_trough": float(np.exp(2 * swing)),
        "interval": name,
        "peak_low": hour - hour_reach,
        "peak_high": hour + hour_reach,
        "ratio_low": float(np.exp(2 * max(swing - swing_reach, 0.0))),
        "ratio_high": float(np.exp(2 * (swing + swing_reach))),
    }


def fit(x: Seconds, counts: Seconds, hours: Seconds) -> tuple[Seconds, Seconds]:
    """Fit a log-linear rate by Newton's method.

    Returns
    -------
    beta : shape (n_columns,)
        Where a column can be steeper without end, as far as the steps came.
    bread : shape (n_columns, n_columns)
        The inverse of the information.
    """
    beta = np.zeros(x.shape[1])
    beta[0] = np.log(counts.sum() / hours.sum())
    for _ in range(N_STEPS):
        expected = hours * np.exp(x @ beta)
        bread = np.asarray(np.linalg.pinv((x * expected[:, None]).T @ x), dtype=np.float64)
        step = bread @ (x.T @ (counts - expected))
        beta = beta + np.clip(step, -1, 1)
        if np.max(np.abs(step)) < 1e-10 or np.max(np.abs(beta[1:])) > STEEPEST:
            break
    return beta, bread


def by_day(x: Seconds, beyond: Seconds, bread: Seconds, days: Counts) -> Seconds:
    """Give the covariance with errors clustered by day (Liang & Zeger, 1986)."""
    names, day = np.unique(days, return_inverse=True)
    scores = np.zeros((len(names), x.shape[1]))
    np.add.at(scores, day, x * beyond[:, None])
    n, n_columns = x.shape
    factor = len(names) / (len(names) - 1) * (n - 1) / (n - n_columns)
    return np.asarray(factor * (bread @ (scores.T @ scores) @ bread), dtype=np.float64)

"""How likely each candidate is a jerk, by the networks and the scorecard together."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from scipy.special import expit

from myosense import events
from myosense.filtering import Signal
from myosense.intervals import Mask
from myosense.measuring import IS_CLIPPED, Measures
from myosense.network import Detector
from myosense.scorecard import log_odds, most_log_odds
from myosense.settings import Settings

LEAST_PROBABILITY = 0.001  #: Candidates below it are not kept, not even as rejected.
ROUNDING = 1e-9  #: Log-odds by which sums in another order may differ, and far more.


def may_be_kept(
    measured: Measures, site: str, settings: Settings, detector: Detector
) -> Mask:
    """Say which candidates may still turn out likely enough to be kept.

    Parameters
    ----------
    measured
        Some measures of each candidate, ``network_log_odds`` among them.
    site
        Where the sensor was worn.
    settings, detector
        As `weigh` will be given them.
    """
    # The rules judge a train as a whole: there is no most.
    if settings.classification.method == "rules":
        return np.ones(len(measured["network_log_odds"]), dtype=bool)
    network, is_clipped = measured["network_log_odds"], measured[IS_CLIPPED]
    most = most_log_odds(measured, site, settings.classification.score)
    odds = _odds(network, most, is_clipped, settings, detector)
    return _probability(odds + ROUNDING, settings) >= LEAST_PROBABILITY


def weigh(table: pd.DataFrame, settings: Settings, detector: Detector) -> pd.DataFrame:
    """Say how likely each candidate is a jerk; leave out what is of no account.

    The rules judge a train as a whole, so that all of its lobes stay.
    """
    pieces = log_odds(table, settings.classification.score)
    rules = pieces.sum(axis=1).to_numpy()
    weighed = table.assign(rules_log_odds=rules)
    if settings.classification.method == "rules":
        return weighed.assign(probability=expit(rules))
    network = table["network_log_odds"].to_numpy()
    is_clipped = events.has_flag(table, "clipped").to_numpy(dtype=np.float64)
    odds = _odds(network, pieces, is_clipped, settings, detector)
    probability = _probability(odds, settings)
    likely = probability >= LEAST_PROBABILITY
    return weighed.assign(probability=probability, odds_at_1_per_h=np.exp(odds))[likely]


def _odds(
    network: Signal,
    evidence: Mapping[str, Signal] | pd.DataFrame,
    is_clipped: Signal,
    settings: Settings,
    detector: Detector,
) -> Signal:
    """Log-odds of a jerk where one an hour is expected."""
    given_back = settings.judge.clipped_log_odds * is_clipped
    odds: Signal = detector.calibration.at_1_per_h(network, evidence) + given_back
    return odds


def _probability(odds: Signal, settings: Settings) -> Signal:
    probability: Signal = expit(odds + np.log(settings.judge.prior_per_h))
    return probability

"""Everything that is compared: ours, our rules, and seven rivals beside them."""

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy.special import logit

from benchmarks.detection import customary, published
from benchmarks.detection.traces import Found, Signal
from myosense import Recording, Settings
from myosense.pipeline import analyze_recording

Rival = Callable[[Recording], Found]

OURS = "myosense"
RULES = "myosense, rules"
MOST_CERTAIN = 1e-12  #: Nearer to 0 or 1 than this, probabilities are alike.


def log_odds(probability: "pd.Series[float] | Signal") -> Signal:
    """Turn probabilities into a score that keeps small differences near 0 and 1 apart."""
    held = np.clip(np.asarray(probability, np.float64), MOST_CERTAIN, 1 - MOST_CERTAIN)
    odds: Signal = logit(held)
    return odds


def one_row_a_jerk(candidates: pd.DataFrame) -> pd.DataFrame:
    """Give every cycle of a train a row of its own, spread evenly from onset to stop."""
    n = candidates["n_jerks"].to_numpy()
    rows = candidates.loc[candidates.index.repeat(n)].reset_index(drop=True)
    place = np.arange(len(rows)) - np.repeat(np.cumsum(n) - n, n)
    is_cycle = rows["label"] == "train"
    share = (place + 0.5) / rows["n_jerks"]
    spread_s = (rows["onset_s"] + share * rows["duration_s"]).to_numpy()
    peaks_s = np.where(is_cycle, spread_s, rows["peak_s"])
    return rows.assign(peak_s=peaks_s).sort_values("peak_s", ignore_index=True)


def by_rules(recording: Recording) -> Found:
    """Find jerks with the scorecard that anyone can read, in place of the default."""
    candidates = analyze_recording(recording, Settings.preset("rules"))[1]
    rows = one_row_a_jerk(candidates)
    return Found(
        peak_s=rows["peak_s"].to_numpy(dtype=np.float64),
        score=log_odds(rows["probability"]),
    )


RIVALS: dict[str, Rival] = {
    RULES: by_rules,
    "vector magnitude": customary.vector_magnitude,
    "mean + 5 SD of jerk": customary.jerk_sd,
    "STA/LTA": customary.sta_lta,
    "Teager-Kaiser": customary.teager_kaiser,
    "matched wavelet": published.matched_wavelet,
    "variance + jerk": published.variance_and_jerk,
    "envelope": published.envelope,
}
DETECTORS = (OURS, *RIVALS)

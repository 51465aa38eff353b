"""Small recordings, coverages and events, drawn by hand for the tests of the tables."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from myosense import events
from myosense.coverage import Coverage, reason_table, state_table
from myosense.intervals import Seconds
from myosense.recording import Facts, recording_from_arrays
from myosense.sites import region_of

HOUR_S = 3600.0
ZONE = "Europe/Berlin"
Rows = Sequence[tuple[float, float, str]]
#: Measures of a jerk beyond doubt.
CLEAR: dict[str, Any] = {
    "recording_id": "a",
    "site": "wrist",
    "state": "rest",
    "flags": "",
    "peak_g": 0.6,
    "width_s": 0.08,
    "straightness": 0.97,
    "quiet_before": 0.01,
    "posture_change_deg": 0.5,
    "context_turn_deg": 0.5,
    "sharpness": 0.05,
    "jerk_match": 0.97,
    "tremor": 0.1,
    "rhythm": 0.1,
    "rhythm_hz": 1.0,
    "peakedness": 12.0,
    "unreturned": 0.02,
    "walking": 0.0,
}


def facts(
    recording_id: str = "a",
    *,
    hours: float = 1.0,
    start: datetime | None = None,
    time_zone: str | None = None,
    place: str = "wrist left",
) -> Facts:
    """Describe a recording of so many hours at a place such as ``wrist left``."""
    site, side = place.split()
    known = recording_from_arrays(
        np.zeros((2, 3)),
        sample_rate_hz=50,
        site=site,
        side=side,
        start=start,
        time_zone=time_zone,
        recording_id=recording_id,
    ).facts
    return replace(known, duration_s=hours * HOUR_S, recorded_s=hours * HOUR_S)


def _by_word(rows_h: Rows) -> dict[str, Seconds]:
    """Gather intervals, given in hours with a word each, by their word."""
    return {
        word: HOUR_S * np.array([row[:2] for row in rows_h if row[2] == word], dtype=float)
        for word in dict.fromkeys(word for _, _, word in rows_h)
    }


def coverage(
    *usable_h: tuple[float, float],
    lost_h: Rows = (),
    state_h: Rows = (),
    hours: float = 1.0,
    flags: tuple[str, ...] = (),
) -> Coverage:
    """Draw a coverage in hours."""
    return Coverage(
        usable=HOUR_S * np.array(usable_h, dtype=np.float64).reshape(-1, 2),
        reasons=reason_table(_by_word(lost_h)),
        state=state_table(_by_word(state_h)),
        recorded_s=hours * HOUR_S,
        flags=flags,
    )


def jerks(
    peak_s: Sequence[float],
    *,
    recording_id: str = "a",
    place: str = "wrist left",
    **columns: object,
) -> pd.DataFrame:
    """Make events at these seconds; other columns as given, or plain."""
    site, side = place.split()
    peaks = np.array(peak_s, dtype=np.float64)
    known = {
        "recording_id": recording_id,
        "onset_s": peaks - 0.1,
        "peak_s": peaks,
        "stop_s": peaks + 0.2,
        "site": site,
        "side": side,
        "region": region_of(site),
        "label": "jerk",
        "peak_g": 0.5,
        "flags": "",
    }
    return events.make({**known, **columns}, len(peaks))


def candidates(n: int = 1, every_s: float = 20.0, **columns: object) -> pd.DataFrame:
    """Make candidates that are jerks beyond doubt, but for what is given."""
    peaks_s = 100.0 + every_s * np.arange(n)
    times = {"onset_s": peaks_s - 0.05, "peak_s": peaks_s, "stop_s": peaks_s + 0.05}
    return events.make({**CLEAR, **times, **columns}, n)

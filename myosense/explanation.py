"""Why an event was counted or not: its measures beside the limits of the rules.

Every candidate that a result holds can be asked, counted or rejected. The scorecard
(`myosense.scorecard`) is read out piece by piece, the strongest reason first, whether it
made the score or another detector did.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from myosense import clock
from myosense.analysis import Analysis
from myosense.classification import Limit, limits_of_labels
from myosense.errors import ArgumentError
from myosense.events import COLUMNS, COUNTED_LABELS
from myosense.intervals import contains
from myosense.scorecard import WIDTH_LIMITS_S, WIDTH_MARGIN, log_odds
from myosense.sites import place_name
from myosense.weighing import LEAST_PROBABILITY

AT_WITHIN_S = 1.0  #: An event asked for by its time is no further away.
SAME_LOG_ODDS = 1e-3  #: So near, two are the same, after the digits that a table keeps.
MEANINGS = {column.name: column.meaning for column in COLUMNS}
UNITS = {column.name: column.unit for column in COLUMNS}
#: Columns of the measures, without place and time.
MEASURES = tuple(
    column.name
    for column in COLUMNS[[*MEANINGS].index("peak_g") : [*MEANINGS].index("walking") + 1]
)
COLUMN_OF = {"width": "width_s"}  #: what evidence of another name takes
WORDS = {
    "peak_g": "size of the movement",
    "width": "length of the main lobe",
    "straightness": "share of the motion on one line",
    "quiet_before": "motion in the second before, over the peak",
    "posture_change_deg": "change of posture",
    "context_turn_deg": "turning of the limb within 5 s",
    "sharpness": "share above 25 Hz, as of a knock",
    "jerk_match": "likeness to a muscle's twitch on its joint",
    "tremor": "regular beat of 2 to 12 Hz",
    "walking": "walking",
}


@dataclass(frozen=True, kw_only=True)
class Reason:
    """What one measure says about an event."""

    name: str  #: of the piece of evidence in the settings
    words: str
    value: float  #: as measured; NaN where it could not be
    unit: str
    in_favor: float  #: From here on it speaks for a jerk with all its weight,
    against: float  #: from here on not at all; both in the unit of the value.
    points: float  #: what it adds to the log-odds
    weight: float  #: the most that it can add

    @property
    def is_for(self) -> bool:
        """Whether it adds at least half of what it can."""
        return self.points >= self.weight / 2

    @property
    def strength(self) -> float:
        """How much it moves the log-odds to its side: what it adds, or what is lacking."""
        return self.points if self.is_for else self.weight - self.points


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """Why one event was counted or not."""

    body_event_id: str
    recording_id: str  #: of the sensor whose row is explained
    place: str
    peak_s: float  #: since that recording's start
    time: pd.Timestamp | None  #: on the local clock; ``None`` without a date
    label: str
    probability: float
    least_probability: float  #: smallest that is counted
    rules_probability: float  #: what the scorecard alone would give
    #: What the networks alone say, not calibrated; NaN where they were not asked.
    network_probability: float
    bias: float  #: log-odds before any evidence
    reasons: tuple[Reason, ...]  #: the strongest first
    measures: dict[str, float]  #: what no rule judges; NaN where it could not be measured
    #: What its label asks for, and its values; nothing of a movement or a train.
    label_limits: tuple[tuple[Limit, float], ...]
    flags: tuple[str, ...]

    @property
    def is_counted(self) -> bool:
        """Whether the event is among those counted."""
        return self.label in COUNTED_LABELS

    @property
    def is_by_rules(self) -> bool:
        """Whether the score is that of the scorecard, and not another detector's."""
        apart = logit(self.probability) - logit(self.rules_probability)
        return bool(abs(apart) < SAME_LOG_ODDS)


def explain(analysis: Analysis, body_event_id: str) -> Explanation:
    """Say why an event of a result was counted or not.

    Parameters
    ----------
    analysis
        The result.
    body_event_id
        Which event, counted or rejected. Of one jerk that several sensors saw, the row with
        the highest probability is explained.

    Raises
    ------
    ArgumentError
        If the result holds no such event; the message names the most similar one.

    >>> from myosense import analyze, simulate
    >>> analysis = analyze(simulate(seed=1, hours=0.5, rate_per_h=30.0).recording)
    >>> why = explain(analysis, analysis.events["body_event_id"].iloc[0])
    >>> why.is_counted, why.reasons[0].words
    (True, "likeness to a muscle's twitch on its joint")
    """
    every = _every(analysis)
    rows = every[every["body_event_id"] == body_event_id]
    if rows.empty:
        known = list(every["body_event_id"])
        (nearest,) = difflib.get_close_matches(body_event_id, known, n=1, cutoff=0.0)
        raise ArgumentError(
            f"the result holds no event {body_event_id!r}; did you mean {nearest!r}?"
        )
    row = rows.loc[[rows["probability"].idxmax()]]
    reasons = _reasons(row, analysis)
    score = analysis.settings.classification.score
    asked = limits_of_labels(analysis.settings.classification)
    taken = {COLUMN_OF.get(reason.name, reason.name) for reason in reasons}
    total = score.bias + sum(reason.points for reason in reasons)
    event = row.iloc[0]
    return Explanation(
        body_event_id=body_event_id,
        recording_id=str(event["recording_id"]),
        place=place_name(event["site"], event["side"]),
        peak_s=float(event["peak_s"]),
        time=None if pd.isna(event["time"]) else event["time"],
        label=str(event["label"]),
        probability=float(event["probability"]),
        least_probability=analysis.settings.classification.min_probability,
        rules_probability=float(expit(total)),
        network_probability=float(expit(event["network_log_odds"])),
        bias=score.bias,
        reasons=tuple(sorted(reasons, key=lambda reason: -reason.strength)),
        measures={name: float(event[name]) for name in MEASURES if name not in taken},
        flags=tuple(filter(None, str(event["flags"]).split("|"))),
        label_limits=tuple(
            (limit, float(event[limit.name])) for limit in asked.get(event["label"], ())
        ),
    )


def event_at(analysis: Analysis, at: float | datetime) -> str:
    """Find the event at a time.

    It is the one whose peak is nearest; where none is within a second, the one (a train)
    that was going on.

    Parameters
    ----------
    analysis
        The result.
    at
        Seconds since the start of each recording, or a time of its clock.

    Returns
    -------
    str
        Its ``body_event_id``.

    Raises
    ------
    ArgumentError
        If there is none; the message names the nearest, and why the time was not judged. If
        a recording has no clock to tell a time by.
    """
    every = _every(analysis)
    at_s = {
        key: clock.elapsed_s(facts, at) if isinstance(at, datetime) else at
        for key, facts in analysis.recordings.items()
    }
    here_s = every["recording_id"].map(at_s)
    nearest = int(np.argmin(np.abs(every["peak_s"] - here_s)))
    name, peak_s = str(every["body_event_id"][nearest]), float(every["peak_s"][nearest])
    if abs(peak_s - here_s[nearest]) > AT_WITHIN_S:
        around = every[(every["onset_s"] <= here_s) & (here_s <= every["stop_s"])]
        if not around.empty:
            return str(around["body_event_id"].iloc[0])
        said = f" ({at})" if isinstance(at, datetime) else ""
        raise ArgumentError(
            f"the result holds no event within {AT_WITHIN_S:g} s of {here_s[nearest]:g} s"
            f"{said}; the nearest is {name!r} at {peak_s:.1f} s"
            f"{_why_nothing(analysis, at_s)}"
        )
    return name


def _why_nothing(analysis: Analysis, at_s: Mapping[str, float]) -> str:
    """Say why a result holds nothing of a time: outside, not judged, or too unlikely."""
    said, is_judged = [], False
    for key, coverage in analysis.coverages.items():
        lost = coverage.reasons
        is_then = (lost["start_s"] <= at_s[key]) & (at_s[key] < lost["stop_s"])
        said += [f"{key}: {reason}" for reason in lost.loc[is_then, "reason"]]
        is_judged |= bool(contains(coverage.usable, [at_s[key]])[0])
    if said:
        return f"; that second could not be judged ({', '.join(said)})"
    if is_judged:
        return f"; what is less likely a jerk than {LEAST_PROBABILITY:g} is not kept"
    return "; that second was not recorded"


def _every(analysis: Analysis) -> pd.DataFrame:
    """Return what was counted and what was not; at least one row."""
    every = pd.concat([analysis.events, analysis.rejected], ignore_index=True)
    if every.empty:
        raise ArgumentError("the result holds no event, counted or not, to be explained")
    return every


def _reasons(row: pd.DataFrame, analysis: Analysis) -> list[Reason]:
    """Read the scorecard out for one event."""
    score = analysis.settings.classification.score
    points = log_odds(row, score).iloc[0]
    reasons = []
    for name, evidence in score.evidence.items():
        column = COLUMN_OF.get(name, name)
        value = row[column].iloc[0]
        if name == "width":
            in_favor, against = _width_limits(str(row["site"].iloc[0]), value)
        else:
            in_favor, against = evidence.in_favor, evidence.against
        reasons.append(
            Reason(
                name=name,
                words=WORDS.get(name, MEANINGS.get(column, name)),
                value=float(value),
                unit=UNITS[column],
                in_favor=in_favor,
                against=against,
                points=float(points[name]),
                weight=evidence.weight,
            )
        )
    return reasons


def _width_limits(site: str, width_s: float) -> tuple[float, float]:
    """Limits of the side on which a width is nearer to leaving its site's range."""
    low_s, high_s = WIDTH_LIMITS_S[site]
    if width_s * width_s < low_s * high_s:
        return low_s, low_s / WIDTH_MARGIN
    return high_s, high_s * WIDTH_MARGIN

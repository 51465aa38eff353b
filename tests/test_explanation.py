"""Why an event was counted: the scorecard read out, and in words."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from drawing import coverage
from scipy.special import logit

from myosense import Analysis, Settings, analyze
from myosense.errors import ArgumentError
from myosense.events import COLUMNS, LABELS
from myosense.explanation import (
    COLUMN_OF,
    MEASURES,
    WORDS,
    Explanation,
    Reason,
    event_at,
    explain,
)
from myosense.report.reasons import VERDICTS, render

SAMPLE = Path(__file__).parent.parent / "sample_data" / "wrist_left_30min.csv.gz"


@pytest.fixture(scope="module")
def sample() -> Analysis:
    """Analyze half an hour of the sample data by the rules."""
    return analyze(SAMPLE, settings=Settings.preset("rules"))


def first(analysis: Analysis, *, counted: bool = True, **columns: Any) -> Explanation:  # noqa: ANN401 - any column
    """Explain the first event, with some of its columns replaced."""
    table = analysis.events if counted else analysis.rejected
    changed = table.iloc[:1].assign(**columns)
    changed_analysis = (
        replace(analysis, events=changed)
        if counted
        else replace(analysis, rejected=changed)
    )
    return explain(changed_analysis, changed["body_event_id"].item())


def test_the_points_of_every_event_add_up_to_its_score(sample: Analysis) -> None:
    every = pd.concat([sample.events, sample.rejected])
    assert len(every) > 50
    for _, row in every.iterrows():
        why = explain(sample, row["body_event_id"])
        total = why.bias + sum(reason.points for reason in why.reasons)
        assert total == pytest.approx(float(logit(row["probability"])), abs=1e-6)
        assert why.is_by_rules
        assert why.is_counted == (row["label"] in {"jerk", "train"})
        assert (why.label, why.peak_s) == (row["label"], row["peak_s"])


def test_the_strongest_reason_comes_first_on_either_side(sample: Analysis) -> None:
    for name in sample.rejected["body_event_id"].head(10):
        reasons = explain(sample, name).reasons
        strengths = [reason.strength for reason in reasons]
        assert strengths == sorted(strengths, reverse=True)
        for reason in reasons:
            assert reason.strength >= reason.weight / 2
            assert reason.is_for == (reason.strength == reason.points)


def test_every_measure_is_told_once_and_in_words(sample: Analysis) -> None:
    why = first(sample)
    judged = {COLUMN_OF.get(reason.name, reason.name) for reason in why.reasons}
    assert judged | set(why.measures) == {*MEASURES, "width_s"}
    assert not judged & set(why.measures)
    assert {reason.name for reason in why.reasons} == set(WORDS)
    floats = {c.name for c in COLUMNS if c.dtype == "float64"}
    assert floats - set(MEASURES) == {
        "onset_s", "peak_s", "stop_s", "duration_s", "width_s", "probability",
        "odds_at_1_per_h", "network_log_odds", "rules_log_odds", "lag_s",
    }  # fmt: skip


@pytest.mark.parametrize("name", sorted(WORDS))
def test_at_a_limit_a_measure_says_all_or_nothing(sample: Analysis, name: str) -> None:
    column = COLUMN_OF.get(name, name)

    def reason_at(value: float) -> Reason:
        changes: dict[str, Any] = {column: value}
        return {r.name: r for r in first(sample, **changes).reasons}[name]

    for start in (0.025, 0.15):
        limits = reason_at(start)
        assert reason_at(limits.in_favor).points == pytest.approx(limits.weight)
        assert reason_at(limits.against).points == pytest.approx(0, abs=1e-9)
        middle = reason_at((limits.in_favor + limits.against) / 2).points
        assert 0.1 * limits.weight < middle < 0.9 * limits.weight


def test_a_width_is_held_against_the_nearer_limit_of_its_site(sample: Analysis) -> None:
    def limits(width_s: float) -> tuple[float, float]:
        (reason,) = [r for r in first(sample, width_s=width_s).reasons if r.name == "width"]
        return reason.in_favor, reason.against

    assert limits(0.05) == (0.02, 0.016)
    assert limits(0.09) == pytest.approx((0.19, 0.2375))
    chest = first(sample, width_s=0.2, site="chest").reasons
    assert [r.in_favor for r in chest if r.name == "width"] == [0.24]


def test_what_speaks_for_the_verdict_stands_first(sample: Analysis) -> None:
    order = ["What speaks for a jerk", "What speaks against it"]
    counted = render(first(sample, context_turn_deg=30.0))
    assert counted.index(order[0]) < counted.index(order[1])
    rejected = render(first(sample, counted=False))
    assert rejected.index(order[1]) < rejected.index(order[0])


def test_the_text_says_event_place_time_and_score(sample: Analysis) -> None:
    lines = render(first(sample)).splitlines()
    assert lines[:4] == [
        "wrist_left_30min-000001: counted as a jerk",
        "left wrist, 211.79 s after the start of wrist_left_30min, 2025-10-25 22:23:29",
        "Score 0.988; events count from 0.5 on.",
        "The score comes from the rules: these measures, added up, say why.",
    ]
    undated = render(first(sample, time=pd.NaT))
    assert "left wrist, 211.79 s after the start of wrist_left_30min\n" in undated
    placed = render(first(sample, site="chest", side="unknown"))
    assert placed.splitlines()[1].startswith("chest, 211.79 s")
    assert "Flags" not in undated
    assert "Flags: clipped, long.\n" in render(first(sample, flags="clipped|long"))


def test_a_reason_is_told_beside_its_limits(sample: Analysis) -> None:
    text = render(first(sample, straightness=0.725, posture_change_deg=9.0, width_s=0.2))
    said = {line[2:46].strip(): line[46:].split(maxsplit=1) for line in text.splitlines()}
    assert said["share of the motion on one line"] == [
        "0.725",
        "2.8 of 5.5 points; all from 0.95 on, none at 0.5",
    ]
    assert said["length of the main lobe"][0] == "200"
    assert said["length of the main lobe"][1].endswith("all up to 190 ms, none at 238 ms")
    assert said["change of posture"] == [
        "9",
        "deg  0.0 of 1.8 points; all up to 1.5 deg, none at 8 deg",
    ]
    assert said["walking"][0] == "no"


def test_what_could_not_be_measured_is_told_apart(sample: Analysis) -> None:
    text = render(first(sample))
    assert "held against it\n  share above 25 Hz, as of a knock\n" in text
    assert "swept_deg" not in text
    assert "nan" not in text
    assert "  swept_deg" in render(first(sample, swept_deg=3.0))
    measured = render(first(sample, sharpness=0.2))
    assert "Could not be measured" not in measured


def test_a_score_of_another_detector_is_said_to_be_that(sample: Analysis) -> None:
    why = first(sample, probability=0.2)
    assert not why.is_by_rules
    assert why.rules_probability == pytest.approx(first(sample).probability)
    said = (
        "The score is that of neural networks, which see the motion itself, together with "
        "these measures, each by a worth of its own ({}by the measures alone: 0.988)."
    )
    assert said.format("") in render(why)
    # Log-odds of 1 are 1 / (1 + 1 / e) = 0.731.
    asked = first(sample, probability=0.2, network_log_odds=1.0)
    assert said.format("by the networks alone, not calibrated: 0.731; ") in render(asked)


@pytest.mark.parametrize("label", LABELS)
def test_every_label_is_said_in_words(sample: Analysis, label: str) -> None:
    why = first(sample, label=label)
    assert VERDICTS[label] in render(why).splitlines()[0]
    assert VERDICTS[label].startswith("counted" if why.is_counted else "not counted")


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("artifact", ["spike 0.97 from 0.9 on"]),
        ("gait", ["walking 1 from 1 on"]),
        ("contact", ["sharpness 0.6 from 0.4 on"]),
        ("tremor", ["tremor 0.7 from 0.6 on", "peakedness 1.6 below 2.5"]),
        ("movement", ["it is within no limit"]),
    ],
)
def test_what_a_rejected_one_is_taken_for_is_told_beside_its_limits(
    sample: Analysis, label: str, said: list[str]
) -> None:
    measured: dict[str, Any] = {"spike": 0.97, "walking": 1, "sharpness": 0.6}
    measured |= {"tremor": 0.7, "peakedness": 1.6}
    text = render(first(sample, counted=False, label=label, **measured))
    title = f"\n\nWhy it is {VERDICTS[label].removeprefix('not counted, ')}\n"
    lines = text.partition(title)[2].partition("\n\n")[0].splitlines()
    assert len(lines) == len(said)
    for line, start in zip(lines, said, strict=True):
        assert " ".join(line.split()).startswith(start)
    assert "Why it is" not in render(first(sample, label="jerk", **measured))


def test_nothing_of_a_weight_is_told_without_a_sign(sample: Analysis) -> None:
    assert "0.0 of 3.0 points" in render(first(sample, walking=1.0))
    assert "-0.0" not in render(first(sample, walking=1.0))


def test_of_a_jerk_seen_twice_the_clearer_one_is_explained(sample: Analysis) -> None:
    twice = pd.concat([sample.events.iloc[:1]] * 3, ignore_index=True)
    twice = twice.assign(probability=[0.6, 0.9, 0.7], peak_s=[1.0, 2.0, 3.0])
    name = str(twice["body_event_id"].iloc[0])
    assert explain(replace(sample, events=twice), name).peak_s == 2


def test_an_unknown_event_is_refused_with_the_most_similar_name(sample: Analysis) -> None:
    with pytest.raises(ArgumentError, match="no event 'wrist_left_30min-1'; did you mean"):
        explain(sample, "wrist_left_30min-1")


def test_the_event_nearest_to_a_time_or_a_train_around_it_is_found(
    sample: Analysis,
) -> None:
    peak_s = sample.events["peak_s"].iloc[3]
    name = sample.events["body_event_id"].iloc[3]
    assert event_at(sample, peak_s) == name
    alone = replace(sample, rejected=sample.rejected.iloc[:0])
    assert event_at(alone, peak_s - 0.99) == event_at(alone, peak_s + 0.99) == name
    with pytest.raises(ArgumentError, match=rf"nearest is '{name}' at {peak_s:.1f} s"):
        event_at(alone, peak_s + 1.01)
    train = sample.events.iloc[[3]].assign(onset_s=peak_s - 1, stop_s=peak_s + 30)
    assert event_at(replace(alone, events=train), peak_s + 29) == name
    with pytest.raises(ArgumentError, match="no event within 1 s"):
        event_at(replace(alone, events=train), peak_s + 31)
    rejected = sample.rejected.iloc[5]
    assert event_at(sample, rejected["peak_s"]) == rejected["body_event_id"]


def test_the_event_at_a_time_of_the_clock_is_found_in_each_recording(
    sample: Analysis,
) -> None:
    start = datetime(2025, 10, 25, 22, 19, 58)  # noqa: DTZ001 - as the sample's first row
    peak_s, name = sample.events[["peak_s", "body_event_id"]].iloc[3]
    at = start + timedelta(seconds=float(peak_s))
    assert event_at(sample, at) == name
    with pytest.raises(ArgumentError, match=r"1 s of -2 s \(2025-10-25 22:19:56\); "):
        event_at(sample, start - timedelta(seconds=2))
    (key,) = sample.recordings
    facts = sample.recordings[key]
    assert facts.start is not None
    later = replace(facts, start=facts.start + timedelta(hours=1))
    moved = sample.events.iloc[[3]].assign(recording_id="b", body_event_id="of b")
    both = replace(
        sample,
        recordings={key: facts, "b": later},
        events=pd.concat([sample.events, moved]),
    )
    assert event_at(both, at) == name
    assert event_at(both, at + timedelta(hours=1)) == "of b"


def test_where_nothing_could_be_judged_it_is_said_why(sample: Analysis) -> None:
    covered = coverage((0, 0.4), lost_h=[(0.4, 0.5, "not worn")], hours=0.5)
    first, (key,) = sample.events.iloc[:1], sample.recordings
    lost = replace(sample, events=first, rejected=first.iloc[:0], coverages={key: covered})
    with pytest.raises(ArgumentError, match=rf"; that second .* \({key}: not worn\)$"):
        event_at(lost, 0.45 * 3600)
    with pytest.raises(ArgumentError, match=r"; what is less .* 0\.001 is not kept$"):
        event_at(lost, 0.35 * 3600)
    with pytest.raises(ArgumentError, match=r"; that second was not recorded$"):
        event_at(lost, 0.55 * 3600)


def test_a_result_without_events_explains_none(sample: Analysis) -> None:
    nothing = sample.events.iloc[:0]
    empty = replace(sample, events=nothing, rejected=nothing)
    for ask in (partial(event_at, empty, 1.0), partial(explain, empty, "a")):
        with pytest.raises(ArgumentError, match="holds no event, counted or not"):
            ask()


def test_a_saved_result_explains_the_same(sample: Analysis, tmp_path: Path) -> None:
    sample.save(tmp_path / "out")
    loaded = Analysis.load(tmp_path / "out")
    for name in (sample.events["body_event_id"].iloc[2], event_at(sample, 427.0)):
        assert render(explain(loaded, name)) == render(explain(sample, name))

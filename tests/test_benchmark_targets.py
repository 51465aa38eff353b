"""Targets held against trials drawn by hand, and the verdicts on rates of few hours."""

import numpy as np
import pandas as pd
import pytest
from drawing import coverage, jerks
from scipy.signal import find_peaks
from trials import trial

from benchmarks import page
from benchmarks.detection import chapters, physics, simulated_targets, tables, targets
from benchmarks.detection.groups import BUSY, STILL, WALKING
from benchmarks.detection.physics import Figures, RingJob
from benchmarks.detection.trials import Trial
from benchmarks.page import Claim, Picture, Section
from benchmarks.recordings import FIT, MEASURE
from benchmarks.simulated import Found
from myosense import Recording
from myosense.estimates import rate_per_h


def claim_on(drawn: Trial, start: str) -> Claim:
    """Return the one claim whose figure starts so."""
    (found,) = [one for one in targets.claims(drawn) if one.figure.startswith(start)]
    return found


@pytest.mark.parametrize(
    ("n", "hours", "verdict"),
    [
        (0, 6.0, "met"),
        (3, 6.0, "met"),
        (4, 6.0, "missed"),
        (0, 5.9, "not demonstrable here"),
        (1, 1.0, "not demonstrable here"),
        (9, 1.0, "missed"),
        (0, 0.0, "not demonstrable here"),
    ],
)
def test_a_rate_needs_three_hours_over_its_target(
    n: int, hours: float, verdict: str
) -> None:
    measured = rate_per_h(n, 3600 * hours)
    claim = Claim(figure="", measured=measured, n=n, at_most=0.5, hours=hours)
    assert claim.verdict == verdict


def test_what_cannot_be_shown_is_neither_met_nor_missed() -> None:
    claims = [
        Claim(figure="a", measured=0.0, n=0, at_most=0.5, hours=1.0),
        Claim(figure="b", measured=1.0, n=1, at_least=0.9),
    ]
    section = Section(
        title="A",
        about="What.",
        claims=claims,
        pictures=[Picture(file="a.png", caption="A")],
    )
    written = page.render([section], "About.", "Title")
    assert written.startswith("# Title\n")
    assert "1 of 2 targets were met. For 1 there are too few hours to show it." in written
    assert "![A](a.png)" in written
    assert "Missed" not in written


def test_false_alarms_are_counted_ones_over_analyzable_hours() -> None:
    drawn = trial({"a": 4.0, "b": 4.0}, [("a", 2.0), ("b", 3.0), ("b", -1.0)])
    claim = claim_on(drawn, "still: false alarms")
    assert claim.figure == "still: false alarms per hour (8 h, people: 2)"
    assert (claim.measured, claim.n, claim.verdict) == (0.25, 2, "met")


def test_cycles_of_trains_are_false_alarms_too() -> None:
    drawn = trial({"a": 8.0}, [("a", -2.0), ("a", -2.0)])
    counted = drawn.alarms.assign(label="train")
    changed = Trial(hours=drawn.hours, alarms=counted, jerks=drawn.jerks)
    assert targets.n_counted(changed) == 2


def test_recall_is_taken_by_amplitude_inside_the_coverage() -> None:
    drawn = trial(
        {"a": 8.0},
        [("a", -1.0)],
        [("a", 0.3, 1.0), ("a", 0.3, 1.0), ("a", 0.3, -1.0), ("a", 2.0, -1.0)],
    )
    lost = drawn.jerks.assign(is_covered=[True, True, True, False])
    changed = Trial(hours=drawn.hours, alarms=drawn.alarms, jerks=lost)
    found = claim_on(changed, "still: jerks of 0.2-0.5 g found")
    assert found.measured == pytest.approx(2 / 3)
    assert found.n == 3
    assert claim_on(changed, "still: jerks of 1-3 g found").n == 0
    (row,) = tables.operating_table(changed, ["group"]).to_dict("records")
    assert row["0.2-3 g of all"] == 0.5
    assert row["per recorded h"] == 0.0
    assert (row["recorded h"], row["analyzable h"]) == (16.0, 8.0)


def test_a_jerk_without_a_candidate_is_no_candidate() -> None:
    drawn = trial(
        {"a": 8.0}, [("a", -1.0)], [("a", 0.3, -3.0), ("a", 0.3, -np.inf), ("a", 0.05, 1.0)]
    )
    claim = claim_on(drawn, "still: jerks of 0.1 g and above")
    assert (claim.measured, claim.n) == (0.5, 2)


def test_walking_that_is_not_analyzable_has_no_recall_to_meet() -> None:
    drawn = trial({"a": 8.0}, [("a", -1.0)], [("a", 2.0, -1.0)], group=WALKING)
    assert claim_on(drawn, f"{WALKING}: jerks of 1-3 g").verdict == "missed"
    hours = drawn.hours.assign(recorded_s=3600 * 800.0)
    left_out = Trial(hours=hours, alarms=drawn.alarms, jerks=drawn.jerks)
    figures = [one.figure for one in targets.claims(left_out)]
    assert not any(figure.startswith(f"{WALKING}: jerks") for figure in figures)


def test_coverage_and_timing_are_read_off_the_tables() -> None:
    drawn = trial({"a": 1.0}, [("a", -1.0)], [("a", 0.3, 1.0), ("a", 0.3, 1.0)])
    hours = drawn.hours.assign(
        long_s=1000.0, long_analyzable_s=900.0, walking_s=72.0, change=-0.03
    )
    late = drawn.jerks.assign(error_s=[0.02, -0.021])
    changed = Trial(hours=hours, alarms=drawn.alarms, jerks=late)
    expected = {
        "outside walking: analyzable share": 0.9,
        "still and busy hands: share": 0.01,
        "change of the analyzable seconds": 0.03,
        "found jerks whose peak": 0.5,
    }
    for start, value in expected.items():
        assert claim_on(changed, start).measured == pytest.approx(value)


def test_each_site_has_its_own_verdict() -> None:
    still, busy = trial({"a": 8.0}, [("a", 1.0)]), trial({"b": 0.1}, group=BUSY)
    both = Trial(
        hours=pd.concat([still.hours, busy.hours.assign(site="ankle")], ignore_index=True),
        alarms=still.alarms,
        jerks=still.jerks,
    )
    rows = tables.verdicts_by_site(both).set_index("site")
    assert rows["verdict"].to_dict() == {"wrist": "met", "ankle": "not demonstrable here"}
    assert rows.loc["wrist", "per h"] == 1 / 8
    assert rows.loc["wrist", "at most per h"] == pytest.approx(5.5716 / 8, rel=1e-3)
    assert rows.loc["wrist", "group"] == STILL


def of_both_uses() -> Trial:
    """Draw two data sets: 8 h of one use and 2 h of the other, other people, one site."""
    fit = trial({"a": 4.0, "b": 4.0}, [("a", 1.0)], [("a", 0.3, 1.0), ("a", 0.3, -1.0)])
    only = trial({"c": 2.0}, [("c", 1.0), ("c", 2.0)], [("c", 0.3, 1.0)])
    other = {"use": MEASURE, "data set": "elsewhere"}
    return Trial(
        hours=pd.concat([fit.hours, only.hours.assign(**other)], ignore_index=True),
        alarms=pd.concat([fit.alarms, only.alarms.assign(**other)], ignore_index=True),
        jerks=pd.concat([fit.jerks, only.jerks.assign(**other)], ignore_index=True),
    )


def test_the_uses_of_a_site_are_held_against_the_target_apart() -> None:
    rows = tables.verdicts_by_site(of_both_uses()).set_index("use")
    assert rows["hours"].to_dict() == {FIT: 8.0, MEASURE: 2.0}
    assert rows["people"].to_dict() == {FIT: 2, MEASURE: 1}
    assert rows["false alarms"].to_dict() == {FIT: 1, MEASURE: 2}
    assert rows["verdict"].to_dict() == {FIT: "met", MEASURE: "not demonstrable here"}


def test_data_sets_can_be_read_apart_by_use() -> None:
    section = chapters.operating(of_both_uses())
    (table,) = [one for one in section.tables if one.heading.startswith("By data set")]
    rows = table.rows.set_index(["data set", "use", "group"])
    assert rows["per h"].to_dict() == {
        ("lab", FIT, STILL): 1 / 8,
        ("elsewhere", MEASURE, STILL): 1.0,
    }
    assert rows["0.2-0.5 g"].tolist() == [1.0, 0.5]
    assert rows["people"].tolist() == [1, 2]


def test_generators_are_compared_at_one_threshold() -> None:
    drawn = trial(
        {"a": 1.0},
        [("a", 0.5), ("a", 0.2)],
        [("a", 0.3, 0.4), ("a", 0.3, 0.6), ("a", 0.3, 0.1), ("a", 0.3, 0.1)],
    )
    made = drawn.jerks.assign(generator=["lobes", "lobes", "muscle", "muscle"])
    rows = tables.generator_table(
        Trial(hours=drawn.hours, alarms=drawn.alarms, jerks=made)
    ).set_index("generator")
    assert rows["0.2-0.5 g"].to_dict() == {"lobes": 1.0, "muscle": 0.0}


def test_each_group_and_generator_says_what_was_a_candidate_and_found() -> None:
    drawn = trial({"a": 1.0}, [], [("a", 0.3, 2.0), ("a", 0.3, -6.0), ("a", 0.3, -np.inf)])
    made = drawn.jerks.assign(
        generator=["lobes", "muscle", "muscle"], outcome=["found", "missed", "missed"]
    )
    rows = tables.found_by_generator(
        Trial(hours=drawn.hours, alarms=drawn.alarms, jerks=made)
    )
    assert rows["generator"].tolist() == ["lobes", "muscle"]
    assert rows[["planted", "candidate", "found"]].to_numpy().tolist() == [
        [1, 1.0, 1.0],
        [2, 0.5, 0.0],
    ]


def test_presets_differ_by_the_least_probability() -> None:
    even, sure, hardly = -0.4, 9.0, -2.0  # log-odds: probabilities of 0.40, 1.00 and 0.12
    drawn = trial(
        {"a": 2.0},
        [("a", even), ("a", even), ("a", sure), ("a", hardly)],
        [("a", 0.3, even), ("a", 0.3, sure), ("a", 0.15, sure), ("a", 0.3, hardly)],
    )
    rows = tables.preset_table(drawn).set_index("preset")
    assert rows["false alarms per h"].to_dict() == {"balanced": 1.5, "specific": 0.5}
    assert rows["0.2-0.5 g"].to_dict() == pytest.approx(
        {"balanced": 2 / 3, "specific": 1 / 3}
    )


def test_events_around_a_time_count_cycles() -> None:
    table = jerks([10.0, 12.0, 30.0]).assign(n_jerks=[1, 5, 1])
    found = Found(coverage=coverage(), events=table)
    counts = physics.events_around(found, np.array([9.9, 29.0, 60.0]))
    assert counts.tolist() == [6, 1, 0]


def test_single_jerks_are_told_apart_from_doubled_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def by_height(recording: Recording) -> Found:
        """Take the top of every 3 s for an event, and the third one for two."""
        height = np.abs(np.linalg.norm(recording.acceleration_g, axis=1) - 1)
        rows, _ = find_peaks(height, height=0.05, distance=300)
        n_jerks = np.where(np.arange(len(rows)) == 2, 2, 1)
        return Found(
            coverage=coverage(),
            events=jerks((rows / 100.0).tolist()).assign(n_jerks=n_jerks),
        )

    monkeypatch.setattr(physics, "look", by_height)
    row = physics.ring(RingJob(site="wrist", resonance_hz=4.0, damping=0.35, n=5))
    assert (row["jerks"], row["found"], row["one event"]) == (5, 5, 4)


def test_simulated_targets_are_read_off_their_tables() -> None:
    figures = Figures(
        rings=pd.DataFrame({"found": [50, 50], "one event": [50, 47]}),
        pairs=pd.DataFrame({"site": ["wrist"], "pairs": [10], "both": [9]}),
        nights=pd.DataFrame(),
        tremors=pd.DataFrame({"hours of tremor": [1.0, 1.0], "events": [1, 2]}),
        ladder=pd.DataFrame(
            {
                "site": "wrist",
                "planted at": ["10 per hour", "60 per hour"],
                "matched": [0.8, 0.6],
                "planted": [10, 60],
            }
        ),
        rates=pd.DataFrame({"site": ["wrist"] * 3, "counted": [100, 104, 103]}),
        ranges=pd.DataFrame(),
        lookalikes=pd.DataFrame(
            {
                "look-alike": ["knocks, 50 Hz", "knocks, 100 Hz"],
                "shown": [100, 100],
                "per 100 shown": [4.0, 4.0],
            }
        ),
    )
    claims = simulated_targets.claims(figures)
    assert [float(claim.measured) for claim in claims] == pytest.approx(
        [0.97, 0.9, 0.75, 0.04, 4.0, 4.0, 1.5]
    )
    assert [claim.verdict for claim in claims] == [
        *("missed", "met", "missed", "met", "met", "missed", "met")
    ]

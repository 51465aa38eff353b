"""One clock for all sensors of a person, along the best comparisons."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from drawing import coverage, facts, jerks

from myosense.alignment import ALIGNED, Alignment
from myosense.bodyclocks import Pair, common_clocks
from myosense.combining import Person, check_set, compare
from myosense.errors import ArgumentError
from myosense.filtering import FilterParameters
from myosense.lags import AlignmentParameters
from myosense.recording import Facts, Recording, recording_from_arrays

NOON = datetime(2025, 6, 1, 12, tzinfo=UTC)


def aligned(apart_s: float, error_s: float = 0.015, drift_ppm: float = 0.0) -> Alignment:
    return Alignment(
        is_aligned=True,
        verdict=ALIGNED,
        apart_s=apart_s,
        middle_s=0.0,
        offset_s=0.0,
        drift_ppm=drift_ppm,
        clock_error_s=error_s,
    )


NOT = Alignment(is_aligned=False, verdict="not aligned: no shared motion")


def test_clocks_are_chained_over_the_best_comparisons() -> None:
    alignments = {
        ("a", "b"): aligned(10.0, 0.03),
        ("a", "c"): aligned(100.0, 0.04),
        ("b", "c"): aligned(91.0, 0.02),
        ("a", "d"): NOT,
    }
    clocks = common_clocks("abcd", alignments)
    assert [clocks[key].reference for key in "abcd"] == ["a", "a", "a", "d"]
    assert clocks["b"].to_body(np.array(5.0)) == pytest.approx(15.0)
    assert clocks["c"].to_body(np.array(5.0)) == pytest.approx(106.0)  # over b
    assert clocks["c"].error_s == pytest.approx(np.hypot(0.03, 0.02))


def test_a_comparison_holds_both_ways() -> None:
    clocks = common_clocks("ba", {("a", "b"): aligned(10.0, drift_ppm=30.0)})
    assert clocks["a"].reference == "b"
    on_b_s = clocks["a"].to_body(np.array([10.0, 10.0 + 100 * (1 + 30e-6)]))
    np.testing.assert_allclose(on_b_s, [0.0, 100.0], atol=1e-9)
    np.testing.assert_allclose(clocks["a"].to_own(on_b_s)[0], 10.0)


def person_of(alignments: dict[Pair, Alignment], places: dict[str, str]) -> Person:
    known = {key: facts(key, place=place) for key, place in places.items()}
    return Person(
        facts=known,
        coverages={key: coverage((0, 1)) for key in known},
        alignments=alignments,
        clocks=common_clocks(known, alignments),
    )


def test_a_person_is_merged_if_all_that_ran_together_share_a_clock() -> None:
    two = {"a": "wrist left", "b": "ankle left"}
    assert person_of({("a", "b"): aligned(0.0)}, two).is_merged
    assert not person_of({("a", "b"): NOT}, two).is_merged
    three = two | {"c": "chest midline"}
    chain = {("a", "b"): aligned(0.0), ("b", "c"): aligned(0.0), ("a", "c"): NOT}
    assert person_of(chain, three).is_merged
    assert not person_of({("a", "b"): aligned(0.0), ("b", "c"): NOT}, three).is_merged
    assert person_of({}, two).is_merged  # one after the other
    assert not person_of({}, {"a": "wrist left", "b": "wrist left"}).is_merged


def test_only_recordings_of_the_same_time_are_compared() -> None:
    still = np.tile([0.0, 0.0, 1.0], (3000, 1))
    recordings = [
        recording_from_arrays(
            still, sample_rate_hz=50, start=start, site=site, recording_id=key
        )
        for key, site, start in (
            ("a", "wrist", NOON),
            ("b", "ankle", NOON.replace(second=59)),
            ("c", "ankle", NOON.replace(minute=1)),
            ("d", "chest", None),
        )
    ]
    covered = {key: coverage((0, 1 / 60)) for key in "abcd"}
    found = compare(
        recordings, covered, [jerks([])], FilterParameters(), AlignmentParameters()
    )
    assert set(found.motion) == set("abc")
    back = compare(
        recordings[2::-1], covered, [jerks([])], FilterParameters(), AlignmentParameters()
    )
    assert set(back.alignments) == {("b", "a"), ("c", "b")}
    undated = {("a", "d"), ("b", "d"), ("c", "d")}
    assert set(found.alignments) == {("a", "b"), ("b", "c")} | undated
    for pair, alignment in found.alignments.items():
        why = "not both have a date" if "d" in pair else "under 3 minutes of common time"
        assert alignment.verdict == f"not aligned: {why}"


def still_at_noon(*keys: str) -> list[Recording]:
    """Record a still minute at several sites, named by them."""
    still = np.tile([0.0, 0.0, 1.0], (3000, 1))
    return [
        recording_from_arrays(
            still, sample_rate_hz=50, start=NOON, site=site, recording_id=site
        )
        for site in keys
    ]


def test_the_motion_has_the_peaks_of_its_own_recording_without_steps() -> None:
    recordings = still_at_noon("wrist", "ankle")
    covered = dict.fromkeys(("wrist", "ankle"), coverage((0, 1 / 60)))
    tables = [
        jerks([3, 5, 7], recording_id="wrist", state=["rest", "walking", "active"]),
        jerks([1, 2], recording_id="wrist", state="rest"),
        jerks([9], recording_id="ankle", state="rest"),
    ]
    found = compare(recordings, covered, tables, FilterParameters(), AlignmentParameters())
    peaks_s = {key: motion.peaks_s.tolist() for key, motion in found.motion.items()}
    assert peaks_s == {"wrist": [1, 2, 3, 7], "ankle": [9]}


def test_each_other_recording_is_compared_with_the_first_by_knocks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recordings = still_at_noon("wrist", "ankle", "head")
    later = replace(recordings[1], start=NOON + timedelta(seconds=7))
    undated = replace(recordings[0], recording_id="undated", site="chest", start=None)
    recordings = [recordings[0], later, recordings[2], undated]
    covered = {each.recording_id: coverage((0, 1 / 60)) for each in recordings}
    asked = []

    def told(
        two: tuple[Recording, Recording],
        knocks_s: object,
        known: Alignment,
        max_offset_s: float,
    ) -> Alignment:
        pair = tuple(each.recording_id for each in two)
        asked.append((pair, knocks_s, known.apart_s, max_offset_s))
        return aligned(known.apart_s)

    monkeypatch.setattr("myosense.combining.align_by_knocks", told)
    parameters = AlignmentParameters(knocks_s=(1.0, 9.0))
    found = compare(recordings, covered, [jerks([])], FilterParameters(), parameters)
    assert asked == [
        (("wrist", "ankle"), ((1.0, 9.0),), 7.0, 300.0),
        (("wrist", "head"), ((1.0, 9.0),), 0.0, 300.0),
    ]
    assert found.clocks["ankle"].zero_s == 7.0
    assert not found.alignments["ankle", "head"].is_aligned


@pytest.mark.parametrize(
    ("second", "is_refused"),
    [
        (facts("b", start=NOON + timedelta(minutes=59), time_zone="UTC"), True),
        (facts("b", start=NOON - timedelta(minutes=59), time_zone="UTC"), True),
        (facts("b", start=NOON + timedelta(hours=1), time_zone="UTC"), False),
        (facts("b", start=NOON - timedelta(hours=1), time_zone="UTC"), False),
        (facts("b", start=NOON, time_zone="UTC", place="wrist right"), False),
        (facts("b", start=NOON, time_zone="UTC", place="ankle left"), False),
        (facts("b", start=NOON.replace(tzinfo=None)), False),  # it may be any zone's noon
        (facts("b"), False),
    ],
)
def test_one_place_has_one_recording_at_a_time(second: Facts, *, is_refused: bool) -> None:
    first = facts("a", start=NOON, time_zone="UTC")
    refusal = pytest.raises(ArgumentError, match="both of site wrist, side left")
    with refusal if is_refused else nullcontext():
        check_set([first, second])


def test_clocks_of_which_one_has_a_zone_are_not_held_side_by_side() -> None:
    still = np.tile([0.0, 0.0, 1.0], (3000, 1))
    zoned = NOON.replace(tzinfo=UTC)
    recordings = [
        recording_from_arrays(
            still, sample_rate_hz=50, start=start, site=site, recording_id=site
        )
        for site, start in (("wrist", NOON.replace(tzinfo=None)), ("ankle", zoned))
    ]
    covered = dict.fromkeys(("wrist", "ankle"), coverage((0, 1 / 60)))
    found = compare(
        recordings, covered, [jerks([])], FilterParameters(), AlignmentParameters()
    )
    (alignment,) = found.alignments.values()
    assert alignment.verdict == "not aligned: not both have a time zone"

"""The pieces of the benchmark, each with an answer that is known without it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from drawing import jerks
from hypothesis import given
from hypothesis import strategies as st

from benchmarks import page, planted, scorecard, validate
from benchmarks.page import Claim, Section, Table
from benchmarks.real import Judged, judge
from benchmarks.recordings import (
    FIT,
    MEASURE,
    Source,
    label_spans,
    likely_range_g,
    load,
    part,
    repeated,
    sources,
    tiled,
)
from benchmarks.simulated import look, n_matched, share_alike
from myosense import events, simulate
from myosense.estimates import Estimate, proportion
from myosense.recording import recording_from_arrays
from myosense.simulation import plant


def shared_folder(folder: Path) -> Path:
    """Lay out one real-looking recording: 30 s of sitting, then 30 s of walking."""
    recording = simulate(seed=1, hours=1 / 60, rate_per_h=0.0).recording
    data = folder / "data" / "lab"
    data.mkdir(parents=True)
    labels = np.repeat(["sitting", "walking"], recording.n_samples // 2)
    table = pd.DataFrame(recording.acceleration_g, columns=list("xyz"))
    table = table.assign(t=recording.time_s + 5.0, label=labels)
    table.to_parquet(data / "a.parquet")
    index = "file,dataset,use,site\nlab/a.parquet,lab,fit and measure (CC BY),hand_phone\n"
    (folder / "data" / "INDEX.csv").write_text(index)
    return folder


def test_the_index_says_where_a_sensor_was_and_what_it_may_be_used_for(
    tmp_path: Path,
) -> None:
    (source,) = sources(shared_folder(tmp_path))
    assert source == Source(file="lab/a.parquet", dataset="lab", use=FIT, site="hand")
    assert MEASURE != FIT


def test_labels_lie_on_the_clock_of_the_recording(tmp_path: Path) -> None:
    shared = shared_folder(tmp_path)
    labeled = load(shared, sources(shared)[0])
    assert labeled.spans["sitting"] == pytest.approx(np.array([[0.0, 30.0]]), abs=0.011)
    assert labeled.spans["walking"] == pytest.approx(np.array([[30.0, 60.0]]), abs=0.011)
    cut = part(labeled, "walking", 10.0)
    assert cut.recording.duration_s == pytest.approx(40.0, abs=0.02)
    assert cut.spans["walking"] == pytest.approx(np.array([[10.0, 40.0]]), abs=0.02)


def test_a_recording_is_judged_by_label(tmp_path: Path) -> None:
    shared = shared_folder(tmp_path)
    judged = judge((shared, sources(shared)[0]))
    assert judged.refusal == ""
    assert judged.long_recorded_s == pytest.approx(60.0)
    assert judged.long_analyzable_s == pytest.approx(58.0)
    by_label = {row["activity"]: row for row in judged.labels}
    assert by_label["sitting"]["room_s"] == pytest.approx(26.0, abs=0.011)
    assert by_label["sitting"]["analyzable_s"] == pytest.approx(29.0, abs=0.011)


def test_what_cannot_be_read_is_listed_with_its_sentence(tmp_path: Path) -> None:
    source = Source(file="none.parquet", dataset="lab", use=FIT, site="hand")
    assert "none.parquet" in judge((tmp_path, source)).refusal


def test_what_lies_in_a_gap_has_no_label() -> None:
    spans = label_spans(
        np.array([0.0, 1.0, 5.0, 6.0]),
        np.array(["a", "a", "a", "b"]),
        np.array([[0.0, 2.0], [5.0, 7.0]]),
    )
    assert spans["a"].tolist() == [[0.0, 2.0], [5.0, 6.0]]
    assert spans["b"].tolist() == [[6.0, 7.0]]


@pytest.mark.parametrize(("largest_g", "range_g"), [(1.9, 2.0), (2.1, 4.0), (40.0, 40.0)])
def test_the_likely_range_is_the_smallest_usual_one(
    largest_g: float, range_g: float
) -> None:
    samples = np.zeros((10, 3))
    samples[3, 1] = -largest_g
    recording = recording_from_arrays(samples, sample_rate_hz=50.0)
    assert likely_range_g(recording) == pytest.approx(range_g)


def test_copies_find_in_every_copy_what_the_one_finds() -> None:
    one = simulate(seed=2, hours=0.05, rate_per_h=200.0).recording
    period_s = one.duration_s + 10.0
    copies = repeated(one, 3, period_s)
    found, all_of_them = look(one), look(copies)
    assert found.n_jerks > 3
    expected_s = (np.arange(3)[:, None] * period_s + found.peaks_s).ravel()
    assert all_of_them.peaks_s == pytest.approx(expected_s, abs=1e-6)
    usable = tiled(found.coverage.usable, 3, period_s)
    assert all_of_them.coverage.usable == pytest.approx(usable)


def test_what_became_of_a_jerk_is_told_apart() -> None:
    truth = jerks([10.0, 20.0, 30.0, 40.0]).assign(width_s=0.1)
    candidates = jerks([10.01, 20.3, 30.02]).assign(label=["jerk", "jerk", "tremor"])
    told = planted.outcome(truth, candidates)
    assert told["outcome"].tolist() == [
        "found",
        "timed at another lobe",
        "taken for tremor",
        "no candidate",
    ]
    assert told["error_s"].iloc[0] == pytest.approx(0.01)
    assert told["error_s"].iloc[1:].isna().all()


def test_without_candidates_every_jerk_is_missed() -> None:
    told = planted.outcome(jerks([10.0]), events.empty())
    assert told["outcome"].tolist() == ["no candidate"]


@given(n=st.integers(1, 60), first=st.integers(0, 20))
def test_every_class_of_amplitude_gets_its_turn(n: int, first: int) -> None:
    drawn = planted.draw_amplitudes(np.random.default_rng(0), n, first)
    counts, _ = np.histogram(drawn, planted.BINS_G)
    assert counts.sum() == n
    assert np.ptp(counts) <= 1


def test_a_short_place_takes_one_jerk_and_a_long_one_its_rate() -> None:
    places = np.array([[0.0, 5.0], [100.0, 3700.0]])
    times_s = planted.draw_times(np.random.default_rng(1), places)
    assert np.count_nonzero(times_s < 5.0) == 1
    assert np.count_nonzero(times_s > 100.0) == pytest.approx(120, abs=35)
    assert np.min(np.diff(times_s)) >= planted.SPACING_S


def test_jerks_are_shared_out_by_the_room_that_there_is() -> None:
    rows = [
        {"data set": "casale_chest", "site": "chest", "activity": "standing", "room_s": s}
        for s in (300.0, 100.0)
    ]
    source = Source(file="", dataset="casale_chest", use=FIT, site="chest")
    judged = [Judged(source=source, labels=[row]) for row in rows]
    jobs = planted.jobs_of(Path(), judged, n_per_bin=80)
    assert [job.n for job in jobs] == [300, 100]


def test_planted_jerks_are_found_inside_trains_too() -> None:
    truth = jerks([10.0, 20.2, 20.6, 50.0])
    still = simulate(seed=3, hours=0.02, rate_per_h=0.0).recording
    found = look(still)
    counted = jerks([10.1, 20.0]).assign(
        label=["jerk", "train"], onset_s=[10.0, 20.0], stop_s=[10.2, 21.0]
    )
    assert n_matched(type(found)(coverage=found.coverage, events=counted), truth) == 3


def test_an_easy_planted_jerk_is_found_and_a_still_hour_counts_none() -> None:
    still = simulate(seed=4, hours=0.1, rate_per_h=0.0).recording
    moved, truth = plant(still, seed=1, times_s=[60.0, 180.0], amplitudes_g=[0.8, 0.8])
    assert look(still).n_jerks == 0
    assert n_matched(look(moved), truth) == 2


def test_agreement_counts_pairs_over_the_longer_list() -> None:
    first_s, second_s = np.array([1.0, 2.0, 3.0]), np.array([1.015, 2.5])
    assert share_alike(first_s, second_s, 0.02) == pytest.approx(1 / 3)
    assert share_alike(np.empty(0), np.empty(0), 0.02) == 1.0


@pytest.mark.parametrize(
    ("claim", "verdict", "target"),
    [
        (Claim(figure="", measured=0.8, n=1, at_least=0.8), "met", "at least 0.8"),
        (Claim(figure="", measured=0.79, n=1, at_least=0.8), "missed", "at least 0.8"),
        (Claim(figure="", measured=5.1, n=1, at_most=5.0), "missed", "at most 5"),
        (Claim(figure="", measured=np.nan, n=0, at_most=5.0), "missed", "at most 5"),
    ],
)
def test_a_verdict_is_computed_from_figure_and_target(
    claim: Claim, verdict: str, target: str
) -> None:
    assert (claim.verdict, claim.target) == (verdict, target)


def test_the_page_names_what_was_missed_and_shows_every_table() -> None:
    claims = [
        Claim(figure="hits", measured=proportion(9, 10), n=10, at_least=0.95),
        Claim(figure="coverage", measured=1.0, n=1, at_least=0.85),
    ]
    table = Table(heading="Rates", rows=pd.DataFrame({"site": ["wrist"], "n": [3]}))
    section = Section(title="A", about="What.", claims=claims, tables=[table])
    written = page.render([section], "About.")
    assert "1 of 2 targets were met." in written
    assert "- hits: 0.9 (0.596 to 0.982); the target is at least 0.95." in written
    assert "| site | n |\n| --- | ---: |\n| wrist | 3 |" in written


def test_a_cause_stands_once_below_all_that_were_missed_for_it() -> None:
    claims = [
        Claim(figure="a", measured=0.5, n=2, at_least=0.9, cause="Too short."),
        Claim(figure="b", measured=0.95, n=2, at_least=0.9, cause="Never seen."),
        Claim(figure="c", measured=0.25, n=2, at_least=0.9, cause="Too short."),
        Claim(figure="d", measured=0.1, n=2, at_least=0.9),
    ]
    assert page.in_words([Section(title="A", about="", claims=claims)]).splitlines() == [
        "1 of 4 targets were met.",
        "",
        "Missed:",
        "",
        "- a: 0.5; the target is at least 0.9.",
        "- c: 0.25; the target is at least 0.9.",
        "",
        "  *Why:* Too short.",
        "",
        "- d: 0.1; the target is at least 0.9.",
    ]


def test_an_estimate_without_an_interval_is_a_plain_number() -> None:
    assert page.number(Estimate(0.5)) == "0.5"


def test_the_quick_choice_takes_one_of_every_place() -> None:
    known = [
        Source(file=f"{site}{i}", dataset="lab", use=FIT, site=site)
        for site in ("wrist", "ankle")
        for i in range(4)
    ]
    chosen = validate.choose(known, 3)
    assert [source.file for source in chosen] == ["wrist0", "wrist3", "ankle0", "ankle3"]


def test_the_fit_finds_the_odds_of_a_table_of_counts() -> None:
    # 30 of 40 with the measure, 10 of 40 without: odds 3 and 1/3, their ratio 9.
    is_high = np.repeat([1.0, 1.0, 0.0, 0.0], [3000, 1000, 1000, 3000])
    is_jerk = np.repeat([True, False, True, False], [3000, 1000, 1000, 3000])
    weights, bias = scorecard.fit(is_high[:, None], is_jerk, np.ones(8000))
    assert weights == pytest.approx([np.log(9.0)], abs=0.01)
    assert bias == pytest.approx(-np.log(3.0), abs=0.01)


def test_a_measure_that_speaks_the_wrong_way_gets_no_weight() -> None:
    shares = np.repeat([1.0, 0.0], 50)[:, None]
    is_jerk = np.repeat([False, True], 50)
    weights, bias = scorecard.fit(shares, is_jerk, np.ones(100))
    assert weights.tolist() == [0.0]
    assert bias == pytest.approx(0.0, abs=1e-4)


def test_positives_weigh_three_tenths_of_all_negatives() -> None:
    kinds = np.repeat(["real", "evening", "planted", "dense"], [100, 20, 7, 3])
    weight = scorecard.weights_of(kinds)
    assert weight[kinds == "real"].sum() == pytest.approx(100.0)
    assert weight[kinds == "evening"].sum() == pytest.approx(50.0)
    assert weight[np.isin(kinds, scorecard.POSITIVES)].sum() == pytest.approx(45.0)

"""What follows a stimulus: drawn by hand, planted, and against chance."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from drawing import HOUR_S, coverage, facts, jerks
from hypothesis import given
from hypothesis import strategies as st

from myosense import exposure, schema
from myosense.coverage import Coverage
from myosense.errors import ArgumentError, SettingsError
from myosense.triggers import (
    MARKERS,
    Responses,
    TriggerParameters,
    chance,
    columns,
    placing,
    respond,
    window,
)
from myosense.triggers.chance import Around

PARAMETERS = TriggerParameters()
Floats = npt.NDArray[np.float64]


def markers(*at_s: float, stimulus: str = "noise", recording_id: str = "a") -> pd.DataFrame:
    """Put markers on lines 2, 3, ..."""
    rows = [
        {"line": i, "stimulus": stimulus, "recording_id": recording_id, "at_s": s}
        for i, s in enumerate(at_s, start=2)
    ]
    return schema.table(rows, MARKERS)


def at_onsets(onsets_s: Floats | list[float], **given: Any) -> pd.DataFrame:  # noqa: ANN401
    """Make jerks with these onsets, which peak 60 ms later."""
    onsets = np.asarray(onsets_s, dtype=np.float64)
    return jerks((onsets + 0.06).tolist(), **{"onset_s": onsets, **given})


def around(
    stimuli: pd.DataFrame,
    events: pd.DataFrame,
    covered: Coverage | None = None,
    *,
    clock_error_s: float | None = 0.0,
) -> Responses:
    """Respond at one place of one hour."""
    held = {"a": coverage((0, 1)) if covered is None else covered}
    return respond(stimuli, events, held, {"a": facts()}, PARAMETERS, clock_error_s)


def test_the_window_is_the_startle_and_the_limb_and_grows_with_the_clock_error() -> None:
    assert window(PARAMETERS, None) == window(PARAMETERS, 0.0) == (0.02, 0.17)
    assert window(PARAMETERS, 0.03) == (-0.01, 0.2)


@pytest.mark.parametrize(
    ("after_s", "error_s", "n"),
    [(0.019, 0, 0), (0.021, 0, 1), (0.169, 0, 1), (0.171, 0, 0), (0.171, 0.01, 1),
     (-0.005, 0.03, 1), (-0.02, 0.03, 0)],
)  # fmt: skip
def test_an_onset_in_the_window_and_only_that_follows(
    after_s: float, error_s: float, n: int
) -> None:
    found = around(markers(100), at_onsets([100 + after_s]), clock_error_s=error_s)
    assert found.triggers["n_followed"].tolist() == [n]


def test_the_onset_counts_not_the_peak() -> None:
    late = jerks([100.19], onset_s=[100.1])
    assert around(markers(100), late).triggers["n_followed"].tolist() == [1]
    early = jerks([100.1], onset_s=[100.01])
    assert around(markers(100), early).triggers["n_followed"].tolist() == [0]


def test_a_train_counts_once_and_other_labels_never() -> None:
    table = at_onsets([100.1, 200.1], label=["train", "movement"], n_jerks=[9, 1])
    found = around(markers(100, 200), table)
    assert found.triggers["n_followed"].tolist() == [1]
    assert found.histogram["n"].sum() == 1


def test_the_histogram_counts_onsets_in_bins_of_50_ms() -> None:
    found = around(markers(100, 200), at_onsets([99.01, 100.06, 200.09, 201.99, 202.01]))
    bins = found.histogram
    assert len(bins) == 60
    assert (bins["from_s"].iloc[0], bins["to_s"].iloc[-1]) == (-1, 2)
    assert bins.loc[bins["n"] > 0, ["from_s", "n"]].to_numpy().tolist() == [
        [-1, 1], [0.05, 2], [1.95, 1],
    ]  # fmt: skip
    assert bins["rate_per_h"].max() == pytest.approx(2 / (2 * 0.05) * 3600)


def test_latencies_are_those_of_the_first_onset() -> None:
    stimuli = markers(100, 200, 300, 400, 500)
    table = at_onsets([100.05, 100.12, 200.06, 300.07, 400.10])
    row = around(stimuli, table).triggers.iloc[0]
    figures = row[["latency_q1_s", "latency_median_s", "latency_q3_s"]].tolist()
    assert figures == pytest.approx([0.0575, 0.065, 0.0775])
    assert (row["n_followed"], row["share"]) == (4, 0.8)
    # Wilson's interval of 4 in 5, as R's prop.test(4, 5, correct = FALSE) gives it.
    assert (row["share_low"], row["share_high"]) == pytest.approx(
        (0.3755, 0.9638), abs=1e-4
    )


@pytest.mark.parametrize(
    ("error_s", "said"),
    [(None, "is not known"), (0.021, "21 ms is above 20 ms"), (0.02, ""), (0.0, "")],
)
def test_no_latency_is_told_where_the_clocks_do_not_allow_it(
    error_s: float | None, said: str
) -> None:
    found = around(markers(100), at_onsets([100.1]), clock_error_s=error_s)
    row = found.triggers.iloc[0]
    assert row["reason"].endswith(said)
    assert bool(row["reason"]) == bool(said)
    assert pd.isna(row["latency_median_s"]) == bool(said)
    assert pd.isna(found.stimuli["latency_s"].iloc[0]) == bool(said)
    assert found.stimuli["is_followed"].tolist() == [True]


def test_only_stimuli_with_everything_around_them_judged_count() -> None:
    covered = coverage(
        (0, 0.25), (0.5, 1), lost_h=[(0.25, 0.4, "not worn"), (0.4, 0.5, "clipped")]
    )
    at_s = (0.5, 100, 899, 1000, 1500, 3599, 4000, -5)
    found = around(markers(*at_s), at_onsets([100.1, 899.1]), covered)
    reasons = found.stimuli["reason"].tolist()
    held = "the sensor was held at the end of its range"
    assert reasons[1:5] == ["", "not worn", "not worn", held]
    assert [reasons[i] for i in (0, 5, 6, 7)] == ["not recorded"] * 4
    row = found.triggers.iloc[0]
    assert (row["n_stimuli"], row["n_left_out"], row["n_followed"]) == (1, 7, 1)


def test_a_kind_that_was_never_judged_has_a_row_with_its_reason() -> None:
    row = around(markers(9999), at_onsets([100.1])).triggers.iloc[0]
    assert (row["n_stimuli"], row["n_left_out"]) == (0, 1)
    assert pd.isna(row["share"])
    assert row["reason"] == "no stimulus with everything around it judged"


def test_a_planted_answer_is_found_and_none_is_where_none_was_planted() -> None:
    rng = np.random.default_rng(1)
    at_s = 600 + np.cumsum(rng.uniform(15, 40, 60))
    own_s = rng.uniform(0, 3600, 60)
    answered = at_s[rng.random(60) < 0.5] + rng.uniform(0.03, 0.15)
    stimuli = pd.concat(
        [markers(*at_s), markers(*(at_s + 7), stimulus="light").assign(line=range(99, 159))]
    )
    found = around(stimuli, at_onsets(np.sort(np.append(own_s, answered)))).triggers
    light, noise = (row for _, row in found.iterrows())
    assert noise["p"] == 1 / 1000
    assert noise["share_low"] < len(answered) / 60 < noise["share_high"]
    assert light["p"] > 0.05
    assert light["chance_high"] < 0.1


def test_chance_is_what_jerks_at_random_would_give() -> None:
    rng = np.random.default_rng(2)
    onsets = np.sort(rng.uniform(0, HOUR_S, 1800))  # one every 2 s
    row = around(markers(*np.arange(30, 3500, 31.7)), at_onsets(onsets)).triggers.iloc[0]
    assert row["chance"] == pytest.approx(1 - np.exp(-0.15 / 2), abs=0.01)


def test_p_is_as_often_small_as_it_says_where_nothing_is_tied() -> None:
    rng = np.random.default_rng(3)
    p = []
    for _ in range(30):
        bursts = np.repeat(rng.uniform(0, HOUR_S, 150), 4) + rng.exponential(1, 600)
        stimuli = markers(*rng.uniform(60, 3500, 80))
        p.append(around(stimuli, at_onsets(np.sort(bursts))).triggers["p"].iloc[0])
    assert np.mean(np.array(p) < 0.1) < 0.25
    assert 0.3 < np.mean(p) < 0.75


def test_a_test_is_held_against_itself_not_against_the_quiet_night() -> None:
    rng = np.random.default_rng(4)
    busy_s = np.sort(rng.uniform(600, 1200, 1200))  # two a second while it lasts
    found = around(markers(*np.arange(650, 1150, 10.3)), at_onsets(busy_s))
    row = found.triggers.iloc[0]
    assert row["share"] > 0.15
    assert row["p"] > 0.05


def test_stimuli_far_apart_belong_to_two_tests() -> None:
    stimuli, events = markers(100, 130, 3000), at_onsets([])
    covered = {"a": coverage((0, 0.5), (0.6, 1))}  # six minutes are not judged
    exposures = exposure.by_place(events, covered, {"a": facts()})[0]
    used = placing.placed(stimuli, exposures, PARAMETERS)
    held, kinds = placing.around(used, exposures, events, PARAMETERS)
    assert kinds == ["noise"]
    assert held.test.tolist() == [0, 0, 1]
    assert held.at_s.tolist() == [100, 130, 3000 - 360]
    assert held.tests_s.tolist() == [[40, 190], [2580, 2700]]


def test_the_stimuli_of_a_test_stay_in_it_and_keep_their_spacing() -> None:
    held = Around(
        at_s=np.array([10.0, 12.0, 55.0]),
        kind=np.zeros(3, dtype=np.int64),
        test=np.array([0, 0, 1]),
        tests_s=np.array([[0.0, 20.0], [50.0, 60.0]]),
        onsets_s=np.empty(0),
    )
    rng = np.random.default_rng(5)
    for _ in range(50):
        first, second, other = held.turned(rng)
        assert 0 <= min(first, second) <= max(first, second) < 20
        assert (second - first) % 20 == pytest.approx(2)
        assert 50 <= other < 60


@given(
    st.lists(st.integers(0, 4000), max_size=30, unique=True).map(sorted),
    st.lists(st.integers(0, 4000), min_size=1, max_size=8, unique=True),
)
def test_a_walk_over_all_pairs_counts_the_same(onsets: list[int], at: list[int]) -> None:
    onsets_s, at_s = np.array(onsets) / 100 + 0.0003, np.array(at) / 100
    edges_s = np.round(np.arange(-20, 41) * 0.05, 9)
    held = Around(
        at_s=at_s,
        kind=np.arange(len(at)) % 2,
        test=np.zeros(len(at), dtype=np.int64),
        tests_s=np.array([[0.0, 40.0]]),
        onsets_s=onsets_s,
    )
    counted = chance.count(held, at_s, (0.02, 0.17), edges_s)
    bins = np.zeros((min(len(at), 2), 60), dtype=int)
    followed = [0] * min(len(at), 2)
    for i, stimulus_s in enumerate(at_s):
        after_s = onsets_s - stimulus_s
        followed[i % 2] += bool(np.any((after_s >= 0.02) & (after_s < 0.17)))
        bins[i % 2] += np.histogram(after_s, edges_s)[0]
    assert counted.n_followed.tolist() == followed
    assert counted.n_in_bins.tolist() == bins.tolist()


def test_recordings_of_one_place_are_one_test_bed_and_places_have_their_own_rows() -> None:
    known = {"a": facts(), "b": facts("b"), "c": facts("c", place="ankle left")}
    covered = {key: coverage((0, 1)) for key in known}
    stimuli = pd.concat(
        [
            markers(100).assign(line=2),
            markers(-3500, recording_id="b").assign(line=2),
            markers(100, recording_id="c").assign(line=2),
            markers(3700).assign(line=3),
            markers(100, recording_id="b").assign(line=3),
            markers(3700, recording_id="c").assign(line=3),
        ]
    )
    events = pd.concat(
        [at_onsets([100.1]), at_onsets([100.1], recording_id="b")], ignore_index=True
    )
    found = respond(stimuli, events, covered, known, PARAMETERS, 0.0)
    rows = found.triggers[["site", "n_stimuli", "n_left_out", "n_followed"]]
    assert rows.to_numpy().tolist() == [["wrist", 2, 0, 2], ["ankle", 1, 1, 0]]
    assert found.stimuli["recording_id"].tolist() == ["a", "b", "c", ""]


def test_tables_are_as_declared_also_when_there_is_nothing() -> None:
    for found in (
        around(markers(), at_onsets([])),
        around(markers(100), at_onsets([100.1])),
        respond(markers(), at_onsets([]), {}, {}, PARAMETERS),
    ):
        for table, declared in (
            (found.triggers, columns.COLUMNS),
            (found.histogram, columns.HISTOGRAM),
            (found.stimuli, columns.STIMULI),
        ):
            assert table.dtypes.equals(schema.empty(declared).dtypes)


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ArgumentError, match="clock error is -1 s; expected at least 0"):
        around(markers(100), at_onsets([]), clock_error_s=-1)
    for values, said in (
        ({"bin_s": 0.0}, "bin_s"),
        ({"startle_from_s": 0.2}, "startle_from_s"),
        ({"test_margin_s": 1.0}, "test_margin_s"),
    ):
        with pytest.raises(SettingsError, match=said):
            TriggerParameters(**values)

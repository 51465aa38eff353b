"""What is lost without a part: who is left out, who is judged by whom, and the figures."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("torch", reason="fitting needs the extra 'fit'")

from benchmarks import page
from benchmarks.detection.curves import thresholds
from benchmarks.detection.groups import STILL, WALKING
from benchmarks.detection.sowing import Sower
from benchmarks.detection.traces import Found
from benchmarks.detection.trials import Trial
from benchmarks.fitting import card
from benchmarks.fitting.backgrounds import Job, fit_sources, part_of
from benchmarks.fitting.calibration import KEEP_ALL, find
from benchmarks.fitting.left_out import judged, tables
from benchmarks.fitting.left_out.chapters import chapters, generator_claims, people_of
from benchmarks.fitting.left_out.fits import (
    SIMULATED_WEIGHT,
    FitJob,
    Twin,
    fit_variant,
    samples_in,
    see,
    twins_of,
)
from benchmarks.fitting.left_out.judged import Fitted, JudgeJob, by_networks
from benchmarks.fitting.left_out.variants import (
    BY_DATA_SET,
    BY_GENERATOR,
    PART,
    REFERENCE,
    VARIANTS,
    VIEWS,
    Variant,
    blanked,
    rows_of,
)
from benchmarks.fitting.model import Training
from benchmarks.fitting.planters import PLANTERS
from myosense import Recording, Settings, intervals, simulate
from myosense import simulation as simulated
from myosense.classification import ClassificationParameters
from myosense.models import read_weights
from myosense.network import Detector, from_arrays, shipped
from myosense.pipeline import LEAST_NETWORK_LOG_ODDS, analyze_recording
from myosense.scorecard import ScoreParameters
from myosense.windows import FAR_CHANNELS, N_FACTS, N_FAR, N_NEAR, NEAR_CHANNELS, Views

SHAPES = {
    "near": (NEAR_CHANNELS, N_NEAR),
    "far": (FAR_CHANNELS, N_FAR),
    "facts": (N_FACTS,),
}
LEFT_OUT, KEPT = "Gs02", "Gs01"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out two people who sit for two minutes and walk, by their label, for one."""
    folder = tmp_path_factory.mktemp("shared")
    data = folder / "data" / "geotec"
    data.mkdir(parents=True)
    lines = ["file,dataset,use,site,subject"]
    for seed, name in enumerate((LEFT_OUT, KEPT)):
        recording = simulate(seed=seed, hours=0.05, rate_per_h=0.0).recording
        labels = np.where(recording.time_s < 120.0, "SEATED", "WALKING")
        table = pd.DataFrame(recording.acceleration_g, columns=list("xyz"))
        table.assign(t=recording.time_s, label=labels).to_parquet(data / f"{name}.parquet")
        lines.append(f"geotec/{name}.parquet,geotec,fit and measure (CC BY),wrist,{name}")
    (folder / "data" / "INDEX.csv").write_text("\n".join(lines) + "\n")
    return folder


@pytest.fixture(scope="module")
def arrays() -> dict[str, np.ndarray]:
    """Take the weights of one network that comes with the package."""
    loaded = np.load(BytesIO(read_weights()), allow_pickle=False)
    return {n.removeprefix("0."): loaded[n] for n in loaded.files if n.startswith("0.")}


@pytest.fixture(scope="module")
def recording() -> Recording:
    """Simulate more than one block."""
    return simulate(seed=5, hours=0.18, rate_per_h=90.0, scenario="busy").recording


def draw_views(n: int) -> Views:
    rng = np.random.default_rng(1)
    drawn = {name: rng.normal(size=(n, *shape)) for name, shape in SHAPES.items()}
    return Views(**{name: values.astype(np.float32) for name, values in drawn.items()})


# Variants


def test_of_a_generator_or_data_set_left_out_all_goes_but_not_what_nobody_planted() -> None:
    table = pd.DataFrame(
        {
            "generator": ["muscle", "muscle", "lobes", "", "", "recorded", ""],
            "subject": [*["umafall S01"] * 4, "geotec s1", "geotec s1", "simulated 7"],
        }
    )
    assert rows_of(table, REFERENCE).tolist() == [0, 1, 2, 3, 4, 5, 6]
    without = BY_GENERATOR["muscle"]
    assert rows_of(table, without).tolist() == [2, 3, 4, 5, 6]
    assert rows_of(table, Variant(name="", without=("umafall",))).tolist() == [4, 5, 6]


def test_the_networks_of_a_pair_differ_by_one_generator_alone() -> None:
    assert tuple(BY_GENERATOR) == PLANTERS
    assert set(PLANTERS) == {*simulated.GENERATORS, "recorded"}
    for generator, less in BY_GENERATOR.items():
        assert set(REFERENCE.generators) - set(less.generators) == {generator}
        assert replace(REFERENCE, name="", generators=()) == replace(
            less, name="", generators=()
        )


def test_every_data_set_is_left_out_once_and_every_network_has_a_name() -> None:
    away = [name for variant in BY_DATA_SET for name in variant.without]
    assert sorted(away) == sorted(card.LICENSES)
    assert len({variant.name for variant in VARIANTS}) == len(VARIANTS)


def test_only_what_is_named_is_set_to_zero() -> None:
    seen = draw_views(3)
    found = blanked(seen, ("near", "facts"))
    assert not found.near.any()
    assert not found.facts.any()
    assert np.array_equal(found.far, seen.far)


# What is fitted to


def test_the_people_measured_on_are_in_no_fit_and_each_generator_plants_alike(
    shared: Path,
) -> None:
    assert [part_of(f"geotec {name}") == PART for name in (LEFT_OUT, KEPT)] == [True, False]
    twins = twins_of(shared, fit_sources(shared), n_simulated=8)
    real = [twin for twin in twins if twin.job.source]
    assert {twin.job.subject for twin in real} == {f"geotec {KEPT}"}
    drawn = [(twin.generator, twin.job.is_varied) for twin in real]
    assert sorted(drawn) == sorted(
        (name, v) for name in ("", *PLANTERS) for v in (False, True)
    )
    lived = [twin.generator for twin in twins if not twin.job.source]
    assert sorted(lived) == sorted(2 * PLANTERS)
    seeds = [twin.job.seed for twin in twins]
    assert len(set(seeds)) == len(seeds)


def test_a_twin_holds_jerks_of_its_generator_and_a_bare_one_none(shared: Path) -> None:
    ((source, subject),) = [
        one for one in fit_sources(shared) if one[1] == f"geotec {KEPT}"
    ]
    job = Job(shared=shared, seed=3, source=source, subject=subject)
    seen, other = (see(Twin(job=job, generator=name)) for name in ("muscle", "lobes"))
    assert not np.array_equal(seen.near, other.near)
    planted = seen.table
    assert planted["is_jerk"].any()
    is_its = planted["is_jerk"] | planted["is_own"]
    assert set(planted["generator"][is_its]) == {"muscle"}
    assert set(planted["generator"][~is_its]) == {""}
    bare = see(Twin(job=job, generator="")).table
    assert not bare["is_jerk"].any()
    assert set(bare["generator"]) == {""}


def lay_samples(folder: Path, near_scale: float) -> None:
    n, rng = 600, np.random.default_rng(2)
    seen = draw_views(n)
    np.save(folder / "near.npy", (near_scale * seen.near).astype(np.float16))
    np.save(folder / "far.npy", seen.far.astype(np.float16))
    np.save(folder / "facts.npy", seen.facts)
    is_jerk = rng.random(n) < 0.3
    np.save(folder / "is_jerk.npy", is_jerk)
    np.save(folder / "kind.npy", np.where(is_jerk, 0, -1).astype(np.int8))
    np.save(folder / "is_lived.npy", np.arange(n) < 2)
    np.save(folder / "weight.npy", np.full(n, 0.3, dtype=np.float32))
    np.save(folder / "part.npy", np.zeros(n))


def test_simulated_lives_count_less_and_blank_views_are_zero(tmp_path: Path) -> None:
    lay_samples(tmp_path, 1.0)
    samples = samples_in(tmp_path, ("far",))
    expected = [0.3 * SIMULATED_WEIGHT, 0.3 * SIMULATED_WEIGHT, 0.3]
    assert samples.weight[:3] == pytest.approx(expected)
    assert samples.weight.dtype == np.float32
    assert samples.far.shape == (600, *SHAPES["far"])
    assert not samples.far.any()
    assert samples.near.any()


def test_a_network_learns_nothing_from_a_view_that_it_does_not_see(tmp_path: Path) -> None:
    fitted = []
    for scale in (1.0, -2.0):
        folder = tmp_path / f"{scale}"
        folder.mkdir()
        lay_samples(folder, scale)
        blank = Variant(name="blank", blank=("near",))
        rows, training = np.arange(512), Training(epochs=1)
        job = FitJob(folder=folder, variant=blank, rows=rows, training=training)
        seeing = replace(job, variant=REFERENCE)
        fitted.append((fit_variant(job), fit_variant(seeing)))
    (blind, sighted), (blind_again, sighted_again) = fitted
    assert all(np.array_equal(blind[name], blind_again[name]) for name in blind)
    assert any(not np.array_equal(sighted[n], sighted_again[n]) for n in sighted)


# What is judged


def test_a_network_alone_finds_what_the_pipeline_finds_by_it(
    recording: Recording, arrays: dict[str, np.ndarray]
) -> None:
    network = from_arrays(arrays)
    found = by_networks(recording, {"one": (network, ())})["one"]
    expected = find(recording, Detector(networks=(network,), calibration=KEEP_ALL))
    coverage = analyze_recording(recording, Settings())[0]
    is_kept = found.score >= LEAST_NETWORK_LOG_ODDS
    is_kept &= intervals.contains(coverage.usable, found.peak_s)
    assert len(expected) > 20
    odds = expected["network_log_odds"].to_numpy()  # single precision, in other chunks
    assert found.score[is_kept] == pytest.approx(odds, rel=1e-5, abs=1e-5)
    assert found.peak_s[is_kept] == pytest.approx(expected["peak_s"].to_numpy(), abs=0.02)


def test_to_a_network_that_sees_nothing_all_lobes_are_alike(
    recording: Recording, arrays: dict[str, np.ndarray]
) -> None:
    network = from_arrays(arrays)
    nothing = Views(
        **{name: np.zeros((1, *shape), np.float32) for name, shape in SHAPES.items()}
    )
    each = network.log_odds(nothing)[0]
    score = by_networks(recording, {"one": (network, VIEWS)})["one"].score
    # An event of k lobes is none with a probability of (1 - p) to the k.
    n_lobes = np.logaddexp(0.0, score) / np.logaddexp(0.0, each)
    assert n_lobes == pytest.approx(np.round(n_lobes), abs=1e-4)
    assert n_lobes.min() == pytest.approx(1.0)


def test_every_piece_of_evidence_is_in_one_group() -> None:
    grouped = [name for own in judged.MEASURES.values() for name in own]
    assert sorted(grouped) == sorted(ScoreParameters().evidence)


def test_a_group_left_out_of_the_scorecard_is_a_group_of_no_weight(
    recording: Recording,
) -> None:
    # Without the bias a scorecard keeps everything: the same candidates in both.
    card_shipped = ScoreParameters()
    none = {
        name: replace(getattr(card_shipped, name), weight=0.0)
        for name in judged.MEASURES["posture"]
    }
    settings = Settings(
        classification=ClassificationParameters(
            method="rules",
            score=replace(card_shipped, bias=0.0, **none),
            train_min_lobes=10**6,
        )
    )
    expected = analyze_recording(recording, settings)[1]
    found = judged.by_cards(recording)[1]
    without = found["scorecard without posture"]
    assert len(expected) > 20
    assert without.peak_s == pytest.approx(expected["peak_s"].to_numpy())
    assert without.score == pytest.approx(expected["rules_log_odds"].to_numpy())
    assert np.all(without.score <= found[judged.CARD].score)
    assert np.any(without.score < found[judged.CARD].score)


def test_the_sum_weighs_network_and_scorecard_as_the_package_does(
    recording: Recording, arrays: dict[str, np.ndarray]
) -> None:
    network = from_arrays(arrays)
    found = judged.together(recording, network)
    detector = Detector(networks=(network,), calibration=shipped().calibration)
    settings = Settings(classification=ClassificationParameters(train_min_lobes=10**6))
    table = analyze_recording(recording, settings, detector)[1]
    both = found[judged.TOGETHER]
    place = np.searchsorted(both.peak_s, table["peak_s"].to_numpy() - 1e-9)
    is_whole = ~table["flags"].str.contains("clipped").to_numpy(dtype=bool)
    said = np.log(table["odds_at_1_per_h"].to_numpy())
    assert is_whole.sum() > 10
    assert both.score[place][is_whole] == pytest.approx(said[is_whole])


def test_of_false_alarms_the_highest_in_what_can_be_judged_are_kept() -> None:
    n = 2 * judged.N_KEPT
    found = {
        "a": Found(peak_s=np.arange(n) / n, score=np.arange(n, dtype=np.float64)),
        "b": Found(peak_s=np.array([0.5, 1.5, 2.5, 3.5]), score=np.array([1.0, 2, 3, 4])),
    }
    spans = {"sit": np.array([[0.0, 1.0]]), "walk": np.array([[1.0, 3.0]])}
    kept = judged.alarms_of(found, spans, np.array([[0.0, 2.0], [3.0, 4.0]]))
    own = kept[kept["detector"] == "a"]
    assert sorted(own["score"]) == list(range(n // 2, n))
    others = kept[kept["detector"] == "b"].sort_values("score")
    assert others["score"].tolist() == [1.0, 2.0]
    assert others["activity"].tolist() == ["sit", "walk"]


def test_a_recording_is_judged_by_all_and_one_that_cannot_be_read_leaves_no_rows(
    shared: Path, arrays: dict[str, np.ndarray], capsys: pytest.CaptureFixture[str]
) -> None:
    known = {subject: source for source, subject in fit_sources(shared)}
    job = JudgeJob(
        shared=shared,
        source=known[f"geotec {LEFT_OUT}"],
        person=f"geotec {LEFT_OUT}",
        sowers=(Sower(generator="lobes", seed=0),),
        fitted=(Fitted(variant=REFERENCE, arrays=arrays),),
    )
    trial = judged.run_job(job)
    names = {REFERENCE.name, judged.ALONE, judged.TOGETHER, *judged.CARDS}
    assert dict(zip(trial.hours["activity"], trial.hours["group"], strict=True)) == {
        "SEATED": STILL,
        "WALKING": WALKING,
    }
    assert trial.hours["analyzable_s"].sum() == pytest.approx(180.0, abs=10.0)
    assert set(trial.alarms["detector"]) <= names
    seen = trial.jerks[trial.jerks["is_covered"] & (trial.jerks["peak_g"] > 0.5)]
    assert set(seen["generator"]) == {"lobes"}
    for name in names:
        alarms = trial.alarms.loc[trial.alarms["detector"] == name, "score"]
        assert (seen[name] > max(alarms, default=-np.inf)).any(), name
    away = replace(job, source=replace(job.source, file="geotec/none.parquet"))
    assert all(len(table) == 0 for table in vars(judged.run_job(away)).values())
    assert "geotec/none.parquet" in capsys.readouterr().err


# The figures


def drawn(
    alarms: list[tuple[str, str, float]], jerks: list[tuple[str, str, float, float]]
) -> Trial:
    """Draw two people of two data sets, two hours each of sitting and one of walking.

    Parameters
    ----------
    alarms
        Person, group and score, alike for all that is compared.
    jerks
        Person, generator, score by all but the network without muscle, and by that.
    """
    names = [variant.name for variant in VARIANTS]
    names += [judged.ALONE, judged.TOGETHER, *judged.CARDS]
    sets = {"a": "geotec", "b": "umafall"}
    hours = pd.DataFrame(
        [
            {"person": who, "data set": sets[who], "group": group, "analyzable_s": length_s}
            for who in sets
            for group, length_s in ((STILL, 7200.0), (WALKING, 3600.0))
        ]
    )
    listed = pd.DataFrame(alarms, columns=["person", "group", "score"])
    every = pd.concat([listed.assign(detector=name) for name in names], ignore_index=True)
    planted = pd.DataFrame(jerks, columns=["person", "generator", "score", "less"])
    planted = planted.assign(
        group=STILL,
        peak_g=0.7,
        is_covered=True,
        **{"data set": planted["person"].map(sets)},
    )
    for name in names:
        planted[name] = planted["less" if name == "without muscle" else "score"]
    every["data set"] = every["person"].map(sets)
    return Trial(hours=hours, alarms=every, jerks=planted)


def muscle_trial() -> Trial:
    """Draw 4 hours outside walking: 4 alarms may be above the threshold, which is 1."""
    sitting = [("a", STILL, score) for score in (1.0, 2.0, 3.0)]
    sitting += [("b", STILL, score) for score in (4.0, 5.0)]
    walking = [("b", WALKING, 9.0) for _ in range(20)]
    jerks = [("a", "muscle", 8.0, 8.0), ("a", "muscle", 8.0, 0.5)]
    jerks += [("b", "muscle", 8.0, 0.5), ("b", "muscle", 0.5, 0.5)]
    jerks += [("a", "lobes", 8.0, 0.5)]
    return drawn(sitting + walking, jerks)


def test_the_cost_of_a_generator_is_the_recall_that_went_of_its_own_jerks() -> None:
    claims = generator_claims(muscle_trial())
    assert float(claims[0].measured) == pytest.approx(3 / 4 - 1 / 4)
    assert [claim.n for claim in claims] == [4, 1, 0, 0]
    assert claims[0].verdict == page.MISSED
    assert (float(claims[1].measured), claims[1].verdict) == (0.0, page.MET)
    assert np.isnan([claim.measured for claim in claims[2:]]).all()


def test_the_same_network_costs_nothing_in_any_resample() -> None:
    trial = muscle_trial()
    of = tables.is_by(trial, "muscle")
    same = tables.lost(trial, (REFERENCE, BY_GENERATOR["lobes"]), of)
    assert (float(same), same.low, same.high) == (0.0, 0.0, 0.0)
    less = tables.lost(trial, (REFERENCE, BY_GENERATOR["muscle"]), of)
    assert 0.0 <= less.low < 0.5 < less.high <= 1.0


def test_false_alarms_while_walking_set_no_threshold_but_are_counted_there() -> None:
    trial = muscle_trial()
    assert thresholds(tables.pool_outside(trial, "reference"), 1.0)[0] == 1.0
    table = tables.data_set_table(trial, REFERENCE, BY_DATA_SET)
    assert table["left out"].tolist() == [*["umafall"] * 2, *["geotec"] * 2]
    assert table["where"].tolist() == 2 * ["outside walking", "walking"]
    assert table["hours"].tolist() == [2.0, 1.0, 2.0, 1.0]
    assert table["jerks"].tolist() == [2, 0, 3, 0]
    falsely = [float(rate) for rate in table["false alarms per h, reference"]]
    assert falsely == [1.0, 20.0, 1.0, 0.0]
    recalled = [float(share) for share in table["0.2-3 g, reference"]]
    assert recalled == pytest.approx([0.5, np.nan, 1.0, np.nan], nan_ok=True)


def test_jerks_of_other_sizes_and_places_are_not_among_those_counted() -> None:
    trial = muscle_trial()
    sizes_g = np.array([0.15, 0.3, 0.7, 1.5, 0.3])
    groups = np.array([STILL, STILL, STILL, STILL, WALKING])
    trial = replace(trial, jerks=trial.jerks.assign(peak_g=sizes_g, group=groups))
    outside = tables.is_planted(trial, "outside walking")
    assert outside.tolist() == [False, True, True, True, False]
    assert tables.is_planted(trial, "walking").tolist() == [*[False] * 4, True]
    row = tables.recall_row(trial, "reference", np.ones(5, dtype=bool))
    found = {name: float(share) for name, share in row.items()}  # type: ignore[arg-type]
    assert found == {
        "0.2-0.5 g": 1.0,
        "0.5-1 g": 1.0,
        "1-3 g": 0.0,
        "0.2-3 g": pytest.approx(2 / 3),
    }


def test_the_page_says_who_it_is_measured_on_and_shows_every_network() -> None:
    trial = muscle_trial()
    assert people_of(trial)["hours that can be judged"].tolist() == [3.0, 3.0]
    assert people_of(trial)["outside walking"].tolist() == [2.0, 2.0]
    text = page.render(chapters(trial), "", "What is lost without a part")
    for name in [variant.name for variant in VARIANTS if not variant.without]:
        assert f"| {name} |" in text
    for name in (*judged.CARDS, judged.ALONE, judged.TOGETHER):
        assert f"| {name} |" in text
    assert text.count(f"| {judged.CARD} |") == 4  # two rates, alone and beside the network
    assert "1 of 4 targets were met." in text

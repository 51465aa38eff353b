"""Sowing jerks in labeled recordings, and what every detector makes of them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.detection import groups, trials
from benchmarks.detection.__main__ import QUICK, USES, jobs_of, sowers_of
from benchmarks.detection.about import about
from benchmarks.detection.detectors import OURS, RIVALS, RULES, log_odds
from benchmarks.detection.groups import STILL, WALKING, group_of
from benchmarks.detection.people import people, wearers_of
from benchmarks.detection.sowing import (
    BIN_NAMES,
    EVERY_S,
    GENERATOR_NAMES,
    SPACING_S,
    Sower,
    bin_of,
    draw_amplitudes,
    slot_times,
    sown,
)
from benchmarks.detection.trials import Job, Trial, activity_at, run_job
from benchmarks.detection.wearers import (
    MINUTES,
    N_PEOPLE,
    load_ranged,
    simulated_sources,
)
from benchmarks.fitting import unseen
from benchmarks.fitting.backgrounds import N_PARTS, part_of
from benchmarks.recordings import MEASURE, Source, sources
from myosense import Settings, intervals, simulate
from myosense.network import Detector, shipped
from myosense.pipeline import analyze_recording
from myosense.simulation import SCENARIOS

SOWER = Sower(generator="muscle", seed=3)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out one recording: 4 minutes of sitting, then 1 minute called walking."""
    folder = tmp_path_factory.mktemp("shared")
    recording = simulate(seed=1, hours=1 / 12, rate_per_h=0.0).recording
    data = folder / "data" / "geotec"
    data.mkdir(parents=True)
    labels = np.where(recording.time_s < 240.0, "SEATED", "WALKING")
    table = pd.DataFrame(recording.acceleration_g, columns=list("xyz"))
    table = table.assign(t=recording.time_s, label=labels)
    table.to_parquet(data / "a.parquet")
    index = (
        "file,dataset,use,site,subject\n"
        "geotec/a.parquet,geotec,fit and measure (CC BY),wrist,Gs01\n"
    )
    (folder / "data" / "INDEX.csv").write_text(index)
    return folder


@pytest.fixture(scope="module")
def alone() -> Detector:
    """Keep one network, and none that is asked before it."""
    return replace(shipped(), networks=shipped().networks[:1], scout=None, glance=())


@pytest.fixture(scope="module", autouse=True)
def ship(alone: Detector) -> Iterator[None]:
    """Ship that one for the wearer's part, and for others two that deny every jerk."""
    (network,) = alone.networks
    last = network.head[-1]
    denying = replace(last, bias=last.bias - np.float32(100.0))
    deaf = replace(network, head=(*network.head[:-1], denying))
    own = part_of("geotec Gs01")
    each = tuple(network if part == own else deaf for part in range(N_PARTS))
    with pytest.MonkeyPatch.context() as patched:
        for module in (trials, unseen):
            patched.setattr(module, "shipped", lambda: replace(alone, networks=each))
        yield


@pytest.fixture(scope="module")
def source(shared: Path) -> Source:
    return sources(shared)[0]


@pytest.fixture(scope="module")
def judged(shared: Path, source: Source) -> Trial:
    person = people(shared)[source.file]
    return run_job(Job(shared=shared, source=source, person=person, sowers=(SOWER,)))


def test_every_activity_is_in_one_group_and_an_unknown_one_in_none() -> None:
    for dataset, of_group in groups.ACTIVITIES.items():
        named = [name for names in of_group.values() for name in names]
        assert len(named) == len(set(named)), dataset
        assert set(of_group) <= set(groups.GROUPS)
    assert group_of("geotec", "WALKING") == WALKING
    with pytest.raises(KeyError, match="juggling"):
        group_of("geotec", "juggling")


def test_people_are_told_apart_by_data_set(shared: Path) -> None:
    assert people(shared) == {"geotec/a.parquet": "geotec Gs01"}


def test_one_wearer_of_several_sensors_is_one_person(tmp_path: Path) -> None:
    rows = "".join(f"{name}.parquet,casale_chest,C{name}\n" for name in ("02", "03", "10"))
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "INDEX.csv").write_text("file,dataset,subject\n" + rows)
    names = list(people(tmp_path).values())
    assert names == ["casale_chest C02", "casale_chest C03", "casale_chest C02"]


def test_hours_add_up_by_person() -> None:
    hours = pd.DataFrame(
        {
            "person": ["b", "a", "b"],
            "data set": ["x", "x", "x"],
            "analyzable_s": [3600.0, 1800.0, 7200.0],
        }
    )
    known = wearers_of(hours)
    assert known.names.tolist() == ["a", "b"]
    assert known.hours.tolist() == [0.5, 3.0]
    assert known.at(pd.Series(["b", "a"])).tolist() == [1, 0]


def test_each_slot_of_a_place_gets_one_time_and_a_short_place_too() -> None:
    places = np.array([[0.0, 1.0], [100.0, 100.0 + 30.5 * EVERY_S]])
    times_s = slot_times(np.random.default_rng(1), places)
    assert np.count_nonzero(times_s < 1.0) == 1
    slot = (times_s[1:] - 100.0) // (30.5 * EVERY_S / 30)
    assert slot.tolist() == list(range(30))
    assert np.min(np.diff(times_s)) >= SPACING_S


@pytest.mark.parametrize("n", [1, 5, 40])
def test_every_class_of_amplitude_gets_its_turn(n: int) -> None:
    drawn = draw_amplitudes(np.random.default_rng(2), n)
    counts = bin_of(pd.Series(drawn)).value_counts().reindex(list(BIN_NAMES))
    assert counts.sum() == n
    assert counts.max() - counts.min() <= 1


def test_sowing_again_gives_the_same_and_another_seed_other_jerks(
    shared: Path, source: Source
) -> None:
    labeled = load_ranged(shared, source)
    first, truth = sown(shared, labeled, SOWER)
    again, _ = sown(shared, labeled, SOWER)
    other, _ = sown(shared, labeled, Sower(generator="muscle", seed=4))
    assert np.array_equal(first.acceleration_g, again.acceleration_g)
    assert not np.array_equal(first.acceleration_g, other.acceleration_g)
    for activity, spans in labeled.spans.items():
        own = truth[truth["activity"] == activity]
        assert len(own) == int((intervals.total(spans) - 2.0) / EVERY_S)
        assert intervals.contains(spans, own["peak_s"]).all()


def test_a_simulated_life_is_planted_into_though_nobody_of_the_index_lives_it(
    shared: Path,
) -> None:
    life, _ = simulated_sources(every=1)[0]
    _, truth = sown(shared, load_ranged(shared, life), SOWER)
    assert len(truth) == int((MINUTES * 60.0 - 2.0) / EVERY_S)


def test_the_activity_at_a_time_is_that_of_its_span() -> None:
    spans = {"a": np.array([[0.0, 1.0], [5.0, 6.0]]), "b": np.array([[2.0, 3.0]])}
    found = activity_at(spans, np.array([0.5, 1.5, 2.0, 5.9, 7.0]))
    assert found.tolist() == ["a", "", "b", "a", ""]


def test_seconds_are_counted_by_activity(judged: Trial) -> None:
    hours = judged.hours.set_index("activity")
    assert hours["group"].to_dict() == {"SEATED": STILL, "WALKING": WALKING}
    assert hours["recorded_s"].to_dict() == pytest.approx(
        {"SEATED": 240.0, "WALKING": 60.0}, abs=0.02
    )
    assert hours.loc["SEATED", "analyzable_s"] == pytest.approx(239.0, abs=0.1)
    assert hours["person"].unique().tolist() == ["geotec Gs01"]


def test_alarms_of_every_detector_lie_in_an_activity(judged: Trial) -> None:
    rivals = judged.alarms[~judged.alarms["detector"].isin([OURS, RULES])]
    assert set(rivals["detector"]) == set(RIVALS) - {RULES}
    assert rivals["peak_s"].between(1.0, 299.0).all()
    is_walking = rivals["peak_s"] >= 240.0
    assert (is_walking == (rivals["activity"] == "WALKING")).all()


def test_a_wearer_is_judged_by_the_networks_that_left_them_out(
    shared: Path,
    source: Source,
    judged: Trial,
    alone: Detector,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    labeled = load_ranged(shared, source)
    planted, _ = sown(shared, labeled, SOWER)
    fair = log_odds(analyze_recording(planted, Settings(), alone)[1]["probability"])
    assert judged.jerks[OURS].max() == fair.max()
    jerking = replace(labeled, recording=planted)
    monkeypatch.setattr(trials, "load_ranged", lambda *_: jerking)
    job = Job(shared=shared, source=source, person="geotec Gs01", sowers=())
    alarms = run_job(job).alarms
    assert sorted(alarms[alarms["detector"] == OURS]["score"]) == sorted(fair)


def test_whom_no_network_was_fitted_to_all_judge(shared: Path, source: Source) -> None:
    only = replace(source, use=MEASURE)
    job = Job(shared=shared, source=only, person="geotec Gs01", sowers=(SOWER,))
    found = run_job(job)
    assert not (found.alarms["detector"] == OURS).any()
    assert np.isneginf(found.jerks[OURS]).all()


def test_of_a_rivals_alarms_the_highest_are_kept(
    shared: Path, source: Source, monkeypatch: pytest.MonkeyPatch, judged: Trial
) -> None:
    monkeypatch.setattr(trials, "KEPT_PER_H", 100.0)
    job = Job(shared=shared, source=source, person="geotec Gs01", sowers=())
    few = run_job(job).alarms
    name = "STA/LTA"
    kept = few[(few["detector"] == name) & (few["activity"] == "SEATED")]["score"]
    is_known = judged.alarms["detector"] == name
    every = judged.alarms[is_known & (judged.alarms["activity"] == "SEATED")]["score"]
    assert len(kept) == 7 < len(every)
    assert sorted(kept) == sorted(every.nlargest(7))


def test_large_jerks_planted_in_a_still_wearer_score_highest_with_all_rivals(
    judged: Trial,
) -> None:
    jerks = judged.jerks[judged.jerks["peak_g"] >= 1.0]
    assert len(jerks) >= 3
    assert jerks["is_covered"].all()
    assert (jerks["generator"] == "muscle").all()
    for name in set(RIVALS) - {RULES}:
        above = judged.alarms[judged.alarms["detector"] == name]["score"].max()
        assert jerks[name].max() > above


def test_what_cannot_be_read_leaves_no_rows(tmp_path: Path) -> None:
    source = Source(file="geotec/none.parquet", dataset="geotec", use="", site="wrist")
    found = run_job(Job(shared=tmp_path, source=source, person="", sowers=(SOWER,)))
    assert len(found.hours) == len(found.alarms) == len(found.jerks) == 0


def test_what_may_only_be_measured_is_left_out_unless_asked_for(
    shared: Path, tmp_path: Path
) -> None:
    index = (shared / "data" / "INDEX.csv").read_text()
    only = "lab/b.parquet,measure_only,measure only (no licence),wrist,U01\n"
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "INDEX.csv").write_text(index + only)
    files = {
        use: [job.source.file for job in jobs_of(tmp_path, uses, QUICK)]
        for use, uses in USES.items()
    }
    assert files["fit"] == ["geotec/a.parquet"]
    assert files["measure"] == ["lab/b.parquet"]
    assert files["all"] == [*files["fit"], *files["measure"]]


@pytest.mark.parametrize("use", USES)
def test_the_page_says_who_judged_whom(use: str) -> None:
    said = " ".join(about(use).split())
    assert "Every person is judged by networks that never saw them." in said
    assert "such recordings are never used to choose anything" in said
    assert "motions of the wearer's own part of the people" in said


def test_every_generator_plants_in_every_round() -> None:
    sowers = sowers_of(2)
    assert [sower.generator for sower in sowers] == 2 * list(GENERATOR_NAMES)
    assert len({(sower.generator, sower.seed) for sower in sowers}) == len(sowers)


def test_simulated_people_do_what_the_simulator_knows(tmp_path: Path) -> None:
    listed = simulated_sources(1)
    activities = {source.file.split()[0] for source, _ in listed}
    assert activities <= set(SCENARIOS)
    assert len({source.file for source, _ in listed}) == len(listed)
    assert {person for _, person in listed} == {f"simulated {i}" for i in range(N_PEOPLE)}
    source = next(one for one, _ in listed if one.file.startswith("typing wrist"))
    labeled = load_ranged(tmp_path, source)
    assert labeled.spans["typing"].tolist() == [[0.0, MINUTES * 60]]
    assert labeled.recording.site == "wrist"

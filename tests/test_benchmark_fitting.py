"""Fitting: what is told of lobes, how odds are calibrated, and the two networks agree."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from benchmarks.fitting.backgrounds import part_of, varied
from benchmarks.fitting.calibration import NETWORK, PIECES, Outcome, calibrate
from benchmarks.fitting.examples import Examples, company, draw_swings, examples, told
from myosense.glances import N_GLANCED
from myosense.network import dense, from_arrays, layers_of
from myosense.recording import recording_from_arrays
from myosense.simulation import Swing
from myosense.windows import (
    FAR_CHANNELS,
    FAR_S,
    N_FACTS,
    N_FAR,
    N_NEAR,
    NEAR_CHANNELS,
    Views,
)


def truth(peaks_s: list[float], sizes_g: list[float]) -> pd.DataFrame:
    return pd.DataFrame({"peak_s": peaks_s, "peak_g": sizes_g})


def test_the_nearest_lobe_is_the_main_one_and_those_around_are_its_own() -> None:
    lobes_s = np.array([8.0, 9.7, 9.97, 10.05, 10.9, 11.6, 20.0])
    table = told(lobes_s, truth([10.0], [0.5]), ["muscle"])
    assert table["is_jerk"].tolist() == [False, False, True, *[False] * 4]
    assert table["is_own"].tolist() == [False, True, False, True, True, False, False]
    assert table["amplitude_g"][2] == 0.5
    assert table["amplitude_g"].sum() == 0.5
    assert table["generator"].tolist() == ["", *["muscle"] * 4, "", ""]


def test_no_lobe_is_told_to_be_a_jerk_that_peaks_between_lobes() -> None:
    table = told(np.array([9.9, 30.0]), truth([10.0], [0.3]), ["lobes"])
    assert not table["is_jerk"].any()
    assert table["is_own"].tolist() == [True, False]


def test_lobes_between_two_jerks_belong_to_the_one_that_began_last() -> None:
    lobes_s = np.array([10.0, 10.3, 10.7, 11.0, 11.2])
    table = told(lobes_s, truth([10.0, 11.0], [0.3, 0.4]), ["lobes", "muscle"])
    assert table["is_jerk"].tolist() == [True, False, False, True, False]
    assert table["generator"].tolist() == ["lobes"] * 2 + ["muscle"] * 3


def test_nothing_planted_and_nothing_found_are_told_too() -> None:
    assert not told(np.array([1.0, 2.0]), truth([], []), [])[["is_jerk", "is_own"]].any(
        axis=None
    )
    assert len(told(np.empty(0), truth([1.0], [0.2]), ["lobes"])) == 0


def judged(rng: np.random.Generator, about: float, n: int) -> pd.DataFrame:
    """Draw log-odds of the networks about a value; evidence knows nothing."""
    drawn = {name: rng.normal(0.0, 1.0, n) for name in PIECES}
    return pd.DataFrame({NETWORK: rng.normal(about, 1.0, n), **drawn})


def test_calibrated_odds_are_those_of_two_known_distributions() -> None:
    # Normal log-odds about 0 and 2: their density ratio is exp(2 x - 2). With 50 false ones
    # an hour, the odds at one jerk an hour are that over 50. The rules say nothing.
    rng = np.random.default_rng(1)
    hours, per_h = 2000.0, 50
    outcome = Outcome(
        false=judged(rng, 0.0, int(hours * per_h)),
        true=judged(rng, 2.0, 100_000).assign(amplitude_g=1.0),
        hours=hours,
        is_real=True,
    )
    found = calibrate([outcome])
    assert found.of_network == pytest.approx(2.0, abs=0.05)
    assert list(found.of_evidence) == PIECES
    assert list(found.of_evidence.values()) == pytest.approx([0.0] * len(PIECES), abs=0.05)
    assert found.offset_h == pytest.approx(-2 - np.log(per_h), abs=0.1)


def test_what_speaks_for_different_reasons_is_added_up_but_never_against() -> None:
    rng = np.random.default_rng(3)
    true = judged(rng, 2.0, 50_000)
    true["width"] += 1.0
    true["tremor"] -= 1.0
    outcome = Outcome(
        false=judged(rng, 0.0, 50_000),
        true=true.assign(amplitude_g=1.0),
        hours=1000.0,
        is_real=True,
    )
    found = calibrate([outcome])
    assert found.of_network == pytest.approx(2.0, abs=0.06)
    assert found.of_evidence["width"] == pytest.approx(1.0, abs=0.06)
    assert found.of_evidence["tremor"] == 0.0


def test_an_hour_of_a_simulated_life_counts_as_an_hour_of_a_person_does() -> None:
    # By the ratio of two normal densities log-odds are worth 2 among these people, 1 in
    # these lives.
    rng = np.random.default_rng(4)
    real, simulated = (
        Outcome(
            false=judged(rng, about, 20_000),
            true=judged(rng, 2.0, 20_000).assign(amplitude_g=1.0),
            hours=400.0,
            is_real=is_real,
        )
        for about, is_real in ((0.0, True), (1.0, False))
    )
    together = Outcome(
        false=pd.concat([real.false, simulated.false]),
        true=pd.concat([real.true, simulated.true]),
        hours=800.0,
        is_real=True,
    )
    both, joined = calibrate([real, simulated]), calibrate([together])
    assert both.of_network == pytest.approx(joined.of_network, abs=1e-4)
    assert both.offset_h == pytest.approx(joined.offset_h, abs=1e-4)
    assert both.of_evidence == pytest.approx(joined.of_evidence, abs=1e-4)
    assert 1.1 < both.of_network < 1.9


def test_simulated_walkers_say_nothing_of_what_steps_are() -> None:
    # The same lives beside other steps: only among people the steps make a difference.
    rng = np.random.default_rng(5)
    false, true = judged(rng, 0.0, 20_000), judged(rng, 2.0, 20_000)
    steps = judged(rng, 3.0, 20_000).assign(walking=0.0)
    worth = {
        (is_real, len(some)): calibrate(
            [
                Outcome(
                    false=pd.concat([false, some]),
                    true=true.assign(amplitude_g=1.0),
                    hours=400.0,
                    is_real=is_real,
                )
            ]
        ).of_network
        for is_real in (True, False)
        for some in (steps, steps[:0])
    }
    assert worth[False, 20_000] == pytest.approx(worth[False, 0], abs=1e-6)
    assert worth[True, 20_000] < worth[True, 0] - 0.5


def test_jerks_that_were_not_found_do_not_make_those_found_likelier() -> None:
    rng = np.random.default_rng(2)
    false = judged(rng, 0.0, 50_000)
    found = judged(rng, 2.0, 50_000).assign(amplitude_g=1.0)
    lost = found.assign(**dict.fromkeys([NETWORK, *PIECES], np.nan))
    half = pd.concat([found, lost], ignore_index=True)
    offsets = [
        calibrate([Outcome(false=false, true=true, hours=1000.0, is_real=True)]).offset_h
        for true in (half, found)
    ]
    assert offsets[1] - offsets[0] == pytest.approx(np.log(2), abs=0.05)


def test_people_are_in_three_parts_of_about_one_size_always_the_same() -> None:
    people = [f"umafall S{i:02}" for i in range(300)]
    parts = [part_of(person) for person in people]
    assert parts == [part_of(person) for person in people]
    assert set(parts) == {0, 1, 2}
    assert min(parts.count(i) for i in range(3)) > 70


def test_company_is_a_train_a_pair_or_mostly_none() -> None:
    rng = np.random.default_rng(5)
    drawn = [company(rng, 100.0) for _ in range(4000)]
    assert all(times_s[0] == pytest.approx(100.0, abs=0.5) for times_s in drawn)
    sizes = np.array([len(times_s) for times_s in drawn])
    assert np.mean(sizes == 1) == pytest.approx(1 - 0.15, abs=0.02)
    assert np.mean(sizes == 2) == pytest.approx(0.1, abs=0.02)
    assert np.mean((sizes >= 4) & (sizes < 41)) == pytest.approx(0.05, abs=0.01)
    after_s = [times_s[1] - times_s[0] for times_s in drawn if len(times_s) == 2]
    assert 0.4 <= min(after_s) < max(after_s) <= 1.2


def test_half_of_the_recordings_hold_only_jerks_that_see_no_other() -> None:
    rate_hz = 50.0
    flat = np.tile([0.0, 0.0, 1.0], (round(rate_hz * 1800), 1))
    still = recording_from_arrays(flat, sample_rate_hz=rate_hz, site="wrist")

    def tick(_: np.random.Generator, __: str, size_g: float, peak_s: float) -> Swing:
        return Swing(
            start_s=peak_s,
            rate_hz=100.0,
            acceleration_g=np.array([[size_g, 0.0, 0.0]]),
            angle_rad=np.zeros(1),
            axis=np.array([0.0, 0.0, 1.0]),
        )

    is_lonely = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        swings, names = draw_swings(rng, still, {"tick": tick})
        peaks_s = np.array([swing.start_s for swing in swings])
        sizes_g = [float(swing.acceleration_g[0, 0]) for swing in swings]
        assert names == ["tick"] * len(swings)
        assert np.all(np.diff(peaks_s) >= 0)
        assert min(sizes_g) >= 0.03
        assert max(sizes_g) <= 3.0
        is_lonely.append(len(swings) > 100 and np.min(np.diff(peaks_s)) >= FAR_S)
    assert 10 <= sum(is_lonely) <= 30


def test_a_recording_played_otherwise_keeps_its_gaps_and_mostly_its_gravity() -> None:
    stamps_s = np.append(np.arange(2000) / 100, 40 + np.arange(1000) / 100)
    wave = 0.1 * np.sin(2 * np.pi * 3 * stamps_s)
    samples = np.column_stack((wave, np.zeros(3000), np.ones(3000)))
    recording = recording_from_arrays(samples.astype(np.float32), stamps_s=stamps_s)
    played = varied(np.random.default_rng(3), recording)
    assert len(played.stretches) == 2
    tempo = 40.0 / played.stretches[1].start_s
    assert 0.8 <= tempo <= 1.25
    gain = np.std(played.acceleration_g[:, 0]) / np.std(wave)
    assert 0.45 <= gain <= 2.1
    assert gain != pytest.approx(1.0, abs=1e-3)
    again = (varied(np.random.default_rng(seed), recording) for seed in range(100))
    rest_g = np.array([np.median(one.acceleration_g[:, 2]) for one in again])
    assert np.all(np.isclose(rest_g, 1.0, atol=1e-3) | np.isclose(rest_g, 0.0, atol=1e-3))
    assert 3 <= np.count_nonzero(rest_g < 0.5) <= 20


@pytest.mark.parametrize(("size", "n_kinds"), [("FULL", 1), ("FULL", 3), ("SCOUT", 1)])
def test_the_fitted_network_and_the_shipped_kind_agree(size: str, n_kinds: int) -> None:
    torch = pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting import model as fitting  # noqa: PLC0415  needs torch

    torch.manual_seed(0)
    model = fitting.Model(getattr(fitting, size), n_kinds).eval()
    rng = np.random.default_rng(4)
    views = Views(
        near=rng.normal(size=(5, NEAR_CHANNELS, N_NEAR)).astype(np.float32),
        far=rng.normal(size=(5, FAR_CHANNELS, N_FAR)).astype(np.float32),
        facts=rng.normal(size=(5, N_FACTS)).astype(np.float32),
    )
    with torch.no_grad():
        parts = (views.near, views.far, views.facts)
        expected = model(*(torch.from_numpy(part) for part in parts)).numpy()
    found = from_arrays(fitting.arrays_of(model)).log_odds(views)
    assert found == pytest.approx(expected, abs=1e-5)


def test_a_recording_may_be_played_on_a_sensor_of_less_range() -> None:
    swing_g = np.linspace(9.0, 50.0, 500) * np.tile([1.0, -1.0], 250)
    swung = np.column_stack((np.full(500, 5.0), np.zeros(500), swing_g))
    recording = recording_from_arrays(swung, sample_rate_hz=50.0)
    ranges_g = set()
    for seed in range(30):
        played = varied(np.random.default_rng(seed), recording)
        ranges_g.add(played.range_g)
        largest_g = float(np.max(np.abs(played.acceleration_g)))
        assert largest_g == pytest.approx(played.range_g or largest_g)
    assert ranges_g == {2.0, 4.0, None}


def test_the_learning_rate_rises_and_falls_once() -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.model import pace  # noqa: PLC0415  needs torch

    rates = [pace(done) for done in np.linspace(0, 1, 101)]
    top = int(np.argmax(rates))
    assert rates[top] == pytest.approx(1.0)
    assert all(np.diff(rates[: top + 1]) > 0)
    assert all(np.diff(rates[top:]) < 0)
    assert rates[-1] == pytest.approx(0.0, abs=1e-9)


def test_each_part_is_left_out_once_by_each_kind_of_network() -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.folds import members  # noqa: PLC0415  needs torch

    kinds = [(one.simulated_weight, one.left_out) for one in members(epochs=1)]
    assert len(set(kinds)) == len(kinds) == 6
    # What the package ships is in this order; who judges whom on the pages rests on it.
    assert [left_out for _, left_out in kinds] == [0, 1, 2, 0, 1, 2]
    assert len({one.training.seed for one in members(epochs=1)}) == 6


def test_a_lobe_on_disk_is_of_the_kind_of_the_jerk_it_belongs_to(tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.folds import save_samples  # noqa: PLC0415  needs torch

    # A jerk and its after-swing, what nobody planted, a jerk of another generator: twice.
    table = pd.DataFrame(
        {
            "is_jerk": [True, False, False, True],
            "amplitude_g": [0.5, 0.0, 0.0, 0.05],
            "generator": ["muscle", "muscle", "", "lobes"],
            "subject": ["geotec a", "geotec a", "simulated 3", "simulated 3"],
        }
    )
    seen = {name: np.zeros((4, 2), np.float16) for name in ("near", "far", "glanced")}
    one = Examples(**seen, facts=np.zeros((4, 1), np.float32), table=table, hours=1.0)
    assert len(save_samples([one, one], tmp_path)) == 8
    kind = np.load(tmp_path / "kind.npy")
    assert kind.tolist() == 2 * [1, 1, -1, 0]
    assert np.load(tmp_path / "is_jerk.npy").tolist() == 2 * [True, False, False, True]
    assert np.load(tmp_path / "is_lived.npy").tolist() == 2 * [False, False, True, False]
    assert np.load(tmp_path / "weight.npy").tolist() == pytest.approx(2 * [1, 1, 1, 0.3])


#: A network that goes by the sum of the facts.
FACTS_ONLY = {
    "near.0.weight": (NEAR_CHANNELS * N_NEAR, 0),
    "near.0.bias": (0,),
    "far.0.weight": (FAR_CHANNELS * N_FAR, 0),
    "far.0.bias": (0,),
    "head.0.weight": (N_FACTS, 1),
    "head.0.bias": (1,),
}


def drawn_samples(rng: np.random.Generator, n: int) -> dict[str, np.ndarray]:
    """Draw lobes of which the facts alone say what they are."""
    is_jerk = rng.random(n) < 0.3
    facts = rng.normal(size=(n, N_FACTS)) + 4.0 * is_jerk[:, None]
    return {
        "near": rng.normal(size=(n, NEAR_CHANNELS, N_NEAR)).astype(np.float16),
        "far": rng.normal(size=(n, FAR_CHANNELS, N_FAR)).astype(np.float16),
        "facts": facts.astype(np.float32),
        "is_jerk": is_jerk,
        "kind": np.where(is_jerk, 0, -1).astype(np.int8),
        "weight": np.ones(n, dtype=np.float32),
    }


def test_a_fit_learns_what_tells_jerks_and_comes_out_the_same_again() -> None:
    torch = pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.model import Samples, Training, fit  # noqa: PLC0415

    drawn = drawn_samples(np.random.default_rng(6), 5000)
    samples, chosen = Samples(**drawn), np.arange(4000)
    first, again = (fit(samples, chosen, Training(epochs=3)) for _ in range(2))
    for one, other in zip(first.parameters(), again.parameters(), strict=True):
        assert torch.equal(one, other)
    new = slice(4000, 5000)
    views = (
        torch.from_numpy(drawn[name][new].astype(np.float32)) for name in ("near", "far")
    )
    with torch.no_grad():
        log_odds = first(*views, torch.from_numpy(drawn["facts"][new])).numpy()
    assert np.mean((log_odds > 0) == drawn["is_jerk"][new]) > 0.97


def test_a_kind_of_jerk_is_not_told_from_lobes_of_another() -> None:
    torch = pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.model import Samples, Training, fit  # noqa: PLC0415

    drawn = drawn_samples(np.random.default_rng(11), 6000)
    # After-swings of the second kind look as jerks of the first do; there are more of them.
    is_swing = drawn["is_jerk"] & (np.arange(6000) % 3 > 0)
    drawn["kind"] = np.where(is_swing, 1, drawn["kind"]).astype(np.int8)
    is_first = drawn["is_jerk"] & ~is_swing
    model = fit(
        Samples(**drawn | {"is_jerk": is_first}), np.arange(6000), Training(epochs=6)
    )
    with torch.no_grad():
        seen = (drawn[name].astype(np.float32) for name in ("near", "far", "facts"))
        log_odds = model.by_kind(*map(torch.from_numpy, seen)).numpy()
    assert np.median(log_odds[is_first, 0]) > 2
    assert np.median(log_odds[is_first, 1]) < -2
    assert np.median(log_odds[~drawn["is_jerk"], 0]) < -2


def test_seldom_drawn_lobes_count_for_those_that_are_not() -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.model import drawn_share  # noqa: PLC0415  needs torch

    log_odds = np.array([-9.0, -3.5, -2.5, 4.0, -9.0, -3.5], dtype=np.float32)
    is_jerk = np.array([False, False, False, False, True, True])
    share = drawn_share(log_odds, is_jerk)
    # One log-odds below the limit: exp(-0.7).
    assert share == pytest.approx([0.08, 0.4966, 1.0, 1.0, 1.0, 1.0], abs=1e-4)


def test_a_fit_sees_all_lobes_once_and_then_mostly_the_hard_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting import model  # noqa: PLC0415  needs torch

    samples = model.Samples(**drawn_samples(np.random.default_rng(9), 20_000))
    chosen, none = np.arange(15_000), np.flatnonzero(~samples.is_jerk[:15_000])
    asked: list[np.ndarray] = []
    epochs: list[np.ndarray] = []
    easy = none[:8000]

    def judged(_: object, __: object, rows: np.ndarray) -> np.ndarray:
        asked.append(rows)
        return np.where(np.isin(rows, easy), -9.0, 9.0).astype(np.float32)

    def descend(_: object, draw: Callable[..., np.ndarray], *__: object) -> None:
        epochs.extend(draw(epoch, np.random.default_rng(epoch)) for epoch in range(3))

    monkeypatch.setattr(model, "_judged", judged)
    monkeypatch.setattr(model, "descend", descend)
    model.fit(samples, chosen, model.Training())
    assert [rows.tolist() for rows in asked] == [chosen.tolist()]
    assert epochs[0].tolist() == chosen.tolist()
    for rows in epochs[1:]:
        is_easy = np.isin(rows, easy)
        assert rows[~is_easy].tolist() == np.setdiff1d(chosen, easy).tolist()
        assert np.count_nonzero(is_easy) == pytest.approx(0.08 * 8000, rel=0.1)


def test_a_scout_learns_what_the_others_say() -> None:
    torch = pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.model import TAUGHT, Samples, Training, teach  # noqa: PLC0415

    drawn = drawn_samples(np.random.default_rng(7), 4000)
    said = drawn["facts"][:, 0].astype(np.float64) - 3.0
    scout = teach(Samples(**drawn), said, Training(epochs=6, learning_rate=4e-3))
    new = drawn_samples(np.random.default_rng(8), 500)
    with torch.no_grad():
        parts = (new[name].astype(np.float32) for name in ("near", "far", "facts"))
        found = scout(*(torch.from_numpy(part) for part in parts)).numpy()
    expected = np.clip(new["facts"][:, 0] - 3.0, *TAUGHT)
    assert np.corrcoef(found, expected)[0, 1] > 0.9


def test_a_glance_learns_what_is_said_from_numbers_of_any_size() -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.glancing import teach_glance  # noqa: PLC0415  needs torch
    from benchmarks.fitting.model import TAUGHT, Training  # noqa: PLC0415

    def drawn(seed: int, n: int) -> tuple[np.ndarray, np.ndarray]:
        unit = np.random.default_rng(seed).normal(size=(n, 3))
        said = np.abs(unit[:, 0]) + unit[:, 1] - 2.0
        return (unit * [0.1, 30.0, 1.0] + [2.0, -70.0, 0.0]).astype(np.float16), said

    training = Training(epochs=15, batch=256, learning_rate=6e-3)
    first, again = (teach_glance(*drawn(1, 4000), training) for _ in range(2))
    assert all(np.array_equal(first[name], again[name]) for name in first)
    glanced, said = drawn(2, 500)
    found = dense(glanced.astype(np.float32), layers_of(first))
    assert found == pytest.approx(np.clip(said, *TAUGHT), abs=0.5)


def test_scout_and_glance_are_taught_what_all_networks_say_of_the_lobes_on_disk(
    tmp_path: Path,
) -> None:
    pytest.importorskip("torch", reason="fitting needs the extra 'fit'")
    from benchmarks.fitting.folds import fit_small  # noqa: PLC0415  needs torch

    networks = [
        {name: share * np.ones(shape, np.float32) for name, shape in FACTS_ONLY.items()}
        for share in (0.1, 0.5)
    ]
    drawn = drawn_samples(np.random.default_rng(9), 8000)
    said = 0.3 * drawn["facts"].sum(axis=1) + 0.3
    drawn["glanced"] = drawn["facts"].astype(np.float16)
    seen = ("near", "far", "facts")
    for name in (*seen, "glanced"):
        np.save(tmp_path / f"{name}.npy", drawn[name])
    scout, glance = fit_small(tmp_path, networks, epochs=3)
    views = Views(**{name: drawn[name].astype(np.float32) for name in seen})
    for found in (
        from_arrays(scout).log_odds(views),
        dense(drawn["facts"], layers_of(glance)),
    ):
        assert np.corrcoef(found, np.clip(said, -6.0, 3.0))[0, 1] > 0.9


def test_lobes_to_fit_to_are_glanced_at_too() -> None:
    rng = np.random.default_rng(2)
    samples = rng.normal(0.0, 0.2, (3000, 3)) + np.array([0.0, 0.0, 1.0])
    recording = recording_from_arrays(samples, sample_rate_hz=50.0, site="wrist")
    seen = examples(recording, truth([], []), [], "lab S1")
    assert seen.glanced.shape == (len(seen.facts), N_GLANCED)
    assert len(seen.facts) > 0
    assert seen.glanced[:, :N_FACTS] == pytest.approx(seen.facts, abs=0.01)

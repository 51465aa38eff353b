"""The network in numpy: held to its sums written out one by one."""

import numpy as np
import pytest

from myosense.network import (
    CHUNK,
    HOPELESS_LOG_ODDS,
    PLAIN_LOG_ODDS,
    UNLIKELY_LOG_ODDS,
    Calibration,
    Detector,
    Network,
    calibration_of,
    from_arrays,
    layers_of,
    shipped,
    stored,
)
from myosense.scorecard import ScoreParameters
from myosense.windows import FAR_CHANNELS, N_FACTS, N_FAR, N_NEAR, NEAR_CHANNELS, Views

AS_THEY_ARE = Calibration(of_network=1.0, of_evidence={}, offset_h=0.0)
SHAPES = {
    "near.0.weight": (5, NEAR_CHANNELS, 3),
    "near.0.bias": (3,),
    "near.1.weight": (3 * N_NEAR // 2, 2),
    "near.1.bias": (2,),
    "far.0.weight": (3, FAR_CHANNELS, 2),
    "far.0.bias": (2,),
    "far.1.weight": (2 * N_FAR // 2, 2),
    "far.1.bias": (2,),
    "head.0.weight": (4 + N_FACTS, 3),
    "head.0.bias": (3,),
    "head.1.weight": (3, 1),
    "head.1.bias": (1,),
}


def drawn_arrays(seed: int = 0) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(seed)
    return {
        name: rng.normal(0.0, 0.4, shape).astype(np.float32)
        for name, shape in SHAPES.items()
    }


def drawn_views(n: int, seed: int = 1) -> Views:
    rng = np.random.default_rng(seed)
    return Views(
        near=rng.normal(size=(n, NEAR_CHANNELS, N_NEAR)).astype(np.float32),
        far=rng.normal(size=(n, FAR_CHANNELS, N_FAR)).astype(np.float32),
        facts=rng.normal(size=(n, N_FACTS)).astype(np.float32),
    )


def written_out(arrays: dict[str, np.ndarray], views: Views, i: int) -> float:
    """Log-odds of one lobe, one product at a time."""
    hidden = []
    for part, signal in (("near", views.near[i]), ("far", views.far[i])):
        weight, bias = arrays[f"{part}.0.weight"], arrays[f"{part}.0.bias"]
        width, n_in, n_out = weight.shape
        flat = []
        for start in range(0, signal.shape[1], 2):
            for k in range(n_out):
                total = float(bias[k])
                for j in range(width):
                    at = start + j - width // 2
                    if 0 <= at < signal.shape[1]:
                        total += sum(
                            float(signal[c, at] * weight[j, c, k]) for c in range(n_in)
                        )
                flat.append(max(total, 0.0))
        dense = np.array(flat) @ arrays[f"{part}.1.weight"] + arrays[f"{part}.1.bias"]
        hidden += list(np.maximum(dense, 0.0))
    hidden += list(views.facts[i])
    inner = np.array(hidden) @ arrays["head.0.weight"] + arrays["head.0.bias"]
    last = np.maximum(inner, 0.0) @ arrays["head.1.weight"] + arrays["head.1.bias"]
    return float(last[0])


def test_log_odds_are_the_sums_written_out() -> None:
    arrays, views = drawn_arrays(), drawn_views(3)
    expected = [written_out(arrays, views, i) for i in range(3)]
    assert from_arrays(arrays).log_odds(views) == pytest.approx(expected, rel=1e-4)


def test_many_lobes_give_what_each_gives_alone() -> None:
    network, views = from_arrays(drawn_arrays()), drawn_views(CHUNK + 3)
    last = Views(near=views.near[-1:], far=views.far[-1:], facts=views.facts[-1:])
    alone = network.log_odds(last)[0]
    assert network.log_odds(views)[-1] == pytest.approx(alone, rel=1e-4)


def test_no_lobes_give_no_log_odds() -> None:
    assert from_arrays(drawn_arrays()).log_odds(drawn_views(0)).shape == (0,)


def test_a_calibration_stretches_and_shifts_log_odds() -> None:
    worth = {"peak_g": 0.25, "width": 2.0}
    calibration = Calibration(of_network=0.5, of_evidence=worth, offset_h=-3.0)
    evidence = {
        "peak_g": np.array([4.0, -4.0]),
        "width": np.array([1.0, 0.0]),
        "tremor": np.array([9.0, 9.0]),  # what has no worth adds nothing
    }
    odds = calibration.at_1_per_h(np.array([0.0, 2.0]), evidence)
    assert odds == pytest.approx([0.0, -3.0])


def test_a_calibration_is_read_as_it_was_stored() -> None:
    worth = {"peak_g": 0.25, "width": 0.0}
    calibration = Calibration(of_network=0.5, of_evidence=worth, offset_h=-3.0)
    arrays = stored(calibration)
    assert {name: float(value) for name, value in arrays.items()} == {
        "of_network": 0.5,
        "offset_h": -3.0,
        "of_evidence.peak_g": 0.25,
        "of_evidence.width": 0.0,
    }
    assert calibration_of(arrays) == calibration


def asked(detector: Detector, views: Views) -> np.ndarray:
    """Ask of all lobes, without a glance before."""
    return detector.log_odds(np.zeros((len(views.facts), 1), dtype=np.float32), views.rows)


def shifted(seed: int, by: float) -> Network:
    arrays = drawn_arrays(seed)
    arrays["head.1.bias"] = arrays["head.1.bias"] + np.float32(by)
    return from_arrays(arrays)


def test_networks_that_are_asked_together_give_their_mean() -> None:
    each = [shifted(seed, 50.0) for seed in (0, 1, 2)]
    together = Detector(networks=tuple(each), calibration=AS_THEY_ARE)
    views = drawn_views(4)
    mean = np.mean([network.log_odds(views) for network in each], axis=0)
    assert asked(together, views) == pytest.approx(mean)


def test_where_those_asked_so_far_have_no_doubt_no_other_is_asked() -> None:
    views, sure = drawn_views(40), shifted(0, 0.0).log_odds(drawn_views(40))
    first = shifted(0, HOPELESS_LOG_ODDS - float(np.quantile(sure, 0.3)))
    said = [first.log_odds(views)]
    spread = shifted(1, 0.0).log_odds(views)
    # Of those that the first leaves open, about half are closed by the second.
    both = (said[0] + spread) / 2
    by = 2 * (HOPELESS_LOG_ODDS - float(np.median(both[said[0] >= HOPELESS_LOG_ODDS])))
    second, third = shifted(1, by), shifted(2, 20.0)
    said += [second.log_odds(views), third.log_odds(views)]
    networks = (first, second, third)
    found = asked(Detector(networks=networks, calibration=AS_THEY_ARE), views)
    by_one, by_two, by_three = (np.mean(said[:n], axis=0) for n in (1, 2, 3))
    is_closed = by_one < HOPELESS_LOG_ODDS
    is_doubtful = ~is_closed & (by_two < HOPELESS_LOG_ODDS)
    is_open = ~is_closed & ~is_doubtful
    assert min(is_closed.sum(), is_doubtful.sum(), is_open.sum()) >= 8
    assert found[is_closed] == pytest.approx(by_one[is_closed])
    assert found[is_doubtful] == pytest.approx(by_two[is_doubtful])
    assert found[is_open] == pytest.approx(by_three[is_open])


def test_what_the_scout_takes_for_none_is_shown_to_no_other() -> None:
    views, sure = drawn_views(40), shifted(0, 0.0).log_odds(drawn_views(40))
    scout = shifted(0, UNLIKELY_LOG_ODDS - float(np.median(sure)))
    other = shifted(1, 20.0)
    found = asked(Detector(networks=(other,), calibration=AS_THEY_ARE, scout=scout), views)
    first_look = scout.log_odds(views)
    is_open = first_look >= UNLIKELY_LOG_ODDS
    assert 10 < np.count_nonzero(is_open) < 30
    assert found[~is_open] == pytest.approx(first_look[~is_open])
    assert found[is_open] == pytest.approx(other.log_odds(views)[is_open])


def test_what_is_plainly_none_at_a_glance_is_not_even_looked_at() -> None:
    views, glanced = drawn_views(40), np.linspace(-2.0, 2.0, 40, dtype=np.float32)[:, None]
    arrays = {
        "0.weight": np.array([[1.0, -1.0]]),
        "0.bias": np.array([0.0, -0.5]),
        "1.weight": np.array([[3.0], [-2.0]]),
        "1.bias": np.array([PLAIN_LOG_ODDS - 0.3]),
    }
    other, looked_at = shifted(1, 20.0), []

    def see(rows: np.ndarray) -> Views:
        looked_at.append(rows)
        return views.rows(rows)

    detector = Detector(
        networks=(other,), calibration=AS_THEY_ARE, glance=layers_of(arrays)
    )
    found = detector.log_odds(glanced, see)
    at = glanced[:, 0].astype(np.float64)
    told = PLAIN_LOG_ODDS - 0.3 + 3 * np.maximum(at, 0) - 2 * np.maximum(-at - 0.5, 0)
    is_open = told >= PLAIN_LOG_ODDS
    assert 10 < np.count_nonzero(is_open) < 30
    assert [list(rows) for rows in looked_at] == [list(np.flatnonzero(is_open))]
    assert found[~is_open] == pytest.approx(told[~is_open], abs=1e-5)
    assert found[is_open] == pytest.approx(other.log_odds(views)[is_open])


def test_nothing_seen_is_nothing_judged_by_many_networks() -> None:
    networks = (shifted(0, 0.0), shifted(1, 0.0))
    detector = Detector(networks=networks, calibration=AS_THEY_ARE)
    assert asked(detector, drawn_views(0)).shape == (0,)


def test_the_networks_that_are_shipped_fit_what_is_seen() -> None:
    detector = shipped()
    assert detector.calibration.of_network > 0
    worth = detector.calibration.of_evidence
    assert list(worth) == [name for name in vars(ScoreParameters()) if name != "bias"]
    assert min(worth.values()) >= 0
    assert len(detector.networks) == 6
    assert detector.scout is not None
    one, other = (network.log_odds(drawn_views(2)) for network in detector.networks[:2])
    assert one.shape == (2,)
    assert not np.allclose(one, other)

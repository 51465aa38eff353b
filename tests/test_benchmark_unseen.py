"""Nobody is judged by a network that was fitted to them."""

import subprocess
import sys

import pytest

from benchmarks.fitting import unseen as module
from benchmarks.fitting.backgrounds import N_PARTS, part_of
from benchmarks.fitting.unseen import unseen
from myosense.network import Calibration, Detector, Network

PEOPLE = [f"lab S{i}" for i in range(12)]


def nets(n: int) -> Detector:
    """Make up networks that can be told apart by being other objects."""
    networks = tuple(Network(near=(), far=(), head=()) for _ in range(n))
    calibration = Calibration(of_network=0.5, of_evidence={"width": 0.25}, offset_h=-3.0)
    return Detector(networks=networks, calibration=calibration)


def ship(monkeypatch: pytest.MonkeyPatch, detector: Detector) -> None:
    monkeypatch.setattr(module, "shipped", lambda: detector)


@pytest.mark.parametrize("subject", PEOPLE)
def test_the_networks_kept_are_those_that_left_the_person_out(
    subject: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folds = pytest.importorskip("benchmarks.fitting.folds")  # needs the extra to fit
    members = folds.members(1)
    every = nets(len(members))
    ship(monkeypatch, every)
    kept = unseen(subject)
    for network, member in zip(every.networks, members, strict=True):
        is_kept = any(network is one for one in kept.networks)
        assert is_kept == (member.left_out == part_of(subject))
    assert kept.calibration == every.calibration


def test_every_network_judges_one_part_of_the_people(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    every = nets(2 * N_PARTS)
    ship(monkeypatch, every)
    parts = {part_of(subject): unseen(subject).networks for subject in PEOPLE}
    judging = [id(network) for networks in parts.values() for network in networks]
    assert sorted(judging) == sorted(map(id, every.networks))


def test_who_was_seen_by_all_networks_cannot_be_judged(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ship(monkeypatch, nets(1))
    subject = next(one for one in PEOPLE if part_of(one) == 2)
    with pytest.raises(ValueError, match=f"part 2 of the people, to which '{subject}'"):
        unseen(subject)


def test_judging_needs_nothing_that_only_fitting_needs() -> None:
    said = "import sys, benchmarks.detection.trials; print('torch' in sys.modules)"
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", said], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "False"

"""Who plants what networks are fitted to: a network sees no motion of those left out."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fitting import planters
from benchmarks.fitting.backgrounds import part_of
from benchmarks.recordings import FIT, Source
from myosense import simulation

WEARERS = {f"{name}.csv": f"lab {name}" for name in ("a", "b", "c", "d", "e", "f")}


def test_motions_are_of_the_own_part_of_the_people(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[str]] = []

    def recorded_swings(
        _: Path, is_taken: Callable[[Source], bool]
    ) -> simulation.Generator:
        known = [
            Source(file=file, dataset="lab", use=FIT, site="wrist") for file in WEARERS
        ]
        asked.append({WEARERS[one.file] for one in known if is_taken(one)})
        return simulation.GENERATORS["lobes"]

    monkeypatch.setattr(planters, "people", lambda _: WEARERS)
    monkeypatch.setattr(planters, "recorded_swings", recorded_swings)
    planters.recorded_of.cache_clear()
    for subject in ("lab a", "simulated 7"):
        generators = planters.planters(Path("nowhere"), subject)
        assert list(generators) == [*simulation.GENERATORS, "recorded"]
        swing = generators["recorded"](np.random.default_rng(1), "wrist", 0.5, 0.0)
        assert len(swing.acceleration_g) > 0
    parts = [part_of(subject) for subject in ("lab a", "simulated 7")]
    expected = [{who for who in WEARERS.values() if part_of(who) == p} for p in parts]
    assert asked == expected[: len(set(parts))]
    assert expected[0]
    planters.recorded_of.cache_clear()

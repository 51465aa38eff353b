"""Fit networks, each without one part of the people: that part says how good it is."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.fitting.backgrounds import N_PARTS, SIMULATED, part_of
from benchmarks.fitting.examples import Examples
from benchmarks.fitting.model import Samples, Training, arrays_of, fit, teach
from myosense.network import Arrays, from_arrays
from myosense.windows import Views

SMALL_G = 0.08  #: Planted jerks below this are hardly seen, and count less.
SMALL_WEIGHT = 0.3
#: What a lobe of a simulated life counts beside one that was recorded. Simulated hands
#: flick more often than people's do: a network that believes in them misses jerks, one
#: that does not takes quick hands for jerks; together they do better than either.
SIMULATED_WEIGHTS = (1.0, 0.25)
SEEN_AT_ONCE = 1 << 14  #: Lobes that are made wider in memory at a time.
SCOUT_RATE = 4e-3  #: Learning rate of the scout, which is small.


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the networks that are asked together."""

    left_out: int  #: Part of the people that it is not fitted to.
    simulated_weight: float
    training: Training


@dataclass(frozen=True, kw_only=True)
class FitJob:
    """Where the samples lie, and which network is fitted to them."""

    folder: Path
    member: Member


def members(epochs: int) -> tuple[Member, ...]:
    """List the networks: of each weight one without each part of the people."""
    return tuple(
        Member(
            left_out=part,
            simulated_weight=weight,
            training=Training(seed=len(SIMULATED_WEIGHTS) * part + i, epochs=epochs),
        )
        for i, weight in enumerate(SIMULATED_WEIGHTS)
        for part in range(N_PARTS)
    )


def save_samples(found: list[Examples], folder: Path) -> pd.DataFrame:
    """Lay all lobes on disk; return what each is."""
    table = pd.concat([one.table for one in found], ignore_index=True)
    for name in ("near", "far", "facts"):
        np.save(
            folder / f"{name}.npy", np.concatenate([getattr(one, name) for one in found])
        )
    is_small = table["is_jerk"] & (table["amplitude_g"] < SMALL_G)
    parts = {subject: part_of(subject) for subject in table["subject"].unique()}
    is_lived = table["subject"].str.startswith(SIMULATED) & ~table["is_jerk"]
    np.save(folder / "is_jerk.npy", table["is_jerk"].to_numpy())
    np.save(folder / "weight.npy", np.where(is_small, SMALL_WEIGHT, 1.0).astype(np.float32))
    np.save(folder / "part.npy", table["subject"].map(parts).to_numpy())
    np.save(folder / "is_lived.npy", is_lived.to_numpy())
    return table


def fit_member(job: FitJob) -> Arrays:
    """Fit one network, without those who are left out."""
    member = job.member
    loaded = {path.stem: np.load(path, mmap_mode="r") for path in job.folder.glob("*.npy")}
    is_lived, part = loaded.pop("is_lived"), loaded.pop("part")
    lived_weight = np.where(is_lived, member.simulated_weight, 1.0).astype(np.float32)
    loaded["weight"] = lived_weight * np.asarray(loaded["weight"])
    chosen = np.flatnonzero(part != member.left_out)
    return arrays_of(fit(Samples(**loaded), chosen, member.training))


def fit_scout(found: list[Examples], networks: list[Arrays], epochs: int) -> Arrays:
    """Teach a small network what all networks say together."""
    near, far, facts = (
        np.concatenate([getattr(one, name) for one in found])
        for name in ("near", "far", "facts")
    )
    together = [from_arrays(arrays) for arrays in networks]
    said = [np.empty(0)]
    for first in range(0, len(facts), SEEN_AT_ONCE):
        rows = slice(first, first + SEEN_AT_ONCE)
        seen = Views(
            near=near[rows].astype(np.float32),
            far=far[rows].astype(np.float32),
            facts=facts[rows],
        )
        said.append(np.mean([network.log_odds(seen) for network in together], axis=0))
    nothing = np.zeros(len(facts), dtype=np.float32)
    samples = Samples(near=near, far=far, facts=facts, is_jerk=nothing > 0, weight=nothing)
    training = Training(epochs=epochs, learning_rate=SCOUT_RATE)
    return arrays_of(teach(samples, np.concatenate(said), training))

"""Fit networks, each without one part of the people: that part says how good it is."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks import workers
from benchmarks.fitting.backgrounds import N_PARTS, SIMULATED, part_of
from benchmarks.fitting.examples import Examples
from benchmarks.fitting.glancing import glance_training, teach_glance
from benchmarks.fitting.model import Samples, Seen, Training, arrays_of, fit, teach
from myosense.filtering import Signal
from myosense.network import GLANCE, SCOUT, Arrays, from_arrays
from myosense.windows import Views

SMALL_G = 0.08  #: Planted jerks below this are hardly seen, and count less.
SMALL_WEIGHT = 0.3
#: What a lobe of a simulated life counts beside one that was recorded. Simulated hands
#: flick more often than people's do: a network that believes in them misses jerks, one
#: that does not takes quick hands for jerks; together they do better than either.
SIMULATED_WEIGHTS = (1.0, 0.25)
SEEN = ("near", "far", "facts")  #: What a network sees of a lobe.
SEEN_AT_ONCE = 1 << 14  #: Lobes that are made wider in memory at a time.
SAID = "said"  #: Name of what the networks say together.
SMALL = (SCOUT, GLANCE)  #: Who is taught it.
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


@dataclass(frozen=True, kw_only=True)
class SayJob:
    """Where the lobes lie, and who is asked of them."""

    folder: Path
    network: Arrays


@dataclass(frozen=True, kw_only=True)
class TeachJob:
    """Where the lobes lie and what is said of them, and who is taught that."""

    folder: Path
    who: str  #: one of `SMALL`
    epochs: int


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
    for name in (*SEEN, "glanced"):
        np.save(
            folder / f"{name}.npy", np.concatenate([getattr(one, name) for one in found])
        )
    is_small = table["is_jerk"] & (table["amplitude_g"] < SMALL_G)
    parts = {subject: part_of(subject) for subject in table["subject"].unique()}
    is_lived = table["subject"].str.startswith(SIMULATED) & ~table["is_jerk"]
    np.save(folder / "is_jerk.npy", table["is_jerk"].to_numpy())
    kinds, _ = pd.factorize(table["generator"].where(table["generator"] != ""), sort=True)
    np.save(folder / "kind.npy", kinds.astype(np.int8))
    np.save(folder / "weight.npy", np.where(is_small, SMALL_WEIGHT, 1.0).astype(np.float32))
    np.save(folder / "part.npy", table["subject"].map(parts).to_numpy())
    np.save(folder / "is_lived.npy", is_lived.to_numpy())
    return table


def fit_member(job: FitJob) -> Arrays:
    """Fit one network, without those who are left out."""
    member = job.member
    names = (*SEEN, "is_jerk", "kind", "weight", "is_lived", "part")
    loaded = {name: _loaded(job.folder, name) for name in names}
    is_lived, part = loaded.pop("is_lived"), loaded.pop("part")
    lived_weight = np.where(is_lived, member.simulated_weight, 1.0).astype(np.float32)
    loaded["weight"] = lived_weight * np.asarray(loaded["weight"])
    chosen = np.flatnonzero(part != member.left_out)
    return arrays_of(fit(Samples(**loaded), chosen, member.training))


def fit_small(folder: Path, networks: list[Arrays], epochs: int) -> tuple[Arrays, Arrays]:
    """Teach a scout and a glance what all networks say together of the lobes on disk."""
    said = workers.run(say, [SayJob(folder=folder, network=one) for one in networks])
    np.save(folder / f"{SAID}.npy", np.mean(said, axis=0))
    scout, glance = workers.run(
        fit_taught, [TeachJob(folder=folder, who=who, epochs=epochs) for who in SMALL]
    )
    return scout, glance


def say(job: SayJob) -> Signal:
    """Return the log-odds by a network of all lobes on disk, some at a time."""
    seen = {name: _loaded(job.folder, name) for name in SEEN}
    network, said = from_arrays(job.network), [np.empty(0)]
    for first in range(0, len(seen["facts"]), SEEN_AT_ONCE):
        rows = slice(first, first + SEEN_AT_ONCE)
        some = {name: array[rows].astype(np.float32) for name, array in seen.items()}
        said.append(network.log_odds(Views(**some)))
    return np.concatenate(said)


def fit_taught(job: TeachJob) -> Arrays:
    """Teach one what was said of the lobes on disk."""
    said = _loaded(job.folder, SAID)
    if job.who == GLANCE:
        training = glance_training(job.epochs)
        return teach_glance(_loaded(job.folder, "glanced"), said, training)
    lobes = Seen(**{name: _loaded(job.folder, name) for name in SEEN})
    training = Training(epochs=job.epochs, learning_rate=SCOUT_RATE)
    return arrays_of(teach(lobes, said, training))


def _loaded(folder: Path, name: str) -> npt.NDArray[Any]:
    array: npt.NDArray[Any] = np.load(folder / f"{name}.npy", mmap_mode="r")
    return array

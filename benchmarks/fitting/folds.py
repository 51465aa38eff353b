"""Fit networks without some of the people, who are kept to calibrate on."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from benchmarks.fitting.backgrounds import SIMULATED, is_left_out
from benchmarks.fitting.examples import Examples
from benchmarks.fitting.model import Samples, Training, arrays_of, fit

SMALL_G = 0.08  #: Planted jerks below this are hardly seen, and count less.
SMALL_WEIGHT = 0.3


@dataclass(frozen=True, kw_only=True)
class Member:
    """One of the networks that are asked together."""

    training: Training
    #: What a lobe of a simulated life counts beside one that was recorded. Simulated hands
    #: flick more often than people's do: a network that believes in them misses jerks, one
    #: that does not takes quick hands for jerks; together they do better than either.
    simulated_weight: float


MEMBERS = (
    Member(training=Training(seed=0), simulated_weight=1.0),
    Member(training=Training(seed=1), simulated_weight=0.25),
)


@dataclass(frozen=True, kw_only=True)
class FitJob:
    """Where the samples lie, and which network is fitted to them."""

    folder: Path
    member: Member


def save_samples(found: list[Examples], folder: Path) -> pd.DataFrame:
    """Lay all lobes on disk; return what each is."""
    table = pd.concat([one.table for one in found], ignore_index=True)
    for name in ("near", "far", "facts"):
        np.save(
            folder / f"{name}.npy", np.concatenate([getattr(one, name) for one in found])
        )
    is_small = table["is_jerk"] & (table["amplitude_g"] < SMALL_G)
    np.save(folder / "is_jerk.npy", table["is_jerk"].to_numpy())
    np.save(folder / "weight.npy", np.where(is_small, SMALL_WEIGHT, 1.0).astype(np.float32))
    out = {subject: is_left_out(subject) for subject in table["subject"].unique()}
    np.save(folder / "is_left_out.npy", table["subject"].map(out).to_numpy())
    is_lived = table["subject"].str.startswith(SIMULATED) & ~table["is_jerk"]
    np.save(folder / "is_lived.npy", is_lived.to_numpy())
    return table


def fit_member(job: FitJob) -> dict[str, np.ndarray]:
    """Fit one network, without those who are left out."""
    loaded = {path.stem: np.load(path, mmap_mode="r") for path in job.folder.glob("*.npy")}
    is_lived, is_out = loaded.pop("is_lived"), loaded.pop("is_left_out")
    chosen = np.flatnonzero(~is_out)
    loaded["weight"] = np.where(is_lived, job.member.simulated_weight, 1.0).astype(
        np.float32
    ) * np.asarray(loaded["weight"])
    samples = Samples(**{name: values[chosen] for name, values in loaded.items()})
    return arrays_of(fit(samples, job.member.training))

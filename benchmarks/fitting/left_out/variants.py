"""The networks that are compared: each lacks something that the reference has."""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from benchmarks.fitting.planters import PLANTERS
from myosense.windows import Views

PART = 0  #: This part of the people is in no fit; everything is measured on it.
VIEWS = ("near", "far", "facts")  #: What a network sees of a lobe.

Rows = npt.NDArray[np.int64]


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One network: what it is fitted to, and what it sees."""

    name: str
    generators: tuple[str, ...] = PLANTERS  #: Jerks of no others.
    without: tuple[str, ...] = ()  #: Data sets whose people are all left out.
    blank: tuple[str, ...] = ()  #: Those of `VIEWS` that are zero.


REFERENCE = Variant(name="reference")
#: By a generator, the network that was fitted without its jerks.
BY_GENERATOR = {
    name: Variant(
        name=f"without {name}",
        generators=tuple(other for other in PLANTERS if other != name),
    )
    for name in PLANTERS
}
BY_DATA_SET = (
    Variant(name="without casale_chest", without=("casale_chest",)),
    Variant(name="without umafall", without=("umafall",)),
    Variant(name="without geotec", without=("geotec",)),
    Variant(
        name="without assist_falls, gaitmap and mobgap",
        without=("assist_falls", "gaitmap", "mobgap"),
    ),
)
BY_VIEW = (
    Variant(name="near view only", blank=("far", "facts")),
    Variant(name="far view and facts only", blank=("near",)),
    Variant(name="no facts", blank=("facts",)),
)
VARIANTS = (
    REFERENCE,
    *BY_GENERATOR.values(),
    *BY_DATA_SET,
    *BY_VIEW,
)


def rows_of(table: pd.DataFrame, variant: Variant) -> Rows:
    """Choose the lobes that a network is fitted to.

    Of a generator that is left out all lobes go, after-swings too. What nobody planted
    stays, so that every network without a generator sees the same backgrounds.

    Parameters
    ----------
    table
        As `benchmarks.fitting.examples.Examples` holds it: ``generator`` is empty where
        nothing was planted, a ``subject`` starts with the data set.
    """
    is_known = table["generator"].isin(["", *variant.generators])
    is_away = table["subject"].str.split().str[0].isin(variant.without)
    return np.flatnonzero(is_known & ~is_away)


def blanked(seen: Views, blank: tuple[str, ...]) -> Views:
    """Set some of what is seen to zero."""
    return replace(seen, **{name: np.zeros_like(getattr(seen, name)) for name in blank})

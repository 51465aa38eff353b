"""Names of the columns of an array in HDF5: in its attributes, or as pandas stores them."""

from contextlib import suppress
from dataclasses import replace
from typing import Any

import numpy as np

from myosense.reading.trees import Leaf, plain_name

H5 = Any  #: An open HDF5 object; h5py has no types.
#: Attributes that name the columns of an array.
NAMING = ("columns", "columnnames", "names", "labels", "channels", "channelnames", "fields")
UNITS = ("units", "unit")
MAX_NAMES = 256
MAX_LENGTH = 200


def _texts(value: object) -> tuple[str, ...]:
    """Take a list of short texts; a single one may hold several, parted by commas."""
    if isinstance(value, str | bytes):
        text = value.decode(errors="replace") if isinstance(value, bytes) else value
        value = text.split(",")
    if not isinstance(value, np.ndarray | list) or not 0 < len(value) <= MAX_NAMES:
        return ()
    texts = [
        one.decode(errors="replace") if isinstance(one, bytes) else one
        for one in np.asarray(value, dtype=object).reshape(-1).tolist()
    ]
    if not all(isinstance(text, str) for text in texts):
        return ()
    return tuple(text.strip(" \0")[:MAX_LENGTH] for text in texts)


def column_names(dataset: H5, n_columns: int) -> tuple[str, ...]:
    """Find names for all columns of an array, or as many empty texts."""
    for name in list(dataset.attrs)[:MAX_NAMES]:
        if plain_name(name) in NAMING:
            texts = _texts(dataset.attrs[name])
            if len(texts) == n_columns:
                return texts
    return ("",) * n_columns


def shared_unit(dataset: H5) -> str | None:
    """Find the unit of all columns of an array; ``None`` where they differ, or none is."""
    units: set[str] = set()
    for name in list(dataset.attrs)[:MAX_NAMES]:
        if plain_name(name) in UNITS:
            with suppress(OSError, TypeError, ValueError):  # A type without a word for it.
                units |= {*_texts(dataset.attrs[name])}
    return units.pop() if len(units) == 1 else None


def as_pandas(group: H5, leaves: list[Leaf]) -> list[Leaf]:
    """Name the arrays of a table that pandas stored in its fixed format.

    Each block of values has its names beside it, and the index is ``axis1``.
    """
    if _texts(group.attrs.get("pandas_type")) != ("frame",):
        return leaves
    named: list[Leaf] = []
    for leaf in leaves:
        block = leaf.name.removesuffix("_values")
        items = group.get(f"{block}_items")
        if leaf.name == "axis1":
            attributes = group["axis1"].attrs
            is_wall = _texts(attributes.get("kind")) == ("datetime64",)
            is_wall &= "tz" not in attributes
            named.append(replace(leaf, path=f"{leaf.folder}/time", is_wall_ns=is_wall))
        elif items is not None and items.size == len(leaf.names):
            path = f"{leaf.folder}/values{block.removeprefix('block')}"
            named.append(replace(leaf, path=path, names=_texts(items[()]) or leaf.names))
    return named

"""Arrays of HDF5 that are packed: what is missing in them, and what they stand for.

CF (climate and forecast metadata, sections 2.5.1 and 8.1) stores small whole numbers with
the attributes ``scale_factor`` and ``add_offset``, and marks what is missing by
``_FillValue`` or ``missing_value``.
"""

from typing import Any

import numpy as np

from myosense.reading.table import Values

H5 = Any  #: An open HDF5 object; h5py has no types.
MISSING = ("_FillValue", "missing_value")


def unpacked(dataset: H5, values: Values) -> Values:
    """Put NaN for what is missing, and bring packed numbers to what they stand for.

    Parameters
    ----------
    dataset
        The array, whose attributes tell.
    values : shape (n_rows, n_columns)
        As stored, in double precision.
    """
    for name in MISSING:
        mark = _number(dataset, name)
        if mark is not None:
            values = np.where(values == mark, np.nan, values)
    scale, offset = _number(dataset, "scale_factor"), _number(dataset, "add_offset")
    if scale is not None:
        values = values * scale
    return values if offset is None else values + offset


def _number(dataset: H5, name: str) -> float | None:
    """Take an attribute that is one number, as precise as the array."""
    try:
        value = np.asarray(dataset.attrs[name])
    except (KeyError, OSError, TypeError, ValueError):  # Not there, or of no type known.
        return None
    if value.dtype.kind not in "iuf" or value.size != 1 or not np.isfinite(value).all():
        return None
    is_mark = name in MISSING and dataset.dtype.kind == "f"
    return float((value.astype(dataset.dtype) if is_mark else value).reshape(-1)[0])

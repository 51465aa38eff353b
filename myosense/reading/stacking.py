"""Columns of numbers side by side, in the precision that is kept of them."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from myosense.errors import ReadError
from myosense.reading.table import Values

LARGEST = 1e12  #: Beyond the counts of a converter of 32 bits.


def stack(
    columns: Sequence[npt.NDArray[Any]],
    kind: type[np.floating],
    locate: Callable[[int], str],
    n_above: int,
) -> Values:
    """Set columns side by side.

    Parameters
    ----------
    columns : each of shape (n_rows,)
        Numbers.
    kind
        What they are kept in.
    locate
        Names the place of a row in the file.
    n_above
        Rows of the file above these.

    Returns
    -------
    shape (n_rows, n_columns)

    Raises
    ------
    ReadError
        If a number is beyond that precision.
    """
    stacked = np.empty((len(columns[0]), len(columns)), dtype=kind)
    try:
        with np.errstate(over="raise"):
            for i, column in enumerate(columns):
                stacked[:, i] = column
    except FloatingPointError as error:
        cells = np.column_stack(columns)
        is_beyond = np.isfinite(cells) & (np.abs(cells) > np.finfo(kind).max)
        row, at = np.argwhere(is_beyond)[0]
        raise ReadError(too_large(locate(n_above + int(row)), cells[row, at])) from error
    return stacked


def too_large(place: str, value: float) -> str:
    """Say that a value is beyond any sensor."""
    return (
        f"{place} holds {value:g}; expected what a sensor measures, up to {LARGEST:g} in "
        "whatever unit"
    )

"""Signed counts that were written without their sign: -1 as 65535, or as 4095.

Where such counts pass through zero they leap by the whole range of the converter; read as
two's complement they do not.
"""

import numpy as np

from myosense.pieces import pieces, pile_up
from myosense.reading.rest import HEAD_ROWS, find_largest, is_whole
from myosense.reading.table import Values

BITS = (8, 10, 12, 13, 14, 16)
FULL_SHARE = 0.9  #: Small negative counts reach beyond this share of the range.
STEADIER = 0.5  #: With their sign, counts change by less than this of what they did.


def as_signed(values: Values) -> tuple[Values, tuple[str, ...]]:
    """Give counts their sign back, and say so; other values as they are.

    Parameters
    ----------
    values : shape (n_rows, 3)
        As in the file; NaN where blank.
    """
    if not is_whole(values[:HEAD_ROWS]):  # As of most recordings.
        return values, ()
    largest = find_largest(values)
    bits = next((n for n in BITS if FULL_SHARE * 2**n <= largest < 2**n), None)
    if bits is None or not is_whole(values):
        return values, ()
    if any(np.nanmin(values[rows], initial=0.0) < 0 for rows in pieces(values)):
        return values, ()
    full = float(2**bits)
    before = sum(_variation(values[rows]) for rows in pieces(values, lap=1))
    after = sum(_variation(_signed(values[rows], full)) for rows in pieces(values, lap=1))
    if after >= STEADIER * before:
        return values, ()
    notice = (
        f"whole numbers from 0 to {largest:g} leap where signed ones pass through zero: "
        f"taken as signed, of {bits} bits"
    )
    return pile_up(_signed(values[rows], full) for rows in pieces(values)), (notice,)


def _signed(values: Values, full: float) -> Values:
    return np.where(values >= full / 2, values - full, values)


def _variation(values: Values) -> float:
    """Sum up the steps from row to row."""
    return float(np.nansum(np.abs(np.diff(values, axis=0))))

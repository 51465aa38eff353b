"""Numbers that stand in the same places of every row of text, eight characters at once.

Eight bytes are one integer of 64 bits: what is a digit is checked, and the digits are put
together, by a few operations on whole columns of such integers (D. Lemire, "Quickly
parsing eight digits", 2018).
"""

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
Words = npt.NDArray[np.uint64]

N_CHARACTERS = 8  #: Of a word.
FIRST_AND_THIRD = np.uint64(0x000000FF_000000FF)  #: Of the pairs of a word.
DIGIT, ANY = b"0"[0], b"?"[0]  #: What stands for them in a pattern.


def words_at(cells: Bytes, at: int) -> Words:
    """Take eight characters of every row, the first in the lowest byte.

    Parameters
    ----------
    cells : shape (n_rows, width)
        Contiguous text.
    at
        Where they begin; at most ``width - 8``.
    """
    n_rows, width = cells.shape
    return np.ascontiguousarray(
        np.ndarray((n_rows,), "<u8", cells, offset=at, strides=(width,)), dtype=np.uint64
    )


def read_digits(words: Words, pattern: bytes) -> Words | None:
    """Read words as numbers of eight digits; ``None`` if one is not like the pattern.

    Parameters
    ----------
    words : shape (n_rows,)
        From `words_at`.
    pattern
        Eight characters: 0 for a digit, ? for whatever counts as 0, others for themselves.

    >>> cells = np.frombuffer(b"12:05.50" b"12:06.25", np.uint8).reshape(2, 8)
    >>> read_digits(words_at(cells, 0), b"???00.00")
    array([5050, 6025], dtype=uint64)
    >>> read_digits(words_at(cells, 0), b"???0000?")
    """
    is_digit = [character == DIGIT for character in pattern]
    is_any = [character == ANY for character in pattern]
    expected = _word([0 if free else c for free, c in zip(is_any, pattern, strict=True)])
    # What is left of a digit is 0 to 9: with 6 added it does not reach the high four bits.
    left = words ^ expected
    beyond = np.bitwise_or.reduce(left | (left + _word([6 * digit for digit in is_digit])))
    checked = [
        0 if free else 0xF0 if digit else 0xFF
        for free, digit in zip(is_any, is_digit, strict=True)
    ]
    if beyond & _word(checked):
        return None
    left &= _word([0x0F * digit for digit in is_digit])
    return _joined(left)


def _word(values: list[int]) -> np.uint64:
    return np.uint64(int.from_bytes(bytes(values), "little"))


def _joined(digits: Words) -> Words:
    """Put eight digits together: as pairs, then those as fours, then as one."""
    pairs = digits * np.uint64(10)
    pairs += digits >> np.uint64(8)
    others = pairs >> np.uint64(16)
    pairs &= FIRST_AND_THIRD
    pairs *= np.uint64(100 | 1_000_000 << 32)
    others &= FIRST_AND_THIRD
    others *= np.uint64(1 | 10_000 << 32)
    pairs += others
    pairs >>= np.uint64(32)
    return pairs

"""Digits of many rows at once: as Python reads each row alone, or not at all."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from myosense.reading.digits import read_digits, words_at


@given(st.lists(st.integers(0, 99_999_999), min_size=1, max_size=40), st.integers(0, 5))
def test_numbers_are_those_of_python(numbers: list[int], before: int) -> None:
    rows = [b"~" * before + b"%08d\n" % number for number in numbers]
    cells = np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), -1)
    found = read_digits(words_at(cells, before), b"00000000")
    assert found is not None
    assert found.tolist() == numbers


#: What each sign of a pattern stands for, and the sign as a regular expression.
MEANING = {"0": r"\d", "?": "(?s:.)", ":": ":", ".": r"\.", "T": "T"}


@given(
    pattern=st.text(list(MEANING), min_size=8, max_size=8),
    good=st.lists(st.integers(0, 9), min_size=8, max_size=8),
    place=st.integers(0, 7),
    wrong=st.integers(0, 255),
)
def test_one_character_is_let_through_as_a_regular_expression_does(
    pattern: str, good: list[int], place: int, wrong: int
) -> None:
    right = bytes(
        ord(sign) if sign in ":.T" else ord("0") + digit
        for sign, digit in zip(pattern, good, strict=True)
    )
    row = bytes([*right[:place], wrong, *right[place + 1 :]])
    expected = "".join(MEANING[sign] for sign in pattern)
    cells = np.frombuffer(right + row, np.uint8).reshape(2, 8)
    found = read_digits(words_at(cells, 0), pattern.encode())
    if re.fullmatch(expected.encode(), row):
        digits = [row[i : i + 1] if sign == "0" else b"0" for i, sign in enumerate(pattern)]
        assert found is not None
        assert found[1] == int(b"".join(digits))
    else:
        assert found is None


@pytest.mark.parametrize("at", [0, 3, 15])
def test_words_are_the_characters_where_they_stand(at: int) -> None:
    text = b"2025-03-30 14:05:06.789" * 3
    cells = np.frombuffer(text, np.uint8).reshape(3, 23)
    words = words_at(cells, at)
    assert words.tobytes() == text[at : at + 8] * 3
    assert words.flags.aligned

"""Long tables: on disk what they are in memory, and cut where nothing is cut apart."""

import itertools

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

import myosense.longtables as module
from myosense.longtables import NumberPile, TablePile, cut_at_gaps, give_back

WORDS = st.one_of(st.none(), st.text(st.characters(codec="utf-8"), max_size=3))


def made(words: list[str | None], zone: str | None = "Europe/Berlin") -> pd.DataFrame:
    """Make a table of all kinds of columns, a row a word."""
    n = len(words)
    rng = np.random.default_rng(n)
    return pd.DataFrame(
        {
            "word": pd.Series(words, dtype="str"),
            "peak_s": rng.normal(size=n),
            "missing": np.nan,
            "n": np.arange(n),
            "is_odd": np.arange(n) % 2 == 1,
            "single": rng.normal(size=n).astype(np.float32),
            "time": pd.date_range("2024-10-27", periods=n, freq="7min", tz=zone),
        }
    )


@pytest.mark.parametrize("memory_bytes", [0, 400, 1 << 20])
@given(st.lists(st.lists(WORDS, max_size=6), min_size=1, max_size=5))
def test_a_pile_of_tables_is_their_concatenation(
    memory_bytes: int, words: list[list[str | None]]
) -> None:
    parts = [made(each) for each in words]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MEMORY_BYTES", memory_bytes)
        pile = TablePile()
        for part in parts:
            pile.append(part)
        table = pile.table()
    expected = pd.concat(parts, ignore_index=True)
    assert_frame_equal(table, expected)
    give_back(table)
    assert_frame_equal(table, expected)
    assert_frame_equal(table[table["is_odd"]], expected[expected["is_odd"]])


def test_times_of_several_zones_stay_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MEMORY_BYTES", 0)
    pile = TablePile()
    parts = [made(["a", "b"], zone) for zone in ("Europe/Berlin", "Asia/Tokyo")]
    for part in parts:
        pile.append(part)
    assert_frame_equal(pile.table(), pd.concat(parts, ignore_index=True))


@pytest.mark.parametrize("memory_bytes", [0, 1 << 20])
def test_numbers_come_back_under_their_names(
    monkeypatch: pytest.MonkeyPatch, memory_bytes: int
) -> None:
    monkeypatch.setattr("myosense.pieces.MEMORY_BYTES", memory_bytes)
    monkeypatch.setattr(module, "PART_ROWS", 4)
    pile = NumberPile()
    for first in (0, 5, 6):
        rows = np.arange(first, {0: 5, 5: 6, 6: 9}[first])
        pile.append({"row": rows, "is_odd": rows % 2 == 1, "half": rows / 2})
    parts = list(pile.parts())
    assert [len(part["row"]) for part in parts] == [4, 4, 1]
    joined = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    assert joined["row"].tolist() == list(range(9))
    assert joined["is_odd"].tolist() == [0, 1] * 4 + [0]
    assert joined["half"].tolist() == [row / 2 for row in range(9)]


def test_of_no_numbers_there_is_one_empty_part() -> None:
    assert list(NumberPile().parts()) == [{}]


@given(
    st.lists(st.integers(1, 4), max_size=30),
    st.lists(st.integers(0, 30)),
    st.integers(1, 4),
)
def test_a_table_is_cut_only_in_gaps(steps: list[int], cuts: list[int], gap: int) -> None:
    whole = pd.DataFrame({"peak_s": np.cumsum(steps, dtype=np.float64)})
    edges = sorted({0, len(whole), *(min(cut, len(whole)) for cut in cuts)})
    given_in = [
        whole.iloc[a:b].reset_index(drop=True)
        for a, b in zip(edges, [*edges[1:], len(whole)], strict=True)
    ]
    found = list(cut_at_gaps(given_in, "peak_s", gap))
    assert_frame_equal(pd.concat(found, ignore_index=True), whole)
    ends = [part["peak_s"].iloc[[0, -1]].to_numpy() for part in found if len(part)]
    for (_, last), (first, _) in itertools.pairwise(ends):
        assert first - last > gap


def test_a_long_table_is_handed_on_before_it_ends() -> None:
    parts = (pd.DataFrame({"peak_s": [2.0 * i, 2.0 * i + 1]}) for i in itertools.count())
    first, second = itertools.islice(cut_at_gaps(parts, "peak_s", 0.5), 2)
    assert (first["peak_s"].tolist(), second["peak_s"].tolist()) == ([0.0], [1.0, 2.0])

"""The table of events: one declared schema, whatever was found."""

import numpy as np
import pandas as pd
import pytest
from drawing import jerks
from hypothesis import given
from hypothesis import strategies as st

from myosense import events
from myosense.errors import ArgumentError

PROMISED = (
    "recording_id onset_s peak_s stop_s duration_s width_s time time_utc site side region "
    "peak_g peak_jerk_g_per_s impulse_m_per_s peak_dps probability label intensity "
    "series_id body_event_id state distribution flags"
)
words = st.sampled_from(["clipped", "long", "saturated", "slow"])


def test_every_promised_column_is_declared_with_a_meaning() -> None:
    assert set(PROMISED.split()) <= set(events.NAMES)
    assert all(column.meaning for column in events.COLUMNS)
    assert len(set(events.NAMES)) == len(events.NAMES)


def test_the_vocabularies_are_closed() -> None:
    assert set(events.LABELS) == set(
        "jerk train movement gait tremor contact artifact".split()  # noqa: SIM905
    )
    assert set(events.COUNTED_LABELS) == {"jerk", "train"}
    assert events.INTENSITIES == ("mild", "moderate", "severe")


def test_an_empty_table_has_the_columns_and_dtypes_of_a_full_one() -> None:
    full, empty = jerks([1, 2]), events.empty()
    assert list(full.columns) == list(empty.columns) == list(events.NAMES)
    assert full.dtypes.equals(empty.dtypes)
    assert len(empty) == 0


def test_what_is_not_given_is_missing() -> None:
    table = events.make({"peak_s": [1.0]}, 1)
    missing = table.loc[0].drop(["peak_s", "n_jerks", "n_lobes"])
    assert missing.isna().all()
    assert table.loc[0, "n_jerks"] == 1


def test_columns_are_filled_from_arrays_and_single_values_alike() -> None:
    peaks_s = np.array([1, 2, 3])
    table = events.make(
        {"peak_s": peaks_s, "width_s": 0.08, "n_lobes": [2.0, 3.0, 4.0], "flags": ""}, 3
    )
    assert table["peak_s"].tolist() == [1.0, 2.0, 3.0]
    assert table["width_s"].tolist() == [0.08] * 3
    assert table["n_lobes"].tolist() == [2, 3, 4]
    assert table["flags"].tolist() == [""] * 3
    assert table.dtypes.equals(events.empty().dtypes)
    table.loc[0, "peak_s"] = 9.0
    assert peaks_s.tolist() == [1, 2, 3]


def test_what_comes_from_a_paper_names_it() -> None:
    sources = {column.name: column.source for column in events.COLUMNS}
    assert "Holt" in sources["spacing_cv2"]
    assert "Nijsen" in sources["jerk_match"]
    assert sources["peak_s"] == ""


def test_a_time_in_a_zone_keeps_it() -> None:
    time = pd.DatetimeIndex(["2024-03-31 03:30"]).tz_localize("Europe/Berlin")
    assert str(events.make({"time": time}, 1)["time"].dtype.tz) == "Europe/Berlin"  # type: ignore[union-attr]


def test_a_column_that_nobody_declared_is_refused() -> None:
    with pytest.raises(ArgumentError, match="no column 'peek_s'"):
        events.make({"peek_s": [1.0]}, 1)


def test_rows_out_of_order_are_refused_within_a_recording_only() -> None:
    with pytest.raises(ArgumentError, match="not sorted"):
        events.check(jerks([2, 1]))
    two = pd.concat([jerks([5, 6]), jerks([1, 2], recording_id="b")], ignore_index=True)
    assert events.check(two) is two
    with pytest.raises(ArgumentError, match="lack the column 'state'"):
        events.check(two.drop(columns="state"))


def test_a_flag_is_a_whole_word() -> None:
    table = jerks([1, 2, 3], flags=["clipped|long", "longer", ""])
    assert events.has_flag(table, "long").tolist() == [True, False, False]
    assert events.has_flag(table, "clipped").tolist() == [True, False, False]


@given(st.lists(st.tuples(words, st.booleans(), st.booleans()), max_size=6))
def test_flags_stay_sorted_and_are_there_once(added: list[tuple[str, bool, bool]]) -> None:
    table = jerks([1, 2])
    expected: list[set[str]] = [set(), set()]
    for flag, *is_on in added:
        table = events.add_flag(table, flag, np.array(is_on))
        for row, on in enumerate(is_on):
            expected[row] |= {flag} if on else set()
    assert table["flags"].tolist() == ["|".join(sorted(flags)) for flags in expected]

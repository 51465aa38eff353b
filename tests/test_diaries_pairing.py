"""From lines of a diary to intervals: drawn by hand, each time once."""

import numpy as np
import pandas as pd
import pytest

from myosense.diaries.pairing import Said, intervals_of, middle_per_h
from myosense.diaries.schema import COLUMNS
from myosense.diary import FREQUENCIES, DiaryParameters, class_of
from myosense.schema import table

PARAMETERS = DiaryParameters()


def said(*entries: dict[str, object]) -> list[Said]:
    """Bring entries of 25 October, given by their hours, to intervals."""
    rows = []
    for line, entry in enumerate(entries, start=2):
        stamps = {
            name: pd.Timestamp(f"2025-10-25 {entry[name]}")
            for name in ("start", "stop")
            if name in entry
        }
        row: dict[str, object] = {"region": "arm", "side": "left", "line": line}
        rows.append(row | entry | stamps)
    return intervals_of(table(rows, COLUMNS), PARAMETERS)


def test_a_moment_speaks_of_its_clock_hour_and_moments_add_up() -> None:
    (found,) = said(
        {"start": "19:05", "severity": "mild"},
        {"start": "19:59:59", "extent": "single"},
        {"start": "19:00", "count": 3},
        {"start": "19:30", "note": "says nothing of jerks"},
    )
    assert (str(found.start)[11:], str(found.stop)[11:]) == ("19:00:00", "20:00:00")
    assert found.is_noted is True
    assert found.rate_per_h == 1 + 1 + 3
    assert (found.frequency, found.lines) == ("occasional", "2, 3, 4, 5")


@pytest.mark.parametrize(
    ("entry", "is_noted", "frequency", "rate_per_h"),
    [
        ({"frequency": "none"}, False, "none", 0),
        ({"severity": "none"}, False, "none", 0),
        ({"count": 0}, False, "none", 0),
        ({"frequency": "rare"}, True, "rare", 0.5),
        ({"frequency": "rare", "count": 4}, True, "rare", 2),
        ({"count": 30}, True, "frequent", 15),
        ({"count": 1}, True, "rare", 0.5),
        ({"severity": "mild"}, True, "", np.nan),
        ({"extent": "several"}, True, "", np.nan),
        ({"sleep": "asleep", "note": "fine"}, None, "", np.nan),
    ],
)
def test_an_interval_says_what_its_line_says(
    entry: dict[str, object], is_noted: object, frequency: str, rate_per_h: float
) -> None:
    (found,) = said({"start": "19:00", "stop": "21:00", **entry})
    assert found.is_noted is is_noted
    assert found.frequency == frequency
    assert found.rate_per_h == pytest.approx(rate_per_h, nan_ok=True)


@pytest.mark.parametrize(
    ("entries", "frequency", "rate_per_h"),
    [
        # Not one jerk, where more is said of it: the middle of 10 to 60 an hour.
        ([{"frequency": "frequent"}], "frequent", 600**0.5),
        ([{"extent": "several"}], "", np.nan),
        ([{"extent": "several"}, {"count": 3}], "", np.nan),
        ([{"extent": "several", "count": 4}, {"severity": "none"}], "occasional", 4),
    ],
)
def test_moments_add_up_where_each_says_how_many(
    entries: list[dict[str, object]], frequency: str, rate_per_h: float
) -> None:
    (found,) = said(*({"start": "19:10:20.000030001", **entry} for entry in entries))
    assert (str(found.start)[11:], str(found.stop)[11:]) == ("19:00:00", "20:00:00")
    assert found.frequency == frequency
    assert found.rate_per_h == pytest.approx(rate_per_h, nan_ok=True)


@pytest.mark.parametrize(
    ("other", "rate_per_h"),
    [({"count": 8}, 8), ({"count": 2}, 5), ({"severity": "mild"}, np.nan)],
)
def test_of_two_counts_of_one_hour_the_larger_holds(
    other: dict[str, object], rate_per_h: float
) -> None:
    hour = {"start": "19:00", "stop": "20:00"}
    (found,) = said({**hour, "count": 5}, {**hour, **other})
    assert found.rate_per_h == pytest.approx(rate_per_h, nan_ok=True)


def test_two_who_note_one_hour_are_taken_together() -> None:
    (found,) = said(
        {"start": "19:00", "stop": "20:00", "frequency": "rare", "source": "patient"},
        {"start": "19:00", "stop": "20:00", "frequency": "frequent", "source": "caregiver"},
    )
    assert found.frequency == "frequent"
    assert found.carried["source"] == "patient, caregiver"
    assert found.carried["trigger"] == ""


def test_entries_of_one_time_and_place_are_marked() -> None:
    found = said(
        {"start": "19:00", "stop": "22:00", "frequency": "rare"},
        {"start": "20:00", "stop": "21:00", "frequency": "rare"},
        {"start": "21:00", "stop": "22:00", "frequency": "rare"},
        {"start": "22:00", "stop": "23:00", "frequency": "rare"},
        {"start": "20:00", "stop": "21:00", "frequency": "rare", "side": "right"},
    )
    assert {one.lines: one.overlaps for one in found} == {
        "2": "",
        "3": "2",
        "4": "2",
        "5": "",
        "6": "",
    }


def test_lines_in_any_order_are_held_against_what_reaches_furthest() -> None:
    found = said(
        {"start": "21:00", "stop": "22:00", "frequency": "rare"},
        {"start": "19:30", "stop": "21:30", "frequency": "rare"},
        {"start": "19:00", "stop": "20:00", "frequency": "rare"},
    )
    assert [(one.lines, one.overlaps) for one in found] == [
        ("4", ""),
        ("3", "4"),
        ("2", "3"),
    ]


def test_the_middle_of_a_class_is_the_geometric_one() -> None:
    middles = [middle_per_h(word, PARAMETERS) for word in FREQUENCIES]
    assert middles == pytest.approx([0, 0.5, 10**0.5, 600**0.5, 21_600**0.5, 360])


@pytest.mark.parametrize("word", FREQUENCIES)
def test_the_middle_of_a_class_lies_in_it(word: str) -> None:
    middle = middle_per_h(word, PARAMETERS)
    assert class_of(middle, PARAMETERS.frequency_from_per_h) == word

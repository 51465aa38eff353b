"""Stimulus markers: every spelling to the same moment, every slip by its line."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from drawing import ZONE, facts

from myosense.errors import ReadError
from myosense.recording import Facts
from myosense.triggers import read_markers

SAMPLES = Path(__file__).parent.parent / "sample_data"
EVENING = datetime(2025, 10, 25, 19, tzinfo=ZoneInfo(ZONE))
KNOWN = facts("a", hours=13, start=EVENING, time_zone=ZONE)


def read(folder: Path, text: str, *known: Facts) -> pd.DataFrame:
    path = folder / "markers.csv"
    path.write_text(text, encoding="utf-8")
    return read_markers(path, {fact.recording_id: fact for fact in known or (KNOWN,)})


def test_the_sample_markers_say_the_same_by_both_of_their_times() -> None:
    # 12754.526 s after 19:00 is 22:32:34.526.
    by_clock = read_markers(SAMPLES / "markers.csv", {"a": KNOWN})
    by_seconds = read_markers(SAMPLES / "markers.csv", {"a": facts("a", hours=13)})
    assert len(by_clock) == 28
    pd.testing.assert_frame_equal(by_clock, by_seconds)
    assert by_clock.iloc[0].tolist() == [2, "noise", "a", 12754.526]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("time_s,stimulus\n754.526,noise\n", id="three decimals, no thousand"),
        pytest.param("onset\tduration\ttrial_type\n754.526\tn/a\tNoise\n", id="BIDS"),
        pytest.param("time_s;Reiz\n754,526;noise\n", id="comma"),
        pytest.param("time,stimulus\n2025-10-25T19:12:34.526+02:00,noise\n", id="offset"),
        pytest.param("time,stimulus\n2025-10-25T17:12:34.526Z,noise\n", id="UTC"),
        pytest.param("Zeit;Reiz\n25.10.2025 19:12:34,526;noise\n", id="German"),
        pytest.param("onset,trial_type\n7.54526e2,noise\n", id="exponent"),
    ],
)
def test_every_spelling_gives_the_same_moment(tmp_path: Path, text: str) -> None:
    row = read(tmp_path, text).iloc[0]
    assert (row["line"], row["stimulus"]) == (2, "noise")
    assert row["at_s"] == pytest.approx(754.526, abs=1e-9)


def test_the_repeated_hour_is_told_apart_by_its_offset(tmp_path: Path) -> None:
    stamps = ("2025-10-26T02:30+02:00", "2025-10-26T02:30+01:00", "2025-10-26T03:00+01:00")
    text = "time,stimulus\n" + "".join(f"{stamp},noise\n" for stamp in stamps)
    assert (read(tmp_path, text)["at_s"] / 3600).tolist() == [7.5, 8.5, 9.0]


def test_each_recording_has_the_marker_on_its_own_clock(tmp_path: Path) -> None:
    tokyo = datetime(2025, 10, 26, 2, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    other = facts("b", hours=1, start=tokyo, time_zone="Asia/Tokyo")  # 19:10 in Berlin
    table = read(tmp_path, "time,stimulus\n2025-10-25T19:15+02:00,light\n", KNOWN, other)
    assert dict(zip(table["recording_id"], table["at_s"], strict=True)) == {
        "a": 900,
        "b": 300,
    }
    text = "time_s,recording_id,stimulus\n5,b,light\n6,a,light\n"
    table = read(tmp_path, text, KNOWN, other)
    assert dict(zip(table["recording_id"], table["at_s"], strict=True)) == {"b": 5, "a": 6}


def test_a_clock_in_utc_takes_stamps_with_an_offset(tmp_path: Path) -> None:
    known = facts("a", hours=2, start=datetime(2025, 10, 25, 17, tzinfo=UTC))
    table = read(tmp_path, "time,stimulus\n2025-10-25T19:15+02:00,light\n", known)
    assert table["at_s"].tolist() == [900]


NAIVE = facts("a", hours=2, start=EVENING.replace(tzinfo=None))
CLOCKLESS = facts("a", hours=2)
BAD = {
    "empty": ("", "is empty"),
    "no rows": ("time_s,stimulus\n", "has no rows below the names"),
    "no names": ("12.5,noise\n13.5,light\n", "line 1 has '12.5' where the name"),
    "no time": (
        "when,stimulus\n5,noise\n",
        "line 1 names the columns when, stimulus; .*time_s",
    ),
    "no kind": (
        "time_s,what\n5,noise\n",
        "line 1 names the columns time_s, what; .*stimulus",
    ),
    "kind blank": ("time_s,stimulus\n5,noise\n6,\n", "line 3 has nothing in .*'stimulus'"),
    "kind n/a": (
        "onset\ttrial_type\n5\tn/a\n",
        "line 2 has 'n/a' in the column 'trial_type'",
    ),
    "seconds blank": ("time_s,stimulus\n,noise\n", "line 2 has nothing in .*'time_s'"),
    "no number": ("time_s,stimulus\n5,noise\nfive,light\n", "line 3 has 'five'"),
    "not finite": ("time_s,stimulus\n5,noise\ninf,light\n", "line 3 has 'inf'"),
    "onset n/a": (
        "onset\ttrial_type\nn/a\tnoise\n",
        "line 2 has 'n/a' in the column 'onset'",
    ),
    "since 1970": (
        "time_s,stimulus\n1761411600000,x\n",
        "line 2 .*not milliseconds or since 1970",
    ),
    "time blank": ("time,stimulus\n,noise\n", "line 2 has nothing in the column 'time'"),
    "date alone": (
        "time,stimulus\n2025-10-25,noise\n",
        "line 2 has '2025-10-25'.* a time of day",
    ),
    "time alone": (
        "time,stimulus\n19:05,noise\n",
        "line 2 has '19:05'.* expected a date and",
    ),
    "no such day": (
        "time,stimulus\n31.11.2025 19:00,noise\n",
        "line 2 .* a day of the calendar",
    ),
    "either order": (
        "time,stimulus\n10/11/2025 19:00,noise\n",
        "line 2 .*--date-order dmy or mdy",
    ),
    "twice in autumn": ("time,stimulus\n2025-10-26 02:30,noise\n", "line 2 .* comes twice"),
    "skipped in spring": (
        "time,stimulus\n2025-03-30 02:30,noise\n",
        "line 2 .* skips this one",
    ),
    "said twice": (
        "time_s,stimulus\n5,noise\n6,x\n5,noise\n",
        "line 4 says the same as line 2",
    ),
    "too many cells": ("time_s,stimulus\n5,noise,loud\n", "line 2 has 3 cells"),
    "column twice": (
        "time_s,time_s,stimulus\n5,5,x\n",
        "line 1 names the column 'time_s' twice",
    ),
    "open quote": ('time_s,stimulus\n5,"noise\n', "line 2 has a quotation mark"),
}


@pytest.mark.parametrize("kind", BAD)
def test_bad_markers_are_refused_in_a_sentence_with_the_line(
    tmp_path: Path, kind: str
) -> None:
    text, said = BAD[kind]
    with pytest.raises(ReadError, match=rf"^markers\.csv: {said}") as raised:
        read(tmp_path, text)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("text", "known", "said"),
    [
        (
            "time,stimulus\n2025-10-25T19:05+02:00,x\n",
            [NAIVE],
            "line 2 .* without an offset.*--time-zone",
        ),
        (
            "time,stimulus\n2025-10-25T19:05,x\n",
            [CLOCKLESS],
            "line 2 .* no clock; .*'time_s'",
        ),
        (
            "time_s,stimulus\n5,x\n",
            [KNOWN, facts("b")],
            "line 1 has no column 'recording_id'",
        ),
        ("time_s,recording_id,stimulus\n5,c,x\n", [KNOWN], "line 2 has 'c' .* one of a"),
    ],
)
def test_markers_that_cannot_be_placed_are_refused(
    tmp_path: Path, text: str, known: list[Facts], said: str
) -> None:
    with pytest.raises(ReadError, match=rf"^markers\.csv: {said}"):
        read(tmp_path, text, *known)

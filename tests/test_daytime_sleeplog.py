"""Sleep logs: every spelling to the same moment, every slip by its line."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from drawing import ZONE, facts

from myosense.daytime import read_sleep_log
from myosense.errors import ReadError
from myosense.recording import Facts

EVENING = datetime(2025, 10, 25, 20, tzinfo=ZoneInfo(ZONE))
KNOWN = facts("a", hours=24, start=EVENING, time_zone=ZONE)


def read(folder: Path, text: str, *known: Facts) -> pd.DataFrame:
    path = folder / "sleep.csv"
    path.write_text(text, encoding="utf-8")
    return read_sleep_log(path, {fact.recording_id: fact for fact in known or (KNOWN,)})


@pytest.mark.parametrize(
    "text",
    [
        "start,stop\n2025-10-25 22:00,2025-10-26 06:30\n",
        "start,stop,state\n2025-10-25T22:00+02:00,2025-10-26T05:30Z,sleep\n",
        "Beginn;Ende;Zustand\n25.10.2025 22:00;26.10.2025 06:30;Schlaf\n",
        "date,start,stop\n2025-10-25,22:00,06:30\n",
        "Datum\tBeginn\tEnde\n25.10.2025\t22:00 Uhr\t6:30 Uhr\n",
        "start,stop\n10/25/2025 10:00 pm,10/26/2025 6:30 am\n",
    ],
)
def test_every_spelling_gives_the_same_night_of_nine_and_a_half_hours(
    tmp_path: Path, text: str
) -> None:
    row = read(tmp_path, text).iloc[0]
    assert (row["start_s"] / 3600, row["stop_s"] / 3600) == (2.0, 11.5)
    assert row["state"] == "sleep"


def test_a_night_is_told_on_the_clock_of_each_recording(tmp_path: Path) -> None:
    later = facts("b", hours=2, start=EVENING.replace(hour=21), time_zone=ZONE)
    naive = facts("c", hours=2, start=datetime(2025, 10, 25, 21, 30))  # noqa: DTZ001
    text = "start,stop,state\n2025-10-25 22:00,2025-10-25 23:00,nap\n"
    table = read(tmp_path, text, KNOWN, later, naive, facts("d"))
    assert dict(zip(table["recording_id"], table["start_s"] / 3600, strict=True)) == {
        "a": 2.0,
        "b": 1.0,
        "c": 0.5,
    }
    assert set(table["state"]) == {"nap"}


NIGHT = "2025-10-25 22:00,2025-10-26 06:30\n"
BAD = {
    "empty": ("", "is empty"),
    "no rows": ("start,stop\n", "has no rows below the names"),
    "no names": (NIGHT, "line 1 has '2025-10-25 22:00' where the name"),
    "no start": ("begin,stop\n" + NIGHT, "line 1 has no column 'start'"),
    "no stop": ("start,until\n" + NIGHT, "line 1 has no column 'stop'"),
    "start blank": ("start,stop\n,2025-10-26 06:30\n", "line 2 has nothing in .*'start'"),
    "stop blank": ("start,stop\n2025-10-25 22:00,\n", "line 2 has nothing in .*'stop'"),
    "a word": ("start,stop\n" + NIGHT + "late,early\n", "line 3 has 'late'"),
    "date alone": ("start,stop\n2025-10-25,2025-10-26\n", "line 2 .* a time of day"),
    "time alone": ("start,stop\n22:00,06:30\n", "line 2 has '22:00'"),
    "no such day": ("start,stop\n31.11.2025 22:00,01.12.2025 6:30\n", "line 2 .* calendar"),
    "no such time": ("start,stop\n2025-10-25 25:00,2025-10-26 06:30\n", "line 2 has '2025"),
    "either order": (
        "start,stop\n10/11/2025 22:00,10/11/2025 23:00\n",
        "line 2 .*--date-order dmy or mdy",
    ),
    "both orders": (
        "start,stop\n25/10/2025 22:00,10/26/2025 06:30\n",
        "line 2 .* in the same order in all rows",
    ),
    "stop first": (
        "start,stop\n2025-10-26 06:30,2025-10-25 22:00\n",
        "line 2 .* a time after the start",
    ),
    "no length": (
        "start,stop\n2025-10-25 22:00,2025-10-25 22:00\n",
        "line 2 .* a time after the start",
    ),
    "too long": (
        "start,stop\n2025-10-25 22:00,2025-10-27 06:30\n",
        "line 2 .* at most 24 h after the start, not 34 h",
    ),
    "overlap": (
        "start,stop\n" + NIGHT + "2025-10-26 06:00,2025-10-26 09:00\n",
        "line 3 overlaps line 2",
    ),
    "state": (
        "start,stop,state\n" + NIGHT[:-1] + ",dozing\n",
        "line 2 has 'dozing' .* nap",
    ),
    "twice in autumn": (
        "start,stop\n2025-10-25 22:00,2025-10-26 02:30\n",
        "line 2 .* twice",
    ),
    "skipped in spring": (
        "start,stop\n2025-03-29 22:00,2025-03-30 02:30\n",
        "line 2 .* skips this one",
    ),
    "too many cells": ("start,stop\n" + NIGHT[:-1] + ",x\n", "line 2 has 3 cells"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_log_is_refused_in_a_sentence_with_the_line(
    tmp_path: Path, kind: str
) -> None:
    text, said = BAD[kind]
    with pytest.raises(ReadError, match=rf"^sleep\.csv: {said}") as raised:
        read(tmp_path, text)
    assert "\n" not in str(raised.value)


def test_an_offset_cannot_be_placed_on_a_clock_without_a_zone(tmp_path: Path) -> None:
    naive = facts("c", hours=2, start=datetime(2025, 10, 25, 21))  # noqa: DTZ001
    text = "start,stop\n2025-10-25T22:00+02:00,2025-10-26T05:30+02:00\n"
    with pytest.raises(ReadError, match=r"line 2 .* without an offset"):
        read(tmp_path, text, naive)

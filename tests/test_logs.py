"""Tables kept by hand: every spelling that people use, and no moment shifted."""

from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from myosense import logs
from myosense.errors import ArgumentError, ReadError
from myosense.logs import sheets

BERLIN = "Europe/Berlin"


def rows_of(folder: Path, text: str, encoding: str = "utf-8") -> list[logs.Row]:
    """Write a text and read its rows."""
    path = folder / "log.csv"
    path.write_bytes(text.encode(encoding))
    return logs.read_rows(path)


def workbook(folder: Path, rows: list[list[object]], *, is_1904: bool = False) -> Path:
    """Write a workbook of one sheet."""
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    path = folder / "log.xlsx"
    book.save(path)
    return path


def row(**cells: str) -> logs.Row:
    """Make a row as if it stood on line 7."""
    return logs.Row(file="log.csv", line=7, cells=cells)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_spelling_of_a_table_gives_the_same_rows(
    tmp_path: Path, encoding: str, separator: str, end: str
) -> None:
    lines = ["Zeit;Körper Teil;Dosis", " 19:00 ;Füße;x", "", "# later", "20:00;;"]
    text = end.join(lines).replace(";", separator) + end
    rows = rows_of(tmp_path, text, encoding)
    assert [row.line for row in rows] == [2, 5]
    assert rows[0].cells == {"zeit": "19:00", "körper_teil": "Füße", "dosis": "x"}
    assert rows[1].cells == {"zeit": "20:00", "körper_teil": "", "dosis": ""}


def test_a_cell_may_hold_separators_and_ends_of_line(tmp_path: Path) -> None:
    rows = rows_of(tmp_path, 'sep=;\na;b\n"1; x\ny";2\n3;4\n')
    assert [(row.line, row.cells["a"]) for row in rows] == [(3, "1; x\ny"), (5, "3")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is empty"),
        ("time,dose\n", "has no rows below the names"),
        ("time,dose\n19:00,0,5\n", "line 2 has 3 cells; expected at most the 2"),
        ("time,time\n1,2\n", "line 1 names the column 'time' twice"),
        ("time,\n1,2\n", "line 2 has '2' in a column without a name"),
        ("25.10.2025 19:00,5\n", "line 1 has '25.10.2025 19:00' where the name"),
        ('time,note\n19:00,"open\n20:00,x\n', "line 2 has a quotation mark"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ReadError, match=f"^log.csv: {said}"):
        rows_of(tmp_path, text)


def test_files_that_are_no_such_table_are_named(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"^none.csv: cannot be opened \(No such file"):
        logs.read_rows(tmp_path / "none.csv")
    for content, said in (
        (b"\xd0\xcf\x11\xe0" + bytes(600), "is an old workbook"),
        (b"PK\x03\x04" + bytes(600), "is a damaged workbook"),
        (
            bytes(range(256)) * 9,
            "is neither text nor an .xlsx workbook; expected a table as",
        ),
        (b"a" * (1 << 25), "has 33,554,432 bytes"),
    ):
        path = tmp_path / "log.xlsx"
        path.write_bytes(content)
        with pytest.raises(ReadError, match=f"^log.xlsx: {said}"):
            logs.read_rows(path)


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_workbook_gives_what_its_cells_show(tmp_path: Path, is_1904: bool) -> None:  # noqa: FBT001
    moment = datetime(2025, 10, 25, 19, 30)  # noqa: DTZ001 - as in the sheet
    cells = [moment, date(2025, 10, 25), time(7, 5), timedelta(hours=24), 2.5, 0.125, 3]
    path = workbook(tmp_path, [list("abcdefg"), cells, [None] * 7, ["x"]], is_1904=is_1904)
    rows = logs.read_rows(path)
    assert [row.line for row in rows] == [2, 4]
    assert list(rows[0].cells.values()) == [
        "2025-10-25 19:30:00", "2025-10-25", "07:05:00", "24:00:00", "2.5", "0.1250", "3",
    ]  # fmt: skip


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize(
    ("days", "shown"), [(0.0, "00:00:00"), (0.5, "12:00:00"), (1.0, "24:00:00")]
)
def test_a_sheet_tells_the_end_of_a_day_from_its_start(
    tmp_path: Path,
    days: float,
    shown: str,
    is_1904: bool,  # noqa: FBT001
) -> None:
    path = workbook(tmp_path, [["time"], [days]], is_1904=is_1904)
    book = openpyxl.load_workbook(path)
    book.worksheets[0]["A2"].number_format = "hh:mm"
    book.save(path)
    assert logs.read_rows(path)[0].cells["time"] == shown


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_that_a_sheet_shows_as_numbers_are_the_same_days(
    tmp_path: Path,
    is_1904: bool,  # noqa: FBT001
) -> None:
    # 25 October 2025 is day 45,955 of Excel's first calendar and 1,462 less of the other.
    number = 45955.8125 - (1462 if is_1904 else 0)
    path = workbook(tmp_path, [["time"], [number]], is_1904=is_1904)
    rows = logs.read_rows(path)
    assert logs.times(rows, "time", None) == [pd.Timestamp("2025-10-25 19:30")]
    with pytest.raises(ReadError, match=r"line 2 has '45955' .* a time of day beside"):
        logs.times(
            [logs.Row(file="f", line=2, cells={"time": "45955"}, epoch=rows[0].epoch)],
            "time",
            None,
        )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2025-10-25 19:30", "2025-10-25 19:30"),
        ("2025-10-25T19:30:05.25", "2025-10-25 19:30:05.25"),
        ("2025/10/25 19:30", "2025-10-25 19:30"),
        ("25.10.2025 19:30", "2025-10-25 19:30"),
        ("25.10.25 19.30 Uhr", "2025-10-25 19:30"),
        ("5. 4. 2025, 19 Uhr", "2025-04-05 19:00"),
        ("25. Oktober 2025 19:30", "2025-10-25 19:30"),
        ("3. März 2025 08:00", "2025-03-03 08:00"),
        ("25 Oct 2025 7:30 pm", "2025-10-25 19:30"),
        ("October 25, 2025 7 p.m.", "2025-10-25 19:00"),
        ("10/25/2025 12:00 am", "2025-10-25 00:00"),
        ("25/10/2025 12:00 pm", "2025-10-25 12:00"),
        ("25-10-2025 19:30", "2025-10-25 19:30"),
        ("2025-12-31 24:00", "2026-01-01 00:00"),
        ("29.02.2024 00:00", "2024-02-29 00:00"),
    ],
)
def test_a_moment_is_read_in_every_spelling(text: str, expected: str) -> None:
    assert logs.times([row(time=text)], "time", None) == [pd.Timestamp(expected)]
    (aware,) = logs.times([row(time=text)], "time", BERLIN)
    assert aware == pd.Timestamp(expected, tz=BERLIN)


@pytest.mark.parametrize(
    "text",
    [
        "yesterday", "25.10. 19:00", "2025-10-25", "25-10-11 19:00", "31.04.2025 10:00",
        "2025-10-25 24:30", "2025-10-25 13:00 pm", "2025-10-25 19:60", "25.10.1825 19:00",
        "2025-10-25 19", "45955.5", "19:00", "2025-10-25 19:00 Europe/Berlin",
        "2025-10-25 19:00+81:00", "2025-10-25 19:00+14:30",
    ],
)  # fmt: skip
def test_what_is_no_moment_is_refused_by_its_line(text: str) -> None:
    with pytest.raises(ReadError, match=r"^log.csv: line 7 has '.*' in the column 'time'"):
        logs.times([row(time=text)], "time", BERLIN)


def test_the_order_of_day_and_month_is_decided_over_all_rows() -> None:
    rows = [row(a="3/4/2025 10:00", b=""), row(a="3/4/2025 11:00", b="14/4/2025 9:00")]
    assert logs.decide_order(rows, ["a", "b"]) == "dmy"
    with pytest.raises(ReadError, match=r"line 7 has '3/4/2025 10:00' .* --date-order"):
        logs.times(rows, "a", None)
    assert logs.times(rows, "a", None, "mdy")[0] == pd.Timestamp("2025-03-04 10:00")
    assert logs.times(rows, "a", None, "dmy")[0] == pd.Timestamp("2025-04-03 10:00")
    rows = [row(a="3/14/2025 10:00"), row(a="14/3/2025 10:00")]
    with pytest.raises(ReadError, match="the same order in all rows"):
        logs.times(rows, "a", None)
    with pytest.raises(ArgumentError, match="date order 'ymd' is not known"):
        logs.times(rows, "a", None, "ymd")


def test_dates_with_points_are_day_first_beside_american_ones() -> None:
    rows = [row(a="3.4.2025 10:00"), row(a="4/14/2025 10:00")]
    assert [f"{t:%m-%d}" for t in logs.times(rows, "a", None)] == ["04-03", "04-14"]


def test_a_time_of_day_takes_its_date_from_another_column() -> None:
    rows = [
        row(date="25.10.2025", time="23:15"),
        row(date="25. Oktober 2025", time="24:00"),
        row(date="", time=""),
    ]
    found = logs.times(rows, "time", None, date_column="date")
    assert found[:2] == [pd.Timestamp("2025-10-25 23:15"), pd.Timestamp("2025-10-26")]
    assert found[2] is pd.NaT
    for cell in ("", "tomorrow", "25.10.2025 19:00"):
        with pytest.raises(ReadError, match="line 7"):
            logs.times([row(date=cell, time="23:15")], "time", None, date_column="date")


@pytest.mark.parametrize(
    ("start", "stop", "expected"),
    [
        ("2025-10-24 22:00", "23:00", "2025-10-24 23:00"),
        ("2025-10-24 22:00", "06:00", "2025-10-25 06:00"),
        ("2025-10-24 22:00", "24:00", "2025-10-25 00:00"),
        ("2025-10-24 22:00", "00:00", "2025-10-25 00:00"),
        ("2025-10-24 00:00", "24:00", "2025-10-25 00:00"),
        ("2025-10-25 22:00", "06:00", "2025-10-26 06:00"),  # a night of one hour more
        ("2025-03-29 22:00", "06:00", "2025-03-30 06:00"),  # and of one less
    ],
)
def test_a_time_alone_is_the_next_after_another_moment(
    start: str, stop: str, expected: str
) -> None:
    after = pd.Timestamp(start, tz=BERLIN)
    (found,) = logs.times([row(stop=stop)], "stop", BERLIN, after=[after])
    assert found == pd.Timestamp(expected, tz=BERLIN)


def test_hours_that_the_clock_skips_or_repeats_are_refused_by_line() -> None:
    with pytest.raises(ReadError, match=r"line 7 has '30.3.2025 02:30' .* the clock skips"):
        logs.times([row(t="30.3.2025 02:30")], "t", BERLIN)
    with pytest.raises(
        ReadError, match=r"line 7 .* 02:30\+02:00 or 02:30\+01:00: 02:30 comes twice"
    ):
        logs.times([row(t="26.10.2025 02:30")], "t", BERLIN)
    rows = [row(t=f"26.10.2025 02:30+0{hours}:00") for hours in (2, 1)]
    found = pd.DatetimeIndex(logs.times(rows, "t", BERLIN))
    assert found[1] - found[0] == pd.Timedelta(hours=1)
    assert [f"{t:%H:%M %z}" for t in found] == ["02:30 +0200", "02:30 +0100"]


def test_offsets_are_brought_to_the_zone_and_kept_without_one() -> None:
    rows = [row(t="2025-10-25T17:00Z"), row(t="2025-10-25T19:00")]
    assert (
        logs.times(rows, "t", BERLIN) == [pd.Timestamp("2025-10-25 19:00", tz=BERLIN)] * 2
    )
    assert logs.times(rows[:1], "t", None) == [pd.Timestamp("2025-10-25 17:00Z")]
    with pytest.raises(ReadError, match="an offset from UTC in all rows or in none"):
        logs.times(rows, "t", None)


@given(
    st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30)),  # noqa: DTZ001
    st.sampled_from([BERLIN, "America/St_Johns", "Pacific/Apia", "UTC"]),
)
def test_no_moment_with_an_offset_is_shifted(wall: datetime, zone: str) -> None:
    moment = pd.Timestamp(wall.replace(tzinfo=ZoneInfo("UTC"))).tz_convert(zone)
    offset = moment.isoformat()[-6:]
    for text in (f"{moment:%d.%m.%Y %H:%M:%S.%f}{offset}", moment.isoformat()):
        (found,) = logs.times([row(t=text)], "t", zone)
        assert found == moment
        assert f"{found:%d.%m.%Y %H}" == f"{moment:%d.%m.%Y %H}"


@settings(max_examples=25)
@given(st.datetimes(min_value=datetime(1990, 1, 2), max_value=datetime(2099, 12, 30)))  # noqa: DTZ001
def test_no_moment_in_a_workbook_is_shifted(moment: datetime) -> None:
    moment = moment.replace(microsecond=0)
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["t"])
    sheet.append([moment])
    content = BytesIO()
    book.save(content)
    lines, _ = sheets.read_sheet(content.getvalue())
    (cell,) = list(lines)[1][1]
    assert logs.times([row(t=cell)], "t", None) == [pd.Timestamp(moment)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2.5", 2.5), ("2,5", 2.5), ("0,125", 0.125), ("10", 10.0), ("-1,5", -1.5),
        ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.2500", 1.25),
    ],
)  # fmt: skip
def test_a_number_has_a_point_or_a_comma(text: str, expected: float) -> None:
    assert logs.number(row(dose=text), "dose") == expected


@pytest.mark.parametrize(
    "text", ["1.500", "12,500", "5 mg", "1,2,3", "ten", "1.2.3", "nan"]
)
def test_what_could_be_two_numbers_or_none_is_refused(text: str) -> None:
    with pytest.raises(ReadError, match=f"line 7 has '{text}' in the column 'dose'"):
        logs.number(row(dose=text), "dose")


def test_a_blank_is_no_number_and_no_moment() -> None:
    assert pd.isna(logs.number(row(dose=""), "dose"))
    assert logs.times([row(time="")], "time", None) == [pd.NaT]

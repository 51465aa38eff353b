"""Diaries as people keep them: any spelling reads the same, slips are told by line."""

import itertools
import re
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from myosense.diaries.lexicon import Lexicon, folded, load_lexicon
from myosense.diaries.reading import Diary, read_diary
from myosense.diaries.schema import COLUMNS, VOCABULARIES, WRITTEN
from myosense.diaries.words import GERMAN, HEADERS, WORDS
from myosense.diaries.writing import template, write_diary, write_template
from myosense.errors import ArgumentError, ReadError
from myosense.schema import dictionary, empty, names, table

BERLIN = "Europe/Berlin"
SAMPLE = Path(__file__).parent.parent / "sample_data" / "diary.csv"


def diary(folder: Path, text: str, **options: Any) -> Diary:  # noqa: ANN401
    """Read a diary that was written as text."""
    path = folder / "diary.csv"
    path.write_text(text, encoding="utf-8")
    return read_diary(path, **{"time_zone": BERLIN, **options})


def test_the_sample_reads_as_it_was_written() -> None:
    found = read_diary(SAMPLE, time_zone=BERLIN)
    assert found.notices == ()
    assert list(found.entries) == names(COLUMNS)
    assert len(found.entries) == 16
    first, last = found.entries.iloc[0], found.entries.iloc[-1]
    assert first["start"] == pd.Timestamp("2025-10-25 19:00+02:00")
    assert last["stop"] == pd.Timestamp("2025-10-26 07:00+01:00")
    assert (first["region"], first["side"], first["frequency"]) == (
        "arm",
        "left",
        "occasional",
    )
    assert set(found.entries["impact"]) == {"fine_tasks", "self_care", "woke"}


PLAIN = """start,stop,region,side,frequency,count,severity,trigger
2025-10-24 22:00,2025-10-24 23:00,arm,left,rare,,mild,
2025-10-24 23:00,2025-10-25 00:00,leg,right,,12,,noise
2025-10-25 00:30,,head,,,,severe,falling asleep
"""
SPELLINGS = {
    "German": """von;bis;Körperteil;Seite;Häufigkeit;Anzahl;Schwere;Auslöser
24.10.2025 22:00;24.10.2025 23:00;Arm;links;selten;;leicht;
24.10.2025 23:00;24.10.2025 24:00;rechtes Bein;;;12;;Geräusch
25.10.2025 0.30 Uhr;;Kopf;;;;schwer;Einschlafen
""",
    "date and times of day": """Datum;von;bis;Ort;Seite;Häufigkeit;Anzahl;Schwere;Auslöser
24.10.25;22:00;23:00;Arm;l;selten;;1;
24.10.25;23:00;00:00;Bein;r;;12,0;;Geräusch
25.10.25;00:30;;Kopf;;;;3;Einschlafen
""",
    "American": """from\tto\twhere\tside\thow often\tcount\thow bad\ttrigger
10/24/2025 10:00 pm\t11:00 pm\tleft arm\t\trare\t\tmild\t
10/24/2025 11:00 PM\t12:00 AM\tright leg\t\t\t12\t\tnoise
10/25/2025 12:30 a.m.\t\thead\t\t\t\tsevere\tfalling-asleep
""",
    "with offsets": """start,stop,region,side,frequency,count,severity,trigger
2025-10-24T20:00Z,2025-10-24T21:00Z,arm,left,Rare,,Mild,
2025-10-24T23:00+02:00,2025-10-25T00:00+02:00,leg,right,,12,,noise
2025-10-24T17:30-05:00,,head,,,,severe,falling_asleep
""",
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_every_spelling_of_one_diary_reads_the_same(tmp_path: Path, spelling: str) -> None:
    expected = diary(tmp_path, PLAIN).entries
    assert expected["count"].tolist() == [pd.NA, 12, pd.NA]
    assert expected["start"].tolist() == [
        pd.Timestamp(f"2025-10-{moment}", tz=BERLIN)
        for moment in ("24 22:00", "24 23:00", "25 00:30")
    ]
    found = diary(tmp_path, SPELLINGS[spelling]).entries
    pd.testing.assert_frame_equal(found, expected)


@pytest.mark.parametrize("is_1904", [False, True])
def test_a_workbook_reads_the_same(tmp_path: Path, is_1904: bool) -> None:  # noqa: FBT001
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    header, *rows = [line.split(",") for line in PLAIN.splitlines()]
    book.worksheets[0].append(header)
    for row in rows:
        cells: list[object] = [c or None for c in row]
        cells[0] = pd.Timestamp(row[0]).to_pydatetime()
        cells[1] = pd.Timestamp(row[1]).to_pydatetime() if row[1] else None
        book.worksheets[0].append(cells)
    book.save(tmp_path / "diary.xlsx")
    found = read_diary(tmp_path / "diary.xlsx", time_zone=BERLIN).entries
    pd.testing.assert_frame_equal(found, diary(tmp_path, PLAIN).entries)


@pytest.mark.parametrize("is_1904", [False, True])
@pytest.mark.parametrize("shown_as", ["hh:mm", "[h]:mm", "h:mm AM/PM", "General"])
def test_the_end_of_a_day_in_a_workbook_is_never_shifted(
    tmp_path: Path,
    shown_as: str,
    is_1904: bool,  # noqa: FBT001
) -> None:
    # A sheet holds 24:00 as 1.0, which is also midnight of its own first day.
    book = openpyxl.Workbook()
    if is_1904:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.worksheets[0]
    sheet.append(["date", "start", "stop", "region", "count"])
    sheet.append(["24.10.2025", 23 / 24, 1.0, "arm", 1])
    sheet.append(["24.10.2025", 1.0, 1 / 24, "arm", 2])
    for cell in (*sheet["B"][1:], *sheet["C"][1:]):
        cell.number_format = shown_as
    path = tmp_path / "diary.xlsx"
    book.save(path)
    if shown_as == "General":  # 1 can be the end of this day, or the sheet's first day.
        with pytest.raises(ReadError, match=r"line 3 has '1' in the column 'start'"):
            read_diary(path, time_zone=BERLIN)
        return
    found = read_diary(path, time_zone=BERLIN).entries
    midnight = pd.Timestamp("2025-10-25", tz=BERLIN)
    hour = pd.Timedelta(hours=1)
    assert found["start"].tolist() == [midnight - hour, midnight]
    assert found["stop"].tolist() == [midnight, midnight + hour]


def test_several_regions_are_several_entries(tmp_path: Path) -> None:
    text = "start,region,side,frequency\n2025-10-25 19:00,Arm und Bein,links,oft\n"
    found = diary(tmp_path, text).entries
    assert found[["region", "side"]].to_numpy().tolist() == [
        ["arm", "left"],
        ["leg", "left"],
    ]


def test_what_is_blank_stays_blank(tmp_path: Path) -> None:
    found = diary(tmp_path, "start,note\n2025-10-25 19:00,slept badly\n").entries.iloc[0]
    assert pd.isna(found["stop"])
    assert pd.isna(found["count"])
    assert (found["region"], found["side"]) == ("unknown", "unknown")
    blank = ["frequency", "severity", "extent", "trigger", "sleep", "impact", "source"]
    assert set(found[blank]) == {""}


def test_words_of_another_language_are_mapped(tmp_path: Path) -> None:
    mapping = tmp_path / "fr.toml"
    mapping.write_text(
        '[columns]\n"Début" = "start"\n"Combien de fois" = "frequency"\n'
        '[words.frequency]\n"très souvent" = "very_frequent"\n',
        encoding="utf-8",
    )
    text = "Début,combien de  fois,humeur\n25/10/2025 19:00,Très souvent,bonne\n"
    found = diary(tmp_path, text, lexicon=load_lexicon(mapping))
    assert found.entries["frequency"].tolist() == ["very_frequent"]
    assert found.notices == (
        (
            "the column 'humeur' is not read (its name is nearest to 'source'; "
            "--columns maps it)"
        ),
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"columns": {"a": "begin"}}', "maps 'a' to 'begin'; expected one of date, start"),
        ('{"words": {"mood": {}}}', "words holds"),
        ('{"words": {"side": {"gauche": "l"}}}', "maps 'gauche' to 'l'; expected one of"),
        ('{"words": {"side": ["gauche"]}}', r"side is \['gauche'\]; expected a table"),
        ('{"colums": {}}', "it holds"),
        ("[]", "it holds"),
        ("{", "not readable as TOML or JSON"),
    ],
)
def test_a_mapping_that_says_nothing_known_is_refused(
    tmp_path: Path, text: str, said: str
) -> None:
    path = tmp_path / "map.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ArgumentError, match=said):
        load_lexicon(path)


HEAD = "start,stop,region,side,frequency,count,severity,extent,source"
GOOD = "2025-10-25 10:00,2025-10-25 11:00,arm,left,rare,,,,patient"


def bad(cells: str) -> str:
    """Put a bad row on line 4, behind two good ones."""
    other = GOOD.replace("arm", "leg")
    return f"{HEAD}\n{GOOD}\n{other}\n{cells}\n"


BAD = {
    "nothing in it": ("", "is empty"),
    "no entries": (f"{HEAD}\n", "has no rows below"),
    "no column of time": ("when,what\nnow,jerks\n", "line 1 names no column 'start'"),
    "two columns of one name": ("von,start\n1,2\n", "line 1 has 'von' and 'start'"),
    "more cells than names": (bad(GOOD + ",,x"), "line 4 has 11 cells"),
    "a quotation mark left open": (bad(f'{GOOD},"x'), "line 4 has a quotation mark"),
    "no time": (bad(",2025-10-25 11:00,arm,left,rare,,,,"), "line 4 has nothing"),
    "no date": (bad("19:00,,arm,left,rare,,,,"), "line 4 has '19:00'"),
    "no time of day": (bad("2025-10-25,,arm,,rare,,,,"), "line 4 has '2025-10-25'"),
    "no such day": (bad("31.04.2025 10:00,,arm,,rare,,,,"), "line 4 has '31.04.2025"),
    "no such hour": (bad("2025-10-25 25:00,,arm,,rare,,,,"), "line 4 .* column 'start'"),
    "a year before sensors": (bad("25.10.0025 9:00,,arm,,,,,,"), "line 4 .* 1990 to 2099"),
    "day or month first": (bad("3/4/2025 10:00,,arm,,rare,,,,"), "line 4 .* --date-order"),
    "an hour that never was": (bad("2025-03-30 02:15,,arm,,,,,,"), "line 4 .* skips"),
    "an hour that came twice": (
        bad("2025-10-26 02:15,,arm,,,,,,"),
        "line 4 .* twice",
    ),
    "an end before the start": (
        bad("2025-10-25 12:00,2025-10-25 11:00,arm,,rare,,,,"),
        "line 4 has '2025-10-25 11:00' in the column 'stop'; expected a time after",
    ),
    "an entry of days": (
        bad("2025-10-25 12:00,2025-10-27 11:00,arm,,rare,,,,"),
        "line 4 .* at most a day",
    ),
    "a frequency that is none": (
        bad("2025-10-25 12:00,,arm,,often enough,,,,"),
        "line 4 has 'often enough' in the column 'frequency'; expected one of none, rare",
    ),
    "a region that is none": (bad("2025-10-25 12:00,,tail,,,,,,"), "line 4 has 'tail'"),
    "a side that contradicts": (
        bad("2025-10-25 12:00,,left arm,right,rare,,,,"),
        "line 4 has 'right' in the column 'side'; expected 'left'",
    ),
    "a count of halves": (bad('2025-10-25 12:00,,arm,,,"2,5",,,'), "line 4 has '2,5'"),
    "a count below nothing": (bad("2025-10-25 12:00,,arm,,,-1,,,"), "line 4 has '-1'"),
    "a count of words": (bad("2025-10-25 12:00,,arm,,,5-10,,,"), "line 4 has '5-10'"),
    "a count of two regions": (
        bad('2025-10-25 12:00,,"arm, leg",,,5,,,'),
        "line 4 .* one region",
    ),
    "none and some": (
        bad("2025-10-25 12:00,,arm,,none,,severe,,"),
        "line 4 has 'severe' in the column 'severity'; expected nothing, as 'frequency'",
    ),
    "one entry twice": (bad(GOOD), "line 4 repeats line 2"),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_slip_is_told_in_one_sentence_with_its_line(tmp_path: Path, kind: str) -> None:
    text, said = BAD[kind]
    with pytest.raises(ReadError) as raised:
        diary(tmp_path, text)
    message = str(raised.value)
    assert re.match(rf"diary.csv: {said}", message), message
    assert "\n" not in message


def test_the_date_order_can_be_given(tmp_path: Path) -> None:
    text = bad("3/4/2025 10:00,,arm,,rare,,,,")
    for order, month in (("dmy", 4), ("mdy", 3)):
        found = diary(tmp_path, text, date_order=order).entries
        assert found["start"].min().month == month


def test_every_word_means_something_known() -> None:
    for column, words in WORDS.items():
        assert set(words.values()) <= set(VOCABULARIES[column])
        assert all(word == folded(word) for word in words)
    spelled = [header for headers in HEADERS.values() for header in headers]
    assert len(spelled) == len(set(spelled))
    lexicon = Lexicon()
    for column, words in GERMAN.items():
        for ours, german in words.items():
            if column == "columns":
                assert lexicon.column(german.casefold()) == ours
            else:
                assert lexicon.word(column, german) == ours


@pytest.mark.parametrize("language", ["en", "de"])
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_template_that_was_filled_in_reads(
    tmp_path: Path, language: str, suffix: str
) -> None:
    path = tmp_path / f"template{suffix}"
    write_template(path, language)
    with pytest.raises(ReadError, match="has no rows below the names"):
        read_diary(path)
    words = GERMAN["frequency"] if language == "de" else {}
    cells = ["25.10.2025 19:00", "20:00", "arm", "l", words.get("rare", "rare")]
    if suffix == ".csv":
        separator = ";" if language == "de" else ","
        with path.open("a", encoding="utf-8") as file:
            file.write(separator.join(cells) + "\n")
    else:
        book = openpyxl.load_workbook(path)
        book.worksheets[0].append(cells)
        book.save(path)
    found = read_diary(path, time_zone=BERLIN)
    assert found.notices == ()
    entry = found.entries.iloc[0]
    assert (entry["region"], entry["side"], entry["frequency"]) == ("arm", "left", "rare")
    assert entry["stop"] == pd.Timestamp("2025-10-25 20:00", tz=BERLIN)


def test_the_template_names_every_word_of_the_schema() -> None:
    text = template("en")
    assert text.splitlines()[-1].split(",") == names(WRITTEN)
    assert all(word in text for words in VOCABULARIES.values() for word in words)


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
@pytest.mark.parametrize("zone", [BERLIN, None])
def test_what_is_written_reads_back(tmp_path: Path, suffix: str, zone: str | None) -> None:
    night = pd.date_range("2025-10-25 22:00", periods=8, freq="h", tz=zone, unit="ns")
    rows = [
        {
            "start": start,
            "stop": stop,
            "region": "arm",
            "side": "left",
            "frequency": "rare",
            "count": i,
            "note": 'a, "b"; c\nd',
            "source": "sensor",
            "line": 2 * i,
        }
        for i, (start, stop) in enumerate(itertools.pairwise(night), start=1)
    ]
    if suffix == ".xlsx":
        rows = [row | {"line": 1 + i} for i, row in enumerate(rows, start=1)]
    expected = table(rows, COLUMNS)
    path = tmp_path / f"diary{suffix}"
    write_diary(path, expected)
    pd.testing.assert_frame_equal(read_diary(path, time_zone=zone).entries, expected)


def test_a_diary_may_be_named_by_text(tmp_path: Path) -> None:
    expected = read_diary(str(SAMPLE), time_zone=BERLIN).entries
    write_diary(str(tmp_path / "diary.csv"), expected)
    written = read_diary(tmp_path / "diary.csv", time_zone=BERLIN).entries
    columns = names(WRITTEN)
    pd.testing.assert_frame_equal(written[columns], expected[columns])


def test_no_file_is_replaced_and_no_other_kind_written(tmp_path: Path) -> None:
    for name, said in (("diary.ods", "expected .csv or .xlsx"), ("there.csv", "exists")):
        (tmp_path / "there.csv").write_text("x", encoding="utf-8")
        with pytest.raises(ArgumentError, match=said):
            write_diary(tmp_path / name, empty(COLUMNS))
        with pytest.raises(ArgumentError, match=said):
            write_template(tmp_path / name, "en")
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "x"


def test_the_page_on_the_diary_shows_the_schema_and_the_template() -> None:
    page = (SAMPLE.parent.parent / "docs" / "diary.md").read_text(encoding="utf-8")
    assert dictionary(WRITTEN) in page
    assert f"```\n{template('en')}```" in page


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_a_damaged_file_is_read_or_refused_in_one_line(tmp_path: Path, suffix: str) -> None:
    whole = tmp_path / f"whole{suffix}"
    write_diary(whole, read_diary(SAMPLE, time_zone=BERLIN).entries)
    rng = np.random.default_rng(5)
    path = tmp_path / f"damaged{suffix}"
    said = []
    for n_bytes in np.repeat([1, 4, 16], 50):
        content = np.frombuffer(whole.read_bytes(), dtype=np.uint8).copy()
        content[rng.integers(len(content), size=n_bytes)] = rng.integers(256, size=n_bytes)
        path.write_bytes(content.tobytes())
        try:
            read_diary(path, time_zone=BERLIN)
        except ReadError as error:
            said.append(str(error))
    assert len(said) > 20
    assert not any("\n" in sentence for sentence in said)


def test_a_bad_word_is_told_under_the_name_that_the_file_gives_its_column(
    tmp_path: Path,
) -> None:
    path = tmp_path / "tagebuch.csv"
    path.write_text("von;Ausmaß\n25.10.2025 19:00;Lärm\n", encoding="utf-8")
    sentence = r"line 2 has 'Lärm' in the column 'ausmass' \(extent\); expected one of sin"
    with pytest.raises(ReadError, match=sentence):
        read_diary(path)

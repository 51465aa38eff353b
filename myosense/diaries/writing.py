"""A diary's file: an empty one to fill in, or one that is filled."""

import csv
import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from myosense.diaries.schema import VOCABULARIES, WRITTEN
from myosense.diaries.words import GERMAN
from myosense.errors import ArgumentError, not_written
from myosense.schema import names

N_ROWS = 500  #: Rows of a workbook that offer the words of a column.
TITLES = {"en": "Diary", "de": "Tagebuch"}
HELP = {"en": "How", "de": "Anleitung"}
RULES = {
    "en": (
        "One line an hour (or a moment: leave stop blank) and a place of the body.",
        "Write an hour without jerks as frequency none; a blank line means not noted.",
        "Example: 2025-10-25 19:00 to 20:00, arm, left, occasional.",
        (
            "frequency: rare below 1 an hour, occasional 1 to 9, frequent 10 to 59, "
            "very_frequent 60 to 359, near_continuous 360 and more (one every 10 s)."
        ),
    ),
    "de": (
        "Eine Zeile je Stunde (oder Augenblick: bis bleibt leer) und Körperteil.",
        "Eine Stunde ohne Zuckungen heißt keine; eine leere Zeile heißt nicht notiert.",
        "Beispiel: 25.10.2025 19:00 bis 20:00, Arm, links, gelegentlich.",
        (
            "Häufigkeit: selten unter 1 je Stunde, gelegentlich 1 bis 9, häufig 10 bis 59, "
            "sehr häufig 60 bis 359, fast ständig 360 und mehr (alle 10 s eine)."
        ),
    ),
}


def template(language: str) -> str:
    """Write an empty diary as text: rules, words and the names of the columns.

    Parameters
    ----------
    language
        ``en`` (separated by commas) or ``de`` (by semicolons, as a German Excel writes).
    """
    out = io.StringIO()
    for rule in (*RULES[language], *_word_lines(language)):
        out.write(f"# {rule}\n")
    writer = csv.writer(
        out, delimiter="," if language == "en" else ";", lineterminator="\n"
    )
    writer.writerow(_headers(language))
    return out.getvalue()


def write_template(path: Path, language: str) -> None:
    """Write an empty diary as CSV or XLSX, by the name of the file.

    Raises
    ------
    ArgumentError
        If the name ends in something else, or the file exists.
    ResultError
        If it cannot be written.
    """

    def write_text(part: Path) -> None:
        # With the mark of UTF-8, by which Excel knows it.
        part.write_text(template(language), encoding="utf-8-sig", newline="")

    def write_book(part: Path) -> None:
        _write_book(part, [], language)

    _write(path, write_text, write_book)


def write_diary(path: str | Path, entries: pd.DataFrame) -> None:
    """Write a diary that `read_diary` reads back the same.

    Parameters
    ----------
    path
        Ends in ``.csv`` or ``.xlsx``.
    entries
        The columns of `myosense.diaries.schema.WRITTEN`; others are left out.

    Raises
    ------
    ArgumentError
        If the name ends in something else, or the file exists.
    ResultError
        If it cannot be written.
    """
    rows = [
        ["" if pd.isna(value) else _text(value) for value in row]
        for row in entries[names(WRITTEN)].itertuples(index=False, name=None)
    ]

    def write_text(part: Path) -> None:
        with part.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([names(WRITTEN), *rows])

    def write_book(part: Path) -> None:
        _write_book(part, rows, "en")

    _write(Path(path), write_text, write_book)


def _write(
    path: Path, write_text: Callable[[Path], None], write_book: Callable[[Path], None]
) -> None:
    """Write a file whole or not at all, and over none that exists."""
    kinds = {".csv": write_text, ".xlsx": write_book}
    write = kinds.get(path.suffix.casefold())
    if write is None:
        raise ArgumentError(f"{path} is no diary's name; expected .csv or .xlsx")
    if path.exists():
        raise ArgumentError(f"{path} exists; expected a new name")
    part = path.with_name(f".{path.name}.part")
    try:
        write(part)
        part.rename(path)
    except OSError as error:
        raise not_written(path, error) from error
    finally:
        part.unlink(missing_ok=True)


def _text(value: object) -> str:
    """Write a cell; times with their offset, so that no later clock can shift them."""
    if isinstance(value, pd.Timestamp):
        return value.isoformat(timespec="auto")
    return str(value)


def _headers(language: str) -> list[str]:
    return [_in(language, "columns", name) for name in names(WRITTEN)]


def _words(language: str, column: str) -> list[str]:
    return [_in(language, column, word) for word in VOCABULARIES[column]]


def _in(language: str, column: str, word: str) -> str:
    return GERMAN[column].get(word, word) if language == "de" else word


def _word_lines(language: str) -> list[str]:
    return [
        f"{_in(language, 'columns', column)}: {', '.join(_words(language, column))}"
        for column in VOCABULARIES
    ]


def _write_book(path: Path, rows: Sequence[Sequence[str]], language: str) -> None:
    """Write a workbook whose cells offer the words of their column."""
    from openpyxl import Workbook  # noqa: PLC0415 - it takes its time
    from openpyxl.styles import Font  # noqa: PLC0415
    from openpyxl.utils import get_column_letter  # noqa: PLC0415
    from openpyxl.worksheet.datavalidation import DataValidation  # noqa: PLC0415

    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = TITLES[language]
    sheet.append(_headers(language))
    for row in rows:
        sheet.append(list(row))
    sheet.freeze_panes = "A2"
    for number, name in enumerate(names(WRITTEN), start=1):
        letter = get_column_letter(number)
        sheet[f"{letter}1"].font = Font(bold=True)
        sheet.column_dimensions[letter].width = 24 if name in ("start", "stop") else 16
        if name in VOCABULARIES:
            words = ",".join(_words(language, name))
            offered = DataValidation(type="list", formula1=f'"{words}"', allow_blank=True)
            sheet.add_data_validation(offered)
            offered.add(f"{letter}2:{letter}{N_ROWS}")
    rules = book.create_sheet(HELP[language])
    for line in (*RULES[language], *_word_lines(language)):
        rules.append([line])
    rules.column_dimensions["A"].width = 100
    book.save(path)

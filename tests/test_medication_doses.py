"""The dose log: what is understood, and what is refused by its line."""

from pathlib import Path

import pandas as pd
import pytest

from myosense.errors import ReadError
from myosense.medication.doses import read_doses
from myosense.medication.words import form_of

BERLIN = "Europe/Berlin"
HEAD = "time,drug,dose,unit,route,formulation,kind,change,equivalent,egfr"
GOOD = "2025-10-25 08:00,morphine,60,mg,oral,retard,scheduled,same,60,90"
SAMPLE = Path(__file__).parent.parent / "sample_data" / "doses.csv"


def log(folder: Path, *lines: str, zone: str | None = BERLIN) -> pd.DataFrame:
    path = folder / "doses.csv"
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return read_doses(path, zone).table


def test_the_sample_reads() -> None:
    table = read_doses(SAMPLE, BERLIN).table
    assert table["line"].tolist() == [2, 3, 4, 5, 6]
    assert table["kind"].tolist() == ["scheduled"] * 2 + ["rescue"] + ["scheduled"] * 2
    assert table["change"].tolist() == ["increase", "same", "", "start", "reduction"]
    assert table["time"].iloc[4].isoformat() == "2025-10-26T06:30:00+01:00"
    assert table["dose"].tolist() == [60, 60, 10, 0.5, 40]


def test_german_words_commas_and_free_columns_are_kept(tmp_path: Path) -> None:
    table = log(
        tmp_path,
        "Datum;Uhrzeit;Wirkstoff;Dosierung;Einheit;Formulierung;Art;Änderung;eGFR;Schmerz",
        "25.10.2025;8:00;Clonazepam;0,5;mg;;fest;Beginn;55;7",
        "26.10.2025;22:30;Morphin;2,5;mg;retard;Bedarf;;;",
    )
    assert table["time"].iloc[0] == pd.Timestamp("2025-10-25 08:00", tz=BERLIN)
    assert table["dose"].tolist() == [0.5, 2.5]
    assert table["change"].tolist() == ["start", ""]
    assert table["kind"].tolist() == ["scheduled", "rescue"]
    assert table["formulation"].tolist() == ["", "retard"]
    assert table["egfr"].iloc[0] == 55
    assert table["note"].tolist() == ["schmerz=7", ""]


def test_a_workbook_reads_as_its_text_does(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {
            "time": [pd.Timestamp("2025-10-25 08:00"), pd.Timestamp("2025-10-25 20:00")],
            "drug": ["morphine", "morphine"],
            "dose": [60, 2.25],
            "unit": ["mg", "mg"],
        }
    )
    frame.to_excel(tmp_path / "doses.xlsx", index=False)
    table = read_doses(tmp_path / "doses.xlsx", BERLIN).table
    assert table["time"].dt.hour.tolist() == [8, 20]
    assert table["dose"].tolist() == [60, 2.25]


def test_offsets_without_a_zone_are_told(tmp_path: Path) -> None:
    path = tmp_path / "doses.csv"
    path.write_text("time,drug,dose,unit\n2025-10-25T08:00+02:00,morphine,60,mg\n")
    found = read_doses(path, None)
    assert found.table["time"].tolist() == [pd.Timestamp("2025-10-25 08:00")]
    assert "own wall clock" in found.notices[0]


#: Lines of a bad log, and what the sentence must say.
BAD = {
    "empty": ([], "is empty"),
    "no rows": ([HEAD], "no rows"),
    "no drug column": (["time,dose,unit", "2025-10-25 08:00,1,mg"], "no column 'drug'"),
    "two columns of one meaning": (
        ["time,drug,medication,dose,unit", "2025-10-25 08:00,a,b,1,mg"],
        "'drug' and 'medication' both mean drug",
    ),
    "no date": ([HEAD, GOOD.replace("2025-10-25 08:00", "8 am")], "line 2 has '8 am'"),
    "no hour": ([HEAD, GOOD.replace(" 08:00", "")], "line 2 .*time of day"),
    "no such day": ([HEAD, GOOD.replace("10-25", "02-30")], "line 2 .*calendar"),
    "blank time": ([HEAD, GOOD.replace("2025-10-25 08:00", "")], "line 2 has nothing"),
    "open order": ([HEAD, GOOD.replace("2025-10-25", "03/04/2025")], "line 2 .*date-order"),
    "hour that never was": (
        [HEAD, GOOD.replace("2025-10-25 08:00", "2025-03-30 02:30")],
        "line 2 .*skips",
    ),
    "hour that comes twice": (
        [HEAD, GOOD.replace("2025-10-25 08:00", "2025-10-26 02:30")],
        "line 2 .*twice",
    ),
    "no drug": ([HEAD, GOOD.replace("morphine", "")], "line 2 .*name of the drug"),
    "dose in words": ([HEAD, GOOD.replace(",60,mg", ",sixty,mg")], "line 2 has 'sixty'"),
    "dose with unit": ([HEAD, GOOD.replace(",60,mg", ",60 mg,")], "line 2 has '60 mg'"),
    "blank dose": ([HEAD, GOOD.replace(",60,mg", ",,mg")], "line 2 has nothing .*'dose'"),
    "dose of zero": ([HEAD, GOOD.replace(",60,mg", ",0,mg")], "line 2 .*'stop'"),
    "dose below zero": ([HEAD, GOOD.replace(",60,mg", ",-60,mg")], "line 2 has '-60'"),
    "dose that could be two": ([HEAD, GOOD.replace(",60,mg", ",1.500,mg")], "both"),
    "no unit": ([HEAD, GOOD.replace(",mg,", ",,")], "line 2 has nothing .*'unit'"),
    "unit that is a number": ([HEAD, GOOD.replace(",mg,", ",60,")], "line 2 has '60'"),
    "two units": (
        [HEAD, GOOD, GOOD.replace("08:00", "20:00").replace(",mg,", ",g,")],
        "line 3 has 'g' .*mg, as of morphine on line 2",
    ),
    "unknown change": ([HEAD, GOOD.replace("same", "incraese")], "did you mean 'increase'"),
    "change of no known word": ([HEAD, GOOD.replace("same", "halbiert")], "rescue$"),
    "unknown kind": ([HEAD, GOOD.replace("scheduled", "sheduled")], "mean 'scheduled'"),
    "rescue that changes the regimen": (
        [HEAD, GOOD.replace("scheduled,same", "rescue,increase")],
        "line 2 has 'increase'",
    ),
    "scheduled rescue": ([HEAD, GOOD.replace("same", "rescue")], "line 2 has 'rescue'"),
    "equivalent in words": ([HEAD, GOOD.replace(",60,90", ",much,90")], "has .much."),
    "eGFR below zero": ([HEAD, GOOD.replace(",60,90", ",60,-5")], "line 2 has '-5'"),
    "row twice": ([HEAD, GOOD, "", GOOD], "line 4 is the same as line 2"),
    "up and down at once": (
        [HEAD, GOOD.replace("same", "increase"), GOOD.replace("same", "reduction")],
        "line 3 has 'reduction' .*line 2",
    ),
    "more cells than names": ([HEAD, GOOD + ",1,2"], "line 2 has 12 cells"),
    "quotation mark": ([HEAD, GOOD.replace("retard", '"retard')], "line 2 .*quotation"),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_log_is_refused_in_a_sentence_with_its_line(
    kind: str, tmp_path: Path
) -> None:
    lines, sentence = BAD[kind]
    with pytest.raises(ReadError, match=sentence) as raised:
        log(tmp_path, *lines)
    assert str(raised.value).startswith("doses.csv: ")
    assert "expected" in str(raised.value)


def test_a_german_log_is_read_and_refused_by_its_own_names(tmp_path: Path) -> None:
    head = "Datum;Uhrzeit;Medikament;Dosis;Einheit;Darreichung;Änderung"
    row = "26.10.2025;08:00;Morphin;40;mg;Retardtablette;verringert"
    read = log(tmp_path, head, row)
    assert read["change"].tolist() == ["reduction"]
    assert form_of(read["formulation"].item(), "oral") == "extended"
    with pytest.raises(ReadError, match=r"line 2 has '40 mg' in the column 'dosis' \(d"):
        log(tmp_path, head, row.replace("40;mg", "40 mg;mg"))

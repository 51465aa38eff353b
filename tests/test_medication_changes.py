"""Which changes open a comparison, and how long is left out after them."""

from pathlib import Path

import pandas as pd
import pytest

from myosense.errors import ArgumentError
from myosense.medication.changes import find_changes
from myosense.medication.doses import read_doses
from myosense.medication.parameters import MedicationParameters
from myosense.medication.washout import washout_of
from myosense.medication.windows import windows

PARAMETERS = MedicationParameters()
HEAD = "time,drug,dose,unit,route,formulation,change,egfr,renal"


def changes(folder: Path, *lines: str, **given_h: float) -> pd.DataFrame:
    path = folder / "doses.csv"
    path.write_text("".join(f"{line}\n" for line in (HEAD, *lines)), encoding="utf-8")
    return find_changes(read_doses(path, "Europe/Berlin"), given_h, PARAMETERS)


def doses(first: str, days: int, drug: str, *doses_mg: float) -> list[str]:
    """Write doses at 8 and 20 o'clock, as many a day as are given."""
    return [
        f"{day.date()} {hour:02d}:{10 * (day.day % 3):02d},{drug},{mg:g},mg,oral,IR,,,"
        for day in pd.date_range(first, periods=days)
        for hour, mg in zip((8, 20), doses_mg, strict=False)
    ]


@pytest.mark.parametrize(
    ("logged", "hours"),
    [
        (("morphine", "immediate release", "oral", 90.0, ""), 24),
        (("morphine", "", "i.v.", 90.0, ""), 24),
        (("morphine", "Retard", "oral", 90.0, ""), 48),
        (("morphine", "IR", "oral", 59.9, ""), 72),
        (("morphine", "IR", "oral", 60.0, ""), 24),
        (("morphine", "IR", "oral", float("nan"), "yes"), 72),
        (("morphine", "IR", "oral", float("nan"), "no"), 24),
        (("fentanyl", "patch", "", 90.0, ""), 72),
        (("fentanyl", "", "transdermal", 90.0, ""), 72),
        (("methadone", "IR", "oral", 90.0, ""), 72),
        (("clonazepam", "", "oral", 90.0, ""), 72),
    ],
)
def test_the_wash_out_goes_by_drug_form_and_kidneys(
    logged: tuple[str, str, str, float, str], hours: float
) -> None:
    names = ("drug", "formulation", "route", "egfr", "renal_impairment")
    dose = {"line": 2, **dict(zip(names, logged, strict=True))}
    assert washout_of(dose, "doses.csv", {}, PARAMETERS).hours == hours
    assert washout_of(dose, "doses.csv", {logged[0]: 30.0}, PARAMETERS).hours == 30


@pytest.mark.parametrize(("drug", "form"), [("morphine", ""), ("phenobarbital", "IR")])
def test_what_is_not_known_is_asked_for(drug: str, form: str, tmp_path: Path) -> None:
    line = f"2025-10-25 08:00,{drug},60,mg,oral,{form},increase,,"
    expected = rf"doses.csv: line 2 changes {drug}.*--washout {drug}=HOURS"
    with pytest.raises(ArgumentError, match=expected) as refusal:
        changes(tmp_path, line)
    # Of a drug that the settings do not name a form would settle nothing.
    assert ("a formulation" in str(refusal.value)) == (drug == "morphine")
    table = changes(tmp_path, line, **{drug: 100.0})
    assert table["washout_h"].tolist() == [100]


def test_a_form_that_is_no_answer_is_quoted(tmp_path: Path) -> None:
    line = "2025-10-25 08:00,morphine,60,mg,oral,capsule,increase,,"
    with pytest.raises(ArgumentError, match=r"a formulation \(.*patch, not 'capsule'\)"):
        changes(tmp_path, line)


def test_the_kidneys_are_those_last_known(tmp_path: Path) -> None:
    table = changes(
        tmp_path,
        "2025-10-01 08:00,morphine,60,mg,oral,IR,increase,,",
        "2025-10-05 08:00,morphine,60,mg,oral,IR,same,40,",
        "2025-10-09 08:00,morphine,40,mg,oral,IR,reduction,,",
        "2025-10-20 08:00,morphine,60,mg,oral,IR,increase,80,",
    )
    assert table["washout_h"].tolist() == [24, 72, 24]
    assert table["washout_reason"].iloc[1] == "renal impairment: eGFR 40"
    assert "does not say how the kidneys work" in table["note"].iloc[0]


def test_only_scheduled_doses_open_a_comparison(tmp_path: Path) -> None:
    table = changes(
        tmp_path,
        "2025-10-01 08:00,morphine,60,mg,oral,IR,same,90,",
        "2025-10-02 08:00,morphine,10,mg,oral,IR,rescue,,",
        "2025-10-03 08:00,morphine,,,oral,IR,stop,,",
    )
    assert table["what"].tolist() == ["morphine stop"]
    assert table["lines"].tolist() == ["4"]


def test_a_rotation_is_one_comparison(tmp_path: Path) -> None:
    table = changes(
        tmp_path,
        "2025-10-03 08:00,morphine,,,oral,retard,stop,90,",
        "2025-10-03 20:00,hydromorphone,4,mg,oral,IR,rotation,90,",
        "2025-10-04 20:00,hydromorphone,6,mg,oral,IR,increase,90,",
    )
    assert table["what"].tolist() == [
        "morphine stop; hydromorphone rotation (4 mg)",
        "hydromorphone increase (6 mg)",
    ]
    assert table["washout_h"].tolist() == [48, 24]
    assert table["last_time"].dt.hour.tolist() == [20, 20]


def test_a_new_dose_a_day_is_a_change_though_the_log_does_not_say_so(
    tmp_path: Path,
) -> None:
    table = changes(
        tmp_path,
        *doses("2025-10-01", 5, "morphine", 30, 30),
        *doses("2025-10-06", 5, "morphine", 40, 40),
        *doses("2025-10-08", 3, "gabapentin", 300),
    )
    assert table["what"].tolist() == [
        "morphine increase 60 to 80 mg a day",
        "gabapentin start (300 mg)",
    ]
    assert table["source"].tolist() == ["derived", "derived"]
    assert table["time"].dt.day.tolist() == [6, 8]


def test_days_that_are_not_whole_and_named_changes_derive_nothing(tmp_path: Path) -> None:
    whole = doses("2025-10-01", 9, "morphine", 30, 30)
    # The log starts in the evening and ends in the morning; a third dose is no more a day.
    assert changes(tmp_path, *whole[1:-1]).empty
    thirds = [line.replace(",30,", ",60,").replace(" 20:", " 09:") for line in whole[::2]]
    assert changes(tmp_path, *whole[:8], *thirds[4:]).empty
    # From the evening of the 5th on more, as the log says: the sums of two days change.
    named = whole[9].replace(",IR,,", ",IR,increase,").replace(",30,", ",50,")
    later = [line.replace(",30,", ",50,") for line in whole[10:]]
    table = changes(tmp_path, *whole[:9], named, *later)
    assert table["source"].tolist() == ["logged"]
    assert table["time"].dt.hour.tolist() == [20]


def test_windows_end_at_the_neighbors() -> None:
    at = pd.to_datetime(["2000-01-02", "2000-01-06", "2000-01-07"])
    table = pd.DataFrame(
        {"change": [1, 2, 3], "time": at, "last_time": at, "washout_h": [24.0, 48.0, 24.0]}
    )
    first = windows(table, 0, 24.0, (0.0, 300.0))
    assert first.before_h == (0.0, 24.0)
    assert first.after_h == (48.0, 120.0)
    assert first.notes == ("the time after ends at change 2",)
    second = windows(table, 1, 48.0, (0.0, 300.0))
    assert second.before_h == (48.0, 120.0)
    assert second.after_h[0] == second.after_h[1]
    assert "change 3 comes before its wash-out of 48 h ends" in second.notes
    third = windows(table, 2, 24.0, (0.0, 300.0))
    assert third.before_h[0] == third.before_h[1]
    assert "the wash-out of change 2 takes all the time before it" in third.notes
    assert third.after_h == (168.0, 300.0)

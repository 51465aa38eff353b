"""Who a batch is about: folders, globs, and a manifest whose faults are told together."""

from pathlib import Path

import pandas as pd
import pytest

from myosense.batch.manifest import read_manifest
from myosense.batch.people import Person, find_people, share
from myosense.errors import ArgumentError
from myosense.holding import LogOptions
from myosense.options import ReadingOptions


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """Hold empty files: nothing here may open a recording."""
    for name in ("a.csv", "b.parquet", "notes.docx", ".hidden.csv", "eve/wrist.csv"):
        path = tmp_path / "study" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    (tmp_path / "study/eve/ankle.csv").touch()
    return tmp_path / "study"


def sensors_of(source: Path | str, output: Path) -> dict[str, list[str]]:
    people, _ = find_people(str(source), output)
    return {person.name: [one.name for one in person.sensors] for person in people}


def test_a_file_is_a_person_and_a_folder_is_one_with_its_sensors(study: Path) -> None:
    assert sensors_of(study, study / "out") == {
        "a": ["a.csv"],
        "b": ["b.parquet"],
        "eve": ["eve/ankle.csv", "eve/wrist.csv"],
    }


def test_the_output_within_the_source_is_nobody(study: Path) -> None:
    (study / "out/p").mkdir(parents=True)
    assert "out" not in sensors_of(study, study / "out")


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("start,stop,region,frequency", "diary"),
        ("Datum;Von;Bis;Körperteil;Häufigkeit", "diary"),
        ("Zeitpunkt;Wirkstoff;Dosis;Einheit", "dose log"),
        ("von;bis;getragen;Seite", "sleep or wear log"),
        ("onset\tduration\tpeak_time\tregion", "table of events"),
    ],
)
def test_a_log_among_recordings_is_passed_over_by_name(
    study: Path, header: str, kind: str
) -> None:
    for name in ("eve/log.csv", "log.csv"):
        (study / name).write_text(f"{header}\n", encoding="utf-8")
    people, passed_over = find_people(str(study), study / "out")
    assert passed_over == [f"eve/log.csv ({kind})", f"log.csv ({kind})"]
    assert [person.name for person in people] == ["a", "b", "eve"]
    assert len(people[-1].sensors) == 2


@pytest.mark.parametrize(
    "header", ["start,stop,x,y,z", "time,drug,dose,x,y,z", "start,stop,steps", "1,2,3", ""]
)
def test_what_may_be_a_recording_is_not_taken_for_a_log(study: Path, header: str) -> None:
    (study / "a.csv").write_text(f"{header}\n")
    people, passed_over = find_people(str(study), study / "out")
    assert passed_over == []
    assert people[0].name == "a"


def test_each_match_of_a_glob_is_a_person(study: Path) -> None:
    assert sensors_of(f"{study}/**/*st.csv", study) == {"wrist": ["wrist.csv"]}
    with pytest.raises(ArgumentError, match=r"holds no recording; expected at least one"):
        find_people(f"{study}/*.cwa", study)


def test_a_source_that_is_not_there_is_said_to_be_so(study: Path) -> None:
    with pytest.raises(ArgumentError, match="nothing does not exist"):
        find_people(str(study / "nothing"), study)


def test_two_people_of_one_name_are_refused(study: Path) -> None:
    (study / "a.parquet").touch()
    with pytest.raises(ArgumentError, match=r"a\.csv and .*a\.parquet .* person 'a'"):
        find_people(str(study), study / "out")


def test_shares_are_even_and_hold_everyone_once() -> None:
    people = [Person(name=f"p{i}", sensors=()) for i in range(10)]
    shares = [share(people, (i, 3)) for i in (1, 2, 3)]
    assert [len(one) for one in shares] == [4, 3, 3]
    assert {person.name for one in shares for person in one} == {p.name for p in people}


def test_a_manifest_says_whose_and_where(study: Path) -> None:
    (study / "d.csv").touch()
    manifest = study / "m.csv"
    manifest.write_text(
        "file;Person;site;side;time zone;diary;rate\n"
        "eve/wrist.csv;07;wrist;left;Europe/Berlin;d.csv;31,25\n"
        "eve/ankle.csv;07;ankle;;;;\n"
        "a.csv;;;;;;\n"
    )
    seven, alone = read_manifest(manifest)
    assert (seven.name, alone.name) == ("07", "a")
    said = [sensor.options for sensor in seven.sensors]
    assert [(one.site, one.side, one.time_zone) for one in said] == [
        ("wrist", "left", "Europe/Berlin"),
        ("ankle", None, None),
    ]
    assert [one.rate for one in said] == [31.25, None]
    assert dict(seven.logs) == {"diary": study / "d.csv"}
    table = pd.DataFrame({"file": ["a.csv"], "person": [7], "site": [None]})
    table.to_parquet(study / "m.parquet")
    (seven,) = read_manifest(study / "m.parquet")
    assert (seven.name, seven.sensors[0].options.site) == ("7", None)


def test_all_faults_are_told_together_with_their_lines(study: Path) -> None:
    manifest = study / "m.csv"
    manifest.write_text(
        "file,person,site,side,diary\n"
        "a.csv,x,wrist,left,\n"
        "gone.csv,y,,,\n"
        "eve/../a.csv,z,,,\n"
        "b.parquet,cohort,wirst,lefty,gone.xlsx\n"
        ",,wrist,,\n"
    )
    with pytest.raises(ArgumentError) as caught:
        read_manifest(manifest)
    said = str(caught.value)
    for fault in (
        "line 3 names gone.csv, which does not exist",
        "line 4 names eve/../a.csv, as line 2 does",
        "line 5 says: site 'wirst' is not known",
        "line 5 says: side 'lefty' is not known",
        "line 5 person 'cohort' is no name",
        "line 5 names the diary gone.xlsx, which is no file",
        "line 6 names no file",
    ):
        assert fault in said
    assert "line 2 names" not in said


def test_what_the_commands_may_be_told_stands_in_columns(study: Path) -> None:
    (study / "d.csv").touch()
    manifest = study / "m.csv"
    manifest.write_text(
        "file,person,unit,rate,columns,start,doses,date_order,washout\n"
        'a.csv,x,mg,50,"x=ax,y=ay,z=az",2025-10-25T19:00,d.csv,mdy,'
        '"morphine=24; Clonazepam = 72.5"\n'
        "b.parquet,x,,,,,,,\n"
    )
    (x,) = read_manifest(manifest)
    assert [sensor.options for sensor in x.sensors] == [
        ReadingOptions(
            unit="mg", rate=50.0, columns="x=ax,y=ay,z=az", start="2025-10-25T19:00"
        ),
        ReadingOptions(),
    ]
    assert x.log_options == LogOptions(
        date_order="mdy", washouts_h={"morphine": 24.0, "clonazepam": 72.5}
    )


def test_what_cannot_be_told_is_refused_by_line(study: Path) -> None:
    manifest = study / "m.csv"
    manifest.write_text(
        "file,person,unit,rate,columns,start,date_order,washout\n"
        "a.csv,x,furlong,fast,x=a,tea time,,\n"
        "b.parquet,y,,-3,,,dym,x\n"
        "eve/wrist.csv,z,,,,,,morphine\n"
        "eve/ankle.csv,z,,,,,mdy,\n"
        "notes.docx,z,,,,,dmy,\n"
    )
    with pytest.raises(ArgumentError) as caught:
        read_manifest(manifest)
    said = str(caught.value)
    for fault in (
        "line 2 says: unit 'furlong' is not known",
        "line 2 says: rate 'fast' is no number",
        "line 2 says: --columns lacks y; expected all of x, y, z",
        "line 2 says: start 'tea time' is no time",
        "line 3 says: rate -3 is no rate",
        "line 3 says: date order 'dym' is not known",
        "line 3 says: wash-out 'x' is not understood",
        "line 4 says: wash-out 'morphine' is not understood",
        "line 6 says another date_order or washout of this person than an earlier line",
    ):
        assert fault in said
    assert "line 5" not in said


def test_a_wash_out_of_a_drug_that_is_not_logged_is_refused(study: Path) -> None:
    manifest, log = study / "m.csv", study / "d.csv"
    log.write_text("time,drug,dose,unit\n2025-06-01 08:00,Morphine,10,mg\n")
    manifest.write_text(
        "file,person,doses,washout\n"
        "a.csv,x,d.csv,morphine=24\n"
        "b.parquet,y,d.csv,morfin=24\n"
        "eve/wrist.csv,z,,morfin=24\n"  # of whom no doses are held against anything
    )
    with pytest.raises(ArgumentError) as caught:
        read_manifest(manifest)
    (fault,) = str(caught.value).splitlines()[1:]
    assert fault.strip() == (
        "person 'y': a wash-out names 'morfin', which d.csv does not; expected one of "
        "morphine"
    )
    log.write_text("no log\n")  # is a fault of these people, who are told one by one
    assert len(read_manifest(manifest)) == 3


def test_unknown_columns_are_named(study: Path) -> None:
    (study / "m.csv").write_text("file,persn,colour\na.csv,x,red\n")
    with pytest.raises(ArgumentError, match="1 has the columns 'persn', 'colour'; "):
        read_manifest(study / "m.csv")


def test_one_person_has_one_diary(study: Path) -> None:
    for name in ("d.csv", "e.csv"):
        (study / name).touch()
    (study / "m.csv").write_text("file,person,diary\na.csv,x,d.csv\nb.parquet,x,e.csv\n")
    with pytest.raises(ArgumentError, match="line 3 names another diary of this person"):
        read_manifest(study / "m.csv")

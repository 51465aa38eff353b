"""What a person's results depend on, and what of them a change makes due."""

from dataclasses import replace
from pathlib import Path

import pytest

from myosense.batch.hashes import Hashes
from myosense.batch.keys import differences, key_of, steps_to_do
from myosense.batch.people import Person, Sensor
from myosense.holding import LogOptions
from myosense.options import ReadingOptions


@pytest.fixture
def person(tmp_path: Path) -> Person:
    (tmp_path / "a.csv").write_text("a")
    (tmp_path / "doses.csv").write_text("d")
    return Person(
        name="a",
        sensors=(Sensor(path=tmp_path / "a.csv", name="a.csv"),),
        logs={"doses": tmp_path / "doses.csv"},
    )


def changes(before: Person, after: Person) -> list[str]:
    folder = before.sensors[0].path.parent
    keys = [key_of(one, {}, Hashes(folder, verify=True)) for one in (before, after)]
    return differences(*keys)


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (ReadingOptions(side="left"), ["side of a.csv"]),
        (
            ReadingOptions(time_zone="UTC", rate=50.0),
            ["time zone of a.csv", "rate of a.csv"],
        ),
        (ReadingOptions(columns="x=1,y=2,z=3"), ["columns of a.csv"]),
    ],
)
def test_what_is_said_of_a_recording_is_named(
    person: Person, said: ReadingOptions, named: list[str]
) -> None:
    told = replace(person, sensors=(replace(person.sensors[0], options=said),))
    assert changes(person, told) == named
    assert steps_to_do(named, ("analysis", "response"), ["doses"]) == (
        "analysis",
        "response",
    )


@pytest.mark.parametrize(
    ("said", "named"),
    [
        (LogOptions(date_order="dmy"), "date order"),
        (LogOptions(washouts_h={"morphine": 24.0}), "wash-out"),
    ],
)
def test_what_is_said_of_a_log_leaves_the_analysis(
    person: Person, said: LogOptions, named: str
) -> None:
    assert changes(person, replace(person, log_options=said)) == [named]
    assert steps_to_do([named], ("analysis", "response"), ["doses"]) == ("response",)


def test_a_washout_is_about_doses_alone() -> None:
    good = ("analysis", "diary", "response")
    assert steps_to_do(["wash-out"], good, ["diary", "doses"]) == ("response",)
    assert steps_to_do(["date order"], good, ["diary", "doses"]) == ("diary", "response")
    assert steps_to_do(["settings"], good, ["diary", "doses"]) == good

"""Folders that the commands are given: what is refused before anything is done."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from myosense.batch.people import Person
from myosense.cli import main
from myosense.commands.folders import check_new, check_parent, check_people, load
from myosense.errors import ArgumentError

PEOPLE = [Person(name="p1", sensors=()), Person(name="p2", sensors=())]


def test_a_batch_into_its_own_source_loses_no_recording(tmp_path: Path) -> None:
    """Whose attempt failed was cleared away, the recordings of that name with it."""
    recording = tmp_path / "p1" / "wrist.csv"
    recording.parent.mkdir()
    recording.write_text("no recording, so that the attempt fails", encoding="ascii")
    said = CliRunner().invoke(main, ["batch", str(tmp_path), "-o", str(tmp_path)])
    assert said.exit_code == 2
    assert f"{recording.parent} holds 'wrist.csv', which is no result" in said.stderr
    assert [*tmp_path.rglob("*")] == [recording.parent, recording]


@pytest.mark.parametrize("folder", ["p2", "diary/p2", "response/p1", "triggers/p1"])
def test_each_folder_that_a_batch_replaces_is_looked_into(
    folder: str, tmp_path: Path
) -> None:
    own = tmp_path / folder
    own.mkdir(parents=True)
    check_people(tmp_path, PEOPLE)  # nothing to lose
    (own / "notes.txt").touch()
    with pytest.raises(ArgumentError, match=r"holds 'notes\.txt', which is no result"):
        check_people(tmp_path, PEOPLE)
    (own / "run.json").touch()
    check_people(tmp_path, PEOPLE)  # a former result


@pytest.mark.parametrize("name", ["status.csv", "summary.csv"])
def test_tables_of_the_users_own_are_not_written_over(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ArgumentError, match=f"holds '{name}', which is of no batch"):
        check_people(tmp_path, [])
    for mark in (".lock", "attempts.jsonl"):  # a batch that was interrupted, or merged
        (tmp_path / mark).touch()
        check_people(tmp_path, PEOPLE)
        (tmp_path / mark).unlink()


def test_others_in_the_output_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "somebody").mkdir()
    (tmp_path / "somebody" / "notes.txt").touch()
    (tmp_path / "p1.txt").touch()
    check_people(tmp_path, PEOPLE)
    check_people(tmp_path / "new", PEOPLE)


def test_a_file_is_no_output(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ArgumentError, match="file is a file; expected a folder"):
        check_people(file, PEOPLE)
    with pytest.raises(ArgumentError, match="file is a file; expected a folder"):
        check_new(file)


def test_an_occupied_folder_is_refused_without_an_option_that_is_not_there(
    tmp_path: Path,
) -> None:
    check_new(tmp_path)
    check_new(tmp_path / "new")
    (tmp_path / "x").touch()
    with pytest.raises(ArgumentError, match="is not empty; expected a new or an empty fol"):
        check_new(tmp_path)
    said = CliRunner().invoke(main, ["merge", "a", "-o", str(tmp_path)])
    assert said.exit_code == 2
    assert "--overwrite" not in said.stderr


def test_a_file_needs_its_folder(tmp_path: Path) -> None:
    check_parent(tmp_path / "new.csv")
    with pytest.raises(ArgumentError, match="none is no folder; expected one"):
        check_parent(tmp_path / "none" / "new.csv")


def test_what_is_no_result_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(ArgumentError, match=r"run\.json cannot be read"):
        load(tmp_path)

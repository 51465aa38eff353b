"""Where a batch writes: what it refuses to write over, and what it leaves."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from batch_study import write_study
from click.testing import CliRunner

from myosense.batch.keys import Task
from myosense.batch.ledger import locked
from myosense.batch.people import Person, find_people
from myosense.batch.places import Folder
from myosense.batch.pool import Ended, outcome
from myosense.batch.running import HandOut, Options, Totals, run
from myosense.batch.task import Done, work
from myosense.cli import main
from myosense.errors import ArgumentError
from myosense.results.folders import new_folder
from myosense.settings import Settings

PEOPLE = [Person(name="p1", sensors=()), Person(name="p2", sensors=())]
LOG = "start,stop,region,count\n2025-06-01T20:00,2025-06-01T21:00,arm,3\n"
NOTE = "holds 'note.txt', which is no part of a former result"


def here(tasks: Iterator[Task]) -> Iterator[Ended[Task, Done]]:
    """Do tasks in this process."""
    for task in tasks:
        cause, done = outcome(work, task)
        yield ended(task, done, cause)


def dying(tasks: Iterator[Task]) -> Iterator[Ended[Task, Done]]:
    """Say of each task that its worker died."""
    for task in tasks:
        yield ended(task, None, "killed")


def ended(task: Task, done: Done | None, cause: str) -> Ended[Task, Done]:
    now = datetime.now(UTC)
    return Ended(task=task, result=done, cause=cause, started=now, seconds=0.0, n_tries=1)


def batch(
    people: list[Person], out: Path, hand_out: HandOut = here, preset: str = "rules"
) -> Totals:
    totals = Totals(n_people=len(people))
    options = Options(settings=Settings.preset(preset), hand_out=hand_out)
    run(people, Folder(out), options, lambda _totals: None, totals)
    return totals


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
    Folder(tmp_path).check(PEOPLE)  # nothing to lose
    (own / "notes.txt").touch()
    with pytest.raises(ArgumentError, match=r"holds 'notes\.txt', which is no result"):
        Folder(tmp_path).check(PEOPLE)
    (own / "run.json").touch()
    Folder(tmp_path).check(PEOPLE)  # a former result


@pytest.mark.parametrize("name", ["status.csv", "summary.csv"])
def test_tables_of_the_users_own_are_not_written_over(name: str, tmp_path: Path) -> None:
    (tmp_path / name).touch()
    with pytest.raises(ArgumentError, match=f"holds '{name}', which is of no batch"):
        Folder(tmp_path).check([])
    for mark in (".lock", "attempts.jsonl"):  # a batch that was interrupted, or merged
        (tmp_path / mark).touch()
        Folder(tmp_path).check(PEOPLE)
        (tmp_path / mark).unlink()


def test_a_result_of_one_person_is_no_output(tmp_path: Path) -> None:
    (tmp_path / "run.json").touch()
    with pytest.raises(ArgumentError, match="is itself a result, and would hold those"):
        Folder(tmp_path).check(PEOPLE)


def test_others_in_the_output_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "somebody").mkdir()
    (tmp_path / "somebody" / "notes.txt").touch()
    (tmp_path / "p1.txt").touch()
    Folder(tmp_path).check(PEOPLE)
    Folder(tmp_path / "new").check(PEOPLE)


def test_a_file_is_no_output(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(ArgumentError, match="file is a file; expected a folder"):
        Folder(file).check(PEOPLE)


def test_a_batch_from_python_writes_over_no_more_than_the_command(tmp_path: Path) -> None:
    note = tmp_path / "out" / "p0" / "note.txt"
    note.parent.mkdir(parents=True)
    note.touch()
    people, _ = find_people(str(write_study(tmp_path, 1)), tmp_path / "out")
    with pytest.raises(ArgumentError, match=r"holds 'note\.txt', which is no result"):
        batch(people, tmp_path / "out")
    assert [*(tmp_path / "out").rglob("*")] == [note.parent, note]


@pytest.mark.parametrize("hand_out", [here, dying])
def test_a_note_beside_a_former_result_outlives_a_failure(
    hand_out: HandOut, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    people, _ = find_people(str(write_study(tmp_path, 2)), out)
    assert not batch(people, out).failed
    former = {path: path.read_bytes() for path in (out / "p0").iterdir()}
    (out / "p0/note.txt").write_text("seen by Dr. X")
    for name in ("p0", "p1"):
        (tmp_path / f"{name}.parquet").write_bytes(b"PAR1 damaged")
    failed = batch(people, out, hand_out).failed
    assert not (out / "p1").exists()
    assert NOTE not in failed["p1"]
    assert failed["p0"].count(NOTE) == 1
    assert (out / "p0/note.txt").read_text() == "seen by Dr. X"
    assert {path: path.read_bytes() for path in former} == former
    # What all are read together from holds nobody who failed.
    assert not [*(out / "cohort").rglob("*.parquet")]


def test_a_note_beside_a_former_result_is_not_replaced(tmp_path: Path) -> None:
    out = tmp_path / "out"
    people, _ = find_people(str(write_study(tmp_path, 1)), out)
    batch(people, out)
    (out / "p0/note.txt").touch()
    totals = batch(people, out, preset="specific")
    assert totals.failed["p0"].count(NOTE) == 1
    assert (out / "p0/note.txt").exists()


def test_a_note_beside_what_a_log_gave_is_not_replaced(tmp_path: Path) -> None:
    out, diary, note = (
        tmp_path / "out",
        tmp_path / "d.csv",
        tmp_path / "out/diary/p0/note.txt",
    )
    (found,), _ = find_people(str(write_study(tmp_path, 1)), out)
    person = Person(name="p0", sensors=found.sensors, logs={"diary": diary})
    diary.write_text(LOG)
    assert batch([person], out).n_done == 1
    diary.write_text(LOG.replace(",3", ",4"))
    assert batch([person], out).n_done == 1
    assert ",4," in (out / "diary/p0/comparison.csv").read_text()
    note.touch()
    diary.write_text(LOG)
    cause = batch([person], out).partly["p0"]
    assert cause.startswith("diary: ")
    assert cause.count(NOTE) == 1
    assert note.exists()
    # Without a diary it is nobody's any more, and what stays is said in the status.
    assert batch([found], out).n_done == 1
    assert NOTE in (out / "status.csv").read_text()
    note.unlink()
    diary.write_text("no diary")
    batch([person], out)
    assert not note.parent.exists()


def test_of_half_written_folders_only_those_of_a_batch_are_removed(tmp_path: Path) -> None:
    """One of a killed batch looks like those that are there while a result is written."""
    seen: set[str] = set()
    with new_folder(tmp_path / "p0", overwrite=False) as part:
        seen.add(part.name)
    ours = [*seen, ".p0.0123abcd.former", "diary/.p0.0123abcd.part"]
    others = [".mine.part", "p0/.draft.0123abcd.part", "other/.x.0123abcd.part"]
    for name in (*ours, *others):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / ".file.0123abcd.part").touch()
    with locked(tmp_path):
        left = {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob(".*")}
    assert left == {*others, ".file.0123abcd.part", ".lock"}

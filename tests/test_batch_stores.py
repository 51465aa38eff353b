"""A batch in a store of objects: the same content, whole or not there, gone on with."""

import contextlib
import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from batch_study import ONCE, content, write_study

from myosense.batch.keys import Task
from myosense.batch.people import Person, Sensor, find_people
from myosense.batch.places import Folder, Place
from myosense.batch.pool import Ended, outcome
from myosense.batch.running import HandOut, Options, Totals, run
from myosense.batch.stores import Store, place_of
from myosense.batch.task import Done, work
from myosense.errors import ArgumentError, ResultError
from myosense.settings import Settings

fsspec = pytest.importorskip("fsspec", reason="needs the extra 'cluster'")

LOG = "start,stop,region,count\n2025-06-01T20:00,2025-06-01T21:00,arm,3\n"


@pytest.fixture
def files() -> Iterator[Any]:
    """Give a store in memory that is empty before and after."""
    files = fsspec.filesystem("memory")
    files.store.clear()
    yield files
    files.store.clear()


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Hold two recordings of half a minute."""
    return write_study(tmp_path_factory.mktemp("study"), 2)


def here(tasks: Iterator[Task]) -> Iterator[Ended[Task, Done]]:
    """Do tasks in this process."""
    for task in tasks:
        cause, done = outcome(work, task)
        yield Ended(
            task=task,
            result=done,
            cause=cause,
            started=datetime.now(UTC),
            seconds=0.0,
            n_tries=1,
        )


def dying(tasks: Iterator[Task]) -> Iterator[Ended[Task, Done]]:
    """Say of each task that its worker died."""
    for task in tasks:
        yield Ended(
            task=task,
            result=None,
            cause="killed",
            started=datetime.now(UTC),
            seconds=0.0,
            n_tries=2,
        )


def batch(people: list[Person], place: Place, *, hand_out: HandOut = here) -> Totals:
    totals = Totals(n_people=len(people))
    options = Options(settings=Settings.preset("rules"), hand_out=hand_out)
    run(people, place, options, lambda _totals: None, totals)
    return totals


def people_of(study: Path, diary: Path | None = None) -> list[Person]:
    logs = {} if diary is None else {"diary": diary}
    return [
        Person(name=one.name, sensors=one.sensors, logs=logs if one.name == "p0" else {})
        for one in find_people(str(study), study / "out")[0]
    ]


def stored(files: Any, root: str = "/study") -> dict[str, bytes]:  # noqa: ANN401
    return {
        name.removeprefix(f"{root}/"): files.cat_file(name)
        for name in files.find(root)
        if name.rpartition("/")[2] not in ONCE
    }


def test_a_store_holds_what_a_folder_would(files: Any, study: Path, tmp_path: Path) -> None:  # noqa: ANN401
    diary = tmp_path / "d.csv"
    diary.write_text(LOG)
    people = people_of(study, diary)
    batch(people, Folder(tmp_path / "out"))
    totals = batch(people, place_of("memory://study/"))
    assert (totals.n_done, totals.failed) == (2, {})
    assert stored(files) == content(tmp_path / "out")
    assert {"p0/run.json", "diary/p0/run.json", "summary.csv"} <= set(stored(files))


def test_what_can_be_read_of_a_person_is_stored(
    files: Any,  # noqa: ANN401
    study: Path,
    tmp_path: Path,
) -> None:
    (damaged := tmp_path / "ankle.parquet").write_bytes(b"PAR1 damaged")
    (one, _) = people_of(study)
    sensor = Sensor(path=damaged, name=damaged.name)
    people = [replace(one, sensors=(*one.sensors, sensor))]
    for _ in range(2):
        assert list(batch(people, place_of("memory://study")).partly) == ["p0"]
    batch(people, Folder(tmp_path / "out"))
    assert stored(files) == content(tmp_path / "out")


def test_what_is_finished_in_a_store_stays(files: Any, study: Path, tmp_path: Path) -> None:  # noqa: ANN401
    diary = tmp_path / "d.csv"
    diary.write_text(LOG)
    place = place_of("memory://study")
    batch(people_of(study, diary), place)
    before = stored(files)
    assert batch(people_of(study, diary), place).n_skipped == 2
    when = files.modified("/study/p0/run.json")
    diary.write_text(LOG.replace(",3\n", ",4\n"))
    assert batch(people_of(study, diary), place).again == {"diary": ["p0"]}
    assert files.modified("/study/p0/run.json") == when
    assert b",4," in stored(files)["diary/p0/comparison.csv"]
    files.rm("/study/p1/run.json")
    assert batch(people_of(study), place).again == {
        "diary": ["p0"],
        "its result is gone": ["p1"],
    }
    now = stored(files)
    assert not [name for name in now if name.startswith("diary/")]
    assert now.items() <= before.items()
    lines = files.cat_file("/study/attempts.jsonl").splitlines()
    assert [json.loads(line)["person"] for line in lines] == ["p0", "p1", "p0", "p0", "p1"]


def test_of_a_person_that_failed_nothing_stays(
    files: Any,  # noqa: ANN401
    study: Path,
    tmp_path: Path,
) -> None:
    shutil.copytree(study, tmp_path / "study")
    place = place_of("memory://study")
    batch(people_of(tmp_path / "study"), place)
    (tmp_path / "study/p1.parquet").write_bytes(b"PAR1 damaged")
    assert list(batch(people_of(tmp_path / "study"), place).failed) == ["p1"]
    assert not [name for name in stored(files) if "p1" in name]
    assert b"p1" in files.cat_file("/study/status.csv")


def test_of_a_person_whose_worker_died_nothing_stays(
    files: Any,  # noqa: ANN401
    study: Path,
    tmp_path: Path,
) -> None:
    people, place = people_of(study)[:1], place_of("memory://study")
    batch(people, place)
    (tmp_path / "p0.parquet").write_bytes(b"PAR1 damaged")
    people = people_of(tmp_path)
    totals = batch(people, place, hand_out=dying)
    assert totals.failed == {"p0": "killed"}
    assert not [name for name in stored(files) if "p0" in name]


def test_files_of_others_in_a_store_outlive_a_failure(
    files: Any,  # noqa: ANN401
    study: Path,
    tmp_path: Path,
) -> None:
    people, place = people_of(study)[:1], place_of("memory://study")
    batch(people, place)
    files.pipe_file("/study/p0/note.txt", b"seen")
    assert batch(people, place).n_skipped == 1
    (tmp_path / "p0.parquet").write_bytes(b"PAR1 damaged")
    assert list(batch(people_of(tmp_path), place).failed) == ["p0"]
    assert [name for name in stored(files) if "p0" in name] == ["p0/note.txt"]


def cut_off_while_putting(
    person: Person,
    place: Place,
    files: Any,  # noqa: ANN401
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Kill a worker before the last of the files that it puts."""
    put, cut = type(files).pipe_file, []

    def cut_off(store: Any, path: str, value: bytes, **options: Any) -> None:  # noqa: ANN401
        if path.endswith("/run.json"):
            cut.append(path)
            raise KeyboardInterrupt
        put(store, path, value, **options)

    task = Task(
        person=person,
        output=place,
        settings=Settings.preset("rules"),
        key={},
        why="",
        steps=("analysis",),
        kept=(),
        rows=(),
    )
    with monkeypatch.context() as patch, contextlib.suppress(KeyboardInterrupt):
        patch.setattr(type(files), "pipe_file", cut_off)
        work(task)
    assert cut == ["/study/p0/run.json"]


def test_what_is_cut_off_while_it_is_put_is_no_result(
    files: Any,  # noqa: ANN401
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people, place = people_of(study)[:1], place_of("memory://study")
    batch(people, place)
    before = stored(files)
    cut_off_while_putting(people[0], place, files, monkeypatch)
    assert not place.finished()("p0", "analysis")
    assert batch(people, place).again == {"its result is gone": ["p0"]}
    assert stored(files).keys() == before.keys()


def test_what_was_cut_off_goes_with_the_next_attempt(
    files: Any,  # noqa: ANN401
    study: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    people, place = people_of(study)[:1], place_of("memory://study")
    batch(people, place)
    cut_off_while_putting(people[0], place, files, monkeypatch)
    assert [name for name in stored(files) if name.startswith("p0/")]
    (tmp_path / "p0.parquet").write_bytes(b"PAR1 damaged")
    assert list(batch(people_of(tmp_path), place).failed) == ["p0"]
    assert not [name for name in stored(files) if "p0" in name]


def test_the_result_of_one_person_is_no_place_for_a_batch(files: Any) -> None:  # noqa: ANN401
    files.pipe_file("/study/run.json", b"{}")
    place = place_of("memory://study")
    with pytest.raises(ArgumentError, match=r"^memory://study is itself a result, and"):
        place.check([])
    files.pipe_file("/study/attempts.jsonl", b"")
    place.check([])


def test_a_store_that_cannot_be_used_is_named(
    files: Any,  # noqa: ANN401
    study: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with pytest.raises(ArgumentError, match=r"^nothing://x cannot be opened"):
        place_of("nothing://x")
    people, place = people_of(study), Store("memory://study")

    def refuse(*_args: object, **_options: object) -> None:
        raise PermissionError("no right to write")

    monkeypatch.setattr(type(files), "pipe_file", refuse)
    with pytest.raises(ResultError, match=r"^memory://study cannot be used \(no right"):
        batch(people, place)

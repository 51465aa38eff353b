"""Where a batch writes: its ledger, and the folders that each person's results are.

What a place is asked for stands in `Place`; a folder of the file system is one.
"""

import contextlib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from myosense.batch.cohort import FILE, partitions
from myosense.batch.keys import ANALYSIS
from myosense.batch.ledger import ATTEMPTS, LOCK, STATUS, SUMMARY, locked
from myosense.batch.people import COMMANDS, Person
from myosense.errors import ArgumentError, ResultError
from myosense.results.folders import RUN, kind_of, remove

STEPS = (ANALYSIS, *COMMANDS.values())


def folder_of(output: Path, person: str, step: str) -> Path:
    """Name the folder that a step writes."""
    return output / person if step == ANALYSIS else output / step / person


def kind_of_step(step: str) -> str:
    """Name the kind of the folder that a step writes."""
    return kind_of("result" if step == ANALYSIS else step)


def itself_a_result(place: "Place") -> ArgumentError:
    """Say that a place is the result of one person."""
    return ArgumentError(
        f"{place} is itself a result, and would hold those of a batch as well; "
        "expected an output folder of its own"
    )


class Place(Protocol):
    """Where all results and the ledger go; workers take it along."""

    def check(self, people: Iterable[Person]) -> None:
        """Refuse the place if a batch of these people would replace what no batch wrote."""

    def ledger(self) -> contextlib.AbstractContextManager[Path]:
        """Give the folder of the ledger, for one batch at a time."""

    def keep(self, ledger: Path) -> None:
        """Keep what stands in the folder of the ledger now."""

    def finished(self) -> Callable[[str, str], bool]:
        """Look what is there; what is handed out says it of a person and a step."""

    def is_seen(self) -> bool:
        """Say whether the place of the running batch can be seen from this machine."""

    def filling(
        self, person: str, steps: Collection[str]
    ) -> contextlib.AbstractContextManager[Path]:
        """Give a folder to do steps of a person in; what was made gets to the place."""

    def clear(self, person: str, steps: Iterable[str]) -> list[str]:
        """Remove what was made of a person before; say what stays there, and why."""


@dataclass(frozen=True)
class Folder:
    """A folder that all workers see, and in which a whole folder can be moved."""

    path: Path  #: absolute

    def __str__(self) -> str:
        return str(self.path)

    def check(self, people: Iterable[Person]) -> None:
        """Look into the folders that would be written.

        A result has its run.json from the moment at which it is there, and an output of a
        batch its lock or its attempts.

        Raises
        ------
        ArgumentError
            If a person's folder or a table is not a batch's, or the output is a file or
            the result of a person.
        """
        if self.path.exists() and not self.path.is_dir():
            raise ArgumentError(f"{self} is a file; expected a folder for the result")
        if not any((self.path / mark).exists() for mark in (LOCK, ATTEMPTS)):
            if (self.path / RUN).exists():
                raise itself_a_result(self)
            for name in (STATUS, SUMMARY):
                if (self.path / name).exists():
                    raise ArgumentError(
                        f"{self} holds {name!r}, which is of no batch, and one would write "
                        "its own in its place; expected an output folder of its own"
                    )
        for person in people:
            for step in STEPS:
                _check_folder(folder_of(self.path, person.name, step))

    @contextlib.contextmanager
    def ledger(self) -> Iterator[Path]:
        """Give the folder itself, locked."""
        with locked(self.path):
            yield self.path

    def keep(self, ledger: Path) -> None:
        """Do nothing: it is there."""

    def finished(self) -> Callable[[str, str], bool]:
        """Look for the folders when asked."""

        def is_finished(person: str, step: str) -> bool:
            folders = [folder_of(self.path, person, step)]
            if step == ANALYSIS:
                folders += partitions(self.path, person).values()
            return all(folder.is_dir() for folder in folders)

        return is_finished

    def is_seen(self) -> bool:
        """Look for the lock of the running batch."""
        return (self.path / LOCK).exists()

    @contextlib.contextmanager
    def filling(self, person: str, steps: Collection[str]) -> Iterator[Path]:
        """Give the folder itself: what is saved there appears whole."""
        del person, steps
        yield self.path

    def clear(self, person: str, steps: Iterable[str]) -> list[str]:
        """Remove folders, but none that holds anything beside the result."""
        left = []
        for step in steps:
            try:
                remove(folder_of(self.path, person, step), kind_of_step(step))
            except ResultError as error:
                left.append(str(error))
            if step == ANALYSIS:
                for path in partitions(self.path, person).values():
                    with contextlib.suppress(OSError):  # not there, or not ours alone
                        (path / FILE).unlink(missing_ok=True)
                        path.rmdir()
        return left


def _check_folder(folder: Path) -> None:
    if (folder / RUN).exists() or not folder.is_dir():
        return
    found = min(folder.iterdir(), default=None)
    if found is not None:
        raise ArgumentError(
            f"{folder} holds {found.name!r}, which is no result, and a batch would put one "
            "in its place; expected an output folder of its own"
        )

"""Where a batch writes: its ledger, and the folders that each person's results are.

What a place is asked for stands in `Place`; a folder of the file system is one.
"""

import contextlib
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from myosense.batch.cohort import partitions
from myosense.batch.keys import ANALYSIS
from myosense.batch.ledger import LOCK, locked
from myosense.batch.people import COMMANDS

STEPS = (ANALYSIS, *COMMANDS.values())


def folder_of(output: Path, person: str, step: str) -> Path:
    """Name the folder that a step writes."""
    return output / person if step == ANALYSIS else output / step / person


class Place(Protocol):
    """Where all results and the ledger go; workers take it along."""

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

    def clear(self, person: str, steps: Iterable[str]) -> None:
        """Remove what was made of a person before."""


@dataclass(frozen=True)
class Folder:
    """A folder that all workers see, and in which a whole folder can be moved."""

    path: Path  #: absolute

    def __str__(self) -> str:
        return str(self.path)

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

    def clear(self, person: str, steps: Iterable[str]) -> None:
        """Remove folders."""
        for step in steps:
            shutil.rmtree(folder_of(self.path, person, step), ignore_errors=True)
            if step == ANALYSIS:
                for path in partitions(self.path, person).values():
                    shutil.rmtree(path, ignore_errors=True)

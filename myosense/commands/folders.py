"""Folders that the commands are given: results to load, and new ones to write."""

from pathlib import Path
from typing import TYPE_CHECKING

from myosense.errors import ArgumentError, ResultError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from myosense.analysis import Analysis
    from myosense.batch.people import Person


def load(folder: Path) -> "Analysis":
    """Load a result; what is none is a slip of the pen, not of the machine.

    Raises
    ------
    ArgumentError
        If it is no result folder, or was changed.
    """
    from myosense.analysis import Analysis  # noqa: PLC0415

    try:
        return Analysis.load(folder)
    except ResultError as error:
        raise ArgumentError(str(error)) from error


def check_new(folder: Path) -> None:
    """Refuse a target that holds anything; these commands replace nothing.

    Raises
    ------
    ArgumentError
        If it is a file, or a folder that is not empty.
    """
    check_folder(folder)
    if folder.is_dir() and any(folder.iterdir()):
        raise ArgumentError(f"{folder} is not empty; expected a new or an empty folder")


def check_folder(folder: Path) -> None:
    """Refuse a target that is a file.

    Raises
    ------
    ArgumentError
        If it is.
    """
    if folder.exists() and not folder.is_dir():
        raise ArgumentError(f"{folder} is a file; expected a folder for the result")


def check_parent(file: Path) -> None:
    """Refuse to write a file into a folder that is not there.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    if not file.parent.is_dir():
        raise ArgumentError(f"{file.parent} is no folder; expected one to write into")


def check_people(output: Path, people: "Iterable[Person]") -> None:
    """Refuse an output in which a batch would replace what no batch wrote.

    It clears the folders of those who fail: recordings of the user's own that lie in a
    folder of that name would go with them. A result has its run.json from the moment at
    which it is there, and an output of a batch its lock or its attempts.

    Raises
    ------
    ArgumentError
        If a person's folder or a table is not a batch's, or the output is a file.
    """
    from myosense.batch.ledger import ATTEMPTS, LOCK, STATUS, SUMMARY  # noqa: PLC0415
    from myosense.batch.places import STEPS, folder_of  # noqa: PLC0415
    from myosense.results.folders import RUN  # noqa: PLC0415

    check_folder(output)
    if not output.exists():
        return
    if not any((output / mark).exists() for mark in (LOCK, ATTEMPTS)):
        for name in (STATUS, SUMMARY):
            if (output / name).exists():
                raise ArgumentError(
                    f"{output} holds {name!r}, which is of no batch, and one would write "
                    "its own in its place; expected an output folder of its own"
                )
    for person in people:
        for step in STEPS:
            folder = folder_of(output, person.name, step)
            if (folder / RUN).exists() or not folder.is_dir():
                continue
            found = min(folder.iterdir(), default=None)
            if found is not None:
                raise ArgumentError(
                    f"{folder} holds {found.name!r}, which is no result, and a batch would "
                    "put one in its place; expected an output folder of its own"
                )

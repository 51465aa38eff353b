"""Folders that the commands are given: results to load, and new ones to write."""

from pathlib import Path
from typing import TYPE_CHECKING

from myosense.errors import ArgumentError, ResultError

if TYPE_CHECKING:
    from myosense.analysis import Analysis


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
    if folder.exists() and not folder.is_dir():
        raise ArgumentError(f"{folder} is a file; expected a folder for the result")
    if folder.is_dir() and any(folder.iterdir()):
        raise ArgumentError(f"{folder} is not empty; expected a new or an empty folder")


def check_parent(file: Path) -> None:
    """Refuse to write a file into a folder that is not there.

    Raises
    ------
    ArgumentError
        If it is not.
    """
    if not file.parent.is_dir():
        raise ArgumentError(f"{file.parent} is no folder; expected one to write into")

"""Several batches put together, as if they had been one."""

import shutil
from collections.abc import Sequence
from pathlib import Path

from myosense.batch.cohort import partitions
from myosense.batch.ledger import ATTEMPTS, Ledger
from myosense.batch.places import STEPS, folder_of
from myosense.errors import ArgumentError
from myosense.results.folders import new_folder


def merge(parts: Sequence[Path], output: Path) -> int:
    """Copy the results of batches into one folder, whole or not at all.

    Returns
    -------
    int
        The number of people.

    Raises
    ------
    ArgumentError
        If a part is no batch, or two hold the same person.
    ResultError
        If the folder is occupied or cannot be written.
    """
    ledgers = [_ledger(part) for part in parts]
    where: dict[str, Path] = {}
    for ledger in ledgers:
        for person in ledger.last:
            other = where.setdefault(person, ledger.folder)
            if other != ledger.folder:
                raise ArgumentError(
                    f"{other} and {ledger.folder} both hold person {person!r}; expected "
                    "each in one of them"
                )
    with new_folder(output, overwrite=False) as part:
        lines = [f"{line}\n" for ledger in ledgers for line in ledger.lines]
        (part / ATTEMPTS).write_text("".join(lines), encoding="utf-8")
        for ledger in ledgers:
            for person in ledger.last:
                _copy(ledger.folder, part, person)
        Ledger(part).write_tables({})
    return len(where)


def _ledger(part: Path) -> Ledger:
    if not (part / ATTEMPTS).is_file():
        raise ArgumentError(f"{part} has no {ATTEMPTS}; expected the output of a batch")
    return Ledger(part)


def _copy(source: Path, target: Path, person: str) -> None:
    """Copy whatever there is of a person."""
    pairs = [
        (folder_of(source, person, step), folder_of(target, person, step)) for step in STEPS
    ]
    ours, theirs = partitions(source, person), partitions(target, person)
    pairs += [(ours[name], theirs[name]) for name in ours]
    for old, new in pairs:
        if old.is_dir():
            shutil.copytree(old, new)

"""A folder with what a command found in a finished result: tables, words, and from what.

The result folder itself is never written to. Like it, this one appears whole or not at
all, and its run.json names what it was made from with their hashes.
"""

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from myosense.diaries.schema import AGREEMENT, COMPARISON
from myosense.medication.changes import CHANGES
from myosense.medication.columns import COMPARISONS
from myosense.medication.course import COURSE
from myosense.medication.doses import DOSES
from myosense.results import folders, records, tables
from myosense.results.tables import CsvTable
from myosense.triggers import columns as triggers

if TYPE_CHECKING:
    from matplotlib.figure import Figure

#: The tables of each command, by name of the command and of the file.
TABLES: dict[str, dict[str, CsvTable]] = {
    "diary": {
        "comparison": CsvTable("one row an entry, or a worn hour without one", COMPARISON),
        "agreement": CsvTable("one row a place and figure", AGREEMENT),
    },
    "triggers": {
        "triggers": CsvTable("one row a stimulus, site and side", triggers.COLUMNS),
        "histogram": CsvTable(
            "one row a stimulus, site, side and bin around it", triggers.HISTOGRAM
        ),
        "stimuli": CsvTable("one row a marker, site and side", triggers.STIMULI),
        "action": CsvTable("one row a site and side", triggers.ACTION),
    },
    "response": {
        "doses": CsvTable("one row a row of the dose log", DOSES),
        "changes": CsvTable("one row a change of the regimen", CHANGES),
        "comparisons": CsvTable("one row a change, site, side and wash-out", COMPARISONS),
        "course": CsvTable("one row a change, site, side and piece of time", COURSE),
    },
}


def save(  # noqa: PLR0913 - what is written, and from what
    folder: Path,
    command: str,
    found: Mapping[str, pd.DataFrame],
    said: Mapping[str, Any],
    sources: Iterable[Path],
    *,
    pictures: "Mapping[str, Figure] | None" = None,
) -> None:
    """Write a folder, whole or not at all.

    Parameters
    ----------
    folder
        Must not exist or be empty.
    command
        Which of `TABLES` they are; also names the file of the words, COMMAND.json.
    found
        The tables, by name.
    said
        JSON values: what the command prints with ``--json``.
    sources
        The result folders and files that it was made from.
    pictures
        By name of the file.

    Raises
    ------
    ResultError
        If the folder is occupied or cannot be written.
    """
    made_from: dict[str, str] = {}
    for path in map(Path.resolve, sources):
        # Results of weeks apart may have one name in different folders.
        name = path.name if path.name not in made_from else "/".join(path.parts[-2:])
        made_from[name] = _hash(path)
    with folders.new_folder(folder, overwrite=False) as part:
        for name, table in found.items():
            tables.write_csv(part / f"{name}.csv", table)
        records.write_json(part / f"{command}.json", said)
        for name, picture in (pictures or {}).items():
            picture.savefig(part / f"{name}.png", metadata={"Software": None})
        outputs = {path.name: _hash(path) for path in sorted(part.iterdir())}
        run = {
            "kind": folders.kind_of(command),
            "sources": made_from,
            "outputs": outputs,
        }
        records.write_json(part / folders.RUN, run)


def _hash(path: Path) -> str:
    """Hash a file; of a result folder its run.json, which holds the others' hashes."""
    content = (path / folders.RUN if path.is_dir() else path).read_bytes()
    return hashlib.sha256(content).hexdigest()

"""Write a recording in another form: Parquet, or BIDS motion.

The name of the target says which: ``.parquet``; ``_motion.tsv``, which gets its two
descriptions beside it; any other is a folder, which becomes a whole set of BIDS with the
start of the recording in it. Each appears whole or not at all.
"""

import json
import re
import tempfile
from importlib.metadata import version
from pathlib import Path

from myosense.errors import ArgumentError, ResultError, not_written
from myosense.reading import write_parquet
from myosense.reading.formats.bids_writing import (
    acquisition_time,
    parse_name,
    write_bids_motion,
    write_json,
    write_tsv,
)
from myosense.recording import Recording
from myosense.results.folders import check_free, new_folder

PARQUET, MOTION = ".parquet", "_motion.tsv"
ENDINGS = ("_channels.tsv", "_motion.json")  #: Of what describes the rows of motion.
DESCRIPTION = "dataset_description.json"
SUBJECT = "sub-01"
OURS = re.compile(
    rf"{SUBJECT}/(?:{SUBJECT}_scans\.tsv|motion|"
    rf"motion/{SUBJECT}_task-wear_tracksys-[a-z0-9]+_(?:motion\.(?:tsv|json)|channels\.tsv))"
)
README = "One sensor's recording, converted by myosense. The start is in the scans file.\n"


def convert(recording: Recording, output: Path, *, overwrite: bool = False) -> None:
    """Write a recording in the form that the target's name says.

    Parameters
    ----------
    recording
        Any recording.
    output
        File or folder to write.
    overwrite
        Whether a former conversion of this name is replaced.

    Raises
    ------
    ArgumentError
        If the name is none that is written, or is taken.
    ResultError
        If it cannot be written.
    """
    check_target(output, overwrite=overwrite)
    if not _is_file(output):
        _write_set(recording, output, overwrite=overwrite)
        return
    try:
        with tempfile.TemporaryDirectory(dir=output.parent, prefix=".myosense-") as name:
            part = Path(name) / output.name
            if output.suffix == PARQUET:
                write_parquet(recording, part)
            else:
                write_bids_motion(recording, part)
            for made in sorted(part.parent.iterdir(), key=lambda made: made == part):
                made.replace(output.with_name(made.name))
    except OSError as error:
        raise not_written(output, error) from error


def check_target(output: Path, *, overwrite: bool) -> None:
    """Refuse a target that is taken, or whose name says no form that is written.

    Raises
    ------
    ArgumentError
        With what was expected.
    """
    if not _is_file(output):
        try:
            check_free(output, overwrite=overwrite, names_of=_names_of_set)
        except ResultError as error:
            raise ArgumentError(str(error)) from error
        return
    targets = [output]
    if output.name.endswith(MOTION):
        parse_name(output.name)
        stem = output.name.removesuffix(MOTION)
        targets += [output.with_name(f"{stem}{end}") for end in ENDINGS]
    if not output.parent.is_dir():
        raise ArgumentError(f"{output.parent} is no folder; expected one to write into")
    taken = next((target for target in targets if target.exists()), None)
    if taken is not None and (not overwrite or taken.is_dir()):
        raise ArgumentError(f"{taken} exists; expected a new name (or --overwrite)")


def keeps_start(output: Path) -> bool:
    """Say whether a target has a place for the start of the recording."""
    return not output.name.endswith(MOTION)


def _is_file(output: Path) -> bool:
    """Say whether a target is one file with what describes it; else it is a folder."""
    if output.is_dir() or not output.suffix:
        return False
    if output.suffix != PARQUET and not output.name.endswith(MOTION):
        raise ArgumentError(
            f"{output.name} is no form that is written; expected a name that ends in "
            f"{PARQUET} or {MOTION}, or a folder (for a set of BIDS)"
        )
    return True


def _write_set(recording: Recording, folder: Path, *, overwrite: bool) -> None:
    """Write a set of BIDS with one subject and one recording."""
    place = "".join(
        word for word in (recording.side, recording.site) if word != "unknown"
    ).replace("_", "")
    name = f"{SUBJECT}_task-wear_tracksys-{place or 'imu'}{MOTION}"
    with new_folder(folder, overwrite=overwrite, names_of=_names_of_set) as part:
        motion = part / SUBJECT / "motion"
        motion.mkdir(parents=True)
        write_bids_motion(recording, motion / name)
        write_tsv(
            part / SUBJECT / f"{SUBJECT}_scans.tsv",
            [("filename", "acq_time"), (f"motion/{name}", acquisition_time(recording))],
        )
        generated = {"Name": "myosense", "Version": version("myosense")}
        write_json(
            part / DESCRIPTION,
            {
                "Name": "Motion of one sensor",
                "BIDSVersion": "1.9.0",
                "DatasetType": "raw",
                "GeneratedBy": [generated],
            },
        )
        (part / "README").write_text(README, encoding="utf-8")


def _names_of_set(folder: Path) -> set[str]:
    """Name what in a folder a former conversion wrote; nothing, if it is not ours."""
    try:
        described = json.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        is_ours = described["GeneratedBy"][0]["Name"] == "myosense"
    except (OSError, ValueError, LookupError, TypeError):
        return set()
    inside = [
        path.relative_to(folder).as_posix() for path in folder.rglob(f"{SUBJECT}/**/*")
    ]
    is_untouched = all(OURS.fullmatch(name) for name in inside)
    subject = {SUBJECT} if is_untouched else set()
    return {DESCRIPTION, "README"} | subject if is_ours else set()

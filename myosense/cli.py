"""The command line: each command reads, calls one function and writes.

What takes long to import is imported inside the commands, so that ``--help`` answers at
once. Exit codes: 0 good; 1 some recording failed; 2 wrong use; 130 interrupted.
"""

import functools
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from myosense.commands.batch import batch_command, merge_command
from myosense.commands.diary import diary_group
from myosense.commands.explain import explain_command
from myosense.commands.numbers import FINITE
from myosense.commands.response import response_command
from myosense.commands.score import score_command
from myosense.commands.simulate import simulate_command
from myosense.commands.triggers import triggers_command
from myosense.errors import ArgumentError, ReadError, ResultError, SettingsError
from myosense.terminal import FAILED, Commands, busy, say_error, to_json

if TYPE_CHECKING:
    from myosense.options import Source
    from myosense.recording import Recording
    from myosense.settings import Settings

FILE = click.Path(dir_okay=False, path_type=Path)
PATH = click.Path(path_type=Path)


READING = (
    click.option("--site", help="Body site: wrist, ankle, left hand, ..."),
    click.option("--side", help="left, right or midline."),
    click.option("--time-zone", help="IANA name or offset: Europe/Berlin, UTC+02:00."),
    click.option("--unit", help="g, mg or m/s2; found out where gravity says it."),
    click.option("--rate", type=FINITE, help="Samples per second, without time stamps."),
    click.option("--columns", help="Which is which: time=t,x=ax,y=ay,z=az."),
    click.option("--start", help="Date and hour of the first sample: 2025-10-25T19:00."),
)
READING_NAMES = ("site", "side", "time_zone", "unit", "rate", "columns", "start")


def reading_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of reading, gathered in one argument ``said``."""

    @functools.wraps(command)
    def gathered(**values: object) -> None:
        said = {name: values.pop(name) for name in READING_NAMES}
        command(said=said, **values)

    for option in reversed(READING):
        gathered = option(gathered)
    return gathered


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="myosense", message="%(prog)s %(version)s")
def main() -> None:
    """Count myoclonic jerks in recordings of wearable accelerometers.

    Not a medical device: it reports jerk-like events and makes no diagnosis.
    """


@main.command("analyze")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("-o", "--output", type=PATH, required=True, help="Folder for the result.")
@reading_options
@click.option("--settings", "settings_file", type=FILE, help="TOML file of settings.")
@click.option("--preset", help="balanced, specific (fewer false alarms) or rules.")
@click.option("--sleep-log", type=FILE, help="Table of when the wearer slept.")
@click.option("--wear-log", type=FILE, help="Table of when sensors were worn, or not.")
@click.option(
    "--knocks",
    nargs=2,
    type=FINITE,
    multiple=True,
    metavar="START STOP",
    help="Seconds of the first file in which all sensors were knocked on.",
)
@click.option("--overwrite", is_flag=True, help="Replace a former result.")
def analyze_command(  # noqa: PLR0913 - one argument an option
    *,
    files: Sequence[str],
    output: Path,
    said: Mapping[str, Any],
    settings_file: Path | None,
    preset: str | None,
    sleep_log: Path | None,
    wear_log: Path | None,
    knocks: Sequence[tuple[float, float]],
    overwrite: bool,
) -> None:
    """Count the jerks in the recordings of one person.

    Several files are the sensors of one person. What holds for one of them alone is
    written behind its name: FILE::site=wrist,side=left (also time_zone, unit, rate, start).
    """
    from myosense.options import existing_file  # noqa: PLC0415
    from myosense.pipeline import analyze  # noqa: PLC0415
    from myosense.report.text import render  # noqa: PLC0415
    from myosense.results import PICTURE  # noqa: PLC0415
    from myosense.settings import chosen  # noqa: PLC0415

    sources = _sources(files, said)
    settings = chosen(settings_file, preset)
    if knocks:
        settings = _with_knocks(settings, knocks, n_files=len(sources))
    for log in (sleep_log, wear_log):
        if log is not None:
            existing_file(log)
    _check_output(output, overwrite=overwrite)
    recordings, lost = _read_good(sources)
    if recordings:
        with busy("finding jerks"):
            analysis = analyze(
                recordings, settings=settings, sleep_log=sleep_log, wear_log=wear_log
            ).without(lost)
            analysis.save(output, overwrite=overwrite)
        click.echo(render(analysis.summary), nl=False)
        click.echo(f"All of it is in {output}; its picture is {output / PICTURE}", err=True)
    if lost:
        click.get_current_context().exit(FAILED)


@main.command("inspect")
@click.argument("file")
@reading_options
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def inspect_command(*, file: str, said: Mapping[str, Any], as_json: bool) -> None:
    """Say what a recording is, why, and what can be seen in it."""
    from myosense.inspection import inspect  # noqa: PLC0415
    from myosense.report.inspected import render  # noqa: PLC0415
    from myosense.settings import Settings  # noqa: PLC0415

    (source,) = _sources([file], said)
    with busy(f"reading {source.path.name}"):
        inspected = inspect(source.read(), None, Settings())
    click.echo(to_json(inspected) if as_json else render(inspected), nl=False)


@main.command("convert")
@click.argument("file")
@click.option("-o", "--output", type=PATH, required=True, help="What to write.")
@reading_options
@click.option("--overwrite", is_flag=True, help="Replace a former conversion.")
def convert_command(
    *, file: str, output: Path, said: Mapping[str, Any], overwrite: bool
) -> None:
    """Write a recording as Parquet or BIDS motion.

    The name of the output says which: NAME.parquet, sub-..._motion.tsv, or a folder for a
    whole set of BIDS.
    """
    from myosense.converting import check_target, convert, keeps_start  # noqa: PLC0415

    (source,) = _sources([file], said)
    if output.resolve() == source.path.resolve():
        raise ArgumentError(f"{output} is the recording itself; expected another name")
    check_target(output, overwrite=overwrite)
    with busy(f"converting {source.path.name}"):
        recording = source.read()
        convert(recording, output, overwrite=overwrite)
    n_gaps = len(recording.stretches) - 1
    rate = f"{recording.n_samples:,} samples at {recording.sample_rate_hz:.5g} Hz"
    click.echo(f"{output}: {rate}, {n_gaps:,} gaps")
    for notice in recording.notices:
        click.echo(f"Note: {notice}", err=True)
    if recording.start is not None and not keeps_start(output):
        click.echo("The start is not kept: BIDS has it in the scans of a folder.", err=True)


@main.command("settings")
@click.option("--preset", help="balanced, specific (fewer false alarms) or rules.")
def settings_command(*, preset: str | None) -> None:
    """Print every setting and its value as TOML, for analyze --settings."""
    from myosense.settings import chosen  # noqa: PLC0415

    click.echo(chosen(None, preset).to_toml().lstrip(), nl=False)


main.add_command(batch_command)
main.add_command(merge_command)
main.add_command(diary_group)
main.add_command(explain_command)
main.add_command(response_command)
main.add_command(score_command)
main.add_command(simulate_command)
main.add_command(triggers_command)


def _sources(files: Sequence[str], said: Mapping[str, Any]) -> "list[Source]":
    from myosense.options import ReadingOptions, parse_source  # noqa: PLC0415

    common = ReadingOptions(**said)
    return [parse_source(file, common) for file in files]


def _with_knocks(
    settings: "Settings", knocks: Sequence[tuple[float, float]], *, n_files: int
) -> "Settings":
    """Add the times of knocks; say what is wrong with them in the words of the option."""
    if n_files == 1:
        raise ArgumentError(
            "--knocks lays several files on one clock; expected two or more"
        )
    try:
        return settings.with_knocks(knocks)
    except SettingsError:
        spans = " ".join(f"--knocks {start:g} {stop:g}" for start, stop in knocks)
        raise ArgumentError(
            f"{spans}: expected a START before its STOP, and no two that overlap"
        ) from None


def _check_output(output: Path, *, overwrite: bool) -> None:
    from myosense.results.folders import check_free  # noqa: PLC0415

    try:
        check_free(output, overwrite=overwrite)
    except ResultError as error:
        raise ArgumentError(str(error)) from error


def _read_good(sources: "Sequence[Source]") -> "tuple[list[Recording], list[str]]":
    """Read every file that can be analyzed; say of each other one why it cannot."""
    from myosense.readable import LeftOut, read_readable  # noqa: PLC0415

    recordings, lost = [], []
    for source in sources:
        with busy(f"reading {source.path.name}"):
            found = read_readable(source)
        if isinstance(found, LeftOut):
            say_error(ReadError(str(found)))
            lost.append(found.notice)
        else:
            recordings.append(found)
    return recordings, lost

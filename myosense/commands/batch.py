"""``myosense batch``: many people on several workers; ``myosense merge``: put together."""

import contextlib
import re
import signal
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click
from click.core import ParameterSource

from myosense.commands.folders import check_new
from myosense.errors import ArgumentError
from myosense.terminal import FAILED, INTERRUPTED, counting

if TYPE_CHECKING:
    from myosense.batch.people import Person
    from myosense.batch.running import HandOut, Totals

PATH = click.Path(path_type=Path)
#: What a worker needs for its first person, the pictures of the result included.
NEEDED = ("myosense.batch.task", "myosense.report.picture", "myosense.report.hours")
SHOWN = 5  #: Names of many that are alike, such as people who ran again for one reason.


def _shard(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """Understand ``i/n``."""
    if value is None:
        return None
    found = re.fullmatch(r"(\d+)/(\d+)", value)
    if found is None or not 1 <= int(found[1]) <= int(found[2]):
        raise click.BadParameter(f"{value!r} is no shard; expected i/n with i from 1 to n")
    return int(found[1]), int(found[2])


def _cluster(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> str | None:
    """Understand ``local`` or an address."""
    if value is None or value == "local" or "://" in value:
        return value
    raise click.BadParameter(f"{value!r} is no address; expected local or tcp://HOST:PORT")


@click.command("batch")
@click.argument("source")
@click.option(
    "-o", "--output", required=True, help="Folder for all results, or a URL of a store."
)
@click.option(
    "--jobs",
    type=click.IntRange(1),
    show_default="one a CPU, fewer where memory is short",
    help="Workers at a time.",
)
@click.option("--settings", "settings_file", type=PATH, help="TOML file of settings.")
@click.option("--preset", help="balanced, specific (fewer false alarms) or rules.")
@click.option(
    "--shard", callback=_shard, metavar="I/N", help="Only share I of N of the people."
)
@click.option("--verify", is_flag=True, help="Hash all files again, also unchanged ones.")
@click.option(
    "--memory-limit",
    type=click.FloatRange(1),
    metavar="MB",
    help="End a worker that holds more; Linux only.",
)
@click.option(
    "--cluster",
    callback=_cluster,
    metavar="ADDRESS",
    help="Dask scheduler whose workers do it (tcp://HOST:PORT), or local: --jobs of them.",
)
def batch_command(  # noqa: PLR0913 - one argument an option
    *,
    source: str,
    output: str,
    jobs: int | None,
    settings_file: Path | None,
    preset: str | None,
    shard: tuple[int, int] | None,
    verify: bool,
    memory_limit: float | None,
    cluster: str | None,
) -> None:
    """Count the jerks of many people.

    SOURCE is a folder, in which each file is a person and each folder is one too, whose
    files are its sensors; or a glob in quotes, of which each match is a person; or a
    manifest, a CSV, XLSX or Parquet table with the column file and, where known, person,
    site, side, time_zone, unit, rate, columns, start, diary, doses, markers, sleep_log,
    wear_log, date_order and washout.

    Run again, it does what is new, has changed or has failed, and nothing else.
    """
    from myosense.batch.starting import prepare  # noqa: PLC0415

    _check_workers(memory_limit, cluster)
    if cluster is None:
        prepare(*NEEDED)  # takes as long as what is imported here, and another core
    from myosense.batch.capacity import n_workers  # noqa: PLC0415
    from myosense.batch.people import share  # noqa: PLC0415
    from myosense.batch.running import Options, Totals, run  # noqa: PLC0415
    from myosense.batch.stores import place_of  # noqa: PLC0415
    from myosense.settings import chosen  # noqa: PLC0415

    settings = chosen(settings_file, preset)
    place = place_of(output)
    people = _people(source, Path(output))
    people = people if shard is None else share(people, shard)
    totals = Totals(n_people=len(people))
    is_interrupted = False
    try:
        with (
            _ended_by_signal(),
            _workers(jobs or n_workers(memory_limit), memory_limit, cluster) as hand_out,
            counting("people", len(people)) as show,
        ):
            options = Options(settings=settings, hand_out=hand_out, verify=verify)
            run(people, place, options, lambda now: show(now.n_through), totals)
    except KeyboardInterrupt:
        is_interrupted = True
        if cluster == "local":  # Its workers were ended while they wrote.
            with place.ledger():
                pass
    _say(totals, output, is_interrupted=is_interrupted)
    if is_interrupted:
        click.get_current_context().exit(INTERRUPTED)
    if totals.partly or totals.failed:
        click.get_current_context().exit(FAILED)


@click.command("merge")
@click.argument("parts", type=PATH, nargs=-1, required=True, metavar="DIR...")
@click.option("-o", "--output", type=PATH, required=True, help="Folder for all of them.")
def merge_command(*, parts: Sequence[Path], output: Path) -> None:
    """Put the outputs of several batches together."""
    from myosense.batch.merging import merge  # noqa: PLC0415

    check_new(output)
    folders = [part.resolve() for part in parts]
    for part, folder in zip(parts, folders, strict=True):
        if folders.count(folder) > 1:
            raise ArgumentError(f"{part} was given twice; expected each batch once")
    n_people = merge(parts, output)
    click.echo(f"{output}: {n_people} people")


def _people(source: str, output: Path) -> "list[Person]":
    """Find everyone; name the logs that lie among the recordings."""
    from myosense.batch.manifest import read_manifest  # noqa: PLC0415
    from myosense.batch.people import find_people  # noqa: PLC0415

    if Path(source).is_file():
        return read_manifest(Path(source))
    people, passed_over = find_people(source, output)
    if passed_over:
        said = f"Passed over, no recordings: {_some(passed_over)}"
        click.echo(f"{said}; a manifest says which log is whose", err=True)
    return people


def _check_workers(memory_limit: float | None, cluster: str | None) -> None:
    jobs_from = click.get_current_context().get_parameter_source("jobs")
    if cluster not in {None, "local"} and jobs_from is not ParameterSource.DEFAULT:
        raise ArgumentError("--jobs is for workers of this machine: a cluster has its own")
    if memory_limit is None:
        return
    if cluster is not None:
        raise ArgumentError("--memory-limit is not for a cluster: give it to its workers")
    if not Path("/proc/self/statm").exists():
        raise ArgumentError("--memory-limit needs /proc, which this system does not have")


@contextlib.contextmanager
def _workers(
    jobs: int, memory_limit: float | None, cluster: str | None
) -> "Iterator[HandOut]":
    """Choose who does the work: processes of this one, or a cluster."""
    from myosense.batch import task  # noqa: PLC0415

    if cluster is None:
        from myosense.batch.pool import run_all  # noqa: PLC0415

        yield lambda tasks: run_all(task.work, tasks, jobs, memory_limit)
        return
    from myosense.batch.cluster import connected, run_on  # noqa: PLC0415

    with connected(cluster, jobs) as client:
        yield lambda tasks: run_on(client, task.work_elsewhere, tasks)


@contextlib.contextmanager
def _ended_by_signal() -> Iterator[None]:
    """Let SIGTERM end the batch as Ctrl-C does."""

    def interrupt(*_args: object) -> NoReturn:
        raise KeyboardInterrupt

    former = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _say(totals: "Totals", output: str, *, is_interrupted: bool) -> None:
    """Say what ran again and why, what failed and of what, and how many are through."""
    for why, names in totals.again.items():
        click.echo(f"Ran again ({why}): {_some(names)}", err=True)
    for name, cause in {**totals.partly, **totals.failed}.items():
        click.echo(f"Error: {name}: {cause}", err=True)
    n_left = totals.n_people - totals.n_through
    said = f"{output}: {totals.n_done} done, {totals.n_skipped} finished before, "
    said += f"{len(totals.partly)} partly, " if totals.partly else ""
    said += f"{len(totals.failed)} failed"
    if is_interrupted:
        said += f"; interrupted with {n_left} left, which the same command goes on with"
    click.echo(said)
    if not is_interrupted:
        rates = f"the rates are in {output}/summary.csv"
        click.echo(f"What came of each is in {output}/status.csv, {rates}", err=True)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more

"""What a worker does with one person: read, analyze, save, and hold against its logs."""

import os
import warnings
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pandas as pd

from myosense.analysis import Analysis
from myosense.batch import cohort
from myosense.batch.keys import ANALYSIS, Task, common_key
from myosense.batch.people import COMMANDS, Person, Sensor, name_of_file
from myosense.batch.places import STEPS, folder_of, kind_of_step
from myosense.diary import INSUFFICIENT, DiaryParameters, class_of
from myosense.errors import ArgumentError, MyosenseError, ReadError, ResultError
from myosense.holding import hold_file
from myosense.options import Source
from myosense.pipeline import analyze
from myosense.rates import COUNTED, PLACE
from myosense.readable import LeftOut, read_readable
from myosense.recording import Recording
from myosense.results.folders import remove
from myosense.schema import names
from myosense.summary import plain

LOG_OF = {command: log for log, command in COMMANDS.items()}
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


@dataclass(frozen=True, kw_only=True)
class Done:
    """What came of a task."""

    steps: tuple[str, ...]  #: whose folders are there and good
    rows: tuple[Mapping[str, object], ...]  #: of the summary
    #: Why other steps failed or recordings are left out, in a sentence each.
    causes: tuple[str, ...]
    left_out: tuple[str, ...] = ()  #: recordings that the result is without
    warnings: tuple[str, ...] = field(default=())
    notices: tuple[str, ...] = field(default=())  #: of the result
    peak_mb: float | None = None  #: where the system tells


def work(task: Task) -> Done:
    """Make what a task asks for; a step that fails stops only what rests on it."""
    _forget_peak()
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("default", UserWarning)
        try:
            with task.output.filling(task.person.name, task.steps) as output:
                done = _made(task, output)
            others = [step for step in STEPS if step not in done.steps]
            done = with_left(done, task.output.clear(task.person.name, others))
        except ResultError as error:
            done = Done(steps=(), rows=(), causes=(str(error),))
    said = tuple(str(warning.message) for warning in caught)
    return replace(done, warnings=(*done.warnings, *said), peak_mb=_peak_mb())


def with_left(done: Done, left: Sequence[str]) -> Done:
    """Say what stays of a former result: with the causes, where there are any."""
    if not done.causes:
        return replace(done, warnings=(*done.warnings, *left))
    new = [text for text in left if not any(text in cause for cause in done.causes)]
    return replace(done, causes=(*done.causes, *new))


def work_elsewhere(task: Task) -> Done:
    """Do a task on another machine, if it would come out as here.

    What it needs there: the same version and model, and the folder of all results.
    """
    here = common_key(task.settings)
    others = [name for name in here if here[name] != task.key[name]]
    if others:
        cause = f"its worker has another {' and '.join(others)} of myosense than the batch"
    elif not task.output.is_seen():
        cause = f"its worker does not see {task.output}, which all machines must share"
    else:
        return work(task)
    return Done(steps=(), rows=(), causes=(cause,))


def _made(task: Task, output: Path) -> Done:
    person, rows, notices = task.person, task.rows, task.notices
    good, causes, left_out = list(task.kept), list[str](), dict[str, LeftOut]()
    for step in task.steps:
        try:
            if step == ANALYSIS:
                recordings, left_out = _read(person.sensors)
                lost = [one.notice for one in left_out.values()]
                analysis = _analyze(task, recordings).without(lost)
                del recordings  # no longer needed, and large
                analysis.save(folder_of(output, person.name, ANALYSIS), overwrite=True)
                cohort.write(output, person.name, analysis)
                diary = task.settings.diary
                rows = tuple(summary_rows(person.name, analysis.rates, diary))
                notices = tuple(analysis.summary["notices"])
            else:
                _hold(step, person, output)
            good.append(step)
        except MyosenseError as error:
            causes.append(str(error) if step == ANALYSIS else f"{step}: {error}")
            if step == ANALYSIS:
                break
    return Done(
        steps=tuple(good),
        rows=rows,
        causes=(*map(str, left_out.values()), *causes),
        left_out=tuple(left_out),
        notices=notices,
    )


def _read(sensors: Sequence[Sensor]) -> tuple[list[Recording], dict[str, LeftOut]]:
    """Read what can be analyzed of a person; say of every other sensor why it cannot.

    Files of one name are told apart by their folders, whether they can be read or not.

    Raises
    ------
    ReadError
        If no sensor can be analyzed.
    """
    n_named = Counter(name_of_file(sensor.path) for sensor in sensors)
    recordings, left_out = list[Recording](), dict[str, LeftOut]()
    for sensor in sensors:
        found = _read_one(sensor)
        folder = sensor.path.parent.name
        is_alone = n_named[name_of_file(sensor.path)] == 1
        if isinstance(found, LeftOut):
            name = found.name if is_alone else f"{folder}/{found.name}"
            left_out[sensor.name] = replace(found, name=name)
        elif is_alone:
            recordings.append(found)
        else:
            key = f"{folder}_{found.recording_id}"
            recordings.append(replace(found, recording_id=key))
    if not recordings:
        raise ReadError("; ".join(map(str, left_out.values())))
    return recordings, left_out


def _read_one(sensor: Sensor) -> Recording | LeftOut:
    """Read a sensor; what the manifest says of it may be what is wrong."""
    source = Source(path=sensor.path, options=sensor.options)
    try:
        return read_readable(source)
    except ArgumentError as error:
        return LeftOut.of(source, error)


def _analyze(task: Task, recordings: Sequence[Recording]) -> Analysis:
    logs = task.person.logs
    return analyze(
        recordings,
        settings=task.settings,
        sleep_log=logs.get("sleep_log"),
        wear_log=logs.get("wear_log"),
    )


def _hold(command: str, person: Person, output: Path) -> None:
    """Hold the saved result against a log, as the command would."""
    result, folder = output / person.name, folder_of(output, person.name, command)
    file = person.logs[LOG_OF[command]]
    held = hold_file(command, Analysis.load(result), file, person.log_options)
    remove(folder, kind_of_step(command))
    held.save(folder, [result, file])


def summary_rows(
    person: str, rates: pd.DataFrame, parameters: DiaryParameters
) -> list[dict[str, object]]:
    """Take the rows of a person's whole time, with the diary's word for the rate."""
    kept = [*names(PLACE), *names(COUNTED), "interval", "reason"]
    # A column at a time: rows of a table are dear to ask for, and most people have one.
    columns = [rates[name].tolist() for name in ("bin", *kept)]
    cells = [cells for kind, *cells in zip(*columns, strict=True) if kind == "all"]
    return [
        {"person": person}
        | {name: plain(cell) for name, cell in row.items()}
        | {"frequency": _word(row, parameters)}
        for row in (dict(zip(kept, one, strict=True)) for one in cells)
    ]


def _word(row: Mapping[Any, Any], parameters: DiaryParameters) -> str:
    if pd.isna(row["n"]) or 60 * row["analyzable_h"] < parameters.min_analyzable_min:
        return INSUFFICIENT
    rate = row["rate_per_h"]
    return "" if pd.isna(rate) else class_of(rate, parameters.frequency_from_per_h)


def _forget_peak() -> None:
    """Let the system count the peak memory anew, where it can."""
    if os.access(CLEAR, os.W_OK):
        CLEAR.write_text("5", encoding="ascii")


def _peak_mb() -> float | None:
    if not STATUS.exists():
        return None
    fields = dict(line.split(":", 1) for line in STATUS.read_text("ascii").splitlines())
    return round(int(fields["VmHWM"].split()[0]) / 1024, 1)

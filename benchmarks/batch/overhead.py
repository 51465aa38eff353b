"""What a batch costs for each recording beside reading, analyzing and saving it."""

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.batch.recordings import write_good
from benchmarks.page import Claim, Section
from myosense import Analysis, Settings
from myosense.batch import task as tasks
from myosense.batch.keys import Task
from myosense.batch.people import find_people
from myosense.batch.places import Folder
from myosense.batch.pool import run_all
from myosense.batch.running import Options, Totals, run
from myosense.batch.task import Done
from myosense.options import Source

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_MS = 20.0
NOTES = "overhead.jsonl"
ABOUT = """\
{n} recordings of a minute at 50 Hz, detector `rules`, one worker. CPU seconds that are
not spent in reading, `analyze` and `Analysis.save`: in the worker, from the end of one
task to the end of the next (the parts of the cohort, rows of the summary, pipe,
clearing), and in the batch itself, whole (finding people, hashing, planning, ledger,
tables). The first {first} tasks of the worker, in which modules are still being imported,
are left out."""
FIRST = 5

spent: dict[str, float] = {"inner_s": 0.0, "since_s": 0.0}


def overhead(folder: Path, n: int) -> Section:
    """Run a batch whose worker notes down what it spends."""
    source, out = folder / "study", folder / "out"
    write_good(source, n)
    people, _ = find_people(str(source), out)
    options = Options(
        settings=Settings.preset("rules"),
        hand_out=lambda waiting: run_all(timed_work, waiting, 1),
    )
    start_s = time.process_time()
    totals = Totals(n_people=n)
    run(people, Folder(out.absolute()), options, lambda _now: None, totals)
    parent_ms = 1000 * (time.process_time() - start_s) / n
    lines = (out / NOTES).read_text("ascii").splitlines()[FIRST:]
    worker_ms = 1000 * np.array([json.loads(line) for line in lines])
    in_worker_ms = float(np.mean(worker_ms[:, 1]))
    analysis_ms = float(np.mean(worker_ms[:, 0]))
    return Section(
        title="What a recording costs beside its analysis",
        about=f"{ABOUT.format(n=n, first=FIRST)}\n\nIn the worker {in_worker_ms:.1f} ms, "
        f"in the batch {parent_ms:.1f} ms; the analysis itself {analysis_ms:.0f} ms.",
        claims=[
            Claim(
                figure="ms of CPU a recording beside its analysis",
                measured=parent_ms + in_worker_ms,
                n=n,
                at_most=MOST_MS,
            ),
            Claim(
                figure="recordings that were not analyzed",
                measured=n - totals.n_done,
                n=n,
                at_most=0,
            ),
        ],
    )


def timed_work(task: Task) -> Done:
    """Do a task, and note down what was spent in the analysis, and beside it."""
    if not spent["since_s"]:
        spent["since_s"] = time.process_time()
        _time(Source, "read")
        _time(tasks, "analyze")
        _time(Analysis, "save")
    spent["inner_s"] = 0.0
    done = tasks.work(task)
    now_s = time.process_time()
    beside_s = now_s - spent["since_s"] - spent["inner_s"]
    spent["since_s"] = now_s
    with Path(str(task.output), NOTES).open("a", encoding="ascii") as file:
        file.write(json.dumps([spent["inner_s"], beside_s]) + "\n")
    return done


def _time(where: Any, name: str) -> None:  # noqa: ANN401 - a module or a class
    """Count the CPU seconds that are spent in a function."""
    function: Callable[..., Any] = getattr(where, name)

    def timed(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - whatever it takes
        start_s = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent["inner_s"] += time.process_time() - start_s

    setattr(where, name, timed)

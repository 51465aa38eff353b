"""Worker processes that may die: each task has one worker, and none is lost with another.

A pool of the standard library is broken as a whole when one worker is killed. Here each
worker has its own pipe and one task at a time. A task whose worker died, or which ran out
of memory, is tried once more when all others are through, alone.
"""

import contextlib
import multiprocessing
import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.connection import wait
from pathlib import Path
from typing import Generic, NoReturn, TypeVar

from myosense.batch.starting import Pipe, start_process

T = TypeVar("T")
R = TypeVar("R")

OUT_OF_MEMORY = "out of memory"
WATCH_S = 0.05  #: How often the memory of workers is looked at.
END_S = 5.0  #: How long a worker may take to clean up behind itself.
TRIES = 2


@dataclass(frozen=True, kw_only=True)
class Ended(Generic[T, R]):
    """How a task ended."""

    task: T
    result: R | None  #: ``None`` where there is a cause
    cause: str  #: why it failed; empty where it did not
    started: datetime
    seconds: float  #: of the last try
    n_tries: int


@dataclass
class _Job(Generic[T]):
    task: T
    n_tries: int = 0


def run_all(
    work: Callable[[T], R],
    tasks: Iterable[T],
    n_workers: int,
    memory_limit_mb: float | None = None,
) -> Iterator[Ended[T, R]]:
    """Do tasks in worker processes; hand out how each ended, as they end.

    Parameters
    ----------
    work
        A function of a module; its result comes through a pipe.
    tasks
        Taken one by one, when a worker is free.
    n_workers
        How many at a time.
    memory_limit_mb
        A worker that holds more is killed; only where the system has ``/proc``.
    """
    waiting = (_Job(task) for task in tasks)
    alone: deque[_Job[T]] = deque()
    idle: list[_Worker[T, R]] = []
    busy: list[_Worker[T, R]] = []

    def start(job: _Job[T]) -> None:
        worker = idle.pop() if idle else _Worker(work)
        busy.append(worker)
        worker.start(job)

    try:
        while True:
            while len(busy) < n_workers and (job := next(waiting, None)) is not None:
                start(job)
            if not busy and not alone:
                return
            if not busy:
                _end(idle)  # what they hold is free for whom it was too little
                idle.clear()
                start(alone.popleft())
            for worker in _wait(busy, memory_limit_mb):
                job, ended, is_worth_another = worker.ended()
                busy.remove(worker)
                if worker.is_usable:
                    idle.append(worker)
                if is_worth_another and job.n_tries < TRIES:
                    alone.append(job)
                else:
                    yield ended
    finally:
        _end([*busy, *idle])


def _wait(
    busy: "list[_Worker[T, R]]", memory_limit_mb: float | None
) -> "list[_Worker[T, R]]":
    """Wait for workers that answered or died; kill those that hold too much."""
    handles = [handle for worker in busy for handle in worker.handles]
    ready = wait(handles, None if memory_limit_mb is None else WATCH_S)
    if memory_limit_mb is not None:
        for worker in busy:
            worker.hold_to(memory_limit_mb)
    return [worker for worker in busy if any(handle in ready for handle in worker.handles)]


class _Worker(Generic[T, R]):
    """A process, its pipe, and what it is doing."""

    def __init__(self, work: Callable[[T], R]) -> None:
        self.process, self.pipe = start_process(serve, work.__module__)
        self.is_usable = True
        self.why_killed = ""
        self._send(work)

    @property
    def handles(self) -> "list[Pipe | int]":
        return [self.pipe, self.process.sentinel]

    def start(self, job: _Job[T]) -> None:
        job.n_tries += 1
        self.job, self.started, self.clock = job, datetime.now(UTC), time.perf_counter()
        self._send(job.task)

    def ended(self) -> tuple[_Job[T], Ended[T, R], bool]:
        """Take the answer, or find out of what the worker died."""
        result: R | None = None
        try:
            cause, result = self.pipe.recv()
            is_worth_another = cause == OUT_OF_MEMORY
        except (EOFError, OSError):
            self.process.join()
            self.is_usable, is_worth_another = False, True
            cause = self.why_killed or _cause(self.process.exitcode or 0)
        ended = Ended(
            task=self.job.task,
            result=result,
            cause=cause,
            started=self.started,
            seconds=time.perf_counter() - self.clock,
            n_tries=self.job.n_tries,
        )
        return self.job, ended, is_worth_another

    def hold_to(self, memory_limit_mb: float) -> None:
        """Kill a worker that holds more memory than it may."""
        if not self.why_killed and _held_mb(self.process.pid) > memory_limit_mb:
            self.why_killed = f"{OUT_OF_MEMORY}: held more than {memory_limit_mb:g} MB"
            self.process.kill()

    def _send(self, message: object) -> None:
        # A worker that is dead is found out where its answer is waited for.
        with contextlib.suppress(OSError):
            self.pipe.send(message)


def _cause(exit_code: int) -> str:
    if exit_code < 0:
        return f"killed by signal {-exit_code}"
    return f"its worker ended with exit code {exit_code}"


def _held_mb(pid: int | None) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text("ascii").split()[1])
    except OSError:
        return 0.0  # it has just died
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def _end(workers: "list[_Worker[T, R]]") -> None:
    """End workers, and give them time to clean up behind themselves."""
    for worker in workers:
        worker.pipe.close()
        worker.process.terminate()
    until = time.monotonic() + END_S
    for worker in workers:
        worker.process.join(max(until - time.monotonic(), 0.0))
        if worker.process.is_alive():
            worker.process.kill()
            worker.process.join()


def serve(pipe: Pipe) -> None:
    """Be a worker: take the function, then task after task, until the pipe is closed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    signal.signal(signal.SIGTERM, _leave)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    with contextlib.suppress(EOFError, BrokenPipeError):
        work = pipe.recv()
        while True:
            pipe.send(outcome(work, pipe.recv()))


def _leave(*_args: object) -> NoReturn:
    """Leave by an exception, so that what is half-written is removed."""
    raise SystemExit(1)


def _end_with_parent() -> None:
    """End at once when the parent is gone: nobody would take what is made."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def outcome(work: Callable[[T], R], task: T) -> tuple[str, R | None]:
    """Do a task; say why it failed, if it did, or what came of it."""
    try:
        return "", work(task)
    except MemoryError:
        return OUT_OF_MEMORY, None
    except Exception as error:  # noqa: BLE001 - one task never stops the others
        return f"{type(error).__name__}: {error}", None

"""The same tasks on a Dask cluster: its scheduler hands them out to workers anywhere.

A task whose workers died is tried once more when all others are through, alone, as on the
workers of one machine: what was killed only because of another then comes through.
"""

import contextlib
import logging
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Generic, TypeVar

from myosense.batch.pool import OUT_OF_MEMORY, TRIES, Ended, outcome
from myosense.errors import ArgumentError, ResultError

if TYPE_CHECKING:
    from distributed import Client, Future

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"  #: A cluster of this machine's own, that ends with the batch.
KILLED = "its worker was killed or lost"
LOST = "the scheduler of the cluster is lost; the same command goes on with what is left"
_TURN = threading.Lock()


@dataclass(kw_only=True)
class _Job(Generic[T]):
    task: T
    n_tries: int = 0
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


@contextlib.contextmanager
def connected(cluster: str, n_workers: int) -> "Iterator[Client]":
    """Connect to a cluster.

    Parameters
    ----------
    cluster
        The address of a Dask scheduler, or `LOCAL`.
    n_workers
        Of a local cluster.

    Raises
    ------
    ArgumentError
        If Dask is not installed, or no scheduler answers.
    """
    try:
        import dask  # noqa: PLC0415 - an extra
        from distributed import Client, LocalCluster  # noqa: PLC0415
        from distributed.utils import silence_logging_cmgr  # noqa: PLC0415
    except ImportError as error:
        raise ArgumentError(
            f"a cluster needs {error.name}, which is not installed; expected "
            "pip install 'myosense[cluster]'"
        ) from error
    with contextlib.ExitStack() as stack:
        # What breaks is told here, not by the library on the terminal.
        stack.enter_context(silence_logging_cmgr(logging.CRITICAL))
        address: str | LocalCluster = cluster
        if cluster == LOCAL:
            tries = {"distributed.scheduler.allowed-failures": 0}
            stack.enter_context(dask.config.set(tries))
            address = stack.enter_context(
                LocalCluster(
                    n_workers=n_workers,
                    threads_per_worker=1,
                    memory_limit=0,
                    dashboard_address=":0",
                    preload=[__name__],
                    silence_logs=logging.CRITICAL,
                )
            )
        try:
            client = stack.enter_context(Client(address, set_as_default=False))
        except (OSError, ValueError) as error:
            raise ArgumentError(
                f"no Dask scheduler answers at {cluster}; expected {LOCAL} or the address "
                "of one, as in tcp://host:8786"
            ) from error
        yield client


def dask_setup(worker: object) -> None:
    """Leave Ctrl-C to who started the batch. Dask calls this in each worker of `LOCAL`."""
    del worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def run_on(
    client: "Client", work: Callable[[T], R], tasks: Iterable[T]
) -> Iterator[Ended[T, R]]:
    """Do tasks on a cluster; hand out how each ended, as they end.

    Parameters
    ----------
    client
        As many tasks are out at a time as the cluster has workers at that time.
    work
        A function of a module that the workers have too.
    tasks
        Taken one by one, when a worker is free.

    Raises
    ------
    ResultError
        If the scheduler is lost.
    """
    from distributed import as_completed  # noqa: PLC0415 - an extra

    waiting, alone = (_Job(task=task) for task in tasks), deque[_Job[T]]()
    out: dict[Future, _Job[T]] = {}
    arriving = as_completed(loop=client.loop)

    def start(job: _Job[T]) -> None:
        job.n_tries, job.started = job.n_tries + 1, datetime.now(UTC)
        future = client.submit(_do, work, job.task, job.n_tries, pure=False)
        out[future] = job
        arriving.add(future)

    while True:
        while len(out) < _n_workers(client) and (job := next(waiting, None)):
            start(job)
        if not out and alone:
            start(alone.popleft())
        if not out:
            return
        future = next(arriving)
        job = out.pop(future)
        ended: Ended[T, R]
        ended, is_worth_another = _ended(job, future)
        if is_worth_another and job.n_tries < TRIES:
            alone.append(job)
        else:
            yield ended


def _n_workers(client: "Client") -> int:
    """Ask how many workers there are now; where none is yet, one task waits for it."""
    try:
        return max(len(client.nthreads()), 1)
    except OSError as error:
        raise ResultError(LOST) from error


def _do(work: Callable[[T], R], task: T, n_tries: int) -> Ended[T, R]:
    """Do a task in a worker, one at a time: it counts on a process of its own."""
    with _TURN:
        started, clock = datetime.now(UTC), time.perf_counter()
        cause, result = outcome(work, task)
        return Ended(
            task=task,
            result=result,
            cause=cause,
            started=started,
            seconds=time.perf_counter() - clock,
            n_tries=n_tries,
        )


def _ended(job: _Job[T], future: "Future") -> tuple[Ended[T, R], bool]:
    """Take the answer, or find out why there is none; say if another try is worth it."""
    from distributed import KilledWorker  # noqa: PLC0415 - an extra

    if future.status in {"cancelled", "lost"}:
        raise ResultError(LOST)
    error = future.exception()
    if error is None:
        ended: Ended[T, R] = future.result()
        return ended, ended.cause == OUT_OF_MEMORY
    is_killed = isinstance(error, KilledWorker)
    ended = Ended(
        task=job.task,
        result=None,
        cause=KILLED if is_killed else " ".join(f"{type(error).__name__}: {error}".split()),
        started=job.started,
        seconds=(datetime.now(UTC) - job.started).total_seconds(),
        n_tries=job.n_tries,
    )
    return ended, is_killed

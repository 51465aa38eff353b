"""Starting processes that compute on one thread each, quickly where the system can.

On Linux they are forked from a process that has imported what they need and done nothing
else: one is there in milliseconds, also one for another that was killed. On other systems
what is imported may not survive a fork.
"""

import contextlib
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from multiprocessing import forkserver, resource_tracker
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess, SpawnProcess
from multiprocessing.process import BaseProcess
from typing import TYPE_CHECKING, Any

IS_FORKED = sys.platform == "linux"
#: Processes are the parallel part: what computes within them keeps to one thread.
THREADS = (
    *("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"),
    "VECLIB_MAXIMUM_THREADS",
)

if TYPE_CHECKING:
    Pipe = Connection[Any, Any]
else:
    Pipe = Connection


def prepare(*modules: str) -> None:
    """Let what processes will need be imported while this one goes on, where it helps.

    Parameters
    ----------
    modules
        All of them: later calls and `start_process` add none.
    """
    if IS_FORKED:
        with _one_thread():
            _prepare(modules)


def start_process(serve: Callable[[Pipe], None], module: str) -> tuple[BaseProcess, Pipe]:
    """Start a process that ends with this one.

    Parameters
    ----------
    serve
        What it does with its end of a pipe; the other end comes back.
    module
        Is imported beforehand, where processes are forked and nothing was prepared.
    """
    ours, theirs = multiprocessing.Pipe()
    kind = ForkServerProcess if IS_FORKED else SpawnProcess
    process = kind(target=serve, args=(theirs,), daemon=True)
    with _one_thread():
        if IS_FORKED:
            _prepare([module])
        process.start()
    theirs.close()
    return process, ours


@contextlib.contextmanager
def _one_thread() -> Iterator[None]:
    """Let what is started keep to one thread: libraries look there when imported."""
    former = {name: os.environ.get(name) for name in THREADS}
    os.environ.update(dict.fromkeys(THREADS, "1"))
    try:
        yield
    finally:
        for name, value in former.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _prepare(modules: Sequence[str]) -> None:
    """Start the process that others are forked from, if it is not there.

    Ctrl-C goes to all processes of a terminal. It is for the parent to decide on, so it is
    blocked in what is started here; the tracker of resources is started first, because
    that unblocks it.
    """
    resource_tracker.ensure_running()
    forkserver.set_forkserver_preload(list(modules))
    former = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        forkserver.ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, former)

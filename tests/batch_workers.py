"""Tasks for the workers of a batch that end in other ways than by an answer."""

import os
import signal
import time
from pathlib import Path

import numpy as np

from myosense.batch.starting import THREADS

#: The program as it is typed. A shell lets what it starts in the background ignore Ctrl-C,
#: and with it the tests; here it is heard.
TYPED = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    "from myosense.cli import main; main()"
)


def double(number: int) -> int:
    return 2 * number


def die_at_three(number: int) -> int:
    """Be killed, as by another process, always at 3."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def die_once(path: Path) -> str:
    """Be killed where no file says that it has been before."""
    if path.name == "killed" and not path.exists():
        path.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.0 if path.name == "killed" else 0.4)
    return path.name


def fail_in_ways(way: str) -> str:
    if way == "memory":
        raise MemoryError
    if way == "bug":
        raise KeyError(way)
    if way == "exit":
        os._exit(7)
    return way


def hold_memory(n_mb: int) -> int:
    held = np.ones(n_mb << 17)
    time.sleep(1.0)
    return len(held)


def linger(path: Path) -> None:
    """Note down that it lives, until it is ended; tidy up when it may."""
    try:
        for _ in range(600):
            path.write_text(str(os.getpid()))
            time.sleep(0.05)
    finally:
        path.unlink()


def threads(_task: None) -> dict[str, str | None]:
    return {name: os.environ.get(name) for name in THREADS}


done_here: list[str] = []  #: by this worker


def need_a_new_worker(name: str) -> str:
    """Run out of memory where something was done before."""
    if name == "large" and done_here:
        raise MemoryError
    done_here.append(name)
    return name

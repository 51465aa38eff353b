"""What is read apart, read in this process or in a copy of it: a new one takes a second."""

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from unittest.mock import patch

from myosense.reading import apart

MAX_APART_S = 3  #: In place of the 30 s and more of `apart`: the files have a few kB.


@contextmanager
def staying() -> Iterator[None]:
    """Have this process do what `apart` starts processes for, and die of it if it must."""
    limits = patch.object(apart, "_set_limits", lambda _cpu_s: None)
    with patch("subprocess.run", _stay), limits:
        yield


def _stay(command: Sequence[str], **_how: object) -> "subprocess.CompletedProcess[bytes]":
    """Do the job that a command of `apart` ends with."""
    apart.main(command[-1])
    return subprocess.CompletedProcess(command, 0)


def forking() -> AbstractContextManager[object]:
    """Have copies of this process do what `apart` starts processes for."""
    return patch("subprocess.run", _fork)


def _fork(command: Sequence[str], **_how: object) -> "subprocess.CompletedProcess[bytes]":
    """Do the job that a command of `apart` ends with, and say how that process ended."""
    job = {**json.loads(command[-1]), "cpu_s": MAX_APART_S}
    child = os.fork()
    if not child:
        code = 1
        try:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
            apart.main(json.dumps(job))
            code = 0
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    return subprocess.CompletedProcess(command, os.waitstatus_to_exitcode(status))

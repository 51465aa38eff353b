"""``myosense batch`` as it is typed: started, looked at, killed."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

MYOSENSE = (sys.executable, "-c", "from myosense.cli import main; main()")
LOOK_S = 0.01


@dataclass(frozen=True, kw_only=True)
class Run:
    """What a batch said, and what it took."""

    code: int
    out: str
    err: str
    wall_s: float
    cpu_s: float = 0.0  #: of all its processes
    others_s: float = 0.0  #: that the machine was busy with other things meanwhile
    after_s: float = 0.0  #: until all its processes were gone too


def measured(folder: Path, *words: object) -> Run:
    """Run a command of myosense to its end, and measure it; a folder is for notes."""
    notes = folder / ".measured.json"
    command = [sys.executable, "-m", "benchmarks.batch.measured", str(notes), *MYOSENSE]
    done = subprocess.run(  # noqa: S603
        [*command, *map(str, words)], capture_output=True, text=True, check=False
    )
    took = json.loads(notes.read_text("ascii"))
    notes.unlink()
    return Run(out=done.stdout, err=done.stderr, **took)


def watched(look: Callable[[int], bool], *words: object) -> Run:
    """Run a command in a session of its own, and look at it until it ends.

    Parameters
    ----------
    look
        Is called again and again with the process, which is killed when it says so.
    words
        Of the command.
    """
    start_s = time.perf_counter()
    with subprocess.Popen(  # noqa: S603
        [*MYOSENSE, *map(str, words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        while process.poll() is None:
            if look(process.pid):
                process.kill()
                process.wait()
            time.sleep(LOOK_S)
        ended_s = time.perf_counter()
        while any(session(process.pid)):
            time.sleep(LOOK_S)
        after_s = time.perf_counter() - ended_s
        out, err = process.communicate()
        return Run(
            code=process.wait(),
            out=out,
            err=err,
            wall_s=ended_s - start_s,
            after_s=after_s,
        )


def session(leader: int) -> Iterator[int]:
    """List the other processes of a session."""
    for path in Path("/proc").iterdir():
        if path.name.isdecimal() and path.name != str(leader):
            try:
                if os.getsid(int(path.name)) == leader:
                    yield int(path.name)
            except ProcessLookupError:
                continue


def holds(process: int, name: str) -> bool:
    """Say whether a process has a file of this name open."""
    try:
        files = list(Path(f"/proc/{process}/fd").iterdir())
    except OSError:
        return False  # it has just ended
    return any(_name_of(file) == name for file in files)


def _name_of(file: Path) -> str:
    try:
        return file.readlink().name
    except OSError:
        return ""  # it was closed just now

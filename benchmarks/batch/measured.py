"""Run a command and print what it took, all processes that it left included.

    python -m benchmarks.batch.measured FILE COMMAND ...

Workers are no children of the batch but of the process that they are forked from, so their
seconds are found only by whoever waits for all of them: orphans are adopted here.
"""

import ctypes
import json
import os
import resource
import sys
import time
from pathlib import Path

ADOPT_ORPHANS = 36  #: PR_SET_CHILD_SUBREAPER of Linux.


def main(file: str, *command: str) -> int:
    """Run a command, wait for everything, write seconds to a file; return its exit code."""
    ctypes.CDLL(None).prctl(ADOPT_ORPHANS, 1, 0, 0, 0)
    start_s, others_s = time.perf_counter(), _busy_s()
    child = os.spawnvp(os.P_NOWAIT, command[0], command)  # noqa: S606
    code, wall_s = 0, 0.0
    while True:
        try:
            pid, status = os.wait()
        except ChildProcessError:
            break
        if pid == child:
            code, wall_s = os.waitstatus_to_exitcode(status), time.perf_counter() - start_s
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = used.ru_utime + used.ru_stime
    others_s = max(_busy_s() - others_s - cpu_s, 0.0)
    said = {"cpu_s": cpu_s, "wall_s": wall_s, "others_s": others_s, "code": code}
    Path(file).write_text(json.dumps(said), encoding="ascii")
    return code


def _busy_s() -> float:
    """Return the seconds that all processors of the machine were busy."""
    line = Path("/proc/stat").read_text("ascii").splitlines()[0].split()
    user, nice, system, _idle, _iowait, irq, softirq = map(int, line[1:8])
    return (user + nice + system + irq + softirq) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

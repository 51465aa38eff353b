"""Time one job in a process of its own, and print what it took as one line of JSON.

    python -m benchmarks.speed.timed benchmarks.speed.peers:find_peaks samples.parquet

A job is a function of text that gets everything ready (imports, and samples where the job
is not to read them) and returns a function to be timed; what that returns is printed too.
Nothing but the standard library is needed, so that it runs in any environment.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

MARK = "measured: "  #: Before the line; a job may print what it likes.
Facts = dict[str, Any]
Job = Callable[[], Facts]


def cpu_s() -> float:
    """Return user and system seconds of this process, its threads and ended children."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(each.ru_utime + each.ru_stime for each in used)


def peak_mb() -> float:
    """Return the most memory that this process ever held."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


def main(job: str, *arguments: str) -> None:
    """Get a job ready, run it, and print what it took."""
    module, name = job.split(":")
    run: Job = getattr(import_module(module), name)(*arguments)
    ready_cpu_s, ready_mb = cpu_s(), peak_mb()
    start_s = time.perf_counter()
    facts = run()
    measured = {
        "cpu_s": cpu_s() - ready_cpu_s,
        "wall_s": time.perf_counter() - start_s,
        "peak_mb": peak_mb(),
        "ready_cpu_s": ready_cpu_s,
        "ready_mb": ready_mb,
        "facts": facts,
    }
    print("\n" + MARK + json.dumps(measured), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])

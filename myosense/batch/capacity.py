"""How many workers this machine has room for."""

import os
from pathlib import Path

#: What a worker holds at its peak over the longest recordings that were measured.
WORKER_MB = 600.0
MEMINFO, CGROUP = Path("/proc/meminfo"), Path("/sys/fs/cgroup")


def n_workers(worker_mb: float | None = None) -> int:
    """Give the number of CPUs that this process may use, or fewer where memory is short.

    Parameters
    ----------
    worker_mb
        What a worker may hold; ``None`` takes `WORKER_MB`.
    """
    free_mb = _free_mb()
    n_cpus = _n_cpus()
    if free_mb is None:
        return n_cpus
    return max(min(n_cpus, int(free_mb / (worker_mb or WORKER_MB))), 1)


def _n_cpus() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _free_mb() -> float | None:
    """Return the memory that can be had, of the machine and of a container around us."""
    free_mb = []
    if MEMINFO.exists():
        lines = MEMINFO.read_text("ascii").splitlines()
        fields = dict(line.split(":", 1) for line in lines)
        free_mb.append(int(fields["MemAvailable"].split()[0]) / 2**10)
    most, held = CGROUP / "memory.max", CGROUP / "memory.current"
    if most.exists() and (said := most.read_text("ascii").strip()) != "max":
        free_mb.append((int(said) - int(held.read_text("ascii"))) / 2**20)
    return min(free_mb, default=None)

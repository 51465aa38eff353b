"""Seconds and memory of reading a file, ours and others'."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

N_ROUNDS = 5
OURS = "myosense"
#: A process of its own: its peak memory is that of its imports and one recording.
MEMORY = """
import sys
from pathlib import Path
from myosense import read
def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))
before = peak()
n = read(sys.argv[1]).n_samples
print(f'{{"n": {n}, "before": {before}, "peak": {peak()}}}')
"""


def best_of(
    readers: Mapping[str, Callable[[Path], object]], path: Path
) -> dict[str, tuple[float, float]]:
    """Time readers in turn; return the least CPU and wall seconds of each.

    On a busy machine CPU seconds are the fairer ones.
    """
    best: dict[str, tuple[float, float]] = {}
    for _ in range(N_ROUNDS):
        for name, reader in readers.items():
            cpu_s, wall_s = time.process_time(), time.perf_counter()
            reader(path)
            cpu_s, wall_s = time.process_time() - cpu_s, time.perf_counter() - wall_s
            known = best.get(name, (cpu_s, wall_s))
            best[name] = (min(known[0], cpu_s), min(known[1], wall_s))
    return best


def peak_memory(path: Path) -> dict[str, float]:
    """Read a file in a new process: samples, MB before and at the peak."""
    command = [sys.executable, "-c", MEMORY, str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    said: dict[str, float] = json.loads(done.stdout)
    return said

"""On what machine, and with what, the figures were measured."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

from benchmarks.speed.cases import CASES, length
from benchmarks.speed.plan import ANALYSIS, THREADS, key
from benchmarks.speed.targets import Figures

WITH = ("numpy", "scipy", "pandas", "pyarrow")
HOW = """\
Written by `python -m benchmarks.speed`. Seconds are of CPU: user and system, all threads
and children. Each job runs in a process of its own, in turn with the others of its length;
the least seconds and the most memory of its runs are shown.

Recordings of {lengths} at 100 Hz. A day is 16 h of busy hands and walking and 8 h of idle
hands, real samples over and over, with 30 planted jerks an hour; 1 h is of busy hands.
Parquet is float32 with stamps, compressed by zstd. The gyroscope of 6 axes is made of the
accelerometer's steps. The Axivity file repeats its own real samples at 98.52 Hz.

{compiled}

{machine}. Load at the start {before:.1f}, at the end {after:.1f}, the benchmark's own
included."""


def about(figures: Figures, load_before: float) -> str:
    """Say what was timed, how, and on which machine."""
    is_compiled = any(m.facts.get("is_compiled") for m in figures.values())
    compiled = (
        "Parts are compiled when they are first run; the cache was warm."
        if is_compiled
        else "Nothing is compiled while it runs: there is no cache to be warm or cold."
    )
    lengths = dict.fromkeys(
        length(case.hours) for case in CASES if key(ANALYSIS, case) in figures
    )
    return HOW.format(
        lengths=", ".join(lengths),
        compiled=compiled,
        machine=machine(),
        before=load_before,
        after=os.getloadavg()[0],
    )


def machine() -> str:
    """Name the processor, its cores and memory, and what was installed."""
    said = [f"{name}={os.environ[name]}" for name in THREADS if name in os.environ]
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return ", ".join(
        [
            f"Machine: {_processor()}",
            f"{os.cpu_count()} cores",
            f"{memory_gb:.0f} GB",
            platform.system(),
            f"Python {platform.python_version()}",
            *(f"{name} {version(name)}" for name in WITH),
            " ".join(said) or "as many threads as cores",
        ]
    )


def _processor() -> str:
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    named = (line.partition(":")[2].strip() for line in lines if "model name" in line)
    return next(named, platform.machine())

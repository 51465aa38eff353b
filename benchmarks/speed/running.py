"""Run jobs in processes of their own, in turn, and keep the best of each."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.speed.timed import MARK

ROOT = Path(__file__).parents[2]
HERE = Path(sys.executable)


class JobError(RuntimeError):
    """A job died, or did not say what it took."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """A function of `timed`, its arguments, and the interpreter that runs it."""

    function: str  #: ``module:name``
    arguments: tuple[str, ...]
    python: Path = HERE
    environment: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Measured:
    """What a job took."""

    cpu_s: float  #: User and system, all threads and children, once it was ready.
    wall_s: float
    peak_mb: float  #: The most that the process ever held, imports included.
    ready_cpu_s: float  #: To start, import, and load what is not timed.
    ready_mb: float
    facts: Mapping[str, Any]
    n_runs: int = 1


def parse(printed: str) -> Measured:
    """Read what a job printed.

    Raises
    ------
    JobError
        If the line is not there.
    """
    lines = [line for line in printed.splitlines() if line.startswith(MARK)]
    if not lines:
        raise JobError(f"no line began with {MARK!r} in what was printed: {printed!r}")
    return Measured(**json.loads(lines[-1].removeprefix(MARK)))


def run(job: Job) -> Measured:
    """Run a job in a new process.

    Raises
    ------
    JobError
        If it fails; the message ends with what it wrote.
    """
    command = [str(job.python), "-m", "benchmarks.speed.timed"]
    command += [job.function, *job.arguments]
    surroundings = {**os.environ, "PYTHONPATH": str(ROOT), **job.environment}
    done = subprocess.run(  # noqa: S603 - our own module
        command, capture_output=True, text=True, check=False, env=surroundings
    )
    if done.returncode:
        raise JobError(
            f"{job.function} of {job.arguments} ended with {done.returncode}: "
            f"{done.stderr[-2000:]}"
        )
    return parse(done.stdout)


def best(runs: Sequence[Measured]) -> Measured:
    """Put together the least seconds and the most memory; facts are of the least CPU."""
    least = min(runs, key=lambda measured: measured.cpu_s)
    return Measured(
        cpu_s=least.cpu_s,
        wall_s=min(measured.wall_s for measured in runs),
        peak_mb=max(measured.peak_mb for measured in runs),
        ready_cpu_s=min(measured.ready_cpu_s for measured in runs),
        ready_mb=least.ready_mb,
        facts=least.facts,
        n_runs=len(runs),
    )


def in_turn(jobs: Mapping[str, Job], n_rounds: int) -> dict[str, Measured]:
    """Run jobs one after the other, round by round: a busy minute slows all alike."""
    runs: dict[str, list[Measured]] = {name: [] for name in jobs}
    for _ in range(n_rounds):
        for name, job in jobs.items():
            runs[name].append(run(job))
            last = runs[name][-1]
            print(f"{name}: {last.cpu_s:.2f} s of CPU, {last.peak_mb:.0f} MB", flush=True)
    return {name: best(measured) for name, measured in runs.items()}

"""Two processes for jobs that do not know each other."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

Job = TypeVar("Job")
Result = TypeVar("Result")
N_WORKERS = 2


def run(work: Callable[[Job], Result], jobs: Sequence[Job], chunk: int = 1) -> list[Result]:
    """Do all jobs; results come in the order of the jobs.

    Each worker is started afresh with one thread for linear algebra.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(N_WORKERS, mp_context=context) as pool:
        return list(pool.map(work, jobs, chunksize=chunk))

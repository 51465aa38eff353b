"""Workers that are killed, run out of memory, or are ended in the middle."""

import contextlib
import os
import time
from pathlib import Path

import batch_workers as tasks
import pytest

from myosense.batch.pool import run_all
from myosense.batch.starting import THREADS


def test_every_task_is_done_once_by_several_workers() -> None:
    ended = list(run_all(tasks.double, iter(range(20)), 2))
    assert sorted((one.task, one.result) for one in ended) == [
        (i, 2 * i) for i in range(20)
    ]
    assert {(one.cause, one.n_tries) for one in ended} == {("", 1)}


def test_a_killed_worker_costs_one_task_and_is_named() -> None:
    ended = {one.task: one for one in run_all(tasks.die_at_three, iter(range(8)), 2)}
    assert sorted(ended) == list(range(8))
    lost = ended.pop(3)
    assert (lost.cause, lost.result, lost.n_tries) == ("killed by signal 9", None, 2)
    assert all(one.result == 2 * one.task for one in ended.values())


def test_what_was_killed_once_is_tried_again_after_all_others(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("killed", "b", "c", "d")]
    ended = list(run_all(tasks.die_once, iter(paths), 2))
    assert [one.result for one in ended][-1] == "killed"
    assert {one.task.name: one.n_tries for one in ended} == {
        "killed": 2,
        "b": 1,
        "c": 1,
        "d": 1,
    }


def test_what_ran_out_of_memory_is_tried_again_in_a_new_worker() -> None:
    names = ["a", "large", "b"]
    ended = {one.task: one for one in run_all(tasks.need_a_new_worker, iter(names), 1)}
    assert {name: (one.cause, one.n_tries) for name, one in ended.items()} == {
        "a": ("", 1),
        "large": ("", 2),
        "b": ("", 1),
    }


def test_a_worker_keeps_to_one_thread() -> None:
    former = dict(os.environ)
    (said,) = run_all(tasks.threads, iter([None]), 1)
    assert said.result == dict.fromkeys(THREADS, "1")
    assert dict(os.environ) == former


def test_each_way_to_fail_has_its_cause() -> None:
    ways = ["memory", "bug", "exit", "good"]
    ended = {one.task: one for one in run_all(tasks.fail_in_ways, iter(ways), 1)}
    assert {way: (one.cause, one.n_tries) for way, one in ended.items()} == {
        "memory": ("out of memory", 2),
        "bug": ("KeyError: 'bug'", 1),
        "exit": ("its worker ended with exit code 7", 2),
        "good": ("", 1),
    }


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="needs /proc")
def test_a_worker_that_holds_too_much_is_ended() -> None:
    ended = {one.task: one for one in run_all(tasks.hold_memory, iter([400, 1]), 2, 300)}
    assert ended[400].cause == "out of memory: held more than 300 MB"
    assert ended[400].n_tries == 2
    assert ended[1].result == 1 << 17


def test_workers_that_are_ended_in_the_middle_tidy_up(tmp_path: Path) -> None:
    marks = [tmp_path / "first", tmp_path / "second"]

    def slow() -> object:
        yield marks[0]
        yield marks[1]
        until = time.monotonic() + 20
        while not all(mark.exists() for mark in marks) and time.monotonic() < until:
            time.sleep(0.02)
        raise KeyboardInterrupt

    found = run_all(tasks.linger, slow(), 3)  # type: ignore[arg-type]
    with contextlib.closing(found), pytest.raises(KeyboardInterrupt):  # type: ignore[type-var]
        next(found)
    assert not any(mark.exists() for mark in marks)

"""How many workers fit: drawn machines."""

import os
from pathlib import Path

import pytest

from myosense.batch import capacity


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Draw a machine of eight CPUs, of which six may be used, with 4 GB to be had."""
    monkeypatch.setattr(os, "sched_getaffinity", lambda _pid: set(range(6)), raising=False)
    monkeypatch.setattr(capacity, "MEMINFO", tmp_path / "meminfo")
    monkeypatch.setattr(capacity, "CGROUP", tmp_path)
    memory = "MemTotal: 8388608 kB\nMemFree: 1 kB\nMemAvailable: 4194304 kB\n"
    (tmp_path / "meminfo").write_text(memory)
    return tmp_path


@pytest.mark.usefixtures("machine")
def test_one_a_cpu_unless_memory_is_short() -> None:
    assert capacity.n_workers() == 6
    assert capacity.n_workers(1000) == 4
    assert capacity.n_workers(9000) == 1


def test_a_container_has_less(machine: Path) -> None:
    (machine / "memory.current").write_text(f"{2**30}\n")
    (machine / "memory.max").write_text("max\n")
    assert capacity.n_workers() == 6
    (machine / "memory.max").write_text(f"{3 * 2**30}\n")
    assert capacity.n_workers(1000) == 2


def test_where_memory_is_not_told_it_is_not_asked(machine: Path) -> None:
    (machine / "meminfo").unlink()
    assert capacity.n_workers(10**9) == 6

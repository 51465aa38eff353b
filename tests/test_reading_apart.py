"""Reading apart: a table comes back whole, and a dying library becomes a sentence."""

import sys
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest

from myosense.errors import ArgumentError, ReadError
from myosense.reading import apart
from myosense.reading.apart import read_apart

READERS = """
import os, signal
from datetime import datetime
import numpy as np
from myosense.errors import ArgumentError, ReadError
from myosense.reading.table import Declared, Stamps, Table

def whole(path, columns):
    stamps = Stamps(
        time_s=np.arange(4) / 50, kind="utc", origin_ns=1_700_000_000_000_000_000,
        time_zone="UTC+01:00", offsets=("UTC+01:00",), meaning="drawn",
    )
    return Table(
        format=path.name, acceleration=np.arange(12.0).reshape(4, 3),
        angular_velocity=-np.arange(12.0).reshape(4, 3), angular_velocity_unit="deg/s",
        stamps=stamps, unit="g", locate=str, recognized=str(columns),
        declared=Declared(start=datetime(2024, 5, 6, 7, 8, 9), device="drawn"),
        notices=("one", "two"),
    )

def refuses(path, columns): raise ReadError("is empty; expected more")
def argues(path, columns): raise ArgumentError("--columns is wrong")
def dies(path, columns): os.kill(os.getpid(), signal.SIGKILL)
def fails(path, columns): raise RuntimeError("unforeseen")
def loops(path, columns):
    while True: pass
def grows(path, columns): np.ones(1 << 40)
"""


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "drawn_readers.py").write_text(READERS)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    path = tmp_path / "a.bin"
    path.write_bytes(b"anything")
    return path


def test_a_table_comes_back_whole(file: Path) -> None:
    table = read_apart(("drawn_readers", "whole"), file, {"sensor": "left"})
    np.testing.assert_array_equal(table.acceleration, np.arange(12.0).reshape(4, 3))
    assert table.angular_velocity is not None
    assert table.angular_velocity[3, 2] == -11
    assert table.stamps is not None
    assert table.stamps.time_s[3] == 3 / 50
    assert table.stamps.origin_ns == 1_700_000_000_000_000_000
    assert table.stamps.offsets == ("UTC+01:00",)
    assert table.declared.start == datetime(2024, 5, 6, 7, 8, 9)  # noqa: DTZ001
    assert (table.format, table.notices) == ("a.bin", ("one", "two"))
    assert table.recognized == "{'sensor': 'left'}"
    assert table.locate(4) == "row 5"


@pytest.mark.parametrize(
    ("name", "error", "said"),
    [
        ("refuses", ReadError, "is empty; expected more"),
        ("argues", ArgumentError, "--columns is wrong"),
        ("dies", ReadError, "so damaged"),
        ("fails", ReadError, "so damaged"),
        ("grows", ReadError, "so damaged"),
    ],
)
def test_what_goes_wrong_is_a_sentence(
    file: Path, name: str, error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        read_apart(("drawn_readers", name), file, None)


def test_a_loop_without_end_is_ended(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_CPU_S", 2)
    with pytest.raises(ReadError, match="so damaged"):
        read_apart(("drawn_readers", "loops"), file, None)

"""Damaged files: the same seed, the same damage; every way to go wrong is counted."""

import gzip
import io
import os
import signal
import time
import warnings
import zipfile
import zlib
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from axivity_files import header, recording

from benchmarks.fuzz import trying, written
from benchmarks.fuzz.counting import (
    Page,
    faults_of,
    joined_faults,
    joined_row,
    n_tried,
    read_page,
    row_of,
    write_page,
)
from benchmarks.fuzz.forking import forking, staying
from benchmarks.fuzz.mutations import KINDS, Damage, damage
from benchmarks.fuzz.samples import Sample
from benchmarks.fuzz.sealing import seal_cwa, seal_gt3x
from benchmarks.fuzz.trying import (
    FAULT,
    RECORDING,
    REFUSAL,
    Outcome,
    Trial,
    damaged,
    judge,
    run,
)
from myosense.errors import ReadError
from myosense.reading import apart, read
from myosense.recording import Recording

TEXT = b"time,x,y,z\n" + b"".join(b"%d,%d,0,1\n" % (row, row % 3) for row in range(50))
SAMPLE = Sample(name="a", files={"a.csv": TEXT}, opened="a.csv")


def wrong_at(path: Path) -> Recording:
    """Go wrong in another way for each seed, which the folder is named after."""
    seed = int(path.parent.name)
    if seed == 1:
        raise ValueError("shape")
    if seed == 2:
        raise ReadError("two\nlines")
    if seed == 3:
        os._exit(7)
    if seed == 4:
        warnings.warn("overflow", RuntimeWarning, stacklevel=1)
    while seed == 5:
        time.process_time()
    raise ReadError("expected something else")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("content", [TEXT, b"", b"\x00", bytes(range(256))])
def test_damage_is_the_same_for_the_same_seed(kind: Damage, content: bytes) -> None:
    for seed in range(20):
        first, second = (kind(content, np.random.default_rng(seed)) for _ in range(2))
        assert first == second
    changed = [kind(TEXT, np.random.default_rng(seed)) != TEXT for seed in range(20)]
    assert sum(changed) >= 15


def test_what_is_packed_is_damaged_inside() -> None:
    rng = np.random.default_rng(0)
    packed = written.zipped({"a.csv": TEXT, "b.csv": TEXT})
    whole = 0
    for _ in range(50):
        try:
            with zipfile.ZipFile(io.BytesIO(damage(packed, "a.zip", rng))) as archive:
                whole += archive.testzip() is None
        except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile, zlib.error):
            continue
    assert whole >= 25
    packed = gzip.compress(TEXT)
    assert any(damage(packed, "a.csv.gz", rng)[:2] == b"\x1f\x8b" for _ in range(5))


def test_checksums_are_written_anew(tmp_path: Path) -> None:
    counts = [(i % 11 - 5, i % 5 - 2, 256 - i % 3) for i in range(120 * 4)]
    content = bytearray(header() + b"".join(recording(counts, rate_hz=98.7)))
    content[1024 + 512 + 100] ^= 1
    path = tmp_path / "a.cwa"
    path.write_bytes(content)
    assert read(path).n_samples == 360
    path.write_bytes(seal_cwa(bytes(content)))
    assert read(path).n_samples == 480
    log = bytearray(b"\x1e\x00\x01\x02\x03\x04\x02\x00ab?" * 2)
    sealed = seal_gt3x(bytes(log))
    assert (
        sealed[10] == sealed[21] == ~(0x1E ^ 1 ^ 2 ^ 3 ^ 4 ^ 2 ^ ord("a") ^ ord("b")) & 0xFF
    )


def test_a_damaged_sample_can_be_made_again() -> None:
    first, second = (damaged("text", [SAMPLE], 11) for _ in range(2))
    assert first == second
    assert damaged("text", [SAMPLE], 12) != first


def test_every_way_to_go_wrong_is_a_fault_and_the_run_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trying, "MAX_CPU_S", 1.0)
    trial = Trial(family="text", samples=[SAMPLE], seeds=range(7), read=wrong_at)
    outcomes = run(trial)
    assert [each.seed for each in outcomes] == list(range(7))
    assert [each.kind for each in outcomes] == [REFUSAL, *[FAULT] * 5, REFUSAL]
    said = ["ValueError", "9 characters", "ended with 7", "RuntimeWarning", "over"]
    for each, word in zip(outcomes[1:6], said, strict=True):
        assert word in each.what, each
    row = row_of("text", 1, outcomes)
    assert (row["mutations"], row["refusals"], row["faults"]) == ("7", "2", "5")
    faults = faults_of("text", outcomes)
    assert sorted(fault["times"] for fault in faults) == ["1", "1", "1", "2"]  # two died
    page = Page(rows={"text": row, "none": row_of("none", 3, [])}, faults={"text": faults})
    assert read_page(tmp_path / "page.md") == Page()
    write_page(tmp_path / "page.md", page)
    assert read_page(tmp_path / "page.md") == page


def dying_apart(path: Path) -> Recording:
    """Kill the process that is to read apart."""
    with patch.object(apart, "main", lambda _: os.kill(os.getpid(), signal.SIGKILL)):
        return read(path)


def test_what_dies_apart_is_tried_again_apart() -> None:
    sample = Sample(name="a", files={"a.h5": written.apdm()}, opened="a.h5")
    trial = Trial(family="HDF5", samples=[sample], seeds=range(4), read=dying_apart)
    outcomes = run(trial)
    assert [each.seed for each in outcomes] == list(range(4))
    assert {each.kind for each in outcomes} == {REFUSAL}
    assert any("ended with -9" in each.what for each in outcomes)


def test_runs_of_one_family_are_joined() -> None:
    def outcomes(kinds: list[str], cpu_s: float) -> list[Outcome]:
        made = [(seed, kind) for seed, kind in enumerate(kinds)]
        return [
            Outcome(
                kind=kind,
                seed=seed,
                sample="a",
                what=f"ValueError at a.py:{seed}: x" if kind == FAULT else "",
                cpu_s=cpu_s,
                peak_mb=100 * cpu_s,
            )
            for seed, kind in made
        ]

    first = outcomes([RECORDING] * 1500 + [FAULT], 0.5)
    then = outcomes([REFUSAL, FAULT] * 800, 0.25)
    joined = joined_row(row_of("text", 3, first), row_of("text", 3, then))
    assert joined == row_of("text", 3, first + then)
    assert n_tried(joined) == 3101
    faults = joined_faults(faults_of("text", first), faults_of("text", first[-2:]))
    assert [fault["times"] for fault in faults] == ["2"]


def test_what_is_read_apart_may_die(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.h5"
    path.write_bytes(written.apdm())
    with staying():
        assert read(path).n_samples == written.N_ROWS
    with forking():
        assert read(path).n_samples == written.N_ROWS
        monkeypatch.setattr(apart, "main", lambda _: os.kill(os.getpid(), signal.SIGKILL))
        with pytest.raises(ReadError, match="ended with -9"):
            read(path)


def test_a_recording_that_contradicts_itself_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    path.write_bytes(written.parquet())
    whole = read(path)
    assert judge(lambda _path: whole, path) == (RECORDING, "")
    whole.acceleration_g[5, 1] = np.nan
    assert judge(lambda _path: whole, path)[0] == FAULT


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.parquet", written.parquet()),
        ("nested.parquet", written.nested_parquet()),
        ("a.txt", written.opensignals()),
        ("a.json", written.edge_impulse()),
        ("a.bin", written.sens()),
        ("a.datx", written.activpal()),
        ("a.h5", written.apdm()),
        ("a.mat", written.mat5(is_packed=True)),
        ("b.mat", written.mat73()),
        ("a.zip", written.zipped({"a.json": written.edge_impulse()})),
        ("a.tar", written.tarred({"a.json": written.edge_impulse()})),
    ],
)
def test_what_is_damaged_can_be_read_before(
    tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    assert read(path).n_samples >= written.N_ROWS

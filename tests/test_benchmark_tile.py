"""Long files tiled from short ones: their samples, stamps and checksums."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from axivity_files import header, recording
from test_reading_geneactiv import pages_of, still, write

from benchmarks.reading.tile import tile_cwa, tile_geneactiv
from myosense import read
from myosense.reading.formats.cwa import read_cwa
from myosense.reading.formats.geneactiv import read_geneactiv

BYTES_OF_SAMPLE = 20  #: Three floats and a stamp; nothing else grows with the file …
LEAST_BYTES = 12e6  #: … but blocks' heads, a batch and the table of its clock.


@pytest.fixture
def cwa(tmp_path: Path) -> Path:
    counts = [(i % 11 - 5, i % 5 - 2, 256 - i % 3) for i in range(120 * 9)]
    file = tmp_path / "short.cwa"
    file.write_bytes(header() + b"".join(recording(counts, rate_hz=98.7)))
    return file


def test_an_axivity_file_is_tiled_at_its_true_rate(tmp_path: Path, cwa: Path) -> None:
    long = tmp_path / "long.cwa"
    n_samples = tile_cwa(cwa, long, 0.5, 98.9)
    r = read(long)
    assert r.n_samples == n_samples == pytest.approx(1800 * 98.9, abs=120)
    assert r.sample_rate_hz == pytest.approx(98.9, rel=1e-5)
    assert len(r.stretches) == 1
    assert not any("damaged" in notice for notice in r.notices)
    np.testing.assert_array_equal(r.acceleration_g[:1080], r.acceleration_g[1080:2160])


def test_a_geneactiv_file_is_tiled(tmp_path: Path) -> None:
    short = write(tmp_path / "short.bin", pages_of(still(3)))
    long = tmp_path / "long.bin"
    n_samples = tile_geneactiv(short, long, 0.5)
    r = read(long)
    assert r.n_samples == n_samples == 1800 * 60
    assert r.sample_rate_hz == pytest.approx(60, rel=1e-6)
    assert len(r.stretches) == 1


def test_reading_takes_the_memory_of_what_is_read(tmp_path: Path, cwa: Path) -> None:
    short = write(tmp_path / "short.bin", pages_of(still(3)))
    tile_cwa(cwa, tmp_path / "long.cwa", 4, 98.9)
    tile_geneactiv(short, tmp_path / "long.bin", 4)
    for reader, name in ((read_cwa, "long.cwa"), (read_geneactiv, "long.bin")):
        tracemalloc.start()
        n_samples = len(reader(tmp_path / name, None).acceleration)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < BYTES_OF_SAMPLE * n_samples * 1.15 + LEAST_BYTES, name

"""Real files cut to a few kB that their readers still take."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import h5py
import numpy as np

TEXT_BYTES = 6000
BINARY_BYTES = 8192
CWA_BYTES = 1024 + 512 * 12
GENEACTIV_PAGES = 3
N_ROWS = 200


def shortened(family: str, path: Path) -> bytes:
    """Give the first part of a file, laid out as the whole is."""
    content = path.read_bytes()
    for start, shorten in SHORTENED.items():
        if family.startswith(start):
            return shorten(content)
    if content[:2] == b"PK":
        return _zip(content)
    return _text(content)


def _text(content: bytes) -> bytes:
    if content[:2] == b"\x1f\x8b":
        return gzip.compress(_text(gzip.decompress(content)), mtime=0)
    if b"\x00" in content[:TEXT_BYTES]:
        return content[:BINARY_BYTES]
    lines = content[:TEXT_BYTES]
    return lines if len(content) <= TEXT_BYTES else lines[: lines.rfind(b"\n") + 1]


def _zip(content: bytes) -> bytes:
    """Cut the members, not the zip."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as whole,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as short,
    ):
        for name in whole.namelist():
            member = _text(whole.read(name))
            short.writestr(zipfile.ZipInfo(name), member, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _geneactiv(content: bytes) -> bytes:
    mark = b"Recorded Data"
    return mark.join(content.split(mark)[: GENEACTIV_PAGES + 1])


def _avro(content: bytes) -> bytes:
    """Write the record anew with short arrays, not packed."""
    reader = fastavro.reader(io.BytesIO(content))
    records = [_short_arrays(record) for record in reader]
    packed = io.BytesIO()
    fastavro.writer(packed, reader.writer_schema or {}, records, sync_marker=b"0" * 16)
    return packed.getvalue()


def _short_arrays(value: Any) -> Any:  # noqa: ANN401  any value of JSON
    if isinstance(value, dict):
        return {key: _short_arrays(inside) for key, inside in value.items()}
    return value[:N_ROWS] if isinstance(value, list) else value


def _edf(content: bytes) -> bytes:
    """Keep two data records, and say so."""
    n_signals = int(content[252:256])
    head = 256 * (n_signals + 1)
    sizes = content[256 + 216 * n_signals :][: 8 * n_signals]
    per_record = 2 * sum(int(sizes[8 * i :][:8]) for i in range(n_signals))
    n_records = max(BINARY_BYTES // per_record, 2)
    said = str(n_records).ljust(8).encode()
    return content[:236] + said + content[244 : head + n_records * per_record]


def _hdf5(content: bytes) -> bytes:
    """Copy the groups, with the first rows of each data set."""
    packed = io.BytesIO()
    with h5py.File(io.BytesIO(content), "r") as whole, h5py.File(packed, "w") as short:
        short.attrs.update(whole.attrs)

        def copy(name: str, each: Any) -> None:  # noqa: ANN401  a group or a data set
            if isinstance(each, h5py.Group):
                made = short.require_group(name)
            else:
                made = short.create_dataset(name, data=each[:N_ROWS] if each.ndim else each)
            made.attrs.update(each.attrs)

        whole.visititems(copy)
    return packed.getvalue()


def _movesense(content: bytes) -> bytes:
    whole = json.loads(content)
    return json.dumps(_packets(whole)).encode()


def _packets(value: Any) -> Any:  # noqa: ANN401  any value of JSON
    if isinstance(value, dict):
        return {key: _packets(inside) for key, inside in value.items()}
    return [_packets(inside) for inside in value[:20]] if isinstance(value, list) else value


def _tsdf(content: bytes) -> bytes:
    """Cut numbers of 4 bytes to as many rows as the description is made to say."""
    if content[:1] == b"{":
        said = json.loads(content)
        return json.dumps({**said, "rows": N_ROWS}, indent=1).encode()
    n_channels = 1 if _is_one_channel(content) else 3
    return content[: 4 * n_channels * N_ROWS]


def _is_one_channel(content: bytes) -> bool:
    """Say whether a file of numbers is the time: steps of some ms, never negative."""
    numbers = np.frombuffer(content[: 4 * N_ROWS], dtype="<f4")
    return bool(np.all(numbers >= 0) and np.all(numbers < 1000))


#: By how the name of the family starts.
SHORTENED: dict[str, Callable[[bytes], bytes]] = {
    "Parquet": bytes,
    "ActiGraph gt3x": _zip,
    "Axivity cwa": lambda content: content[:CWA_BYTES],
    "GENEActiv bin": _geneactiv,
    "Empatica": _avro,
    "EDF": _edf,
    "HDF5": _hdf5,
    "MATLAB": bytes,
    "Movesense": _movesense,
    "TSDF": _tsdf,
    "known": lambda content: content[:BINARY_BYTES],
}

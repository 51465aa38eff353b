"""Short files after published layouts, for families whose real files are none, or long."""

import io
import json
import tarfile
import tempfile
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from scipy.io import savemat

N_ROWS = 200
RATE_HZ = 50
G = 9.80665
START_S = 1_700_000_000


def _motion_g() -> npt.NDArray[np.float64]:
    rng = np.random.default_rng(7)
    return np.round(rng.normal([0.1, -0.2, 0.97], 0.02, (N_ROWS, 3)), 3)


def parquet() -> bytes:
    """Write a table with instants, acceleration and gyroscope."""
    columns = dict(zip(("x (g)", "y (g)", "z (g)"), _motion_g().T, strict=True))
    turned = dict(zip(("gyro_x", "gyro_y", "gyro_z"), _motion_g().T, strict=True))
    step = pd.Timedelta(seconds=1 / RATE_HZ)
    time = pd.Timestamp(START_S, unit="s", tz="UTC") + np.arange(N_ROWS) * step
    packed = io.BytesIO()
    table = pa.table({"time": pa.array(time), **columns, **turned})
    pq.write_table(table, packed, compression="none")
    return packed.getvalue()


def nested_parquet() -> bytes:
    """Write a table with acceleration in structs and turning in lists."""
    axes = [pa.array(axis) for axis in _motion_g().T]
    columns = {
        "time": pa.array(np.arange(N_ROWS) * 1000 // RATE_HZ).cast(pa.duration("ms")),
        "acceleration": pa.StructArray.from_arrays(axes, names=["x", "y", "z"]),
        "gyro": pa.array(_motion_g().tolist()),
    }
    packed = io.BytesIO()
    pq.write_table(pa.table(columns), packed, compression="none")
    return packed.getvalue()


def opensignals() -> bytes:
    """Write three channels of counts below a head of JSON."""
    names = ["A1", "A2", "A3"]
    device = {
        "column": ["nSeq", *names],
        "label": names,
        "sensor": ["ACC"] * 3,
        "sampling rate": RATE_HZ,
        "resolution": [4, 10, 10, 10],
        "device": "bitalino",
        "date": "2024-6-9",
        "time": "8:5:3.25",
    }
    head = f"# OpenSignals Text File Format\n# {json.dumps({'98:d3': device})}\n"
    counts = np.round(260 + 52 * _motion_g()).astype(int)
    rows = (f"{i % 16}\t{x}\t{y}\t{z}\n" for i, (x, y, z) in enumerate(counts))
    return f"{head}# EndOfHeader\n{''.join(rows)}".encode()


def edge_impulse() -> bytes:
    """Write a signed envelope with rows of values."""
    payload = {
        "device_type": "DISCO-L475VG",
        "interval_ms": 1000 / RATE_HZ,
        "sensors": [{"name": f"acc{axis}", "units": "m/s2"} for axis in "XYZ"],
        "values": np.round(_motion_g() * G, 3).tolist(),
    }
    whole = {"protected": {"ver": "v1", "alg": "HS256"}, "signature": "0" * 64}
    return json.dumps({**whole, "payload": payload}).encode()


def sens() -> bytes:
    """Write records of milliseconds and three counts."""
    counts = np.round(_motion_g() * 128).astype(">i2")
    times = [(START_S * 1000 + 80 * row).to_bytes(6, "big") for row in range(N_ROWS)]
    return b"".join(time + row.tobytes() for time, row in zip(times, counts, strict=True))


def activpal() -> bytes:
    """Write a header, unsigned bytes with one repeat, and the tail."""
    head = bytearray(1024)
    head[35], head[17] = 20, 218
    head[256:262] = bytes((13, 5, 59, 28, 2, 24))
    counts = np.round(_motion_g() * 64 + 127).astype(np.uint8).tobytes()
    return bytes(head) + counts[:300] + b"\x00\x00\x09" + counts[300:] + b"tail" + bytes(99)


def wfdb(kind: str) -> dict[str, bytes]:
    """Write a record of three signals, in numbers of 16 or of 12 bits."""
    counts = np.round(_motion_g() * 100 + 200).astype("<i2").ravel()
    signals = [f"a.dat {kind} 100(200)/g 12 0 0 0 0 acc_{axis}" for axis in "xyz"]
    header = "\n".join([f"a 3 {RATE_HZ} {N_ROWS} 10:00:00 01/03/2024", *signals, ""])
    low, high = counts[::2], counts[1::2]
    packed = np.column_stack((low & 255, (low >> 8) | (high >> 8) << 4, high & 255))
    content = packed.astype(np.uint8).tobytes() if kind == "212" else counts.tobytes()
    return {"a.hea": header.encode(), "a.dat": content}


def apdm() -> bytes:
    """Write two sensors, one of them compressed."""
    packed = io.BytesIO()
    with h5py.File(packed, "w") as file:
        for name, label in (("751", "Right Wrist"), ("802", "Lumbar")):
            group = file.create_group(f"Sensors/{name}")
            group.create_dataset("Accelerometer", data=_motion_g() * G, compression="gzip")
            group["Gyroscope"] = _motion_g()
            group["Time"] = START_S * 10**6 + np.arange(N_ROWS, dtype="u8") * 7812
            about = group.create_group("Configuration")
            about.attrs["Label 0"] = np.bytes_(label)
            about.attrs["Timezone Offset"] = np.int8(-5)
        del file["Sensors/802"]
    return packed.getvalue()


def mat5(*, is_packed: bool) -> bytes:
    """Write an array and a struct, version 5."""
    packed: Any = io.BytesIO()
    about = {"site": "left wrist", "cells": np.array([1, "a"], dtype=object)}
    savemat(
        packed,
        {"acc": _motion_g(), "fs": float(RATE_HZ), "about": about},
        do_compression=is_packed,
    )
    content: bytes = packed.getvalue()
    return content


def mat73() -> bytes:
    """Write what MATLAB lays out in HDF5 behind its own first block."""
    with tempfile.TemporaryDirectory() as name:
        path = Path(name, "a.mat")
        with h5py.File(path, "w", userblock_size=512) as file:
            file["acc"] = _motion_g().T
            file["acc"].attrs["MATLAB_class"] = np.bytes_("double")
            file["fs"] = np.array([[float(RATE_HZ)]])
        content = path.read_bytes()
    return b"MATLAB 7.3 MAT-file".ljust(124) + b"\x00\x02IM" + content[128:]


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Pack files into a zip."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def tarred(files: Mapping[str, bytes]) -> bytes:
    """Pack files into a tar."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()

"""How fast recordings are read beside others, and what memory a week takes.

Run ``python -m benchmarks.reading --shared PATH``. The files are tiled from real ones:
their samples over and over, under new stamps. Ratios are of CPU and of wall time, in one
run; those of CPU are held against the targets, because other work slows them less.
"""

import argparse
import importlib
import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from benchmarks.page import Claim, Section, Table, render
from benchmarks.reading.long_files import KINDS, samples_of, tile_gt3x, write_table
from benchmarks.reading.measuring import OURS, best_of, peak_memory
from benchmarks.reading.tile import tile_cwa, tile_geneactiv
from benchmarks.recordings import add_shared_option
from myosense import read

AXIVITY, AXIVITY_HZ = "axivity/example-610-steps.cwa", 98.52
GENEACTIV = "geneactiv/example_geneactiv.bin"
ACTIGRAPH = dict(
    zip(
        KINDS,
        ("example_actigraph.gt3x", "TAS1H30182785_2019-09-17.gt3x"),
        strict=True,
    )
)
AS_FAST = 1.3  #: Times the seconds of the other.
PARQUET = "Parquet"  #: Its reader is beside ours for the table; no target is set.
FASTER = 3.0  #: Times as fast as pandas with dates.
TEXT_MB, BINARY_MB = 500, 1000
Reader = Callable[[Path], object]


def write_files(shared: Path, folder: Path, hours: float) -> dict[str, Path]:
    """Write a file of every kind; return them by what is measured on them."""
    formats = shared / "formats"
    files = {
        "Axivity cwa": folder / "a.cwa",
        "ActiGraph gt3x, 0x00": folder / "packed.gt3x",
        "ActiGraph gt3x, 0x1A": folder / "plain.gt3x",
        "GENEActiv bin (60 Hz)": folder / "g.bin",
        "csv of numbers": folder / "numbers.csv",
        "csv with ISO text": folder / "dated.csv",
        PARQUET: folder / "dated.parquet",
    }
    tile_cwa(formats / AXIVITY, files["Axivity cwa"], hours, AXIVITY_HZ)
    for kind, name in ACTIGRAPH.items():
        target = files[f"ActiGraph gt3x, 0x{kind:02X}"]
        tile_gt3x(formats / "actigraph_gt3x" / name, target, hours, kind)
    tile_geneactiv(formats / GENEACTIV, files["GENEActiv bin (60 Hz)"], hours)
    samples = samples_of(formats / AXIVITY, hours)
    for name in ("csv of numbers", "csv with ISO text", PARQUET):
        write_table(files[name], samples, is_dated=name != "csv of numbers")
    return files


def rivals() -> dict[str, tuple[str, Reader]]:
    """Name the other reader of each kind of file; those not installed are left out."""

    def dated(path: Path) -> pd.DataFrame:
        table = pd.read_csv(path)
        return table.assign(time=pd.to_datetime(table["time"]))

    found: dict[str, tuple[str, Reader]] = {
        "csv of numbers": ("pandas.read_csv", pd.read_csv),
        "csv with ISO text": ("pandas with to_datetime", dated),
        PARQUET: ("pyarrow.parquet", pq.read_table),
    }
    try:
        actfast = importlib.import_module("actfast")
    except ImportError:
        return found
    for name in ("Axivity cwa", "ActiGraph gt3x, 0x00", "GENEActiv bin (60 Hz)"):
        found[name] = ("actfast", actfast.read)
    return found


def speeds(files: Mapping[str, Path]) -> pd.DataFrame:
    """Time our reader and the other one of each kind."""
    rows = []
    for name, (rival, reader) in rivals().items():
        best = best_of({OURS: read, rival: reader}, files[name])
        ours, other = best[OURS], best[rival]
        rows.append((name, rival, *ours, *other, ours[0] / other[0], ours[1] / other[1]))
        print(*rows[-1], flush=True)
    columns = ["file", "beside", "CPU s", "wall s", "its CPU s", "its wall s"]
    return pd.DataFrame(rows, columns=[*columns, "CPU ratio", "wall ratio"])


def memory(files: Mapping[str, Path]) -> pd.DataFrame:
    """Measure the peak memory of each file in a new process."""
    rows = []
    for name, path in files.items():
        said = peak_memory(path)
        kept_mb = 12 * said["n"] / 2**20
        rows.append((name, int(said["n"]), said["peak"], said["before"], kept_mb))
        print(*rows[-1], flush=True)
    return pd.DataFrame(
        rows, columns=["file", "samples", "peak MB", "of it imports MB", "samples MB"]
    )


def claims_of(speed: pd.DataFrame, peak: pd.DataFrame) -> list[Claim]:
    """Hold the figures against their targets."""
    n = 1
    claims = [
        Claim(
            figure=f"{row['file']}: CPU time over that of {row['beside']}",
            measured=float(row["CPU ratio"]),
            n=n,
            at_most=1 / FASTER if "ISO" in str(row["file"]) else AS_FAST,
        )
        for _, row in speed.iterrows()
        if row["file"] != PARQUET
    ]
    for _, row in peak.iterrows():
        is_table = "csv" in str(row["file"]) or row["file"] == PARQUET
        limit = TEXT_MB if is_table else BINARY_MB
        figure = f"{row['file']}: peak memory in MB"
        claims.append(
            Claim(figure=figure, measured=float(row["peak MB"]), n=n, at_most=limit)
        )
    return claims


def main() -> None:
    """Write the files, measure, and write the page."""
    parser = argparse.ArgumentParser(description="Measure how recordings are read.")
    add_shared_option(parser)
    parser.add_argument("--hours", type=float, default=24.0, help="of the files for speed")
    parser.add_argument("--days", type=float, default=7.0, help="of those for memory")
    parser.add_argument("-o", "--output", type=Path, help="page to write")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        speed = speeds(write_files(chosen.shared, Path(name), chosen.hours))
    with tempfile.TemporaryDirectory() as name:
        peak = memory(write_files(chosen.shared, Path(name), 24 * chosen.days))
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    about = (
        f"Files of {chosen.hours:g} h for speed and {chosen.days:g} days for memory, "
        "tiled from real samples at 100 Hz where not said. Load of the machine at the end: "
        f"{load}."
    )
    section = Section(
        title="Reading",
        about=(
            "Best of five, in turn. Memory is the most that a new process held, what it "
            "maps from its temporary files included."
        ),
        claims=claims_of(speed, peak),
        tables=(
            Table(heading="Seconds", rows=speed),
            Table(heading="Memory", rows=peak),
        ),
    )
    text = render([section], about, "How recordings are read")
    if chosen.output:
        chosen.output.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()

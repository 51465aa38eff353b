"""Study D: the same motion gives the same count, however it was recorded."""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.spatial.transform import Rotation

from benchmarks import workers
from benchmarks.page import Claim, Section, Table
from benchmarks.simulated import Found, look, share_alike
from myosense import Recording, Settings, read, simulate
from myosense.recording import STANDARD_GRAVITY_M_PER_S2
from myosense.settings import BlockParameters

SITES = ("wrist", "ankle", "chest")
RATES_HZ = (50.0, 64.0, 100.0, 128.0, 200.0)
UNITS = {"g": 1.0, "mg": 1000.0, "m/s2": STANDARD_GRAVITY_M_PER_S2}
BLOCKS_S = (60.0, 600.0)
N_ROTATIONS = 20
JERKS_PER_H = 120.0
REACH_S = 0.02  #: The same event peaks within this, whatever the axes are.

Row = dict[str, object]


def _simulated(site: str, hours: float, rate_hz: float = 100.0) -> Recording:
    return simulate(
        seed=3,
        hours=hours,
        site=site,
        sample_rate_hz=rate_hz,
        rate_per_h=JERKS_PER_H,
        lookalikes_per_h={"movement": 30.0, "tremor": 6.0, "contact": 12.0},
    ).recording


def _row(site: str, what: str, base: Found, other: Found, reach_s: float) -> Row:
    return {
        "site": site,
        "recorded as": what,
        "counted": other.n_jerks,
        "over the base": other.n_jerks / base.n_jerks - 1,
        "same events": share_alike(base.peaks_s, other.peaks_s, reach_s),
    }


def at_other_rates(site: str, hours: float) -> Iterator[Row]:
    """Record the same motion at other rates; the base is 100 Hz."""
    base = look(_simulated(site, hours))
    for rate_hz in RATES_HZ:
        found = look(_simulated(site, hours, rate_hz))
        yield _row(site, f"{rate_hz:g} Hz", base, found, REACH_S)


def in_other_units(site: str, hours: float) -> Iterator[Row]:
    """Write the same samples in other units as text, and read them without being told."""
    recording = _simulated(site, hours)
    base = look(recording)
    with tempfile.TemporaryDirectory() as folder:
        for unit, factor in UNITS.items():
            path = Path(folder) / "samples.csv"
            rows = np.column_stack((recording.time_s, recording.acceleration_g * factor))
            formats = ["%.3f", *["%.6f"] * 3]
            np.savetxt(path, rows, formats, ",", header="time,x,y,z", comments="")
            found = look(read(path, site=site))
            yield _row(site, f"text in {unit}", base, found, REACH_S)


def turned(recording: Recording, rotation: Rotation) -> Recording:
    """Turn the sensor; what it recorded is turned without rounding or clipping anew."""
    samples = rotation.apply(recording.acceleration_g).astype(np.float32)
    return replace(recording, acceleration_g=samples, range_g=None)


def with_other_axes(site: str, hours: float) -> Iterator[Row]:
    """Permute the axes, and turn the sensor at random."""
    recording = replace(_simulated(site, hours), range_g=None)
    base = look(recording)
    permuted = replace(recording, acceleration_g=recording.acceleration_g[:, [2, 0, 1]])
    yield _row(site, "axes permuted", base, look(permuted), REACH_S)
    rotations = Rotation.random(N_ROTATIONS, rng=np.random.default_rng(5))
    rows = [
        _row(site, "", base, look(turned(recording, rotation)), REACH_S)
        for rotation in rotations
    ]
    worst = min(rows, key=lambda row: float(str(row["same events"])))
    yield worst | {"recorded as": f"worst of {N_ROTATIONS} rotations"}


def in_other_blocks(site: str, hours: float) -> Iterator[Row]:
    """Work in blocks; the base is the whole recording at once."""
    recording = _simulated(site, hours)
    whole = look(recording, _in_blocks(recording.duration_s + 1))
    for block_s in BLOCKS_S:
        found = look(recording, _in_blocks(block_s))
        reach_s = 1 / recording.sample_rate_hz
        yield _row(site, f"blocks of {block_s:g} s", whole, found, reach_s)


def _in_blocks(block_s: float) -> Settings:
    return replace(Settings(), blocks=BlockParameters(block_s=block_s))


Variation = Callable[[str, float], Iterator[Row]]
VARIATIONS: dict[str, Variation] = {
    "rates": at_other_rates,
    "units": in_other_units,
    "axes": with_other_axes,
    "blocks": in_other_blocks,
}


def run_job(job: tuple[str, str, float]) -> pd.DataFrame:
    """Do one variation at one site."""
    name, site, hours = job
    return pd.DataFrame(VARIATIONS[name](site, hours)).assign(varied=name)


def run(hours: float) -> pd.DataFrame:
    """Do the study; one row a site and a way of recording."""
    jobs = [(name, site, hours) for name in VARIATIONS for site in SITES]
    return pd.concat(workers.run(run_job, jobs), ignore_index=True)


def study(rows: pd.DataFrame) -> Section:
    """Write the study."""
    rates = rows[rows["varied"] == "rates"]
    others = rows[rows["varied"] != "rates"]
    axes = rows[rows["varied"] == "axes"]
    return Section(
        title="D. The same motion, recorded differently",
        about=(
            f"Still wearers with {JERKS_PER_H:g} jerks an hour, reaches, tremor and "
            "knocks. The same motion is simulated at other sampling rates, written as text "
            "in other units and read again, given other axes, and worked on in other "
            "blocks. *Same events*: pairs of peaks within 20 ms (blocks: one sample) over "
            "the longer list."
        ),
        claims=[
            Claim(
                figure="D: largest change of the count at 50 to 200 Hz, from 100 Hz",
                measured=float(rates["over the base"].abs().max()),
                n=len(rates),
                at_most=0.1,
            ),
            Claim(
                figure="D: least share of the same events, axes permuted or turned",
                measured=float(axes["same events"].min()),
                n=len(axes) // 2 * (N_ROTATIONS + 1),
                at_least=0.995,
            ),
            *(
                Claim(
                    figure=f"D: least share of the same events, other {name}",
                    measured=float(group["same events"].min()),
                    n=len(group),
                    at_least=1.0,
                )
                for name, group in others[others["varied"] != "axes"].groupby("varied")
            ),
        ],
        tables=[Table(heading="Counts and agreement", rows=rows.drop(columns="varied"))],
    )

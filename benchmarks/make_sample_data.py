"""Make the sample data: one evening and night of one simulated person.

Run ``python -m benchmarks.make_sample_data`` from the repository's root. The same numbers
come out every time; ``manifest.json`` holds hashes of the decoded values, so that another
version of a compressor does not matter.
"""

import gzip
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pyarrow.parquet as pq

from myosense import intervals
from myosense.diary import FREQUENCIES, DiaryParameters
from myosense.events import INTENSITIES
from myosense.intervals import Seconds
from myosense.reading.parquet import write_parquet
from myosense.recording import Recording
from myosense.simulation import JerkParameters, plant, simulate
from myosense.simulation.dayshapes import relative_rate
from myosense.simulation.times import far_apart, shaped_times
from myosense.timing import Stretch

FOLDER = Path(__file__).parent.parent / "sample_data"
SEED = 20251025
ZONE = ZoneInfo("Europe/Berlin")
START = datetime(2025, 10, 25, 19, tzinfo=ZONE)  #: The clocks go back in this night.
HOURS = 13.0
RATE_HZ = 64.0  #: A power of two: every time stamp is exact.
JERKS_PER_H = 40.0
JERKS = JerkParameters(amplitude_g=(0.08, 2.0), cortical_share=0.3, long_share=0.05)
#: Lengths in which a sensor recorded nothing, in seconds since the start.
GAPS = {
    "wrist_left": ((22320.0, 23100.0),),
    "ankle_left": ((9720.0, 10920.0), (33588.0, 33633.0)),
}
NOT_WORN = (7200.0, 9000.0)  #: 21:00 to 21:30, on the bedside table.
STIMULI = (12720.0, 13500.0)  #: 22:32 to 22:45, a nurse tests noise, light and touch.
ANSWERS = {"noise": 0.7, "light": 0.1, "touch": 0.4}  #: Share that is answered by a jerk.
#: 30 analyzable minutes of the wrist and the settling time at both ends, as plain text too.
EXCERPT = (11998.0, 13802.0)


@dataclass(frozen=True, kw_only=True, eq=False)
class Night:
    """Two sensors, what is true of them, and what was done to the person."""

    recordings: dict[str, Recording]
    truths: dict[str, pd.DataFrame]
    markers: pd.DataFrame


def make_night() -> Night:
    """Simulate the two sensors and plant the jerks that they share or have alone."""
    devices = {
        "wrist_left": ("Simulated wrist sensor, 10 bit", 1 / 256, 0.003),
        "ankle_left": ("Simulated ankle sensor, 12 bit", 1 / 512, 0.0025),
    }
    markers, answers_s = stimuli()
    jerks = jerks_of_person(answers_s)
    recordings, truths = {}, {}
    for i, (name, (device, resolution_g, noise_g)) in enumerate(devices.items()):
        recording = simulate(
            seed=SEED,
            hours=HOURS,
            site=name.split("_")[0],
            side="left",
            sample_rate_hz=RATE_HZ,
            rate_per_h=0.0,
            scenario="day",
            noise_g=noise_g,
            resolution_g=resolution_g,
            start=START,
            time_zone=str(ZONE),
            recording_id=name,
        ).recording
        recording = replace(without(recording, GAPS[name]), device=device)
        here = jerks[jerks[name].notna()]
        recordings[name], truth = plant(
            recording,
            seed=SEED + i,
            times_s=here[name],
            amplitudes_g=here["amplitude_g"] * here[f"{name}_share"],
            parameters=JERKS,
        )
        truths[name] = truth.assign(body_event_id=here["body_event_id"].to_numpy())
    return Night(recordings=recordings, truths=truths, markers=markers)


def without(recording: Recording, gaps: tuple[tuple[float, float], ...]) -> Recording:
    """Leave out the samples of some lengths of time."""
    time_s = recording.time_s
    is_kept = ~intervals.contains(np.array(gaps), time_s)
    rate_hz = recording.sample_rate_hz
    kept = intervals.from_mask(is_kept)
    n_before = np.cumsum(kept[:, 1] - kept[:, 0]) - (kept[:, 1] - kept[:, 0])
    stretches = tuple(
        Stretch(
            first=int(before),
            stop=int(before + stop - first),
            start_s=float(time_s[first]),
            rate_hz=rate_hz,
            is_uniform=True,
            span_s=float(stop - first) / rate_hz,
        )
        for (first, stop), before in zip(kept, n_before, strict=True)
    )
    return replace(
        recording, acceleration_g=recording.acceleration_g[is_kept], stretches=stretches
    )


def stimuli() -> tuple[pd.DataFrame, Seconds]:
    """Draw stimuli by turns, and when the jerks peak that answer some of them."""
    rng = np.random.default_rng([SEED, 1])
    times_s = STIMULI[0] + np.cumsum(rng.uniform(15, 40, size=30))
    times_s = np.round(times_s[times_s < STIMULI[1]], 3)
    kinds = np.resize(list(ANSWERS), len(times_s))
    is_answered = rng.random(len(times_s)) < [ANSWERS[kind] for kind in kinds]
    delays_s = rng.uniform(0.08, 0.16, size=len(times_s))
    stamps = [_local(time_s).isoformat(timespec="milliseconds") for time_s in times_s]
    table = pd.DataFrame({"time": stamps, "time_s": times_s, "stimulus": kinds})
    return table, (times_s + delays_s)[is_answered]


def jerks_of_person(answers_s: Seconds) -> pd.DataFrame:
    """Draw the person's jerks: when, how large, and which sensors they reach.

    One in five reaches wrist and ankle, the second 0 to 15 ms after the first.
    """
    rng = np.random.default_rng([SEED, 2])
    gaps = [gap for of_sensor in GAPS.values() for gap in of_sensor]
    closed = np.add([*gaps, NOT_WORN, STIMULI], (-5.0, 5.0))
    allowed = intervals.subtract(np.array([[5.0, HOURS * 3600 - 5.0]]), closed)
    start_h = START.hour + START.minute / 60
    own_s = shaped_times(rng, allowed, JERKS_PER_H, 0.5, relative_rate("day", start_h))
    times_s = far_apart(np.sort(np.concatenate((own_s, answers_s))), 0.45)
    n = len(times_s)
    reach = np.where(np.isin(times_s, answers_s), 0.0, rng.random(n))
    low, high = np.log(JERKS.amplitude_g)
    lags_s = rng.uniform(0, 0.015, size=(n, 2)) * (rng.random((n, 1)) < (0.5, 0.0))
    lags_s[:, 1] = np.where(lags_s[:, 0] > 0, 0.0, rng.uniform(0, 0.015, size=n))
    return pd.DataFrame(
        {
            "wrist_left": np.where(reach < 0.7, times_s + lags_s[:, 0], np.nan),
            "ankle_left": np.where(
                (reach < 0.2) | (reach >= 0.7), times_s + lags_s[:, 1], np.nan
            ),
            "amplitude_g": np.exp(rng.uniform(low, high, size=n)),
            "wrist_left_share": 1.0,
            "ankle_left_share": rng.uniform(0.4, 1.0, size=n),
            "body_event_id": [f"body{i:04d}" for i in range(n)],
        }
    )


def _local(time_s: float) -> pd.Timestamp:
    """Give the local time of seconds since the start of the recording."""
    utc = pd.Timestamp(START).tz_convert("UTC") + pd.Timedelta(seconds=time_s)
    return utc.tz_convert(ZONE)


def _minute(time_s: float) -> str:
    """Write a local stamp with its offset, to the minute."""
    return _local(time_s).isoformat(timespec="minutes")


def excerpt_text(wrist: Recording) -> str:
    """Write half an hour of the wrist as a watch's export: wall clock without a zone."""
    time_s = wrist.time_s
    first, last = np.searchsorted(time_s, EXCERPT)
    wall = pd.Timestamp(START).tz_localize(None) + pd.to_timedelta(
        np.round(time_s[first:last], 3), unit="s"
    )
    table = pd.DataFrame(wrist.acceleration_g[first:last], columns=list("xyz"))
    table.insert(0, "time", wall.strftime("%Y-%m-%dT%H:%M:%S.%f").str[:-3])
    return table.to_csv(index=False, float_format="%.5f", lineterminator="\n")


def truth_text(truth: pd.DataFrame, start_s: float = 0.0) -> str:
    """Write the truth as events are written: onset and duration first, then peak_time."""
    columns = {"onset": truth["onset_s"] - start_s, "duration": truth["duration_s"]}
    columns |= {"peak_time": truth["peak_s"] - start_s}
    table = pd.DataFrame(columns).round(4)
    table["time"] = [stamp.isoformat(timespec="milliseconds") for stamp in truth["time"]]
    for name in ("recording_id", "site", "side", "region", "label"):
        table[name] = truth[name]
    table["peak_g"] = truth["peak_g"].round(4)
    table["width_s"] = truth["width_s"].round(4)
    table["body_event_id"] = truth["body_event_id"]
    table["flags"] = truth["flags"].replace("", "n/a")
    return table.to_csv(index=False, sep="\t", lineterminator="\n")


def diary_text(truths: dict[str, pd.DataFrame]) -> str:
    """Write what the patient noted: by the hour, awake, and fewer than there were."""
    rng = np.random.default_rng([SEED, 3])
    rows = []
    for hour in (0, 1, 2, 3, 4, 8, 11, 12):
        for name, region in (("wrist_left", "arm"), ("ankle_left", "leg")):
            truth = truths[name]
            is_here = truth["peak_s"].between(3600 * hour, 3600 * (hour + 1))
            rows.append(
                {
                    "start": _minute(3600 * hour),
                    "stop": _minute(3600 * (hour + 1)),
                    "region": region,
                    "side": "left",
                    **_entry(rng, truth.loc[is_here, "peak_g"], is_asleep=hour > 4),
                    "source": "caregiver" if hour > 4 else "patient",
                }
            )
    return pd.DataFrame(rows).to_csv(index=False, lineterminator="\n")


def _entry(
    rng: np.random.Generator, peaks_g: "pd.Series[float]", *, is_asleep: bool
) -> dict[str, str]:
    """Put an hour's jerks into the diary's words; two in five go unnoticed."""
    noted = int(rng.binomial(len(peaks_g), 0.6))
    trigger = str(rng.choice(["none", "noise", "touch", "movement"]))
    if noted == 0:
        return {
            "frequency": "none",
            "severity": "none",
            "trigger": "none",
            "impact": "none",
        }
    limits = DiaryParameters().frequency_from_per_h
    strength = int(np.searchsorted((0.5, 1.5), peaks_g.max()))
    return {
        "frequency": FREQUENCIES[1 + int(np.searchsorted(limits, noted, "right"))],
        "severity": INTENSITIES[strength],
        "trigger": trigger,
        "impact": ("none", "fine tasks", "woke me" if is_asleep else "self-care")[strength],
    }


def doses_text() -> str:
    """Write the medication log of the two days around the night."""
    table = StringIO()
    table.write("time,drug,dose,unit,route,change\n")
    table.write("2025-10-25T08:00+02:00,morphine,60,mg,oral,increase\n")
    table.write("2025-10-25T20:00+02:00,morphine,60,mg,oral,same\n")
    table.write("2025-10-25T22:50+02:00,morphine,10,mg,oral,rescue\n")
    table.write("2025-10-25T23:00+02:00,clonazepam,0.5,mg,oral,start\n")
    table.write("2025-10-26T06:30+01:00,morphine,40,mg,oral,decrease\n")
    return table.getvalue()


def texts_of(night: Night) -> dict[str, str]:
    """Write every text file, by name."""
    wrist = night.truths["wrist_left"]
    is_in = wrist["peak_s"].between(*EXCERPT)
    excerpt = wrist[is_in].assign(recording_id="wrist_left_30min")
    return {
        "wrist_left_30min.csv": excerpt_text(night.recordings["wrist_left"]),
        "wrist_left_30min_truth.tsv": truth_text(excerpt, EXCERPT[0]),
        **{f"{name}_truth.tsv": truth_text(t) for name, t in night.truths.items()},
        "diary.csv": diary_text(night.truths),
        "doses.csv": doses_text(),
        "markers.csv": night.markers.to_csv(index=False, lineterminator="\n"),
    }


def manifest_of(folder: Path) -> dict[str, dict[str, str]]:
    """Hash the decoded values of every file: columns of numbers, or text."""
    manifest: dict[str, dict[str, str]] = {}
    for path in sorted(folder.iterdir()):
        if path.suffix == ".parquet":
            columns = pq.read_table(path)
            manifest[path.name] = {
                name: hashlib.sha256(columns[name].to_numpy().tobytes()).hexdigest()
                for name in columns.column_names
            }
        elif path.suffix in (".csv", ".tsv", ".gz"):
            content = path.read_bytes()
            if path.suffix == ".gz":
                content = gzip.decompress(content)
            manifest[path.name] = {"text": hashlib.sha256(content).hexdigest()}
    return manifest


def write_all(folder: Path) -> None:
    """Write the sample data and its manifest to a folder."""
    night = make_night()
    for name, recording in night.recordings.items():
        write_parquet(recording, folder / f"{name}.parquet")
    for name, text in texts_of(night).items():
        content = text.encode()
        if name == "wrist_left_30min.csv":
            zipped = gzip.compress(content, compresslevel=9, mtime=0)
            (folder / f"{name}.gz").write_bytes(zipped)
        else:
            (folder / name).write_bytes(content)
    manifest = json.dumps(manifest_of(folder), indent=2) + "\n"
    (folder / "manifest.json").write_text(manifest, encoding="utf-8")


if __name__ == "__main__":
    write_all(FOLDER)
    for path in sorted(FOLDER.iterdir()):
        print(f"{path.stat().st_size / 1e6:6.2f} MB  {path.name}")

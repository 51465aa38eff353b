"""Real exports of every kind against a table of what they hold, made without this package.

The files and the table lie outside the repository; without them nothing is tested here.
"""

import csv
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from conftest import SHARED

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

TABLE = SHARED / "formats" / "EXPECTED.csv"
Row = Mapping[str, str]

PADDED = "81 rows of zeros fill up the end and were not measured"
MERGED = "rows repeat the last value while other sensors go on: repeats are left out"
BY_STAMPS = "the mean of the file's own stamps; the table has "
#: Rows of the table that are read otherwise, and why.
OTHERWISE: dict[str, tuple[dict[str, str], str]] = {
    "geneactiv/GENEActiv_testfile.bin": (
        {"samples": "5031"},
        "the samples before the cut in the last page were measured too",
    ),
    "actigraph_gt3x/small.gt3x": (
        {"start": "2019-05-06T06:38:38"},
        "its metadata say that its clock was set to UTC; the zone is UTC-05:00",
    ),
    "axivity_csv/omconvert_resampled_header.csv": ({"samples": "59623"}, PADDED),
    "axivity_csv/omconvert_as_actigraph.csv": ({"samples": "59623"}, PADDED),
    "axivity_csv/omconvert_as_geneactiv.csv": ({"samples": "59623"}, PADDED),
    "tsdf_verily/imu_values.bin": (
        {"rate_hz": "99.82"},
        f"{BY_STAMPS}the samples over the declared duration",
    ),
    "physics_toolbox/BOUAZIZ_BAGBAG_RADDAOUI_INPUT_X.csv": ({"samples": "23154"}, MERGED),
    "physics_toolbox/BOUAZIZ_BAGBAG_RADDAOUI_INPUT_N.csv": ({"samples": "647"}, MERGED),
    "shimmer/consensys_devicely.csv": (
        {"rate_hz": "51.15"},
        f"{BY_STAMPS}what the 90 samples were set to",
    ),
    "mobiact/BSC_acc_1_1.txt": ({"rate_hz": "87.93"}, f"{BY_STAMPS}'about 90'"),
    "wearos/s01_01_sw.csv": ({"rate_hz": "104.27"}, f"{BY_STAMPS}the nominal 100"),
    "wearos/s01_01_sp.csv": (
        {"rate_hz": "106.49"},
        f"{BY_STAMPS}'about 94', with the time that was lost between batches",
    ),
    "opensignals/opensignals_98D351FD8E78_2020-07-29_19-51-58.txt": (
        {"kind": "REJECT: one axis", "start": ""},
        "one axis of counts without a scale shows no jerk across it",
    ),
    "openbci/gui_v6_cyton_excerpt.txt": (
        {"rate_hz": "129"},
        "five rows of one batch tell no more than their stamps; nothing repeats in them",
    ),
    "muse/read_test_data.csv": ({"samples": "29", "rate_hz": "19.18"}, MERGED),
}
#: What a user must say of a file that does not say it.
ADVICE = {"sisfall_lsb/D05_SA01_R01.txt": 200.0}
OFFSET = re.compile(r"(?:TimeZone |GMT ?|TZ=)([+-])(\d{1,2}):?(\d\d)?")


def rows() -> list[Row]:
    """Load the table, with what is read otherwise put in its place."""
    if not TABLE.is_file():
        return []
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            row | OTHERWISE.get(row["file"], ({}, ""))[0] for row in csv.DictReader(file)
        ]


def is_refused(row: Row) -> bool:
    """Say whether the table wants a file to be refused."""
    words = f"{row['kind']} {row['unit']} {row['gravity_included']} {row['rate_hz']}"
    return "REJECT" in words or "REFUSE" in words


ROWS = rows()
READ = [row for row in ROWS if not is_refused(row)]
REFUSED = [row for row in ROWS if is_refused(row)]


def names(some: list[Row]) -> list[str]:
    return [row["file"] for row in some]


def read_row(shared: Path, row: Row) -> Recording:
    """Read a file without a word, but for the rate where neither file nor format has it."""
    path = shared / "formats" / row["file"]
    rate_hz = ADVICE.get(row["file"], 100.0 if row["rate_hz"] == "?" else None)
    if rate_hz is not None:
        with pytest.raises(ReadError, match="--rate gives the samples per second"):
            read(path)
    return read(path, rate_hz=rate_hz)


@pytest.mark.parametrize("row", READ, ids=names(READ))
def test_a_file_is_read_as_the_table_says(shared: Path, row: Row) -> None:
    recording = read_row(shared, row)
    assert recording.n_samples == int(row["samples"].split()[0])
    number = re.search(r"\d+(?:\.\d+)?", row["rate_hz"])
    if number:
        assert recording.sample_rate_hz == pytest.approx(float(number[0]), rel=0.005)
    check_unit(recording, row)
    check_start(recording, row)


def check_unit(recording: Recording, row: Row) -> None:
    """Hold the unit against its evidence and, as the samples came out in g, to gravity."""
    unit = recording.evidence["unit"].partition(":")[0]
    counts = re.search(r"LSB (\d+)/g", row["unit"])
    wanted = re.search(r"m/s2|mg", row["unit"])
    if counts:
        assert unit in {f"{counts[1]} LSB/g", "g"}
    else:
        assert unit == (wanted[0] if wanted else "g")
    has_gravity = not row["gravity_included"].startswith("NO")
    assert recording.evidence["gravity_included"].startswith("yes" if has_gravity else "no")
    typical_g = np.median(np.linalg.norm(recording.acceleration_g, axis=1))
    if has_gravity and recording.n_samples > 5:
        assert typical_g == pytest.approx(1, abs=0.3)  # some wearers never rest
    elif not has_gravity:
        assert typical_g < 0.5


def check_start(recording: Recording, row: Row) -> None:
    """Hold the start to a second, and what is known of its zone."""
    text = row["start"] if row["start"] != "same" else "2025-06-20T01:36:15.135Z"
    found = re.match(r"([-\dT:.]+)(Z?)", text)
    if not found:
        assert recording.start is None
        return
    start = recording.start
    assert start is not None
    if found[2]:
        assert start.tzinfo is not None
        start = start.astimezone(UTC).replace(tzinfo=None)
    wanted = datetime.fromisoformat(found[1])
    assert abs((start.replace(tzinfo=None) - wanted).total_seconds()) <= 1
    offset = OFFSET.search(row["time_encoding"])
    if offset:
        zone = f"UTC{offset[1]}{int(offset[2]):02d}:{offset[3] or '00'}"
        assert recording.time_zone == zone
    elif not found[2] and "Time Zone" not in row["time_encoding"]:
        assert recording.start is not None
        assert recording.start.tzinfo is None


@pytest.mark.parametrize("row", REFUSED, ids=names(REFUSED))
def test_a_file_without_motion_is_refused_in_a_sentence(shared: Path, row: Row) -> None:
    path = shared / "formats" / row["file"]
    with pytest.raises(ReadError) as caught:
        read(path)
    said = str(caught.value)
    assert said.startswith(f"{path.name}: ")
    assert "\n" not in said
    assert re.search(r"expected|export|has it|record x, y and z", said)


def test_what_is_read_otherwise_is_in_the_table(shared: Path) -> None:
    assert (shared / "formats" / "EXPECTED.csv").samefile(TABLE)
    assert set(OTHERWISE) | set(ADVICE) <= {row["file"] for row in ROWS}
    assert all(reason for _, reason in OTHERWISE.values())

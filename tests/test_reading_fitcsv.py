"""Messages of a FIT file as csv: written after the layouts of FitCSVTool."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

N, PER_MESSAGE, STEP_MS = 750, 25, 40
TRUE_G, TRUE_DPS = planted_g(N), planted_dps(N)
FIT_S = 1_100_000_000  #: 2024-11-08 11:33:20 UTC, from 1989-12-31 on.
FIRST = datetime(1989, 12, 31, tzinfo=UTC) + timedelta(seconds=FIT_S, milliseconds=500)
FIELDS = {
    "calibrated_accel": ("accelerometer_data", "g", TRUE_G),
    "accel": ("accelerometer_data", "counts", np.round(TRUE_G * 2048) + 32768),
    "calibrated_gyro": ("gyroscope_data", "deg/s", TRUE_DPS),
}
TOP = "Type,Local Number,Message," + ",".join(
    f"Field {n},Value {n},Units {n}" for n in range(1, 7)
)


def messages(field: str) -> list[dict[str, tuple[str, str]]]:
    """Write the samples of a field, a second a message, with the units of its values."""
    _, unit, values = FIELDS[field]
    found = []
    for first in range(0, N, PER_MESSAGE):
        rows = values[first : first + PER_MESSAGE]
        offsets = "|".join(str(STEP_MS * n) for n in range(PER_MESSAGE))
        found.append(
            {
                "timestamp": (str(FIT_S + first // PER_MESSAGE), "s"),
                "timestamp_ms": ("500", "ms"),
                "sample_time_offset": (offsets, "ms"),
            }
            | {
                f"{field}_{axis}": ("|".join(f"{value:g}" for value in column), unit)
                for axis, column in zip("xyz", rows.T, strict=True)
            }
        )
    return found


def in_lines(*fields: str) -> str:
    """Write a message a line, as FitCSVTool does."""
    lines = [
        TOP,
        "Definition,0,file_id,type,1,,manufacturer,1,",
        'Data,0,file_id,type,"4",,manufacturer,"1",,',
    ]
    for parts in zip(*map(messages, fields), strict=True):
        for field, message in zip(fields, parts, strict=True):
            cells = [f'{name},"{value}",{unit}' for name, (value, unit) in message.items()]
            lines.append(f"Data,1,{FIELDS[field][0]},{','.join(cells)},")
    return "\n".join(lines) + "\n"


def in_columns(field: str, name: str) -> str:
    """Write a field a column, named as a pattern says."""
    found = messages(field)
    header = [name.format(each, unit) for each, (_, unit) in found[0].items()]
    rows = [",".join(value for value, _ in message.values()) for message in found]
    return "\n".join([",".join(header), *rows]) + "\n"


@pytest.mark.parametrize(
    "text",
    [
        in_lines("calibrated_accel"),
        in_columns("calibrated_accel", "{} ({})"),
        in_columns("calibrated_accel", "accelerometer_data.{}[{}]"),
        in_columns("accel", "{} ({})"),
    ],
    ids=["lines", "columns", "data", "counts"],
)
def test_the_samples_of_messages_are_rows_with_times(tmp_path: Path, text: str) -> None:
    path = tmp_path / "watch.csv"
    path.write_text(text)
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=3e-4)
    assert recording.sample_rate_hz == pytest.approx(1000 / STEP_MS)
    assert recording.start == FIRST


def test_the_gyroscope_of_other_messages_comes_along(tmp_path: Path) -> None:
    path = tmp_path / "watch.csv"
    path.write_text(in_lines("calibrated_accel", "calibrated_gyro"))
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, TRUE_G, atol=1e-5)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, TRUE_DPS, atol=1e-3)


@pytest.mark.parametrize(
    ("old", "new", "match"),
    [
        ("accel", "speed", "none of its messages holds samples of an accelerometer"),
        ('timestamp,"1', 'timestamp,"x1', "line 4: has a message without its time"),
        ('"0|40|', '"40|', "line 4: has 25, 25, 25 values of x, y and z and 24 times"),
    ],
)
def test_messages_that_are_damaged_are_refused(
    tmp_path: Path, old: str, new: str, match: str
) -> None:
    path = tmp_path / "watch.csv"
    path.write_text(in_lines("calibrated_accel").replace(old, new))
    with pytest.raises(ReadError, match=match):
        read(path)

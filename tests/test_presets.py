"""Presets: recognized by the first lines, overruled by the user, never slow."""

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from myosense.errors import ReadError
from myosense.reading import read
from myosense.reading.clocks import CLOCKS
from myosense.reading.presets import PRESETS, Preset, find_preset
from myosense.reading.presets.preset import find_declared_by
from myosense.reading.table import DECLARABLE

Put = Callable[..., Path]
E4_HEAD = "1551453301.000000, 1551453301.000000, 1551453301.000000\n32.0, 32.0, 32.0\n"


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write a file and give its path."""

    def write(content: str, name: str = "left_wrist.csv") -> Path:
        path = tmp_path / name
        path.write_text(content, encoding="utf-8", newline="")
        return path

    return write


def e4_rows(n: int = 640) -> str:
    """Twenty seconds at rest on the back of the hand, in 1/64 g."""
    return "".join(f"{i % 2},-2,64\n" for i in range(n))


def test_every_preset_names_rules_that_exist() -> None:
    for preset in PRESETS:
        assert preset.name, preset
        assert preset.clock in {"", *CLOCKS}, preset.name
        assert set(preset.declares) <= set(DECLARABLE), preset.name


def test_the_first_signature_found_wins_whatever_the_case_and_the_ends_of_line() -> None:
    one = Preset(name="one", signature=r"\Anothing$")
    two = Preset(name="two", signature=r"\Adevice: two$")
    three = Preset(name="three", signature="two")
    presets = (one, two, three)
    assert find_preset(presets, "\ufeffDevice: TWO\r\nx,y,z\r\n", "a.csv") is two
    assert find_preset(presets, "x\nTwo\n", "a.csv") is three
    assert find_preset(presets, "x\n", "a.csv") is None


def test_the_file_name_decides_where_the_content_is_the_same() -> None:
    linear = Preset(name="linear", signature="^t,x", file_name="^linear")
    total = Preset(name="total", signature="^t,x")
    assert find_preset((linear, total), "t,x,y,z\n", "Linear 2.csv") is linear
    assert find_preset((linear, total), "t,x,y,z\n", "acc.csv") is total


def test_a_refusal_says_what_was_found_with_the_part_that_the_signature_names() -> None:
    counts = Preset(
        name="a table of epochs of {0} s", signature=r"epoch (\d+)", refusal="give raw"
    )
    with pytest.raises(ReadError, match=r"^is a table of epochs of 30 s; give raw$"):
        find_preset((counts,), "Epoch 30\n", "a.csv")


@pytest.mark.parametrize(
    ("said", "zone"),
    [("GMT +01", "GMT+01"), ("UTC-03:30", "UTC-03:30"), ("Mars/Olympus", None)],
)
def test_what_the_head_declares_is_brought_to_names_that_are_known(
    said: str, zone: str | None
) -> None:
    preset = Preset(
        name="a",
        signature="a",
        device="Logger",
        declares={
            "time_zone": r"^zone=(.*)$",
            "site": r"^worn=(.*)$",
            "sample_rate_hz": lambda head: "50" if "fast" in head else None,
        },
    )
    declared = find_declared_by(preset, f"fast\r\nzone={said};\r\nworn=LEFT WRIST,\r\n")
    assert declared.time_zone == zone
    assert (declared.site, declared.side) == ("wrist", "left")
    assert (declared.sample_rate_hz, declared.device) == (50, "Logger")


def test_what_the_user_says_of_columns_rate_start_and_zone_wins(put: Put) -> None:
    path = put(E4_HEAD + e4_rows())
    recording = read(path)
    assert recording.format == "Empatica E4 ACC.csv"
    np.testing.assert_allclose(recording.acceleration_g[0], [0, -2 / 64, 1])
    turned = read(
        path, columns="x=3,y=2,z=1", unit="g", rate_hz=64, start="2020-01-01T08:00"
    )
    np.testing.assert_allclose(turned.acceleration_g[0], [1, -2 / 64, 0])
    assert turned.sample_rate_hz == 64
    assert f"{turned.start:%Y-%m-%dT%H}" == "2020-01-01T08"
    here = read(path, time_zone="Europe/Berlin")
    assert f"{here.start:%H:%M:%S %z}" == "16:15:01 +0100"


def test_the_evidence_says_how_the_format_was_recognized(put: Put) -> None:
    known = read(put(E4_HEAD + e4_rows()))
    assert known.evidence["format"] == (
        "Empatica E4 ACC.csv (by its first lines: time none, x, y, z 1, 2, 3): 640 rows"
    )
    rows = "".join(f"{i / 50:.2f},0.01,{0.02 + i % 2 / 100},0.99\n" for i in range(500))
    guessed = read(put(f"t,side,up,front\n{rows}"), columns="time=t,x=side,y=up,z=front")
    assert "time 't', x, y, z 'side', 'up', 'front'" in guessed.evidence["format"]


def acti_rows(unit: str, one_g: float) -> str:
    """Write a sensor at rest in ActiLife's columns, with a unit that its own lack."""
    names = ",".join(f"Accelerometer {axis}{unit}" for axis in "XYZ")
    head = "------ Data File Created By ActiGraph GT3X+ at 100 Hz ------\n"
    return f"{head}{names}\n" + "".join(f"0.{i % 2},0,{one_g}\n" for i in range(500))


def test_a_unit_is_said_to_be_named_only_where_a_column_names_it(put: Put) -> None:
    counted = read(put(E4_HEAD + e4_rows())).evidence["unit"]
    assert counted.startswith("g: set by the format (64 LSB/g) and 1.0")
    plain = read(put(acti_rows("", 1.0))).evidence["unit"]
    assert plain.startswith("g: set by the format and 1.0")
    named = read(put(acti_rows(" (m/s^2)", 9.81)))
    assert named.evidence["unit"].startswith("m/s2: named in the file and 9.81")
    assert np.median(named.acceleration_g[:, 2]) == pytest.approx(1, abs=0.01)
    assert not any("gravity says" in notice for notice in named.notices)


def test_an_unknown_zone_of_the_file_leaves_the_wall_clock_as_it_is(put: Put) -> None:
    rows = "".join(f"0.01,{0.02 + i % 2 / 100},0.99\n" for i in range(500))
    head = "------------ Data File Created By ActiGraph GT3X+ ActiLife v6 date format "
    start = "Start Time 15:45:00\nStart Date 12.11.2015\n"
    recording = read(put(f"{head}dd.MM.yyyy at 50 Hz ---\n{start}{rows}"))
    assert str(recording.start) == "2015-11-12 15:45:00"
    assert recording.evidence["zone"].startswith("none: a wall clock")
    assert any("zone unknown" in notice for notice in recording.notices)
    here = read(put(f"{head}dd.MM.yyyy at 50 Hz ---\n{start}{rows}"), time_zone="UTC+02:00")
    assert str(here.start) == "2015-11-12 15:45:00+02:00"


@pytest.mark.parametrize(
    "head",
    [
        "-" * 20_000,
        "\n" * 20_000,
        " " * 20_000,
        "1" * 20_000,
        "," * 20_000,
        "0,1,1,1\n" * 4_000,
        "------ Data File Created By ActiGraph "
        + "Epoch Period (hh:mm:ss) 00:00:00\n" * 900,
        "Device Type,GENEActiv\n" + "2011-10-09 10:25:02:500,1,2,3\n" * 900,
        "2020-02-12 09:03:37.479" + ",-0.093750" * 2_000,
        "1551453301.000000, " * 2_000,
        "Start: " * 3_000 + "\nEnd: \n" * 3_000,
    ],
)
def test_signatures_are_quick_on_heads_made_to_be_slow(head: str) -> None:
    begun = time.perf_counter()
    for preset in PRESETS:
        try:
            found = find_preset((preset,), head, "a.csv")
        except ReadError:
            continue
        if found:
            find_declared_by(found, head)
    assert time.perf_counter() - begun < 2

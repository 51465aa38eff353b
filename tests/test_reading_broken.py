"""Plain refusals: what is no recording, damaged, or torn."""

import gzip
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from tables import (
    ELAPSED,
    EPOCH_S,
    EPOCHS,
    MOTION,
    PLAIN,
    RATE_HZ,
    TIME_S,
    N,
    iso,
    make_motion,
    rows,
    table,
)

from myosense.errors import ReadError
from myosense.reading import read

BROKEN = {
    "empty": ("", "is empty"),
    "blank": ("\n \n\n", "is empty"),
    "header only": ("time,x,y,z\n", "a header and no rows"),
    "header and units only": ("time,x,y,z\ns,g,g,g\n", "a header and no rows"),
    "columns as JSON": ('{"t": [0, 1, 2], "x": [0, 0, 0]}\n', "is JSON of another"),
    "one row of two": ("x,y\n1,2\n", "three columns or more"),
    "one row": ("time,x,y,z\n0,0.1,0.2,0.98\n", "one row"),
    "two columns": ("time,x\n0,1\n0.02,1\n", "three columns"),
    "text in a cell": (
        PLAIN.replace("\n2.00,", "\n2.00,oops", 1),
        r"line 102 has 'oops.*' in the column 'x'; expected a number",
    ),
    "text in a cell after blank lines": (
        PLAIN.replace("\n", "\n\n").replace("\n4.00,", "\n4.00,oops", 1),
        "line 403 has 'oops",
    ),
    "text in the time": (
        table(rows(iso(EPOCHS)), "time,x,y,z").replace("2025-03-03 11:06:42.000", "later"),
        "line 102 has 'later",
    ),
    "an impossible date": (
        table(rows(iso(EPOCHS)), "time,x,y,z").replace("2025-03-03", "2025-02-30"),
        "line 2 has '2025-02-30",
    ),
    "zeros": (table(rows(ELAPSED, 0 * MOTION), "time,x,y,z"), "exactly 0, 0, 0"),
    "no values": (table([[t, "nan", "nan", "nan"] for t in ELAPSED], "time,x,y,z"), "lack"),
    "blank values": (table([[t, "", "", ""] for t in ELAPSED], "time,x,y,z"), "lack"),
    "time goes back": (
        table(rows(ELAPSED[:300] + ELAPSED[100:300]), "time,x,y,z"),
        r"line 302 goes back in time by 3\.98 s",
    ),
    "an hour back": (
        table(
            rows([f"{t:.2f}" for t in [*(TIME_S[:300] + 3600.02), *TIME_S[300:]]]),
            "time,x,y,z",
        ),
        "line 302 goes back in time by 3600 s; .*autumn",
    ),
    "all stamps equal": (table(rows(["5.0"] * N), "time,x,y,z"), "stamps are equal"),
    "all dates equal": (table(rows(iso([EPOCH_S] * N)), "time,x,y,z"), "stamps are equal"),
    "epochs": (
        table(rows([str(5 * k) for k in range(N)], fmt="%.0f"), "time (s),x,y,z"),
        "expected 5 to 5000",
    ),
    "epochs by date": (
        table(rows(iso(EPOCH_S + 5.0 * np.arange(N))), "time,x,y,z"),
        "expected 5 to 5000",
    ),
    "whole g": (table(rows(ELAPSED, np.round(MOTION)), "time,x,y,z"), "whole numbers"),
    "gyroscope only": (table(rows(ELAPSED), "time,gx,gy,gz"), "a gyroscope is not enough"),
    "magnetometer only": (
        table(rows(ELAPSED), "time,mag_x,mag_y,mag_z"),
        "--columns time=",
    ),
    "one endless line": ("0.1," * 400_000, "no end of line"),
    "binary": (bytes(range(256)) * 40, "is not text"),
    "ragged": (PLAIN.replace(",0.1", ",0.1,0.1"), "another number of columns"),
    "day or month": (
        table(rows(iso(EPOCHS + 86400, "%d/%m/%Y %H:%M:%S.%f")), "time,x,y,z"),
        "--columns date_order=dmy",
    ),
    "nine columns without names": (table([["1.5"] * 9] * 20), "9 columns without names"),
}


@pytest.mark.parametrize(("content", "message"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_read_is_refused_in_one_sentence(
    put: Callable[..., Path], content: str | bytes, message: str
) -> None:
    with pytest.raises(ReadError, match=message) as refusal:
        read(put(content))
    assert str(refusal.value).startswith("left_wrist.csv: ")
    assert "\n" not in str(refusal.value)


def test_files_that_are_not_what_they_seem_are_refused(
    put: Callable[..., Path], tmp_path: Path
) -> None:
    with pytest.raises(ReadError, match="holds no file"):
        read(tmp_path)
    with pytest.raises(ReadError, match=r"nowhere\.csv: cannot be opened"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(ReadError, match="no Parquet"):
        read(put(PLAIN, "a.parquet"))
    with pytest.raises(ReadError, match="no Parquet"):
        read(put(b"PAR1 and nothing else"))
    packed = gzip.compress(make_long())
    with pytest.raises(ReadError, match="cut off or damaged"):
        read(put(packed[: len(packed) // 2], "a.csv.gz"))
    with pytest.raises(ReadError, match="cut off or damaged"):
        read(put(packed[:40], "b.csv.gz"))
    with pytest.raises(ReadError, match="gyro"):
        read(put(PLAIN, "Gyroscope.csv"))


def make_long() -> bytes:
    """Write two minutes, above what is looked at to find the layout."""
    n = 20_000
    times = [f"{k / RATE_HZ:.2f}" for k in range(n)]
    return table(rows(times, make_motion(n)), "time,x,y,z").encode()


def test_one_row_that_goes_back_a_second_is_refused(put: Callable[..., Path]) -> None:
    times = [*ELAPSED]
    times[200] = ELAPSED[149]
    with pytest.raises(ReadError, match=r"line 202 goes back in time by 1 s"):
        read(put(table(rows(times), "time,x,y,z")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_text_with_stray_nuls_is_none(put: Callable[..., Path], encoding: str) -> None:
    content = bytearray(PLAIN.encode(encoding))
    at = np.random.default_rng(5).integers(0, len(content), len(content) // 50)
    for byte in at:
        content[byte] = 0
    with pytest.raises(ReadError, match="is not text, and no binary format that is known"):
        read(put(bytes(content)))


@pytest.mark.parametrize("n_nuls", [16, 700, 300_000])
@pytest.mark.parametrize(
    ("before", "after"),
    [("", "\n"), ("4.0", "\n"), ("4.000,0.2", "4.5,0.1,0.2,0.9\n"), ("", None)],
    ids=["whole lines", "torn before", "torn on both sides", "end"],
)
def test_what_was_not_written_is_left_out_with_what_is_torn(
    put: Callable[..., Path], n_nuls: int, before: str, after: str | None
) -> None:
    lines = PLAIN.splitlines(keepends=True)
    nuls = "\0" * n_nuls
    below = [nuls] if after is None else [nuls, after, *lines[450:]]
    recording = read(put("".join([*lines[:401], before, *below])))
    expected = MOTION[:400] if after is None else np.delete(MOTION, np.s_[400:449], axis=0)
    np.testing.assert_allclose(recording.acceleration_g, expected, atol=1e-5)
    assert any("1 line with NUL bytes" in notice for notice in recording.notices)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_line_is_found_in_any_encoding(put: Callable[..., Path], encoding: str) -> None:
    lines = PLAIN.splitlines()
    lines[400] = lines[400].replace(",", ",oops", 1)
    with pytest.raises(ReadError, match="line 401 has 'oops"):
        read(put("\n".join(lines).encode(encoding)))

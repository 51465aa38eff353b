"""Tables of events from files: their times, their names, and what is refused."""

from pathlib import Path

import pytest

from myosense.errors import ReadError
from myosense.eventtables import read_events


def write(folder: Path, text: str) -> Path:
    path = folder / "night_events.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_bids_table_is_read_by_its_peaks(tmp_path: Path) -> None:
    path = write(tmp_path, "onset\tduration\tpeak_time\tsite\n1.0\t0.2\t1.07\tn/a\n")
    table = read_events(path)
    assert table["peak_s"].tolist() == [1.07]
    assert table["site"].isna().all()


def test_a_bids_table_without_peaks_takes_the_middle_with_a_warning(tmp_path: Path) -> None:
    path = write(tmp_path, "onset\tduration\n1.0\t0.2\n5.0\tn/a\n")
    with pytest.warns(
        UserWarning, match=r"night_events.tsv: 2 of 2 events have no peak_time"
    ):
        table = read_events(path)
    assert table["peak_s"].tolist() == [1.1, 5.0]


def test_a_recording_named_in_digits_keeps_its_zeros(tmp_path: Path) -> None:
    table = tmp_path / "0012_events.tsv"
    table.write_text("recording_id\tpeak_time\n0012\t1.5\nn/a\t2\n")
    names = read_events(table)["recording_id"]
    assert names[0] == "0012"
    assert names.isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "text",
    [
        "peak_s,peak_g\n1.5,0.3\n2,0.4\n",
        "peak_s;peak_g\n1,5;0,3\n2;0,4\n",
        "peak_s\n1.5\n2\n",
    ],
)
def test_a_table_that_a_spreadsheet_saved_is_read(tmp_path: Path, text: str) -> None:
    table = read_events(write(tmp_path, text))
    assert table["peak_s"].tolist() == [1.5, 2.0]
    if "peak_g" in table:
        assert table["peak_g"].tolist() == [0.3, 0.4]


def test_a_table_with_a_header_only_has_no_events(tmp_path: Path) -> None:
    assert len(read_events(write(tmp_path, "onset\tduration\tpeak_time\n"))) == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("", "is empty; expected a table of events, sep", id="empty"),
        pytest.param(b"\x1f\x8b\x90", "is not text; expected a table of ev", id="binary"),
        pytest.param(
            "onset\tduration\n1\t2\n1\t2\t3\t4\n",
            "line 3 has 4 cells, and those before have 2; expected a table of events",
            id="cells",
        ),
        pytest.param('onset\n"1\n', "is no table; expected a table of events", id="quote"),
        pytest.param("time\tx\n1\t2\n", "1 of 1 events have no time", id="no times"),
        pytest.param(
            "onset\tduration\nsoon\t1\n",
            "event 1 has 'soon' in the column 'onset'",
            id="text",
        ),
    ],
)
def test_a_file_that_is_no_table_of_events_is_refused_by_name(
    tmp_path: Path, text: str | bytes, message: str
) -> None:
    path = tmp_path / "night_events.tsv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ReadError, match=f"^night_events.tsv: {message}"):
        read_events(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(ReadError, match=r"nowhere.tsv: cannot be opened \(No such file"):
        read_events(tmp_path / "nowhere.tsv")

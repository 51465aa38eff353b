"""EDF and BDF: files written by edfio and, where it cannot, by hand after the layout."""

from datetime import date, time
from pathlib import Path

import edfio
import numpy as np
import numpy.typing as npt
import pytest

from myosense.errors import ArgumentError, ReadError
from myosense.reading import read
from myosense.reading.formats.edf import read_edf

N_S = 20
Motion = npt.NDArray[np.float64]


def make_motion(rate_hz: int) -> Motion:
    """Give whole numbers of mg: a turn, and something that no axis shares."""
    time_s = np.arange(N_S * rate_hz) / rate_hz
    turn = 0.4 * np.sin(time_s)
    axes = (1000 * np.sin(turn), 50 + np.arange(len(time_s)) % 7, 1000 * np.cos(turn))
    return np.round(np.column_stack(axes))


MOTION = make_motion(50)


def write_edf(path: Path, *, start: date | None = date(2018, 10, 12)) -> Path:
    """Write an accelerometer beside an ECG of another rate and a gyroscope."""
    signals = [edfio.EdfSignal(np.sin(np.arange(N_S * 500)), 500, label="ECG")]
    signals += [
        edfio.EdfSignal(
            axis,
            50,
            label=f"Accelerometer_{name}",
            physical_dimension="mg",
            physical_range=(-4000, 4000),
            digital_range=(-8000, 8000),
        )
        for axis, name in zip(MOTION.T, "XYZ", strict=True)
    ]
    recording = edfio.Recording(
        startdate=start, equipment_code="SER=1_DEVTYPE=Faros180_TZ=-0330"
    )
    edf = edfio.Edf(signals, recording=recording, starttime=time(16, 54, 12))
    edf.write(path)
    return path


def test_axes_are_found_beside_other_rates(tmp_path: Path) -> None:
    recording = read(write_edf(tmp_path / "chest.edf"))
    np.testing.assert_allclose(recording.acceleration_g, MOTION / 1000, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(50)
    assert recording.device == "Faros180"
    assert recording.start is not None
    assert recording.start.isoformat() == "2018-10-12T16:54:12-03:30"
    assert any("no DST" in notice for notice in recording.notices)


def test_columns_are_named_by_label(tmp_path: Path) -> None:
    given = {
        axis: f"Accelerometer_{name} (mg)" for axis, name in zip("xyz", "ZYX", strict=True)
    }
    table = read_edf(write_edf(tmp_path / "a.edf"), given)
    np.testing.assert_allclose(table.acceleration, MOTION[:, ::-1], atol=1e-6)
    with pytest.raises(ReadError, match="different rates"):
        read_edf(tmp_path / "a.edf", given | {"x": "ECG"})
    with pytest.raises(ArgumentError, match="'EMG'"):
        read_edf(tmp_path / "a.edf", given | {"x": "EMG"})


def field(text: object, width: int) -> bytes:
    return str(text).ljust(width).encode("latin-1")


def by_hand(  # noqa: PLR0913
    records: list[bytes],
    labels: list[str],
    samples: list[int],
    *,
    kind: str = "",
    n_records: int | None = None,
    start: str = "12.10.1816.54.12",
    limits: tuple[int, int, int, int] = (-4, 4, -8000, 8000),
    is_bdf: bool = False,
) -> bytes:
    """Write the published layout: 256 bytes of header, 256 a signal, then records."""
    n = len(labels)
    magic = b"\xffBIOSEMI" if is_bdf else field("0", 8)
    head = magic + field("Jane Doe", 80) + field("Startdate X X X X", 80) + field(start, 16)
    head += field(256 * (n + 1), 8) + field(kind, 44)
    head += (
        field(len(records) if n_records is None else n_records, 8)
        + field(1, 8)
        + field(n, 4)
    )
    head += b"".join(field(label, 16) for label in labels) + b" " * 80 * n
    head += b"".join(field("" if "Annot" in label else "g", 8) for label in labels)
    head += b"".join(field(limit, 8) * n for limit in limits)
    head += b" " * 80 * n + b"".join(field(count, 8) for count in samples) + b" " * 32 * n
    return head + b"".join(records)


LABELS = ["ACC X", "ACC Y", "ACC Z"]


def parts(motion_g: Motion, bits: int, scale: float) -> list[bytes]:
    """Cut 50-Hz motion into records of a second, each axis after the other."""
    whole = np.round(motion_g * scale).astype("<i4")
    records = []
    for second in whole.reshape(-1, 50, 3):
        raw = np.ascontiguousarray(second.T).astype("<i4")
        wide = raw.view("u1").reshape(-1, 4)[:, : bits // 8]
        records.append(wide.tobytes())
    return records


def test_gaps_between_records_stay_gaps(tmp_path: Path) -> None:
    records = [
        f"+{second if second < 10 else second + 100}.25\x14\x14\x00".encode().ljust(
            40, b"\0"
        )
        + part
        for second, part in enumerate(parts(MOTION / 1000, 16, 2000))
    ]
    path = tmp_path / "gap.edf"
    path.write_bytes(
        by_hand(records, ["EDF Annotations", *LABELS], [20, 50, 50, 50], kind="EDF+D")
    )
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, MOTION / 1000, atol=3e-4)
    assert [stretch.start_s for stretch in recording.stretches] == pytest.approx([0, 110])
    assert recording.start is not None
    assert recording.start.isoformat() == "2018-10-12T16:54:12.250000"
    assert recording.time_zone is None
    assert "Jane" not in repr(recording.facts)


def test_bdf_holds_24_bits_with_a_sign(tmp_path: Path) -> None:
    limits = (-4, 4, -8_000_000, 8_000_000)
    path = tmp_path / "a.bdf"
    path.write_bytes(
        by_hand(parts(MOTION / 1000, 24, 2e6), LABELS, [50] * 3, limits=limits, is_bdf=True)
    )
    recording = read(path)
    assert recording.format == "BDF"
    np.testing.assert_allclose(recording.acceleration_g, MOTION / 1000, atol=1e-6)


def test_limits_beyond_any_sensor_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.edf"
    records = parts(MOTION / 1000, 16, 2000)
    content = by_hand(records, LABELS, [50] * 3, limits=(-4, 4, -32768, 32767))
    path.write_bytes(content.replace(field(-4, 8), field("-1e308", 8)))
    with pytest.raises(ReadError, match="expected those of a sensor"):
        read(path)


def test_a_cut_file_keeps_its_whole_records(tmp_path: Path) -> None:
    path = tmp_path / "cut.edf"
    whole = by_hand(parts(MOTION / 1000, 16, 2000), LABELS, [50] * 3)
    path.write_bytes(whole[:-1])
    recording = read(path)
    assert recording.n_samples == (N_S - 1) * 50
    assert any(
        "20 records are declared, 19 are there" in said for said in recording.notices
    )


def test_a_date_that_was_taken_out_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "anonymous.edf"
    records = parts(MOTION / 1000, 16, 2000)
    path.write_bytes(by_hand(records, LABELS, [50] * 3, start="01.01.8500.00.00"))
    recording = read(path)
    assert recording.start is None
    assert any("taken out" in notice for notice in recording.notices)


GOOD = by_hand(parts(MOTION / 1000, 16, 2000), LABELS, [50] * 3)
BROKEN = {
    "head only": (GOOD[:500], "ends inside its header"),
    "no records": (GOOD[:1024], "0 whole records"),
    "signals": (GOOD[:252] + b"9999" + GOOD[256:], "9,999 signals"),
    "number": (GOOD[:244] + b"nan     " + GOOD[252:], "duration of a record"),
    "date": (GOOD[:168] + b"32.13.18" + GOOD[176:], "32.13.18"),
    "flat": (
        by_hand([b"\0" * 300], LABELS, [50] * 3, limits=(0, 0, 0, 0)),
        "expected a range",
    ),
    "no samples": (by_hand([b""], LABELS, [0] * 3), "0 samples"),
    "no axes": (by_hand([b"\0" * 300], ["EEG 1", "EEG 2", "EEG 3"], [50] * 3), "EEG 1"),
    "onsets": (
        by_hand(
            [b"\0" * 340], ["EDF Annotations", *LABELS], [20, 50, 50, 50], kind="EDF+D"
        ),
        "does not say when it starts",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_file_is_refused(tmp_path: Path, name: str) -> None:
    content, said = BROKEN[name]
    path = tmp_path / "broken.edf"
    path.write_bytes(content)
    with pytest.raises(ReadError, match=said):
        read(path)


def test_the_sample_of_a_faros_is_read(shared: Path) -> None:
    path = shared / "formats" / "faros" / "testfile_read.EDF"
    recording = read(path)
    assert recording.n_samples == 1950
    assert recording.sample_rate_hz == pytest.approx(25, rel=0.005)
    assert recording.start is not None
    assert recording.start.isoformat() == "2018-10-12T16:54:12+02:00"
    other = edfio.read_edf(path)
    axes = [other.get_signal(f"Accelerometer_{axis}").data for axis in "XYZ"]
    np.testing.assert_allclose(
        recording.acceleration_g.T * 1000, axes, rtol=1e-6, atol=1e-3
    )

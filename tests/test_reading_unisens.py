"""unisens: signals beside their description, with and without the baseline."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

SAMPLES_G = planted_g(1200)
TURNED_DPS = planted_dps(1200)
LSB = 0.001
ACC = 'contentClass="acc" unit="g" lsbValue="0.001" sampleRate="64"'
GYRO = 'contentClass="gyro" unit="dps" lsbValue="0.1" sampleRate="64"'


def entry(name: str, facts: str, *, order: str = "LITTLE", written: str = "") -> str:
    channels = "".join(f'<channel name="{name[:3]}{axis}"/>' for axis in "XYZ")
    written = written or f'<binFileFormat endianess="{order}"/>'
    return f'<signalEntry id="{name}" {facts}>{written}{channels}</signalEntry>'


def xml(*entries: str) -> str:
    return (
        '<?xml version="1.0"?><unisens xmlns="http://www.unisens.org/unisens2.0" '
        'measurementId="Jane Doe" timestampStart="2024-03-01T10:00:00.5" version="2.0">'
        '<customAttributes><customAttribute key="sensorLocation" value="left wrist"/>'
        f"</customAttributes>{''.join(entries)}</unisens>"
    )


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(*entries: str, **signals: bytes) -> Path:
        (tmp_path / "unisens.xml").write_text(xml(*entries))
        for name, content in signals.items():
            (tmp_path / name.replace("_", ".")).write_bytes(content)
        return tmp_path / "unisens.xml"

    return write


def raw(samples: np.ndarray, lsb: float, kind: str, zero: int = 0) -> bytes:
    return (np.round(samples / lsb) + zero).astype(kind).tobytes()


INT16 = entry("acc.bin", f'{ACC} dataType="int16"')


@pytest.mark.parametrize(
    ("facts", "content", "is_said"),
    [
        pytest.param('dataType="int16"', raw(SAMPLES_G, LSB, "<i2"), False, id="plain"),
        pytest.param(
            'dataType="int16" baseline="4096"',
            raw(SAMPLES_G, LSB, "<i2"),
            True,
            id="taken off",
        ),
        pytest.param(
            'dataType="uint16" baseline="4096"',
            raw(SAMPLES_G, LSB, "<u2", 4096),
            False,
            id="with baseline",
        ),
        pytest.param('dataType="int32"', raw(SAMPLES_G, LSB, "<i4"), False, id="32 bits"),
        pytest.param('dataType="float"', raw(SAMPLES_G, LSB, "<f4"), False, id="float"),
        pytest.param('dataType="double"', raw(SAMPLES_G, LSB, "<f8"), False, id="double"),
    ],
)
def test_a_signal_is_read_in_any_type(
    put: Callable[..., Path], facts: str, content: bytes, *, is_said: bool
) -> None:
    recording = read(put(entry("acc.bin", f"{ACC} {facts}"), acc_bin=content))
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)
    assert recording.sample_rate_hz == pytest.approx(64)
    assert str(recording.start) == "2024-03-01 10:00:00.500000"
    assert (recording.site, recording.side) == ("wrist", "left")
    assert any("baseline" in notice for notice in recording.notices) == is_said
    assert "Doe" not in str(recording.facts)


def test_the_order_of_the_bytes_and_text_are_known(put: Callable[..., Path]) -> None:
    big = entry("acc.bin", f'{ACC} dataType="int16"', order="BIG")
    recording = read(put(big, acc_bin=raw(SAMPLES_G, LSB, ">i2")))
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)
    written = '<csvFileFormat separator=";" decimalSeparator=","/>'
    text = "".join(
        ";".join(str(value).replace(".", ",") for value in row) + "\n"
        for row in np.round(SAMPLES_G / LSB, 1)
    )
    as_csv = entry("acc.csv", f'{ACC} dataType="double"', written=written)
    recording = read(put(as_csv, acc_csv=text.encode()))
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)


def test_the_gyroscope_comes_with_it_and_a_folder_is_enough(
    put: Callable[..., Path],
) -> None:
    gyro = entry("angularrate.bin", f'{GYRO} dataType="int16"')
    header = put(
        INT16,
        gyro,
        acc_bin=raw(SAMPLES_G, LSB, "<i2"),
        angularrate_bin=raw(TURNED_DPS, 0.1, "<i2"),
    )
    for path in (header, header.parent):
        recording = read(path)
        turned = recording.angular_velocity_dps
        assert turned is not None
        np.testing.assert_allclose(turned, TURNED_DPS, atol=1e-4)
    alone = read(header.parent / "acc.bin")
    np.testing.assert_allclose(alone.acceleration_g, SAMPLES_G, atol=1e-6)


def test_a_cut_signal_keeps_its_whole_rows(put: Callable[..., Path]) -> None:
    recording = read(put(INT16, acc_bin=raw(SAMPLES_G, LSB, "<i2")[:-3]))
    assert recording.n_samples == len(SAMPLES_G) - 1
    assert any("cut" in notice for notice in recording.notices)


CONTENT = raw(SAMPLES_G, LSB, "<i2")
ENTITY = '<!DOCTYPE x [<!ENTITY a "aaaa">]><unisens/>'


@pytest.mark.parametrize(
    ("header", "said"),
    [
        pytest.param(xml(), "0 accelerometers", id="no signals"),
        pytest.param(
            xml(entry("ecg.bin", 'contentClass="ECG" sampleRate="9"')), "0 acc", id="ecg"
        ),
        pytest.param(xml(INT16, INT16), "2 accelerometers", id="two"),
        pytest.param(xml(INT16)[:-20], "damaged", id="cut"),
        pytest.param(ENTITY, "DOCTYPE", id="entities"),
        pytest.param(
            xml(INT16.replace("acc.bin", "../acc.bin")), "own folder", id="elsewhere"
        ),
        pytest.param(xml(INT16.replace("acc.bin", "acc2.bin")), "beside", id="missing"),
        pytest.param(xml(INT16.replace("int16", "int17")), "type", id="type"),
        pytest.param(xml(INT16.replace('"64"', '"0"')), "sampleRate", id="rate 0"),
        pytest.param(xml(INT16.replace('"64"', '"nan"')), "sampleRate", id="no rate"),
        pytest.param(xml(INT16.replace("0.001", "x")), "lsbValue", id="scale"),
    ],
)
def test_a_description_that_cannot_be_used_is_refused(
    tmp_path: Path, header: str, said: str
) -> None:
    (tmp_path / "acc.bin").write_bytes(CONTENT)
    (tmp_path / "unisens.xml").write_text(header)
    with pytest.raises(ReadError, match=r"^unisens\.xml: ") as refusal:
        read(tmp_path / "unisens.xml")
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_an_empty_signal_is_refused(put: Callable[..., Path]) -> None:
    with pytest.raises(ReadError, match="0 rows"):
        read(put(INT16, acc_bin=b""))


def test_the_real_one(shared: Path) -> None:
    recording = read(shared / "formats" / "unisens")
    assert recording.n_samples == 180_000
    assert recording.sample_rate_hz == pytest.approx(50)
    assert str(recording.start) == "2009-10-01 12:23:11"
    assert any("baseline 2048" in notice for notice in recording.notices)


def test_another_recording_in_its_folder_is_named(put: Callable[..., Path]) -> None:
    header = put(INT16, acc_bin=raw(SAMPLES_G, LSB, "<i2"))
    rows = "\n".join(f"{i / 50},{x},{y},{z}" for i, (x, y, z) in enumerate(SAMPLES_G))
    (header.parent / "left_ankle.csv").write_text(f"time,x,y,z\n{rows}\n")
    with pytest.raises(ReadError, match=r"2 recordings \(left_ankle\.csv, unisens\.xml\)"):
        read(header.parent)
    np.testing.assert_allclose(
        read(header.parent, columns="sensor=unisens").acceleration_g, SAMPLES_G, atol=LSB
    )


def test_a_description_is_one_by_any_name(put: Callable[..., Path]) -> None:
    path = put(INT16, acc_bin=raw(SAMPLES_G, LSB, "<i2"))
    renamed = path.rename(path.with_name("unisens.txt"))
    np.testing.assert_allclose(read(renamed).acceleration_g, SAMPLES_G, atol=LSB)
    renamed.write_text(renamed.read_text()[:-30])
    with pytest.raises(ReadError, match=r"damaged .*; expected a whole one"):
        read(renamed)

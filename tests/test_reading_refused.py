"""Files that are known and not read: each gets a sentence that helps."""

import pickle
from pathlib import Path

import numpy as np
import pytest

from benchmarks.fuzz.written import zipped
from myosense import read
from myosense.errors import ReadError

BYTES = {
    "GENEA": b"GENEA/1.00\r\nSerial-Number:01275\r\n",
    "Matrix": bytes(512) + b"MDTC\x02\x00\x00\x00\x08\x00\xd0\x07MDTCPACK" + bytes(500),
    "Xsens .mtb": b"\xfa\xff\x3e\x00\xc3" + bytes(200),
    ".wav": b"RIFF\x24\x00\x04\x00WAVEfmt " + bytes(200),
    "Garmin FIT": b"\x0e\x10\x43\x08\x00\x00\x00\x00.FIT\x00\x00" + bytes(50),
    "SQLite database": b"SQLite format 3\x00" + bytes(1000),
    "spreadsheet": zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<a/>"}),
    "spreadsheet of Excel or OpenOffice": zipped(
        {
            "docProps/app.xml": np.random.default_rng(1).bytes(9000),
            "[Content_Types].xml": b"<a/>",
        }
    ),
    "spreadsheet of Excel": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
    "NumPy": b"\x93NUMPY\x01\x00v\x00{'descr': '<f8', }" + bytes(100),
    "pickle": pickle.dumps({"acc": [0.1, 0.2] * 50}),
    "Feather": b"ARROW1\0\0" + bytes(100),
    "R, SPSS": b"$FL2@(#) SPSS DATA FILE" + bytes(200),
    "of R": b"X\n\0\0\0\3\0\4" + bytes(100),
    "LabStreamingLayer": b"XDF:\x01\x20" + bytes(200),
    "LabVIEW": b"TDSm\x0e\0\0\0" + bytes(200),
    "web site": b"\r\n<!DOCTYPE html><html><body>1,2,3\n1,2,3\n1,2,4</body></html>",
    "Git LFS": b"version https://git-lfs.github.com/spec/v1\noid sha256:4d\nsize 12345\n",
    "BrainVision": b"Brain Vision Data Exchange Header File Version 1.0\n[Common Infos]\n",
    "motion capture": b"\x02\x50\x18\x00\x01" + bytes(600),
    "motion capture .*mvnx": b"<?xml version='1.0'?>\n<mvnx version='4'>\n<frames>\n",
    "XML": b"\xef\xbb\xbf<?xml version='1.0'?>\n<HealthData>\n1,2,3\n1,2,4\n",
    "archive": b"7z\xbc\xaf\x27\x1c" + bytes(100),
}


@pytest.mark.parametrize("what", BYTES)
@pytest.mark.parametrize("name", ["night.bin", "night.csv"])
def test_it_says_what_it_is_and_what_to_export(
    tmp_path: Path, what: str, name: str
) -> None:
    file = tmp_path / name
    file.write_bytes(BYTES[what])
    with pytest.raises(ReadError, match=f"^{name}: is .*{what}.*; expected .*") as caught:
        read(file)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("genea/genea_testfile.bin", "GENEA"),
        ("parmay_matrix/mtx_100Hz_acc_HR_temp.BIN", "Matrix"),
        ("parmay_matrix/mtx_12.5Hz_acc.BIN", "Matrix"),
        ("parmay_matrix/mtx_12.5Hz_acc_gyro.BIN", "Matrix"),
        ("parmay_matrix/mtx_25Hz_acc_HR.BIN", "Matrix"),
        ("axivity/ax3test.wav", "OmGui"),
    ],
)
def test_real_files_are_refused(shared: Path, name: str, what: str) -> None:
    with pytest.raises(ReadError, match=f": is .*{what}.*expected"):
        read(shared / "formats" / name)

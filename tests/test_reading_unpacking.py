"""Archives are unpacked within limits, and only while they are read."""

import gzip
import io
import os
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from exports import planted_g

from myosense.errors import ReadError
from myosense.reading import read, unpacking

RATE_HZ = 50
SAMPLES_G = planted_g()
CSV = "time (s),x (g),y (g),z (g)\n" + "".join(
    f"{row / RATE_HZ},{x},{y},{z}\n" for row, (x, y, z) in enumerate(SAMPLES_G)
)


@pytest.fixture(autouse=True)
def scratch(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Unpack into a folder that can be looked into."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setattr(unpacking, "SMALL_BYTES", 1 << 20)
    return folder


def zipped(*members: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return packed.getvalue()


def tarred(*members: tuple[tarfile.TarInfo, bytes]) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for member, content in members:
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return packed.getvalue()


def info(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> tarfile.TarInfo:
    member = tarfile.TarInfo(name)
    member.type, member.linkname = kind, link
    return member


RECORDING = CSV.encode()
TAR = tarred((info("day/right_ankle.csv"), RECORDING))
PACKED: dict[str, bytes] = {
    "rec.zip": zipped(("day/right_ankle.csv", RECORDING), ("film.mp4", bytes(99))),
    "rec.csv.zip": zipped(("right_ankle.csv.gz", gzip.compress(RECORDING))),
    "right_ankle.csv.gz": gzip.compress(RECORDING),
    "rec.tar": TAR,
    "rec.tar.gz": gzip.compress(TAR),
    "rec.tgz": gzip.compress(TAR),
    "without_suffix": zipped(("right_ankle.csv", RECORDING), ("._right_ankle.csv", b"x")),
}


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_recording_is_the_recording(
    tmp_path: Path, scratch: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name])
    recording = read(path)
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)
    assert (recording.site, recording.side) == ("ankle", "right")
    assert recording.path == name
    assert recording.recording_id in ("rec", "right_ankle", "without_suffix")
    assert list(scratch.iterdir()) == []


def test_a_folder_is_read_and_names_inside_say_the_site(tmp_path: Path) -> None:
    folder = tmp_path / "P01"
    (folder / "left_wrist").mkdir(parents=True)
    (folder / "left_wrist" / "data.csv").write_text(CSV)
    (folder / ".hidden.csv").write_text(CSV)
    recording = read(folder)
    assert (recording.site, recording.side) == ("wrist", "left")
    assert (recording.path, recording.recording_id) == ("P01", "P01")
    assert "'data.csv'" in recording.evidence["format"]


DEEP = zipped(("in.zip", zipped(("deeper.zip", zipped(("a.csv", RECORDING))))))
BOMB = zipped(("a.csv", bytes(4 << 20)))
LOCKED = bytearray(zipped(("a.csv", RECORDING)))
LOCKED[6] |= 1  # the flag in the member's own header …
LOCKED[LOCKED.rfind(b"PK\x01\x02") + 8] |= 1  # … and in the list of members
LONG_LIST = bytearray(zipped(("a.csv", RECORDING)))
LONG_LIST[-10:-6] = (1 << 30).to_bytes(4, "little")
REFUSED: dict[str, tuple[bytes, str]] = {
    "up.zip": (zipped(("../up.csv", RECORDING)), "stay inside"),
    "root.zip": (zipped(("/root.csv", RECORDING)), "stay inside"),
    "drive.zip": (zipped(("C:\\a.csv", RECORDING)), "stay inside"),
    "up.tar": (tarred((info("../up.csv"), RECORDING)), "stay inside"),
    "link.tar": (tarred((info("a.csv", tarfile.SYMTYPE, "/etc/passwd"), b"")), "no file"),
    "device.tar": (tarred((info("a.csv", tarfile.CHRTYPE), b"")), "no file"),
    "empty.zip": (zipped(), "no file"),
    "films.zip": (zipped(("a.mp4", b"film"), ("b.jpg", b"picture")), "no file"),
    "bomb.zip": (BOMB, "400 times"),
    "bomb.csv.gz": (gzip.compress(bytes(4 << 20)), "400 times"),
    "bomb_in.zip": (zipped(("in.zip", BOMB)), "400 times"),
    "deep.zip": (DEEP, "not text"),
    "cut.zip": (PACKED["rec.zip"][:-30], "cut off or damaged"),
    "cut.tar.gz": (PACKED["rec.tar.gz"][:-30], "cut off or damaged"),
    "garbled.zip": (PACKED["rec.zip"].replace(b"right", b"wrong"), ""),
    "locked.zip": (bytes(LOCKED), "with a password"),
    "list.zip": (bytes(LONG_LIST), "list of members"),
    "same.zip": (zipped(("a.csv", RECORDING), ("a.csv/b.csv", RECORDING)), "damaged"),
    "zeros.tar": (bytes(257) + b"ustar" + bytes(1000), "damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_an_archive_that_is_no_recording_is_refused(
    tmp_path: Path, scratch: Path, name: str
) -> None:
    content, said = REFUSED[name]
    path = tmp_path / name
    path.write_bytes(content)
    if name == "garbled.zip":
        path.write_bytes(content[:80] + bytes(20) + content[100:])
    began = time.perf_counter()
    with pytest.raises(ReadError, match=f"^{name}: ") as refusal:
        read(path)
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert time.perf_counter() - began < 10
    assert list(scratch.iterdir()) == []
    assert {each.name for each in tmp_path.iterdir()} == {"scratch", name}


def test_the_total_is_limited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "rec.zip"
    path.write_bytes(PACKED["rec.zip"])
    monkeypatch.setattr(unpacking, "MAX_BYTES", len(RECORDING) - 1)
    with pytest.raises(ReadError, match="unpacks to over"):
        read(path)


@pytest.mark.parametrize("pack", [zipped, lambda *m: tarred(*((info(n), c) for n, c in m))])
def test_the_number_of_files_is_limited(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[..., bytes]
) -> None:
    path = tmp_path / "many"
    path.write_bytes(pack(*((f"{k}.csv", b"1") for k in range(12))))
    monkeypatch.setattr(unpacking, "MAX_FILES", 10)
    with pytest.raises(ReadError, match="over 10 files"):
        read(path)
    folder = tmp_path / "folder"
    folder.mkdir()
    for k in range(12):
        (folder / f"{k}.csv").touch()
    with pytest.raises(ReadError, match="over 10 files"):
        read(folder)


def test_archives_in_an_archive_share_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "SMALL_BYTES", 1 << 20)
    small = gzip.compress(b"0,0,1\n" * 100_000)  # 600 kB, packed to 1 kB
    for n_files, is_refused in ((1, False), (3, True)):
        path = tmp_path / f"{n_files}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for number in range(n_files):
                archive.writestr(f"{number}.csv.gz", small)
        with pytest.raises(ReadError) as caught:
            read(path)
        assert ("unpacks to over" in str(caught.value)) == is_refused


def test_links_lead_nowhere(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret.csv").write_text(CSV)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "loop").symlink_to(folder)
    (folder / "out").symlink_to(outside)
    (folder / "file.csv").symlink_to(outside / "secret.csv")
    (folder / "itself.csv").symlink_to(folder / "itself.csv")
    with pytest.raises(ReadError, match="holds no file"):
        read(folder)
    with pytest.raises(ReadError, match="cannot be opened"):
        read(folder / "itself.csv")
    (folder / "here.csv").write_text(CSV)
    (folder / "again.csv").symlink_to(folder / "here.csv")
    with pytest.raises(ReadError, match="holds 2 recordings"):
        read(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="the system has no named pipes")
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with pytest.raises(ReadError, match="no regular file"):
        read(tmp_path / "pipe.csv")
    with pytest.raises(ReadError, match="holds no file"):
        read(tmp_path / "scratch" / "..")

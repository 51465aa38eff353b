"""Damage to the content of a file: cut, flipped, spliced, repeated, with other numbers.

The same generator gives the same damage.
"""

import gzip
import io
import re
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Mapping

import numpy as np

from benchmarks.fuzz.sealing import seal_cwa, seal_gt3x

Damage = Callable[[bytes, np.random.Generator], bytes]
MOST_AT_ONCE = 4  #: Damages that one file takes, one after the other.
HEAD_BYTES = 1200  #: Where sizes and codes stand; half of the damage falls there.
MOST_BYTES = 1 << 20  #: Beyond this, nothing is repeated any more.
PACKED_SHARE = 0.7  #: Of damage to what is packed, the rest falls on the package.
EDGES = (0, 1, -1, 127, 128, 255, 256, 32767, 32768, 65535, 2**31 - 1, 2**31, 2**32 - 1)
WIDE_EDGES = (*EDGES, 2**40, 2**53, 2**63 - 1, -(2**63))
WORDS = (
    *(
        "0",
        "-1",
        "1e308",
        "-1e308",
        "1e-320",
        "nan",
        "inf",
        "",
        "-",
        "99999999999999999999",
    ),
    *(
        "2147483648",
        "1e18",
        "0.0000001",
        "1970",
        "9999",
        "a",
        "\N{GREEK SMALL LETTER MU}",
        '"',
    ),
)
MARKS = (
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r",
    b'"',
    b"\x00",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\x1a",
)


def damage(content: bytes, name: str, rng: np.random.Generator) -> bytes:
    """Damage a file, what is packed in it, or what its checksums stand for.

    Parameters
    ----------
    content
        Of the file.
    name
        Its name: checksums are those of its format.
    rng
        Chooses what, and where.
    """
    if content[:2] == b"PK" and rng.random() < PACKED_SHARE:
        return _damage_zip(content, rng)
    if content[:2] == b"\x1f\x8b" and rng.random() < PACKED_SHARE:
        return gzip.compress(_unzipped(content, name, rng), mtime=0)
    if content[257:262] == b"ustar" and rng.random() < PACKED_SHARE:
        return _damage_tar(content, rng)
    for _ in range(min(int(rng.geometric(0.5)), MOST_AT_ONCE)):
        content = KINDS[int(rng.integers(len(KINDS)))](content, rng)
    is_sealed = rng.random() < PACKED_SHARE
    if is_sealed and name.lower().endswith(".cwa"):
        return seal_cwa(content)
    if is_sealed and name.lower() in ("log.bin", "activity.bin"):
        return seal_gt3x(content)
    return content


def _place(content: bytes, rng: np.random.Generator) -> int:
    """Choose a byte: half of the time one near the start."""
    stop = len(content) if rng.random() < 0.5 else min(len(content), HEAD_BYTES)
    return int(rng.integers(max(stop, 1)))


def _piece(content: bytes, rng: np.random.Generator) -> bytes:
    first = _place(content, rng)
    return content[first : first + int(2 ** rng.uniform(0, 11))]


def cut(content: bytes, rng: np.random.Generator) -> bytes:
    """Leave out the end."""
    return content[: int(rng.integers(len(content) + 1))]


def cut_out(content: bytes, rng: np.random.Generator) -> bytes:
    """Leave out a part."""
    first = _place(content, rng)
    return content[:first] + content[first + int(2 ** rng.uniform(0, 11)) :]


def flip(content: bytes, rng: np.random.Generator) -> bytes:
    """Flip some bits."""
    changed = bytearray(content)
    for _ in range(int(rng.integers(1, 12)) if content else 0):
        changed[_place(content, rng)] ^= 1 << int(rng.integers(8))
    return bytes(changed)


def overwrite(content: bytes, rng: np.random.Generator) -> bytes:
    """Write other bytes over a part."""
    first = _place(content, rng)
    n_bytes = int(2 ** rng.uniform(0, 8))
    filled = bytes([(0, 255, 48, 32)[int(rng.integers(4))]]) * n_bytes
    other = filled if rng.random() < 0.5 else rng.bytes(n_bytes)
    return content[:first] + other + content[first + n_bytes :]


def splice(content: bytes, rng: np.random.Generator) -> bytes:
    """Copy a part to another place."""
    first = _place(content, rng)
    return content[:first] + _piece(content, rng) + content[first:]


def repeat(content: bytes, rng: np.random.Generator) -> bytes:
    """Repeat a part many times where it stands."""
    first, part = _place(content, rng), _piece(content, rng)
    room = max(MOST_BYTES - len(content), 0) // max(len(part), 1)
    n_times = min(int(2 ** rng.uniform(1, 9)), room)
    return content[:first] + part * n_times + content[first:]


def insert_mark(content: bytes, rng: np.random.Generator) -> bytes:
    """Insert NULs, separators, quotes and byte order marks."""
    mark = MARKS[int(rng.integers(len(MARKS)))] * int(2 ** rng.uniform(0, 6))
    first = _place(content, rng)
    return content[:first] + mark + content[first:]


def change_size(content: bytes, rng: np.random.Generator) -> bytes:
    """Write a number at an edge of its type, as a size or a count may stand there."""
    n_bytes = (1, 2, 4, 8)[int(rng.integers(4))]
    edges = WIDE_EDGES if n_bytes == 8 else EDGES
    edge = edges[int(rng.integers(len(edges)))] % 256**n_bytes
    written = edge.to_bytes(n_bytes, "little" if rng.random() < 0.7 else "big")
    first = _place(content, rng)
    changed: bytes = content[:first] + written + content[first + n_bytes :]
    return changed


def change_number(content: bytes, rng: np.random.Generator) -> bytes:
    """Write something else for a number in text; everywhere, one time in eight."""
    numbers = list(re.finditer(rb"-?\d[\d.]*(?:[eE][-+]?\d+)?", content[: 1 << 16]))
    if not numbers:
        return content
    first = min(int(rng.exponential(len(numbers) / 3)), len(numbers) - 1)
    match, word = numbers[first], WORDS[int(rng.integers(len(WORDS)))].encode()
    if rng.random() < 0.125:
        number: bytes = match[0]
        return content.replace(number, word)
    return content[: match.start()] + word + content[match.end() :]


def change_lines(content: bytes, rng: np.random.Generator) -> bytes:
    """Change the ends of line, or leave out, repeat or move lines."""
    kind = int(rng.integers(5))
    if kind < 2:
        ends = (b"\r\n", b"\r", b"\n\r", b"\r\r\n")[int(rng.integers(4))]
        n_changed = -1 if kind else int(rng.integers(1, 20))
        return content.replace(b"\n", ends, n_changed)
    lines = content.split(b"\n")
    at, to = (int(each) for each in rng.integers(len(lines), size=2))
    if kind == 2:
        return b"\n".join(lines[:at] + lines[at + 1 :])
    if kind == 3:
        lines[at], lines[to] = lines[to], lines[at]
        return b"\n".join(lines)
    return b"\n".join(lines[:at] + [lines[to]] * int(rng.integers(2, 5)) + lines[at:])


KINDS: tuple[Damage, ...] = (
    *(cut, cut_out, flip, overwrite, splice, repeat),
    *(insert_mark, change_size, change_number, change_lines),
)


def _unzipped(content: bytes, name: str, rng: np.random.Generator) -> bytes:
    inside = zlib.decompress(content, wbits=31)
    return damage(inside, name.removesuffix(".gz"), rng)


def _damage_some(
    members: Mapping[str, bytes], rng: np.random.Generator
) -> list[tuple[str, bytes]]:
    """Damage, leave out, rename, double or empty members of an archive."""
    changed: list[tuple[str, bytes]] = []
    chosen = int(rng.integers(len(members))) if members else -1
    for at, (name, content) in enumerate(members.items()):
        kind = int(rng.integers(12)) if at == chosen else 99
        if kind == 0:
            continue
        if kind == 1:
            names = ("../out.csv", "/etc/x.csv", "C:\\a.csv", "a\\b.csv", ".csv", name * 30)
            changed.append((names[int(rng.integers(6))], content))
        elif kind == 2:
            changed += [(name, content), ("again/" + name, content)]
        elif kind < 99:
            changed.append((name, b"" if kind == 3 else damage(content, name, rng)))
        else:
            changed.append((name, content))
    return changed


def _damage_zip(content: bytes, rng: np.random.Generator) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, inside in _damage_some(members, rng):
            archive.writestr(zipfile.ZipInfo(name), inside, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _damage_tar(content: bytes, rng: np.random.Generator) -> bytes:
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        streams = {each.name: archive.extractfile(each) for each in archive}
        members = {name: stream.read() for name, stream in streams.items() if stream}
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, inside in _damage_some(members, rng):
            member = tarfile.TarInfo(name)
            member.size = len(inside)
            archive.addfile(member, io.BytesIO(inside))
    return packed.getvalue()

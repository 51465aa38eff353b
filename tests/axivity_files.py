"""Axivity files as the maker publishes their layout, written apart from the reader.

Times are seconds since 2000-01-01 on the device's clock.
"""

import struct
from collections.abc import Sequence
from datetime import datetime, timedelta

HEADER_BYTES = 1024
BLOCK_BYTES = 512
CODE_100_HZ_8_G = 0x4A
MONDAY = datetime(2024, 3, 4, 22, 30)  # noqa: DTZ001  the device knows no zone


def header(annotation: str = "", *, kind: int = 0x17, device: int = 12345) -> bytes:
    """Write the first 1024 bytes."""
    head = struct.pack("<2sHBHIH", b"MD", 1020, kind, device & 0xFFFF, 7, device >> 16)
    head = head.ljust(36, b"\xff") + bytes([CODE_100_HZ_8_G])
    return (head.ljust(64, b"\xff") + annotation.encode()).ljust(HEADER_BYTES, b"\xff")


def packed(counts: Sequence[tuple[int, int, int]], exponent: int = 0) -> bytes:
    """Write samples of 10 bits an axis."""
    words = []
    for x, y, z in counts:
        assert max(abs(x), abs(y), abs(z)) <= 511
        words.append((x & 1023) | (y & 1023) << 10 | (z & 1023) << 20 | exponent << 30)
    return struct.pack(f"<{len(words)}I", *words)


def block(  # noqa: PLR0913  one argument a field
    samples: bytes,
    n_samples: int,
    moment: datetime,
    *,
    place: int,
    sequence: int = 0,
    packing: int = 0x30,
    light: int = 0,
    rate: int = CODE_100_HZ_8_G,
    has_fraction: bool = True,
    stamp: int | None = None,
) -> bytes:
    """Write a block whose sample number ``place`` was taken at ``moment``."""
    m = moment
    date = (m.year - 2000) << 26 | m.month << 22 | m.day << 17
    date |= m.hour << 12 | m.minute << 6 | m.second
    fraction = round(m.microsecond * 32768 / 1e6)
    word = 0x8000 | fraction if has_fraction else 4711
    if has_fraction:
        nominal_hz = 3200 // (1 << (15 - (rate & 15)))
        place -= (2 * fraction * nominal_hz) // 65536
    body = struct.pack(
        "<2sHHIIIHHBBBBhH",
        *(b"AX", 508, word, 7, sequence, date if stamp is None else stamp),
        *(light, 0, 0, 200, rate, packing, place, n_samples),
    )
    body = (body + samples).ljust(BLOCK_BYTES - 2, b"\x00")
    total = sum(struct.unpack("<255H", body)) % 65536
    return body + struct.pack("<H", -total % 65536)


def recording(
    counts: Sequence[tuple[int, int, int]],
    *,
    rate_hz: float,
    start: datetime = MONDAY,
    has_fraction: bool = True,
) -> list[bytes]:
    """Write whole packed blocks of a sensor that runs at its own rate."""
    blocks = []
    for number in range(len(counts) // 120):
        of_block = packed(counts[120 * number : 120 * (number + 1)])
        end_s = (number + 1) * 120 / rate_hz
        place = 120
        moment = start + timedelta(seconds=end_s)
        if not has_fraction:  # The sample during which the second began.
            late_s = moment.microsecond / 1e6
            moment = moment.replace(microsecond=0)
            place = 120 - round(late_s * rate_hz)
        blocks.append(
            block(
                of_block,
                120,
                moment,
                place=place,
                sequence=number,
                has_fraction=has_fraction,
            )
        )
    return blocks

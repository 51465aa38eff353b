"""Checksums written anew, so that damage gets past them."""

from functools import reduce

import numpy as np

from benchmarks.reading.tile import HEADER_BYTES, seal
from myosense.reading.formats.cwa_blocks import BLOCK, BLOCK_BYTES

GT3X_HEAD_BYTES, GT3X_MARK = 8, 0x1E


def seal_cwa(content: bytes) -> bytes:
    """Write the checksums of whole Axivity blocks."""
    n_blocks = max(len(content) - HEADER_BYTES, 0) // BLOCK_BYTES
    stop = HEADER_BYTES + n_blocks * BLOCK_BYTES
    blocks = np.frombuffer(content[HEADER_BYTES:stop], dtype=BLOCK).copy()
    seal(blocks)
    return content[:HEADER_BYTES] + blocks.tobytes() + content[stop:]


def seal_gt3x(log: bytes) -> bytes:
    """Write the checksums of the records of an ActiGraph log, as far as they are found."""
    sealed, at = bytearray(log), 0
    while at + GT3X_HEAD_BYTES < len(log) and log[at] == GT3X_MARK:
        n_bytes = int.from_bytes(log[at + 6 : at + 8], "little")
        end = at + GT3X_HEAD_BYTES + n_bytes
        if end >= len(log):
            break
        sealed[end] = ~reduce(int.__xor__, log[at:end]) & 0xFF
        at = end + 1
    return bytes(sealed)

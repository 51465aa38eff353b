"""Avro containers: a schema in JSON, then packed blocks of records.

The container is read here, block by block and within limits, because a packed block may
unfold to any size; fastavro decodes the records (Avro 1.11 specification, "Object
container files").
"""

import json
import zlib
from io import BytesIO
from typing import Any

from myosense.errors import ReadError

MAGIC = b"Obj\x01"
MAX_UNPACKED_BYTES = 512 << 20  #: Half an hour of an EmbracePlus has under 10 MB.
SYNC_BYTES = 16


def decode_records(content: bytes) -> list[dict[str, Any]]:
    """Decode the records of a container.

    Parameters
    ----------
    content
        The whole file.

    Raises
    ------
    ReadError
        If it is cut off or too large, or its schema has no bounds.
    Exception
        Whatever fastavro raises where it is damaged.
    """
    import fastavro  # noqa: PLC0415

    file = BytesIO(content)
    metadata = _read_metadata(file)
    sync = file.read(SYNC_BYTES)
    schema = json.loads(metadata["avro.schema"])
    _check_bounded(schema, ())
    parsed = fastavro.parse_schema(schema)
    codec = metadata.get("avro.codec", b"null").decode()
    records: list[Any] = []
    n_left = MAX_UNPACKED_BYTES
    while file.tell() < len(content):
        n_records, size = _read_long(file), _read_long(file)
        block = _unpack(file.read(max(size, 0)), codec, n_left)
        if file.read(SYNC_BYTES) != sync:
            raise ReadError("is an Avro file that is cut off; expected a whole one")
        n_left -= len(block)
        unpacked = BytesIO(block)
        records.extend(
            fastavro.schemaless_reader(unpacked, parsed, None) for _ in range(n_records)
        )
    return [record for record in records if isinstance(record, dict)]


def _read_long(file: BytesIO) -> int:
    """Read a number of 7 bits a byte, the sign in the lowest bit (Avro, "zigzag")."""
    value = shift = 0
    while shift < 64:
        byte = file.read(1)
        if not byte:
            raise ReadError("is an Avro file that is cut off; expected a whole one")
        value |= (byte[0] & 0x7F) << shift
        shift += 7
        if byte[0] < 0x80:
            return (value >> 1) ^ -(value & 1)
    raise ReadError("is an Avro file with a number over 64 bits; expected a whole one")


def _read_metadata(file: BytesIO) -> dict[str, bytes]:
    file.seek(len(MAGIC))
    found: dict[str, bytes] = {}
    while n_pairs := _read_long(file):
        if n_pairs < 0:
            _read_long(file)  # The size in bytes, which those that skip it want.
        for _ in range(abs(n_pairs)):
            key = file.read(max(_read_long(file), 0)).decode(errors="replace")
            found[key] = file.read(max(_read_long(file), 0))
    return found


def _unpack(block: bytes, codec: str, most: int) -> bytes:
    """Unpack a block, unless it has more bytes than ``most``."""
    if codec == "null":
        return block
    if codec != "deflate":
        raise ReadError(f"is packed with {codec[:20]!r}; expected 'deflate' or 'null'")
    unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
    unpacked = unpacker.decompress(block, max(most, 1))
    if unpacker.unconsumed_tail:
        raise ReadError(f"unpacks to over {MAX_UNPACKED_BYTES >> 20} MB; expected an hour")
    return unpacked


def _check_bounded(schema: object, inside: tuple[str, ...]) -> None:
    """Check that whatever a schema repeats takes a byte, so that bytes bound its records.

    Raises
    ------
    ReadError
        If a record holds itself, or a part of it takes no byte.
    """
    if schema == "null" or (isinstance(schema, str) and schema in inside):
        raise ReadError(f"has a schema that {str(schema)[:40]!r} makes endless")
    if isinstance(schema, list):
        for part in schema:
            if part != "null":  # In a union, its number takes a byte.
                _check_bounded(part, inside)
    if not isinstance(schema, dict):
        return
    name = str(schema.get("name", ""))
    fields, kind = schema.get("fields"), schema.get("type")
    if fields == [] or (kind == "fixed" and not schema.get("size")):
        raise ReadError(f"has a schema that {name[:40]!r} makes endless; expected fields")
    for field in fields or ():
        _check_bounded(field["type"], (*inside, name, name.rpartition(".")[2]))
    for part in (schema.get("items"), schema.get("values")):
        _check_bounded(part, inside)
    if not isinstance(kind, str) or kind == "null":
        _check_bounded(kind, inside)

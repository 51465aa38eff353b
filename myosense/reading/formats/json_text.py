"""JSON as devices write it, within limits."""

import json
from pathlib import Path
from typing import Any

from myosense.errors import ReadError

MAX_BYTES = 192 << 20  #: Python holds about eight times as much.


def load_json(path: Path, max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401  any JSON
    """Load a JSON file; one value a line is a list of them.

    Raises
    ------
    ReadError
        If it is too large, or no JSON.
    """
    size = path.stat().st_size
    if size > max_bytes:
        raise ReadError(
            f"is JSON of {size / (1 << 20):,.0f} MB; expected at most {max_bytes >> 20} MB "
            "(shorter recordings, or CSV)"
        )
    content = path.read_bytes()
    try:
        if _has_lines(content):
            return [json.loads(line) for line in content.splitlines() if line.strip()]
        return json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"is JSON that is cut off or damaged ({error})") from error


def _has_lines(content: bytes) -> bool:
    """Say whether the first line is a value by itself, and more follow."""
    first, _, more = content.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
    if not more.strip() or not first.rstrip().endswith((b"}", b"]")):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True

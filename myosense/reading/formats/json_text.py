"""JSON as devices write it, within limits."""

import json
from collections.abc import Iterator
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
    text = content.decode(json.detect_encoding(content), "replace")
    if _has_lines(text):
        return [_value(line, number) for number, line in _lines(text)]
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"is JSON that is cut off or damaged ({error})") from error


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Hand out the lines that hold something, with their numbers from 1."""
    lines = enumerate(text.split("\n"), start=1)
    return ((number, line) for number, line in lines if line.strip())


def _value(line: str, number: int) -> Any:  # noqa: ANN401  any JSON
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ReadError(f"line {number} is no JSON ({error})") from error


def _has_lines(text: str) -> bool:
    """Say whether the first line is a value by itself, and more follow."""
    first, _, more = text.lstrip().partition("\n")
    if not more.strip() or not first.rstrip().endswith(("}", "]")):
        return False
    try:
        json.loads(first)
    except (ValueError, RecursionError):
        return False
    return True

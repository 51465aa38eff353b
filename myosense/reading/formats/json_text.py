"""JSON as devices write it, within limits."""

import json
from pathlib import Path
from typing import Any

from myosense.errors import ReadError

MAX_BYTES = 192 << 20  #: Python holds about eight times as much.


def load_json(path: Path, max_bytes: int = MAX_BYTES) -> Any:  # noqa: ANN401  any JSON
    """Load a JSON file.

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
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise ReadError(f"is JSON that is cut off or damaged ({error})") from error

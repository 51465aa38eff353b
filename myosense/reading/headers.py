"""Headers in the midst of a text: a logger writes them again whenever it starts."""

import re

from myosense.reading.layout import Layout, cells_of
from myosense.reading.naming import count_of


def header_lines(layout: Layout) -> frozenset[str]:
    """List the lines above the rows that are as wide as these."""
    lines = {line.strip() for line in layout.preamble} - {""}
    width = len(layout.names)
    return frozenset(
        line for line in lines if len(cells_of(line, layout.separator)) == width
    )


class RepeatedHeaders:
    """Blanks the headers below the first in the pieces of a text, and counts them."""

    def __init__(self, layout: Layout) -> None:
        code = "cp1252" if layout.encoding == "cp1252" else "utf-8"
        self._lines = [line.encode(code, "replace") for line in header_lines(layout)]
        self._n_found = 0

    def blanked(self, text: bytes, n_above: int) -> bytes:
        """Blank the headers in a piece, but for those in some lines at its top."""
        start = 0
        for _ in range(n_above):
            start = text.find(b"\n", start) + 1
        for line in self._lines:
            if text.find(line, start) >= 0:
                whole = re.compile(rb"(?m)^[ \t]*" + re.escape(line) + rb"[ \t]*\r?$")
                below, n_found = whole.subn(b"", text[start:])
                text, self._n_found = text[:start] + below, self._n_found + n_found
        return text

    @property
    def notices(self) -> tuple[str, ...]:
        """How many were found so far."""
        times = count_of(self._n_found, "time")
        said = f"the header stands in the file {times} more: recordings are joined"
        return (said,) if self._n_found else ()

"""Headers in the midst of a text: a logger writes them again whenever it starts."""

import re

from myosense.reading.cells import cells_of, is_blank, single_spaced
from myosense.reading.layout import Layout
from myosense.reading.naming import count_of


def header_lines(layout: Layout) -> frozenset[str]:
    """List the lines above the rows that are as wide as these; blank cells are a row.

    Where spaces part the cells, one is left of each run.
    """
    width, separator = len(layout.names), layout.separator
    lines = {single_spaced(line.strip(), separator) for line in layout.preamble}
    cells = {line: cells_of(line, separator) for line in lines}
    return frozenset(
        line
        for line, own in cells.items()
        if line and len(own) == width and not all(map(is_blank, own))
    )


class RepeatedHeaders:
    """Blanks the headers below the first in the pieces of a text, and counts them."""

    def __init__(self, layout: Layout) -> None:
        code = "cp1252" if layout.encoding == "cp1252" else "utf-8"
        lines = (line.encode(code, "replace") for line in header_lines(layout))
        self._n_found = dict.fromkeys(lines, 0)

    def blanked(self, text: bytes, n_above: int) -> bytes:
        """Blank the headers in a piece, but for those in some lines at its top."""
        start = 0
        for _ in range(n_above):
            start = text.find(b"\n", start) + 1
        for line in self._n_found:
            if text.find(line, start) >= 0:
                whole = re.compile(rb"(?m)^[ \t]*" + re.escape(line) + rb"[ \t]*\r?$")
                below, n_found = whole.subn(b"", text[start:])
                text = text[:start] + below
                self._n_found[line] += n_found
        return text

    @property
    def notices(self) -> tuple[str, ...]:
        """How often it was found so far; one of several lines, as of units, counts once."""
        n_found = max(self._n_found.values(), default=0)
        times = count_of(n_found, "time")
        said = f"the header stands in the file {times} more: recordings are joined"
        return (said,) if n_found else ()

"""Write docs/data_dictionary.md: every table of the result folder, every column.

Run ``python -m benchmarks.data_dictionary``. A test holds the page against the schemas,
and the schemas against what is written.
"""

from pathlib import Path

from myosense import schema
from myosense.events import COLUMNS
from myosense.results import findings
from myosense.results.tables import CSV_TABLES

PAGE = Path(__file__).parent.parent / "docs" / "data_dictionary.md"
HEAD = """# Data dictionary

What the tables of a result folder hold, column by column. This page is generated from the
schemas that the package writes and reads by (`python -m benchmarks.data_dictionary`).

Text is UTF-8. Numbers have seven digits, times in seconds six decimals; local times are ISO
8601 in the zone of their recording, naive where no zone is known. What is missing is an
empty cell (in the tables of events `n/a`) and never zero. In brackets stands where a
measure comes from; without, it was defined here.
"""
EVENTS = """## `<recording>_events.tsv`, `<recording>_rejected.tsv`

One row an event, tab-separated; first what is counted, in the second file what was
considered and not counted. As BIDS wants it, `onset_s`, `duration_s` and `peak_s` come
first in the files, named `onset`, `duration` and `peak_time`.
"""


def page() -> str:
    """Write the page."""
    parts = [HEAD, EVENTS, schema.dictionary(COLUMNS)]
    for name, declared in CSV_TABLES.items():
        parts += [f"## `{name}.csv`\n\nHolds {declared.row}.\n"]
        parts += [schema.dictionary(declared.columns)]
    for command, tables in findings.TABLES.items():
        parts += [f"# What `myosense {command}` writes\n"]
        for name, declared in tables.items():
            parts += [f"## `{name}.csv`\n\nHolds {declared.row}.\n"]
            parts += [schema.dictionary(declared.columns)]
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

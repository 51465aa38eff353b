"""Hold what the package says of a simulated person against what was planted.

Run ``python -m benchmarks.person``: about seven minutes on one core. It writes
docs/person.md. ``--every 1`` takes the slow figures of every seed, in about half an hour.
"""

import argparse
from pathlib import Path

from benchmarks.person.page import write
from benchmarks.person.trying import many, one_person, two_weeks

PAGE = Path(__file__).parent.parent.parent / "docs" / "person.md"
SEEDS, EVERY, FEWER = 1000, 10, 5


def main() -> None:
    """Read the command line, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--every", type=int, default=EVERY)
    parser.add_argument("-o", "--output", type=Path, default=PAGE)
    said = parser.parse_args()
    found, spacing = one_person()
    rows = many(said.seeds, said.every)
    longer = two_weeks(said.seeds // FEWER)
    said.output.write_text(write(found, spacing, rows, longer), encoding="utf-8")


if __name__ == "__main__":
    main()

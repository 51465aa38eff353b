"""Write docs/simulation.md: every range that the simulator draws from, and its source.

Run ``python -m benchmarks.simulated_ranges``. The page is read from the simulator's own
code: a range is a constant, and what stands beside it in a comment is its source. A test
holds the page against the code.
"""

import ast
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "simulation.md"
HEAD = """# What is simulated, and from which ranges

This page is generated from the simulator's own code
(`python -m benchmarks.simulated_ranges`); [python.md](python.md) shows how to use it. Where
no paper is named the range is the model's own: wide, so that nothing likely is left out.
*As commonly quoted* was not seen in the source itself.

Jerks are known in their physics, not in patients: nothing here was fitted to a recording of
myoclonus. Unless told otherwise, `simulate` and `plant` draw cortical and non-cortical
bursts on the joints of `LIMBS`; by their shares long ones too, negative ones, which are
experimental, tissue and strap, and trains. `generator` chooses one of the three ways to
make a jerk in `myosense.simulation.GENERATORS` instead: `muscle` (all these bursts; limbs
held anyhow, bursts that repeat, a second joint, tissue and strap), `lobes` and `packets`.

A span of *from to* is drawn evenly, or evenly in its logarithm where the code says so.
Ranges of activities are drawn once a bout: the same hand, strap and table.
"""
#: What is shown: a module, and its heading.
SECTIONS = {
    "drawing": "Jerks, unless said otherwise",
    "limbs": "Bursts, muscles and joints",
    "muscles": "Kinds of jerks, repeats, a second joint",
    "straps": "Tissue and strap",
    "lobes": "Jerks as free lobes",
    "packets": "Jerks as wave packets",
    "spread": "Who moves first",
    "times": "Clusters",
    "dayshapes": "Jerks by the clock",
    "trains": "Trains",
    "sensor": "The sensor",
    "lookalikes": "Reaches, knocks, tremor, even steps",
    "acts": "What activities have in common, unless said otherwise",
    "hands": "Hands at a table",
    "gestures": "Hands elsewhere",
    "bodies": "Body, trunk, head and legs",
    "habits": "What goes on under it",
    "moving": "Moves that turn the sensor",
    "gait": "Steps",
    "scenes": "Breathing, pulse, posture",
}
#: Of an activity, which of its ranges are shown; what is left out has its defaults.
SHOWN = (
    "span_s", "rate_hz", "step_hz", "n_steps", "peak_g", "stroke_s", "length_s", "ring_hz",
    "pause_s", "duration_s", "way_m", "turn_rad", "decay_s", "strength",
    "push_g", "swing_g", "tilt_g", "rough_g", "twitch_s", "resonance_hz", "damping",
    "lever_m", "mean_s", "sd_s", "shortest_s", "longest_s", "counter_share",
)  # fmt: skip
PARTS = ("acts", "moves", "touch", "strike")  #: What goes on under it has rows of its own.
Row = tuple[str, str, str]  #: name, value, source


def page() -> str:
    """Write the page."""
    parts = [HEAD]
    for name, heading in SECTIONS.items():
        rows = [f"| {' | '.join(row)} |" for row in said_once(rows_of(name))]
        table = ["| what | from to | source |", "| --- | --- | --- |", *rows]
        parts += [f"## {heading}\n\n`myosense/simulation/{name}.py`\n", *table, ""]
    return "\n".join(parts)


def said_once(rows: Iterable[Row]) -> Iterator[Row]:
    """Let a source that is that of the row above not be repeated."""
    last = ""
    for what, value, source in rows:
        yield what, value, "as above" if source and source == last else source
        last = source


def rows_of(name: str) -> Iterator[Row]:
    """List the public numbers of a module, with the comments beside them."""
    module = import_module(f"myosense.simulation.{name}")
    lines = Path(str(module.__file__)).read_text(encoding="utf-8").splitlines()
    body = ast.parse("\n".join(lines)).body
    yield from _rows(body, vars(module), lines, "")
    for node in body:
        if isinstance(node, ast.ClassDef):
            held = vars(getattr(module, node.name))
            yield from _rows(node.body, held, lines, f"{node.name}.")


def _rows(
    body: list[ast.stmt], held: Mapping[str, object], lines: list[str], prefix: str
) -> Iterator[Row]:
    source, end = "", 0
    for node in body:
        if isinstance(node, ast.AnnAssign | ast.Assign):
            target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
            last = node.end_lineno or node.lineno
            # A constant right below another shares its comment.
            shared = source if node.lineno == end + 1 and not prefix else ""
            source, end = beside(lines, node.lineno, last) or shared, last
            if isinstance(target, ast.Name) and not target.id.startswith("_"):
                value = held.get(target.id)
                for what, text, own in _parts(node, target.id, value, lines):
                    yield f"{prefix}{what}", text, own or source


def _parts(
    node: ast.AnnAssign | ast.Assign, name: str, value: object, lines: list[str]
) -> Iterator[Row]:
    """List what one constant holds: a number, a range, or the rows of a table."""
    if not isinstance(value, dict):
        if text := shown(value):
            yield name, text, ""
        return
    keys = node.value.keys if isinstance(node.value, ast.Dict) else []
    at = [key.lineno for key in keys if key is not None] or [node.lineno] * len(value)
    for line, (key, item) in zip(at, value.items(), strict=True):
        own = beside(lines, line, line) if line > node.lineno else ""
        yield f"{name}: {key}", shown(item), own


def beside(lines: list[str], first: int, last: int) -> str:
    """Join the comment above a statement and the one behind it; lines count from 1."""
    above: list[str] = []
    row = first - 2
    while row >= 0 and re.match(r"\s*#(?! ---)", lines[row]):
        above.insert(0, lines[row])
        row -= 1
    behind = lines[last - 1].partition("  #")
    comments = above + ([f"#{behind[2]}"] if behind[1] else [])
    words = (re.sub(r"^\s*#:?\s*", "", comment) for comment in comments)
    return " ".join(words).replace("|", "\\|").strip()


def shown(held: object) -> str:
    """Write a number, a range, or the ranges of a row of a table; of others nothing."""
    if isinstance(held, bool):
        return ""
    if isinstance(held, int | float):
        return f"{held:.4g}"
    if isinstance(held, tuple) and len(held) == 2 and all(map(_is_number, held)):
        return f"{held[0]:.4g} to {held[1]:.4g}"
    if isinstance(held, tuple):
        return "; or ".join(shown(item) for item in held if is_dataclass(item))
    if isinstance(held, dict):
        return ", ".join(f"{key} {shown(value)}" for key, value in held.items())
    return "; ".join(_fields(held)) if is_dataclass(held) else ""


def _fields(held: object) -> Iterator[str]:
    for item in fields(held):  # type: ignore[arg-type]
        value = getattr(held, item.name)
        if item.name in PARTS and (text := shown(value)):
            yield f"{item.name} ({text})"
        elif item.name in SHOWN and value is not None:
            yield f"{item.name} {shown(value)}"


def _is_number(held: object) -> bool:
    return isinstance(held, int | float) and math.isfinite(held)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")

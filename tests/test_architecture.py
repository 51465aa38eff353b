"""Data flows one way: a module imports only from the layers below its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "myosense"
LAYERS = [
    {"errors"},
    {
        "intervals",
        "sites",
        "estimates",
        "lengths",
        "likelihood",
        "peaks",
        "ranks",
        "models",
        "pieces",
        "schema",
        "zones",
    },
    {"timing", "dispersion", "gaps", "leading", "longtables"},
    {"arrivals"},
    {"recording", "coverage", "events"},
    {"clock", "reading", "terminal"},
    {
        "filtering",
        "simulation",
        "matching",
        "provenance",
        "false_alarms",
        "options",
        "logs",
    },
    {
        "detection",
        "scorecard",
        "states",
        "patterns",
        "exposure",
        "eventtables",
        "scoring",
        "envelopes",
    },
    {"spreading", "wearlog", "steps"},
    {"ticks", "measuring", "classification", "rates", "windows", "lags"},
    {
        "wearing",
        "diary",
        "strata",
        "restclasses",
        "summary",
        "network",
        "glances",
        "daytime",
        "spacing",
        "triggers",
        "medication",
        "alignment",
    },
    {"checking", "judging", "diaries", "knocks", "candidates", "when", "statespans"}
    | {"bodyclocks"},
    {"combining"},
    {"settings", "report", "joining", "distribution", "body", "sensors", "common_mode"},
    {"together", "weighing"},
    {"results"},
    {"analysis", "inspection", "converting"},
    {"pipeline", "explanation", "holding", "readable"},
    {"batch"},
    {"commands"},
    {"cli"},
]
#: The steps of the pipeline: one may know another's types and constants, not call it.
STEPS = {"filtering", "detection", "measuring", "classification", "checking", "wearing"} | {
    "states",
    "ticks",
    "patterns",
    "rates",
    "diary",
}
#: What a step may call of another one: a table of the band's loss, and a part of the check.
CALLS = {
    "detection": {"filtering.kept_share"},
    "measuring": {"filtering.kept_share"},
    "checking": {"wearing.find_not_worn"},
    "diary": {"patterns", "rates"},
}
FILES = sorted(PACKAGE.rglob("*.py"))
UNITS = sorted({path.relative_to(PACKAGE).parts[0].removesuffix(".py") for path in FILES})


def files_of(unit: str) -> list[Path]:
    """List the files of a module or a folder."""
    return [
        path
        for path in FILES
        if path.relative_to(PACKAGE).parts[0].removesuffix(".py") == unit
    ]


def is_for_types(node: ast.stmt) -> bool:
    """Say whether a statement runs only for a type checker."""
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


def statements(tree: ast.AST) -> Iterator[ast.AST]:
    """Walk through everything that runs."""
    for node in ast.iter_child_nodes(tree):
        if not (isinstance(node, ast.stmt) and is_for_types(node)):
            yield node
            yield from statements(node)


def imports(path: Path) -> set[str]:
    """List what a file imports of the package: ``module`` or ``module.name``."""
    found: set[str] = set()
    for node in statements(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relative to itself"
            module = node.module or ""
            if module == "myosense" or module.startswith("myosense."):
                found |= {f"{module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.removeprefix("myosense.") for name in found if name.startswith("myosense")}


def units_imported(unit: str) -> set[str]:
    """List the other modules and folders that one imports."""
    found = {name.split(".")[0] for path in files_of(unit) for name in imports(path)}
    return found - {unit}


@pytest.mark.parametrize("unit", [unit for unit in UNITS if unit != "__init__"])
def test_a_module_imports_only_from_lower_layers(unit: str) -> None:
    places = [level for level, layer in enumerate(LAYERS) if unit in layer]
    assert len(places) == 1, f"{unit} must be placed in one of the layers"
    assert units_imported(unit) <= set().union(*LAYERS[: places[0]])


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_step_calls_no_other_step(step: str) -> None:
    called = {
        name
        for path in files_of(step)
        for name in imports(path)
        if name.split(".")[0] in STEPS - {step} and name.split(".")[-1].islower()
    }
    assert called <= CALLS.get(step, set())


def test_only_the_pipeline_knows_the_order() -> None:
    knowing = {unit for unit in UNITS if {"detection", "measuring"} <= units_imported(unit)}
    assert knowing - {"settings"} == {"pipeline"}


def test_nothing_in_the_middle_touches_files_or_prints() -> None:
    middle = {*STEPS, "recording", "coverage", "intervals", "events", "timing"} | {
        "scorecard",
        "scoring",
        "summary",
    }
    for unit in middle:
        for path in files_of(unit):
            nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
            calls = {node.func.id for node in nodes if is_plain_call(node)}  # type: ignore[attr-defined]
            assert not calls & {"open", "print", "input"}, path.name
            modules = {a.name for n in nodes if isinstance(n, ast.Import) for a in n.names}
            modules |= {n.module or "" for n in nodes if isinstance(n, ast.ImportFrom)}
            assert not modules & {"pathlib", "os", "io", "logging"}, path.name


def is_plain_call(node: ast.AST) -> bool:
    """Say whether a node calls a plain name."""
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name)


def test_no_two_modules_import_each_other() -> None:
    of_file = {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): imports(path)
        for path in FILES
        if path.stem != "__init__"
    }
    for name, found in of_file.items():
        for other in found & set(of_file):
            assert name not in of_file[other], f"{name} and {other} import each other"

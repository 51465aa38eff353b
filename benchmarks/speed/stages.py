"""Charge the CPU seconds of an analysis to the stages that spend them."""

import functools
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

from benchmarks.speed.timed import cpu_s

PACKAGE = "myosense"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A named function whose time is charged to a stage."""

    name: str
    module: str  #: Below the package.
    function: str  #: Name, or class and method: ``Detector.log_odds``.
    is_counted: bool = False  #: Whether what it returns has one row a candidate.


STAGES = (
    Stage(name="reading", module="reading", function="read"),
    Stage(name="filter", module="filtering", function="filter_block"),
    Stage(name="lobes", module="detection", function="possible_mains", is_counted=True),
    Stage(name="glances", module="glances", function="glances"),
    Stage(name="views", module="windows", function="views_in"),
    Stage(name="views", module="windows", function="_near", is_counted=True),
    Stage(name="networks", module="network", function="Detector.log_odds"),
    Stage(name="measures", module="measuring", function="first_of"),
    Stage(name="measures", module="measuring", function="further_of"),
    Stage(name="measures", module="weighing", function="may_be_kept"),
    Stage(name="measures", module="measuring", function="tabulate", is_counted=True),
    Stage(name="ticks and states", module="ticks", function="tick_block"),
    Stage(name="ticks and states", module="states", function="mark_walking"),
    Stage(name="ticks and states", module="states", function="label_states"),
    Stage(name="check", module="checking", function="check"),
    Stage(
        name="classes",
        module="classification",
        function="classify",
        is_counted=True,
    ),
    Stage(name="saving", module="results", function="save"),
    Stage(name="plot", module="results", function="_draw_pictures"),
    Stage(name="report", module="report.text", function="render"),
)
REST = "counting and the rest"  #: What is left of `analyze`.


class Watch:
    """Which stage the CPU seconds go to: the innermost that runs."""

    def __init__(self) -> None:
        self.spent_s: defaultdict[str, float] = defaultdict(float)
        self.n_rows: Counter[str] = Counter()
        self._open: list[str] = []
        self._since_s = 0.0

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Charge what runs inside to a stage; the outer one waits."""
        self._charge()
        self._open.append(name)
        try:
            yield
        finally:
            self._charge()
            self._open.pop()

    def _charge(self) -> None:
        now_s = cpu_s()
        if self._open:
            self.spent_s[self._open[-1]] += now_s - self._since_s
        self._since_s = now_s

    def watched(self, stage: Stage, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a function, so that its time and rows are charged."""

        @functools.wraps(function)
        def timed(*arguments: object, **named: object) -> object:
            with self.stage(stage.name):
                made = function(*arguments, **named)
            if stage.is_counted:
                self.n_rows[stage.name] += len(made)
            return made

        return timed


def watch(stages: Sequence[Stage] = STAGES) -> Watch:
    """Put every stage under a watch, wherever the package has imported its function.

    Raises
    ------
    AttributeError
        If the package has no such function (any more).
    """
    watching = Watch()
    for stage in stages:
        owner: ModuleType | type = import_module(f"{PACKAGE}.{stage.module}")
        *classes, name = stage.function.split(".")
        for each in classes:
            owner = getattr(owner, each)
        function = getattr(owner, name)
        wrapped = watching.watched(stage, function)
        for holder in (owner, *_package()):
            for key, value in list(vars(holder).items()):
                if value is function:
                    setattr(holder, key, wrapped)
    return watching


def _package() -> list[ModuleType]:
    """List what is imported of the package."""
    return [
        module
        for name, module in list(sys.modules.items())
        if name.partition(".")[0] == PACKAGE
    ]

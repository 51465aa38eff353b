"""All parameters in one frozen tree, from TOML and to TOML.

Every default stands beside the function that uses it, with its meaning and source; this
module only joins them. An unknown key is refused with the nearest valid name.
"""

import difflib
import json
import math
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, Self, TypeVar

from myosense.checking import CheckParameters
from myosense.classification import ClassificationParameters
from myosense.combining import CombineParameters
from myosense.daytime import CircadianParameters, MomentParameters
from myosense.detection import DetectionParameters
from myosense.diary import DiaryParameters
from myosense.errors import ArgumentError, SettingsError
from myosense.filtering import FilterParameters
from myosense.judging import JudgeParameters
from myosense.lags import AlignmentParameters
from myosense.measuring import MeasureParameters
from myosense.medication.parameters import MedicationParameters
from myosense.options import existing_file
from myosense.patterns import PatternParameters
from myosense.rates import RateParameters
from myosense.restclasses import RestClassParameters
from myosense.states import StateParameters
from myosense.triggers import TriggerParameters
from myosense.wearing import WearParameters

T = TypeVar("T")
#: Who judges, and the least probability that is counted. Of people left out of the fit,
#: `balanced` counts 0.90 false alarms an hour, `specific` 0.19 (card of the networks).
PRESETS = {
    "balanced": ("network", 0.2),
    "specific": ("network", 0.5),
    "rules": ("rules", 0.5),
}


@dataclass(frozen=True, kw_only=True)
class BlockParameters:
    """How a recording is cut for processing; results do not depend on it."""

    block_s: float = 600.0  #: Length of a block.
    #: Margin on both sides: filter, noise floor and rhythm need 12 s.
    margin_s: float = 20.0

    def __post_init__(self) -> None:
        """Check the limits."""
        if self.block_s <= 0 or self.margin_s < 15:
            raise SettingsError(
                "blocks.block_s must be above 0 and margin_s at least 15, "
                f"but they are {self.block_s:g} and {self.margin_s:g}"
            )


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Every number that a user may turn."""

    blocks: BlockParameters = field(default_factory=BlockParameters)
    filter: FilterParameters = field(default_factory=FilterParameters)
    check: CheckParameters = field(default_factory=CheckParameters)
    wear: WearParameters = field(default_factory=WearParameters)
    states: StateParameters = field(default_factory=StateParameters)
    detection: DetectionParameters = field(default_factory=DetectionParameters)
    judge: JudgeParameters = field(default_factory=JudgeParameters)
    measures: MeasureParameters = field(default_factory=MeasureParameters)
    classification: ClassificationParameters = field(
        default_factory=ClassificationParameters
    )
    patterns: PatternParameters = field(default_factory=PatternParameters)
    rates: RateParameters = field(default_factory=RateParameters)
    diary: DiaryParameters = field(default_factory=DiaryParameters)
    alignment: AlignmentParameters = field(default_factory=AlignmentParameters)
    combining: CombineParameters = field(default_factory=CombineParameters)
    rest_classes: RestClassParameters = field(default_factory=RestClassParameters)
    moments: MomentParameters = field(default_factory=MomentParameters)
    circadian: CircadianParameters = field(default_factory=CircadianParameters)
    triggers: TriggerParameters = field(default_factory=TriggerParameters)
    medication: MedicationParameters = field(default_factory=MedicationParameters)

    @classmethod
    def preset(cls, name: str) -> Self:
        """Return a named choice: ``balanced``, ``specific`` or ``rules``.

        Raises
        ------
        SettingsError
            If there is no preset of that name.
        """
        if name not in PRESETS:
            raise SettingsError(
                f"preset {name!r} is not known; expected one of {', '.join(PRESETS)}"
            )
        method, least = PRESETS[name]
        return cls(
            classification=ClassificationParameters(method=method, min_probability=least)
        )

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """Read settings from a TOML file; what it does not name keeps its default.

        Raises
        ------
        SettingsError
            If the file cannot be read, or a key or value cannot be used.
        """
        try:
            tree = tomllib.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            raise SettingsError(
                f"{path}: not readable as TOML settings: {error}"
            ) from error
        try:
            return _updated(cls(), tree, "")
        except SettingsError as error:
            raise SettingsError(f"{path}: {error}") from error

    @classmethod
    def from_dict(cls, tree: dict[str, Any]) -> Self:
        """Build settings from plain dictionaries, as `as_dict` returns them.

        Raises
        ------
        SettingsError
            If a key or value cannot be used.
        """
        return _updated(cls(), tree, "")

    def with_knocks(self, spans: Iterable[tuple[float, float]]) -> Self:
        """Return the settings with times in which all sensors were knocked on.

        Raises
        ------
        SettingsError
            If a time does not start before it stops, or they overlap.
        """
        knocks_s = tuple(limit for span in sorted(spans) for limit in span)
        return replace(self, alignment=replace(self.alignment, knocks_s=knocks_s))

    def as_dict(self) -> dict[str, Any]:
        """Return the tree as plain dictionaries."""
        tree: dict[str, Any] = _plain(self)
        return tree

    def to_toml(self) -> str:
        """Write all effective values as TOML."""
        return "\n".join(_toml_lines(self.as_dict(), "")) + "\n"


def chosen(file: Path | None, preset: str | None) -> Settings:
    """Take the settings of a TOML file, of a preset, or the balanced ones.

    Raises
    ------
    ArgumentError
        If both were given, or there is no such file.
    SettingsError
        If the file or the name cannot be used.
    """
    if file is not None and preset is not None:
        raise ArgumentError("--settings and --preset were both given; expected one of them")
    if file is not None:
        return Settings.load(existing_file(file))
    return Settings() if preset is None else Settings.preset(preset)


def taken(settings: Settings | None) -> Settings:
    """Take the settings that were given, or the balanced ones.

    Raises
    ------
    SettingsError
        If they are something else, such as the name of a preset.
    """
    if settings is None:
        return Settings()
    if not isinstance(settings, Settings):
        raise SettingsError(
            f"settings is {settings!r}; expected Settings, as from "
            "Settings.preset('specific') or Settings.load('mine.toml')"
        )
    return settings


def _updated(node: T, tree: dict[str, Any], where: str) -> T:
    """Replace the fields of a dataclass that the tree names."""
    changes: dict[str, Any] = {}
    names = [item.name for item in fields(node)]  # type: ignore[arg-type]
    for key, value in tree.items():
        if key not in names:
            nearest = difflib.get_close_matches(key, names, n=1, cutoff=0.0)[0]
            raise SettingsError(
                f"setting {where + key!r} is not known; did you mean {where + nearest!r}?"
            )
        current = getattr(node, key)
        if is_dataclass(current):
            if not isinstance(value, dict):
                raise SettingsError(
                    f"setting {where + key!r} is {value!r}; expected a table"
                )
            changes[key] = _updated(current, value, f"{where}{key}.")
        else:
            changes[key] = _converted(value, current, where + key)
    return replace(node, **changes)  # type: ignore[type-var]


def _converted(value: object, current: object, name: str) -> object:
    """Bring a TOML value to the type of the default."""
    if isinstance(current, tuple) and isinstance(value, list):
        if current and len(value) != len(current) and not isinstance(current[0], str):
            raise SettingsError(
                f"setting {name!r} has {len(value)} values; expected {len(current)}"
            )
        kind = current[0] if current else 0.0  # an empty list is one of numbers
        return tuple(_converted(item, kind, name) for item in value)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if isinstance(current, float) and is_number:
        number = float(value)  # type: ignore[arg-type]
        if not math.isfinite(number):
            raise SettingsError(f"setting {name!r} is {number}; expected a finite number")
        return number
    if type(value) is not type(current):
        raise SettingsError(
            f"setting {name!r} is {value!r}; "
            f"expected {_type_word(current)} such as {current!r}"
        )
    return value


def _type_word(value: object) -> str:
    words = {bool: "true or false", int: "a whole number", float: "a number", str: "text"}
    return words.get(type(value), "a list")


def _plain(node: Any) -> Any:  # noqa: ANN401 - any branch of the tree
    if is_dataclass(node):
        return {item.name: _plain(getattr(node, item.name)) for item in fields(node)}
    return list(node) if isinstance(node, tuple) else node


def _toml_lines(tree: dict[str, Any], where: str) -> list[str]:
    lines = [
        f"{key} = {_toml_value(v)}" for key, v in tree.items() if not isinstance(v, dict)
    ]
    for key, branch in tree.items():
        if isinstance(branch, dict):
            inner = _toml_lines(branch, f"{where}{key}.")
            if inner and not inner[0].startswith("["):
                lines += ["", f"[{where}{key}]"]
            lines += inner
    return lines


def _toml_value(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)  # a TOML basic string escapes as JSON
    if isinstance(value, list):
        return f"[{', '.join(_toml_value(item) for item in value)}]"
    return repr(value)

"""What a preset says about a format of text table, and how it is applied."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from myosense.errors import ArgumentError, ReadError
from myosense.reading.clock import find_zone
from myosense.reading.columns import Roles, find_roles, parse_columns
from myosense.reading.layout import Layout
from myosense.reading.scales import counts_unit
from myosense.reading.table import BY_FORMAT, NAMED, Declared, declared_from
from myosense.sites import guess_from_name

SIGNATURE_CHARACTERS = 1 << 14  #: Signatures are looked for in this much of the head.
AXES = ("x", "y", "z")

#: A pattern whose first group is the text, or a function of the head.
Finder = str | Callable[[str], str | None]
#: A pattern of the columns' names with ``{axis}`` in it, or their numbers from 1.
Axes = str | tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class Preset:
    """One format of text table. All patterns ignore case; ``^`` and ``$`` are of lines.

    What is left out is found by the generic finder: roles by the names of the columns,
    clock by the cells, unit by gravity.
    """

    name: str  #: The format in words, as ``inspect`` prints it.
    signature: str  #: Searched in the first lines, from the first character to the rows.
    file_name: str = ""  #: Searched in the file's name, where the content does not tell.
    #: Why the file is not read and what to export instead. ``{0}`` in it, or in the name,
    #: is the signature's first group.
    refusal: str = ""
    n_skipped: int = 0  #: Lines at the top that look like rows and are none.
    acceleration: Axes | None = None
    gyroscope: Axes | None = None
    gravity: Axes | None = None  #: Added to an acceleration that lacks it.
    time: str | int | tuple[str | int, ...] = ()  #: Patterns of names, or numbers from 1.
    clock: str = ""  #: How the time columns are understood, a key of `clocks.CLOCKS`.
    date_order: str | Callable[[str], str | None] | None = None  #: ``dmy`` or ``mdy``
    unit: str | None = None
    counts_per_g: float | None = None  #: Where the columns hold counts: how many are 1 g …
    zero_count: float = 0.0  #: … and how many are 0 g.
    gyroscope_unit: str | None = None
    counts_per_dps: float | None = None
    is_gravity_removed: bool = False
    is_merged: bool = False  #: Rows of other sensors repeat this one's last value.
    held_s: float | None = None  #: Equal rows for this long fill up what was not recorded.
    device: str | None = None
    #: A field of `Declared` (``site`` may hold the side too) and where its text stands.
    declares: Mapping[str, Finder] = field(default_factory=dict)
    notices: tuple[str, ...] = ()


def find_preset(
    presets: Sequence[Preset], head: str, file_name: str, *, may_refuse: bool = True
) -> Preset | None:
    """Find the first preset whose signature is in the head of a file.

    Parameters
    ----------
    presets
        In the order in which they are tried.
    head
        The first lines as text, ends of line as in the file.
    file_name
        Name of the file, without its folder.
    may_refuse
        Whether formats that are refused count: not where the user names the columns.

    Raises
    ------
    ReadError
        If the format is one that is refused.
    """
    plain = plain_lines(head)
    for preset in presets:
        if preset.refusal and not may_refuse:
            continue
        is_named = re.search(preset.file_name, file_name, re.IGNORECASE)
        match = _search(preset.signature, plain) if is_named else None
        if match and preset.refusal:
            raise ReadError(f"is {preset.name}; {preset.refusal}".format(*match.groups()))
        if match and callable(preset.date_order):
            return replace(preset, date_order=preset.date_order(plain))
        if match:
            return preset
    return None


def plain_lines(head: str) -> str:
    """Bring the part of a head that signatures are searched in to plain ends of line."""
    return "\n".join(head[:SIGNATURE_CHARACTERS].lstrip("\ufeff").splitlines())


def _search(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE | re.MULTILINE)


def preset_roles(
    preset: Preset | None, layout: Layout, columns: Mapping[str, str] | str | None
) -> tuple[Roles, Preset | None]:
    """Find what each column is, by the user's word, the preset's, or the generic finder.

    Returns
    -------
    roles : Roles
    preset : Preset or None
        What still holds of the preset: columns that the user chose are not what it knows.
    """
    given = parse_columns(columns)
    if preset is None:
        return find_roles(layout.names, layout.rows, given, layout.decimal), None
    if "x" in given:
        preset = replace(
            preset,
            acceleration=None,
            gravity=None,
            unit=None,
            counts_per_g=None,
            is_gravity_removed=False,
        )
    if "gx" in given:
        preset = replace(preset, gyroscope=None, gyroscope_unit=None, counts_per_dps=None)
    if "time" in given:
        preset = replace(preset, time=(), clock="")
    said = {**_said(preset, layout.names), **given}
    roles = find_roles(layout.names, layout.rows, said, layout.decimal)
    time = _time_columns(preset, layout.names)
    if preset.clock or time:
        name = layout.names[time[0]] if time else ""
        roles = replace(roles, time=time, time_name=name)
    unit, unit_source = _unit(preset, roles)
    roles = replace(
        roles,
        gravity=_axes(preset.gravity, layout.names),
        unit=unit,
        unit_source=unit_source,
        gyroscope_unit=preset.gyroscope_unit or roles.gyroscope_unit,
        is_gravity_removed=preset.is_gravity_removed or roles.is_gravity_removed,
        is_bare=roles.is_bare and preset.acceleration is None,
        date_order=roles.date_order or _constant(preset.date_order),
    )
    return roles, preset


def _unit(preset: Preset, roles: Roles) -> tuple[str | None, str]:
    """Say the unit, and whether the file names it; a name goes before the preset."""
    if preset.counts_per_g is not None:
        return preset.unit, f"{BY_FORMAT} ({counts_unit(preset.counts_per_g)})"
    return (roles.unit, NAMED) if roles.unit else (preset.unit, BY_FORMAT)


def _constant(order: str | Callable[[str], str | None] | None) -> str | None:
    return None if callable(order) else order


def _said(preset: Preset, names: Sequence[str]) -> dict[str, str]:
    """Say the preset's axes as a user would: by the columns' numbers."""
    said: dict[str, str] = {}
    for prefix, axes in (("", preset.acceleration), ("g", preset.gyroscope)):
        found = _axes(axes, names) or ()
        said |= {
            f"{prefix}{axis}": f"{column + 1}"
            for axis, column in zip(AXES, found, strict=False)
        }
    return said


def _axes(axes: Axes | None, names: Sequence[str]) -> tuple[int, int, int] | None:
    """Find three columns; ``None`` if one of them is not there."""
    if axes is None:
        return None
    wanted = [axes.format(axis=axis) for axis in AXES] if isinstance(axes, str) else axes
    x, y, z = (_column(each, names) for each in wanted)
    return None if x is None or y is None or z is None else (x, y, z)


def _time_columns(preset: Preset, names: Sequence[str]) -> tuple[int, ...]:
    wanted = preset.time if isinstance(preset.time, tuple) else (preset.time,)
    found = [_column(each, names) for each in wanted]
    return tuple(column for column in found if column is not None)


def _column(wanted: str | int, names: Sequence[str]) -> int | None:
    """Find a column by its number from 1 or by a pattern of its whole name."""
    if isinstance(wanted, int):
        return wanted - 1 if wanted <= len(names) else None
    matches = [re.fullmatch(wanted, name.strip(), re.IGNORECASE) for name in names]
    return next((column for column, match in enumerate(matches) if match), None)


def find_declared_by(preset: Preset, head: str) -> Declared:
    """Read what the preset finds in the head of the file.

    Raises
    ------
    ReadError
        If a value is not what its key needs.
    """
    plain = plain_lines(head)
    said: dict[str, str] = {"device": preset.device or ""}
    for key, finder in preset.declares.items():
        found = finder(plain) if callable(finder) else _first_group(finder, plain)
        if found:
            said[key] = found.strip(' \t",;')
    if "time_zone" in said:
        said["time_zone"] = _zone(said["time_zone"])
    if "site" in said:
        guess = guess_from_name(said["site"])
        said |= {"site": guess.site or "", "side": guess.side or said.get("side", "")}
    return declared_from(said)


def _first_group(pattern: str, text: str) -> str | None:
    match = _search(pattern, text)
    return match[1] if match else None


def _zone(text: str) -> str:
    """Bring ``GMT +01`` to a name that is known; nothing if it is none."""
    name = re.sub(r"\s", "", text)
    try:
        find_zone(name)
    except ArgumentError:
        return ""
    return name

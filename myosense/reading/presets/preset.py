"""What a preset says about a format of text table, and how a file is known by it."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from myosense.errors import ReadError
from myosense.reading.table import Declared, declared_from
from myosense.sites import guess_from_name
from myosense.zones import known_zone

SIGNATURE_CHARACTERS = 1 << 14  #: Signatures are looked for in this much of the head.

QUOTED = re.compile(r'"([^",;\t\n]*)"')  #: A cell, as R and Excel write texts …
SPACES = re.compile(r"([,;\t]) +")  #: … behind marks between cells …
END_MARKS = re.compile(r"(?m)[,;\t]+(?=\r?$)")  #: … and behind the last cell.
#: A pattern whose first group is the text, or a function of the head.
Finder = str | Callable[[str], str | None]
#: A pattern of the columns' names with ``{axis}`` in it, or one an axis, or numbers from 1.
Axes = str | tuple[str, str, str] | tuple[int, int, int]


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
    doubt: Callable[[str], str | None] | None = None  #: A notice that depends on the head.


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
        if match:
            return _told_by(preset, plain)
    return None


def _told_by(preset: Preset, head: str) -> Preset:
    """Put in what the preset finds out from a head."""
    if callable(preset.date_order):
        preset = replace(preset, date_order=preset.date_order(head))
    doubt = preset.doubt(head) if preset.doubt else None
    return replace(preset, notices=(*preset.notices, doubt)) if doubt else preset


def recognize(
    presets: Sequence[Preset], head: str, file_name: str, *, may_refuse: bool = True
) -> tuple[Preset | None, str]:
    """Find the preset of a file, also of one that was saved again with other marks.

    Parameters
    ----------
    presets, head, file_name, may_refuse
        As in `find_preset`.

    Returns
    -------
    preset : Preset or None
    head : str
        With the marks that the preset knows.

    Raises
    ------
    ReadError
        If the format is one that is refused.
    """
    for text in (head, *_saved_again(head[:SIGNATURE_CHARACTERS])):
        preset = find_preset(presets, text, file_name, may_refuse=may_refuse)
        if preset is not None:
            return preset, text
    return None, head


def _saved_again(head: str) -> Iterator[str]:
    """Write a head as it may have been before other programs saved it."""
    below = head.lstrip("\ufeff\r\n")
    if below != head.lstrip("\ufeff"):
        yield below
        yield from _saved_again(below)
    yield from _with_commas(head)
    bare = END_MARKS.sub("", SPACES.sub(r"\1", QUOTED.sub(r"\1", head)))
    if bare != head:
        yield bare
        yield from _with_commas(bare)


def _with_commas(head: str) -> Iterator[str]:
    """Write a head of semicolons or tabs, as spreadsheets save tables, with commas."""
    for mark in ";\t":
        if mark in head:
            yield head.translate(str.maketrans(f"{mark},", ",."))
            yield head.replace(mark, ",")


def plain_lines(head: str) -> str:
    """Bring the part of a head that signatures are searched in to plain ends of line.

    Programs that write their own ends of line as text on Windows put CR before CR LF;
    others leave spaces there.
    """
    part = head[:SIGNATURE_CHARACTERS].lstrip("\ufeff").replace("\r\r\n", "\n")
    return "\n".join(line.rstrip(" ") for line in part.splitlines())


def _search(pattern: str, text: str) -> re.Match[str] | None:
    return re.search(pattern, text, re.IGNORECASE | re.MULTILINE)


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
    return known_zone(re.sub(r"\s", "", text)) or ""

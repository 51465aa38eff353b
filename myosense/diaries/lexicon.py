"""What the words of a diary mean: ours, English and German ones, and a user's own.

Other languages are mapped by a file of the user's: tables ``[columns]`` and
``[words.COLUMN]``, their word to ours.
"""

import difflib
import json
import tomllib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from myosense.diaries.schema import VOCABULARIES
from myosense.diaries.words import HEADERS, KNOWN, WORDS
from myosense.errors import ArgumentError
from myosense.logs import name_of


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Words of a user's own for ours, beside those that are known."""

    columns: Mapping[str, str] = field(default_factory=dict)
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def column(self, header: str) -> str | None:
        """Name the column that a header means; ``None`` where it is none of ours.

        >>> Lexicon().column("häufigkeit")
        'frequency'
        """
        if header in self.columns:
            return self.columns[header]
        if header in KNOWN:
            return header
        found = [name for name, spelled in HEADERS.items() if header in spelled]
        return found[0] if found else None

    def word(self, column: str, text: str) -> str | None:
        """Find our word for what a cell says; ``None`` where it is none.

        >>> Lexicon().word("frequency", "Sehr häufig")
        'very_frequent'
        """
        word = folded(text)
        word = self.words.get(column, {}).get(word, word)
        word = WORDS[column].get(word, word)
        return word if word in VOCABULARIES[column] else None


def folded(word: str) -> str:
    """Bring a word to one spelling: small letters, ``_`` for blanks and hyphens.

    >>> folded("Self-Care"), folded("woke  me")
    ('self_care', 'woke_me')
    """
    return name_of(word.replace("-", " "))


def nearest(header: str) -> str:
    """Name the column whose name is most like a header."""
    return difflib.get_close_matches(header, KNOWN, n=1, cutoff=0.0)[0]


def load_lexicon(path: Path) -> Lexicon:
    """Read the words of another language.

    Parameters
    ----------
    path
        TOML or JSON: a table ``columns`` (a header to ours) and tables ``words.COLUMN`` (a
        word to ours).

    Raises
    ------
    ArgumentError
        If it cannot be read, or maps to what is not known.
    """
    try:
        text = path.read_text(encoding="utf-8")
        is_json = path.suffix.casefold() == ".json"
        tree = json.loads(text) if is_json else tomllib.loads(text)
    except (OSError, ValueError) as error:
        raise ArgumentError(f"{path}: not readable as TOML or JSON: {error}") from error
    _check_tables(path, "it", tree, ("columns", "words"))
    words = tree.get("words", {})
    _check_tables(path, "words", words, VOCABULARIES)
    return Lexicon(
        columns=_checked(path, "columns", tree.get("columns", {}), KNOWN, name_of),
        words={
            column: _checked(path, column, table, VOCABULARIES[column], folded)
            for column, table in words.items()
        },
    )


def _check_tables(path: Path, what: str, found: object, known: Collection[str]) -> None:
    if not isinstance(found, dict) or set(found) - set(known):
        raise ArgumentError(
            f"{path}: {what} holds {found!r}; expected tables out of {', '.join(known)}"
        )


def _checked(
    path: Path,
    what: str,
    table: object,
    known: Collection[str],
    fold: Callable[[str], str],
) -> dict[str, str]:
    if not isinstance(table, dict):
        raise ArgumentError(f"{path}: {what} is {table!r}; expected a table of words")
    for word, ours in table.items():
        if ours not in known:
            raise ArgumentError(
                f"{path}: maps {word!r} to {ours!r}; expected one of {', '.join(known)}"
            )
    return {fold(word): ours for word, ours in table.items()}

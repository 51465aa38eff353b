"""What a result depends on, and what of it must be made again."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING

from myosense.batch.hashes import Hashes
from myosense.batch.people import COMMANDS, Person
from myosense.models import read_weights
from myosense.settings import Settings

if TYPE_CHECKING:
    from myosense.batch.places import Place

ANALYSIS = "analysis"
DATE_ORDER, WASHOUT = "date order", "wash-out"
#: The logs that a part of the key is about; every other part is about the analysis.
LOGS_OF = {log: {log} for log in COMMANDS} | {
    DATE_ORDER: set(COMMANDS),
    WASHOUT: {"doses"},
}
Key = Mapping[str, str]  #: Everything that a person's results depend on, by what it is.


@dataclass(frozen=True, kw_only=True)
class Task:
    """One person, and what is to be made of it."""

    person: Person
    output: "Place"
    settings: Settings
    key: Key
    why: str  #: "new", or what differs from the last attempt
    steps: tuple[str, ...]  #: what is to be made: the analysis, or names of `COMMANDS`
    kept: tuple[str, ...]  #: what is there already and good
    rows: tuple[Mapping[str, object], ...]  #: of the summary, where the analysis is kept
    notices: tuple[str, ...] = ()  #: of the result, where the analysis is kept


def common_key(settings: Settings) -> dict[str, str]:
    """Say what the results of all people depend on."""
    return {
        "settings": _hash(settings.to_toml().encode()),
        "version": version("myosense"),
        "model": _hash(read_weights()),
    }


def key_of(person: Person, common: Key, hashes: Hashes) -> dict[str, str]:
    """Say what the results of a person depend on; the files are hashed."""
    key = dict(common)
    for sensor in person.sensors:
        key[f"content of {sensor.name}"] = hashes.of(sensor.path)
        said = {k: v for k, v in asdict(sensor.options).items() if v is not None}
        key |= {
            f"{what.replace('_', ' ')} of {sensor.name}": str(value)
            for what, value in said.items()
        }
    # Its name stands in the result.
    key |= {what: f"{path.name} {hashes.of(path)}" for what, path in person.logs.items()}
    options = person.log_options
    if options.date_order is not None:
        key[DATE_ORDER] = options.date_order
    if options.washouts_h:
        key[WASHOUT] = json.dumps(dict(options.washouts_h), sort_keys=True)
    return key


def differences(former: Key, now: Key) -> list[str]:
    """Name what differs between two keys.

    >>> differences({"settings": "1", "side of x": "left"}, {"settings": "1"})
    ['side of x']
    """
    return [name for name in {**former, **now} if former.get(name) != now.get(name)]


def steps_to_do(
    changed: Collection[str], good: Collection[str], logs: Collection[str]
) -> tuple[str, ...]:
    """List what must be made: the analysis and all that rests on it, or single steps.

    Parameters
    ----------
    changed
        As from `differences`.
    good
        What the last attempt made and is still there.
    logs
        Which logs the person has.
    """
    is_new = ANALYSIS not in good or not LOGS_OF.keys() >= set(changed)
    touched = {log for what in changed for log in LOGS_OF.get(what, ())}
    due = [
        command
        for log, command in COMMANDS.items()
        if log in logs and (is_new or log in touched or command not in good)
    ]
    return tuple([ANALYSIS, *due] if is_new else due)


def _hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

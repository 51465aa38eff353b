"""APDM Opal in HDF5: what a sensor's configuration says, and calibrated before raw.

Motion Studio of version 5 and later has ``Sensors/<number>`` with a configuration of its
own; before, each Opal had ``<name>/Calibrated`` and ``<name>/Raw`` and a label.
"""

import re
from collections.abc import Mapping, Sequence

from myosense.reading.stamps import offset_name
from myosense.reading.trees import Leaf

Facts = dict[str, float | str]
CONFIGURED = re.compile(r"Sensors/[^/]+/Configuration")
LABEL = "monitorlabel"  #: Attribute of an Opal in older files.
MAX_OFFSET_H = 14


def is_apdm(facts: Mapping[str, Facts]) -> bool:
    """Say whether the folders of a file are those of Opals."""
    return any(CONFIGURED.fullmatch(path) or LABEL in said for path, said in facts.items())


def with_apdm(facts: Mapping[str, Facts]) -> dict[str, Facts]:
    """Move what is said of a sensor to where its arrays lie: label, rate and zone."""
    moved = dict(facts)
    for path, configuration in facts.items():
        sensor, _, last = path.rpartition("/")
        if last == "Configuration":
            place, label = sensor, configuration.get("label0")
        elif LABEL in configuration:
            sensor, place, label = path, f"{path}/Calibrated", configuration[LABEL]
        else:
            continue
        said: Facts = {"device": f"APDM Opal {sensor.rpartition('/')[2]}"}
        if isinstance(label, str):
            said["label"] = label
        if isinstance(configuration.get("samplerate"), float):
            said["samplerate"] = configuration["samplerate"]
        hours = configuration.get("timezoneoffset")
        if isinstance(hours, float) and abs(hours) <= MAX_OFFSET_H:
            said["timezone"] = offset_name(round(hours * 3600))
        moved[place] = moved.get(place, {}) | said
    return moved


def without_raw(leaves: Sequence[Leaf]) -> list[Leaf]:
    """Leave out counts that lie calibrated beside."""
    paths = {leaf.path for leaf in leaves}
    return [
        leaf
        for leaf in leaves
        if "/Raw/" not in leaf.path
        or leaf.path.replace("/Raw/", "/Calibrated/") not in paths
    ]

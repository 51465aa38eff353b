"""The formats of text tables that are known by name, one small entry each.

A new device is one more `Preset` in one of these tables and a sample of its file. The first
whose signature is found reads the file; what none of them knows goes to the generic finder.
"""

from myosense.reading.presets.actigraph import ACTIGRAPH
from myosense.reading.presets.axivity import AXIVITY
from myosense.reading.presets.counts import COUNTS
from myosense.reading.presets.imus import IMUS
from myosense.reading.presets.phones import PHONES
from myosense.reading.presets.preset import Preset, find_preset
from myosense.reading.presets.research import RESEARCH

__all__ = ["PRESETS", "Preset", "find_preset"]

#: In the order in which they are tried.
PRESETS: tuple[Preset, ...] = (*ACTIGRAPH, *COUNTS, *AXIVITY, *RESEARCH, *PHONES, *IMUS)

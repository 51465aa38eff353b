"""What sets jerks off: what follows a stimulus, and action against rest.

Nothing here says that a stimulus or an action causes a jerk; it says how often one comes
with the other, and how often that would happen by chance.
"""

from myosense.triggers.action import action_against_rest
from myosense.triggers.markers import COLUMNS as MARKERS
from myosense.triggers.markers import read_markers
from myosense.triggers.parameters import TriggerParameters, window
from myosense.triggers.responding import Responses, respond

__all__ = [
    "MARKERS",
    "Responses",
    "TriggerParameters",
    "action_against_rest",
    "read_markers",
    "respond",
    "window",
]

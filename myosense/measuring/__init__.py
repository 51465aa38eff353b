"""Measure candidates: one row each, in physical units and in relation to its surroundings.

Everything is taken from the motion's norm, from angles, or along the direction of the peak
itself, so that turning the sensor changes nothing. All candidates of a block are measured
at once: a window around each makes an array of shape ``(n_candidates, n_window)``. Nothing
depends on what else was taken for a candidate, so that a block gives what the whole gives.
"""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from myosense import events
from myosense.detection import Rows
from myosense.filtering import Motion, Signal
from myosense.measuring.around import Around, MeasureParameters, Padded
from myosense.measuring.lobe import measure_lobe
from myosense.measuring.model import measure_match
from myosense.measuring.neighbors import measure_neighbors
from myosense.measuring.rhythm import measure_rhythm
from myosense.measuring.spike import measure_spike
from myosense.measuring.surroundings import measure_rest, measure_surroundings
from myosense.measuring.swings import measure_straightness, measure_swings
from myosense.measuring.turning import measure_turning

__all__ = [
    "IS_CLIPPED",
    "Around",
    "MeasureParameters",
    "Measures",
    "Padded",
    "first_of",
    "further_of",
    "measure",
    "tabulate",
]

Measures = dict[str, Signal]  #: Columns of the events table, but for `IS_CLIPPED`.
IS_CLIPPED = "is_clipped"  #: Name of what becomes a flag.

CLIP_REACH_S = 0.1  #: A sample at the rail this near to the peak makes it a lower bound.


def measure(motion: Motion, peaks: Rows, parameters: MeasureParameters) -> pd.DataFrame:
    """Measure every candidate of a block.

    Parameters
    ----------
    motion
        The block in the jerk band.
    peaks : shape (n,)
        Row of each candidate's main lobe.
    parameters
        Settings of the measures.

    Returns
    -------
    pandas.DataFrame
        An events table, its columns as declared in `myosense.events.COLUMNS`; place, time
        and label are still missing.
    """
    if len(peaks) == 0:
        return tabulate([])
    around = Around(Padded(motion), peaks)
    return tabulate([first_of(around, parameters) | further_of(around, parameters)])


def first_of(around: Around, parameters: MeasureParameters) -> Measures:
    """Measure what costs little and tells most: many candidates need no more."""
    near_rail = around.motion.is_at_rail[around.rows(-CLIP_REACH_S, CLIP_REACH_S)]
    return {
        **measure_lobe(around, parameters),
        **measure_straightness(around, parameters),
        **measure_rest(around, parameters),
        **measure_match(around),
        IS_CLIPPED: np.any(near_rail, axis=1),
    }


def further_of(around: Around, parameters: MeasureParameters) -> Measures:
    """Measure all else."""
    return {
        **measure_swings(around, parameters),
        **measure_spike(around),
        **measure_turning(around, parameters),
        **measure_surroundings(around, parameters),
        **measure_rhythm(around, parameters),
        **measure_neighbors(around),
    }


def tabulate(blocks: Sequence[Measures]) -> pd.DataFrame:
    """Make one events table of the measures of all blocks, in their order."""
    if not blocks:
        return events.empty()
    columns = {
        name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]
    }
    is_clipped = columns.pop(IS_CLIPPED)
    table = events.make({**columns, "flags": ""}, len(is_clipped))
    return events.add_flag(table, "clipped", is_clipped)

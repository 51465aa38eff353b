"""Measure candidates: one row each, in physical units and in relation to its surroundings.

Everything is taken from the motion's norm, from angles, or along the direction of the peak
itself, so that turning the sensor changes nothing. All candidates of a block are measured
at once: a window around each makes an array of shape ``(n_candidates, n_window)``. Nothing
depends on what else was taken for a candidate, so that a block gives what the whole gives.
"""

import numpy as np
import pandas as pd

from myosense import events
from myosense.detection import Rows
from myosense.filtering import Motion
from myosense.measuring.around import Around, MeasureParameters
from myosense.measuring.lobe import measure_lobe
from myosense.measuring.model import measure_match
from myosense.measuring.neighbors import measure_neighbors
from myosense.measuring.rhythm import measure_rhythm
from myosense.measuring.spike import measure_spike
from myosense.measuring.surroundings import measure_surroundings
from myosense.measuring.swings import measure_swings
from myosense.measuring.turning import measure_turning

__all__ = ["MeasureParameters", "measure"]

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
        return events.empty()
    around = Around(motion, peaks)
    found: dict[str, object] = {
        **measure_lobe(around, parameters),
        **measure_swings(around, parameters),
        **measure_spike(around),
        **measure_match(around),
        **measure_turning(around, parameters),
        **measure_surroundings(around, parameters),
        **measure_rhythm(around, parameters),
        **measure_neighbors(around),
    }
    table = events.make({**found, "flags": ""}, len(peaks))
    near_rail = motion.is_at_rail[around.rows(-CLIP_REACH_S, CLIP_REACH_S)]
    return events.add_flag(table, "clipped", np.any(near_rail, axis=1))

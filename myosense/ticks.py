"""A recording brought down to ticks of a quarter of a second.

Mean acceleration, quiet motion, samples at the rail: what coverage, wear and state are
judged by. These few numbers make a week as easy as an hour, and jerks raise none of them:
they are brief.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields

import numpy as np

from myosense.filtering import Motion, Signal
from myosense.intervals import Mask
from myosense.ranks import of_rank
from myosense.states import StateParameters, step_rhythm
from myosense.timing import Stretch

TICK_S = 0.25


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """A recording brought down to quarters of a second; one entry a tick."""

    start_s: Signal  #: shape (n,)
    mean_g: Signal  #: shape (n, 3): as recorded, gravity included
    quiet_g: Signal  #: shape (n,): median of the motion's norm
    rail_share: Signal  #: shape (n,): share of the samples at the rail
    is_constant: Mask  #: shape (n,): every sample the same
    step_rhythm: Signal  #: shape (n,): how much the motion repeats as steps do, 0 to 1

    def rows_of(self, stretch: Stretch) -> slice:
        """Rows of the ticks of one stretch."""
        edges_s = (stretch.start_s - TICK_S / 2, stretch.stop_s - 1e-9)
        return slice(*np.searchsorted(self.start_s, edges_s).tolist())


def tick_block(motion: Motion, state_parameters: StateParameters) -> Ticks:
    """Bring the core of a block down to ticks.

    Ticks lie on the stretch's own clock and belong to the block in whose core they start,
    so they do not depend on how the recording is cut.
    """
    n = len(motion.norm_g)
    tick = ((np.arange(n) + motion.first_row) / (motion.rate_hz * TICK_S)).astype(np.int64)
    firsts = np.flatnonzero(np.diff(tick, prepend=tick[0] - 1))
    start_s = motion.start_s + firsts / motion.rate_hz
    in_core = motion.is_in_core(firsts)
    n_each = np.diff(np.append(firsts, n))
    rhythm = step_rhythm(motion.norm_g, motion.rate_hz, motion.first_row, state_parameters)
    low = np.minimum.reduceat(motion.raw_g, firsts, axis=0)
    high = np.maximum.reduceat(motion.raw_g, firsts, axis=0)
    raw_g = motion.raw_g.astype(np.float64)
    mean_g = np.add.reduceat(raw_g, firsts, axis=0) / n_each[:, None]
    rail_share = np.add.reduceat(motion.is_at_rail.astype(np.float64), firsts) / n_each
    return Ticks(
        start_s=start_s[in_core],
        mean_g=mean_g[in_core],
        quiet_g=of_rank(motion.norm_g, firsts, n_each // 2)[in_core],
        rail_share=rail_share[in_core],
        is_constant=np.all(low == high, axis=1)[in_core],
        step_rhythm=rhythm[firsts][in_core],
    )


def join(ticks: Sequence[Ticks]) -> Ticks:
    """Put the ticks of all blocks one after the other."""
    return Ticks(
        **{
            item.name: np.concatenate([getattr(part, item.name) for part in ticks])
            for item in fields(Ticks)
        }
    )

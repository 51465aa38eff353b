"""A recording brought down to ticks of a quarter of a second.

Mean acceleration, quiet motion, samples at the rail: what coverage, wear and state are
judged by. These few numbers make a week as easy as an hour, and jerks raise none of them:
they are brief.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

from myosense.filtering import Motion, Signal
from myosense.intervals import Mask
from myosense.pieces import Pile, release
from myosense.ranks import firsts_of_runs, of_rank
from myosense.states import Few, StateParameters
from myosense.steps import step_rhythm
from myosense.timing import Stretch

TICK_S = 0.25
PIECE_TICKS = round(6 * 3600 / TICK_S)  #: Ticks that are worked on at a time.


@dataclass(frozen=True, kw_only=True)
class Ticks:
    """A recording brought down to quarters of a second; one entry a tick."""

    start_s: Signal  #: shape (n,)
    mean_g: Few  #: shape (n, 3): as recorded, gravity included
    quiet_g: Few  #: shape (n,): median of the motion's norm
    rail_share: Signal  #: shape (n,): share of the samples at the rail
    is_constant: Mask  #: shape (n,): every sample the same
    step_rhythm: Few  #: shape (n,): how much the motion repeats as steps do, 0 to 1

    def rows_of(self, stretch: Stretch) -> slice:
        """Rows of the ticks of one stretch."""
        # A gap may be shorter than a tick: only the rounding of stamps is allowed for.
        edges_s = np.array([stretch.start_s, stretch.stop_s]) - 0.25 / stretch.rate_hz
        return slice(*np.searchsorted(self.start_s, edges_s).tolist())

    def pieces(self, rows: slice, margin: int) -> Iterator[tuple[slice, slice]]:
        """Hand out rows a few hours at a time, so that weeks need no more memory.

        Yields
        ------
        core : slice
            Rows that no other piece has.
        around : slice
            The same and up to ``margin`` more on both sides, but no others than ``rows``.
        """
        for first in range(rows.start, rows.stop, PIECE_TICKS):
            last = min(first + PIECE_TICKS, rows.stop)
            yield (
                slice(first, last),
                slice(max(first - margin, rows.start), min(last + margin, rows.stop)),
            )
            release(*(getattr(self, item.name) for item in fields(self)))


def tick_block(motion: Motion, state_parameters: StateParameters) -> Ticks:
    """Bring the core of a block down to ticks.

    Ticks lie on the stretch's own clock and belong to the block in whose core they start,
    so they do not depend on how the recording is cut.
    """
    n = len(motion.norm_g)
    firsts = firsts_of_runs(n, motion.first_row, motion.rate_hz * TICK_S)
    start_s = motion.start_s + firsts / motion.rate_hz
    in_core = motion.is_in_core(firsts)
    n_each = np.diff(np.append(firsts, n))
    rhythm = step_rhythm(
        motion.norm_g, motion.band_g, motion.rate_hz, motion.first_row, state_parameters
    )
    low = np.minimum.reduceat(motion.raw_g, firsts, axis=0)
    high = np.maximum.reduceat(motion.raw_g, firsts, axis=0)
    raw_g = motion.raw_g.astype(np.float64)
    mean_g = np.add.reduceat(raw_g, firsts, axis=0) / n_each[:, None]
    rail_share = np.add.reduceat(motion.is_at_rail.astype(np.float64), firsts) / n_each
    return Ticks(
        start_s=start_s[in_core],
        mean_g=mean_g[in_core].astype(np.float32),
        quiet_g=of_rank(motion.norm_g, firsts, n_each // 2)[in_core].astype(np.float32),
        rail_share=rail_share[in_core],
        is_constant=np.all(low == high, axis=1)[in_core],
        step_rhythm=rhythm[firsts][in_core].astype(np.float32),
    )


class TickPile:
    """The ticks of blocks that come one after the other: on disk where they are many."""

    def __init__(self) -> None:
        items = fields(Ticks)
        self._piles = {item.name: Pile(len(items)) for item in items}

    def append(self, ticks: Ticks) -> None:
        """Add the ticks of the next block."""
        for name, pile in self._piles.items():
            pile.append(getattr(ticks, name))

    def joined(self) -> Ticks:
        """Return all ticks, once."""
        return Ticks(**{name: pile.column() for name, pile in self._piles.items()})

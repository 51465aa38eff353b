"""The same stimuli put elsewhere in the same test: what chance alone gives.

The stimuli of a test are turned round within it, all by the same time, so that both they
and the jerks keep their own spacing and only what ties them is lost.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from myosense.intervals import Seconds

Counts = npt.NDArray[np.int64]

N_DRAWS = 999  #: Times that the stimuli are put elsewhere.
SEED = 20140901  #: Same input, same figures.


@dataclass(frozen=True, kw_only=True, eq=False)
class Around:
    """The stimuli of one place that count, and the onsets, on one axis of judged time."""

    at_s: Seconds  #: shape (n_stimuli,)
    kind: Counts  #: shape (n_stimuli,): 0, 1, ...
    test: Counts  #: shape (n_stimuli,): 0, 1, ...
    tests_s: Seconds  #: shape (n_tests, 2): start and stop of each test
    onsets_s: Seconds  #: shape (n_onsets,), rising

    def first_s(self, from_s: float, to_s: float) -> Seconds:
        """Give the latency of the first onset in ``[from_s, to_s)``; NaN if there is none.

        Returns
        -------
        shape (n_stimuli,)
        """
        onsets_s = np.append(self.onsets_s, np.inf)
        latency_s = onsets_s[np.searchsorted(self.onsets_s, self.at_s + from_s)] - self.at_s
        return np.where(latency_s < to_s, latency_s, np.nan)

    def turned(self, rng: np.random.Generator) -> Seconds:
        """Put the stimuli elsewhere."""
        start_s, length_s = self.tests_s[self.test, 0], np.diff(self.tests_s)[self.test, 0]
        turn_s = rng.random(len(self.tests_s))[self.test] * length_s
        at_s: Seconds = start_s + (self.at_s - start_s + turn_s) % length_s
        return at_s


class Counted(NamedTuple):
    """Onsets around the stimuli of each kind."""

    n_followed: Counts  #: shape (n_kinds,): stimuli with an onset in the window
    n_in_bins: Counts  #: shape (n_kinds, n_bins)


def count(
    around: Around, at_s: Seconds, window_s: tuple[float, float], edges_s: Seconds
) -> Counted:
    """Count the onsets around stimuli at these times, and the stimuli followed by one."""
    n_kinds = int(around.kind.max(initial=-1)) + 1
    before = np.searchsorted(around.onsets_s, at_s[:, None] + [*window_s, *edges_s])
    is_followed = before[:, 1] > before[:, 0]
    n_in_bins = np.zeros((n_kinds, len(edges_s) - 1), dtype=np.int64)
    np.add.at(n_in_bins, around.kind, np.diff(before[:, 2:], axis=1))
    n_followed = np.bincount(around.kind, weights=is_followed, minlength=n_kinds)
    return Counted(n_followed.astype(np.int64), n_in_bins)


def draw(around: Around, window_s: tuple[float, float], edges_s: Seconds) -> list[Counted]:
    """Count the same with the stimuli elsewhere, `N_DRAWS` times."""
    rng = np.random.default_rng(SEED)
    return [count(around, around.turned(rng), window_s, edges_s) for _ in range(N_DRAWS)]

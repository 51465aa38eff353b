"""Ticks against a slow twin that goes from quarter second to quarter second."""

import numpy as np
import pytest

from myosense.filtering import FilterParameters, filter_block
from myosense.recording import recording_from_arrays
from myosense.states import StateParameters
from myosense.ticks import TickPile, tick_block


@pytest.mark.parametrize("rate_hz", [30.0, 80.3, 100.0])
def test_each_tick_is_worked_out_of_its_own_samples(rate_hz: float) -> None:
    rng = np.random.default_rng(0)
    samples_g = rng.normal(0, 1, (round(20 * rate_hz), 3))
    samples_g[round(5 * rate_hz) : round(7 * rate_hz)] = [4.0, 0, 0]
    samples_g[round(9 * rate_hz) : round(11 * rate_hz), 1:] = [0, 1]  # the first moves on
    recording = recording_from_arrays(samples_g, sample_rate_hz=rate_hz, range_g=4.0)
    (block,) = recording.blocks(1e6, 20.0)
    motion = filter_block(block, FilterParameters())
    ticks = tick_block(motion, StateParameters())
    time_s = np.arange(len(samples_g)) / rate_hz
    assert len(ticks.start_s) == 80
    for i in range(80):
        own = (time_s >= i / 4 - 1e-9) & (time_s < (i + 1) / 4 - 1e-9)
        norms_g = np.sort(motion.norm_g[own])
        assert ticks.start_s[i] == pytest.approx(time_s[own][0])
        np.testing.assert_allclose(
            ticks.mean_g[i], motion.raw_g[own].mean(axis=0), atol=1e-6
        )
        assert ticks.quiet_g[i] == np.float32(norms_g[len(norms_g) // 2])
        assert ticks.rail_share[i] == pytest.approx(motion.is_at_rail[own].mean())
        assert ticks.is_constant[i] == np.all(np.ptp(motion.raw_g[own], axis=0) == 0)
    pile = TickPile()
    pile.append(ticks)
    pile.append(ticks)
    together = pile.joined()
    assert len(together.start_s) == len(together.mean_g) == 160

"""Study E: ends of the range, a table, and someone who does not move at all."""

import numpy as np
import pandas as pd

from benchmarks.page import Claim, Section, Table
from benchmarks.simulated import Found, look, n_matched
from myosense import intervals, simulate
from myosense.estimates import proportion, rate_per_h
from myosense.recording import Recording, recording_from_arrays
from myosense.simulation import plant

RANGES_G = (2.0, 4.0, 8.0)
HARD_G = 3.0  #: Amplitude of the jerks that a small range cannot hold.
BREATH_G = 0.0015
BREATH_HZ = 0.25
NOISE_G = 0.003
RATE_HZ = 100.0
EVERY_S = 1200.0  #: Someone motionless jerks every 20 minutes.
KNOCKS_PER_H = 20.0


def hard_jerks(hours: float) -> pd.DataFrame:
    """Count jerks of 3 g on sensors of several ranges."""
    rows = []
    for range_g in RANGES_G:
        simulation = simulate(
            seed=21,
            hours=hours,
            range_g=range_g,
            rate_per_h=120.0,
            amplitude_g=(HARD_G, HARD_G),
        )
        found, n_true = look(simulation.recording), len(simulation.truth)
        rows.append(
            {
                "range, g": range_g,
                "planted": n_true,
                "counted": found.n_jerks,
                "matched": proportion(n_matched(found, simulation.truth), n_true),
                "flagged clipped": int(found.events["flags"].str.contains("clipped").sum()),
                "analyzable share": found.coverage.analyzable_s / found.coverage.recorded_s,
            }
        )
    return pd.DataFrame(rows)


def on_a_table(hours: float) -> Found:
    """Let a sensor lie on a table that is knocked."""
    return look(
        simulate(
            seed=22,
            hours=hours,
            scenario="table",
            rate_per_h=0.0,
            lookalikes_per_h={"contact": KNOCKS_PER_H},
        ).recording
    )


def motionless(hours: float) -> Recording:
    """Record someone who breathes and does nothing else."""
    rng = np.random.default_rng(23)
    n = intervals.to_samples(hours * 3600, RATE_HZ)
    time_s = np.arange(n) / RATE_HZ
    samples = rng.normal(0.0, NOISE_G, (n, 3))
    samples[:, 0] += BREATH_G * np.sin(2 * np.pi * BREATH_HZ * time_s)
    samples[:, 2] += 1.0
    steps = 1 / 256
    return recording_from_arrays(
        np.round(samples / steps) * steps, sample_rate_hz=RATE_HZ, site="wrist", range_g=8.0
    )


def study(hours: float) -> Section:
    """Do the study and write it."""
    hard = hard_jerks(hours)
    base = float(hard["counted"].iloc[-1])
    table = on_a_table(hours)
    still = motionless(hours)
    times_s = np.arange(EVERY_S / 2, still.duration_s, EVERY_S)
    planted, truth = plant(still, seed=24, times_s=times_s)
    found = look(planted)
    share = found.coverage.analyzable_s / found.coverage.recorded_s
    recorded_s = table.coverage.recorded_s
    lost_share = 1 - table.coverage.analyzable_s / recorded_s
    return Section(
        title="E. Sensors at their limits",
        about=(
            f"{hours:g} h each. Jerks of {HARD_G:g} g on wrist sensors of several ranges; "
            f"a sensor on a table that is knocked some {KNOCKS_PER_H + 4:g} times an hour; "
            f"someone who only breathes ({1000 * BREATH_G:g} mg at {BREATH_HZ:g} Hz under "
            f"{1000 * NOISE_G:g} mg of noise) and jerks every {EVERY_S / 60:g} minutes "
            "(0.1 to 3 g). "
            f"On the table {100 * lost_share:.0f} % was called not worn."
        ),
        claims=[
            Claim(
                figure="E: largest change of the count of 3 g jerks at 2 or 4 g, from 8 g",
                measured=float((hard["counted"] / base - 1).abs().max()),
                n=int(hard["planted"].min()),
                at_most=0.05,
            ),
            Claim(
                figure="E: counted per recorded hour on a knocked table (n: hours)",
                measured=rate_per_h(table.n_jerks, recorded_s),
                n=round(recorded_s / 3600),
                at_most=0.0,
            ),
            Claim(
                figure="E: analyzable share of a motionless wearer (n: hours)",
                measured=share,
                n=round(found.coverage.recorded_s / 3600),
                at_least=0.95,
            ),
            Claim(
                figure="E: jerks of a motionless wearer found",
                measured=proportion(n_matched(found, truth), len(truth)),
                n=len(truth),
                at_least=1.0,
            ),
        ],
        tables=[Table(heading="Jerks of 3 g by range", rows=hard)],
    )

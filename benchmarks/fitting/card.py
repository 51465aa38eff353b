"""The card of the fitted network: what it was fitted to, how good it is, how it fails."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from benchmarks.fitting.backgrounds import (
    GAIN,
    N_PARTS,
    PLAYED_RANGES_G,
    SCENARIOS,
    SIMULATED,
    TEMPO,
    Job,
)
from benchmarks.fitting.examples import Examples
from benchmarks.page import markdown
from myosense.glances import N_GLANCED
from myosense.network import Calibration

#: Licenses as the repositories state them.
LICENSES = {
    "assist_falls": "CC BY 4.0",
    "casale_chest": "to be confirmed (upstream said to be CC BY 4.0)",
    "gaitmap": "MIT",
    "geotec": "CC BY 4.0",
    "mobgap": "Apache-2.0",
    "umafall": "to be confirmed (upstream said to be CC BY 4.0)",
}

TEXT = """\
# The networks in `detector.npz`

Written by `python -m benchmarks.fitting`, which makes the weights too. No figure was
entered by hand.

## What they do

{n_networks} networks are asked of every brief lobe of motion whether it is the main lobe
of a myoclonic jerk; the mean of their log-odds counts. (Most lobes are not shown to them:
first a glance at {n_glanced} numbers of the lobe, then a scout, an eighth of the work, both
taught what the networks say together, leave out what they take for none without doubt, and
so do the networks, asked one after the other.) Each sees two seconds of the lobe's own
acceleration along the lobe's own axes and along gravity, and loudness and turn of the
twelve seconds around it (`myosense/windows.py`). None sees how the sensor lies on the body,
which site it is worn at, nor the time of day. A network is two stacks of four convolutions
and two layers over both, {n_weights:,} weights, evaluated in numpy. The last layer has an
output for each generator of jerks, told apart from no jerk alone; their odds add up.

The probability is calibrated: for {prior:g} jerks an hour, on people and simulated lives
left out of the fit; while they walk, on people alone. `judge.prior_per_h` in the settings
states it for another rate. Its log-odds are those of the networks times {of_network:.3g},
and what each measure of the scorecard (`myosense/scorecard.py`) adds there, times a worth
of at least 0:

{worth}

## What they were fitted to

{n_lobes:,} lobes, {n_jerks:,} of them main lobes of planted jerks; all others were taken
for no jerk, although healthy people jerk too. Everything was planted: nobody's myoclonus
is in it. Jerks come from every generator of `myosense.simulation.GENERATORS`, and a quarter
are blends of brief motions of these people, each planted among the people of its own part;
alone, in pairs and in trains. Recordings were played {tempo} times as fast, with {gain}
times the motion, and as by a sensor that reaches no further than {ranges} g or leaves
gravity out. The hours below are those of all times that a recording was seen, as it is and
played so, with jerks and without.

{hours}

Simulated lives ({scenarios}) at ten body sites
stand in for what no recording that may be fitted to holds: busy hands, ankles, nights. Half
of the networks give them a quarter of the weight (`benchmarks/fitting/folds.py`). What is
marked *measure only* in the index of the recordings was not fitted to.

The people, and the simulated lives, are in {n_parts} parts; no network was fitted to all.
The calibration, and what follows, were taken on every person with the {n_apart} networks
that never saw anybody of that part, and on other simulated lives.

## How good they are on people they never saw

Jerks of {low:g} to {high:g} g of all generators and body sites, planted whatever the wearer
did, walking, running and falls included: {hours_real:.1f} h of recordings,
{hours_simulated:.1f} h simulated. The share found is by size, with false alarms an hour.
The preset `balanced` counts from 0.2 on, `specific` from 0.5.

{points}

## How they fail

- Quick voluntary moves that go out and back look like jerks, and some are taken for them.
- They know the jerks of their generators; a patient's jerk may look different. Nobody they
  were fitted to is known to have myoclonus, and nothing here is a medical device.
- Jerks during walking, and on top of strong rhythmic hand use, are often missed.
- Below 80 Hz a knock cannot be told by its sharpness.
- Most recordings they were fitted to are of one kind (chest, 52 Hz).
"""


@dataclass(frozen=True, kw_only=True, eq=False)
class Facts:
    """What the card says in figures."""

    seen: pd.DataFrame  #: as `seen_by_set`
    n_lobes: int
    n_jerks: int
    n_weights: int  #: Of one network.
    n_networks: int
    calibration: Calibration
    amplitude_g: tuple[float, float]
    prior_per_h: float
    hours_left_out: float
    hours_simulated: float
    points: pd.DataFrame


def seen_by_set(found: Sequence[Examples], jobs: Sequence[Job]) -> pd.DataFrame:
    """Count the people and add up the hours of each data set."""
    each = pd.DataFrame(
        {
            "data set": [job.source.dataset if job.source else SIMULATED for job in jobs],
            "people": [job.subject for job in jobs],
            "hours seen": [one.hours for one in found],
        }
    )
    by_set = each.groupby("data set")
    seen = by_set.agg({"people": "nunique", "hours seen": "sum"}).reset_index()
    return seen.assign(
        license=[LICENSES.get(name, "this project") for name in seen["data set"]]
    )


def render(facts: Facts) -> str:
    """Write the card as Markdown."""
    worth = pd.DataFrame(
        facts.calibration.of_evidence.items(), columns=["measure", "worth"]
    )
    return TEXT.format(
        of_network=facts.calibration.of_network,
        worth=markdown(worth),
        n_weights=facts.n_weights,
        n_glanced=N_GLANCED,
        n_networks=facts.n_networks,
        prior=facts.prior_per_h,
        n_lobes=facts.n_lobes,
        n_jerks=facts.n_jerks,
        tempo=" to ".join(f"{value:g}" for value in TEMPO),
        gain=" to ".join(f"{value:g}" for value in GAIN),
        ranges=" or ".join(f"{value:g}" for value in PLAYED_RANGES_G if value),
        n_parts=N_PARTS,
        n_apart=facts.n_networks // N_PARTS,
        hours=markdown(facts.seen),
        scenarios=", ".join(SCENARIOS),
        low=facts.amplitude_g[0],
        high=facts.amplitude_g[1],
        hours_real=facts.hours_left_out,
        hours_simulated=facts.hours_simulated,
        points=markdown(facts.points),
    )

"""The chapters of the page: what was left out, claims and tables of each."""

import numpy as np
import pandas as pd

from benchmarks.detection.groups import OUTSIDE_WALKING
from benchmarks.detection.trials import Trial
from benchmarks.fitting.left_out.judged import ALONE, CARD, CARDS, TOGETHER
from benchmarks.fitting.left_out.tables import (
    ALL_LARGE,
    data_set_table,
    generator_table,
    is_by,
    is_planted,
    lost,
    recall_table,
)
from benchmarks.fitting.left_out.variants import (
    BY_DATA_SET,
    BY_GENERATOR,
    BY_VIEW,
    REFERENCE,
)
from benchmarks.fitting.planters import PLANTERS
from benchmarks.page import Claim, Section, Table

MOST_LOST = 0.10  #: Share of jerks that a generator left out may cost.
RATES_PER_H = (1.0, 5.0)

ABOUT = """\
This page is written by `python -m benchmarks.fitting.left_out`; no figure in it was entered
by hand. Networks fitted to less than those that come with the package, one for each row,
are compared with a reference: it was fitted to jerks of four generators (muscle, lobes,
packets, recorded) in recordings marked *fit and measure* and in simulated lives. A third of
the people is in no fit, neither of the reference nor of any other network; everything is
measured on their recordings, so that the figures of the reference are those of people left
out.

Jerks of all four are planted in what these people did, one about every 20 s; what
is found where nothing was planted is a false alarm. Each network is judged by its own
log-odds, without the scorecard, at the threshold at which it has one false alarm an hour
outside walking on all these people together. A cost is the difference of two recalls on the
same jerks, with the same people in each resample. Intervals are bootstrapped over people,
95 %; those of false alarms are exact for events that know nothing of each other. Networks
were fitted once, from one seed: differences of a few points may be chance of the fit."""

GENERATOR_ABOUT = """\
What the network does not know, a patient's jerk may be like. A network that was fitted
without a generator has a quarter fewer jerks too, so that the cost of not knowing it is
rather overstated. The jerks called *recorded* are blends of brief motions of people; those
that are measured on are of the people left out alone. The same motions as they were made,
unblended, are in the backgrounds, told to be no jerk."""

DATA_SET_ABOUT = """\
Both networks of a row are measured on the same people, whom neither was fitted to; the
reference was fitted to other people of their data set, the other network to nobody of it.
The threshold is each network's own, from all people outside walking; the false alarms of
the row are those on the row's people at that threshold. Nobody of gaitmap is among the
people left out: of the sets left out together it adds nothing to what is measured."""

VIEWS_ABOUT = """\
Networks fitted anew, with part of what they see set to zero: the near view is the lobe's
own two seconds along its own axes and gravity, the far view twelve seconds of loudness and
turn, the facts are size, height above the floor and sharpness."""

CARD_ABOUT = """\
The scorecard of the preset `rules` with each group of evidence taken out, the other weights
left as they are. Its limits and weights were chosen on these recordings. Below it the
reference network alone and in the calibrated sum with the scorecard; the weights of the sum
are those that come with the package, fitted on these people among others."""


def chapters(trial: Trial) -> list[Section]:
    """Write what was measured."""
    return [_generators(trial), _data_sets(trial), _views(trial), _scorecard(trial)]


def people_of(trial: Trial) -> pd.DataFrame:
    """List who everything is measured on."""
    is_outside = trial.hours["group"].isin(OUTSIDE_WALKING)
    hours = trial.hours.assign(outside_s=trial.hours["analyzable_s"].where(is_outside, 0.0))
    known = hours.groupby("data set")
    return pd.DataFrame(
        {
            "data set": list(known.groups),
            "people": known["person"].nunique().to_numpy(),
            "hours that can be judged": known["analyzable_s"].sum().to_numpy() / 3600,
            "outside walking": known["outside_s"].sum().to_numpy() / 3600,
        }
    )


def _generators(trial: Trial) -> Section:
    table = generator_table(trial, PLANTERS, (REFERENCE, *BY_GENERATOR.values()))
    return Section(
        title="A generator left out",
        about=GENERATOR_ABOUT,
        claims=generator_claims(trial),
        tables=[
            Table(heading="Who it is measured on", rows=people_of(trial)),
            Table(heading="Recall at one false alarm an hour", rows=table),
        ],
    )


def generator_claims(trial: Trial) -> list[Claim]:
    """Hold what leaving each generator out costs against the most that it may."""
    claims = []
    for generator, without in BY_GENERATOR.items():
        of = is_by(trial, generator) & is_planted(trial, "outside walking")
        figure = (
            f"recall of {ALL_LARGE} {generator} jerks lost by a network fitted without "
            "them, at one false alarm an hour outside walking"
        )
        claim = Claim(
            figure=figure,
            measured=lost(trial, (REFERENCE, without), of),
            n=int(np.count_nonzero(of)),
            at_most=MOST_LOST,
        )
        claims.append(claim)
    return claims


def _data_sets(trial: Trial) -> Section:
    table = data_set_table(trial, REFERENCE, BY_DATA_SET)
    heading = "At one false alarm an hour on all people outside walking"
    return Section(
        title="A data set left out",
        about=DATA_SET_ABOUT,
        tables=[Table(heading=heading, rows=table)],
    )


def _views(trial: Trial) -> Section:
    names = [variant.name for variant in (REFERENCE, *BY_VIEW)]
    table = recall_table(trial, names, RATES_PER_H)
    return Section(
        title="What the network sees",
        about=VIEWS_ABOUT,
        tables=[Table(heading="Jerks of all generators outside walking", rows=table)],
    )


def _scorecard(trial: Trial) -> Section:
    return Section(
        title="What the measures of the scorecard contribute",
        about=CARD_ABOUT,
        tables=[
            Table(
                heading="Each group of evidence taken out",
                rows=recall_table(trial, list(CARDS), RATES_PER_H),
            ),
            Table(
                heading="Beside the network",
                rows=recall_table(trial, [ALONE, TOGETHER, CARD], RATES_PER_H),
            ),
        ],
    )

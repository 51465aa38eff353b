"""The chapters of the page: what was done, claims, pictures and tables of each."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from benchmarks.detection import adaptation, causes, pictures, tables, targets
from benchmarks.detection.curves import PER_H, part_of, recall_tables
from benchmarks.detection.detectors import OURS
from benchmarks.detection.groups import OUTSIDE_WALKING, WALKING_INCLUDED
from benchmarks.detection.physics import Figures
from benchmarks.detection.simulated_targets import claims
from benchmarks.detection.sowing import EVERY_S, Sower, sown
from benchmarks.detection.trials import Trial
from benchmarks.detection.wearers import MINUTES, N_PEOPLE, load_ranged
from benchmarks.page import Picture, Section, Table
from benchmarks.planted_tables import timing_table
from benchmarks.recordings import Source, sources


def real(trial: Trial, shared: Path, output: Path, use: str) -> list[Section]:
    """Write what was measured on real recordings, and draw its pictures beside the page."""
    return [
        operating(trial),
        _rivals(trial, output),
        _calibration(trial, output),
        _parts(trial, output),
        adaptation.section(trial),
        _worst(trial, shared, output, use),
    ]


def operating(trial: Trial) -> Section:
    """Hold the balanced operating point against its targets, with its tables."""
    return Section(
        title="Targets on real recordings",
        about=(
            f"One jerk about every {EVERY_S:g} s in every activity, 0.1 to 3 g, even over "
            "the four classes of amplitude. *Found*: counted within 0.2 s, one to one, at "
            "the balanced operating point. Everything is inside the seconds that can be "
            "judged; the tables give hours and recall over all too."
        ),
        claims=targets.claims(trial),
        tables=[
            Table(heading="By group", rows=tables.operating_table(trial, ["group"])),
            Table(heading="By preset", rows=tables.preset_table(trial)),
            Table(
                heading="By data set and use: false alarms per h and recall",
                rows=tables.operating_table(trial, ["data set", "use", "group"]),
            ),
            Table(
                heading="False alarms by site and use", rows=tables.verdicts_by_site(trial)
            ),
        ],
    )


def _rivals(trial: Trial, output: Path) -> Section:
    outside = part_of(trial, "group", OUTSIDE_WALKING)
    included = part_of(trial, "group", WALKING_INCLUDED)
    shown = [
        _saved(pictures.draw_curves(part, name), output, f"curves_{key}", caption)
        for part, name, key, caption in (
            (outside, "Outside walking", "outside", "Recall by false alarms an hour"),
            (included, "Walking included", "included", "The same with walking"),
        )
    ]
    return Section(
        title="Beside seven rivals",
        about=(
            "Every detector on the same seconds of the same recordings, along its own "
            "threshold: ours along the probability, each rival along the score that its "
            "paper or custom thresholds. A threshold is one number for all recordings. "
            "The rules are our scorecard, the preset that shows its reasons."
        ),
        pictures=shown,
        tables=[
            Table(heading=f"{name}, false alarms an hour: {per_h:g}", rows=rows)
            for name, part, rates_per_h in (
                ("Outside walking", outside, PER_H),
                ("Walking included", included, (1.0,)),
            )
            for per_h, rows in zip(
                rates_per_h, recall_tables(part, rates_per_h), strict=True
            )
        ],
    )


def _calibration(trial: Trial, output: Path) -> Section:
    outside = part_of(trial, "group", OUTSIDE_WALKING)
    figure = pictures.draw_reliability(outside, "Outside walking")
    return Section(
        title="Is the probability what it says",
        about=(
            "Candidates outside walking, those of planted jerks weighted so that jerks "
            "come at the rate; the probability is moved from its reference prior to it. "
            "Slope 1, intercept 0 and error 0 are perfect."
        ),
        pictures=[_saved(figure, output, "reliability", "Said and seen")],
        tables=[Table(heading="Calibration", rows=tables.calibration_table(trial))],
    )


def _parts(trial: Trial, output: Path) -> Section:
    figure = pictures.draw_groups(trial, "Ours, each group along its own false alarms")
    timed = trial.jerks[trial.jerks["is_covered"]]
    return Section(
        title="By generator, site, data set and activity",
        about="At the balanced operating point, but for the generators and the picture.",
        pictures=[_saved(figure, output, "groups", "Recall by group")],
        tables=[
            Table(
                heading="Recall by generator, at 1 false alarm an hour outside walking",
                rows=tables.generator_table(trial),
            ),
            Table(
                heading="Candidates and found jerks by group and generator",
                rows=tables.found_by_generator(trial),
            ),
            Table(heading="Distance of the found peak", rows=timing_table(timed)),
            Table(
                heading="By group and site",
                rows=tables.operating_table(trial, ["group", "site"]),
            ),
            Table(
                heading="By activity",
                rows=tables.operating_table(trial, ["data set", "site", "activity"]),
            ),
        ],
    )


def _worst(trial: Trial, shared: Path, output: Path, use: str) -> Section:
    outside = part_of(trial, "group", OUTSIDE_WALKING)
    alarms, misses = pictures.worst_alarms(outside), pictures.worst_misses(outside)
    known = {source.file: source for source in sources(shared)}
    seen = [_alarm_moment(shared, known[row["file"]], row) for _, row in alarms.iterrows()]
    lost = [_miss_moment(shared, known[row["file"]], row) for _, row in misses.iterrows()]
    titles = {
        "alarms": "The ten most certain false alarms outside walking",
        "misses": "Ten planted jerks of 0.2 g and above, missed by most, outside walking",
    }
    return Section(
        title="The worst",
        about=(
            "Four seconds around each event, of recordings "
            f"({use}); above the three axes less their median, below the norm between 0.5 "
            f"and 20 Hz, all in g.\n\n{causes.WORST}"
        ),
        pictures=[
            _saved(pictures.draw_moments(each, titles[key]), output, key, titles[key])
            for key, each in (("alarms", seen), ("misses", lost))
        ],
        tables=[
            Table(heading=titles["alarms"], rows=tables.event_table(alarms)),
            Table(heading=titles["misses"], rows=tables.event_table(misses)),
            Table(
                heading="What became of the planted jerks", rows=tables.cause_table(trial)
            ),
        ],
    )


def _alarm_moment(shared: Path, source: Source, row: pd.Series) -> pictures.Moment:
    title = (
        f"{row['site']}, {row['activity']}, {row['data set']}\nlog-odds {row['score']:.1f}"
    )
    recording = load_ranged(shared, source).recording
    return pictures.moment(recording, float(row["peak_s"]), title)


def _miss_moment(shared: Path, source: Source, row: pd.Series) -> pictures.Moment:
    """Plant the same jerks again and cut out the one that was missed."""
    scored = f", log-odds {row[OURS]:.1f}" if np.isfinite(row[OURS]) else ""
    title = (
        f"{row['site']}, {row['activity']}, {row['generator']}\n"
        f"{row['peak_g']:.2f} g, {row['outcome']}{scored}"
    )
    sower = Sower(generator=str(row["generator"]), seed=int(row["seed"]))
    recording, _ = sown(shared, load_ranged(shared, source), sower)
    return pictures.moment(recording, float(row["peak_s"]), title)


def _saved(figure: Figure, output: Path, name: str, caption: str) -> Picture:
    """Write a picture beside the page."""
    file = f"{output.stem}_{name}.png"
    figure.savefig(output.parent / file, metadata={"Software": None})
    return Picture(file=file, caption=caption)


def simulated(trial: Trial, figures: Figures, hours: float) -> list[Section]:
    """Write what only simulated wearers can show."""
    return [
        Section(
            title="Simulated activities",
            about=(
                f"{N_PEOPLE} simulated people do one thing for {MINUTES:g} minutes, "
                "recorded at three sites; planted as the real ones and judged by all "
                "networks. They were fitted to this simulator too: read it for what fails."
            ),
            tables=[
                Table(heading="By group", rows=tables.operating_table(trial, ["group"])),
                Table(
                    heading="By activity and site",
                    rows=tables.operating_table(trial, ["group", "activity", "site"]),
                ),
            ],
        ),
        Section(
            title="On simulated wearers",
            about=(
                f"{hours:g} h at each site for each study. One event: everything counted "
                "within 10 s of a single jerk, of those that were found. Knocks and "
                "reaches are those of study F, rates of sampling those of study D."
            ),
            claims=claims(figures),
            tables=[
                Table(heading="Nights, end to end", rows=figures.nights),
                Table(heading="One event a jerk", rows=figures.rings),
                Table(heading="Two jerks 0.4 s apart", rows=figures.pairs),
                Table(heading="Tremor", rows=figures.tremors),
                Table(heading="More and more jerks", rows=figures.ladder),
                Table(heading="Rates of sampling", rows=figures.rates),
                Table(heading="Jerks of 3 g by range", rows=figures.ranges),
                Table(heading="Knocks and reaches", rows=figures.lookalikes),
            ],
        ),
    ]

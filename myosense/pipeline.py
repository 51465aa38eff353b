"""The order of the steps, and nothing else."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from myosense import daytime, sites, spacing, when
from myosense.analysis import Analysis
from myosense.body import whole_body
from myosense.candidates import Candidates, placed, timed
from myosense.checking import check, check_rate
from myosense.classification import ClassificationParameters, classify
from myosense.combining import Person, check_no_copies, check_set, compare
from myosense.common_mode import flag_common_mode
from myosense.coverage import Coverage
from myosense.detection import detect
from myosense.diary import describe, grade
from myosense.distribution import spread
from myosense.errors import ArgumentError
from myosense.filtering import Motion, filter_block
from myosense.joining import name_jerks
from myosense.judging import judge
from myosense.longtables import NumberPile, cut_at_gaps
from myosense.measuring import Around, Measures, Padded, first_of, further_of, tabulate
from myosense.network import Detector, shipped
from myosense.patterns import series
from myosense.provenance import provenance
from myosense.rates import count, say_insufficient
from myosense.reading import read
from myosense.recording import Facts, Recording
from myosense.restclasses import rest_classes
from myosense.sensors import side_by_side
from myosense.settings import Settings, taken
from myosense.statespans import find_walking, name_states
from myosense.strata import stratify
from myosense.summary import summarize
from myosense.ticks import TickPile, tick_block
from myosense.together import say_together
from myosense.wearlog import UNTOLD, LoggedWear, WearLog, read_wear_log, say_doubt, say_why
from myosense.weighing import LEAST_PROBABILITY, may_be_kept, weigh
from myosense.zones import find_zone, in_zone

Source = Recording | Path | str
LEAST_NETWORK_LOG_ODDS = -4.0  #: What the networks think less of is not even measured.


def analyze(  # noqa: PLR0913 - what may be told beside the recordings
    source: Source | Sequence[Source],
    *,
    settings: Settings | None = None,
    site: str | None = None,
    side: str | None = None,
    time_zone: str | None = None,
    sleep_log: Path | str | None = None,
    wear_log: Path | str | None = None,
) -> Analysis:
    """Find, measure and count the jerks of one person's recording or recordings.

    Parameters
    ----------
    source
        A Recording, a path, or several of either: the sensors of one person.
    settings
        ``None`` takes the balanced preset.
    site, side, time_zone
        ``None`` takes what the recording or the file says.
    sleep_log
        A table of when the wearer slept. ``None`` takes long stillness in its place, and
        calls it that.
    wear_log
        A table of when sensors were worn and when not, which overrides their own signs.

    Returns
    -------
    Analysis
        Events, rates and the diary's words, with what they rest on. With nothing found its
        ``events`` have no rows; of what could not be judged the figures are blank.

    Raises
    ------
    MyosenseError
        If a file or a log cannot be read, a rate cannot show a jerk, a wall-clock start
        lies in the hour that the zone skips, or two recordings of one place overlap in
        time.

    >>> from myosense import analyze, simulate
    >>> simulation = simulate(seed=1, hours=0.5, rate_per_h=30.0)
    >>> len(analyze(simulation.recording).events) > 0
    True
    """
    settings = taken(settings)
    sources = [source] if isinstance(source, Recording | Path | str) else list(source)
    recordings = [_recording(item, site, side, time_zone) for item in sources]
    facts = {recording.recording_id: recording.facts for recording in recordings}
    check_set([recording.facts for recording in recordings])
    check_no_copies(recordings)
    slept = None if sleep_log is None else daytime.read_sleep_log(Path(sleep_log), facts)
    worn = WearLog() if wear_log is None else read_wear_log(Path(wear_log), facts)
    coverages, counted, rejected = _judge_all(recordings, worn, settings)
    person = compare(
        recordings, coverages, (counted, rejected), settings.filter, settings.alignment
    )
    counted = _as_one(counted, person, settings)
    body = whole_body(counted, person)
    of_body = series(body.events, settings.patterns)
    everyone = (
        pd.concat([counted, of_body], ignore_index=True) if body.facts else counted,
        coverages | body.coverages,
        facts | body.facts,
    )
    rates, strata, diary = _counts(everyone, settings)
    sensors = side_by_side(counted, person, settings.combining)
    timing = _timing(counted, coverages, facts, settings, slept)
    summary = summarize(
        facts, coverages, counted, rejected, rates, diary, strata,
        confidence=settings.rates.confidence,
    )  # fmt: skip
    return Analysis(
        recordings=facts,
        coverages=coverages,
        events=counted,
        rejected=rejected,
        rates=rates,
        diary=diary,
        tables={
            "strata": strata,
            "umrs_like": rest_classes(counted, coverages, facts, settings.rest_classes),
            "sensors": sensors,
            **timing,
        },
        summary=when.add(say_together(summary, counted, rates, diary, sensors), timing),
        settings=settings,
        provenance=provenance(facts, {"sleep_log": sleep_log, "wear_log": wear_log}),
        body=body,
    ).with_notices(_wear_notices(coverages, worn, settings.wear.not_worn_min))


def _judge_all(
    recordings: Sequence[Recording], worn: WearLog, settings: Settings
) -> tuple[dict[str, Coverage], pd.DataFrame, pd.DataFrame]:
    """Judge one recording after the other: coverages, what is counted and what is not."""
    coverages: dict[str, Coverage] = {}
    candidates = Candidates()
    for recording in recordings:
        logged = worn.of.get(recording.recording_id, UNTOLD)
        coverages[recording.recording_id] = judge_recording(
            recording, settings, shipped(), candidates, logged
        )
    counted = series(candidates.counted(coverages), settings.patterns)
    return coverages, grade(counted, settings.diary), candidates.rejected(coverages)


def _as_one(counted: pd.DataFrame, person: Person, settings: Settings) -> pd.DataFrame:
    """Say of the events of all sensors which are one jerk, and what that tells."""
    counted = name_jerks(counted, person.clocks, settings.combining)
    counted = spread(counted, person, settings.combining.max_lead_error_s)
    return flag_common_mode(counted, person)


def _counts(
    everyone: tuple[pd.DataFrame, dict[str, Coverage], dict[str, Facts]], settings: Settings
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Count by hour, part of the day and day; by state; and in the diary's words."""
    least_min = settings.diary.min_analyzable_min
    return (
        say_insufficient(count(*everyone, settings.rates), least_min),
        say_insufficient(stratify(*everyone, settings.rates), least_min),
        describe(*everyone, settings.diary, settings.rates),
    )


def _wear_notices(
    coverages: dict[str, Coverage], worn: WearLog, not_worn_min: float
) -> list[str]:
    """Say what a sensor's own signs of wear took away, and what to mind of the wear log."""
    return [
        *say_why(coverages, worn, not_worn_min),
        *say_doubt(coverages, not_worn_min),
        *worn.notices,
    ]


def _timing(
    counted: pd.DataFrame,
    coverages: dict[str, Coverage],
    facts: dict[str, Facts],
    settings: Settings,
    slept: pd.DataFrame | None,
) -> dict[str, pd.DataFrame]:
    """Say how jerks are spaced and when they come."""
    held = (counted, coverages, facts)
    merge_s, local = settings.detection.merge_s, settings.rates.clock
    return {
        "patterns": spacing.describe(*held, settings.patterns, merge_s),
        "moments": daytime.moments.describe(*held, slept, settings.moments, settings.rates),
        "profile": daytime.profile.profile(*held, settings.rates),
        "circadian": daytime.rhythm.rhythm(*held, settings.circadian, local),
    }


def analyze_recording(
    recording: Recording, settings: Settings, detector: Detector | None = None
) -> tuple[Coverage, pd.DataFrame]:
    """Judge one recording: its coverage, and every candidate with its label.

    ``None`` takes the networks that come with the package.
    """
    detector = shipped() if detector is None else detector
    candidates = Candidates()
    coverage = judge_recording(recording, settings, detector, candidates)
    held = {recording.recording_id: coverage}
    table = pd.concat([candidates.counted(held), candidates.rejected(held)])
    return coverage, table.sort_values("peak_s", ignore_index=True)


def judge_recording(
    recording: Recording,
    settings: Settings,
    detector: Detector,
    candidates: Candidates,
    logged: LoggedWear = UNTOLD,
) -> Coverage:
    """Judge one recording, and sort out its labeled candidates some at a time.

    The states are named once it is known what is counted, beside it. Where a wear log
    speaks, the recording's own signs of wear are not asked.
    """
    check_rate(recording)
    pile, measures = TickPile(), NumberPile()
    # The products are small: more threads would spend their time waiting for each other.
    with threadpool_limits(1, user_api="blas"):
        for block in recording.blocks(settings.blocks.block_s, settings.blocks.margin_s):
            motion = filter_block(block, settings.filter)
            pile.append(tick_block(motion, settings.states))
            found = _found(motion, recording.site, settings, detector)
            if found:
                measures.append(found)
    ticks = pile.joined()
    coverage = check(recording, ticks, settings.check, settings.wear, logged=logged)
    walking_s = find_walking(recording, ticks, settings.states)
    tables = (
        weigh(
            placed(tabulate([part] if part else []), recording, coverage, walking_s),
            settings,
            detector,
        )
        for part in measures.parts()
    )
    labeled = _labeled(tables, recording, settings.classification)
    counted = candidates.sort_out(labeled, settings.classification)
    jerks_s = counted[["onset_s", "stop_s"]].to_numpy(dtype=np.float64)
    return name_states(coverage, recording, ticks, jerks_s, settings.states)


def _labeled(
    tables: Iterable[pd.DataFrame],
    recording: Recording,
    parameters: ClassificationParameters,
) -> Iterator[pd.DataFrame]:
    """Label candidates part by part, and leave out what is of no account."""
    n_kept = 0
    for table in cut_at_gaps(tables, "peak_s", parameters.train_gap_s):
        labeled = classify(table, parameters)
        is_kept = labeled["probability"] >= LEAST_PROBABILITY
        is_kept |= labeled["label"] == "train"
        kept = labeled[is_kept].reset_index(drop=True)
        yield timed(kept, recording, n_kept)
        n_kept += len(kept)


def _found(motion: Motion, site: str, settings: Settings, detector: Detector) -> Measures:
    """Measure the candidates in the core of a block; nothing where there are none.

    What cannot be of account, whatever else is measured, is left out early.
    """
    if settings.classification.method == "rules":
        rows = detect(motion, settings.detection)
        odds = np.full(len(rows), np.nan)
    else:
        rows, odds = judge(motion, detector, settings.detection)
    is_kept = motion.is_in_core(rows) & ~(odds < LEAST_NETWORK_LOG_ODDS)
    if not np.any(is_kept):
        return {}
    around = Around(Padded(motion), rows[is_kept])
    first = first_of(around, settings.measures) | {"network_log_odds": odds[is_kept]}
    is_likely = may_be_kept(first, site, settings, detector)
    if not np.any(is_likely):
        return {}
    known = {name: values[is_likely] for name, values in first.items()}
    return known | further_of(around.some(is_likely), settings.measures)


def _recording(
    source: Source, site: str | None, side: str | None, time_zone: str | None
) -> Recording:
    """Read a path; bring a Recording to the place and zone that were given."""
    if not isinstance(source, Recording | Path | str):
        raise ArgumentError(
            f"a source is of type {type(source).__name__}; expected the path of a file or "
            "a Recording, as recording_from_arrays makes it of samples"
        )
    if not isinstance(source, Recording):
        return read(source, site=site, side=side, time_zone=time_zone)
    place = sites.parse_place(site, side)
    moved = replace(source, site=place.site or source.site, side=place.side or source.side)
    return moved if time_zone is None else _in_zone(moved, time_zone)


def _in_zone(recording: Recording, time_zone: str) -> Recording:
    zone, start = find_zone(time_zone), recording.start
    if start is not None:
        start = in_zone(start, zone, time_zone)
    return replace(recording, start=start, time_zone=time_zone)

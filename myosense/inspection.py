"""What a recording is, how that was found out, and what can be seen in it."""

from typing import Any

import numpy as np

from myosense import intervals
from myosense.checking import FULL_RATE_HZ, MIN_RATE_HZ, SLOW_RATE_HZ, check
from myosense.coverage import Coverage
from myosense.filtering import Motion, Signal, filter_block
from myosense.intervals import Seconds
from myosense.pieces import pieces
from myosense.recording import Recording
from myosense.settings import Settings
from myosense.statespans import name_states
from myosense.ticks import TickPile, tick_block

Said = dict[str, Any]


def inspect(recording: Recording, coverage: Coverage | None, settings: Settings) -> Said:
    """Say what a recording is and what can be seen in it.

    Parameters
    ----------
    recording
        The recording.
    coverage
        What of it can be judged; ``None`` works it out.
    settings
        The search for jerks that is asked about.

    Returns
    -------
    dict
        JSON values: ``file``, ``time``, ``rate``, ``acceleration``, ``gyroscope``,
        ``coverage``, ``visibility`` and ``notices``. Coverage is ``None`` where the rate
        is too low to show a jerk at all, the gyroscope where there is none.
    """
    facts, evidence = recording.facts, recording.evidence
    floor_g: float | None = None
    if recording.sample_rate_hz >= MIN_RATE_HZ:
        coverage, floor_g = _look_through(recording, coverage, settings)
    return {
        "file": {
            "name": facts.path,
            "format": facts.format,
            "format_evidence": evidence.get("format"),
            "device": facts.device,
            "site": facts.site,
            "side": facts.side,
            "n_samples": facts.n_samples,
            "has_gyroscope": facts.has_gyroscope,
            "n_rows": _count(evidence.get("n_rows")),
        },
        "time": {
            "start": None if facts.start is None else facts.start.isoformat(),
            "time_zone": facts.time_zone,
            "zone_evidence": evidence.get("zone"),
            "duration_h": facts.duration_s / 3600,
            "recorded_h": facts.recorded_s / 3600,
            **_gaps(recording),
        },
        "rate": {
            "sample_rate_hz": facts.sample_rate_hz,
            "declared_hz": _number(evidence.get("declared_rate_hz")),
            "rate_evidence": evidence.get("rate"),
        },
        "acceleration": {
            "unit_evidence": evidence.get("unit"),
            "gravity_included": evidence.get("gravity_included"),
            **_range(recording, settings.filter.rail_share),
        },
        "gyroscope": _gyroscope(recording),
        "coverage": None if coverage is None else _coverage(coverage),
        "visibility": {
            **_visibility(recording, floor_g, settings),
            "limits": _limits(recording, coverage, settings),
        },
        "notices": list(facts.notices),
    }


def _count(text: str | None) -> int | None:
    return None if text is None else int(text)


def _number(text: str | None) -> float | None:
    return None if text is None else float(text)


def _look_through(
    recording: Recording, coverage: Coverage | None, settings: Settings
) -> tuple[Coverage, float | None]:
    """Work out the coverage, if it is not known, and the median noise floor in it."""
    times_s, floors_g = [], []
    ticks = TickPile()
    for block in recording.blocks(settings.blocks.block_s, settings.blocks.margin_s):
        motion = filter_block(block, settings.filter)
        if coverage is None:
            ticks.append(tick_block(motion, settings.states))
        at_s, floor_g = _floor_by_second(motion)
        times_s.append(at_s)
        floors_g.append(floor_g)
    if coverage is None:
        held = ticks.joined()
        usable = check(recording, held, settings.check, settings.wear)
        no_jerks = intervals.empty_seconds()
        coverage = name_states(usable, recording, held, no_jerks, settings.states)
    is_usable = intervals.contains(coverage.usable, np.concatenate(times_s))
    usable_g = np.concatenate(floors_g)[is_usable]
    return coverage, float(np.median(usable_g)) if len(usable_g) else None


def _floor_by_second(motion: Motion) -> tuple[Seconds, Signal]:
    """Take the noise floor about once a second of a block's core."""
    rows = np.arange(0, len(motion.floor_g), max(round(motion.rate_hz), 1))
    at_s = motion.start_s + rows / motion.rate_hz
    is_own = (at_s >= motion.core_start_s) & (at_s < motion.core_stop_s)
    return at_s[is_own], motion.floor_g[rows[is_own]]


def _gaps(recording: Recording) -> dict[str, float | int]:
    stops_s = [stretch.stop_s for stretch in recording.stretches[:-1]]
    starts_s = [stretch.start_s for stretch in recording.stretches[1:]]
    gaps_s = np.subtract(starts_s, stops_s)
    return {
        "n_gaps": len(gaps_s),
        "gaps_s": float(np.sum(gaps_s)),
        "longest_gap_s": float(np.max(gaps_s, initial=0.0)),
    }


def _range(recording: Recording, rail_share: float) -> dict[str, float | int | None]:
    rail_g = recording.range_g
    largest_g, n_clipped = 0.0, 0
    for rows in pieces(recording.acceleration_g):
        size_g = np.max(np.abs(recording.acceleration_g[rows]), axis=1)
        largest_g = max(largest_g, float(np.max(size_g)))
        if rail_g is not None:
            n_clipped += int(np.count_nonzero(size_g >= rail_share * rail_g))
    return {"range_g": rail_g, "largest_g": largest_g, "n_clipped_samples": n_clipped}


def _gyroscope(recording: Recording) -> dict[str, float] | None:
    """Say how often a gyroscope gives a new value, and how fast it turned."""
    turning_dps = recording.angular_velocity_dps
    if turning_dps is None:
        return None
    is_known = np.all(np.isfinite(turning_dps), axis=1)
    known_dps = turning_dps[is_known]
    is_new = np.any(np.diff(known_dps, axis=0), axis=1)
    share = float(np.mean(is_new)) if len(is_new) else 0.0
    return {
        "rate_hz": share * recording.sample_rate_hz,
        "known_share": float(np.mean(is_known)),
        "largest_dps": float(np.max(np.abs(known_dps), initial=0.0)),
    }


def _coverage(coverage: Coverage) -> dict[str, object]:
    return {
        "analyzable_h": coverage.analyzable_s / 3600,
        "seconds_by_reason": coverage.seconds_by_reason(),
        "seconds_by_state": coverage.seconds_by_state(),
        "flags": list(coverage.flags),
    }


def _visibility(
    recording: Recording, floor_g: float | None, settings: Settings
) -> dict[str, object]:
    """Say what this rate shows, and which jerk just stands above noise and steps."""
    rate_hz, search = recording.sample_rate_hz, settings.detection
    least_g = max(search.min_peak_g, search.min_steps * recording.step_g)
    smallest_g = None if floor_g is None else max(least_g, search.min_snr * floor_g)
    return {
        "verdict": _verdict(rate_hz),
        "upper_band_edge_hz": settings.filter.upper_hz(rate_hz),
        "noise_floor_g": floor_g,
        "smallest_detectable_g": smallest_g,
    }


def _verdict(rate_hz: float) -> str:
    if rate_hz < MIN_RATE_HZ:
        return f"refused: below {MIN_RATE_HZ:g} Hz no jerk can be seen"
    if rate_hz < SLOW_RATE_HZ:
        return f"lower bound: below {SLOW_RATE_HZ:g} Hz jerks are missed, sizes unknown"
    if rate_hz < FULL_RATE_HZ:
        return f"slow: below {FULL_RATE_HZ:g} Hz the sharpest jerks are hard to see"
    return "full: the rate shows every jerk that stands above the noise"


def _limits(
    recording: Recording, coverage: Coverage | None, settings: Settings
) -> list[str]:
    """Say what cannot be told of this recording, and what would help."""
    needed_min = settings.diary.min_analyzable_min
    judged_s = 0.0 if coverage is None else coverage.analyzable_s
    gravity = recording.evidence.get("gravity_included", "")
    said = (
        (
            recording.start is None,
            "hours and parts of the day: no date (--start gives it)",
        ),
        (
            recording.start is not None and not recording.facts.has_wall_clock,
            "hours and parts of the day: the clock is UTC (--time-zone names the zone)",
        ),
        (
            recording.site == "unknown",
            "intensity: no site is known (--site names it), and the widest limits hold",
        ),
        (
            judged_s < 60 * needed_min,
            f"a class of frequency: it takes {needed_min:g} judged minutes",
        ),
        (
            recording.range_g is None,
            "values cut off at the end of the range: the range is not known",
        ),
        (gravity.startswith("no"), "how the limb is held: gravity is not in the values"),
    )
    return [words for holds, words in said if holds]

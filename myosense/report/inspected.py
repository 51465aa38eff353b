"""What was found out of a recording, in plain words."""

from collections.abc import Mapping
from typing import Any

from myosense.coverage import REASONS

LABEL_WIDTH = 14
BRIEF_S = 120.0  #: Shorter times are given in seconds …
LONG_S = 7200.0  #: … and longer ones than this in hours.

Said = Mapping[str, Any]
Lines = list[tuple[str, str]]


def render(inspected: Said) -> str:
    """Write what `inspect` found in plain words."""
    file, time = inspected["file"], inspected["time"]
    acceleration = inspected["acceleration"]
    lines = [
        ("File", file["name"] or "in memory"),
        ("Format", file["format_evidence"] or file["format"]),
        ("Device", file["device"] or "not named"),
        ("Worn at", f"site {file['site']}, side {file['side']}"),
        *_time_lines(time),
        ("Samples", _sample_words(file)),
        ("Gaps", _gap_words(time)),
        *_rate_lines(inspected["rate"]),
        ("Unit", acceleration["unit_evidence"]),
        ("Gravity", acceleration["gravity_included"]),
        ("Range", _range_words(acceleration)),
        ("Gyroscope", _gyroscope_words(inspected["gyroscope"])),
        *_coverage_lines(inspected["coverage"]),
        *_visible_lines(inspected["visibility"]),
        *_listed("Note", inspected["notices"]),
    ]
    return "".join(f"{label:{LABEL_WIDTH}}{text}\n" for label, text in lines if text)


def _listed(label: str, texts: list[str]) -> Lines:
    """Put a label before the first of some lines."""
    return [("" if i else label, text) for i, text in enumerate(texts)]


def _time_words(seconds: float) -> str:
    if seconds < BRIEF_S:
        return f"{seconds:.1f} s"
    return f"{seconds / 3600:.2f} h" if seconds > LONG_S else f"{seconds / 60:.1f} min"


def _time_lines(time: Said) -> Lines:
    start = time["start"] or "not known"
    zone = time["zone_evidence"] or time["time_zone"] or "not known"
    if zone.startswith("none: "):
        zone = f"not known: {zone.removeprefix('none: ')}"
    whole, recorded = 3600 * time["duration_h"], 3600 * time["recorded_h"]
    duration = f"{_time_words(whole)}, of it {_time_words(recorded)} recorded"
    return [("Start", start.replace("T", " ")), ("Time zone", zone), ("Duration", duration)]


def _sample_words(file: Said) -> str:
    samples, rows = file["n_samples"], file["n_rows"]
    if rows is None or rows == samples:
        return f"{samples:,}"
    return f"{samples:,} of {rows:,} rows: the others hold no new sample"


def _gap_words(time: Said) -> str:
    if not time["n_gaps"]:
        return "none"
    if time["n_gaps"] == 1:
        return f"1, of {time['gaps_s']:.1f} s"
    return (
        f"{time['n_gaps']:,}, together {_time_words(time['gaps_s'])}, "
        f"the longest {_time_words(time['longest_gap_s'])}"
    )


def _rate_lines(rate: Said) -> Lines:
    """Give the rate as observed, and beside it as declared."""
    observed = rate["rate_evidence"] or f"{rate['sample_rate_hz']:.5g} Hz"
    declared = rate["declared_hz"]
    if declared is None or "is declared" in observed:
        return [("Rate", observed)]
    percent = 100 * (rate["sample_rate_hz"] / declared - 1)
    differs = "" if abs(percent) < 0.05 else f", {percent:+.1f} % off"
    return [("Rate", observed), ("", f"{declared:g} Hz declared{differs}")]


def _range_words(acceleration: Said) -> str:
    rail_g = acceleration["range_g"]
    known = "not known" if rail_g is None else f"±{rail_g:g} g"
    text = f"{known}; largest value {acceleration['largest_g']:.2f} g"
    if rail_g is None:
        return text
    n_clipped = acceleration["n_clipped_samples"]
    samples = "1 sample" if n_clipped == 1 else f"{n_clipped:,} samples"
    return f"{text}, {samples} at the end of the range"


def _gyroscope_words(gyroscope: Said | None) -> str:
    if gyroscope is None:
        return "none"
    text = f"{gyroscope['rate_hz']:.4g} new values a second, "
    text += f"up to {gyroscope['largest_dps']:.0f} deg/s"
    missing = 100 * (1 - gyroscope["known_share"])
    return f"{text}; blank in {missing:.2g} % of the samples" if missing else text


def _coverage_lines(coverage: Said | None) -> Lines:
    if coverage is None:
        return [("Judged", "nothing")]
    flags = f" ({', '.join(coverage['flags'])})" if coverage["flags"] else ""
    lost = sorted(coverage["seconds_by_reason"].items(), key=lambda item: -item[1])
    texts = [f"{_time_words(s)}: {reason}, {REASONS[reason]}" for reason, s in lost]
    hours = coverage["analyzable_h"]
    judged = _time_words(3600 * hours) if hours else "nothing"
    return [("Judged", f"{judged}{flags}"), *_listed("Not judged", texts)]


def _visible_lines(visibility: Said) -> Lines:
    """Say which jerks are seen, and what cannot be said."""
    lines = [("Rate shows", visibility["verdict"])]
    if visibility["noise_floor_g"] is not None:
        smallest = f"jerks of {visibility['smallest_detectable_g']:.3f} g and more"
        floor = f"noise and ongoing motion of {1000 * visibility['noise_floor_g']:.1f} mg"
        lines.append(("Noise shows", f"{smallest}, above the usual {floor}"))
    return [*lines, *_listed("Cannot say", visibility["limits"])]

"""The targets of speed and memory, each beside what was measured."""

from collections.abc import Mapping

from benchmarks.page import Claim
from benchmarks.speed.cases import DAY, ISO, MONTH, PARQUET, WEEK, Case, case_of, length
from benchmarks.speed.plan import ACTIPY, ANALYSIS, OBSPY, PARSERS, key
from benchmarks.speed.running import Measured

Figures = Mapping[str, Measured]
APART = ("plot", "report")  #: Stages that are timed apart.
HELP, SCIPY = "myosense --help", "import scipy.signal"
#: Why a target is missed, where it is.
LOOKING = (
    "What no other does is most of it: each lobe is glanced at, the networks look at what "
    "is left, and what they leave is measured (where the time goes). Those are products of "
    "matrices and sums over windows already; less of it means looking at fewer lobes, "
    "which costs those of fast trains."
)
LONGER = (
    "All stages swing together from run to run by more than this lacks, the reading most, "
    "for the same counts of lobes."
)
LASTING = (
    "What is held for each second or state as long as the recording: the states, the texts "
    "of what was rejected."
)


def analyzed(figures: Figures, case: Case) -> Measured:
    """Return what the analysis of a recording took."""
    return figures[key(ANALYSIS, case)]


def whole_s(measured: Measured) -> float:
    """Return the CPU seconds of an analysis, from the file to the saved tables."""
    stages: Mapping[str, float] = measured.facts["stages_s"]
    return measured.cpu_s - sum(stages.get(name, 0.0) for name in APART)


def fastest_parse(figures: Figures, case: Case) -> tuple[str, Measured]:
    """Return who parsed a file of text in the least CPU seconds, and what it took."""
    parses = {name: figures[key(name, case)] for name in PARSERS}
    name = min(parses, key=lambda each: parses[each].cpu_s)
    return name, parses[name]


def claims_of(figures: Figures, start_s: Mapping[str, float]) -> list[Claim]:
    """Hold what was measured against the targets; a week is a day where that is all.

    Parameters
    ----------
    figures
        What each job took.
    start_s
        CPU seconds of our help and of the import it is held beside.
    """
    longest = WEEK if key(ACTIPY.name, case_of(PARQUET, WEEK)) in figures else DAY
    claims = [*_of_parquet(figures, longest), _of_text(figures)]
    if key(ANALYSIS, case_of(PARQUET, MONTH)) in figures:
        claims += _of_growth(figures)
    start_up = Claim(
        figure=f"start-up: CPU of `{HELP}` over that of `{SCIPY}`",
        measured=start_s[HELP] / start_s[SCIPY],
        n=1,
        at_most=0.25,
    )
    return [*claims, start_up]


def _of_parquet(figures: Figures, hours: int) -> list[Claim]:
    case, said = case_of(PARQUET, hours), f"{PARQUET}, {length(hours)}"
    ours = analyzed(figures, case)
    beside = [
        Claim(
            figure=f"{said}: CPU of the whole analysis over that of {peer.name}",
            measured=whole_s(ours) / figures[key(peer.name, case)].cpu_s,
            n=ours.n_runs,
            at_most=limit,
            cause=LOOKING,
        )
        for peer, limit in ((ACTIPY, 1.0), (OBSPY, 1.7))
    ]
    rows = ours.facts["rows"]
    candidates = Claim(
        figure=f"{said}: candidates measured and given a probability, an hour",
        measured=rows["measures"] / ours.facts["hours"],
        n=ours.n_runs,
        at_least=500,
    )
    return [*beside, candidates, _of_memory(figures, hours)]


def _of_memory(figures: Figures, hours: int) -> Claim:
    ours = analyzed(figures, case_of(PARQUET, hours))
    return Claim(
        figure=f"{PARQUET}, {length(hours)}: peak memory in MB",
        measured=ours.peak_mb,
        n=ours.n_runs,
        at_most=500,
    )


def _of_text(figures: Figures) -> Claim:
    case = case_of(ISO, DAY)
    ours, (name, parse) = analyzed(figures, case), fastest_parse(figures, case)
    return Claim(
        figure=f"{ISO}, {length(DAY)}: CPU over that of the fastest parse alone ({name})",
        measured=whole_s(ours) / parse.cpu_s,
        n=ours.n_runs,
        at_most=1.6,
        cause=LOOKING,
    )


def _of_growth(figures: Figures) -> list[Claim]:
    week, month = (analyzed(figures, case_of(PARQUET, h)) for h in (WEEK, MONTH))
    return [
        _of_memory(figures, MONTH),
        Claim(
            figure="CPU of 28 days over that of 7",
            measured=whole_s(month) / whole_s(week),
            n=month.n_runs,
            at_most=4.1,
            cause=LONGER,
        ),
        Claim(
            figure="peak memory of 28 days over that of 7",
            measured=month.peak_mb / week.peak_mb,
            n=month.n_runs,
            at_least=0.9,
            at_most=1.1,
            cause=LASTING,
        ),
    ]

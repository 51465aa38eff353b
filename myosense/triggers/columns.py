"""The tables that `myosense triggers` writes."""

from myosense import rates
from myosense.schema import Column

COLUMNS = (
    Column("stimulus", "", "what was done", dtype="str"),
    *rates.PLACE,
    Column("n_stimuli", "", "stimuli with everything around them judged", dtype="int64"),
    Column("n_left_out", "", "stimuli that do not count, see stimuli.csv", dtype="int64"),
    Column("n_followed", "", "stimuli with a jerk's onset in the window", dtype="int64"),
    Column("share", "", "n_followed over n_stimuli"),
    Column("share_low", "", "lower end of its interval", source="Wilson 1927"),
    Column("share_high", "", "upper end of its interval", source="Wilson 1927"),
    Column("chance", "", "mean share with the stimuli put elsewhere in the same test"),
    Column("chance_low", "", "share that 97.5 % of these reach"),
    Column("chance_high", "", "share that 2.5 % of these reach"),
    Column("p", "", "chance of so large a share with the stimuli elsewhere"),
    Column("window_from_s", "s", "start of the window after the stimulus"),
    Column("window_to_s", "s", "end of the window after the stimulus"),
    Column("clock_error_s", "s", "between markers and sensor, as given; blank if unknown"),
    Column("latency_q1_s", "s", "a quarter of the first onsets come earlier"),
    Column("latency_median_s", "s", "median of the first onset in the window"),
    Column("latency_q3_s", "s", "a quarter of the first onsets come later"),
    Column("reason", "", "why a figure is blank", dtype="str"),
)
HISTOGRAM = (
    Column("stimulus", "", "what was done", dtype="str"),
    *rates.PLACE,
    Column("from_s", "s", "start of the bin after the stimulus"),
    Column("to_s", "s", "end of the bin"),
    Column("n", "", "onsets of jerks and trains in the bin", dtype="int64"),
    Column("n_stimuli", "", "stimuli that they are counted around", dtype="int64"),
    Column("rate_per_h", "1/h", "n over the time of the bin around all stimuli"),
    Column("chance_low", "", "n that 97.5 % reach with the stimuli elsewhere"),
    Column("chance_high", "", "n that 2.5 % reach with the stimuli elsewhere"),
)
STIMULI = (
    Column("line", "", "line of the markers' file", dtype="int64"),
    Column("stimulus", "", "what was done", dtype="str"),
    *rates.PLACE,
    Column("recording_id", "", "recording that it lies in; empty if none", dtype="str"),
    Column("at_s", "s", "time since that recording's start"),
    Column("is_followed", "", "whether a jerk's onset lies in the window", dtype="bool"),
    Column("latency_s", "s", "of the first onset in the window"),
    Column("reason", "", "why it does not count; empty if it does", dtype="str"),
)
ACTION = (
    *rates.PLACE,
    Column("n_active", "", "jerks in the state active", dtype="int64"),
    Column("active_h", "h", "analyzable time in it"),
    Column("active_per_h", "1/h", "n_active over active_h"),
    Column("n_rest", "", "jerks in the states rest and long_still", dtype="int64"),
    Column("rest_h", "h", "analyzable time in them"),
    Column("rest_per_h", "1/h", "n_rest over rest_h"),
    Column("n_hours", "", "hours that hold both, and so can be compared", dtype="int64"),
    Column(
        "ratio",
        "",
        "rate active over rate at rest within the same hours",
        source="Mantel & Haenszel 1959",
    ),
    Column("ratio_low", "", "lower end of its interval"),
    Column("ratio_high", "", "upper end of its interval"),
    Column("interval", "", "how the interval was found; empty if none", dtype="str"),
    Column("reason", "", "why a figure is blank", dtype="str"),
)

"""The table of comparisons: what each of its columns means."""

from myosense.schema import Column

RATIO = "rate after over rate before, in the same clock hours and states"
COMPARISONS = (
    Column("change", "", "number of the change in changes.csv", dtype="int64"),
    Column("site", "", "body site of the sensor", dtype="str"),
    Column("side", "", "side of the body", dtype="str"),
    Column("washout_h", "h", "left out after the change"),
    Column("is_own", "", "whether this is the wash-out of the drug", dtype="bool"),
    Column("n_before", "", "jerks before, in matched hours", dtype="Int64"),
    Column("hours_before", "h", "analyzable matched hours before"),
    Column("rate_before", "1/h", "rate before, both sides in the same mix of hours"),
    Column("n_after", "", "jerks after, in matched hours", dtype="Int64"),
    Column("hours_after", "h", "analyzable matched hours after"),
    Column("rate_after", "1/h", "rate after, both sides in the same mix of hours"),
    Column("unmatched_h", "h", "analyzable hours of a clock hour and state of one side"),
    Column("ratio", "", RATIO, source="Rothman & Greenland 1998"),
    Column("ratio_low", "", "lower limit, 95 %", source="Fay 1999"),
    Column(
        "ratio_high", "", "upper limit, 95 %; missing without an end", source="Fay 1999"
    ),
    Column("interval", "", "how the limits were found", dtype="str"),
    Column("corrected_ratio", "", "of the rates less the known false alarms"),
    Column("corrected_low", "", "lower limit, 95 %"),
    Column("corrected_high", "", "upper limit, 95 %"),
    Column("fano", "", "variance of counts over that of independent jerks, by hours"),
    Column("days_before", "", "spans of 24 h before that hold any of it", dtype="Int64"),
    Column("days_after", "", "spans of 24 h after that hold any of it", dtype="Int64"),
    Column("detectable_fall", "", "largest ratio below 1 seen with 80 % chance"),
    Column("detectable_rise", "", "smallest ratio above 1 seen with 80 % chance"),
    Column("underpowered", "", "why it could show little; empty if it could", dtype="str"),
    Column("trend_per_day", "", "rate of a day over the day before, before the change"),
    Column("trend_low", "", "lower limit, 95 %"),
    Column("trend_high", "", "upper limit, 95 %"),
    Column("span_before_h", "h", "length of the time before, judged or not"),
    Column("span_after_h", "h", "length of the time after, judged or not"),
    Column("n_rescue_before", "", "rescue doses logged in the time before", dtype="Int64"),
    Column("n_rescue_after", "", "rescue doses logged in the time after", dtype="Int64"),
    Column("ratio_rescue_held", "", "the ratio with time after rescue doses matched too"),
    Column("ratio_rescue_low", "", "lower limit, 95 %"),
    Column("ratio_rescue_high", "", "upper limit, 95 %; missing without an end"),
    Column("equivalent_before", "as given", "median scheduled equivalent a day, as logged"),
    Column("equivalent_after", "as given", "median scheduled equivalent a day, as logged"),
    Column("note", "", "neighbors in time, and what is not known", dtype="str"),
    Column("reason", "", "why there is no ratio; empty where there is one", dtype="str"),
)

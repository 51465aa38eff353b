"""Tables of counts and epochs: what they are, and what to export instead."""

from myosense.reading.presets.preset import Preset

__all__ = ["COUNTS"]

NO_RAW = (
    "counts per epoch hold no motion, and this recorder stores nothing else; expected a "
    "recording of raw samples"
)


def _counts(name: str, signature: str, refusal: str = NO_RAW) -> Preset:
    return Preset(name=f"a table of {name}", signature=signature, refusal=refusal)


COUNTS = (
    _counts("Actiwatch counts (Actiware)", r'\A"?[^",;\n]{0,40}Actiware'),
    _counts(
        "Actiwatch counts (.awd)",
        r"\A[^\n]*\n\d{1,2}-[a-z]{3}-\d{4}\n\d{1,2}:\d\d\n\s*\d+\s*\n",
    ),
    _counts("Actical counts", r"\AActical .{0,40}Export File"),
    _counts("MotionWare counts (.mtn)", r"<motionfile\b"),
    _counts("ActTrust counts (Condor)", r"\A[+ -]{0,40}Condor Instruments Report"),
    _counts("Tempatilumi counts", r"^Data; ?Hora; ?Evento;"),
    _counts("Daqtometer counts", r"\AStart: .*\nEnd: .*\n[\s\S]*^Binning mode:"),
    _counts(
        "summaries by epochs (OxWearables accelerometer)",
        r"\A(?:time,acc(?:,|$)|acceleration \(mg\) - |Time,enmoTrunc)",
        "they hold no motion; expected the .cwa, or accProcess --rawOutput True of it",
    ),
    _counts(
        "summaries by epochs (GGIR)",
        r'\A"?(?:timestamp|timenum)"?,"?(?:ENMO|anglez|ACC)"?(?:,|$)',
        "they hold no motion; expected the recording that GGIR was given",
    ),
    _counts(
        "summaries by epochs (GENEActiv)",
        r"\ADevice Type,GENEActiv[\s\S]*^\d{4}-\d\d-\d\d [\d:]{12}(?:,[^,\n]*){11}$",
        "they hold no motion; expected the .bin file, or its raw csv without epochs",
    ),
    _counts(
        "activPAL events",
        r'\A(?:sep=.\n)?"?Time"?[,;]\s*"?DataCount.*ActivityCode',
        "they hold no motion; expected the raw accelerations (csv, uncompressed)",
    ),
    _counts(
        "Empatica biomarkers by the minute",
        r"\Atimestamp_unix,timestamp_iso,participant_full_id",
        "they hold no motion; expected the raw .avro files of the same days",
    ),
    _counts(
        "another Empatica E4 sensor than the accelerometer",
        r"\A(?:1\d{9}(?:\.\d+)?|\d{4}-\d\d-\d\d [\d:.]+)(?:, ?IBI|\n-?\d+\.\d+\n)",
        "expected ACC.csv of the same session",
    ),
)

"""The words of a dose log: what its columns and cells may be called."""

import difflib

#: Our name of a column, and what people call it.
HEADERS = {
    "time": ("time", "datetime", "date_time", "timestamp", "when", "zeit", "zeitpunkt",
             "uhrzeit", "clock"),
    "date": ("date", "day", "datum", "tag"),
    "drug": ("drug", "medication", "medicine", "substance", "medikament", "wirkstoff",
             "arzneimittel", "präparat"),
    "dose": ("dose", "amount", "dosis", "dosierung", "menge"),
    "unit": ("unit", "units", "einheit"),
    "route": ("route", "applikation", "applikationsweg", "weg"),
    "formulation": ("formulation", "form", "release", "darreichungsform", "darreichung",
                    "galenik", "formulierung", "freisetzung", "arzneiform"),
    "kind": ("kind", "type", "art"),
    "change": ("change", "änderung", "aenderung"),
    "equivalent": ("equivalent", "equivalents", "equivalent_dose", "ome", "ome_mg", "mme",
                   "omedd", "äquivalent", "äquivalenzdosis"),
    "egfr": ("egfr", "gfr", "egfr_ml_min", "egfr_ml/min", "egfr_ml/min/1.73m2"),
    "renal_impairment": ("renal_impairment", "renal", "niereninsuffizienz"),
}  # fmt: skip
CHANGES = {
    "start": ("start", "started", "begin", "beginn", "begonnen", "new", "neu"),
    "stop": ("stop", "stopped", "end", "ende", "discontinued", "abgesetzt"),
    "increase": ("increase", "increased", "up", "raise", "raised", "erhöhung", "erhöht",
                 "steigerung", "gesteigert", "erhöhen", "heraufgesetzt"),
    "reduction": ("reduction", "reduce", "reduced", "decrease", "decreased", "down",
                  "lower", "lowered", "reduktion", "reduziert", "reduzierung", "senkung",
                  "gesenkt", "verringert", "verringerung", "herabgesetzt"),
    "rotation": ("rotation", "rotate", "rotated", "switch", "switched", "umstellung",
                 "umgestellt", "wechsel"),
    "same": ("same", "unchanged", "none", "no", "-", "gleich", "unverändert", "keine"),
    "rescue": ("rescue", "prn", "as needed", "breakthrough", "bedarf", "bei bedarf"),
}  # fmt: skip
KINDS = {
    "scheduled": ("scheduled", "regular", "fixed", "fest", "fix", "basis", "dauer"),
    "rescue": (*CHANGES["rescue"], "on demand", "bolus", "reserve"),
}
ANSWERS = {
    "yes": ("yes", "y", "true", "1", "ja", "j"),
    "no": ("no", "n", "false", "0", "nein"),
}
PATCH = ("patch", "transdermal", "pflaster", "tts", "transdermal system")
EXTENDED = (
    "extended", "extended release", "er", "xr", "xl", "sr", "cr", "mr", "modified release",
    "sustained release", "controlled release", "prolonged release", "slow release",
    "retard", "retardiert", "retardtablette", "retardtabletten", "retardkapsel",
    "retardkapseln",
)  # fmt: skip
IMMEDIATE = (
    "immediate", "immediate release", "ir", "short-acting", "short acting", "solution",
    "drops", "syrup", "injection", "infusion", "nasal spray", "buccal", "sublingual",
    "unretardiert", "schnell", "akut", "tropfen", "lösung", "saft", "injektion",
)  # fmt: skip
#: Routes that are as fast as immediate release, whatever the form.
FAST_ROUTES = (
    "iv", "i.v.", "intravenous", "intravenös", "sc", "s.c.", "subcutaneous", "subkutan",
    "im", "i.m.", "intramuscular", "nasal", "buccal", "sublingual",
)  # fmt: skip

Words = dict[str, tuple[str, ...]]


def word_of(text: str, words: Words) -> str | None:
    """Find our word for a text; ``None`` where there is none.

    >>> word_of("Decreased", CHANGES)
    'reduction'
    """
    folded = " ".join(text.casefold().split())
    return next((ours for ours, theirs in words.items() if folded in theirs), None)


def nearest(text: str, words: Words) -> str | None:
    """Name the word of ours that is spelled much like a text; ``None`` without one.

    >>> nearest("reducd", CHANGES), nearest("halbiert", CHANGES)
    ('reduction', None)
    """
    by_word = {theirs: ours for ours, spellings in words.items() for theirs in spellings}
    found = difflib.get_close_matches(text.casefold(), by_word, n=1, cutoff=0.7)
    return by_word[found[0]] if found else None


def form_of(formulation: str, route: str) -> str:
    """Say how fast a form lets go of its drug: patch, extended, immediate or as written.

    >>> form_of("Retard", "oral"), form_of("", "i.v.")
    ('extended', 'immediate')
    """
    form, way = formulation.casefold(), route.casefold()
    if form in PATCH or way in PATCH:
        return "patch"
    if form in EXTENDED:
        return "extended"
    return "immediate" if form in IMMEDIATE or way in FAST_ROUTES else form

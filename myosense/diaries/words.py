"""English and German words for the columns of a diary and for what they hold."""

from myosense.diaries.schema import WRITTEN

#: Columns of the date, of which time-only cells of ``start`` take theirs.
DATE = "date"
KNOWN = (DATE, *(column.name for column in WRITTEN))

HEADERS = {
    "date": ("datum", "tag", "day"),
    "start": ("von", "beginn", "anfang", "zeit", "uhrzeit", "time", "from", "begin"),
    "stop": ("bis", "ende", "end", "to", "until"),
    "region": ("körperteil", "körperregion", "ort", "wo", "body_part", "where", "place"),
    "side": ("seite",),
    "frequency": ("häufigkeit", "wie_oft", "how_often"),
    "count": ("anzahl", "zahl", "n", "number", "jerks", "zuckungen"),
    "severity": ("schwere", "stärke", "how_bad", "intensity", "intensität"),
    "extent": ("ausmass", "ausbreitung", "spread", "single/several/generalized"),
    "trigger": ("auslöser",),
    "activity": ("tätigkeit", "aktivität"),
    "sleep": ("schlaf",),
    "impact": ("auswirkung", "folge", "folgen"),
    "medication": ("medikament", "medikamente", "medication_event"),
    "note": ("notiz", "bemerkung", "anmerkung", "notes", "comment"),
    "source": ("quelle", "von_wem", "wer", "who"),
}
WORDS = {
    "region": {
        "kopf": "head", "gesicht": "head", "face": "head", "hals": "neck",
        "nacken": "neck", "rumpf": "trunk", "bauch": "trunk", "brust": "trunk",
        "rücken": "trunk", "chest": "trunk", "abdomen": "trunk", "back": "trunk",
        "arms": "arm", "arme": "arm", "armen": "arm", "hand": "arm", "hände": "arm",
        "wrist": "arm", "handgelenk": "arm", "finger": "arm", "legs": "leg",
        "bein": "leg", "beine": "leg", "fuss": "leg", "foot": "leg",
        "ankle": "leg", "knöchel": "leg", "thigh": "leg", "whole_body": "body",
        "all": "body", "ganzer_körper": "body", "körper": "body", "überall": "body",
        "unbekannt": "unknown",
    },
    "side": {
        "l": "left", "r": "right", "links": "left", "rechts": "right", "linke": "left",
        "linker": "left", "linkes": "left", "rechte": "right", "rechter": "right",
        "rechtes": "right", "beide": "both", "beidseits": "both", "beidseitig": "both",
        "mitte": "midline", "mid": "midline", "all": "both", "unbekannt": "unknown",
    },
    "frequency": {
        "keine": "none", "never": "none", "nie": "none", "selten": "rare",
        "gelegentlich": "occasional", "manchmal": "occasional", "häufig": "frequent",
        "oft": "frequent", "often": "frequent", "sehr_häufig": "very_frequent",
        "sehr_oft": "very_frequent", "very_often": "very_frequent",
        "fast_ständig": "near_continuous", "ständig": "near_continuous",
        "fast_ununterbrochen": "near_continuous", "constant": "near_continuous",
    },
    "severity": {
        "0": "none", "1": "mild", "2": "moderate", "3": "severe", "keine": "none",
        "leicht": "mild", "mittel": "moderate", "mässig": "moderate", "schwer": "severe",
        "stark": "severe",
    },
    "extent": {
        "einzeln": "single", "einzelne": "single", "mehrere": "several",
        "generalisiert": "generalized", "generalised": "generalized",
        "ganzer_körper": "generalized",
    },
    "trigger": {
        "keiner": "none", "keine": "none", "spontaneous": "none", "spontan": "none",
        "geräusch": "noise", "lärm": "noise", "licht": "light", "berührung": "touch",
        "bewegung": "movement", "action": "movement", "einschlafen": "falling_asleep",
        "aufwachen": "waking", "erwachen": "waking", "vergessene_dosis": "missed_dose",
        "dosis_vergessen": "missed_dose", "anderes": "other", "andere": "other",
        "sonstiges": "other",
    },
    "sleep": {
        "wach": "awake", "no": "awake", "nein": "awake", "schlaf": "asleep",
        "schlafend": "asleep", "sleeping": "asleep", "yes": "asleep", "ja": "asleep",
        "einschlafen": "falling_asleep", "aufwachen": "waking",
    },
    "impact": {
        "keine": "none", "fine_movement": "fine_tasks", "feinmotorik": "fine_tasks",
        "feine_tätigkeiten": "fine_tasks", "alltag": "daily_tasks", "iadl": "daily_tasks",
        "alltagstätigkeiten": "daily_tasks", "selbstversorgung": "self_care",
        "körperpflege": "self_care", "adl": "self_care", "sturz": "fall",
        "gestürzt": "fall", "woke_me": "woke", "woke_up": "woke", "geweckt": "woke",
        "aufgewacht": "woke",
    },
    "source": {
        "patientin": "patient", "ich": "patient", "me": "patient", "self": "patient",
        "angehörige": "caregiver", "angehöriger": "caregiver", "pflege": "caregiver",
        "carer": "caregiver", "spouse": "caregiver", "arzt": "clinician",
        "ärztin": "clinician", "nurse": "clinician", "physician": "clinician",
    },
}  # fmt: skip

#: What the German template offers, by column; each word is also one of `WORDS`.
GERMAN = {
    "columns": {
        "start": "von", "stop": "bis", "region": "Körperteil", "side": "Seite",
        "frequency": "Häufigkeit", "count": "Anzahl", "severity": "Schwere",
        "extent": "Ausmaß", "trigger": "Auslöser", "activity": "Tätigkeit",
        "sleep": "Schlaf", "impact": "Auswirkung", "medication": "Medikament",
        "note": "Notiz", "source": "Quelle",
    },
    "region": {
        "head": "Kopf", "neck": "Hals", "trunk": "Rumpf", "arm": "Arm", "leg": "Bein",
        "body": "ganzer Körper", "unknown": "unbekannt",
    },
    "side": {
        "left": "links", "right": "rechts", "both": "beide", "midline": "Mitte",
        "unknown": "unbekannt",
    },
    "frequency": {
        "none": "keine", "rare": "selten", "occasional": "gelegentlich",
        "frequent": "häufig", "very_frequent": "sehr häufig",
        "near_continuous": "fast ständig",
    },
    "severity": {
        "none": "keine", "mild": "leicht", "moderate": "mittel", "severe": "schwer",
    },
    "extent": {
        "single": "einzeln", "several": "mehrere", "generalized": "generalisiert",
    },
    "trigger": {
        "none": "keiner", "noise": "Geräusch", "light": "Licht", "touch": "Berührung",
        "movement": "Bewegung", "stress": "Stress", "falling_asleep": "Einschlafen",
        "waking": "Aufwachen", "missed_dose": "vergessene Dosis", "other": "anderes",
    },
    "sleep": {
        "awake": "wach", "asleep": "schlafend", "falling_asleep": "Einschlafen",
        "waking": "Aufwachen",
    },
    "impact": {
        "none": "keine", "fine_tasks": "Feinmotorik", "daily_tasks": "Alltag",
        "self_care": "Selbstversorgung", "fall": "Sturz", "woke": "geweckt",
    },
    "source": {
        "patient": "Patient", "caregiver": "Pflege", "clinician": "Arzt",
        "sensor": "Sensor",
    },
}  # fmt: skip

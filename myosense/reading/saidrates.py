"""The rate of the samples as the lines above a table say it, in words and in Hz or ms."""

import re

NUMBER = r"(\d+(?:[.,]\d+)?)"
HZ = r"(?:hz\b|hertz|samples?\s*(?:/|per)\s*s(?:ec(?:onds?)?)?\b|sps\b)"
OF_SAMPLES = r"(?:sampl(?:e|ing)[ _-]?(?:rate|frequency|freq)|\bfs|abtastrate)"
#: What a rate of samples is called; others (of a filter, of the mains) are none.
RATE = rf"(?:{OF_SAMPLES}|(?:data|output|update|acquisition)[ _-]?(?:rate|frequency)|\bodr)"
EQUALS = r"\s*[:=,;\t ]\s*"
#: A line of its own may leave the unit out, or call it no more than a rate or a frequency.
ALONE = re.compile(
    rf"[\s#%/;]*(?:{OF_SAMPLES}|(?:{RATE}|rate|frequency)(?=\s*(?:[(\[]hz|.*{HZ})))"
    rf"\s*(?:[(\[]hz[)\]])?{EQUALS}{NUMBER}\s*{HZ}?[\s,;]*",
    re.IGNORECASE,
)
#: Among other words, as in a list, the unit has to be there; 100 samples/s say all.
AMONG = re.compile(
    rf"(?:(?<![a-z]){RATE}\s*(?:[(\[]hz[)\]])?\s*[:=]?\s*{NUMBER}\s*{HZ}"
    rf"|(?<![\d.]){NUMBER}\s*(?!hz){HZ})",
    re.IGNORECASE,
)
#: The time from sample to sample: Sampling interval: 10 ms, 10 msec/sample.
INTERVAL = re.compile(
    r"(?:(?<![a-z])sampl(?:e|ing)[ _-]?(?:interval|period)\s*(?:[(\[](?P<before>[mu]?s)"
    rf"[)\]])?{EQUALS}(?P<value>\d+(?:\.\d+)?)\s*(?P<behind>[mu]?s)?(?:ec)?\b"
    r"|(?<![\d.])(?P<each>\d+(?:\.\d+)?)\s*(?P<unit>[mu]?s)(?:ec)?\s*/\s*sample)",
    re.IGNORECASE,
)
#: Of another sensor, unless the line names the accelerometer too.
IS_OTHER = re.compile(
    r"(?!.*acc).*\b(?:gyr|mag|emg|ecg|eeg|ppg|gps|video|audio)", re.IGNORECASE
)
SECONDS = {"s": 1.0, "ms": 1e-3, "us": 1e-6}
THOUSANDS = re.compile(r"[1-9],\d{3}")


def rates_said_in(line: str) -> set[float]:
    """List the rates of samples that a line says, in Hz; not those of another sensor.

    >>> rates_said_in("# data_rate = 100.0 Hz, filter = 42 Hz"), rates_said_in("fs;128")
    ({100.0}, {128.0})
    >>> rates_said_in("Sampling interval (ms): 20"), rates_said_in("Notch: 50 Hz")
    ({50.0}, set())
    """
    plain = line.replace('"', "").strip()
    if IS_OTHER.match(plain):
        return set()
    alone = ALONE.fullmatch(plain)
    found = [alone[1]] if alone else [one or two for one, two in AMONG.findall(plain)]
    rates = set(map(_to_hz, found))
    for match in INTERVAL.finditer(plain):
        unit = match["before"] or match["behind"] or match["unit"]
        each = float(match["value"] or match["each"])
        if unit and each:
            rates.add(round(1 / (each * SECONDS[unit.lower()]), 6))
    return rates - {0.0}


def _to_hz(number: str) -> float:
    """Read a number with a decimal comma, unless the comma parts the thousands.

    >>> _to_hz("102,4"), _to_hz("1,000")
    (102.4, 1000.0)
    """
    return float(number.replace(",", "" if THOUSANDS.fullmatch(number) else "."))

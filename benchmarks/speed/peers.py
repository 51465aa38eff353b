"""What is timed of others, each in an environment of its own.

They get the same samples. Those who read no table get them as a bare array before the
clock starts; none but the notebook looks for events.
"""

from importlib import import_module

from benchmarks.speed.timed import Facts, Job

RATE_HZ = 100.0
START = "2024-03-01T12:00"
START_EPOCH_S = 1709294400.0
BAND_HZ = (1.0, 20.0)  #: Of ObsPy's band-pass: that of our own filter.
SHORT_S, LONG_S = 0.1, 10.0  #: Of STA/LTA, after the length of a jerk and of our floor.
ON, OFF = 4.0, 1.5
#: Of the notebook: g above the median, and seconds between two events.
HEIGHT_G, APART_S = 0.1, 0.25


def actipy_process(samples: str) -> Job:
    """Preprocess with actipy as it comes: low-pass, calibration, non-wear, resampling."""
    numpy, pandas, actipy = map(import_module, ("numpy", "pandas", "actipy"))
    values = numpy.load(samples)
    time = pandas.date_range(START, periods=len(values), freq="10ms", name="time")
    frame = pandas.DataFrame(values, columns=list("xyz"), index=time)

    def run() -> Facts:
        processed, info = actipy.process(frame, RATE_HZ, verbose=False)
        return {"n": len(processed), "is_filtered": int(info["LowpassOK"])}

    return run


def skdh_wear(samples: str) -> Job:
    """Find when it was worn with scikit-digital-health."""
    process = import_module("skdh.preprocessing").AccelThresholdWearDetection()
    given = _given_to_skdh(samples)

    def run() -> Facts:
        return {"n": len(process.predict(**given)["wear"])}

    return run


def skdh_activity(samples: str) -> Job:
    """Find the level of activity of each day with scikit-digital-health."""
    days = import_module("skdh.preprocessing").GetDayWindowIndices(bases=[0], periods=[24])
    process = import_module("skdh.activity").ActivityLevelClassification()
    given = _given_to_skdh(samples)

    def run() -> Facts:
        said = process.predict(**given, **days.predict(**given))
        return {"n": len(said["Date"]), "wear_h": said["N wear hours"].tolist()}

    return run


def _given_to_skdh(samples: str) -> Facts:
    numpy = import_module("numpy")
    values = numpy.load(samples).astype(numpy.float64)
    stamps = START_EPOCH_S + numpy.arange(len(values)) / RATE_HZ
    return {"time": stamps, "accel": values, "fs": RATE_HZ}


def obspy_trigger(samples: str) -> Job:
    """Band-pass each axis with ObsPy, STA/LTA on the magnitude, and trigger."""
    numpy, signal = map(import_module, ("numpy", "obspy.signal.filter"))
    trigger = import_module("obspy.signal.trigger")
    axes = list(numpy.ascontiguousarray(numpy.load(samples).T, dtype=numpy.float64))

    def run() -> Facts:
        moved = [
            signal.bandpass(axis, *BAND_HZ, df=RATE_HZ, corners=4, zerophase=True)
            for axis in axes
        ]
        norm = numpy.sqrt(sum(axis**2 for axis in moved))
        ratio = trigger.classic_sta_lta(
            norm, round(SHORT_S * RATE_HZ), round(LONG_S * RATE_HZ)
        )
        return {"n": len(norm), "n_events": len(trigger.trigger_onset(ratio, ON, OFF))}

    return run


def find_peaks(path: str) -> Job:
    """Count peaks of the magnitude as a notebook does, from the file on."""
    numpy, pandas, signal = map(import_module, ("numpy", "pandas", "scipy.signal"))
    import_module("pyarrow.parquet")

    def run() -> Facts:
        table = pandas.read_parquet(path)
        norm = numpy.linalg.norm(table.iloc[:, 1:4].to_numpy(), axis=1)
        height = numpy.median(norm) + HEIGHT_G
        apart = round(APART_S * RATE_HZ)
        peaks, _ = signal.find_peaks(norm, height=height, distance=apart)
        return {"n": len(norm), "n_events": len(peaks)}

    return run


def pyarrow_parquet(path: str) -> Job:
    """Read a Parquet file, and nothing else."""
    import_module("pyarrow.dataset")  # or the first read would import it
    parquet = import_module("pyarrow.parquet")
    return lambda: {"n": parquet.read_table(path).num_rows}


def pyarrow_csv(path: str) -> Job:
    """Parse text with pyarrow."""
    csv = import_module("pyarrow.csv")
    return lambda: {"n": csv.read_csv(path).num_rows}


def pandas_csv(path: str) -> Job:
    """Parse text with pandas; the first column where it is ISO text."""
    pandas = import_module("pandas")
    with open(path, encoding="utf-8") as file:  # noqa: PTH123 - as a notebook does
        is_dated = file.readline().startswith('"time",')
    dated = ["time"] if is_dated else False
    return lambda: {"n": len(pandas.read_csv(path, parse_dates=dated))}


def polars_csv(path: str) -> Job:
    """Parse text with polars."""
    polars = import_module("polars")
    return lambda: {"n": len(polars.read_csv(path, try_parse_dates=True))}

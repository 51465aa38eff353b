"""Text of research loggers: written here after the published layouts, and real files."""

import csv
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from myosense.errors import ReadError
from myosense.reading import read
from myosense.recording import Recording

Put = Callable[..., Path]
Motion = npt.NDArray[np.float64]
RATE_HZ = 50
N = 1500
START = datetime(2025, 3, 4, 22, 5, 6, 250_000)  # noqa: DTZ001
STEP = timedelta(seconds=1 / RATE_HZ)


def make_motion(n: int = N, seed: int = 3) -> Motion:
    """Make a slow turn at 1 g with noise and one jerk, in 1/1000 g."""
    angle = 0.4 * np.sin(np.arange(n) / 90)
    motion = np.column_stack((np.sin(angle), 0 * angle, np.cos(angle)))
    motion += np.random.default_rng(seed).normal(0, 0.006, (n, 3))
    motion[n // 2 : n // 2 + 4] += [0.4, -0.9, 0.2]
    return np.round(motion, 3)


MOTION = make_motion()


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write lines as a file and give its path."""

    def write(
        lines: Sequence[str], end: str = "\r\n", name: str = "left_wrist.csv"
    ) -> Path:
        path = tmp_path / name
        path.write_bytes("".join(line + end for line in lines).encode())
        return path

    return write


def texts(motion: Motion = MOTION, fmt: str = "%.3f") -> list[str]:
    """Write the axes of each row, comma between."""
    return [",".join(fmt % value for value in row) for row in motion]


def stamped(stamps: Sequence[str], motion: Motion = MOTION, fmt: str = "%.3f") -> list[str]:
    """Put stamps before the axes."""
    return [f"{a},{b}" for a, b in zip(stamps, texts(motion, fmt), strict=True)]


def stamps(pattern: str, n: int = N, start: datetime = START) -> list[str]:
    """Write the hours of the rows; ``{ms}`` and ``{us7}`` stand for parts of the second."""
    found = []
    for i in range(n):
        at = start + i * STEP
        text = at.strftime(pattern).replace("{ms}", f"{at.microsecond // 1000:03d}")
        found.append(text.replace("{us7}", f"{at.microsecond:06d}0"))
    return found


def is_same(
    recording: Recording, motion: Motion = MOTION, *, start: datetime | None = START
) -> None:
    """Compare samples, rate, start and unit with what was written."""
    np.testing.assert_allclose(recording.acceleration_g, motion, atol=6e-4)
    assert recording.sample_rate_hz == pytest.approx(RATE_HZ, rel=1e-4)
    assert len(recording.stretches) == 1
    assert recording.evidence["gravity_included"].startswith("yes")
    if start is None:
        assert recording.start is None
    else:
        assert recording.start is not None
        apart = recording.start.replace(tzinfo=None) - start
        assert abs(apart.total_seconds()) < 0.002


def actilife(  # noqa: PLR0913
    date_format: str = "M/d/yyyy",
    date: str = "3/4/2025",
    clock: str = "22:05:06",
    *,
    pad: str = "",
    model: str = "ActiGraph GT3X+",
    rate: str = " at 50 Hz",
    epoch: str = "00:00:00",
    kind: str = "Data",
) -> list[str]:
    """Write the ten lines of an ActiLife header."""
    first = f"{'-' * 12} {kind} File Created By {model} ActiLife v6.13.4 Firmware v1.7.2"
    return [
        f"{first} date format {date_format}{rate}  Filter Normal {'-' * 11}{pad}",
        f"Serial Number: TAS1D50140012{pad}",
        f"Start Time {clock}{pad}",
        f"Start Date {date}{pad}",
        f"Epoch Period (hh:mm:ss) {epoch}{pad}",
        f"Download Time 17:45:17{pad}",
        f"Download Date {date}{pad}",
        f"Current Memory Address: 0{pad}",
        f"Current Battery Voltage: 4.11     Mode = 12{pad}",
        f"{'-' * 50}{pad}",
    ]


AXES = "Accelerometer X,Accelerometer Y,Accelerometer Z"
WHOLE = START.replace(microsecond=0)


@pytest.mark.parametrize(
    "head",
    [
        [*actilife(), AXES],
        [*actilife(pad=",,"), AXES],
        actilife(),
        [*actilife("dd/MM/yyyy", "04/03/2025"), AXES],
        [*actilife("dd-MM-yyyy", "04-03-2025"), AXES],
        [*actilife("dd/MM/yyyy", "04-03-2025"), AXES],
        [*actilife("d.M.yyyy", "4.3.2025"), AXES],
        [*actilife("yyyy-MM-dd", "2025-03-04"), AXES],
        [*actilife(clock="10:05:06 PM"), AXES],
        [*actilife(model="Actigraph Link"), AXES],
        [*actilife(model="ActiGraph LEAP v2", rate=" at 50.0 Hz"), AXES],
        [*actilife(rate=" at 50,0 Hz"), AXES],
        [*actilife(rate=" at50Hz"), AXES],
        [actilife(rate="")[0], "Sample Rate: 50 Hz", *actilife()[1:], AXES],
    ],
)
def test_actilife_without_stamps_starts_when_its_header_says(
    put: Put, head: list[str]
) -> None:
    recording = read(put([*head, *texts()]))
    is_same(recording, start=WHOLE)
    assert recording.format == "ActiLife raw csv"
    assert recording.device is not None
    assert recording.device.endswith("TAS1D50140012")
    assert recording.time_zone is None


@pytest.mark.parametrize(
    ("date_format", "pattern"),
    [
        ("M/d/yyyy", "%m/%d/%Y %H:%M:%S.{ms}"),
        ("dd/MM/yyyy", "%d/%m/%Y %H:%M:%S.{ms}"),
        ("dd/MM/yyyy", "%Y-%m-%dT%H:%M:%S.{us7}"),
    ],
)
def test_actilife_stamps_are_read_in_the_order_of_its_header(
    put: Put, date_format: str, pattern: str
) -> None:
    lines = stamped(stamps(pattern))
    head = actilife(date_format, "03/04/2025" if date_format[0] == "M" else "04/03/2025")
    recording = read(put([*head, f"Timestamp,{AXES}", *lines]))
    is_same(recording)
    assert not any("declared as the start" in notice for notice in recording.notices)


def test_a_header_that_contradicts_the_rows_is_overruled_and_said(put: Put) -> None:
    head = [*actilife("dd/MM/yyyy", "03-04-2025"), f"Timestamp,{AXES}"]
    recording = read(put([*head, *stamped(stamps("%Y-%m-%dT%H:%M:%S.{us7}"))]))
    is_same(recording)
    assert any(
        "2025-04-03 22:05:06 is declared as the start" in n for n in recording.notices
    )


def test_an_actilife_imu_export_has_its_gyroscope(put: Put) -> None:
    turns = np.round(np.random.default_rng(1).normal(0, 20, (N, 3)), 4)
    head = actilife(model="ActiGraph Link IMU 9DOF Sensor", pad=",,,,,,,,,,")
    names = "Temperature,Gyroscope X,Gyroscope Y,Gyroscope Z,Magnetometer X,Magnetometer Y"
    rows = [
        f"{a},30.1,{b},1,2,3"
        for a, b in zip(
            stamped(stamps("%Y-%m-%dT%H:%M:%S.{us7}")), texts(turns, "%.4f"), strict=True
        )
    ]
    recording = read(put([*head, f"Timestamp,{AXES},{names},Magnetometer Z", *rows]))
    is_same(recording)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, turns, atol=1e-3)


def test_idle_sleep_and_padding_of_actilife_were_not_recorded(put: Put) -> None:
    filled = make_motion(6000)
    filled[1000 : 1000 + 12 * RATE_HZ] = filled[999]  # held for 12 s after a sample
    filled[2500 : 2500 + 8 * RATE_HZ] = filled[2499]  # 8 s may be rest
    filled[4000:4200] = 0
    recording = read(put([*actilife(), AXES, *texts(filled)]))
    kept = np.ones(6000, dtype=bool)
    kept[1000:1600] = False
    kept[4000:4200] = False
    np.testing.assert_allclose(recording.acceleration_g, filled[kept], atol=1e-6)
    assert [s.n_samples for s in recording.stretches] == [1000, 2400, 1800]
    assert any("600 rows that repeat one value for 10 s" in n for n in recording.notices)
    np.testing.assert_allclose(recording.time_s, np.flatnonzero(kept) / RATE_HZ, atol=1e-6)


def test_an_actilife_layout_with_counts_of_the_sensor_goes_by_gravity(put: Put) -> None:
    recording = read(put([*actilife(), AXES, *texts(np.round(MOTION * 256), "%d")]))
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=0.003)
    assert "256" in recording.evidence["unit"]


@pytest.mark.parametrize(
    "head",
    [
        actilife(epoch="00:00:15", rate=""),
        [
            *actilife(epoch="00:00:01", rate="", kind="Data Table"),
            "Date, Time, Axis1,Axis2",
        ],
        ["Date,Time,Axis1,Axis2,Axis3,Steps"],
        ["TimeStamp,axis1,axis2,axis3,steps,vm"],
    ],
)
def test_activity_counts_are_refused_with_what_to_export(put: Put, head: list[str]) -> None:
    rows = [f"2025-03-04,22:05:{i % 60:02d},{i},2,3,0" for i in range(60)]
    with pytest.raises(ReadError, match=r"ActiGraph activity counts.*raw data.*gt3x"):
        read(put([*head, *rows]))


def days(origin: datetime) -> list[str]:
    """Write the hours of the rows as days since an origin, with twelve decimals."""
    return [f"{(START + i * STEP - origin) / timedelta(days=1):.12f}" for i in range(N)]


def seconds(origin: datetime) -> list[str]:
    """Write the hours of the rows as seconds since an origin, with four decimals."""
    return [f"{(START + i * STEP - origin).total_seconds():.4f}" for i in range(N)]


@pytest.mark.parametrize(
    ("times", "format_", "start"),
    [
        (stamps("%Y-%m-%d %H:%M:%S.{ms}"), "OmGui csv (time stamps)", START),
        (days(datetime(1899, 12, 30)), "OmGui csv (time in Excel days)", START),  # noqa: DTZ001
        (
            days(datetime(1, 1, 1) - timedelta(0)),  # noqa: DTZ001
            "OmGui csv (time in MATLAB days)",
            START - timedelta(days=367),
        ),
        (days(START), "OmGui csv (time in days)", None),
        (seconds(START), "OmGui csv (time in seconds)", None),
        (
            seconds(datetime(1970, 1, 1)),  # noqa: DTZ001
            "OmGui csv (time in seconds since 1970)",
            START,
        ),
    ],
)
def test_omgui_writes_the_time_in_many_ways(
    put: Put, times: list[str], format_: str, start: datetime | None
) -> None:
    # MATLAB counts 367 days more than the proleptic calendar from year 1.
    recording = read(put(stamped(times, fmt="%.6f"), end="\n"))
    is_same(recording, start=start)
    assert recording.format == format_
    assert recording.time_zone is None
    assert recording.start is None or recording.start.tzinfo is None


def test_omgui_with_a_gyroscope_or_with_light_and_events(put: Put) -> None:
    hours = stamps("%Y-%m-%d %H:%M:%S.{ms}")
    turns = np.random.default_rng(1).normal(0, 20, (N, 3))
    both = zip(stamped(hours, fmt="%.6f"), texts(turns, "%.6f"), strict=True)
    six = [f"{a},{b}" for a, b in both]
    recording = read(put(six, name="six.csv"))
    is_same(recording)
    assert recording.angular_velocity_dps is not None
    np.testing.assert_allclose(recording.angular_velocity_dps, turns, atol=1e-4)
    rows = stamped(hours, fmt="%.6f")
    more = [
        f"{row},639,27.64,4.207031,{'r' if i == 0 else ''}" for i, row in enumerate(rows)
    ]
    recording = read(put(more, name="more.csv"))
    is_same(recording)
    assert recording.angular_velocity_dps is None


@pytest.mark.parametrize("is_numbered", [True, False])
def test_omgui_in_counts_says_that_it_leaves_a_gyroscope_out(
    put: Put, *, is_numbered: bool
) -> None:
    hours = stamps("%Y-%m-%d %H:%M:%S.{ms}")
    first = [str(i) for i in range(N)] if is_numbered else hours
    turns = np.random.default_rng(1).normal(300, 400, (N, 3))
    values: Motion = np.hstack((MOTION * 4096, turns))
    counts = texts(np.round(values), "%d")
    rows = [f"{time},{row}" for time, row in zip(first, counts, strict=True)]
    recording = read(put(rows), rate_hz=RATE_HZ if is_numbered else None)
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=2e-3)
    assert recording.angular_velocity_dps is None
    assert any("AX6's gyroscope" in notice for notice in recording.notices)
    alone = [row.rsplit(",", 3)[0] for row in rows]
    recording = read(put(alone), rate_hz=RATE_HZ if is_numbered else None)
    assert not any("AX6's gyroscope" in notice for notice in recording.notices)


def test_omgui_with_one_stamp_for_each_block(put: Put) -> None:
    # 120 samples a block at 49.4 Hz, each stamped with the whole second of its start; the
    # file is cut in the first block.
    start = START.replace(microsecond=0)
    n = 120 * 40
    at = [start + timedelta(seconds=120 * (i // 120) / 49.4) for i in range(n)]
    motion = make_motion(n)
    rows = stamped([f"{t:%Y-%m-%d %H:%M:%S}" for t in at], motion, "%.6f")
    recording = read(put(rows[110:], end="\n"))
    assert recording.n_samples == n - 110
    assert recording.sample_rate_hz == pytest.approx(49.4, rel=4e-3)
    assert len(recording.stretches) == 1
    np.testing.assert_allclose(recording.time_s, np.arange(n - 110) / 49.4, atol=0.6)


def test_numbered_rows_of_omgui_need_a_rate_and_no_axis_is_the_number(put: Put) -> None:
    path = put([f"{i},{row}" for i, row in enumerate(texts(MOTION * 256, "%d"))])
    with pytest.raises(ReadError, match="--rate"):
        read(path)
    recording = read(path, rate_hz=RATE_HZ)
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=0.005)


def geneactiv(
    zone: str = "GMT +02", software: str = "GENEActiv PC Software 2.1"
) -> list[str]:
    """Write a hundred lines of a GENEActiv header."""
    lines = [
        "Device Type,GENEActiv           ",
        "Device Model,1.1",
        f"Application name & version ,{software}",
        "",
        "Measurement Frequency,50 Hz",
        "Start Time,2025-03-04 10:00:00:000",
        "Device Location Code,left ankle",
        f"Time Zone,{zone}",
        "Subject Code,A Name",
        "Date of Birth,01/01/1900",
        "Range,-8 to 8             ",
        "Units,g                   ",
    ]
    return lines + [""] * (100 - len(lines))


def test_geneactiv_says_zone_place_and_range(put: Put) -> None:
    rows = [f"{row},48,0,24.5" for row in stamped(stamps("%Y-%m-%d %H:%M:%S:{ms}"))]
    recording = read(put([*geneactiv(), *rows], name="x.csv"))
    is_same(recording)
    assert (recording.site, recording.side) == ("ankle", "left")
    assert (recording.time_zone, recording.range_g) == ("UTC+02:00", 8)
    assert "Name" not in repr(recording)
    like = read(put([*geneactiv("GMT +00", "omconvert"), *rows], name="y.csv"))
    is_same(like)
    assert (like.time_zone, like.device) == (None, "Axivity")


def marked(lines: Sequence[str], separator: str, decimal: str) -> list[str]:
    """Write lines as a spreadsheet of another country saves them."""
    return [line.translate(str.maketrans(",.", separator + decimal)) for line in lines]


@pytest.mark.parametrize(("separator", "decimal"), [(";", ","), (";", "."), ("\t", ",")])
def test_tables_saved_with_other_marks_are_still_known(
    put: Put, separator: str, decimal: str
) -> None:
    rows = [f"{row},48,0,24.5" for row in stamped(stamps("%Y-%m-%d %H:%M:%S:{ms}"))]
    recording = read(put(marked([*geneactiv(), *rows], separator, decimal)))
    is_same(recording)
    assert recording.format == "GENEActiv csv"
    assert (recording.site, recording.time_zone) == ("ankle", "UTC+02:00")
    counts = marked([*actilife(epoch="00:00:10"), "1,2,3", "4,5,6"], separator, decimal)
    with pytest.raises(ReadError, match="activity counts"):
        read(put(counts))


def test_a_start_that_may_be_two_days_is_said(put: Put) -> None:
    lines = [line.replace(" date format M/d/yyyy", "") for line in actilife()]
    recording = read(put([*lines, AXES, *texts()]))
    is_same(recording, start=None)
    assert any("3/4/2025 may be day/month" in notice for notice in recording.notices)
    lines[6] = "Download Date 3/14/2025"  # … which shows the order of both.
    recording = read(put([*lines, AXES, *texts()]))
    is_same(recording, start=WHOLE)


def test_epochs_of_geneactiv_are_refused(put: Put) -> None:
    rows = [
        f"{row},48,0,24.5,1,2,3,4,5" for row in stamped(stamps("%Y-%m-%d %H:%M:%S:{ms}"))
    ]
    with pytest.raises(ReadError, match=r"epochs \(GENEActiv\).*\.bin"):
        read(put([*geneactiv(), *rows]))


def test_empatica_e4_counts_64_to_the_g_from_the_instant_in_its_first_row(put: Put) -> None:
    head = [
        "1741125906.000000, " * 2 + "1741125906.000000",
        "50.000000, 50.000000, 50.000000",
    ]
    path = put([*head, *texts(np.round(MOTION * 64), "%d")], end="\n", name="ACC.csv")
    recording = read(path)
    np.testing.assert_array_equal(recording.acceleration_g * 64, np.round(MOTION * 64))
    assert f"{recording.start:%Y-%m-%dT%H:%M:%S%z}" == "2025-03-04T22:05:06+0000"
    assert recording.evidence["zone"].startswith("none: instants in UTC")
    assert (recording.range_g, recording.sample_rate_hz) == (2, 50)


@pytest.mark.parametrize(
    "lines",
    [
        ["1741125906.00", "64.000000", "-0.00", "0.01", "0.02"],
        ["1741125906.000000, IBI", "10.1,0.7", "10.8,0.7"],
    ],
)
def test_other_files_of_an_e4_name_the_one_that_is_wanted(
    put: Put, lines: list[str]
) -> None:
    with pytest.raises(ReadError, match=r"ACC\.csv"):
        read(put(lines, end="\n"))


def test_whole_seconds_repeated_for_each_sample_are_spread_evenly(put: Put) -> None:
    # CentrePoint's csv as users describe it; it starts and stops within a second.
    hours = stamps("%Y-%m-%dT%H:%M:%S.000-0400")
    recording = read(put(["Timestamp,X,Y,Z", *stamped(hours)]))
    assert recording.start is not None
    assert abs(recording.start.replace(tzinfo=None) - START) < timedelta(milliseconds=20)
    assert recording.time_zone == "UTC-04:00"
    np.testing.assert_allclose(recording.time_s, np.arange(N) / RATE_HZ, atol=0.01)


def test_embrace_biostamp_mhealth_and_oxwearables(put: Put) -> None:
    epoch_s = 1741125906.25
    ms = [f"{1000 * epoch_s + 20 * i:.0f}" for i in range(N)]
    is_same(read(put(stamped(ms), name="acc.csv")))
    us = [f"{1e6 * epoch_s + 20_000 * i:.0f}" for i in range(N)]
    names = "Timestamp (microseconds),Accel X (g),Accel Y (g),Accel Z (g)"
    recording = read(put([names, *stamped(us)], name="b.csv"))
    is_same(recording)
    assert recording.device == "BioStamp"
    hours = stamps("%Y-%m-%d %H:%M:%S.{ms}")
    recording = read(put(["HEADER_TIME_STAMP,X,Y,Z", *stamped(hours)], name="m.csv"))
    is_same(recording)
    assert recording.format == "mHealth csv"
    zoned = [f"{hour}+0100 [Europe/Berlin]" for hour in hours]
    recording = read(put(["time,x,y,z", *stamped(zoned)], name="o.csv"))
    is_same(recording)
    assert recording.time_zone == "Europe/Berlin"
    assert recording.format.startswith("OxWearables")


@pytest.mark.parametrize("head", [[], ["sep=;", "Time;Uncompressed sample index;X;Y;Z"]])
def test_activpal_has_8_bits_around_127_and_excel_days(put: Put, head: list[str]) -> None:
    raw = np.round(MOTION * 63 + 127)
    times = [day[:-2] for day in days(datetime(1899, 12, 30))]  # noqa: DTZ001
    rows = [
        ";".join((t, *([str(i)] if head else []), *(f"{v:.0f}" for v in row)))
        for i, (t, row) in enumerate(zip(times, raw, strict=True))
    ]
    if not head:
        rows = [row.replace(";", ",") for row in rows]
    recording = read(put([*head, *rows]))
    np.testing.assert_allclose(recording.acceleration_g, (raw - 127) / 63, atol=1e-6)
    assert recording.format == "activPAL raw csv"
    assert recording.start is not None
    assert abs(recording.start - START) < timedelta(milliseconds=5)


@pytest.mark.parametrize(
    ("lines", "what"),
    [
        (["Actiware Export File (Version 05.59)", "1,2,3"], "Actiware"),
        (["NAME", "01-Oct-2009", "17:00", " 4 ", "0", "D012345", "M"], "Actiwatch"),
        (["Actical List Export File  (Version 03.00),,,", "1,2,3"], "Actical"),
        (["+----+ Condor Instruments Report +----+", "1;2;3"], "ActTrust"),
        (["Data; Hora; Evento; Luminosidade; Atividade", "1;2;3;4;5"], "Tempatilumi"),
        (["time,acc,light,sleep", "2025-03-04 22:05:06,1,2,3"], "OxWearables"),
        (['"timestamp","ENMO","anglez"', "2025-03-04T22:05:06+0100,1,2"], "GGIR"),
        (["Time,Mean SVM (g)", "2025-03-04 22:05:06,1"], "omconvert"),
        (["timestamp_unix,timestamp_iso,participant_full_id,x", "1,2,3,4"], "Empatica"),
        (['"Time","DataCount (samples)","Interval (s)","ActivityCode"', "1,2,3,4"], "PAL"),
    ],
)
def test_tables_of_epochs_are_named_and_refused(
    put: Put, lines: list[str], what: str
) -> None:
    with pytest.raises(ReadError, match=what) as error:
        read(put(lines))
    assert "expected" in str(error.value)


@pytest.mark.parametrize(
    "lines",
    [
        actilife(),
        [*actilife(), AXES],
        [*actilife(), AXES, "0.1,0.2,0.9"],
        [*actilife(rate=" at 0 Hz"), AXES, *texts()],
        [*actilife(rate=" at 99999999999999999999 Hz"), AXES, *texts()],
        [*actilife(rate=""), AXES, *texts()],
        [*actilife("dd/MM/yyyy", "32/13/2025"), AXES, *texts()],
        [*actilife(clock="25:61:00"), AXES, *texts()],
        [*actilife(), AXES, *(["0,0,0"] * 500)],
        [*actilife(), AXES, *(["a,b,c"] * 500)],
        geneactiv(),
        ["9999999999.0, 9999999999.0, 9999999999.0", "32.0, 32.0, 32.0"],
        ["1741125906.0, 1741125906.0, 1741125906.0", "0.0, 0.0, 0.0", *texts(MOTION, "%d")],
        ["45720.920208333332;1;2;3"],
        stamped(["45720.920208333332"] * N),
    ],
)
def test_broken_files_are_refused_in_a_sentence(put: Put, lines: list[str]) -> None:
    with pytest.raises(ReadError, match=r"^left_wrist\.csv: .+") as error:
        read(put(lines))
    assert "\n" not in str(error.value)
    assert any(word in str(error.value) for word in ("expected", "--"))


MINE = (
    "actigraph_csv",
    "axivity_csv",
    "oxwearables",
    "geneactiv_csv",
    "empatica_e4",
    "mhealth",
)
#: Rows of zeros at the end, which omconvert pads: not recorded.
PADDED = {"omconvert_resampled_header.csv", "omconvert_as_actigraph.csv"}
PADDED |= {"omconvert_as_geneactiv.csv"}


def test_the_real_exports_are_what_the_truth_table_says(shared: Path) -> None:
    with (shared / "formats" / "EXPECTED.csv").open(encoding="utf-8") as file:
        truth = [row for row in csv.DictReader(file) if row["file"].startswith(MINE)]
    assert len(truth) > 20
    wrong = [wrongs for row in truth if (wrongs := _differences(shared, row))]
    assert not wrong


def _differences(shared: Path, row: dict[str, str]) -> list[str]:
    """List where a real file is not read as its row of the truth table says."""
    path = shared / "formats" / row["file"]
    if "REJECT" in row["kind"] or row["rate_hz"] == "?":
        with pytest.raises(ReadError, match=r"expected|--rate"):
            read(path)
        return []
    recording = read(path)
    wrong = []
    n_padded = 81 if path.name in PADDED else 0
    if recording.n_samples + n_padded != int(row["samples"]):
        wrong.append(f"{path.name}: {recording.n_samples} samples, not {row['samples']}")
    if abs(recording.sample_rate_hz / float(row["rate_hz"]) - 1) > 0.005:
        wrong.append(f"{path.name}: {recording.sample_rate_hz} Hz, not {row['rate_hz']}")
    if row["start"].startswith("("):
        return wrong if recording.start is None else [*wrong, f"{path.name}: has a start"]
    start = datetime.fromisoformat(row["start"]).replace(tzinfo=None)
    found = recording.start
    if found is None or abs((found.replace(tzinfo=None) - start).total_seconds()) > 1:
        wrong.append(f"{path.name}: starts at {found}, not {start}")
    return wrong


def test_aware_is_told_by_the_name_of_its_table(put: Put) -> None:
    head = (
        "_id,timestamp,device_id,double_values_0,double_values_1,double_values_2,accuracy"
    )
    first_ms = 1741125906250
    rows = [
        f"{i + 1},{first_ms + 20 * i},a748ee1a,{cells},3"
        for i, cells in enumerate(texts(MOTION * 9.80665, "%.5f"))
    ]
    recording = read(put([head, *rows], name="accelerometer.csv"))
    np.testing.assert_allclose(recording.acceleration_g, MOTION, atol=1e-5)
    assert recording.format == "AWARE csv"
    assert recording.start == datetime.fromtimestamp(first_ms / 1e3, UTC)
    shaken = [
        f"{i + 1},{first_ms + 20 * i},a748ee1a,{cells},3"
        for i, cells in enumerate(texts(0.05 * np.sin(MOTION * 1e4), "%.5f"))
    ]
    linear = read(put([head, *shaken], name="linear_accelerometer.csv"), unit="m/s2")
    assert linear.evidence["gravity_included"].startswith("no")
    with pytest.raises(ReadError, match="table accelerometer has it"):
        read(put([head, *rows], name="gyroscope.csv"))


def test_zephyr_has_83_counts_a_g_around_2048(put: Put) -> None:
    counts = np.round(2048 + 83 * MOTION)
    rows = stamped(stamps("%d/%m/%Y %H:%M:%S.{ms}"), counts, "%.0f")
    path = put(["Time,Vertical,Lateral,Sagittal", *rows], name="x_Accel.csv")
    recording = read(path, columns="date_order=dmy")
    np.testing.assert_allclose(recording.acceleration_g, (counts - 2048) / 83, atol=1e-6)
    assert recording.device == "Zephyr BioHarness"
    assert recording.start == START

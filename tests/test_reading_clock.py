"""Clocks: zones, daylight saving, epochs, and what the notices say."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from myosense.errors import ArgumentError, ReadError
from myosense.reading import read
from myosense.reading.stamps import DatedStamps
from myosense.reading.stamptext import BLANK_NS, parse_stamps
from myosense.recording import Recording

BERLIN = ZoneInfo("Europe/Berlin")
RATE_HZ = 5
AUTUMN = datetime(
    2025, 10, 25, 23, 50, tzinfo=UTC
)  # 01:50 in summer time; back at 01:00 UTC
SPRING = datetime(
    2025, 3, 30, 0, 50, tzinfo=UTC
)  # 01:50 in winter time; forward at 01:00 UTC

Put = Callable[[list[str]], Path]


@pytest.fixture
def put(tmp_path: Path) -> Put:
    """Write stamps with a motion beside them, and give the file's path."""

    def write(stamps: list[str]) -> Path:
        noise = np.random.default_rng(1).normal(0, 0.01, (100, 3)) + np.array([0, 0, 1])
        axes = cycle(",".join(f"{value:.4f}" for value in row) for row in noise)
        lines = [f"{time},{three}" for time, three in zip(stamps, axes, strict=False)]
        path = tmp_path / "ankle.csv"
        path.write_text("time,x,y,z\n" + "\n".join(lines) + "\n")
        return path

    return write


def instants(start: datetime, minutes: float, first_min: float = 0.0) -> list[datetime]:
    """List the true instants of a recording."""
    n = round(60 * minutes * RATE_HZ)
    step = timedelta(seconds=1 / RATE_HZ)
    return [start + timedelta(minutes=first_min) + k * step for k in range(n)]


def wall(times: list[datetime], zone: ZoneInfo = BERLIN) -> list[str]:
    """Write instants as a clock on the wall shows them, by Python's own zones."""
    return [f"{time.astimezone(zone):%Y-%m-%d %H:%M:%S.%f}" for time in times]


def is_true(recording: Recording, times: list[datetime]) -> None:
    """Compare start and elapsed time with the true instants."""
    assert recording.start is not None
    assert recording.start.timestamp() == times[0].timestamp()
    elapsed = [(time - times[0]).total_seconds() for time in times]
    np.testing.assert_allclose(recording.time_s, elapsed, atol=1e-6)


@pytest.mark.parametrize(
    ("first_min", "minutes"),
    [
        pytest.param(0, 150, id="all of the night"),
        pytest.param(0, 30, id="into the first pass"),
        pytest.param(30, 60, id="from the first pass into the second"),
        pytest.param(80, 60, id="from the second pass"),
    ],
)
def test_the_hour_that_comes_twice_is_told_apart(
    put: Put, first_min: float, minutes: float
) -> None:
    times = instants(AUTUMN, minutes, first_min)
    recording = read(put(wall(times)), time_zone="Europe/Berlin")
    is_true(recording, times)
    assert len(recording.stretches) == 1
    assert recording.time_zone == "Europe/Berlin"
    assert recording.start is not None
    assert recording.start.tzinfo == BERLIN


@pytest.mark.parametrize("n_first", [1, 2, 3, 4, 20])
def test_stamps_count_from_the_first_that_is_known(n_first: int) -> None:
    at_ns = 1_750_000_000_000_000_123
    ns = at_ns + np.arange(20) * 10_000_000
    ns[[0, 1, 2, 9]] = BLANK_NS
    dated = DatedStamps()
    for part in np.split(ns, [n_first]):
        dated.append(part)
    stamps = dated.stamps(kind="utc")
    assert stamps.origin_ns == at_ns + 30_000_000
    expected_s = np.where(ns == BLANK_NS, np.nan, np.arange(-3, 17) / 100)
    np.testing.assert_allclose(stamps.time_s, expected_s, atol=1e-12)


def test_a_clock_that_nobody_set_back_runs_on(put: Put) -> None:
    times = instants(AUTUMN, 150)
    naive = [f"{datetime(2025, 10, 26, 1, 50) + (t - times[0])}" for t in times]  # noqa: DTZ001
    recording = read(put(naive), time_zone="Europe/Berlin")
    is_true(recording, times)
    assert any("not set back" in note for note in recording.notices)


def test_without_a_zone_the_second_pass_is_refused_with_the_way_out(put: Put) -> None:
    with pytest.raises(ReadError, match=r"line 4502 goes back .*--time-zone"):
        read(put(wall(instants(AUTUMN, 30, 55))))


def test_the_hour_that_never_was_is_refused_by_its_line(put: Put) -> None:
    times = instants(SPRING, 30)
    naive = [f"{datetime(2025, 3, 30, 1, 50) + (t - times[0])}" for t in times]  # noqa: DTZ001
    with pytest.raises(ReadError, match=r"line 3002 .* does not exist in Europe/Berlin"):
        read(put(naive), time_zone="Europe/Berlin")
    assert read(put(naive), time_zone="UTC+01:00").start == times[0]


def test_the_clock_put_forward_leaves_no_gap(put: Put) -> None:
    times = instants(SPRING, 30)
    recording = read(put(wall(times)), time_zone="Europe/Berlin")
    is_true(recording, times)
    assert len(recording.stretches) == 1


def test_a_leap_of_an_hour_without_a_zone_is_said(put: Put) -> None:
    path = put(wall(instants(SPRING, 20)))
    recording = read(path)
    assert len(recording.stretches) == 2
    (note,) = (each for each in recording.notices if "leaps an hour" in each)
    assert "to 2025-03-30 03:00, as" in note
    assert not any("leaps" in each for each in read(path, time_zone="UTC+01:00").notices)
    lunch = instants(SPRING, 5) + instants(SPRING, 5, first_min=65)
    assert not any("leaps" in each for each in read(put(wall(lunch))).notices)


def test_a_wall_clock_without_a_zone_stays_naive(put: Put) -> None:
    recording = read(put(wall(instants(SPRING, 1))))
    assert str(recording.start) == "2025-03-30 01:50:00"
    assert recording.time_zone is None
    assert "--time-zone" in recording.evidence["zone"]
    assert recording.facts.has_wall_clock


@pytest.mark.parametrize("suffix", ["Z", "+00:00 [UTC]"])
def test_instants_in_utc_have_no_zone_until_the_user_names_it(
    put: Put, suffix: str
) -> None:
    times = instants(AUTUMN, 30, 55)
    path = put([f"{t:%Y-%m-%dT%H:%M:%S.%f}{suffix}" for t in times])
    plain = read(path)
    is_true(plain, times)
    assert plain.time_zone == (None if suffix == "Z" else "UTC")
    assert plain.facts.has_wall_clock == (suffix != "Z")
    recording = read(path, time_zone="Europe/Berlin")
    is_true(recording, times)
    assert f"{recording.start:%H:%M %z}" == "02:45 +0200"


def test_epochs_are_converted_by_the_users_zone(put: Put) -> None:
    times = instants(AUTUMN, 30, 55)
    path = put([f"{1000 * t.timestamp():.0f}" for t in times])
    is_true(read(path), times)
    recording = read(path, time_zone="Europe/Berlin")
    is_true(recording, times)
    assert (recording.time_zone, recording.notices) == ("Europe/Berlin", ())


@pytest.mark.parametrize(
    ("offset", "seconds"), [("+02:00", 7200), ("+0200", 7200), ("-03:30", -12600)]
)
def test_a_bare_offset_is_fixed_and_flagged(put: Put, offset: str, seconds: int) -> None:
    times = instants(SPRING, 1)
    local = [time + timedelta(seconds=seconds) for time in times]
    recording = read(put([f"{t:%Y-%m-%dT%H:%M:%S.%f}{offset}" for t in local]))
    is_true(recording, times)
    assert recording.time_zone == f"UTC{offset[:3]}:{offset[-2:]}"
    assert recording.start is not None
    assert recording.start.utcoffset() == timedelta(seconds=seconds)
    assert any("no DST" in note for note in recording.notices)


def test_offsets_that_change_are_followed_and_named(put: Put) -> None:
    times = instants(AUTUMN, 30, 55)
    stamps = [t.astimezone(BERLIN).isoformat() for t in times]
    recording = read(put(stamps))
    is_true(recording, times)
    assert recording.time_zone == "UTC+02:00"
    assert any("UTC+01:00" in note for note in recording.notices)
    zoned = read(put(stamps), time_zone="Europe/Berlin")
    is_true(zoned, times)
    assert zoned.notices == ()


@pytest.mark.parametrize(("summer", "winter"), [("CEST", "CET"), ("MESZ", "MEZ")])
def test_letters_of_one_zone_alone_tell_the_repeated_hour_apart(
    put: Put, summer: str, winter: str
) -> None:
    times = instants(AUTUMN, 30, 55)
    back = datetime(2025, 10, 26, 1, tzinfo=UTC)
    stamps = [
        f"{text} {summer if time < back else winter}"
        for text, time in zip(wall(times), times, strict=True)
    ]
    recording = read(put(stamps))
    is_true(recording, times)
    assert recording.time_zone == "UTC+02:00"
    (note,) = recording.notices
    assert "the file goes over to UTC+01:00" in note
    zoned = read(put(stamps), time_zone="Europe/Berlin")
    is_true(zoned, times)
    assert zoned.notices == ()


@pytest.mark.parametrize(
    ("zone", "letters"),
    [
        ("Europe/Lisbon", {"WET", "WEST"}),
        ("Europe/Helsinki", {"EET", "EEST"}),
    ],
)
def test_letters_of_other_zones_mean_the_offsets_that_they_have(
    put: Put, zone: str, letters: set[str]
) -> None:
    for start in (SPRING, SPRING + timedelta(days=1)):
        times = instants(start, 0.5)
        local = [time.astimezone(ZoneInfo(zone)) for time in times]
        assert {f"{time:%Z}" for time in local} <= letters
        is_true(read(put([f"{time:%Y-%m-%d %H:%M:%S.%f %Z}" for time in local])), times)


def test_a_zone_in_brackets_is_the_files(put: Put) -> None:
    times = instants(AUTUMN, 30, 55)
    stamps = [
        f"{t.astimezone(BERLIN):%Y-%m-%d %H:%M:%S.%f%z} [Europe/Berlin]" for t in times
    ]
    recording = read(put(stamps))
    is_true(recording, times)
    assert (recording.time_zone, recording.notices) == ("Europe/Berlin", ())
    bare = read(put([f"{text} [Europe/Berlin]" for text in wall(times)]))
    is_true(bare, times)


def test_the_users_zone_wins_and_a_conflict_names_both(put: Put) -> None:
    times = instants(SPRING, 1)
    stamps = [f"{t:%Y-%m-%d %H:%M:%S.%f}+0000 [Europe/London]" for t in times]
    recording = read(put(stamps), time_zone="America/New_York")
    is_true(recording, times)
    assert recording.time_zone == "America/New_York"
    (notice,) = recording.notices
    assert "America/New_York" in notice
    assert "Europe/London" in notice


def test_an_unknown_zone_names_the_nearest(put: Put) -> None:
    path = put(wall(instants(SPRING, 1)))
    with pytest.raises(ArgumentError, match="'Europe/Berlin'"):
        read(path, time_zone="Europe/Berln")
    with pytest.raises(ArgumentError, match="'Europe/Berlin'"):
        read(path, time_zone="berlin")


ELAPSED = [f"{k / RATE_HZ:.1f}" for k in range(300)]


@pytest.mark.parametrize(
    ("start", "time_zone", "expected", "zone"),
    [
        (None, None, "None", None),
        ("2025-03-30T22:15", None, "2025-03-30 22:15:00", None),
        ("2025-03-30 22:15", "Europe/Berlin", "2025-03-30 22:15:00+02:00", "Europe/Berlin"),
        ("2025-03-30T22:15+02:00", None, "2025-03-30 22:15:00+02:00", "UTC+02:00"),
        ("2025-03-30T20:15Z", None, "2025-03-30 20:15:00+00:00", None),
        (
            "2025-03-30T20:15Z",
            "Europe/Berlin",
            "2025-03-30 22:15:00+02:00",
            "Europe/Berlin",
        ),
    ],
)
def test_a_start_dates_elapsed_time(
    put: Put, start: str | None, time_zone: str | None, expected: str, zone: str | None
) -> None:
    recording = read(put(ELAPSED), start=start, time_zone=time_zone)
    assert str(recording.start) == expected
    assert recording.time_zone == zone
    assert recording.duration_s == pytest.approx(60)


@pytest.mark.parametrize(
    ("start", "means", "note"),
    [
        ("2025-03-30T22:15", "none: the start given has no zone", "zone unknown: hours"),
        ("2025-03-30T20:15Z", "none: instants in UTC", ""),
        ("2025-03-30T22:15+02:00", "given with the start", ""),
    ],
)
def test_a_start_without_a_zone_gives_none(
    put: Put, start: str, means: str, note: str
) -> None:
    recording = read(put(ELAPSED), start=start)
    assert recording.evidence["zone"].startswith(means)
    assert "".join(n for n in recording.notices if "zone" in n).startswith(note)
    assert bool(note) == any("zone" in n for n in recording.notices)


@pytest.mark.parametrize("start", ["2025-03-30", " 20250330"])
def test_a_start_without_an_hour_is_refused(put: Put, start: str) -> None:
    with pytest.raises(ArgumentError, match="has no hour; expected date and hour such as"):
        read(put(ELAPSED), start=start)


def test_a_start_that_never_was_is_refused(put: Put) -> None:
    with pytest.raises(ArgumentError, match="does not exist in Europe/Berlin"):
        read(put(ELAPSED), start="2025-03-30T02:30", time_zone="Europe/Berlin")


TAKEN_FIRST = (
    "the start 2025-10-26 02:30 comes twice in Europe/Berlin: the first, "
    "2025-10-26T02:30:00+02:00, is taken (--start 2025-10-26T02:30:00+01:00 names the "
    "second)"
)


@pytest.mark.parametrize(
    ("start", "utc_hour", "note"),
    [
        ("2025-10-26T02:30", 0, TAKEN_FIRST),
        ("2025-10-26T02:30:00+02:00", 0, ""),
        ("2025-10-26T02:30:00+01:00", 1, ""),
        (datetime(2025, 10, 26, 2, 30, fold=1), 1, ""),  # noqa: DTZ001
        ("2025-10-26T03:30", 2, ""),
    ],
)
def test_a_start_in_the_hour_that_comes_twice_says_which_it_is(
    put: Put, start: str | datetime, utc_hour: int, note: str
) -> None:
    recording = read(put(ELAPSED), start=start, time_zone="Europe/Berlin")
    assert recording.start is not None
    assert recording.start.astimezone(UTC).hour == utc_hour
    assert "".join(said for said in recording.notices if "start" in said) == note


def test_stamps_in_the_hour_that_comes_twice_say_how_the_other_is_named(put: Put) -> None:
    times = instants(AUTUMN, 1, 80)
    path = put(wall(times))
    (note,) = read(path, time_zone="Europe/Berlin").notices
    assert note.startswith("stamps in the hour that comes twice are taken as the first")
    assert note.endswith("(--start with an offset, as 2025-10-26T02:30+01:00, says which)")
    start = "2025-10-26T02:10+01:00"
    is_true(read(path, time_zone="Europe/Berlin", start=start), times)


def test_a_start_given_replaces_the_files_and_says_so(put: Put) -> None:
    recording = read(put(wall(instants(SPRING, 1))), start="2026-01-01T10:00")
    assert str(recording.start) == "2026-01-01 10:00:00"
    assert any("2025-03-30 01:50" in note for note in recording.notices)


@pytest.mark.parametrize(
    ("pattern", "day", "expected"),
    [
        pytest.param("%d/%m/%Y", 13, "2025-04-13", id="a part above 12 is the day"),
        pytest.param("%m/%d/%Y", 13, "2025-04-13", id="wherever it stands"),
        pytest.param("%d/%m/%Y", 4, "2025-04-04", id="equal parts leave no doubt"),
    ],
)
def test_day_and_month_are_told_apart(
    put: Put, pattern: str, day: int, expected: str
) -> None:
    times = instants(datetime(2025, 4, day, 12, tzinfo=UTC), 1)
    recording = read(put([f"{t:{pattern} %H:%M:%S.%f}" for t in times]))
    assert str(recording.start) == f"{expected} 12:00:00"


def test_midnight_tells_day_and_month_apart(put: Put) -> None:
    times = instants(datetime(2025, 4, 3, 23, 59, 30, tzinfo=UTC), 1)
    for pattern in ("%d/%m/%Y", "%m/%d/%Y"):
        recording = read(put([f"{t:{pattern} %H:%M:%S.%f}" for t in times]))
        assert str(recording.start) == "2025-04-03 23:59:30"
        assert len(recording.stretches) == 1


@pytest.mark.parametrize(("order", "month"), [("dmy", 4), ("mdy", 3)])
def test_the_user_decides_where_both_are_possible(put: Put, order: str, month: int) -> None:
    times = instants(datetime(2025, 4, 3, 12, tzinfo=UTC), 1)
    path = put([f"{t:%d/%m/%Y %H:%M:%S.%f}" for t in times])
    with pytest.raises(ReadError, match=f"--columns date_order={order}"):
        read(path)
    start = read(path, columns=f"date_order={order}").start
    assert start is not None
    assert start.month == month


def test_offsets_in_some_rows_only_are_refused(put: Put) -> None:
    stamps = wall(instants(SPRING, 1))
    stamps[7] += "+02:00"
    with pytest.raises(ReadError, match="line 9 differs"):
        read(put(stamps))


def parse(texts: list[str]) -> npt.NDArray[np.int64]:
    """Parse stamps in chunks of three."""
    chunks = [pa.array(texts[i : i + 3], pa.string()) for i in range(0, len(texts), 3)]
    return parse_stamps(pa.chunked_array(chunks, pa.string()), "dmy", str).wall_ns


EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@given(
    st.lists(st.integers(-(10**15), 7 * 10**15), min_size=1, max_size=9),
    st.sampled_from(
        ["%Y-%m-%d %H:%M:%S.%f", "%Y%m%dT%H:%M:%S.%f", "%d-%b-%Y %I:%M:%S.%f %p"]
    ),
)
@settings(deadline=None)
def test_stamps_agree_with_pythons_own(microseconds: list[int], pattern: str) -> None:
    times = [EPOCH + timedelta(microseconds=value) for value in microseconds]
    texts = [f"{time:{pattern}}" for time in times]
    assert parse(texts).tolist() == [1000 * value for value in microseconds]


def test_blanks_and_unequal_lengths_are_parsed_in_place() -> None:
    texts = ["2025-01-02 03:04:05.5", "", "2025-01-02 03:04:05", "2025-1-2 3:04:05.25"]
    base = 1_735_787_045_000_000_000
    assert parse(texts).tolist() == [base + 500_000_000, BLANK_NS, base, base + 250_000_000]


@pytest.mark.parametrize(
    "text",
    [
        "2025-01-01 10:0::00",
        "2025-02-29 00:00:00",
        "2025-13-01 00:00:00",
        "2025-01-01 24:00:00",
        "13:00 PM",
        "",
    ],
)
def test_what_is_no_time_is_no_stamp(text: str) -> None:
    if text:
        with pytest.raises(ReadError, match="where a time stamp should be"):
            parse(["2025-01-01 10:00:00", text])
    else:
        assert parse([text]).tolist() == [BLANK_NS]

"""From the table of any file to a `Recording`: the part that all formats share."""

from pathlib import Path

from myosense.errors import ReadError
from myosense.reading.beside import with_gravity
from myosense.reading.merging import gather_gyroscope
from myosense.reading.rest import check_measured, check_resolved, find_largest
from myosense.reading.rows import Rows, take
from myosense.reading.scales import find_range_g, to_dps, to_g
from myosense.reading.sentinels import without_sentinels
from myosense.reading.signs import as_signed
from myosense.reading.table import Table
from myosense.reading.timeline import Timeline, Wishes, find_timeline
from myosense.reading.units import SaidUnit, UnitEvidence, find_unit
from myosense.recording import Recording, Samples3
from myosense.sites import guess_from_name, parse_place

OTHER_SENSORS = ("gyro", "gyr", "magnet", "gravity", "orientation", "barometer")


def assemble(table: Table, path: Path, wishes: Wishes) -> Recording:
    """Work out clock, gaps, unit, gravity and site of a table.

    Parameters
    ----------
    table
        What a reader found.
    path
        Its file; the name may say the site.
    wishes
        What the user said.

    Raises
    ------
    ReadError
        If the table is no recording that can be used.
    ArgumentError
        If what the user said cannot be used.
    """
    _check_sensor(table, path)
    table = gather_gyroscope(without_sentinels(table))
    named = table.unit or table.declared.unit
    table = with_gravity(table, wishes.unit or named)
    check_resolved(table.acceleration)
    place, place_notices = _find_place(table, path, wishes)
    timeline = find_timeline(table, wishes)
    samples, sign_notices = as_signed(take(table.acceleration, timeline.rows))
    check_measured(samples)
    said = SaidUnit(
        given=wishes.unit,
        named=named,
        source=table.unit_source,
        is_gravity_removed=table.is_gravity_removed,
        is_from_device=table.is_from_device,
    )
    unit = find_unit(samples, timeline.rate_hz, said)
    acceleration_g = to_g(samples, unit.unit, unit.zero)
    angular_velocity_dps, gyroscope_notices = _turn_rate(table, timeline.rows, unit.unit)
    is_uniform = all(stretch.is_uniform for stretch in timeline.stretches)
    return Recording(
        acceleration_g=acceleration_g,
        angular_velocity_dps=angular_velocity_dps,
        stretches=timeline.stretches,
        sample_rate_hz=timeline.rate_hz,
        stamps_s=None if is_uniform else timeline.stamps_s,
        recording_id=path.name,
        path=path.name,
        format=table.format,
        device=table.declared.device,
        site=place[0],
        side=place[1],
        start=timeline.clock.start,
        time_zone=timeline.clock.time_zone,
        range_g=table.declared.range_g or find_range_g(acceleration_g),
        evidence=_evidence(table, timeline, unit),
        notices=(
            *table.notices,
            *timeline.notices,
            *sign_notices,
            *unit.notices,
            *gyroscope_notices,
            *place_notices,
        ),
    )


def _turn_rate(
    table: Table, rows: Rows | None, acceleration_unit: str
) -> tuple[Samples3 | None, tuple[str, ...]]:
    if table.angular_velocity is None:
        return None, ()
    if find_largest(table.angular_velocity) == 0:
        return None, ("the gyroscope has no value other than 0: left out",)
    values, sign_notices = as_signed(take(table.angular_velocity, rows))
    dps, notices = to_dps(values, table.angular_velocity_unit, acceleration_unit)
    return dps, (*(f"gyroscope: {said}" for said in sign_notices), *notices)


def _evidence(table: Table, timeline: Timeline, unit: UnitEvidence) -> dict[str, str]:
    declared_hz = table.declared.sample_rate_hz
    said = {} if declared_hz is None else {"declared_rate_hz": f"{declared_hz:g}"}
    return said | {
        "format": _format_reason(table),
        "unit": unit.unit_reason,
        "rate": timeline.meaning,
        "zone": timeline.clock.meaning,
        "gravity_included": unit.gravity_reason,
        "n_rows": str(len(table.acceleration)),
    }


def _format_reason(table: Table) -> str:
    how = f" ({table.recognized})" if table.recognized else ""
    return f"{table.format}{how}: {len(table.acceleration):,} rows"


def _check_sensor(table: Table, path: Path) -> None:
    """Refuse a table of bare x, y, z whose file name says another sensor."""
    name = path.name.lower()
    other = next((sensor for sensor in OTHER_SENSORS if sensor in name), None)
    if table.is_bare and other and "acc" not in name:
        raise ReadError(
            f"has columns named x, y, z and {other!r} in its file name; expected an "
            "accelerometer (--columns x=...,y=...,z=... takes them as one)"
        )


def _find_place(
    table: Table, path: Path, wishes: Wishes
) -> tuple[tuple[str, str], tuple[str, ...]]:
    """Find site and side: the user's, the file's, then those in its name."""
    said = parse_place(wishes.site, wishes.side)
    guesses = [guess_from_name(name) for name in (table.acceleration_name, path.name)]
    guess = guesses[0] if guesses[0].site else guesses[1]
    declared = table.declared
    found = (declared.site or guess.site, declared.side or guess.side)
    notices = [
        f"the {what} given ({given}) is taken, not that of the file or its name ({known})"
        for what, given, known in zip(
            ("site", "side"), (said.site, said.side), found, strict=True
        )
        if given and known not in (None, "", "unknown", given)
    ]
    place = (said.site or found[0], said.side or found[1])
    if place[0] is None:
        notices.append(
            f"the file name {path.name!r} says no site that is known; --site names it"
        )
    return (place[0] or "unknown", place[1] or "unknown"), tuple(notices)

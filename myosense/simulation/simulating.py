"""Simulate a recording of one sensor with known jerks."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd

from myosense import intervals
from myosense.errors import ArgumentError
from myosense.intervals import Seconds
from myosense.recording import Recording, Samples3
from myosense.simulation.blanks import blank_recording
from myosense.simulation.dayshapes import relative_rate
from myosense.simulation.drawing import JOINT, JerkParameters, draw_swings, draw_trains
from myosense.simulation.limbs import Range
from myosense.simulation.planting import EDGE_S, add_swings, flags_of
from myosense.simulation.scenarios import check_known, draw_scene
from myosense.simulation.scenes import Scene
from myosense.simulation.sensor import SensorParameters, add_swing, sensed
from myosense.simulation.spread import LONGEST_RISE_S, LONGEST_S, ORIGINS, begun, body_ways
from myosense.simulation.swings import Swing
from myosense.simulation.times import shaped_times
from myosense.simulation.trains import CYCLES, RATE_HZ
from myosense.simulation.truth import lookalike_rows, truth_table
from myosense.sites import parse_place

_BLOCK = 1 << 16  #: Samples that are worked out at once.
#: Jerks of a day gather; elsewhere they are evenly random unless asked for.
_CLUSTER_SHAPE = {"day": 0.5, "night": 0.5}
LOCAL = "local"  #: Where jerks come from that no other sensor of the person sees.


@dataclass(frozen=True, kw_only=True, eq=False)
class Simulation:
    """A simulated recording and what is true of it."""

    recording: Recording
    truth: pd.DataFrame  #: A table of events: the jerks, one row each.
    lookalikes: pd.DataFrame  #: A table of events: movement, gait, tremor and contact.


def simulate(  # noqa: PLR0913  one call that says all about a recording
    *,
    seed: int = 0,
    hours: float = 1.0,
    site: str = "wrist",
    side: str = "left",
    sample_rate_hz: float = 100.0,
    range_g: float = 8.0,
    rate_per_h: float = 10.0,
    scenario: str = "still",
    amplitude_g: Range = (0.1, 3.0),
    generator: str = JOINT,
    cortical_share: float = 0.5,
    long_share: float = 0.0,
    negative_share: float = 0.0,
    antagonist_share: float | None = None,
    strap_share: float = 0.0,
    train_share: float = 0.0,
    train_rate_hz: Range = RATE_HZ,
    train_cycles: Range = CYCLES,
    origin: str = LOCAL,
    day_shape: str = "evening",
    cluster_shape: float | None = None,
    lookalikes_per_h: Mapping[str, float] | None = None,
    noise_g: float = 0.003,
    resolution_g: float = 1 / 256,
    offset_g: float = 0.005,
    with_gyroscope: bool = False,
    start: datetime | None = None,
    time_zone: str | None = None,
    recording_id: str = "simulated",
) -> Simulation:
    """Simulate a recording of one sensor with known jerks.

    The same seed gives the same bytes. What moves does not depend on the device: another
    rate, range, noise or resolution records the same motion. Two sites with one seed are
    one person, who walks and turns over once; noise is each site's own, and so are jerks
    unless they have an ``origin`` in the body.

    Parameters
    ----------
    seed
        Seed of everything that is drawn.
    hours
        Length of the recording.
    site, side
        Where the sensor sits, in the words of `myosense.sites`.
    sample_rate_hz, range_g, noise_g, resolution_g, offset_g
        The sensor; see `SensorParameters`.
    rate_per_h
        Mean number of jerks per hour worn; a train counts once.
    scenario
        What else happens: ``still``, ``table``, ``evening``, ``night``, ``day``, ``busy``,
        ``life``, or one activity such as ``typing``; see `myosense.simulation.scenarios`.
    amplitude_g, generator, train_rate_hz, train_cycles, and each share
        What jerks are drawn from; see `JerkParameters`.
    origin
        ``local``: jerks of this sensor alone. ``cortical``, ``spinal`` or ``startle``: of
        the body. At all sites with one seed they begin, each as much later as `body_lags`
        says; when they peak depends on what moves.
    day_shape
        When jerks come in ``day`` and ``night``: ``evening``, ``morning`` or ``even``; see
        `myosense.simulation.dayshapes`.
    cluster_shape
        Shape of the gamma distribution of the intervals between jerks: 1 is evenly random,
        below 1 is clustered. Found out: 0.5 for ``day`` and ``night``, else 1.
    lookalikes_per_h
        Rates of ``movement``, ``tremor``, ``contact`` and ``gait`` beside the scenario's.
    with_gyroscope
        Whether angular velocity is recorded too.
    start, time_zone
        Wall clock at the start; a naive start is taken to be in ``time_zone``.
    recording_id
        Name of the recording.

    Raises
    ------
    ArgumentError
        If scenario, place, zone, origin or shape is not known, or a value cannot be used.
    SettingsError
        If jerks or a sensor cannot be as said.

    Notes
    -----
    A sensor on the table does not jerk: ``rate_per_h`` holds for the hours worn. Jerks peak
    at least 1.5 s inside the recording and 0.4 s apart; those of a train come closer, and
    those of the body begin so far apart.
    """
    if seed < 0:
        raise ArgumentError(f"seed is {seed}; expected at least 0")
    sensor = SensorParameters(
        sample_rate_hz=sample_rate_hz,
        range_g=range_g,
        noise_g=noise_g,
        resolution_g=resolution_g,
        offset_g=offset_g,
    )
    parameters = JerkParameters(
        amplitude_g=amplitude_g,
        generator=generator,
        cortical_share=cortical_share,
        long_share=long_share,
        negative_share=negative_share,
        antagonist_share=antagonist_share,
        strap_share=strap_share,
        train_share=train_share,
        train_rate_hz=train_rate_hz,
        train_cycles=train_cycles,
    )
    check_known("origin", origin, (LOCAL, *ORIGINS))
    place = parse_place(site, side)
    blank = replace(
        blank_recording(hours, sensor, start, time_zone, with_gyroscope=with_gyroscope),
        site=place.site or "unknown",
        side=place.side or "unknown",
        recording_id=recording_id,
    )
    person_rng = np.random.default_rng(seed)
    own = f"{blank.site} {blank.side}".encode()
    own_rngs = np.random.default_rng([seed, *own]).spawn(6)
    sensor_rng, time_rng, jerk_rng, noise_rng, train_rng, way_rng = own_rngs
    if origin != LOCAL:
        time_rng, train_rng, way_rng = np.random.default_rng([seed, *b"body"]).spawn(3)
    start_h = None if blank.start is None else blank.start.hour + blank.start.minute / 60
    scene = draw_scene(
        person_rng,
        sensor_rng,
        scenario=scenario,
        stop_s=blank.duration_s,
        site=blank.site,
        start_h=start_h,
        lookalikes_per_h=lookalikes_per_h,
    )
    late_s = 0.0 if origin == LOCAL else LONGEST_S + LONGEST_RISE_S
    allowed = _worn_parts(scene, EDGE_S + late_s, blank.duration_s)
    times_s = shaped_times(
        time_rng,
        allowed,
        rate_per_h,
        _CLUSTER_SHAPE.get(scenario, 1.0) if cluster_shape is None else cluster_shape,
        relative_rate(scenario, start_h, day_shape),
    )
    trains = draw_trains(train_rng, times_s, allowed, parameters)
    if origin != LOCAL:
        at = [blank.site], [blank.side]
        times_s = times_s + [body_ways(way_rng, *at, origin)[0] for _ in times_s]
    swings = draw_swings(jerk_rng, blank.site, times_s, trains, parameters=parameters)
    if origin != LOCAL:
        swings = map(begun, swings)
    return _recorded(noise_rng, scene, swings, blank, sensor)


def _recorded(
    rng: np.random.Generator,
    scene: Scene,
    jerks: Iterable[Swing],
    blank: Recording,
    sensor: SensorParameters,
) -> Simulation:
    """Let a sensor record a scene with jerks, and say what is true of it."""
    samples, spin = _record_scene(scene, blank)
    rows = add_swings(blank, jerks, scene.gravity_at, samples, spin)
    rows["flags"] = flags_of(rows, blank, samples)
    recording = sensed(rng, replace(blank, acceleration_g=samples), sensor)
    return Simulation(
        recording=recording,
        truth=truth_table(rows, recording),
        lookalikes=truth_table(lookalike_rows(scene), recording),
    )


def _worn_parts(scene: Scene, edge_s: float, stop_s: float) -> Seconds:
    """Return where jerks may peak: worn, and clear of the recording's ends."""
    worn = intervals.union(
        np.array([[a, b] for a, b, activity in scene.bouts if activity != "table"]).reshape(
            -1, 2
        )
    )
    clear = np.array([[edge_s, max(stop_s - edge_s, edge_s)]])
    return intervals.intersect(worn, clear)


def _record_scene(scene: Scene, blank: Recording) -> tuple[Samples3, Samples3 | None]:
    """Work out what a noiseless sensor sees of a scene, block by block."""
    times_s, rate_hz = blank.time_s, blank.sample_rate_hz
    samples = np.empty_like(blank.acceleration_g)
    spin = blank.angular_velocity_dps
    for first in range(0, len(samples), _BLOCK):
        at_s = times_s[first : first + _BLOCK]
        rows = slice(first, first + len(at_s))
        samples[rows] = scene.gravity_at(at_s) + scene.motion_at(at_s, rate_hz)
        if spin is not None:
            spin[rows] = scene.turning_at(at_s)
    for knock in scene.knocks:
        add_swing(samples, times_s, rate_hz, knock, scene.gravity_at)
    return samples, spin

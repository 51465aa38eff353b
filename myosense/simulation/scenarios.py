"""Scenarios: how a stretch of life is put together from bouts of rest and activity.

``still``
    Lying or sitting without purposeful movement: breathing, pulse, slow settling, and a
    change of posture every ten minutes or so.
``table``
    Not worn: the sensor's own noise, and now and then a knock on what it lies on.
``evening``
    At home: rest, hand use and a little walking by turns; no tremor.
``night``
    In bed (from 23:00 if the recording has no start): still for long, turning over every 10
    to 40 minutes; jerks by the clock.
``walking``
    Bouts of walking, with stops and starts, and short rests.
``day``
    By the clock (from 07:00 if the recording has no start): getting up, an active day, an
    evening, half an hour off the body at 21:00, and the night from 23:00 on; jerks by the
    clock.
``busy``
    Activities of 5 to 60 s that follow each other at random.
``life``
    Rest and busy stretches by turns, half the time each on the mean.

Every activity of `activities.SHARES` is a scenario too, done in ever new manners: typing,
mouse, swiping, writing, eating, drinking, clapping, scratching, rubbing, striking,
fidgeting, gesturing, flicking, reaching, bumping, handling, holding, exercising, posture,
turning, riding, tremor, clonus, chewing, coughing, hiccup, laughing, talking, bouncing,
walking, running, stairs, shuffling. What a sensor feels of it depends on its site: while
its owner types, an ankle rests and its foot is moved now and then.
"""

import difflib
from collections.abc import Iterator, Mapping

import numpy as np

from myosense.errors import ArgumentError
from myosense.simulation.activities import SHARES
from myosense.simulation.bouts import Bout, bouts_of
from myosense.simulation.limbs import Range
from myosense.simulation.living import draw_bout
from myosense.simulation.lookalikes import (
    REACH_M,
    REACH_S,
    REACH_TURN_RAD,
    Move,
    draw_knock,
    draw_move,
    draw_tremor,
    draw_walk,
)
from myosense.simulation.primitives import joined
from myosense.simulation.scenes import IMPACT_G, Scene, make_scene
from myosense.simulation.swings import log_uniform
from myosense.simulation.times import clustered_times
from myosense.sites import region_of

SCENARIOS = (
    *("still", "table", "evening", "night", "day", "life", "busy"),
    *SHARES,
)
LOOKALIKES = ("movement", "tremor", "contact", "gait")

_KNOCKS_PER_H = 4.0


def draw_scene(  # noqa: PLR0913  who, what, how long, where, when and what besides
    person_rng: np.random.Generator,
    sensor_rng: np.random.Generator,
    *,
    scenario: str,
    stop_s: float,
    site: str,
    start_h: float | None = None,
    lookalikes_per_h: Mapping[str, float] | None = None,
) -> Scene:
    """Draw what happens to a sensor besides jerks.

    Parameters
    ----------
    person_rng
        Source of what the wearer does: the same for all sensors of one person.
    sensor_rng
        Source of what is this sensor's own.
    scenario
        One of `SCENARIOS`; see the module's head.
    stop_s
        Length in seconds.
    site
        Body site.
    start_h
        Hour of the day at the start; used by ``day`` and ``night``.
    lookalikes_per_h
        Rates of look-alikes beside the scenario's own: ``movement`` (a reach), ``tremor``,
        ``contact`` (a knock) and ``gait`` (half a minute of steps).

    Raises
    ------
    ArgumentError
        If the scenario or a look-alike is unknown; the message lists those there are.
    """
    check_known("scenario", scenario, SCENARIOS)
    extra = dict(lookalikes_per_h or {})
    for name in extra:
        check_known("look-alike", name, LOOKALIKES)
    bout_rng, move_rng, walk_rng, act_rng = person_rng.spawn(4)
    extra_rng, knock_rng, wander_rng, own_rng = sensor_rng.spawn(4)
    bouts = tuple(bouts_of(bout_rng, scenario, stop_s, start_h))
    act_rngs = zip(act_rng.spawn(len(bouts)), own_rng.spawn(len(bouts)), strict=True)
    motions = joined(
        [draw_bout(*rngs, bout, site) for rngs, bout in zip(act_rngs, bouts, strict=True)]
    )
    times = {
        name: clustered_times(extra_rng, extra.get(name, 0.0), stop_s)
        for name in LOOKALIKES
    }
    moves = [
        *_moves(move_rng, bouts, site),
        *motions.moves,
        *(draw_reach(extra_rng, float(t)) for t in times["movement"]),
    ]
    walks_s = [(a, b) for a, b, activity in bouts if activity == "walk"]
    walks_s += [(float(t), min(float(t) + 30.0, stop_s)) for t in times["gait"]]
    knocks_s = sorted([*times["contact"].tolist(), *_table_knocks(knock_rng, bouts)])
    impact_g = IMPACT_G[_region(site)]
    return make_scene(
        wander_rng,
        region=_region(site),
        stop_s=stop_s,
        bouts=bouts,
        moves=one_at_a_time(moves),
        walks=tuple(draw_walk(walk_rng, a, b, impact_g) for a, b in walks_s),
        tremors=tuple(draw_tremor(extra_rng, float(t)) for t in times["tremor"]),
        knocks=tuple(draw_knock(knock_rng, t) for t in knocks_s),
        motions=motions,
    )


def _region(site: str) -> str:
    """Region of a site; an unknown site moves like an arm."""
    region = region_of(site)
    return "arm" if region == "unknown" else region


def check_known(what: str, name: str, known: tuple[str, ...]) -> None:
    """Refuse a name that is not known; name one that is near, if any, and all there are."""
    if name not in known:
        near = difflib.get_close_matches(name, known, n=1)
        meant = f"the nearest known one is {near[0]!r}; " if near else ""
        raise ArgumentError(
            f"{what} {name!r} is not known; {meant}expected one of {', '.join(known)}"
        )


def draw_reach(rng: np.random.Generator, start_s: float) -> Move:
    """Draw a fast reach: 15-30 cm in 200-600 ms, ending in a new posture."""
    return draw_move(rng, start_s, REACH_S, REACH_M, REACH_TURN_RAD)


#: What moves in a bout: pauses between groups, moves a group, their length, way and turn.
_Habit = tuple[Range, tuple[int, int], Range, Range, Range]
_HABITS: dict[str, _Habit] = {
    "rest": ((240.0, 1200.0), (1, 2), (0.8, 2.5), (0.03, 0.15), (0.1, 0.8)),
    "sleep": ((600.0, 2400.0), (2, 6), (0.4, 1.5), (0.05, 0.20), (0.2, 1.2)),
    "fidget": ((20.0, 120.0), (1, 2), (0.4, 1.5), (0.01, 0.10), (-0.3, 0.3)),
    "hands": ((0.3, 6.0), (1, 4), (0.25, 1.2), (0.02, 0.30), (-0.6, 0.6)),
}


def _moves(rng: np.random.Generator, bouts: tuple[Bout, ...], site: str) -> Iterator[Move]:
    """Draw the moves of all bouts, each from a source of its own."""
    for bout, own_rng in zip(bouts, rng.spawn(len(bouts)), strict=True):
        yield from _moves_in(own_rng, bout, site)


def _moves_in(rng: np.random.Generator, bout: Bout, site: str) -> Iterator[Move]:
    """Draw the moves of a bout: groups with pauses between them."""
    start_s, stop_s, activity = bout
    if activity == "hands" and _region(site) != "arm":
        activity = "fidget"
    if activity not in _HABITS:
        return
    pause_s, (fewest, most), duration_s, way_m, turn = _HABITS[activity]
    # The first pause is drawn as if it had begun earlier.
    time_s = start_s + rng.random() * log_uniform(rng, pause_s)
    while time_s < stop_s:
        for _ in range(int(rng.integers(fewest, most + 1))):
            move = draw_move(rng, time_s, duration_s, way_m, turn)
            if move.start_s + move.duration_s < stop_s:
                yield move
            time_s += move.duration_s + rng.uniform(0.0, 0.3)
        time_s += log_uniform(rng, pause_s)


def _table_knocks(rng: np.random.Generator, bouts: tuple[Bout, ...]) -> Iterator[float]:
    """Draw when something knocks on what a sensor lies on that is not worn."""
    for start_s, stop_s, activity in bouts:
        if activity == "table":
            drawn_s = clustered_times(rng, _KNOCKS_PER_H, stop_s - start_s)
            yield from (start_s + drawn_s).tolist()


def one_at_a_time(moves: list[Move]) -> tuple[Move, ...]:
    """Sort moves and leave out those that begin before the last one has ended."""
    kept: list[Move] = []
    for move in sorted(moves, key=lambda move: move.start_s):
        if not kept or move.start_s >= kept[-1].start_s + kept[-1].duration_s:
            kept.append(move)
    return tuple(kept)

"""Muscles, joints and bursts: the ranges that jerks are drawn from, and their sources.

Burst lengths are published. Resonance, damping and twitch are ranges of a model (a box of
muscle activity, a twitch, a second-order joint), fitted so that the width of the main lobe
and the ring-down of the acceleration come out at their 5th, 50th and 95th percentiles as
tabulated for seven limbs; the tests hold the model to that table.
"""

from dataclasses import dataclass, replace

from myosense.errors import ArgumentError

Range = tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class Burst:
    """Length of one burst of muscle activity and what the antagonist does."""

    mean_s: float
    sd_s: float
    shortest_s: float
    longest_s: float
    counter_share: float  #: Share of jerks in which the antagonist answers.
    counter_waits: bool = False  #: Whether it starts only when the burst has ended.


@dataclass(frozen=True, kw_only=True)
class Limb:
    """The moving part: its muscle, its joint, and where the sensor sits on it."""

    twitch_s: Range  #: Time to peak of the twitch, drawn evenly.
    resonance_hz: Range  #: Undamped resonance of the joint, drawn evenly in its logarithm.
    damping: Range  #: Share of critical damping, drawn evenly.
    lever_m: Range  #: From the joint to the sensor, drawn evenly.
    most_turn_deg: float  #: As far as a jerk turns the joint; beyond, the body gives way.


#: Cortical and non-cortical: mean and SD of van der Veen 2024 (cut at 45 ms: sensitivity
#: 100 %, specificity 89.5 %), held to 10-100 ms. Long: 100-250 ms, the bursts of hypnic
#: jerks and fragmentary myoclonus; a class of its own. Antagonist and agonist together are
#: the mark of cortical reflex myoclonus; shares as in the model behind the table.
#: Negative: what was held falls for 50-200 ms, the lapses of asterixis, and is then caught.
#: The direction is drawn like any other, not downwards; experimental.
BURSTS = {
    "cortical": Burst(
        mean_s=0.0311, sd_s=0.0067, shortest_s=0.010, longest_s=0.100, counter_share=0.7
    ),
    "noncortical": Burst(
        mean_s=0.0567, sd_s=0.0115, shortest_s=0.010, longest_s=0.100, counter_share=0.3
    ),
    "long": Burst(
        mean_s=0.175, sd_s=0.040, shortest_s=0.100, longest_s=0.250, counter_share=0.1
    ),
    "negative": Burst(
        mean_s=0.110,
        sd_s=0.040,
        shortest_s=0.050,
        longest_s=0.200,
        counter_share=1.0,
        counter_waits=True,
    ),
}
COUNTER_LAG_S: Range = (0.005, 0.030)  #: How much later the antagonist starts.
COUNTER_GAIN: Range = (0.3, 0.9)  #: Its strength beside the agonist's.

#: Twitches: biceps 52, triceps 45, tibialis anterior 58 ms (Buchthal & Schmalbruch, as
#: commonly quoted), hypothenar 55-78, calf 90-125 ms. Resonance: relaxed wrist near 2 Hz,
#: rising when movement is small or the muscle stiff (Lakie 1984); elbow 3-5 Hz; hand tremor
#: 6-12 Hz is resonant. The four-parameter model of a forearm in a myoclonic seizure (Nijsen
#: 2007) is the pattern. Ranges fitted to the table in `tests/test_simulation_jerks.py`;
#: levers are adult segment lengths. A jerk turns a joint through half of its usual range of
#: motion at most (wrist 80, elbow 150, shoulder and knee 135, ankle 50, neck and trunk 45
#: degrees, as commonly quoted); of the spine, which is many joints, a third.
LIMBS = {
    "hand": Limb(
        twitch_s=(0.036, 0.065),
        resonance_hz=(1.8, 6.6),
        damping=(0.21, 0.60),
        lever_m=(0.05, 0.10),
        most_turn_deg=40.0,
    ),
    "finger": Limb(
        twitch_s=(0.036, 0.065),
        resonance_hz=(1.8, 6.6),
        damping=(0.21, 0.60),
        lever_m=(0.08, 0.17),
        most_turn_deg=40.0,
    ),
    "forearm": Limb(
        twitch_s=(0.050, 0.055),
        resonance_hz=(2.1, 4.9),
        damping=(0.15, 0.35),
        lever_m=(0.20, 0.28),
        most_turn_deg=75.0,
    ),
    "whole_arm": Limb(
        twitch_s=(0.056, 0.079),
        resonance_hz=(1.5, 3.2),
        damping=(0.16, 0.44),
        lever_m=(0.45, 0.60),
        most_turn_deg=65.0,
    ),
    "upper_arm": Limb(
        twitch_s=(0.056, 0.079),
        resonance_hz=(1.5, 3.2),
        damping=(0.16, 0.44),
        lever_m=(0.10, 0.25),
        most_turn_deg=65.0,
    ),
    "foot": Limb(
        twitch_s=(0.046, 0.119),
        resonance_hz=(3.3, 5.2),
        damping=(0.13, 0.60),
        lever_m=(0.08, 0.18),
        most_turn_deg=25.0,
    ),
    "shank": Limb(
        twitch_s=(0.049, 0.112),
        resonance_hz=(1.9, 3.7),
        damping=(0.22, 0.38),
        lever_m=(0.25, 0.42),
        most_turn_deg=65.0,
    ),
    "thigh": Limb(
        twitch_s=(0.049, 0.112),
        resonance_hz=(1.9, 3.7),
        damping=(0.22, 0.38),
        lever_m=(0.15, 0.35),
        most_turn_deg=65.0,
    ),
    "head": Limb(
        twitch_s=(0.044, 0.073),
        resonance_hz=(1.9, 4.1),
        damping=(0.16, 0.36),
        lever_m=(0.10, 0.20),
        most_turn_deg=22.0,
    ),
    "trunk": Limb(
        twitch_s=(0.072, 0.136),
        resonance_hz=(1.30, 2.40),
        damping=(0.17, 0.38),
        lever_m=(0.20, 0.45),
        most_turn_deg=15.0,
    ),
}

#: The same limbs wherever they are held: slack to stiff, hardly to well damped. A single
#: jerk is one event over all resonances of 2-12 Hz (12 Hz: hand tremor in its resonance)
#: and damping ratios of 0.05-0.5; slower or better damped ones of `LIMBS` stay in.
WIDE_LIMBS = {
    name: replace(
        limb,
        twitch_s=(0.8 * limb.twitch_s[0], 1.25 * limb.twitch_s[1]),
        resonance_hz=(min(2.0, limb.resonance_hz[0]), 12.0),
        damping=(0.05, max(0.5, limb.damping[1])),
    )
    for name, limb in LIMBS.items()
}

#: What moves when a sensor at that site jerks, and how often (shares add up to 1): a wrist
#: rides on the elbow and on the shoulder.
LIMBS_OF_SITE: dict[str, dict[str, float]] = {
    "face": {"head": 1.0},
    "head": {"head": 1.0},
    "neck": {"head": 0.5, "trunk": 0.5},
    "chest": {"trunk": 1.0},
    "abdomen": {"trunk": 1.0},
    "lower_back": {"trunk": 1.0},
    "hip": {"trunk": 1.0},
    "upper_arm": {"upper_arm": 1.0},
    "forearm": {"forearm": 0.7, "whole_arm": 0.3},
    "wrist": {"forearm": 0.7, "whole_arm": 0.3},
    "hand": {"hand": 0.6, "forearm": 0.3, "whole_arm": 0.1},
    "finger": {"finger": 0.8, "forearm": 0.2},
    "thigh": {"thigh": 1.0},
    "shank": {"shank": 1.0},
    "ankle": {"shank": 1.0},
    "foot": {"foot": 0.7, "shank": 0.3},
    "toe": {"foot": 1.0},
    "unknown": {"forearm": 1.0},
}


def check_site(site: str) -> None:
    """Refuse a site of which it is not known what moves there.

    Raises
    ------
    ArgumentError
        The message lists the sites there are.
    """
    if site not in LIMBS_OF_SITE:
        raise ArgumentError(
            f"site {site!r} is not known; expected one of {', '.join(LIMBS_OF_SITE)}"
        )

"""What the page says of itself: what was done, on whom, and by networks that saw whom."""

from benchmarks.detection.sowing import GENERATOR_NAMES
from benchmarks.fitting.backgrounds import N_PARTS

_USED = {
    "fit": "marked *fit and measure*, on which choices were made",
    "measure": "marked *measure only*",
    "all": "of both uses",
}


def about(use: str) -> str:
    """Say what the page is and is not."""
    return f"""\
This page is written by `python -m benchmarks.detection`; no figure in it was entered by
hand. A target stands beside each figure; whether it was met is computed.

Jerks are planted in recordings of people without myoclonus by {len(GENERATOR_NAMES)}
generators ({", ".join(GENERATOR_NAMES)}) that share no code path; what is found in the same
recordings as they are is a false alarm, although healthy people jerk too, so false alarms
are upper bounds. Evidence of phase 0: it says how well a known motion is found, not that a
patient's jerks are counted.

The recordings are those {_USED[use]}. **Every person is judged by networks that never saw
them.** The shipped networks were fitted to the people of *fit and measure* in {N_PARTS}
parts, each network without one part; here a recording of that use goes only to the networks
that were fitted without its wearer's part. A recording marked *measure only* goes to all of
them: they were fitted to none of those people, and such recordings are never used to choose
anything, neither a limit nor what is tried next.

What is not unseen: the dozen numbers of the calibration and the operating points were
chosen on simulated lives and the people of *fit and measure*, judged by networks that had
not seen them. The motions of the generator *recorded* are cut from the recordings of
*fit and measure*: in those, motions of the wearer's own part of the people, to which no
network that judges them was fitted, so that one may be planted in the recording of the
person who made it; in others, motions of everybody, of which each network was fitted to
blends of two thirds. The networks were fitted to jerks of all generators, as they are
planted here, and of one more, *packets*: what each generator costs is told by the study
that leaves it out.

Intervals of recall are bootstrapped over people and the jerks of each, 95 %; those of false
alarms are exact for events that know nothing of each other, too narrow where they come in
clusters. A rate that was counted in fewer hours than three over its target cannot show that
the target is met."""

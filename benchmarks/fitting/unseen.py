"""The shipped networks without those that were fitted to somebody."""

from dataclasses import replace

from benchmarks.fitting.backgrounds import N_PARTS, part_of
from myosense.network import Detector, shipped


def unseen(subject: str) -> Detector:
    """Keep those of the shipped networks that were fitted without a person's part.

    Parameters
    ----------
    subject
        Data set and name, as `benchmarks.detection.people.people` gives them.

    Raises
    ------
    ValueError
        If every shipped network was fitted to that part.

    Notes
    -----
    The networks are shipped in the order of `benchmarks.fitting.folds.members`: each
    ``N_PARTS`` of them leave out one part after the other. The calibration is the shipped
    one: a dozen numbers, fitted to what networks said of people they had not seen, this
    person among them.
    """
    every = shipped()
    networks = every.networks[part_of(subject) :: N_PARTS]
    if not networks:
        raise ValueError(
            f"none of the {len(every.networks)} shipped networks was fitted without "
            f"part {part_of(subject)} of the people, to which {subject!r} belongs"
        )
    return replace(every, networks=networks)

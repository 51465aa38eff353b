"""How long after a change a drug's level is still on its way.

A convention by drug and form, not a computation: nobody's own half-life is known. What is
not known is asked for, never guessed.
"""

import contextlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from myosense.errors import ArgumentError
from myosense.medication import words
from myosense.medication.parameters import MedicationParameters

if TYPE_CHECKING:
    from myosense.medication.doses import DoseLog


@dataclass(frozen=True, kw_only=True)
class Washout:
    """Hours that are left out after a change, and why so many."""

    hours: float
    reason: str


def parse_washout(text: str) -> tuple[str, float]:
    """Understand DRUG=HOURS.

    Raises
    ------
    ArgumentError
        If it is something else.

    >>> parse_washout("Morphine = 24")
    ('morphine', 24.0)
    """
    drug, _, hours = text.rpartition("=")
    drug = drug.strip().casefold()
    with contextlib.suppress(ValueError):
        if drug:
            return drug, float(hours)
    raise ArgumentError(
        f"wash-out {text!r} is not understood; expected DRUG=HOURS such as morphine=24"
    )


def check_named(given_h: Mapping[str, float], log: "DoseLog") -> None:
    """Refuse a wash-out of a drug that the log does not name: it would change nothing.

    Raises
    ------
    ArgumentError
        If there is one.
    """
    known = sorted(set(log.table["drug"]))
    for drug in given_h:
        if drug not in known:
            raise ArgumentError(
                f"a wash-out names {drug!r}, which {log.file} does not; expected one of "
                f"{', '.join(known)}"
            )


def washout_of(
    dose: Mapping[str, object],
    file: str,
    given_h: Mapping[str, float],
    parameters: MedicationParameters,
) -> Washout:
    """Choose the wash-out of a change.

    Parameters
    ----------
    dose
        Its row of the dose log; egfr and renal_impairment as last known by then.
    file
        Name of the dose log, for the error.
    given_h
        What the user said, by drug; wins.
    parameters
        Hours by kind of drug, and which drugs are of which kind.

    Raises
    ------
    ArgumentError
        If neither the drug, its form nor the user says how fast it settles.
    """
    drug = str(dose["drug"])
    if drug in given_h:
        return Washout(hours=given_h[drug], reason=f"given for {drug}")
    found = _by_form(dose, parameters)
    if found is None:
        given = dose["formulation"]
        said = f", not {given!r}" if given else ""
        form = f"a formulation (immediate release, extended release or patch{said}), or "
        wanted = form if drug in parameters.short_acting_drugs else ""
        raise ArgumentError(
            f"{file}: line {dose['line']} changes {drug}, and how fast its level settles "
            f"is not known; expected {wanted}the hours until then: "
            f"--washout {_quoted(drug)}=HOURS (in a batch the column washout)"
        )
    renal = _impairment(dose, parameters)
    if renal and found.hours < parameters.long_washout_h:
        return Washout(hours=parameters.long_washout_h, reason=renal)
    return found


def _by_form(
    dose: Mapping[str, object], parameters: MedicationParameters
) -> Washout | None:
    drug = str(dose["drug"])
    form = words.form_of(str(dose["formulation"]), str(dose["route"]))
    if form == "patch":
        return Washout(hours=parameters.long_washout_h, reason=f"{drug} as a patch")
    if drug in parameters.long_acting_drugs:
        return Washout(hours=parameters.long_washout_h, reason=f"{drug} is long-acting")
    if drug not in parameters.short_acting_drugs:
        return None
    if form == "extended":
        return Washout(
            hours=parameters.extended_washout_h, reason=f"{drug}, extended release"
        )
    if form == "immediate":
        return Washout(hours=parameters.short_washout_h, reason=f"{drug} is short-acting")
    return None


def _impairment(dose: Mapping[str, object], parameters: MedicationParameters) -> str:
    """Say why the kidneys count as impaired; empty where nothing says so."""
    egfr = dose["egfr"]
    if isinstance(egfr, float) and egfr < parameters.renal_below_ml_per_min:
        return f"renal impairment: eGFR {egfr:g}"
    return "renal impairment, as logged" if dose["renal_impairment"] == "yes" else ""


def kidneys(doses: pd.DataFrame) -> pd.DataFrame:
    """Carry the last known eGFR and renal impairment on to the rows after them."""
    is_answer = doses["renal_impairment"] != ""
    answers = doses["renal_impairment"].where(is_answer).ffill().fillna("")
    return doses.assign(egfr=doses["egfr"].ffill(), renal_impairment=answers.astype("str"))


def is_renal_known(dose: Mapping[str, object]) -> bool:
    """Say whether the log tells anything about the kidneys by then."""
    egfr = dose["egfr"]
    has_egfr = isinstance(egfr, float) and not math.isnan(egfr)
    return has_egfr or dose["renal_impairment"] != ""


def _quoted(name: str) -> str:
    return f"'{name}'" if " " in name else name
